//! Where the lever points, as servers, resolvers and fresh connections see it.

mod fingerprint;
mod names;

use std::sync::Arc;

use self::fingerprint::Fingerprints;
use self::names::Names;
use super::NetError;
use super::levers::{Lever, Standing};
use crate::client::{Answers, Proof, Said};
use crate::plan::types::{Id, Live, Plan, Side};
use crate::text::Clean;

/// Asks everybody where the lever points.
pub struct Surveyor {
    names: Option<Names>,
    fingerprints: Fingerprints,
    lever: Arc<dyn Lever>,
}

impl Surveyor {
    pub(super) fn new(plan: &Plan, live: &Live, lever: Arc<dyn Lever>) -> Result<Self, NetError> {
        let names = if live.lever.records.is_empty() { None } else { Some(Names::new(plan, live)?) };
        Ok(Self { names, fingerprints: Fingerprints::new(plan, live)?, lever })
    }

    /// One round of questions, all at once.
    pub(super) async fn survey(&self) -> Answers {
        let names = async {
            match &self.names {
                Some(names) => names.survey().await,
                None => (vec![self.platform().await], Vec::new()),
            }
        };
        let ((authoritative, resolvers), fingerprints) =
            futures_util::future::join(names, self.fingerprints.look()).await;
        Answers { authoritative, resolvers, fingerprints }
    }

    /// A lever that is no DNS record has one who knows where it points: the system that holds it. No cache
    /// keeps what it says, so there are no resolvers to ask.
    async fn platform(&self) -> Said {
        let read = tokio::time::timeout(names::WITHIN, self.lever.read()).await;
        let (side, value, ttl_ms) = match read.unwrap_or_else(|_| Err("no answer in time".into())) {
            Ok(Standing::At(side)) => (Some(side), Clean::new(side.to_string()), names::LEAST_TTL_MS),
            Ok(Standing::Elsewhere(found)) => (None, found, names::LEAST_TTL_MS),
            Err(why) => (None, Clean::new(why), 0),
        };
        Said { from: Id::new("lever"), side, value, ttl_ms }
    }

    /// Whether `side` answers as itself, asked at its own address.
    pub(super) async fn answers(&self, side: Side) -> Proof {
        self.fingerprints.answers(side).await
    }
}
