//! The words for the model's nouns: sides, levels, gates, states, rights, reasons.
//!
//! Each is a match without a wildcard, so a new variant does not compile until it has its words.

use super::{common, evidence, names, room};
use crate::console::format;
use crate::console::lang::Lang;
use crate::model::alerts::{Alert, AlertKey, Origin};
use crate::model::approvals::Lapse;
use crate::model::cutover::{Gate, Level};
use crate::model::event::Actor;
use crate::model::procedure::{Choice, PipelineState, RunResult, Why};
use crate::model::react::own;
use crate::model::triggers::{Because, Evidence, Phase, Verdict};
use crate::plan::types::{Op, Plan, Reason, Right, Side, TierLevel, Trigger, Unit};
use crate::text::Clean;

/// A word in both languages, French first.
type Pair = (&'static str, &'static str);

fn pick(lang: Lang, pair: Pair) -> &'static str {
    match lang {
        Lang::Fr => pair.0,
        Lang::En => pair.1,
    }
}

/// The side: the plan's own words, the same in both languages but for capitals.
pub fn side(_: Lang, side: Side) -> &'static str {
    match side {
        Side::Blue => "Blue",
        Side::Green => "Green",
    }
}

/// A level of truth (F3).
pub fn level(lang: Lang, level: Level) -> &'static str {
    pick(
        lang,
        match level {
            Level::Asked => ("demandé", "asked"),
            Level::Accepted => ("accepté", "accepted"),
            Level::Authoritative => ("autoritaire", "authoritative"),
            Level::Resolvers => ("résolveurs", "resolvers"),
            Level::Observed => ("observé", "observed"),
            Level::Confirmed => ("confirmé", "confirmed"),
        },
    )
}

/// How grave an alert is.
pub fn severity(lang: Lang, level: TierLevel) -> &'static str {
    pick(
        lang,
        match level {
            TierLevel::Critical => ("critique", "critical"),
            TierLevel::Important => ("important", "important"),
            TierLevel::Info => ("info", "info"),
        },
    )
}

/// What a trigger says.
pub fn verdict(lang: Lang, verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Ok => common::verdict_ok(lang),
        Verdict::Breach => common::verdict_breach(lang),
        Verdict::Unknown => common::verdict_unknown(lang),
    }
}

/// Where a trigger stands.
pub fn phase(lang: Lang, phase: Phase) -> &'static str {
    match phase {
        Phase::Calm => common::phase_calm(lang),
        Phase::Holding => common::phase_holding(lang),
        Phase::Fired => common::phase_fired(lang),
        Phase::Blind => common::phase_blind(lang),
    }
}

/// Why a trigger says what it says, as a sentence with its figures (F6).
pub fn because(lang: Lang, plan: &Plan, trigger: &Trigger, evidence: &Evidence) -> String {
    let unit = plan.metric(&trigger.metric).map(|metric| metric.unit);
    let write = |number: f64| format::value_or_plain(lang, unit, number);
    let value = evidence.value.map_or_else(|| common::no_value(lang).to_owned(), write);
    match evidence.because {
        Because::WithinThreshold | Because::BeyondThreshold | Because::NotYetClear
            if evidence.value.is_some() && unit == Some(Unit::Updown) =>
        {
            common::because_state(lang, value)
        }
        Because::WithinThreshold => compared(lang, trigger.op, false, value, write(trigger.threshold.0)),
        Because::BeyondThreshold => compared(lang, trigger.op, true, value, write(trigger.threshold.0)),
        Because::NotYetClear => {
            let clear_at = write(trigger.clear_at.unwrap_or(trigger.threshold).0);
            common::because_not_yet_clear(lang, value, clear_at, format::length(lang, trigger.clear_for.0))
        }
        Because::NeverRead => common::because_never_read(lang).into(),
        Because::NoData => common::because_no_data(lang).into(),
        Because::NotANumber => common::because_not_a_number(lang).into(),
        Because::SourceError => common::because_source_error(lang).into(),
        Because::Stale => common::because_stale(lang).into(),
        Because::LowVolume => {
            let events = evidence.events.map_or_else(|| "?".to_owned(), |n| format::number(lang, n, 0));
            let needed = format::number(lang, f64::from(trigger.min_events.max(trigger.min_bad)), 0);
            common::because_low_volume(lang, events, needed)
        }
        Because::LowCoverage => {
            let seen = evidence.coverage.map_or_else(|| "?".to_owned(), |c| format::percent(lang, c));
            common::because_low_coverage(lang, seen, format::percent(lang, trigger.min_coverage.0))
        }
        Because::WarmingUp => common::because_warming_up(lang).into(),
        Because::NotRecorded => common::because_not_recorded(lang).into(),
    }
}

