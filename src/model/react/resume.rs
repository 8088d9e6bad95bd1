//! What an engine finds when it takes a room up again: holds that stood still, and consequences that the
//! one before did not live to write.

use super::super::alerts::{Alert, AlertKey, Origin, Raised};
use super::super::approvals;
use super::super::event::Event;
use super::super::state::State;
use super::{alerts, cutover, outbox, triggers};

/// What follows from taking the room up after `gap_ms` (R2, R10, R32).
pub fn taken_up(state: &State, gap_ms: u64) -> Vec<Event> {
    let mut events = triggers::freeze(state);
    events.extend(approvals::cancelled(state));
    events.extend(cutover::accepted(state));
    events.extend(lost_warnings(state));
    events.extend(unannounced(state));
    events.extend(alerts::was_away(state, gap_ms));
    events
}

/// Warnings that belong to the last lines and were not written; one that is on is not given again.
fn lost_warnings(state: &State) -> Vec<Event> {
    let mut events = Vec::new();
    let cutover = &state.cutover;
    let out_of_band = state.alerts.feed.get(&AlertKey::new(alerts::own::OUT_OF_BAND, None));
    if let Some((moved, drift)) = cutover.drifts.last()
        && out_of_band.is_none_or(|alert| alert.cleared_at.is_some_and(|over| over.at < moved.at))
    {
        events.extend(alerts::drift(state, drift));
    }
    let unseen = cutover.movement().filter(|movement| movement.confirmed_at.is_none());
    if let Some(level) = unseen.and_then(|movement| movement.missed) {
        events.extend(alerts::level_missed(state, level));
    }
    for (id, _) in state.procedures.runs.iter().filter(|(_, run)| run.ended.is_none()) {
        events.extend(alerts::break_glass(state, *id));
    }
    events
}

/// The plan's alerts and jday's own that are on and that no channel was ever asked to tell.
fn unannounced(state: &State) -> Vec<Event> {
    let untold = |alert: &&Alert| alert.origin == Origin::Plan && alert.deliveries.is_empty();
    let raised = state.alerts.feed.iter().filter(|(_, alert)| untold(alert)).map(|(key, alert)| Raised {
        alert: key.clone(),
        level: alert.level,
        title: alert.title.clone(),
        side: alert.side,
    });
    raised.flat_map(|raised| outbox::announce(state, &raised)).collect()
}
