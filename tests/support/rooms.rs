//! Rooms in the states that screens are tested in, built by hand on the embedded plan.
//!
//! Every room stands at a fixed time and its numbers follow a fixed wave, so that a screen is the
//! same on every machine.

use chrono::{NaiveTime, TimeZone, Utc};
use jday::model::alerts::{Alert, AlertKey, Delivery, Origin};
use jday::model::checklist::Mark;
use jday::model::cutover::{Answered, Check, Fingerprint, Movement, Readiness, Streak, Survey};
use jday::model::event::{Actor, Digest, Envelope, Event, FORMAT, Mode, Opened};
use jday::model::metrics::{Answer, Reading, Sampled, Value};
use jday::model::people::Vote;
use jday::model::procedure::{Choice, Run, StepResult, StepRun, StepState, Why};
use jday::model::score::{RollbackScore, Score, Segments};
use jday::model::time::{At, Stamp};
use jday::model::triggers::{Because, Evidence, Hold, Phase, Standing, Verdict};
use jday::model::{Outcome, State};
use jday::plan::types::{Id, Metric, ProcedureKind, Scope, Side, TierLevel, Unit};

/// Seconds of history that every room has behind it.
const HISTORY: u64 = 600;

/// The instant `hour:min:sec` of J-Day; the engine started at 07:30:00.
pub fn at(hour: u32, min: u32, sec: u32) -> Stamp {
    let day = jday::plan::embedded().j_day.0;
    let time = Utc.from_utc_datetime(&day.and_time(NaiveTime::from_hms_opt(hour, min, sec).unwrap()));
    let mono = (u64::from(hour) * 3600 + u64::from(min) * 60 + u64::from(sec) - 27_000) * 1000;
    Stamp { at: At::from(time), mono, boot: 0 }
}

/// A room in which nothing but its opening happened.
pub fn empty(now: Stamp) -> State {
    let opened = Opened {
        mode: Mode::Drill,
        plan: jday::plan::embedded().clone(),
        plan_hash: Digest::default(),
        scenario: Some("errors-after-switch".into()),
        seed: Some(7),
        live: Side::Blue,
        low_ttl_since: None,
    };
    let first = Envelope {
        v: FORMAT,
        seq: 1,
        at: now.at,
        boot: now.boot,
        mono: now.mono,
        by: Actor::Engine,
        event: Event::Opened(Box::new(opened)),
        prev: Digest::default(),
    };
    State::open(&first).unwrap()
}

/// The usual value of a metric on a healthy side that carries all the traffic.
fn usual(metric: &Metric) -> f64 {
    match metric.id.as_str() {
        "p50" => 0.18,
        "p95" => 0.74,
        "p99" => 1.62,
        "throughput" => 268.0,
        "availability" => 0.9997,
        "errors" => 0.0021,
        "missions" => 14.0,
        "missions-total" => 4_212.0,
        "auth" => 0.994,
        "notification-delay" => 6.4,
        "gps-accuracy" => 8.2,
        "gps-rate" => 12.0,
        "certificate" => 71.0,
        "disk" => 0.47,
        "memory" => 0.63,
        "critical-errors" => 0.4,
        _ if metric.unit == Unit::Updown => 1.0,
        _ => 1.0,
    }
}

/// What a metric reads `ago` seconds before a room's now; the caller changes what it wants to.
type Story<'a> = &'a dyn Fn(&Metric, Side, u64, f64) -> Value;

