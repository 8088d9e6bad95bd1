//! What comes from the keyboard, and what it means: a key, text, or nothing (R19).
//!
//! A terminal cannot tell a hand from a paste, a stuck key or a link that delivers a minute's typing at
//! once. [`Guard`] can, from the times at which keys arrive. It is pure: it is told the time.

use std::collections::VecDeque;
use std::io;
use std::time::{Duration, Instant};

use crossterm::event::{
    Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers, MouseButton, MouseEventKind, poll, read,
};

use super::signals;

/// One thing the UI thread reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// Keys that arrived together, oldest first, with when they were read (milliseconds, monotonic).
    Keys(Vec<KeyEvent>, u64),
    /// A bracketed paste.
    Paste(String),
    /// The mouse's left button, at a column and a row of the screen; only with `--mouse`.
    Click(u16, u16),
    /// The mouse's wheel, downwards or not.
    Wheel(bool),
    /// The window has another size.
    Resized,
    /// A frame is on the terminal; see [`super::render::Screen::new`].
    Flushed(u64),
    /// The process goes on after a stop: draw everything again.
    Resumed,
    /// The process is asked to end by this signal.
    Terminate(i32),
    /// The terminal is gone: leave without drawing.
    HungUp,
}

/// More keys than this within [`BURST_MS`] are not typed by a hand.
const BURST_KEYS: usize = 8;
const BURST_MS: u64 = 20;
/// A dialog takes keys only so long after its frame is on the terminal.
const SETTLE_MS: u64 = 500;
/// Enter counts only so long after the last character.
const ENTER_MS: u64 = 300;

/// Reads keys in a thread of its own and hands them to the UI thread through `send`, which says
/// whether it still listens. `start` is the zero of the times.
///
/// # Errors
/// No thread could be started.
pub fn listen(start: Instant, send: impl Fn(Input) -> bool + Send + 'static) -> io::Result<()> {
    std::thread::Builder::new().name("jday-keys".into()).spawn(move || {
        while let Ok(inputs) = gather(start) {
            for input in inputs {
                if !send(input) {
                    return;
                }
            }
        }
        signals::hung_up(&send);
    })?;
    Ok(())
}

/// Waits for one event, then takes what has arrived with it. When more than one key came at once, a
/// little more time shows whether it is a burst; a single key waits for nothing.
fn gather(start: Instant) -> io::Result<Vec<Input>> {
    let mut keys = Vec::new();
    let mut others = Vec::new();
    let mut sort = |event, keys: &mut Vec<KeyEvent>| match event {
        // Terminals that report releases and repeats must not act twice.
        Event::Key(key) if key.kind == KeyEventKind::Press => keys.push(key),
        Event::Paste(text) => others.push(Input::Paste(text)),
        Event::Mouse(mouse) => match mouse.kind {
            MouseEventKind::Down(MouseButton::Left) => others.push(Input::Click(mouse.column, mouse.row)),
            MouseEventKind::ScrollDown => others.push(Input::Wheel(true)),
            MouseEventKind::ScrollUp => others.push(Input::Wheel(false)),
            _ => {}
        },
        // A new size is heard of in [`signals`].
        _ => {}
    };
    sort(read()?, &mut keys);
    let at = start.elapsed();
    loop {
        let wait = if keys.len() > 1 {
            Duration::from_millis(BURST_MS).saturating_sub(start.elapsed().saturating_sub(at))
        } else {
            Duration::ZERO
        };
        if !poll(wait)? || keys.len() >= 1024 {
            break;
        }
        sort(read()?, &mut keys);
    }
    if !keys.is_empty() {
        others.push(Input::Keys(keys, u64::try_from(at.as_millis()).unwrap_or(u64::MAX)));
    }
    Ok(others)
}

