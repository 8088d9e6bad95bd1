//! The evidence of the chosen step: gates, deliveries, decision, levels, pipeline, or what a command said.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::super::super::layout::Size;
use super::super::super::pen::{Pen, broken};
use super::super::super::scene::Scene;
use super::super::super::{frame, list};
use super::procedures::newest;
use super::told::{Told, Tone};
use super::{gates, pipeline, steps};
use crate::console::format;
use crate::console::lang::Lang;
use crate::console::messages::{evidence as said, room, schedule as say, words};
use crate::console::page::Sight;
use crate::model::alerts::Delivery;
use crate::model::cutover::Level;
use crate::model::procedure::{Choice, Run, StepRun};
use crate::model::{Outcome, gates as model};
use crate::plan::types::{Checklist, Id, Procedure, Side, Step, StepKind, TierLevel};

/// Columns after which an outcome goes on in the next line, so that it can be read whole beside another part.
const WIDE: usize = 56;

/// What is told of one step.
struct Of<'a> {
    procedure: &'a Procedure,
    step: &'a Step,
    index: usize,
    run: Option<(u64, &'a Run)>,
}

impl<'a> Of<'a> {
    fn chosen(sight: &Sight<'a>) -> Option<Self> {
        let procedure = super::chosen(sight)?;
        let index = super::chosen_step(sight, procedure);
        let step = procedure.steps.get(index)?;
        Some(Self { procedure, step, index, run: newest(sight.state, procedure) })
    }

    fn step_run(&self) -> Option<&'a StepRun> {
        self.run.and_then(|(_, run)| run.steps.get(self.index))
    }
}

/// Every line of evidence of the chosen step; what it said comes last, newest at the bottom.
pub fn of_chosen(sight: &Sight) -> Vec<Told> {
    let Some(of) = Of::chosen(sight) else { return Vec::new() };
    let mut out = times(sight, &of);
    out.extend(match &of.step.action {
        StepKind::Gate {} => gates::lines(sight.lang, sight.state, model::of(sight.state, of.procedure.kind)),
        StepKind::Notify { tier, text } => message(sight, &of, *tier, text.one_line().as_ref()),
        StepKind::Decide { .. } => decision(sight, &of),
        StepKind::Lever { to } => {
            let side = words::side(sight.lang, *to);
            let points = say::points_to(sight.lang, sight.state.plan.lever.name.one_line(), side);
            vec![Told::new(Tone::Plain, points)]
        }
        StepKind::Verify {} => levels(sight, &of),
        StepKind::Command { argv, dangerous } => {
            let argv: Vec<_> = argv.iter().map(|word| word.one_line()).collect();
            let mut lines = vec![Told::new(Tone::Plain, say::command(sight.lang, argv.join(" ")))];
            if *dangerous {
                lines.push(Told::new(Tone::Warn, say::dangerous(sight.lang)));
            }
            lines
        }
        StepKind::Pipeline { workflow: None, .. } => pipeline::lines(sight.lang, sight.state),
        StepKind::Pipeline { workflow: Some(name), dangerous } => {
            phrased(sight.lang, say::workflow(sight.lang, name), *dangerous)
        }
        StepKind::Application { to } => phrased(sight.lang, version(sight.lang, *to).to_owned(), true),
        StepKind::Checklist { checklist } => {
            sight.state.plan.checklist(checklist).map_or_else(Vec::new, |list| items(sight, list))
        }
    });
    out.extend(outcome(sight, &of));
    out.extend(cancel(sight, &of));
    out.extend(output(&of));
    out
}

/// What a step does, and that it asks for the phrase.
fn phrased(lang: Lang, what: String, asks: bool) -> Vec<Told> {
    let mut lines = vec![Told::new(Tone::Plain, what)];
    lines.extend(asks.then(|| Told::new(Tone::Warn, say::asks_phrase(lang))));
    lines
}

fn version(lang: Lang, to: Side) -> &'static str {
    match to {
        Side::Blue => say::former_version(lang),
        Side::Green => say::new_version(lang),
    }
}

/// The newest line where a command said something; otherwise the first.
pub fn initial(sight: &Sight) -> usize {
    let said = Of::chosen(sight).and_then(|of| of.step_run()).is_some_and(|step| !step.output.is_empty());
    if said { of_chosen(sight).len().saturating_sub(1) } else { 0 }
}

