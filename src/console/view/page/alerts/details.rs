//! Everything that is known about one alert.

use std::collections::BTreeMap;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::{history, row, watched};
use crate::console::action::Action;
use crate::console::format;
use crate::console::messages::{alerts as say, channels, room, words};
use crate::console::view::alerts::{delivery_mark, delivery_word, severity};
use crate::console::view::feed::{Entry, waits};
use crate::console::view::fields::{self, Field};
use crate::console::view::scene::Scene;
use crate::console::view::{facts, footer};
use crate::model::alerts::{Alert, AlertKey, Delivery, Origin};
use crate::model::react::{own, put_by_jday};
use crate::model::triggers::Phase;
use crate::plan::types::{AlertRule, Id, Metric, Side, Trigger};

/// Most other alerts of its rule that are named.
const MEMBERS: usize = 6;

/// Draws them.
pub fn draw(scene: &Scene, buf: &mut Buffer, area: Rect, entry: &Entry) {
    fields::draw(scene, buf, area, &all(scene, entry));
}

/// How many lines they take in `wide` cells.
pub fn lines(scene: &Scene, entry: &Entry, wide: u16) -> u16 {
    fields::lines(&all(scene, entry), wide)
}

fn all<'s>(scene: &Scene<'s>, entry: &Entry<'s>) -> Vec<Field<'s>> {
    let (lang, look) = (scene.lang, scene.theme);
    let (key, alert) = (entry.key(), entry.alert);
    let (glyph, style) = severity(scene, alert.level);
    let mut title = words::alert(lang, key, alert);
    if let Some(side) = alert.side {
        title = format!("{title} {} {}", scene.glyphs.dot, words::side(lang, side));
    }
    let mut out = vec![
        Field::new(words::severity(lang, alert.level), title, look.strong).marked(glyph, style),
        standing(scene, alert),
    ];
    out.extend(times(scene, alert));
    out.extend(ends(scene, key, alert));
    out.extend(deliveries(scene, alert));
    out.extend(behind(scene, key, alert));
    out.push(Field::new(say::origin(lang), origin(scene, key, alert), look.text));
    out.extend(members(scene, entry));
    out.extend(history::fields(scene, key));
    out
}

/// Whether somebody takes care of it.
fn standing<'s>(scene: &Scene<'s>, alert: &Alert) -> Field<'s> {
    let (lang, look, zone) = (scene.lang, scene.theme, scene.state.plan.zone);
    let name = say::taken_on(lang);
    match &alert.acknowledged {
        Some((who, stamp)) => {
            let who = words::actor(lang, &scene.state.plan, &crate::model::Actor::Person(who.clone()));
            let text = say::by_at(lang, who, format::clock(stamp.at, zone));
            Field::new(name, text, look.ok).marked(scene.glyphs.ok, look.ok)
        }
        None if waits(alert, scene.state.now.at) && footer::why_not(scene, Action::Acknowledge).is_none() => {
            let text = say::nobody(lang, scene.keymap.hint(Action::Acknowledge));
            Field::new(name, text, look.warn).marked(scene.glyphs.waiting, look.warn)
        }
        None => Field::new(name, say::nobody_now(lang), look.dim).marked(scene.glyphs.waiting, look.dim),
    }
}

/// When it began and ended, how often it came, until when it is silent.
fn times<'s>(scene: &Scene<'s>, alert: &Alert) -> Vec<Field<'s>> {
    let (lang, look, zone) = (scene.lang, scene.theme, scene.state.plan.zone);
    let mut out = vec![Field::new(say::began(lang), format::clock(alert.raised_at.at, zone), look.text)];
    if let Some(over) = alert.cleared_at {
        let lasted = say::lasted(lang, format::length(lang, over.since(alert.raised_at)));
        let text = format!("{} {} {lasted}", format::clock(over.at, zone), scene.glyphs.dot);
        out.push(Field::new(say::ended(lang), text, look.text));
    }
    if let Some(until) = alert.silenced_until.filter(|until| *until > scene.state.now.at) {
        let minutes = until.0.abs_diff(scene.state.now.at.0).div_ceil(60_000);
        let left = room::minutes(lang, minutes);
        let text = say::until(lang, format::clock_short(until, zone), left);
        out.push(Field::new(say::silence(lang), text, look.warn).marked(scene.glyphs.paused, look.warn));
    }
    if alert.episodes > 1 {
        out.push(Field::new(say::episodes(lang), say::episode_number(lang, alert.episodes), look.text));
    }
    out
}

/// By what one of jday's own warnings ends, where that is not plain.
fn ends<'s>(scene: &Scene<'s>, key: &AlertKey, alert: &Alert) -> Option<Field<'s>> {
    let (lang, look) = (scene.lang, scene.theme);
    let text = match key.0.as_str() {
        own::CHANNELS_DOWN => channels::ends_through(lang, alert.title.one_line()),
        own::OUT_OF_BAND => channels::ends_put_back(lang, words::side(lang, put_by_jday(scene.state))),
        _ => return None,
    };
    alert.is_firing().then(|| Field::new(say::ends(lang), text, look.dim))
}