/// A room at `now` with `HISTORY` seconds of telemetry behind it.
pub fn with_history(now: Stamp, story: Story) -> State {
    let start = Stamp { at: At(now.at.0 - 1000 * HISTORY as i64), mono: now.mono - 1000 * HISTORY, boot: 0 };
    let mut state = empty(start);
    for second in 0..=HISTORY {
        let stamp = start.plus(second * 1000);
        let ago = HISTORY - second;
        let mut sampled = Sampled::default();
        for (index, metric) in state.plan.metrics.iter().enumerate() {
            let wave =
                1.0 + 0.12 * ((second as f64 / 17.0) + index as f64).sin() * ((second as f64 / 5.0).cos());
            let value = |side| {
                let usual = usual(metric);
                let value = if matches!(metric.unit, Unit::Updown | Unit::Days)
                    || usual > 0.9 && metric.unit == Unit::Ratio
                {
                    usual
                } else {
                    usual * wave
                };
                Reading { value: story(metric, side, ago, value), age_ms: 0 }
            };
            sampled.sources.insert(metric.source.clone(), Answer::Ok(12));
            if metric.scope == Scope::Shared {
                sampled.shared.insert(metric.id.clone(), value(Side::Blue));
            } else {
                sampled.blue.insert(metric.id.clone(), value(Side::Blue));
                sampled.green.insert(metric.id.clone(), value(Side::Green));
            }
        }
        state.metrics.apply(&sampled, stamp);
        state.sources.apply(&sampled, stamp);
        state.now = stamp;
        state.samples += 1;
    }
    state.people.attached.insert(Id::new("awa"), (start, "bastion".into(), 1));
    state.people.attached.insert(Id::new("moussa"), (start, "bastion".into(), 1));
    prove_readiness(&mut state, 20);
    judge_all_calm(&mut state);
    state
}

fn prove_readiness(state: &mut State, ago: u64) {
    let at = back(state.now, ago);
    let check = |name: &str| Check { name: Id::new(name), ok: Some(true), detail: "ok".into() };
    let checks = vec![check("lever"), check("target-health"), check("credentials")];
    state.cutover.readiness = Some((at, Readiness { to: Side::Blue, checks }));
}

/// So many seconds before.
pub fn back(now: Stamp, secs: u64) -> Stamp {
    Stamp {
        at: At(now.at.0 - 1000 * secs as i64),
        mono: now.mono.saturating_sub(1000 * secs),
        boot: now.boot,
    }
}

fn judge_all_calm(state: &mut State) {
    let plan = state.plan.clone();
    for trigger in &plan.triggers {
        let value = plan.metric(&trigger.metric).map(usual);
        let evidence = Evidence { because: Because::WithinThreshold, value, ..Evidence::default() };
        let standing = Standing { verdict: Verdict::Ok, evidence, ..Standing::default() };
        state.triggers.blue.insert(trigger.id.clone(), standing);
        state.triggers.green.insert(trigger.id.clone(), standing);
    }
}

/// A side without the traffic serves its probes and little else.
fn idle(metric: &Metric, value: f64) -> Value {
    Value::Number(match metric.id.as_str() {
        "throughput" => 2.0,
        "missions" | "gps-rate" | "critical-errors" => 0.0,
        "errors" => return Value::NotANumber,
        "auth" | "notification-delay" | "gps-accuracy" => return Value::NoData,
        _ => value,
    })
}

fn tick_all(state: &mut State, lists: &[&str], but: usize) {
    let plan = state.plan.clone();
    for list in lists {
        let items: Vec<_> = plan.checklist(&Id::new(list)).unwrap().items().collect();
        let done = items.len().saturating_sub(but);
        for item in &items[..done] {
            let by = Actor::Person(Id::new("awa"));
            let mark = Mark { done: true, by, stamp: back(state.now, 900), note: None, proof: None };
            state.checklists.marks.insert(item.id.clone(), mark);
        }
    }
}

/// Twelve minutes before the switch, all is well.
pub fn calm() -> State {
    let mut state = with_history(at(13, 48, 12), &|metric, side, _, value| match side {
        Side::Blue => Value::Number(value),
        Side::Green => idle(metric, value),
    });
    state.cutover.low_ttl_since = Some(at(8, 0, 0));
    tick_all(&mut state, &["pre-technical", "pre-operations"], 0);
    tick_all(&mut state, &["pre-business"], 2);
    for person in ["awa", "moussa"] {
        let vote = Vote { go: true, stamp: back(state.now, 300), note: None };
        state.people.votes.insert(Id::new(person), vote);
    }
    state
}