/// What has the focus, which decides what a key may mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Focus {
    /// The page: keys are actions.
    Page,
    /// A dialog's buttons and lists.
    Buttons,
    /// A one-line text field of a dialog, the phrase among them.
    Line,
    /// A text field of many lines, in which Enter is text.
    Lines,
    /// A search: text that only changes what is shown, so that Enter need not wait.
    Query,
}

impl Focus {
    fn is_text(self) -> bool {
        matches!(self, Self::Line | Self::Lines | Self::Query)
    }
}

/// What a key means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Meaning {
    /// The key itself.
    Key(KeyEvent),
    /// Text for the field that has the focus; never an Enter of a one-line field.
    Text(String),
    /// Nothing, and why.
    Dropped(Why),
}

/// Why a key meant nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// It came in a burst or a paste, and nothing takes text.
    Burst,
    /// The dialog was not on the terminal for long enough.
    TooSoon,
    /// Enter came too soon after a character.
    HastyEnter,
}

/// Tells hands from bursts, and what was typed before a dialog could be read from what was meant for it.
#[derive(Debug, Clone, Default)]
pub struct Guard {
    recent: VecDeque<u64>,
    /// First and last moment of the newest burst.
    burst: Option<(u64, u64)>,
    dialog: Option<Settling>,
    last_text: Option<u64>,
}

/// How far a dialog is from taking keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Settling {
    /// Its frame was not sent yet.
    Opened,
    /// Its frame has this number.
    Sent(u64),
    /// Keys count from this time on.
    From(u64),
    /// It is gone by itself: keys count from this time on, which each that comes before puts off.
    Pause(u64),
}

impl Guard {
    /// A dialog opened: whatever is typed before it can be read means nothing.
    pub fn opened(&mut self) {
        self.dialog = Some(Settling::Opened);
        self.last_text = None;
    }

    /// A frame with the dialog was sent.
    pub fn sent(&mut self, frame: u64) {
        if self.dialog == Some(Settling::Opened) {
            self.dialog = Some(Settling::Sent(frame));
        }
    }

    /// Frame `frame` is on the terminal at `now`.
    pub fn flushed(&mut self, frame: u64, now: u64) {
        if matches!(self.dialog, Some(Settling::Sent(awaited)) if frame >= awaited) {
            self.dialog = Some(Settling::From(now.saturating_add(SETTLE_MS)));
        }
    }

    /// The dialog is closed.
    pub fn closed(&mut self) {
        self.dialog = None;
        self.last_text = None;
    }

    /// The dialog was closed by no key: whoever types into it types on for a moment, and that means
    /// nothing until the keys pause.
    pub fn torn_away(&mut self, now: u64) {
        self.closed();
        self.dialog = Some(Settling::Pause(now.saturating_add(SETTLE_MS)));
    }

    /// Whether the open dialog takes keys at `now`; the screen shows when it does.
    pub fn is_settled(&self, now: u64) -> bool {
        match self.dialog {
            None => true,
            Some(Settling::From(from) | Settling::Pause(from)) => now >= from,
            Some(_) => false,
        }
    }

    /// Milliseconds until the open dialog takes keys; none if it does, or if its frame must first get
    /// to the terminal.
    pub fn settles_in(&self, now: u64) -> Option<u64> {
        match self.dialog {
            Some(Settling::From(from) | Settling::Pause(from)) if now < from => Some(from - now),
            _ => None,
        }
    }

    /// What keys that arrived together at `now` mean.
    pub fn keys(&mut self, keys: &[KeyEvent], now: u64, focus: Focus) -> Vec<Meaning> {
        if let Some(Settling::Pause(from)) = &mut self.dialog
            && now < *from
        {
            *from = now.saturating_add(SETTLE_MS);
        }
        if self.is_burst(keys.len(), now) {
            return vec![self.text(&as_text(keys), now, focus)];
        }
        keys.iter().map(|key| self.key(*key, now, focus)).collect()
    }

    /// What a bracketed paste means.
    pub fn paste(&mut self, pasted: &str, now: u64, focus: Focus) -> Meaning {
        self.burst = Some((now, now));
        self.text(pasted, now, focus)
    }

