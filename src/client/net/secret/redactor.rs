//! Secrets taken out of text by their value: a server or a program may say back whatever it was given (R31).

use serde_json::Value;

use super::Secret;
use crate::client::{Answers, Observed, Polled, Reply, Report};
use crate::plan::types::Plan;
use crate::text::Clean;

/// What stands where a secret stood.
const REDACTED: &str = "[secret]";
/// A part of a secret that is shorter is none by itself, such as a line `}`; nor is a whole one that stands in
/// every second word by chance.
const SHORTEST: usize = 6;

/// Takes secrets out of text.
pub struct Redactor(Vec<Secret>);

impl Redactor {
    /// Of `secrets`, of each line of them, and of the path of each that is an address.
    pub fn new(secrets: Vec<Secret>) -> Self {
        let parts = |secret: &Secret| {
            let whole = secret.expose();
            let path =
                whole.split_once("://").and_then(|(_, rest)| rest.split_once('/')).map(|(_, path)| path);
            let parts = whole.lines().map(str::trim).chain(path).filter(|part| part.len() >= SHORTEST);
            parts.map(Secret::from).collect::<Vec<_>>()
        };
        let mut all: Vec<Secret> = secrets.iter().flat_map(parts).collect();
        all.extend(secrets);
        // The longest first: one secret may be the beginning of another.
        all.sort_by_key(|secret| std::cmp::Reverse(secret.expose().len()));
        all.dedup_by(|one, other| one.expose() == other.expose());
        Self(all)
    }

    /// Of every secret that the `[live]` of `plan` names. One that cannot be read cannot be said either.
    pub fn of(plan: &Plan) -> Self {
        let mut found = Vec::new();
        if let Ok(live) = serde_json::to_value(plan.live.as_ref()) {
            walk(&live, &mut found);
        }
        found.retain(|secret| secret.expose().len() >= SHORTEST);
        Self::new(found)
    }

    /// `text` without any secret.
    pub fn redact(&self, text: &str) -> String {
        self.0.iter().fold(text.to_owned(), |text, secret| text.replace(secret.expose(), REDACTED))
    }

    /// Bytes of the longest secret.
    pub fn longest(&self) -> usize {
        self.0.first().map_or(0, |secret| secret.expose().len())
    }

    /// Takes secrets out of everything that came from outside in `report`.
    pub fn clean(&self, report: &mut Report) {
        match report {
            Report::Ended {
                reply: Reply::Done(text) | Reply::Refused(text) | Reply::Unknown(text), ..
            }
            | Report::Said { line: text, .. } => self.text(text),
            Report::Proved { checks, .. } => checks.iter_mut().for_each(|proof| self.text(&mut proof.detail)),
            Report::Surveyed(Answers { authoritative, resolvers, .. }) => {
                authoritative.iter_mut().chain(resolvers).for_each(|said| self.text(&mut said.value));
            }
            Report::Polled(polled) => self.polled(polled),
            Report::Ended { reply: Reply::Withdrawn, .. }
            | Report::Rests { .. }
            | Report::Pipeline { .. } => {}
        }
    }

    fn polled(&self, polled: &mut Polled) {
        match &mut polled.answer {
            Ok(Observed { alerts, items, warnings, .. }) => {
                for alert in alerts.iter_mut().flatten() {
                    self.text(&mut alert.name);
                    self.text(&mut alert.title);
                }
                for text in items.iter_mut().map(|item| &mut item.detail).chain(warnings) {
                    self.text(text);
                }
            }
            Err(trouble) => self.text(&mut trouble.why),
        }
    }

    fn text(&self, text: &mut Clean) {
        if self.0.iter().any(|secret| text.as_str().contains(secret.expose())) {
            *text = Clean::new(self.redact(text.as_str()));
        }
    }
}

fn walk(value: &Value, found: &mut Vec<Secret>) {
    match value {
        // A program's secret is written with the name of its variable: `NAME=env:OTHER`.
        Value::String(text) => {
            let named = text.split_once('=').map_or(text.as_str(), |(_, named)| named);
            let read =
                [text, named].into_iter().filter_map(|named| Secret::read(&named.parse().ok()?, "").ok());
            found.extend(read);
        }
        Value::Array(all) => all.iter().for_each(|value| walk(value, found)),
        Value::Object(all) => all.values().for_each(|value| walk(value, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_goes_whole_line_by_line_and_by_the_path_of_its_address() {
        let secrets = ["hunter2-token\nsecond-line\n}", "https://hooks.example.com/T0/B0/xyz"];
        let redactor = Redactor::new(secrets.map(Secret::from).to_vec());
        for (said, told) in [
            ("key=hunter2-token failed", "key=[secret] failed"),
            ("a second-line } b", "a [secret] } b"),
            ("no /T0/B0/xyz here", "no /[secret] here"),
            ("https://hooks.example.com/T0/B0/xyz", "[secret]"),
        ] {
            assert_eq!(redactor.redact(said), told);
        }
    }
}
