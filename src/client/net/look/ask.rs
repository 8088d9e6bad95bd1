//! The question and its answer, on a connection that is then thrown away.

use std::time::{Duration, Instant};

use http_body_util::{BodyExt as _, Empty};
use hyper::Request;
use hyper::body::{Bytes, Incoming};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::task::JoinSet;
use tokio::time::timeout_at;

use super::{Fault, Missed, Seen, Target, Timings};
use crate::client::net::causes::causes;

/// Largest beginning of a body that is read: what a page says about itself stands there.
const MOST_BYTES: usize = 1024 * 1024;

/// Asks for the page of `target` over `stream`.
///
/// # Errors
/// What came is no answer, or not in time. The connection was there, so that is the target's fault.
pub async fn ask<S>(
    stream: S,
    target: &Target,
    until: tokio::time::Instant,
    within: Duration,
    timings: &mut Timings,
) -> Result<Seen, Missed>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let late = |what: &str| Missed::new(Fault::Target, format!("{what} within {} ms", within.as_millis()));
    let broken = |error: &hyper::Error| Missed::new(Fault::Target, format!("no answer: {}", told(error)));
    let request = request(target)?;
    let since = Instant::now();
    let opened = timeout_at(until, http1::handshake(TokioIo::new(stream))).await;
    let (mut sender, connection) = opened.map_err(|_| late("no answer"))?.map_err(|error| broken(&error))?;
    // It ends with this set, and with it the connection, however this question ends.
    let mut driver = JoinSet::new();
    driver.spawn(connection);
    let answer = timeout_at(until, sender.send_request(request)).await;
    let response = answer.map_err(|_| late("no answer"))?.map_err(|error| broken(&error))?;
    timings.first_byte = since.elapsed();
    let (head, body) = response.into_parts();
    let (body, is_whole) = timeout_at(until, read(body))
        .await
        .map_err(|_| late("no end of the answer"))?
        .map_err(|error| Missed::new(Fault::Target, format!("the answer broke off: {}", told(&error))))?;
    Ok(Seen {
        status: head.status.as_u16(),
        headers: head.headers,
        body,
        is_whole,
        timings: Timings::default(),
    })
}

fn request(target: &Target) -> Result<Request<Empty<Bytes>>, Missed> {
    Request::get(&target.path)
        .header("host", &target.authority)
        .header("user-agent", concat!("jday/", env!("CARGO_PKG_VERSION")))
        .header("accept", "*/*")
        .header("accept-encoding", "identity")
        // Whoever keeps copies is asked not to answer with one.
        .header("cache-control", "no-cache")
        .header("connection", "close")
        .body(Empty::new())
        .map_err(|_| Missed::new(Fault::Observer, "the url cannot be asked for"))
}

/// The body or its beginning, and whether that is all of it.
async fn read(mut body: Incoming) -> Result<(Vec<u8>, bool), hyper::Error> {
    let mut bytes = Vec::new();
    while let Some(frame) = body.frame().await {
        if let Ok(data) = frame?.into_data() {
            bytes.extend_from_slice(&data);
        }
        if bytes.len() > MOST_BYTES {
            bytes.truncate(MOST_BYTES);
            return Ok((bytes, false));
        }
    }
    Ok((bytes, true))
}

fn told(error: &hyper::Error) -> String {
    causes(Some(error)).join(": ")
}
