//! The steps of the chosen procedure: state, kind, who owns or decides, elapsed against budget (R15).

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::super::super::frame;
use super::super::super::layout::{self, Size};
use super::super::super::list;
use super::super::super::pen::{Pen, width, wrapped};
use super::super::super::scene::Scene;
use super::procedures::{against, key_of, newest, spent, taken};
use super::{facts, procedures};
use crate::console::format;
use crate::console::lang::Lang;
use crate::console::messages::{common, names, schedule as say, words};
use crate::console::page::Sight;
use crate::model::decide::decider;
use crate::model::procedure::{Run, StepResult, StepRun, StepState};
use crate::model::{Actor, State};
use crate::plan::types::{Procedure, Step, StepKind};

/// Below this width only the title and the state stand on a step's line.
const NARROW: u16 = 56;
/// Cells of a step's kind.
const KIND: u16 = 13;

/// The step that is looked at first: the one that runs, else the one at which the run broke off, else the
/// first.
pub fn initial(sight: &Sight, procedure: &Procedure) -> usize {
    let Some((_, run)) = newest(sight.state, procedure) else { return 0 };
    let broken =
        |step: &StepRun| matches!(step.state, StepState::Ended(StepResult::Failed | StepResult::Unknown));
    run.current(&sight.state.plan).or_else(|| run.steps.iter().position(broken)).unwrap_or(0)
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
        StepKind::Pipeline { workflow: None, .. } => say::kind_pipeline(lang),
        StepKind::Pipeline { workflow: Some(_), .. } => say::kind_workflow(lang),
        StepKind::Application { .. } => say::kind_application(lang),
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
        (StepKind::Decide { role: None }, None) => names::role(plan, &plan.rollback.decider),
        _ => facts::owner(plan, &procedure.owner),
    }
}

/// How long a step took, or takes until now; none before it began.
pub fn elapsed(state: &State, step: &StepRun) -> Option<u64> {
    Some(step.ended_at.unwrap_or(state.now).since(step.began_at?))
}

/// Lines that the part would fill in a column of `wide` cells.
pub fn height(scene: &Scene, wide: u16, size: Size) -> u16 {
    let Some(procedure) = super::chosen(&scene.sight()) else { return size.frame_lines() + 1 };
    let run = newest(scene.state, procedure).map(|(_, run)| run);
    let inner = if size.framed() { wide.saturating_sub(4) } else { wide };
    let about = about(scene, procedure, run, (inner, most(size)));
    u16::try_from(procedure.steps.len() + about.len()).unwrap_or(u16::MAX).saturating_add(size.frame_lines())
}

/// Most lines about the run.
fn most(size: Size) -> usize {
    if size.framed() { 2 } else { 1 }
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
    let cursor = super::chosen_step(&sight, procedure);
    let title = list::titled(&procedure.title.one_line(), area, size, cursor, procedure.steps.len() + 1);
    let inner = frame::part(scene, buf, area, size, focused, &title, &[(note.as_str(), note_look)]);
    let about = about(scene, procedure, run, (inner.width, most(size)));
    let (head, inner) = layout::cut(inner, about.len() as u16);
    let look = if run.is_some() { scene.theme.text } else { scene.theme.dim };
    for (line, text) in about.iter().enumerate() {
        Pen::at(buf, head, line as u16).text(text, look);
    }
    let rows: Vec<Row> =
        procedure.steps.iter().enumerate().map(|(n, step)| Row::of(scene, run, n, step)).collect();
    let widths = Widths::of(procedure, &rows, inner.width);
    let shown = usize::from(inner.height);
    let first = list::first(cursor, rows.len(), shown);
    for (line, (index, (step, row))) in
        procedure.steps.iter().zip(&rows).enumerate().skip(first).take(shown).enumerate()
    {
        let owner = owner(scene.lang, scene.state, procedure, run, step);
        let mut pen = Pen::at(buf, inner, line as u16);
        row.draw(scene, &mut pen, (step, &owner), &widths, index == cursor);
        if index == cursor && focused {
            list::choose(scene, buf, inner, line as u16);
        }
    }
    if size.framed() {
        list::position(scene, buf, area, cursor, rows.len(), shown);
    }
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

/// Who asked for the run and why; before any, the key that asks for it. In lines of `wide` cells.
fn about(scene: &Scene, procedure: &Procedure, run: Option<&Run>, (wide, most): (u16, usize)) -> Vec<String> {
    let (lang, plan) = (scene.lang, &scene.state.plan);
    let text = match run {
        None => {
            let key = scene.keymap.hint(key_of(procedure.kind));
            say::runs_with(lang, key, facts::owner(plan, &procedure.owner))
        }
        Some(run) => {
            let (glyph, _) = procedures::mark(scene, run);
            let who = words::actor(lang, plan, &run.by);
            let clock = format::clock(run.requested_at.at, plan.zone);
            let note = run.note.as_ref().map(|note| common::quoted(lang, note.one_line()));
            let note = note.map(|note| format!(" {note}")).unwrap_or_default();
            let asked = say::asked_by(lang, who, clock, words::why(lang, plan, &run.why));
            let cancelled = run.cancelled.as_ref().map(|cancel| {
                let who = words::actor(lang, plan, &cancel.by);
                let clock = format::clock(cancel.at.at, plan.zone);
                let why = common::quoted(lang, cancel.reason.one_line());
                format!("{} {} ", say::cancelled_by(lang, who, clock, why), scene.glyphs.dot)
            });
            format!("{glyph} {}{asked}{note}", cancelled.unwrap_or_default())
        }
    };
    wrapped(&text, wide, most)
}

/// What stands on one step's line, before anybody knows how wide its columns are.
struct Row<'g> {
    glyph: &'g str,
    look: Style,
    running: bool,
    /// How it stands, and how it stands to its budget where there is something to say.
    state: String,
    /// Elapsed against budget; the budget alone before it began.
    figures: String,
    figures_look: Style,
}

