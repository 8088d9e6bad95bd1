//! How the ways to people fare, what ends by itself, and what a silence keeps silent (R32).

use jday::model::alerts::{Alert, AlertKey, Heard};
use jday::model::channels::{self, Health};
use jday::model::effect::About;
use jday::model::react::{own, react, still_silenced};
use jday::model::{Actor, At, Command, Effect, Envelope, Event, Outcome};
use jday::plan::types::{Id, Millis, Side, TierLevel};
use jday::text::Clean;

use super::day::{Green, day};
use super::lived::{Lived, MINUTE, SECOND};

/// Blue is not ready to be gone back to in these stretches after the switch.
fn unready(stretches: &[(&str, &str)]) -> String {
    let fault = |(at, until)| {
        format!(
            "[[event]]\nat = \"{at}\"\nafter = \"switch\"\nuntil = \"{until}\"\nfault = {{ kind = \"unready\", side = \"blue\" }}\n"
        )
    };
    stretches.iter().copied().map(fault).collect()
}

fn alarmed(stretches: &[(&str, &str)], broken: &[&str]) -> Lived {
    let mut lived = Lived::alone(&day(Green::Well, "", &unready(stretches)));
    lived.switched();
    for channel in broken {
        hand(&mut lived, &format!("hand-channel-{channel}"), true);
    }
    lived.wait_for("the alert", 6 * MINUTE, |state| {
        state.alerts.feed.keys().any(|key| key.0.as_str() == "no-way-back")
    });
    lived
}

fn hand(lived: &mut Lived, fault: &str, begins: bool) {
    lived.drill.fault(&Id::new("awa"), &Clean::new(fault), begins, lived.at).unwrap();
    lived.log.extend(lived.drill.take_told());
}

fn alert<'a>(lived: &'a Lived, name: &str) -> &'a Alert {
    lived.alert(name).unwrap_or_else(|| panic!("no alert {name}")).1
}

/// Messages about the alert `name` over `channel`.
fn sent(lived: &Lived, name: &str, channel: &str) -> usize {
    lived.count(|event| {
        matches!(event, Event::Intended(Effect::Notify { about: About::Alert(key), channel: over, .. })
            if key.0.as_str() == name && over.as_str() == channel)
    })
}

fn health(lived: &Lived, channel: &str) -> Health {
    channels::health(lived.state(), &Id::new(channel))
}

#[test]
fn a_silence_outlives_the_episode_and_ends_at_its_time() {
    let mut lived = alarmed(&[("4m", "6m"), ("8m", "20m")], &[]);
    lived.pass(5 * SECOND);
    let key = lived.alert("no-way-back").unwrap().0.clone();
    lived.gets("moussa", &Command::Silence { alert: key, length: Millis(9 * MINUTE) });
    let until = alert(&lived, "no-way-back").silenced_until.unwrap();
    lived.wait_for("its end", 5 * MINUTE, |state| state.alerts.feed.values().any(|alert| !alert.is_firing()));
    lived.wait_for("its second episode", 5 * MINUTE, |state| {
        state.alerts.feed.values().any(|alert| alert.episodes == 2)
    });
    lived.pass(30 * SECOND);
    assert!(lived.state().now.at < until, "still within the silence");
    let again = alert(&lived, "no-way-back");
    assert!(again.is_firing() && again.silenced_until == Some(until) && again.deliveries.is_empty());
    assert_eq!(sent(&lived, "no-way-back", "sms"), 1, "the second episode is not told");
    lived.wait_for("the end of the silence", 10 * MINUTE, |state| state.now.at > until).pass(5 * SECOND);
    assert!(alert(&lived, "no-way-back").is_firing());
    assert_eq!(sent(&lived, "no-way-back", "sms"), 2, "it is still on when the silence ends");
}

