//! A room with the smallest plan that triggers can be judged by, fed by a mini-language of samples.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::panic,
    reason = "helpers of tests fail as loudly as tests"
)]
#![allow(dead_code, reason = "each test and bench that includes this uses its part")]

use std::collections::BTreeMap;

use jday::model::cutover::{Level, Movement, Streak};
use jday::model::event::{Actor, Digest, Envelope, Event, FORMAT, Mode, Opened};
use jday::model::metrics::{Answer, Reading, Sampled, Track, Value};
use jday::model::time::{At, Stamp};
use jday::model::triggers::{Judged, Phase, Standing, freeze_all, judge_all};
use jday::model::{State, plan_hash};
use jday::plan::types::{Id, Plan, Side};
use jday::text::Clean;
use serde_json::{Value as Json, json};

/// A plan with these metrics and triggers, and nothing else in it.
pub fn plan(metrics: &Json, triggers: &Json) -> Plan {
    serde_json::from_value(json!({
        "id": "test", "title": "Test", "version": "1", "zone": "Africa/Dakar", "j_day": "2026-12-01",
        "sides": {"blue": {"version": "1", "address": "b"}, "green": {"version": "2", "address": "g"}},
        "lever": {"kind": "dns", "name": "app", "ttl": "1h", "lowered_ttl": "1m", "resolvers": [],
            "observations": 5, "paths": 2, "quiet": "30s", "accepted_within": "10s",
            "authoritative_within": "30s", "observed_within": "3m"},
        "database": {},
        "gates": {"votes": [], "readiness_within": "2m", "critical_alerts": true, "window": true},
        "rollback": {"budget": "5m", "decider": "lead", "point_of_no_return": "2h",
            "automation": {"silence": "2m", "witnesses": 2, "blind_share": 0.5}},
        "schedule": {"phases": [], "slots": [], "holidays": [], "busy": [],
            "window": {"days": [], "avoid": [], "from": "09:00", "to": "12:00", "emergency": "",
                "emergency_within": "30m"}},
        "metrics": metrics, "triggers": triggers, "reasons": [], "channels": [], "tiers": [],
        "roles": [], "people": [], "contacts": [], "informs": [],
        "environment": {"variables": [], "secrets": []},
        "pipeline": {"workflow": "deploy", "steps": []},
        "checklists": [], "procedures": []
    }))
    .expect("the smallest plan")
}

/// A metric polled each second from the source `prometheus`, changed by `more`.
pub fn metric(id: &str, unit: &str, more: Json) -> Json {
    merged(
        json!({"id": id, "title": id, "group": "performance", "unit": unit, "scope": "side",
            "source": "prometheus", "interval": "1s"}),
        more,
    )
}

/// The plan's error trigger, `errors > 5 %` for 5 minutes, changed by `more`.
pub fn trigger(more: Json) -> Json {
    merged(
        json!({"id": "errors-high", "title": "errors", "metric": "errors", "op": ">",
            "threshold": 0.05, "for": "5m"}),
        more,
    )
}

fn merged(mut base: Json, more: Json) -> Json {
    let (Json::Object(base_map), Json::Object(more)) = (&mut base, more) else { panic!("objects") };
    base_map.extend(more);
    base
}

/// A room that is fed and that changes its triggers only by what is judged, as the engine does.
pub struct Room {
    pub state: State,
    /// Every change, with its time.
    pub journal: Vec<(Stamp, Judged)>,
}

pub const BLUE: Track = Track::Side(Side::Blue);

impl Room {
    pub fn new(plan: Plan) -> Self {
        let opened = Opened {
            mode: Mode::Drill,
            plan_hash: plan_hash(&plan),
            plan,
            scenario: None,
            seed: None,
            live: Side::Blue,
            low_ttl_since: None,
        };
        let first = Envelope {
            v: FORMAT,
            seq: 1,
            at: At(1_796_122_800_000),
            boot: 0,
            mono: 0,
            by: Actor::Engine,
            event: Event::Opened(Box::new(opened)),
            prev: Digest::default(),
        };
        Self { state: State::open(&first).expect("the first event opens"), journal: Vec::new() }
    }

    /// One trigger over the metric `errors`, a ratio over a minute whose volume is `requests`.
    pub fn with(more: Json) -> Self {
        let metrics = json!([
            metric("errors", "ratio", json!({"window": "1m", "volume": "requests", "gate": true})),
            metric("requests", "persecond", json!({})),
        ]);
        Self::new(plan(&metrics, &json!([trigger(more)])))
    }

    pub fn pass(&mut self, ms: u64) {
        self.state.now = self.state.now.plus(ms);
    }

    /// Seconds since the room opened.
    pub fn second(&self) -> f64 {
        self.secs(self.state.now)
    }

    pub fn secs(&self, stamp: Stamp) -> f64 {
        stamp.at.0.saturating_sub(self.state.opened_at.at.0) as f64 / 1000.0
    }

    pub fn take(&mut self, changes: Vec<Judged>) {
        for judged in changes {
            self.state.triggers.apply(&judged);
            self.journal.push((self.state.now, judged));
        }
        assert_eq!(judge_all(&self.state), [], "judged twice, nothing is new at {}", self.second());
    }

