//! Words of page 2, the metrics.

messages! {}
