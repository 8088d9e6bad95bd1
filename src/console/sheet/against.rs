//! Two journals of one scenario.

use super::spoke::{Hand, spoke};
use super::{Row, Sheet};
use crate::console::format;
use crate::console::lang::Lang;
use crate::console::messages::schedule::exact;
use crate::console::messages::{common, names, replay as say, words};
use crate::model::procedure::{Choice, Why};
use crate::plan::types::{Id, Plan, Side};
use crate::source::Spoke;
use crate::source::compare::{Act, Comparison, Decision, RunTally, Tally, Untaken};

/// The rows of two journals.
pub(super) fn sheet(lang: Lang, comparison: &Comparison) -> Sheet {
    let Comparison { here, there } = comparison;
    let mut rows = vec![Row::Heading(say::heading_outcome(lang).into())];
    rows.extend(outcome(lang, here, there));
    rows.push(Row::Heading(say::heading_decisions(lang).into()));
    rows.extend(decisions(lang, here, there));
    rows.push(Row::Heading(say::heading_runs(lang).into()));
    rows.extend(runs(lang, here, there));
    rows.push(Row::Heading(say::heading_triggers(lang).into()));
    rows.extend(triggers(lang, here, there));
    let untaken = untaken(lang, here, there);
    if !untaken.is_empty() {
        rows.push(Row::Heading(say::heading_untaken(lang).into()));
        rows.extend(untaken);
    }
    Sheet {
        title: say::against_title(lang),
        columns: [say::column_here(lang), say::column_there(lang)],
        imagined: false,
        rows,
    }
}

fn outcome(lang: Lang, here: &Tally, there: &Tally) -> Vec<Row> {
    let both = |what: &str, cell: &dyn Fn(&Tally) -> String| Row::pair(what, cell(here), cell(there));
    let score = |tally: &Tally| match &tally.score {
        Some(score) => {
            score.points.map_or_else(|| say::unscored(lang).into(), |points| say::points(lang, points))
        }
        None => say::unscored(lang).into(),
    };
    let mut rows = vec![
        both(say::row_final(lang), &|tally| words::side(lang, tally.final_side).into()),
        both(say::row_lasts(lang), &|tally| exact(lang, tally.lasts_ms)),
        both(say::row_score(lang), &score),
    ];
    if here.plan_hash != there.plan_hash {
        rows.push(Row::pair(say::row_plan(lang), say::same_plan(lang), say::other_plan(lang)));
    }
    rows
}

/// Decisions in pairs of the same kind, in order, and those that only one journal has.
fn decisions(lang: Lang, here: &Tally, there: &Tally) -> Vec<Row> {
    let mut left: Vec<&Decision> = there.decisions.iter().collect();
    let mut pairs: Vec<(u64, Option<&Decision>, Option<&Decision>)> = Vec::new();
    for ours in &here.decisions {
        // The same person's rather than somebody else's.
        let same = left.iter().position(|theirs| theirs.act == ours.act && theirs.by == ours.by);
        let twin = same.or_else(|| left.iter().position(|theirs| theirs.act == ours.act));
        let twin = twin.map(|at| left.remove(at));
        let first = twin.map_or(ours.when.after_ms, |twin| twin.when.after_ms.min(ours.when.after_ms));
        pairs.push((first, Some(ours), twin));
    }
    pairs.extend(left.into_iter().map(|theirs| (theirs.when.after_ms, None, Some(theirs))));
    pairs.sort_by_key(|(first, ..)| *first);
    let row = |(_, ours, theirs): (u64, Option<&Decision>, Option<&Decision>)| {
        let act = ours.or(theirs).map(|decision| act(lang, &here.plan, &decision.act)).unwrap_or_default();
        Row::pair(act, decision(lang, here, ours), decision(lang, there, theirs))
    };
    pairs.into_iter().map(row).collect()
}

fn decision(lang: Lang, tally: &Tally, decision: Option<&Decision>) -> String {
    let Some(decision) = decision else { return say::nothing(lang).into() };
    let by = words::actor(lang, &tally.plan, &decision.by);
    format!("{} {by}", Hand::Count.write(decision.when))
}

fn act(lang: Lang, plan: &Plan, act: &Act) -> String {
    match act {
        Act::Proposed(trigger) => say::proposed(lang, names::trigger(plan, trigger)),
        Act::Asked(procedure) => say::asked(lang, names::procedure(plan, procedure)),
        Act::Decided(procedure, Choice::Approve) => say::approved(lang, names::procedure(plan, procedure)),
        Act::Decided(procedure, Choice::Decline) => say::declined(lang, names::procedure(plan, procedure)),
        Act::Cancelled(procedure) => say::cancelled(lang, names::procedure(plan, procedure)),
        Act::Voted(true) => say::voted_go(lang).into(),
        Act::Voted(false) => say::voted_no_go(lang).into(),
        Act::Overrode(gate) => {
            let known = gate.parse().map(|gate| words::gate(lang, plan, &gate));
            say::overrode(lang, known.unwrap_or_else(|_| gate.clone()))
        }
        Act::Paused => say::paused(lang).into(),
        Act::Resumed => say::resumed(lang).into(),
        Act::Kept => say::kept(lang).into(),
        Act::Amended => say::amended(lang).into(),
        Act::Acknowledged(alert) => say::took_on(lang, alert.one_line()),
    }
}

