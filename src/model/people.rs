//! Who is here, votes and notes, and whether automation may act.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::time::{At, Stamp};
use crate::plan::types::{Id, Plan};
use crate::text::Clean;

/// A console attached.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Attached {
    /// Who.
    pub person: Id,
    /// From where.
    pub from: Clean,
}

/// One vote.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Vote {
    /// Go or no-go.
    pub go: bool,
    /// When.
    pub stamp: Stamp,
    /// Why.
    pub note: Option<Clean>,
}

/// A note.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Note {
    /// Its event.
    pub seq: u64,
    /// Who.
    pub by: super::event::Actor,
    /// When.
    pub stamp: Stamp,
    /// What.
    pub text: Clean,
}

/// People of the room.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct People {
    /// Consoles attached by person, with the time of the last join.
    pub attached: BTreeMap<Id, (Stamp, Clean, u32)>,
    /// The last vote of each person.
    pub votes: BTreeMap<Id, Vote>,
    /// Notes, oldest first.
    pub notes: Vec<Note>,
    /// Until when automation is paused.
    pub automation_paused_until: Option<At>,
    /// Who was given the lead or took it, and when. None: whoever holds the role that decides.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lead: Option<(Id, Stamp)>,
    /// When each person last did something, in a live room: since then they are idle.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub last_act: BTreeMap<Id, Stamp>,
    /// Since when nobody is attached, in a live room.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nobody_since: Option<Stamp>,
}

/// How one role whose "go" the switch needs has voted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ballot<'a> {
    /// The role.
    pub role: &'a Id,
    /// Who voted for it and how; a go of any of its people counts before a no-go. None: nobody yet.
    pub vote: Option<(&'a Id, &'a Vote)>,
}

impl Ballot<'_> {
    /// Whether the role said go.
    pub fn is_go(&self) -> bool {
        self.vote.is_some_and(|(_, vote)| vote.go)
    }
}

impl People {
    /// Nobody is here yet.
    pub fn opened(mode: super::event::Mode, stamp: Stamp) -> Self {
        let nobody_since = (mode == super::event::Mode::Live).then_some(stamp);
        Self { nobody_since, ..Self::default() }
    }

    /// How each role that the switch needs has voted, in the plan's order.
    pub fn ballots<'a>(&'a self, plan: &'a Plan) -> Vec<Ballot<'a>> {
        let ballot = |role: &'a Id| {
            let of_role = plan.people.iter().filter(|person| person.role == *role);
            let votes = of_role.filter_map(|person| self.votes.get_key_value(&person.id));
            Ballot { role, vote: votes.max_by_key(|(_, vote)| vote.go) }
        };
        plan.gates.votes.iter().map(ballot).collect()
    }

    /// Who said no-go, asked for or not: each of them holds the switch.
    pub fn against(&self) -> impl Iterator<Item = (&Id, &Vote)> {
        self.votes.iter().filter(|(_, vote)| !vote.go)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_says_go_as_soon_as_one_of_its_people_does() {
        let mut plan = crate::plan::embedded().clone();
        let mut second = plan.people[0].clone();
        second.id = Id::new("second");
        plan.people.push(second);
        let role = plan.people[0].role.clone();
        let mut people = People::default();
        let of = |people: &People| {
            let ballots = people.ballots(&plan);
            let ballot = ballots.iter().find(|ballot| *ballot.role == role).copied();
            ballot.map(|ballot| (ballot.vote.map(|(who, _)| who.to_string()), ballot.is_go()))
        };
        assert_eq!(of(&people), Some((None, false)));
        let vote = |go| Vote { go, stamp: Stamp::default(), note: None };
        people.votes.insert(Id::new("second"), vote(false));
        assert_eq!(of(&people), Some((Some("second".into()), false)));
        people.votes.insert(plan.people[0].id.clone(), vote(true));
        assert_eq!(of(&people), Some((Some(plan.people[0].id.to_string()), true)));
        assert_eq!(people.against().count(), 1, "the no-go still holds the switch");
    }
}
