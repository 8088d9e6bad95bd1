//! A name server on a loopback port that answers what a test says, by datagram and by stream.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, UdpSocket};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// How a question came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    Datagram,
    Stream,
}

/// What is sent back: nothing at all, or these messages. A stream ends after them.
pub type Said = Vec<Vec<u8>>;

type Script = dyn Fn(&[u8], Way) -> Said + Send + Sync;

/// The server. It ends with the test that holds it.
pub struct Nameserver {
    /// Where it listens.
    pub address: SocketAddr,
    ended: Arc<AtomicBool>,
}

const LOOKS_UP_EVERY: Duration = Duration::from_millis(20);

impl Nameserver {
    /// Starts one that answers by `script`. Messages to a stream are sent as they are, each after its length.
    pub fn start(script: impl Fn(&[u8], Way) -> Said + Send + Sync + 'static) -> Self {
        let (datagrams, streams) = both();
        let address = streams.local_addr().unwrap();
        let (script, ended): (Arc<Script>, _) = (Arc::new(script), Arc::new(AtomicBool::new(false)));
        let (told, over) = (Arc::clone(&script), Arc::clone(&ended));
        std::thread::spawn(move || by_datagram(&datagrams, &*told, &over));
        let over = Arc::clone(&ended);
        std::thread::spawn(move || by_stream(&streams, &script, &over));
        Self { address, ended }
    }
}

impl Drop for Nameserver {
    fn drop(&mut self) {
        self.ended.store(true, Ordering::Relaxed);
    }
}

/// A port for both.
fn both() -> (UdpSocket, TcpListener) {
    loop {
        let streams = TcpListener::bind("127.0.0.1:0").unwrap();
        if let Ok(datagrams) = UdpSocket::bind(streams.local_addr().unwrap()) {
            return (datagrams, streams);
        }
    }
}

fn by_datagram(socket: &UdpSocket, script: &Script, ended: &AtomicBool) {
    socket.set_read_timeout(Some(LOOKS_UP_EVERY)).unwrap();
    let mut room = [0; 4096];
    while !ended.load(Ordering::Relaxed) {
        let Ok((length, from)) = socket.recv_from(&mut room) else { continue };
        for message in script(&room[..length], Way::Datagram) {
            let _ = socket.send_to(&message, from);
        }
    }
}

fn by_stream(listener: &TcpListener, script: &Arc<Script>, ended: &AtomicBool) {
    listener.set_nonblocking(true).unwrap();
    while !ended.load(Ordering::Relaxed) {
        let Ok((mut stream, _)) = listener.accept() else {
            std::thread::sleep(LOOKS_UP_EVERY);
            continue;
        };
        let script = Arc::clone(script);
        std::thread::spawn(move || {
            stream.set_nonblocking(false).unwrap();
            let mut length = [0; 2];
            if stream.read_exact(&mut length).is_err() {
                return;
            }
            let mut question = vec![0; usize::from(u16::from_be_bytes(length))];
            if stream.read_exact(&mut question).is_err() {
                return;
            }
            let said = script(&question, Way::Stream);
            if said.is_empty() {
                // Silent, not gone: it hears the other side give up.
                let _ = stream.read(&mut [0]);
            }
            for message in said {
                let length = u16::try_from(message.len()).unwrap().to_be_bytes();
                let _ = stream.write_all(&[&length, &message[..]].concat());
            }
        });
    }
}
