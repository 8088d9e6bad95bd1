//! Words of page 5, the alerts.

use crate::console::lang::Lang;
use crate::plan::types::ChannelKind;

/// What carries a message, by the name people know it under.
pub fn carrier(lang: Lang, kind: ChannelKind) -> &'static str {
    match kind {
        ChannelKind::Pagerduty => "PagerDuty",
        ChannelKind::Sms => "SMS",
        ChannelKind::Slack => "Slack",
        ChannelKind::Email => email(lang),
    }
}

/// How many alerts are over; French counts none as one.
pub fn over_count(lang: Lang, count: usize) -> String {
    if count < 2 { over_one(lang, count) } else { over_many(lang, count) }
}

messages! {
    email => "e-mail" | "email";

    // Headings of the tiers and what they count.
    critical => "CRITIQUES" | "CRITICAL";
    important => "IMPORTANTES" | "IMPORTANT";
    info => "INFORMATIVES" | "INFORMATION";
    over => "TERMINÉES" | "OVER";
    to_take(count) => "{count} à prendre" | "{count} to take";
    on(count) => "{count} en cours" | "{count} on";
    over_one(count) => "{count} finie" | "{count} over";
    over_many(count) => "{count} finies" | "{count} over";
    silenced_count(count) => "{count} en silence" | "{count} silenced";
    none_on => "rien en cours" | "nothing on";
    no_channel => "aucun canal" | "no channel";
    grouped => "par règle" | "by rule";

    // One line.
    plan => "plan" | "plan";
    own => "jday" | "jday";
    again(title, count) => "{title} ×{count}" | "{title} ×{count}";
    taken(who, clock) => "{who} {clock}" | "{who} {clock}";
    silent_until(clock) => "silence jusqu'à {clock}" | "silenced until {clock}";
    over_at(clock) => "fini à {clock}" | "over at {clock}";
    says(source, title) => "{source} : {title}" | "{source}: {title}";
    times(count) => "{count} ×" | "{count} ×";
    none => "aucune alerte : rien ne dépasse ce que le plan surveille" | "no alert: nothing is beyond what the plan watches";

    // What the plan watches.
    watched => "Ce que le plan surveille" | "What the plan watches";
    by_event => "par un événement" | "by an event";
    held_for(length) => "pendant {length}" | "for {length}";
    grown_over(length) => "de plus en {length}" | "more in {length}";
    now(value) => "{value} à présent" | "{value} now";

    // Details.
    details => "Une alerte" | "One alert";
    state => "état" | "state";
    began => "début" | "began";
    ended => "fin" | "ended";
    ends => "finit" | "ends";
    lasted(length) => "a duré {length}" | "lasted {length}";
    taken_on => "prise en charge" | "taken on";
    nobody(key) => "personne encore : {key} la prend" | "nobody yet: {key} takes it";
    nobody_now => "par personne" | "by nobody";
    by_at(who, clock) => "{who}, à {clock}" | "{who}, at {clock}";
    silence => "silence" | "silence";
    until(clock, left) => "jusqu'à {clock}, encore {left}" | "until {clock}, {left} left";
    from_plan => "règle du plan" | "rule of the plan";
    from_jday => "avertissement de jday" | "warning of jday's own";
    origin => "origine" | "origin";
    key => "clé" | "key";
    message => "message" | "message";
    incident_taken => "incident pris en charge" | "incident taken on";
    incident_ended => "incident clos" | "incident closed";
    not_sent => "aucun message : ce niveau n'a pas de canal, ou l'alerte vient d'ailleurs" | "no message: the tier has no channel, or the alert comes from elsewhere";
    tried(count) => "{count} essais" | "{count} tries";
    to(who) => "à {who}" | "to {who}";
    rule => "règle" | "rule";
    trigger => "déclencheur" | "trigger";
    episodes => "épisodes" | "episodes";
    episode_number(count) => "le {count}e de la journée" | "number {count} of the day";
    history => "journal" | "journal";
    members => "avec" | "with";
    jday_default => "seuil choisi par jday" | "threshold chosen by jday";

    // What a key answers.
    took(title) => "à vous : {title}" | "yours: {title}";
    took_many(count, title) => "à vous, {count} alertes : {title}" | "yours, {count} alerts: {title}";
    took_some(count, left, title) => "à vous, {count} alertes, encore {left} : {title}" | "yours, {count} alerts, {left} left: {title}";
    already(who, title) => "déjà prise par {who} : {title}" | "already taken on by {who}: {title}";
    nothing_chosen => "aucune alerte sous le curseur" | "no alert under the cursor";
    is_over => "cette alerte est finie : elle se tait déjà" | "this alert is over: it is silent already";
}
