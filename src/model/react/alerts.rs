//! The plan's alert rules, and jday's own warnings.

use super::super::alerts::{AlertKey, Raised};
use super::super::cutover::{Drift, Level, Readiness};
use super::super::decide;
use super::super::event::Event;
use super::super::metrics::{Series, Track};
use super::super::procedure::{Choice, Why};
use super::super::state::State;
use super::super::time::Stamp;
use crate::plan::types::{AlertRule, Id, Op, ProcedureKind, Scope, Side, TierLevel};
use crate::text::Clean;

/// Names of jday's own warnings; the screen says them in the person's language.
pub mod own {
    /// The lever moved without jday (F19).
    pub const OUT_OF_BAND: &str = "out-of-band";
    /// An order was given and the change does not show (R12).
    pub const LEVER_STUCK: &str = "lever-stuck";
    /// The way back is not proved while Green is live (R17).
    pub const NO_WAY_BACK: &str = "no-way-back";
    /// Nobody confirmed the switch in time and jday may not return by itself (F14).
    pub const UNCONFIRMED: &str = "unconfirmed";
    /// A decision by somebody who is not the decider.
    pub const BREAK_GLASS: &str = "break-glass";
    /// The same breach on Blue after a rollback: going back did not help (R16).
    pub const DID_NOT_HELP: &str = "rollback-did-not-help";
    /// A live room is empty (R21).
    pub const NOBODY: &str = "nobody-here";
    /// Every channel of a tier is down (R32).
    pub const CHANNELS_DOWN: &str = "channels-down";
    /// The engine was away, and nobody watched meanwhile.
    pub const ENGINE_AWAY: &str = "engine-away";
}

/// From how long a time without an engine on people are told, in milliseconds; where orders were under
/// way they always are.
const AWAY_MS: u64 = 10_000;
/// How long they are told so.
const AWAY_TOLD_MS: u64 = 5 * 60_000;

/// Nobody watched for `gap_ms`; its title is that length in seconds, and how many orders were under way.
pub fn was_away(state: &State, gap_ms: u64) -> Vec<Event> {
    let orders = state.intents.values().filter(|intent| intent.effect.step().is_some()).count();
    if gap_ms <= AWAY_MS && orders == 0 {
        return Vec::new();
    }
    warn(state, own::ENGINE_AWAY, TierLevel::Important, format!("{} s, {orders}", gap_ms / 1_000))
}

/// It has been back for a while.
pub fn is_back(state: &State) -> Vec<Event> {
    let alert = AlertKey::new(own::ENGINE_AWAY, None);
    let told = state.alerts.feed.get(&alert).filter(|known| known.is_firing());
    let is_over = told.is_some_and(|known| state.now.since(known.raised_at) >= AWAY_TOLD_MS);
    if is_over { vec![Event::AlertCleared { alert }] } else { Vec::new() }
}

/// Alerts of the plan that begin or end with this round of samples.
pub fn rules(state: &State) -> Vec<Event> {
    let mut events = Vec::new();
    for tier in &state.plan.tiers {
        for rule in &tier.alerts {
            events.extend(rule_event(state, tier.level, rule));
        }
    }
    events.extend(did_not_help(state));
    events
}

fn rule_event(state: &State, level: TierLevel, rule: &AlertRule) -> Option<Event> {
    let (metric, op, threshold) = (rule.metric.as_ref()?, rule.op?, rule.threshold?.0);
    let known = state.plan.metric(metric)?;
    let live = state.cutover.live;
    let (track, side) = match known.scope {
        Scope::Side => (Track::Side(live), Some(live)),
        Scope::Shared => (Track::Shared, None),
    };
    // An alert of the side that was left ends with its being live, whatever it still shows.
    if let Some(other) = side.map(Side::other) {
        let left = AlertKey::new(rule.id.as_str(), Some(other));
        if is_on(state, &left) {
            return Some(Event::AlertCleared { alert: left });
        }
    }
    let series = state.metrics.series(metric, track)?;
    let (stamp, reading) = series.last?;
    let number = reading.value.number().filter(|_| state.now.since(stamp) <= known.stale_after_ms())?;
    let number = match rule.grown_over {
        Some(over) => grown(series, number, over.0, state.now)?,
        None => number,
    };
    let alert = AlertKey::new(rule.id.as_str(), side);
    let since = side.and_then(|side| state.cutover.live_since(side));
    match (op.holds(number, threshold), is_on(state, &alert)) {
        (true, false) if held(series, op, threshold, rule.hold.0, since, state.now) => {
            Some(Event::AlertRaised(Raised { alert, level, title: rule.title.clone(), side }))
        }
        (false, true) => Some(Event::AlertCleared { alert }),
        _ => None,
    }
}

/// By how much the series grew to `number` over the last `over` milliseconds, as far as it was seen; none if it was
/// not seen before.
fn grown(series: &Series, number: f64, over: u64, now: Stamp) -> Option<f64> {
    let within = series.points.iter().rev().skip(1).take_while(|point| now.since(point.stamp) <= over);
    within.filter_map(|point| point.number).last().map(|oldest| number - oldest)
}

