//! Who ticked what last, over all lists: what the others have just done.

use std::cmp::Reverse;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::super::super::frame;
use super::super::super::layout::Size;
use super::super::super::pen::Pen;
use super::super::super::scene::Scene;
use crate::console::format;
use crate::console::messages::{checklists as say, words};
use crate::model::checklist::Mark;
use crate::plan::types::{Checklist, Item};

/// Fewest lines that are worth a part of the page.
const LEAST: u16 = 4;

/// Draws the part, newest first.
pub fn draw(scene: &Scene, buf: &mut Buffer, area: Rect, size: Size) {
    if area.height < LEAST + size.frame_lines() {
        return;
    }
    let (lang, look) = (scene.lang, scene.theme);
    let inner = frame::part(scene, buf, area, size, false, say::last_ticks(lang), &[]);
    let mut marks = marks(scene);
    if marks.is_empty() {
        Pen::at(buf, inner, 0).text(say::no_ticks(lang), look.dim);
        return;
    }
    marks.sort_by_key(|(_, _, mark)| Reverse(mark.stamp.at));
    for (line, (list, item, mark)) in marks.iter().take(usize::from(inner.height)).enumerate() {
        let (glyph, style) =
            if mark.done { (scene.glyphs.box_done, look.ok) } else { (scene.glyphs.box_empty, look.warn) };
        let who = match &mark.proof {
            Some(proof) if proof.holds => say::proved(lang).to_owned(),
            Some(_) => say::disproved(lang).to_owned(),
            None => words::actor(lang, &scene.state.plan, &mark.by),
        };
        let mut pen = Pen::at(buf, inner, line as u16);
        pen.ending(&[(who.as_str(), look.dim)]);
        pen.left(format::clock_short(mark.stamp.at, scene.state.plan.zone), 6, look.dim);
        pen.text(glyph, style).gap(1).text(item.title.one_line(), look.text);
        pen.text(format!(" {} {}", scene.glyphs.dot, list.title.one_line()), look.dim);
    }
}

fn marks<'s>(scene: &Scene<'s>) -> Vec<(&'s Checklist, &'s Item, &'s Mark)> {
    let state = scene.state;
    let items = state.plan.checklists.iter().flat_map(|list| list.items().map(move |item| (list, item)));
    items.filter_map(|(list, item)| Some((list, item, state.checklists.marks.get(&item.id)?))).collect()
}
