//! The last line: the keys that matter now, or what jday just said.
//!
//! ```text
//!  ? Help  S Switch  R Rollback  a Acknowledge  space Tick  n Note                 awa
//! ```

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::facts;
use super::page;
use super::pen::{Pen, width};
use super::scene::{Overlay, Pane, Scene};
use crate::console::action::{Action, Situation, Stage};
use crate::console::messages::pages;
use crate::console::page::Page;
use crate::plan::types::Right;

/// What this person may do.
fn rights<'s>(scene: &'s Scene) -> Option<&'s [Right]> {
    let person = scene.state.plan.person(scene.me?)?;
    scene.state.plan.role(&person.role).map(|role| role.may.as_slice())
}

/// Why a key does nothing just now.
pub fn why_not(scene: &Scene, action: Action) -> Option<String> {
    let situation =
        Situation { stage: scene.stage, rights: rights(scene), closed: scene.state.closed.is_some() };
    action.why_not(scene.lang, &situation)
}

/// The actions worth a hint, most telling first.
fn hints(scene: &Scene) -> Vec<Action> {
    if matches!(scene.overlay, Overlay::Help { .. } | Overlay::Score(_)) {
        return vec![Action::Close, Action::Up, Action::Down];
    }
    if matches!(scene.overlay, Overlay::Ticks { .. }) {
        return vec![Action::Tick, Action::Up, Action::Down, Action::Close];
    }
    let mut out = vec![Action::Help];
    if scene.stage != Stage::Replay {
        if facts::proposal(scene.state).is_some() {
            out.extend([Action::Rollback, Action::Decide]);
        } else {
            out.extend([Action::Switch, Action::Rollback]);
        }
        out.extend(page::hints(scene.places.page));
        match scene.focus {
            _ if scene.places.page != Page::Room => {}
            Pane::Checklists => out.extend([Action::Tick, Action::Acknowledge]),
            _ => out.extend([Action::Acknowledge, Action::Tick]),
        }
        out.extend([Action::Note, Action::Vote]);
    }
    if scene.stage == Stage::Replay {
        out.extend(page::hints(scene.places.page));
    }
    if scene.stage != Stage::Live {
        out.extend([Action::PlayPause, Action::Slower, Action::Faster]);
    }
    out.extend([Action::NextPane, Action::Quit]);
    out
}

/// Draws the line.
pub fn draw(scene: &Scene, buf: &mut Buffer, area: Rect) {
    let look = scene.theme;
    let mut pen = Pen::at(buf, area, 0);
    pen.gap(1);
    if let Some(toast) = scene.toast.filter(|toast| !toast.refusal) {
        pen.text(scene.glyphs.info, look.info).gap(1).text(toast.text, look.text);
        return;
    }
    if scene.filtering {
        pen.text(scene.keymap.hint(Action::Filter), look.key).gap(1);
        pen.text(&scene.places.here().filter, look.input).text(scene.glyphs.cursor, look.accent).gap(2);
        pen.text(pages::filter_hint(scene.lang), look.dim);
        return;
    }
    if let Some(me) = scene.me {
        pen.ending(&[(me.as_str(), look.dim), (" ", look.dim)]);
    }
    let mut said = Vec::new();
    for action in hints(scene) {
        if said.contains(&action) {
            continue;
        }
        said.push(action);
        let key = scene.keymap.hint(action);
        let label = action.label(scene.lang);
        if width(&key) + width(label) + 3 > pen.room() {
            break;
        }
        let off = why_not(scene, action).is_some();
        pen.text(key, if off { look.key_off } else { look.key }).gap(1);
        pen.text(label, look.dim).gap(2);
    }
}
