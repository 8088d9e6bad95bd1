//! Words of page 8, people and sources.

messages! {}