    /// Whether an act of a key at `at` may be done at `now`: [`Settled::Wait`] until it is certain that
    /// the key was not the first of a burst whose rest was still on its way.
    pub fn settled(&self, at: u64, now: u64) -> Settled {
        if self.burst.is_some_and(|(from, until)| from <= at + BURST_MS && at <= until) {
            Settled::Drop
        } else if now < at + BURST_MS {
            Settled::Wait(at + BURST_MS - now)
        } else {
            Settled::Act
        }
    }

    fn is_near_burst(&self, now: u64) -> bool {
        self.burst.is_some_and(|(_, until)| now < until + ENTER_MS)
    }

    fn is_burst(&mut self, count: usize, now: u64) -> bool {
        while self.recent.front().is_some_and(|at| now.saturating_sub(*at) > BURST_MS) {
            self.recent.pop_front();
        }
        self.recent.extend(std::iter::repeat_n(now, count.min(2 * BURST_KEYS)));
        while self.recent.len() > 2 * BURST_KEYS {
            self.recent.pop_front();
        }
        // A burst goes on until the keys pause.
        let going_on = self.burst.filter(|(_, until)| now <= until + BURST_MS);
        if self.recent.len() > BURST_KEYS || going_on.is_some() {
            let from = self.recent.front().copied().unwrap_or(now);
            self.burst = Some((going_on.map_or(from, |(from, _)| from), now));
            return true;
        }
        false
    }

    fn text(&mut self, text: &str, now: u64, focus: Focus) -> Meaning {
        if !focus.is_text() {
            return Meaning::Dropped(Why::Burst);
        }
        if !self.is_settled(now) {
            return Meaning::Dropped(Why::TooSoon);
        }
        self.last_text = Some(now);
        Meaning::Text(kept(text, focus))
    }

    fn key(&mut self, key: KeyEvent, now: u64, focus: Focus) -> Meaning {
        // Esc only ever closes: always safe, always heard.
        if key.code != KeyCode::Esc && !self.is_settled(now) {
            return Meaning::Dropped(Why::TooSoon);
        }
        match key.code {
            KeyCode::Char(c) if focus.is_text() && is_plain(key.modifiers) => {
                self.last_text = Some(now);
                Meaning::Text(c.to_string())
            }
            // A search need not wait for its Enter, unless what was searched for came in a burst: the Enter
            // is then the end of a pasted line that a slow link delivered in two pieces.
            KeyCode::Enter if focus == Focus::Query && !self.is_near_burst(now) => Meaning::Key(key),
            KeyCode::Enter if self.last_text.is_some_and(|last| now < last + ENTER_MS) => {
                if focus == Focus::Lines {
                    self.last_text = Some(now);
                    Meaning::Text("\n".into())
                } else {
                    Meaning::Dropped(Why::HastyEnter)
                }
            }
            KeyCode::Enter if focus == Focus::Lines => {
                self.last_text = Some(now);
                Meaning::Text("\n".into())
            }
            _ => Meaning::Key(key),
        }
    }
}

/// Whether an act of a key may be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Settled {
    /// Not yet; ask again after so many milliseconds.
    Wait(u64),
    /// Yes.
    Act,
    /// No: it was the first key of a burst.
    Drop,
}

fn is_plain(modifiers: KeyModifiers) -> bool {
    // AltGr arrives as Ctrl+Alt on some terminals, and types characters.
    let both = KeyModifiers::CONTROL | KeyModifiers::ALT;
    !modifiers.intersects(both) || modifiers.contains(both)
}

/// The characters of a burst of keys.
fn as_text(keys: &[KeyEvent]) -> String {
    keys.iter()
        .filter_map(|key| match key.code {
            KeyCode::Char(c) if is_plain(key.modifiers) => Some(c),
            KeyCode::Enter => Some('\n'),
            KeyCode::Tab => Some(' '),
            _ => None,
        })
        .collect()
}

