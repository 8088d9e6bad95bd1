//! How an errand ended: for people, for programs, and as an exit code.

use serde_json::{Value, json};

use super::session::Session;
use crate::cli::exit::Exit;
use crate::cli::out;
use crate::console::lang::Lang;
use crate::console::messages::errand::{self as say, Both};
use crate::console::messages::refusal as refusals;
use crate::model::decide::Refusal;
use crate::plan::types::Plan;

/// How an errand ended.
pub(super) struct End {
    exit: Exit,
    why: Option<Both>,
    refusal: Value,
    run: Option<u64>,
}

impl End {
    /// It was done.
    pub(super) fn done() -> Self {
        Self { exit: Exit::Done, why: None, refusal: Value::Null, run: None }
    }

    /// It was tried, and did not work.
    pub(super) fn failed(why: impl Fn(Lang) -> &'static str) -> Self {
        Self { exit: Exit::Failed, why: Some(Both::of(why)), ..Self::done() }
    }

    /// The room refused it; nothing was done.
    pub(super) fn refused(plan: &Plan, refusal: &Refusal) -> Self {
        let why = Both::of(|lang| sentence(lang, plan, refusal));
        match refusal {
            Refusal::Unanswered => Self { exit: Exit::Unknown, why: Some(why), ..Self::done() },
            refusal => {
                let refusal = serde_json::to_value(refusal).unwrap_or_default();
                Self { exit: Exit::Refused, why: Some(why), refusal, run: None }
            }
        }
    }

    /// It was refused by somebody or by time.
    pub(super) fn turned_down(why: impl Fn(Lang) -> &'static str) -> Self {
        Self { exit: Exit::Refused, why: Some(Both::of(why)), ..Self::done() }
    }

    /// Nobody knows.
    pub(super) fn unknown<T: Into<String>>(why: impl Fn(Lang) -> T) -> Self {
        Self { exit: Exit::Unknown, why: Some(Both::of(why)), ..Self::done() }
    }

    /// It is about this run.
    pub(super) fn of(self, run: Option<u64>) -> Self {
        Self { run, ..self }
    }

    /// Says it.
    pub(super) fn tell(self, session: &Session, json: bool) -> anyhow::Result<Exit> {
        let state = &session.state;
        if json {
            let word = match self.exit {
                Exit::Done => "done",
                Exit::Refused => "refused",
                Exit::Unknown => "unknown",
                Exit::Failed | Exit::BadInput | Exit::NotMet => "failed",
            };
            let why = self.why.as_ref().map(|why| why.told(Lang::En));
            let movement = state.cutover.movement().filter(|movement| Some(movement.run) == self.run);
            let text = json!({
                "result": word, "why": why, "refusal": self.refusal, "run": self.run,
                "levels": movement.map(|movement| movement.levels.map(|level| level.map(|stamp| stamp.at))),
                "live": state.cutover.live, "seq": state.seq, "person": session.person,
            });
            out::line(&text.to_string())?;
        } else {
            let lang = session.lang;
            match &self.why {
                None => out::line(say::done(lang))?,
                Some(why) => {
                    let told = match self.exit {
                        Exit::Refused => say::refused,
                        Exit::Unknown => say::unknown,
                        _ => say::failed,
                    };
                    out::say(&told(lang, why.told(lang)));
                }
            }
        }
        Ok(self.exit)
    }
}

/// The refusal's sentence. In English it is the refusal's own, which names what programs know.
pub(super) fn sentence(lang: Lang, plan: &Plan, refusal: &Refusal) -> String {
    match lang {
        Lang::Fr => refusals::sentence(lang, plan, refusal),
        Lang::En => refusal.to_string(),
    }
}
