//! Frames on their way to the terminal: one write each, off the thread that reads keys (R22).
//!
//! The UI thread draws into memory and hands the bytes to a writer thread through a slot for one.
//! While the writer still has a frame, nothing is drawn, so the next frame is computed against what
//! the terminal really shows: the latest wins and no difference is ever lost. A terminal that nobody
//! reads holds up its own writer and nothing else.

use std::io;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::Thread;

use ratatui::layout::{Rect, Size};
use ratatui::{Frame, Terminal};

use super::ink::Ink;

mod pace;
mod slot;

pub use pace::{Cause, Pace};
use slot::Slot;

/// Tells the terminal to show a frame at once, when it is whole.
const BEGIN: &[u8] = b"\x1b[?2026h";
const END: &[u8] = b"\x1b[?2026l";

/// What became of a wish to draw.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Drawn {
    /// The frame is on its way; the writer will say when it is on the terminal.
    Sent(u64),
    /// Nothing changed: what is on the terminal is already this frame.
    Same,
    /// The writer still has the last frame. Draw again when `done` says that it is on the terminal.
    Busy,
    /// The terminal does not take anything any more.
    Gone,
}

/// What writer and UI thread share.
#[derive(Debug, Default)]
struct Shared {
    slot: Slot,
    busy: AtomicBool,
    gone: AtomicBool,
    /// Whether somebody waits to hear that a frame is on the terminal.
    awaited: AtomicBool,
    flushed: AtomicU64,
    spare: Mutex<Vec<u8>>,
}

/// The screen: draws frames and hands them over.
#[derive(Debug)]
pub struct Screen {
    terminal: Terminal<Ink>,
    writer: Thread,
    shared: Arc<Shared>,
    sent: u64,
    bell: bool,
    /// Bytes that go out behind the next frame: never within one.
    also: Vec<u8>,
    ascii: bool,
    repaint: bool,
}

impl Screen {
    /// A screen of `size` whose frames go through `write`, in a thread of its own.
    ///
    /// `done` is called with a frame's number once it is on the terminal, if somebody waits for that
    /// ([`Self::await_flush`], [`Drawn::Busy`]; else it would only cost a wake-up), and with nothing
    /// when the terminal is gone. With `ascii`, whatever is not ASCII is folded into it.
    pub fn new(
        size: Size,
        ascii: bool,
        write: impl FnMut(&[u8]) -> io::Result<()> + Send + 'static,
        done: impl FnMut(Option<u64>) + Send + 'static,
    ) -> io::Result<Self> {
        let shared = Arc::new(Shared::default());
        let theirs = Arc::clone(&shared);
        let writer = std::thread::Builder::new()
            .name("jday-screen".into())
            .spawn(move || write_frames(&theirs, write, done))?;
        let writer = writer.thread().clone();
        let Ok(terminal) = Terminal::new(Ink::new(size));
        Ok(Self { terminal, writer, shared, sent: 0, bell: false, also: Vec::new(), ascii, repaint: false })
    }

