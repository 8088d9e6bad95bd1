//! Where the lever points, as servers, resolvers and fresh connections see it. Not built yet.

use super::NetError;
use crate::client::{Answers, Proof};
use crate::plan::types::{Id, Live, Plan, Side};

/// Asks everybody where the lever points.
pub struct Surveyor;

impl Surveyor {
    pub(super) fn new(_plan: &Plan, _live: &Live) -> Result<Self, NetError> {
        Ok(Self)
    }

    /// One round of questions.
    #[expect(clippy::unused_async, reason = "not built yet")]
    pub(super) async fn survey(&self) -> Answers {
        Answers::default()
    }

    /// Whether `side` answers as itself, asked at its own address.
    #[expect(clippy::unused_async, reason = "not built yet")]
    pub(super) async fn answers(&self, _side: Side) -> Proof {
        Proof { name: Id::new("target-health"), ok: None, detail: "not built yet".into() }
    }
}
