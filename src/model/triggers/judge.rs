//! One trigger on one side: from its last standing and the newest sample to its present standing.
//!
//! Time is the samples' own, never the clock's: a hold is the time between breaching samples. The
//! function is called after every poll round and every tick and answers `before` itself unless
//! something worth an event changed, because an event a second and trigger would swamp the journal.
//! That works without remembering every sample: as long as a standing is not [`Verdict::Unknown`],
//! each sample since its event could be judged, so the last good one is the one before the newest.

use super::{Because, Evidence, Hold, Input, Phase, Standing, Verdict};
use crate::model::metrics::Value;
use crate::model::time::Stamp;
use crate::plan::types::{Absence, Metric, Op, Trigger, Unit};

/// How long Prometheus takes an old sample for the present one; used by `absence = "reset"`.
const LOOKBACK_MS: u64 = 5 * 60 * 1000;

/// A sample that can be judged.
struct Sample {
    at: Stamp,
    value: f64,
    events: Option<f64>,
}

/// Why the newest reading cannot be judged.
struct Blank {
    because: Because,
    value: Option<f64>,
    events: Option<f64>,
    /// The newest sample that could be judged.
    good: Option<Stamp>,
}

/// Where `rule` stands at `now`, given where it stood and what was last read.
///
/// Returns `before` unchanged unless verdict, phase, reason, hold or an episode's times changed.
pub fn judge(rule: &Trigger, metric: &Metric, before: &Standing, input: &Input, now: Stamp) -> Standing {
    let start = restarted(before, input.observed);
    let after = match read(rule, metric, &start, input, now) {
        Ok(sample) => weigh(rule, metric, &start, input, &sample),
        Err(blank) => stand_still(rule, metric, &start, &blank, input, now),
    };
    if is_news(before, &after) { after } else { *before }
}

/// The standing with its hold stopped at the last good sample, because the clocks cannot be trusted
/// over what just happened: the engine was away, was frozen, or the wall clock leapt (R2, R26).
pub fn freeze(rule: &Trigger, metric: &Metric, before: &Standing, input: &Input, now: Stamp) -> Standing {
    if before.hold.running_since.is_none() && before.clearing_since.is_none() {
        return judge(rule, metric, before, input, now);
    }
    let start = restarted(before, input.observed);
    let value = start.evidence.value;
    let good = input.reading.map(|(at, _)| at);
    let blank = Blank { because: Because::Stale, value, events: start.evidence.events, good };
    stand_still(rule, metric, &start, &blank, input, now)
}

/// Whether `b` differs from `a` in something that people or rules act on. Figures alone do not count.
fn is_news(a: &Standing, b: &Standing) -> bool {
    (a.verdict, a.phase, a.evidence.because, a.hold) != (b.verdict, b.phase, b.evidence.because, b.hold)
        || (a.began_at, a.fired_at, a.clearing_since, a.cleared_at)
            != (b.began_at, b.fired_at, b.clearing_since, b.cleared_at)
}

/// Whether `a` is later than `b`, over restarts too.
pub(super) fn is_later(a: Stamp, b: Stamp) -> bool {
    (a.boot, a.mono) > (b.boot, b.mono)
}

/// Forgets what was judged before the switch to this side was observed (R7): a breach that still runs
/// counts from then on, everything else is over.
fn restarted(before: &Standing, observed: Option<Stamp>) -> Standing {
    let Some(observed) = observed else { return *before };
    let old = |stamp: Option<Stamp>| stamp.is_some_and(|stamp| is_later(observed, stamp));
    if !(old(before.began_at) || old(before.fired_at) || old(before.clearing_since)) {
        return *before;
    }
    let kept = Standing { verdict: before.verdict, evidence: before.evidence, ..Standing::default() };
    let judged_at = before.judged_at.filter(|at| !is_later(observed, *at));
    if before.verdict == Verdict::Breach {
        let hold = Hold { held_ms: 0, running_since: Some(observed) };
        Standing { phase: Phase::Holding, hold, began_at: Some(observed), judged_at, ..kept }
    } else {
        Standing { judged_at, ..kept }
    }
}

/// Longest time between two samples that still counts as uninterrupted.
fn tolerance(rule: &Trigger, metric: &Metric) -> u64 {
    let stale = metric.stale_after_ms();
    if rule.absence == Absence::Reset { stale.max(LOOKBACK_MS) } else { stale }
}

/// How long the hold stands still before it is dropped: `max_gap`, but never less than what a single
/// missing sample takes.
fn patience(rule: &Trigger, metric: &Metric) -> u64 {
    rule.max_gap.0.max(metric.stale_after_ms())
}

/// JSON has no infinity, and what is replayed must equal what was journalled.
fn finite(value: f64) -> Option<f64> {
    value.is_finite().then_some(value)
}

