//! What stands at a place of the screen, for the mouse. There is no second copy of the layout: places come
//! from the functions that draw, and lines from drawing itself.

use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::{Position, Rect};

use super::feed::Feed;
use super::layout::Size;
use super::scene::{Pane, Scene};
use super::{alerts, draw_pane, header, page, panes, parts};
use crate::console::page::{Page, Sight};

/// What can be clicked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// A page's tab.
    Page(Page),
    /// A pane of the room, and the line of it that stands there.
    Pane(Pane, Option<usize>),
    /// A part of the page on the screen, and a line of it.
    Line(usize, usize),
}

/// What stands at `at` of a window of `area`. `lines` says how many lines a pane has to choose from.
pub fn target(scene: &Scene, area: Rect, at: Position, lines: impl Fn(Pane) -> usize) -> Option<Target> {
    let size = Size::of(area);
    let here = scene.places.page;
    if size == Size::Tiny && here == Page::Room {
        return None;
    }
    let (parts, _) = parts(scene, area, size);
    if parts.header.contains(at) {
        return header::tab_at(scene, parts.header, at).map(Target::Page);
    }
    if !parts.body.contains(at) {
        return None;
    }
    if here != Page::Room {
        return page_line(scene, area, parts.body, size, at);
    }
    let (pane, place) = panes(scene, parts.body, size).into_iter().find(|(_, place)| place.contains(at))?;
    let trial = |line: usize| {
        let mut trial = Scene { focus: pane, ..*scene };
        trial.cursors.set(pane, line);
        // Of alerts the alert is chosen, not its line.
        let alert =
            if pane == Pane::Alerts { alerts::choosing(scene.state, scene.places, line) } else { None };
        let places = alert.unwrap_or_else(|| scene.places.clone());
        pane_alone(&Scene { places: &places, ..trial }, area, place, size, pane)
    };
    // Panes of figures have no lines to choose.
    if matches!(pane, Pane::Performance | Pane::Business | Pane::Platform | Pane::Cutover) {
        return Some(Target::Pane(pane, None));
    }
    let search = Search { scene, within: place, at, shown: &pane_alone(scene, area, place, size, pane) };
    let cursor = match pane {
        Pane::Alerts => alerts::cursor(&Feed::all(scene.state), scene.state, scene.places),
        _ => scene.cursors.get(pane),
    };
    Some(Target::Pane(pane, search.line(cursor, lines(pane), trial)))
}

/// The line of the page on the screen, in whichever of its parts it is.
fn page_line(scene: &Scene, area: Rect, body: Rect, size: Size, at: Position) -> Option<Target> {
    let shown = page_alone(scene, area, body, size);
    let search = Search { scene, within: body, at, shown: &shown };
    // The part with the focus first: of two that match, it is the likelier.
    let order = std::iter::once(scene.places.here().part).chain(0..page::parts(scene.places.page));
    order.into_iter().find_map(|part| {
        let mut places = scene.places.clone();
        places.here_mut().part = part;
        let sight = Sight { places: &places, ..scene.sight() };
        let (rows, cursor) = (page::rows(&sight), page::cursor(&sight, part));
        let trial = |line: usize| {
            let places = page::choosing(&sight, line);
            page_alone(&Scene { places: &places, ..*scene }, area, body, size)
        };
        search.line(cursor, rows, trial).map(|line| Target::Line(part, line))
    })
}

/// The page without what surrounds it: it is drawn once for each line that is tried.
fn page_alone(scene: &Scene, area: Rect, body: Rect, size: Size) -> Buffer {
    let mut buf = Buffer::empty(area);
    page::draw(scene, &mut buf, body, size);
    buf
}

/// One pane of the room, alone for the same reason.
fn pane_alone(scene: &Scene, area: Rect, place: Rect, size: Size, pane: Pane) -> Buffer {
    let mut buf = Buffer::empty(area);
    draw_pane(scene, &mut buf, place, size, pane);
    buf
}

/// A place in what is shown, whose line is looked for.
struct Search<'a> {
    scene: &'a Scene<'a>,
    within: Rect,
    at: Position,
    shown: &'a Buffer,
}

impl Search<'_> {
    /// The line that, once it is chosen, reads as what stands at the place reads now; the nearest to the
    /// chosen one first. Lists move when another line is chosen, so a line is known by what it says.
    fn line(&self, cursor: usize, rows: usize, trial: impl Fn(usize) -> Buffer) -> Option<usize> {
        let from = cursor.min(rows.saturating_sub(1));
        let near = (0..rows).flat_map(|step| {
            let after = from.checked_add(step).filter(|line| *line < rows);
            let before = from.checked_sub(step).filter(|line| *line != from);
            after.into_iter().chain(before)
        });
        // More lines than fit are never on the screen.
        near.take(2 * usize::from(self.within.height)).find(|line| self.is_at(&trial(*line)))
    }

    /// Whether the chosen line of `trial` says what stands at the place.
    fn is_at(&self, trial: &Buffer) -> bool {
        (self.within.y..self.within.bottom()).any(|y| {
            let is_chosen = |x: u16| trial.cell((x, y)).is_some_and(|cell| self.is_selected(cell));
            if !is_chosen(self.at.x) {
                return false;
            }
            let span: Vec<u16> = (self.within.x..self.within.right()).filter(|x| is_chosen(*x)).collect();
            self.words(trial, &span, y) == self.words(self.shown, &span, self.at.y)
        })
    }

    fn is_selected(&self, cell: &Cell) -> bool {
        let selection = self.scene.theme.selection;
        match selection.bg {
            Some(ground) => cell.bg == ground,
            None => !selection.add_modifier.is_empty() && cell.modifier.contains(selection.add_modifier),
        }
    }

    /// What cells of a line say, without the mark of the chosen one.
    fn words(&self, buf: &Buffer, columns: &[u16], y: u16) -> String {
        let symbol = |x: &u16| {
            let symbol = buf.cell((*x, y)).map(Cell::symbol);
            symbol.filter(|symbol| *symbol != self.scene.glyphs.here).unwrap_or(" ")
        };
        columns.iter().map(symbol).collect::<String>().trim().to_owned()
    }
}
