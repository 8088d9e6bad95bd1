//! One whole answer, and what it is worth.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use reqwest::StatusCode;
use reqwest::header::{DATE, HeaderMap, RETRY_AFTER};

use super::told;
use crate::client::Trouble;
use crate::client::net::wall;
use crate::text::Clean;

/// Most of an error's body that is told.
const TOLD_CHARS: usize = 300;
/// Longest that a system may ask to be left alone; it is told, never slept through.
const LONGEST_REST: Duration = Duration::from_hours(1);

/// An answer, read to its end.
#[derive(Debug, Clone)]
pub struct Page {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Vec<u8>,
    /// By how much the server's clock is ahead of this machine's, in milliseconds (R26). A `Date` is in
    /// whole seconds, so half of one is added.
    pub skew_ms: Option<i64>,
}

impl Page {
    pub(super) async fn read(mut response: reqwest::Response, most: usize) -> Result<Self, Trouble> {
        let (status, headers) = (response.status(), response.headers().clone());
        let skew_ms = skew(&headers);
        let mut body = Vec::new();
        loop {
            let chunk = response.chunk().await;
            match chunk
                .map_err(|error| Trouble::passing(format!("the answer broke off: {}", told(&error))))?
            {
                Some(chunk) if body.len() + chunk.len() <= most => body.extend_from_slice(&chunk),
                Some(_) => {
                    let why = format!("the answer is larger than {} MiB; ask for less", most / 1024 / 1024);
                    return Err(Trouble::lasting(why));
                }
                None => return Ok(Self { status, headers, body, skew_ms }),
            }
        }
    }

    /// This page, if its status is a 2xx.
    ///
    /// # Errors
    /// What the status and the body say, and how long to wait.
    pub fn ok(&self) -> Result<&Self, Trouble> {
        if self.status.is_success() { Ok(self) } else { Err(self.trouble()) }
    }

    /// What a status that is no 2xx says.
    pub fn trouble(&self) -> Trouble {
        let said = self.told();
        let why = match self.status.as_u16() {
            401 | 403 => format!("{}: the credentials are not accepted; check them. {said}", self.status),
            300..=399 => {
                format!("{}: it points elsewhere, which is not followed; correct the url", self.status)
            }
            _ => format!("{}: {said}", self.status),
        };
        let passing = self.status.is_server_error() || self.status == StatusCode::TOO_MANY_REQUESTS;
        Trouble { why: Clean::new(why), retry_after_ms: self.retry_after_ms(), passing }
    }

    /// The body as JSON.
    ///
    /// # Errors
    /// It says that it is something else, or is.
    pub fn json<T: serde::de::DeserializeOwned>(&self) -> Result<T, Trouble> {
        let kind = self.headers.get("content-type").and_then(|kind| kind.to_str().ok()).unwrap_or("");
        if !kind.contains("json") {
            let kind = if kind.is_empty() { "nothing" } else { kind };
            let why =
                format!("the answer is {kind}, not JSON: is there a proxy or a login page? {}", self.told());
            return Err(Trouble::lasting(why));
        }
        serde_json::from_slice(&self.body)
            .map_err(|error| Trouble::lasting(format!("the answer cannot be read: {error}")))
    }

    /// When it was answered by the server's clock, in milliseconds since the epoch: a whole second, or less than
    /// one before.
    pub fn date_ms(&self) -> Option<i64> {
        date_ms(&self.headers)
    }

    /// The beginning of the body, on one line.
    pub fn told(&self) -> String {
        let text = String::from_utf8_lossy(&self.body);
        let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
        words.chars().take(TOLD_CHARS).collect()
    }

    /// How long the server asked to be left alone: seconds or a date (RFC 9110, 10.2.3).
    pub fn retry_after_ms(&self) -> Option<u64> {
        let raw = self.headers.get(RETRY_AFTER)?.to_str().ok()?;
        let wait = match raw.trim().parse::<u64>() {
            Ok(seconds) => Duration::from_secs(seconds),
            Err(_) => at(raw)?.duration_since(SystemTime::now()).unwrap_or_default(),
        };
        u64::try_from(wait.min(LONGEST_REST).as_millis()).ok()
    }
}

/// By how much the clock of whoever sent `headers` is ahead, in milliseconds (R26).
pub fn skew(headers: &HeaderMap) -> Option<i64> {
    Some(wall::ahead_ms(date_ms(headers)?) + 500)
}

fn date_ms(headers: &HeaderMap) -> Option<i64> {
    let theirs = at(headers.get(DATE)?.to_str().ok()?)?;
    i64::try_from(theirs.duration_since(UNIX_EPOCH).ok()?.as_millis()).ok()
}

/// A date of HTTP.
fn at(raw: &str) -> Option<SystemTime> {
    let parsed = chrono::DateTime::parse_from_rfc2822(raw.trim()).ok()?;
    u64::try_from(parsed.timestamp()).ok().map(|seconds| UNIX_EPOCH + Duration::from_secs(seconds))
}
