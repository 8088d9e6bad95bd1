//! The watched deploy pipeline, step by step.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::super::super::frame;
use super::super::super::layout::Size;
use super::super::super::pen::{padded, width};
use super::super::super::scene::Scene;
use super::told::{Told, Tone};
use crate::console::format;
use crate::console::lang::Lang;
use crate::console::messages::{schedule as say, words};
use crate::model::State;
use crate::model::procedure::PipelineState;

/// One line a step, as last seen.
pub fn lines(lang: Lang, state: &State) -> Vec<Told> {
    let longest =
        state.plan.pipeline.steps.iter().map(|step| width(&step.title.one_line())).max().unwrap_or(0);
    let steps = state.plan.pipeline.steps.iter().map(|step| {
        let seen = state.procedures.pipeline.get(&step.id);
        let tone = match seen.map(|(seen, _)| *seen) {
            None | Some(PipelineState::Queued | PipelineState::Skipped) => Tone::Waiting,
            Some(PipelineState::Running) => Tone::Running,
            Some(PipelineState::Waiting) => Tone::Warn,
            Some(PipelineState::Succeeded) => Tone::Ok,
            Some(PipelineState::Failed) => Tone::Bad,
        };
        let how = seen.map_or_else(
            || say::not_seen(lang).to_owned(),
            |(seen, at)| {
                let clock = format::clock_short(at.at, state.plan.zone);
                format!("{} {clock}", words::pipeline_state(lang, *seen))
            },
        );
        let only = if step.watched_only { format!(" · {}", say::watched_only(lang)) } else { String::new() };
        let title = padded(&step.title.one_line(), longest);
        Told::new(tone, format!("{title} {how} · {}{only}", step.detail.one_line()))
    });
    steps.collect()
}

/// Lines that [`part`] would fill; none without a pipeline.
pub fn height(scene: &Scene, size: Size) -> u16 {
    match scene.state.plan.pipeline.steps.len() {
        0 => 0,
        count => u16::try_from(count).unwrap_or(u16::MAX).saturating_add(size.frame_lines()),
    }
}

/// The pipeline as a part of the page.
pub fn part(scene: &Scene, buf: &mut Buffer, area: Rect, size: Size) {
    if area.height <= size.frame_lines() {
        return;
    }
    let title = scene.state.plan.pipeline.workflow.one_line();
    let inner = frame::part(scene, buf, area, size, false, &title, &[]);
    for (line, told) in lines(scene.lang, scene.state).iter().take(usize::from(inner.height)).enumerate() {
        told.draw(scene, buf, inner, line as u16);
    }
}
