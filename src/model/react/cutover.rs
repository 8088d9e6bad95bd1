//! Levels of truth, their deadlines, moves that were not jday's, and the proof of the way back.

use super::super::alerts::AlertKey;
use super::super::cutover::{Answered, Drift, Level, Movement, Readiness, Survey};
use super::super::effect::{Effect, Outcome};
use super::super::event::Event;
use super::super::state::State;
use super::super::time::Stamp;
use super::alerts::{is_on, own};
use crate::plan::types::Side;
use crate::text::Clean;

/// Level 2: the provider took the order.
pub fn accepted(state: &State) -> Vec<Event> {
    let Some(movement) = state.cutover.movement() else { return Vec::new() };
    let [_, accepted, ..] = movement.levels;
    if accepted.is_none() && lever_outcome(state, movement.run).is_some_and(is_done) {
        vec![reached(movement, Level::Accepted, state)]
    } else {
        Vec::new()
    }
}

fn is_done(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::Done { .. })
}

fn lever_outcome(state: &State, run: u64) -> Option<&Outcome> {
    use crate::plan::types::StepKind;
    let run = state.procedures.runs.get(&run)?;
    let procedure = state.plan.procedure(&run.procedure)?;
    let step = procedure.steps.iter().position(|step| matches!(step.action, StepKind::Lever { .. }))?;
    run.steps.get(step)?.outcome.as_ref()
}

fn reached(movement: &Movement, level: Level, state: &State) -> Event {
    Event::LevelReached { run: movement.run, level, since: state.now }
}

/// Why the order certainly did nothing, if it did nothing: where servers say its value all the same, that was
/// somebody else.
pub fn refusal<'s>(state: &'s State, movement: &Movement) -> Option<&'s Clean> {
    match lever_outcome(state, movement.run)? {
        Outcome::Refused { why } => Some(why),
        _ => None,
    }
}

/// What a survey adds: higher levels, or a move that was not jday's.
pub fn survey(state: &State, survey: &Survey) -> Vec<Event> {
    let mut events = Vec::new();
    if let Some(movement) = state.cutover.movement().filter(|movement| refusal(state, movement).is_none()) {
        events.extend(levels(state, movement, survey));
    }
    if events.is_empty() {
        events.extend(drift(state, survey));
    }
    events
}

/// One level a look; each event makes the engine look again.
fn levels(state: &State, movement: &Movement, survey: &Survey) -> Vec<Event> {
    let [_, accepted, authoritative, resolvers, _] = movement.levels;
    let mut events = Vec::new();
    let mut on_servers = authoritative.is_some();
    if !on_servers && all_say(&survey.authoritative, movement.to) {
        on_servers = true;
        // A reading that shows the change proves that the order was taken, whatever the call said (R10).
        if accepted.is_none() {
            events.push(reached(movement, Level::Accepted, state));
        }
        events.push(reached(movement, Level::Authoritative, state));
    }
    let is_confirmed = movement.confirmed_at.is_some();
    if !on_servers || is_confirmed && state.cutover.live != movement.to {
        return events;
    }
    // A lever that no cache keeps has no resolvers to ask. One that is later than the confirmation, such as with
    // one record of several, has its time all the same.
    let on_resolvers = survey.resolvers.is_empty() || all_say(&survey.resolvers, movement.to);
    if resolvers.is_none() && on_resolvers {
        events.push(reached(movement, Level::Resolvers, state));
    }
    if is_confirmed {
        return events;
    }
    let lever = &state.plan.lever;
    let streak = &movement.streak;
    let Some(since) = streak.since else { return events };
    let qualified = streak.count >= lever.observations
        && streak.paths.len() >= lever.paths as usize
        && state.now.since(since) >= lever.quiet.0;
    if qualified {
        events.push(Event::LevelReached { run: movement.run, level: Level::Observed, since });
        events.push(reached(movement, Level::Confirmed, state));
        // What did not show does now; the next order that shows nothing is told anew.
        let alert = AlertKey::new(own::LEVER_STUCK, None);
        if is_on(state, &alert) {
            events.push(Event::AlertCleared { alert });
        }
    }
    events
}

/// Whether everybody who answered names `side`, and somebody did.
fn all_say(answers: &[super::super::cutover::Answered], side: Side) -> bool {
    let mut answered = answers.iter().filter(|said| said.ttl_ms > 0 || said.side.is_some()).peekable();
    answered.peek().is_some() && answered.all(|said| said.side == Some(side))
}

