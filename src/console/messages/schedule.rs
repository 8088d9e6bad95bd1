//! Words of page 3, schedule and procedures.

use super::room;
use crate::console::format;
use crate::console::lang::Lang;

/// A length in whole minutes, or in seconds below two of them: the screen stays still.
pub fn rough(lang: Lang, ms: u64) -> String {
    match ms {
        0..10_000 => format::length(lang, ms / 1000 * 1000),
        10_000..60_000 => format::length(lang, ms / 10_000 * 10_000),
        60_000..3_600_000 => room::minutes(lang, ms / 60_000),
        _ => format::length(lang, ms),
    }
}

/// A length that people add up: whole minutes where they say all.
pub fn exact(lang: Lang, ms: u64) -> String {
    if ms > 0 && ms < 7_200_000 && ms.is_multiple_of(60_000) {
        room::minutes(lang, ms / 60_000)
    } else {
        format::length(lang, ms)
    }
}

messages! {
    // The calendar.
    you_are_here => "vous êtes ici" | "you are here";
    phases => "Phases" | "Phases";
    today => "aujourd'hui" | "today";
    no_calendar => "le plan n'a ni créneau ni phase : ajoutez-les sous [schedule]" | "the plan has neither slots nor phases: add them under [schedule]";
    before_journal => "avant ce journal" | "before this journal";
    overtaken => "jamais lancé" | "never run";
    foreseen(clock, by) => "prévu {clock} · +{by}" | "expected {clock} · +{by}";
    begins_in(left) => "dans {left}" | "in {left}";
    stopping => "arrêt demandé" | "cancel asked";
    going_on => "en cours" | "under way";
    since_until(began, ended) => "{began}–{ended}" | "{began}–{ended}";

    // Latest safe switch.
    latest_switch(clock) => "Dernière bascule sûre {clock}" | "Latest safe switch {clock}";
    latest_sum(bound, clock, watch, rollback, tail) => "= {bound} {clock} – veille {watch} – retour {rollback} – TTL {tail}" | "= {bound} {clock} – watch {watch} – rollback {rollback} – TTL {tail}";
    latest_watch(planned, observed, held) => "veille : le créneau de la bascule ({planned}), au moins l'observation ({observed}) et le plus long seuil ({held})" | "watch: the switch's own slot ({planned}), at least observation ({observed}) and the longest hold ({held})";
    drift(by) => "dérive +{by}" | "drift +{by}";
    latest_left(left) => "encore {left}" | "{left} left";
    latest_passed(by) => "dépassée depuis {by} : une bascule ne laisserait plus le temps d'un retour" | "passed {by} ago: a switch would leave no time for a rollback";
    latest_switched => "Le trafic est sur Green : plus d'heure limite pour basculer" | "Traffic is on Green: no latest switch time any more";
    latest_unbound => "Pas d'heure limite : aucun créneau du plan ne suit la bascule" | "No latest switch time: no slot of the plan follows the switch";
    window_end => "fin de fenêtre" | "end of window";

    // Deployment window.
    window(days, from, to) => "Fenêtre {days} {from}–{to}" | "Window {days} {from}–{to}";
    inside_window => "rien ne s'y oppose maintenant" | "nothing speaks against it now";
    against(reasons) => "maintenant : {reasons}" | "now: {reasons}";
    against_hour => "hors des heures" | "outside the hours";
    against_weekday => "jour à éviter" | "a day to avoid";
    against_holiday(name) => "jour férié ({name})" | "holiday ({name})";
    against_eve(name) => "veille de {name}" | "eve of {name}";
    against_season(name) => "{name}" | "{name}";

    // Procedures.
    procedures => "Procédures" | "Procedures";
    no_procedures => "le plan n'a pas de procédure : ajoutez-en sous [[procedures]]" | "the plan has no procedure: add some under [[procedures]]";
    never_run => "jamais lancée" | "never run";
    runs_with(key, who) => "jamais lancée · {key} la lance · {who}" | "never run · {key} runs it · {who}";
    cancel_asked => "arrêt demandé" | "its end is asked for";
    cancel_taken(what) => "arrêt : {what}" | "cancel: {what}";
    cancel_refused(why) => "arrêt refusé : {why}" | "cancel refused: {why}";
    cancel_unknown(why) => "arrêt, issue inconnue : {why}" | "cancel, outcome unknown: {why}";
    cancelled_by(who, clock, why) => "arrêt demandé par {who} à {clock} {why}" | "cancelled by {who} at {clock} {why}";
    asked_by(who, clock, why) => "demandée par {who} à {clock} · {why}" | "asked for by {who} at {clock} · {why}";
    budget(budget) => "délai {budget}" | "budget {budget}";
    nearly_over => "80 % du délai" | "80% of budget";
    over_budget => "hors délai" | "over budget";

    // Steps.
    step_waiting => "à venir" | "to come";
    step_running => "en cours" | "under way";
    step_done => "fait" | "done";
    step_failed => "échoué" | "failed";
    step_unknown => "issue inconnue" | "outcome unknown";
    step_skipped => "sauté" | "skipped";
    kind_gate => "conditions" | "gates";
    kind_notify => "message" | "message";
    kind_decide => "décision" | "decision";
    kind_lever => "levier" | "lever";
    kind_verify => "vérification" | "check";
    kind_command => "commande" | "command";
    kind_pipeline => "pipeline" | "pipeline";
    kind_workflow => "workflow" | "workflow";
    kind_application => "application" | "application";
    kind_checklist => "check-list" | "checklist";

    // Evidence of the chosen step.
    evidence => "Preuves" | "Evidence";
    output => "Sortie" | "Output";
    began(clock) => "commencé à {clock}" | "began at {clock}";
    ended(clock) => "fini à {clock}" | "ended at {clock}";
    proof(text) => "preuve : {text}" | "evidence: {text}";
    says(text) => "texte : « {text} »" | "text: “{text}”";
    channel(name, how) => "{name} : {how}" | "{name}: {how}";
    goes_to(channels) => "partira vers {channels}" | "will go to {channels}";
    decided_by(role) => "décide : {role}" | "decides: {role}";
    decides_by_reason => "décide : le responsable que nomme le motif" | "decides: whoever the reason names";
    decision(choice, who, clock) => "{choice} par {who} à {clock}" | "{choice} by {who} at {clock}";
    points_to(lever, side) => "pointe {lever} vers {side}" | "points {lever} to {side}";
    outcome_done(text) => "accepté : {text}" | "accepted: {text}";
    outcome_refused(text) => "refusé : {text}" | "refused: {text}";
    outcome_unknown(text) => "issue inconnue : {text}" | "outcome unknown: {text}";
    level_reached(level, clock) => "{level} à {clock}" | "{level} at {clock}";
    level_open(level) => "{level} : pas encore" | "{level}: not yet";
    verifies(count, paths) => "sûr après {count} observations de suite sur {paths} chemins" | "sure after {count} observations in a row over {paths} paths";
    command(argv) => "$ {argv}" | "$ {argv}";
    workflow(name) => "lance le workflow {name} et le suit jusqu'au bout" | "starts the workflow {name} and follows it to its end";
    former_version => "remet l'application à sa version précédente" | "moves the application back to its former version";
    new_version => "met l'application à sa nouvelle version" | "moves the application to its new version";
    asks_phrase => "la phrase sera demandée" | "the phrase is asked for";
    dangerous => "détruit ou écrase des données : la phrase sera demandée" | "destroys or overwrites data: the phrase is asked for";
    watched_only => "surveillé seulement, jday agit lui-même" | "only watched, jday acts itself";
    not_seen => "pas encore vu" | "not seen yet";
    list_progress(title, progress) => "{title} {progress}" | "{title} {progress}";
    nothing_known => "rien à montrer : choisissez une étape" | "nothing to show: choose a step";

    // Gates.
    gates_switch => "Conditions du basculement" | "Gates of the switch";
    gates_teardown => "Conditions avant l'arrêt de Blue" | "Gates before Blue is stopped";
    overridden(who, why) => "passé outre par {who} : « {why} »" | "overridden by {who}: “{why}”";
    gates_open(open, all) => "{open}/{all} ouvertes" | "{open}/{all} open";
    key_overrides(key) => "{key} passe outre une condition, avec une raison" | "{key} overrides a gate, with a reason";
}
