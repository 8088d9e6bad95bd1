//! Synthetic requests: to both sides by their pinned addresses and to the public name by fresh resolution, each by
//! a connection of its own (R14). A side that does not answer is down only if this machine reaches anything (R1).

mod history;
mod verdict;

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use futures_util::future::{join_all, join3};

use self::history::History;
use self::verdict::{Looked, Round, Verdict};
use super::{Making, Source};
use crate::client::net::look::{Fault, Looker, Missed, Places, Seen, resolve};
use crate::client::net::{NetError, Waiting, http};
use crate::client::{Item, Observed, Reading, Trouble, Value};
use crate::plan::types::live;
use crate::plan::types::{Id, Side};
use crate::text::Clean;

/// The part of the source's deadline that the looks get; the rest is for the control page.
const LOOKS_TENTHS: u32 = 6;
/// The part that the control page gets.
const CONTROL_TENTHS: u32 = 3;
/// Over how long answers are counted where the metric of availability has no window.
const USUAL_WINDOW: Duration = Duration::from_mins(1);

/// Looks at both sides and at the public name.
pub struct Probe {
    feed: live::Probe,
    sides: [(Side, Places, Looker); 2],
    public: Looker,
    control: Option<Looker>,
    port: u16,
    deadline: Duration,
    history: Arc<Mutex<History>>,
}

impl Probe {
    pub(super) fn new(feed: &live::Probe, making: &Making<'_>) -> Result<Self, NetError> {
        let ca_file = feed.ca_file.as_ref().map(Clean::as_str);
        let public = Looker::new(feed.url.as_str(), ca_file, &making.place)?;
        let control = making.live.survey.control.as_ref();
        let control =
            control.map(|url| Looker::new(url.as_str(), None, "live.survey.control")).transpose()?;
        let side = |side| {
            let places = Places::of(making.plan, making.live, &public.target.host, side);
            let looker = places.own_name.as_ref().map_or_else(|| public.clone(), |name| public.named(name));
            (side, places, looker)
        };
        let window = feed.availability.as_ref().and_then(|id| making.plan.metric(id)?.window);
        let window = window.map_or(USUAL_WINDOW, |window| Duration::from_millis(window.0));
        Ok(Self {
            sides: [side(Side::Blue), side(Side::Green)],
            port: feed.port.unwrap_or(public.target.port),
            feed: feed.clone(),
            public,
            control,
            deadline: Duration::from_millis(making.source.deadline.0),
            history: Arc::new(Mutex::new(History::new(window))),
        })
    }

    async fn observe(&self) -> (Option<i64>, Result<Observed, Trouble>) {
        let within = self.deadline * LOOKS_TENTHS / 10;
        let [blue, green] = &self.sides;
        let (blue, green, public) =
            join3(self.side(blue, within), self.side(green, within), self.public(within)).await;
        let sides = [blue, green];
        let is_reachable = match &self.control {
            Some(control) if sides.iter().any(Looked::is_in_doubt) => Some(self.control(control).await),
            _ => None,
        };
        let round = Round::new(&sides, is_reachable);
        let verdicts = sides.each_ref().map(|looked| round.verdict(looked));
        let skew =
            sides.iter().chain([&public]).find_map(Looked::seen).and_then(|seen| http::skew(&seen.headers));
        if let [Verdict::Unknown(blue), Verdict::Unknown(green)] = &verdicts {
            let why = if blue == green { blue.clone() } else { format!("Blue: {blue}; Green: {green}") };
            return (skew, Err(Trouble::passing(why)));
        }
        let mut observed = Observed::default();
        for ((side, ..), verdict) in self.sides.iter().zip(verdicts) {
            self.side_told(*side, &verdict, &mut observed);
        }
        let public = round.verdict(&public);
        observed.items.push(item("public", &public));
        if let Verdict::Down(why) | Verdict::Unknown(why) = public {
            observed.warnings.push(Clean::new(format!("public name: {why}")));
        }
        (skew, Ok(observed))
    }

