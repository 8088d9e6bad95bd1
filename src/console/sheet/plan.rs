//! A journal, and what another plan would have said of it (F8).

use super::spoke::{Hand, spoke, title_of_trigger};
use super::{Row, Sheet};
use crate::console::format;
use crate::console::lang::Lang;
use crate::console::messages::{replay as say, words};
use crate::plan::types::{Id, Plan, Side};
use crate::source::Spoke;
use crate::source::rejudge::{Blindness, Rejudged, Verdicts};
use crate::text::Clean;

/// Most lines of the difference between two plans.
const DIFFERENCES: usize = 40;

/// The rows of a journal judged by another plan.
pub(super) fn sheet(lang: Lang, rejudged: &Rejudged) -> Sheet {
    let mut rows = vec![Row::Heading(say::heading_triggers(lang).into())];
    rows.extend(
        rejudged.triggers.iter().filter(|row| is_worth_a_row(row)).map(|row| verdicts(lang, rejudged, row)),
    );
    rows.push(Row::Heading(say::heading_blind(lang).into()));
    rows.extend(blind(lang, rejudged));
    rows.push(Row::Heading(say::heading_plan(lang).into()));
    rows.extend(differences(lang, rejudged));
    rows.push(Row::Note(say::limits(lang).into()));
    Sheet {
        title: say::plan_title(lang),
        columns: [say::column_was(lang), say::column_would(lang)],
        imagined: true,
        rows,
    }
}

/// Green is what a rollback turns on; Blue has a row where it said something.
fn is_worth_a_row(row: &Verdicts) -> bool {
    let spoke = |spoke: &Option<Spoke>| spoke.as_ref().is_some_and(|spoke| !spoke.episodes.is_empty());
    row.side == Side::Green || spoke(&row.was) || spoke(&row.would)
}

fn verdicts(lang: Lang, rejudged: &Rejudged, row: &Verdicts) -> Row {
    let hand = Hand::Clock(rejudged.plan.zone);
    let cell = |plan: &Plan, said: &Option<Spoke>| match said {
        Some(said) => spoke(lang, plan, Some(said), hand),
        None => say::not_in_plan(lang).into(),
    };
    let would = match &row.unrecorded {
        Some(metric) => say::not_recorded(lang, metric),
        None => cell(&rejudged.other, &row.would),
    };
    let title = title_of_trigger(&rejudged.plan, &rejudged.other, &row.trigger);
    let what = format!("{title} · {}", words::side(lang, row.side));
    Row::pair(what, cell(&rejudged.plan, &row.was), would)
}

fn blind(lang: Lang, rejudged: &Rejudged) -> Vec<Row> {
    let zone = rejudged.plan.zone;
    let clock = |when: crate::source::When| format::clock(when.at, zone);
    let cell = |all: &[Blindness], n: usize| match all.get(n) {
        Some((from, to)) => {
            let to = to.map_or_else(|| say::to_the_end(lang).into(), clock);
            say::blind_from(lang, clock(*from), to)
        }
        None if all.is_empty() && n == 0 => say::seen_all_along(lang).into(),
        None => say::nothing(lang).into(),
    };
    let (was, would) = (&rejudged.blind_was, &rejudged.blind_would);
    (0..was.len().max(would.len()).max(1)).map(|n| Row::pair("", cell(was, n), cell(would, n))).collect()
}

fn differences(lang: Lang, rejudged: &Rejudged) -> Vec<Row> {
    if rejudged.differs.is_empty() {
        return vec![Row::Note(say::plan_unchanged(lang).into())];
    }
    let told = rejudged.differs.iter().filter(|line| is_judged_by(line)).take(DIFFERENCES);
    let mut rows: Vec<Row> = told.map(|line| Row::Note(named(rejudged, line))).collect();
    match rejudged.differs.len().saturating_sub(rows.len()) {
        0 => {}
        1 => rows.push(Row::Note(say::one_more_difference(lang).into())),
        rest => rows.push(Row::Note(say::more_differences(lang, rest))),
    }
    rows
}

/// Whether a line of the difference can change a verdict: triggers, what they judge, and what blindness is.
fn is_judged_by(line: &Clean) -> bool {
    let line = line.one_line();
    let path = line.trim_start_matches(['-', '+', ' ']);
    ["triggers[", "metrics[", "rollback.automation."].iter().any(|part| path.starts_with(part))
}

/// `triggers[2].for` says nothing; `triggers error-rate-high.for` does.
fn named(rejudged: &Rejudged, line: &Clean) -> String {
    let line = line.one_line();
    let plan = if line.starts_with('-') { &rejudged.plan } else { &rejudged.other };
    let lists: [(&str, Vec<&Id>); 2] = [
        ("triggers[", plan.triggers.iter().map(|trigger| &trigger.id).collect()),
        ("metrics[", plan.metrics.iter().map(|metric| &metric.id).collect()),
    ];
    for (list, ids) in lists {
        let found = line.split_once(list).and_then(|(sign, rest)| {
            let (index, rest) = rest.split_once(']')?;
            let id = ids.get(index.parse::<usize>().ok()?)?;
            Some(format!("{sign}{} {id}{rest}", list.trim_end_matches('[')))
        });
        if let Some(found) = found {
            return found;
        }
    }
    line.into_owned()
}
