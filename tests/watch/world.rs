//! An outside world for a live room, in virtual time: sources that answer, fail or stay silent, a lever,
//! and a count of everything that was asked. It outlives the engine, as the real one does.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};

use jday::client::{
    Answers, Call, Clients, Now, Observed, Polled, Proof, Reading, Reply, Report, Request, Said, Trouble,
    Value,
};
use jday::plan::types::{Id, Plan, Scope, Side};

/// How a source behaves.
#[derive(Debug, Clone)]
pub enum Manner {
    /// Answers everything that the plan names it for.
    Well,
    /// Takes the question and says nothing, ever.
    Silent,
    /// Says nothing, and why.
    Trouble(Trouble),
    /// Answers this.
    Says(Box<Observed>),
    /// Answers well, from samples of this age in milliseconds.
    Aged(u32),
}

pub struct Inner {
    pub plan: Plan,
    pub manners: BTreeMap<Id, Manner>,
    /// Values that are not the healthy ones.
    pub values: BTreeMap<(Id, Side), Value>,
    pub skew_ms: Option<i64>,
    pub live: Side,
    /// Every call, with its monotonic time, and the boots before counted in.
    pub calls: Vec<(u64, Call)>,
    /// What is reported when; what was under way in a process that died is reported to nobody.
    pending: Vec<(u64, Report)>,
    /// Orders that take effect when, whoever is there to see it.
    orders: Vec<(u64, Side)>,
    /// How long the lever takes.
    pub lever_ms: u64,
    /// How long a run of the pipeline takes.
    pub pipeline_ms: u64,
    /// When the run ends by the wall clock, and whether somebody asked for it.
    run: Option<(i64, bool)>,
    /// How long a message is under way.
    pub message_ms: u64,
    /// Whether a message waits where it can be taken back.
    pub queues: bool,
    /// Messages that were to be taken back.
    pub withdrawn: Vec<u64>,
}

/// A handle on it: the clients of one engine.
#[derive(Clone)]
pub struct World(Arc<Mutex<Inner>>);

impl World {
    pub fn new(plan: &Plan) -> Self {
        Self(Arc::new(Mutex::new(Inner {
            plan: plan.clone(),
            manners: BTreeMap::new(),
            values: BTreeMap::new(),
            skew_ms: None,
            live: Side::Blue,
            calls: Vec::new(),
            pending: Vec::new(),
            orders: Vec::new(),
            lever_ms: 200,
            pipeline_ms: 50,
            run: None,
            message_ms: 50,
            queues: false,
            withdrawn: Vec::new(),
        })))
    }

    pub fn with(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap()
    }

    pub fn set(&self, source: &str, manner: Manner) {
        self.with().manners.insert(Id::new(source), manner);
    }

    pub fn value(&self, metric: &str, side: Side, value: Value) {
        self.with().values.insert((Id::new(metric), side), value);
    }

    /// The engine died and another clock begins: orders that were given still arrive, unreported.
    pub fn forget_engine(&self) {
        let mut inner = self.with();
        inner.pending.clear();
        let orders = std::mem::take(&mut inner.orders);
        for (_, to) in orders {
            inner.live = to;
        }
    }

    /// Orders given to the lever.
    pub fn points(&self) -> usize {
        self.count(|request| matches!(request, Request::Point { .. }))
    }

    pub fn count(&self, is: impl Fn(&Request) -> bool) -> usize {
        self.with().calls.iter().filter(|(_, call)| is(&call.request)).count()
    }

    /// When this source was asked.
    pub fn asked(&self, source: &str) -> Vec<u64> {
        let asks = |request: &Request| matches!(request, Request::Poll { source: asked } if asked.as_str() == source);
        self.with().calls.iter().filter(|(_, call)| asks(&call.request)).map(|(at, _)| *at).collect()
    }
}

impl Inner {
    fn polled(&self, source: &Id) -> Option<Polled> {
        let answer = match self.manners.get(source).unwrap_or(&Manner::Well) {
            Manner::Well => Ok(self.healthy(source, 0)),
            Manner::Aged(age_ms) => Ok(self.healthy(source, *age_ms)),
            Manner::Silent => return None,
            Manner::Trouble(trouble) => Err(trouble.clone()),
            Manner::Says(observed) => Ok((**observed).clone()),
        };
        Some(Polled { source: source.clone(), took_ms: 30, skew_ms: self.skew_ms, answer })
    }

