//! Whether the database is what the plan says: a question whose answer is not looked at proves nothing.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use super::manifest::Manifest;
use super::verify::fewer;
use super::{Desk, Failure, LAST_WORDS, told};
use crate::client::net::postgres::{Fault, Row, Session, qualified};
use crate::text::Clean;

/// Where Supabase keeps the versions that were applied.
const HISTORY: &str = "supabase_migrations.schema_migrations";

/// What is looked at; with nothing chosen, versions and rows, as far as the plan and a backup say what to expect.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Wanted {
    /// Exactly the plan's versions are applied.
    pub versions: bool,
    /// Nothing is applied that the plan does not know; what is still to come is told.
    pub before: bool,
    /// No table of the plan has fewer rows than the backup holds.
    pub counts: bool,
    /// The backup whose rows are meant; the newest if not said.
    pub backup: Option<PathBuf>,
    /// Questions whose answer must be true.
    pub asked: Vec<String>,
}

/// What was found, and what is wrong with it.
#[derive(Default)]
struct Found {
    right: Vec<String>,
    wrong: Vec<String>,
}

impl Desk<'_> {
    /// Looks at everything that is wanted, and refuses with all that is not as it should be. Nothing is written.
    pub(super) async fn check(&self, wanted: &Wanted) -> Result<String, Failure> {
        let nothing_chosen = !(wanted.versions || wanted.before || wanted.counts) && wanted.asked.is_empty();
        let session = self.door.connect().await?;
        let mut found = Found::default();
        if wanted.before || wanted.versions || (nothing_chosen && !self.plan.schema.is_empty()) {
            self.versions(&session, wanted.before, &mut found).await?;
        }
        if wanted.counts || nothing_chosen {
            self.rows(&session, wanted, &mut found).await?;
        }
        for question in &wanted.asked {
            match self.answer(&session, question).await? {
                Ok(()) => found.right.push(format!("true: {}", Clean::new(question).one_line())),
                Err(why) => found.wrong.push(format!("{why}: {}", Clean::new(question).one_line())),
            }
        }
        if found.wrong.is_empty() {
            return Ok(found.right.join("; "));
        }
        found.right.iter().for_each(|line| self.say(line));
        Err(Failure::Refused(found.wrong.join("; ")))
    }

    /// The applied versions against the plan's. They are text, and all of them count, not the newest.
    async fn versions(&self, session: &Session, before: bool, found: &mut Found) -> Result<(), Failure> {
        if self.plan.schema.is_empty() {
            let why = "the plan names no versions to expect; add live.database.schema = [\"20261115\", …]";
            return Err(Failure::refused(why));
        }
        let table = self.plan.history.as_ref().map_or(HISTORY, Clean::as_str);
        let sql = format!("SELECT version::text FROM {} ORDER BY 1", qualified(table));
        let rows = session.read(&sql, self.left_over()).await.map_err(|fault| {
            let name = if fault.is_absent() { "; name the table: live.database.history" } else { "" };
            Failure::refused(format!("which versions are applied is not told: {}{name}", fault.why))
        })?;
        let applied: Vec<&str> = rows.iter().filter_map(|row| row.first()?.as_deref()).collect();
        let expected: Vec<&str> = self.plan.schema.iter().map(Clean::as_str).collect();
        let without = |all: &[&str], these: &[&str]| -> Vec<String> {
            let rest = all.iter().filter(|version| !these.contains(version));
            rest.map(|version| Clean::new(version).one_line().into_owned()).collect()
        };
        let (missing, foreign) = (without(&expected, &applied), without(&applied, &expected));
        if !foreign.is_empty() {
            found.wrong.push(format!("applied and not in the plan: {}", foreign.join(", ")));
        }
        let all = expected.len();
        match (before, missing.is_empty()) {
            (false, false) => found.wrong.push(format!("not applied: {}", missing.join(", "))),
            (true, false) => found.right.push(format!(
                "{} of {all} versions are applied, to come: {}",
                all - missing.len(),
                missing.join(", ")
            )),
            (true, true) => found.right.push(format!("all {all} versions are applied, none is to come")),
            (false, true) => found.right.push(format!("all {all} versions are applied, and no other")),
        }
        Ok(())
    }

    /// The rows now against those of the backup.
    async fn rows(&self, session: &Session, wanted: &Wanted, found: &mut Found) -> Result<(), Failure> {
        let backup = wanted.backup.as_deref();
        let (_, manifest) = Manifest::told(&self.folder, self.door.database(), backup)?;
        let now = self.count(session).await?;
        let lost = fewer(&manifest.counts, &now);
        if lost.is_empty() {
            found.right.push(format!(
                "now {}; in the backup of {} {}",
                told(&now),
                manifest.at,
                told(&manifest.counts)
            ));
        } else {
            found.wrong.push(format!("rows are missing since {}: {}", manifest.at, lost.join(", ")));
        }
        Ok(())
    }

    /// Whether the answer to `question` is true; why not, if it is another one.
    async fn answer(&self, session: &Session, question: &str) -> Result<Result<(), String>, Failure> {
        let one = question.trim().trim_end_matches(';');
        // Inside another one it cannot be two, nor anything but a question.
        let sql = format!("SELECT * FROM ({one}\n) AS asked");
        let rows =
            session.read(&sql, self.left_over()).await.map_err(|fault| asked_badly(&fault, question))?;
        Ok(is_true(&rows))
    }

    /// What the server may take of what is left: it shall say that it is slow before nobody listens any more.
    fn left_over(&self) -> Duration {
        let left = self.until.saturating_duration_since(Instant::now());
        left.saturating_sub(LAST_WORDS / 3).max(LAST_WORDS / 3)
    }
}

fn asked_badly(fault: &Fault, question: &str) -> Failure {
    let why = if fault.is_slow() { "no answer in time" } else { &fault.why };
    Failure::Refused(format!("{why}: {}", Clean::new(question).one_line()))
}

/// Whether an answer is one value, and that is true.
fn is_true(rows: &[Row]) -> Result<(), String> {
    match rows {
        [] => Err("it answers nothing, where true was to come".to_owned()),
        [row] => match &row[..] {
            [Some(value)] if value == "t" => Ok(()),
            [Some(value)] if value == "f" => Err("it is not true".to_owned()),
            [Some(value)] => {
                let value: String = value.chars().take(80).collect();
                Err(format!("it answers {}, where true was to come", Clean::new(value).one_line()))
            }
            [None] => Err("it answers null, where true was to come".to_owned()),
            _ => Err("it answers several columns; ask for one".to_owned()),
        },
        _ => Err("it answers several rows; ask for one".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::is_true;

    #[test]
    fn only_one_value_that_is_true_is_an_answer() {
        let row = |values: &[Option<&str>]| values.iter().map(|value| value.map(str::to_owned)).collect();
        assert_eq!(is_true(&[row(&[Some("t")])]), Ok(()));
        for (rows, why) in [
            (vec![], "nothing"),
            (vec![row(&[Some("f")])], "not true"),
            (vec![row(&[Some("4812")])], "4812"),
            (vec![row(&[None])], "null"),
            (vec![row(&[Some("t"), Some("t")])], "several columns"),
            (vec![row(&[Some("t")]), row(&[Some("t")])], "several rows"),
        ] {
            assert!(is_true(&rows).is_err_and(|said| said.contains(why)), "{why}");
        }
    }
}
