//! The socket: who may knock, and the two threads that each console has. Nothing here waits for the engine
//! but whoever asks it, and the engine waits for nobody here (R22).

use std::fs::Permissions;
use std::io;
use std::net::Shutdown;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::mpsc::sync_channel;
use std::time::Duration;

use super::identity::{self, Peer};
use super::{Came, Knock, Knocker};
use crate::text::Clean;
use crate::wire::{
    self, Ask, Hello, LONGEST_ASK, LONGEST_HELLO, Lines, PROTOCOL, TurnedAway, WireError, Words, words,
};

/// Most consoles at a time. Each has two threads that wait.
const MOST: usize = 128;
/// How long somebody at the door may take to say who they are.
const GREETING: Duration = Duration::from_secs(5);
/// How long a console may read nothing. Then its seat is free; its own process attaches again by itself.
const UNREAD: Duration = Duration::from_secs(10);
/// How long those who sit may take to hear the last words, and how often that is looked at.
const LAST_WORDS: Duration = Duration::from_secs(1);
const LOOK: Duration = Duration::from_millis(5);
/// Stacks that hold one line's parser.
const STACK: usize = 512 * 1024;

/// Why nobody can be let in.
#[derive(Debug, thiserror::Error)]
pub enum DoorError {
    /// The socket cannot be made.
    #[error("{}: no socket: {why}{}", path.display(), hint(path))]
    Socket {
        /// Where.
        path: PathBuf,
        /// Why not.
        why: io::Error,
    },
}

/// Longest path of a socket, which the kernel sets (unix(7)).
const LONGEST_PATH: usize = 107;

fn hint(path: &Path) -> &'static str {
    if path.as_os_str().len() > LONGEST_PATH { "; choose a folder with a shorter path (--room)" } else { "" }
}

/// An open door; dropping it closes it and takes the socket away.
pub struct Door {
    path: PathBuf,
    hall: Arc<Hall>,
}

impl Door {
    /// Opens the socket at `path`, whose folder's lock the caller holds: so what lies there is nobody's any
    /// more. Whoever comes is led to `knocker`. `version` and `binary` are told to those of other versions.
    ///
    /// # Errors
    /// The socket cannot be made.
    pub fn open(path: PathBuf, knocker: Knocker, version: &Clean, binary: &Clean) -> Result<Self, DoorError> {
        let at = |why| DoorError::Socket { path: path.clone(), why };
        match std::fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(at(error)),
            _ => {}
        }
        let listener = UnixListener::bind(&path).map_err(at)?;
        let group = path.parent().and_then(|folder| std::fs::metadata(folder).ok());
        let mode = if group.is_some_and(|folder| folder.mode() & 0o070 != 0) { 0o660 } else { 0o600 };
        std::fs::set_permissions(&path, Permissions::from_mode(mode)).map_err(at)?;
        let other = TurnedAway::Version { version: version.clone(), binary: binary.clone() };
        let hall = Arc::new(Hall { knocker, other, seats: AtomicU64::new(1), taken: AtomicUsize::new(0) });
        let receiving = Arc::clone(&hall);
        spawn("jday-door", move || receiving.receive(&listener)).map_err(at)?;
        Ok(Self { path, hall })
    }

    /// Closes the door, and waits a moment until those who sit have heard the last words: the process ends
    /// after this, and with it the threads that say them.
    pub fn close(self) {
        let mut left = LAST_WORDS;
        while self.hall.taken.load(Ordering::SeqCst) > 0 && !left.is_zero() {
            std::thread::sleep(LOOK);
            left = left.saturating_sub(LOOK);
        }
    }
}

impl Drop for Door {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.path);
    }
}

fn spawn(name: &str, work: impl FnOnce() + Send + 'static) -> io::Result<()> {
    std::thread::Builder::new().name(name.into()).stack_size(STACK).spawn(work).map(drop)
}

/// What all connections share.
struct Hall {
    knocker: Knocker,
    other: TurnedAway,
    seats: AtomicU64,
    taken: AtomicUsize,
}

