//! What happened on the axis of time, in words.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::marks::{Mark, Source};
use super::past;
use crate::console::format;
use crate::console::messages::{metrics as say, names, words};
use crate::console::view::layout::cut;
use crate::console::view::pen::Pen;
use crate::console::view::scene::Scene;
use crate::model::Event;
use crate::model::event::Actor;

/// What the marks on the axis stand for, newest first.
pub fn draw(scene: &Scene, buf: &mut Buffer, area: Rect, marks: &[Mark]) {
    let look = scene.theme;
    let (head, mut rest) = cut(area, 1);
    if rest.height == 0 {
        return;
    }
    Pen::at(buf, head, 0).text(say::on_the_axis(scene.lang, past::named(scene)), look.title);
    if marks.is_empty() {
        Pen::at(buf, rest, 0).text(say::nothing_marked(scene.lang), look.dim);
    }
    for mark in marks.iter().take(usize::from(rest.height)) {
        let (glyph, style) = mark.sign.drawn(scene);
        let mut pen = Pen::at(buf, rest, 0);
        pen.text(format::clock(mark.at, scene.state.plan.zone), look.dim).gap(1);
        pen.text(glyph, style).gap(1).text(mark.text(scene), look.text);
        rest = cut(rest, 1).1;
    }
}

impl Mark<'_> {
    /// What happened, in words.
    fn text(&self, scene: &Scene) -> String {
        match self.source {
            Source::Told(envelope) => told(scene, &envelope.event, &envelope.by),
            Source::Moved(movement) => {
                let side = words::side(scene.lang, movement.to);
                let [_, _, authoritative, ..] = movement.levels;
                if authoritative.is_some() {
                    say::moved(scene.lang, side)
                } else {
                    say::asked_to_move(scene.lang, side)
                }
            }
        }
    }
}

fn told(scene: &Scene, event: &Event, by: &Actor) -> String {
    let (lang, plan) = (scene.lang, &scene.state.plan);
    let what = match event {
        Event::AlertRaised(raised) => return raised.title.one_line().into_owned(),
        Event::AlertHeard(heard) => return heard.title.one_line().into_owned(),
        Event::Drifted(drift) => return say::drifted(lang, drift.found.one_line()),
        Event::Proposed { trigger, .. } => return say::proposed(lang, names::trigger(plan, trigger)),
        Event::RunRequested { procedure, .. } => names::procedure(plan, procedure),
        Event::DecisionMade { choice, .. } => words::choice(lang, *choice).to_owned(),
        Event::Kept { .. } => say::kept(lang).to_owned(),
        Event::Overridden { gate, .. } => say::overridden(lang, words::gate(lang, plan, gate)),
        Event::Voted { go: true, .. } => say::voted_go(lang).to_owned(),
        Event::Voted { go: false, .. } => say::voted_no_go(lang).to_owned(),
        Event::AutomationPaused { .. } => say::automation_paused(lang).to_owned(),
        Event::AutomationResumed => say::automation_resumed(lang).to_owned(),
        Event::PlanAmended { .. } => say::plan_amended(lang).to_owned(),
        _ => return String::new(),
    };
    say::decided(lang, what, words::actor(lang, plan, by))
}
