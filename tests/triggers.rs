//! Each rule of judging, told by series a person can read. Samples come at seconds 1, 2, 3 …

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::panic,
    reason = "helpers of tests fail as loudly as tests"
)]

mod room;

use jday::model::metrics::{Reading, Track, Value};
use jday::model::triggers::{Because, Hold, Phase, Verdict, blind_now, witness};
use jday::plan::types::{Id, Side};
use room::{BLUE, Room};
use serde_json::json;

const GREEN: Track = Track::Side(Side::Green);

/// Fired at no second.
const NEVER: [f64; 0] = [];

/// A room with the plan's own trigger after `words`.
fn after(words: &str) -> Room {
    after_with(json!({}), words)
}

fn after_with(more: serde_json::Value, words: &str) -> Room {
    let mut room = Room::with(more);
    room.feed(words);
    room
}

fn is_at(room: &Room, verdict: Verdict, phase: Phase, because: Because) {
    let standing = room.standing();
    assert_eq!(
        (standing.verdict, standing.phase, standing.evidence.because),
        (verdict, phase, because),
        "{standing:?}"
    );
}

#[test]
fn five_minutes_at_one_second_take_301_samples() {
    assert_eq!(after("6% x300").fired(), NEVER);
    assert_eq!(after("6% x301").fired(), [301.0]);
    assert_eq!(after("6% x3600").fired(), [301.0], "once");
}

#[test]
fn a_trigger_without_hold_fires_at_its_first_breaching_sample() {
    let room = after_with(json!({"for": "0s"}), "1% x3 6%");
    assert_eq!(room.fired(), [4.0]);
}

#[test]
fn the_threshold_itself_is_no_breach_of_above() {
    assert_eq!(after("5% x400").fired(), NEVER);
    assert_eq!(after("inf x301").fired(), [301.0], "infinity is beyond");
}

#[test]
fn a_sample_within_the_threshold_ends_the_hold_at_once() {
    let room = after("6% x299 1% 6% x300");
    assert_eq!(room.fired(), NEVER);
    assert_eq!(room.standing().began_at.map(|at| room.secs(at)), Some(301.0));
}

#[test]
fn a_steady_breach_writes_three_events_however_long_it_lasts() {
    let room = after("1% x100 6% x3600");
    let phases: Vec<Phase> = room.changes_on(Side::Blue).map(|standing| standing.phase).collect();
    assert_eq!(phases, [Phase::Calm, Phase::Holding, Phase::Fired]);
}

#[test]
fn the_hold_can_be_read_at_any_time_without_events() {
    let mut room = after("1% x10 6% x100");
    assert_eq!(room.standing().hold.at(room.state.now), 99_000);
    room.pass(500);
    assert_eq!(room.standing().hold.at(room.state.now), 99_500);
}

#[test]
fn absence_of_any_kind_stops_the_hold_and_neither_resets_nor_advances_it() {
    for (word, because) in [
        ("_", Because::Stale),
        ("nodata", Because::NoData),
        ("nan", Because::NotANumber),
        ("error", Because::SourceError),
        ("unrecorded", Because::NotRecorded),
        ("old", Because::Stale),
        ("6%/3", Because::LowVolume),
    ] {
        let more = json!({"min_events": 200, "min_bad": 20});
        let mut room = after_with(more, &format!("6% x101 {word} x20"));
        is_at(&room, Verdict::Unknown, Phase::Holding, because);
        assert_eq!(room.standing().hold, Hold { held_ms: 100_000, running_since: None }, "{word}");
        // 100 s are counted; 20 are missing and so is the second up to the first sample after them.
        room.feed("6% x200");
        assert_eq!(room.fired(), NEVER, "{word}");
        room.feed("6%");
        assert_eq!(room.fired(), [322.0], "{word}");
    }
}

#[test]
fn one_missing_sample_is_no_gap() {
    assert_eq!(after("6% x100 _ 6% x199").fired(), NEVER);
    assert_eq!(after("6% x100 _ 6% x200").fired(), [301.0]);
}

