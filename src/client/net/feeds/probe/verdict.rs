//! Whether a side is up, as far as this machine can tell (R1).

use std::net::SocketAddr;
use std::time::Duration;

use crate::client::net::look::{Fault, Missed, Seen};
use crate::plan::types::live;

/// The status that is up where the plan names none.
const UP: &[u16] = &[200];

/// Why an answer is none that a side gives which is up.
#[derive(Debug, Clone)]
pub enum Wrong {
    /// It is the side's fault.
    Down(String),
    /// Nobody can tell.
    Unclear(String),
}

/// What `feed` makes of an answer.
///
/// # Errors
/// Why it is not that of a side that is up.
pub fn judged(feed: &live::Probe, seen: &Seen) -> Result<(), Wrong> {
    let expected = if feed.expect.is_empty() { UP } else { &feed.expect };
    if !expected.contains(&seen.status) {
        let why = match seen.status {
            300..=399 => format!("{}: it points elsewhere, which is not followed", seen.status),
            status => format!("status {status}, not {expected:?}"),
        };
        return Err(Wrong::Down(why));
    }
    let Some(text) = &feed.body else { return Ok(()) };
    let holds = memchr::memmem::find(&seen.body, text.as_str().as_bytes()).is_some();
    match (holds, seen.is_whole) {
        (true, _) => Ok(()),
        (false, true) => {
            Err(Wrong::Down(format!("status {}, without {:?} in it", seen.status, text.as_str())))
        }
        (false, false) => {
            Err(Wrong::Unclear(format!("{:?} is not in the first MiB; probe a smaller page", text.as_str())))
        }
    }
}

/// What one look brought: from where, whether it is good, and the answer; or why there is none.
type Look = Result<(SocketAddr, Result<(), Wrong>, Seen), Missed>;

/// What was seen of one side, or of the public name: one look an address.
pub struct Looked(pub Vec<Look>);

impl Looked {
    /// Whether a look failed in a way that may be this machine's fault.
    pub fn is_in_doubt(&self) -> bool {
        let doubtful = |look: &Look| matches!(look, Err(missed) if missed.fault != Fault::Target);
        self.0.iter().any(doubtful)
    }

    /// An answer, good or bad.
    pub fn seen(&self) -> Option<&Seen> {
        self.0.iter().find_map(|look| look.as_ref().ok().map(|(_, _, seen)| seen))
    }

    /// Whether anybody took a connection or refused it.
    fn is_anybody_there(&self) -> bool {
        self.0.iter().any(
            |look| !matches!(look, Err(missed) if matches!(missed.fault, Fault::Silent | Fault::Observer)),
        )
    }
}

/// What is known of a side.
#[derive(Debug, Clone)]
pub enum Verdict {
    /// Every address that could be asked answers as it should.
    Up {
        /// The longest time to a whole answer; none if no answer ended.
        whole: Option<Duration>,
        /// From where and how fast.
        told: String,
        /// What could not be looked at.
        note: Option<String>,
    },
    /// One does not.
    Down(String),
    /// Nobody can tell, by a fault that is not the side's.
    Unknown(String),
}

impl Verdict {
    /// Whether it is up; none if nobody can tell.
    pub fn is_up(&self) -> Option<bool> {
        match self {
            Self::Up { .. } => Some(true),
            Self::Down(_) => Some(false),
            Self::Unknown(_) => None,
        }
    }

    /// In words.
    pub fn told(&self) -> &str {
        match self {
            Self::Up { told, .. } => told,
            Self::Down(why) | Self::Unknown(why) => why,
        }
    }
}

/// What one round of looks says about this machine.
#[derive(Debug, Clone, Copy)]
pub struct Round {
    /// Whether the control page answered; none if it was not asked.
    is_reachable: Option<bool>,
    is_anybody_there: bool,
}

impl Round {
    /// The round in which the two sides were looked at.
    pub fn new(sides: &[Looked], is_reachable: Option<bool>) -> Self {
        Self { is_reachable, is_anybody_there: sides.iter().any(Looked::is_anybody_there) }
    }

    /// What is known of whoever was looked at.
    pub fn verdict(self, looked: &Looked) -> Verdict {
        let (mut told, mut down, mut unknown) = (Vec::new(), Vec::new(), Vec::new());
        let mut whole = None;
        for look in &looked.0 {
            match look {
                Ok((address, Ok(()), seen)) => {
                    told.push(format!("status {} from {address}: {}", seen.status, seen.timings.told()));
                    whole = whole.max(seen.is_whole.then_some(seen.timings.whole));
                }
                Ok((address, Err(Wrong::Down(why)), _)) => down.push(format!("{address}: {why}")),
                Ok((address, Err(Wrong::Unclear(why)), _)) => unknown.push(format!("{address}: {why}")),
                Err(missed) => match self.blamed_here(missed.fault) {
                    None => down.push(missed.why.clone()),
                    Some(why) => unknown.push(format!("{}{why}", missed.why)),
                },
            }
        }
        if !down.is_empty() {
            Verdict::Down(down.join("; "))
        } else if told.is_empty() {
            Verdict::Unknown(if unknown.is_empty() { "it has no address".into() } else { unknown.join("; ") })
        } else {
            let note = (!unknown.is_empty()).then(|| unknown.join("; "));
            Verdict::Up { whole, told: told.join("; "), note }
        }
    }

    /// Why a look that failed says nothing about its target; none if it does.
    fn blamed_here(self, fault: Fault) -> Option<&'static str> {
        match (fault, self.is_reachable) {
            (Fault::Target, _) | (Fault::Refused, Some(true) | None) | (Fault::Silent, Some(true)) => None,
            (Fault::Refused | Fault::Silent, Some(false)) => {
                Some("; the control page does not answer either, so it is this machine's network")
            }
            (Fault::Silent, None) if self.is_anybody_there => None,
            (Fault::Silent, None) => {
                Some("; nobody answers at all: name a page outside the system as live.survey.control")
            }
            (Fault::Observer, _) => Some(" (this machine's fault)"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Looked, Round, Verdict};
    use crate::client::net::look::{Fault, Missed};

    fn missed(fault: Fault) -> Looked {
        Looked(vec![Err(Missed { fault, why: "w".into() })])
    }

    #[test]
    fn who_is_to_blame_is_told_by_the_control_page_and_by_the_other_side() {
        let cases = [
            // fault, the other's fault, control, is it down?
            (Fault::Target, Fault::Target, Some(false), Some(false)),
            (Fault::Refused, Fault::Refused, None, Some(false)),
            (Fault::Refused, Fault::Refused, Some(true), Some(false)),
            (Fault::Refused, Fault::Refused, Some(false), None),
            (Fault::Silent, Fault::Silent, Some(true), Some(false)),
            (Fault::Silent, Fault::Silent, Some(false), None),
            (Fault::Silent, Fault::Silent, None, None),
            (Fault::Silent, Fault::Refused, None, Some(false)),
            (Fault::Observer, Fault::Target, Some(true), None),
        ];
        for (fault, other, control, expected) in cases {
            let sides = [missed(fault), missed(other)];
            let verdict = Round::new(&sides, control).verdict(&sides[0]);
            assert_eq!(verdict.is_up(), expected, "{fault:?} {other:?} {control:?}: {verdict:?}");
            assert!(matches!(verdict, Verdict::Down(_) | Verdict::Unknown(_)));
        }
    }
}
