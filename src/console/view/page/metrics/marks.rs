//! What happened, on the axis of time: the lever moved, people decided, triggers proposed, alerts came.

use ratatui::style::Style;

use crate::console::view::metrics::side_look;
use crate::console::view::scene::Scene;
use crate::model::cutover::Movement;
use crate::model::event::Actor;
use crate::model::time::{At, Stamp};
use crate::model::{Envelope, Event};
use crate::plan::types::{Side, TierLevel};
use crate::source::Kind;

/// What a mark stands for; where several fall into one column the last of these is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sign {
    /// An alert was raised; the gravest counts most.
    Info,
    /// An important one.
    Important,
    /// A critical one.
    Critical,
    /// People or automation decided.
    Decision,
    /// A trigger proposed a rollback.
    Proposal,
    /// The lever moved the traffic to a side.
    Moved(Side),
    /// Somebody or something moved the lever without jday (F19).
    Drifted,
}

impl Sign {
    /// Its glyph and look.
    pub fn drawn<'g>(self, scene: &Scene<'g>) -> (&'g str, Style) {
        let (glyphs, look) = (scene.glyphs, scene.theme);
        match self {
            Self::Info => (glyphs.info, look.info),
            Self::Important => (glyphs.important, look.warn),
            Self::Critical => (glyphs.critical, look.bad),
            Self::Decision => (glyphs.decision, look.accent),
            Self::Proposal => (glyphs.proposal, look.bad),
            Self::Moved(side) => (glyphs.to, side_look(scene, side)),
            Self::Drifted => (glyphs.bad, look.bad),
        }
    }
}

/// One mark.
#[derive(Debug, Clone, Copy)]
pub struct Mark<'s> {
    /// When.
    pub at: At,
    /// What for.
    pub sign: Sign,
    /// What it was.
    pub source: Source<'s>,
}

/// What a mark stands for.
#[derive(Debug, Clone, Copy)]
pub enum Source<'s> {
    /// An event of the log.
    Told(&'s Envelope),
    /// A movement of the lever.
    Moved(&'s Movement),
}

/// The marks of a stretch of the past. A storm of alerts is thousands of them: an axis has few cells, and
/// a list few lines.
pub struct Marks<'s> {
    /// The newest, newest first.
    pub newest: Vec<Mark<'s>>,
    /// For the axis: of those that fall together the one that counts most.
    pub axis: Vec<Mark<'s>>,
}

/// Lines that a list of marks may have.
const NEWEST: usize = 100;
/// Parts of the past in each of which one mark is enough, finer than any axis.
const PARTS: i64 = 1_000;

/// What happened since `from`.
pub fn since<'s>(scene: &Scene<'s>, from: At) -> Marks<'s> {
    let (state, log) = (scene.state, scene.log);
    let told = log.entries().rev().take_while(|(_, envelope)| envelope.at >= from);
    let told = told.filter(|(kind, _)| matches!(kind, Kind::Decision | Kind::Alert | Kind::Lever));
    let told = told.filter_map(|(_, envelope)| {
        let sign = sign(&envelope.event, &envelope.by)?;
        Some(Mark { at: envelope.at, sign, source: Source::Told(envelope) })
    });
    let moved = state.cutover.movements.iter().filter_map(|movement| {
        let at = moved_at(movement)?.at;
        Some(Mark { at, sign: Sign::Moved(movement.to), source: Source::Moved(movement) })
    });
    let mut newest: Vec<Mark> = moved.filter(|mark| mark.at >= from).collect();
    let room = newest.len() + NEWEST;
    let mut axis = newest.clone();
    let part = (state.now.at.0.saturating_sub(from.0) / PARTS).max(1);
    for mark in told {
        match axis.last_mut().filter(|last| last.at.0 / part == mark.at.0 / part) {
            Some(last) if last.sign < mark.sign => *last = mark,
            Some(_) => {}
            None => axis.push(mark),
        }
        if newest.len() < room {
            newest.push(mark);
        }
    }
    newest.sort_by_key(|mark| std::cmp::Reverse(mark.at));
    Marks { newest, axis }
}

/// When a movement counts: its servers' answer is the moment from which another side's numbers matter;
/// before it there is only that the movement was asked for.
fn moved_at(movement: &Movement) -> Option<Stamp> {
    let [asked, _, authoritative, ..] = movement.levels;
    authoritative.or(asked)
}

fn sign(event: &Event, by: &Actor) -> Option<Sign> {
    let alert = |level| match level {
        TierLevel::Critical => Sign::Critical,
        TierLevel::Important => Sign::Important,
        TierLevel::Info => Sign::Info,
    };
    match event {
        Event::AlertRaised(raised) => Some(alert(raised.level)),
        Event::AlertHeard(heard) if heard.firing => Some(alert(heard.level)),
        Event::Proposed { .. } => Some(Sign::Proposal),
        Event::Drifted(_) => Some(Sign::Drifted),
        // What a trigger proposed has its mark already.
        Event::RunRequested { .. } if *by == Actor::Engine => None,
        other => (Kind::of(other) == Some(Kind::Decision)).then_some(Sign::Decision),
    }
}
