//! Colours are meanings. A theme is a TOML file that gives each meaning its look.
//!
//! A look is one line: words for weight, a colour, and optionally `on` another colour, such as
//! `"bold #ffffff on #9b1c1c"` or `"reversed"`. Colours are `#rrggbb` or one of the sixteen names.
//! Meaning never rests on colour alone: severities also have a glyph and a word.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use ratatui::style::{Color, Modifier, Style};
use toml::Spanned;

pub use super::colour::Depth;
use super::colour::{colour, lower};

macro_rules! meanings {
    ($($(#[$doc:meta])+ $name:ident,)*) => {
        /// A complete theme: one look for each meaning.
        #[derive(Debug, Clone, PartialEq, Eq, Default)]
        pub struct Theme {
            /// Its name.
            pub name: String,
            /// What it is for, in English.
            pub about_en: String,
            /// The same in French.
            pub about_fr: String,
            $($(#[$doc])+ pub $name: Style,)*
        }

        impl Theme {
            /// Every meaning, as written in theme files.
            pub const MEANINGS: &'static [&'static str] = &[$(stringify!($name)),*];

            /// Every look with its meaning.
            pub fn looks(&self) -> Vec<(&'static str, Style)> {
                vec![$((stringify!($name), self.$name)),*]
            }

            fn slot(&mut self, meaning: &str) -> Option<&mut Style> {
                match meaning {
                    $(stringify!($name) => Some(&mut self.$name),)*
                    _ => None,
                }
            }
        }
    };
}

meanings! {
    /// Ordinary text; its background is the screen's.
    text,
    /// What may be overlooked: labels, units, hints.
    dim,
    /// What carries the figure.
    strong,
    /// A pane's title.
    title,
    /// What draws the eye without being grave: the cursor's row, a number that matters.
    accent,
    /// A pane's border.
    border,
    /// The border of the pane that has the focus.
    border_focus,
    /// The selected row.
    selection,
    /// A key's name in hints and help.
    key,
    /// A key that does nothing just now.
    key_off,
    /// The mode's word and frame in a live room.
    frame_live,
    /// The mode's word and frame in a drill.
    frame_drill,
    /// The mode's word and frame in a replay.
    frame_replay,
    /// The Blue side.
    blue,
    /// The Green side.
    green,
    /// Well.
    ok,
    /// Worth a look.
    warn,
    /// Not well.
    bad,
    /// Somebody must act now.
    critical,
    /// Good to know.
    info,
    /// Too old to trust; drawn struck through where the terminal can.
    stale,
    /// Unknown, blind.
    unknown,
    /// The filled part of a gauge.
    gauge,
    /// The filled part of a gauge that is nearly full, where full is grave.
    gauge_hot,
    /// The empty part of a gauge.
    gauge_empty,
    /// A chart's line.
    chart,
    /// A target or threshold in a chart.
    threshold,
    /// A text field.
    input,
    /// A button.
    button,
    /// The button that has the focus.
    button_focus,
    /// The border and title of a dialog that moves traffic or data.
    danger,
    /// A banner over everything: blind, drifted, proposed.
    banner,
}

/// The embedded themes: name and file.
pub const BUILT_IN: [(&str, &str); 6] = [
    ("dark", include_str!("../../themes/dark.toml")),
    ("light", include_str!("../../themes/light.toml")),
    ("contrast", include_str!("../../themes/contrast.toml")),
    ("colour-blind", include_str!("../../themes/colour-blind.toml")),
    ("sixteen", include_str!("../../themes/sixteen.toml")),
    ("mono", include_str!("../../themes/mono.toml")),
];

/// The rows of `jday themes`: name, and what it is for.
pub fn table(lang: super::lang::Lang) -> Vec<(&'static str, String)> {
    let about = |theme: Theme| match lang {
        super::lang::Lang::Fr => theme.about_fr,
        super::lang::Lang::En => theme.about_en,
    };
    BUILT_IN.iter().filter_map(|(name, _)| Some((*name, about(Theme::built_in(name)?)))).collect()
}

/// One mistake of a theme file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ThemeProblem {
    /// The file, as it was named.
    pub file: String,
    /// Line, from 1; 0 where the mistake is that something is not there.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// The meaning it concerns.
    pub meaning: String,
    /// What was read and what would be right.
    pub message: String,
}

impl fmt::Display for ThemeProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, line, column, meaning, message } = self;
        match (line, meaning.as_str()) {
            (0, _) => write!(f, "{file}: {meaning}: {message}"),
            (_, "") => write!(f, "{file}:{line}:{column}: {message}"),
            _ => write!(f, "{file}:{line}:{column}: {meaning}: {message}"),
        }
    }
}

