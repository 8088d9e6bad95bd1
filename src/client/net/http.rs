//! The door to HTTP systems: deadlines, capped bodies, no redirect that is followed, readable errors.

mod act;
mod answer;

pub use answer::{Page, skew};

use std::net::SocketAddr;
use std::time::Duration;

use data_encoding::BASE64;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use reqwest::{Method, RequestBuilder};

use super::NetError;
use super::causes::causes;
use super::secret::Secret;
use crate::client::Trouble;
use crate::plan::types::live::{Access, Auth};

/// Largest body that is read. A larger one is a mistake of the source, not an answer.
pub const MOST_BYTES: usize = 8 * 1024 * 1024;
/// How long a connection may take to be made.
const CONNECT: Duration = Duration::from_secs(3);

/// One system that speaks HTTP.
#[derive(Clone)]
pub struct Http {
    client: reqwest::Client,
    base: String,
    headers: HeaderMap,
}

impl Http {
    /// The system at `access`, whose place in the plan is `place`.
    ///
    /// # Errors
    /// A secret or file that it names cannot be used.
    pub fn new(access: &Access, place: &str) -> Result<Self, NetError> {
        let mut builder = builder();
        if !access.proxy {
            builder = builder.no_proxy();
        }
        if let Some(path) = &access.ca_file {
            builder = builder.tls_certs_merge(certificates(path.as_str(), place)?);
        }
        let client = builder.build().map_err(|error| NetError::at(place, told(&error)))?;
        let mut headers = HeaderMap::new();
        if let Some(auth) = &access.auth {
            let (name, value) = authorization(auth, place)?;
            headers.insert(name, value);
        }
        for line in &access.headers {
            let (name, value) = header(line.as_str(), place)?;
            headers.append(name, value);
        }
        Ok(Self { client, base: access.url.as_str().trim_end_matches('/').to_owned(), headers })
    }

    /// A request to `path` below the base, with who jday is there.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("{}{path}", self.base)).headers(self.headers.clone())
    }

    /// Sends `request` and reads its whole answer.
    ///
    /// # Errors
    /// Nobody answered in time, or more than [`MOST_BYTES`]. Any status is an answer.
    pub async fn send(&self, request: RequestBuilder) -> Result<Page, Trouble> {
        let response = request.send().await.map_err(|error| Trouble::passing(told(&error)))?;
        Page::read(response, MOST_BYTES).await
    }

    /// Reads `path` as JSON; anything but a 2xx with JSON in it is trouble.
    ///
    /// # Errors
    /// As [`Self::send`], and where the answer is none.
    pub async fn json<T: serde::de::DeserializeOwned>(&self, path: &str) -> Result<(T, Page), Trouble> {
        let page = self.send(self.request(Method::GET, path)).await?;
        Ok((page.ok()?.json()?, page))
    }
}

/// A client as every part of jday wants it: no redirect is followed, for it could lead credentials elsewhere.
pub fn builder() -> reqwest::ClientBuilder {
    reqwest::Client::builder()
        .user_agent(concat!("jday/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(CONNECT)
        .redirect(reqwest::redirect::Policy::none())
}

/// A client that keeps no connection and reaches `host` at `address` alone (R14: a pool goes on talking to the
/// side that was left).
///
/// # Errors
/// The certificates cannot be used.
pub fn pinned(
    host: &str,
    address: SocketAddr,
    ca_file: Option<&str>,
    place: &str,
) -> Result<reqwest::Client, NetError> {
    let mut builder = builder().no_proxy().pool_max_idle_per_host(0).resolve(host, address).tls_info(true);
    if let Some(path) = ca_file {
        builder = builder.tls_certs_merge(certificates(path, place)?);
    }
    builder.build().map_err(|error| NetError::at(place, told(&error)))
}

/// The certificates of a PEM file.
///
/// # Errors
/// The file cannot be read or holds none.
pub fn certificates(path: &str, place: &str) -> Result<Vec<reqwest::Certificate>, NetError> {
    let pem = std::fs::read(path).map_err(|error| NetError::at(place, format!("{path}: {error}")))?;
    let read =
        reqwest::Certificate::from_pem_bundle(&pem).map_err(|error| NetError::at(place, told(&error)))?;
    if read.is_empty() {
        return Err(NetError::at(place, format!("{path} holds no certificate")));
    }
    Ok(read)
}

/// An error with all that caused it: whom it could not reach, and without the rest of the address, which may
/// hold a secret.
pub fn told(error: &reqwest::Error) -> String {
    let mut words = causes(std::error::Error::source(error));
    // Where in the libraries it came to light says nothing to people.
    words.retain(|words| !words.starts_with("client error (") && words != "tcp connect error");
    if let Some(url) = error.url().filter(|_| error.is_connect()) {
        let port = url.port_or_known_default().map(|port| format!(":{port}")).unwrap_or_default();
        words.insert(0, format!("cannot connect to {}{port}", url.host_str().unwrap_or("its address")));
    }
    if error.is_timeout() {
        words.insert(0, "no answer in time".to_owned());
    }
    if words.is_empty() { "no answer".into() } else { words.join(": ") }
}

fn authorization(auth: &Auth, place: &str) -> Result<(HeaderName, HeaderValue), NetError> {
    let (name, value) = match (&auth.bearer, &auth.user, &auth.password, &auth.header, &auth.secret) {
        (Some(token), None, None, None, None) => {
            ("authorization".to_owned(), format!("Bearer {}", Secret::read(token, place)?.expose()))
        }
        (None, Some(user), Some(password), None, None) => {
            let pair = format!("{user}:{}", Secret::read(password, place)?.expose());
            ("authorization".to_owned(), format!("Basic {}", BASE64.encode(pair.as_bytes())))
        }
        (None, None, None, Some(name), Some(secret)) => {
            (name.as_str().to_owned(), Secret::read(secret, place)?.expose().to_owned())
        }
        _ => {
            return Err(NetError::at(
                place,
                "auth is one of: bearer; user with password; header with secret",
            ));
        }
    };
    parts(&name, &value, place)
}

fn header(line: &str, place: &str) -> Result<(HeaderName, HeaderValue), NetError> {
    match line.split_once(':') {
        Some((name, value)) => parts(name.trim(), value.trim(), place),
        // The line may hold a secret (R31).
        None => Err(NetError::at(place, "a line of headers is no header; write \"name: value\"")),
    }
}

fn parts(name: &str, value: &str, place: &str) -> Result<(HeaderName, HeaderValue), NetError> {
    let wrong = || NetError::at(place, format!("{name:?} is no header that can be sent"));
    let parsed = HeaderName::from_bytes(name.as_bytes()).map_err(|_| wrong())?;
    let mut value = HeaderValue::from_str(value).map_err(|_| wrong())?;
    // Any header of a plan may let one in, such as a cookie.
    value.set_sensitive(true);
    Ok((parsed, value))
}
