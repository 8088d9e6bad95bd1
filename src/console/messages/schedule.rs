//! Words of page 3, schedule and procedures.

messages! {}