/// Everything that is wrong with a theme file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
pub struct ThemeError(pub Vec<ThemeProblem>);

impl Theme {
    /// The embedded theme `name`.
    pub fn built_in(name: &str) -> Option<Self> {
        let (name, text) = BUILT_IN.iter().find(|(known, _)| *known == name)?;
        Self::parse(name, text).ok()
    }

    /// The theme to begin with where nobody asked for one: `mono` where `NO_COLOR` is set, `sixteen` where
    /// the terminal has no more colours, else `dark`.
    ///
    /// jday reads `NO_COLOR` itself, because crossterm's own way of honouring it also erases bold and
    /// reverse; a theme of reset colours keeps them.
    pub fn default_name(no_color: bool, depth: Depth) -> &'static str {
        match depth {
            _ if no_color => "mono",
            Depth::Sixteen => "sixteen",
            Depth::Indexed | Depth::True => "dark",
        }
    }

    /// Reads a theme file; `file` names it in messages.
    ///
    /// # Errors
    /// Every mistake of the file at once, each with its place.
    pub fn parse(file: &str, text: &str) -> Result<Self, ThemeError> {
        let mut reading = Reading { file, text, problems: Vec::new() };
        let table = match toml::from_str::<Table>(text) {
            Ok(table) => table,
            Err(error) => {
                let at = error.span().map_or(0, |span| span.start);
                reading.note(Some(at), "", error.message().to_owned());
                return Err(ThemeError(reading.problems));
            }
        };
        let mut theme = Self { name: file.to_owned(), ..Self::default() };
        let mut seen = BTreeSet::new();
        for (key, value) in &table {
            let (name, at) = (key.get_ref().as_str(), value.span().start);
            let toml::Value::String(written) = value.get_ref() else {
                reading.note(Some(at), name, format!("read {}; expected a string", value.get_ref()));
                continue;
            };
            match name {
                "name" => theme.name.clone_from(written),
                "about_en" => theme.about_en.clone_from(written),
                "about_fr" => theme.about_fr.clone_from(written),
                _ => match (theme.slot(name), look(written)) {
                    (Some(slot), Ok(style)) => {
                        *slot = style;
                        seen.insert(name);
                    }
                    (Some(_), Err(message)) => {
                        seen.insert(name);
                        reading.note(Some(at), name, message);
                    }
                    (None, _) => reading.note(Some(key.span().start), name, nearest_meaning(name)),
                },
            }
        }
        for meaning in Self::MEANINGS.iter().filter(|meaning| !seen.contains(*meaning)) {
            reading.note(None, meaning, format!("is missing; write {meaning} = \"…\""));
        }
        if reading.problems.is_empty() { Ok(theme) } else { Err(ThemeError(reading.problems)) }
    }

    /// The same theme in the colours that a terminal of `depth` can show.
    #[must_use]
    pub fn at_depth(mut self, depth: Depth) -> Self {
        let screen = self.text.bg;
        for meaning in Self::MEANINGS {
            if let Some(style) = self.slot(meaning) {
                *style = lower(*style, screen, depth);
            }
        }
        self
    }

    /// Whether it uses no colour at all.
    pub fn is_mono(&self) -> bool {
        let plain = |colour: Option<Color>| matches!(colour, None | Some(Color::Reset));
        self.looks().iter().all(|(_, style)| plain(style.fg) && plain(style.bg))
    }
}

