//! The bytes of a frame: a ratatui backend that writes into memory and asks the terminal nothing.
//!
//! It writes fewer bytes than the stock backend (only what changed of a style, no cursor commands
//! that repeat), knows its size instead of asking, and honours `NO_COLOR` by having themes without
//! colours: the stock one would erase bold and reverse together with the colour.

use std::convert::Infallible;
use std::io::Write as _;

use ratatui::backend::{Backend, ClearType, WindowSize};
use ratatui::buffer::Cell;
use ratatui::layout::{Position, Size};
use ratatui::style::{Color, Modifier};
use unicode_width::UnicodeWidthStr as _;

/// Collects the bytes of one frame.
#[derive(Debug)]
pub struct Ink {
    bytes: Vec<u8>,
    size: Size,
    cursor: Option<Position>,
    /// What the terminal writes in now: it stays from frame to frame.
    look: Look,
}

impl Ink {
    /// For a screen of `size`, whose cursor is hidden.
    pub fn new(size: Size) -> Self {
        Self { bytes: Vec::with_capacity(64 * 1024), size, cursor: None, look: Look::PLAIN }
    }

    /// The screen has another size from now on.
    pub fn set_size(&mut self, size: Size) {
        self.size = size;
    }

    /// Whether nothing was drawn since the last [`Self::take`].
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// The frame's bytes; `spare` is kept for the next frame, so that nothing is allocated.
    pub fn take(&mut self, mut spare: Vec<u8>) -> Vec<u8> {
        spare.clear();
        std::mem::replace(&mut self.bytes, spare)
    }

    fn put(&mut self, text: std::fmt::Arguments<'_>) {
        // Writing into a Vec cannot fail.
        let _ = self.bytes.write_fmt(text);
    }

    /// From just behind what was written last, if that is known, to `at`.
    fn step_to(&mut self, from: Option<Position>, at: Position) {
        match from {
            Some(from) if from == at => {}
            // Behind the last column terminals disagree on where the cursor is.
            Some(from) if from.y == at.y && from.x < at.x && from.x < self.size.width => {
                match at.x - from.x {
                    1 => self.bytes.extend_from_slice(b"\x1b[C"),
                    columns => self.put(format_args!("\x1b[{columns}C")),
                }
            }
            _ => self.go_to(at),
        }
    }

    fn go_to(&mut self, at: Position) {
        self.put(format_args!("\x1b[{};{}H", at.y.saturating_add(1), at.x.saturating_add(1)));
    }
}

/// A cell's look, for telling what changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Look {
    fg: Color,
    bg: Color,
    modifier: Modifier,
}

/// The SGR parameter of each weight.
const WITH: [(Modifier, &str); 9] = [
    (Modifier::BOLD, "1"),
    (Modifier::DIM, "2"),
    (Modifier::ITALIC, "3"),
    (Modifier::UNDERLINED, "4"),
    (Modifier::SLOW_BLINK, "5"),
    (Modifier::RAPID_BLINK, "6"),
    (Modifier::REVERSED, "7"),
    (Modifier::HIDDEN, "8"),
    (Modifier::CROSSED_OUT, "9"),
];

/// The parameter that takes weights away; bold and dim go together. The VT220 knew them already; taking
/// everything away instead would mean to send both colours again.
const WITHOUT: [(Modifier, &str); 7] = [
    (Modifier::BOLD.union(Modifier::DIM), "22"),
    (Modifier::ITALIC, "23"),
    (Modifier::UNDERLINED, "24"),
    (Modifier::SLOW_BLINK.union(Modifier::RAPID_BLINK), "25"),
    (Modifier::REVERSED, "27"),
    (Modifier::HIDDEN, "28"),
    (Modifier::CROSSED_OUT, "29"),
];

impl Look {
    const PLAIN: Self = Self { fg: Color::Reset, bg: Color::Reset, modifier: Modifier::empty() };

    fn of(cell: &Cell) -> Self {
        Self { fg: cell.fg, bg: cell.bg, modifier: cell.modifier }
    }

    /// Weights that show on a cell without a letter.
    const ON_BLANKS: Modifier = Modifier::UNDERLINED
        .union(Modifier::REVERSED)
        .union(Modifier::CROSSED_OUT)
        .union(Modifier::SLOW_BLINK)
        .union(Modifier::RAPID_BLINK);

