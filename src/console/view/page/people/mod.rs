//! Who is here, roles and contacts, the poll, and the health of every source and channel.
//!
//! ```text
//! ┌ 8 Team ───────────────────┐┌ Sources ──────────────────┐
//! │ • Tech Lead   Awa Ndiaye  ││ ✓ probe    12ms           │
//! └───────────────────────────┘└───────────────────────────┘
//! ┌ Go / no-go poll ──────────┐┌ Channels ─────────────────┐
//! │                           │└───────────────────────────┘
//! │                           │┌ Contacts and escalation ──┐
//! └───────────────────────────┘└───────────────────────────┘
//! ```

mod channels;
mod contacts;
mod poll;
mod sources;
mod team;

use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Rect};

use super::super::board::{self, Part};
use super::super::frame;
use super::super::layout::Size;
use super::super::scene::Scene;
use crate::console::action::Action;
use crate::console::messages::people as say;
use crate::console::page::{Page, Sight};

/// How many parts the page has.
pub const PARTS: usize = 5;

/// Keys worth a hint on this page.
pub const HINTS: &[Action] = &[Action::NextPane, Action::Details, Action::Vote, Action::Filter];

/// The parts, in the order of the focus.
const TEAM: usize = 0;
const POLL: usize = 1;
const SOURCES: usize = 2;
const CHANNELS: usize = 3;
const CONTACTS: usize = 4;

/// How many lines `part` has to choose from.
pub fn rows(sight: &Sight, part: usize) -> usize {
    match part {
        TEAM => team::items(sight).len(),
        POLL => poll::items(sight).len(),
        SOURCES => sources::items(sight).len(),
        CHANNELS => channels::items(sight).len(),
        _ => contacts::items(sight).len(),
    }
}

/// The line of `part` that is chosen while nobody chose one.
pub fn initial(_sight: &Sight, _part: usize) -> usize {
    0
}

/// A part in `wide` cells, with the details of every line if `full`.
fn part(scene: &Scene, index: usize, wide: u16, full: bool) -> Part {
    match index {
        TEAM => team::part(scene, wide, full),
        POLL => poll::part(scene, wide),
        SOURCES => sources::part(scene, wide, full),
        CHANNELS => channels::part(scene, wide, full),
        _ => contacts::part(scene, wide),
    }
}

/// Draws the page.
pub fn draw(scene: &Scene, buf: &mut Buffer, area: Rect, size: Size) {
    let columns: &[&[usize]] = match size {
        Size::Tiny | Size::Narrow | Size::Small => return alone(scene, buf, area, size),
        Size::Medium => &[&[TEAM, POLL], &[SOURCES, CHANNELS, CONTACTS]],
        Size::Large => &[&[TEAM], &[POLL, SOURCES], &[CHANNELS, CONTACTS]],
    };
    let areas = Layout::horizontal(columns.iter().map(|_| Constraint::Fill(1))).split(area);
    for (parts, area) in columns.iter().zip(areas.iter()) {
        let full = size == Size::Large;
        let mut parts: Vec<Part> =
            parts.iter().map(|index| part(scene, *index, board::inside(*area), full)).collect();
        for part in parts.iter_mut().filter(|part| part.index == TEAM) {
            part.title = frame::page_title(scene, Page::People);
        }
        board::column(scene, buf, *area, size, &parts);
    }
}

/// The part with the focus first; in the smallest windows nothing else.
fn alone(scene: &Scene, buf: &mut Buffer, area: Rect, size: Size) {
    let lang = scene.lang;
    let index = scene.places.here().part;
    let names = [
        say::part_team(lang),
        say::part_poll(lang),
        say::part_sources(lang),
        say::part_channels(lang),
        say::part_contacts(lang),
    ];
    let strip = if size == Size::Tiny {
        names.get(index).map(|name| (*name, scene.theme.strong)).into_iter().collect()
    } else {
        board::strip(scene, &names, index)
    };
    let title = frame::page_title(scene, Page::People);
    if size == Size::Tiny {
        let inner = frame::part(scene, buf, area, size, true, &title, &strip);
        part(scene, index, inner.width, false).inside(scene, buf, inner);
        return;
    }
    let parts = |index| part(scene, index, area.width, false);
    board::alone(scene, buf, area, size, (&title, &strip), (PARTS, &parts));
}
