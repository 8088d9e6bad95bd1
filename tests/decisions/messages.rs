//! Who is told, over what, how often (R32); and what a feed proves or disproves.

use jday::model::effect::About;
use jday::model::{Command, Effect, Event};
use jday::plan::types::Id;

use super::day::{Green, day};
use super::lived::{Lived, MINUTE, SECOND};

const BOOM: &str =
    "[[event]]\nat = \"4m\"\nafter = \"switch\"\nfault = { kind = \"unready\", side = \"blue\" }\n";

fn refusing(channels: &[&str]) -> String {
    let fault = |channel| {
        format!(
            "[[event]]\nat = \"0s\"\nfault = {{ kind = \"channel\", channel = \"{channel}\", how = \"refuses\" }}\n"
        )
    };
    channels.iter().map(fault).collect()
}

/// Messages about the alert `name` over `channel`.
fn sent(lived: &Lived, name: &str, channel: &str) -> usize {
    lived.count(|event| match event {
        Event::Intended(Effect::Notify { about: About::Alert(key), channel: over, .. }) => {
            key.0.as_str() == name && over.as_str() == channel
        }
        _ => false,
    })
}

/// A room in which `no-way-back`, a critical alert, was raised just now.
fn alarmed(dead: &[&str]) -> Lived {
    let mut lived = Lived::alone(&day(Green::Well, "", &format!("{BOOM}{}", refusing(dead))));
    lived.switched();
    lived.wait_for("the alert", 6 * MINUTE, |state| {
        state.alerts.feed.keys().any(|key| key.0.as_str() == "no-way-back")
    });
    lived
}

#[test]
fn an_alert_goes_once_over_each_channel_of_its_tier() {
    let mut lived = alarmed(&[]);
    lived.pass(3 * MINUTE);
    let count = |channel| sent(&lived, "no-way-back", channel);
    assert_eq!([count("pagerduty"), count("sms"), count("slack"), count("email")], [1, 1, 0, 0]);
}

#[test]
fn a_dead_channel_is_tried_again_and_given_up() {
    let mut lived = alarmed(&["pagerduty"]);
    lived.pass(3 * MINUTE);
    assert_eq!(sent(&lived, "no-way-back", "pagerduty"), 3);
    assert_eq!(sent(&lived, "no-way-back", "sms"), 1);
    let (_, alert) = lived.alert("no-way-back").unwrap();
    assert!(alert.deliveries[&Id::new("sms")].is_delivered());
    assert!(!alert.deliveries[&Id::new("pagerduty")].is_delivered());
    assert!(lived.alert("channels-down").is_none(), "the SMS arrived");
}

#[test]
fn an_acknowledged_alert_is_not_sent_again() {
    let mut lived = alarmed(&["pagerduty"]);
    lived.pass(5 * SECOND);
    let before = sent(&lived, "no-way-back", "pagerduty");
    let key = lived.alert("no-way-back").unwrap().0.clone();
    lived.gets("moussa", &Command::Acknowledge { alert: key }).pass(3 * MINUTE);
    assert_eq!(sent(&lived, "no-way-back", "pagerduty"), before);
}

#[test]
fn a_dead_tier_gives_way_to_the_next() {
    let mut lived = alarmed(&["pagerduty", "sms"]);
    lived.pass(2 * MINUTE);
    assert_eq!(sent(&lived, "no-way-back", "slack"), 1);
    assert_eq!(sent(&lived, "no-way-back", "email"), 1);
    let (_, down) = lived.alert("channels-down").unwrap();
    assert!(down.is_firing() && down.episodes == 1);
    assert_eq!(down.title.as_str(), "pagerduty, sms");
}

/// Item `j-day-database` is proved by the metric `database`.
#[test]
fn a_feed_proves_an_item_and_takes_a_tick_back_when_it_fails() {
    let fails = "[[track]]\nside = \"shared\"\nbegins = \"2m\"\n[track.values]\ndatabase = 0\n[[track]]\nside = \"shared\"\nbegins = \"4m\"\n[track.values]\ndatabase = 1\n";
    let mut lived = Lived::alone(&day(Green::Well, "", fails));
    let item = Id::new("j-day-database");
    lived.until(MINUTE);
    assert!(lived.state().checklists.is_done(&item), "proved by the feed");
    lived.until(2 * MINUTE + 5 * SECOND);
    assert!(!lived.state().checklists.is_done(&item), "disproved by the feed");
    lived.until(4 * MINUTE + 5 * SECOND);
    assert!(lived.state().checklists.is_done(&item), "and proved again");
    let proofs = lived.count(|event| matches!(event, Event::ItemProved { item: of, .. } if *of == item));
    assert_eq!(proofs, 3, "one event a change");
}

#[test]
fn a_persons_tick_does_not_stand_against_the_feed() {
    let down = "[[track]]\nside = \"shared\"\nbegins = \"2m\"\n[track.values]\ndatabase = 0\n";
    let mut lived = Lived::alone(&day(Green::Well, "", down));
    let item = Id::new("j-day-database");
    lived.until(MINUTE).gets("awa", &Command::Untick { item: item.clone(), note: None });
    lived.gets("awa", &Command::Tick { item: item.clone(), note: Some("seen".into()) });
    lived.until(2 * MINUTE + 5 * SECOND);
    assert!(!lived.state().checklists.is_done(&item));
}
