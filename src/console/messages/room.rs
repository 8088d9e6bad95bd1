//! Words of the room's panes, its overlays and the picker.

use crate::console::lang::Lang;
use crate::plan::types::Group;

/// The title of a metric pane.
pub fn group(lang: Lang, group: Group) -> &'static str {
    match group {
        Group::Performance => performance(lang),
        Group::Business => business(lang),
        Group::Platform => platform(lang),
    }
}

/// How many gates are closed.
pub fn held_by(lang: Lang, count: usize) -> String {
    if count == 1 { held_by_one(lang).to_owned() } else { held_by_many(lang, count) }
}

/// How many alerts are on.
pub fn alerts_on(lang: Lang, count: usize) -> String {
    match count {
        0 => no_alerts(lang).to_owned(),
        1 => alerts_on_one(lang).to_owned(),
        _ => alerts_on_many(lang, count),
    }
}

messages! {
    eyes_wanted(key, left, who, what) => "SECONDE PERSONNE · touche {key} · {left} · {who} demande : {what}" | "SECOND PERSON · press {key} · {left} · {who} asks for: {what}";
    returns_in(left, key) => "RETOUR AUTOMATIQUE dans {left} si personne ne confirme le basculement : touche {key}" | "AUTOMATIC RETURN in {left} unless somebody confirms the switch: key {key}";

    // Metric panes.
    performance => "Performance" | "Performance";
    business => "Métier" | "Business";
    platform => "Plateforme" | "Platform";
    beyond_target(count) => "{count} hors cible" | "{count} off target";
    no_metrics => "le plan ne mesure rien ici" | "the plan measures nothing here";
    shared => "commun" | "shared";
    absent => "absent" | "absent";
    silent => "muette" | "silent";
    not_a_number => "NaN 0/0" | "NaN 0/0";
    unrecorded => "non enreg." | "unrecorded";
    errors_short => "d'erreurs" | "errors";

    // Triggers.
    triggers => "Déclencheurs" | "Triggers";
    no_triggers => "le plan n'a pas de déclencheur" | "the plan has no trigger";
    proposes_only => "proposent, ne décident pas" | "propose, never decide";
    acts_alone => "peuvent agir seuls" | "may act by themselves";
    proposes_in(left) => "propose le retour dans {left}" | "proposes a rollback in {left}";
    proposes_and_acts_in(left) => "propose dans {left}, puis peut agir seul" | "proposes in {left}, then may act alone";
    proposed_at(clock) => "retour proposé à {clock}" | "rollback proposed at {clock}";
    hold_stands => "décompte figé faute de mesure" | "the hold stands still without data";

    // Alerts.
    alerts => "Alertes" | "Alerts";
    no_alerts => "aucune alerte" | "no alert";
    alerts_on_one => "1 alerte en cours" | "1 alert on";
    alerts_on_many(count) => "{count} alertes en cours" | "{count} alerts on";
    to_take(count) => "{count} à prendre" | "{count} to take";
    untaken => "à prendre" | "to take";
    over => "fini" | "over";
    silenced => "en silence" | "silenced";
    since(clock) => "depuis {clock}" | "since {clock}";
    taken_by(who, clock) => "pris par {who} à {clock}" | "taken by {who} at {clock}";
    under_way => "en cours d'envoi" | "being sent";
    delivered => "livré" | "delivered";
    not_delivered(why) => "NON LIVRÉ ({why})" | "NOT DELIVERED ({why})";
    perhaps_delivered(why) => "PEUT-ÊTRE LIVRÉ ({why})" | "PERHAPS DELIVERED ({why})";
    never_left => "retiré avant l'envoi" | "taken back before it left";
    episodes(count) => "{count} épisodes" | "{count} episodes";

    // Schedule.
    schedule => "Jour J" | "J-Day";
    no_slots => "le plan n'a pas d'horaire" | "the plan has no schedule";
    next_in(left) => "prochain créneau dans {left}" | "next slot in {left}";
    not_begun => "pas commencé" | "not begun";
    early(by) => "{by} d'avance" | "{by} early";
    late(by) => "{by} de retard" | "{by} late";
    minutes(count) => "{count} min" | "{count} min";

    // Checklists.
    checklists => "Check-lists" | "Checklists";
    no_checklists => "le plan n'a pas de check-list" | "the plan has no checklist";
    switch_waits(count) => "bascule bloquée par {count}" | "switch held by {count}";
    taken_back(who, clock) => "décoché par {who} {clock}" | "unticked by {who} {clock}";

    // Cutover.
    cutover => "Bascule" | "Cutover";
    share_unknown => " part inconnue" | " share unknown";
    share_over(span) => "part de Green sur {span}" | "Green's share over {span}";
    lever => "levier" | "lever";
    low_ttl_since(clock) => "TTL bas depuis {clock}" | "low TTL since {clock}";
    low_ttl => "TTL bas" | "low TTL";
    high_ttl => "TTL haut" | "high TTL";
    low_ttl_not_yet => "TTL pas encore abaissé" | "TTL not lowered yet";
    votes => "votes" | "votes";
    conditions => "conditions" | "gates";
    held_by_one => "1 fermée" | "1 closed";
    held_by_many(count) => "{count} fermées" | "{count} closed";
    held_checklist => "check-lists" | "checklists";
    held_window => "fenêtre" | "window";
    held_window_whole => "fenêtre de déploiement" | "deployment window";
    held_votes => "votes" | "votes";
    held_readiness => "retour" | "way back";
    held_critical_alert => "alerte" | "alert";
    held_blind => "mesures" | "data";
    held_procedure => "tests" | "tests";
    held_analysis => "analyse" | "analysis";
    held_replica_lag => "réplique" | "replica";
    resolvers => "résolveurs" | "resolvers";
    found_outside => "déplacé hors jday" | "moved outside jday";
    undone => "défait hors jday" | "undone outside jday";
    level_absent(level) => "pas {level}" | "not {level}";
    level_means => "l'ordre est parti, l'effet n'est pas visible" | "the order went out, its effect does not show";
    level_remedy => "vérifier le fournisseur, refaire ou revenir" | "check the provider, repeat or go back";
    level_missed(level) => "pas {level} à temps" | "not {level} in time";
    streak(count, needed) => "{count}/{needed} vues de suite" | "{count}/{needed} seen in a row";
    more(count) => "… {count} de plus" | "… {count} more";
    no_seconds => "0 s" | "0s";
    ttl_left(left) => "encore {left}" | "{left} left";
    tail => "queue DNS" | "DNS tail";
    tail_over => "écoulée" | "over";
    left => "restent" | "left";
    residual(share, side) => "reste {share} {side}" | "{share} still on {side}";
    writes => "écritures" | "writes";
    writes_on(value, side) => "{value} sur {side}" | "{value} on {side}";
    writes_kept => "gardées si retour" | "kept on a return";
    writes_stay(side) => "restent sur {side}" | "stay on {side}";
    way_back => "retour" | "way back";
    never_proved => "jamais prouvé" | "never proved";
    not_ready => "PAS PRÊT" | "NOT READY";
    ready => "prêt, prouvé" | "ready, proved";
    proof_too_old => "preuve trop vieille" | "proof too old";
    stopwatch => "chrono" | "stopwatch";

    // Header.
    initial => "état initial" | "initial state";
    switch_in(left) => "bascule dans {left}" | "switch in {left}";
    switch_late(by) => "bascule prévue il y a {by}" | "switch due {by} ago";
    late_short(by) => "retard {by}" | "{by} late";
    switched_short(since) => "bascule +{since}" | "switched +{since}";
    back_short(since) => "retour +{since}" | "back +{since}";
    switched_since(since) => "bascule il y a {since}" | "switched {since} ago";
    back_since(since) => "retour il y a {since}" | "back {since} ago";
    local => "local" | "local";
    automation_spent => "auto a agi" | "auto has acted";
    automation_disarmed => "auto désarmé" | "auto disarmed";
    room_closed => "SALLE FERMÉE" | "ROOM CLOSED";
    nobody => "personne d'autre" | "nobody else";

    // Banners.
    rollback_proposed => "RETOUR PROPOSÉ" | "ROLLBACK PROPOSED";
    rollback_running => "RETOUR EN COURS" | "ROLLBACK UNDER WAY";
    awaits(role) => "attend {role}" | "awaits {role}";
    press(key) => "touche {key}" | "press {key}";
    decides(role) => "{role} décide" | "{role} decides";
    lever_missed(side, level) => "LEVIER SANS EFFET · vers {side}, pas {level} à temps · vérifier le fournisseur" | "LEVER WITHOUT EFFECT · to {side}, not {level} in time · check the provider";
    lever_unknown(side, level) => "ISSUE INCONNUE · vers {side}, pas {level} à temps · vérifier avant d'agir" | "OUTCOME UNKNOWN · to {side}, not {level} in time · check before acting";
    engine_lost(why) => "MOTEUR PERDU · reconnexion en cours · dernier état connu · {why}" | "ENGINE LOST · reconnecting · last known state · {why}";
    journal_silent(why) => "JOURNAL MUET · {why} · automatisme coupé, retour manuel possible" | "JOURNAL SILENT · {why} · automation off, manual rollback works";
    blind_since(length, what) => "AVEUGLE depuis {length} · retour manuel possible · {what}" | "BLIND for {length} · manual rollback works · {what}";
    drifted(clock, from, found, expected) => "LEVIER DÉPLACÉ HORS JDAY à {clock} · {from} répond {found}, attendu {expected}" | "LEVER MOVED OUTSIDE JDAY at {clock} · {from} answers {found}, expected {expected}";

    // Overlays and picker.
    help => "Aide" | "Help";
    help_everywhere => "Partout" | "Everywhere";
    drill_badge => "EXERCICE" | "DRILL";
    choose_drill => "Choisissez un exercice : un Jour J sur enregistrement." | "Choose a drill: J-Day on recorded telemetry.";
    no_drills => "aucun exercice trouvé" | "no drill found";
    no_rollback => "aucun retour arrière" | "no rollback";
    rollback_number(number) => "retour n° {number}" | "rollback {number}";
    not_observed => "jamais observé" | "never observed";
    false_returns => "retours sans motif" | "returns without cause";
    missed_returns => "propositions sans réponse" | "proposals nobody answered";
    unacknowledged => "alertes critiques non prises en charge" | "critical alerts nobody took";
    unreasoned => "décisions sans raison écrite" | "decisions without a written reason";
    faults_by_hand(count) => "pannes mises à la main par l'animateur : {count}" | "faults put in by hand by the facilitator: {count}";
    why_unfinished => "L'exercice s'est arrêté avant sa fin : sans fin, pas de note." | "The drill stopped before its end: without an end, no score.";
}
