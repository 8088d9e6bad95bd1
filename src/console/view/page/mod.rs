//! The pages behind the room, one a file: what each draws, and which lines it lets people choose.

pub mod alerts;
pub mod checklists;
pub mod cutover;
pub mod journal;
pub mod metrics;
pub mod people;
pub mod schedule;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::layout::Size;
use super::scene::Scene;
use crate::console::action::Action;
use crate::console::page::{Page, Places, Sight};

/// How many parts `page` has, between which `tab` walks; the room has its panes instead.
pub fn parts(page: Page) -> usize {
    match page {
        Page::Room => 1,
        Page::Metrics => metrics::PARTS,
        Page::Schedule => schedule::PARTS,
        Page::Checklists => checklists::PARTS,
        Page::Alerts => alerts::PARTS,
        Page::Cutover => cutover::PARTS,
        Page::Journal => journal::PARTS,
        Page::People => people::PARTS,
    }
}

/// Keys worth a hint on `page`, beside those of every page.
pub fn hints(page: Page) -> &'static [Action] {
    match page {
        Page::Room => &[],
        Page::Metrics => metrics::HINTS,
        Page::Schedule => schedule::HINTS,
        Page::Checklists => checklists::HINTS,
        Page::Alerts => alerts::HINTS,
        Page::Cutover => cutover::HINTS,
        Page::Journal => journal::HINTS,
        Page::People => people::HINTS,
    }
}

/// How many lines the page's part with the focus has to choose from.
pub fn rows(sight: &Sight) -> usize {
    let part = sight.places.here().part;
    match sight.places.page {
        Page::Room => 0,
        Page::Metrics => metrics::rows(sight, part),
        Page::Schedule => schedule::rows(sight, part),
        Page::Checklists => checklists::rows(sight, part),
        Page::Alerts => alerts::rows(sight, part),
        Page::Cutover => cutover::rows(sight, part),
        Page::Journal => journal::rows(sight, part),
        Page::People => people::rows(sight, part),
    }
}

/// The chosen line of `part` of the page on the screen: what a person chose, else the page's own choice.
pub fn cursor(sight: &Sight, part: usize) -> usize {
    let chosen = sight.places.here().cursor(part);
    chosen.unwrap_or_else(|| match sight.places.page {
        Page::Room => 0,
        Page::Metrics => metrics::initial(sight, part),
        Page::Schedule => schedule::initial(sight, part),
        Page::Checklists => checklists::initial(sight, part),
        Page::Alerts => alerts::initial(sight, part),
        Page::Cutover => cutover::initial(sight, part),
        Page::Journal => journal::initial(sight, part),
        Page::People => people::initial(sight, part),
    })
}

/// How this console looks once line `line` of the part with the focus is chosen.
pub fn choosing(sight: &Sight, line: usize) -> Places {
    let mut places = sight.places.clone();
    if places.page == Page::Checklists {
        // Checklists move when they are completed, so their lines are chosen by name.
        places.item = checklists::named(sight, line);
    } else {
        places.choose(places.here().part, line);
    }
    places
}

/// Draws the page on the screen; the room draws itself.
pub fn draw(scene: &Scene, buf: &mut Buffer, area: Rect, size: Size) {
    match scene.places.page {
        Page::Room => {}
        Page::Metrics => metrics::draw(scene, buf, area, size),
        Page::Schedule => schedule::draw(scene, buf, area, size),
        Page::Checklists => checklists::draw(scene, buf, area, size),
        Page::Alerts => alerts::draw(scene, buf, area, size),
        Page::Cutover => cutover::draw(scene, buf, area, size),
        Page::Journal => journal::draw(scene, buf, area, size),
        Page::People => people::draw(scene, buf, area, size),
    }
}
