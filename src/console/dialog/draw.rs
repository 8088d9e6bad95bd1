//! Draws a dialog over the page.
//!
//! ```text
//! ╔ Bring the traffic back to Blue ══════════════════════════╗
//! ║ What would happen:                                       ║
//! ║   api.onelog.africa: Green 192.0.2.20 → Blue 192.0.2.10  ║
//! ║ ✓ proof: Blue answers healthy                            ║
//! ║                                                          ║
//! ║ Reason                                                   ║
//! ║ ▶ users: …                                               ║
//! ║ Type ROLLBACK BLUE                                       ║
//! ║ [RETOUR BL_                                            ] ║
//! ║ [ Cancel ]  [ Confirm ]                                  ║
//! ╚══════════════════════════════════════════════════════════╝
//! ```

use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::text::{Line as Row, Span};
use ratatui::widgets::{Block, Borders, Clear, Paragraph};
use unicode_width::UnicodeWidthStr;

use super::{Dialog, Line, Mark, Stop, Tone, phrase_word, say};
use crate::console::glyphs::Glyphs;
use crate::console::theme::Theme;
use crate::console::view::pen::broken;

/// Widest a dialog grows; longer lines are harder to read.
const WIDTH: u16 = 86;
/// Rows of the field for many lines.
const AREA_ROWS: u16 = 6;

/// One row, and what it belongs to, so that the focused rows are never cut off.
struct Drawn {
    row: Row<'static>,
    stop: Option<Stop>,
    cursor: Option<u16>,
}

/// Draws `dialog` in the middle of `area`. `settled` is whether it takes keys already.
pub fn draw(
    frame: &mut Frame<'_>,
    area: Rect,
    dialog: &Dialog,
    theme: &Theme,
    glyphs: &Glyphs,
    settled: bool,
) {
    let area = area.intersection(frame.area());
    let width = area.width.min(WIDTH);
    let inner = usize::from(width.saturating_sub(4));
    let (said, asked) = (told(dialog, theme, glyphs, inner), fields(dialog, theme, glyphs, inner));
    let needs = u16::try_from(said.len() + asked.len() + 1).unwrap_or(u16::MAX).saturating_add(2);
    let height = needs.min(area.height);
    let place =
        Rect { x: area.x + (area.width - width) / 2, y: area.y + (area.height - height) / 2, width, height };
    frame.render_widget(Clear, place);
    frame.render_widget(block(dialog, theme, glyphs, inner), place);
    let within = Rect {
        x: place.x.saturating_add(2),
        y: place.y.saturating_add(1),
        width: place.width.saturating_sub(4),
        height: place.height.saturating_sub(2),
    };
    let rows = fit(dialog.stop(), said, asked, within.height, theme, glyphs);
    let cursor = rows.iter().zip(within.y..).find_map(|(drawn, y)| drawn.cursor.map(|x| (x, y)));
    let lines: Vec<_> = rows.into_iter().map(|drawn| drawn.row).collect();
    frame.render_widget(Paragraph::new(lines).style(theme.text), within);
    draw_area(frame, within, dialog, theme);
    footer(frame, place, dialog, theme, glyphs, settled);
    if let Some((x, y)) = cursor.filter(|_| settled) {
        let x = within.x.saturating_add(x).min(within.right().saturating_sub(1));
        frame.set_cursor_position(Position { x, y });
    }
}

fn block(dialog: &Dialog, theme: &Theme, glyphs: &Glyphs, width: usize) -> Block<'static> {
    let (style, horizontal, vertical, corners) = match dialog.tone {
        Tone::Danger => {
            let corners = if glyphs.set == "ascii" { ["+"; 4] } else { ["╔", "╗", "╚", "╝"] };
            (theme.danger, glyphs.double_line, glyphs.double_bar, corners)
        }
        Tone::Plain => {
            let corners = [glyphs.top_left, glyphs.top_right, glyphs.bottom_left, glyphs.bottom_right];
            (theme.border_focus, glyphs.line, glyphs.bar, corners)
        }
    };
    let [top_left, top_right, bottom_left, bottom_right] = corners;
    let set = ratatui::symbols::border::Set {
        top_left,
        top_right,
        bottom_left,
        bottom_right,
        vertical_left: vertical,
        vertical_right: vertical,
        horizontal_top: horizontal,
        horizontal_bottom: horizontal,
    };
    Block::default()
        .borders(Borders::ALL)
        .border_set(set)
        .border_style(theme.text.patch(style))
        .style(theme.text)
        .title(Span::styled(format!(" {} ", cut(&dialog.title, width, glyphs)), theme.text.patch(style)))
}

fn told(dialog: &Dialog, theme: &Theme, glyphs: &Glyphs, width: usize) -> Vec<Drawn> {
    dialog.lines.iter().flat_map(|line| told_line(line, theme, glyphs, width)).collect()
}

