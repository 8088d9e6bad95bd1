//! What the panes derive from the state: where we are in the day, who carries the traffic, what
//! automation may do. Everything is counted from the state's own "now"; no clock is read.

use crate::console::format;
use crate::model::State;
use crate::model::cutover::{Level, Movement};
use crate::model::procedure::{Choice, Run, RunResult};
use crate::model::time::{At, Stamp};
use crate::plan::types::{Group, Id, Metric, Plan, ProcedureKind, Scope, Side, Slot, Trigger, Unit};

/// The metric whose share tells who carries the traffic.
const THROUGHPUT: &str = "throughput";

/// When a slot of J-Day begins; none if that hour does not exist in the plan's zone.
pub fn begins(plan: &Plan, slot: &Slot) -> Option<At> {
    format::instant(plan.j_day, slot.at, plan.zone)
}

/// Where the day stands.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Day {
    /// Index of the slot whose hour has come last.
    pub here: Option<usize>,
    /// Index of the next slot and milliseconds until it.
    pub next: Option<(usize, u64)>,
}

/// The slot we are in and the next one.
pub fn day(state: &State) -> Day {
    let mut day = Day::default();
    for (index, slot) in state.plan.schedule.slots.iter().enumerate() {
        let Some(at) = begins(&state.plan, slot) else { continue };
        match u64::try_from(at.0.saturating_sub(state.now.at.0)) {
            Ok(left) if left > 0 => {
                day.next = Some((index, left));
                break;
            }
            _ => day.here = Some(index),
        }
    }
    day
}

/// What the switch's clock says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SwitchClock {
    /// Milliseconds until the planned hour.
    In(u64),
    /// Milliseconds since the planned hour, without a switch.
    Late(u64),
    /// Milliseconds since the traffic was asked to move to Green.
    Since(u64),
    /// Milliseconds since it was asked to move back.
    BackSince(u64),
}

/// Countdown to the switch, or the time since it.
pub fn switch_clock(state: &State) -> Option<SwitchClock> {
    if let Some(movement) = state.cutover.movement() {
        let since = state.now.since(movement.levels.iter().flatten().next().copied()?);
        return Some(match movement.to {
            Side::Green => SwitchClock::Since(since),
            Side::Blue => SwitchClock::BackSince(since),
        });
    }
    let plan = &state.plan;
    let is_switch = |slot: &&Slot| {
        let procedure = slot.procedure.as_ref().and_then(|id| plan.procedure(id));
        procedure.is_some_and(|procedure| procedure.kind == ProcedureKind::Switch)
    };
    let at = begins(plan, plan.schedule.slots.iter().find(is_switch)?)?;
    let left = at.0.saturating_sub(state.now.at.0);
    Some(if left >= 0 {
        SwitchClock::In(left.unsigned_abs())
    } else {
        SwitchClock::Late(left.unsigned_abs())
    })
}

/// Whether what was confirmed no longer holds: somebody moved the traffic back outside jday (F19).
pub fn is_undone(state: &State) -> bool {
    let movement = state.cutover.movement();
    movement.is_some_and(|movement| movement.confirmed_at.is_some() && movement.to != state.cutover.live)
}

/// The level the newest movement has reached; none before any movement.
pub fn level(movement: &Movement) -> Option<Level> {
    if movement.confirmed_at.is_some() {
        return Some(Level::Confirmed);
    }
    let reached = movement.levels.iter().rposition(Option::is_some)?;
    Level::FIVE.get(reached).copied()
}

/// The metric by which the two sides' shares are told.
pub fn throughput(plan: &Plan) -> Option<&Metric> {
    plan.metric(&Id::new(THROUGHPUT)).or_else(|| {
        plan.metrics.iter().find(|metric| {
            metric.group == Group::Performance
                && metric.scope == Scope::Side
                && metric.unit == Unit::Persecond
        })
    })
}

/// The newest number of `metric` on `side`, or of what both share, if it is fresh enough to judge by.
pub fn fresh(state: &State, metric: &Metric, side: Side) -> Option<f64> {
    let track = metric.track(side);
    let (stamp, reading) = state.metrics.series(&metric.id, track)?.last?;
    let age = state.now.since(stamp).saturating_add(u64::from(reading.age_ms));
    reading.value.number().filter(|_| !is_stale(metric, age))
}

/// Requests a second on one side, if a fresh number is there.
pub fn carried(state: &State, side: Side) -> Option<f64> {
    fresh(state, throughput(&state.plan)?, side).filter(|number| *number >= 0.0)
}

/// The metric that counts the writes since the switch, and its number, while Green is live (F2).
pub fn writes(state: &State) -> Option<(&Metric, f64)> {
    if state.cutover.live != Side::Green {
        return None;
    }
    let metric = state.plan.metric(state.plan.database.writes.as_ref()?)?;
    Some((metric, fresh(state, metric, Side::Green)?))
}

/// Green's share of the traffic, 0 … 1; none unless both sides are known and anything flows.
pub fn green_share(state: &State) -> Option<f64> {
    let (blue, green) = (carried(state, Side::Blue)?, carried(state, Side::Green)?);
    let share = green / (blue + green);
    share.is_finite().then_some(share)
}

/// The side that the newest movement left, and the share of the traffic that is still there (F4); none
/// where the shares are not known, or where the traffic was moved back outside jday: it is no remainder then.
pub fn residual(state: &State) -> Option<(Side, f64)> {
    let movement = state.cutover.movement().filter(|_| !is_undone(state))?;
    let green = green_share(state)?;
    Some((movement.from, if movement.from == Side::Green { green } else { 1.0 - green }))
}

