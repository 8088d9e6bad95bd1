//! Words of page 7, the journal and its notes; every event as a sentence.

use super::{alerts, common, evidence, names, words};
use crate::console::format;
use crate::console::lang::Lang;
use crate::model::alerts::AlertKey;
use crate::model::cutover::{Level, Readiness};
use crate::model::effect::{Effect, Outcome};
use crate::model::event::{Actor, Class, Envelope, Event, Mode, Opened};
use crate::model::procedure::StepResult;
use crate::model::triggers::Judged;
use crate::plan::types::{Id, Plan, Side};
use crate::source::{Kind, Log};
use crate::text::Clean;

messages! {
    // The page.
    events => "Événements" | "Events";
    notes => "Notes" | "Notes";
    follows => "suit" | "follows";
    stopped(key) => "arrêté : {key} suit de nouveau" | "stopped: {key} follows again";
    stopped_short(key) => "arrêté · {key}" | "stopped · {key}";
    events_of(shown, all) => "{shown} sur {all}" | "{shown} of {all}";
    events_all(all) => "{all} événements" | "{all} events";
    only(what) => "seulement {what}" | "only {what}";
    none_yet => "rien n'est encore arrivé : le journal s'écrit tout seul" | "nothing happened yet: the journal writes itself";
    no_notes(key) => "aucune note : {key} en écrit une, de plusieurs lignes s'il le faut" | "no note yet: {key} writes one, of many lines if need be";
    nothing_of(key, other) => "rien de tel : {key} change de genre, {other} de personne" | "nothing of the kind: {key} changes the kind, {other} the person";
    repeated(count) => "×{count}" | "×{count}";
    other_part(part, key) => "{key} {part}" | "{key} {part}";

    // Details of one event.
    details => "Un événement" | "One event";
    field_event => "événement" | "event";
    field_when => "quand" | "when";
    field_who => "qui" | "who";
    field_what => "genre" | "kind";
    field_number => "numéro" | "number";
    field_clock => "horloge" | "clock";
    field_before => "précédent" | "previous";
    field_line => "ligne JSON" | "JSON line";
    clock_of(mono, boot) => "{mono} ms depuis le démarrage n° {boot} du moteur" | "{mono} ms since the engine's start number {boot}";
    class_observed => "observé" | "observed";
    class_decided => "décidé" | "decided";
    class_outcome => "issue" | "outcome";
    times(count, from, to) => "{count} fois, de {from} à {to}" | "{count} times, from {from} to {to}";

    // Kinds, as a filter says them.
    kind_decision => "décisions" | "decisions";
    kind_step => "étapes" | "steps";
    kind_alert => "alertes" | "alerts";
    kind_trigger => "déclencheurs" | "triggers";
    kind_lever => "levier" | "lever";
    kind_checklist => "check-lists" | "checklists";
    kind_note => "notes" | "notes";
    kind_room => "salle" | "room";

    // Events: what happened, without who and when.
    opened_live(plan, side) => "salle ouverte en réel · {plan} · {side} en ligne" | "live room opened · {plan} · {side} is live";
    opened_drill(plan, scenario, side) => "exercice ouvert · {scenario} · {plan} · {side} en ligne" | "drill opened · {scenario} · {plan} · {side} is live";
    resumed(gap) => "moteur repris après {gap} d'arrêt" | "engine back after {gap} without one";
    ticked => "une seconde de plus" | "one more second";
    sampled(count) => "{count} mesures lues" | "{count} values read";
    surveyed(count) => "{count} serveurs et résolveurs interrogés" | "{count} servers and resolvers asked";
    heard(source, severity, title) => "{source}, {severity} : {title}" | "{source}, {severity}: {title}";
    heard_over(source, title) => "{source}, fini : {title}" | "{source}, over: {title}";
    pipeline(step, state) => "pipeline · {step} : {state}" | "pipeline · {step}: {state}";
    proved(side) => "chemin vers {side} prouvé" | "way to {side} proved";
    unproved(side, what) => "chemin vers {side} NON PROUVÉ : {what}" | "way to {side} NOT PROVED: {what}";
    jumped_forward(by) => "l'horloge a sauté de {by} en avant" | "the clock leapt forward by {by}";
    jumped_back(by) => "l'horloge a sauté de {by} en arrière" | "the clock leapt back by {by}";
    froze(length) => "moteur figé pendant {length}" | "the engine stood still for {length}";
    drifted(from, found, expected) => "LEVIER DÉPLACÉ HORS JDAY · {from} répond {found}, attendu {expected}" | "LEVER MOVED OUTSIDE JDAY · {from} answers {found}, expected {expected}";
    fault_begins(fault) => "panne : {fault}" | "fault: {fault}";
    fault_ends(fault) => "panne réparée : {fault}" | "fault mended: {fault}";
    joined(from) => "arrive, depuis {from}" | "arrives, from {from}";
    left(person) => "{person} part" | "{person} leaves";
    judged(trigger, phase, because) => "{trigger} : {phase}, {because}" | "{trigger}: {phase}, {because}";
    proposed(trigger) => "RETOUR PROPOSÉ · {trigger}" | "ROLLBACK PROPOSED · {trigger}";
    blinded(what) => "AVEUGLE : {what}" | "BLIND: {what}";
    sighted => "assez de mesures de nouveau" | "enough data again";
    raised(severity, title) => "alerte {severity} : {title}" | "{severity} alert: {title}";
    cleared(title) => "alerte finie : {title}" | "alert over: {title}";
    acknowledged(title) => "prend en charge : {title}" | "takes on: {title}";
    silenced(until, title) => "met en silence jusqu'à {until} : {title}" | "silences until {until}: {title}";
    unsilenced(title) => "lève le silence : {title}" | "ends the silence: {title}";
    ticks(item) => "coche : {item}" | "ticks: {item}";
    unticks(item) => "décoche : {item}" | "unticks: {item}";
    item_proved(item, value) => "prouvé : {item} ({value})" | "proved: {item} ({value})";
    item_disproved(item, value) => "DÉMENTI : {item} ({value})" | "DISPROVED: {item} ({value})";
    noted(text) => "note : {text}" | "note: {text}";
    votes_go => "vote GO" | "votes GO";
    votes_no_go => "vote NO-GO" | "votes NO-GO";
    overrides(gate) => "passe outre : {gate}" | "overrides: {gate}";
    pauses(until) => "suspend l'automatisme jusqu'à {until}" | "pauses automation until {until}";
    resumes => "rétablit l'automatisme" | "lets automation work again";
    requests(procedure, why) => "lance : {procedure} ({why})" | "starts: {procedure} ({why})";
    step_begins(procedure, number, title) => "{procedure}, étape {number} commence : {title}" | "{procedure}, step {number} begins: {title}";
    step_ends(procedure, number, result, title) => "{procedure}, étape {number} {result} : {title}" | "{procedure}, step {number} {result}: {title}";
    approves(procedure) => "APPROUVE : {procedure}" | "APPROVES: {procedure}";
    declines(procedure) => "PAS MAINTENANT : {procedure}" | "NOT NOW: {procedure}";
    asks_eyes(procedure, until) => "demande une seconde personne : {procedure} · jusqu'à {until}" | "asks for a second person: {procedure} · until {until}";
    gives_eyes(action) => "approuve la demande n° {action}" | "approves request {action}";
    breaks_glass(action) => "SANS SECONDE PERSONNE : demande n° {action}" | "WITHOUT A SECOND PERSON: request {action}";
    eyes_lapsed(action, why) => "demande n° {action} sans suite : {why}" | "request {action} counts no more: {why}";
    hands_lead(to) => "passe la main à {to}" | "hands the lead to {to}";
    takes_lead => "PREND LA MAIN" | "TAKES THE LEAD";
    keeps => "le basculement reste" | "the switch stays";
    run_ends(procedure, result) => "{procedure} : {result}" | "{procedure}: {result}";
    amended(diff) => "plan modifié : {diff}" | "plan amended: {diff}";
    points(from, to) => "ordre au levier : {from} → {to}" | "order to the lever: {from} → {to}";
    notifies(channel, text) => "message par {channel} : {text}" | "message over {channel}: {text}";
    commands(argv) => "commande : {argv}" | "command: {argv}";
    pipelines => "pipeline de déploiement lancé" | "deploy pipeline started";
    proves(side) => "essai à blanc du chemin vers {side}" | "dry run of the way to {side}";
    closed => "salle fermée" | "room closed";
    closed_scored(points) => "salle fermée · {points} points sur 100" | "room closed · {points} points of 100";
    closed_unscored => "salle fermée · exercice inachevé, pas de note" | "room closed · drill unfinished, not scored";
    done(what) => "fait : {what}" | "done: {what}";
    refused(what) => "REFUSÉ : {what}" | "REFUSED: {what}";
    unknown(what) => "ISSUE INCONNUE : {what}" | "OUTCOME UNKNOWN: {what}";
    intent(number) => "ordre n° {number}" | "order {number}";
    says(line) => "dit : {line}" | "says: {line}";
    movement_confirmed => "mouvement du trafic CONFIRMÉ" | "move of the traffic CONFIRMED";
    observed_since(clock) => "niveau 5 atteint : observé, depuis {clock}" | "level 5 reached: observed, since {clock}";
    reached(number, level) => "niveau {number} atteint : {level}" | "level {number} reached: {level}";
    missed(number, level) => "niveau {number} MANQUÉ à son échéance : {level}" | "level {number} MISSED at its deadline: {level}";
    run(number) => "procédure n° {number}" | "run {number}";
    and_note(sentence, note) => "{sentence} · {note}" | "{sentence} · {note}";
    on_side(what, side) => "{what} ({side})" | "{what} ({side})";

    // Endings of steps, after "step 3".
    step_done => "faite" | "done";
    step_failed => "ÉCHOUÉE" | "FAILED";
    step_unknown => "d'ISSUE INCONNUE" | "of UNKNOWN OUTCOME";
    step_skipped => "sautée" | "skipped";
}

