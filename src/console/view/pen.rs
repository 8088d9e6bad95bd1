//! Writing into a rectangle: text is cut by what it is wide, never by what it is long, and nothing
//! is ever written outside.
//!
//! ```text
//! │label ········ value  unit│   left("label", 14) right("value", 6) gap(2) text("unit")
//! ```

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// What stands for text that was cut.
const CUT: &str = "…";
/// Fewest cells of a name's beginning that are worth showing before its end.
const LEAST_BEGINNING: u16 = 4;

/// How wide `text` is on the screen, in cells.
pub fn width(text: &str) -> u16 {
    u16::try_from(UnicodeWidthStr::width(text)).unwrap_or(u16::MAX)
}

/// The longest beginning of `text` that fits into `room` cells, and whether something was cut.
fn fitting(text: &str, room: u16) -> (&str, bool) {
    if text.len() <= usize::from(room) || width(text) <= room {
        return (text, false);
    }
    let keep = room.saturating_sub(1);
    let mut used = 0_u16;
    for (at, grapheme) in text.grapheme_indices(true) {
        used = used.saturating_add(width(grapheme));
        if used > keep {
            return (text.get(..at).unwrap_or_default(), true);
        }
    }
    (text, false)
}

/// Writes one line of a rectangle from left to right.
pub struct Pen<'b> {
    buf: &'b mut Buffer,
    x: u16,
    y: u16,
    end: u16,
}

impl<'b> Pen<'b> {
    /// At the beginning of line `line` of `area`; writes nothing if there is no such line.
    pub fn at(buf: &'b mut Buffer, area: Rect, line: u16) -> Self {
        let area = area.intersection(buf.area);
        let inside = line < area.height;
        Self {
            x: area.x,
            y: area.y.saturating_add(if inside { line } else { 0 }),
            end: if inside { area.right() } else { area.x },
            buf,
        }
    }

    /// Cells left on the line.
    pub fn room(&self) -> u16 {
        self.end.saturating_sub(self.x)
    }

    /// Writes `text`, cut with an ellipsis where the line ends.
    pub fn text(&mut self, text: impl AsRef<str>, style: Style) -> &mut Self {
        let room = self.room();
        self.within(text.as_ref(), room, style);
        self
    }

    /// Writes `text` into the next `wide` cells, to the left; the pen stands behind them.
    pub fn left(&mut self, text: impl AsRef<str>, wide: u16, style: Style) -> &mut Self {
        let wide = wide.min(self.room());
        let end = self.x + wide;
        self.within(text.as_ref(), wide, style);
        self.x = end;
        self
    }

    /// Writes `text` into the next `wide` cells, to the right; the pen stands behind them.
    pub fn right(&mut self, text: impl AsRef<str>, wide: u16, style: Style) -> &mut Self {
        let text = text.as_ref();
        let wide = wide.min(self.room());
        let end = self.x + wide;
        self.x += wide.saturating_sub(width(text));
        self.within(text, end - self.x, style);
        self.x = end;
        self
    }

    /// Leaves `cells` free.
    pub fn gap(&mut self, cells: u16) -> &mut Self {
        self.x = self.x.saturating_add(cells).min(self.end);
        self
    }

    /// Goes to column `column` of the line's rectangle whose left edge is `from`.
    pub fn to(&mut self, column: u16) -> &mut Self {
        self.x = column.clamp(self.x, self.end.max(self.x));
        self
    }

    /// Writes `texts` at the line's end, to the right; what stands before keeps at least `keep` cells.
    pub fn ending(&mut self, texts: &[(&str, Style)]) -> &mut Self {
        let wide: u16 = texts.iter().map(|(text, _)| width(text)).fold(0, u16::saturating_add);
        if wide >= self.room() {
            return self;
        }
        let (from, end) = (self.x, self.end);
        self.x = end - wide;
        for (text, style) in texts {
            self.text(text, *style);
        }
        self.x = from;
        self.end = (end - wide).saturating_sub(1).max(from);
        self
    }