#[test]
fn beyond_the_gap_the_trigger_is_blind_and_a_later_breach_begins_anew() {
    let mut room = after("6% x300 nodata x30");
    is_at(&room, Verdict::Unknown, Phase::Holding, Because::NoData);
    room.feed("nodata");
    is_at(&room, Verdict::Unknown, Phase::Blind, Because::NoData);
    assert_eq!(room.standing().hold, Hold::default());
    room.feed("6% x300");
    assert_eq!(room.fired(), NEVER);
    room.feed("6%");
    assert_eq!(room.fired(), [632.0]);
}

#[test]
fn a_dead_backend_never_proposes_a_return() {
    for words in ["1% x60 error x600", "6% x200 error x600", "_ x600", "nodata x600", "6% x200 _ x600"] {
        let room = after(words);
        assert_eq!(room.fired(), NEVER, "{words}");
        assert_eq!(room.standing().phase, Phase::Blind, "{words}");
    }
}

#[test]
fn what_fired_stays_fired_through_silence_and_does_not_fire_twice() {
    let mut room = after("6% x301 error x600");
    is_at(&room, Verdict::Unknown, Phase::Fired, Because::SourceError);
    room.feed("6% x600");
    assert_eq!(room.fired(), [301.0]);
}

#[test]
fn gaps_may_not_make_up_much_of_the_hold() {
    // Twenty seconds of data, twenty of silence: half of the time is covered.
    let words = "6% x20 _ x20 ".repeat(30);
    let room = after(&words);
    assert_eq!(room.fired(), NEVER);
    let mut room = after_with(json!({"for": "1m"}), "6% x31 _ x25 6% x31");
    is_at(&room, Verdict::Breach, Phase::Holding, Because::LowCoverage);
    room.feed("6% x60");
    let fired = room.fired();
    assert_eq!(fired, [131.0], "once 104 of 130 seconds are covered");
    assert!(room.standing().evidence.coverage.is_some_and(|coverage| coverage >= 0.8));
}

#[test]
fn absence_as_zero_needs_an_answer_without_the_series() {
    let zero = json!({"absence": "zero", "for": "10s"});
    let room = after_with(zero.clone(), "6% x5 nodata 6% x10");
    assert_eq!(room.fired(), NEVER, "zero is within the threshold, so the hold is over");
    assert_eq!(room.standing().began_at.map(|at| room.secs(at)), Some(7.0));
    let room = after_with(zero.clone(), "6% x5 error 6% x20");
    assert_eq!(room.fired(), [13.0], "a source that failed says nothing");
    assert_eq!(room.standing().began_at.map(|at| room.secs(at)), Some(1.0));
    let room = after_with(zero, "nodata x600");
    is_at(&room, Verdict::Ok, Phase::Calm, Because::WithinThreshold);
}

#[test]
fn a_series_that_no_round_names_any_more_is_absent_too() {
    let mut room = Room::with(json!({"absence": "zero", "for": "10s", "clear_for": "10s"}));
    room.feed("6% x11");
    assert_eq!(room.fired(), [11.0]);
    for _ in 0..20 {
        room.pass(1000);
        room.sample(BLUE, &[("requests", Reading::from(100.0))]);
    }
    is_at(&room, Verdict::Ok, Phase::Calm, Because::WithinThreshold);
    let mut room = after("6% x100");
    for _ in 0..20 {
        room.pass(1000);
        room.sample(BLUE, &[("requests", Reading::from(100.0))]);
    }
    is_at(&room, Verdict::Unknown, Phase::Holding, Because::NoData);
}

#[test]
fn a_zero_that_would_breach_stays_absent() {
    let down = json!({"op": "==", "threshold": 0.0, "absence": "zero", "for": "2m"});
    let room = after_with(down.clone(), "nodata x600");
    assert_eq!(room.fired(), NEVER);
    assert_eq!(room.standing().verdict, Verdict::Unknown);
    assert_eq!(after_with(down, "0% x121").fired(), [121.0], "a zero that was read does breach");
}

