//! A connection that nobody used before, and who is to blame where there is none.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout_at};
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use super::{Fault, Missed};

/// An open connection.
pub struct Opened {
    /// The connection.
    pub stream: TcpStream,
    /// Where it leads.
    pub address: SocketAddr,
}

/// Connects to `address`, until `until`, which is `within` from the look's beginning.
///
/// # Errors
/// It did not come about; who is to blame is told by how.
pub async fn connect(address: SocketAddr, until: Instant, within: Duration) -> Result<Opened, Missed> {
    match timeout_at(until, TcpStream::connect(address)).await {
        Ok(Ok(stream)) => {
            let _ = stream.set_nodelay(true);
            Ok(Opened { stream, address })
        }
        Ok(Err(error)) => Err(Missed::new(blamed(&error), format!("{address}: {error}"))),
        Err(_) => {
            let why = format!("{address}: took no connection within {} ms", within.as_millis());
            Err(Missed::new(Fault::Silent, why))
        }
    }
}

/// Whose fault it is that there is no connection.
fn blamed(error: &io::Error) -> Fault {
    match error.kind() {
        io::ErrorKind::ConnectionRefused
        | io::ErrorKind::ConnectionReset
        | io::ErrorKind::ConnectionAborted => Fault::Refused,
        // A router said it, or nobody answered for the address on its own network.
        io::ErrorKind::HostUnreachable | io::ErrorKind::TimedOut => Fault::Silent,
        // No route, no address of our own, no permission, no free descriptor.
        _ => Fault::Observer,
    }
}

/// Encrypts a connection, with `host` as the name that is asked for.
///
/// # Errors
/// The target does not, not in time, or its certificate is not accepted.
pub async fn handshake(
    opened: Opened,
    config: Arc<ClientConfig>,
    host: &str,
    until: Instant,
    within: Duration,
) -> Result<TlsStream<TcpStream>, Missed> {
    let address = opened.address;
    let name = ServerName::try_from(host.to_owned())
        .map_err(|_| Missed::new(Fault::Observer, format!("{host} is no name of a server")))?;
    match timeout_at(until, TlsConnector::from(config).connect(name, opened.stream)).await {
        Ok(Ok(stream)) => Ok(stream),
        Ok(Err(error)) => Err(Missed::new(Fault::Target, format!("{address}: no TLS: {error}"))),
        Err(_) => {
            let why = format!("{address}: no TLS within {} ms", within.as_millis());
            Err(Missed::new(Fault::Target, why))
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Error, ErrorKind};

    use super::{Fault, blamed};

    #[test]
    fn a_machine_without_a_way_blames_nobody_else() {
        let fault = |kind| blamed(&Error::from(kind));
        for kind in [ErrorKind::NetworkUnreachable, ErrorKind::PermissionDenied, ErrorKind::AddrNotAvailable]
        {
            assert_eq!(fault(kind), Fault::Observer, "{kind:?}");
        }
        assert_eq!(fault(ErrorKind::ConnectionRefused), Fault::Refused);
        assert_eq!(fault(ErrorKind::HostUnreachable), Fault::Silent);
        assert_eq!(blamed(&Error::from_raw_os_error(24)), Fault::Observer, "too many open files");
    }
}
