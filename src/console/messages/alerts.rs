//! Words of page 5, the alerts.

messages! {}
