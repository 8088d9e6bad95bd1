//! Lines that are made before they are drawn: how many a part has decides how much room it gets, and
//! headings and details stand between the lines that people choose from.
//!
//! ```text
//! resolvers                      heading
//! ✓ one     192.0.2.53   Green   choice, the chosen one marked
//!   cached until 14:03           what belongs to it
//! ```

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::list;
use super::pen::{Pen, width, wrapped};
use super::scene::Scene;
use super::triggers::gauge;

/// Most lines of one paragraph.
const MOST_WRAPPED: usize = 6;

/// One piece of a line.
enum Cell {
    /// Text in its own width.
    Text(String, Style),
    /// Text to the left of so many cells.
    Left(String, u16, Style),
    /// Cells left free.
    Gap(u16),
    /// A bar of so many cells, a share of it full.
    Gauge(f64, u16, Style),
    /// A stretch from one share to another of so many cells.
    Stretch(f64, f64, u16, Style),
}

/// One line, from left to right, with what stands at its right end.
#[derive(Default)]
pub struct Line {
    cells: Vec<Cell>,
    ends: Vec<(String, Style)>,
    choice: bool,
}

impl Line {
    /// A line that begins with `cells` free cells.
    pub fn indented(cells: u16) -> Self {
        Self::default().gap(cells)
    }

    fn with(mut self, cell: Cell) -> Self {
        self.cells.push(cell);
        self
    }

    /// Goes on with `text`.
    #[must_use]
    pub fn text(self, text: impl Into<String>, style: Style) -> Self {
        self.with(Cell::Text(text.into(), style))
    }

    /// Goes on with `text` to the left of `wide` cells.
    #[must_use]
    pub fn left(self, text: impl Into<String>, wide: u16, style: Style) -> Self {
        self.with(Cell::Left(text.into(), wide, style))
    }

    /// Leaves `cells` free.
    #[must_use]
    pub fn gap(self, cells: u16) -> Self {
        self.with(Cell::Gap(cells))
    }

    /// Goes on with a bar of `wide` cells, `share` of it full.
    #[must_use]
    pub fn gauge(self, share: f64, wide: u16, style: Style) -> Self {
        self.with(Cell::Gauge(share, wide, style))
    }

    /// Goes on with `wide` cells of which the part between two shares is full.
    #[must_use]
    pub fn stretch(self, from: f64, to: f64, wide: u16, style: Style) -> Self {
        self.with(Cell::Stretch(from, to, wide, style))
    }

    /// Ends with `text`; what does not fit there is left out.
    #[must_use]
    pub fn end(mut self, text: impl Into<String>, style: Style) -> Self {
        self.ends.push((text.into(), style));
        self
    }

    fn draw(&self, scene: &Scene, buf: &mut Buffer, area: Rect, line: u16) {
        let mut pen = Pen::at(buf, area, line);
        let ends: Vec<(&str, Style)> =
            self.ends.iter().map(|(text, style)| (text.as_str(), *style)).collect();
        if !ends.is_empty() {
            pen.ending(&ends);
        }
        for cell in &self.cells {
            match cell {
                Cell::Text(text, style) => pen.text(text, *style),
                Cell::Left(text, wide, style) => pen.left(text, *wide, *style),
                Cell::Gap(cells) => pen.gap(*cells),
                Cell::Gauge(share, wide, style) => {
                    let wide = (*wide).min(pen.room());
                    gauge(scene, &mut pen, wide, *share, *style);
                    &mut pen
                }
                Cell::Stretch(from, to, wide, style) => {
                    stretch(scene, &mut pen, *wide, (*from, *to), *style);
                    &mut pen
                }
            };
        }
    }
}

/// Draws a bar that is full between two shares only; what has a length shows at least one cell.
fn stretch(scene: &Scene, pen: &mut Pen, wide: u16, (from, to): (f64, f64), style: Style) {
    let wide = wide.min(pen.room());
    let cell = |share: f64| (f64::from(wide) * share.clamp(0.0, 1.0)).floor() as u16;
    let first = cell(from).min(wide.saturating_sub(1));
    let last = if to > from { cell(to).max(first + 1) } else { first };
    for at in 0..wide {
        if (first..last).contains(&at) {
            pen.text(scene.glyphs.level_reached, style);
        } else {
            pen.text(scene.glyphs.dot, scene.theme.gauge_empty);
        }
    }
}

/// The lines of one part.
#[derive(Default)]
pub struct Lines {
    lines: Vec<Line>,
}

impl Lines {
    /// Adds a line that cannot be chosen.
    pub fn push(&mut self, line: Line) {
        self.lines.push(line);
    }