/// Text as a field takes it: without control characters, and on one line where the field has one.
fn kept(text: &str, focus: Focus) -> String {
    let lines = text.replace("\r\n", "\n").replace('\r', "\n");
    lines
        .chars()
        .filter_map(|c| match c {
            '\n' if focus == Focus::Lines => Some('\n'),
            '\n' => None,
            '\t' => Some(' '),
            c if c.is_control() => None,
            c => Some(c),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn press(code: KeyCode) -> KeyEvent {
        KeyEvent::new(code, KeyModifiers::NONE)
    }

    fn typed(text: &str) -> Vec<KeyEvent> {
        text.chars().map(|c| press(if c == '\n' { KeyCode::Enter } else { KeyCode::Char(c) })).collect()
    }

    /// A guard whose dialog is on the terminal and takes keys from 500 on.
    fn settled() -> Guard {
        let mut guard = Guard::default();
        guard.opened();
        guard.sent(1);
        guard.flushed(1, 0);
        guard
    }

    #[test]
    fn a_log_file_fed_to_the_page_is_no_action() {
        let mut guard = Guard::default();
        let log = "2026-12-01 aRSq GET /index 200\n".repeat(40);
        assert_eq!(guard.keys(&typed(&log), 10, Focus::Page), [Meaning::Dropped(Why::Burst)]);
        // The rest of the same stream, a key at a time, is still the same paste.
        for at in 11..200 {
            assert_eq!(guard.keys(&typed("R"), at, Focus::Page), [Meaning::Dropped(Why::Burst)], "{at}");
        }
        assert_eq!(guard.keys(&typed("R"), 260, Focus::Page), [Meaning::Key(typed("R")[0])]);
    }

    #[test]
    fn eight_keys_are_a_hand_and_nine_are_not() {
        let mut guard = Guard::default();
        assert_eq!(guard.keys(&typed("jjjjjjjj"), 0, Focus::Page).len(), 8);
        assert_eq!(guard.keys(&typed("j"), 5, Focus::Page), [Meaning::Dropped(Why::Burst)]);
        let mut slow = Guard::default();
        for at in (0..400).step_by(30) {
            assert!(matches!(slow.keys(&typed("j"), at, Focus::Page)[..], [Meaning::Key(_)]));
        }
    }

    #[test]
    fn the_first_key_of_a_trickling_paste_can_still_be_taken_back() {
        let mut guard = Guard::default();
        assert!(matches!(guard.keys(&typed(" "), 0, Focus::Page)[..], [Meaning::Key(_)]));
        assert_eq!(guard.settled(0, 0), Settled::Wait(BURST_MS));
        guard.keys(&typed("access log line"), 4, Focus::Page);
        assert_eq!(guard.settled(0, 25), Settled::Drop);
        guard.keys(&typed(" "), 500, Focus::Page);
        assert_eq!(guard.settled(500, 520), Settled::Act);
    }

    #[test]
    fn what_was_typed_before_a_dialog_could_be_read_means_nothing() {
        let mut guard = Guard::default();
        guard.opened();
        assert_eq!(guard.keys(&typed("\n"), 0, Focus::Buttons), [Meaning::Dropped(Why::TooSoon)]);
        guard.flushed(3, 40);
        assert!(!guard.is_settled(10_000), "a frame without the dialog proves nothing");
        guard.sent(4);
        guard.flushed(3, 50);
        guard.flushed(4, 1_000);
        assert_eq!(guard.keys(&typed("\n"), 1_499, Focus::Buttons), [Meaning::Dropped(Why::TooSoon)]);
        assert!(matches!(guard.keys(&typed("\n"), 1_500, Focus::Buttons)[..], [Meaning::Key(_)]));
        let mut other = Guard::default();
        other.opened();
        let esc = press(KeyCode::Esc);
        assert_eq!(other.keys(&[esc], 0, Focus::Buttons), [Meaning::Key(esc)], "Esc is always safe");
    }

    #[test]
    fn what_is_typed_on_into_a_dialog_that_went_by_itself_means_nothing() {
        let mut guard = settled();
        guard.torn_away(1_000);
        for at in [1_100, 1_500, 1_900] {
            assert_eq!(guard.keys(&typed("a"), at, Focus::Page), [Meaning::Dropped(Why::TooSoon)]);
        }
        let esc = press(KeyCode::Esc);
        assert_eq!(guard.keys(&[esc], 2_000, Focus::Page), [Meaning::Key(esc)], "Esc is always safe");
        let key = typed("a");
        assert_eq!(guard.keys(&key, 2_500, Focus::Page), [Meaning::Key(key[0])], "after a pause keys count");
    }

    #[test]
    fn in_the_phrase_a_burst_is_text_and_never_enter() {
        let mut guard = settled();
        let meaning = guard.keys(&typed("RETOUR BLEU\n"), 600, Focus::Line);
        assert_eq!(meaning, [Meaning::Text("RETOUR BLEU".into())]);
        let enter = typed("\n");
        assert_eq!(guard.keys(&enter, 899, Focus::Line), [Meaning::Dropped(Why::HastyEnter)]);
        assert_eq!(guard.keys(&enter, 900, Focus::Line), [Meaning::Key(enter[0])]);
    }

    #[test]
    fn enter_waits_for_the_last_character() {
        let mut guard = settled();
        for (at, c) in (600..).step_by(80).zip("RETOUR BLEU".chars()) {
            assert_eq!(guard.keys(&typed(&c.to_string()), at, Focus::Line), [Meaning::Text(c.to_string())]);
        }
        let last = 600 + 10 * 80;
        assert_eq!(guard.keys(&typed("\n"), last + 299, Focus::Buttons), [Meaning::Dropped(Why::HastyEnter)]);
        assert!(matches!(guard.keys(&typed("\n"), last + 300, Focus::Line)[..], [Meaning::Key(_)]));
    }

    #[test]
    fn pastes_are_text_in_fields_and_nothing_elsewhere() {
        let mut guard = settled();
        assert_eq!(guard.paste("S\n", 700, Focus::Page), Meaning::Dropped(Why::Burst));
        assert_eq!(guard.paste("S\n", 700, Focus::Buttons), Meaning::Dropped(Why::Burst));
        assert_eq!(guard.paste("a\r\nb\x1b[2J\t", 700, Focus::Lines), Meaning::Text("a\nb[2J ".into()));
        assert_eq!(guard.paste("a\nb\x07", 700, Focus::Line), Meaning::Text("ab".into()));
    }

    #[test]
    fn a_search_takes_enter_at_once_but_never_out_of_a_burst() {
        let mut guard = Guard::default();
        assert_eq!(guard.keys(&typed("d"), 100, Focus::Query), [Meaning::Text("d".into())]);
        let enter = typed("\n");
        assert_eq!(guard.keys(&enter, 150, Focus::Query), [Meaning::Key(enter[0])]);
        let pasted = guard.keys(&typed("rm -rf here\n"), 400, Focus::Query);
        assert_eq!(pasted, [Meaning::Text("rm -rf here".into())]);
    }

    #[test]
    fn altgr_types_and_ctrl_does_not() {
        let mut guard = settled();
        let with = |modifiers| KeyEvent::new(KeyCode::Char('e'), modifiers);
        let altgr = with(KeyModifiers::CONTROL | KeyModifiers::ALT);
        assert_eq!(guard.keys(&[altgr], 600, Focus::Line), [Meaning::Text("e".into())]);
        let ctrl = with(KeyModifiers::CONTROL);
        assert_eq!(guard.keys(&[ctrl], 700, Focus::Line), [Meaning::Key(ctrl)]);
    }
}