    /// Draws one frame of `size`, unless the last one is still on its way.
    pub fn draw(&mut self, size: Size, view: impl FnOnce(&mut Frame<'_>)) -> Drawn {
        if self.shared.gone.load(Ordering::Acquire) {
            return Drawn::Gone;
        }
        if self.is_busy() {
            return Drawn::Busy;
        }
        self.terminal.backend_mut().set_size(size);
        if std::mem::take(&mut self.repaint) {
            // The only repainting that asks the terminal nothing.
            let Ok(()) = self.terminal.resize(Rect::new(0, 0, size.width, size.height));
        }
        let ascii = self.ascii;
        let Ok(_) = self.terminal.draw(|frame| {
            view(frame);
            if ascii {
                super::glyphs::fold(frame.buffer_mut());
            }
        });
        let bell = std::mem::take(&mut self.bell);
        if self.terminal.backend().is_empty() && !bell && self.also.is_empty() {
            return Drawn::Same;
        }
        self.send(bell)
    }

    fn send(&mut self, bell: bool) -> Drawn {
        let spare = std::mem::take(&mut *self.shared.spare.lock().unwrap_or_else(PoisonError::into_inner));
        let drawn = self.terminal.backend_mut().take(spare);
        let mut frame = Vec::with_capacity(drawn.len() + BEGIN.len() + END.len() + 1);
        frame.extend_from_slice(BEGIN);
        frame.extend_from_slice(&drawn);
        frame.extend_from_slice(END);
        if bell {
            frame.push(b'\x07');
        }
        frame.append(&mut self.also);
        *self.shared.spare.lock().unwrap_or_else(PoisonError::into_inner) = drawn;
        self.sent += 1;
        self.shared.busy.store(true, Ordering::SeqCst);
        // The slot is empty whenever the writer is not busy.
        self.shared.slot.put((self.sent, frame), &self.writer);
        Drawn::Sent(self.sent)
    }

    /// Whether the writer still has a frame; if so, it will say when it is done.
    fn is_busy(&self) -> bool {
        if !self.shared.busy.load(Ordering::SeqCst) {
            return false;
        }
        self.await_flush();
        // It may have become free just before it could see the wish.
        self.shared.busy.load(Ordering::SeqCst)
    }

    /// `done` is to be called for the next frame that gets on the terminal.
    pub fn await_flush(&self) {
        self.shared.awaited.store(true, Ordering::SeqCst);
    }

    /// The next frame is drawn whole: after a suspension, or when somebody else wrote on the screen.
    pub fn repaint(&mut self) {
        self.repaint = true;
    }

    /// Sends `bytes` behind the next frame, in the same write: an order to the terminal that shows nothing.
    pub fn also(&mut self, mut bytes: Vec<u8>) {
        self.also.append(&mut bytes);
    }

    /// The next frame rings. The caller decides how often that may be.
    pub fn ring(&mut self) {
        self.bell = true;
    }

    /// Number of the last frame that is on the terminal for certain.
    pub fn flushed(&self) -> u64 {
        self.shared.flushed.load(Ordering::Acquire)
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        self.shared.slot.close(&self.writer);
    }
}

fn write_frames(
    shared: &Shared,
    mut write: impl FnMut(&[u8]) -> io::Result<()>,
    mut done: impl FnMut(Option<u64>),
) {
    while let Some((number, frame)) = shared.slot.take() {
        if write(&frame).is_err() {
            shared.gone.store(true, Ordering::Release);
            done(None);
            return;
        }
        shared.flushed.store(number, Ordering::Release);
        shared.busy.store(false, Ordering::SeqCst);
        if shared.awaited.swap(false, Ordering::SeqCst) {
            done(Some(number));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc::{Receiver, channel};

    fn text(frame: &mut Frame<'_>, text: &str) {
        frame.render_widget(ratatui::widgets::Paragraph::new(text), frame.area());
    }

    const SIZE: Size = Size { width: 20, height: 2 };

    /// A screen, what it writes, and which frames are on the terminal.
    fn recorded(ascii: bool) -> (Screen, Receiver<Vec<u8>>, Receiver<Option<u64>>) {
        let (writes, written) = channel();
        let (done, finished) = channel();
        let write =
            move |bytes: &[u8]| writes.send(bytes.to_vec()).map_err(|_| io::ErrorKind::BrokenPipe.into());
        let screen = Screen::new(SIZE, ascii, write, move |frame| done.send(frame).unwrap()).unwrap();
        (screen, written, finished)
    }

    #[test]
    fn one_frame_is_one_write_in_one_bracket() {
        let (mut screen, written, finished) = recorded(false);
        screen.await_flush();
        assert_eq!(screen.draw(SIZE, |frame| text(frame, "a")), Drawn::Sent(1));
        assert_eq!(finished.recv().unwrap(), Some(1));
        assert_eq!(screen.draw(SIZE, |frame| text(frame, "a")), Drawn::Same);
        screen.await_flush();
        assert_eq!(screen.draw(SIZE, |frame| text(frame, "b")), Drawn::Sent(2));
        assert_eq!(finished.recv().unwrap(), Some(2));
        let frames: Vec<_> = written.try_iter().collect();
        assert_eq!(frames.len(), 2);
        for frame in &frames {
            assert!(frame.starts_with(BEGIN) && frame.ends_with(END));
            assert_eq!(frame.windows(BEGIN.len()).filter(|part| *part == BEGIN).count(), 1);
        }
        assert_eq!(screen.flushed(), 2);
    }

    #[test]
    fn a_terminal_nobody_reads_holds_up_nobody_and_loses_nothing() {
        let (let_go, held) = channel::<()>();
        let (done, finished) = channel();
        let shown =
            Arc::new(Mutex::new(vt100::Parser::new(2.try_into().unwrap(), 20.try_into().unwrap(), 0)));
        let parser = Arc::clone(&shown);
        let write = move |bytes: &[u8]| {
            held.recv().map_err(|_| io::Error::from(io::ErrorKind::BrokenPipe))?;
            parser.lock().unwrap().process(bytes);
            Ok(())
        };
        let mut screen = Screen::new(SIZE, false, write, move |frame| done.send(frame).unwrap()).unwrap();
        assert_eq!(screen.draw(SIZE, |frame| text(frame, "one")), Drawn::Sent(1));
        // The terminal reads nothing: every wish comes back at once and nothing piles up.
        for _ in 0..50 {
            assert_eq!(screen.draw(SIZE, |frame| text(frame, "lost")), Drawn::Busy);
        }
        let_go.send(()).unwrap();
        assert_eq!(finished.recv().unwrap(), Some(1));
        screen.await_flush();
        assert_eq!(screen.draw(SIZE, |frame| text(frame, "two, the latest")), Drawn::Sent(2));
        let_go.send(()).unwrap();
        assert_eq!(finished.recv().unwrap(), Some(2));
        assert_eq!(shown.lock().unwrap().screen().contents().trim_end(), "two, the latest");
    }

    #[test]
    fn an_order_to_the_terminal_goes_out_whole_behind_one_frame_and_once() {
        let (mut screen, written, finished) = recorded(false);
        screen.await_flush();
        assert_eq!(screen.draw(SIZE, |frame| text(frame, "a")), Drawn::Sent(1));
        finished.recv().unwrap();
        screen.also(b"\x1b]52;c;QQ==\x07".to_vec());
        screen.await_flush();
        assert_eq!(
            screen.draw(SIZE, |frame| text(frame, "a")),
            Drawn::Sent(2),
            "though nothing else changed"
        );
        finished.recv().unwrap();
        assert_eq!(screen.draw(SIZE, |frame| text(frame, "a")), Drawn::Same);
        let frames: Vec<_> = written.try_iter().collect();
        assert!(frames[1].starts_with(BEGIN) && frames[1].ends_with(b"\x1b[?2026l\x1b]52;c;QQ==\x07"));
    }

    #[test]
    fn a_dead_terminal_is_said_once_and_never_written_again() {
        let (done, finished) = channel();
        let write = |_: &[u8]| Err(io::Error::from_raw_os_error(5));
        let mut screen = Screen::new(SIZE, false, write, move |frame| done.send(frame).unwrap()).unwrap();
        screen.draw(SIZE, |frame| text(frame, "x"));
        assert_eq!(finished.recv().unwrap(), None);
        assert_eq!(screen.draw(SIZE, |frame| text(frame, "y")), Drawn::Gone);
    }

    #[test]
    fn repainting_and_resizing_draw_everything_again() {
        let (mut screen, written, finished) = recorded(true);
        for size in [SIZE, SIZE, Size::new(30, 3), Size::new(1, 1), Size::new(0, 0), SIZE] {
            screen.repaint();
            screen.await_flush();
            if let Drawn::Sent(number) = screen.draw(size, |frame| text(frame, "état")) {
                assert_eq!(finished.recv().unwrap(), Some(number));
            }
        }
        let first = String::from_utf8(written.recv().unwrap()).unwrap();
        assert!(first.contains("\x1b[2J") && first.contains("etat"), "{first:?}");
        assert_eq!(String::from_utf8(written.recv().unwrap()).unwrap(), first);
    }
}
