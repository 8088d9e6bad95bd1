//! What is asked of the live systems, all at once, and what their answers prove.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::time::{Duration, Instant};

use super::{Line, ways};
use crate::client::net::Net;
use crate::client::{
    Answers, Call, Clients as _, Now, Observed, Polled, Proof, Reply, Report, Request, Said, Value,
};
use crate::model::sources::{SKEW_UNKNOWN_MS, SKEW_WARNS_MS};
use crate::plan::types::{Id, Plan, Side};

/// How long a dry run or a survey may take.
const LOOK_MS: u64 = 10_000;
/// Some values are counted from one answer to the next, so what a source cannot tell at first is asked once more,
/// this much later.
const NEXT_PAGE: Duration = Duration::from_secs(1);
/// Longer than any deadline that was given: what is not over by then never will be.
const PATIENCE: Duration = Duration::from_mins(2);

/// The live systems of a plan.
pub struct World {
    net: Net,
    woken: Receiver<()>,
    next: u64,
}

impl World {
    /// Those of `plan`; or a line for each part of `[live]` that cannot be used.
    pub fn new(plan: &Plan) -> Result<Self, Vec<Line>> {
        let (wake, woken) = sync_channel(1);
        // A full channel has woken already.
        let waker = Arc::new(move || {
            let _ = wake.try_send(());
        });
        let room = crate::text::Clean::new(format!("{}-preflight-{}", plan.id, std::process::id()));
        let net = Net::new(plan, &room, waker).map_err(|wrong| {
            let line = |error: &crate::client::net::NetError| {
                Line::new("setup", "live", Some(false), error.to_string())
            };
            wrong.iter().map(line).collect::<Vec<_>>()
        })?;
        Ok(Self { net, woken, next: 0 })
    }

    /// Asks everything at once; `tell` gets each line as soon as it is known.
    pub fn ask(
        &mut self,
        plan: &Plan,
        mut tell: impl FnMut(&Line) -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        let mut open: BTreeMap<u64, (Request, Instant)> = BTreeMap::new();
        for source in plan.live.iter().flat_map(|live| &live.sources) {
            self.submit(Request::Poll { source: source.id.clone() }, source.deadline.0, &mut open);
        }
        self.submit(Request::Survey, LOOK_MS, &mut open);
        for to in Side::BOTH {
            self.submit(Request::DryRun { to }, LOOK_MS, &mut open);
        }
        for request in ways::of(plan) {
            self.submit(Request::Prove { request: Box::new(request) }, LOOK_MS, &mut open);
        }
        let since = Instant::now();
        let mut again = Again::default();
        while !(open.is_empty() && again.due.is_empty()) && since.elapsed() < PATIENCE {
            if self.woken.recv_timeout(Duration::from_millis(200)) == Err(RecvTimeoutError::Disconnected) {
                break;
            }
            for report in self.net.reports(Now::default()) {
                if !again.takes(&report) {
                    lines_of(report, plan, &mut open).iter().try_for_each(&mut tell)?;
                }
            }
            for source in again.now_due() {
                let known = plan.live.iter().flat_map(|live| &live.sources).find(|known| known.id == source);
                let deadline_ms = known.map_or(LOOK_MS, |known| known.deadline.0);
                self.submit(Request::Poll { source }, deadline_ms, &mut open);
            }
        }
        Ok(())
    }

    /// Asks for one thing and waits for its end.
    pub fn wait_for(&mut self, request: Request, deadline_ms: u64) -> Reply {
        let mut open = BTreeMap::new();
        let id = self.submit(request, deadline_ms, &mut open);
        let since = Instant::now();
        while since.elapsed() < PATIENCE {
            let _ = self.woken.recv_timeout(Duration::from_millis(200));
            for report in self.net.reports(Now::default()) {
                match report {
                    Report::Ended { id: ended, reply } if ended == id => return reply,
                    _ => {}
                }
            }
        }
        Reply::Unknown("no end".into())
    }

