//! The steps of the chosen procedure: state, kind, who owns or decides, elapsed against budget (R15).

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::super::super::frame;
use super::super::super::layout::Size;
use super::super::super::list;
use super::super::super::pen::{Pen, width};
use super::super::super::scene::Scene;
use super::procedures::{against, key_of, newest, spent, taken};
use super::{facts, procedures};
use crate::console::format;
use crate::console::lang::Lang;
use crate::console::messages::{schedule as say, words};
use crate::console::page::Sight;
use crate::model::decide::decider;
use crate::model::procedure::{Run, StepResult, StepRun, StepState};
use crate::model::{Actor, State};
use crate::plan::types::{Procedure, Step, StepKind};

/// Below this width only the title and the state stand on a step's line.
const NARROW: u16 = 56;
/// From this width on, who decides or owns a step stands beside it.
const WIDE: u16 = 80;

/// The step that is looked at first: the one that runs, else the one at which the run broke off, else the
/// first.
pub fn initial(sight: &Sight, procedure: &Procedure) -> usize {
    let Some((_, run)) = newest(sight.state, procedure) else { return 0 };
    let broken =
        |step: &StepRun| matches!(step.state, StepState::Ended(StepResult::Failed | StepResult::Unknown));
    run.current().or_else(|| run.steps.iter().position(broken)).unwrap_or(0)
}

/// What kind of step it is, in a word.
pub fn kind(lang: Lang, kind: &StepKind) -> &'static str {
    match kind {
        StepKind::Gate {} => say::kind_gate(lang),
        StepKind::Notify { .. } => say::kind_notify(lang),
        StepKind::Decide { .. } => say::kind_decide(lang),
        StepKind::Lever { .. } => say::kind_lever(lang),
        StepKind::Verify {} => say::kind_verify(lang),
        StepKind::Command { .. } => say::kind_command(lang),
        StepKind::Pipeline {} => say::kind_pipeline(lang),
        StepKind::Checklist { .. } => say::kind_checklist(lang),
    }
}

/// Where a step stands: glyph, word, look.
pub fn standing<'g>(scene: &Scene<'g>, state: StepState) -> (&'g str, &'static str, Style) {
    let (lang, glyphs, look) = (scene.lang, scene.glyphs, scene.theme);
    match state {
        StepState::Waiting => (glyphs.waiting, say::step_waiting(lang), look.dim),
        StepState::Running => (glyphs.running, say::step_running(lang), look.accent),
        StepState::Ended(StepResult::Done) => (glyphs.ok, say::step_done(lang), look.ok),
        StepState::Ended(StepResult::Failed) => (glyphs.bad, say::step_failed(lang), look.bad),
        StepState::Ended(StepResult::Unknown) => (glyphs.unknown, say::step_unknown(lang), look.unknown),
        StepState::Ended(StepResult::Skipped) => (glyphs.skipped, say::step_skipped(lang), look.dim),
    }
}

/// Who decides or owns a step: a decision's role, else the procedure's owner.
pub fn owner(lang: Lang, state: &State, procedure: &Procedure, run: Option<&Run>, step: &Step) -> String {
    let plan = &state.plan;
    match (&step.action, run) {
        (StepKind::Decide { role: Some(role) }, _) => facts::owner(plan, role),
        (StepKind::Decide { role: None }, Some(run)) => match &run.decided {
            Some((Actor::Person(_), ..)) | None => facts::owner(plan, &decider(state, run)),
            Some((actor, ..)) => words::actor(lang, plan, actor),
        },
        (StepKind::Decide { role: None }, None) => facts::role(plan, &plan.rollback.decider),
        _ => facts::owner(plan, &procedure.owner),
    }
}

/// How long a step took, or takes until now; none before it began.
pub fn elapsed(state: &State, step: &StepRun) -> Option<u64> {
    Some(step.ended_at.unwrap_or(state.now).since(step.began_at?))
}