/// A value beside a threshold, as a sentence; `holds` if the comparison does.
fn compared(lang: Lang, op: Op, holds: bool, value: String, limit: String) -> String {
    match (op, holds) {
        (Op::Above, true) | (Op::AtMost, false) => common::because_above(lang, value, limit),
        (Op::Above, false) | (Op::AtMost, true) => common::because_not_above(lang, value, limit),
        (Op::Below, true) | (Op::AtLeast, false) => common::because_below(lang, value, limit),
        (Op::Below, false) | (Op::AtLeast, true) => common::because_not_below(lang, value, limit),
        (Op::Equal, true) | (Op::NotEqual, false) => common::because_equal(lang, value, limit),
        (Op::Equal, false) | (Op::NotEqual, true) => common::because_not_equal(lang, value, limit),
    }
}

messages! {
    check_lever => "levier" | "lever";
    check_target => "santé de la cible" | "target's health";
    check_credentials => "accès au fournisseur" | "access to the provider";
}

/// What a proof of the way proves, by its name; an unknown name stands for itself.
pub fn check(lang: Lang, name: &str) -> &str {
    match name {
        "lever" => check_lever(lang),
        "target-health" => check_target(lang),
        "credentials" => check_credentials(lang),
        other => other,
    }
}

messages! {
    own_out_of_band(detail) => "levier déplacé hors jday · {detail}" | "lever moved outside jday · {detail}";
    own_lever_stuck(detail) => "ordre sans effet visible · {detail}" | "order without visible effect · {detail}";
    own_no_way_back(detail) => "retour arrière non prouvé · {detail}" | "way back not proved · {detail}";
    own_unconfirmed(detail) => "basculement non confirmé · {detail}" | "switch not confirmed · {detail}";
    own_break_glass(detail) => "décision hors rôle · {detail}" | "decision outside the role · {detail}";
    own_did_not_help(detail) => "le retour n'a pas suffi · {detail}" | "going back did not help · {detail}";
    own_nobody(detail) => "personne dans la salle depuis 2 minutes · appelle {detail}" | "nobody in the room for 2 minutes · calls {detail}";
    own_channels_down(detail) => "canaux d'alerte muets · {detail}" | "alert channels down · {detail}";
    own_engine_away(away, orders) => "sans moteur pendant {away} · ordres en cours : {orders}" | "no engine for {away} · orders under way: {orders}";
}

/// What an alert says: jday's own warnings in the person's language with the journalled words as
/// their detail, every other as it was written.
pub fn alert(lang: Lang, key: &AlertKey, alert: &Alert) -> String {
    if alert.origin == Origin::Plan {
        alert_title(lang, key, &alert.title)
    } else {
        alert.title.one_line().into_owned()
    }
}

/// Whether an alert is one of jday's own warnings, whose words depend on the language.
pub fn is_own(key: &AlertKey, alert: &Alert) -> bool {
    let own = [
        own::OUT_OF_BAND,
        own::LEVER_STUCK,
        own::NO_WAY_BACK,
        own::UNCONFIRMED,
        own::BREAK_GLASS,
        own::DID_NOT_HELP,
        own::CHANNELS_DOWN,
        own::ENGINE_AWAY,
        own::NOBODY,
    ];
    alert.side.is_none() && alert.origin == Origin::Plan && own.contains(&key.0.as_str())
}

