//! Whom to call, who decides what, who tells whom, and which variables and secrets the plan asks for.
//!
//! ```text
//! emergency contacts
//! Technique   Tech Lead            +221 XX XXX XX XX
//! who tells whom
//! Clients     Support Manager · email
//! ```

use super::CONTACTS;
use crate::console::lang::Lang;
use crate::console::messages::{names, people as say, words};
use crate::console::page::{Sight, passes};
use crate::console::view::board::{self, Part};
use crate::console::view::lines::{Line, Lines, widest};
use crate::console::view::scene::Scene;
use crate::plan::types::{Contact, Inform, ManualReason};
use crate::text::Clean;

/// Widest first column.
const MOST_LABEL: u16 = 26;

/// One line to choose.
#[derive(Debug)]
pub enum Item<'a> {
    /// Whom one can call.
    Contact(&'a Contact),
    /// A reason to go back, and who decides it.
    Reason(&'a ManualReason),
    /// Who tells whom.
    Inform(&'a Inform),
    /// A group's environment variables by name.
    Variables(&'a Clean, Vec<&'a Clean>),
    /// The workflows' secrets by name.
    Secrets(Vec<&'a Clean>),
}

impl Item<'_> {
    fn section(&self) -> usize {
        match self {
            Self::Contact(_) => 0,
            Self::Reason(_) => 1,
            Self::Inform(_) => 2,
            Self::Variables(..) => 3,
            Self::Secrets(_) => 4,
        }
    }

    /// What stands in its first column.
    fn label(&self, lang: Lang) -> String {
        match self {
            Self::Contact(contact) => contact.group.one_line().into_owned(),
            Self::Reason(reason) => words::reason(lang, reason.id).to_owned(),
            Self::Secrets(_) => String::new(),
            Self::Inform(inform) => inform.audience.one_line().into_owned(),
            Self::Variables(group, _) => group.one_line().into_owned(),
        }
    }

    fn words(&self, lang: Lang) -> String {
        let names = |names: &[&Clean]| names.iter().map(|name| name.one_line()).collect::<Vec<_>>().join(" ");
        match self {
            Self::Contact(contact) => {
                format!("{} {} {}", self.label(lang), contact.title.one_line(), contact.phone.one_line())
            }
            Self::Reason(reason) => {
                format!("{} {} {}", self.label(lang), reason.title.one_line(), reason.decider)
            }
            Self::Inform(inform) => {
                format!("{} {} {} {}", self.label(lang), inform.by, inform.channel, inform.when.one_line())
            }
            Self::Variables(_, of_group) => format!("{} {}", self.label(lang), names(of_group)),
            Self::Secrets(all) => names(all),
        }
    }
}

/// Everything of the part that passes the filter.
pub fn items<'s>(sight: &Sight<'s>) -> Vec<Item<'s>> {
    let (plan, filter) = (&sight.state.plan, board::filter(sight, CONTACTS));
    let mut groups: Vec<(&Clean, Vec<&Clean>)> = Vec::new();
    for variable in &plan.environment.variables {
        match groups.iter_mut().find(|(group, _)| **group == variable.group) {
            Some((_, names)) => names.push(&variable.name),
            None => groups.push((&variable.group, vec![&variable.name])),
        }
    }
    let secrets: Vec<&Clean> = plan.environment.secrets.iter().map(|secret| &secret.name).collect();
    let secrets = Some(secrets).filter(|names| !names.is_empty()).map(Item::Secrets);
    let contacts = plan.contacts.iter().map(Item::Contact);
    let reasons = plan.reasons.iter().map(Item::Reason);
    let informs = plan.informs.iter().map(Item::Inform);
    let variables = groups.into_iter().map(|(group, names)| Item::Variables(group, names));
    let all = contacts.chain(reasons).chain(informs).chain(variables).chain(secrets);
    all.filter(|item| passes(filter, &item.words(sight.lang))).collect()
}

/// The part, in `wide` cells.
pub fn part(scene: &Scene, wide: u16) -> Part {
    let (lang, look, plan) = (scene.lang, scene.theme, &scene.state.plan);
    let items = items(&scene.sight());
    let mut lines = Lines::default();
    if plan.contacts.is_empty() {
        lines.paragraph(say::no_contacts(lang), 0, wide, look.dim);
    }
    let label = |section| {
        let labels = items.iter().filter(|item| item.section() == section).map(|item| item.label(lang));
        widest(labels, MOST_LABEL.min(wide / 2)) + 2
    };
    let mut section = None;
    for item in &items {
        if section != Some(item.section()) {
            section = Some(item.section());
            lines.heading(heading(scene, item), look.accent);
            if matches!(item, Item::Variables(..)) {
                lines.paragraph(say::checked_live(lang), 0, wide, look.dim);
            }
        }
        push(scene, &mut lines, wide, label(item.section()), item);
    }
    Part { index: CONTACTS, title: say::contacts(lang).into(), note: (String::new(), look.dim), lines }
}

fn heading(scene: &Scene, item: &Item) -> &'static str {
    let lang = scene.lang;
    match item {
        Item::Contact(_) => say::emergency(lang),
        Item::Reason(_) => say::deciders(lang),
        Item::Inform(_) => say::informs(lang),
        Item::Variables(..) => say::variables(lang),
        Item::Secrets(_) => say::secrets(lang),
    }
}

fn push(scene: &Scene, lines: &mut Lines, wide: u16, label: u16, item: &Item) {
    let (lang, look, plan) = (scene.lang, scene.theme, &scene.state.plan);
    let row = Line::default().left(item.label(lang), label, look.dim);
    match item {
        Item::Contact(contact) => {
            let line = row.text(contact.title.one_line(), look.strong);
            lines.choice(line.end(contact.phone.one_line(), look.text));
        }
        Item::Reason(reason) => {
            lines.choice(row.text(names::role(plan, &reason.decider), look.strong));
            lines.paragraph(&reason.title.one_line(), 2, wide, look.dim);
        }
        Item::Inform(inform) => {
            lines.choice(
                row.text(say::told_by(lang, names::role(plan, &inform.by), &inform.channel), look.text),
            );
            lines.paragraph(&inform.when.one_line(), 2, wide, look.dim);
        }
        Item::Variables(_, names) => {
            lines.choice(row.text(say::required(lang, names.len()), look.text));
            by_name(scene, lines, wide, names);
        }
        Item::Secrets(names) => {
            lines.choice(Line::default().text(say::required_secrets(lang, names.len()), look.text));
            by_name(scene, lines, wide, names);
        }
    }
}

/// Names alone: a value is never shown, were it written in the plan or not (R31).
fn by_name(scene: &Scene, lines: &mut Lines, wide: u16, names: &[&Clean]) {
    let names: Vec<_> = names.iter().map(|name| name.one_line()).collect();
    lines.paragraph(&names.join(", "), 2, wide, scene.theme.dim);
}