/// Until when the side that the newest movement left must not be stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keep {
    /// Until this instant: the end of the tail, or for Blue the point of no return where it is later (R17).
    Until(Stamp),
    /// As long as the movement is not confirmed.
    Unconfirmed,
}

/// The side that the newest movement left, and until when it must not be stopped (F4, R17).
pub fn keep(state: &State) -> Option<(Side, Keep)> {
    let movement = state.cutover.movement()?;
    let (Some(confirmed), Some(tail)) = (movement.confirmed_at, state.cutover.tail_until) else {
        return Some((movement.from, Keep::Unconfirmed));
    };
    let back = confirmed.plus(state.plan.rollback.point_of_no_return.0);
    let until = if movement.from == Side::Blue && back.at > tail.at { back } else { tail };
    Some((movement.from, Keep::Until(until)))
}

/// Whether a value of this age is too old to judge by (R6).
pub fn is_stale(metric: &Metric, age_ms: u64) -> bool {
    age_ms > metric.interval.0.saturating_mul(2)
}

/// The rollback that waits for a decision.
pub fn proposal(state: &State) -> Option<(u64, &Run)> {
    state
        .procedures
        .open_run(ProcedureKind::Rollback)
        .filter(|(_, run)| run.decided.is_none() && run.executed_at.is_none())
}

/// What automation may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Automation {
    /// The plan leaves every rollback to people.
    Off,
    /// It may act.
    Armed,
    /// Paused for so many milliseconds more.
    Paused(u64),
    /// It has acted once and will not again (R16).
    Spent,
    /// The room is blind: it must not act (R1).
    Disarmed,
}

/// What automation may do now.
pub fn automation(state: &State) -> Automation {
    if !state.plan.rollback.auto {
        return Automation::Off;
    }
    let until =
        state.people.automation_paused_until.map_or(0, |until| until.0.saturating_sub(state.now.at.0));
    match u64::try_from(until) {
        Ok(left) if left > 0 => Automation::Paused(left),
        _ if state.automatic_returns > 0 => Automation::Spent,
        _ if state.triggers.blind.is_some() => Automation::Disarmed,
        _ => Automation::Armed,
    }
}

/// Whether a trigger can act by itself rather than propose.
pub fn acts_alone(state: &State, trigger: &Trigger) -> bool {
    trigger.witness.is_some() && automation(state) == Automation::Armed
}

/// The rollback's stopwatch in five segments (F5).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stopwatch {
    /// Onset of the breach to the proposal; beside the budget, not in it.
    pub detect_ms: Option<u64>,
    /// Lengths of alert, decide, execute and observe, as far as they went.
    pub segments: [Option<u64>; 4],
    /// From the proposal or request to the observation, or until now.
    pub total_ms: u64,
    /// Whether it still counts.
    pub running: bool,
    /// The plan's budget.
    pub budget_ms: u64,
}

impl Stopwatch {
    /// Whether the budget is spent.
    pub fn is_over(&self) -> bool {
        self.total_ms > self.budget_ms
    }
}

/// The stopwatch of the newest rollback.
pub fn stopwatch(state: &State) -> Option<Stopwatch> {
    let (id, run) = state.procedures.last_run(ProcedureKind::Rollback)?;
    Some(stopwatch_of(state, id, run))
}

/// The stopwatch of the rollback `run`, which is named `id`.
pub fn stopwatch_of(state: &State, id: u64, run: &Run) -> Stopwatch {
    let movement = state.cutover.movements.iter().rev().find(|movement| movement.run == id);
    let observed = movement.and_then(|movement| movement.levels.last().copied().flatten());
    let decided =
        run.decided.as_ref().filter(|(_, _, choice)| *choice == Choice::Approve).map(|(_, at, _)| *at);
    let marks = [run.alerted_at, decided, run.executed_at, observed];
    let mut segments = [None; 4];
    let mut from = run.requested_at;
    for (segment, mark) in segments.iter_mut().zip(marks) {
        // A message may reach its channel after the decision; the later mark then begins the next.
        if let Some(mark) = mark {
            *segment = Some(mark.since(from));
            from = if mark.since(run.requested_at) > from.since(run.requested_at) { mark } else { from };
        }
    }
    let ended = observed.or(run.ended.filter(|(_, result)| *result != RunResult::Done).map(|(at, _)| at));
    Stopwatch {
        detect_ms: detected(state, run),
        segments,
        total_ms: ended.unwrap_or(state.now).since(run.requested_at),
        running: ended.is_none(),
        budget_ms: state.plan.rollback.budget.0,
    }
}

fn detected(state: &State, run: &Run) -> Option<u64> {
    let crate::model::procedure::Why::Trigger { trigger, side } = &run.why else { return None };
    let began = run.onset.or_else(|| state.triggers.standing(trigger, *side).began_at)?;
    Some(run.requested_at.since(began))
}

/// A countdown in steps coarse enough to keep the screen still: ten seconds above a minute, five above
/// ten seconds, then each second.
pub fn coarse(ms: u64) -> u64 {
    let step = match ms {
        0..10_000 => 1_000,
        10_000..60_000 => 5_000,
        _ => 10_000,
    };
    ms / step * step
}

/// Milliseconds left until `until`; zero when it has passed.
pub fn left(now: Stamp, until: Stamp) -> u64 {
    until.since(now)
}
