//! What every lever says in the same words: the proofs of a dry run, why it is not pulled, and what was read
//! after it was.

use std::time::{Duration, Instant};

use tokio::time::timeout;

use super::Standing;
use crate::client::{Proof, Reply, Trouble};
use crate::plan::types::{Id, Side};
use crate::text::Clean;

/// Whether the system knows jday and answers it.
pub fn credentials(ok: Option<bool>, detail: impl AsRef<str>) -> Proof {
    proof("credentials", ok, detail)
}

/// Whether the lever stands where it can be moved from.
pub fn lever(ok: Option<bool>, detail: impl AsRef<str>) -> Proof {
    proof("lever", ok, detail)
}

/// Any other.
pub fn proof(name: &str, ok: Option<bool>, detail: impl AsRef<str>) -> Proof {
    Proof { name: Id::new(name), ok, detail: Clean::new(detail) }
}

/// How long one look may take. What is not known by then is told, so that a system that accepts a connection and
/// stays silent uses up neither the minutes of a rollback nor the answer of a change that it accepted (R15).
const LOOKS_WITHIN: Duration = Duration::from_secs(5);

/// Between two looks at an order that may still be on its way.
const LOOKS_AGAIN: Duration = Duration::from_millis(250);

/// The end of a look that is `looking`, or that there was none in time.
///
/// # Errors
/// It failed, or took too long.
pub async fn looked<T>(looking: impl Future<Output = Result<T, String>>) -> Result<T, String> {
    let late = |_| Err(format!("no answer within {} s", LOOKS_WITHIN.as_secs()));
    timeout(LOOKS_WITHIN, looking).await.unwrap_or_else(late)
}

/// Why a lever that stands so must not be pulled away from `from` (R11). None: it may. The way back asks for a
/// place and not for a move (R10): whoever finds the lever at Blue has what they asked for, and it is verified as
/// ever. A switch that somebody else made is none that was approved.
pub fn unfit(standing: &Standing, from: Side, to: Side) -> Option<Reply> {
    match standing {
        Standing::At(side) if *side == from => None,
        Standing::At(Side::Blue) if to == Side::Blue => {
            Some(Reply::Done(Clean::new(format!("it already points at {to}; nothing was sent"))))
        }
        Standing::At(side) => Some(unsent(format!("it points at {side}"))),
        Standing::Elsewhere(found) => Some(unsent(format!("{found}; set it right by hand, then ask again"))),
    }
}

/// Trouble in words.
pub fn words(trouble: &Trouble) -> String {
    format!("{}{}", trouble.why, rest(trouble))
}

/// How long the system wants to be left alone, in words: told, never slept through.
pub fn rest(trouble: &Trouble) -> String {
    let seconds = trouble.retry_after_ms.map(|ms| ms / 1000);
    seconds.map(|seconds| format!("; not to be asked again for {seconds} s")).unwrap_or_default()
}

/// A refusal before anything was sent.
pub fn unsent(why: impl AsRef<str>) -> Reply {
    Reply::Refused(Clean::new(format!("nothing was sent: {}", why.as_ref())))
}

/// What was `read` after the lever was pulled to `to`, in words. An answer is no proof of the effect (R12): the
/// levels of the switch go by what servers, resolvers and paths say.
pub fn again(read: &Result<Standing, String>, to: Side) -> String {
    match read {
        Ok(Standing::At(side)) if *side == to => format!("read again: at {to}"),
        Ok(Standing::At(side)) => format!("BUT read again it still points at {side}"),
        Ok(Standing::Elsewhere(found)) => format!("BUT read again: {found}"),
        Err(why) => format!("it cannot be read again: {why}"),
    }
}

/// What is `read` once an order to `to` has arrived or had its time: until `settles` has passed, a lever that
/// has not moved proves nothing.
pub async fn settled<R>(read: impl Fn() -> R, to: Side, settles: Duration) -> Result<Standing, String>
where
    R: Future<Output = Result<Standing, String>>,
{
    let since = Instant::now();
    loop {
        let left = settles.saturating_sub(since.elapsed());
        let found = read().await;
        if left.is_zero() || matches!(found, Ok(Standing::At(side)) if side == to) {
            return found;
        }
        tokio::time::sleep(LOOKS_AGAIN.min(left)).await;
    }
}

/// What became of a call whose end nobody knows, by what was `read` since (R10).
pub fn found_again(read: Result<Standing, String>, from: Side, to: Side) -> Reply {
    match read {
        Ok(Standing::At(side)) if side == to => {
            Reply::Done(Clean::new(format!("read again: it points at {to}")))
        }
        Ok(Standing::At(side)) if side == from => {
            Reply::Refused(Clean::new(format!("read again: it still points at {from}")))
        }
        Ok(Standing::At(side)) => Reply::Unknown(Clean::new(format!("read again: it points at {side}"))),
        Ok(Standing::Elsewhere(found)) => Reply::Unknown(Clean::new(format!("read again: {found}"))),
        Err(why) => Reply::Unknown(Clean::new(format!("it cannot be read again: {why}"))),
    }
}