fn deliveries<'s>(scene: &Scene<'s>, alert: &'s Alert) -> Vec<Field<'s>> {
    let (lang, look, zone) = (scene.lang, scene.theme, scene.state.plan.zone);
    if alert.deliveries.is_empty() {
        return vec![Field::new(say::message(lang), say::not_sent(lang), look.dim)];
    }
    let kinds = [
        (say::message(lang), &alert.deliveries),
        (say::incident_taken(lang), &alert.told_taken),
        (say::incident_ended(lang), &alert.told_ended),
    ];
    let each = |(label, deliveries): (&'static str, &'s BTreeMap<Id, Delivery>)| {
        deliveries.iter().enumerate().map(move |(index, one)| (if index == 0 { label } else { "" }, one))
    };
    let line = |(label, (id, delivery)): (&'static str, (&'s Id, &'s Delivery))| {
        let (mark, style) = delivery_mark(scene, delivery);
        let mut text = row::channel(scene, id).to_owned();
        if let Some(channel) = scene.state.plan.channel(id) {
            text = format!("{text} {}", say::to(lang, channel.to.one_line()));
        }
        let word = delivery_word(lang, delivery.outcome.as_ref());
        let dot = scene.glyphs.dot;
        text = format!("{text} {dot} {word} {dot} {}", format::clock(delivery.stamp.at, zone));
        if delivery.tries > 1 {
            text = format!("{text} {dot} {}", say::tried(lang, delivery.tries));
        }
        let looks = if delivery.is_delivered() { look.text } else { style };
        Field::new(label, text, looks).marked(mark, style)
    };
    kinds.into_iter().flat_map(each).map(line).collect()
}

/// The rule of the plan behind it with the value now, and what the triggers on the same metric say.
fn behind<'s>(scene: &Scene<'s>, key: &AlertKey, alert: &Alert) -> Vec<Field<'s>> {
    let (lang, look, plan) = (scene.lang, scene.theme, &scene.state.plan);
    let id = Id::new(key.parts().0);
    let rule = plan.alert(&id).map(|(_, rule)| rule).filter(|_| alert.origin == Origin::Plan);
    let metric = rule.and_then(|rule| rule.metric.as_ref());
    let side = alert.side.unwrap_or(scene.state.cutover.live);
    let mut out = Vec::new();
    if let Some((rule, metric)) = rule.zip(metric.and_then(|id| plan.metric(id))) {
        let (text, style) = rule_now(scene, rule, metric, side);
        out.push(Field::new(say::rule(lang), text, style));
    }
    let asks = |trigger: &&Trigger| Some(&trigger.metric) == metric || trigger.id == id;
    for trigger in plan.triggers.iter().filter(asks) {
        let standing = scene.state.triggers.standing(&trigger.id, side);
        let because = words::because(lang, plan, trigger, &standing.evidence);
        let phase = words::phase(lang, standing.phase);
        let text = format!("{} {} {phase}, {because}", trigger.title.one_line(), scene.glyphs.dot);
        let style = match standing.phase {
            Phase::Calm => look.text,
            Phase::Holding => look.warn,
            Phase::Fired => look.bad,
            Phase::Blind => look.unknown,
        };
        out.push(Field::new(say::trigger(lang), text, style));
    }
    out
}

fn rule_now(scene: &Scene, rule: &AlertRule, metric: &Metric, side: Side) -> (String, Style) {
    let (lang, look, dot) = (scene.lang, scene.theme, scene.glyphs.dot);
    let mut text =
        format!("{} {}", metric.title.one_line(), watched::condition(scene, rule, metric, rule.hold));
    if let Some(value) = facts::fresh(scene.state, metric, side) {
        text = format!("{text} {dot} {}", say::now(lang, format::value(lang, metric.unit, value)));
    }
    if rule.jday_default {
        text = format!("{text} {dot} {}", say::jday_default(lang));
    }
    (text, look.text)
}

fn origin(scene: &Scene, key: &AlertKey, alert: &Alert) -> String {
    let lang = scene.lang;
    let from = match &alert.origin {
        Origin::Source(id) => id.to_string(),
        Origin::Plan if scene.state.plan.alert(&Id::new(key.parts().0)).is_some() => {
            say::from_plan(lang).to_owned()
        }
        Origin::Plan => say::from_jday(lang).to_owned(),
    };
    format!("{from} {} {}", scene.glyphs.dot, key.0.one_line())
}

/// The other alerts for which a grouped line stands.
fn members<'s>(scene: &Scene<'s>, entry: &Entry<'s>) -> Vec<Field<'s>> {
    if entry.count < 2 {
        return Vec::new();
    }
    let feed = crate::console::view::feed::Feed::all(scene.state);
    let all = feed.members(scene.state, entry);
    let others = all.iter().filter(|(key, _)| *key != entry.key());
    let mut out: Vec<Field> = others
        .clone()
        .take(MEMBERS)
        .enumerate()
        .map(|(index, (key, alert))| {
            let (glyph, style) = severity(scene, alert.level);
            let (state, _) = row::state(scene, alert, u16::MAX);
            let clock = format::clock_short(alert.raised_at.at, scene.state.plan.zone);
            let text = format!("{clock} {} {state}", words::alert(scene.lang, key, alert));
            let name = if index == 0 { say::members(scene.lang) } else { "" };
            Field::new(name, text, scene.theme.dim).marked(glyph, style)
        })
        .collect();
    if all.len() > MEMBERS + 1 {
        out.push(Field::new("", room::more(scene.lang, all.len() - 1 - MEMBERS), scene.theme.dim));
    }
    out
}