    fn healthy(&self, source: &Id, age_ms: u32) -> Observed {
        let mut readings = Vec::new();
        for metric in self.plan.metrics.iter().filter(|metric| metric.source == *source) {
            for side in Side::BOTH {
                if metric.scope == Scope::Shared && side == Side::Green {
                    continue;
                }
                let key = (metric.id.clone(), side);
                let value = self.values.get(&key).copied().unwrap_or(Value::Number(good(metric.id.as_str())));
                let side = (metric.scope == Scope::Side).then_some(side);
                readings.push(Reading { metric: metric.id.clone(), side, value, age_ms });
            }
        }
        Observed { readings, ..Observed::default() }
    }

    fn answers(&self) -> Answers {
        let said = |from: &str| Said {
            from: Id::new(from),
            side: Some(self.live),
            value: self.live.word().into(),
            ttl_ms: 60_000,
        };
        Answers {
            authoritative: vec![said("ns1"), said("ns2")],
            resolvers: vec![said("google"), said("quad9")],
            fingerprints: [("public", 200), ("second", 200)]
                .map(|(path, status)| (Id::new(path), Some(self.live), status))
                .into(),
        }
    }

    /// Forgets everything that was asked for by a later line than `seq`.
    pub fn forget_after(&mut self, seq: u64) {
        let was = std::mem::take(&mut self.calls);
        let mut moved = Side::Blue;
        for (at, call) in was {
            let is_question = call.id >= 1 << 61;
            if !is_question && call.id > seq {
                continue;
            }
            if let Request::Point { to, .. } = call.request {
                moved = to;
            }
            self.calls.push((at, call));
        }
        self.orders.clear();
        self.live = moved;
        // A run that nobody ordered does not run, and one that nobody cancelled goes on.
        let asked = |is: fn(&Request) -> bool| self.calls.iter().any(|(_, call)| is(&call.request));
        let (began, cancelled) = (
            asked(|request| matches!(request, Request::Pipeline { .. })),
            asked(|request| matches!(request, Request::Cancel { .. })),
        );
        self.run = self.run.filter(|_| began).map(|(ends, was)| {
            if was && !cancelled { (ends + self.pipeline_ms as i64, false) } else { (ends, was) }
        });
    }

    /// Orders that did not leave the engine's machine.
    pub fn undo(&mut self) {
        self.orders.clear();
    }

    /// The end of the run as call `id` hears of it, within its deadline.
    fn run_end(&self, id: u64, deadline_ms: u64, now: Now) -> (u64, Report) {
        let Some((ends, cancelled)) = self.run else {
            return (60, Report::Ended { id, reply: Reply::Refused("nothing of it is there".into()) });
        };
        let left = u64::try_from(ends - now.wall).unwrap_or(0);
        let reply = match cancelled {
            _ if left > deadline_ms => Reply::Unknown("no end by the deadline".into()),
            true => Reply::Refused("cancelled".into()),
            false => Reply::Done("success".into()),
        };
        (left.min(deadline_ms), Report::Ended { id, reply })
    }

    /// The run is asked to end, and does so a little later.
    fn cancel(&mut self, id: u64, now: Now) {
        let Some((ends, cancelled)) = &mut self.run else { return };
        if *ends > now.wall + 500 {
            (*ends, *cancelled) = (now.wall + 500, true);
            self.pending.retain(|(_, report)| !matches!(report, Report::Ended { id: of, .. } if *of == id));
            let (after, report) = self.run_end(id, u64::MAX, now);
            self.pending.push((now.mono + after, report));
        }
    }

    fn pass(&mut self, now: u64) {
        let due: Vec<Side> = self.orders.iter().filter(|(at, _)| *at <= now).map(|(_, to)| *to).collect();
        self.orders.retain(|(at, _)| *at > now);
        if let Some(to) = due.last() {
            self.live = *to;
        }
    }
}

