//! Variables and secrets of the plan, on this machine: present, not empty, well formed, never shown (R31).

use std::collections::BTreeMap;

use super::{Making, Source};
use crate::client::net::{NetError, Waiting};
use crate::client::{Item, Observed, Reading, Trouble, Value};
use crate::plan::types::live::Present;
use crate::plan::types::{Environment as Planned, Id, Variable};
use crate::text::Clean;

/// Words that stand for a value which somebody wanted to fill in.
const PLACEHOLDERS: [&str; 9] =
    ["changeme", "change-me", "change_me", "example", "placeholder", "replace", "todo", "your", "xxx"];

/// The variables of one machine.
pub struct Environment {
    feed: Present,
    planned: Planned,
}

impl Environment {
    #[expect(clippy::unnecessary_wraps, reason = "each feed is made the same")]
    pub(super) fn new(feed: &Present, making: &Making<'_>) -> Result<Self, NetError> {
        Ok(Self { feed: feed.clone(), planned: making.plan.environment.clone() })
    }

    /// Each poll reads anew: a file may be put right while jday runs.
    async fn observe(&self) -> Result<Observed, Trouble> {
        let found = match &self.feed.file {
            None => std::env::vars_os()
                .map(|(name, value)| (lossy(&name), lossy(&value)))
                .collect::<BTreeMap<_, _>>(),
            Some(path) => {
                // On a thread that may wait: the file may lie on a server that does not answer.
                let path = path.as_str().to_owned();
                let wrong = format!("{path}: ");
                let text = tokio::task::spawn_blocking(move || std::fs::read_to_string(path)).await;
                let told = |error: &dyn std::fmt::Display| Trouble::lasting(format!("{wrong}{error}"));
                read(&text.map_err(|error| told(&error))?.map_err(|error| told(&error))?)
            }
        };
        let variables: Vec<(&str, &str)> = self
            .planned
            .variables
            .iter()
            .filter_map(|variable| {
                let name = variable.name.as_str();
                Some((name, wrong(variable, found.get(name).map(String::as_str))?))
            })
            .collect();
        let mut observed = Observed::default();
        let number = Value::Number(variables.len() as f64);
        let metric = self.feed.wrong.clone();
        observed.readings.extend(metric.map(|metric| Reading {
            metric,
            side: None,
            value: number,
            age_ms: 0,
        }));
        let told: Vec<String> = variables.iter().map(|(name, why)| format!("{name} {why}")).collect();
        let detail = if told.is_empty() {
            format!("all {} are as they should be", self.planned.variables.len())
        } else {
            told.join(", ")
        };
        observed.items.push(Item {
            fact: Id::new("variables"),
            holds: Some(told.is_empty()),
            detail: Clean::new(detail),
        });
        Ok(observed)
    }
}

fn lossy(text: &std::ffi::OsStr) -> String {
    text.to_string_lossy().into_owned()
}

/// Lines `NAME=value`, with `export` before and quotes around where somebody likes them, and comments.
fn read(text: &str) -> BTreeMap<String, String> {
    let lines = text.lines().map(str::trim).filter(|line| !line.starts_with('#'));
    let pairs = lines.filter_map(|line| line.strip_prefix("export ").unwrap_or(line).split_once('='));
    pairs.map(|(name, value)| (name.trim().to_owned(), unquoted(value.trim()).to_owned())).collect()
}

fn unquoted(value: &str) -> &str {
    for quote in ['"', '\''] {
        let inside = value.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote));
        if let Some(inside) = inside {
            return inside;
        }
    }
    value
}

/// What is wrong with a variable, in words that do not hold its value.
fn wrong(variable: &Variable, value: Option<&str>) -> Option<&'static str> {
    let name = variable.name.as_str();
    let Some(value) = value else { return Some("is not set") };
    if value.trim().is_empty() {
        return Some("is empty");
    }
    if value.trim() != value {
        return Some("has blanks around it");
    }
    if let Some(fixed) = &variable.value {
        return (fixed.as_str() != value).then_some("is not what the plan says");
    }
    let lower = value.to_lowercase();
    if PLACEHOLDERS.iter().any(|word| lower == *word || is_filled_in_later(&lower, word)) {
        return Some("is a placeholder");
    }
    let is_address = name.ends_with("_URL") || name.ends_with("_DSN");
    (is_address && !is_url(value)).then_some("is no https address")
}

/// `your-key-here`, `<token>`, `xxxx`: a word of the list as the beginning of several, or brackets.
fn is_filled_in_later(value: &str, word: &str) -> bool {
    let bracketed = value.starts_with('<') && value.ends_with('>');
    let begins = value.strip_prefix(word).is_some_and(|rest| rest.starts_with(['-', '_', ' ']));
    bracketed || begins || value.chars().all(|c| c == 'x')
}

/// An address without a blank in it, encrypted unless it stays on this machine.
fn is_url(value: &str) -> bool {
    reqwest::Url::parse(value).is_ok_and(|url| {
        let host = url.host_str().unwrap_or_default();
        let here = ["localhost", "127.0.0.1"].contains(&host);
        !host.is_empty() && (url.scheme() == "https" || (here && url.scheme() == "http"))
    })
}

impl Source for Environment {
    fn poll(&self) -> Waiting<'_, (Option<i64>, Result<Observed, Trouble>)> {
        Box::pin(async { (None, self.observe().await) })
    }
}
