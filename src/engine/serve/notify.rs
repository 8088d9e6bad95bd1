//! What systemd wants to hear: that the engine is ready, that it lives, that it ends (`sd_notify(3)`). A word
//! on a datagram socket that the environment names; nothing where it names none.

use std::ffi::OsString;
use std::os::linux::net::SocketAddrExt;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::net::{SocketAddr, UnixDatagram};

/// The service manager, if there is one.
#[derive(Debug, Default)]
pub struct Manager {
    socket: Option<(UnixDatagram, SocketAddr)>,
    /// How often it wants a sign of life, in milliseconds.
    every_ms: Option<u64>,
    last_ms: u64,
}

impl Manager {
    /// The manager that `NOTIFY_SOCKET` and `WATCHDOG_USEC` name, given their values.
    pub fn new(socket: Option<OsString>, watchdog_usec: Option<&str>) -> Self {
        let address = socket.and_then(|name| match name.as_bytes() {
            [b'@', name @ ..] => SocketAddr::from_abstract_name(name).ok(),
            _ => SocketAddr::from_pathname(&name).ok(),
        });
        let socket = address.and_then(|address| Some((UnixDatagram::unbound().ok()?, address)));
        // Twice as often as it asks, for one sign may come late.
        let every_ms = watchdog_usec.and_then(|usec| usec.parse::<u64>().ok()).map(|usec| usec / 2_000);
        Self { socket, every_ms, last_ms: 0 }
    }

    fn say(&self, words: &str) {
        if let Some((socket, address)) = &self.socket
            && let Err(error) = socket.send_to_addr(words.as_bytes(), address)
        {
            tracing::warn!(%error, "the service manager does not hear");
        }
    }

    /// The room can be attached to.
    pub fn ready(&self) {
        self.say("READY=1");
    }

    /// The engine lives, at `now_ms` of its monotonic clock.
    pub fn beat(&mut self, now_ms: u64) {
        if self.every_ms.is_some_and(|every| now_ms.saturating_sub(self.last_ms) >= every) {
            self.last_ms = now_ms;
            self.say("WATCHDOG=1");
        }
    }

    /// The engine ends.
    pub fn stopping(&self) {
        self.say("STOPPING=1");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manager_hears_that_the_engine_is_ready_and_lives() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("notify");
        let ear = UnixDatagram::bind(&path).unwrap();
        ear.set_nonblocking(true).unwrap();
        let heard = || {
            let mut bytes = [0; 64];
            ear.recv(&mut bytes).ok().map(|length| String::from_utf8_lossy(&bytes[..length]).into_owned())
        };
        let mut manager = Manager::new(Some(path.into_os_string()), Some("2000000"));
        manager.ready();
        assert_eq!(heard().as_deref(), Some("READY=1"));
        manager.beat(900);
        assert_eq!(heard(), None, "not yet");
        manager.beat(1_000);
        assert_eq!(heard().as_deref(), Some("WATCHDOG=1"));
        manager.beat(1_900);
        assert_eq!(heard(), None);
        Manager::new(None, None).ready();
    }
}
