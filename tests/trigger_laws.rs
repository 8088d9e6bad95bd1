//! What must hold for every series of samples, however odd.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::panic,
    reason = "helpers of tests fail as loudly as tests"
)]

mod room;

use jday::model::triggers::Phase;
use jday::plan::types::Side;
use proptest::prelude::*;
use room::{BLUE, Room};
use serde_json::{Value as Json, json};

const ABSENT: [&str; 7] = ["_", "nodata", "nan", "error", "unrecorded", "old", "6%/3"];
const VOLUME: [(&str, u32); 2] = [("min_events", 200), ("min_bad", 10)];

/// Words of the mini-language, one a second.
fn seconds() -> impl Strategy<Value = Vec<&'static str>> {
    let word = prop_oneof![6 => Just("6%"), 2 => Just("1%"), 1 => Just("inf"), 3 => prop::sample::select(&ABSENT[..])];
    let stretch = (word, 1_usize..40).prop_map(|(word, times)| vec![word; times]);
    prop::collection::vec(stretch, 1..12).prop_map(|stretches| stretches.concat())
}

fn rule() -> impl Strategy<Value = Json> {
    let absence = prop::sample::select(vec!["freeze", "zero", "reset"]);
    (absence, 0_u32..60, 0_u32..30, 0_u32..40, prop::sample::select(vec![0.0, 0.5, 0.8, 1.0])).prop_map(
        |(absence, hold, clear_for, max_gap, coverage)| {
            let mut rule = json!({"absence": absence, "for": format!("{hold}s"), "clear_at": 0.03,
                "clear_for": format!("{clear_for}s"), "max_gap": format!("{max_gap}s"),
                "min_coverage": coverage});
            for (name, least) in VOLUME {
                rule[name] = least.into();
            }
            rule
        },
    )
}

/// Breaching seconds that count at the end of `words`: between neighbours at most two seconds apart
/// (five minutes where absence resets), since the last sample that was no breach.
fn counted(words: &[&str], rule: &Json) -> usize {
    let reach = if rule["absence"] == "reset" { 300 } else { 2 };
    let mut last = None;
    let mut counted = 0;
    for (second, word) in words.iter().enumerate() {
        match *word {
            "6%" | "inf" => {
                let step = last.map_or(0, |last| second - last);
                counted += if step <= reach { step } else { 0 };
                last = Some(second);
            }
            "1%" => (last, counted) = (None, 0),
            _ => {}
        }
    }
    counted
}

/// The index of the word after which the trigger first fired.
fn first_fired(room: &mut Room, words: &[&str]) -> Option<usize> {
    words.iter().position(|word| {
        room.feed(word);
        room.standing().phase == Phase::Fired
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    /// Also: nothing panics, and judging twice changes nothing, which the room asserts at each step.
    #[test]
    fn firing_needs_its_hold_in_counted_breach(words in seconds(), rule in rule()) {
        let mut room = Room::with(rule.clone());
        let hold: usize = rule["for"].as_str().unwrap().trim_end_matches('s').parse().unwrap();
        if let Some(fired) = first_fired(&mut room, &words) {
            prop_assert!(matches!(words[fired], "6%" | "inf"), "fired on {:?}", words[fired]);
            prop_assert!(counted(&words[..=fired], &rule) >= hold, "{fired}");
        }
    }

    #[test]
    fn no_absence_ever_fires(words in prop::collection::vec(prop::sample::select(&ABSENT[..]), 1..200), rule in rule()) {
        let mut room = Room::with(rule);
        room.feed("1% x5");
        room.feed(&words.join(" "));
        prop_assert!(room.fired().is_empty());
    }

    /// Where the break is so long that the episode is dropped, the next one counts its hold afresh;
    /// that may fire where the old one, which lacked coverage, did not.
    #[test]
    fn a_restart_never_fires_earlier(words in seconds(), rule in rule(), at in 0.0..1.0_f64, gap_ms in 0..90_000_u64) {
        let hold: usize = rule["for"].as_str().unwrap().trim_end_matches('s').parse().unwrap();
        let mut whole = Room::with(rule.clone());
        let unbroken = first_fired(&mut whole, &words);
        let mut room = Room::with(rule);
        let (early, late) = words.split_at((words.len() as f64 * at) as usize);
        let broken = first_fired(&mut room, early).or_else(|| {
            room.restart(gap_ms);
            first_fired(&mut room, late).map(|fired| early.len() + fired)
        });
        if let Some(broken) = broken {
            let is_whole_after = broken >= early.len() + hold;
            let is_later = unbroken.is_some_and(|unbroken| unbroken <= broken);
            prop_assert!(is_later || is_whole_after, "{unbroken:?} {broken}");
        }
    }

    /// What a replay applies is all there is: the standings follow from the journal alone.
    #[test]
    fn standings_are_what_the_journal_says(words in seconds(), rule in rule()) {
        let mut room = Room::with(rule);
        room.feed(&words.join(" "));
        let mut replayed = jday::model::triggers::Triggers::default();
        for (_, judged) in &room.journal {
            let line = serde_json::to_string(judged).unwrap();
            replayed.apply(&serde_json::from_str(&line).unwrap());
        }
        prop_assert_eq!(&replayed, &room.state.triggers);
    }

    #[test]
    fn a_square_wave_fires_once(high in 1_usize..40, low in 1_usize..40, hold in 0_usize..40) {
        let mut room = Room::with(json!({"for": format!("{hold}s"), "clear_for": "40s"}));
        room.feed(&format!("6% x{high} 1% x{low} ").repeat(10));
        let expected = usize::from(high > hold);
        prop_assert_eq!(room.fired_on(Side::Blue).len(), expected);
        prop_assert_eq!(room.state.metrics.series(&"errors".into(), BLUE).unwrap().points.len(), 10 * (high + low));
    }
}
