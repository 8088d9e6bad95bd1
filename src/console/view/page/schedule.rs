//! The schedule against the clock, and the procedures with their steps.
//!
//! ```text
//! ┌ 3 Schedule & procedures ──────────┐┌ Procedures ───────────────────────┐
//! │ ✓ 12:00 Business validation       ││ ▶ Switch      ■■■···  2 of 30 min │
//! │ ► 14:00 DNS switch     14:02 +2   │├ Switch ───────────────────────────┤
//! │ ○ 15:00 Watch                     ││ ✓ gates     Gates of the switch   │
//! │ Latest safe switch 16:54 = …      │├ Gates of the switch ──────────────┤
//! │ J-1  Lower the TTL                ││ ✗ inside the deployment window    │
//! └───────────────────────────────────┘└───────────────────────────────────┘
//! ```
//! `tab` walks over the calendar, the procedures, the chosen one's steps and the chosen step's evidence;
//! in small windows the part with the focus takes the room.

mod calendar;
mod evidence;
mod facts;
pub mod gates;
mod phase;
mod pipeline;
mod procedures;
mod slot;
mod steps;
mod told;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::super::layout::{self, Size};
use super::super::pen::{Pen, wrapped};
use super::super::scene::Scene;
use crate::console::action::Action;
use crate::console::messages::pages;
use crate::console::page::{Page, Sight};
use crate::plan::types::{Procedure, StepKind};

/// How many parts the page has.
pub const PARTS: usize = 4;

/// Slots and phases.
const CALENDAR: usize = 0;
/// All procedures.
const PROCEDURES: usize = 1;
/// The chosen procedure's steps.
const STEPS: usize = 2;
/// The chosen step's evidence and output.
const EVIDENCE: usize = 3;

/// Keys worth a hint on this page.
pub const HINTS: &[Action] =
    &[Action::Procedure, Action::Decide, Action::Cancel, Action::Override, Action::Details, Action::Filter];

/// Fewest lines of evidence, its surroundings among them.
const LEAST_EVIDENCE: u16 = 4;

/// How many lines `part` has to choose from.
pub fn rows(sight: &Sight, part: usize) -> usize {
    match part {
        CALENDAR => calendar::entries(sight).len(),
        PROCEDURES => procedures::all(sight).len(),
        STEPS => chosen(sight).map_or(0, |procedure| procedure.steps.len()),
        _ => evidence::of_chosen(sight).len(),
    }
}

/// The line of `part` that is chosen while nobody chose one: where the day is, the procedure whose turn it
/// is, the step that runs, the newest line of its output.
pub fn initial(sight: &Sight, part: usize) -> usize {
    match part {
        CALENDAR => calendar::here(sight),
        PROCEDURES => procedures::initial(sight),
        STEPS => chosen(sight).map_or(0, |procedure| steps::initial(sight, procedure)),
        _ => evidence::initial(sight),
    }
}

/// The chosen procedure.
fn chosen<'a>(sight: &Sight<'a>) -> Option<&'a Procedure> {
    let all = procedures::all(sight);
    let at = super::cursor(sight, PROCEDURES).min(all.len().saturating_sub(1));
    all.get(at).copied()
}

/// The index of the chosen step.
fn chosen_step(sight: &Sight, procedure: &Procedure) -> usize {
    super::cursor(sight, STEPS).min(procedure.steps.len().saturating_sub(1))
}

/// Draws the page.
pub fn draw(scene: &Scene, buf: &mut Buffer, area: Rect, size: Size) {
    let focus = scene.places.here().part.min(PARTS - 1);
    match size {
        Size::Large => {
            let (left, right) = layout::split(area, area.width * 46 / 100, 0);
            calendar::draw(scene, buf, left, size, focus == CALENDAR);
            column(scene, buf, right, size, focus);
        }
        Size::Medium => {
            let (left, right) = layout::split(area, area.width * 47 / 100, 0);
            calendar::draw(scene, buf, left, size, focus == CALENDAR);
            column(scene, buf, right, size, focus);
        }
        Size::Small | Size::Narrow if focus == CALENDAR => calendar::draw(scene, buf, area, size, true),
        Size::Small | Size::Narrow => column(scene, buf, area, size, focus),
        Size::Tiny => alone(scene, buf, area, size, focus),
    }
}

/// The part with the focus and nothing else.
fn alone(scene: &Scene, buf: &mut Buffer, area: Rect, size: Size, focus: usize) {
    match focus {
        CALENDAR => calendar::draw(scene, buf, area, size, true),
        PROCEDURES => procedures::draw(scene, buf, area, size, true),
        STEPS => steps::draw(scene, buf, area, size, true),
        _ => evidence::draw(scene, buf, area, size, true),
    }
}