    /// Fills the rest of the line with `glyph`.
    pub fn fill(&mut self, glyph: &str, style: Style) -> &mut Self {
        while self.room() > 0 {
            self.text(glyph, style);
            if width(glyph) == 0 {
                break;
            }
        }
        self
    }

    fn within(&mut self, text: &str, room: u16, style: Style) {
        if room == 0 || text.is_empty() {
            return;
        }
        let (kept, cut) = fitting(text, room);
        let (x, _) = self.buf.set_stringn(self.x, self.y, kept, usize::from(room), style);
        self.x = x;
        if cut {
            let (x, _) = self.buf.set_stringn(self.x, self.y, CUT, 1, style);
            self.x = x;
        }
    }
}

/// Fewest letters of a word that still stand for it.
const LEAST_LETTERS: usize = 3;

/// `text` in at most `room` cells with every word still there: small words go first, then long words
/// lose their end. Where that does not suffice, the last word stays whole ([`keeping_end`]).
pub fn abbreviated(text: &str, room: u16) -> String {
    if width(text) <= room {
        return text.to_owned();
    }
    let mut words: Vec<(&str, usize)> = text.split_whitespace().filter_map(telling).collect();
    while wide_of(&words) > usize::from(room) {
        let over = wide_of(&words) - usize::from(room);
        let longest =
            words.iter_mut().filter(|(_, kept)| *kept > LEAST_LETTERS + 1).max_by_key(|(_, kept)| *kept);
        let Some((word, kept)) = longest else { return keeping_end(text, room) };
        // The full stop of a word that is cut for the first time takes a cell.
        let stop = usize::from(*kept == word.chars().count());
        *kept = kept.saturating_sub(over + stop).max(LEAST_LETTERS);
    }
    let words: Vec<String> = words.iter().map(|(word, kept)| shortened(word, *kept)).collect();
    words.join(" ")
}

/// A word without its article and its marks, and how many letters it has; none for a small word.
fn telling(word: &str) -> Option<(&str, usize)> {
    let word = word.split_once('\'').map_or(word, |(_, noun)| noun).trim_end_matches([',', ':', ';']);
    let small = ["de", "du", "des", "la", "le", "les", "of", "the"].contains(&word);
    (!small && !word.is_empty()).then(|| (word, word.chars().count()))
}

fn wide_of(words: &[(&str, usize)]) -> usize {
    words.iter().map(|(word, kept)| usize::from(width(&shortened(word, *kept))) + 1).sum::<usize>().max(1) - 1
}

fn shortened(word: &str, kept: usize) -> String {
    match word.char_indices().nth(kept) {
        Some((at, _)) => format!("{}.", word.get(..at).unwrap_or_default()),
        None => word.to_owned(),
    }
}

/// `text` cut before its last word rather than behind it: "Temps de réponse p95" and "… p99" differ
/// in nothing else.
pub fn keeping_end(text: &str, room: u16) -> String {
    if width(text) <= room {
        return text.to_owned();
    }
    // What is left of the beginning must still be a beginning.
    let end = text
        .rsplit_once(' ')
        .map(|(_, end)| end)
        .filter(|end| width(end).saturating_add(2 + LEAST_BEGINNING) <= room);
    let Some(end) = end else { return text.to_owned() };
    let (kept, _) = fitting(text, room.saturating_sub(width(end) + 1));
    format!("{}{CUT} {end}", kept.trim_end())
}

/// `text` and as many spaces as make it `wide` cells.
pub fn padded(text: &str, wide: u16) -> String {
    format!("{text}{}", " ".repeat(usize::from(wide.saturating_sub(width(text)))))
}

