//! Somebody else moves the record between the typed phrase and the order (R11): nothing is sent, and it is told (F19).
