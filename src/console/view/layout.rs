//! Where everything stands, computed from the window's size in the same frame and never remembered.
//!
//! ```text
//! small 80×24              medium 120×40               large 200×60
//! ┌ header ─────────┐      ┌ header ──────────┐      ┌ header ───────────────┐
//! │ performance│cut │      │ performance│cut  │      │ perfor-│trig- │alerts  │
//! │ business   │over│      │ business   │over │      │ mance  │gers  │        │
//! │ platform   │aler│      │ platform   │alert│      │ busi-  │cut-  │check-  │
//! │ triggers   │sche│      │ triggers   │sched│      │ ness   │over  │lists   │
//! │            │chec│      │            │check│      │ platf. │schedu│        │
//! └ keys ───────────┘      └ keys ────────────┘      └ keys ────────────────┘
//! ```

use ratatui::layout::Rect;

use super::scene::Pane;

/// How much room there is, which decides how much each pane says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Size {
    /// A few lines, and a word that the window is too small.
    Tiny,
    /// One column.
    Narrow,
    /// Two columns, panes under a single rule.
    Small,
    /// Two columns of framed panes.
    Medium,
    /// Three columns.
    Large,
}

impl Size {
    /// The size of a window.
    pub fn of(area: Rect) -> Self {
        match (area.width, area.height) {
            (0..60, _) | (_, 0..15) => Self::Tiny,
            (0..76, _) => Self::Narrow,
            (0..112, _) | (_, 0..34) => Self::Small,
            (0..170, _) | (_, 0..46) => Self::Medium,
            _ => Self::Large,
        }
    }

    /// Whether panes have a frame around them rather than a rule above them.
    pub fn framed(self) -> bool {
        self >= Self::Medium
    }

    /// Lines of the frame that are not the pane's own.
    pub fn frame_lines(self) -> u16 {
        if self.framed() { 2 } else { 1 }
    }
}

/// How many lines a pane needs to be worth drawing, and how many it would fill.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wish {
    /// Which pane.
    pub pane: Pane,
    /// Below this it says nothing useful.
    pub least: u16,
    /// What it has to say.
    pub whole: u16,
    /// Whether it can fill more than that.
    pub grows: bool,
}

/// The window in its parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parts {
    /// Mode, side, clocks, sources, people.
    pub header: Rect,
    /// What must not be overlooked; no lines when there is nothing.
    pub banners: Rect,
    /// The panes' area, which dialogs may cover.
    pub body: Rect,
    /// A replay's axis of time; no lines elsewhere.
    pub axis: Rect,
    /// Keys and passing words.
    pub footer: Rect,
}

/// Cuts the window into its parts.
pub fn parts(area: Rect, size: Size, banners: u16, axis: bool) -> Parts {
    let header_lines = match size {
        Size::Tiny => 1,
        Size::Narrow | Size::Small => 2,
        Size::Medium | Size::Large => 4,
    };
    let (header, rest) = cut(area, header_lines);
    let (banners, rest) = cut(rest, banners.min(rest.height / 3));
    // In the smallest windows every line is the page's.
    let keys = u16::from(size != Size::Tiny);
    let (body, footer) = cut(rest, rest.height.saturating_sub(keys));
    let (body, axis) = cut(body, body.height.saturating_sub(u16::from(axis)));
    Parts { header, banners, body, axis, footer }
}

/// The first `lines` lines of `area`, and the rest.
pub fn cut(area: Rect, lines: u16) -> (Rect, Rect) {
    let lines = lines.min(area.height);
    let top = Rect { height: lines, ..area };
    let rest = Rect { y: area.y.saturating_add(lines), height: area.height - lines, ..area };
    (top, rest)
}

/// A list above and the details of its chosen line below, which take `wanted` lines. They are shown whole:
/// where that leaves too few lines of the list, they have the area to themselves.
pub fn told(area: Rect, wanted: u16) -> (Rect, Rect) {
    /// Fewest lines of a list, its title among them, that are worth showing.
    const LIST: u16 = 5;
    if wanted.saturating_add(LIST) > area.height {
        return cut(area, 0);
    }
    cut(area, area.height - wanted.max(area.height * 2 / 5))
}

/// The body in columns, each with its panes from top to bottom.
pub fn columns(body: Rect, size: Size) -> Vec<(Rect, &'static [Pane])> {
    use Pane::{Alerts, Business, Checklists, Cutover, Performance, Platform, Schedule, Triggers};
    match size {
        Size::Tiny => Vec::new(),
        Size::Narrow => {
            vec![(body, &[Triggers, Cutover, Performance, Alerts, Business, Schedule, Checklists, Platform])]
        }
        Size::Small => {
            let (left, right) = split(body, body.width * 59 / 100, 1);
            vec![
                (left, &[Performance, Triggers, Business, Platform]),
                (right, &[Cutover, Alerts, Schedule, Checklists]),
            ]
        }
        Size::Medium => {
            let (left, right) = split(body, body.width * 58 / 100, 0);
            vec![
                (left, &[Performance, Triggers, Business, Platform]),
                (right, &[Cutover, Alerts, Schedule, Checklists]),
            ]
        }
        Size::Large => {
            let (left, rest) = split(body, body.width * 44 / 100, 0);
            let (middle, right) = split(rest, rest.width * 54 / 100, 0);
            vec![
                (left, &[Performance, Business, Platform]),
                (middle, &[Triggers, Cutover, Schedule]),
                (right, &[Alerts, Checklists]),
            ]
        }
    }
}

