//! A replay on the screen.