    /// Whether nobody can tell a space in this look from one in the other: most gaps between two words of
    /// one colour need no change to another and back.
    fn is_blank_as(self, other: Self) -> bool {
        self.bg == other.bg && !self.modifier.union(other.modifier).intersects(Self::ON_BLANKS)
    }

    /// The SGR parameters that turn `from` into this look.
    fn codes(self, from: Self) -> String {
        if self == Self::PLAIN {
            return "0".to_owned();
        }
        let mut codes = Vec::new();
        let mut has = from.modifier;
        for (modifiers, code) in WITHOUT {
            if has.intersects(modifiers)
                && has.intersection(modifiers) != self.modifier.intersection(modifiers)
            {
                codes.push(code.to_owned());
                has.remove(modifiers);
            }
        }
        for (modifier, code) in WITH {
            if self.modifier.contains(modifier) && !has.contains(modifier) {
                codes.push(code.to_owned());
            }
        }
        if self.fg != from.fg {
            codes.push(colour(self.fg, 30));
        }
        if self.bg != from.bg {
            codes.push(colour(self.bg, 40));
        }
        codes.join(";")
    }
}

/// The SGR parameter of a colour; `base` is 30 for text and 40 for what is behind it.
fn colour(colour: Color, base: u8) -> String {
    let (dark, light) = (base, base + 60);
    let code = match colour {
        Color::Reset => base + 9,
        Color::Black => dark,
        Color::Red => dark + 1,
        Color::Green => dark + 2,
        Color::Yellow => dark + 3,
        Color::Blue => dark + 4,
        Color::Magenta => dark + 5,
        Color::Cyan => dark + 6,
        Color::Gray => dark + 7,
        Color::DarkGray => light,
        Color::LightRed => light + 1,
        Color::LightGreen => light + 2,
        Color::LightYellow => light + 3,
        Color::LightBlue => light + 4,
        Color::LightMagenta => light + 5,
        Color::LightCyan => light + 6,
        Color::White => light + 7,
        Color::Indexed(index) => return format!("{};5;{index}", base + 8),
        Color::Rgb(r, g, b) => return format!("{};2;{r};{g};{b}", base + 8),
    };
    code.to_string()
}

impl Backend for Ink {
    type Error = Infallible;

