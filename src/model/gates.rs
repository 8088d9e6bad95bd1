//! Gates: what holds the switch, or the tearing down of Blue, back. Each names its evidence.

use super::analysis::{self, Finding, Verdict};
use super::cutover::{Gate, GateState};
use super::metrics::Track;
use super::procedure::{RunResult, StepResult, StepState};
use super::schedule::{self, OutsideWindow};
use super::state::State;
use super::time::Stamp;
use crate::plan::types::{Analysis, DatabaseTopology, Drained, Id, ProcedureKind, Side, TierLevel};
use crate::text::Clean;

/// Steps in which the age of a proof is told.
const AGE_STEP_MS: u64 = 10_000;

/// Every gate of the switch, in the order in which people open them.
pub fn switch(state: &State) -> Vec<GateState> {
    let plan = &state.plan;
    let mut gates: Vec<GateState> = plan
        .checklists
        .iter()
        .filter(|checklist| checklist.gates_switch)
        .map(|checklist| {
            let (done, all) = state.checklists.progress(checklist);
            gate(state, Gate::Checklist(checklist.id.clone()), done == all, format!("{done}/{all}"))
        })
        .collect();
    gates.extend(plan.gates.procedures.iter().map(|id| procedure(state, id)));
    if plan.gates.window {
        gates.push(window(state));
    }
    gates.push(votes(state));
    gates.push(readiness(state));
    gates.push(low_ttl(state));
    if plan.gates.critical_alerts {
        gates.push(critical_alert(state));
    }
    let blind = state.triggers.blind.as_ref();
    gates.push(gate(state, Gate::Blind, blind.is_none(), blind.map_or(String::new(), |(_, ids)| list(ids))));
    if plan.database.topology == Some(DatabaseTopology::Replicated) {
        gates.push(replica_lag(state));
    }
    if let Some(wanted) = &plan.gates.analysis {
        gates.push(analysed(state, wanted));
    }
    gates
}

/// The gates that count now: while Green serves nobody asks for the switch's, but for those of stopping Blue.
pub fn now(state: &State) -> Vec<GateState> {
    if state.can_go_back() { teardown(state) } else { switch(state) }
}

/// Every gate before Blue is stopped for good (R17).
pub fn teardown(state: &State) -> Vec<GateState> {
    let now = state.now;
    let tail = state.cutover.tail_until;
    let tail_over = tail.is_some_and(|until| until.since(now) == 0);
    let switched = state
        .cutover
        .movement()
        .filter(|movement| movement.to == crate::plan::types::Side::Green)
        .and_then(|movement| movement.confirmed_at);
    let needed = state.plan.rollback.point_of_no_return.0;
    let passed = switched.map(|since| now.since(since));
    let mut gates = vec![
        gate(state, Gate::Tail, tail_over, tail.map_or(String::new(), |until| seconds(until.since(now)))),
        gate(
            state,
            Gate::PointOfNoReturn,
            passed.is_some_and(|passed| passed >= needed),
            // It is hours away: in steps, like every age here.
            format!(
                "{} / {}",
                passed.map_or("-".into(), |ms| seconds(ms / AGE_STEP_MS * AGE_STEP_MS)),
                seconds(needed)
            ),
        ),
    ];
    gates.extend(state.plan.gates.drained.as_ref().map(|wanted| drained(state, wanted)));
    gates
}

/// Whether Blue's own count has been below its mark for long enough, without a gap: what nobody counted may
/// have been users.
fn drained(state: &State, wanted: &Drained) -> GateState {
    let series = state.metrics.series(&wanted.metric, Track::Side(Side::Blue));
    let metric = state.plan.metric(&wanted.metric);
    let stale_ms = metric.map_or(0, crate::plan::types::Metric::stale_after_ms);
    let mut newer = state.now;
    let mut low_for = 0;
    for point in series.iter().flat_map(|series| series.points.iter().rev()) {
        let low = point.number.is_some_and(|number| number < wanted.below.0);
        if !low || newer.since(point.stamp) > stale_ms {
            break;
        }
        newer = point.stamp;
        low_for = state.now.since(point.stamp);
    }
    let last =
        series.and_then(|series| series.last_number).map_or("-".into(), |(_, number)| format!("{number:.1}"));
    let low_for = low_for.min(wanted.hold.0);
    let held = format!("{} / {}", seconds(low_for / AGE_STEP_MS * AGE_STEP_MS), seconds(wanted.hold.0));
    let open = low_for >= wanted.hold.0 && newer != state.now;
    gate(state, Gate::Drained, open, format!("{last} < {} · {held}", wanted.below.0))
}