/// What one of the plan's alerts or jday's own warnings says, by its key and its title in the journal.
pub fn alert_title(lang: Lang, key: &AlertKey, said: &Clean) -> String {
    let title = said.one_line();
    match key.0.as_str() {
        own::OUT_OF_BAND => own_out_of_band(lang, evidence::told(lang, said)),
        own::LEVER_STUCK => own_lever_stuck(lang, evidence::told(lang, said)),
        own::NO_WAY_BACK => {
            let names: Vec<_> = title.split(", ").map(|name| check(lang, name)).collect();
            own_no_way_back(lang, names.join(", "))
        }
        own::UNCONFIRMED => own_unconfirmed(lang, title),
        own::BREAK_GLASS => own_break_glass(lang, title),
        own::DID_NOT_HELP => own_did_not_help(lang, title),
        own::CHANNELS_DOWN => own_channels_down(lang, title),
        own::ENGINE_AWAY => {
            let (away, orders) = title.split_once(", ").unwrap_or((&title, "0"));
            own_engine_away(lang, away, orders)
        }
        own::NOBODY => own_nobody(lang, title),
        _ => title.into_owned(),
    }
}

messages! {
    lapse_expired => "délai dépassé" | "its time is over";
    lapse_withdrawn => "retirée" | "taken back";
    lapse_plan => "le plan a changé" | "the plan changed";
    lapse_side => "le côté actif a changé" | "the live side changed";
    lapse_time => "l'horloge a sauté ou s'est arrêtée" | "time leapt or stood still";
}

/// Why an approval counts no more.
pub fn lapse(lang: Lang, why: Lapse) -> &'static str {
    match why {
        Lapse::Expired => lapse_expired(lang),
        Lapse::Withdrawn => lapse_withdrawn(lang),
        Lapse::PlanChanged => lapse_plan(lang),
        Lapse::SideChanged => lapse_side(lang),
        Lapse::TimeLeapt => lapse_time(lang),
    }
}

messages! {
    gate_checklist(title) => "liste « {title} » complète" | "checklist “{title}” complete";
    gate_window => "dans la fenêtre de déploiement" | "inside the deployment window";
    gate_votes => "votes « go » réunis" | "go votes complete";
    gate_readiness => "retour arrière prouvé" | "way back proved";
    gate_low_ttl => "TTL bas en vigueur" | "low TTL in force";
    gate_critical_alert => "aucune alerte critique" | "no critical alert";
    gate_blind => "assez de mesures pour juger" | "enough data to judge";
    gate_analysis => "Green pas pire que Blue" | "Green no worse than Blue";
    gate_replica_lag => "réplique à jour" | "replica caught up";
    gate_tail => "queue DNS écoulée" | "DNS tail over";
    gate_procedure(title) => "« {title} » réussie" | "“{title}” succeeded";
    gate_drained => "plus personne sur Blue" | "nobody left on Blue";
    gate_point_of_no_return => "point de non-retour passé" | "point of no return passed";
}

/// What a gate asks for, in the words of its open state.
pub fn gate(lang: Lang, plan: &Plan, gate: &Gate) -> String {
    match gate {
        Gate::Checklist(id) => {
            let title = plan.checklist(id).map_or(id.as_str(), |checklist| checklist.title.as_str());
            gate_checklist(lang, title)
        }
        Gate::Window => gate_window(lang).into(),
        Gate::Votes => gate_votes(lang).into(),
        Gate::Readiness => gate_readiness(lang).into(),
        Gate::LowTtl => gate_low_ttl(lang).into(),
        Gate::CriticalAlert => gate_critical_alert(lang).into(),
        Gate::Blind => gate_blind(lang).into(),
        Gate::ReplicaLag => gate_replica_lag(lang).into(),
        Gate::Analysis => gate_analysis(lang).into(),
        Gate::Tail => gate_tail(lang).into(),
        Gate::Drained => gate_drained(lang).into(),
        Gate::PointOfNoReturn => gate_point_of_no_return(lang).into(),
        Gate::Procedure(id) => {
            let title = plan.procedure(id).map_or(id.as_str(), |procedure| procedure.title.as_str());
            gate_procedure(lang, title)
        }
    }
}

/// A gate's evidence with its seconds as a length: "86405 s / 300 s" says little at a glance.
pub fn evidence(lang: Lang, evidence: &str) -> String {
    let length = |part: &str| {
        let secs = part.strip_suffix(" s").and_then(|number| number.parse::<u64>().ok());
        match secs {
            None => part.to_owned(),
            Some(0) => room::no_seconds(lang).to_owned(),
            Some(secs) => format::length(lang, secs.saturating_mul(1000)),
        }
    };
    // The hour it is, and those of the window.
    if let Some((now, window)) = evidence.split_once(" | ") {
        return format!("{now}, {} {window}", super::room::held_window(lang));
    }
    evidence.split(" / ").map(length).collect::<Vec<_>>().join(" / ")
}