    fn submit(
        &mut self,
        request: Request,
        deadline_ms: u64,
        open: &mut BTreeMap<u64, (Request, Instant)>,
    ) -> u64 {
        self.next += 1;
        open.insert(self.next, (request.clone(), Instant::now()));
        self.net.submit(Call { id: self.next, request, deadline_ms }, Now::default());
        self.next
    }
}

/// The sources that are asked once more.
#[derive(Default)]
struct Again {
    due: Vec<(Instant, Id)>,
    asked: BTreeSet<Id>,
}

impl Again {
    /// Whether `report` is a source's first answer and leaves something untold.
    fn takes(&mut self, report: &Report) -> bool {
        let Report::Polled(polled) = report else { return false };
        let leaves_out = |observed: &Observed| {
            observed.readings.iter().any(|reading| matches!(reading.value, Value::SourceError))
        };
        let is_first =
            polled.answer.as_ref().is_ok_and(leaves_out) && self.asked.insert(polled.source.clone());
        if is_first {
            self.due.push((Instant::now() + NEXT_PAGE, polled.source.clone()));
        }
        is_first
    }

    /// The sources whose second question is due.
    fn now_due(&mut self) -> Vec<Id> {
        let now = Instant::now();
        self.due.extract_if(.., |(at, _)| *at <= now).map(|(_, source)| source).collect()
    }
}

fn lines_of(report: Report, plan: &Plan, open: &mut BTreeMap<u64, (Request, Instant)>) -> Vec<Line> {
    match report {
        Report::Polled(polled) => source(plan, &polled),
        Report::Surveyed(answers) => survey(plan, &answers),
        Report::Proved { id, checks } => {
            let Some((request, since)) = open.get(&id) else { return Vec::new() };
            let ms = u64::try_from(since.elapsed().as_millis()).unwrap_or(u64::MAX);
            let line = |proof: &Proof| match request {
                Request::DryRun { to } => Some(way(*to, proof).took(ms)),
                Request::Prove { request } => Some(ways::line(request, proof).took(ms)),
                // Nothing else is proved.
                _ => None,
            };
            checks.iter().filter_map(line).collect()
        }
        Report::Ended { id, reply } => {
            let Some((request, _)) = open.remove(&id) else { return Vec::new() };
            match (request, reply) {
                // A poll's trouble was told with its answer.
                (Request::Poll { .. }, _) | (_, Reply::Done(_) | Reply::Withdrawn) => Vec::new(),
                (Request::Prove { request }, Reply::Refused(why) | Reply::Unknown(why)) => {
                    let (area, name) = ways::named(&request);
                    vec![Line::new(area, name, Some(false), why.one_line())]
                }
                (request, Reply::Refused(why) | Reply::Unknown(why)) => {
                    let name = if request == Request::Survey { "survey" } else { "dry run" };
                    vec![Line::new("lever", name, Some(false), why.one_line())]
                }
            }
        }
        Report::Said { .. } | Report::Rests { .. } | Report::Pipeline { .. } => Vec::new(),
    }
}

fn source(plan: &Plan, polled: &Polled) -> Vec<Line> {
    let name = polled.source.as_str();
    let took = u64::from(polled.took_ms);
    let mut lines = match &polled.answer {
        Err(trouble) => vec![Line::new("source", name, Some(false), trouble.why.one_line()).took(took)],
        Ok(observed) => seen(plan, name, observed, took),
    };
    lines.extend(polled.skew_ms.filter(|skew| skew.unsigned_abs() >= SKEW_WARNS_MS).map(|skew| {
        let ok = (skew.unsigned_abs() > SKEW_UNKNOWN_MS).then_some(false);
        let proof = format!("its clock is {:.1} s off this machine's", skew as f64 / 1_000.0);
        Line::new("clock", name, ok, proof).todo("synchronise both clocks (NTP)")
    }));
    lines
}