fn survey(state: &mut State, resolvers: [Side; 3], ttls: [u64; 3]) {
    let plan = state.plan.clone();
    let answer = |(index, side): (usize, &Side)| Answered {
        from: plan.lever.resolvers.get(index).map_or_else(|| Id::new("other"), |known| known.id.clone()),
        side: Some(*side),
        value: plan.sides.get(*side).address.clone(),
        ttl_ms: ttls[index] * 1000,
    };
    let path = |(index, side): (usize, &Side)| Fingerprint {
        path: answer((index, side)).from,
        side: Some(*side),
        status: 200,
    };
    let fingerprints = resolvers.iter().enumerate().map(path).collect();
    let resolvers = resolvers.iter().enumerate().map(answer).collect();
    let live = state.cutover.live;
    let server = |name: &str| Answered {
        from: Id::new(name),
        side: Some(live),
        value: plan.sides.get(live).address.clone(),
        ttl_ms: 60_000,
    };
    let authoritative = vec![server("ns1"), server("ns2")];
    state.cutover.survey = Some((state.now, Survey { authoritative, resolvers, fingerprints }));
}

/// The first paths over which fresh connections are made.
fn paths(plan: &jday::plan::types::Plan, count: usize) -> Vec<Id> {
    plan.lever.resolvers.iter().take(count).map(|known| known.id.clone()).collect()
}

fn run(kind: ProcedureKind, why: Why, requested_at: Stamp, plan: &jday::plan::types::Plan) -> Run {
    let procedure = plan.procedure_of(kind).unwrap();
    let steps = vec![StepRun::default(); procedure.steps.len()];
    Run { why, by: Actor::Engine, ..planned(procedure, requested_at, steps) }
}

/// A run that Moussa asked for, as planned.
pub fn planned(procedure: &jday::plan::types::Procedure, requested_at: Stamp, steps: Vec<StepRun>) -> Run {
    Run {
        procedure: procedure.id.clone(),
        kind: procedure.kind,
        why: Why::Planned,
        by: Actor::Person(Id::new("moussa")),
        note: None,
        requested_at,
        onset: None,
        alerted_at: None,
        decided: None,
        executed_at: None,
        steps,
        deliveries: std::collections::BTreeMap::new(),
        cancelled: None,
        ended: None,
    }
}

/// Green carries the traffic since six minutes and breaks; the error trigger counts.
pub fn holding() -> State {
    let mut state = broken(at(14, 6, 42), 192);
    let held = Hold { held_ms: 0, running_since: Some(back(state.now, 192)) };
    let evidence = Evidence {
        because: Because::BeyondThreshold,
        value: Some(0.084),
        events: Some(16_080.0),
        coverage: Some(1.0),
    };
    let standing = Standing {
        verdict: Verdict::Breach,
        phase: Phase::Holding,
        evidence,
        hold: held,
        began_at: Some(back(state.now, 192)),
        ..Standing::default()
    };
    state.triggers.green.insert(Id::new("error-rate"), standing);
    state
}