/// What a kind of event is called.
pub fn kind(lang: Lang, kind: Kind) -> &'static str {
    match kind {
        Kind::Decision => kind_decision(lang),
        Kind::Step => kind_step(lang),
        Kind::Alert => kind_alert(lang),
        Kind::Trigger => kind_trigger(lang),
        Kind::Lever => kind_lever(lang),
        Kind::Checklist => kind_checklist(lang),
        Kind::Note => kind_note(lang),
        Kind::Room => kind_room(lang),
    }
}

/// What a class of event is called.
pub fn class(lang: Lang, class: Class) -> &'static str {
    match class {
        Class::Observed => class_observed(lang),
        Class::Decided => class_decided(lang),
        Class::Outcome => class_outcome(lang),
    }
}

/// What happened, as a sentence without who and when, on one line; runs and orders are named by their
/// number. [`Teller`] names them by what they are, where the room's log still has their beginning.
pub fn sentence(lang: Lang, plan: &Plan, envelope: &Envelope) -> String {
    Teller { lang, plan, log: None }.sentence(envelope)
}

/// What somebody needs to tell an event.
#[derive(Debug, Clone, Copy)]
pub struct Teller<'a> {
    /// In which language.
    pub lang: Lang,
    /// The plan that names things.
    pub plan: &'a Plan,
    /// What happened before: runs and orders began there.
    pub log: Option<&'a Log>,
}