/// The gates of a run's gate step.
pub fn of(state: &State, kind: ProcedureKind) -> Vec<GateState> {
    match kind {
        ProcedureKind::Switch => switch(state),
        ProcedureKind::Teardown => teardown(state),
        _ => Vec::new(),
    }
}

/// The gates that are closed and not overridden.
pub fn closed(gates: Vec<GateState>) -> Vec<GateState> {
    gates.into_iter().filter(|gate| !gate.open && gate.overridden.is_none()).collect()
}

fn gate(state: &State, gate: Gate, open: bool, evidence: impl Into<String>) -> GateState {
    let overridden = state.cutover.overrides.get(&gate).cloned();
    GateState { gate, open, overridden, evidence: Clean::new(evidence.into()) }
}

fn window(state: &State) -> GateState {
    let against = schedule::outside_window(&state.plan, state.now.at);
    let window = &state.plan.schedule.window;
    let local = state.now.at.utc().with_timezone(&state.plan.zone.0);
    let mut words = vec![format!("{} | {}-{}", local.format("%H:%M"), window.from, window.to)];
    words.extend(against.iter().filter_map(|reason| match reason {
        OutsideWindow::Hour | OutsideWindow::Weekday => None,
        OutsideWindow::Holiday(name) | OutsideWindow::Season(name) => Some(name.to_string()),
        OutsideWindow::Eve(name) => Some(format!("J-1 {name}")),
    }));
    gate(state, Gate::Window, against.is_empty(), words.join(", "))
}

/// A run that is under way says nothing yet, not even that the one before it succeeded: it may be run because
/// something changed.
fn procedure(state: &State, id: &Id) -> GateState {
    let last = state.procedures.runs.values().rev().find(|run| run.procedure == *id);
    let ended = last.and_then(|run| run.ended);
    let evidence = match (last, ended) {
        (None, _) => "-".to_owned(),
        (Some(_), None) => "...".to_owned(),
        (Some(run), Some((at, _))) => {
            let failed = run.steps.iter().filter(|step| {
                matches!(step.state, StepState::Ended(StepResult::Failed | StepResult::Unknown))
            });
            let local = at.at.utc().with_timezone(&state.plan.zone.0);
            let mut words = vec![local.format("%H:%M").to_string()];
            words.extend(failed.map(|step| step.detail.one_line().into_owned()));
            words.join(" ")
        }
    };
    let done = ended.is_some_and(|(_, result)| result == RunResult::Done);
    gate(state, Gate::Procedure(id.clone()), done, evidence)
}

fn votes(state: &State) -> GateState {
    let plan = &state.plan;
    let ballots = state.people.ballots(plan);
    let missing: Vec<Id> =
        ballots.iter().filter(|ballot| !ballot.is_go()).map(|ballot| ballot.role.clone()).collect();
    let needed = plan.gates.votes.len();
    let against = state.people.against().next().is_some();
    let evidence = format!("{}/{needed} {}", needed - missing.len(), list(&missing));
    gate(state, Gate::Votes, missing.is_empty() && !against, evidence.trim_end())
}

fn readiness(state: &State) -> GateState {
    let within = state.plan.gates.readiness_within.0;
    let proved = state.cutover.readiness.as_ref();
    let fresh = proved.is_some_and(|(stamp, _)| state.now.since(*stamp) <= within);
    let green = proved.is_some_and(|(_, readiness)| readiness.is_green());
    let evidence = match proved {
        None => String::new(),
        Some((stamp, readiness)) => {
            let failing: Vec<_> = readiness
                .checks
                .iter()
                .filter(|check| check.ok != Some(true))
                .map(|c| c.name.clone())
                .collect();
            // In coarse steps: the age of a proof that is fresh is nothing to watch second by second.
            let age = state.now.since(*stamp) / AGE_STEP_MS * AGE_STEP_MS;
            format!("{} {}", seconds(age), list(&failing))
        }
    };
    gate(state, Gate::Readiness, fresh && green, evidence.trim_end())
}

