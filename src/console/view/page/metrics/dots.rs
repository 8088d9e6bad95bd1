//! A course in dots, two columns and four rows to a cell.

use super::axis::Axis;
use crate::console::view::spark::Ranges;

/// Columns of dots in a cell.
pub const ACROSS: u16 = 2;
/// Rows of dots in a cell.
const DOWN: u16 = 4;
/// The bit of each dot: left column from the top, then right column.
const BITS: [[u8; 4]; 2] = [[0, 1, 2, 6], [3, 4, 5, 7]];

/// The patterns of a chart's cells, line by line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dots {
    wide: u16,
    cells: Vec<u8>,
}

impl Dots {
    /// Draws `ranges` into `wide` by `high` cells: each column from its lowest to its highest number,
    /// joined to the one before unless there is a gap between them.
    pub fn of(ranges: &Ranges, axis: Axis, wide: u16, high: u16) -> Self {
        let mut dots = Self { wide, cells: vec![0; usize::from(wide) * usize::from(high)] };
        let mut before: Option<(u16, u16)> = None;
        for (column, range) in ranges.iter().enumerate() {
            let ends = range.and_then(|(low, most)| Some((row(axis, most, high)?, row(axis, low, high)?)));
            if let Some((top, foot)) = ends {
                let (from, until) = match before {
                    Some((_, foot_before)) if foot_before < top => (foot_before + 1, foot),
                    Some((top_before, _)) if top_before > foot => (top, top_before - 1),
                    _ => (top, foot),
                };
                for row in from.min(top)..=until.max(foot) {
                    dots.set(column, row);
                }
            }
            before = ends;
        }
        dots
    }

    fn set(&mut self, column: usize, row: u16) {
        let (across, down) = (usize::from(ACROSS), usize::from(DOWN));
        let cell = usize::from(row) / down * usize::from(self.wide) + column / across;
        let bit = BITS.get(column % across).and_then(|rows| rows.get(usize::from(row) % down));
        if let (Some(cell), Some(bit)) = (self.cells.get_mut(cell), bit) {
            *cell |= 1 << bit;
        }
    }

    /// The pattern of one cell; no dots outside.
    pub fn at(&self, column: u16, line: u16) -> u8 {
        if column >= self.wide {
            return 0;
        }
        let cell = usize::from(line) * usize::from(self.wide) + usize::from(column);
        self.cells.get(cell).copied().unwrap_or_default()
    }
}

/// The row of dots, from the top, in which `number` stands in a chart of `high` cells.
fn row(axis: Axis, number: f64, high: u16) -> Option<u16> {
    let last = high.checked_mul(DOWN)?.checked_sub(1)?;
    Some(((1.0 - axis.share(number)?) * f64::from(last)).round() as u16)
}

/// The line of cells, from the top, in which `number` stands in a chart of `high` cells.
pub fn line(axis: Axis, number: f64, high: u16) -> Option<u16> {
    row(axis, number, high).map(|row| row / DOWN)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::console::glyphs::Glyphs;
    use crate::plan::types::Id;

    fn drawn(ranges: &Ranges, high: u16) -> Vec<String> {
        let metric = crate::plan::embedded().metric(&Id::new("p95")).unwrap();
        let axis = Axis::of(metric, std::slice::from_ref(ranges));
        let wide = ranges.len() as u16 / ACROSS;
        let dots = Dots::of(ranges, axis, wide, high);
        (0..high)
            .map(|line| (0..wide).map(|column| Glyphs::UNICODE.dots(dots.at(column, line))).collect())
            .collect()
    }

    #[test]
    fn a_gap_is_empty_and_a_zero_is_not() {
        let flat = Some((0.0, 0.0));
        assert_eq!(drawn(&vec![flat, flat, None, None, flat, flat], 1), ["⣀⠀⣀"]);
    }

    #[test]
    fn a_column_shows_its_lowest_and_its_highest_number() {
        assert_eq!(drawn(&vec![Some((0.0, 2.0)), Some((1.9, 2.0))], 2), ["⡏", "⡇"]);
    }

    #[test]
    fn a_step_is_one_line_and_a_gap_breaks_it() {
        let (low, high) = (Some((0.0, 0.0)), Some((2.0, 2.0)));
        assert_eq!(drawn(&vec![low, high], 1), ["⡸"]);
        assert_eq!(drawn(&vec![high, low], 1), ["⢱"]);
        assert_eq!(drawn(&vec![low, None, high, high], 1), ["⡀⠉"]);
    }
}
