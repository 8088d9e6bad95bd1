//! Frames for somebody who looks later: the same drawing as on a terminal, as the bytes of each change.

use ratatui::layout::Size;
use ratatui::style::Color;
use ratatui::{Frame, Terminal};

use super::ink::Ink;
use super::theme::Theme;

/// What a terminal is told before the first frame: no cursor, nothing on the screen.
const BEGIN: &str = "\x1b[?25l\x1b[0m\x1b[2J";

/// A screen that nobody sees yet.
pub struct Film {
    terminal: Terminal<Ink>,
    ascii: bool,
    begun: bool,
}

impl Film {
    /// An empty screen of so many columns and lines. With `ascii`, whatever is not ASCII is folded into it.
    pub fn new((width, height): (u16, u16), ascii: bool) -> Self {
        let Ok(terminal) = Terminal::new(Ink::new(Size { width, height }));
        Self { terminal, ascii, begun: false }
    }

    /// Draws one frame: what a terminal that shows the frame before must be sent; none if nothing changed.
    pub fn frame(&mut self, view: impl FnOnce(&mut Frame<'_>)) -> Option<String> {
        let ascii = self.ascii;
        let Ok(_) = self.terminal.draw(|frame| {
            view(frame);
            if ascii {
                super::glyphs::fold(frame.buffer_mut());
            }
        });
        let drawn = self.terminal.backend_mut().take(Vec::new());
        let mut bytes = String::from_utf8_lossy(&drawn).into_owned();
        if !std::mem::replace(&mut self.begun, true) {
            bytes.insert_str(0, BEGIN);
        }
        (!bytes.is_empty()).then_some(bytes)
    }
}

/// The colours of text and of what is behind it, as `#rrggbb`; none if the theme leaves them to the
/// terminal.
pub fn ground(theme: &Theme) -> Option<[String; 2]> {
    let hex = |colour: Option<Color>| match colour {
        Some(Color::Rgb(r, g, b)) => Some(format!("#{r:02x}{g:02x}{b:02x}")),
        _ => None,
    };
    Some([hex(theme.text.fg)?, hex(theme.text.bg)?])
}
