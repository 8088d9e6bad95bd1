//! What happened, on the axis of time: the lever moved, people decided, triggers proposed, alerts came.

use ratatui::style::Style;

use crate::console::messages::{metrics as say, words};
use crate::console::view::metrics::side_look;
use crate::console::view::scene::Scene;
use crate::model::Event;
use crate::model::event::Actor;
use crate::model::time::At;
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
        }
    }
}

/// One mark.
#[derive(Debug, Clone, PartialEq)]
pub struct Mark {
    /// When.
    pub at: At,
    /// What for.
    pub sign: Sign,
    /// In words.
    pub text: String,
}

/// Every mark since `from`, newest first, at most `most` of those that the log tells.
pub fn since(scene: &Scene, from: At, most: usize) -> Vec<Mark> {
    let told = scene.log.entries().rev().take_while(|(_, envelope)| envelope.at >= from);
    let told = told.filter(|(kind, _)| matches!(kind, Kind::Decision | Kind::Alert));
    let told = told.filter_map(|(_, envelope)| {
        let (sign, text) = told_of(scene, &envelope.event, &envelope.by)?;
        Some(Mark { at: envelope.at, sign, text })
    });
    let mut marks: Vec<Mark> = told.take(most).collect();
    marks.extend(moved(scene).into_iter().filter(|mark| mark.at >= from));
    marks.sort_by_key(|mark| std::cmp::Reverse(mark.at));
    marks
}

/// The movements of the lever. Its servers' answer is the moment from which another side's numbers count;
/// before it there is only that the movement was asked for.
pub fn moved(scene: &Scene) -> Vec<Mark> {
    let moved = scene.state.cutover.movements.iter().filter_map(|movement| {
        let [asked, _, authoritative, ..] = movement.levels;
        let at = authoritative.or(asked)?.at;
        let side = words::side(scene.lang, movement.to);
        let text = if authoritative.is_some() {
            say::moved(scene.lang, side)
        } else {
            say::asked_to_move(scene.lang, side)
        };
        Some(Mark { at, sign: Sign::Moved(movement.to), text })
    });
    moved.collect()
}

fn told_of(scene: &Scene, event: &Event, by: &Actor) -> Option<(Sign, String)> {
    let (lang, plan) = (scene.lang, &scene.state.plan);
    let alert = |level, title: &crate::text::Clean| {
        let sign = match level {
            TierLevel::Critical => Sign::Critical,
            TierLevel::Important => Sign::Important,
            TierLevel::Info => Sign::Info,
        };
        Some((sign, title.one_line().into_owned()))
    };
    let what = match event {
        Event::AlertRaised(raised) => return alert(raised.level, &raised.title),
        Event::AlertHeard(heard) if heard.firing => return alert(heard.level, &heard.title),
        Event::Proposed { trigger, .. } => {
            let title = plan.trigger(trigger).map_or(trigger.as_str(), |trigger| trigger.title.as_str());
            return Some((Sign::Proposal, say::proposed(lang, title)));
        }
        // What a trigger proposed has its mark already.
        Event::RunRequested { .. } if *by == Actor::Engine => return None,
        Event::RunRequested { procedure, .. } => plan
            .procedure(procedure)
            .map_or_else(|| procedure.to_string(), |p| p.title.one_line().into_owned()),
        Event::DecisionMade { choice, .. } => words::choice(lang, *choice).to_owned(),
        Event::Kept { .. } => say::kept(lang).to_owned(),
        Event::Overridden { gate, .. } => say::overridden(lang, words::gate(lang, plan, gate)),
        Event::Voted { go: true, .. } => say::voted_go(lang).to_owned(),
        Event::Voted { go: false, .. } => say::voted_no_go(lang).to_owned(),
        Event::AutomationPaused { .. } => say::automation_paused(lang).to_owned(),
        Event::AutomationResumed => say::automation_resumed(lang).to_owned(),
        Event::PlanAmended { .. } => say::plan_amended(lang).to_owned(),
        _ => return None,
    };
    Some((Sign::Decision, say::decided(lang, what, words::actor(lang, plan, by))))
}
