//! What is sent to Cloudflare and what it answers.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::client::net::http::Page;

/// One record. It holds one value: a set is several of them.
#[derive(Debug, Clone, Deserialize)]
pub struct Row {
    /// Its identifier.
    pub id: String,
    /// Its type.
    #[serde(rename = "type")]
    pub kind: String,
    /// Its name, without trailing dot.
    pub name: String,
    /// Its value.
    pub content: String,
    /// Its time to live in seconds; 1 is "automatic".
    pub ttl: u32,
    /// Whether clients see Cloudflare's own addresses instead.
    #[serde(default)]
    pub proxied: bool,
}

/// Every change of one switch, done in one transaction.
#[derive(Default, Serialize)]
pub struct Batch {
    /// Records that go.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub deletes: Vec<Gone>,
    /// Records that get another value.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub patches: Vec<Changed>,
    /// Records that come.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub posts: Vec<New>,
}

/// A record that goes.
#[derive(Serialize)]
pub struct Gone {
    /// Which.
    pub id: String,
}

/// A record that gets another value. Type, name and time to live are asked for though they stay.
#[derive(Serialize)]
pub struct Changed {
    pub id: String,
    #[serde(rename = "type")]
    pub kind: &'static str,
    pub name: String,
    pub content: String,
    pub ttl: u32,
}

/// A record that comes.
#[derive(Serialize)]
pub struct New {
    #[serde(rename = "type")]
    pub kind: &'static str,
    pub name: String,
    pub content: String,
    pub ttl: u32,
    pub proxied: bool,
}

/// What a batch answers.
#[derive(Deserialize)]
pub struct Batched {
    #[serde(default)]
    patches: Vec<Row>,
    #[serde(default)]
    posts: Vec<Row>,
}

impl Batched {
    /// The records as they are now.
    pub fn rows(&self) -> impl Iterator<Item = &Row> {
        self.patches.iter().chain(&self.posts)
    }
}

/// What Cloudflare puts around every answer. Its `success` counts, whatever the status.
#[derive(Deserialize)]
pub struct Envelope<T> {
    success: bool,
    #[serde(default)]
    errors: Vec<Mistake>,
    result: Option<T>,
    result_info: Option<Info>,
}

#[derive(Deserialize)]
struct Mistake {
    code: i64,
    #[serde(default)]
    message: String,
}

#[derive(Deserialize)]
struct Info {
    total_count: Option<usize>,
}

impl<T: DeserializeOwned> Envelope<T> {
    /// What it says went wrong; none if it says that nothing did.
    pub fn wrong(&self) -> Option<String> {
        let mistakes = self.errors.iter().map(|one| format!("{} (code {})", one.message, one.code));
        let mistakes = mistakes.collect::<Vec<_>>().join("; ");
        (!self.success).then(|| if mistakes.is_empty() { "it says no, and not why".into() } else { mistakes })
    }

    /// What was asked for.
    pub fn result(self) -> Option<(T, Option<usize>)> {
        Some((self.result?, self.result_info.and_then(|info| info.total_count)))
    }
}

/// What the body of an error says, if it is one of Cloudflare's.
pub fn told(page: &Page) -> Option<String> {
    page.json::<Envelope<serde_json::Value>>().ok()?.wrong()
}