fn told_line(line: &Line, theme: &Theme, glyphs: &Glyphs, width: usize) -> Vec<Drawn> {
    let (glyph, style) = match line.mark {
        Mark::None => (" ", Style::new()),
        Mark::Good => (glyphs.ok, theme.ok),
        Mark::Bad => (glyphs.bad, theme.bad),
        Mark::Overridden => (glyphs.overridden, theme.warn),
        Mark::Unknown => (glyphs.unknown, theme.unknown),
        Mark::Warn => (glyphs.critical, theme.warn),
    };
    broken(&line.text, width.saturating_sub(2))
        .into_iter()
        .enumerate()
        .map(|(index, text)| {
            let lead = if index == 0 { glyph } else { " " };
            Drawn {
                row: Row::from(vec![Span::styled(format!("{lead} "), style), Span::styled(text, style)]),
                stop: None,
                cursor: None,
            }
        })
        .collect()
}

fn fields(dialog: &Dialog, theme: &Theme, glyphs: &Glyphs, width: usize) -> Vec<Drawn> {
    let mut rows = Vec::new();
    let focus = dialog.stop();
    for stop in &dialog.stops {
        match stop {
            Stop::Option(index) => {
                let label = dialog.options.get(*index).map_or("", |(label, _)| label.as_str());
                rows.push(choice(label, focus == *stop, theme, glyphs, width, Some(*stop)));
            }
            Stop::Reason => {
                rows.push(label(say::reason_label(dialog.lang), theme, *stop));
                for (index, (_, text)) in dialog.reasons.iter().enumerate() {
                    let chosen = dialog.reason == Some(index);
                    let lit = focus == *stop && (chosen || (dialog.reason.is_none() && index == 0));
                    let mark = if chosen { glyphs.level_reached } else { glyphs.level_open };
                    rows.push(choice(&format!("{mark} {text}"), lit, theme, glyphs, width, Some(*stop)));
                }
            }
            Stop::Phrase => {
                let word = dialog.phrase.map_or("", |phrase| phrase_word(dialog.lang, phrase));
                rows.push(label(&say::phrase_label(dialog.lang, word), theme, *stop));
                rows.push(field(&dialog.typed, focus == *stop, theme, width, *stop));
            }
            Stop::Line => {
                rows.push(label(&dialog.label, theme, *stop));
                rows.push(field(&dialog.line, focus == *stop, theme, width, *stop));
            }
            Stop::Area => rows.extend((0..AREA_ROWS).map(|_| Drawn {
                row: Row::default(),
                stop: Some(*stop),
                cursor: None,
            })),
            Stop::Cancel | Stop::Confirm => {}
        }
    }
    rows.push(buttons(dialog, theme));
    rows
}

fn label(text: &str, theme: &Theme, stop: Stop) -> Drawn {
    Drawn { row: Row::styled(text.to_owned(), theme.strong), stop: Some(stop), cursor: None }
}

fn choice(text: &str, lit: bool, theme: &Theme, glyphs: &Glyphs, width: usize, stop: Option<Stop>) -> Drawn {
    let lead = if lit { glyphs.here } else { " " };
    let style = if lit { theme.selection } else { Style::new() };
    let text = cut(&format!("{lead} {text}"), width, glyphs);
    Drawn { row: Row::styled(text, style), stop, cursor: None }
}

/// A text field: the end of what was typed is what is seen.
fn field(typed: &str, focused: bool, theme: &Theme, width: usize, stop: Stop) -> Drawn {
    let room = width.saturating_sub(1);
    let mut shown: Vec<&str> = Vec::new();
    let mut used = 0;
    for grapheme in unicode_segmentation::UnicodeSegmentation::graphemes(typed, true).rev() {
        let wide = grapheme.width();
        if used + wide > room {
            break;
        }
        used += wide;
        shown.push(grapheme);
    }
    let text: String = shown.into_iter().rev().collect();
    let padded = format!("{text}{}", " ".repeat(width.saturating_sub(used)));
    let cursor = focused.then(|| u16::try_from(used).unwrap_or(u16::MAX));
    Drawn { row: Row::styled(padded, theme.input), stop: Some(stop), cursor }
}

fn buttons(dialog: &Dialog, theme: &Theme) -> Drawn {
    let mut spans = Vec::new();
    for stop in &dialog.stops {
        let text = match stop {
            Stop::Cancel => dialog.cancel.clone(),
            Stop::Confirm => dialog.confirm.clone(),
            _ => continue,
        };
        // Brackets hold the focus where there is no colour.
        let (text, style) = if dialog.stop() == *stop {
            (format!("[ {text} ]"), theme.button_focus)
        } else {
            (format!("  {text}  "), theme.button)
        };
        spans.push(Span::styled(text, style));
        spans.push(Span::raw("  "));
    }
    Drawn { row: Row::from(spans), stop: None, cursor: None }
}