    fn draw<'a, I>(&mut self, content: I) -> Result<(), Infallible>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        let mut next: Option<Position> = None;
        for (x, y, cell) in content {
            let at = Position { x, y };
            self.step_to(next, at);
            let wanted = Look::of(cell);
            if wanted != self.look && !(cell.symbol() == " " && wanted.is_blank_as(self.look)) {
                let codes = wanted.codes(self.look);
                self.put(format_args!("\x1b[{codes}m"));
                self.look = wanted;
            }
            self.bytes.extend_from_slice(cell.symbol().as_bytes());
            // Where a terminal and this program disagree on a width, only an absolute move heals it.
            next = (cell.symbol().width() == 1).then(|| Position { x: x.saturating_add(1), y });
        }
        Ok(())
    }

    fn hide_cursor(&mut self) -> Result<(), Infallible> {
        if self.cursor.take().is_some() {
            self.bytes.extend_from_slice(b"\x1b[?25l");
        }
        Ok(())
    }

    fn show_cursor(&mut self) -> Result<(), Infallible> {
        if self.cursor.is_none() {
            self.bytes.extend_from_slice(b"\x1b[?25h");
            // The place follows in `set_cursor_position`; none that is on any screen until then.
            self.cursor = Some(Position { x: u16::MAX, y: u16::MAX });
        }
        Ok(())
    }

    fn get_cursor_position(&mut self) -> Result<Position, Infallible> {
        // Asking the terminal could hang; nobody needs the answer on a full screen.
        Ok(self.cursor.unwrap_or_default())
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> Result<(), Infallible> {
        let position = position.into();
        // Drawing moved the cursor, so it is put back even where it already was.
        if self.cursor != Some(position) || !self.bytes.is_empty() {
            self.go_to(position);
            self.cursor = Some(position);
        }
        Ok(())
    }

    fn clear(&mut self) -> Result<(), Infallible> {
        self.clear_region(ClearType::All)
    }

    fn clear_region(&mut self, clear_type: ClearType) -> Result<(), Infallible> {
        self.look = Look::PLAIN;
        self.bytes.extend_from_slice(match clear_type {
            ClearType::All => b"\x1b[0m\x1b[2J",
            ClearType::AfterCursor => b"\x1b[0m\x1b[0J",
            ClearType::BeforeCursor => b"\x1b[0m\x1b[1J",
            ClearType::CurrentLine => b"\x1b[0m\x1b[2K",
            ClearType::UntilNewLine => b"\x1b[0m\x1b[0K",
        });
        Ok(())
    }

    fn size(&self) -> Result<Size, Infallible> {
        Ok(self.size)
    }

    fn window_size(&mut self) -> Result<WindowSize, Infallible> {
        Ok(WindowSize { columns_rows: self.size, pixels: Size::default() })
    }

    fn flush(&mut self) -> Result<(), Infallible> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::console::theme::{BUILT_IN, Theme};
    use proptest::prelude::*;
    use ratatui::Terminal;
    use ratatui::style::Style;
    use ratatui::text::Span;
    use ratatui::widgets::Paragraph;

    fn frame(terminal: &mut Terminal<Ink>, text: &str, style: ratatui::style::Style) -> String {
        terminal
            .draw(|frame| frame.render_widget(Paragraph::new(Span::styled(text, style)), frame.area()))
            .unwrap();
        String::from_utf8(terminal.backend_mut().take(Vec::new())).unwrap()
    }

    #[test]
    fn an_unchanged_frame_costs_no_byte_and_a_clock_tick_few() {
        let mut terminal = Terminal::new(Ink::new(Size::new(80, 24))).unwrap();
        let theme = Theme::built_in("dark").unwrap();
        frame(&mut terminal, "12:00:00", theme.text);
        assert_eq!(frame(&mut terminal, "12:00:00", theme.text), "");
        let tick = frame(&mut terminal, "12:00:01", theme.text);
        assert!(tick.len() < 60 && tick.starts_with("\x1b[1;8H"), "{tick:?}");
    }

    #[test]
    fn without_colours_weight_and_reverse_survive() {
        let theme = Theme::built_in("mono").unwrap();
        let mut terminal = Terminal::new(Ink::new(Size::new(20, 1))).unwrap();
        let critical = frame(&mut terminal, "CRIT", theme.critical);
        assert_eq!(critical, "\x1b[1;1H\x1b[1;7mCRIT");
        for (meaning, style) in theme.looks() {
            let mut terminal = Terminal::new(Ink::new(Size::new(20, 1))).unwrap();
            let bytes = frame(&mut terminal, "word", style);
            for code in bytes.split("\x1b[").filter_map(|part| part.split_once('m')).map(|(code, _)| code) {
                let plain = code.split(';').all(|n| n.parse::<u8>().is_ok_and(|n| n < 30));
                assert!(plain, "{meaning} sends a colour: {bytes:?}");
            }
        }
    }

    #[test]
    fn a_look_changes_by_what_differs() {
        let red = Look { fg: Color::Rgb(1, 2, 3), bg: Color::Black, modifier: Modifier::BOLD };
        let blue = Look { fg: Color::Indexed(4), ..red };
        assert_eq!(red.codes(Look::PLAIN), "1;38;2;1;2;3;40");
        assert_eq!(blue.codes(red), "38;5;4");
        assert_eq!(Look::PLAIN.codes(blue), "0");
        assert_eq!(Look { fg: Color::Reset, ..red }.codes(red), "39");
        assert_eq!(Look { bg: Color::White, ..red }.codes(red), "107");
    }

    #[test]
    fn what_is_on_the_terminal_is_what_was_drawn() {
        for (name, _) in BUILT_IN {
            let theme = Theme::built_in(name).unwrap();
            let mut terminal = Terminal::new(Ink::new(Size::new(30, 3))).unwrap();
            let mut parser = vt100::Parser::new(3.try_into().unwrap(), 30.try_into().unwrap(), 0);
            for text in ["critique ▲", "bien ✓", "critique ▲ encore"] {
                for style in [theme.critical, theme.ok, theme.selection] {
                    parser.process(frame(&mut terminal, text, style).as_bytes());
                    assert_eq!(parser.screen().contents().trim_end(), text, "{name}");
                    let cell = parser.screen().cell(0, 0).unwrap();
                    assert_eq!(cell.bold(), style.add_modifier.contains(Modifier::BOLD), "{name}");
                    assert_eq!(cell.inverse(), style.add_modifier.contains(Modifier::REVERSED), "{name}");
                }
            }
        }
    }

    fn symbols() -> impl Strategy<Value = &'static str> {
        prop::sample::select(vec!["a", " ", "│", "é", "漢", "▁", "⣿", "Z"])
    }

    fn styles() -> impl Strategy<Value = Style> {
        let colours =
            prop::sample::select(vec![Color::Reset, Color::Red, Color::Indexed(117), Color::Rgb(1, 2, 3)]);
        (colours.clone(), colours, any::<u16>()).prop_map(|(fg, bg, weights)| {
            // Not dim: terminals take bold and dim together in ways of their own.
            let known = Modifier::BOLD | Modifier::ITALIC | Modifier::UNDERLINED | Modifier::REVERSED;
            let weights = Modifier::from_bits_truncate(weights) & known;
            Style::new().fg(fg).bg(bg).add_modifier(weights)
        })
    }

    proptest! {
        #[test]
        fn after_any_frames_the_terminal_shows_the_last_one(
            frames in prop::collection::vec(
                prop::collection::vec((0_u16..12, 0_u16..3, symbols(), styles()), 0..12), 1..8)
        ) {
            let mut terminal = Terminal::new(Ink::new(Size::new(12, 3))).unwrap();
            let mut parser = vt100::Parser::new(3.try_into().unwrap(), 12.try_into().unwrap(), 0);
            let any_wide = frames.iter().flatten().any(|(_, _, symbol, _)| symbol.width() > 1);
            for cells in frames {
                let mut shown = ratatui::buffer::Buffer::empty(ratatui::layout::Rect::new(0, 0, 12, 3));
                terminal
                    .draw(|frame| {
                        for (x, y, symbol, style) in &cells {
                            frame.buffer_mut().set_string(*x, *y, symbol, *style);
                        }
                        shown = frame.buffer_mut().clone();
                    })
                    .unwrap();
                parser.process(&terminal.backend_mut().take(Vec::new()));
                for (y, row) in (0_u16..3).zip(parser.screen().rows(0, 12)) {
                    let mut wanted = String::new();
                    let mut x = 0;
                    while x < 12 {
                        wanted.push_str(shown[(x, y)].symbol());
                        // What lies behind a wide character is hidden by it.
                        x += shown[(x, y)].symbol().width() as u16;
                    }
                    prop_assert_eq!(row.replace(' ', ""), wanted.replace(' ', ""));
                    for x in 0..12 {
                        let (cell, seen) = (&shown[(x, y)], parser.screen().cell(y, x).unwrap());
                        // What a terminal leaves of a wide character that was half overwritten has a
                        // look of the terminal's choice, and is blank.
                        if any_wide {
                            continue;
                        }
                        let look = |modifier| cell.modifier.contains(modifier);
                        prop_assert_eq!(seen.inverse(), look(Modifier::REVERSED));
                        prop_assert_eq!(seen.underline(), look(Modifier::UNDERLINED));
                        let plain = |colour| match colour {
                            Color::Red => vt100::Color::Idx(1),
                            Color::Indexed(index) => vt100::Color::Idx(index),
                            Color::Rgb(r, g, b) => vt100::Color::Rgb(r, g, b),
                            _ => vt100::Color::Default,
                        };
                        prop_assert_eq!(seen.bgcolor(), plain(cell.bg));
                        // Nobody sees of which colour or weight a blank is.
                        if cell.symbol() == " " && !cell.modifier.intersects(Look::ON_BLANKS) {
                            continue;
                        }
                        prop_assert_eq!(seen.bold(), look(Modifier::BOLD));
                        prop_assert_eq!(seen.italic(), look(Modifier::ITALIC));
                        prop_assert_eq!(seen.fgcolor(), plain(cell.fg));
                    }
                }
            }
        }
    }
}
