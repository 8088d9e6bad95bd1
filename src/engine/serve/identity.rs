//! Whom the kernel says a peer to be, and who that is in the plan (F12). A console says who it is only where
//! several people share a login, and then the room says that it is only claimed.

use std::io;
use std::os::unix::net::UnixStream;

use crate::model::Mode;
use crate::plan::types::{Id, Plan};
use crate::text::Clean;
use crate::wire::{Errand, Hello, TurnedAway};

/// The other end of a socket, as the kernel knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Peer {
    /// The user number.
    pub uid: u32,
    /// Its login, or the number where the machine names none.
    pub login: Clean,
}

/// Who is at the other end of `stream`.
///
/// # Errors
/// The kernel does not say.
pub fn peer(stream: &UnixStream) -> io::Result<Peer> {
    let uid = rustix::net::sockopt::socket_peercred(stream)?.uid.as_raw();
    Ok(Peer { uid, login: login_of(uid) })
}

/// The login of `uid`, or the number where the machine names none. May ask a name service, which may take a
/// while: never on the engine's own thread.
pub fn login_of(uid: u32) -> Clean {
    let user = nix::unistd::User::from_uid(nix::unistd::Uid::from_raw(uid));
    user.ok().flatten().map_or_else(|| Clean::new(format!("uid {uid}")), |user| Clean::new(user.name))
}

/// Whom a peer speaks for, and whether that is only claimed; nobody may only look.
///
/// # Errors
/// It claims to be somebody whose login it has not, or must say who it is.
pub fn whom(plan: &Plan, mode: Mode, login: &Clean, hello: &Hello) -> Result<(Option<Id>, bool), TurnedAway> {
    let of_login = plan.people.iter().filter(|person| person.login.as_ref() == Some(login));
    let people: Vec<Id> = of_login.map(|person| person.id.clone()).collect();
    match (people.as_slice(), &hello.claims) {
        ([one], None) => Ok((Some(one.clone()), false)),
        ([one], Some(claimed)) if one == claimed => Ok((Some(one.clone()), false)),
        (several, Some(claimed)) if several.contains(claimed) => Ok((Some(claimed.clone()), true)),
        // A rehearsal moves nothing: people sit where they will, and the room says that they claim it.
        (_, Some(claimed)) if mode == Mode::Drill && plan.person(claimed).is_some() => {
            Ok((Some(claimed.clone()), true))
        }
        (_, Some(claimed)) => {
            let person = claimed.clone();
            Err(TurnedAway::NotYou { login: login.clone(), person, people })
        }
        ([], None) => Ok((None, false)),
        // Whoever asks nothing needs no name.
        (_, None) if hello.errand == Errand::Look => Ok((None, false)),
        (_, None) => Err(TurnedAway::NameNeeded { login: login.clone(), people }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan() -> Plan {
        let mut plan = crate::plan::embedded().clone();
        for (person, login) in plan.people.iter_mut().zip(["awa", "ops", "ops"]) {
            person.login = Some(Clean::new(login));
        }
        plan
    }

    fn ask(login: &str, claims: Option<&Id>, mode: Mode) -> Result<(Option<Id>, bool), TurnedAway> {
        let hello = Hello {
            protocol: crate::wire::PROTOCOL,
            version: Clean::new("1"),
            errand: Errand::Sit,
            claims: claims.cloned(),
            from: Clean::new("pts/0"),
        };
        whom(&plan(), mode, &Clean::new(login), &hello)
    }

    #[test]
    fn a_login_of_one_is_that_person_whatever_the_console_says() {
        let plan = plan();
        let [awa, second, ..] = plan.people.as_slice() else { panic!("people") };
        assert_eq!(ask("awa", None, Mode::Live), Ok((Some(awa.id.clone()), false)));
        assert_eq!(ask("awa", Some(&awa.id), Mode::Live), Ok((Some(awa.id.clone()), false)));
        assert!(matches!(ask("awa", Some(&second.id), Mode::Live), Err(TurnedAway::NotYou { .. })));
    }

    #[test]
    fn a_shared_login_says_who_and_it_is_only_claimed() {
        let plan = plan();
        let [_, second, third, ..] = plan.people.as_slice() else { panic!("people") };
        let needed = ask("ops", None, Mode::Live);
        assert!(matches!(needed, Err(TurnedAway::NameNeeded { people, .. }) if people.len() == 2));
        assert_eq!(ask("ops", Some(&third.id), Mode::Live), Ok((Some(third.id.clone()), true)));
        assert_eq!(ask("ops", Some(&second.id), Mode::Live), Ok((Some(second.id.clone()), true)));
    }

    #[test]
    fn an_unlisted_login_may_only_look_and_claims_nobody_but_in_a_rehearsal() {
        let plan = plan();
        let first = &plan.people[0].id;
        assert_eq!(ask("mallory", None, Mode::Live), Ok((None, false)));
        assert!(matches!(ask("mallory", Some(first), Mode::Live), Err(TurnedAway::NotYou { .. })));
        assert_eq!(ask("mallory", Some(first), Mode::Drill), Ok((Some(first.clone()), true)));
        let nobody = Id::new("nobody");
        assert!(ask("mallory", Some(&nobody), Mode::Drill).is_err());
    }
}