/// Green since 14:00:40, broken for `since` seconds, with a tail of Blue.
fn broken(now: Stamp, since: u64) -> State {
    let switched = at(14, 0, 40);
    let after = now.since(switched) / 1000;
    let mut state = with_history(now, &|metric, side, ago, value| {
        let live = ago < after;
        let share = if live { 0.04 + 0.9 * (-((after - ago) as f64) / 40.0).exp() } else { 1.0 };
        match (side, metric.id.as_str()) {
            (Side::Blue, "throughput") => Value::Number(value * share),
            (Side::Green, "throughput") => Value::Number((value * (1.0 - share)).max(2.0)),
            (Side::Green, "errors") if ago < since => Value::Number(0.084 * (value / 0.0021)),
            (Side::Green, "p95") if ago < since => Value::Number(value * 3.1),
            (Side::Green, "availability") if ago < since => Value::Number(0.931),
            (Side::Green, "notification-delay") if (60..90).contains(&ago) => Value::SourceError,
            (Side::Green, _) if !live => idle(metric, value),
            _ => Value::Number(value),
        }
    });
    state.cutover.live = Side::Green;
    state.cutover.low_ttl_since = Some(at(8, 0, 0));
    tick_all(&mut state, &["pre-technical", "pre-business", "pre-operations"], 0);
    let plan = state.plan.clone();
    let mut switch = run(ProcedureKind::Switch, Why::Planned, at(14, 0, 31), &plan);
    switch.by = Actor::Person(Id::new("awa"));
    switch.executed_at = Some(at(14, 0, 41));
    switch.ended = Some((at(14, 2, 10), jday::model::procedure::RunResult::Done));
    state.procedures.runs.insert(40, switch);
    state.cutover.movements.push(Movement {
        run: 40,
        from: Side::Blue,
        to: Side::Green,
        levels: [
            Some(switched),
            Some(switched.plus(820)),
            Some(switched.plus(2_140)),
            Some(switched.plus(64_000)),
            Some(switched.plus(6_400)),
        ],
        confirmed_at: Some(switched.plus(71_000)),
        missed: None,
        kept: None,
        streak: Streak { since: Some(switched), count: 5, paths: paths(&plan, 3) },
    });
    state.cutover.tail_until = Some(at(14, 10, 40));
    survey(&mut state, [Side::Green, Side::Green, Side::Blue], [34, 12, 48]);
    raise(&mut state, "error-rate", TierLevel::Critical, "Taux d'erreur > 5% pendant 5 minutes", 12, None);
    raise(&mut state, "slow", TierLevel::Important, "Performance dégradée > 10 minutes", 95, Some("moussa"));
    raise(&mut state, "deployed", TierLevel::Info, "Déploiement réussi", 420, None);
    state
}

/// Puts an alert into the feed, raised `ago` seconds ago.
pub fn raise(state: &mut State, name: &str, level: TierLevel, title: &str, ago: u64, taken: Option<&str>) {
    let raised_at = back(state.now, ago);
    let done = |detail: &str| Some(Outcome::Done { detail: detail.into() });
    let refused = Some(Outcome::Refused { why: "HTTP 403".into() });
    let deliver = |outcome| Delivery { stamp: raised_at.plus(900), outcome, tries: 1 };
    let deliveries = match level {
        TierLevel::Critical => vec![("pagerduty", done("202")), ("sms", refused)],
        TierLevel::Important => vec![("email", done("250")), ("slack", done("ok"))],
        TierLevel::Info => vec![("slack", None)],
    };
    let alert = Alert {
        origin: Origin::Plan,
        level,
        title: title.into(),
        side: (level != TierLevel::Info).then_some(Side::Green),
        raised_at,
        cleared_at: None,
        acknowledged: taken.map(|who| (Id::new(who), raised_at.plus(20_000))),
        silenced_until: None,
        deliveries: deliveries.into_iter().map(|(id, outcome)| (Id::new(id), deliver(outcome))).collect(),
        episodes: 1,
        told_taken: std::collections::BTreeMap::new(),
        told_ended: std::collections::BTreeMap::new(),
    };
    state.alerts.feed.insert(AlertKey::new(name, alert.side), alert);
}

