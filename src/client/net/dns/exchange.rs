//! One message there, one message back: UDP, and TCP where UDP was too small.
//!
//! A datagram counts only from the server's own address, which the kernel holds by the connected socket, and
//! under the question's own random number; each question leaves from a port of its own (RFC 5452).

use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpStream, UdpSocket};
use tokio::time::timeout;

use super::Fault;

/// How long one try by UDP waits.
const TRY: Duration = Duration::from_millis(1_200);
/// How often it is tried: a datagram may be lost, two in a row say something.
const TRIES: u32 = 2;
/// How long a connection and each of its steps may take.
const STREAM: Duration = Duration::from_secs(3);
/// Larger than any datagram that answers a question without EDNS (RFC 1035, section 4.2.1), so that a larger
/// one is seen whole and not as a torn one.
const DATAGRAM: usize = 4_096;

/// Sends `message` as a datagram until something comes for which `is_ours` holds.
pub(super) async fn by_datagram(
    server: SocketAddr,
    message: &[u8],
    is_ours: impl Fn(&[u8]) -> Result<(), Fault>,
) -> Result<Vec<u8>, Fault> {
    let mut last = Fault::Silent;
    for _ in 0..TRIES {
        // From another port each time.
        let socket = socket(server).await.map_err(|error| Fault::of_socket(&error))?;
        socket.send(message).await.map_err(|error| Fault::of_socket(&error))?;
        if let Ok(answer) = timeout(TRY, ours(&socket, &is_ours, &mut last)).await {
            return answer;
        }
    }
    Err(last)
}

/// Waits for a datagram that is ours. One that is not may be forged: it is kept as the reason, and the right
/// one may still come.
async fn ours(
    socket: &UdpSocket,
    is_ours: impl Fn(&[u8]) -> Result<(), Fault>,
    last: &mut Fault,
) -> Result<Vec<u8>, Fault> {
    let mut room = vec![0; DATAGRAM];
    loop {
        let length = socket.recv(&mut room).await.map_err(|error| Fault::of_socket(&error))?;
        let came = room.get(..length).unwrap_or_default();
        match is_ours(came) {
            Ok(()) => return Ok(came.to_vec()),
            Err(fault) => *last = fault,
        }
    }
}

async fn socket(server: SocketAddr) -> std::io::Result<UdpSocket> {
    let any: SocketAddr = match server {
        SocketAddr::V4(_) => (Ipv4Addr::UNSPECIFIED, 0).into(),
        SocketAddr::V6(_) => (Ipv6Addr::UNSPECIFIED, 0).into(),
    };
    let socket = UdpSocket::bind(any).await?;
    socket.connect(server).await?;
    Ok(socket)
}

/// Sends `message` over a connection of its own and reads one message (RFC 7766).
pub(super) async fn by_stream(server: SocketAddr, message: &[u8]) -> Result<Vec<u8>, Fault> {
    let mut stream = match timeout(STREAM, TcpStream::connect(server)).await {
        Ok(Ok(stream)) => stream,
        // Nothing was sent yet, whatever it was.
        Ok(Err(error)) if error.kind() == std::io::ErrorKind::ConnectionRefused => return Err(Fault::Closed),
        Ok(Err(error)) => return Err(Fault::Unreachable(error.to_string())),
        Err(_) => return Err(Fault::Unreachable("no connection in time".into())),
    };
    let length = u16::try_from(message.len()).map_err(|_| Fault::Garbage("the question is too long"))?;
    let mut framed = length.to_be_bytes().to_vec();
    framed.extend_from_slice(message);
    match timeout(STREAM, exchange(&mut stream, &framed)).await {
        Ok(Ok(answer)) => Ok(answer),
        // Whatever happens now, the message may have been taken (R10).
        Ok(Err(error)) => Err(Fault::Broken(error.to_string())),
        Err(_) => Err(Fault::Silent),
    }
}

async fn exchange(stream: &mut TcpStream, framed: &[u8]) -> std::io::Result<Vec<u8>> {
    stream.write_all(framed).await?;
    let length = stream.read_u16().await?;
    let mut answer = vec![0; usize::from(length)];
    stream.read_exact(&mut answer).await?;
    Ok(answer)
}
