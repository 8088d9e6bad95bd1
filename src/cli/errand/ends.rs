//! How an errand ended: for people, for programs, and as an exit code.

use serde_json::{Value, json};

use super::session::Session;
use crate::cli::exit::Exit;
use crate::cli::out;
use crate::model::decide::Refusal;

/// How an errand ended.
pub(super) struct End {
    exit: Exit,
    why: Option<String>,
    refusal: Value,
    run: Option<u64>,
}

impl End {
    /// It was done.
    pub(super) fn done() -> Self {
        Self { exit: Exit::Done, why: None, refusal: Value::Null, run: None }
    }

    /// It was tried, and did not work.
    pub(super) fn failed(why: &str) -> Self {
        Self { exit: Exit::Failed, why: Some(why.to_owned()), ..Self::done() }
    }

    /// The room refused it; nothing was done.
    pub(super) fn refused(refusal: &Refusal) -> Self {
        match refusal {
            Refusal::Unanswered => Self::unknown(&refusal.to_string()),
            refusal => Self::refused_because(&refusal.to_string(), Some(refusal)),
        }
    }

    /// It was refused by somebody or by time.
    pub(super) fn refused_because(why: &str, refusal: Option<&Refusal>) -> Self {
        let refusal = serde_json::to_value(refusal).unwrap_or_default();
        Self { exit: Exit::Refused, why: Some(why.to_owned()), refusal, run: None }
    }

    /// Nobody knows.
    pub(super) fn unknown(why: &str) -> Self {
        Self { exit: Exit::Unknown, why: Some(why.to_owned()), ..Self::done() }
    }

    /// It is about this run.
    pub(super) fn of(self, run: Option<u64>) -> Self {
        Self { run, ..self }
    }

    /// Says it.
    pub(super) fn tell(self, session: &Session, json: bool) -> anyhow::Result<Exit> {
        let word = match self.exit {
            Exit::Done => "done",
            Exit::Refused => "refused",
            Exit::Unknown => "unknown",
            Exit::Failed | Exit::BadInput | Exit::NotMet => "failed",
        };
        let state = &session.state;
        if json {
            let movement = state.cutover.movement().filter(|movement| Some(movement.run) == self.run);
            let text = json!({
                "result": word, "why": self.why, "refusal": self.refusal, "run": self.run,
                "levels": movement.map(|movement| movement.levels.map(|level| level.map(|stamp| stamp.at))),
                "live": state.cutover.live, "seq": state.seq, "person": session.person,
            });
            out::line(&text.to_string())?;
        } else {
            match &self.why {
                Some(why) => out::say(&format!("{word}: {why}")),
                None => out::line(word)?,
            }
        }
        Ok(self.exit)
    }
}
