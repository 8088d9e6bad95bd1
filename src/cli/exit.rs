//! How the program ends (DESIGN section 8).

use std::process::ExitCode;

/// The exit codes of the contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Done.
    Done,
    /// Failed.
    Failed,
    /// Bad input; the message names file, line, field and what would be right.
    BadInput,
    /// An expectation of the scenario was not met.
    NotMet,
    /// Refused by a gate or a role.
    Refused,
    /// Nobody knows how it ended.
    Unknown,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// An error that is the input's, not the program's: it ends with [`Exit::BadInput`].
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct BadInput(pub String);