/// The columns of all steps' lines.
struct Widths {
    kind: u16,
    title: u16,
    figures: u16,
    state: u16,
}

impl Widths {
    fn of(procedure: &Procedure, rows: &[Row], wide: u16) -> Self {
        let longest = |texts: &mut dyn Iterator<Item = u16>| texts.max().unwrap_or(0);
        let figures = longest(&mut rows.iter().map(|row| width(&row.figures)));
        let state = longest(&mut rows.iter().map(|row| width(&row.state)));
        let title = longest(&mut procedure.steps.iter().map(|step| width(&step.title.one_line())));
        // The sign, and the gaps before figures and state.
        let rest = wide.saturating_sub(figures + state + 3 + 3);
        // Titles tell more than kinds, which the evidence shows anyway.
        let kind = if title + KIND <= rest { KIND } else { 0 };
        Self { kind, title: (title + 2).min(rest - kind), figures, state }
    }
}

impl<'g> Row<'g> {
    fn of(scene: &Scene<'g>, run: Option<&Run>, index: usize, step: &Step) -> Self {
        let waiting = StepRun::default();
        let step_run = run.and_then(|run| run.steps.get(index)).unwrap_or(&waiting);
        let (glyph, word, look) = standing(scene, step_run.state);
        let elapsed = elapsed(scene.state, step_run);
        let (over, figures_look) =
            elapsed.map_or(("", scene.theme.dim), |ms| against(scene, ms, step.budget.0));
        let figures = match elapsed {
            Some(elapsed) => spent(scene.lang, elapsed, step.budget.0),
            None => say::exact(scene.lang, step.budget.0),
        };
        let state =
            if over.is_empty() { word.to_owned() } else { format!("{word} {} {over}", scene.glyphs.dot) };
        let running = step_run.state == StepState::Running;
        let look = if running && !over.is_empty() { figures_look } else { look };
        // What is over and was within its budget draws no eye.
        let figures_look = if running || !over.is_empty() { figures_look } else { scene.theme.dim };
        Self { glyph, look, running, state, figures, figures_look }
    }

    fn draw(
        &self,
        scene: &Scene,
        pen: &mut Pen,
        (step, owner): (&Step, &str),
        widths: &Widths,
        chosen: bool,
    ) {
        let look = scene.theme;
        let title = if self.running || chosen { look.strong } else { look.text };
        let wide = pen.room();
        if wide < NARROW {
            pen.ending(&[(self.state.as_str(), self.look)]);
        }
        pen.text(if chosen { scene.glyphs.here } else { " " }, look.accent);
        pen.text(self.glyph, self.look).gap(1);
        if wide < NARROW {
            pen.text(step.title.one_line(), title);
            return;
        }
        pen.left(kind(scene.lang, &step.action), widths.kind, look.dim);
        pen.left(step.title.one_line(), widths.title, title);
        let room = pen.room().saturating_sub(widths.figures + widths.state + 3);
        // The role alone where the names do not fit; a role that would be cut says nothing.
        let role = owner.split(" · ").next().unwrap_or_default();
        let owner = [owner, role].into_iter().find(|text| width(text) <= room).unwrap_or_default();
        pen.left(owner, room, look.dim).gap(1);
        pen.right(&self.figures, widths.figures, self.figures_look).gap(1).text(&self.state, self.look);
    }
}
