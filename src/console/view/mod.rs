//! Drawing: pure functions of borrowed state, one pane a file. No clock is read and nothing is
//! remembered from one frame to the next; every age and countdown comes from the state's "now".
//!
//! ```text
//! header      mode · live side · clocks · sources · people · automation
//! banners     what must not be overlooked, over dialogs too (R8)
//! panes       performance · business · platform · triggers │ cutover · alerts · schedule · checklists
//!             or one page of `page/`
//! scrub       in a replay: the journal's time axis
//! footer      keys, or what jday just said
//! ```

pub mod alerts;
mod banners;
mod board;
pub mod checklists;
pub mod compare;
mod cutover;
pub mod facts;
mod faults;
pub mod feed;
mod fields;
mod footer;
mod frame;
mod header;
mod held;
pub mod help;
pub mod hit;
mod layout;
mod learn;
mod levels;
mod lines;
pub mod list;
mod metrics;
pub mod page;
mod palette;
pub mod pen;
pub mod picker;
mod prompt;
mod reading;
pub mod scene;
mod schedule;
mod score;
mod scrub;
pub mod sieve;
mod sitrep;
mod spark;
mod stopwatch;
pub mod ticks;
mod tiny;
mod triggers;

pub use picker::{Choice, Picker};
pub use scene::{Cursors, Overlay, Pane, Played, Scene, Toast, Transport};

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::console::dialog;
use crate::console::page::Page;
use layout::{Size, Wish};

/// Draws the room.
pub fn draw(frame: &mut Frame, scene: &Scene) {
    draw_scrolled(frame, scene);
}

/// The same, and how many lines what lies over the room can be scrolled in this window.
pub fn draw_scrolled(frame: &mut Frame, scene: &Scene) -> usize {
    let area = frame.area();
    let (under, reach) = draw_all(frame.buffer_mut(), area, scene);
    if let Overlay::Dialog { dialog, settled } = scene.overlay {
        dialog::draw::draw(frame, under, dialog, scene.theme, scene.glyphs, settled);
    }
    reach
}

/// Draws the scenario picker.
pub fn draw_picker(frame: &mut Frame, picker: &Picker) {
    let area = frame.area();
    picker::draw(picker, frame.buffer_mut(), area);
}

/// Draws everything but dialogs into a buffer and returns where a dialog may lie: below the banners,
/// which nothing may cover (R8).
pub fn draw_room(buf: &mut Buffer, area: Rect, scene: &Scene) -> Rect {
    draw_all(buf, area, scene).0
}

fn draw_all(buf: &mut Buffer, area: Rect, scene: &Scene) -> (Rect, usize) {
    let area = area.intersection(buf.area);
    buf.set_style(area, scene.theme.text);
    let size = Size::of(area);
    if size == Size::Tiny && scene.places.page == Page::Room {
        tiny::draw(scene, buf, area);
        let below = layout::cut(area, tiny::above_dialogs(scene, area)).1;
        let reach = over(scene, buf, below);
        if let Overlay::GoTo { typed, trouble } = scene.overlay {
            prompt::draw(scene, buf, area, typed, trouble);
        }
        return (below, reach);
    }
    let (parts, banners) = parts(scene, area, size);
    if let Some(played) = scene.played {
        scrub::draw(scene, buf, parts.axis, played);
    }
    header::draw(scene, buf, parts.header);
    if scene.places.page == Page::Room {
        draw_panes(scene, buf, parts.body, size);
    } else {
        page::draw(scene, buf, parts.body, size);
    }
    footer::draw(scene, buf, parts.footer, size.framed());
    if scene.lost.is_some() {
        grey(scene, buf, parts.body);
    }
    let reach = over(scene, buf, parts.body);
    // Last, so that nothing can lie over them.
    banners::draw(buf, parts.banners, &banners);
    if let Overlay::GoTo { typed, trouble } = scene.overlay {
        prompt::draw(scene, buf, area, typed, trouble);
    }
    (parts.body, reach)
}