/// A value that meets every target of the embedded plan.
fn good(metric: &str) -> f64 {
    match metric {
        "throughput" => 140.0,
        "availability" | "auth" => 0.9995,
        "errors" => 0.004,
        "p50" | "p95" | "p99" => 0.3,
        "disk" | "memory" => 0.4,
        "certificate" => 60.0,
        "health" | "database" => 1.0,
        "critical-errors" => 0.0,
        _ => 2.0,
    }
}

impl Clients for World {
    fn submit(&mut self, call: Call, now: Now) {
        let mut inner = self.with();
        inner.pass(now.mono);
        let (id, at) = (call.id, now.mono);
        inner.calls.push((at, call.clone()));
        let done = || Report::Ended { id, reply: Reply::Done("done".into()) };
        let reports: Vec<(u64, Report)> = match call.request {
            Request::Poll { source } => match inner.polled(&source) {
                Some(polled) => vec![(30, Report::Polled(Box::new(polled))), (30, done())],
                None => Vec::new(),
            },
            Request::Point { to, .. } => {
                let after = inner.lever_ms;
                inner.orders.push((at + after, to));
                // As the network does: nobody waits for longer, and the order may arrive all the same.
                let lost = Reply::Unknown("no end in time".into());
                match call.deadline_ms {
                    within if within < after => vec![(within, Report::Ended { id, reply: lost })],
                    _ => vec![(after, done())],
                }
            }
            Request::DryRun { .. } => {
                let checks = ["lever", "target-health"].map(|name| Proof {
                    name: Id::new(name),
                    ok: Some(true),
                    detail: "proved".into(),
                });
                vec![(40, Report::Proved { id, checks: checks.into() }), (40, done())]
            }
            Request::Survey => vec![(20, Report::Surveyed(inner.answers())), (20, done())],
            Request::Pipeline { .. } => {
                inner.run = Some((now.wall + inner.pipeline_ms as i64, false));
                vec![inner.run_end(id, call.deadline_ms, now)]
            }
            Request::Cancel { id: target, .. } => {
                inner.cancel(target, now);
                vec![(50, done())]
            }
            Request::Reconcile { request, .. } if matches!(*request, Request::Pipeline { .. }) => {
                vec![inner.run_end(id, call.deadline_ms, now)]
            }
            Request::Reconcile { request, .. } => {
                let reply = match *request {
                    Request::Point { to, .. } if inner.live == to => Reply::Done("it points there".into()),
                    Request::Point { .. } => Reply::Refused("it does not point there".into()),
                    Request::Command { .. } => Reply::Unknown("nobody can tell".into()),
                    Request::Cancel { .. } if inner.run.is_some_and(|(_, cancelled)| cancelled) => {
                        Reply::Done("cancelled".into())
                    }
                    Request::Cancel { .. } => Reply::Unknown("it goes on".into()),
                    _ => Reply::Refused("nothing of it is there".into()),
                };
                vec![(60, Report::Ended { id, reply })]
            }
            Request::Notify { .. } => vec![(inner.message_ms, done())],
            Request::Command { .. } | Request::Prove { .. } | Request::Application { .. } => {
                vec![(50, done())]
            }
        };
        inner.pending.extend(reports.into_iter().map(|(after, report)| (at + after, report)));
    }

    fn withdraw(&mut self, id: u64) {
        let mut inner = self.with();
        inner.withdrawn.push(id);
        if inner.queues {
            inner.pending.retain(|(_, report)| !matches!(report, Report::Ended { id: of, .. } if *of == id));
            inner.pending.push((0, Report::Ended { id, reply: Reply::Withdrawn }));
        }
    }

    fn reports(&mut self, now: Now) -> Vec<Report> {
        let mut inner = self.with();
        inner.pass(now.mono);
        let (due, later): (Vec<_>, Vec<_>) =
            std::mem::take(&mut inner.pending).into_iter().partition(|(at, _)| *at <= now.mono);
        inner.pending = later;
        due.into_iter().map(|(_, report)| report).collect()
    }

    fn next_due(&self) -> Option<u64> {
        self.with().pending.iter().map(|(at, _)| *at).min()
    }
}