#[test]
fn absence_as_reset_drops_a_pending_hold() {
    let reset = json!({"absence": "reset"});
    assert_eq!(after_with(reset.clone(), "6% x200 nan 6% x300").fired(), NEVER);
    assert_eq!(after_with(reset.clone(), "6% x200 nan 6% x301").fired(), [502.0]);
    assert_eq!(after_with(reset, "6% x200 _ x60 6% x41").fired(), [301.0], "looked back over the gap");
}

#[test]
fn one_error_of_three_requests_is_low_volume() {
    let more = json!({"min_events": 200, "min_bad": 20});
    let room = after_with(more.clone(), "33%/3 x600");
    assert_eq!(room.fired(), NEVER);
    assert_eq!(room.standing().verdict, Verdict::Unknown);
    assert_eq!(room.standing().evidence.because, Because::LowVolume);
    assert!(room.standing().evidence.events.is_some_and(|events| (events - 3.0).abs() < 1e-6));
    // 250 requests are enough to be well, but 15 bad ones are too few to be ill.
    let room = after_with(more.clone(), "1%/250 x5");
    assert_eq!(room.standing().verdict, Verdict::Ok);
    let room = after_with(more.clone(), "6%/250 x5");
    is_at(&room, Verdict::Unknown, Phase::Calm, Because::LowVolume);
    let room = after_with(more.clone(), "1%/3 x5");
    assert_eq!(room.standing().verdict, Verdict::Unknown, "good news of three requests is no news");
    assert_eq!(after_with(more, "10%/200 x301").fired(), [301.0], "exactly the least of both");
}

#[test]
fn a_square_wave_around_the_threshold_fires_once() {
    let more = json!({"for": "10s", "clear_at": 0.03, "clear_for": "1m"});
    let room = after_with(more.clone(), &"6% x20 1% x20 ".repeat(20));
    assert_eq!(room.fired(), [11.0]);
    let mut room = after_with(more, "6% x20 4% x600");
    is_at(&room, Verdict::Ok, Phase::Fired, Because::NotYetClear);
    room.feed("3% x60");
    is_at(&room, Verdict::Ok, Phase::Fired, Because::NotYetClear);
    room.feed("3%");
    is_at(&room, Verdict::Ok, Phase::Calm, Because::WithinThreshold);
    let standing = room.standing();
    assert_eq!(standing.cleared_at.map(|at| room.secs(at)), Some(681.0));
    assert_eq!(standing.began_at.map(|at| room.secs(at)), Some(1.0), "kept until the next episode");
    room.feed("6% x11");
    assert_eq!(room.fired(), [11.0, 692.0]);
}

#[test]
fn silence_is_not_clear() {
    let more = json!({"for": "10s", "clear_for": "30s"});
    let mut room = after_with(more, "6% x20 1% x20 _ x20 1% x20");
    assert_eq!(room.standing().phase, Phase::Fired);
    room.feed("1% x11");
    assert_eq!(room.standing().phase, Phase::Calm);
}

#[test]
fn time_that_nobody_saw_clears_nothing_even_without_a_tick() {
    let mut room = after_with(json!({"for": "10s", "clear_for": "30s"}), "6% x20 1% x20");
    room.pass(20_000);
    room.feed("1% x30");
    assert_eq!(room.standing().phase, Phase::Fired);
    room.feed("1%");
    assert_eq!(room.standing().phase, Phase::Calm);
}

#[test]
fn a_short_restart_costs_the_hold_only_the_gap() {
    let mut room = after("6% x291");
    room.restart(5_000);
    assert_eq!(room.standing().hold.held_ms, 290_000);
    // The first sample after the gap comes one second later.
    room.feed("6% x10");
    assert_eq!(room.fired(), NEVER);
    room.feed("6%");
    assert_eq!(room.fired(), [307.0]);
}