impl Teller<'_> {
    /// What happened, as a sentence without who and when, on one line.
    pub fn sentence(&self, envelope: &Envelope) -> String {
        let lang = self.lang;
        match &envelope.event {
            Event::Opened(opened) => self.opened(opened),
            Event::Resumed { gap_ms } => resumed(lang, format::length(lang, *gap_ms)),
            Event::Ticked => ticked(lang).to_owned(),
            Event::Sampled(round) => sampled(lang, round.blue.len() + round.green.len() + round.shared.len()),
            Event::Surveyed(survey) => surveyed(lang, survey.authoritative.len() + survey.resolvers.len()),
            Event::PipelineSeen { step, state } => pipeline(lang, step, words::pipeline_state(lang, *state)),
            Event::ReadinessProved(readiness) => self.readiness(readiness),
            Event::ClockJumped { by_ms } => {
                let by = format::length(lang, by_ms.unsigned_abs());
                if *by_ms < 0 { jumped_back(lang, by) } else { jumped_forward(lang, by) }
            }
            Event::Froze { for_ms } => froze(lang, format::length(lang, *for_ms)),
            Event::Drifted(drift) => {
                drifted(lang, &drift.from, drift.found.one_line(), words::side(lang, drift.expected))
            }
            Event::FaultChanged { fault, begins: true } => fault_begins(lang, fault.one_line()),
            Event::FaultChanged { fault, begins: false } => fault_ends(lang, fault.one_line()),
            Event::Joined(attached) => joined(lang, attached.from.one_line()),
            Event::Left { person } => {
                left(lang, words::actor(lang, self.plan, &Actor::Person(person.clone())))
            }
            Event::Noted { text } => noted(lang, text.one_line()),
            Event::PlanAmended { diff, .. } => amended(lang, one_line(diff, " ; ")),
            Event::Closed { score } => match score.as_ref().map(|score| score.points) {
                None => closed(lang).to_owned(),
                Some(None) => closed_unscored(lang).to_owned(),
                Some(Some(points)) => closed_scored(lang, points),
            },
            Event::Judged(_)
            | Event::Proposed { .. }
            | Event::Blinded { .. }
            | Event::Sighted
            | Event::AlertHeard(_)
            | Event::AlertRaised(_)
            | Event::AlertCleared { .. }
            | Event::Acknowledged { .. }
            | Event::Silenced { .. } => self.watch(envelope),
            Event::ItemTicked { .. }
            | Event::ItemUnticked { .. }
            | Event::ItemProved { .. }
            | Event::Voted { .. }
            | Event::Overridden { .. }
            | Event::AutomationPaused { .. }
            | Event::AutomationResumed => self.act(&envelope.event),
            Event::RunRequested { .. }
            | Event::StepBegan { .. }
            | Event::StepEnded { .. }
            | Event::DecisionMade { .. }
            | Event::Kept { .. }
            | Event::ApprovalAsked(_)
            | Event::ApprovalGiven { .. }
            | Event::GlassBroken { .. }
            | Event::ApprovalLapsed { .. }
            | Event::LeadHanded { .. }
            | Event::LeadTaken { .. }
            | Event::RunEnded { .. }
            | Event::Intended(_)
            | Event::Settled { .. }
            | Event::Progressed { .. }
            | Event::LevelReached { .. }
            | Event::LevelMissed { .. } => self.run(&envelope.event),
        }
    }

    fn opened(&self, opened: &Opened) -> String {
        let (lang, side) = (self.lang, words::side(self.lang, opened.live));
        let plan = opened.plan.title.one_line();
        match opened.mode {
            Mode::Live => opened_live(lang, plan, side),
            Mode::Drill => {
                let scenario = opened.scenario.as_ref().map(Clean::one_line).unwrap_or_default();
                opened_drill(lang, plan, scenario, side)
            }
        }
    }

    fn readiness(&self, readiness: &Readiness) -> String {
        let (lang, side) = (self.lang, words::side(self.lang, readiness.to));
        if readiness.is_green() {
            return proved(lang, side);
        }
        let failing = readiness.checks.iter().filter(|check| check.ok != Some(true));
        let names: Vec<_> = failing.map(|check| words::check(lang, check.name.as_str())).collect();
        unproved(lang, side, names.join(", "))
    }

    /// What triggers and alerts say, and what people answer.
    fn watch(&self, envelope: &Envelope) -> String {
        let lang = self.lang;
        let clock = |at| format::clock_short(at, self.plan.zone);
        match &envelope.event {
            Event::Judged(change) => self.judged(change),
            Event::Proposed { trigger, side } => proposed(lang, self.sided(self.trigger(trigger), *side)),
            Event::Blinded { blind } => blinded(lang, self.names(blind)),
            Event::AlertHeard(heard_of) => {
                let title = self.maybe_sided(heard_of.title.one_line().into_owned(), heard_of.side);
                if heard_of.firing {
                    heard(lang, &heard_of.source, words::severity(lang, heard_of.level), title)
                } else {
                    heard_over(lang, &heard_of.source, title)
                }
            }
            Event::AlertRaised(new) => {
                let title = words::alert_title(lang, &new.alert, &new.title);
                raised(lang, words::severity(lang, new.level), self.maybe_sided(title, new.side))
            }
            Event::AlertCleared { alert } => cleared(lang, self.alert(alert)),
            Event::Acknowledged { alert } => acknowledged(lang, self.alert(alert)),
            Event::Silenced { alert, until } if *until <= envelope.at => unsilenced(lang, self.alert(alert)),
            Event::Silenced { alert, until } => silenced(lang, clock(*until), self.alert(alert)),
            _ => sighted(lang).to_owned(),
        }
    }

    /// What people tick, vote and overrule, and what a feed proves.
    fn act(&self, event: &Event) -> String {
        let lang = self.lang;
        match event {
            Event::ItemTicked { item, note } => self.noted(ticks(lang, self.item(item)), note.as_ref()),
            Event::ItemUnticked { item, note } => self.noted(unticks(lang, self.item(item)), note.as_ref()),
            Event::ItemProved { item, proof } => {
                let unit = self.plan.metric(&proof.metric).map(|metric| metric.unit);
                let value = format::value_or_plain(lang, unit, proof.number);
                if proof.holds {
                    item_proved(lang, self.item(item), value)
                } else {
                    item_disproved(lang, self.item(item), value)
                }
            }
            Event::Voted { go, note } => {
                let vote = if *go { votes_go(lang) } else { votes_no_go(lang) };
                self.noted(vote.to_owned(), note.as_ref())
            }
            Event::Overridden { gate, reason } => {
                self.noted(overrides(lang, words::gate(lang, self.plan, gate)), Some(reason))
            }
            Event::AutomationPaused { until } => pauses(lang, format::clock_short(*until, self.plan.zone)),
            _ => resumes(lang).to_owned(),
        }
    }

    /// Procedures, their effects and the truth about the lever.
    fn run(&self, event: &Event) -> String {
        let lang = self.lang;
        match event {
            Event::RunRequested { procedure, why, note } => {
                let asked = requests(lang, self.procedure(procedure), words::why(lang, self.plan, why));
                self.noted(asked, note.as_ref())
            }
            Event::StepBegan { run, step } => {
                let (procedure, title) = self.step(*run, *step);
                step_begins(lang, procedure, step + 1, title)
            }
            Event::StepEnded { run, step, result, detail } => {
                let (procedure, title) = self.step(*run, *step);
                let ends = step_ends(lang, procedure, step + 1, step_result(lang, *result), title);
                self.proved(ends, detail)
            }
            Event::DecisionMade { run, choice, note } => {
                let procedure = self.run_name(*run);
                let decided = match choice {
                    crate::model::procedure::Choice::Approve => approves(lang, procedure),
                    crate::model::procedure::Choice::Decline => declines(lang, procedure),
                };
                self.noted(decided, note.as_ref())
            }
            Event::RunEnded { run, result } => {
                run_ends(lang, self.run_name(*run), words::run_result(lang, *result))
            }
            Event::Intended(effect) => self.effect(effect),
            Event::Settled { intent, outcome } => self.settled(*intent, outcome),
            Event::Progressed { line, .. } => says(lang, line.one_line()),
            Event::ApprovalAsked(wanted) => {
                let until = format::clock(wanted.until, self.plan.zone);
                let asks = asks_eyes(lang, names::procedure(self.plan, &wanted.procedure), until);
                self.noted(asks, wanted.note.as_ref())
            }
            Event::ApprovalGiven { action } => gives_eyes(lang, action),
            Event::GlassBroken { action, reason } => self.noted(breaks_glass(lang, action), Some(reason)),
            Event::ApprovalLapsed { action, why } => eyes_lapsed(lang, action, words::lapse(lang, *why)),
            Event::LeadHanded { to } => hands_lead(lang, names::person(self.plan, to)),
            Event::LeadTaken { reason } => self.noted(takes_lead(lang).to_owned(), Some(reason)),
            Event::LevelReached { level: Level::Confirmed, .. } => movement_confirmed(lang).to_owned(),
            // It is known at the end of a row, and counts from its beginning (R13).
            Event::LevelReached { level: Level::Observed, since, .. } => {
                observed_since(lang, format::clock(since.at, self.plan.zone))
            }
            Event::LevelReached { level, .. } => reached(lang, level.number(), words::level(lang, *level)),
            Event::LevelMissed { level, .. } => missed(lang, level.number(), words::level(lang, *level)),
            _ => keeps(lang).to_owned(),
        }
    }

    fn effect(&self, effect: &Effect) -> String {
        let lang = self.lang;
        match effect {
            Effect::Point { from, to, .. } => points(lang, words::side(lang, *from), words::side(lang, *to)),
            Effect::Notify { channel, text, .. } => {
                let carrier = self.plan.channel(channel).map(|known| alerts::carrier(lang, known.kind));
                notifies(lang, carrier.unwrap_or(channel.as_str()), text.one_line())
            }
            Effect::Command { argv, .. } => commands(lang, one_line(argv, " ")),
            Effect::Pipeline { .. } => pipelines(lang).to_owned(),
            Effect::ProveReadiness { to } => proves(lang, words::side(lang, *to)),
        }
    }

    fn settled(&self, intent_number: u64, outcome: &Outcome) -> String {
        let lang = self.lang;
        let what = match self.before(intent_number) {
            Some(Event::Intended(effect)) => self.effect(effect),
            _ => intent(lang, intent_number),
        };
        match outcome {
            Outcome::Done { detail } => self.proved(done(lang, what), detail),
            Outcome::Refused { why } => self.proved(refused(lang, what), why),
            Outcome::Unknown { why } => self.proved(unknown(lang, what), why),
        }
    }

    fn judged(&self, change: &Judged) -> String {
        let lang = self.lang;
        let because = self.plan.trigger(&change.trigger).map_or_else(String::new, |trigger| {
            words::because(lang, self.plan, trigger, &change.standing.evidence)
        });
        let trigger = self.sided(self.trigger(&change.trigger), change.side);
        judged(lang, trigger, words::phase(lang, change.standing.phase), because)
    }

    fn noted(&self, sentence: String, note: Option<&Clean>) -> String {
        match note.filter(|note| !note.is_blank()) {
            Some(note) => and_note(self.lang, sentence, note.one_line()),
            None => sentence,
        }
    }

    /// With what a system said; a person's words stay as they are.
    fn proved(&self, sentence: String, said: &Clean) -> String {
        if said.is_blank() {
            sentence
        } else {
            and_note(self.lang, sentence, evidence::told(self.lang, said))
        }
    }

    fn sided(&self, what: String, side: Side) -> String {
        on_side(self.lang, what, words::side(self.lang, side))
    }

    fn maybe_sided(&self, what: String, side: Option<Side>) -> String {
        match side {
            Some(side) => self.sided(what, side),
            None => what,
        }
    }

    fn names(&self, blind: &[Id]) -> String {
        let name = |id: &Id| {
            let metric = self.plan.metric(id).map(|metric| metric.title.one_line().into_owned());
            metric.unwrap_or_else(|| self.trigger(id))
        };
        blind.iter().map(name).collect::<Vec<_>>().join(", ")
    }

    fn trigger(&self, id: &Id) -> String {
        names::trigger(self.plan, id)
    }

    fn procedure(&self, id: &Id) -> String {
        names::procedure(self.plan, id)
    }

    fn item(&self, id: &Id) -> String {
        let mut items = self.plan.checklists.iter().flat_map(crate::plan::types::Checklist::items);
        items
            .find(|item| item.id == *id)
            .map_or_else(|| id.to_string(), |item| item.title.one_line().into_owned())
    }

    /// What the alert `key` says: as the plan's rule of that name, or as when it last began.
    fn alert(&self, key: &AlertKey) -> String {
        let (name, side) = key.parts();
        if let Some((_, rule)) = self.plan.alert(&Id::new(name)) {
            return self.maybe_sided(rule.title.one_line().into_owned(), side);
        }
        let mut before = self.log.into_iter().flat_map(|log| log.entries().rev());
        let title = before.find_map(|(_, envelope)| match &envelope.event {
            Event::AlertRaised(new) if new.alert == *key => {
                Some(words::alert_title(self.lang, key, &new.title))
            }
            Event::AlertHeard(heard) if heard.side == side && heard.name.as_str() == name => {
                Some(heard.title.one_line().into_owned())
            }
            _ => None,
        });
        self.maybe_sided(title.unwrap_or_else(|| name.to_owned()), side)
    }

    /// The event of that number, where the log still has it.
    fn before(&self, seq: u64) -> Option<&Event> {
        self.log.and_then(|log| log.event(seq)).map(|envelope| &envelope.event)
    }

    fn run_procedure(&self, run: u64) -> Option<&Id> {
        match self.before(run)? {
            Event::RunRequested { procedure, .. } => Some(procedure),
            _ => None,
        }
    }

    fn run_name(&self, number: u64) -> String {
        self.run_procedure(number).map_or_else(|| run(self.lang, number), |id| self.procedure(id))
    }

    /// The run's name and the step's.
    fn step(&self, run: u64, step: usize) -> (String, String) {
        let procedure = self.run_procedure(run).and_then(|id| self.plan.procedure(id));
        let title = procedure.and_then(|procedure| procedure.steps.get(step));
        let title = title.map(|step| step.title.one_line().into_owned());
        (self.run_name(run), title.unwrap_or_else(|| common::no_value(self.lang).to_owned()))
    }
}

fn step_result(lang: Lang, result: StepResult) -> &'static str {
    match result {
        StepResult::Done => step_done(lang),
        StepResult::Failed => step_failed(lang),
        StepResult::Unknown => step_unknown(lang),
        StepResult::Skipped => step_skipped(lang),
    }
}

fn one_line(texts: &[Clean], between: &str) -> String {
    texts.iter().map(Clean::one_line).collect::<Vec<_>>().join(between)
}
