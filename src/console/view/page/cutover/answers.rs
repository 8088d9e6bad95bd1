//! What each of the name's servers, each resolver and each fresh connection answers (F3, F4, R14).
//!
//! ```text
//! the name's servers                          2/2 Green
//! ✓ ns1                     Green                   60s
//! resolvers                                   2/3 Green
//! ○ quad9   9.9.9.9         Blue                    48s
//! fresh connections                           3/3 Green
//! ✓ quad9                   Green              HTTP 200
//! ```

use ratatui::style::Style;

use super::ANSWERS;
use crate::console::format;
use crate::console::messages::{common, cutover as say, evidence, room, words};
use crate::console::page::{Sight, passes};
use crate::console::view::board::{self, Part, is_open};
use crate::console::view::lines::{Line, Lines, widest};
use crate::console::view::metrics::side_look;
use crate::console::view::pen::width;
use crate::console::view::scene::Scene;
use crate::console::view::{facts, levels};
use crate::model::cutover::{Answered, Fingerprint};
use crate::model::time::Stamp;
use crate::plan::types::{Resolver, Side};

/// Widest name and widest address shown.
const MOST_NAME: u16 = 16;
const MOST_ADDRESS: u16 = 16;
/// From this width on addresses have a column.
const ADDRESS_FROM: u16 = 46;
/// Cells of a side's word.
const SIDE: u16 = 7;

/// One line of the part.
#[derive(Debug, Clone, Copy)]
pub enum Item<'a> {
    /// One of the name's own servers.
    Server(&'a Answered),
    /// A resolver that was asked.
    Resolver(&'a Answered),
    /// A resolver of the plan that was not asked yet.
    Unasked(&'a Resolver),
    /// A fresh connection over one path.
    Path(&'a Fingerprint),
}

impl Item<'_> {
    fn name(&self) -> &str {
        match self {
            Self::Server(answer) | Self::Resolver(answer) => answer.from.as_str(),
            Self::Unasked(resolver) => resolver.id.as_str(),
            Self::Path(print) => print.path.as_str(),
        }
    }

    fn side(&self) -> Option<Side> {
        match self {
            Self::Server(answer) | Self::Resolver(answer) => answer.side,
            Self::Unasked(_) => None,
            Self::Path(print) => print.side,
        }
    }

    fn group(&self) -> usize {
        match self {
            Self::Server(_) => 0,
            Self::Resolver(_) | Self::Unasked(_) => 1,
            Self::Path(_) => 2,
        }
    }
}

/// Everything that answers or will, as far as it passes the filter.
pub fn items<'s>(sight: &Sight<'s>) -> Vec<Item<'s>> {
    let (state, filter) = (sight.state, board::filter(sight, ANSWERS));
    let mut all = Vec::new();
    if let Some((_, survey)) = &state.cutover.survey {
        all.extend(survey.authoritative.iter().map(Item::Server));
        all.extend(survey.resolvers.iter().map(Item::Resolver));
        all.extend(survey.fingerprints.iter().map(Item::Path));
    } else {
        all.extend(state.plan.lever.resolvers.iter().map(Item::Unasked));
    }
    all.retain(|item| {
        let side = item.side().map(|side| words::side(sight.lang, side)).unwrap_or_default();
        let value = match item {
            Item::Server(answer) | Item::Resolver(answer) => evidence::told(sight.lang, &answer.value),
            Item::Unasked(resolver) => resolver.address.one_line(),
            Item::Path(_) => "".into(),
        };
        passes(filter, &format!("{} {side} {value}", item.name()))
    });
    all
}

/// The part, in `wide` cells.
pub fn part(scene: &Scene, wide: u16) -> Part {
    let (lang, look) = (scene.lang, scene.theme);
    let items = items(&scene.sight());
    let read = scene.state.cutover.survey.as_ref().map(|(at, _)| *at);
    // An answer may be as old as a proof of the way back before it stops telling anything (R6).
    let within = scene.state.plan.gates.readiness_within.0;
    let stale = read.is_some_and(|at| scene.state.now.since(at) > within);
    let note = match read {
        None => (common::never_read(lang).to_owned(), look.unknown),
        Some(at) => match format::age(lang, scene.state.now.since(at), within / 2) {
            None => (scene.glyphs.fresh.to_owned(), look.ok),
            Some(age) => (format!("{} {}", scene.glyphs.stale, common::late_by(lang, age)), look.warn),
        },
    };
    let mut lines = Lines::default();
    if read.is_none() {
        lines.paragraph(say::never_asked(lang), 0, wide, look.dim);
    }
    let columns = Columns::of(scene, &items, wide);
    let mut group = None;
    for (index, item) in items.iter().enumerate() {
        if group != Some(item.group()) {
            group = Some(item.group());
            lines.push(heading(scene, &items, item.group()));
        }
        lines.choice(line(scene, columns, *item, read, stale));
        if is_open(scene, ANSWERS, index, items.len()) {
            told(scene, &mut lines, wide, *item, read);
        }
    }
    Part { index: ANSWERS, title: say::answers(lang).into(), note, lines }
}