/// When this side's samples begin to count: the observed switch and the warm-up after it (R7).
fn floor(rule: &Trigger, input: &Input) -> Option<Stamp> {
    input.observed.map(|observed| observed.plus(rule.warm_up.0))
}

/// The newest sample, or why it cannot be judged (R1, R3, R6, R7).
fn read(
    rule: &Trigger,
    metric: &Metric,
    before: &Standing,
    input: &Input,
    now: Stamp,
) -> Result<Sample, Blank> {
    let known = before.verdict != Verdict::Unknown;
    let previous = input.previous.filter(|at| input.observed.is_none_or(|start| !is_later(start, *at)));
    let good = if known { previous } else { before.judged_at };
    let blank = |because| Blank { because, value: None, events: None, good };
    let Some((at, reading)) = input.reading else { return Err(blank(Because::NeverRead)) };
    if floor(rule, input).is_some_and(|floor| is_later(floor, at)) {
        return Err(blank(Because::WarmingUp));
    }
    let value = match reading.value {
        Value::Number(number) if number.is_nan() => return Err(blank(Because::NotANumber)),
        Value::Number(number) => number,
        // No absence is ever a breach, so a zero that would be one stays absent.
        Value::NoData if rule.absence == Absence::Zero && !rule.op.holds(0.0, rule.threshold.0) => 0.0,
        Value::NoData => return Err(blank(Because::NoData)),
        Value::NotANumber => return Err(blank(Because::NotANumber)),
        Value::SourceError => return Err(blank(Because::SourceError)),
        Value::NotRecorded => return Err(blank(Because::NotRecorded)),
    };
    if u64::from(reading.age_ms) > metric.stale_after_ms() {
        return Err(Blank { value: finite(value), ..blank(Because::Stale) });
    }
    if now.since(at) > tolerance(rule, metric) {
        let good = if known { Some(at) } else { good };
        return Err(Blank { value: finite(value), good, ..blank(Because::Stale) });
    }
    if !known && before.judged_at.is_some_and(|judged| !is_later(at, judged)) {
        // It was counted before the hold was stopped; only a newer one may start it again.
        return Err(Blank { value: finite(value), ..blank(before.evidence.because) });
    }
    match volume(rule, metric, input, value) {
        Ok(events) => Ok(Sample { at, value, events }),
        Err((because, events)) => Err(Blank { value: finite(value), events, ..blank(because) }),
    }
}

/// The events in the metric's window, or why they are too few for a verdict (R3).
fn volume(
    rule: &Trigger,
    metric: &Metric,
    input: &Input,
    value: f64,
) -> Result<Option<f64>, (Because, Option<f64>)> {
    if metric.volume.is_none() || (rule.min_events == 0 && rule.min_bad == 0) {
        return Ok(None);
    }
    let events = match input.volume {
        Ok(per_second) => per_second * metric.window.unwrap_or(metric.interval).secs(),
        Err(because) => return Err((because, None)),
    };
    // A share of good events, such as availability, is judged downwards.
    let share = if matches!(rule.op, Op::Below | Op::AtMost) { 1.0 - value } else { value };
    let few_bad = metric.unit == Unit::Ratio
        && rule.op.holds(value, rule.threshold.0)
        && rounded_up(share * events) < f64::from(rule.min_bad);
    if rounded_up(events) < f64::from(rule.min_events) || few_bad {
        return Err((Because::LowVolume, finite(events)));
    }
    Ok(Some(events))
}

/// A count that came out a hair below a whole number by floating point is that number.
fn rounded_up(count: f64) -> f64 {
    count + 1e-9
}

/// No verdict: the hold stands still up to `max_gap`, then the trigger is blind (R1).
fn stand_still(
    rule: &Trigger,
    metric: &Metric,
    before: &Standing,
    blank: &Blank,
    input: &Input,
    now: Stamp,
) -> Standing {
    let evidence = Evidence {
        because: blank.because,
        value: blank.value,
        events: blank.events,
        coverage: before.evidence.coverage,
    };
    let after = Standing {
        verdict: Verdict::Unknown,
        evidence,
        hold: stopped(before.hold, blank.good),
        judged_at: blank.good,
        clearing_since: None,
        ..*before
    };
    if blank.because == Because::WarmingUp {
        return calm(&after);
    }
    let since = [blank.good, floor(rule, input), Some(input.watched_since)];
    let since = since.into_iter().flatten().reduce(|a, b| if is_later(b, a) { b } else { a });
    let is_blind = since.is_some_and(|since| now.since(since) > patience(rule, metric));
    match before.phase {
        // What fired stays fired: silence neither clears it nor fires it twice (R4).
        Phase::Fired => after,
        _ if is_blind => Standing { phase: Phase::Blind, ..calm(&after) },
        Phase::Holding if rule.absence == Absence::Reset => calm(&after),
        _ => after,
    }
}