/// Draws the part.
pub fn draw(scene: &Scene, buf: &mut Buffer, area: Rect, size: Size, focused: bool) {
    let (lang, look) = (scene.lang, scene.theme);
    let sight = scene.sight();
    let of = Of::chosen(&sight);
    let said = of.as_ref().and_then(Of::step_run).is_some_and(|step| !step.output.is_empty());
    let word = if said { say::output(lang) } else { say::evidence(lang) };
    let title = of.as_ref().map_or_else(
        || word.to_owned(),
        |of| format!("{word} {} {}", scene.glyphs.dot, of.step.title.one_line()),
    );
    let state = of.as_ref().and_then(Of::step_run).map_or_else(Default::default, |step| step.state);
    let (glyph, state, style) = steps::standing(scene, state);
    let note = format!("{glyph} {state}");
    let told = of_chosen(&sight);
    let cursor = super::super::cursor(&sight, super::EVIDENCE).min(told.len().saturating_sub(1));
    let title = list::titled(&title, area, size, cursor, told.len());
    let inner = frame::part(scene, buf, area, size, focused, &title, &[(note.as_str(), style)]);
    if told.is_empty() {
        Pen::at(buf, inner, 0).text(say::nothing_known(lang), look.dim);
        return;
    }
    let shown = usize::from(inner.height);
    let first = list::first(cursor, told.len(), shown);
    for (line, (index, told)) in told.iter().enumerate().skip(first).take(shown).enumerate() {
        told.draw(scene, buf, inner, line as u16);
        if index == cursor && focused {
            list::choose(scene, buf, inner, line as u16);
        }
    }
    if size.framed() {
        list::position(scene, buf, area, cursor, told.len(), shown);
    }
}

/// When it began and ended, and what it left as its proof.
fn times(sight: &Sight, of: &Of) -> Vec<Told> {
    let (lang, zone) = (sight.lang, sight.state.plan.zone);
    let Some(step) = of.step_run() else { return Vec::new() };
    let clock = |stamp: crate::model::time::Stamp| format::clock(stamp.at, zone);
    let began = step.began_at.map(|stamp| say::began(lang, clock(stamp)));
    let ended = step.ended_at.map(|stamp| say::ended(lang, clock(stamp)));
    let parts: Vec<String> = [began, ended].into_iter().flatten().collect();
    let mut out = Vec::new();
    if !parts.is_empty() {
        out.push(Told::new(Tone::Dim, parts.join(" · ")));
    }
    // What the effect itself said is told further down.
    let said = step.outcome.as_ref().and_then(Outcome::words) == Some(&step.detail);
    if !step.detail.is_blank() && !said {
        out.push(Told::new(
            Tone::Plain,
            say::proof(lang, words::evidence(lang, &said::told(lang, &step.detail))),
        ));
    }
    out
}

/// A message's text and how it fared on each channel.
fn message(sight: &Sight, of: &Of, tier: TierLevel, text: &str) -> Vec<Told> {
    let lang = sight.lang;
    let mut out = vec![Told::new(Tone::Plain, say::says(lang, text))];
    let deliveries = of.run.into_iter().flat_map(|(_, run)| &run.deliveries);
    let mine: Vec<_> = deliveries.filter(|((step, _), _)| *step == of.index).collect();
    if mine.is_empty() {
        let channels = sight.state.plan.tier(tier).map(|tier| tier.channels.as_slice()).unwrap_or_default();
        let names = channels.iter().map(Id::as_str).collect::<Vec<_>>().join(", ");
        out.push(Told::new(Tone::Waiting, say::goes_to(lang, names)));
    }
    out.extend(mine.into_iter().map(|((_, channel), delivery)| delivered(sight, channel, delivery)));
    out
}

fn delivered(sight: &Sight, channel: &Id, delivery: &Delivery) -> Told {
    let lang = sight.lang;
    let clock = format::clock(delivery.stamp.at, sight.state.plan.zone);
    let (tone, how) = match &delivery.outcome {
        None => (Tone::Running, room::under_way(lang).to_owned()),
        Some(Outcome::Withdrawn) => (Tone::Dim, room::never_left(lang).to_owned()),
        Some(Outcome::Done { .. }) => (Tone::Ok, format!("{} {clock}", room::delivered(lang))),
        Some(Outcome::Refused { why }) => (Tone::Bad, room::not_delivered(lang, said::told(lang, why))),
        Some(Outcome::Unknown { why }) => {
            (Tone::Unknown, room::perhaps_delivered(lang, said::told(lang, why)))
        }
    };
    Told::new(tone, say::channel(lang, channel, how))
}

