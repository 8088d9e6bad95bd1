//! All procedures of the plan, each with its newest run against its budget (R15).

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::super::super::layout::Size;
use super::super::super::pen::{Pen, width};
use super::super::super::scene::Scene;
use super::super::super::triggers::gauge;
use super::super::super::{frame, list};
use super::facts;
use crate::console::action::Action;
use crate::console::format;
use crate::console::lang::Lang;
use crate::console::messages::{schedule as say, words};
use crate::console::page::{Page, Sight, passes};
use crate::model::State;
use crate::model::procedure::{Run, RunResult};
use crate::plan::types::{Procedure, ProcedureKind};

/// From this share of a budget on, the time is short and the screen says so (R15).
pub const SHORT: f64 = 0.8;
/// Budgets below this one are counted in seconds; longer ones in minutes, so that the screen stays still.
const SECONDS_BELOW_MS: u64 = 600_000;
/// Cells of a gauge.
const GAUGE: u16 = 10;
/// Below this width there is no gauge.
const NARROW: u16 = 60;
/// From this width on, a run says both that it goes on and how it stands to its budget.
const WIDE: u16 = 76;

/// All procedures that pass the filter, in the plan's order.
pub fn all<'a>(sight: &Sight<'a>) -> Vec<&'a Procedure> {
    let plan = &*sight.state.plan;
    let filter = sight.places.of(Page::Schedule).filter.as_str();
    let passing = plan.procedures.iter().filter(|procedure| {
        let steps = procedure.steps.iter().map(|step| step.title.as_str()).collect::<Vec<_>>().join(" ");
        let who = facts::owner(plan, &procedure.owner);
        passes(filter, &format!("{} {} {who} {steps}", procedure.id, procedure.title))
    });
    passing.collect()
}

/// The procedure whose turn it is: the newest that runs, else that of the slot which is on or comes next,
/// else the one that ran last.
pub fn initial(sight: &Sight) -> usize {
    let state = sight.state;
    let runs = || state.procedures.runs.values().rev();
    let running = runs().find(|run| run.ended.is_none()).map(|run| &run.procedure);
    let slots = crate::model::schedule::slots(state);
    let on = slots.iter().rposition(|slot| slot.current).unwrap_or(0);
    let waiting = slots.iter().skip(on).filter(|slot| slot.run.is_none());
    let due = || waiting.clone().find_map(|slot| slot.slot.procedure.as_ref());
    let last = || runs().next().map(|run| &run.procedure);
    let wanted = running.or_else(due).or_else(last);
    all(sight).iter().position(|procedure| Some(&procedure.id) == wanted).unwrap_or(0)
}

/// The newest run of `procedure`, with its number.
pub fn newest<'s>(state: &'s State, procedure: &Procedure) -> Option<(u64, &'s Run)> {
    let mut runs = state.procedures.runs.iter().rev();
    runs.find(|(_, run)| run.procedure == procedure.id).map(|(id, run)| (*id, run))
}

/// The key that asks for a procedure of that kind.
pub fn key_of(kind: ProcedureKind) -> Action {
    match kind {
        ProcedureKind::Switch => Action::Switch,
        ProcedureKind::Rollback => Action::Rollback,
        ProcedureKind::Deploy
        | ProcedureKind::Database
        | ProcedureKind::Databasereturn
        | ProcedureKind::Applicationreturn
        | ProcedureKind::Teardown
        | ProcedureKind::Other => Action::Procedure,
    }
}

/// Time spent of a budget, both in units that suit the budget: `02:10/05:00`, `12/45 min`.
pub fn spent(lang: Lang, spent_ms: u64, budget_ms: u64) -> String {
    if budget_ms < SECONDS_BELOW_MS {
        return format!("{}/{}", format::stopwatch(spent_ms), format::stopwatch(budget_ms));
    }
    crate::console::messages::room::minutes(lang, format!("{}/{}", spent_ms / 60_000, budget_ms / 60_000))
}

/// How a span of time stands to its budget: a word where there is something to say, and the look.
pub fn against(scene: &Scene, spent_ms: u64, budget_ms: u64) -> (&'static str, Style) {
    let look = scene.theme;
    let share = share(spent_ms, budget_ms);
    if share > 1.0 {
        (say::over_budget(scene.lang), look.bad)
    } else if share >= SHORT {
        (say::nearly_over(scene.lang), look.gauge_hot)
    } else {
        ("", look.gauge)
    }
}

/// The share of a budget that is spent.
pub fn share(spent_ms: u64, budget_ms: u64) -> f64 {
    if budget_ms == 0 { 1.0 } else { spent_ms as f64 / budget_ms as f64 }
}

