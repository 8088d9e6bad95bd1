//! `[live]`: each source, lever and channel is of exactly one kind, and names what the plan has.

use std::collections::BTreeSet;

use super::super::problem::{Place, Problem, suggestion};
use super::super::types::live::{LiveSource, PLACEHOLDERS, Piece, Worked, pieces};
use super::super::types::{Live, Millis, Plan};

/// Longest interval of a source: one J-Day.
const DAY: Millis = Millis::from_secs(24 * 3600);
/// How often Supabase's management API may be asked at most: a fifth of what it allows to one person.
const SUPABASE_FLOOR: Millis = Millis::from_secs(10);

pub(super) fn check(plan: &Plan, found: &mut Vec<Problem>) {
    let Some(live) = &plan.live else { return };
    fingerprint(live, found);
    sources(plan, live, found);
    given(plan, live, found);
    alerts(plan, found);
    lever(live, found);
    channels(plan, live, found);
    paths(plan, live, found);
    templates(live, found);
}

fn place() -> Place {
    Place::top().key("live")
}

/// That the sides have versions of their own holds for every plan (`values`); here they are read.
fn fingerprint(live: &Live, found: &mut Vec<Problem>) {
    let at = place().key("fingerprint");
    if live.fingerprint.header.is_some() && live.fingerprint.json.is_some() {
        let message = "a version stands in a header or in a JSON body; keep one of `header` and `json`";
        found.push(Problem::error("live-fingerprint", at.clone().key("json"), message.to_owned()));
    }
    if live.fingerprint.within.0 == 0 {
        let message = "a look takes longer than nothing; write for example \"2s\"";
        found.push(Problem::error("live-rhythm", at.key("within"), message.to_owned()));
    }
}

fn sources(plan: &Plan, live: &Live, found: &mut Vec<Problem>) {
    let metrics: Vec<&str> = plan.metrics.iter().map(|metric| metric.id.as_str()).collect();
    let mut seen = BTreeSet::new();
    for (n, source) in live.sources.iter().enumerate() {
        let at = place().key("sources").index(n);
        if !seen.insert(&source.id) {
            let message = format!("read {:?} again; each source has a name of its own", source.id.as_str());
            found.push(Problem::error("duplicate-name", at.clone().key("id"), message));
        }
        rhythm(source, &at, found);
        let feeds = source.feeds();
        let [feed] = &feeds[..] else {
            let message = format!("a source has exactly one of {}", LiveSource::KINDS.join(", "));
            found.push(Problem::error("live-kind", at, message));
            continue;
        };
        for metric in feed.metrics() {
            match plan.metric(metric) {
                None => {
                    let message = format!(
                        "read {:?}, which is no metric of this plan; {}",
                        metric.as_str(),
                        suggestion(metric.as_str(), &metrics)
                    );
                    found.push(Problem::error("unknown-name", at.clone(), message));
                }
                Some(known) if known.source != source.id => {
                    let message = format!(
                        "the metric {metric} has the source {:?}; write {:?} there, or leave it out here",
                        known.source.as_str(),
                        source.id.as_str()
                    );
                    found.push(Problem::error("live-source", at.clone(), message));
                }
                Some(_) => {}
            }
        }
    }
}

/// How often a source is asked, and how long its answer may take (R15).
fn rhythm(source: &LiveSource, at: &Place, found: &mut Vec<Problem>) {
    let (deadline, interval) = (source.deadline.0, source.interval.0);
    let most = interval.saturating_mul(10).min(DAY.0);
    if deadline == 0 || !(1..=DAY.0).contains(&interval) || deadline > most {
        let message = "interval and deadline are longer than nothing and at most a day, and a deadline is at \
                       most ten intervals";
        found.push(Problem::error("live-rhythm", at.clone().key("deadline"), message.to_owned()));
    }
    if source.supabase.is_some() && source.interval.0 < SUPABASE_FLOOR.0 {
        let message = format!(
            "read {}; Supabase blocks whoever asks more than 60 times a minute, for all their tools \
             together, and each answer takes two questions: at least {SUPABASE_FLOOR}",
            source.interval
        );
        found.push(Problem::error("live-rhythm", at.clone().key("interval"), message));
    }
}

/// A metric that no source gives would be blind for ever.
fn given(plan: &Plan, live: &Live, found: &mut Vec<Problem>) {
    for (n, metric) in plan.metrics.iter().enumerate() {
        let given = live.sources.iter().any(|source| {
            source.id == metric.source
                && source.feeds().iter().any(|feed| feed.metrics().contains(&&metric.id))
        });
        if !given {
            let message = format!(
                "no source of [live] gives the metric {}; it would be blind for ever: add it to {:?}",
                metric.id,
                metric.source.as_str()
            );
            found.push(Problem::error("live-metric", super::at("metrics", n).key("source"), message));
        }
    }
}