/// The runs of each procedure, the first beside the first, the second beside the second.
fn runs(lang: Lang, here: &Tally, there: &Tally) -> Vec<Row> {
    let mut left: Vec<&RunTally> = there.runs.iter().collect();
    let mut pairs: Vec<(Option<&RunTally>, Option<&RunTally>)> = Vec::new();
    for ours in &here.runs {
        let twin = left.iter().position(|run| run.procedure == ours.procedure).map(|at| left.remove(at));
        pairs.push((Some(ours), twin));
    }
    pairs.extend(left.into_iter().map(|theirs| (None, Some(theirs))));
    pairs.into_iter().flat_map(|(ours, theirs)| run(lang, here, there, ours, theirs)).collect()
}

fn run(
    lang: Lang,
    here: &Tally,
    there: &Tally,
    ours: Option<&RunTally>,
    theirs: Option<&RunTally>,
) -> Vec<Row> {
    let nothing = || say::nothing(lang).to_owned();
    let began = |tally: &Tally, run: Option<&RunTally>| {
        let text = run.map(|run| {
            // Which trigger it was stands with the decisions.
            let why = match run.why {
                Why::Trigger { .. } => say::by_trigger(lang).into(),
                _ => words::why(lang, &tally.plan, &run.why),
            };
            format!("{} {why}", Hand::Count.write(run.asked))
        });
        text.unwrap_or_else(nothing)
    };
    let id = ours.or(theirs).map_or_else(|| Id::new("?"), |run| run.procedure.clone());
    let title = names::procedure(&here.plan, &id);
    let mut rows = vec![Row::pair(title, began(here, ours), began(there, theirs))];
    let mut figure = |name: &str, of: &dyn Fn(&RunTally) -> Option<u64>| {
        let (one, other) = (ours.and_then(of), theirs.and_then(of));
        if one.or(other).is_some() {
            let cell = |ms: Option<u64>| ms.map_or_else(nothing, format::stopwatch);
            rows.push(Row::pair(format!("  {name}"), cell(one), cell(other)));
        }
    };
    let rolled = |run: Option<&RunTally>| run.is_some_and(|run| run.rollback.is_some());
    if rolled(ours) || rolled(theirs) {
        figure(common::segment_detect(lang), &|run| run.rollback?.segments.detect_ms);
        figure(common::segment_alert(lang), &|run| run.rollback?.segments.alert_ms);
        figure(common::segment_decide(lang), &|run| run.rollback?.segments.decide_ms);
        figure(common::segment_execute(lang), &|run| run.rollback?.segments.execute_ms);
        figure(common::segment_observe(lang), &|run| run.rollback?.segments.observe_ms);
        figure(say::row_total(lang), &|run| run.rollback?.total_ms);
    } else {
        figure(say::row_levels(lang), &|run| run.levels.last().copied().flatten());
    }
    let result = |run: Option<&RunTally>| match run {
        Some(run) => {
            run.result.map_or_else(|| say::result_open(lang), |result| words::run_result(lang, result))
        }
        None => say::nothing(lang),
    };
    rows.push(Row::pair(format!("  {}", say::row_result(lang)), result(ours), result(theirs)));
    rows
}

fn triggers(lang: Lang, here: &Tally, there: &Tally) -> Vec<Row> {
    fn of<'t>(tally: &'t Tally, id: &Id, side: Side) -> Option<&'t Spoke> {
        tally.triggers.iter().find(|spoke| spoke.trigger == *id && spoke.side == side)
    }
    let mut rows = Vec::new();
    for trigger in &here.plan.triggers {
        for side in Side::BOTH {
            let (ours, theirs) = (of(here, &trigger.id, side), of(there, &trigger.id, side));
            let silent = [ours, theirs].into_iter().flatten().all(|spoke| spoke.episodes.is_empty());
            if !silent {
                let what = format!("{} · {}", trigger.title.one_line(), words::side(lang, side));
                let cell = |tally: &Tally, said| spoke(lang, &tally.plan, said, Hand::Count);
                rows.push(Row::pair(what, cell(here, ours), cell(there, theirs)));
            }
        }
    }
    if rows.is_empty() {
        rows.push(Row::Note(say::never_counted(lang).into()));
    }
    rows
}

fn untaken(lang: Lang, here: &Tally, there: &Tally) -> Vec<Row> {
    let cell = |tally: &Tally, wanted: &Untaken| {
        let same = tally.untaken.iter().find(|untaken| untaken.alert == wanted.alert);
        same.map_or_else(|| say::nothing(lang).into(), |untaken| Hand::Count.write(untaken.raised))
    };
    let only_there =
        there.untaken.iter().filter(|untaken| !here.untaken.iter().any(|ours| ours.alert == untaken.alert));
    here.untaken
        .iter()
        .chain(only_there)
        .map(|untaken| {
            let what = format!("{} · {}", untaken.title.one_line(), words::severity(lang, untaken.level));
            Row::pair(what, cell(here, untaken), cell(there, untaken))
        })
        .collect()
}
