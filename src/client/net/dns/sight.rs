//! All records of a lever as one server has them, and the side that they make.

use std::collections::BTreeSet;
use std::net::SocketAddr;

use futures_util::future::try_join_all;

use super::{Answer, Asking, Data, Fault, Held, Wanted, ask};
use crate::plan::types::Side;

/// What one server has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sight {
    /// The side whose values every record has, exactly.
    pub side: Option<Side>,
    /// What was found, in words.
    pub told: String,
    /// For how many seconds at most it may be kept: the longest of the records.
    pub ttl_secs: u32,
    /// Each record's answer, in the plan's order.
    pub answers: Vec<Answer>,
}

impl Sight {
    /// Asks `server` for every record of `wanted` at once.
    ///
    /// # Errors
    /// One of them has no answer: then nothing is known of the whole.
    pub async fn of(server: SocketAddr, wanted: &[Wanted], recurse: bool) -> Result<Self, Fault> {
        let first = Self::once(server, wanted, recurse).await?;
        // Some records blue and some green is no state of the lever but the moment between: the questions are
        // several and the update is one. What is still so at a second look is so.
        let halfway = first.side.is_none() && sides(wanted, &first.answers).all(|side| side.is_some());
        if halfway { Self::once(server, wanted, recurse).await } else { Ok(first) }
    }

    async fn once(server: SocketAddr, wanted: &[Wanted], recurse: bool) -> Result<Self, Fault> {
        let questions = wanted.iter().map(|record| {
            let asking = Asking { name: record.name.clone(), kind: record.kind, recurse };
            ask(server, asking)
        });
        let answers = try_join_all(questions).await?;
        let found: Vec<Option<Side>> = sides(wanted, &answers).collect();
        let first = found.first().copied().flatten();
        let side = first.filter(|first| found.iter().all(|side| *side == Some(*first)));
        let ttl_secs = answers.iter().map(|answer| answer.ttl_secs).max().unwrap_or_default();
        Ok(Self { side, told: told(wanted, &answers), ttl_secs, answers })
    }

    /// The values of each record, if every one has some and at its own name.
    pub fn values(&self) -> Option<Vec<&BTreeSet<Data>>> {
        self.answers.iter().map(values).collect()
    }
}

fn sides<'a>(wanted: &'a [Wanted], answers: &'a [Answer]) -> impl Iterator<Item = Option<Side>> + 'a {
    wanted.iter().zip(answers).map(|(record, answer)| record.side(values(answer)?))
}

/// What stands at the name itself; what an alias led to is somebody else's.
fn values(answer: &Answer) -> Option<&BTreeSet<Data>> {
    match &answer.held {
        Held::Values(values) if answer.aliases.is_empty() => Some(values),
        _ => None,
    }
}

/// One record needs no name; several do.
fn told(wanted: &[Wanted], answers: &[Answer]) -> String {
    let one = |answer: &Answer| match answer.aliases.first() {
        Some(alias) => format!("CNAME {alias}: {}", answer.held),
        None => answer.held.to_string(),
    };
    if let [answer] = answers {
        return one(answer);
    }
    let lines = wanted.iter().zip(answers);
    let lines: Vec<String> = lines
        .map(|(record, answer)| format!("{} {} {}", record.name, record.kind.word(), one(answer)))
        .collect();
    lines.join(", ")
}
