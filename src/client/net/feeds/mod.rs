//! The sources of `live.sources`: one file a kind.

mod alertmanager;
mod buckets;
mod certificates;
mod environment;
mod exposition;
mod foreign;
mod github;
mod kubernetes;
mod maps;
mod pagerduty;
mod postgres;
mod probe;
mod prometheus;
mod sentry;
mod supabase;
mod vercel;

use std::collections::BTreeMap;

use super::{NetError, Waiting};
use crate::client::{Observed, Trouble};
use crate::plan::types::live::{Feed, LiveSource};
use crate::plan::types::{Id, Live, Plan};

/// One source.
pub trait Source: Send + Sync {
    /// Asks it once: the skew of its clock, and what it said. Its deadline is its caller's.
    fn poll(&self) -> Waiting<'_, (Option<i64>, Result<Observed, Trouble>)>;
}

/// What a source is made of.
pub struct Making<'a> {
    /// The plan.
    pub plan: &'a Plan,
    /// Its `[live]`.
    pub live: &'a Live,
    /// The source.
    pub source: &'a LiveSource,
    /// Where it stands in the plan, for messages.
    pub place: String,
}

/// Every source of the plan; what cannot be made is told in `wrong`.
pub(super) fn all(plan: &Plan, live: &Live, wrong: &mut Vec<NetError>) -> BTreeMap<Id, Box<dyn Source>> {
    let mut made: BTreeMap<Id, Box<dyn Source>> = BTreeMap::new();
    for (n, source) in live.sources.iter().enumerate() {
        let place = format!("live.sources[{n}] ({})", source.id);
        let [feed] = source.feeds()[..] else {
            wrong.push(NetError::at(place, "a source has exactly one kind of feed"));
            continue;
        };
        match make(feed, &Making { plan, live, source, place }) {
            Ok(one) => drop(made.insert(source.id.clone(), one)),
            Err(error) => wrong.push(error),
        }
    }
    made
}

fn make(feed: Feed<'_>, making: &Making<'_>) -> Result<Box<dyn Source>, NetError> {
    Ok(match feed {
        Feed::Prometheus(feed) => Box::new(prometheus::Prometheus::new(feed, making)?),
        Feed::Exposition(feed) => Box::new(exposition::Exposition::new(feed, making)?),
        Feed::Probe(feed) => Box::new(probe::Probe::new(feed, making)?),
        Feed::Certificates(feed) => Box::new(certificates::Certificates::new(feed, making)?),
        Feed::Alertmanager(feed) => Box::new(alertmanager::Alertmanager::new(feed, making)?),
        Feed::Sentry(feed) => Box::new(sentry::Sentry::new(feed, making)?),
        Feed::Pagerduty(feed) => Box::new(pagerduty::Pagerduty::new(feed, making)?),
        Feed::Github(feed) => Box::new(github::Github::new(feed, making)?),
        Feed::Vercel(feed) => Box::new(vercel::Vercel::new(feed, making)?),
        Feed::Supabase(feed) => Box::new(supabase::Supabase::new(feed, making)?),
        Feed::Postgres(feed) => Box::new(postgres::Postgres::new(feed, making)?),
        Feed::Kubernetes(feed) => Box::new(kubernetes::Kubernetes::new(feed, making)?),
        Feed::Maps(feed) => Box::new(maps::Maps::new(feed, making)?),
        Feed::Environment(feed) => Box::new(environment::Environment::new(feed, making)?),
    })
}

/// The skew beside the answer, as [`Source::poll`] has it: who said nothing told no time.
fn apart(asked: Result<(Option<i64>, Observed), Trouble>) -> (Option<i64>, Result<Observed, Trouble>) {
    match asked {
        Ok((skew, observed)) => (skew, Ok(observed)),
        Err(trouble) => (None, Err(trouble)),
    }
}
