//! Words of a replay: scrub bar, jumps, comparison.

messages! {}
