//! Every glyph of the screen in one place, each with an ASCII twin (R25).
//!
//! All are narrow characters of the basic plane without a variation selector: terminals, tmux and
//! jday must agree on their width, or borders break. Box drawing and block elements count as one
//! column everywhere; emoji do not, and are absent.

macro_rules! glyphs {
    ($($(#[$doc:meta])+ $name:ident: $unicode:literal, $ascii:literal;)*) => {
        /// A full set of glyphs.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub struct Glyphs {
            /// Name of the set, for its test and for `jday themes`.
            pub set: &'static str,
            $($(#[$doc])+ pub $name: &'static str,)*
        }

        impl Glyphs {
            /// For terminals in a UTF-8 locale.
            pub const UNICODE: Self = Self { set: "unicode", $($name: $unicode,)* };
            /// For `--ascii` and the C locale.
            pub const ASCII: Self = Self { set: "ascii", $($name: $ascii,)* };

            /// Every glyph with its name.
            pub fn all(&self) -> Vec<(&'static str, &'static str)> {
                vec![$((stringify!($name), self.$name),)*]
            }
        }
    };
}

glyphs! {
    /// Severity critical.
    critical: "▲", "!";
    /// Severity important.
    important: "◆", "*";
    /// Severity information.
    info: "●", "i";
    /// Well; done; gate open.
    ok: "✓", "+";
    /// Not well; failed; gate closed.
    bad: "✗", "x";
    /// Neither: unknown, blind.
    unknown: "?", "?";
    /// Late or stale.
    stale: "◌", "~";
    /// Fresh, on time.
    fresh: "•", ".";
    /// Opened against its own verdict.
    overridden: "≈", "%";
    /// Under way.
    running: "▶", ">";
    /// Waiting for its turn.
    waiting: "○", "o";
    /// Paused.
    paused: "‖", "=";
    /// Skipped, declined.
    skipped: "–", "-";
    /// Checklist item not done.
    box_empty: "☐", "_";
    /// Checklist item done.
    box_done: "☑", "+";
    /// Lines below are hidden.
    folded: "▸", ">";
    /// Lines below are shown.
    unfolded: "▾", "v";
    /// From one side to another.
    to: "→", ">";
    /// Rising.
    up: "↑", "^";
    /// Falling.
    down: "↓", "v";
    /// You are here.
    here: "►", ">";
    /// An arrow's head to the left.
    left: "◄", "<";
    /// Where typed text goes on.
    cursor: "▏", "_";
    /// The live side.
    live: "█", "#";
    /// The side that is not live.
    idle: "░", ".";
    /// A filled part of a gauge.
    gauge_full: "█", "#";
    /// An empty part of a gauge.
    gauge_empty: "░", ".";
    /// A level of truth that was reached.
    level_reached: "■", "#";
    /// A level of truth that was not reached yet.
    level_open: "□", ".";
    /// Cut text.
    ellipsis: "…", "~";
    /// Between facts on one line.
    dot: "·", "-";
    /// A threshold or target.
    target: "┆", ":";
    /// Horizontal line.
    line: "─", "-";
    /// Vertical line.
    bar: "│", "|";
    /// Upper left corner.
    top_left: "┌", "+";
    /// Upper right corner.
    top_right: "┐", "+";
    /// Lower left corner.
    bottom_left: "└", "+";
    /// Lower right corner.
    bottom_right: "┘", "+";
    /// Upper left corner of double lines.
    double_top_left: "╔", "+";
    /// Upper right corner of double lines.
    double_top_right: "╗", "+";
    /// Lower left corner of double lines.
    double_bottom_left: "╚", "+";
    /// Lower right corner of double lines.
    double_bottom_right: "╝", "+";
    /// Double horizontal line, for frames that must not be mistaken.
    double_line: "═", "=";
    /// Double vertical line.
    double_bar: "║", "H";
    /// A target's height across a chart.
    level: "┄", "-";
    /// A label's place on a time axis.
    tick: "┴", "+";
    /// On a time axis: people or automation decided.
    decision: "◇", "d";
    /// On a time axis: a trigger proposed a rollback.
    proposal: "△", "p";
    /// A gap in a chart: nothing was read.
    gap: " ", " ";
    /// Chart height, an eighth.
    spark_1: "▁", "_";
    /// Chart height, two eighths.
    spark_2: "▂", "_";
    /// Chart height, three eighths.
    spark_3: "▃", ".";
    /// Chart height, four eighths.
    spark_4: "▄", "-";
    /// Chart height, five eighths.
    spark_5: "▅", "-";
    /// Chart height, six eighths.
    spark_6: "▆", "=";
    /// Chart height, seven eighths.
    spark_7: "▇", "*";
    /// Chart height, full.
    spark_8: "█", "#";
}

impl Glyphs {
    /// The set to use: ASCII when asked for, or when the locale knows nothing else.
    pub fn choose(ascii: bool, utf8: bool) -> &'static Self {
        if ascii || !utf8 { &Self::ASCII } else { &Self::UNICODE }
    }

    /// Heights of a small chart, lowest first.
    pub fn sparks(&self) -> [&'static str; 8] {
        [
            self.spark_1,
            self.spark_2,
            self.spark_3,
            self.spark_4,
            self.spark_5,
            self.spark_6,
            self.spark_7,
            self.spark_8,
        ]
    }
}

/// Where the upper and the lower half of a cell are in the pattern of [`Glyphs::dots`].
const HALVES: [u8; 2] = [0b0001_1011, 0b1110_0100];

/// The first of the 256 characters of dots, which has none.
const NO_DOTS: u32 = 0x2800;

impl Glyphs {
    /// One cell of a fine chart: eight dots, two wide and four high, numbered as Unicode numbers braille
    /// (bits 0, 1, 2, 6 down the left, 3, 4, 5, 7 down the right). The ASCII twin has two heights.
    pub fn dots(&self, pattern: u8) -> char {
        if self.set == Self::ASCII.set {
            return dots_in_ascii(pattern).chars().next().unwrap_or(' ');
        }
        char::from_u32(NO_DOTS | u32::from(pattern)).unwrap_or(' ')
    }
}

fn dots_in_ascii(pattern: u8) -> &'static str {
    match HALVES.map(|half| pattern & half != 0) {
        [true, true] => ":",
        [true, false] => "'",
        [false, true] => ".",
        [false, false] => " ",
    }
}

/// Makes everything in `buffer` ASCII: glyphs by their twins, letters by losing their accents, the
/// rest by a question mark. This is what keeps a plan in French legible where only ASCII is.
pub fn fold(buffer: &mut ratatui::buffer::Buffer) {
    for cell in &mut buffer.content {
        if !cell.symbol().is_ascii() {
            let folded = fold_one(cell.symbol());
            cell.set_symbol(folded);
        }
    }
}

fn fold_one(symbol: &str) -> &'static str {
    let twins = Glyphs::UNICODE.all().into_iter().zip(Glyphs::ASCII.all());
    if let Some((_, (_, ascii))) = twins.into_iter().find(|((_, unicode), _)| *unicode == symbol) {
        return ascii;
    }
    let first = symbol.chars().next().unwrap_or(' ');
    if let Some(pattern) = u32::from(first).checked_sub(NO_DOTS).and_then(|dots| u8::try_from(dots).ok()) {
        return dots_in_ascii(pattern);
    }
    match first {
        'à' | 'â' | 'ä' | 'á' => "a",
        'ç' => "c",
        'é' | 'è' | 'ê' | 'ë' => "e",
        'î' | 'ï' | 'í' => "i",
        'ô' | 'ö' | 'ó' | 'œ' => "o",
        'ù' | 'û' | 'ü' | 'ú' => "u",
        'ñ' => "n",
        'À' | 'Â' | 'Ä' | 'Á' => "A",
        'Ç' => "C",
        'É' | 'È' | 'Ê' | 'Ë' => "E",
        'Î' | 'Ï' => "I",
        'Ô' | 'Ö' | 'Œ' => "O",
        'Ù' | 'Û' | 'Ü' => "U",
        '«' | '»' | '“' | '”' => "\"",
        '‘' | '’' => "'",
        '—' | '–' | '‑' => "-",
        '\u{a0}' | '\u{202f}' => " ",
        '≥' => ">",
        '≤' => "<",
        '×' => "x",
        _ => "?",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use unicode_width::UnicodeWidthStr;

    #[test]
    fn every_glyph_is_one_narrow_character_of_the_basic_plane() {
        for set in [Glyphs::UNICODE, Glyphs::ASCII] {
            for (name, glyph) in set.all() {
                assert_eq!(glyph.width(), 1, "{name} {glyph:?} in {}", set.set);
                assert_eq!(glyph.chars().count(), 1, "{name} carries a variation selector or a mark");
                assert!(glyph.chars().all(|c| (c as u32) < 0x1_0000), "{name}");
            }
        }
    }

    #[test]
    fn dots_are_narrow_and_keep_their_height_in_ascii() {
        for pattern in 0..=u8::MAX {
            let dots = Glyphs::UNICODE.dots(pattern).to_string();
            assert_eq!(dots.width(), 1, "{dots}");
            let twin = Glyphs::ASCII.dots(pattern).to_string();
            assert_eq!(fold_one(&dots), twin, "folding and drawing agree");
        }
        assert_eq!(Glyphs::UNICODE.dots(0b1100_0000), '⣀');
        assert_eq!(
            [0b1100_0000, 0b0000_1001, 0xff, 0].map(|dots| Glyphs::ASCII.dots(dots)),
            ['.', '\'', ':', ' ']
        );
    }

    #[test]
    fn the_ascii_set_is_ascii() {
        for (name, glyph) in Glyphs::ASCII.all() {
            assert!(glyph.is_ascii(), "{name} {glyph:?}");
        }
    }

    #[test]
    fn folding_leaves_nothing_but_ascii_and_keeps_words_legible() {
        let area = ratatui::layout::Rect::new(0, 0, 24, 1);
        let mut buffer = ratatui::buffer::Buffer::empty(area);
        buffer.set_string(0, 0, "✓ Décision « à 5 % » →あ", ratatui::style::Style::new());
        fold(&mut buffer);
        let text: String = buffer.content.iter().map(ratatui::buffer::Cell::symbol).collect();
        assert!(text.is_ascii(), "{text}");
        assert_eq!(text.trim_end(), "+ Decision \" a 5 % \" >?");
    }

    #[test]
    fn severities_differ_without_colour() {
        for set in [Glyphs::UNICODE, Glyphs::ASCII] {
            let mut severities = [set.critical, set.important, set.info, set.ok, set.unknown];
            severities.sort_unstable();
            assert!(severities.windows(2).all(|pair| pair[0] != pair[1]), "{}", set.set);
        }
    }
}