    /// Applies one poll round and judges.
    pub fn sample(&mut self, track: Track, readings: &[(&str, Reading)]) {
        let mut sampled = Sampled::default();
        let readings: BTreeMap<Id, Reading> =
            readings.iter().map(|(id, reading)| (Id::new(id), *reading)).collect();
        let failed = readings.values().any(|reading| reading.value == Value::SourceError);
        let answer = if failed { Answer::Failed(Clean::new("refused")) } else { Answer::Ok(20) };
        sampled.sources.insert("prometheus".into(), answer);
        match track {
            Track::Side(Side::Blue) => sampled.blue = readings,
            Track::Side(Side::Green) => sampled.green = readings,
            Track::Shared => sampled.shared = readings,
        }
        self.state.metrics.apply(&sampled, self.state.now);
        self.state.sources.apply(&sampled, self.state.now);
        let changes = judge_all(&self.state);
        self.take(changes);
    }

    /// A second passes without anything.
    pub fn tick(&mut self) {
        self.state.ticks += 1;
        let changes = judge_all(&self.state);
        self.take(changes);
    }

    /// Feeds Blue's `errors`, one word a second, each with a sound volume.
    ///
    /// `6%` a value, `_` no poll at all, `nodata`, `nan`, `error`, `unrecorded` a reading without a
    /// number, `old` a 6 % that was old when it was read, `6%/3` a value over 3 requests a minute;
    /// `x300` repeats the word before it.
    pub fn feed(&mut self, words: &str) {
        self.feed_on(BLUE, words);
    }

    pub fn feed_on(&mut self, track: Track, words: &str) {
        let mut words = words.split_whitespace().peekable();
        while let Some(word) = words.next() {
            let times = words.peek().and_then(|times| times.strip_prefix('x')?.parse().ok());
            if times.is_some() {
                words.next();
            }
            for _ in 0..times.unwrap_or(1) {
                self.pass(1000);
                if let Some(readings) = readings(word) {
                    self.sample(track, &readings);
                }
                self.tick();
            }
        }
    }

    /// The engine dies and is back after `ms`.
    pub fn restart(&mut self, ms: u64) {
        let now = self.state.now;
        self.state.now = Stamp { boot: now.boot + 1, mono: 0, ..now.plus(ms) };
        self.freeze();
    }

    /// Time cannot be trusted over what just happened.
    pub fn freeze(&mut self) {
        let changes = freeze_all(&self.state);
        self.take(changes);
    }

    /// The traffic moved to `to` and was observed there now.
    pub fn switch(&mut self, to: Side) {
        let mut levels = [None; 5];
        levels[Level::Observed.number() - 1] = Some(self.state.now);
        self.state.cutover.live = to;
        self.state.cutover.movements.push(Movement {
            run: 1,
            from: to.other(),
            to,
            levels,
            confirmed_at: None,
            missed: None,
            streak: Streak::default(),
            kept: None,
        });
    }

    pub fn standing(&self) -> Standing {
        self.standing_on(Side::Blue)
    }

    pub fn standing_on(&self, side: Side) -> Standing {
        self.state.triggers.standing(&"errors-high".into(), side)
    }

    /// Every change on `side`.
    pub fn changes_on(&self, side: Side) -> impl Iterator<Item = Standing> {
        let of_side = self.journal.iter().filter(move |(_, judged)| judged.side == side);
        of_side.map(|(_, judged)| judged.standing)
    }

    /// At which seconds the trigger fired on `side`.
    pub fn fired_on(&self, side: Side) -> Vec<f64> {
        let mut fired = Vec::new();
        let mut was = Phase::Calm;
        for standing in self.changes_on(side) {
            if standing.phase == Phase::Fired && was != Phase::Fired {
                fired.push(self.secs(standing.fired_at.expect("fired at some time")));
            }
            was = standing.phase;
        }
        fired
    }

    pub fn fired(&self) -> Vec<f64> {
        self.fired_on(Side::Blue)
    }
}

/// What one word gives; none where nothing was polled.
fn readings(word: &str) -> Option<Vec<(&'static str, Reading)>> {
    let blank = |value| Reading { value, age_ms: 0 };
    let (word, a_minute) = match word.split_once('/') {
        Some((word, requests)) => (word, requests.parse::<f64>().expect("requests a minute")),
        None => (word, 60_000.0),
    };
    let errors = match word {
        "_" => return None,
        "nodata" => blank(Value::NoData),
        "nan" => Reading::from(f64::NAN),
        "error" => blank(Value::SourceError),
        "unrecorded" => blank(Value::NotRecorded),
        "inf" => Reading::from(f64::INFINITY),
        "old" => Reading { value: Value::Number(0.06), age_ms: 2_001 },
        percent => {
            let percent: f64 = percent.strip_suffix('%').expect("a percentage").parse().expect("a number");
            Reading::from(percent / 100.0)
        }
    };
    Some(vec![("errors", errors), ("requests", Reading::from(a_minute / 60.0))])
}
