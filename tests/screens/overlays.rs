//! What lies over the pages: palette, sitrep, learning mode, faults.
