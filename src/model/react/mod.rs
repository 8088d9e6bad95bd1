//! What follows from an event by rule: verdicts, proposals, steps, levels, messages.
//!
//! Each rule looks at the state alone and asks only for what the state does not hold yet, so that
//! looking twice asks once. The engine commits what a rule asks for, and looks again, until no rule
//! asks for more. A replay never looks: it has the answers in its journal.

mod alerts;
mod cancel;
mod checklist;
mod cutover;
mod occasions;
mod outbox;
mod people;
mod procedure;
mod resume;
mod triggers;
mod wording;

pub use alerts::own;
pub use cutover::put_by_jday;
pub use outbox::{is_moot, moot, still_silenced};

use super::event::{Actor, Event};
use super::state::State;

/// What follows from `event`, which the state already holds.
pub fn react(state: &State, event: &Event) -> Vec<(Actor, Event)> {
    if state.closed.is_some() {
        return Vec::new();
    }
    let mut events = match event {
        Event::Sampled(_) => {
            let mut events = triggers::judge(state);
            events.extend(alerts::rules(state));
            events.extend(checklist::proofs(state));
            events
        }
        Event::Ticked => {
            let mut events = triggers::judge(state);
            events.extend(triggers::blindness(state));
            events.extend(triggers::proposals(state));
            events.extend(triggers::automation(state));
            events.extend(triggers::unconfirmed(state));
            events.extend(cutover::readiness(state));
            events.extend(cutover::deadlines(state));
            events.extend(alerts::is_back(state));
            events.extend(occasions::maintenance(state));
            events.extend(outbox::due(state));
            events.extend(super::approvals::lapsed(state));
            events.extend(people::alone(state));
            events
        }
        Event::Surveyed(survey) => {
            let mut events = cutover::survey(state, survey);
            events.extend(cutover::put_back(state, survey));
            events
        }
        Event::Judged(_) => triggers::proposals(state),
        Event::RunRequested { .. } => {
            let mut events = triggers::automation(state);
            events.extend(occasions::deployment_begins(state));
            events
        }
        Event::RunEnded { run, result } => occasions::deployment(state, *run, *result),
        Event::ClockJumped { .. } | Event::Froze { .. } => {
            let mut events = triggers::freeze(state);
            events.extend(super::approvals::cancelled(state));
            events
        }
        Event::Resumed { gap_ms } => resume::taken_up(state, *gap_ms),
        Event::Joined(_) => people::back(state),
        Event::GlassBroken { reason, .. } | Event::LeadTaken { reason } => {
            alerts::glass_broken(state, reason)
        }
        Event::ReadinessProved(readiness) => alerts::readiness(state, readiness),
        Event::AlertRaised(raised) => outbox::announce(state, raised),
        Event::AlertCleared { alert } | Event::Acknowledged { alert } => {
            state.alerts.feed.get(alert).map_or_else(Vec::new, |known| outbox::follow(state, alert, known))
        }
        Event::Drifted(drift) => alerts::drift(state, drift),
        Event::LevelMissed { level, .. } => alerts::level_missed(state, *level),
        Event::DecisionMade { run, .. } => alerts::break_glass(state, *run),
        Event::Settled { .. } => cutover::accepted(state),
        _ => Vec::new(),
    };
    if !matches!(event, Event::Sampled(_) | Event::Judged(_) | Event::Progressed { .. }) {
        events.extend(procedure::advance(state));
    }
    events.into_iter().map(|event| (Actor::Engine, event)).collect()
}
