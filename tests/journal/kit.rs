//! What the journal's tests and benches share: a minimal plan, a small story, a day of samples.

use std::collections::BTreeMap;

use jday::journal::{Draft, Writer};
use jday::model::event::Opened;
use jday::model::metrics::{Answer, Reading, Sampled};
use jday::model::{Actor, At, Event, Mode, plan_hash};
use jday::plan::types::{Id, Plan, Side};

/// The smallest plan there can be.
const PLAN: &str = r#"{
  "id": "onelog", "title": "OneLog Africa", "version": "1", "zone": "Africa/Dakar", "j_day": "2026-12-01",
  "sides": { "blue": { "version": "1.9", "address": "192.0.2.1" }, "green": { "version": "2.0", "address": "192.0.2.2" } },
  "lever": { "kind": "dns", "name": "onelog.example", "ttl": "5m", "lowered_ttl": "1m", "resolvers": [],
    "observations": 3, "paths": 2, "quiet": "30s", "accepted_within": "10s", "authoritative_within": "30s", "observed_within": "5m" },
  "database": {},
  "gates": { "votes": [], "readiness_within": "5m", "critical_alerts": true, "window": true },
  "rollback": { "budget": "5m", "decider": "lead", "automation": { "silence": "2m", "witnesses": 2, "blind_share": 0.5 }, "point_of_no_return": "1day" },
  "schedule": { "phases": [], "slots": [], "holidays": [], "busy": [],
    "window": { "days": ["tue"], "avoid": [], "from": "09:00", "to": "12:00", "emergency": "any time", "emergency_within": "30m" } },
  "metrics": [], "triggers": [], "reasons": [], "channels": [], "tiers": [], "roles": [], "people": [],
  "contacts": [], "informs": [], "environment": { "variables": [], "secrets": [] },
  "pipeline": { "workflow": "deploy.yml", "steps": [] }, "checklists": [], "procedures": []
}"#;

/// 2026-12-01T14:00:00Z.
pub const START: i64 = 1_796_133_600_000;

pub fn plan() -> Plan {
    serde_json::from_str(PLAN).expect("the minimal plan lacks a field that plans got since")
}

pub fn opened() -> Event {
    let plan = plan();
    Event::Opened(Box::new(Opened {
        mode: Mode::Drill,
        plan_hash: plan_hash(&plan),
        plan,
        scenario: Some("errors-after-switch".into()),
        seed: Some(7),
        live: Side::Blue,
        low_ttl_since: None,
    }))
}

/// `event` at `second` of the day.
pub fn draft(second: u64, by: Actor, event: Event) -> Draft {
    Draft { at: At(START + second as i64 * 1000), boot: 0, mono: second * 1000, by, event }
}

pub fn engine(second: u64, event: Event) -> Draft {
    draft(second, Actor::Engine, event)
}

pub fn note(text: &str) -> Event {
    Event::Noted { text: text.into() }
}

/// One poll round: ten series on each side, as a real day has.
pub fn sampled(second: u64) -> Event {
    const SERIES: [&str; 10] = [
        "error-rate",
        "latency-p95",
        "latency-p99",
        "requests",
        "orders-per-minute",
        "cpu",
        "memory",
        "connections",
        "queue-depth",
        "active-users",
    ];
    let readings = |shift: u64| -> BTreeMap<Id, Reading> {
        SERIES
            .iter()
            .zip(0_u64..)
            .map(|(name, n)| {
                let wave = ((second + shift + n * 37) as f64 / 97.0).sin();
                let mut reading = Reading::from(0.173 + wave / 11.0 + n as f64);
                reading.age_ms = ((second + n) % 3 * 350) as u32;
                (Id::new(name), reading)
            })
            .collect()
    };
    Event::Sampled(Sampled {
        sources: BTreeMap::from([(Id::new("prometheus"), Answer::Ok(40 + (second % 30) as u32))]),
        blue: readings(0),
        green: readings(500),
        shared: BTreeMap::new(),
        ..Sampled::default()
    })
}

/// Opens the room and lives `seconds` of a quiet day.
pub fn live(writer: &mut Writer, seconds: u64) {
    writer.append_batch([engine(0, opened())]).unwrap();
    for second in 1..=seconds {
        let source = Actor::Source(Id::new("prometheus"));
        writer.append_batch([engine(second, Event::Ticked), draft(second, source, sampled(second))]).unwrap();
    }
}