#[test]
fn channels_down_ends_when_a_message_gets_through_again() {
    let mut lived = alarmed(&[("4m", "30m")], &["pagerduty", "sms"]);
    lived.wait_for("the alert of it", MINUTE, |state| {
        state.alerts.feed.keys().any(|key| key.0.as_str() == own::CHANNELS_DOWN)
    });
    assert_eq!((health(&lived, "sms"), health(&lived, "pagerduty")), (Health::Failing, Health::Failing));
    assert!(alert(&lived, own::CHANNELS_DOWN).is_firing());
    hand(&mut lived, "hand-channel-sms", false);
    lived.pass(MINUTE);
    let (down, sms) = (alert(&lived, own::CHANNELS_DOWN), &lived.state().channels.board[&Id::new("sms")]);
    assert_eq!((health(&lived, "sms"), sms.failing_since), (Health::Working, None));
    assert!(!down.is_firing() && down.episodes == 1, "{down:?}");
    assert_eq!(health(&lived, "pagerduty"), Health::Failing, "one way is enough for the tier");
}

#[test]
fn the_board_counts_what_went_over_each_channel_and_a_replay_counts_the_same() {
    let mut lived = alarmed(&[("4m", "30m")], &["pagerduty"]);
    lived.pass(3 * MINUTE);
    let board = &lived.state().channels.board;
    let (pager, sms) = (&board[&Id::new("pagerduty")], &board[&Id::new("sms")]);
    assert!(pager.refused == 3 && pager.failing_since.is_some(), "{pager:?}");
    assert!(sms.sent >= 1 && sms.refused == 0 && sms.last.len() as u32 == sms.sent, "{sms:?}");
    assert!(sms.last.iter().all(|passed| passed.took_ms > 0));
    let mut again = jday::model::State::open(&lived.log[0]).unwrap();
    lived.log[1..].iter().for_each(|envelope| again.apply(envelope));
    assert_eq!(&again.channels, &lived.state().channels);
    let unused = lived.state().plan.channels.iter().find(|one| !board.contains_key(&one.id));
    if let Some(unused) = unused {
        assert_eq!(health(&lived, unused.id.as_str()), Health::Unused);
    }
}

#[test]
fn a_lever_that_is_put_back_ends_its_alert_and_one_that_is_moved_again_begins_it_anew() {
    let mut lived = Lived::alone(&day(Green::Well, "", ""));
    lived.switched();
    lived.pass(30 * SECOND);
    let firing = |lived: &Lived| alert(lived, own::OUT_OF_BAND).is_firing();
    for episode in 1..=2 {
        hand(&mut lived, "hand-moved-blue", true);
        lived.pass(20 * SECOND);
        assert!(firing(&lived), "episode {episode}");
        assert_eq!(lived.state().cutover.live, Side::Blue);
        hand(&mut lived, "hand-moved-green", true);
        lived.pass(20 * SECOND);
        assert!(!firing(&lived), "episode {episode}: the lever reads again what jday put there");
        assert_eq!(lived.state().cutover.live, Side::Green);
        assert_eq!(alert(&lived, own::OUT_OF_BAND).episodes, episode);
    }
    let cleared = lived.count(
        |event| matches!(event, Event::AlertCleared { alert } if alert.0.as_str() == own::OUT_OF_BAND),
    );
    assert_eq!(cleared, 2, "each end is told once");
}

#[test]
fn what_was_taken_back_says_nothing_of_its_channel() {
    let mut lived = alarmed(&[("4m", "30m")], &[]);
    lived.pass(5 * SECOND);
    let mut state = lived.state().clone();
    let key = lived.alert("no-way-back").unwrap().0.clone();
    let intended = Event::Intended(Effect::Notify {
        about: About::Alert(key.clone()),
        channel: Id::new("sms"),
        tier: TierLevel::Critical,
        key: "k".into(),
        text: "t".into(),
        kind: jday::model::effect::Told::Raised,
        again: true,
    });
    let seq = state.seq + 1;
    let mut tell = |seq, event: Event| {
        let last = lived.log.last().unwrap();
        state.apply(&Envelope { seq, event, ..(**last).clone() });
        state.clone()
    };
    let under_way = tell(seq, intended);
    let acknowledged = Event::Acknowledged { alert: key };
    let moot: Vec<u64> = jday::model::react::moot(&under_way, &acknowledged).collect();
    assert_eq!(moot, [seq]);
    let after = tell(seq + 1, Event::Settled { intent: seq, outcome: Outcome::Withdrawn });
    assert_eq!(channels::health(&after, &Id::new("sms")), Health::Working);
    assert_eq!(after.channels.board[&Id::new("sms")].withdrawn, 1);
}