/// What is only remembered looks so: no colour of its meaning may pass for news.
fn grey(scene: &Scene, buf: &mut Buffer, area: Rect) {
    for position in area.intersection(buf.area).positions() {
        if let Some(cell) = buf.cell_mut(position) {
            cell.set_style(ratatui::style::Style::reset())
                .set_style(scene.theme.text)
                .set_style(scene.theme.dim);
        }
    }
}

/// The window in its parts, and the banners that take some of it.
fn parts(scene: &Scene, area: Rect, size: Size) -> (layout::Parts, Vec<banners::Banner>) {
    let banners = banners::all(scene);
    let lines = u16::try_from(banners.len()).unwrap_or(u16::MAX);
    let axis = scene.played.is_some() && size != Size::Tiny;
    (layout::parts(area, size, lines, axis), banners)
}

fn draw_panes(scene: &Scene, buf: &mut Buffer, body: Rect, size: Size) {
    for (pane, area) in panes(scene, body, size) {
        draw_pane(scene, buf, area, size, pane);
    }
}

/// Where each pane of the room stands.
fn panes(scene: &Scene, body: Rect, size: Size) -> Vec<(Pane, Rect)> {
    let of_column = |(column, panes): (Rect, &'static [Pane])| {
        let wishes: Vec<Wish> = panes.iter().map(|pane| wish(scene, size, *pane)).collect();
        layout::stack(column, &wishes)
    };
    layout::columns(body, size).into_iter().flat_map(of_column).collect()
}

fn wish(scene: &Scene, size: Size, pane: Pane) -> Wish {
    match pane {
        Pane::Performance | Pane::Business | Pane::Platform => metrics::wish(scene, size, pane),
        Pane::Triggers => triggers::wish(scene, size),
        Pane::Cutover => cutover::wish(scene, size),
        Pane::Alerts => alerts::wish(scene, size),
        Pane::Schedule => schedule::wish(scene, size),
        Pane::Checklists => checklists::wish(scene, size),
    }
}

fn draw_pane(scene: &Scene, buf: &mut Buffer, area: Rect, size: Size, pane: Pane) {
    match pane {
        Pane::Performance | Pane::Business | Pane::Platform => metrics::draw(scene, buf, area, size, pane),
        Pane::Triggers => triggers::draw(scene, buf, area, size),
        Pane::Cutover => cutover::draw(scene, buf, area, size),
        Pane::Alerts => alerts::draw(scene, buf, area, size),
        Pane::Schedule => schedule::draw(scene, buf, area, size),
        Pane::Checklists => checklists::draw(scene, buf, area, size),
    }
}

/// Draws what lies over the panes; returns how many of its lines can be scrolled.
fn over(scene: &Scene, buf: &mut Buffer, body: Rect) -> usize {
    match scene.overlay {
        // Dialogs set the cursor, which takes a frame; `draw` does it.
        Overlay::None | Overlay::Dialog { .. } | Overlay::GoTo { .. } => {}
        Overlay::Compare(later, scroll) => return compare::draw(scene, buf, body, later, scroll),
        Overlay::Help { scroll } => return help::draw(scene, buf, body, scroll),
        Overlay::Ticks { checklist, cursor } => ticks::draw(scene, buf, body, checklist, cursor),
        Overlay::Score(score) => score::draw(scene, buf, body, score),
        Overlay::Palette { palette, themed } => palette::draw(scene, buf, body, palette, themed),
        Overlay::Sitrep { lang, form, scroll, printed } => {
            return sitrep::draw(scene, buf, body, &sitrep::Shown { lang, form, scroll, printed });
        }
        Overlay::Lesson(action) => learn::draw(scene, buf, body, action),
        Overlay::Faults { offers, cursor } => faults::draw(scene, buf, body, offers, cursor),
    }
    0
}