/// Draws the part.
pub fn draw(scene: &Scene, buf: &mut Buffer, area: Rect, size: Size, focused: bool) {
    let sight = scene.sight();
    let Some(procedure) = super::chosen(&sight) else {
        let inner = frame::part(scene, buf, area, size, focused, say::procedures(scene.lang), &[]);
        super::nothing(scene, buf, inner, say::no_procedures(scene.lang));
        return;
    };
    let run = newest(scene.state, procedure).map(|(_, run)| run);
    let (note, note_look) = note(scene, procedure, run);
    let title = procedure.title.one_line();
    let inner = frame::part(scene, buf, area, size, focused, &title, &[(note.as_str(), note_look)]);
    about(scene, buf, inner, procedure, run);
    let (_, inner) = super::super::super::layout::cut(inner, 1);
    let cursor = super::chosen_step(&sight, procedure);
    let shown = usize::from(inner.height);
    let first = list::first(cursor, procedure.steps.len(), shown);
    for (line, (index, step)) in procedure.steps.iter().enumerate().skip(first).take(shown).enumerate() {
        row(scene, buf, inner, line as u16, (procedure, run), (index, step), index == cursor);
        if index == cursor && focused {
            list::choose(scene, buf, inner, line as u16);
        }
    }
    list::position(scene, buf, area, cursor, procedure.steps.len(), shown);
}

/// Elapsed against budget of the whole run.
fn note(scene: &Scene, procedure: &Procedure, run: Option<&Run>) -> (String, Style) {
    let (lang, look) = (scene.lang, scene.theme);
    let Some(run) = run else {
        return (say::budget(lang, format::length(lang, procedure.budget.0)), look.dim);
    };
    let taken = taken(scene.state, run);
    let (word, style) = against(scene, taken, procedure.budget.0);
    let figures = spent(lang, taken, procedure.budget.0);
    if word.is_empty() { (figures, style) } else { (format!("{figures} {word}"), style) }
}

/// Who asked for the run and why; before any, the key that asks for it.
fn about(scene: &Scene, buf: &mut Buffer, area: Rect, procedure: &Procedure, run: Option<&Run>) {
    let (lang, look) = (scene.lang, scene.theme);
    let plan = &scene.state.plan;
    let mut pen = Pen::at(buf, area, 0);
    let Some(run) = run else {
        let key = scene.keymap.hint(key_of(procedure.kind));
        let text = say::runs_with(lang, key, format::length(lang, procedure.budget.0));
        pen.text(text, look.dim).text(format!(" · {}", facts::owner(plan, &procedure.owner)), look.dim);
        return;
    };
    let (glyph, style) = procedures::mark(scene, run);
    let who = words::actor(lang, plan, &run.by);
    let clock = format::clock(run.requested_at.at, plan.zone);
    pen.text(glyph, style).gap(1);
    pen.text(say::asked_by(lang, who, clock, words::why(lang, plan, &run.why)), look.text);
    if let Some(note) = &run.note {
        pen.gap(1).text(format!("“{}”", note.one_line()), look.dim);
    }
}

fn row(
    scene: &Scene,
    buf: &mut Buffer,
    area: Rect,
    line: u16,
    (procedure, run): (&Procedure, Option<&Run>),
    (index, step): (usize, &Step),
    chosen: bool,
) {
    let (lang, look) = (scene.lang, scene.theme);
    let waiting = StepRun::default();
    let step_run = run.and_then(|run| run.steps.get(index)).unwrap_or(&waiting);
    let (glyph, word, style) = standing(scene, step_run.state);
    let (figures, figures_look) = match elapsed(scene.state, step_run) {
        Some(elapsed) => {
            let (over, look) = against(scene, elapsed, step.budget.0);
            let figures = spent(lang, elapsed, step.budget.0);
            if over.is_empty() { (figures, look) } else { (format!("{over} {figures}"), look) }
        }
        None => (format::length(lang, step.budget.0), look.dim),
    };
    let word = format!(" {word}");
    let mut pen = Pen::at(buf, area, line);
    if area.width >= NARROW {
        pen.ending(&[(figures.as_str(), figures_look), (pad(&word, 15).as_str(), style)]);
    } else {
        pen.ending(&[(word.as_str(), style)]);
    }
    pen.text(if chosen { scene.glyphs.here } else { " " }, look.accent).text(glyph, style).gap(1);
    let running = step_run.state == StepState::Running;
    let title = if running || chosen { look.strong } else { look.text };
    if area.width < NARROW {
        pen.text(step.title.one_line(), title);
        return;
    }
    pen.left(kind(lang, &step.action), 13, look.dim);
    if area.width < WIDE {
        pen.text(step.title.one_line(), title);
        return;
    }
    let owner = owner(lang, scene.state, procedure, run, step);
    let longest = procedure.steps.iter().map(|step| width(&step.title.one_line())).max().unwrap_or(0) + 2;
    pen.left(step.title.one_line(), longest.min(pen.room() * 2 / 3), title).text(owner, look.dim);
}

/// `word` at the left of `wide` cells.
fn pad(word: &str, wide: u16) -> String {
    let missing = usize::from(wide.saturating_sub(width(word)));
    format!("{word}{}", " ".repeat(missing))
}