    /// Adds a line that can be chosen.
    pub fn choice(&mut self, line: Line) {
        self.lines.push(Line { choice: true, ..line });
    }

    /// Adds a heading, after a free line if something stands before it.
    pub fn heading(&mut self, text: impl Into<String>, style: Style) {
        if !self.lines.is_empty() {
            self.lines.push(Line::default());
        }
        self.lines.push(Line::default().text(text, style));
    }

    /// Adds `text` in as many lines as it takes in a part of `wide` cells, `indent` cells in.
    pub fn paragraph(&mut self, text: &str, indent: u16, wide: u16, style: Style) {
        for line in wrapped(text, wide.saturating_sub(indent).max(1), MOST_WRAPPED) {
            self.lines.push(Line::indented(indent).text(line, style));
        }
    }

    /// The same, its first line to be chosen.
    pub fn choice_of(&mut self, text: &str, indent: u16, wide: u16, style: Style) {
        let first = self.lines.len();
        self.paragraph(text, indent, wide, style);
        if let Some(line) = self.lines.get_mut(first) {
            line.choice = true;
        }
    }

    /// Whether there is nothing at all.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// How many there are.
    pub fn len(&self) -> u16 {
        u16::try_from(self.lines.len()).unwrap_or(u16::MAX)
    }

    /// How many can be chosen.
    pub fn choices(&self) -> usize {
        self.lines.iter().filter(|line| line.choice).count()
    }

    /// Draws those that `area` has room for, around choice `cursor` if there is one.
    pub fn draw(&self, scene: &Scene, buf: &mut Buffer, area: Rect, cursor: Option<usize>) {
        let chosen = cursor.and_then(|cursor| self.line_of(cursor));
        let shown = usize::from(area.height);
        let first = chosen.map_or(0, |chosen| self.first(chosen, shown));
        for (line, content) in self.lines.iter().skip(first).take(shown).enumerate() {
            content.draw(scene, buf, area, line as u16);
            if chosen == Some(first + line) {
                list::choose(scene, buf, area, line as u16);
            }
        }
    }

    /// The first line shown around line `chosen` where `shown` have room. What stands before the first choice
    /// and after the last one must be seen too, as far as the choice stays in sight.
    fn first(&self, chosen: usize, shown: usize) -> usize {
        let is_choice = |line: &Line| line.choice;
        let most = self.lines.len().saturating_sub(shown);
        if self.lines.iter().position(is_choice) == Some(chosen) {
            (chosen + 1).saturating_sub(shown)
        } else if self.lines.iter().rposition(is_choice) == Some(chosen) {
            most.min(chosen)
        } else {
            list::first(chosen, self.lines.len(), shown)
        }
    }

    /// Where the choice numbered `cursor` stands, or the last one.
    fn line_of(&self, cursor: usize) -> Option<usize> {
        let mut choices = self.lines.iter().enumerate().filter(|(_, line)| line.choice).map(|(at, _)| at);
        choices.clone().nth(cursor).or_else(|| choices.next_back())
    }
}

/// `texts`' widest, in cells, at most `most`.
pub fn widest<T: AsRef<str>>(texts: impl IntoIterator<Item = T>, most: u16) -> u16 {
    texts.into_iter().map(|text| width(text.as_ref())).max().unwrap_or(0).min(most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_counts_only_what_can_be_chosen() {
        let mut lines = Lines::default();
        assert_eq!(lines.line_of(0), None);
        lines.heading("a", Style::new());
        lines.choice(Line::default());
        lines.heading("b", Style::new());
        lines.choice(Line::default());
        assert_eq!((lines.len(), lines.choices()), (5, 2), "a free line before the second heading");
        assert_eq!(lines.line_of(0), Some(1));
        assert_eq!(lines.line_of(1), Some(4));
        assert_eq!(lines.line_of(usize::MAX), Some(4), "past the end is the last");
    }

    #[test]
    fn every_line_is_seen_from_some_choice() {
        // Four lines, a choice, two lines, two choices, three lines.
        let choices = [4, 7, 8];
        let mut lines = Lines::default();
        for line in 0..12 {
            let add = if choices.contains(&line) { Lines::choice } else { Lines::push };
            add(&mut lines, Line::default());
        }
        for shown in 5..14 {
            let windows = choices.map(|chosen| {
                let first = lines.first(chosen, shown);
                assert!((first..first + shown).contains(&chosen), "{chosen} in {shown}");
                first..first + shown
            });
            let seen = (0..12).filter(|line| windows.iter().any(|window| window.contains(line))).count();
            assert_eq!(seen, 12, "with {shown} lines");
        }
    }
}
