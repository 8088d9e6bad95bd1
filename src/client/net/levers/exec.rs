//! A lever that programs of the plan pull, for everything that no other lever knows.

use std::os::unix::process::ExitStatusExt as _;

use super::proofs::{again, credentials, lever, looked, unfit, unsent};
use super::{Lever, Making, Standing};
use crate::client::net::command::{Commands, Heard, killed};
use crate::client::net::{NetError, Waiting};
use crate::client::{Proof, Reply};
use crate::plan::types::{Side, live};
use crate::text::Clean;

/// Exit status of a program that found the lever elsewhere and did nothing.
const REFUSED: i32 = 3;
/// A name of a side is short; whatever else is printed is told up to here.
const MOST_BYTES: usize = 256;

/// Programs that move and read a lever.
pub struct Exec {
    how: live::Exec,
    commands: Commands,
}

impl Exec {
    pub(super) fn new(lever: &live::Exec, making: &Making<'_>) -> Result<Self, NetError> {
        let programs =
            [("point", Some(&lever.point)), ("read", Some(&lever.read)), ("dry_run", lever.dry_run.as_ref())];
        for (field, argv) in programs {
            if argv.is_some_and(Vec::is_empty) {
                let place = format!("{}.exec.{field}", making.place);
                return Err(NetError::at(place, "name a program, and its arguments one by one"));
            }
        }
        let commands = making.plan.live.as_ref().and_then(|live| live.commands.as_ref());
        Ok(Self { how: lever.clone(), commands: Commands::new(commands)? })
    }

    /// Runs a program that only looks.
    async fn look(&self, argv: &[Clean]) -> Result<Heard, String> {
        looked(self.commands.listen(argv, MOST_BYTES)).await
    }

    async fn standing(&self) -> Result<Standing, String> {
        let heard = self.look(&self.how.read).await?;
        if !heard.status.success() {
            return Err(format!("reading failed with {}: {}", heard.status, heard.last.why()));
        }
        let printed = heard.out.trim();
        let side = [Side::Blue, Side::Green].into_iter().find(|side| side.to_string() == printed);
        Ok(side.map_or_else(
            || {
                Standing::Elsewhere(Clean::new(format!(
                    "it reads {printed:?}, which is neither blue nor green"
                )))
            },
            Standing::At,
        ))
    }

    async fn prove(&self, argv: &[Clean], from: Side, to: Side) -> Proof {
        match self.look(&filled(argv, from, to)).await {
            Ok(heard) if heard.status.success() => {
                lever(Some(true), format!("points at {from}; {}", heard.last.any))
            }
            Ok(heard) if heard.status.code() == Some(REFUSED) => lever(Some(false), heard.last.why()),
            Ok(heard) => lever(None, format!("{}: {}", heard.status, heard.last.why())),
            Err(why) => lever(None, why),
        }
    }
}

impl Lever for Exec {
    fn read(&self) -> Waiting<'_, Result<Standing, String>> {
        Box::pin(self.standing())
    }

    fn dry_run(&self, to: Side) -> Waiting<'_, Vec<Proof>> {
        Box::pin(async move {
            let standing = match self.standing().await {
                Ok(standing) => standing,
                Err(why) => return vec![credentials(None, &why), lever(None, "it could not be read")],
            };
            let proof = match (standing, &self.how.dry_run) {
                (Standing::At(side), _) if side == to => {
                    lever(Some(true), format!("it already points at {to}"))
                }
                (Standing::At(side), Some(argv)) => self.prove(argv, side, to).await,
                (Standing::At(side), None) => {
                    lever(Some(true), format!("points at {side}; read only, for the plan names no dry_run"))
                }
                (Standing::Elsewhere(found), _) => lever(Some(false), found.as_str()),
            };
            vec![credentials(Some(true), "it can be read"), proof]
        })
    }

    fn point(&self, _id: u64, from: Side, to: Side) -> Waiting<'_, Reply> {
        Box::pin(async move {
            let standing = match self.standing().await {
                Ok(standing) => standing,
                Err(why) => return unsent(format!("it cannot be read: {why}")),
            };
            if let Some(refusal) = unfit(&standing, from, to) {
                return refusal;
            }
            let heard = match self.commands.listen(&filled(&self.how.point, from, to), MOST_BYTES).await {
                Ok(heard) => heard,
                Err(why) => return Reply::Refused(Clean::new(why)),
            };
            match heard.status.code() {
                Some(0) => {
                    let read = again(&self.standing().await, to);
                    Reply::Done(Clean::new(format!("exit 0: {}; {read}", heard.last.any)))
                }
                Some(REFUSED) => Reply::Refused(Clean::new(format!("exit {REFUSED}: {}", heard.last.why()))),
                Some(code) => Reply::Unknown(Clean::new(format!("exit {code}: {}", heard.last.why()))),
                None => Reply::Unknown(Clean::new(killed(heard.status.signal(), &heard.last))),
            }
        })
    }
}

/// `argv` with the sides filled in.
fn filled(argv: &[Clean], from: Side, to: Side) -> Vec<Clean> {
    let fill = |word: &Clean| {
        Clean::new(word.as_str().replace("{side}", &to.to_string()).replace("{from}", &from.to_string()))
    };
    argv.iter().map(fill).collect()
}
