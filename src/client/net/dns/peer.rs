//! Where a name server is: an address, a name, or "the machine's own".

use std::fmt;
use std::net::{IpAddr, SocketAddr};

use super::Fault;

/// Where name servers listen (RFC 1035, section 4.2).
const PORT: u16 = 53;
/// Where the machine says who its own resolvers are, resolv.conf(5).
const RESOLV_CONF: &str = "/etc/resolv.conf";

/// A name server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Peer {
    /// At this address.
    At(SocketAddr),
    /// At whatever address its name has when it is asked.
    Named(String, u16),
    /// Whoever the machine itself asks, in that order.
    System,
}

impl Peer {
    /// Reads `192.0.2.1`, `192.0.2.1:5353`, `2001:db8::1`, `[2001:db8::1]:5353`, `ns1.example.com`,
    /// `ns1.example.com:5353` or `system`.
    ///
    /// # Errors
    /// It is none of these, in words.
    pub fn parse(text: &str) -> Result<Self, String> {
        if text == "system" {
            return Ok(Self::System);
        }
        if let Ok(address) = text.parse::<SocketAddr>() {
            return Ok(Self::At(address));
        }
        if let Ok(address) = text.parse::<IpAddr>() {
            return Ok(Self::At(SocketAddr::new(address, PORT)));
        }
        let (host, port) = match text.split_once(':') {
            Some((host, port)) => (host, port.parse().map_err(|_| wrong(text))?),
            None => (text, PORT),
        };
        super::name(host).map_err(|_| wrong(text))?;
        if host.is_empty() || !host.chars().all(|c| c.is_ascii_alphanumeric() || "-._".contains(c)) {
            return Err(wrong(text));
        }
        Ok(Self::Named(host.to_owned(), port))
    }

    /// Where it is now, best first; never empty.
    ///
    /// # Errors
    /// Its name has no address, or the machine names no resolver: a fault of this side.
    pub async fn addresses(&self) -> Result<Vec<SocketAddr>, Fault> {
        let found = match self {
            Self::At(address) => vec![*address],
            Self::Named(host, port) => {
                let found = tokio::net::lookup_host((host.as_str(), *port)).await;
                found.map_err(|error| Fault::Unreachable(format!("{host}: {error}")))?.collect()
            }
            Self::System => {
                let text = std::fs::read_to_string(RESOLV_CONF);
                let text = text.map_err(|error| Fault::Unreachable(format!("{RESOLV_CONF}: {error}")))?;
                nameservers(&text)
            }
        };
        if found.is_empty() { Err(Fault::Unreachable(format!("{self} has no address"))) } else { Ok(found) }
    }
}

impl fmt::Display for Peer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::At(address) => address.fmt(f),
            Self::Named(host, port) => write!(f, "{host}:{port}"),
            Self::System => f.write_str(RESOLV_CONF),
        }
    }
}

fn wrong(text: &str) -> String {
    format!("{text:?} is no name server; write an address or a name, with its port where it is not {PORT}")
}

/// Without a line for it the machine asks itself (resolv.conf(5)).
fn nameservers(text: &str) -> Vec<SocketAddr> {
    let lines = text.lines().filter_map(|line| {
        let mut words = line.split_whitespace();
        let address = (words.next() == Some("nameserver")).then(|| words.next()).flatten()?;
        Some(SocketAddr::new(address.parse().ok()?, PORT))
    });
    let found: Vec<_> = lines.collect();
    if found.is_empty() { vec![SocketAddr::from(([127, 0, 0, 1], PORT))] } else { found }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ways_to_write_a_name_server() {
        let at = |text: &str| Peer::At(text.parse().unwrap());
        for (text, peer) in [
            ("192.0.2.1", at("192.0.2.1:53")),
            ("192.0.2.1:5353", at("192.0.2.1:5353")),
            ("2001:db8::1", at("[2001:db8::1]:53")),
            ("[2001:db8::1]:54", at("[2001:db8::1]:54")),
            ("ns1.example.com", Peer::Named("ns1.example.com".into(), 53)),
            ("ns1.example.com:54", Peer::Named("ns1.example.com".into(), 54)),
            ("system", Peer::System),
        ] {
            assert_eq!(Peer::parse(text), Ok(peer), "{text}");
        }
        for text in ["", "ns1:x", "a b", "http://ns1", "1.2.3.4:99999"] {
            assert!(Peer::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn the_machines_own_resolvers() {
        let text =
            "# c\nsearch example.com\nnameserver 192.0.2.53\nnameserver  2001:db8::53 # x\nnameserver x";
        let found = nameservers(text);
        assert_eq!(found, ["192.0.2.53:53".parse().unwrap(), "[2001:db8::53]:53".parse().unwrap()]);
        assert_eq!(nameservers(""), ["127.0.0.1:53".parse().unwrap()]);
    }
}