/// The first `left` columns of `area`, and the rest behind `gap` columns.
pub fn split(area: Rect, left: u16, gap: u16) -> (Rect, Rect) {
    let left = left.min(area.width);
    let gap = gap.min(area.width - left);
    let right = Rect { x: area.x + left + gap, width: area.width - left - gap, ..area };
    (Rect { width: left, ..area }, right)
}

/// Stacks panes into a column: everyone's least first, then everyone's whole from the top, then what
/// is left goes to those that can grow. A pane without room for its least is left out.
pub fn stack(column: Rect, wishes: &[Wish]) -> Vec<(Pane, Rect)> {
    let mut left = column.height;
    let mut lines: Vec<u16> = wishes
        .iter()
        .map(|wish| {
            let least = wish.least.min(wish.whole);
            let given = if least <= left { least } else { 0 };
            left -= given;
            given
        })
        .collect();
    for (given, wish) in lines.iter_mut().zip(wishes) {
        if *given > 0 {
            let more = wish.whole.saturating_sub(*given).min(left);
            *given += more;
            left -= more;
        }
    }
    grow(&mut lines, wishes, left);
    let mut y = column.y;
    let mut out = Vec::with_capacity(wishes.len());
    for (given, wish) in lines.iter().zip(wishes) {
        if *given > 0 {
            out.push((wish.pane, Rect { y, height: *given, ..column }));
            y = y.saturating_add(*given);
        }
    }
    out
}

fn grow(lines: &mut [u16], wishes: &[Wish], left: u16) {
    let growing = || wishes.iter().enumerate().filter(|(_, wish)| wish.grows);
    let total: u32 = growing().map(|(_, wish)| u32::from(wish.whole)).sum();
    let mut unspent = left;
    for (index, wish) in growing() {
        let share = u32::from(left) * u32::from(wish.whole) / total.max(1);
        if let Some(given) = lines.get_mut(index).filter(|given| **given > 0) {
            *given += share as u16;
            unspent -= (share as u16).min(unspent);
        }
    }
    // What rounding left over goes to the last that grows, so that no line stays empty.
    let last =
        growing().map(|(index, _)| index).rfind(|index| lines.get(*index).is_some_and(|given| *given > 0));
    let last = last.or_else(|| lines.iter().rposition(|given| *given > 0));
    if let Some(given) = last.and_then(|index| lines.get_mut(index)) {
        *given += unspent;
    }
}

/// A rectangle of at most this size in the middle of `area`.
pub fn middle(area: Rect, width: u16, height: u16) -> Rect {
    let (width, height) = (width.min(area.width), height.min(area.height));
    Rect { x: area.x + (area.width - width) / 2, y: area.y + (area.height - height) / 2, width, height }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wish(pane: Pane, least: u16, whole: u16, grows: bool) -> Wish {
        Wish { pane, least, whole, grows }
    }

    #[test]
    fn a_column_is_filled_to_the_last_line() {
        let column = Rect::new(0, 3, 40, 30);
        let wishes = [
            wish(Pane::Alerts, 3, 5, true),
            wish(Pane::Schedule, 3, 8, false),
            wish(Pane::Checklists, 3, 4, true),
        ];
        let stacked = stack(column, &wishes);
        assert_eq!(stacked.iter().map(|(_, area)| area.height).sum::<u16>(), 30);
        assert_eq!(stacked.last().map(|(_, area)| area.bottom()), Some(33));
        assert_eq!(stacked.get(1).map(|(_, area)| area.height), Some(8), "what cannot grow does not");
    }

    #[test]
    fn a_pane_without_its_least_is_left_out() {
        let wishes = [wish(Pane::Alerts, 4, 9, false), wish(Pane::Schedule, 4, 9, false)];
        let stacked = stack(Rect::new(0, 0, 40, 6), &wishes);
        assert_eq!(stacked, vec![(Pane::Alerts, Rect::new(0, 0, 40, 6))]);
    }

    #[test]
    fn details_are_whole_and_take_the_page_where_the_list_would_be_too_short() {
        let page = Rect::new(0, 4, 80, 20);
        for wanted in 0..40 {
            let (list, told) = super::told(page, wanted);
            assert_eq!(list.height + told.height, 20);
            assert!(told.height >= wanted.min(20), "{wanted}");
            assert!(list.height == 0 || list.height >= 5, "{wanted}");
        }
        assert_eq!(super::told(page, 3).0.height, 12, "and never so low that they jump about");
    }

    #[test]
    fn parts_never_leave_the_window() {
        for (width, height) in [(0, 0), (1, 1), (60, 15), (80, 24), (300, 100)] {
            let area = Rect::new(0, 0, width, height);
            let parts = parts(area, Size::of(area), 3, true);
            for part in [parts.header, parts.banners, parts.body, parts.axis, parts.footer] {
                assert!(part.bottom() <= height && part.right() <= width);
            }
        }
    }
}
