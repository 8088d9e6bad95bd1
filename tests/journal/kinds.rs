//! One event of every kind, in the order a day might have them.

use std::collections::BTreeMap;

use jday::model::alerts::{AlertKey, Heard, Raised};
use jday::model::approvals::{Lapse, Wanted};
use jday::model::checklist::Proof;
use jday::model::cutover::{Answered, Check, Drift, Fingerprint, Gate, Level, Readiness, Survey};
use jday::model::effect::{About, Told};
use jday::model::metrics::{Answer, Reading, Sampled, Value};
use jday::model::people::Attached;
use jday::model::procedure::{Choice, PipelineState, RunResult, StepResult, Why};
use jday::model::score::{RollbackScore, Score, Segments};
use jday::model::triggers::{Because, Evidence, Hold, Judged, Phase, Standing, Verdict};
use jday::model::{Actor, At, Effect, Event, Outcome, Stamp, plan_hash};
use jday::plan::types::{Id, Reason, Side, TierLevel};

use super::kit;

fn stamp(second: u64) -> Stamp {
    Stamp { at: At(kit::START), mono: 0, boot: 0 }.plus(second * 1000)
}

fn alert() -> AlertKey {
    AlertKey::new("error-rate-high", Some(Side::Green))
}

/// The room opens, people come, the world is seen.
fn observed() -> Vec<Event> {
    let odd = |value, age_ms| Reading { value, age_ms };
    let green = BTreeMap::from([
        (Id::new("error-rate"), odd(Value::Number(0.0731), 350)),
        (Id::new("latency-p95"), odd(Value::Number(f64::INFINITY), 0)),
        (Id::new("latency-p99"), odd(Value::NotANumber, 12)),
        (Id::new("orders"), odd(Value::NoData, 0)),
        (Id::new("cpu"), odd(Value::SourceError, 9_000)),
        (Id::new("users"), odd(Value::NotRecorded, 0)),
    ]);
    let answered = |side| Answered { from: "ns1".into(), side, value: "192.0.2.2".into(), ttl_ms: 60_000 };
    vec![
        kit::opened(),
        Event::Joined(Attached { person: "awa".into(), from: "ssh bastion, tty3".into() }),
        Event::Ticked,
        Event::Sampled(Sampled {
            sources: BTreeMap::from([
                ("prometheus".into(), Answer::Ok(42)),
                ("vercel".into(), Answer::Failed("timeout after 5s".into())),
            ]),
            green,
            ..Sampled::default()
        }),
        Event::Surveyed(Survey {
            authoritative: vec![answered(Some(Side::Green))],
            resolvers: vec![answered(None)],
            fingerprints: vec![Fingerprint { path: "cdn".into(), side: Some(Side::Blue), status: 200 }],
        }),
        Event::AlertHeard(Heard {
            source: "pagerduty".into(),
            name: "HighErrorRate".into(),
            side: Some(Side::Green),
            level: TierLevel::Critical,
            title: "\u{1b}[31m5 % d'erreurs\u{202e}".into(),
            firing: true,
        }),
        Event::PipelineSeen { step: "build".into(), state: PipelineState::Succeeded },
        Event::ReadinessProved(Readiness {
            to: Side::Blue,
            checks: vec![Check { name: "answers".into(), ok: None, detail: "not reached".into() }],
        }),
        Event::ClockJumped { by_ms: -3_600_000 },
        Event::Froze { for_ms: 9_000 },
        Event::Drifted(Drift {
            from: "ns2".into(),
            expected: Side::Green,
            found: "198.51.100.9".into(),
            side: None,
        }),
        Event::FaultChanged { fault: "lever-silent".into(), begins: true },
        Event::Resumed { gap_ms: 840 },
    ]
}

/// Rules and people resolve.
fn judged() -> Vec<Event> {
    vec![
        Event::Judged(Judged {
            trigger: "error-rate".into(),
            side: Side::Green,
            standing: Standing {
                verdict: Verdict::Breach,
                phase: Phase::Holding,
                evidence: Evidence {
                    because: Because::BeyondThreshold,
                    value: Some(f64::INFINITY),
                    events: Some(1200.0),
                    coverage: None,
                },
                hold: Hold { held_ms: 17_000, running_since: Some(stamp(20)) },
                began_at: Some(stamp(3)),
                ..Standing::default()
            },
        }),
        Event::Proposed { trigger: "error-rate".into(), side: Side::Green },
        Event::Blinded { blind: vec!["error-rate".into(), "latency-p95".into()] },
        Event::Sighted,
        Event::AlertRaised(Raised {
            alert: alert(),
            level: TierLevel::Critical,
            title: "Trop d'erreurs".into(),
            side: Some(Side::Green),
        }),
        Event::Acknowledged { alert: alert() },
        Event::Silenced { alert: alert(), until: At(kit::START + 600_000) },
        Event::AlertCleared { alert: alert() },
    ]
}

