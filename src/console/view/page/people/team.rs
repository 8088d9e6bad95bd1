//! Every role with its people, who of them is here and from where, what it answers for and who takes over.
//!
//! ```text
//! • Tech Lead        Awa Ndiaye (you)   bastion since 13:38
//!   answers for: coordination · escalated here: technical rollback · else: DevOps Engineer
//! ○ Product Owner    Fatou Sarr                    not here
//! ```

use super::TEAM;
use crate::console::format;
use crate::console::lang::Lang;
use crate::console::messages::{common, people as say, words};
use crate::console::page::{Sight, passes};
use crate::console::view::board::{self, Part, is_open};
use crate::console::view::lines::{Line, Lines, widest};
use crate::console::view::scene::Scene;
use crate::plan::types::{Id, Person, Plan, Role};

/// Widest title of a role and widest name.
const MOST_TITLE: u16 = 20;
const MOST_NAME: u16 = 24;

/// From this width on whoever looks is also told by a word.
const YOU_FROM: u16 = 62;
/// From this width on the number of a person's consoles is told in words.
const CONSOLES_FROM: u16 = 60;

/// From how long on somebody is shown as idle, and in which steps, in milliseconds.
const IDLE_FROM_MS: u64 = 5 * 60 * 1_000;
const IDLE_STEP_MS: u64 = 5 * 60 * 1_000;

/// One line to choose.
#[derive(Debug, Clone, Copy)]
pub enum Item<'a> {
    /// A role of the plan.
    Role(&'a Role),
    /// Somebody attached whom the plan does not name.
    Guest(&'a Id),
}

fn of_role<'a>(plan: &'a Plan, role: &Role) -> impl Iterator<Item = &'a Person> {
    let id = role.id.clone();
    plan.people.iter().filter(move |person| person.role == id)
}

/// Roles, then guests, as far as they pass the filter.
pub fn items<'s>(sight: &Sight<'s>) -> Vec<Item<'s>> {
    let (state, filter) = (sight.state, board::filter(sight, TEAM));
    let plan = &state.plan;
    let roles = plan.roles.iter().filter(|role| {
        let names: Vec<String> =
            of_role(plan, role).map(|person| person.name.one_line().into_owned()).collect();
        let words = [&role.title, &role.responsibility, &role.escalation].map(|text| text.one_line());
        passes(filter, &format!("{} {}", words.join(" "), names.join(" ")))
    });
    let guests = state.people.attached.keys().filter(|id| plan.person(id).is_none());
    let guests = guests.filter(|id| passes(filter, id.as_str()));
    roles.map(Item::Role).chain(guests.map(Item::Guest)).collect()
}

/// The part, in `wide` cells; every role in full if there is room for that.
pub fn part(scene: &Scene, wide: u16, full: bool) -> Part {
    let (lang, look, state) = (scene.lang, scene.theme, scene.state);
    let items = items(&scene.sight());
    let mut lines = Lines::default();
    if state.plan.roles.is_empty() {
        lines.paragraph(say::no_roles(lang), 0, wide, look.dim);
    }
    for (index, item) in items.iter().enumerate() {
        if full && index > 0 {
            lines.push(Line::default());
        }
        match item {
            Item::Role(role) => {
                people_of(scene, &mut lines, wide, role);
                let told = full || is_open(scene, TEAM, index, items.len());
                details(scene, &mut lines, wide, role, told);
            }
            Item::Guest(id) => {
                let line = Line::default().text(scene.glyphs.unknown, look.unknown).gap(1);
                let line = line.text(id.as_str(), look.strong);
                lines.choice(line.end(seat(scene, id, wide).unwrap_or_default(), look.text));
                lines.paragraph(say::guest(lang), 2, wide, look.dim);
            }
        }
    }
    let here = common::attached(lang, state.people.attached.len());
    Part { index: TEAM, title: say::team(lang).into(), note: (here, look.dim), lines }
}

/// From where and since when somebody is attached, and from how many consoles if more than one.
fn seat(scene: &Scene, id: &Id, wide: u16) -> Option<String> {
    let (lang, state) = (scene.lang, scene.state);
    let (since, from, count) = state.people.attached.get(id)?;
    let clock = format::clock_short(since.at, state.plan.zone);
    let from = from.one_line();
    let seat = seat_words(lang, scene, *count, &from, clock, wide);
    let idle = state.people.last_act.get(id).map_or(0, |at| state.now.since(*at));
    // In whole steps, so that the line stands still; only a live room knows it.
    let idle = idle / IDLE_STEP_MS * IDLE_STEP_MS;
    Some(if idle >= IDLE_FROM_MS { say::idle(lang, seat, format::length(lang, idle)) } else { seat })
}

