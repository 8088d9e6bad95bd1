//! Fresh connections, and which side answers them. Not built yet.

use super::super::NetError;
use crate::client::Proof;
use crate::plan::types::{Id, Live, Plan, Side};

/// The ways by which fresh connections are made.
pub(super) struct Fingerprints;

impl Fingerprints {
    pub(super) fn new(_plan: &Plan, _live: &Live) -> Result<Self, NetError> {
        Ok(Self)
    }

    /// One look over every path: path, side seen, HTTP status (0 without an answer).
    #[expect(clippy::unused_async, reason = "not built yet")]
    pub(super) async fn look(&self) -> Vec<(Id, Option<Side>, u16)> {
        Vec::new()
    }

    /// Whether `side` answers as itself, asked at its own address.
    #[expect(clippy::unused_async, reason = "not built yet")]
    pub(super) async fn answers(&self, _side: Side) -> Proof {
        Proof { name: Id::new("target-health"), ok: None, detail: "not built yet".into() }
    }
}