/// A group's name, and how many of it agree with the movement.
fn heading(scene: &Scene, items: &[Item], group: usize) -> Line {
    let (lang, look) = (scene.lang, scene.theme);
    let name = match group {
        0 => say::servers(lang),
        1 => room::resolvers(lang),
        _ => say::paths(lang),
    };
    let wanted = levels::wanted(scene.state);
    let of_group = || items.iter().filter(|item| item.group() == group);
    let agreeing = of_group().filter(|item| item.side() == Some(wanted)).count();
    let all = of_group().count();
    let line = Line::default().text(name, look.accent);
    if of_group().any(|item| matches!(item, Item::Unasked(_))) {
        return line;
    }
    let style = if agreeing == all { look.ok } else { look.warn };
    line.end(say::agree(lang, agreeing, all, words::side(lang, wanted)), style)
}

/// How wide names and addresses are.
#[derive(Debug, Clone, Copy)]
struct Columns {
    name: u16,
    address: u16,
}

impl Columns {
    fn of(scene: &Scene, items: &[Item], wide: u16) -> Self {
        let addresses = scene.state.plan.lever.resolvers.iter().map(|known| known.address.one_line());
        let address = if wide >= ADDRESS_FROM { widest(addresses, MOST_ADDRESS) + 2 } else { 0 };
        Self { name: widest(items.iter().map(Item::name), MOST_NAME) + 2, address }
    }
}

fn address<'s>(scene: &Scene<'s>, item: Item) -> Option<std::borrow::Cow<'s, str>> {
    let known = scene.state.plan.lever.resolvers.iter().find(|known| known.id.as_str() == item.name());
    known.filter(|_| item.group() == 1).map(|known| known.address.one_line())
}

fn line(scene: &Scene, columns: Columns, item: Item, read: Option<Stamp>, stale: bool) -> Line {
    let (lang, look) = (scene.lang, scene.theme);
    let (mark, mark_look) = match item {
        Item::Unasked(_) => (scene.glyphs.waiting, look.dim),
        _ if stale => (scene.glyphs.stale, look.warn),
        _ => levels::agreement(scene, item.side()),
    };
    let (value, value_look) = value(scene, item);
    let wide = SIDE.max(width(&value) + 1);
    let line = Line::default()
        .text(mark, mark_look)
        .gap(1)
        .left(item.name(), columns.name, look.text)
        .left(address(scene, item).unwrap_or_default(), columns.address, look.dim)
        .left(value, wide, if stale { look.stale } else { value_look });
    match item {
        Item::Unasked(_) => line.text(common::never_read(lang), look.dim),
        _ => line.end(ending(scene, item, read).unwrap_or_default(), look.dim),
    }
}

/// What was answered: a side by its name, a foreign value or an error in its own words.
fn value(scene: &Scene, item: Item) -> (String, Style) {
    let (lang, look) = (scene.lang, scene.theme);
    match (item.side(), item) {
        (Some(side), _) => (words::side(lang, side).to_owned(), side_look(scene, side)),
        (None, Item::Server(answer) | Item::Resolver(answer)) => {
            // An error has no time to live; a foreign value has one, and somebody put it there.
            let style = if answer.ttl_ms > 0 { look.bad } else { look.unknown };
            (evidence::told(lang, &answer.value).into_owned(), style)
        }
        (None, Item::Path(_)) => (say::no_answer(lang).to_owned(), look.unknown),
        (None, Item::Unasked(_)) => (String::new(), look.dim),
    }
}

/// The time to live that is left, or a connection's status. A contrary answer counts down to the second,
/// because people wait for it; all others in coarse steps.
fn ending(scene: &Scene, item: Item, read: Option<Stamp>) -> Option<String> {
    let lang = scene.lang;
    match item {
        Item::Server(answer) if answer.ttl_ms > 0 => Some(levels::seconds_left(scene, answer.ttl_ms)),
        Item::Resolver(answer) if answer.ttl_ms > 0 => {
            let left = answer.ttl_ms.saturating_sub(scene.state.now.since(read?));
            if left < 1_000 {
                // What was read has run out; what the resolver says now is in the next reading.
                return Some(say::expired(lang).to_owned());
            }
            let agrees = answer.side == Some(levels::wanted(scene.state));
            Some(levels::seconds_left(scene, if agrees { facts::coarse(left) } else { left }))
        }
        Item::Path(print) if print.status > 0 => Some(say::status(lang, print.status)),
        _ => None,
    }
}

/// The raw answer.
fn told(scene: &Scene, lines: &mut Lines, wide: u16, item: Item, read: Option<Stamp>) {
    let (Item::Server(answer) | Item::Resolver(answer), Some(at)) = (item, read) else { return };
    let lang = scene.lang;
    let clock = format::clock(at.at, scene.state.plan.zone);
    let ttl = levels::seconds_left(scene, answer.ttl_ms);
    let from = match address(scene, item) {
        Some(address) => format!("{} ({address})", answer.from),
        None => answer.from.to_string(),
    };
    let text = say::answered_at(lang, from, clock, evidence::told(lang, &answer.value), ttl);
    lines.paragraph(&text, 2, wide, scene.theme.text);
}
