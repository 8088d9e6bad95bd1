//! What follows a message: tries, ends, other tiers; and what messages say (R32).

use jday::model::effect::{About, Told};
use jday::model::{Command, Effect, Event};
use jday::plan::types::{Id, Live, TierLevel};
use jday::scenario::load::Loaded;

use super::day::{Green, day};
use super::lived::{Lived, MINUTE, SECOND};

/// Blue is not ready to be gone back to, from the fourth minute to the eighth.
const BOOM: &str = "[[event]]\nat = \"4m\"\nafter = \"switch\"\nuntil = \"8m\"\nfault = { kind = \"unready\", side = \"blue\" }\n";

/// A day on which these channels fail in this way.
fn with(channels: &[(&str, &str)]) -> Loaded {
    let fault = |(channel, how)| {
        format!(
            "[[event]]\nat = \"0s\"\nfault = {{ kind = \"channel\", channel = \"{channel}\", how = \"{how}\" }}\n"
        )
    };
    let faults: String = channels.iter().copied().map(fault).collect();
    day(Green::Well, "", &format!("{BOOM}{faults}"))
}

/// The room once `no-way-back`, a critical alert, is on.
fn alarmed(loaded: &Loaded) -> Lived {
    let mut lived = Lived::alone(loaded);
    lived.switched();
    lived.wait_for("the alert", 6 * MINUTE, |state| {
        state.alerts.feed.keys().any(|key| key.0.as_str() == "no-way-back")
    });
    lived
}

/// One message: when, what it says of the episode, under which key, whether again, and its text.
type Sent = (u64, Told, String, bool, String);

/// Messages about `no-way-back` over `channel`, in order; times in seconds from the first.
fn sent(lived: &Lived, channel: &str) -> Vec<Sent> {
    let mut all: Vec<Sent> = lived
        .log
        .iter()
        .filter_map(|envelope| match &envelope.event {
            Event::Intended(Effect::Notify {
                about: About::Alert(alert),
                channel: over,
                kind,
                key,
                again,
                text,
                ..
            }) if over.as_str() == channel && alert.0.as_str() == "no-way-back" => {
                Some((envelope.mono / SECOND, *kind, key.to_string(), *again, text.to_string()))
            }
            _ => None,
        })
        .collect();
    let begin = all.first().map_or(0, |first| first.0);
    for one in &mut all {
        one.0 -= begin;
    }
    all
}

fn kinds(lived: &Lived, channel: &str) -> Vec<Told> {
    sent(lived, channel).into_iter().map(|one| one.1).collect()
}

fn ended(lived: &mut Lived) {
    lived.wait_for("its end", 10 * MINUTE, |state| {
        state.alerts.feed.iter().any(|(key, alert)| key.0.as_str() == "no-way-back" && !alert.is_firing())
    });
    lived.pass(MINUTE);
}

#[test]
fn an_incident_ends_with_its_alert_under_the_same_key() {
    let mut lived = alarmed(&with(&[]));
    lived.pass(5 * SECOND);
    ended(&mut lived);
    let pager = sent(&lived, "pagerduty");
    assert_eq!(kinds(&lived, "pagerduty"), [Told::Raised, Told::Ended]);
    assert_eq!(pager[0].2, pager[1].2, "one key, one incident");
    assert_eq!(kinds(&lived, "sms"), [Told::Raised], "an SMS cannot be taken back");
    let (_, alert) = lived.alert("no-way-back").unwrap();
    assert!(alert.told_ended[&Id::new("pagerduty")].is_delivered());
}

#[test]
fn who_takes_an_alert_on_takes_its_incident_on() {
    let mut lived = alarmed(&with(&[]));
    lived.pass(5 * SECOND);
    let key = lived.alert("no-way-back").unwrap().0.clone();
    lived.gets("moussa", &Command::Acknowledge { alert: key }).pass(MINUTE);
    assert_eq!(kinds(&lived, "pagerduty"), [Told::Raised, Told::Taken]);
    ended(&mut lived);
    assert_eq!(kinds(&lived, "pagerduty"), [Told::Raised, Told::Taken, Told::Ended]);
}

#[test]
fn an_incident_that_was_refused_is_not_resolved() {
    let mut lived = alarmed(&with(&[("pagerduty", "refuses")]));
    lived.pass(SECOND);
    let key = lived.alert("no-way-back").unwrap().0.clone();
    lived.gets("moussa", &Command::Acknowledge { alert: key });
    ended(&mut lived);
    assert_eq!(kinds(&lived, "pagerduty"), [Told::Raised]);
}

