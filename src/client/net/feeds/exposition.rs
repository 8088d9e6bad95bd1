//! Pages in the text format of Prometheus or `OpenMetrics`, read directly (APIS section 7).
//!
//! Growth is counted exactly from page to page and never extrapolated, so a rate here and one of a Prometheus
//! differ by what that guesses at the ends of its window.

mod history;
mod line;
mod page;
mod wanted;
mod worth;

use std::collections::BTreeSet;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use futures_util::future::join_all;
use reqwest::Method;
use reqwest::header::ACCEPT;

use self::history::{History, PROCESS_START};
use self::page::Page;
use self::wanted::Wanted;
use self::worth::Seen;
use super::{Making, Source};
use crate::client::net::http::{Http, Page as Answer};
use crate::client::net::wall::now_ms;
use crate::client::net::{NetError, Waiting};
use crate::client::{Observed, Reading, Trouble, Value};
use crate::plan::types::{Scope, Side, live};
use crate::text::Clean;

/// What is asked for; anything else that can be read is taken too.
const FORMATS: &str = "text/plain;version=0.0.4,application/openmetrics-text;version=1.0.0;q=0.8";
/// Share of the source's deadline after which a target counts as silent, in percent.
const PATIENCE_PERCENT: u64 = 90;
/// Most lines that are told one by one when they cannot be read.
const TOLD_LINES: usize = 3;

/// The pages of one source.
pub struct Exposition {
    targets: Vec<Target>,
    wanted: Vec<Wanted>,
    /// The families that anything is made of; no other line is read to its end.
    families: BTreeSet<String>,
    patience: Duration,
    /// The longest window, for which histories are kept.
    keep_ms: u64,
    began: Instant,
    histories: Mutex<Vec<History>>,
}

struct Target {
    http: Http,
    name: Clean,
    side: Option<Side>,
}

impl Exposition {
    pub(super) fn new(feed: &live::Exposition, making: &Making<'_>) -> Result<Self, NetError> {
        let mut targets = Vec::new();
        for (n, target) in feed.targets.iter().enumerate() {
            let http = Http::new(&target.api, &format!("{}.targets[{n}]", making.place))?;
            let side = target.side.map_or(String::new(), |side| format!(" ({side})"));
            targets.push(Target {
                http,
                name: Clean::new(format!("target {}{side}", n + 1)),
                side: target.side,
            });
        }
        let wanted: Vec<Wanted> =
            feed.metrics.iter().map(|metric| Wanted::new(metric, making)).collect::<Result<_, _>>()?;
        for one in &wanted {
            let has_one = match one.scope {
                Scope::Side => targets.iter().any(|target| target.side.is_some()),
                Scope::Shared => !targets.is_empty(),
            };
            if !has_one {
                let why = format!("no target gives {}; name its targets, each with its side", one.metric);
                return Err(NetError::at(&making.place, why));
            }
        }
        let keep_ms = wanted.iter().filter_map(Wanted::window_ms).max().unwrap_or(0);
        let histories = Mutex::new(targets.iter().map(|_| History::default()).collect());
        let patience = Duration::from_millis(making.source.deadline.0 * PATIENCE_PERCENT / 100);
        let families =
            wanted.iter().flat_map(Wanted::families).chain([PROCESS_START]).map(str::to_owned).collect();
        Ok(Self { targets, wanted, families, patience, keep_ms, began: Instant::now(), histories })
    }

