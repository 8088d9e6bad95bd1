//! The plan as people write it: its types, and how a file becomes one.
//!
//! A file is parsed into a [`document`] that knows its lines, decoded into [`types`], checked for
//! contradictions by [`validate`] and warned about by [`lint`]; [`load`] does all of it and [`report`] shows
//! what was found. Scenario files use [`document`] and [`report`] too.

pub mod document;
pub mod lint;
pub mod load;
pub mod problem;
pub mod report;
pub mod schema;
mod tags;
pub mod types;
pub mod validate;

pub use load::embedded;
pub use tags::SEE_SCHEMA;
