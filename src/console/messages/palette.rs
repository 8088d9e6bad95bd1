//! Words of the palette, learning mode and the fault menu.

messages! {}