/// An hour of rest in a drill: the next tier is told at once, the rest is on the board, and nobody is asked in it.
#[test]
fn a_tier_that_wants_rest_is_passed_by_at_once() {
    let limited = |channel| {
        format!(
            "[[event]]\nat = \"0s\"\nfault = {{ kind = \"channel\", channel = \"{channel}\", how = \"limited\" }}\n"
        )
    };
    let faults = ["pagerduty", "sms"].map(limited).concat();
    let events = format!("{}{faults}", unready(&[("4m", "30m")]));
    let mut lived = Lived::alone(&day(Green::Well, "", &events));
    lived.switched();
    lived.wait_for("the alert", 6 * MINUTE, |state| {
        state.alerts.feed.keys().any(|key| key.0.as_str() == "no-way-back")
    });
    lived.pass(5 * SECOND);
    let over = |channel| sent(&lived, "no-way-back", channel);
    assert_eq!([over("slack"), over("email")], [1, 1], "the next tier has it");
    assert!(channels::rests_until(lived.state(), &Id::new("sms")).is_some());
    lived.pass(10 * MINUTE);
    let over = |channel| sent(&lived, "no-way-back", channel);
    assert_eq!([over("pagerduty"), over("sms")], [1, 1], "they are left alone");
}

#[test]
fn a_channel_that_asked_for_rest_is_not_asked_before_its_end() {
    let mut lived = alarmed(&[("4m", "30m")], &["pagerduty", "sms"]);
    lived.pass(3 * SECOND);
    let mut state = lived.state().clone();
    let due = |state: &jday::model::State| {
        let over = |event: &Event| matches!(event, Event::Intended(Effect::Notify { channel, again: true, .. }) if channel.as_str() == "sms");
        react(state, &Event::Ticked).iter().filter(|(_, event)| over(event)).count()
    };
    let later = |state: &mut jday::model::State, ms: u64| state.now = state.now.plus(ms);
    let until = At(state.now.at.0 + 3_600_000);
    let rests = Event::ChannelRests { channel: Id::new("sms"), until };
    let last = lived.log.last().unwrap();
    let mut rested = state.clone();
    rested.apply(&Envelope { seq: state.seq + 1, event: rests, ..(**last).clone() });
    later(&mut state, 15_000);
    later(&mut rested, 15_000);
    assert_eq!((due(&state), due(&rested)), (1, 0), "only the rest keeps it");
    assert_eq!(channels::rests_until(&rested, &Id::new("sms")), Some(until));
    later(&mut rested, 3_600_000);
    assert_eq!(due(&rested), 1, "after the hour it is tried again");
}

/// What other systems say is kept silent too, unless it grew graver meanwhile.
#[test]
fn a_silence_holds_for_an_alert_that_is_heard_again_and_not_for_a_graver_one() {
    let mut state = Lived::alone(&day(Green::Well, "", "")).state().clone();
    let heard = |level, firing| {
        let (source, name, title) = (Id::new("alertmanager"), "Disk".into(), "full".into());
        Event::AlertHeard(Heard { source, name, side: None, level, title, firing })
    };
    let key = AlertKey::new("Disk", None);
    let until = state.now.plus(MINUTE).at;
    let envelope = Lived::alone(&day(Green::Well, "", "")).log[0].clone();
    for event in [
        heard(TierLevel::Important, true),
        Event::Silenced { alert: key.clone(), until },
        heard(TierLevel::Important, false),
    ] {
        let (seq, stamp) = (state.seq + 1, state.now);
        state.apply(&Envelope { seq, at: stamp.at, mono: stamp.mono, event, ..(*envelope).clone() });
    }
    let follows = |level| still_silenced(&state, &[(Actor::Engine, heard(level, true))]);
    assert_eq!(follows(TierLevel::Important), [(Actor::Engine, Event::Silenced { alert: key, until })]);
    assert_eq!(follows(TierLevel::Critical), []);
}
