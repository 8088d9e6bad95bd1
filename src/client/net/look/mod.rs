//! One look at one page by one connection that nobody used before: what it answered, how long each part took,
//! and whose fault it is if it did not (R1, R14).
//!
//! reqwest keeps connections, resolves by itself and tells neither the time of each part nor on which side of the
//! wire a look failed; so looks are made of what it is made of.

mod ask;
mod connect;
mod places;
mod target;
mod trust;

pub use connect::{connect, handshake};
pub use places::{Places, resolve};
pub use target::Target;
pub use trust::{config, verifier};

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use hyper::HeaderMap;

use super::NetError;

/// Looks at one page, each time anew.
#[derive(Clone)]
pub struct Looker {
    /// The page.
    pub target: Target,
    tls: Option<Arc<rustls::ClientConfig>>,
}

/// What was seen.
#[derive(Debug, Clone)]
pub struct Seen {
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body, or its beginning.
    pub body: Vec<u8>,
    /// Whether the body ended before it was too large to be read on.
    pub is_whole: bool,
    /// How long it took.
    pub timings: Timings,
}

/// How long each part took, since the one before.
#[derive(Debug, Clone, Copy, Default)]
pub struct Timings {
    /// Until the name was resolved; none for a pinned address.
    pub dns: Option<Duration>,
    /// Until the connection was there.
    pub connect: Duration,
    /// Until it was encrypted; none without.
    pub tls: Option<Duration>,
    /// Until the first byte of the answer.
    pub first_byte: Duration,
    /// All of it, to the body's end.
    pub whole: Duration,
}

/// Why nothing was seen.
#[derive(Debug, Clone)]
pub struct Missed {
    /// Whose fault it is.
    pub fault: Fault,
    /// What happened, in words.
    pub why: String,
}

/// Whose fault it is that nothing was seen (R1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The target's: it took the connection and then did not answer.
    Target,
    /// It was refused: the target's, if this machine reaches anything else.
    Refused,
    /// Nobody answered at all: the target's or the network's.
    Silent,
    /// This machine's: it has no way there, or cannot tell where that is.
    Observer,
}

impl Missed {
    fn new(fault: Fault, why: impl Into<String>) -> Self {
        Self { fault, why: why.into() }
    }
}

impl Looker {
    /// Looks at `url`, which stands in the plan at `place`; certificates of `ca_file` are trusted beside the
    /// machine's own.
    ///
    /// # Errors
    /// It is no URL of a page, or the certificates cannot be used.
    pub fn new(url: &str, ca_file: Option<&str>, place: &str) -> Result<Self, NetError> {
        let target = Target::read(url).map_err(|why| NetError::at(place, why))?;
        let tls = target.is_encrypted.then(|| config(ca_file, place)).transpose()?.map(Arc::new);
        Ok(Self { target, tls })
    }

    /// The same for another host, such as the name that a platform gave one side.
    #[must_use]
    pub fn named(&self, host: &str) -> Self {
        Self { target: self.target.named(host), tls: self.tls.clone() }
    }

    /// One look at `address`, with the page's own name as SNI and `Host`.
    ///
    /// # Errors
    /// There was no whole answer within `within`.
    pub async fn look(&self, address: SocketAddr, within: Duration) -> Result<Seen, Missed> {
        let begun = Instant::now();
        let until = tokio::time::Instant::now() + within;
        let opened = connect(address, until, within).await?;
        let mut timings = Timings { connect: begun.elapsed(), ..Timings::default() };
        let seen = match &self.tls {
            None => ask::ask(opened.stream, &self.target, until, within, &mut timings).await,
            Some(config) => {
                let since = Instant::now();
                let stream = handshake(opened, Arc::clone(config), &self.target.host, until, within).await?;
                timings.tls = Some(since.elapsed());
                ask::ask(stream, &self.target, until, within, &mut timings).await
            }
        };
        timings.whole = begun.elapsed();
        seen.map(|seen| Seen { timings, ..seen })
    }

    /// One look at the first of `addresses` to which there is a way, and which one that was.
    ///
    /// # Errors
    /// As [`Self::look`], of the last one.
    pub async fn look_at_any(
        &self,
        addresses: &[SocketAddr],
        within: Duration,
    ) -> Result<(SocketAddr, Seen), Missed> {
        let mut last = Missed::new(Fault::Observer, "the name has no address");
        for address in addresses {
            match self.look(*address, within).await {
                Err(missed) if missed.fault == Fault::Observer => last = missed,
                known => return known.map(|seen| (*address, seen)),
            }
        }
        Err(last)
    }
}

impl Timings {
    /// In words, in milliseconds.
    pub fn told(&self) -> String {
        let mut words = Vec::new();
        let mut add = |name: &str, part: Duration| {
            words.push(format!("{name} {:.1} ms", part.as_secs_f64() * 1e3));
        };
        if let Some(dns) = self.dns {
            add("DNS", dns);
        }
        add("connect", self.connect);
        if let Some(tls) = self.tls {
            add("TLS", tls);
        }
        add("first byte", self.first_byte);
        add("whole", self.whole);
        words.join(", ")
    }
}