fn decided() -> Vec<Event> {
    let note = Some("vu avec Moussa\nligne deux".into());
    let why = Why::Trigger { trigger: "error-rate".into(), side: Side::Green };
    vec![
        Event::ItemTicked { item: "backup".into(), note: note.clone() },
        Event::ItemUnticked { item: "backup".into(), note: None },
        Event::ItemProved {
            item: "ttl-low".into(),
            proof: Proof { metric: "ttl".into(), number: f64::INFINITY, holds: false },
        },
        kit::note("« on y va »"),
        Event::Voted { go: true, note: None },
        Event::Overridden { gate: Gate::Checklist("qa".into()), reason: "prouvé à la main".into() },
        Event::AutomationPaused { until: At(kit::START + 60_000) },
        Event::AutomationResumed,
        Event::RunRequested { procedure: "switch".into(), why: Why::Planned, note: None },
        Event::RunRequested { procedure: "rollback".into(), why, note: note.clone() },
        Event::RunRequested { procedure: "rollback".into(), why: Why::Reason(Reason::Users), note: None },
        Event::StepBegan { run: 30, step: 0 },
        Event::StepEnded { run: 30, step: 0, result: StepResult::Unknown, detail: "?".into() },
        Event::DecisionMade { run: 30, choice: Choice::Approve, note },
        Event::Kept { run: 30 },
        Event::RunEnded { run: 30, result: RunResult::Superseded },
        Event::PlanAmended {
            plan: Box::new(kit::plan()),
            plan_hash: plan_hash(&kit::plan()),
            diff: vec!["+ reasons: security".into()],
        },
    ]
}

/// What was asked of the world, and how it ended.
fn effects() -> Vec<Event> {
    let hash = plan_hash(&kit::plan());
    let about = About::Step { run: 30, step: 1 };
    let effects = [
        Effect::Point { run: 30, step: 2, from: Side::Blue, to: Side::Green, plan_hash: hash },
        Effect::Notify {
            about,
            channel: "sms".into(),
            tier: TierLevel::Info,
            key: "30/1".into(),
            text: "bascule".into(),
            kind: Told::Raised,
            again: false,
        },
        Effect::Notify {
            about: About::Alert(alert()),
            channel: "slack".into(),
            tier: TierLevel::Critical,
            key: "a".into(),
            text: "alerte".into(),
            kind: Told::Raised,
            again: false,
        },
        Effect::Command { run: 30, step: 3, argv: vec!["pg_dump".into(), "--schema=a b".into()] },
        Effect::Pipeline { run: 30, step: 4, workflow: None },
        Effect::ProveReadiness { to: Side::Blue },
    ];
    let outcomes = [
        Outcome::Done { detail: "202".into() },
        Outcome::Refused { why: "403".into() },
        Outcome::Unknown { why: "timeout".into() },
    ];
    let mut events: Vec<Event> = effects.map(Event::Intended).into();
    events.extend(outcomes.map(|outcome| Event::Settled { intent: 41, outcome }));
    events.extend([
        Event::Progressed { intent: 41, line: "42 %\r".into() },
        Event::LevelReached { run: 30, level: Level::Observed, since: stamp(70) },
        Event::LevelMissed { run: 30, level: Level::Resolvers },
        Event::Left { person: "awa".into() },
        Event::Closed { score: Some(score()) },
    ]);
    events
}

fn score() -> Score {
    let segments = Segments { detect_ms: Some(61_000), ..Segments::default() };
    Score {
        faults_by_hand: 0,
        finished: true,
        points: Some(87),
        rollbacks: vec![RollbackScore {
            run: 30,
            segments,
            total_ms: Some(141_000),
            within_budget: Some(true),
        }],
        ..Score::default()
    }
}

/// Every kind, the opening first and the close last.
pub fn all() -> Vec<Event> {
    [observed(), judged(), decided(), effects(), together(), cancelled(), withdrawn()].concat()
}

/// What came to the format later stands last, so that the lines before it are what they were.
fn together() -> Vec<Event> {
    vec![
        Event::ApprovalAsked(Wanted {
            procedure: "switch".into(),
            from: Side::Blue,
            plan_hash: plan_hash(&kit::plan()),
            until: At(kit::START + 120_000),
            note: Some("14:00".into()),
        }),
        Event::ApprovalGiven { action: 33 },
        Event::GlassBroken { action: 33, reason: "nobody answers".into() },
        Event::ApprovalLapsed { action: 33, why: Lapse::TimeLeapt },
        Event::LeadHanded { to: "fatou".into() },
        Event::LeadTaken { reason: "her link is gone".into() },
        Event::Intended(Effect::Pipeline { run: 30, step: 4, workflow: Some("rollback".into()) }),
        Event::Intended(Effect::Application { run: 30, step: 4, to: Side::Blue }),
    ]
}

/// A run is stopped.
fn cancelled() -> Vec<Event> {
    vec![
        Event::CancelAsked { run: 30, reason: "mauvaise branche".into() },
        Event::Intended(Effect::Cancel { run: 30, step: 1, intent: 41 }),
        Event::RunEnded { run: 30, result: RunResult::Cancelled },
    ]
}

/// Channels are told less.
fn withdrawn() -> Vec<Event> {
    vec![
        Event::ChannelRests { channel: "slack".into(), until: At(kit::START + 3_600_000) },
        Event::Settled { intent: 42, outcome: Outcome::Withdrawn },
    ]
}

/// Who writes the n-th event of [`all`]: every kind of author takes a turn.
pub fn author(n: usize) -> Actor {
    match n % 4 {
        0 => Actor::Engine,
        1 => Actor::Person("awa".into()),
        2 => Actor::Source("prometheus".into()),
        _ => Actor::Drill,
    }
}