/// A drill may leave an alert to its scenario; in a live room one that nothing raises would never come.
fn alerts(plan: &Plan, found: &mut Vec<Problem>) {
    for (t, tier) in plan.tiers.iter().enumerate() {
        for (n, rule) in
            tier.alerts.iter().enumerate().filter(|(_, rule)| rule.metric.is_none() && rule.on.is_none())
        {
            let message = format!("nothing raises the alert {}; give it a `metric` or an `on`", rule.id);
            found.push(Problem::error("live-alert", super::at("tiers", t).key("alerts").index(n), message));
        }
    }
}

fn lever(live: &Live, found: &mut Vec<Problem>) {
    let at = place().key("lever");
    let worked = live.lever.worked();
    let [one] = &worked[..] else {
        let message = "a lever has exactly one of rfc2136, powerdns, cloudflare, route53, vercel, exec";
        found.push(Problem::error("live-kind", at, message.to_owned()));
        return;
    };
    let needs_records = !matches!(one, Worked::Vercel(_) | Worked::Exec(_));
    if needs_records && live.lever.records.is_empty() {
        let message = "it moves no record; add [[live.lever.records]]";
        found.push(Problem::error("live-records", at.clone(), message.to_owned()));
    }
    if !live.lever.records.is_empty() && live.survey.authoritative.is_empty() {
        let message = "level 3 asks the servers that have the records; name every one of the zone";
        let place = place().key("survey").key("authoritative");
        found.push(Problem::error("live-authoritative", place, message.to_owned()));
    }
    for (n, record) in live.lever.records.iter().enumerate() {
        if record.blue.is_empty() || record.green.is_empty() || record.blue == record.green {
            let message = "both sides have values, and other ones";
            found.push(Problem::error(
                "live-records",
                at.clone().key("records").index(n),
                message.to_owned(),
            ));
        }
    }
}

fn channels(plan: &Plan, live: &Live, found: &mut Vec<Problem>) {
    let known: Vec<&str> = plan.channels.iter().map(|channel| channel.id.as_str()).collect();
    for (n, channel) in live.channels.iter().enumerate() {
        let at = place().key("channels").index(n);
        if !known.contains(&channel.id.as_str()) {
            let message = format!(
                "read {:?}, which is no channel of this plan; {}",
                channel.id.as_str(),
                suggestion(channel.id.as_str(), &known)
            );
            found.push(Problem::error("unknown-name", at.clone().key("id"), message));
        }
        let [via] = channel.via()[..] else {
            let message = "a channel has exactly one of pagerduty, slack_webhook, slack, twilio, smtp";
            found.push(Problem::error("live-kind", at, message.to_owned()));
            continue;
        };
        let kind = plan.channel(&channel.id).map(|known| known.kind);
        if kind.is_some_and(|kind| kind != via.kind()) {
            let message =
                format!("{} is of another kind in [[channels]]; what carries it fits its kind", channel.id);
            found.push(Problem::error("live-carrier", at, message));
        }
    }
}

/// A template that names something else than what stands for something would send its braces to people.
fn templates(live: &Live, found: &mut Vec<Problem>) {
    for (name, worded) in live.templates.each() {
        let at = place().key("templates").key(name);
        if worded.in_language(live.language).is_none() {
            let message = "it has no text in the language of the room (live.language); add one".to_owned();
            found.push(Problem::error("live-template", at.clone(), message));
        }
        for (language, text) in worded.each() {
            for piece in pieces(text.as_str()) {
                let Piece::Name(name) = piece else { continue };
                if !PLACEHOLDERS.contains(&name) {
                    let right = suggestion(name, &PLACEHOLDERS);
                    let message = format!("read {{{name}}}, which stands for nothing; {right}");
                    found.push(Problem::error("live-template", at.clone().key(language), message));
                }
            }
        }
    }
}

fn paths(plan: &Plan, live: &Live, found: &mut Vec<Problem>) {
    let at = place().key("survey").key("paths");
    if live.survey.paths.len() < plan.lever.paths as usize {
        let message =
            format!("level 5 asks for {} different paths (lever.paths); add more", plan.lever.paths);
        found.push(Problem::error("live-paths", at.clone(), message));
    }
    let known: Vec<&str> = plan.lever.resolvers.iter().map(|resolver| resolver.id.as_str()).collect();
    for (n, path) in live.survey.paths.iter().enumerate() {
        if let Some(resolver) = path.resolver.as_ref().filter(|id| !known.contains(&id.as_str())) {
            let right = suggestion(resolver.as_str(), &known);
            let message =
                format!("read {:?}, which is no resolver of lever.resolvers; {right}", resolver.as_str());
            found.push(Problem::error("unknown-name", at.clone().index(n).key("resolver"), message));
        }
    }
}
