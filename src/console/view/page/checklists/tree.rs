//! The lines of the page: lists, their sections, their items; and which one is chosen.

use super::super::super::checklists::in_order;
use crate::console::messages::words;
use crate::console::page::{ChecklistLine, Page, Sight, passes};
use crate::plan::types::{Checklist, Item, Section};
use crate::text::Clean;

/// One line.
#[derive(Debug, Clone, Copy)]
pub enum Line<'a> {
    /// A list's head.
    List(&'a Checklist),
    /// A section's title, which nobody chooses.
    Section(&'a Section),
    /// An item of a list.
    Item(&'a Checklist, &'a Section, &'a Item),
    /// A list that a rollback will open, which nobody chooses yet.
    Later(&'a Checklist),
}

impl<'a> Line<'a> {
    /// Whether the cursor may stand on it.
    pub fn is_choosable(&self) -> bool {
        matches!(self, Self::List(_) | Self::Item(..))
    }

    /// The list that it belongs to.
    pub fn list(&self) -> Option<&'a Checklist> {
        match self {
            Self::List(list) | Self::Item(list, ..) => Some(list),
            Self::Section(_) | Self::Later(_) => None,
        }
    }

    /// The name by which it stays chosen.
    pub fn name(&self) -> Option<ChecklistLine> {
        match self {
            Self::List(list) => Some(ChecklistLine::List(list.id.clone())),
            Self::Item(_, _, item) => Some(ChecklistLine::Item(item.id.clone())),
            Self::Section(_) | Self::Later(_) => None,
        }
    }
}

/// All lines that pass the filter, in the order of the screen. A filter also finds what is folded away.
pub fn lines<'a>(sight: &Sight<'a>) -> Vec<Line<'a>> {
    let filter = sight.places.of(Page::Checklists).filter.as_str();
    let mut out = Vec::new();
    for list in in_order(sight.state) {
        let before = out.len();
        out.push(Line::List(list));
        if !filter.is_empty() || !sight.places.folded.contains(&list.id) {
            items(sight, filter, list, &mut out);
        }
        // A list of which nothing passes says nothing, but under its own name.
        if out.len() == before + 1 && !passes(filter, list.title.as_str()) {
            out.truncate(before);
        }
    }
    if filter.is_empty() {
        let opened = &sight.state.checklists.opened;
        let later = sight.state.plan.checklists.iter();
        out.extend(
            later.filter(|list| list.after_rollback && !opened.contains_key(&list.id)).map(Line::Later),
        );
    }
    out
}

fn items<'a>(sight: &Sight<'a>, filter: &str, list: &'a Checklist, out: &mut Vec<Line<'a>>) {
    for section in &list.sections {
        let found = section
            .items
            .iter()
            .filter(|item| filter.is_empty() || found(sight, filter, list, section, item));
        let mut found = found.peekable();
        let speaks = list.sections.len() > 1 || section.title != list.title;
        if speaks && found.peek().is_some() {
            out.push(Line::Section(section));
        }
        out.extend(found.map(|item| Line::Item(list, section, item)));
    }
}

/// Whether the filter's words are in the item, in its section or list, or in the name of who ticked it.
fn found(sight: &Sight, filter: &str, list: &Checklist, section: &Section, item: &Item) -> bool {
    let mark = sight.state.checklists.marks.get(&item.id);
    let who = mark.map(|mark| words::actor(sight.lang, &sight.state.plan, &mark.by)).unwrap_or_default();
    let note = mark.and_then(|mark| mark.note.as_ref()).map(Clean::as_str).unwrap_or_default();
    let texts = [&list.title, &section.title, &item.title, &item.detail].map(Clean::as_str);
    passes(filter, &format!("{} {who} {note}", texts.join(" ")))
}

/// Which of the choosable lines is chosen: the one with the chosen name wherever it stands now, its list's
/// head where it is folded away, else the first open item, which is what the switch waits for.
pub fn chosen(sight: &Sight, lines: &[Line]) -> usize {
    let place =
        |wanted: &dyn Fn(&Line) -> bool| lines.iter().filter(|line| line.is_choosable()).position(wanted);
    let named = sight.places.item.as_ref();
    let marks = &sight.state.checklists;
    named
        .and_then(|name| place(&|line| line.name().as_ref() == Some(name)))
        .or_else(|| {
            let Some(ChecklistLine::Item(item)) = named else { return None };
            place(&|line| matches!(line, Line::List(list) if list.items().any(|known| known.id == *item)))
        })
        .or_else(|| place(&|line| matches!(line, Line::Item(_, _, item) if !marks.is_done(&item.id))))
        .unwrap_or(0)
}

/// The `n`th of the choosable lines, and its place among all lines.
pub fn choosable<'l, 'a>(lines: &'l [Line<'a>], n: usize) -> Option<(usize, &'l Line<'a>)> {
    let mut all = lines.iter().enumerate().filter(|(_, line)| line.is_choosable());
    let count = all.clone().count();
    all.nth(n.min(count.saturating_sub(1)))
}
