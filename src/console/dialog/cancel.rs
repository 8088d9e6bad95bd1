//! Stopping a run that is under way: what its end means, and a reason.

use super::open::menu;
use super::{Dialog, Line, Mark, Step, Stop, Tone, Wish, say};
use crate::console::lang::Lang;
use crate::console::messages::{common, names, refusal};
use crate::model::State;
use crate::model::decide::may_cancel;
use crate::model::procedure::Run;
use crate::plan::types::StepKind;

/// The run that can be stopped, or which of several.
///
/// # Errors
/// Why none can, in words.
pub fn cancel(lang: Lang, state: &State) -> Result<Dialog, String> {
    let open = || state.procedures.runs.iter().rev().filter(|(_, run)| run.ended.is_none());
    let mut found: Vec<_> = open().filter(|(id, _)| may_cancel(state, **id).is_ok()).collect();
    if found.len() > 1 {
        let options = found.into_iter().map(|(id, run)| {
            let title = names::procedure(&state.plan, &run.procedure);
            (title, Step::Open(Box::new(of_run(lang, state, *id, run))))
        });
        return Ok(menu(lang, say::cancel_which(lang).into(), Tone::Danger, options.collect()));
    }
    if let Some((id, run)) = found.pop() {
        return Ok(of_run(lang, state, *id, run));
    }
    let why = open().find_map(|(id, _)| may_cancel(state, *id).err());
    Err(why.map_or_else(
        || refusal::nothing_to_cancel(lang).to_owned(),
        |why| refusal::sentence(lang, &state.plan, &why),
    ))
}

fn of_run(lang: Lang, state: &State, id: u64, run: &Run) -> Dialog {
    let title = say::cancel_title(lang, names::procedure(&state.plan, &run.procedure));
    let stops = vec![Stop::Cancel, Stop::Line, Stop::Confirm];
    let mut dialog = Dialog::new(lang, title, Tone::Danger, Wish::Cancel(id), stops);
    dialog.required = true;
    say::why_label(lang).clone_into(&mut dialog.label);
    // "Cancel" would be either button.
    say::cancel_not(lang).clone_into(&mut dialog.cancel);
    say::cancel_yes(lang).clone_into(&mut dialog.confirm);
    let procedure = state.plan.procedure(&run.procedure);
    let current = run.current(&state.plan).and_then(|at| Some((at, procedure?.steps.get(at)?)));
    dialog.lines.push(Line::new(Mark::None, say::would(lang)));
    let now = current.map(|(at, step)| say::would_step(lang, at + 1, step.title.one_line()));
    let now = now.unwrap_or_else(|| common::no_value(lang).to_owned());
    let means = match current.map(|(_, step)| &step.action) {
        Some(StepKind::Pipeline { .. }) => say::cancel_pipeline(lang, now),
        Some(StepKind::Command { .. }) => say::cancel_command(lang, now),
        _ => say::cancel_step(lang, now),
    };
    dialog.lines.push(Line::new(Mark::Warn, means));
    dialog.lines.push(Line::new(Mark::None, say::cancel_stands(lang)));
    dialog
}
