//! What a scenario says, held against the plan it rehearses: every name, every order, every choice.

use super::recording;
use super::script;
use super::types::{Act, Cue, Event, Expect, Line, Names, Position, Scenario, Track, Whose};
use crate::client::sim::fault::Fault;
use crate::plan::problem::{Place, Problem};
use crate::plan::types::{Id, Millis, Plan, Scope};

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

    fn track(&mut self, track: &Track, place: &Place) {
        if track.side == Whose::Shared && track.position != Position::Always {
            self.bad(
                place.clone().key("while"),
                "what both sides share is never live or idle; leave `while` out",
            );
        }
        if track.recording.is_none() && track.values.is_empty() {
            let message = "a track needs `recording`, or keyframes in `values`";
            self.found.push(Problem::error("missing-field", place.clone(), message));
        }
        if !(0.0..1.0).contains(&track.noise.0) {
            self.bad(place.clone().key("noise"), "noise is a share below 100 %, such as \"3%\"");
        }
        self.segment(track, place);
        for metric in track.values.keys() {
            let at = place.clone().key("values").key(metric.as_str());
            self.metric(at.clone(), metric);
            let wanted = if track.side == Whose::Shared { Scope::Shared } else { Scope::Side };
            match self.plan.metric(metric) {
                Some(known) if known.scope != wanted && wanted == Scope::Shared => {
                    self.bad(at, "each side has its own value of this metric; move it to a track of `side = \"blue\"` or `\"green\"`");
                }
                Some(known) if known.scope != wanted => {
                    self.bad(at, "both sides share this metric; move it to a track of `side = \"shared\"`");
                }
                _ => {}
            }
        }
    }

    fn segment(&mut self, track: &Track, place: &Place) {
        if let Some(to) = track.to
            && to <= track.from
        {
            self.bad(
                place.clone().key("to"),
                format!("the track ends at {to}, which is not after its `from`, {}", track.from),
            );
        }
        let Some(name) = &track.recording else {
            if track.from != Millis(0) {
                self.bad(
                    place.clone().key("from"),
                    "`from` is a second of a recording; for keyframes use `begins`",
                );
            }
            if track.repeat_from.is_some() {
                self.bad(
                    place.clone().key("repeat_from"),
                    "`repeat_from` is a second of a recording; for keyframes use `repeat`",
                );
            }
            if track.repeat && track.values.values().all(|curve| curve.length() == Millis(0)) {
                self.bad(
                    place.clone().key("repeat"),
                    "there is nothing to repeat: no keyframe lies after 0s",
                );
            }
            return;
        };
        let Some(recording) = recording::embedded(name.as_str()) else {
            let known: Vec<&str> = recording::names().collect();
            return self.word(place.clone().key("recording"), "recording", name.as_str(), &known);
        };
        let length = Millis(recording.length_ms());
        let end = track.to.unwrap_or(length);
        if let Some(again) = track.repeat_from
            && !(track.from..end).contains(&again)
        {
            let message = format!(
                "{again} does not lie between the track's `from`, {}, and its end, {end}",
                track.from
            );
            self.bad(place.clone().key("repeat_from"), message);
        }
        if track.repeat && track.repeat_from.is_some() {
            let message = "`repeat` begins again at `from` and `repeat_from` later on; keep one of them";
            self.bad(place.clone().key("repeat"), message);
        }
        for (key, read) in [("from", Some(track.from)), ("to", track.to)] {
            if let Some(read) = read.filter(|read| *read > length) {
                let message = format!("{read} lies past the recording's end, {length}");
                self.bad(place.clone().key(key), message);
            }
        }
    }

    fn event(&mut self, event: &Event, place: &Place) {
        let kinds = [
            event.alert.is_some(),
            event.fault.is_some(),
            event.silent.is_some(),
            event.clock.is_some(),
            event.freeze.is_some(),
            event.pipeline.is_some(),
        ];
        if kinds.iter().filter(|set| **set).count() != 1 {
            let message = "an event is exactly one of `alert`, `fault`, `silent`, `clock`, `freeze` and `pipeline`; \
                           write several [[event]] tables for several";
            self.bad(place.clone(), message);
        }
        if let Some(until) = event.until {
            if until <= event.at {
                self.bad(
                    place.clone().key("until"),
                    format!("it ends at {until}, which is not after its `at`, {}", event.at),
                );
            }
            if event.alert.is_none() && event.fault.is_none() && event.silent.is_none() {
                self.bad(place.clone().key("until"), "only an alert, a fault or a silence has an end");
            }
            if matches!(event.fault, Some(Fault::Moved { .. })) {
                self.bad(place.clone().key("until"), "a move of the lever happens once and has no end");
            }
        }
        let plan = self.plan;
        if let Some(source) = &event.silent {
            let known: std::collections::BTreeSet<&Id> = plan.metrics.iter().map(|m| &m.source).collect();
            self.named(place.clone().key("silent"), "source", source, known.into_iter());
        }
        if let Some(change) = &event.pipeline {
            let at = place.clone().key("pipeline").key("step");
            self.named(at, "pipeline step", &change.step, plan.pipeline.steps.iter().map(|step| &step.id));
        }
        if let Some(fault) = &event.fault {
            self.fault(fault, &place.clone().key("fault"));
        }
    }

    fn fault(&mut self, fault: &Fault, place: &Place) {
        let plan = self.plan;
        let resolvers = || plan.lever.resolvers.iter().map(|resolver| &resolver.id);
        match fault {
            Fault::Resolver { resolver, .. } => {
                self.named(place.clone().key("resolver"), "resolver", resolver, resolvers());
            }
            Fault::Path { path: Some(path) } => {
                self.named(
                    place.clone().key("path"),
                    "path (they are named after the resolvers)",
                    path,
                    resolvers(),
                );
            }
            Fault::Channel { channel, .. } => self.channel(place.clone().key("channel"), channel),
            Fault::Pipeline { step, .. } => {
                let steps = plan.pipeline.steps.iter().map(|step| &step.id);
                self.named(place.clone().key("step"), "pipeline step", step, steps);
            }
            _ => {}
        }
    }

    fn cue(&mut self, cue: &Cue, place: Place) {
        if let Cue::Proposal(Some(trigger)) = cue {
            self.trigger(place, trigger);
        }
    }

    fn lines(&mut self, lines: &[Line]) {
        for (n, line) in lines.iter().enumerate() {
            let place = Place::top().key("script").index(n);
            self.person(place.clone().key("by"), &line.by);
            self.cue(&line.after, place.clone().key("after"));
            self.line(line, &place);
            self.surplus(line, &place);
        }
    }

    /// What the line's act needs, and whether its names exist.
    fn line(&mut self, line: &Line, place: &Place) {
        let plan = self.plan;
        let missing = |field: &str, why: &str| {
            Problem::error("missing-field", place.clone(), format!("`{field}` is missing; {why}"))
        };
        match line.act {
            Act::Acknowledge if line.alert.is_none() => {
                self.found
                    .push(missing("alert", "name the alert to take on, such as alert = \"error-rate-high\""));
            }
            Act::Tick | Act::Untick => match &line.item {
                None => self.found.push(missing("item", "name the item, or for `tick` a whole checklist")),
                Some(item) => {
                    let lists = plan.checklists.iter().map(|list| &list.id);
                    let items = plan.checklists.iter().flat_map(|list| list.items().map(|item| &item.id));
                    let known: Vec<&Id> = lists.chain(items).collect();
                    self.named(place.clone().key("item"), "checklist or item", item, known.into_iter());
                }
            },
            Act::Note if blank(line) => self.found.push(missing("note", "a note has a text")),
            Act::Override => {
                if blank(line) {
                    self.found.push(missing("note", "a gate opens with a reason only"));
                }
                match &line.gate {
                    None => self.found.push(missing("gate", "name the gate, such as gate = \"window\"")),
                    Some(gate) if script::gate(gate.as_str()).is_none() => self.bad(
                        place.clone().key("gate"),
                        format!("read {:?}; expected one of {}", gate.as_str(), script::GATES.join(", ")),
                    ),
                    Some(_) => {}
                }
            }
            Act::Approve | Act::Decline => {
                if let Some(procedure) = &line.procedure {
                    self.procedure(place.clone().key("procedure"), procedure);
                }
            }
            Act::Run => match &line.procedure {
                None => self.found.push(missing("procedure", "name the procedure to run")),
                Some(procedure) => self.procedure(place.clone().key("procedure"), procedure),
            },
            _ => {}
        }
    }

    /// Fields that the line's act does not use: most likely another act was meant.
    fn surplus(&mut self, line: &Line, place: &Place) {
        let fields = [
            ("alert", line.alert.is_some(), line.act == Act::Acknowledge),
            ("item", line.item.is_some(), matches!(line.act, Act::Tick | Act::Untick)),
            ("gate", line.gate.is_some(), line.act == Act::Override),
            ("reason", line.reason.is_some(), line.act == Act::Rollback),
            (
                "procedure",
                line.procedure.is_some(),
                matches!(line.act, Act::Run | Act::Approve | Act::Decline),
            ),
            ("go", line.go.is_some(), line.act == Act::Vote),
            ("length", line.length.is_some(), line.act == Act::PauseAutomation),
            ("note", line.note.is_some(), line.act.takes_note()),
        ];
        for (field, written, used) in fields {
            if written && !used {
                self.bad(
                    place.clone().key(field),
                    format!("`{}` takes no `{field}`; remove it", line.act.word()),
                );
            }
        }
    }

    fn expect(&mut self, expect: &Expect, place: &Place) {
        let kinds = [
            expect.final_side.is_some(),
            expect.trigger.is_some(),
            expect.no_proposal.is_some(),
            expect.blind.is_some(),
            expect.procedure.is_some(),
            expect.level.is_some(),
            expect.alert.is_some(),
            expect.drift.is_some(),
            expect.no_second_return.is_some(),
            expect.clock_jump.is_some(),
            expect.stopwatch_under.is_some(),
            expect.text_clean.is_some(),
        ];
        if kinds.iter().filter(|set| **set).count() != 1 {
            let message = "an expectation is exactly one of `final_side`, `trigger`, `no_proposal`, `blind`, `procedure`, \
                           `level`, `alert`, `drift`, `no_second_return`, `clock_jump`, `stopwatch_under`, `text_clean`; \
                           write several [[expect]] tables for several";
            self.bad(place.clone(), message);
        }
        if let Some(trigger) = &expect.trigger {
            let place = place.clone().key("trigger");
            self.trigger(place.clone().key("id"), &trigger.id);
            self.between(trigger.between, &trigger.after, &place);
        }
        if let Some(blind) = &expect.blind {
            self.between(blind.between, &blind.after, &place.clone().key("blind"));
        }
        if let Some(run) = &expect.procedure {
            self.procedure(place.clone().key("procedure").key("id"), &run.id);
        }
        if let Some(level) = &expect.level {
            let place = place.clone().key("level");
            self.procedure(place.clone().key("procedure"), &level.procedure);
            if level.reached.is_some_and(|level| level > 6) {
                self.bad(place.key("reached"), "levels go from 0 to 6 (1 asked … 5 observed, 6 confirmed)");
            }
        }
        if let Some(alert) = &expect.alert {
            for (key, channels) in [("delivered", &alert.delivered), ("undelivered", &alert.undelivered)] {
                for (n, channel) in channels.0.iter().enumerate() {
                    let at = item_place(&place.clone().key("alert").key(key), channels, n);
                    self.channel(at, channel);
                }
            }
        }
    }

    fn between(&mut self, between: Option<(Millis, Millis)>, after: &Cue, place: &Place) {
        self.cue(after, place.clone().key("after"));
        if let Some((early, late)) = between
            && early > late
        {
            self.bad(
                place.clone().key("between"),
                format!("{early} comes after {late}; write the earlier time first"),
            );
        }
    }
}

fn blank(line: &Line) -> bool {
    line.note.as_ref().is_none_or(crate::text::Clean::is_blank)
}

/// The place of the `n`th name; a single one may stand without brackets.
fn item_place(list: &Place, names: &Names, n: usize) -> Place {
    if names.0.len() > 1 { list.clone().index(n) } else { list.clone() }
}