/// Procedures, the chosen one's steps, the chosen step's evidence, one below the other; in the largest
/// windows the pipeline and the gates follow.
fn column(scene: &Scene, buf: &mut Buffer, area: Rect, size: Size, focus: usize) {
    let sight = scene.sight();
    let heads = size.frame_lines();
    let count = |lines: usize| u16::try_from(lines).unwrap_or(u16::MAX).saturating_add(heads);
    let [procedures, steps, evidence] = [
        count(rows(&sight, PROCEDURES).max(1)),
        steps::height(scene, area.width, size),
        count(rows(&sight, EVIDENCE)).max(LEAST_EVIDENCE),
    ];
    let open = scene.places.here().open;
    let (top, below) = if size == Size::Large && !open { aside(scene, &sight, area) } else { (area, area) };
    let [first, second, third] = match (open, focus) {
        // Opened, a procedure is its steps and their evidence, and a step is its evidence.
        (true, PROCEDURES) => share([0, steps, evidence], top.height, size.framed(), STEPS),
        (true, STEPS | EVIDENCE) => [0, 0, top.height],
        _ => share([procedures, steps, evidence], top.height, size.framed(), focus),
    };
    let (procedures_area, rest) = layout::cut(top, first);
    let (steps_area, rest) = layout::cut(rest, second);
    let (evidence_area, _) = layout::cut(rest, third);
    if first > 0 {
        procedures::draw(scene, buf, procedures_area, size, focus == PROCEDURES);
    }
    if second > 0 {
        steps::draw(scene, buf, steps_area, size, focus == STEPS);
    }
    if third > 0 {
        evidence::draw(scene, buf, evidence_area, size, focus == EVIDENCE);
    }
    if size == Size::Large && !open {
        let shows = kind_of_chosen(&sight);
        let mut below = below;
        if !shows.is_some_and(StepKind::is_deployment) {
            let (area, rest) = layout::cut(below, pipeline::height(scene, size));
            pipeline::part(scene, buf, area, size);
            below = rest;
        }
        if !matches!(shows, Some(StepKind::Gate {})) {
            gates::part(scene, buf, below, size);
        }
    }
}

/// What is left for the three parts, and what the pipeline and the gates take below them.
fn aside(scene: &Scene, sight: &Sight, area: Rect) -> (Rect, Rect) {
    let shows = kind_of_chosen(sight);
    let pipeline =
        if shows.is_some_and(StepKind::is_deployment) { 0 } else { pipeline::height(scene, Size::Large) };
    let gates = if matches!(shows, Some(StepKind::Gate {})) { 0 } else { gates::height(scene, Size::Large) };
    layout::cut(area, area.height.saturating_sub(pipeline + gates))
}

fn kind_of_chosen<'a>(sight: &Sight<'a>) -> Option<&'a StepKind> {
    let procedure = chosen(sight)?;
    procedure.steps.get(chosen_step(sight, procedure)).map(|step| &step.action)
}

/// Lines for procedures, steps and evidence. The evidence takes what the others leave; where there is no
/// room for all, the list of procedures is the first to go once its steps have the focus.
fn share(wanted: [u16; 3], height: u16, framed: bool, focus: usize) -> [u16; 3] {
    let [procedures, steps, _] = wanted;
    let first = match (framed, focus) {
        (true, _) => procedures.min(height / 3),
        (false, PROCEDURES) => procedures.min(height * 3 / 5),
        (false, _) => 0,
    };
    let rest = height - first;
    let second = match (framed, focus) {
        (false, PROCEDURES) => rest,
        (false, EVIDENCE) => steps.min(rest / 3),
        _ => steps.min(rest.saturating_sub(LEAST_EVIDENCE).max(rest / 2)),
    };
    [first, second, rest - second]
}

/// Says that nothing passes the filter, or `empty` where none is on.
fn nothing(scene: &Scene, buf: &mut Buffer, inner: Rect, empty: &str) {
    let filter = &scene.places.of(Page::Schedule).filter;
    let text = if filter.is_empty() {
        empty.to_owned()
    } else {
        pages::nothing_passes(scene.lang, filter, scene.keymap.hint(Action::Filter))
    };
    for (line, text) in wrapped(&text, inner.width, usize::from(inner.height)).iter().enumerate() {
        Pen::at(buf, inner, line as u16).text(text, scene.theme.dim);
    }
}