/// What an answer holds: values, what is missing and why, facts, and what the source itself warns of.
fn seen(plan: &Plan, name: &str, observed: &Observed, took: u64) -> Vec<Line> {
    let given = observed.readings.iter().filter(|reading| matches!(reading.value, Value::Number(_))).count();
    let told = |wanted: fn(&Value) -> bool| -> Vec<String> {
        let with = observed.readings.iter().filter(|reading| wanted(&reading.value));
        with.map(|reading| match reading.side {
            Some(side) => format!("{}@{side}", reading.metric),
            None => reading.metric.to_string(),
        })
        .collect()
    };
    let missing = told(|value| matches!(value, Value::NoData | Value::NotANumber));
    let failed = told(|value| matches!(value, Value::SourceError));
    let stale: Vec<String> = observed
        .readings
        .iter()
        .filter(|reading| {
            let metric = plan.metric(&reading.metric);
            metric.is_some_and(|metric| u64::from(reading.age_ms) > metric.stale_after_ms())
        })
        .map(|reading| format!("{} is {} s old", reading.metric, reading.age_ms / 1_000))
        .collect();
    let mut proof = match (observed.readings.len(), &observed.alerts) {
        (0, Some(alerts)) => format!("{} alerts are on", alerts.len()),
        (0, None) => "it answers".to_owned(),
        (all, _) => format!("{given} of {all} values"),
    };
    for (words, list) in [("no data", &missing), ("cannot tell", &failed), ("late", &stale)] {
        if !list.is_empty() {
            proof = format!("{proof}; {words}: {}", list.join(", "));
        }
    }
    for warning in &observed.warnings {
        proof = format!("{proof}; {}", warning.one_line());
    }
    let ok = if failed.is_empty() && stale.is_empty() {
        // An idle Green has no traffic and so no ratio: to be known, not an obstacle.
        (missing.is_empty() && observed.warnings.is_empty()).then_some(true)
    } else {
        Some(false)
    };
    let mut lines = vec![Line::new("source", name, ok, proof).took(took)];
    lines.extend(
        observed.items.iter().map(|item| {
            Line::new("fact", format!("{name} {}", item.fact), item.holds, item.detail.one_line())
        }),
    );
    lines
}

fn survey(plan: &Plan, answers: &Answers) -> Vec<Line> {
    let line = |area, said: &Said| {
        let ttl = said.ttl_ms / 1_000;
        let proof = format!("{}, TTL {ttl} s", said.value.one_line());
        let ok = Some(said.side.is_some());
        let line = Line::new(area, said.from.as_str(), ok, proof);
        if said.side.is_some() { line } else { line.todo("it is neither Blue's nor Green's value") }
    };
    let mut lines: Vec<Line> = answers.authoritative.iter().map(|said| line("dns", said)).collect();
    lines.extend(answers.resolvers.iter().map(|said| line("resolver", said)));
    if let Some(highest) = answers.authoritative.iter().map(|said| said.ttl_ms).max() {
        let low = highest <= plan.lever.lowered_ttl.0;
        let proof = format!("{} s, wanted at most {}", highest / 1_000, plan.lever.lowered_ttl);
        let ttl = Line::new("dns", "ttl", low.then_some(true), proof);
        lines.push(if low {
            ttl
        } else {
            ttl.todo(format!("lower it, at least {} before the switch", plan.lever.ttl))
        });
    }
    lines.extend(answers.fingerprints.iter().map(|(path, side, status)| {
        match side {
            Some(side) => {
                Line::new("path", path.as_str(), Some(true), format!("{side} answers, status {status}"))
            }
            None => Line::new("path", path.as_str(), Some(false), format!("no fingerprint, status {status}"))
                .todo("see live.fingerprint: the page must say which version it is"),
        }
    }));
    lines
}

fn way(to: Side, proof: &Proof) -> Line {
    Line::new("lever", format!("to {to}: {}", proof.name), proof.ok.or(Some(false)), proof.detail.one_line())
}