/// Fields always stay; what is told is cut where the screen is too low, and says so.
fn fit(
    focus: Stop,
    said: Vec<Drawn>,
    mut asked: Vec<Drawn>,
    height: u16,
    theme: &Theme,
    glyphs: &Glyphs,
) -> Vec<Drawn> {
    let height = usize::from(height);
    let total = said.len();
    // Where not all of it has room, the blank row before the fields is the first to go.
    let blank = usize::from(total == 0 || total + asked.len() < height);
    let room = height.saturating_sub(asked.len() + blank);
    let mut rows: Vec<_> =
        said.into_iter().take(if total > room { room.saturating_sub(1) } else { room }).collect();
    if total > room && room > 0 {
        let more = format!("{} +{}", glyphs.ellipsis, total - rows.len());
        rows.push(Drawn { row: Row::styled(more, theme.dim), stop: None, cursor: None });
    }
    if height > asked.len() && blank > 0 {
        rows.push(Drawn { row: Row::default(), stop: None, cursor: None });
    }
    // The buttons and the row with the focus are what must be seen.
    let buttons = asked.pop();
    let space = height.saturating_sub(rows.len() + 1);
    let focused = asked.iter().rposition(|drawn| drawn.stop == Some(focus));
    let skip = focused.map_or(0, |at| (at + 1).saturating_sub(space));
    rows.extend(asked.into_iter().skip(skip).take(space));
    rows.extend(buttons);
    rows
}

fn draw_area(frame: &mut Frame<'_>, within: Rect, dialog: &Dialog, theme: &Theme) {
    if !dialog.stops.contains(&Stop::Area) {
        return;
    }
    let height = AREA_ROWS.min(within.height.saturating_sub(1));
    let place = Rect { y: within.bottom().saturating_sub(1 + height), height, ..within };
    let mut area = dialog.area.clone();
    area.set_style(theme.input);
    area.set_cursor_line_style(theme.input);
    let cursor = if dialog.stop() == Stop::Area { theme.button_focus } else { theme.input };
    area.set_cursor_style(cursor);
    area.set_wrap_mode(tui_textarea::WrapMode::WordOrGlyph);
    frame.render_widget(&area, place);
}

/// The bottom border says which keys count, or what is missing.
fn footer(
    frame: &mut Frame<'_>,
    place: Rect,
    dialog: &Dialog,
    theme: &Theme,
    glyphs: &Glyphs,
    settled: bool,
) {
    if place.height == 0 || place.width < 4 {
        return;
    }
    let lang = dialog.lang;
    let (text, style) = match (&dialog.hint, settled) {
        (Some(hint), _) => (hint.clone(), theme.warn),
        (None, false) => (say::hint_too_soon(lang).to_owned(), theme.dim),
        (None, true) if dialog.stops.contains(&Stop::Area) => (say::note_hint(lang, "Ctrl-S"), theme.dim),
        (None, true) => (say::keys_hint(lang).to_owned(), theme.dim),
    };
    let row = Rect { x: place.x + 2, y: place.bottom() - 1, width: place.width - 4, height: 1 };
    let text = cut(&text, usize::from(row.width.saturating_sub(2)), glyphs);
    let line = Span::styled(format!(" {text} "), theme.text.patch(style));
    let width = u16::try_from(line.width()).unwrap_or(u16::MAX).min(row.width);
    frame.render_widget(Paragraph::new(Row::from(line)), Rect { width, ..row });
}

/// `text` cut to `width` columns, with an ellipsis where something is missing.
fn cut(text: &str, width: usize, glyphs: &Glyphs) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut out = String::new();
    for grapheme in unicode_segmentation::UnicodeSegmentation::graphemes(text, true) {
        if out.width() + grapheme.width() + 1 > width {
            break;
        }
        out.push_str(grapheme);
    }
    if width > 0 {
        out.push_str(glyphs.ellipsis);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::console::dialog::open;
    use crate::console::lang::Lang;
    use ratatui::Terminal;
    use ratatui::backend::TestBackend;

    fn screen(width: u16, height: u16, dialog: &Dialog) -> String {
        let theme = Theme::built_in("dark").unwrap();
        let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
        let view = |frame: &mut Frame<'_>| {
            draw(frame, frame.area(), dialog, &theme, &Glyphs::UNICODE, true);
        };
        terminal.draw(view).unwrap();
        if width == 0 { String::new() } else { terminal.backend().to_string() }
    }

    #[test]
    fn a_dialog_fits_any_screen() {
        let mut long = open::vote(Lang::Fr);
        long.lines = vec![Line::new(Mark::Bad, "une longue explication ".repeat(30)); 12];
        for dialog in [&long, &open::note(Lang::En, None)] {
            for (width, height) in [(0, 0), (1, 1), (3, 2), (20, 5), (40, 10), (80, 24), (300, 100)] {
                screen(width, height, dialog);
            }
        }
    }

    #[test]
    fn on_a_low_screen_the_buttons_stay_and_the_cut_is_told() {
        let mut long = open::vote(Lang::En);
        long.lines = (0..40).map(|n| Line::new(Mark::None, format!("line {n}"))).collect();
        let seen = screen(60, 12, &long);
        assert!(seen.contains("[ Cancel ]") && seen.contains("NO-GO"), "{seen}");
        assert!(seen.contains("… +"), "{seen}");
    }
}