/// The trigger proposed, the decider decided, the lever was pulled back; caches still hold Green.
pub fn rolling_back() -> State {
    let mut state = proposed();
    let asked = back(state.now, 20);
    let run = state.procedures.runs.get_mut(&77).unwrap();
    run.decided = Some((Actor::Person(Id::new("awa")), asked, Choice::Approve));
    run.executed_at = Some(asked.plus(640));
    for (step, result) in run.steps.iter_mut().zip([
        Some(StepResult::Done),
        Some(StepResult::Done),
        Some(StepResult::Done),
        None,
    ]) {
        step.state = result.map_or(StepState::Running, StepState::Ended);
    }
    state.cutover.live = Side::Blue;
    state.cutover.movements.push(Movement {
        run: 77,
        from: Side::Green,
        to: Side::Blue,
        levels: [Some(asked), Some(asked.plus(640)), Some(asked.plus(1_900)), None, None],
        confirmed_at: None,
        missed: None,
        kept: None,
        streak: Streak { since: Some(asked.plus(8_000)), count: 2, paths: paths(&state.plan, 1) },
    });
    state.cutover.tail_until = Some(state.now.plus(41_000));
    survey(&mut state, [Side::Blue, Side::Green, Side::Green], [58, 22, 41]);
    state
}

/// The error trigger's hold ran out: a rollback waits for the Tech Lead.
pub fn proposed() -> State {
    let mut state = broken(at(14, 9, 41), 371);
    let plan = state.plan.clone();
    let why = Why::Trigger { trigger: Id::new("error-rate"), side: Side::Green };
    let mut run = run(ProcedureKind::Rollback, why, back(state.now, 71), &plan);
    run.alerted_at = Some(back(state.now, 68));
    if let Some(step) = run.steps.first_mut() {
        step.state = StepState::Ended(StepResult::Done);
    }
    state.procedures.runs.insert(77, run);
    let evidence = Evidence { because: Because::BeyondThreshold, value: Some(0.084), ..Evidence::default() };
    let standing = Standing {
        verdict: Verdict::Breach,
        phase: Phase::Fired,
        evidence,
        hold: Hold { held_ms: 300_000, running_since: None },
        began_at: Some(back(state.now, 371)),
        fired_at: Some(back(state.now, 71)),
        ..Standing::default()
    };
    state.triggers.green.insert(Id::new("error-rate"), standing);
    state
}

/// The metrics backend died ninety seconds ago.
pub fn blind() -> State {
    let mut state =
        with_history(at(14, 20, 0), &|metric, side, ago, value| match (side, metric.source.as_str()) {
            (_, source) if ago < 90 && source != "probe" => Value::SourceError,
            (Side::Blue, _) => idle(metric, value),
            (Side::Green, _) => Value::Number(value),
        });
    state.cutover.live = Side::Green;
    let silent = back(state.now, 90);
    for (id, source) in &mut state.sources.board {
        if id.as_str() != "probe" {
            source.silent_since = Some(silent);
            source.error = Some("connection refused".into());
        }
    }
    let blind: Vec<Id> = ["errors", "p95"].map(Id::new).into();
    let evidence = Evidence { because: Because::SourceError, ..Evidence::default() };
    for trigger in ["error-rate", "response-time", "critical-errors"] {
        let standing = Standing { phase: Phase::Blind, evidence, ..Standing::default() };
        state.triggers.green.insert(Id::new(trigger), standing);
    }
    state.triggers.blind = Some((back(state.now, 60), blind));
    raise(
        &mut state,
        "blind",
        TierLevel::Critical,
        "Mesures muettes : plus de la moitié des métriques",
        60,
        Some("awa"),
    );
    state
}

/// A finished drill's score.
pub fn score() -> Score {
    let segments = Segments {
        detect_ms: Some(300_000),
        alert_ms: Some(3_000),
        decide_ms: Some(48_000),
        execute_ms: Some(640),
        observe_ms: Some(41_000),
    };
    let rollback = RollbackScore { run: 77, segments, total_ms: Some(92_640), within_budget: Some(true) };
    Score {
        faults_by_hand: 0,
        finished: true,
        points: Some(86),
        rollbacks: vec![rollback],
        false_returns: 0,
        missed_returns: 0,
        unacknowledged: 1,
        unreasoned: 0,
    }
}
