//! A resolver of one name, which answers what it is told to.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};

use crate::nameserver::Nameserver;

/// The resolver.
pub struct Resolver {
    server: Nameserver,
    answer: Arc<Mutex<Ipv4Addr>>,
    asked: Arc<AtomicU32>,
}

impl Resolver {
    /// One that says `answer` to every question for an address of version 4, and that there is none to others.
    pub fn start(answer: &str) -> Self {
        let answer = Arc::new(Mutex::new(answer.parse().unwrap()));
        let asked = Arc::new(AtomicU32::new(0));
        let (says, counts) = (Arc::clone(&answer), Arc::clone(&asked));
        let server = Nameserver::start(move |question, _| {
            counts.fetch_add(1, Ordering::Relaxed);
            reply(question, *says.lock().unwrap()).into_iter().collect()
        });
        Self { server, answer, asked }
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.server.address
    }

    /// From now on it says `answer`.
    pub fn turn(&self, answer: &str) {
        *self.answer.lock().unwrap() = answer.parse().unwrap();
    }

    /// How often it was asked.
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
