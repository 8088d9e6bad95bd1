//! Laws over generated events: what is written is what is read, and resuming changes nothing.

use std::collections::BTreeMap;

use jday::journal::{Draft, Reader, Writer};
use jday::model::alerts::{AlertKey, Raised};
use jday::model::checklist::Proof;
use jday::model::metrics::{Answer, Reading, Sampled, Value};
use jday::model::triggers::{Evidence, Judged, Standing};
use jday::model::{Actor, At, Envelope, Event, Outcome};
use jday::plan::types::{Id, Side, TierLevel};
use jday::text::Clean;
use proptest::prelude::*;

use super::kit;

/// Text as an attacker or a broken system sends it, through the door.
fn text() -> impl Strategy<Value = Clean> {
    prop_oneof![
        any::<String>().prop_map(Clean::new),
        "[\u{0}-\u{1f}\u{7f}-\u{9f}\u{200b}-\u{202e}\"\\\\a-z\n]{0,40}".prop_map(Clean::new),
        Just(Clean::new("e".to_owned() + &"\u{301}".repeat(50))),
        (3_990_usize..4_020).prop_map(|length| Clean::new("é".repeat(length))),
    ]
}

fn id() -> impl Strategy<Value = Id> {
    "[a-z0-9._+-]{1,12}".prop_map(|raw| Id::new(&raw))
}

fn number() -> impl Strategy<Value = f64> {
    any::<f64>().prop_filter("NaN equals nothing", |number| !number.is_nan())
}

fn reading() -> impl Strategy<Value = Reading> {
    let value = prop_oneof![
        8 => number().prop_map(Value::Number),
        1 => Just(Value::NoData),
        1 => Just(Value::NotANumber),
        1 => Just(Value::SourceError),
        1 => Just(Value::NotRecorded),
    ];
    (value, prop_oneof![Just(0), any::<u32>()]).prop_map(|(value, age_ms)| Reading { value, age_ms })
}

fn readings() -> impl Strategy<Value = BTreeMap<Id, Reading>> {
    prop::collection::btree_map(id(), reading(), 0..6)
}

fn sampled() -> impl Strategy<Value = Event> {
    let answer = prop_oneof![any::<u32>().prop_map(Answer::Ok), text().prop_map(Answer::Failed)];
    (prop::collection::btree_map(id(), answer, 0..3), readings(), readings(), readings()).prop_map(
        |(sources, blue, green, shared)| {
            Event::Sampled(Sampled { sources, blue, green, shared, ..Sampled::default() })
        },
    )
}

fn side() -> impl Strategy<Value = Side> {
    prop_oneof![Just(Side::Blue), Just(Side::Green)]
}

fn judged() -> impl Strategy<Value = Event> {
    (id(), side(), prop::option::of(number()), prop::option::of(number())).prop_map(
        |(trigger, side, value, events)| {
            let evidence = Evidence { value, events, ..Evidence::default() };
            Event::Judged(Judged { trigger, side, standing: Standing { evidence, ..Standing::default() } })
        },
    )
}

fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        4 => sampled(),
        2 => judged(),
        1 => Just(Event::Ticked),
        1 => text().prop_map(|text| Event::Noted { text }),
        1 => (any::<bool>(), prop::option::of(text())).prop_map(|(go, note)| Event::Voted { go, note }),
        1 => any::<i64>().prop_map(|by_ms| Event::ClockJumped { by_ms }),
        1 => (id(), number()).prop_map(|(item, number)| Event::ItemProved {
            item,
            proof: Proof { metric: "m".into(), number, holds: true },
        }),
        1 => (text(), text()).prop_map(|(name, title)| Event::AlertRaised(Raised {
            alert: AlertKey::new(name.as_str(), Some(Side::Green)),
            level: TierLevel::Critical,
            title,
            side: None,
        })),
        1 => (any::<u64>(), text()).prop_map(|(intent, why)| Event::Settled { intent, outcome: Outcome::Refused { why } }),
    ]
}

fn actor() -> impl Strategy<Value = Actor> {
    prop_oneof![
        Just(Actor::Engine),
        Just(Actor::Drill),
        id().prop_map(Actor::Person),
        id().prop_map(Actor::Source)
    ]
}

/// Years 0 to 9999 are what a written time can hold.
fn draft() -> impl Strategy<Value = Draft> {
    (-62_167_219_200_000..253_402_300_800_000_i64, any::<u32>(), any::<u64>(), actor(), event())
        .prop_map(|(at, boot, mono, by, event)| Draft { at: At(at), boot, mono, by, event })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_written_is_what_is_read(drafts in prop::collection::vec(draft(), 1..12), stop in 0_usize..12) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal");
        let mut writer = Writer::create(&path).unwrap();
        let mut written = writer.append_batch([kit::engine(0, kit::opened())]).unwrap();
        let (before, after) = drafts.split_at(stop.min(drafts.len()));
        written.extend(writer.append_batch(before.to_vec()).unwrap());
        drop(writer);
        let (mut writer, _) = Writer::resume(&path).unwrap();
        written.extend(writer.append_batch(after.to_vec()).unwrap());

        let mut straight = Writer::memory();
        straight.append_batch([kit::engine(0, kit::opened())]).unwrap();
        straight.append_batch(drafts).unwrap();
        prop_assert_eq!(straight.head(), writer.head());

        let bytes = std::fs::read(&path).unwrap();
        let read: Vec<Envelope> = Reader::new(bytes.as_slice()).collect::<Result<_, _>>().unwrap();
        prop_assert_eq!(read, written);
        let text = String::from_utf8(bytes).unwrap();
        prop_assert!(text.chars().all(|c| c == '\n' || !c.is_control()), "safe to `cat`");
    }

    #[test]
    fn any_bytes_give_defects_and_never_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        for item in Reader::new(bytes.as_slice()) {
            prop_assert!(item.is_err());
        }
    }

    #[test]
    fn a_time_is_written_and_read_as_it_is(at in -62_167_219_200_000..253_402_300_800_000_i64) {
        let json = serde_json::to_string(&At(at)).unwrap();
        prop_assert_eq!(json.as_str(), format!("\"{}\"", At(at).utc().to_rfc3339_opts(chrono::SecondsFormat::Millis, true)));
        prop_assert_eq!(serde_json::from_str::<At>(&json).unwrap(), At(at));
    }
}
