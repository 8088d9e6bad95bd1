//! What a scenario says, held against the plan it rehearses: every name, every order, every choice.

mod event;
mod expect;
mod script;
mod track;

use super::types::{Cue, Line, Names, Scenario};
use crate::plan::problem::{Place, Problem};
use crate::plan::types::{Id, Millis, Plan};

/// Collects problems of one file.
struct Finder<'a> {
    plan: &'a Plan,
    found: Vec<Problem>,
}

/// Everything that is wrong with `scenario` as a rehearsal of `plan`.
pub fn scenario(scenario: &Scenario, plan: &Plan) -> Vec<Problem> {
    let mut finder = Finder { plan, found: Vec::new() };
    finder.top(scenario);
    finder.start(scenario);
    for (n, track) in scenario.tracks.iter().enumerate() {
        finder.track(track, &Place::top().key("track").index(n));
    }
    for (n, event) in scenario.events.iter().enumerate() {
        finder.event(event, &Place::top().key("event").index(n));
    }
    finder.lines(&scenario.script);
    for (n, expect) in scenario.expect.iter().enumerate() {
        let place = Place::top().key("expect").index(n);
        if scenario.expect.iter().take(n).any(|other| other.id == expect.id) {
            finder.bad(
                place.clone().key("id"),
                format!("{:?} is used twice; give each a name of its own", expect.id),
            );
        }
        finder.expect(expect, &place);
    }
    finder.found
}

/// Everything that is wrong with a script for a drill of `plan`.
pub fn script(lines: &[Line], plan: &Plan) -> Vec<Problem> {
    let mut finder = Finder { plan, found: Vec::new() };
    finder.lines(lines);
    finder.found
}

impl Finder<'_> {
    fn bad(&mut self, place: Place, message: impl Into<String>) {
        self.found.push(Problem::error("bad-value", place, message));
    }

    /// Says so if `id` is not one of `known`, with the nearest name.
    fn named<'i>(&mut self, place: Place, what: &str, id: &Id, known: impl Iterator<Item = &'i Id>) {
        let known: Vec<&str> = known.map(Id::as_str).collect();
        self.word(place, what, id.as_str(), &known);
    }

    fn word(&mut self, place: Place, what: &str, read: &str, known: &[&str]) {
        if known.contains(&read) {
            return;
        }
        let near = known.iter().map(|name| (strsim::damerau_levenshtein(read, name), name)).min();
        let hint = match near {
            Some((far, name)) if far <= 2 => format!("did you mean `{name}`?"),
            _ if known.is_empty() => format!("there is no {what} at all"),
            _ => format!("known: {}", known.join(", ")),
        };
        self.found.push(Problem::error(
            "unknown-name",
            place,
            format!("there is no {what} {read:?}; {hint}"),
        ));
    }

    fn metric(&mut self, place: Place, id: &Id) {
        let plan = self.plan;
        self.named(place, "metric", id, plan.metrics.iter().map(|metric| &metric.id));
    }

    fn trigger(&mut self, place: Place, id: &Id) {
        let plan = self.plan;
        self.named(place, "trigger", id, plan.triggers.iter().map(|trigger| &trigger.id));
    }

    fn procedure(&mut self, place: Place, id: &Id) {
        let plan = self.plan;
        self.named(place, "procedure", id, plan.procedures.iter().map(|procedure| &procedure.id));
    }

    fn channel(&mut self, place: Place, id: &Id) {
        let plan = self.plan;
        self.named(place, "channel", id, plan.channels.iter().map(|channel| &channel.id));
    }

    fn person(&mut self, place: Place, id: &Id) {
        let plan = self.plan;
        self.named(place, "person", id, plan.people.iter().map(|person| &person.id));
    }

    fn top(&mut self, scenario: &Scenario) {
        let top = Place::top();
        if scenario.lasts == Millis(0) {
            self.bad(top.clone().key("lasts"), "a drill lasts longer than nothing, such as \"12m\"");
        }
        if scenario.lasts > Millis::from_secs(48 * 3600) {
            self.bad(top.clone().key("lasts"), "a drill lasts 48 hours at most");
        }
        if scenario.tracks.is_empty() {
            let message = "there is no [[track]]; without one nothing can be seen of either side";
            self.found.push(Problem::error("missing-field", top.clone(), message));
        }
        for metric in scenario.targets.keys() {
            self.metric(top.clone().key("targets").key(metric.as_str()), metric);
        }
        for trigger in scenario.triggers.keys() {
            self.trigger(top.clone().key("triggers").key(trigger.as_str()), trigger);
        }
    }

    fn start(&mut self, scenario: &Scenario) {
        let plan = self.plan;
        let place = Place::top().key("start");
        if !scenario.start.ticked.is("all-gating") {
            for (n, id) in scenario.start.ticked.0.iter().enumerate() {
                let lists = plan.checklists.iter().map(|list| &list.id);
                let known =
                    lists.chain(plan.checklists.iter().flat_map(|list| list.items().map(|item| &item.id)));
                let known: Vec<&Id> = known.collect();
                let place = item_place(&place.clone().key("ticked"), &scenario.start.ticked, n);
                self.named(place, "checklist or item", id, known.into_iter());
            }
        }
        if !scenario.start.votes.is("all") {
            for (n, id) in scenario.start.votes.0.iter().enumerate() {
                let at = item_place(&place.clone().key("votes"), &scenario.start.votes, n);
                self.person(at, id);
            }
        }
    }

    fn cue(&mut self, cue: &Cue, place: Place) {
        if let Cue::Proposal(Some(trigger)) = cue {
            self.trigger(place, trigger);
        }
    }
}

/// The place of the `n`th name; a single one may stand without brackets.
fn item_place(list: &Place, names: &Names, n: usize) -> Place {
    if names.0.len() > 1 { list.clone().index(n) } else { list.clone() }
}
