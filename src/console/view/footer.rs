//! The last line: the keys that matter now, or what jday just said.
//!
//! ```text
//!  ? Help  1-8 Pages  S Switch  R Rollback  a Acknowledge  space Tick              awa
//! ```

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::facts;
use super::page;
use super::pen::{Pen, width};
use super::scene::{Overlay, Pane, Scene};
use crate::console::action::{Action, Situation, Stage};
use crate::console::messages::{pages, palette};
use crate::console::page::Page;
use crate::plan::types::{Id, Right};

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
    if matches!(scene.overlay, Overlay::Score(_)) {
        return vec![Action::Close];
    }
    if matches!(scene.overlay, Overlay::Help { .. } | Overlay::Compare(..)) {
        return vec![Action::Close, Action::Up, Action::Down];
    }
    if matches!(scene.overlay, Overlay::Ticks { .. }) {
        return vec![Action::Tick, Action::Up, Action::Down, Action::Close];
    }
    match scene.overlay {
        Overlay::Sitrep { .. } => {
            return vec![
                Action::SitrepCopy,
                Action::SitrepWrite,
                Action::SitrepPrint,
                Action::SitrepLanguage,
                Action::SitrepForm,
                Action::Close,
            ];
        }
        Overlay::Faults { .. } | Overlay::Lesson(_) => return vec![Action::Close],
        _ => {}
    }
    let mut out = vec![Action::Help];
    if scene.stage != Stage::Replay {
        if facts::proposal(scene.state).is_some() {
            out.extend([Action::Rollback, Action::Decide]);
        } else if scene.state.can_go_back() {
            // There is nothing left to switch, and the room needs the line.
            out.push(Action::Rollback);
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
        out.extend([Action::PlayPause, Action::GoTo, Action::NextDecision, Action::NextAlert]);
        out.extend(page::hints(scene.places.page));
        out.extend([Action::StepForward, Action::StepBack, Action::Slower, Action::Faster, Action::Compare]);
    }
    if scene.stage == Stage::Drill {
        out.extend([Action::PlayPause, Action::Slower, Action::Faster]);
    }
    out.extend([Action::Palette, Action::NextPane, Action::Quit]);
    out
}

/// What the keys of an open layer do that are no keys of the page.
fn layer_hint(scene: &Scene) -> Option<String> {
    let (lang, keys) = (scene.lang, scene.keymap);
    let close = keys.hint(Action::Close);
    match scene.overlay {
        Overlay::Palette { themed: true, .. } => Some(palette::hint_theme(lang).into()),
        Overlay::Palette { .. } => Some(palette::hint(lang).into()),
        Overlay::Lesson(action) => Some(palette::lesson_go(lang, keys.hint(action), close)),
        Overlay::Faults { .. } => Some(palette::fault_hint(lang, keys.hint(Action::Details), close)),
        _ => None,
    }
}

/// The keys of the pages from the first to the last: `1-8`.
pub fn pages_keys(scene: &Scene) -> String {
    let key = |action| scene.keymap.hint(action);
    format!("{}-{}", key(Action::ShowRoom), key(Action::ShowPeople))
}

/// Draws the line; `tabs` says whether the header names the pages already.
pub fn draw(scene: &Scene, buf: &mut Buffer, area: Rect, tabs: bool) {
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
    let learning = if scene.learning { palette::learning(scene.lang) } else { "" };
    let gap = if scene.learning { " " } else { "" };
    let sparing = if scene.sparing { palette::sparing(scene.lang) } else { "" };
    let behind = if scene.sparing { " " } else { "" };
    let me = scene.me.map_or("", Id::as_str);
    pen.ending(&[
        (sparing, look.dim),
        (behind, look.text),
        (learning, look.accent),
        (gap, look.text),
        (me, look.dim),
        (" ", look.dim),
    ]);
    if let Some(hint) = layer_hint(scene) {
        pen.text(hint, look.dim);
        return;
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
        if action == Action::Help && !tabs {
            pen.text(pages_keys(scene), look.key).gap(1).text(pages::pages(scene.lang), look.dim).gap(2);
        }
    }
}