/// How long a run took, or takes until now.
pub fn taken(state: &State, run: &Run) -> u64 {
    run.ended.map_or(state.now, |(stamp, _)| stamp).since(run.requested_at)
}

/// Draws the part.
pub fn draw(scene: &Scene, buf: &mut Buffer, area: Rect, size: Size, focused: bool) {
    let lang = scene.lang;
    let sight = scene.sight();
    let all = all(&sight);
    let title = if size.framed() {
        say::procedures(lang).to_owned()
    } else {
        format!("{} {} {}", frame::page_title(scene, Page::Schedule), scene.glyphs.dot, say::procedures(lang))
    };
    let cursor = super::super::cursor(&sight, super::PROCEDURES).min(all.len().saturating_sub(1));
    let title = list::titled(&title, area, size, cursor, all.len());
    let inner = frame::part(scene, buf, area, size, focused, &title, &[]);
    if all.is_empty() {
        super::nothing(scene, buf, inner, say::no_procedures(lang));
        return;
    }
    let shown = usize::from(inner.height);
    let first = list::first(cursor, all.len(), shown);
    for (line, (index, procedure)) in all.iter().enumerate().skip(first).take(shown).enumerate() {
        row(scene, buf, inner, line as u16, procedure, index == cursor);
        if index == cursor && focused {
            list::choose(scene, buf, inner, line as u16);
        }
    }
    if size.framed() {
        list::position(scene, buf, area, cursor, all.len(), shown);
    }
}

fn row(scene: &Scene, buf: &mut Buffer, area: Rect, line: u16, procedure: &Procedure, chosen: bool) {
    let (lang, look, glyphs) = (scene.lang, scene.theme, scene.glyphs);
    let run = newest(scene.state, procedure).map(|(_, run)| run);
    let (mark, style) = run.map_or((glyphs.waiting, look.dim), |run| mark(scene, run));
    let title = if chosen { look.strong } else { look.text };
    let mut pen = Pen::at(buf, area, line);
    let ending = run
        .map_or_else(|| say::never_run(lang).to_owned(), |run| state_of(scene, procedure, run, area.width));
    let ending_look = if run.is_some() { style } else { look.dim };
    pen.ending(&[(ending.as_str(), ending_look)]);
    let running = run.filter(|run| run.ended.is_none() && area.width >= NARROW);
    let figures = running.map(|run| spent(lang, taken(scene.state, run), procedure.budget.0));
    let beside = figures.as_ref().map_or(0, |figures| GAUGE + width(figures) + 3);
    let here = if chosen { glyphs.here } else { " " };
    pen.text(here, look.accent).text(mark, style).gap(1);
    let room = pen.room().saturating_sub(beside);
    pen.left(procedure.title.one_line(), room, title);
    if let (Some(run), Some(figures)) = (running, figures) {
        let taken = taken(scene.state, run);
        let (_, style) = against(scene, taken, procedure.budget.0);
        pen.gap(1);
        gauge(scene, &mut pen, GAUGE, share(taken, procedure.budget.0), style);
        pen.gap(1).text(figures, style);
    }
}

/// The glyph and the look of how a run stands.
pub fn mark<'g>(scene: &Scene<'g>, run: &Run) -> (&'g str, Style) {
    let (glyphs, look) = (scene.glyphs, scene.theme);
    match run.ended.map(|(_, result)| result) {
        None => (glyphs.running, look.accent),
        Some(RunResult::Done) => (glyphs.ok, look.ok),
        Some(RunResult::Failed) => (glyphs.bad, look.bad),
        Some(RunResult::Unknown) => (glyphs.unknown, look.unknown),
        Some(RunResult::Declined | RunResult::Superseded | RunResult::Cancelled) => {
            (glyphs.skipped, look.dim)
        }
    }
}

/// Which step runs, or how and when the run ended and whether that was within its budget.
fn state_of(scene: &Scene, procedure: &Procedure, run: &Run, wide: u16) -> String {
    let (lang, dot) = (scene.lang, scene.glyphs.dot);
    let (word, _) = against(scene, taken(scene.state, run), procedure.budget.0);
    let over = if word.is_empty() { String::new() } else { format!(" {dot} {word}") };
    match run.ended {
        Some((stamp, result)) => {
            let clock = format::clock_short(stamp.at, scene.state.plan.zone);
            format!("{} {clock}{over}", words::run_result(lang, result))
        }
        // The sign says that it goes on; where it is narrow, that time is short matters more than the word.
        None if wide < WIDE && !word.is_empty() => word.to_owned(),
        None => {
            let step = run.current(&scene.state.plan).map_or(run.steps.len(), |step| step + 1);
            let word = if run.cancelled.is_some() { say::stopping(lang) } else { say::going_on(lang) };
            format!("{word} {step}/{}{over}", run.steps.len())
        }
    }
}
