//! Colours as theme files write them, and in how many of them a terminal shows.

use ratatui::style::{Color, Style};

/// How many colours the terminal shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Depth {
    /// `COLORTERM` says `truecolor` or `24bit`.
    #[default]
    True,
    /// `TERM` says 256 colours.
    Indexed,
    /// Anything else.
    Sixteen,
}

impl Depth {
    /// What the environment says.
    pub fn of(env: impl Fn(&str) -> Option<String>) -> Self {
        let set = |name| env(name).unwrap_or_default();
        if matches!(set("COLORTERM").as_str(), "truecolor" | "24bit") {
            Self::True
        } else if set("TERM").contains("256color") {
            Self::Indexed
        } else {
            Self::Sixteen
        }
    }
}

const NAMES: [(&str, Color, [u8; 3]); 16] = [
    ("black", Color::Black, [0, 0, 0]),
    ("red", Color::Red, [205, 0, 0]),
    ("green", Color::Green, [0, 205, 0]),
    ("yellow", Color::Yellow, [205, 205, 0]),
    ("blue", Color::Blue, [0, 0, 238]),
    ("magenta", Color::Magenta, [205, 0, 205]),
    ("cyan", Color::Cyan, [0, 205, 205]),
    ("gray", Color::Gray, [229, 229, 229]),
    ("darkgray", Color::DarkGray, [127, 127, 127]),
    ("lightred", Color::LightRed, [255, 90, 90]),
    ("lightgreen", Color::LightGreen, [90, 255, 90]),
    ("lightyellow", Color::LightYellow, [255, 255, 90]),
    ("lightblue", Color::LightBlue, [92, 92, 255]),
    ("lightmagenta", Color::LightMagenta, [255, 90, 255]),
    ("lightcyan", Color::LightCyan, [90, 255, 255]),
    ("white", Color::White, [255, 255, 255]),
];

/// Reads one word of a look.
pub(super) fn colour(word: &str) -> Result<Color, String> {
    let wrong = || {
        let names = NAMES.map(|(name, ..)| name).join(", ");
        format!(
            "read {word:?}; expected \"#rrggbb\", a weight (bold, dim, italic, underlined, reversed, crossed, plain), \"on\" or a colour ({names}, reset)"
        )
    };
    if word == "reset" {
        return Ok(Color::Reset);
    }
    if let Some(hex) = word.strip_prefix('#') {
        let number = u32::from_str_radix(hex, 16).map_err(|_| wrong())?;
        let [_, red, green, blue] = number.to_be_bytes();
        return if hex.len() == 6 { Ok(Color::Rgb(red, green, blue)) } else { Err(wrong()) };
    }
    NAMES.iter().find(|(name, ..)| *name == word).map(|(_, colour, _)| *colour).ok_or_else(wrong)
}

/// `style` in fewer colours; a foreground that would sink into its background is lifted out.
pub(super) fn lower(style: Style, screen: Option<Color>, depth: Depth) -> Style {
    if depth == Depth::True {
        return style;
    }
    let map = |colour: Color| match (colour, depth) {
        (Color::Rgb(r, g, b), Depth::Indexed) => indexed([r, g, b]),
        (Color::Rgb(r, g, b), _) => named([r, g, b]),
        (other, _) => other,
    };
    let mut lowered = style;
    lowered.bg = style.bg.map(map);
    lowered.fg = style.fg.map(map);
    let behind = style.bg.or(screen);
    if lowered.fg.is_some() && lowered.fg == behind.map(map) {
        let light = matches!(behind, Some(Color::Rgb(r, g, b)) if luminance([r, g, b]) > 0.18);
        lowered.fg = Some(if light { Color::Black } else { Color::White });
    }
    lowered
}

fn distance(a: [u8; 3], b: [u8; 3]) -> u32 {
    a.iter().zip(b).map(|(a, b)| u32::from(a.abs_diff(b)).pow(2)).sum()
}

fn named(rgb: [u8; 3]) -> Color {
    NAMES
        .iter()
        .min_by_key(|(_, _, known)| distance(rgb, *known))
        .map_or(Color::Reset, |(_, colour, _)| *colour)
}

/// The nearest of the 6×6×6 cube and the 24 greys.
fn indexed(rgb: [u8; 3]) -> Color {
    const STEPS: [u8; 6] = [0, 95, 135, 175, 215, 255];
    let step = |value: u8| (0u8..6).zip(STEPS).min_by_key(|(_, at)| at.abs_diff(value)).unwrap_or((0, 0));
    let [(r, red), (g, green), (b, blue)] = rgb.map(step);
    let cube = (distance(rgb, [red, green, blue]), 16 + 36 * r + 6 * g + b);
    let grey = (0u8..24).map(|n| (distance(rgb, [8 + 10 * n; 3]), 232 + n)).min().unwrap_or(cube);
    Color::Indexed(cube.min(grey).1)
}

/// Relative luminance as WCAG 2 defines it, 0 … 1.
pub(super) fn luminance(rgb: [u8; 3]) -> f64 {
    let [red, green, blue] = rgb.map(|channel| {
        let value = f64::from(channel) / 255.0;
        if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    });
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_colour_is_taken() {
        assert_eq!(indexed([255, 0, 0]), Color::Indexed(196));
        assert_eq!(indexed([18, 18, 18]), Color::Indexed(233));
        assert_eq!(named([200, 10, 10]), Color::Red);
    }

    #[test]
    fn the_terminal_says_how_many_colours_it_has() {
        let env = |pairs: [(&'static str, &'static str); 2]| {
            move |name: &str| pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned())
        };
        assert_eq!(Depth::of(env([("COLORTERM", "truecolor"), ("TERM", "xterm")])), Depth::True);
        assert_eq!(Depth::of(env([("COLORTERM", ""), ("TERM", "tmux-256color")])), Depth::Indexed);
        assert_eq!(Depth::of(env([("COLORTERM", ""), ("TERM", "linux")])), Depth::Sixteen);
    }
}
