//! The chosen line in full, below the lists: what an item asks for, who ticked it, with what note or proof.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::super::super::layout::Size;
use super::super::super::pen::{Pen, wrapped};
use super::super::super::scene::Scene;
use super::proof;
use super::tree::Line;
use crate::console::action::Action;
use crate::console::format;
use crate::console::messages::{checklists as say, common, room, words};
use crate::model::checklist::Mark;
use crate::plan::types::{Checklist, Item, Section};

/// Lines that the block keeps where nobody opened it, its rule among them.
const CLOSED: u16 = 5;
/// Most lines of one text.
const MOST: usize = 8;

type Text = (String, Style);

/// What is told of the chosen line, in lines of `wide` cells.
pub fn of(scene: &Scene, line: &Line, wide: u16) -> Vec<Text> {
    let texts = match line {
        Line::Item(list, section, item) => of_item(scene, list, section, item),
        Line::List(list) => of_list(scene, list),
        Line::Section(_) | Line::Later(_) => Vec::new(),
    };
    let lines = texts.into_iter().flat_map(|(text, style)| {
        wrapped(&text, wide, MOST).into_iter().map(move |line| (line, style)).collect::<Vec<_>>()
    });
    lines.collect()
}

/// How many lines the block takes of `height`: as many as it has to say where it was opened; in a small
/// window none before that.
pub fn lines(scene: &Scene, size: Size, told: usize, height: u16) -> u16 {
    let wanted = u16::try_from(told + 1).unwrap_or(u16::MAX);
    let most = if scene.places.here().open {
        wanted
    } else if size.framed() {
        CLOSED
    } else {
        0
    };
    most.min(height * 2 / 3)
}

/// Draws it under a rule.
pub fn draw(scene: &Scene, buf: &mut Buffer, area: Rect, told: &[Text]) {
    Pen::at(buf, area, 0).fill(scene.glyphs.line, scene.theme.border);
    for (line, (text, style)) in told.iter().enumerate() {
        Pen::at(buf, area, 1 + line as u16).text(text, *style);
    }
}

fn of_item(scene: &Scene, list: &Checklist, section: &Section, item: &Item) -> Vec<Text> {
    let look = scene.theme;
    let dot = scene.glyphs.dot;
    let mark = scene.state.checklists.marks.get(&item.id);
    let place = if section.title == list.title {
        list.title.one_line().into_owned()
    } else {
        format!("{} {dot} {}", list.title.one_line(), section.title.one_line())
    };
    let mut out = vec![(format!("{} {dot} {}", item.title.one_line(), item.detail.one_line()), look.strong)];
    let who = who(scene, mark);
    if let Some(note) = mark.and_then(|mark| mark.note.as_ref()) {
        out.push((format!("{} {}", who.0, common::quoted(scene.lang, note.one_line())), who.1));
    } else {
        out.push(who);
    }
    out.extend(proof::in_full(scene, item, mark));
    out.push((format!("{place} {dot} {}", item.id), look.dim));
    out
}

/// Who ticked an item and when, or that nobody did and which key does.
fn who(scene: &Scene, mark: Option<&Mark>) -> Text {
    let (lang, look) = (scene.lang, scene.theme);
    let key = scene.keymap.hint(Action::Tick);
    let Some(mark) = mark else { return (say::open_item(lang, key), look.warn) };
    let by = words::actor(lang, &scene.state.plan, &mark.by);
    let at = format::clock(mark.stamp.at, scene.state.plan.zone);
    let text = match (mark.done, mark.proof.is_some()) {
        (true, true) => say::ticked_by_proof(lang, at),
        (true, false) => say::ticked(lang, by, at),
        (false, true) => say::unticked_by_proof(lang, at),
        (false, false) => room::taken_back(lang, by, at),
    };
    (text, if mark.done { look.ok } else { look.warn })
}

fn of_list(scene: &Scene, list: &Checklist) -> Vec<Text> {
    let (lang, look) = (scene.lang, scene.theme);
    let (done, all) = scene.state.checklists.progress(list);
    let key = scene.keymap.hint(Action::Details);
    let mut out = vec![(list.title.one_line().into_owned(), look.strong)];
    let open = all.saturating_sub(done);
    if open == 0 {
        out.push((say::all_ticked(lang).to_owned(), look.ok));
    } else {
        out.push((say::items_open(lang, open), if list.gates_switch { look.warn } else { look.text }));
    }
    out.push((say::fold_key(lang, key), look.dim));
    out
}
