//! What a replay has beside the journal itself: another journal to compare with, or what another plan
//! would have said. Worked out apart, because reading a long journal takes longer than a first frame may.

use std::sync::{Arc, OnceLock};

use super::compare::Comparison;
use super::rejudge::Rejudged;
use crate::text::Clean;

/// What stands beside the journal.
#[derive(Debug)]
pub enum Aside {
    /// Another journal of the same scenario.
    Against(Box<Comparison>),
    /// Another plan's verdicts.
    Plan(Box<Rejudged>),
    /// It could not be worked out, and why.
    Failed(Clean),
}

/// A place for what is still being worked out.
#[derive(Debug, Clone, Default)]
pub struct Later(Arc<OnceLock<Aside>>);

impl Later {
    /// What was worked out; none while that takes.
    pub fn get(&self) -> Option<&Aside> {
        self.0.get()
    }

    /// Puts it there; what came first stays.
    pub fn put(&self, aside: Aside) {
        let _ = self.0.set(aside);
    }
}
