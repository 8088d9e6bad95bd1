//! Words of the commands without a screen.

use crate::console::lang::Lang;

messages! {
    was_received(channel, detail, within) => "{channel} : {detail}. Reçu ? [o/N] ({within})" | "{channel}: {detail}. Was it received? [y/N] ({within})";
    done => "fait" | "done";
    refused(why) => "refusé : {why}" | "refused: {why}";
    failed(why) => "échoué : {why}" | "failed: {why}";
    unknown(why) => "issue inconnue : {why}" | "unknown: {why}";
    is_live(plan, side) => "{plan} : {side} est en service" | "{plan}: {side} is live";
    type_phrase(fr, en) => "Tapez {fr} (ou {en}) puis Entrée ; toute autre réponse laisse tout en l'état :" | "Type {en} (or {fr}) and Enter; anything else leaves everything as it is:";
    gate_open(gate, proof) => "condition ouverte {gate} : {proof}" | "gate open   {gate}: {proof}";
    gate_closed(gate, proof) => "condition FERMÉE {gate} : {proof}" | "gate CLOSED {gate}: {proof}";
    proved(name, detail) => "prouvé          {name} : {detail}" | "proved      {name}: {detail}";
    not_proved(name, detail) => "PAS PRÊT        {name} : {detail}" | "NOT READY   {name}: {detail}";
    proof_unknown(name, detail) => "pas prouvé      {name} : {detail}" | "not known   {name}: {detail}";
    would_be_done(side) => "ce serait fait ; {side} est en service" | "it would be done; {side} is live";
    would_be_refused(why) => "ce serait refusé : {why}" | "it would be refused: {why}";
    step_failed => "une étape a échoué" | "a step failed";
    step_unknown => "personne ne sait comment une étape a fini ; vérifiez avant d'agir" | "nobody knows how a step ended; check before you act";
    not_now => "un responsable a dit « pas maintenant »" | "a decider said “not now”";
    superseded => "une autre exécution a pris sa place" | "another run took its place";
    cancelled => "quelqu'un l'a arrêtée" | "somebody cancelled it";
    not_cancelled => "elle a fini autrement" | "it ended otherwise";
    cancel_refused(why) => "l'arrêt n'a pas été demandé : {why} ; la procédure est suivie jusqu'à sa fin" | "it was not asked to end: {why}; the run is followed to its end";
    cancel_unknown(why) => "personne ne sait si l'arrêt a été demandé : {why} ; la procédure est suivie jusqu'à sa fin" | "nobody knows whether it was asked to end: {why}; the run is followed to its end";
    not_approved => "personne n'a approuvé ; redemandez" | "nobody approved it; ask for it again";
    goes_on => "c'est encore en cours ; `jday attach` montre la suite" | "it is still under way; `jday attach` shows how it goes on";
    room_closed => "la salle a été fermée avant la fin" | "the room was closed before it ended";
    engine_lost(why) => "le moteur est perdu : {why}" | "the engine is lost: {why}";
    lives_on(run) => "l'exécution {run} est en cours ; cette commande tient la salle jusqu'à sa fin" | "run {run} is under way; this command lives the room until it is done";
    bad => "NON" | "NO";
    ready(good, bad, known) => "prêt : {good} bons, {bad} pas prêts, {known} à savoir" | "ready: {good} good, {bad} not ready, {known} to know";
    not_ready(good, bad, known) => "PAS PRÊT : {good} bons, {bad} pas prêts, {known} à savoir" | "NOT READY: {good} good, {bad} not ready, {known} to know";
    no_alert => "aucune alerte n'attend" | "no alert waits for anybody";
}

/// A text in both languages: a person reads one, programs always the English one.
#[derive(Debug, Clone)]
pub struct Both {
    fr: String,
    en: String,
}

impl Both {
    /// What `say` says in each language.
    pub fn of<T: Into<String>>(say: impl Fn(Lang) -> T) -> Self {
        Self { fr: say(Lang::Fr).into(), en: say(Lang::En).into() }
    }

    /// In one of them.
    pub fn told(&self, lang: Lang) -> &str {
        match lang {
            Lang::Fr => &self.fr,
            Lang::En => &self.en,
        }
    }
}
