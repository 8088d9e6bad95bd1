//! Words of the sitrep (F17).

messages! {}
