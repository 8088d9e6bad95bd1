//! The gates: what holds the switch, or stopping Blue, back; closed ones first, each with its evidence.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::super::super::frame;
use super::super::super::layout::Size;
use super::super::super::scene::Scene;
use super::told::{Told, Tone};
use crate::console::action::Action;
use crate::console::lang::Lang;
use crate::console::messages::{schedule as say, words};
use crate::model::State;
use crate::model::cutover::GateState;
use crate::model::gates;

/// One line a gate: closed ones first, then those opened against their verdict, then the open ones.
pub fn lines(lang: Lang, state: &State, mut all: Vec<GateState>) -> Vec<Told> {
    all.sort_by_key(|gate| (gate.open, gate.overridden.is_some()));
    all.iter().flat_map(|gate| line(lang, state, gate)).collect()
}

fn line(lang: Lang, state: &State, gate: &GateState) -> Vec<Told> {
    let asks = words::gate(lang, &state.plan, &gate.gate);
    let evidence = words::evidence(lang, gate.evidence.one_line().as_ref());
    let text = if evidence.is_empty() { asks } else { format!("{asks} · {evidence}") };
    match (&gate.overridden, gate.open) {
        (_, true) => vec![Told::new(Tone::Ok, text)],
        (None, false) => vec![Told::new(Tone::Bad, text)],
        (Some((who, why)), false) => {
            let who = words::actor(lang, &state.plan, who);
            let why = say::overridden(lang, who, why.one_line());
            vec![Told::new(Tone::Overridden, text), Told::new(Tone::Dim, why)]
        }
    }
}

/// Lines that [`part`] would fill.
pub fn height(scene: &Scene, size: Size) -> u16 {
    let gates = gates::now(scene.state);
    let closed = gates.iter().any(|gate| !gate.open && gate.overridden.is_none());
    let overridden = gates.iter().filter(|gate| !gate.open && gate.overridden.is_some()).count();
    u16::try_from(gates.len() + overridden + usize::from(closed))
        .unwrap_or(u16::MAX)
        .saturating_add(size.frame_lines())
}

/// The gates of now as a part of a page.
pub fn part(scene: &Scene, buf: &mut Buffer, area: Rect, size: Size) {
    let (lang, look) = (scene.lang, scene.theme);
    let all = gates::now(scene.state);
    let passing = all.iter().filter(|gate| gate.open || gate.overridden.is_some()).count();
    let note = say::gates_open(lang, passing, all.len());
    let title = if scene.state.can_go_back() { say::gates_teardown(lang) } else { say::gates_switch(lang) };
    let note = (note.as_str(), if passing < all.len() { look.warn } else { look.ok });
    let wanted = height(scene, size).min(area.height);
    let area = Rect { height: wanted, ..area };
    let closed = passing < all.len();
    let inner = frame::part(scene, buf, area, size, false, title, &[note]);
    let mut told = lines(lang, scene.state, all);
    if closed {
        told.push(Told::new(Tone::Dim, say::key_overrides(lang, scene.keymap.hint(Action::Override))));
    }
    for (line, told) in told.iter().take(usize::from(inner.height)).enumerate() {
        told.draw(scene, buf, inner, line as u16);
    }
}
