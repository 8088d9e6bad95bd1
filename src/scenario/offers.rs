//! What a facilitator can break in a drill (F9): the scenario's own faults, and a general set for its plan.

use super::due::{Due, pending};
use super::spoil::Spoil;
use super::types::{Scenario, Words};
use crate::client::sim::fault::{Fault, How};
use crate::plan::types::{Group, Id, Metric, Millis, Plan, Scope, Side, StepKind, Unit};
use crate::text::Clean;

/// How far the clock leaps by hand, in milliseconds.
const LEAP_MS: i64 = 120_000;
/// For how long the machine stands still by hand, in milliseconds.
const FREEZE_MS: u64 = 20_000;
/// How much longer a slow lever takes, in milliseconds.
const SLOW_MS: u64 = 45_000;
/// Share of Green's requests that fail.
const FAILING: f64 = 0.2;
/// How many times slower Green answers.
const SLOWER: f64 = 5.0;

/// Something that can be broken.
#[derive(Debug, Clone, PartialEq)]
pub struct Offered {
    /// Its name in the journal.
    pub id: Clean,
    /// What happens, for people.
    pub words: Words,
    /// What to do.
    pub what: What,
}

impl Offered {
    fn new(id: impl AsRef<str>, fr: impl AsRef<str>, en: impl AsRef<str>, what: What) -> Self {
        let words = Words { fr: Clean::new(fr.as_ref()), en: Clean::new(en.as_ref()) };
        Self { id: Clean::new(id.as_ref()), words, what }
    }

    /// Whether it lasts until it is ended.
    pub fn lasts(&self) -> bool {
        match &self.what {
            What::Sim(fault) => !matches!(fault, Fault::Moved { .. }),
            What::Spoil(_) => true,
            What::Clock(_) | What::Freeze(_) => false,
        }
    }
}

/// What breaking it does.
#[derive(Debug, Clone, PartialEq)]
pub enum What {
    /// A simulated system misbehaves.
    Sim(Fault),
    /// The telemetry is spoilt.
    Spoil(Spoil),
    /// The wall clock leaps by so many milliseconds.
    Clock(i64),
    /// The machine stands still for so many milliseconds.
    Freeze(u64),
}

/// Everything that can be broken in `scenario` on `plan`: the scenario's own faults first.
pub fn offers(scenario: &Scenario, plan: &Plan) -> Vec<Offered> {
    let mut out = named(scenario, plan);
    out.extend(lever(plan));
    out.extend(telemetry(plan));
    out.extend(sources(plan));
    out.extend(others(plan));
    out
}

/// The faults that the scenario brings in by itself, under the names that it gives them.
fn named(scenario: &Scenario, plan: &Plan) -> Vec<Offered> {
    let due = scenario.events.iter().enumerate().flat_map(|(n, event)| pending(n, event));
    due.filter_map(|pending| match pending.due {
        Due::FaultBegins { name, fault } => {
            let (fr, en) = described(&fault, plan);
            let fr = format!("scénario : {fr}");
            Some(Offered::new(name.as_str(), fr, format!("scenario: {en}"), What::Sim(fault)))
        }
        _ => None,
    })
    .collect()
}

fn sim(plan: &Plan, id: impl AsRef<str>, fault: Fault) -> Offered {
    let (fr, en) = described(&fault, plan);
    Offered::new(id, fr, en, What::Sim(fault))
}

fn lever(plan: &Plan) -> Vec<Offered> {
    let lever = |how, by| Fault::Lever { how, by: Millis(by) };
    vec![
        sim(plan, "hand-lever-accepts", lever(How::Accepts, 0)),
        sim(plan, "hand-lever-refuses", lever(How::Refuses, 0)),
        sim(plan, "hand-lever-slow", lever(How::Slow, SLOW_MS)),
        sim(plan, "hand-moved-blue", Fault::Moved { to: Side::Blue }),
        sim(plan, "hand-moved-green", Fault::Moved { to: Side::Green }),
    ]
}

fn telemetry(plan: &Plan) -> Vec<Offered> {
    let of_unit = |unit: Unit, rising: bool| -> Vec<Id> {
        let wanted = |metric: &&Metric| {
            let bad_when_high = metric.target.is_some_and(|target| target.holds(0.0));
            metric.group == Group::Performance
                && metric.scope == Scope::Side
                && metric.unit == unit
                && bad_when_high == rising
        };
        plan.metrics.iter().filter(wanted).map(|metric| metric.id.clone()).collect()
    };
    let mut out = Vec::new();
    let errors = of_unit(Unit::Ratio, true);
    if !errors.is_empty() {
        let spoil = Spoil::AtLeast { side: Side::Green, metrics: errors, number: FAILING };
        out.push(Offered::new(
            "hand-green-errors",
            "Green : une requête sur cinq échoue",
            "Green: one request in five fails",
            What::Spoil(spoil),
        ));
    }
    let latency = of_unit(Unit::Seconds, true);
    if !latency.is_empty() {
        let spoil = Spoil::Times { side: Side::Green, metrics: latency, factor: SLOWER };
        out.push(Offered::new(
            "hand-green-slow",
            "Green : cinq fois plus lent",
            "Green: five times slower",
            What::Spoil(spoil),
        ));
    }
    out
}

fn sources(plan: &Plan) -> Vec<Offered> {
    let mut names: Vec<&Id> = plan.metrics.iter().map(|metric| &metric.source).collect();
    names.sort();
    names.dedup();
    names
        .into_iter()
        .map(|source| {
            let what = What::Spoil(Spoil::Silent(source.clone()));
            let (fr, en) = (format!("source {source} : muette"), format!("source {source}: silent"));
            Offered::new(format!("hand-silent-{source}"), fr, en, what)
        })
        .collect()
}