    /// Looks at every address of one side.
    async fn side(&self, (_, places, looker): &(Side, Places, Looker), within: Duration) -> Looked {
        match places.addresses(self.port).await {
            Ok(addresses) => self.looks(looker, addresses, within).await,
            Err(missed) => Looked(vec![Err(missed)]),
        }
    }

    async fn looks(&self, looker: &Looker, addresses: Vec<SocketAddr>, within: Duration) -> Looked {
        let each = addresses.into_iter().map(|address| async move {
            let seen = looker.look(address, within).await?;
            Ok((address, self.judged(&seen), seen))
        });
        Looked(join_all(each).await)
    }

    /// Looks at the public name, wherever it leads now.
    async fn public(&self, within: Duration) -> Looked {
        let since = Instant::now();
        let target = &self.public.target;
        let resolved = match tokio::time::timeout(within, resolve(&target.host, target.port)).await {
            Ok(resolved) => resolved,
            Err(_) => Err(Missed {
                fault: Fault::Observer,
                why: format!("{} is not resolved in time", target.host),
            }),
        };
        let dns = since.elapsed();
        let seen = match resolved {
            Ok(addresses) => self.public.look_at_any(&addresses, within.saturating_sub(dns)).await,
            Err(missed) => Err(missed),
        };
        Looked(vec![seen.map(|(address, mut seen)| {
            seen.timings.dns = Some(dns);
            seen.timings.whole += dns;
            (address, self.judged(&seen), seen)
        })])
    }

    /// Why an answer is not that of a side that is up.
    fn judged(&self, seen: &Seen) -> Result<(), verdict::Wrong> {
        verdict::judged(&self.feed, seen)
    }

    /// Whether anything outside the system answers; which page it is and what it says does not matter.
    async fn control(&self, control: &Looker) -> bool {
        let within = self.deadline * CONTROL_TENTHS / 10;
        let asked = async {
            let addresses = resolve(&control.target.host, control.target.port).await?;
            control.look_at_any(&addresses, within).await
        };
        matches!(tokio::time::timeout(within, asked).await, Ok(Ok(_)))
    }

    fn side_told(&self, side: Side, verdict: &Verdict, observed: &mut Observed) {
        observed.items.push(item(side.word(), verdict));
        let (up, duration) = match verdict {
            Verdict::Up { whole, .. } => {
                (Value::Number(1.0), whole.map_or(Value::SourceError, |whole| whole.as_secs_f64().into()))
            }
            // A page that is not there takes no time.
            Verdict::Down(_) => (Value::Number(0.0), Value::NoData),
            Verdict::Unknown(_) => (Value::SourceError, Value::SourceError),
        };
        if let Verdict::Down(why) | Verdict::Unknown(why) = verdict {
            observed.warnings.push(Clean::new(format!("{side}: {why}")));
        }
        if let Verdict::Up { note: Some(note), .. } = verdict {
            observed.warnings.push(Clean::new(format!("{side}: {note}")));
        }
        let (availability, age) = self.counted(side, verdict);
        let mut give = |metric: &Option<Id>, value, age_ms| {
            if let Some(metric) = metric.clone() {
                observed.readings.push(Reading { metric, side: Some(side), value, age_ms });
            }
        };
        give(&self.feed.health, up, 0);
        give(&self.feed.duration, duration, 0);
        give(&self.feed.availability, availability, age);
    }

    /// The share of good answers, with this one.
    fn counted(&self, side: Side, verdict: &Verdict) -> (Value, u32) {
        // Nobody panics while holding it; if somebody did, the counts are still counts.
        let mut history = self.history.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        history.add(side, verdict.is_up(), Instant::now())
    }
}

fn item(fact: &str, verdict: &Verdict) -> Item {
    Item { fact: Id::new(fact), holds: verdict.is_up(), detail: Clean::new(verdict.told()) }
}

impl Source for Probe {
    fn poll(&self) -> Waiting<'_, (Option<i64>, Result<Observed, Trouble>)> {
        Box::pin(self.observe())
    }
}
