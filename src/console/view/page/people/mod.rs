//! Who is here, roles and contacts, the poll, and the health of every source.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::super::frame;
use super::super::layout::Size;
use super::super::scene::Scene;
use crate::console::action::Action;
use crate::console::page::{Page, Sight};

/// How many parts the page has.
pub const PARTS: usize = 1;

/// Keys worth a hint on this page.
pub const HINTS: &[Action] = &[Action::Details, Action::Filter];

/// How many lines `part` has to choose from.
pub fn rows(_sight: &Sight, _part: usize) -> usize {
    0
}

/// The line of `part` that is chosen while nobody chose one.
pub fn initial(_sight: &Sight, _part: usize) -> usize {
    0
}

/// Draws the page.
pub fn draw(scene: &Scene, buf: &mut Buffer, area: Rect, size: Size) {
    frame::page(scene, buf, area, size, Page::People, &[]);
}
