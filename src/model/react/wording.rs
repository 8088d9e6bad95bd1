//! What a message says, in the language of the room: by the plan's template or by jday's own words.

use super::super::alerts::AlertKey;
use super::super::effect::Told;
use super::super::metrics::{Track, Value};
use super::super::state::State;
use super::alerts::own;
use crate::plan::types::live::{Language, Piece, Worded, pieces};
use crate::plan::types::{Id, Live, Side, TierLevel, Unit};
use crate::text::Clean;

/// What is to be said.
pub struct Said<'a> {
    /// The title of the alert, or the text of the step.
    pub title: &'a Clean,
    /// How grave it is.
    pub tier: TierLevel,
    /// The side it speaks of.
    pub side: Option<Side>,
    /// What it says of the alert's episode.
    pub kind: Told,
    /// The alert; none for a step.
    pub alert: Option<&'a AlertKey>,
}

/// The text of a message. A plan that names no live systems says the title alone.
pub fn text(state: &State, said: &Said) -> Clean {
    let Some(live) = &state.plan.live else { return said.title.clone() };
    let mut out = String::new();
    for piece in pieces(template(live, said)) {
        match piece {
            Piece::Text(text) => out.push_str(text),
            Piece::Name(name) => out.push_str(&of(state, live.language, said, name)),
        }
    }
    // What stood for nothing here leaves a gap.
    let lines = out.lines().map(|line| line.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>());
    Clean::new(lines.map(|words| words.join(" ")).collect::<Vec<_>>().join("\n"))
}

fn template<'a>(live: &'a Live, said: &Said) -> &'a str {
    let (planned, by_itself): (&Option<Worded>, [&str; 2]) = match (said.alert, said.kind) {
        (None, _) => (&live.templates.step, ["{title} ({room}, {at})"; 2]),
        (_, Told::Raised) => (&live.templates.raised, ["[{tier}] {title} {side} {value} ({room}, {at})"; 2]),
        (_, Told::Taken) => (
            &live.templates.taken,
            ["[PRIS EN CHARGE] {title} {side} ({room}, {at})", "[TAKEN ON] {title} {side} ({room}, {at})"],
        ),
        (_, Told::Ended) => (
            &live.templates.cleared,
            ["[TERMINÉ] {title} {side} ({room}, {at})", "[OVER] {title} {side} ({room}, {at})"],
        ),
    };
    let planned = planned.as_ref().and_then(|worded| worded.in_language(live.language));
    let [fr, en] = by_itself;
    planned.map_or(if live.language == Language::Fr { fr } else { en }, Clean::as_str)
}

fn of(state: &State, language: Language, said: &Said, name: &str) -> String {
    match name {
        "title" => title(language, said),
        "side" => said.side.map(|side| side_word(language, side).to_owned()).unwrap_or_default(),
        "value" => value(state, said).unwrap_or_default(),
        "room" => state.plan.title.one_line().into_owned(),
        "at" => state.now.at.utc().with_timezone(&state.plan.zone.0).format("%H:%M").to_string(),
        "tier" => tier_word(language, said.tier).to_owned(),
        _ => String::new(),
    }
}

/// What the alert says; jday's own warnings hold their detail alone, so their words stand here.
fn title(language: Language, said: &Said) -> String {
    let words = match said.alert.map(|key| key.0.as_str()) {
        Some(own::OUT_OF_BAND) => ["levier déplacé hors jday", "lever moved outside jday"],
        Some(own::LEVER_STUCK) => ["ordre sans effet visible", "order without visible effect"],
        Some(own::NO_WAY_BACK) => ["retour arrière non prouvé", "way back not proved"],
        Some(own::UNCONFIRMED) => ["basculement non confirmé", "switch not confirmed"],
        Some(own::BREAK_GLASS) => ["décision hors rôle", "decision outside the role"],
        Some(own::DID_NOT_HELP) => ["le retour n'a pas suffi", "going back did not help"],
        Some(own::CHANNELS_DOWN) => ["canaux d'alerte muets", "alert channels down"],
        Some(own::NOBODY) => ["personne dans la salle, appelle", "nobody in the room, calls"],
        Some(own::ENGINE_AWAY) => ["le moteur était arrêté", "the engine was away"],
        _ => return said.title.as_str().to_owned(),
    };
    let [fr, en] = words;
    format!("{}: {}", if language == Language::Fr { fr } else { en }, said.title.one_line())
}

fn side_word(language: Language, side: Side) -> &'static str {
    match (language, side) {
        (Language::Fr, Side::Blue) => "BLEU",
        (Language::Fr, Side::Green) => "VERT",
        (Language::En, Side::Blue) => "BLUE",
        (Language::En, Side::Green) => "GREEN",
    }
}

fn tier_word(language: Language, tier: TierLevel) -> &'static str {
    match (language, tier) {
        (Language::Fr, TierLevel::Critical) => "CRITIQUE",
        (Language::En, TierLevel::Critical) => "CRITICAL",
        (_, TierLevel::Important) => "IMPORTANT",
        (_, TierLevel::Info) => "INFO",
    }
}

/// The last value of the metric behind the alert, where a rule of the plan names one.
fn value(state: &State, said: &Said) -> Option<String> {
    let rule = Id::new(said.alert?.parts().0);
    let metric = state.plan.metric(state.plan.alert(&rule)?.1.metric.as_ref()?)?;
    let track = said.side.map_or(Track::Shared, Track::Side);
    let (_, reading) = state.metrics.series(&metric.id, track)?.last?;
    let Value::Number(number) = reading.value else { return None };
    Some(shown(number, metric.unit))
}

/// A number as one says it in a message: three digits that count.
fn shown(number: f64, unit: Unit) -> String {
    let (number, after) = match unit {
        Unit::Ratio => (number * 100.0, " %"),
        Unit::Seconds if number < 1.0 => (number * 1000.0, " ms"),
        Unit::Seconds => (number, " s"),
        Unit::Persecond => (number, "/s"),
        Unit::Perminute => (number, "/min"),
        Unit::Days => (number, " d"),
        Unit::Metres => (number, " m"),
        Unit::Count | Unit::Updown => (number, ""),
    };
    let whole = number.abs() >= 100.0 || number.fract() == 0.0;
    if whole { format!("{number:.0}{after}") } else { format!("{number:.1}{after}") }
}
