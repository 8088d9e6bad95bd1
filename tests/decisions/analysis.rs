//! The gate that compares Green with Blue before the switch.

use jday::model::State;
use jday::model::analysis::{self, Verdict};
use jday::model::cutover::{Gate, GateState};
use jday::model::event::{Actor, Digest, Envelope, Event, FORMAT, Mode, Opened};
use jday::model::gates;
use jday::model::metrics::{KEEP_POINTS_MS, Reading, Sampled, Value};
use jday::model::time::{At, Stamp};
use jday::plan::types::{Amount, Analysis, Id, Millis, Side};

const SECS: u64 = 200;

fn stamp(secs: u64) -> Stamp {
    Stamp { at: At(1_795_000_000_000 + secs as i64 * 1000), mono: secs * 1000, boot: 0 }
}

/// A room that compares `metrics`.
fn room(metrics: &[&str]) -> State {
    let mut plan = jday::plan::embedded().clone();
    plan.gates.analysis = Some(Analysis {
        metrics: metrics.iter().map(|metric| Id::new(metric)).collect(),
        over: Millis::from_secs(600),
        min_samples: 50,
        confidence: Amount(0.98),
        tolerance: Amount(0.1),
    });
    let now = stamp(0);
    let opened = Opened {
        mode: Mode::Drill,
        plan,
        plan_hash: Digest::default(),
        scenario: None,
        seed: None,
        live: Side::Blue,
        low_ttl_since: None,
    };
    let event = Event::Opened(Box::new(opened));
    let (at, boot, mono) = (now.at, now.boot, now.mono);
    let by = Actor::Engine;
    State::open(&Envelope { v: FORMAT, seq: 1, at, boot, mono, by, event, prev: Digest::default() }).unwrap()
}

/// Tells what both sides read each second, the seconds given.
fn tell(state: &mut State, metric: &str, of: impl Fn(Side, f64) -> Option<f64>) {
    for n in 0..SECS {
        let mut sampled = Sampled::default();
        for side in Side::BOTH {
            // The same numbers in another order, so that neighbours differ.
            let wave = ((n * 37 % 100) as f64) / 100.0;
            let value = of(side, wave).map_or(Value::NoData, Value::Number);
            let readings = if side == Side::Blue { &mut sampled.blue } else { &mut sampled.green };
            readings.insert(Id::new(metric), Reading { value, age_ms: 0 });
        }
        state.metrics.apply(&sampled, stamp(n));
    }
    state.now = stamp(SECS);
}

fn gate(state: &State) -> Option<GateState> {
    gates::switch(state).into_iter().find(|gate| gate.gate == Gate::Analysis)
}

/// The gate of a room in which `metric` was told so, open or not, and its evidence.
fn told(metric: &str, of: impl Fn(Side, f64) -> Option<f64>) -> (bool, String) {
    let mut state = room(&[metric]);
    tell(&mut state, metric, of);
    let gate = gate(&state).unwrap();
    (gate.open, gate.evidence.to_string())
}

/// Green's value as a multiple of Blue's.
fn times(factor: f64) -> impl Fn(Side, f64) -> Option<f64> {
    move |side, wave| Some((1.0 + wave) * if side == Side::Green { factor } else { 1.0 })
}

#[test]
fn a_plan_that_does_not_ask_for_it_has_no_such_gate() {
    let mut state = room(&["p95"]);
    std::sync::Arc::make_mut(&mut state.plan).gates.analysis = None;
    assert_eq!(gate(&state), None);
    let json = serde_json::to_string(&state.plan.gates).unwrap();
    assert!(!json.contains("analysis"), "hashes of older plans stay: {json}");
}

#[test]
fn green_that_is_as_good_or_better_opens_it() {
    assert_eq!(told("p95", times(1.0)), (true, "p95 = (200/200)".into()));
    assert!(told("p95", times(0.5)).0, "faster is not worse");
    assert!(told("auth", times(2.0)).0, "more is better where the target is a floor");
}

#[test]
fn green_that_is_worse_closes_it_and_says_by_how_much() {
    assert_eq!(told("p95", times(1.5)), (false, "p95 ! A 0.9 +50% (200/200)".into()));
    assert_eq!(
        told("auth", times(0.5)),
        (false, "auth ! A 1.0 +50% (200/200)".into()),
        "a share that halved"
    );
    assert!(!told("missions", times(3.0)).0, "without a target any difference counts");
    assert!(!told("missions", times(0.3)).0, "without a target any difference counts");
    let errors = told("errors", |side, wave| Some(if side == Side::Green { wave } else { 0.0 }));
    assert_eq!(errors, (false, "errors ! A 1.0 (200/200)".into()), "nothing of zero has no percent");
}

#[test]
fn what_is_sure_but_small_does_not_matter() {
    // Every pair says so, and it is 3 %.
    let steady = |side, wave: f64| Some(1.0 + wave / 1000.0 + if side == Side::Green { 0.03 } else { 0.0 });
    assert!(told("p95", steady).0);
}

#[test]
fn too_few_samples_or_old_ones_close_it_for_that_reason() {
    let missing = |side, wave| (side == Side::Blue).then_some(wave);
    assert_eq!(told("p95", missing), (false, "p95 ? (200/0 < 50)".into()));
    let mut state = room(&["p95"]);
    tell(&mut state, "p95", times(1.0));
    state.now = stamp(SECS + 30);
    assert!(!gate(&state).unwrap().open, "nothing new came for half a minute");
    state.now = stamp(SECS);
    let old = Reading { value: Value::Number(1.5), age_ms: 60_000 };
    let sampled = Sampled { green: [(Id::new("p95"), old)].into(), ..Sampled::default() };
    state.metrics.apply(&sampled, state.now);
    let findings = analysis::findings(&state, state.plan.gates.analysis.as_ref().unwrap());
    assert_eq!(findings[0].verdict, Verdict::TooFew, "a frozen exporter repeats itself");
}

#[test]
fn only_the_last_minutes_count() {
    let mut state = room(&["p95"]);
    std::sync::Arc::make_mut(&mut state.plan).gates.analysis.as_mut().unwrap().over = Millis::from_secs(100);
    tell(&mut state, "p95", times(1.0));
    let findings = analysis::findings(&state, state.plan.gates.analysis.as_ref().unwrap());
    assert_eq!((findings[0].blue, findings[0].green), (100, 100));
    const { assert!(Analysis::LONGEST.0 < KEEP_POINTS_MS, "what may be asked for is kept") };
}

#[test]
fn one_bad_metric_closes_it_for_all_and_is_named_first() {
    let mut state = room(&["p95", "errors"]);
    tell(&mut state, "p95", times(1.0));
    tell(&mut state, "errors", times(2.0));
    let gate = gate(&state).unwrap();
    assert!(!gate.open);
    assert!(gate.evidence.as_str().starts_with("errors ! "), "{gate:?}");
    assert!(gate.evidence.as_str().ends_with("p95 = (200/200)"), "{gate:?}");
    assert_eq!("analysis".parse(), Ok(Gate::Analysis));
}