/// Counts up to the last good sample and stops.
fn stopped(hold: Hold, good: Option<Stamp>) -> Hold {
    match (hold.running_since, good) {
        (Some(since), Some(good)) if is_later(good, since) => {
            Hold { held_ms: hold.held_ms + good.since(since), running_since: None }
        }
        _ => Hold { running_since: None, ..hold },
    }
}

/// No breach counts. The times of the last fired episode stay until the next begins.
fn calm(standing: &Standing) -> Standing {
    Standing {
        phase: Phase::Calm,
        hold: Hold::default(),
        began_at: standing.fired_at.and(standing.began_at),
        clearing_since: None,
        ..*standing
    }
}

/// A sample that can be judged moves the trigger on.
fn weigh(rule: &Trigger, metric: &Metric, before: &Standing, input: &Input, sample: &Sample) -> Standing {
    let breach = rule.op.holds(sample.value, rule.threshold.0);
    let evidence = Evidence {
        because: if breach { Because::BeyondThreshold } else { Because::WithinThreshold },
        value: finite(sample.value),
        events: sample.events.and_then(finite),
        coverage: None,
    };
    let verdict = if breach { Verdict::Breach } else { Verdict::Ok };
    let judged = Standing { verdict, evidence, judged_at: Some(sample.at), ..*before };
    let good = if before.verdict == Verdict::Unknown { before.judged_at } else { input.previous };
    match before.phase {
        Phase::Fired => clearing(rule, metric, &judged, sample, good),
        _ if breach => holding(rule, metric, &judged, sample, good),
        _ => calm(&judged),
    }
}

/// A breach that counts towards its hold, or fires.
fn holding(
    rule: &Trigger,
    metric: &Metric,
    judged: &Standing,
    sample: &Sample,
    good: Option<Stamp>,
) -> Standing {
    let at = sample.at;
    let tolerance = tolerance(rule, metric);
    // A gap that began before the hold last started has been dealt with.
    let good = good.filter(|good| judged.hold.running_since.is_none_or(|since| !is_later(since, *good)));
    let gap = good.map_or(0, |good| at.since(good));
    let goes_on = judged.phase == Phase::Holding && gap <= patience(rule, metric).max(tolerance);
    let (began_at, hold) = match judged.began_at {
        Some(began) if goes_on && judged.hold.running_since.is_some() && gap <= tolerance => {
            (began, judged.hold)
        }
        Some(began) if goes_on => (began, Hold { running_since: Some(at), ..stopped(judged.hold, good) }),
        _ => (at, Hold { held_ms: 0, running_since: Some(at) }),
    };
    let counted = hold.at(at);
    let elapsed = at.since(began_at);
    let coverage = if elapsed == 0 { 1.0 } else { (counted as f64 / elapsed as f64).min(1.0) };
    let covered = coverage >= rule.min_coverage.0;
    let evidence = Evidence {
        because: if covered { Because::BeyondThreshold } else { Because::LowCoverage },
        coverage: Some(coverage),
        ..judged.evidence
    };
    let counting = Standing {
        phase: Phase::Holding,
        evidence,
        hold,
        began_at: Some(began_at),
        fired_at: None,
        clearing_since: None,
        ..*judged
    };
    if covered && counted >= rule.hold.0 {
        let hold = Hold { held_ms: counted, running_since: None };
        Standing { phase: Phase::Fired, hold, fired_at: Some(at), ..counting }
    } else {
        counting
    }
}

/// What fired is over only past `clear_at` for `clear_for` without a gap (R4).
fn clearing(
    rule: &Trigger,
    metric: &Metric,
    judged: &Standing,
    sample: &Sample,
    good: Option<Stamp>,
) -> Standing {
    let at = sample.at;
    let tolerance = tolerance(rule, metric);
    let clear_at = rule.clear_at.unwrap_or(rule.threshold).0;
    if judged.verdict == Verdict::Breach {
        return Standing { clearing_since: None, ..*judged };
    }
    let evidence = Evidence { because: Because::NotYetClear, ..judged.evidence };
    if rule.op.holds(sample.value, clear_at) {
        return Standing { evidence, clearing_since: None, ..*judged };
    }
    let unbroken =
        |since: &Stamp| good.is_none_or(|good| is_later(*since, good) || at.since(good) <= tolerance);
    let since = judged.clearing_since.filter(unbroken).unwrap_or(at);
    if at.since(since) >= rule.clear_for.0 {
        Standing { cleared_at: Some(at), ..calm(judged) }
    } else {
        Standing { evidence, clearing_since: Some(since), ..*judged }
    }
}
