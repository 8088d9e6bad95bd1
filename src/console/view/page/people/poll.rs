//! The go/no-go poll: who must vote, who voted what and why, and what it amounts to in one line.
//!
//! ```text
//! ▶ GO 3/4 · waits for Support Manager
//! ✓ Tech Lead         Awa Ndiaye      GO             13:43
//! ○ Support Manager   Ibrahima Fall   not voted yet
//! ```

use ratatui::style::Style;

use super::POLL;
use crate::console::action::Action;
use crate::console::format;
use crate::console::lang::Lang;
use crate::console::messages::{names, people as say, words};
use crate::console::page::{Sight, passes};
use crate::console::view::board::{self, Part, is_open};
use crate::console::view::levels;
use crate::console::view::lines::{Line, Lines, widest};
use crate::console::view::scene::Scene;
use crate::model::event::Actor;
use crate::model::people::{Ballot, Vote};
use crate::plan::types::{Id, Plan};

/// Widest title of a role and widest name.
const MOST_TITLE: u16 = 20;
const MOST_NAME: u16 = 20;
/// Cells of a vote's word.
const VOTE: u16 = 16;

/// One line to choose.
#[derive(Debug, Clone, Copy)]
pub enum Item<'a> {
    /// A role whose vote the switch needs.
    Asked(Ballot<'a>),
    /// A vote that does not stand for a role: the role was not asked, or somebody else of it spoke too.
    Extra(&'a Id, &'a Vote),
}

/// Every ballot, then other votes, as far as they pass the filter.
pub fn items<'s>(sight: &Sight<'s>) -> Vec<Item<'s>> {
    let (people, plan, filter) = (&sight.state.people, &sight.state.plan, board::filter(sight, POLL));
    let ballots = people.ballots(plan);
    let counted = |id: &Id| ballots.iter().any(|ballot| ballot.vote.is_some_and(|(who, _)| who == id));
    let extra: Vec<Item> =
        people.votes.iter().filter(|(id, _)| !counted(id)).map(|(id, vote)| Item::Extra(id, vote)).collect();
    let all = ballots.iter().copied().map(Item::Asked).chain(extra);
    all.filter(|item| {
        let words = match item {
            Item::Asked(ballot) => {
                format!("{} {}", names::role(plan, ballot.role), voters(sight.lang, plan, ballot))
            }
            Item::Extra(id, _) => name(sight.lang, plan, id),
        };
        passes(filter, &words)
    })
    .collect()
}

fn name(lang: Lang, plan: &Plan, id: &Id) -> String {
    words::actor(lang, plan, &Actor::Person(id.clone()))
}

/// Who voted for a role, or who could.
fn voters(lang: Lang, plan: &Plan, ballot: &Ballot) -> String {
    if let Some((who, _)) = ballot.vote {
        return name(lang, plan, who);
    }
    let of_role = plan.people.iter().filter(|person| person.role == *ballot.role);
    of_role.map(|person| person.name.one_line().into_owned()).collect::<Vec<_>>().join(", ")
}

/// The part, in `wide` cells.
pub fn part(scene: &Scene, wide: u16) -> Part {
    let (lang, look) = (scene.lang, scene.theme);
    let items = items(&scene.sight());
    let (text, style) = result(scene);
    let mut lines = Lines::default();
    lines.paragraph(&text, 0, wide, style);
    for (index, item) in items.iter().enumerate() {
        push(scene, &mut lines, wide, *item, is_open(scene, POLL, index, items.len()));
    }
    if is_missing(scene) {
        let key = scene.keymap.hint(Action::Vote);
        lines.push(Line::default().text(say::your_vote(lang, key), look.accent));
    }
    Part { index: POLL, title: say::poll(lang).into(), note: (String::new(), look.dim), lines }
}

/// What the poll amounts to.
fn result(scene: &Scene) -> (String, Style) {
    let (lang, look, plan) = (scene.lang, scene.theme, &scene.state.plan);
    let people = &scene.state.people;
    let ballots = people.ballots(plan);
    let against: Vec<String> = people.against().map(|(id, _)| name(lang, plan, id)).collect();
    if !against.is_empty() {
        return (format!("{} {}", scene.glyphs.bad, say::no_go(lang, against.join(", "))), look.bad);
    }
    if ballots.is_empty() {
        return (say::no_poll(lang).to_owned(), look.dim);
    }
    let all = ballots.len();
    let missing: Vec<String> = ballots
        .iter()
        .filter(|ballot| !ballot.is_go())
        .map(|ballot| names::role(plan, ballot.role))
        .collect();
    if missing.is_empty() {
        return (format!("{} {}", scene.glyphs.ok, say::all_go(lang, all, all)), look.ok);
    }
    let text = say::waits_for(lang, all - missing.len(), all, missing.join(", "));
    (format!("{} {text}", scene.glyphs.running), look.warn)
}

/// Whether the vote of whoever looks is still awaited.
fn is_missing(scene: &Scene) -> bool {
    let Some(person) = scene.me.and_then(|me| scene.state.plan.person(me)) else { return false };
    let ballots = scene.state.people.ballots(&scene.state.plan);
    ballots.iter().any(|ballot| *ballot.role == person.role && ballot.vote.is_none())
}

fn push(scene: &Scene, lines: &mut Lines, wide: u16, item: Item, told: bool) {
    let (lang, look, plan) = (scene.lang, scene.theme, &scene.state.plan);
    let titles = widest(plan.gates.votes.iter().map(|role| names::role(plan, role)), MOST_TITLE) + 2;
    let names = widest(plan.people.iter().map(|person| person.name.one_line()), MOST_NAME) + 2;
    let (mark, style, heading, who, vote) = match item {
        Item::Asked(ballot) => {
            let (mark, style) = levels::vote_mark(scene, &ballot);
            (mark, style, names::role(plan, ballot.role), voters(lang, plan, &ballot), ballot.vote)
        }
        Item::Extra(id, vote) => {
            let (mark, style) =
                if vote.go { (scene.glyphs.ok, look.dim) } else { (scene.glyphs.bad, look.bad) };
            let role = plan.person(id).map(|person| names::role(plan, &person.role)).unwrap_or_default();
            (mark, style, role, name(lang, plan, id), Some((id, vote)))
        }
    };
    let (word, word_look) = match vote {
        Some((_, vote)) if vote.go => (say::go(lang), look.ok),
        Some(_) => (say::not_go(lang), look.bad),
        None => (say::not_voted(lang), look.dim),
    };
    let line = Line::default().text(mark, style).gap(1).left(heading, titles, look.strong);
    let line = line.left(who, names, look.text).left(word, VOTE, word_look);
    let clock = vote.map(|(_, vote)| format::clock(vote.stamp.at, plan.zone)).unwrap_or_default();
    lines.choice(line.end(clock, look.dim));
    if let Some((_, vote)) = vote
        && let Some(note) = &vote.note
    {
        lines.paragraph(&note.one_line(), 2, wide, if vote.go { look.dim } else { look.bad });
    }
    if told && matches!(item, Item::Extra(..)) {
        lines.paragraph(say::not_asked(lang), 2, wide, look.dim);
    }
}
