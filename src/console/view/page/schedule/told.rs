//! One line of evidence: what it says and how that is to be taken.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::super::super::pen::Pen;
use super::super::super::scene::Scene;

/// How a line is to be taken; each but the plain ones has its glyph, for no meaning rests on colour alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// A fact.
    Plain,
    /// A fact of lesser weight.
    Dim,
    /// Well.
    Ok,
    /// Under way.
    Running,
    /// Not yet.
    Waiting,
    /// Worth a look.
    Warn,
    /// Not well.
    Bad,
    /// Nobody knows.
    Unknown,
    /// Opened against its own verdict.
    Overridden,
    /// Output of a program, as it came.
    Output,
}

/// The line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// What it says.
    pub text: String,
    /// How it is to be taken.
    pub tone: Tone,
}

impl Told {
    /// A line of that tone.
    pub fn new(tone: Tone, text: impl Into<String>) -> Self {
        Self { text: text.into(), tone }
    }

    /// Draws it.
    pub fn draw(&self, scene: &Scene, buf: &mut Buffer, area: Rect, line: u16) {
        let (glyph, glyph_look, look) = self.tone.look(scene);
        let mut pen = Pen::at(buf, area, line);
        if let Some(glyph) = glyph {
            pen.text(glyph, glyph_look).gap(1);
        }
        pen.text(&self.text, look);
    }
}

impl Tone {
    fn look<'g>(self, scene: &Scene<'g>) -> (Option<&'g str>, Style, Style) {
        let (glyphs, look) = (scene.glyphs, scene.theme);
        match self {
            Self::Plain => (Some(" "), look.text, look.text),
            Self::Dim => (Some(" "), look.dim, look.dim),
            Self::Ok => (Some(glyphs.ok), look.ok, look.text),
            Self::Running => (Some(glyphs.running), look.accent, look.strong),
            Self::Waiting => (Some(glyphs.waiting), look.dim, look.dim),
            Self::Warn => (Some(glyphs.important), look.warn, look.warn),
            Self::Bad => (Some(glyphs.bad), look.bad, look.strong),
            Self::Unknown => (Some(glyphs.unknown), look.unknown, look.text),
            Self::Overridden => (Some(glyphs.overridden), look.warn, look.text),
            Self::Output => (None, look.text, look.text),
        }
    }
}
