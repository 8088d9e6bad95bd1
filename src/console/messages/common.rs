//! Words and sentences that several areas of the screen share.

use crate::console::lang::Lang;

/// How many people are attached.
pub fn attached(lang: Lang, count: usize) -> String {
    if count == 1 { attached_one(lang).to_owned() } else { attached_many(lang, count) }
}

messages! {
    // The header.
    mode_live => "LIVE" | "LIVE";
    mode_drill => "EXERCICE" | "DRILL";
    mode_replay => "RELECTURE" | "REPLAY";
    live_side(side) => "{side} en ligne" | "{side} is live";
    not_confirmed => "non confirmé" | "not confirmed";
    sources_seen(seen, all) => "sources {seen}/{all}" | "sources {seen}/{all}";
    blind => "AVEUGLE" | "BLIND";
    automation_off => "auto coupé" | "auto off";
    automation_armed => "auto armé" | "auto armed";
    automation_paused(until) => "auto en pause jusqu'à {until}" | "auto paused until {until}";
    attached_one => "1 présent" | "1 here";
    attached_many(count) => "{count} présents" | "{count} here";

    // Values and ages.
    no_value => "—" | "—";
    never_read => "jamais lu" | "never read";
    stale => "périmé" | "stale";
    late_by(age) => "vieux de {age}" | "{age} old";
    source_error => "source muette" | "source silent";
    not_recorded => "non enregistré" | "not recorded";
    no_data => "pas de donnée" | "no data";
    target(condition) => "cible {condition}" | "target {condition}";

    // Hold and verdict of a trigger (F6).
    hold(held, hold) => "tenu {held} sur {hold}" | "held {held} of {hold}";
    verdict_ok => "normal" | "ok";
    verdict_breach => "dépassé" | "breach";
    verdict_unknown => "inconnu" | "unknown";
    phase_calm => "calme" | "calm";
    phase_holding => "compte" | "holding";
    phase_fired => "DÉCLENCHÉ" | "FIRED";
    phase_blind => "aveugle" | "blind";
    because_above(value, limit) => "{value} dépasse {limit}" | "{value} is above {limit}";
    because_not_above(value, limit) => "{value} ne dépasse pas {limit}" | "{value} is not above {limit}";
    because_below(value, limit) => "{value} est sous {limit}" | "{value} is below {limit}";
    because_not_below(value, limit) => "{value} n'est pas sous {limit}" | "{value} is not below {limit}";
    because_equal(value, limit) => "{value} vaut {limit}" | "{value} equals {limit}";
    because_not_equal(value, limit) => "{value} ne vaut pas {limit}" | "{value} differs from {limit}";
    because_state(value) => "{value} en ce moment" | "{value} now";
    because_not_yet_clear(value, clear_at, clear_for) => "{value} · pas encore revenu à {clear_at} pendant {clear_for}" | "{value} · not yet back at {clear_at} for {clear_for}";
    because_never_read => "rien n'a encore été lu" | "nothing was read yet";
    because_no_data => "la source a répondu sans cette série" | "the source answered without this series";
    because_not_a_number => "la source a répondu « pas un nombre »" | "the source answered not-a-number";
    because_source_error => "la source n'a pas répondu" | "the source did not answer";
    because_stale => "dernière valeur trop ancienne pour juger" | "last value too old to judge";
    because_low_volume(events, needed) => "trop peu d'événements ({events}, il en faut {needed})" | "too few events ({events}, {needed} needed)";
    because_low_coverage(coverage, needed) => "mesures trop clairsemées ({coverage}, il faut {needed})" | "samples too sparse ({coverage}, {needed} needed)";
    because_warming_up => "ce côté vient d'être mis en ligne : on attend" | "this side just went live: waiting";
    because_not_recorded => "personne n'a enregistré ce moment" | "nobody recorded this time";

    // Dialogs and keys.
    cancel => "Annuler" | "Cancel";
    confirm => "Confirmer" | "Confirm";
    no => "Non" | "No";
    send => "Enregistrer" | "Save";
    none => "aucun" | "none";
    of(part, whole) => "{part}/{whole}" | "{part}/{whole}";
    too_small => "fenêtre trop petite : agrandissez-la" | "window too small: widen it";
    refused(why) => "refusé : {why}" | "refused: {why}";

    // Why a key does nothing just now.
    why_replay => "une relecture ne fait que montrer" | "a replay only shows";
    why_live => "seulement en exercice ou en relecture" | "in drills and replays only";
    why_played => "seulement en relecture" | "in replays only";
    why_drilled => "seulement en exercice" | "in drills only";
    why_right(right) => "votre rôle n'a pas le droit de {right}" | "your role may not {right}";
    why_nobody => "vous n'êtes pas dans le plan : vous pouvez seulement regarder" | "the plan does not name you: you can only look";
    why_closed => "la salle est fermée" | "the room is closed";

    // Score sheet (F10).
    score_title => "Bilan de l'exercice" | "Drill score";
    score_unfinished => "Inachevé : pas de note" | "Unfinished: not scored";
    score_points(points) => "{points} points sur 100" | "{points} points of 100";
    segment_detect => "détecter" | "detect";
    segment_alert => "alerter" | "alert";
    segment_decide => "décider" | "decide";
    segment_execute => "exécuter" | "execute";
    segment_observe => "observer" | "observe";
    within_budget => "dans le délai" | "within budget";
    over_budget => "hors délai" | "over budget";
}