impl Hall {
    fn receive(self: Arc<Self>, listener: &UnixListener) {
        loop {
            let Ok((stream, _)) = listener.accept() else {
                // Too many files are open: somebody leaves sooner or later.
                std::thread::sleep(Duration::from_millis(100));
                continue;
            };
            let hall = Arc::clone(&self);
            let began = spawn("jday-seat", move || {
                if hall.taken.fetch_add(1, Ordering::SeqCst) >= MOST {
                    turn_away(&stream, &TurnedAway::Full { most: MOST });
                } else if let Err(error) = hall.welcome(&stream) {
                    tracing::info!(%error, "somebody at the door left");
                }
                let _ = stream.shutdown(Shutdown::Both);
                hall.taken.fetch_sub(1, Ordering::SeqCst);
            });
            if let Err(error) = began {
                tracing::warn!(%error, "no thread for a console");
            }
        }
    }

    /// Greets whoever came, and listens to them until they leave.
    fn welcome(&self, stream: &UnixStream) -> Result<(), WireError> {
        stream.set_write_timeout(Some(UNREAD))?;
        stream.set_read_timeout(Some(GREETING))?;
        let peer = identity::peer(stream)?;
        let mut lines = Lines::new(stream, LONGEST_HELLO);
        let hello: Hello = lines.read()?;
        lines.limit(LONGEST_ASK);
        if hello.protocol != PROTOCOL {
            turn_away(stream, &self.other);
            return Ok(());
        }
        stream.set_read_timeout(None)?;
        let seat = self.seats.fetch_add(1, Ordering::SeqCst);
        let Some(words) = self.lead_in(seat, peer, hello, stream)? else { return Ok(()) };
        let writing = stream.try_clone()?;
        spawn("jday-words", move || {
            let told = tell(&writing, &words);
            // Dead for the engine at once; the reading thread notices by the socket.
            drop(words);
            if let Err(error) = told {
                tracing::info!(seat, %error, "a console was too slow, or left");
            }
            let _ = writing.shutdown(Shutdown::Both);
        })?;
        let left = self.listen(seat, &mut lines);
        self.knocker.knock(Knock::Left { seat });
        left
    }

    /// Takes them to the engine; the letterbox of whoever it lets in.
    fn lead_in(
        &self,
        seat: u64,
        peer: Peer,
        hello: Hello,
        mut stream: &UnixStream,
    ) -> Result<Option<Words>, WireError> {
        let (teller, words) = words();
        let (answer, answered) = sync_channel(1);
        self.knocker.knock(Knock::Came(Box::new(Came { seat, peer, hello, teller, answer })));
        // An engine that ends drops the question.
        let answer = answered.recv().map_err(|_| WireError::Left)?;
        wire::write(&mut stream, &answer)?;
        Ok(answer.is_ok().then_some(words))
    }

    fn listen(&self, seat: u64, lines: &mut Lines<&UnixStream>) -> Result<(), WireError> {
        loop {
            let ask: Ask = match lines.read() {
                Ok(ask) => ask,
                Err(WireError::Left) => return Ok(()),
                Err(error) => return Err(error),
            };
            if !self.knocker.knock(Knock::Asked { seat, ask }) {
                return Ok(());
            }
        }
    }
}

fn turn_away(mut stream: &UnixStream, why: &TurnedAway) {
    let _ = wire::write(&mut stream, &Err::<wire::Welcome, _>(why));
}

/// Writes whatever comes into the letterbox, until the engine leaves or nobody reads.
fn tell(mut stream: &UnixStream, words: &Words) -> Result<(), WireError> {
    let (wake, woken) = sync_channel(1);
    words.wake_with(move || {
        let _ = wake.try_send(());
    });
    while woken.recv().is_ok() {
        let (all, silent) = words.fetch();
        for word in all {
            wire::write(&mut stream, &word)?;
        }
        if silent {
            break;
        }
    }
    Ok(())
}
