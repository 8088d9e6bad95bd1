//! Words of page 7, the journal and its notes.

messages! {}