type Table = BTreeMap<Spanned<String>, Spanned<toml::Value>>;

/// Collects the mistakes of one file.
struct Reading<'a> {
    file: &'a str,
    text: &'a str,
    problems: Vec<ThemeProblem>,
}

impl Reading<'_> {
    fn note(&mut self, at: Option<usize>, meaning: &str, message: String) {
        let (line, column) = at.map_or((0, 0), |at| place(self.text, at));
        self.problems.push(ThemeProblem {
            file: self.file.to_owned(),
            line,
            column,
            meaning: meaning.to_owned(),
            message,
        });
    }
}

fn place(text: &str, at: usize) -> (usize, usize) {
    let before = text.get(..at).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    (line, column)
}

fn nearest_meaning(name: &str) -> String {
    let near = Theme::MEANINGS
        .iter()
        .map(|meaning| (strsim::damerau_levenshtein(name, meaning), meaning))
        .min()
        .filter(|(distance, _)| *distance <= 3);
    match near {
        Some((_, meaning)) => format!("is not a meaning; did you mean {meaning:?}?"),
        None => format!("is not a meaning; expected one of {}", Theme::MEANINGS.join(", ")),
    }
}

/// Reads one look.
fn look(written: &str) -> Result<Style, String> {
    let mut style = Style::new();
    let mut on = false;
    for word in written.split_whitespace() {
        let modifier = match word {
            "on" => {
                on = true;
                continue;
            }
            "bold" => Some(Modifier::BOLD),
            "dim" => Some(Modifier::DIM),
            "italic" => Some(Modifier::ITALIC),
            "underlined" => Some(Modifier::UNDERLINED),
            "reversed" => Some(Modifier::REVERSED),
            "crossed" => Some(Modifier::CROSSED_OUT),
            "plain" => Some(Modifier::empty()),
            _ => None,
        };
        if let Some(modifier) = modifier {
            style = style.add_modifier(modifier);
            continue;
        }
        let colour = colour(word)?;
        style = if on { style.bg(colour) } else { style.fg(colour) };
    }
    Ok(style)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::console::colour::luminance;

    fn contrast(a: Color, b: Color) -> f64 {
        let light = |colour| match colour {
            Color::Rgb(r, g, b) => luminance([r, g, b]),
            other => panic!("{other:?} has no luminance"),
        };
        let (a, b) = (light(a), light(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    #[test]
    fn every_embedded_theme_is_complete() {
        for (name, text) in BUILT_IN {
            let theme = Theme::parse(&format!("themes/{name}.toml"), text).unwrap_or_else(|e| panic!("{e}"));
            assert_eq!(theme.name, name);
            assert!(!theme.about_en.is_empty() && !theme.about_fr.is_empty(), "{name} says what it is for");
        }
    }

    #[test]
    fn the_table_of_themes_speaks_both_languages() {
        let (fr, en) = (table(crate::console::lang::Lang::Fr), table(crate::console::lang::Lang::En));
        assert_eq!(fr.len(), BUILT_IN.len());
        assert!(fr.iter().zip(&en).all(|(fr, en)| fr.0 == en.0 && fr.1 != en.1));
    }

    #[test]
    fn every_colour_stands_out_from_what_is_behind_it() {
        for name in ["dark", "light", "contrast", "colour-blind"] {
            let theme = Theme::built_in(name).unwrap();
            let least = if name == "contrast" { 7.0 } else { 4.5 };
            let screen = theme.text.bg.expect("the theme paints the screen");
            for (meaning, style) in theme.looks() {
                let front = style.fg.or(theme.text.fg).unwrap();
                let ratio = contrast(front, style.bg.unwrap_or(screen));
                assert!(ratio >= least, "{name}: {meaning} has {ratio:.2}, needs {least}");
            }
        }
    }

    #[test]
    fn severities_and_sides_never_look_alike() {
        for (name, _) in BUILT_IN {
            let theme = Theme::built_in(name).unwrap();
            assert_ne!(theme.critical, theme.ok, "{name}");
            assert_ne!(theme.critical, theme.warn, "{name}");
            assert_ne!(theme.frame_live, theme.frame_drill, "{name}");
            assert_ne!(theme.button, theme.button_focus, "{name}");
        }
    }

    #[test]
    fn mono_has_no_colour_and_is_what_no_color_picks() {
        for depth in [Depth::True, Depth::Indexed, Depth::Sixteen] {
            assert!(Theme::built_in(Theme::default_name(true, depth)).unwrap().is_mono());
            assert!(!Theme::built_in(Theme::default_name(false, depth)).unwrap().is_mono());
        }
    }

    #[test]
    fn a_terminal_of_sixteen_colours_gets_them_unchanged() {
        let theme = Theme::built_in(Theme::default_name(false, Depth::Sixteen)).unwrap();
        assert_eq!(theme.clone().at_depth(Depth::Sixteen), theme);
        for (meaning, style) in theme.looks() {
            for colour in [style.fg, style.bg].into_iter().flatten() {
                assert!(!matches!(colour, Color::Rgb(..) | Color::Indexed(_)), "{meaning}: {colour:?}");
            }
            assert_ne!(style.fg.or(theme.text.fg), style.bg.or(theme.text.bg), "{meaning} cannot be read");
        }
    }

    #[test]
    fn what_lies_under_the_chosen_row_can_be_read() {
        for name in ["dark", "light", "contrast", "colour-blind"] {
            let theme = Theme::built_in(name).unwrap();
            for (meaning, style) in theme.looks() {
                // The chosen row's colours are laid over whatever is written in it.
                let chosen = theme.text.patch(style).patch(theme.selection);
                let ratio = contrast(chosen.fg.unwrap(), chosen.bg.unwrap());
                assert!(ratio >= 4.5, "{name}: {meaning} in the chosen row has {ratio:.2}");
            }
        }
    }

    #[test]
    fn fewer_colours_never_swallow_a_text() {
        for (name, _) in BUILT_IN {
            for depth in [Depth::Indexed, Depth::Sixteen] {
                let theme = Theme::built_in(name).unwrap().at_depth(depth);
                for (meaning, style) in theme.looks() {
                    let behind = style.bg.or(theme.text.bg);
                    assert!(style.fg.is_none() || style.fg != behind, "{name}: {meaning} at {depth:?}");
                    assert!(!matches!(style.fg, Some(Color::Rgb(..))), "{name}: {meaning} at {depth:?}");
                }
            }
        }
    }

    #[test]
    fn all_mistakes_of_a_file_come_at_once_with_their_places() {
        let good = BUILT_IN[0].1;
        let spoilt = good
            .lines()
            .filter(|line| !line.starts_with("dim "))
            .map(|line| if line.starts_with("ok ") { "ok = \"bold #12345\"" } else { line })
            .chain(["crtical = \"red\"", "accent2 = 3"])
            .collect::<Vec<_>>()
            .join("\n");
        let error = Theme::parse("my.toml", &spoilt).unwrap_err();
        let text = error.to_string();
        assert_eq!(error.0.len(), 4, "{text}");
        let line = spoilt.lines().position(|line| line.starts_with("ok ")).unwrap() + 1;
        assert!(text.contains(&format!("my.toml:{line}:6: ok: read \"#12345\"")), "{text}");
        assert!(text.contains("did you mean \"critical\"?"), "{text}");
        assert!(text.contains("my.toml: dim: is missing"), "{text}");
        assert!(text.contains("accent2: read 3; expected a string"), "{text}");
    }

    #[test]
    fn a_file_that_is_not_toml_says_where() {
        let error = Theme::parse("my.toml", "text = \"red\"\ndim = = 3").unwrap_err();
        assert_eq!(error.0[0].line, 2, "{error}");
    }
}
