//! The plan as people write it: types, and (in their own files) how it is loaded, checked and linted.

pub mod problem;
pub mod types;
