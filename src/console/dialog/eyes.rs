//! The second person (F12), and who leads (F13).

use super::open::{menu, movement, prompt, steps};
use super::{Dialog, Line, Mark, Step, Stop, Tone, Wish, say};
use crate::console::format;
use crate::console::lang::Lang;
use crate::console::messages::names;
use crate::model::Command;
use crate::model::approvals::Asked;
use crate::model::cutover::Phrase;
use crate::model::decide::phrase_for;
use crate::model::state::State;
use crate::plan::types::{Id, Side};

/// The act that waits for a second person, if one does: approve, go alone, or not now.
pub fn second(lang: Lang, state: &State, me: Option<&Id>) -> Option<Dialog> {
    let (action, asked) = state.approvals.open.iter().next()?;
    let title = say::eyes_title(lang, names::procedure(&state.plan, &asked.wanted.procedure));
    let mine = me == Some(&asked.by);
    let mut options = Vec::new();
    if !mine {
        let stops = vec![Stop::Cancel];
        options.push((
            say::approve(lang).to_owned(),
            act(lang, state, asked, &title, Wish::Approve(*action), stops),
        ));
    }
    let stops = vec![Stop::Cancel, Stop::Line];
    options.push((
        say::eyes_alone(lang).to_owned(),
        act(lang, state, asked, &title, Wish::Alone(*action), stops),
    ));
    let withdraw = Step::Send(Command::Withdraw { action: *action });
    options.push((say::decline(lang).to_owned(), withdraw));
    let mut dialog = menu(lang, title, Tone::Danger, options);
    let left = u64::try_from(asked.wanted.until.0 - state.now.at.0).unwrap_or(0);
    let who = names::person(&state.plan, &asked.by);
    dialog.lines.push(Line::new(Mark::Warn, say::eyes_asked(lang, who, format::length(lang, left))));
    if mine {
        dialog.lines.push(Line::new(Mark::None, say::eyes_yours(lang)));
    }
    if let Some(note) = &asked.wanted.note {
        dialog.lines.push(Line::new(Mark::None, note.one_line()));
    }
    Some(dialog)
}

/// The dialog of an act: what it would do, its reason where it needs one, and its phrase.
fn act(lang: Lang, state: &State, asked: &Asked, title: &str, wish: Wish, mut stops: Vec<Stop>) -> Step {
    let procedure = state.plan.procedure(&asked.wanted.procedure);
    let phrase = procedure.and_then(phrase_for);
    if phrase.is_some() {
        stops.insert(1, Stop::Phrase);
    }
    let alone = stops.contains(&Stop::Line);
    stops.push(Stop::Confirm);
    let mut dialog = Dialog::new(lang, title.to_owned(), Tone::Danger, wish, stops);
    dialog.phrase = phrase;
    if alone {
        say::why_label(lang).clone_into(&mut dialog.label);
        dialog.required = true;
    }
    if phrase == Some(Phrase::Switch) {
        dialog.lines = movement(lang, state, Side::Green);
    }
    dialog.lines.extend(steps(lang, procedure));
    Step::Open(Box::new(dialog))
}

/// Who leads: to whom the lead can be handed, and the way to take it.
pub fn lead(lang: Lang, state: &State, me: Option<&Id>) -> Dialog {
    let others = state.people.attached.keys().filter(|id| Some(*id) != me && state.plan.person(id).is_some());
    let mut options: Vec<(String, Step)> = others
        .map(|to| {
            let label = say::lead_to(lang, names::person(&state.plan, to));
            (label, Step::Send(Command::HandOver { to: to.clone() }))
        })
        .collect();
    let take = prompt(lang, say::lead_title(lang).into(), Wish::TakeLead, true);
    options.push((say::lead_take(lang).to_owned(), Step::Open(Box::new(take))));
    let mut dialog = menu(lang, say::lead_title(lang).into(), Tone::Plain, options);
    let who = match &state.people.lead {
        Some((lead, _)) => names::person(&state.plan, lead),
        None => names::role(&state.plan, &state.plan.rollback.decider),
    };
    dialog.lines.push(Line::new(Mark::None, say::lead_is(lang, who)));
    dialog
}