#[test]
fn what_nobody_knows_is_tried_again_with_the_same_key_and_longer_pauses() {
    let mut lived = alarmed(&with(&[("sms", "lost")]));
    lived.pass(3 * MINUTE);
    let sms = sent(&lived, "sms");
    assert_eq!(sms.iter().map(|one| one.3).collect::<Vec<_>>(), [false, true, true], "{sms:?}");
    assert!(sms.iter().all(|one| one.2 == sms[0].2), "{sms:?}");
    let (first, second) = (sms[1].0 - sms[0].0, sms[2].0 - sms[1].0);
    assert!(second >= first + 9, "{sms:?}");
}

#[test]
fn nothing_is_said_of_an_episode_once_it_is_over() {
    let mut lived =
        alarmed(&with(&[("sms", "lost"), ("slack", "lost"), ("email", "lost"), ("pagerduty", "lost")]));
    ended(&mut lived);
    for channel in ["sms", "slack", "email", "pagerduty"] {
        let kinds = kinds(&lived, channel);
        let over = kinds.iter().position(|kind| *kind == Told::Ended).unwrap_or(kinds.len());
        assert!(kinds[over..].iter().all(|kind| *kind == Told::Ended), "{channel}: {kinds:?}");
        assert!(kinds.len() <= 6, "{channel}: three tries each: {kinds:?}");
    }
}

#[test]
fn nothing_goes_out_after_the_close() {
    let mut lived = alarmed(&with(&[("sms", "lost"), ("pagerduty", "lost")]));
    let end = lived.at + 2 * SECOND;
    lived.finish(end);
    let closed =
        lived.log.iter().position(|envelope| matches!(envelope.event, Event::Closed { .. })).unwrap();
    lived.pass(2 * MINUTE);
    assert!(!lived.log[closed..].iter().any(|envelope| matches!(envelope.event, Event::Intended(_))));
}

#[test]
fn every_tier_whose_channels_are_down_gives_way_to_the_one_below() {
    let mut loaded = with(&[("pagerduty", "refuses"), ("sms", "refuses"), ("email", "refuses")]);
    let tiers = &mut loaded.plan.tiers;
    tiers[1].channels = vec![Id::new("email")];
    assert_eq!((tiers[2].level, &tiers[2].channels), (TierLevel::Info, &vec![Id::new("slack")]));
    let mut lived = alarmed(&loaded);
    lived.pass(2 * MINUTE);
    assert_eq!(kinds(&lived, "email"), [Told::Raised; 3]);
    assert_eq!(kinds(&lived, "slack"), [Told::Raised], "it came through");
}

#[test]
fn a_step_s_message_that_failed_is_tried_again_and_holds_nobody_up() {
    let step_sent = |lived: &Lived| {
        lived.count(|event| {
            matches!(event, Event::Intended(Effect::Notify { about: About::Step { .. }, channel, .. }) if channel.as_str() == "email")
        })
    };
    let (mut well, mut dead) = (Lived::alone(&with(&[])), Lived::alone(&with(&[("email", "refuses")])));
    let run_ended = |lived: &mut Lived| {
        lived.switched();
        lived.at
    };
    assert_eq!(run_ended(&mut well), run_ended(&mut dead), "a dead channel changes nothing for the switch");
    well.pass(2 * MINUTE);
    dead.pass(2 * MINUTE);
    assert_eq!((step_sent(&well), step_sent(&dead)), (1, 3));
}

/// A live plan's day: what stands in `[live]` beside its bare minimum.
fn live(more: &str) -> Loaded {
    let bare = r#"
fingerprint = { url = "http://127.0.0.1:9/version", header = "x-version", within = "1s" }
lever = { exec = { point = ["true"], read = ["true"] } }
survey = { paths = [] }
sources = []
"#;
    let mut loaded = with(&[]);
    loaded.plan.live = Some(toml::from_str::<Live>(&format!("{bare}{more}")).unwrap());
    loaded
}

fn first_text(loaded: &Loaded) -> String {
    sent(&alarmed(loaded), "pagerduty").remove(0).4
}

#[test]
fn a_live_plan_says_how_grave_it_is_where_and_when_in_its_language() {
    let title = with(&[]).plan.title;
    let fr = first_text(&live(""));
    assert!(fr.starts_with("[CRITIQUE] retour arrière non prouvé: "), "{fr}");
    assert!(fr.contains(&format!("({title}, 14:")) && !fr.contains("  "), "{fr}");
    let en = first_text(&live("language = \"en\""));
    assert!(en.starts_with("[CRITICAL] way back not proved: "), "{en}");
}

#[test]
fn a_template_of_the_plan_is_what_is_said() {
    let text = first_text(&live(
        "language = \"en\"\n[templates.raised]\nen = \"{tier}!{side} {room} {open\"\nfr = \"x\"",
    ));
    assert_eq!(text, format!("CRITICAL! {} {{open", with(&[]).plan.title));
}

#[test]
fn a_drill_s_plan_says_the_title_alone() {
    assert!(!first_text(&with(&[])).contains('['));
}
