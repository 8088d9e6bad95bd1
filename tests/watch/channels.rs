//! Messages that are under way when nobody needs them any more (R32).

use jday::client::{Kind, Request};
use jday::journal::Writer;
use jday::model::alerts::AlertKey;
use jday::model::effect::{About, Told};
use jday::model::react::own;
use jday::model::{Command, Effect, Event, Outcome};
use jday::plan::types::{Id, Millis, Side};

use super::lived::{Lived, MINUTE, SECOND, folder, plan};

/// A room whose lever somebody moved, and whose messages of that take `message_ms`.
fn alarmed(mut lived: Lived, message_ms: u64, queues: bool) -> Lived {
    lived.pass(10 * SECOND);
    (lived.world.with().message_ms, lived.world.with().queues) = (message_ms, queues);
    lived.world.with().live = Side::Green;
    lived.wait_for("the alert", MINUTE, |state| state.alerts.feed.contains_key(&key()));
    lived
}

/// The messages about the move, with what each says.
fn sent(lived: &Lived) -> Vec<(u64, Told, Id)> {
    let of = |event: &Event| match event {
        Event::Intended(Effect::Notify { about: About::Alert(key), kind, channel, .. })
            if key.0.as_str() == own::OUT_OF_BAND =>
        {
            Some((*kind, channel.clone()))
        }
        _ => None,
    };
    let seen = lived.log.iter().filter_map(|envelope| Some((envelope.seq, of(&envelope.event)?)));
    seen.map(|(seq, (kind, channel))| (seq, kind, channel)).collect()
}

fn raised(lived: &Lived) -> usize {
    sent(lived).iter().filter(|(_, kind, _)| *kind == Told::Raised).count()
}

fn ends(lived: &Lived, intent: u64) -> Vec<Outcome> {
    let of = |event: &Event| match event {
        Event::Settled { intent: of, outcome } if *of == intent => Some(outcome.clone()),
        _ => None,
    };
    lived.log.iter().filter_map(|envelope| of(&envelope.event)).collect()
}

fn key() -> AlertKey {
    AlertKey::new(own::OUT_OF_BAND, None)
}

#[test]
fn what_waits_is_taken_back_once_somebody_took_the_alert_on() {
    let mut lived = alarmed(Lived::open(plan()), 8 * SECOND, true);
    let waiting: Vec<u64> = sent(&lived).iter().map(|(seq, ..)| *seq).collect();
    assert_eq!(waiting.len(), 2);
    let alert = key();
    lived.gets("awa", &Command::Acknowledge { alert });
    assert_eq!(lived.world.with().withdrawn, waiting);
    lived.pass(2 * MINUTE);
    assert!(waiting.iter().all(|seq| ends(&lived, *seq) == [Outcome::Withdrawn]));
    assert_eq!(raised(&lived), 2, "nobody is told again");
    assert!(!lived.state().alerts.feed.keys().any(|key| key.0.as_str() == own::CHANNELS_DOWN));
}

#[test]
fn what_a_silence_took_back_goes_out_when_it_ends() {
    let mut lived = alarmed(Lived::open(plan()), 8 * SECOND, true);
    let alert = key();
    lived.gets("awa", &Command::Silence { alert, length: Millis(MINUTE) });
    lived.pass(30 * SECOND);
    assert_eq!(sent(&lived).len(), 2);
    lived.pass(MINUTE);
    let sent = sent(&lived);
    assert_eq!(sent.len(), 4, "{sent:?}");
    assert!(sent.iter().skip(2).all(|(seq, ..)| matches!(ends(&lived, *seq)[..], [Outcome::Done { .. }])));
}

#[test]
fn after_a_crash_nobody_is_told_of_what_somebody_has_taken_on() {
    let questions = |lived: &Lived| {
        lived.world.count(|request| match request {
            Request::Reconcile { request, .. } => {
                matches!(&**request, Request::Notify { message, .. } if message.kind == Kind::Raised)
            }
            _ => false,
        })
    };
    for (taken, wanted) in [(true, 0), (false, 2)] {
        let (_folder, path) = folder();
        let mut lived = alarmed(Lived::open_on(plan(), Writer::create(&path).unwrap()), 10 * MINUTE, false);
        if taken {
            let alert = key();
            lived.gets("awa", &Command::Acknowledge { alert });
        }
        lived.watch.flush();
        let before: Vec<u64> = sent(&lived).iter().map(|(seq, ..)| *seq).take(2).collect();
        let mut lived = lived.dies(&path, SECOND);
        lived.pass(MINUTE);
        assert_eq!(questions(&lived), wanted, "taken on: {taken}");
        let unknown = before.iter().all(|seq| matches!(ends(&lived, *seq)[..], [Outcome::Unknown { .. }]));
        assert_eq!(unknown, taken, "nobody asked, so nobody knows");
        assert!(!taken || raised(&lived) == 2, "{:?}", sent(&lived));
    }
}

#[test]
fn what_waits_at_the_close_is_taken_back() {
    let mut lived = alarmed(Lived::open(plan()), 8 * SECOND, true);
    let waiting: Vec<u64> = sent(&lived).iter().map(|(seq, ..)| *seq).collect();
    let now = lived.now();
    lived.watch.close(now);
    assert_eq!(lived.world.with().withdrawn, waiting);
}
