//! What must not be overlooked, over everything, dialogs too (R8).
//!
//! ```text
//!  ▲ ROLLBACK PROPOSED · press R · 00:41/05:00 · Tech Lead decides · proposed by “Error rate > 5%”
//!  ? BLIND · errors, health · too little data to judge
//! ```

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::pen::Pen;
use super::scene::Scene;
use super::{facts, layout};
use crate::console::action::{Action, Stage};
use crate::console::format;
use crate::console::messages::{names, room, words};
use crate::model::alerts::AlertKey;
use crate::model::confirmed;
use crate::model::decide::decider;
use crate::model::procedure::RunResult;
use crate::model::react::own;
use crate::plan::types::{Id, ProcedureKind};

/// How long an out-of-band move of the lever stays on the screen.
const DRIFT_SHOWN_MS: u64 = 10 * 60 * 1000;
/// Most lines they take; the gravest come first.
const MOST: usize = 4;

/// One line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Banner {
    /// What it says, its glyph first.
    pub text: String,
    /// Its look.
    pub style: Style,
}

/// Everything that must not be overlooked now, gravest first.
pub fn all(scene: &Scene) -> Vec<Banner> {
    let look = scene.theme;
    let mut out = Vec::new();
    let mut add = |text: Option<(&str, String)>, style: Style| {
        if let Some((glyph, text)) = text {
            out.push(Banner { text: format!(" {glyph} {text} "), style });
        }
    };
    let glyphs = scene.glyphs;
    add(proposed(scene).map(|text| (glyphs.critical, text)), look.critical);
    add(eyes(scene).map(|text| (glyphs.important, text)), look.banner);
    add(unconfirmed(scene).map(|text| (glyphs.important, text)), look.banner);
    add(lever_missed(scene).map(|text| (glyphs.critical, text)), look.critical);
    let lost = scene.lost.map(|why| room::engine_lost(scene.lang, why.one_line()));
    add(lost.map(|text| (glyphs.critical, text)), look.critical);
    let trouble = scene.journal_trouble.map(|why| room::journal_silent(scene.lang, why.one_line()));
    add(trouble.map(|text| (glyphs.critical, text)), look.critical);
    add(blind(scene).map(|text| (glyphs.unknown, text)), look.banner);
    add(drift(scene).map(|text| (glyphs.important, text)), look.banner);
    let refusal = scene.toast.filter(|toast| toast.refusal).map(|toast| toast.text.to_owned());
    add(refusal.map(|text| (glyphs.bad, text)), look.banner);
    out.truncate(MOST);
    out
}

/// Draws them, one a line.
pub fn draw(buf: &mut Buffer, area: Rect, banners: &[Banner]) {
    for (line, banner) in banners.iter().enumerate().take(usize::from(area.height)) {
        let (row, _) = layout::cut(Rect { y: area.y + line as u16, ..area }, 1);
        Pen::at(buf, row, 0).text(&banner.text, banner.style).fill(" ", banner.style);
    }
}

/// A switch that returns by itself unless somebody says that it stays (F14).
fn unconfirmed(scene: &Scene) -> Option<String> {
    let (_, until) = confirmed::awaited(scene.state)?;
    let left = format::stopwatch(until.since(scene.state.now));
    Some(room::returns_in(scene.lang, left, scene.keymap.hint(Action::Decide)))
}

/// An act that waits for a second person (F12).
fn eyes(scene: &Scene) -> Option<String> {
    let (_, asked) = scene.state.approvals.open.iter().next()?;
    let plan = &scene.state.plan;
    let left = u64::try_from(asked.wanted.until.0 - scene.state.now.at.0).unwrap_or(0);
    let who = names::person(plan, &asked.by);
    let what = names::procedure(plan, &asked.wanted.procedure);
    let key = scene.keymap.hint(Action::Decide);
    Some(room::eyes_wanted(scene.lang, key, format::stopwatch(left), who, what))
}

/// A rollback that waits for its decider, or one that is under way.
fn proposed(scene: &Scene) -> Option<String> {
    let (lang, dot) = (scene.lang, scene.glyphs.dot);
    let (id, run) = scene.state.procedures.open_run(ProcedureKind::Rollback)?;
    let clock = facts::stopwatch(scene.state)?;
    let clock = format!("{}/{}", format::stopwatch(clock.total_ms), format::stopwatch(clock.budget_ms));
    let why = words::why(lang, &scene.state.plan, &run.why);
    let waiting = facts::proposal(scene.state).is_some_and(|(open, _)| open == id);
    if !waiting {
        let step = run.current(&scene.state.plan).and_then(|index| {
            scene.state.plan.procedure(&run.procedure).and_then(|procedure| procedure.steps.get(index))
        });
        let step = step.map(|step| step.title.one_line().into_owned()).unwrap_or_default();
        return Some(format!("{} {dot} {clock} {dot} {step}", room::rollback_running(lang)));
    }
    let decider = names::role(&scene.state.plan, &decider(scene.state, run));
    // What to do first, then how long there is: the narrowest windows cut the rest.
    let mut parts = vec![room::rollback_proposed(lang).to_owned()];
    if scene.stage == Stage::Replay {
        parts.extend([clock, room::awaits(lang, decider)]);
    } else {
        let key = scene.keymap.hint(Action::Rollback);
        parts.extend([room::press(lang, key), clock, room::decides(lang, decider)]);
    }
    parts.push(why);
    Some(parts.join(&format!(" {dot} ")))
}

/// The lever was moved and the world does not show it (R12).
fn lever_missed(scene: &Scene) -> Option<String> {
    let movement = scene.state.cutover.movement()?;
    let run = scene.state.procedures.runs.get(&movement.run);
    let unknown = run.and_then(|run| run.ended).is_some_and(|(_, result)| result == RunResult::Unknown);
    let missed = movement.missed?;
    let level = words::level(scene.lang, missed);
    let side = words::side(scene.lang, movement.to);
    Some(if unknown {
        room::lever_unknown(scene.lang, side, level)
    } else {
        room::lever_missed(scene.lang, side, level)
    })
}

/// Too little data to judge (F7).
fn blind(scene: &Scene) -> Option<String> {
    let (since, what) = scene.state.triggers.blind.as_ref()?;
    let names: Vec<String> = what.iter().map(|id| name(scene, id)).collect();
    let length = super::schedule::rough(scene, scene.state.now.since(*since));
    Some(room::blind_since(scene.lang, length, names.join(", ")))
}

/// A metric or a trigger by its title.
pub fn name(scene: &Scene, id: &Id) -> String {
    let plan = &scene.state.plan;
    let metric = plan.metric(id).map(|metric| &metric.title);
    let title = metric.or_else(|| plan.trigger(id).map(|trigger| &trigger.title));
    title.map_or_else(|| id.to_string(), |title| title.one_line().into_owned())
}

/// Somebody else moved the lever (F19), and nobody put it back.
fn drift(scene: &Scene) -> Option<String> {
    let (at, drift) = scene.state.cutover.drifts.last()?;
    let zone = scene.state.plan.zone;
    let alert = scene.state.alerts.feed.get(&AlertKey::new(own::OUT_OF_BAND, None));
    let is_back = alert.and_then(|alert| alert.cleared_at).is_some_and(|over| over.at >= at.at);
    (!is_back && scene.state.now.since(*at) < DRIFT_SHOWN_MS).then(|| {
        let expected = words::side(scene.lang, drift.expected);
        room::drifted(
            scene.lang,
            format::clock(at.at, zone),
            drift.from.as_str(),
            drift.found.one_line(),
            expected,
        )
    })
}
