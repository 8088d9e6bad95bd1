//! What holds the switch, in the room: a newcomer needs neither a dialog nor another page to learn it.
//!
//! ```text
//! gates      ✗ 2 closed · window (o), votes (g)
//! ```
//! Where the pane has room, each gate has its line, with what opens it.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::cutover::label;
use super::lines::Lines;
use super::page::cutover::gates as gate_lines;
use super::pen::width;
use super::scene::Scene;
use crate::console::action::Action;
use crate::console::messages::{room, schedule as say};
use crate::model::cutover::{Gate, GateState};
use crate::model::gates;

/// The switch's gates, closed ones first; none once anything has moved, when nobody waits for them.
pub fn waiting(scene: &Scene) -> Vec<GateState> {
    if scene.state.cutover.movement().is_some() {
        return Vec::new();
    }
    gate_lines::closed_first(gates::switch(scene.state))
}

/// One line: how many gates are closed, and which, each with the key that leads to it.
pub fn in_one_line(scene: &Scene, buf: &mut Buffer, area: Rect, all: &[GateState]) {
    let mut pen = label(scene, buf, area, room::conditions(scene.lang));
    for (text, style) in told(scene, all, pen.room()) {
        pen.text(text, style);
    }
}

/// That line's pieces in `wide` cells; names that have no room are left out, and "…" says so.
pub fn told(scene: &Scene, all: &[GateState], wide: u16) -> Vec<(String, Style)> {
    let (lang, look) = (scene.lang, scene.theme);
    let shut: Vec<&GateState> = all.iter().filter(|gate| !gate.open && gate.overridden.is_none()).collect();
    if shut.is_empty() {
        let mark = format!("{} ", scene.glyphs.ok);
        return vec![(mark, look.ok), (say::gates_open(lang, all.len(), all.len()), look.ok)];
    }
    let names = |short: bool| {
        let mut names: Vec<String> = shut.iter().map(|gate| name(scene, &gate.gate, short)).collect();
        names.dedup();
        names
    };
    let counted = format!("{} {} {} ", scene.glyphs.bad, room::held_by(lang, shut.len()), scene.glyphs.dot);
    let bare = format!("{} ", scene.glyphs.bad);
    // Where not all fits, which gates they are says more than how many.
    let ways = [(&counted, false), (&bare, false), (&counted, true), (&bare, true)];
    let fits = |(head, short): &(&String, bool)| width(head) + width(&names(*short).join(", ")) <= wide;
    let (head, short) = ways.into_iter().find(fits).unwrap_or((&bare, true));
    let text = joined(&names(short), wide.saturating_sub(width(head)), scene.glyphs.ellipsis);
    vec![(head.clone(), look.bad), (text, look.strong)]
}

/// As many names as `wide` cells hold whole, and "…" for those that are left out.
fn joined(names: &[String], wide: u16, ellipsis: &str) -> String {
    let mut text = String::new();
    for (index, name) in names.iter().enumerate() {
        let between = if index == 0 { "" } else { ", " };
        let more = if index + 1 < names.len() { width(" ") + width(ellipsis) } else { 0 };
        if width(&text) + width(between) + width(name) + more > wide {
            return format!("{text}{}{ellipsis}", if index == 0 { "" } else { " " });
        }
        text.push_str(between);
        text.push_str(name);
    }
    text
}

/// A gate in a word or two, with the key that opens it or leads to it.
fn name(scene: &Scene, gate: &Gate, short: bool) -> String {
    let lang = scene.lang;
    let (word, action) = match gate {
        Gate::Checklist(_) => (room::held_checklist(lang), Some(Action::ShowChecklists)),
        Gate::Window if short => (room::held_window(lang), Some(Action::Override)),
        Gate::Window => (room::held_window_whole(lang), Some(Action::Override)),
        Gate::Votes => (room::held_votes(lang), Some(Action::Vote)),
        Gate::Readiness => (room::held_readiness(lang), Some(Action::ShowCutover)),
        Gate::LowTtl => (room::low_ttl(lang), Some(Action::ShowCutover)),
        Gate::CriticalAlert => (room::held_critical_alert(lang), Some(Action::ShowAlerts)),
        Gate::Blind => (room::held_blind(lang), Some(Action::ShowPeople)),
        Gate::Procedure(_) => (room::held_procedure(lang), Some(Action::ShowSchedule)),
        Gate::ReplicaLag => (room::held_replica_lag(lang), None),
        Gate::Analysis => (room::held_analysis(lang), Some(Action::ShowCutover)),
        // Gates of stopping Blue, which hold no switch.
        Gate::Tail | Gate::Drained | Gate::PointOfNoReturn => ("", None),
    };
    match action {
        Some(action) => format!("{word} ({})", scene.keymap.hint(action)),
        None => word.to_owned(),
    }
}

/// Every gate on its line, closed ones with what opens them.
pub fn in_lines(scene: &Scene, buf: &mut Buffer, area: Rect, all: &[GateState]) {
    let mut lines = Lines::default();
    for gate in all {
        gate_lines::push(scene, &mut lines, area.width, gate, false);
    }
    lines.draw(scene, buf, area, None);
}
