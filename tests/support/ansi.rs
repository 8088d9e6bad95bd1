//! A drawn buffer as a terminal would be sent it, so that a person can look at a test's screen.

use std::fmt::Write as _;

use ratatui::buffer::Buffer;
use ratatui::style::{Color, Modifier};

/// The buffer with its colours: print it on a terminal that is as large.
pub fn of(buf: &Buffer) -> String {
    let mut out = String::from("\x1b[2J\x1b[H");
    for y in 0..buf.area.height {
        write!(out, "\x1b[{};1H", y + 1).unwrap();
        for x in 0..buf.area.width {
            let cell = &buf[(x, y)];
            out.push_str("\x1b[0");
            for (modifier, code) in [
                (Modifier::BOLD, 1),
                (Modifier::DIM, 2),
                (Modifier::ITALIC, 3),
                (Modifier::UNDERLINED, 4),
                (Modifier::REVERSED, 7),
                (Modifier::CROSSED_OUT, 9),
            ] {
                if cell.modifier.contains(modifier) {
                    write!(out, ";{code}").unwrap();
                }
            }
            for (layer, colour) in [(38, cell.fg), (48, cell.bg)] {
                if let Color::Rgb(r, g, b) = colour {
                    write!(out, ";{layer};2;{r};{g};{b}").unwrap();
                }
            }
            write!(out, "m{}", cell.symbol()).unwrap();
        }
    }
    out
}
