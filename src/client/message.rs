//! A message to people, as the engine hands it to whoever carries it.

use crate::plan::types::{Side, TierLevel};
use crate::text::Clean;

/// One message.
#[derive(Debug, Clone, PartialEq)]
pub struct Message {
    /// The same key is the same message to the eye, however often it is sent (R32). What follows a message,
    /// such as its end, bears the same key and another kind.
    pub key: Clean,
    /// What is said.
    pub text: Clean,
    /// How grave what it speaks of is.
    pub tier: TierLevel,
    /// What it says of an episode.
    pub kind: Kind,
    /// The side it speaks of.
    pub side: Option<Side>,
    /// Whether it was tried before: whoever cannot tell two from one looks first.
    pub again: bool,
    /// Keys and kinds of other messages that go with this one, their text in its own.
    pub with: Vec<(Clean, Kind)>,
}

/// What a message says of an episode.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// It began.
    Raised,
    /// Somebody took it on.
    Taken,
    /// It ended.
    Cleared,
    /// Of no episode: a step of a procedure tells people.
    Step,
    /// Of no episode: a test of the way, before the day.
    Test,
}

impl Message {
    /// A test of a way to people. `key` names it among all tests.
    pub fn test(key: &Clean) -> Self {
        Self {
            key: key.clone(),
            text: Clean::new(format!(
                "TEST: jday tries this channel; nothing is wrong / rien à faire ({key})"
            )),
            tier: TierLevel::Info,
            kind: Kind::Test,
            side: None,
            again: false,
            with: Vec::new(),
        }
    }

    /// What ends the episode that this message began: for a test too, so that no incident stays open.
    #[must_use]
    pub fn cleared(&self) -> Self {
        Self { kind: Kind::Cleared, ..self.clone() }
    }
}