/// Who decides, and what was decided.
fn decision(sight: &Sight, of: &Of) -> Vec<Told> {
    let (lang, plan) = (sight.lang, &sight.state.plan);
    let run = of.run.map(|(_, run)| run);
    let by_reason = run.is_none() && matches!(of.step.action, StepKind::Decide { role: None });
    let who = if by_reason {
        say::decides_by_reason(lang).to_owned()
    } else {
        say::decided_by(lang, steps::owner(lang, sight.state, of.procedure, run, of.step))
    };
    let mut out = vec![Told::new(Tone::Plain, who)];
    if let Some((actor, stamp, choice)) = run.and_then(|run| run.decided.as_ref()) {
        let clock = format::clock(stamp.at, plan.zone);
        let text = say::decision(lang, words::choice(lang, *choice), words::actor(lang, plan, actor), clock);
        out.push(Told::new(if *choice == Choice::Approve { Tone::Ok } else { Tone::Warn }, text));
    }
    out
}

/// The levels of truth that the run's movement reached (F3).
fn levels(sight: &Sight, of: &Of) -> Vec<Told> {
    let (lang, lever) = (sight.lang, &sight.state.plan.lever);
    let movements = &sight.state.cutover.movements;
    let movement = of.run.and_then(|(id, _)| movements.iter().rev().find(|movement| movement.run == id));
    let reached = |level: Level| {
        let movement = movement?;
        if level == Level::Confirmed {
            movement.confirmed_at
        } else {
            movement.levels.get(level as usize).copied()?
        }
    };
    let mut out: Vec<Told> = Level::FIVE
        .into_iter()
        .chain([Level::Confirmed])
        .map(|level| {
            let word = words::level(lang, level);
            match reached(level) {
                Some(stamp) => {
                    let clock = format::clock(stamp.at, sight.state.plan.zone);
                    Told::new(Tone::Ok, say::level_reached(lang, word, clock))
                }
                None if movement.is_some_and(|movement| movement.missed == Some(level)) => {
                    Told::new(Tone::Bad, room::level_missed(lang, word))
                }
                None => Told::new(Tone::Waiting, say::level_open(lang, word)),
            }
        })
        .collect();
    out.push(Told::new(Tone::Dim, say::verifies(lang, lever.observations, lever.paths)));
    out
}

fn items(sight: &Sight, list: &Checklist) -> Vec<Told> {
    let marks = &sight.state.checklists;
    let (done, all) = marks.progress(list);
    let head = say::list_progress(sight.lang, list.title.one_line(), format!("{done}/{all}"));
    let mut out = vec![Told::new(Tone::Plain, head)];
    let open = list.items().filter(|item| !marks.is_done(&item.id));
    out.extend(open.map(|item| Told::new(Tone::Waiting, item.title.one_line())));
    out
}

/// How the step's effect ended; a digest and counts are proof only where all of them can be read.
fn outcome(sight: &Sight, of: &Of) -> Vec<Told> {
    let lang = sight.lang;
    let Some(outcome) = of.step_run().and_then(|step| step.outcome.as_ref()) else { return Vec::new() };
    let (tone, text) = match outcome {
        Outcome::Done { detail } => (Tone::Ok, say::outcome_done(lang, said::told(lang, detail))),
        Outcome::Refused { why } => (Tone::Bad, say::outcome_refused(lang, said::told(lang, why))),
        Outcome::Unknown { why } => (Tone::Unknown, say::outcome_unknown(lang, said::told(lang, why))),
        Outcome::Withdrawn => (Tone::Dim, room::never_left(lang).to_owned()),
    };
    let lines = broken(&text, WIDE).into_iter().enumerate();
    lines.map(|(n, line)| Told::new(if n == 0 { tone } else { Tone::Plain }, line)).collect()
}

/// What became of the wish that the step end, where it was under way then.
fn cancel(sight: &Sight, of: &Of) -> Option<Told> {
    let lang = sight.lang;
    let (step, cancel) = (of.step_run()?, of.run?.1.cancelled.as_ref()?);
    let was_on = step.began_at?.at <= cancel.at.at && step.ended_at.is_none_or(|end| end.at >= cancel.at.at);
    cancel.intent.filter(|_| was_on)?;
    Some(match &cancel.outcome {
        None => Told::new(Tone::Running, say::cancel_asked(lang)),
        Some(Outcome::Done { detail }) => {
            Told::new(Tone::Ok, say::cancel_taken(lang, said::told(lang, detail)))
        }
        Some(Outcome::Refused { why }) => {
            Told::new(Tone::Bad, say::cancel_refused(lang, said::told(lang, why)))
        }
        Some(Outcome::Unknown { why }) => {
            Told::new(Tone::Unknown, say::cancel_unknown(lang, said::told(lang, why)))
        }
        Some(Outcome::Withdrawn) => Told::new(Tone::Dim, room::never_left(lang)),
    })
}

fn output<'a>(of: &Of<'a>) -> impl Iterator<Item = Told> + use<'a> {
    let said = of.step_run().map(|step| step.output.as_slice()).unwrap_or_default();
    said.iter().flat_map(|text| text.as_str().lines().map(|line| Told::new(Tone::Output, line)))
}