/// How a run ended.
pub fn run_result(lang: Lang, result: RunResult) -> &'static str {
    pick(
        lang,
        match result {
            RunResult::Done => ("terminé", "done"),
            RunResult::Failed => ("échoué", "failed"),
            RunResult::Unknown => ("issue inconnue", "outcome unknown"),
            RunResult::Declined => ("pas maintenant", "not now"),
            RunResult::Superseded => ("remplacé", "superseded"),
            RunResult::Cancelled => ("arrêté", "cancelled"),
        },
    )
}

/// A step of the watched pipeline.
pub fn pipeline_state(lang: Lang, state: PipelineState) -> &'static str {
    pick(
        lang,
        match state {
            PipelineState::Queued => ("en file", "queued"),
            PipelineState::Running => ("en cours", "running"),
            PipelineState::Waiting => ("attend un accord", "waits for approval"),
            PipelineState::Succeeded => ("réussi", "succeeded"),
            PipelineState::Failed => ("échoué", "failed"),
            PipelineState::Skipped => ("sauté", "skipped"),
        },
    )
}

/// A decider's answer.
pub fn choice(lang: Lang, choice: Choice) -> &'static str {
    pick(
        lang,
        match choice {
            Choice::Approve => ("approuvé", "approved"),
            Choice::Decline => ("pas maintenant", "not now"),
        },
    )
}

/// A manual reason for a rollback.
pub fn reason(lang: Lang, reason: Reason) -> &'static str {
    pick(
        lang,
        match reason {
            Reason::Business => ("métier", "business"),
            Reason::Users => ("utilisateurs", "users"),
            Reason::Security => ("sécurité", "security"),
            Reason::Performance => ("performance", "performance"),
        },
    )
}

messages! {
    why_planned => "prévu" | "planned";
    why_trigger(title) => "proposé par « {title} »" | "proposed by “{title}”";
    why_person(reason) => "demandé : {reason}" | "asked for: {reason}";
    why_unconfirmed => "basculement non confirmé à temps" | "switch not confirmed in time";
    actor_drill => "animateur" | "facilitator";
}

/// What a run is for.
pub fn why(lang: Lang, plan: &Plan, why: &Why) -> String {
    match why {
        Why::Planned => why_planned(lang).into(),
        Why::Trigger { trigger, .. } => why_trigger(lang, names::trigger(plan, trigger)),
        Why::Reason(given) => why_person(lang, reason(lang, *given)),
        Why::Unconfirmed => why_unconfirmed(lang).into(),
    }
}

/// Who did it: a person's name from the plan, jday, a source, the drill's facilitator.
pub fn actor(lang: Lang, plan: &Plan, actor: &Actor) -> String {
    match actor {
        Actor::Engine => "jday".into(),
        Actor::Person(id) => names::person(plan, id),
        Actor::Source(id) => id.to_string(),
        Actor::Drill => actor_drill(lang).into(),
    }
}

/// What a right allows, as the end of "may …".
pub fn right(lang: Lang, right: Right) -> &'static str {
    pick(
        lang,
        match right {
            Right::Switch => ("basculer", "switch"),
            Right::Rollback => ("demander un retour arrière", "ask for a rollback"),
            Right::Technical => ("décider un retour technique", "decide a technical rollback"),
            Right::Business => ("décider un retour métier", "decide a business rollback"),
            Right::Operate => ("conduire les procédures", "operate procedures"),
            Right::Override => ("passer outre une condition", "override a gate"),
            Right::Tick => ("cocher", "tick items"),
            Right::Acknowledge => ("prendre en charge une alerte", "acknowledge alerts"),
            Right::Vote => ("voter", "vote"),
            Right::Note => ("écrire une note", "write notes"),
            Right::Automation => ("suspendre l'automatisme", "pause automation"),
            Right::Amend => ("modifier le plan", "amend the plan"),
        },
    )
}
