//! Lists longer than their room: which lines are shown, and which one is chosen.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::frame;
use super::layout::Size;
use super::scene::Scene;
use crate::console::messages::common;

/// The first line shown of `rows` where `shown` lines have room: the chosen one stands in the middle,
/// but at the ends of the list.
pub fn first(cursor: usize, rows: usize, shown: usize) -> usize {
    cursor.saturating_sub(shown / 2).min(rows.saturating_sub(shown))
}

/// Marks line `line` of `area` as the chosen one.
pub fn choose(scene: &Scene, buf: &mut Buffer, area: Rect, line: u16) {
    let row = Rect { y: area.y.saturating_add(line), height: 1, ..area };
    buf.set_style(row.intersection(area), scene.theme.selection);
}

/// `title`, with which of how many lines is chosen where not all are shown and no frame has a lower line to
/// say it in; for [`position`] otherwise.
pub fn titled(title: &str, area: Rect, size: Size, cursor: usize, rows: usize) -> String {
    if size.framed() || rows <= usize::from(area.height.saturating_sub(size.frame_lines())) {
        return title.to_owned();
    }
    format!("{title} {}/{rows}", cursor.min(rows - 1) + 1)
}

/// Says in a frame's lower line which of how many lines is chosen, where not all of them are shown.
pub fn position(scene: &Scene, buf: &mut Buffer, framed: Rect, cursor: usize, rows: usize, shown: usize) {
    if rows > shown {
        let text = common::of(scene.lang, cursor.min(rows - 1) + 1, rows);
        frame::foot(buf, framed, &text, scene.theme.dim);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_chosen_line_is_always_among_the_shown() {
        for rows in 0..40 {
            for shown in 1..12 {
                for cursor in 0..rows {
                    let first = first(cursor, rows, shown);
                    assert!(first <= cursor && cursor < first + shown, "{cursor} of {rows} in {shown}");
                    assert!(first + shown <= rows.max(shown), "no empty lines at the end");
                }
            }
        }
    }
}
