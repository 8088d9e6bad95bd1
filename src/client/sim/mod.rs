//! Twins of the real systems, with faults that a scenario puts in and takes out.

pub mod fault;