/// Whether the condition has held for `hold` milliseconds without a reading against it.
fn held(series: &Series, op: Op, threshold: f64, hold: u64, since: Option<Stamp>, now: Stamp) -> bool {
    if hold == 0 {
        return true;
    }
    for point in series.points.iter().rev() {
        if since.is_some_and(|since| point.stamp.since(since) == 0 && since != point.stamp) {
            return false;
        }
        match point.number {
            Some(number) if !op.holds(number, threshold) => return false,
            Some(_) if now.since(point.stamp) >= hold => return true,
            _ => {}
        }
    }
    false
}

pub(super) fn is_on(state: &State, key: &AlertKey) -> bool {
    state.alerts.feed.get(key).is_some_and(super::super::alerts::Alert::is_firing)
}

pub(super) fn warn(state: &State, name: &str, level: TierLevel, title: String) -> Vec<Event> {
    let alert = AlertKey::new(name, None);
    if is_on(state, &alert) {
        return Vec::new();
    }
    vec![Event::AlertRaised(Raised { alert, level, title: Clean::new(title), side: None })]
}

/// After a return to Blue, a trigger that fires there says that going back did not cure it.
fn did_not_help(state: &State) -> Vec<Event> {
    let returned =
        state.procedures.last_run(ProcedureKind::Rollback).is_some_and(|(_, run)| run.is_approved());
    if !returned || state.cutover.live != Side::Blue {
        return Vec::new();
    }
    let fired = state.plan.triggers.iter().find(|trigger| {
        state.triggers.standing(&trigger.id, Side::Blue).phase == super::super::triggers::Phase::Fired
    });
    fired.map_or_else(Vec::new, |trigger| {
        warn(state, own::DID_NOT_HELP, TierLevel::Critical, format!("{}: Blue", trigger.title))
    })
}

/// Nobody confirmed the switch in time.
pub fn unconfirmed(state: &State, run: u64) -> Vec<Event> {
    warn(state, own::UNCONFIRMED, TierLevel::Critical, format!("run {run}"))
}

/// Somebody moved the lever; whoever puts it back where jday put it raises nothing.
pub fn drift(state: &State, drift: &Drift) -> Vec<Event> {
    if drift.side == Some(super::cutover::put_by_jday(state)) {
        return Vec::new();
    }
    let title = format!("{}: {} (expected {})", drift.from, drift.found, drift.expected);
    warn(state, own::OUT_OF_BAND, TierLevel::Critical, title)
}

/// An order was given and its effect does not show: why, where the lever said so, else what is read instead.
pub fn level_missed(state: &State, level: Level) -> Vec<Event> {
    let movement = state.cutover.movement();
    let refused = movement.and_then(|movement| super::cutover::refusal(state, movement));
    let told = refused.cloned().unwrap_or_else(|| super::cutover::last_answer(state));
    let alert = AlertKey::new(own::LEVER_STUCK, None);
    let asked = movement.and_then(|movement| movement.levels.first().copied().flatten());
    let on = state.alerts.feed.get(&alert).filter(|known| known.is_firing());
    let title = format!("level {}: {told}", level.number());
    if on.is_some_and(|known| asked.is_some_and(|asked| known.raised_at.at < asked.at)) {
        // That somebody took the first one on says nothing of this order.
        let raised =
            Raised { alert: alert.clone(), level: TierLevel::Critical, title: title.into(), side: None };
        return vec![Event::AlertCleared { alert }, Event::AlertRaised(raised)];
    }
    warn(state, own::LEVER_STUCK, TierLevel::Critical, title)
}

/// While Green is live, a way back that is not proved wakes people (R17); once proved, it clears.
pub fn readiness(state: &State, readiness: &Readiness) -> Vec<Event> {
    let alert = AlertKey::new(own::NO_WAY_BACK, None);
    if readiness.is_green() {
        return if is_on(state, &alert) { vec![Event::AlertCleared { alert }] } else { Vec::new() };
    }
    if !state.can_go_back() {
        return Vec::new();
    }
    let failing: Vec<&str> = readiness
        .checks
        .iter()
        .filter(|check| check.ok != Some(true))
        .map(|check| check.name.as_str())
        .collect();
    warn(state, own::NO_WAY_BACK, TierLevel::Critical, failing.join(", "))
}

/// Somebody went without a second person, or took the lead: allowed, and loud (R18).
pub fn glass_broken(state: &State, reason: &crate::text::Clean) -> Vec<Event> {
    warn(state, own::BREAK_GLASS, TierLevel::Critical, reason.one_line().into_owned())
}

/// A decision by somebody who does not hold the deciding role is allowed with a reason, and loud.
pub fn break_glass(state: &State, run: u64) -> Vec<Event> {
    let Some(known) = state.procedures.runs.get(&run) else { return Vec::new() };
    let Some((super::super::event::Actor::Person(person), _, Choice::Approve)) = &known.decided else {
        return Vec::new();
    };
    let role: Id = decide::decider(state, known);
    let planned = matches!(known.why, Why::Planned);
    if planned || decide::holds_role(state, person, &role) {
        return Vec::new();
    }
    warn(state, own::BREAK_GLASS, TierLevel::Critical, format!("{person}: {}", known.procedure))
}