/// The lever is not where jday left it (F19): one server has what no side has, or all have the other side's.
/// One that has the other side's alone is only late. While a movement is on its way to the servers, both
/// sides' values are in order, and a foreign one is not.
fn drift(state: &State, survey: &Survey) -> Vec<Event> {
    let live = state.cutover.live;
    let on_its_way = state.cutover.movement().is_some_and(|movement| {
        let [_, _, authoritative, ..] = movement.levels;
        authoritative.is_none() && movement.missed.is_none() && refusal(state, movement).is_none()
    });
    let answered = || survey.authoritative.iter().filter(|said| said.ttl_ms > 0 || said.side.is_some());
    let foreign = answered().find(|said| said.side.is_none());
    let moved = !on_its_way && answered().all(|said| said.side == Some(live.other()));
    let Some(found) = foreign.or_else(|| answered().next().filter(|_| moved)) else { return Vec::new() };
    let told = state.cutover.drifts.last();
    let goes_on = told.is_some_and(|(_, drift)| drift.found == found.value && drift.side.is_none());
    if goes_on && is_on(state, &AlertKey::new(own::OUT_OF_BAND, None)) {
        return Vec::new();
    }
    vec![Event::Drifted(Drift {
        from: found.from.clone(),
        expected: live,
        found: found.value.clone(),
        side: found.side,
    })]
}

/// Where jday put the lever last; before its first pull, where it found it.
pub fn put_by_jday(state: &State) -> Side {
    let taken = |movement: &&Movement| {
        let [_, accepted, authoritative, ..] = movement.levels;
        accepted.is_some() || authoritative.is_some()
    };
    let moved = state.cutover.movements.iter().rev().find(taken).map(|movement| movement.to);
    moved
        .or_else(|| state.cutover.drifts.first().map(|(_, drift)| drift.expected))
        .unwrap_or(state.cutover.live)
}

/// Every server says again what jday put there: the alert of the move that was not jday's is over. One that does
/// not answer ends nothing.
pub fn put_back(state: &State, survey: &Survey) -> Vec<Event> {
    let (alert, side) = (AlertKey::new(own::OUT_OF_BAND, None), put_by_jday(state));
    let says = |said: &Answered| said.side == Some(side);
    let is_back =
        is_on(state, &alert) && !survey.authoritative.is_empty() && survey.authoritative.iter().all(says);
    if is_back { vec![Event::AlertCleared { alert }] } else { Vec::new() }
}

/// A level that did not come before its deadline (R12, R15).
pub fn deadlines(state: &State) -> Vec<Event> {
    let Some(movement) = state.cutover.movement() else { return Vec::new() };
    let [Some(asked), accepted, authoritative, resolvers, observed] = movement.levels else {
        return Vec::new();
    };
    if movement.missed.is_some() || movement.confirmed_at.is_some() {
        return Vec::new();
    }
    let late = watched(state, asked);
    [
        (accepted, Level::Accepted),
        (authoritative, Level::Authoritative),
        (resolvers, Level::Resolvers),
        (observed, Level::Observed),
    ]
    .into_iter()
    .find(|(reached, level)| {
        reached.is_none() && level.within(&state.plan.lever).is_some_and(|within| late >= within.0)
    })
    .map(|(_, level)| Event::LevelMissed { run: movement.run, level })
    .into_iter()
    .collect()
}

/// Milliseconds in which somebody could have seen what was asked for at `asked`: an engine that was away
/// saw nothing, so a movement of an earlier start has its time again (R2, R10).
pub fn watched(state: &State, asked: Stamp) -> u64 {
    if asked.boot == state.now.boot { state.now.since(asked) } else { state.now.mono }
}

/// The way back is proved every minute, by the same code as the act, in a dry run (F1).
pub fn readiness(state: &State) -> Vec<Event> {
    let to = state.cutover.live.other();
    // What somebody moved since is proved anew: a proof of before says nothing of it (F19).
    let out_of_band = state.alerts.feed.get(&AlertKey::new(own::OUT_OF_BAND, None));
    let over = out_of_band.and_then(|alert| alert.cleared_at);
    let moved = state.cutover.drifts.last().map(|(moved, _)| *moved);
    let newest = moved.into_iter().chain(over).map(|stamp| state.now.since(stamp)).min();
    let fresh = state.cutover.readiness.as_ref().is_some_and(|(stamp, readiness)| {
        let age = state.now.since(*stamp);
        readiness.to == to && age < Readiness::EVERY_MS && newest.is_none_or(|moved| moved >= age)
    });
    let under_way =
        state.intents.values().any(|intent| matches!(intent.effect, Effect::ProveReadiness { .. }));
    if fresh || under_way { Vec::new() } else { vec![Event::Intended(Effect::ProveReadiness { to })] }
}

/// The last thing an authoritative server said, in words; for the evidence of a step.
pub fn last_answer(state: &State) -> Clean {
    let said = state.cutover.survey.as_ref().and_then(|(_, survey)| survey.authoritative.first());
    said.map_or_else(Clean::default, |said| Clean::new(format!("{}: {}", said.from, said.value)))
}