#[test]
fn a_long_restart_blinds_and_never_fires_at_once() {
    let mut room = after("6% x291");
    room.restart(20 * 60_000);
    is_at(&room, Verdict::Unknown, Phase::Blind, Because::Stale);
    room.feed("6% x300");
    assert_eq!(room.fired(), NEVER);
    room.feed("6%");
    assert_eq!(room.fired().len(), 1);
}

#[test]
fn a_leap_of_the_wall_clock_neither_fires_nor_blinds() {
    for by_ms in [120_000, -120_000] {
        let mut room = after("6% x200");
        room.state.now.at.0 += by_ms;
        room.freeze();
        assert_eq!(room.standing().hold, Hold { held_ms: 199_000, running_since: None });
        room.feed("6% x101");
        assert_eq!(room.fired(), NEVER);
        room.feed("6%");
        assert_eq!(room.fired().len(), 1, "a second is lost where the hold stood still");
    }
}

#[test]
fn a_frozen_engine_counts_nothing_over_its_sleep() {
    let mut room = after("6% x200");
    room.pass(20_000);
    room.freeze();
    assert_eq!(room.standing().hold, Hold { held_ms: 199_000, running_since: None });
    assert_eq!(room.standing().phase, Phase::Holding);
}

#[test]
fn even_without_a_tick_a_gap_does_not_count() {
    let mut room = after("6% x200");
    room.pass(20_000);
    room.feed("6% x101");
    assert_eq!(room.fired(), NEVER);
    room.feed("6%");
    assert_eq!(room.fired(), [322.0]);
}

#[test]
fn a_breach_before_the_switch_was_observed_does_not_count_after_it() {
    let mut room = Room::with(json!({}));
    room.feed_on(GREEN, "6% x250");
    room.switch(Side::Green);
    room.feed_on(GREEN, "6% x300");
    assert_eq!(room.fired_on(Side::Green), [550.0], "five minutes after it was observed at 250");
    let mut room = Room::with(json!({}));
    room.feed_on(GREEN, "6% x400 1% x10");
    room.switch(Side::Green);
    room.feed_on(GREEN, "1% x600");
    assert_eq!(room.standing_on(Side::Green).phase, Phase::Calm);
    assert_eq!(room.standing_on(Side::Green).fired_at, None);
}

#[test]
fn warm_up_judges_nothing() {
    let mut room = Room::with(json!({"warm_up": "1m", "for": "10s"}));
    room.feed_on(GREEN, "6% x20");
    room.switch(Side::Green);
    room.feed_on(GREEN, "6% x59");
    let standing = room.standing_on(Side::Green);
    assert_eq!((standing.phase, standing.evidence.because), (Phase::Calm, Because::WarmingUp));
    room.feed_on(GREEN, "6% x11");
    assert_eq!(
        room.fired_on(Side::Green),
        [11.0, 90.0],
        "its own before, then ten seconds after the warm-up"
    );
}

#[test]
fn blue_is_judged_afresh_after_the_return() {
    let mut room = Room::with(json!({}));
    room.feed("6% x301");
    room.switch(Side::Green);
    room.feed_on(GREEN, "1% x10");
    room.switch(Side::Blue);
    room.feed("1% x10");
    assert_eq!(room.standing().phase, Phase::Calm);
    assert_eq!(room.standing().fired_at, None);
}

#[test]
fn readings_without_a_number_are_told_apart() {
    let mut room = Room::with(json!({}));
    is_at(&room, Verdict::Unknown, Phase::Calm, Because::NeverRead);
    room.pass(1000);
    let blank = Reading { value: Value::NotRecorded, age_ms: 0 };
    room.sample(BLUE, &[("errors", blank)]);
    is_at(&room, Verdict::Unknown, Phase::Calm, Because::NotRecorded);
}

/// Three gate metrics from two sources; the trigger's metric has a witness.
fn gates() -> Room {
    let gate = json!({"gate": true});
    let probe = json!({"gate": true, "source": "probe", "target": "< 2%"});
    Room::new(room::plan(
        &json!([
            room::metric("errors", "ratio", gate.clone()),
            room::metric("p95", "seconds", gate),
            room::metric("probes", "ratio", probe)
        ]),
        &json!([room::trigger(json!({"witness": "probes"}))]),
    ))
}