fn low_ttl(state: &State) -> GateState {
    let needed = state.plan.lever.ttl.0;
    let held = state.cutover.low_ttl_since.map(|since| held_for(state, since));
    // Once it is enough it stands still: how much more than enough says nothing.
    let shown = held.map_or("-".into(), |held| seconds(held.min(needed)));
    let evidence = format!("{shown} / {}", seconds(needed));
    gate(state, Gate::LowTtl, held.is_some_and(|held| held >= needed), evidence)
}

/// A low TTL known from before this journal counts by the wall clock.
fn held_for(state: &State, since: Stamp) -> u64 {
    if since.at < state.opened_at.at { state.wall_since(since) } else { state.now.since(since) }
}

fn critical_alert(state: &State) -> GateState {
    let mut on = state.alerts.feed.iter().filter(|(_, alert)| {
        alert.level == TierLevel::Critical && alert.is_firing() && alert.acknowledged.is_none()
    });
    let first = on.next().map(|(key, _)| key.to_string());
    let evidence = first.as_ref().map_or(String::new(), |key| format!("{key} +{}", on.count()));
    gate(state, Gate::CriticalAlert, first.is_none(), evidence.trim_end_matches(" +0"))
}

fn replica_lag(state: &State) -> GateState {
    let metric = state.plan.database.lag.clone().unwrap_or_else(|| Id::new("replica-lag"));
    let series = state.metrics.series(&metric, super::metrics::Track::Shared);
    // What is stale is unknown, and what is unknown opens no gate (R1, R6).
    let lasts = state.plan.metric(&metric).map_or(0, crate::plan::types::Metric::stale_after_ms);
    let fresh = series
        .and_then(|series| series.last)
        .filter(|(at, reading)| state.now.since(*at).max(u64::from(reading.age_ms)) <= lasts);
    let lag = fresh.and_then(|(_, reading)| reading.value.number());
    let most = state.plan.database.max_lag.map_or(0.0, crate::plan::types::Millis::secs);
    let evidence = lag.map_or("-".to_owned(), |lag| format!("{lag:.1} s / {most:.1} s"));
    gate(state, Gate::ReplicaLag, lag.is_some_and(|lag| lag <= most), evidence)
}

/// Closed by a metric on which Green is worse, and by one of which nobody can tell: those first, with why.
fn analysed(state: &State, wanted: &Analysis) -> GateState {
    let findings = analysis::findings(state, wanted);
    let open = findings.iter().all(|finding| finding.verdict == Verdict::NotWorse);
    let (good, against): (Vec<_>, Vec<_>) =
        findings.iter().partition(|finding| finding.verdict == Verdict::NotWorse);
    let words: Vec<String> = against.into_iter().chain(good).map(|one| found(one, wanted)).collect();
    gate(state, Gate::Analysis, open, words.join(", "))
}

/// One finding in figures, with the samples of Blue and Green in coarse steps: `=` is not worse, `!` worse with
/// the share of pairs and the shift, `?` too few samples.
fn found(finding: &Finding, wanted: &Analysis) -> String {
    let tens = |count: usize| count / 10 * 10;
    let (metric, counts) = (&finding.metric, format!("{}/{}", tens(finding.blue), tens(finding.green)));
    match finding.verdict {
        Verdict::NotWorse => format!("{metric} = ({counts})"),
        Verdict::TooFew => format!("{metric} ? ({counts} < {})", wanted.min_samples),
        Verdict::Worse { share, shift } if shift.is_finite() => {
            format!("{metric} ! A {share:.1} {:+.0}% ({counts})", shift * 100.0)
        }
        Verdict::Worse { share, .. } => format!("{metric} ! A {share:.1} ({counts})"),
    }
}

fn seconds(ms: u64) -> String {
    format!("{} s", ms / 1000)
}

fn list(ids: &[Id]) -> String {
    ids.iter().map(Id::as_str).collect::<Vec<_>>().join(", ")
}
