//! Why a command was refused, in the person's language. The reasons themselves are
//! [`crate::model::decide::Refusal`].

use super::{names, words};
use crate::console::lang::Lang;
use crate::model::decide::Refusal;
use crate::plan::types::Plan;

messages! {
    unknown_person(person) => "{person} n'est pas une personne du plan : vous pouvez regarder" | "{person} is not a person of the plan: you may look";
    not_allowed(role, right) => "le rôle {role} n'a pas le droit « {right} »" | "the role {role} lacks the right “{right}”";
    wrong_phrase(fr, en) => "la phrase n'est pas la bonne : tapez {fr} ou {en}" | "the phrase is not right: type {en} or {fr}";
    gates_closed(gates) => "conditions fermées : {gates} — ouvrez-les, ou passez outre avec une raison (o)" | "closed gates: {gates} — open them, or override with a reason (o)";
    already_there(side) => "le trafic est déjà sur {side}" | "the traffic is already on {side}";
    under_way(procedure) => "« {procedure} » est déjà en cours" | "“{procedure}” is already under way";
    nothing(name) => "« {name} » n'existe pas ici" | "there is no “{name}” here";
    nothing_to_decide => "aucune décision n'est attendue" | "no decision is awaited";
    run_ended => "cette procédure est déjà terminée" | "this run is over already";
    moves_traffic => "le trafic change de côté : on n'interrompt pas cela, le retour est R" | "the traffic is moving, which is never cut short: the way back is R";
    decline_it => "ce retour attend une décision : elle se refuse avec v" | "this rollback waits for a decision: v declines it";
    cancel_asked => "l'arrêt est déjà demandé : ce qui est en cours doit encore finir" | "the cancel is asked for already: what is under way has yet to end";
    nothing_to_cancel => "aucune procédure en cours à arrêter" | "no run is under way to cancel";
    reason_needed => "un motif est nécessaire : métier, utilisateurs, sécurité ou performance" | "a reason is needed: business, users, security or performance";
    blank => "il faut quelques mots" | "some words are needed";
    not_decider(role) => "cette décision revient à {role} ; en urgence, approuvez avec une note qui dit pourquoi" | "this decision is for {role}; in an emergency, approve with a note that says why";
    no_such_gate(gate) => "la condition {gate} n'existe pas dans ce plan" | "the gate {gate} is not in this plan";
    already_done => "cette ligne est déjà cochée" | "this item is already ticked";
    not_done => "cette ligne n'est pas cochée" | "this item is not ticked";
    not_firing => "cette alerte est terminée" | "this alert is over";
    not_paused => "l'automatisme n'est pas en pause" | "automation is not paused";
    awaited(procedure) => "« {procedure} » attend déjà une seconde personne (v)" | "“{procedure}” already waits for a second person (v)";
    own_request => "vous l'avez demandé : une autre personne approuve, ou passez outre avec une raison" | "you asked for it: somebody else approves, or go alone with a reason";
    lapsed(why) => "cette approbation ne vaut plus ({why}) : demandez-la de nouveau" | "this approval counts no more ({why}): ask for it again";
    not_lead => "seule la personne qui mène passe la main ; sinon prenez-la, avec une raison" | "only who leads hands the lead over; else take it, with a reason";
    not_here(person) => "{person} n'est pas là" | "{person} is not here";
    nothing_to_keep => "aucun basculement n'attend de confirmation" | "no switch waits for its confirmation";
    same_plan => "le plan n'a pas changé" | "the plan has not changed";
    unwritten => "le disque du journal ne prend plus rien : seul le retour reste ouvert, jusqu'à ce qu'il y ait de la place et que le moteur redémarre" | "the journal's disk takes no more: only the way back is open until there is room and the engine starts anew";
    closed => "la salle est fermée" | "the room is closed";
    nobody_listens => "le moteur ne répond plus : rien n'a été fait" | "the engine does not answer: nothing was done";
    unanswered => "le moteur est parti avant de répondre : le journal dit si c'est fait" | "the engine left before it answered: the journal shows whether it was done";
    time_leapt => "l'horloge a sauté ou s'est arrêtée : la confirmation est annulée, relisez puis recommencez" | "time leapt or stood still: the confirmation is cancelled, read again and start over";
    was_covered => "la ligne choisie était cachée : regardez-la, puis la même touche" | "the chosen line was hidden: look at it, then the same key";
    no_alert => "aucune alerte à prendre en charge" | "no alert to take care of";
    no_checklist => "aucune liste à cocher" | "no checklist to tick";
}

/// The sentence for `refusal`.
pub fn sentence(lang: Lang, plan: &Plan, refusal: &Refusal) -> String {
    match refusal {
        Refusal::UnknownPerson { person } => unknown_person(lang, person),
        Refusal::NotAllowed { role, right } => {
            not_allowed(lang, names::role(plan, role), words::right(lang, *right))
        }
        Refusal::WrongPhrase { phrase } => {
            let [fr, en] = phrase.words();
            wrong_phrase(lang, fr, en)
        }
        Refusal::GatesClosed { gates } => {
            let names: Vec<String> = gates.iter().map(|state| words::gate(lang, plan, &state.gate)).collect();
            gates_closed(lang, names.join(", "))
        }
        Refusal::AlreadyThere { side } => already_there(lang, words::side(lang, *side)),
        Refusal::UnderWay { procedure, .. } => under_way(lang, names::procedure(plan, procedure)),
        Refusal::Nothing { name, .. } => nothing(lang, name.one_line()),
        Refusal::NotDecider { role } => not_decider(lang, names::role(plan, role)),
        Refusal::NoSuchGate { gate } => no_such_gate(lang, gate.word()),
        Refusal::NothingToDecide { .. } => nothing_to_decide(lang).into(),
        Refusal::RunEnded { .. } => run_ended(lang).into(),
        Refusal::MovesTraffic { .. } => moves_traffic(lang).into(),
        Refusal::DeclineIt { .. } => decline_it(lang).into(),
        Refusal::CancelAsked { .. } => cancel_asked(lang).into(),
        Refusal::Awaited { procedure, .. } => awaited(lang, names::procedure(plan, procedure)),
        Refusal::OwnRequest { .. } => own_request(lang).into(),
        Refusal::Lapsed { why } => lapsed(lang, words::lapse(lang, *why)),
        Refusal::NotLead { .. } => not_lead(lang).into(),
        Refusal::NotHere { person } => not_here(lang, names::person(plan, person)),
        Refusal::ReasonNeeded => reason_needed(lang).into(),
        Refusal::Blank => blank(lang).into(),
        Refusal::AlreadyDone { .. } => already_done(lang).into(),
        Refusal::NotDone { .. } => not_done(lang).into(),
        Refusal::NotFiring { .. } => not_firing(lang).into(),
        Refusal::NothingToKeep => nothing_to_keep(lang).into(),
        Refusal::NotPaused => not_paused(lang).into(),
        Refusal::SamePlan => same_plan(lang).into(),
        Refusal::Unwritten => unwritten(lang).into(),
        Refusal::Closed => closed(lang).into(),
        Refusal::NobodyListens => nobody_listens(lang).into(),
        Refusal::Unanswered => unanswered(lang).into(),
    }
}