fn poll(room: &mut Room, secs: u64, readings: &[(&str, Reading)]) {
    for _ in 0..secs {
        room.pass(1000);
        room.sample(BLUE, readings);
    }
}

#[test]
fn half_of_the_gate_metrics_blind_make_the_room_blind() {
    let (error, number) = (Reading { value: Value::SourceError, age_ms: 0 }, Reading::from(0.01));
    let mut room = gates();
    assert_eq!(blind_now(&room.state), [] as [Id; 0], "nothing was due yet");
    poll(&mut room, 60, &[("errors", number), ("p95", number), ("probes", number)]);
    poll(&mut room, 60, &[("errors", error), ("p95", number), ("probes", number)]);
    assert_eq!(blind_now(&room.state), [] as [Id; 0], "one of three");
    poll(&mut room, 30, &[("errors", error), ("p95", error), ("probes", number)]);
    assert_eq!(blind_now(&room.state), [] as [Id; 0], "the gap that is borne");
    poll(&mut room, 1, &[("errors", error), ("p95", error), ("probes", number)]);
    assert_eq!(blind_now(&room.state), ["errors", "p95"].map(Id::new));
    poll(&mut room, 1, &[("errors", error), ("p95", number), ("probes", number)]);
    assert_eq!(blind_now(&room.state), [] as [Id; 0], "sighted at the first number");
}

#[test]
fn a_trigger_and_its_witness_blind_make_the_room_blind() {
    let (error, number) = (Reading { value: Value::SourceError, age_ms: 0 }, Reading::from(0.01));
    let mut room = gates();
    let mut plan = (*room.state.plan).clone();
    plan.rollback.automation.blind_share.0 = 1.0;
    room.state.plan = plan.into();
    poll(&mut room, 60, &[("errors", number), ("p95", number), ("probes", number)]);
    poll(&mut room, 31, &[("errors", error), ("p95", number), ("probes", error)]);
    assert_eq!(blind_now(&room.state), ["errors", "probes", "errors-high"].map(Id::new));
}

#[test]
fn a_frozen_exporter_blinds_though_its_queries_succeed() {
    let mut room = gates();
    for second in 0..60 {
        let frozen = Reading { value: Value::Number(0.01), age_ms: second * 1000 };
        poll(&mut room, 1, &[("errors", frozen), ("p95", frozen), ("probes", Reading::from(0.01))]);
    }
    assert_eq!(blind_now(&room.state), ["errors", "p95"].map(Id::new));
}

#[test]
fn a_quiet_night_and_an_error_counter_that_was_never_born_are_not_blindness() {
    let room = after_with(json!({"min_events": 200}), "1%/3 x120");
    assert_eq!(blind_now(&room.state), [] as [Id; 0]);
    let room = after_with(json!({"absence": "zero"}), "nodata x120");
    assert_eq!(blind_now(&room.state), [] as [Id; 0]);
    let room = after("nodata x120");
    assert_eq!(blind_now(&room.state), [Id::new("errors")]);
}

#[test]
fn a_witness_agrees_only_with_a_fresh_number() {
    let mut room = gates();
    let trigger = room.state.plan.triggers[0].clone();
    let mut said = |probes: Reading| {
        poll(&mut room, 1, &[("probes", probes)]);
        witness(&room.state, &trigger, Side::Blue)
    };
    assert_eq!(said(Reading::from(0.01)), Verdict::Ok);
    assert_eq!(said(Reading::from(0.4)), Verdict::Breach);
    assert_eq!(said(Reading { value: Value::Number(0.4), age_ms: 2_001 }), Verdict::Unknown);
    assert_eq!(said(Reading { value: Value::NoData, age_ms: 0 }), Verdict::Unknown);
    room.pass(3_000);
    assert_eq!(witness(&room.state, &trigger, Side::Blue), Verdict::Unknown);
}