/// `text` in lines of at most `wide` cells, at most `lines` of them; the last says if more was cut.
pub fn wrapped(text: &str, wide: u16, lines: usize) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut line = String::new();
    // A no-break space holds a number and its unit together.
    let breaks = |letter: char| letter.is_whitespace() && !matches!(letter, '\u{a0}' | '\u{202f}');
    for word in text.split(breaks).filter(|word| !word.is_empty()) {
        let joined = width(&line).saturating_add(u16::from(!line.is_empty())).saturating_add(width(word));
        if !line.is_empty() && joined > wide {
            out.push(std::mem::take(&mut line));
            if out.len() == lines {
                if let Some(last) = out.last_mut() {
                    last.push_str(CUT);
                }
                return out;
            }
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    if !line.is_empty() && out.len() < lines {
        out.push(line);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(wide: u16, draw: impl FnOnce(&mut Pen)) -> String {
        let area = Rect::new(0, 0, wide, 1);
        let mut buf = Buffer::empty(area);
        draw(&mut Pen::at(&mut buf, area, 0));
        (0..wide).filter_map(|x| buf.cell((x, 0)).map(|cell| cell.symbol().to_owned())).collect()
    }

    #[test]
    fn text_is_cut_by_width_and_says_so() {
        assert_eq!(
            written(6, |pen| {
                pen.text("décision", Style::new());
            }),
            "décis…"
        );
        assert_eq!(
            written(5, |pen| {
                pen.text("日本語", Style::new());
            })
            .trim_end(),
            "日 本 …"
        );
        assert_eq!(
            written(4, |pen| {
                pen.text("four", Style::new());
            }),
            "four"
        );
    }

    #[test]
    fn columns_stand_where_they_were_put() {
        let line = written(12, |pen| {
            pen.left("ab", 4, Style::new()).right("12", 4, Style::new()).gap(1).text("x", Style::new());
        });
        assert_eq!(line, "ab    12 x  ");
    }

    #[test]
    fn what_ends_the_line_is_left_out_rather_than_cut() {
        assert_eq!(
            written(8, |pen| {
                pen.ending(&[("end", Style::new())]).text("abcdefgh", Style::new());
            }),
            "abc… end"
        );
        assert_eq!(
            written(3, |pen| {
                pen.ending(&[("end", Style::new())]).text("ab", Style::new());
            }),
            "ab "
        );
    }

    #[test]
    fn a_name_keeps_the_word_that_tells_it_apart() {
        assert_eq!(keeping_end("Temps de réponse p95", 11), "Temps… p95");
        assert_eq!(keeping_end("Temps de réponse p95", 20), "Temps de réponse p95");
        assert_eq!(keeping_end("Authentifications réussies", 12), "Authentifications réussies");
    }

    #[test]
    fn a_long_name_keeps_the_beginning_of_every_word() {
        assert_eq!(abbreviated("Erreurs critiques", 10), "Erre. cri.");
        assert_eq!(abbreviated("Temps de réponse p95", 15), "Temps répo. p95");
        assert_eq!(abbreviated("Temps de réponse p95", 10), "Temps… p95");
        assert_eq!(abbreviated("Missions créées, total", 19), "Missi. créées total");
        assert_eq!(abbreviated("Débit", 10), "Débit");
    }

    #[test]
    fn lines_never_break_between_a_number_and_its_unit() {
        assert_eq!(
            wrapped("calculée sur 1\u{a0}min\u{a0}00\u{a0}s", 20, 3),
            ["calculée sur", "1\u{a0}min\u{a0}00\u{a0}s"]
        );
    }

    #[test]
    fn nothing_is_written_outside() {
        let mut buf = Buffer::empty(Rect::new(0, 0, 4, 2));
        Pen::at(&mut buf, Rect::new(2, 1, 50, 50), 7).text("lost", Style::new());
        Pen::at(&mut buf, Rect::new(9, 9, 5, 5), 0).text("lost", Style::new());
        Pen::at(&mut buf, Rect::new(2, 1, 50, 50), 0).text("kept", Style::new());
        let all: String = buf.content().iter().map(ratatui::buffer::Cell::symbol).collect();
        assert_eq!(all, "      k…");
    }
}