fn seat_words(lang: Lang, scene: &Scene, count: u32, from: &str, clock: String, wide: u16) -> String {
    match count {
        0 | 1 => say::here_from(lang, from, clock),
        count if wide >= CONSOLES_FROM => {
            let seat = say::here_from(lang, from, clock);
            format!("{seat} {} {}", scene.glyphs.dot, say::consoles(lang, count))
        }
        count => say::here_from(lang, format!("{from} ×{count}"), clock),
    }
}

/// A line for each person of a role, the first with the role's title.
fn people_of(scene: &Scene, lines: &mut Lines, wide: u16, role: &Role) {
    let (lang, look, plan) = (scene.lang, scene.theme, &scene.state.plan);
    let title = widest(plan.roles.iter().map(|role| role.title.one_line()), MOST_TITLE) + 2;
    let lead = scene.state.people.lead.as_ref().map(|(lead, _)| lead);
    let name = |person: &Person| {
        let mut name = person.name.one_line().into_owned();
        if lead == Some(&person.id) {
            name = format!("{name} {} {}", scene.glyphs.dot, say::leads(lang));
        }
        if wide >= YOU_FROM && scene.me == Some(&person.id) {
            format!("{name} ({})", say::you(lang))
        } else {
            name
        }
    };
    let names = widest(plan.people.iter().map(name), MOST_NAME) + 2;
    let mut first = true;
    for person in of_role(plan, role) {
        let seat = seat(scene, &person.id, wide);
        let (mark, style) = match &seat {
            Some(_) if scene.me == Some(&person.id) => (scene.glyphs.here, look.ok),
            Some(_) => (scene.glyphs.fresh, look.ok),
            None => (scene.glyphs.waiting, look.dim),
        };
        let heading = if first { role.title.one_line() } else { "".into() };
        let line = Line::default().text(mark, style).gap(1).left(heading, title, look.strong);
        let line = line.left(name(person), names, if seat.is_some() { look.text } else { look.dim });
        let line = match seat {
            Some(seat) => line.end(seat, look.text),
            None => line.end(say::absent(lang), look.dim),
        };
        if first {
            lines.choice(line);
        } else {
            lines.push(line);
        }
        first = false;
    }
    if first {
        let line = Line::default().text(scene.glyphs.bad, look.warn).gap(1);
        let line = line.left(role.title.one_line(), title, look.strong);
        lines.choice(line.text(say::nobody(lang), look.warn));
    }
}

/// What a role answers for, what comes to it, who takes over; if `told` also what it does and may.
fn details(scene: &Scene, lines: &mut Lines, wide: u16, role: &Role, told: bool) {
    let (lang, look, plan) = (scene.lang, scene.theme, &scene.state.plan);
    let deputies: Vec<String> = role.deputies.iter().map(|id| deputy(plan, id)).collect();
    let mut parts = vec![say::answers_for(lang, role.responsibility.one_line())];
    if !role.escalation.is_blank() {
        parts.push(say::escalated(lang, role.escalation.one_line()));
    }
    if !deputies.is_empty() {
        let arrow = format!(" {} ", scene.glyphs.to);
        parts.push(say::deputies(lang, deputies.join(&arrow)));
    }
    if !told {
        lines.paragraph(&parts.join(&format!(" {} ", scene.glyphs.dot)), 2, wide, look.dim);
        return;
    }
    if !role.actions.is_empty() {
        let actions: Vec<_> = role.actions.iter().map(|action| action.one_line()).collect();
        parts.push(say::does(lang, actions.join(", ")));
    }
    let rights: Vec<&str> = role.may.iter().map(|right| words::right(lang, *right)).collect();
    parts.push(if rights.is_empty() {
        say::may_nothing(lang).to_owned()
    } else {
        say::may(lang, rights.join(", "))
    });
    for part in parts {
        lines.paragraph(&part, 2, wide, look.dim);
    }
}

/// A deputy by the role's title and its people's names.
fn deputy(plan: &Plan, id: &Id) -> String {
    let Some(role) = plan.role(id) else { return id.to_string() };
    let names: Vec<_> = of_role(plan, role).map(|person| person.name.one_line().into_owned()).collect();
    if names.is_empty() {
        return role.title.one_line().into_owned();
    }
    format!("{} ({})", role.title.one_line(), names.join(", "))
}
