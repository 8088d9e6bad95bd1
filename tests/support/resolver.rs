//! A resolver of one name, which answers what it is told to.

use std::net::{Ipv4Addr, SocketAddr, UdpSocket};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};

/// The resolver.
pub struct Resolver {
    /// Where it listens.
    pub address: SocketAddr,
    answer: Arc<Mutex<Ipv4Addr>>,
    asked: Arc<AtomicU32>,
}

impl Resolver {
    /// One that says `answer` to every question for an address of version 4, and that there is none to others.
    pub fn start(answer: &str) -> Self {
        let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
        let address = socket.local_addr().unwrap();
        let answer = Arc::new(Mutex::new(answer.parse().unwrap()));
        let asked = Arc::new(AtomicU32::new(0));
        let (says, counts) = (Arc::clone(&answer), Arc::clone(&asked));
        std::thread::spawn(move || {
            let mut packet = [0; 1500];
            while let Ok((length, from)) = socket.recv_from(&mut packet) {
                let says: Ipv4Addr = *says.lock().unwrap();
                if let Some(reply) = reply(packet.get(..length).unwrap_or_default(), says) {
                    counts.fetch_add(1, Ordering::Relaxed);
                    let _ = socket.send_to(&reply, from);
                }
            }
        });
        Self { address, answer, asked }
    }

    /// From now on it says `answer`.
    pub fn turn(&self, answer: &str) {
        *self.answer.lock().unwrap() = answer.parse().unwrap();
    }

    /// How often it answered.
    pub fn asked(&self) -> u32 {
        self.asked.load(Ordering::Relaxed)
    }
}

/// The question with an answer behind it (RFC 1035, section 4).
fn reply(query: &[u8], says: Ipv4Addr) -> Option<Vec<u8>> {
    let name_ends = query.get(12..)?.iter().position(|byte| *byte == 0)? + 13;
    let question = query.get(12..name_ends + 4)?;
    let is_four = question.get(question.len() - 4..question.len() - 2)? == [0, 1];
    let mut reply = query.get(..2)?.to_vec();
    // Response, recursion desired and available; one question, an answer or none.
    reply.extend([0x81, 0x80, 0, 1, 0, u8::from(is_four), 0, 0, 0, 0]);
    reply.extend(question);
    if is_four {
        // The name again, A, IN, 30 s, four bytes.
        reply.extend([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 30, 0, 4]);
        reply.extend(says.octets());
    }
    Some(reply)
}
