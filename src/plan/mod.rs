//! The plan as people write it: types, and (in their own files) how it is loaded, checked and linted.

pub mod document;
pub mod load;
pub mod problem;
pub mod report;
pub mod types;

pub use load::embedded;
