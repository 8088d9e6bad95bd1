//! The latest safe switch time: the last moment at which traffic may be asked to move to Green so that all
//! of the day's safety still fits behind it (F16).
//!
//! `latest = bound − watch − rollback − tail`, every summand from the plan:
//!
//! - **bound**: the end of the deployment window where the switch is planned inside it; otherwise the planned
//!   hour of the day's last slot, at which the people leave.
//! - **watch**: the length that the plan gives the switch's own slot, and never less than what it takes to
//!   observe a switch and then to hold out the longest trigger (or the plan's own confirmation, F14).
//! - **rollback**: the plan's budget of a whole rollback.
//! - **tail**: how long caches may send users to the old side, by the TTL that is in force.

use super::super::state::State;
use super::super::time::At;
use super::planned_at;
use crate::plan::types::{Plan, ProcedureKind, Side, Slot};

/// What the switch has to leave room for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// Watching Green, on which a breach may yet run out its hold.
    Watch,
    /// A whole rollback.
    Rollback,
    /// Caches that still send users to the old side.
    Tail,
}

/// What must not be reached before all that is over.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Bound<'a> {
    /// The end of the deployment window.
    Window,
    /// The beginning of the day's last slot.
    Slot(&'a Slot),
}

/// The latest safe switch time and the sum behind it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LatestSwitch<'a> {
    /// The moment.
    pub at: At,
    /// Up to where everything has to fit.
    pub bound: Bound<'a>,
    /// When that is.
    pub bound_at: At,
    /// What has to fit, in milliseconds.
    pub needs: [(Need, u64); 3],
    /// How long the watch is and why.
    pub watch: Watch,
}

/// How long Green is watched before all is well, in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Watch {
    /// What the plan gives the switch's own slot; zero for the day's last slot.
    pub planned: u64,
    /// At most until a switch is observed or has missed it.
    pub observed: u64,
    /// The longest hold of a trigger after its warm-up, or the plan's confirmation where that is longer.
    pub held: u64,
}

impl Watch {
    /// The whole of it.
    pub fn whole(self) -> u64 {
        self.planned.max(self.observed.saturating_add(self.held))
    }
}

/// The slots that run the switch, by the plan.
fn switch_slot(plan: &Plan) -> Option<(usize, &Slot)> {
    plan.schedule.slots.iter().enumerate().find(|(_, slot)| {
        let procedure = slot.procedure.as_ref().and_then(|id| plan.procedure(id));
        procedure.is_some_and(|procedure| procedure.kind == ProcedureKind::Switch)
    })
}

/// The latest safe switch time. None without a switch in the schedule or anything after it that could bound
/// it, and while the traffic is on Green or on its way there: then the question is answered.
pub fn latest_switch(state: &State) -> Option<LatestSwitch<'_>> {
    let is_open = |run: u64| state.procedures.runs.get(&run).is_none_or(|run| run.ended.is_none());
    // A movement whose run ended without Green serving has not moved anything: the question is open again.
    let on_its_way =
        state.cutover.movement().is_some_and(|movement| movement.to == Side::Green && is_open(movement.run));
    if on_its_way || state.cutover.live == Side::Green {
        return None;
    }
    let plan = &*state.plan;
    let (index, slot) = switch_slot(plan)?;
    let (bound, bound_at) = bound(plan, index, slot)?;
    let watch = watch(plan, index, slot);
    let needs =
        [(Need::Watch, watch.whole()), (Need::Rollback, plan.rollback.budget.0), (Need::Tail, tail(state))];
    let whole = needs.iter().fold(0_u64, |sum, (_, ms)| sum.saturating_add(*ms));
    Some(LatestSwitch { at: At(bound_at.0.saturating_sub_unsigned(whole)), bound, bound_at, needs, watch })
}

fn bound<'a>(plan: &'a Plan, index: usize, slot: &Slot) -> Option<(Bound<'a>, At)> {
    let window = &plan.schedule.window;
    if (window.from..window.to).contains(&slot.at) {
        return Some((Bound::Window, super::clock_at(plan, window.to)));
    }
    let last = plan.schedule.slots.iter().skip(index + 1).next_back()?;
    Some((Bound::Slot(last), planned_at(plan, last)))
}

fn watch(plan: &Plan, index: usize, slot: &Slot) -> Watch {
    let next = plan.schedule.slots.get(index + 1);
    let planned = next.map_or(0, |next| planned_at(plan, next).0.saturating_sub(planned_at(plan, slot).0));
    let observed = plan.lever.observed_within.0.saturating_add(plan.lever.quiet.0);
    let holds = plan.triggers.iter().map(|trigger| trigger.warm_up.0.saturating_add(trigger.hold.0));
    let confirmed = plan.rollback.confirmed_switch.as_ref().map(|confirmed| confirmed.within.0);
    let held = holds.chain(confirmed).max().unwrap_or(0);
    Watch { planned: u64::try_from(planned).unwrap_or(0), observed, held }
}

/// The TTL in force: the lowered one once all authoritative servers answer it, until then the usual one or
/// the highest that was seen.
fn tail(state: &State) -> u64 {
    let lever = &state.plan.lever;
    match state.cutover.low_ttl_since {
        Some(_) => lever.lowered_ttl.0,
        None => lever.ttl.0.max(state.cutover.highest_ttl_ms),
    }
}
