//! What a key does to the open palette.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::Palette;

/// Lines of one page.
const PAGE: usize = 10;

/// What a key did to the palette.
pub enum Edit {
    /// Its list or its query changed, or nothing did.
    Done,
    /// It is to be closed.
    Close,
    /// The chosen entry is to be run.
    Run,
}

/// Takes a key that is no text.
pub fn edit(palette: &mut Palette, key: KeyEvent) -> Edit {
    let ctrl = key.modifiers.contains(KeyModifiers::CONTROL);
    match key.code {
        KeyCode::Enter => return Edit::Run,
        KeyCode::Esc => return Edit::Close,
        KeyCode::Char('c') if ctrl => return Edit::Close,
        KeyCode::Up | KeyCode::BackTab => palette.walk(|at, _| at.saturating_sub(1)),
        KeyCode::Down | KeyCode::Tab => palette.walk(|at, last| (at + 1).min(last)),
        KeyCode::Char('p') if ctrl => palette.walk(|at, _| at.saturating_sub(1)),
        KeyCode::Char('n') if ctrl => palette.walk(|at, last| (at + 1).min(last)),
        KeyCode::PageUp => palette.walk(|at, _| at.saturating_sub(PAGE)),
        KeyCode::PageDown => palette.walk(|at, last| (at + PAGE).min(last)),
        KeyCode::Home => palette.walk(|_, _| 0),
        KeyCode::End => palette.walk(|_, last| last),
        KeyCode::Backspace => palette.erase(),
        KeyCode::Char('u') if ctrl => palette.clear(),
        _ => {}
    }
    Edit::Done
}