fn others(plan: &Plan) -> Vec<Offered> {
    let mut out = Vec::new();
    for resolver in &plan.lever.resolvers {
        for (word, how) in [("silent", How::Silent), ("stuck", How::Stuck)] {
            let id = format!("hand-resolver-{word}-{}", resolver.id);
            out.push(sim(plan, id, Fault::Resolver { resolver: resolver.id.clone(), how }));
        }
    }
    out.push(sim(plan, "hand-path", Fault::Path { path: None }));
    for channel in &plan.channels {
        let fault = Fault::Channel { channel: channel.id.clone(), how: How::Refuses };
        out.push(sim(plan, format!("hand-channel-{}", channel.id), fault));
    }
    for workflow in plan.workflows() {
        for (word, how) in [("refuses", How::Refuses), ("silent", How::Silent)] {
            let fault = Fault::Workflow { workflow: workflow.clone(), how };
            out.push(sim(plan, format!("hand-workflow-{word}-{workflow}"), fault));
        }
    }
    let mut steps = plan.procedures.iter().flat_map(|procedure| &procedure.steps);
    if steps.any(|step| matches!(step.action, StepKind::Application { .. })) {
        out.push(sim(plan, "hand-application", Fault::Application { how: How::Refuses }));
    }
    out.push(sim(plan, "hand-unready", Fault::Unready { side: Side::Blue }));
    out.push(Offered::new(
        "hand-clock",
        "l'horloge saute de deux minutes",
        "the clock leaps two minutes",
        What::Clock(LEAP_MS),
    ));
    out.push(Offered::new(
        "hand-freeze",
        "la machine se fige vingt secondes",
        "the machine stands still for twenty seconds",
        What::Freeze(FREEZE_MS),
    ));
    out
}

/// What a fault does, in French and English.
fn described(fault: &Fault, plan: &Plan) -> (String, String) {
    let side = |side: &Side| match side {
        Side::Blue => "Blue",
        Side::Green => "Green",
    };
    let (subject_fr, subject_en, how) = match fault {
        Fault::Lever { how, .. } => ("levier".to_owned(), "lever".to_owned(), *how),
        Fault::Resolver { resolver, how } => {
            (format!("résolveur {resolver}"), format!("resolver {resolver}"), *how)
        }
        Fault::Channel { channel, how } => (format!("canal {channel}"), format!("channel {channel}"), *how),
        Fault::Pipeline { step, how } => {
            (format!("étape {step} du pipeline"), format!("pipeline step {step}"), *how)
        }
        Fault::Workflow { workflow, how } => {
            (format!("workflow {workflow}"), format!("workflow {workflow}"), *how)
        }
        Fault::Application { how } => {
            ("retour de l'application".to_owned(), "application return".to_owned(), *how)
        }
        Fault::Command { program, how } => {
            let name = program.as_ref().map_or("*", Clean::as_str);
            (format!("commande {name}"), format!("command {name}"), *how)
        }
        Fault::Moved { to } => {
            let name = plan.lever.name.one_line();
            let to = side(to);
            return (format!("quelqu'un déplace {name} vers {to}"), format!("somebody moves {name} to {to}"));
        }
        Fault::Foreign { value } => {
            return (format!("levier : valeur étrangère {value}"), format!("lever: foreign value {value}"));
        }
        Fault::Path { path: None } => {
            return ("personne ne répond au nom public".into(), "nobody answers the public name".into());
        }
        Fault::Path { path: Some(path) } => {
            return (format!("chemin {path} : coupé"), format!("path {path}: dead"));
        }
        Fault::Unready { side: which } => {
            let which = side(which);
            return (
                format!("{which} ne passe plus la preuve de retour"),
                format!("{which} fails the proof of the way back"),
            );
        }
    };
    let (fr, en) = how_words(how);
    (format!("{subject_fr} : {fr}"), format!("{subject_en}: {en}"))
}

fn how_words(how: How) -> (&'static str, &'static str) {
    match how {
        How::Slow => ("répond tard", "answers late"),
        How::Refuses => ("refuse", "refuses"),
        How::Accepts => ("accepte et ne fait rien", "accepts and does nothing"),
        How::Silent => ("ne répond pas", "does not answer"),
        How::Lost => ("agit, mais la réponse se perd", "acts, but the answer is lost"),
        How::Half => ("n'agit qu'à moitié", "does half of it"),
        How::Stuck => ("garde sa vieille réponse", "keeps its old answer"),
        How::Limited => ("demande une heure de repos", "asks for an hour of rest"),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_scenario_offers_its_own_faults_and_a_general_set_under_different_names() {
        for (name, _) in crate::scenario::load::EMBEDDED {
            let loaded =
                crate::scenario::find(name).unwrap_or_else(|report| panic!("{}", report.text(false)));
            let offers = offers(&loaded.scenario, &loaded.plan);
            let names: BTreeSet<_> = offers.iter().map(|offer| offer.id.clone()).collect();
            assert_eq!(names.len(), offers.len(), "{name}");
            let own = loaded.scenario.events.iter().filter(|event| event.fault.is_some()).count();
            assert_eq!(offers.iter().filter(|offer| !offer.id.as_str().starts_with("hand-")).count(), own);
            for wanted in ["hand-lever-accepts", "hand-green-errors", "hand-green-slow", "hand-freeze"] {
                assert!(names.contains(&Clean::new(wanted)), "{name}: {wanted}");
            }
            for offer in &offers {
                assert!(!offer.words.fr.is_blank() && offer.words.fr != offer.words.en, "{}", offer.id);
            }
        }
    }
}
