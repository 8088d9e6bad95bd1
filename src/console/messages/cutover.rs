//! Words of page 6, the cutover.

messages! {}