    fn histories(&self) -> MutexGuard<'_, Vec<History>> {
        // A broken poll cannot leave a page half taken that the next one would not see as a gap.
        self.histories.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn observe(&self) -> (Option<i64>, Result<Observed, Trouble>) {
        let answers = join_all(self.targets.iter().map(|target| self.fetch(target))).await;
        let skew_ms = answers.iter().find_map(|answer| answer.as_ref().ok()?.skew_ms);
        let now = u64::try_from(self.began.elapsed().as_millis()).unwrap_or(u64::MAX);
        let mut histories = self.histories();
        let (mut warnings, mut troubles) = (BTreeSet::new(), Vec::new());
        for ((target, history), answer) in self.targets.iter().zip(histories.iter_mut()).zip(&answers) {
            let taken = answer.as_ref().map_err(Clone::clone);
            let taken = taken.and_then(|answer| self.take(history, answer, now, &target.name, &mut warnings));
            if let Err(trouble) = &taken {
                warnings.insert(format!("{}: {}", target.name, trouble.why));
            }
            troubles.push(taken.err());
        }
        let silent: Vec<bool> = troubles.iter().map(Option::is_some).collect();
        if silent.iter().all(|silent| *silent) {
            return (skew_ms, Err(worst(troubles.into_iter().flatten())));
        }
        let wall_ms = now_ms().saturating_add(skew_ms.unwrap_or(0));
        let mut readings = Vec::new();
        for (wanted, side) in self.wanted.iter().flat_map(|one| sides(one.scope).map(move |side| (one, side)))
        {
            let of_side = |n: &usize| self.targets.get(*n).is_some_and(|target| self.serves(target, side));
            let of_side: Vec<usize> = (0..self.targets.len()).filter(of_side).collect();
            if of_side.is_empty() {
                continue;
            }
            let is_silent = |n: &&usize| silent.get(**n) == Some(&true);
            let answered = of_side.iter().filter(|n| !is_silent(n));
            let seen = Seen {
                histories: answered.filter_map(|n| histories.get(*n)).collect(),
                silent: of_side.iter().filter(is_silent).count(),
                now,
                wall_ms,
            };
            let (value, age_ms) = seen.worth(wanted).unwrap_or_else(|why| {
                let side = side.map_or(String::new(), |side| format!(" of {side}"));
                warnings.insert(format!("{}{side}: {why}", wanted.metric));
                (Value::SourceError, 0)
            });
            readings.push(Reading { metric: wanted.metric.clone(), side, value, age_ms });
        }
        let warnings = warnings.into_iter().map(Clean::new).collect();
        (skew_ms, Ok(Observed { readings, warnings, ..Observed::default() }))
    }

    /// Whether `target` has a part in the value of `side`. What both share comes from targets without a side,
    /// or from all where there is none such.
    fn serves(&self, target: &Target, side: Option<Side>) -> bool {
        target.side == side || (side.is_none() && self.targets.iter().all(|target| target.side.is_some()))
    }

    async fn fetch(&self, target: &Target) -> Result<Answer, Trouble> {
        let request = target.http.request(Method::GET, "").header(ACCEPT, FORMATS);
        let answer = tokio::time::timeout(self.patience, target.http.send(request)).await;
        answer.unwrap_or_else(|_| Err(Trouble::passing("no answer in time")))
    }

    /// Takes a page into the history of its target.
    fn take(
        &self,
        history: &mut History,
        answer: &Answer,
        now: u64,
        target: &Clean,
        warnings: &mut BTreeSet<String>,
    ) -> Result<(), Trouble> {
        let page = Page::read(answer, |name| self.families.contains(name))?;
        for (n, wrong) in page.wrong.iter().take(TOLD_LINES) {
            let name = wrong.name.as_deref().map_or(String::new(), |name| format!(" ({name})"));
            warnings.insert(format!("{target}, line {n}{name}: {}", wrong.why));
        }
        if page.wrong.len() > TOLD_LINES {
            let n = page.wrong.len();
            warnings.insert(format!("{target}: {n} lines cannot be read"));
        }
        history.take(&page, now, self.keep_ms).map_err(Trouble::lasting)
    }
}

fn sides(scope: Scope) -> impl Iterator<Item = Option<Side>> {
    let sides = match scope {
        Scope::Side => Side::BOTH.map(Some).to_vec(),
        Scope::Shared => vec![None],
    };
    sides.into_iter()
}

/// What is told when no target answered: what passes, if anything does.
fn worst(troubles: impl Iterator<Item = Trouble>) -> Trouble {
    let troubles: Vec<Trouble> = troubles.collect();
    let retry_after_ms = troubles.iter().filter_map(|trouble| trouble.retry_after_ms).max();
    let told = troubles.iter().find(|trouble| trouble.passing).or_else(|| troubles.first()).cloned();
    let told = told.unwrap_or_else(|| Trouble::lasting("the source has no targets; name some"));
    Trouble { retry_after_ms, ..told }
}

impl Source for Exposition {
    fn poll(&self) -> Waiting<'_, (Option<i64>, Result<Observed, Trouble>)> {
        Box::pin(self.observe())
    }
}
