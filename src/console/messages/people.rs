//! Words of page 8, people and sources.

use crate::console::lang::Lang;

/// How many metrics a source feeds.
pub fn metrics(lang: Lang, count: usize) -> String {
    match count {
        0 => metrics_none(lang).to_owned(),
        1 => metrics_one(lang).to_owned(),
        _ => metrics_many(lang, count),
    }
}

messages! {
    // Parts by their short names.
    part_team => "équipe" | "team";
    part_poll => "vote" | "poll";
    part_sources => "sources" | "sources";
    part_channels => "canaux" | "channels";
    part_contacts => "contacts" | "contacts";

    // The team.
    team => "Équipe" | "Team";
    no_roles => "Le plan ne nomme aucun rôle : ajoutez-y roles et people." | "The plan names no role: add roles and people to it.";
    here_from(place, clock) => "{place} depuis {clock}" | "{place} since {clock}";
    consoles(count) => "{count} consoles" | "{count} consoles";
    absent => "pas là" | "not here";
    nobody => "personne ne tient ce rôle" | "nobody holds this role";
    you => "vous" | "you";
    leads => "mène" | "leads";
    idle(seat, length) => "{seat}, inactif {length}" | "{seat}, idle {length}";
    guest => "hors du plan : regarde seulement" | "not in the plan: may only look";
    answers_for(what) => "répond de : {what}" | "answers for: {what}";
    escalated(what) => "on lui remonte : {what}" | "escalated here: {what}";
    deputies(names) => "sinon : {names}" | "else: {names}";
    does(actions) => "fait : {actions}" | "does: {actions}";
    may(rights) => "peut : {rights}" | "may: {rights}";
    may_nothing => "ne peut que regarder" | "may only look";

    // The poll.
    poll => "Vote go / no-go" | "Go / no-go poll";
    no_poll => "Le plan ne demande aucun vote avant la bascule." | "The plan asks for no vote before the switch.";
    all_go(count, all) => "GO {count}/{all}" | "GO {count}/{all}";
    waits_for(count, all, names) => "GO {count}/{all} · attend {names}" | "GO {count}/{all} · waits for {names}";
    no_go(names) => "NO-GO : {names}" | "NO-GO: {names}";
    go => "GO" | "GO";
    not_go => "NO-GO" | "NO-GO";
    not_voted => "pas encore voté" | "not voted yet";
    not_asked => "voix non demandée" | "vote not asked for";
    your_vote(key) => "{key} : votre voix manque" | "{key}: your vote is missing";

    // Sources.
    sources => "Sources" | "Sources";
    no_sources => "Le plan ne mesure rien : aucune source à surveiller." | "The plan measures nothing: no source to watch.";
    fresh => "fraîche" | "fresh";
    late => "en retard" | "late";
    silent => "MUETTE" | "SILENT";
    failing => "en erreur" | "error";
    never => "jamais lue" | "never read";
    clock_ahead(length) => "son horloge avance de {length}" | "its clock is {length} ahead";
    clock_behind(length) => "son horloge retarde de {length}" | "its clock is {length} behind";
    rests_until(clock) => "a demandé du repos jusqu'à {clock}" | "asked to be left alone until {clock}";
    ago(length) => "il y a {length}" | "{length} ago";
    asked_again(clock) => "prochaine question à {clock}" | "asked again at {clock}";
    all_fresh(count, all) => "{count}/{all} répondent" | "{count}/{all} answering";
    silent_since(clock) => "muette depuis {clock}" | "silent since {clock}";
    metrics_none => "aucune mesure" | "no metric";
    metrics_one => "1 mesure" | "1 metric";
    metrics_many(count) => "{count} mesures" | "{count} metrics";
    feeds(names) => "mesures : {names}" | "metrics: {names}";
    blinds(names) => "aveugles sans elle : {names}" | "blind without it: {names}";
    blindness => "aveuglement" | "blindness";
    blind_since(clock, length) => "AVEUGLE depuis {clock} ({length})" | "BLIND since {clock} ({length})";
    blind_what(names) => "on ne voit plus : {names}" | "not seen any more: {names}";
    sees => "assez de mesures pour juger" | "enough data to judge";
    was_blind(from, to, length) => "aveugle de {from} à {to} ({length})" | "blind from {from} to {to} ({length})";

    // Contacts.
    contacts => "Contacts et escalade" | "Contacts and escalation";
    no_contacts => "Le plan ne donne aucun contact : ajoutez-y contacts." | "The plan gives no contact: add contacts to it.";
    emergency => "contacts d'urgence" | "emergency contacts";
    deciders => "motifs de retour et qui décide" | "reasons to go back and who decides";
    informs => "qui prévient qui" | "who tells whom";
    told_by(who, channel) => "{who} · {channel}" | "{who} · {channel}";
    variables => "variables d'environnement (noms seulement)" | "environment variables (names only)";
    secrets => "secrets des workflows (noms seulement)" | "secrets of the workflows (names only)";
    required(count) => "exigées : {count}" | "required: {count}";
    required_secrets(count) => "exigés : {count}" | "required: {count}";
    checked_live => "vérifiées par « preflight » avant le live, pas en exercice" | "checked by “preflight” before the live day, not in a drill";
}
