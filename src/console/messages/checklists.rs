//! Words of page 4, the checklists.

messages! {}
