//! Values from pages that were read at times of the test's own.

use super::super::line::{self, Format};
use super::super::page::Page;
use super::*;
use crate::client::net::feeds::buckets::Thresholds;
use crate::plan::types::{Id, Scope};

const WINDOW: u64 = 60_000;
const WALL_MS: i64 = 1_795_354_801_000;

fn page(text: &str) -> Page<'_> {
    let mut page = Page { samples: Vec::new(), wrong: Vec::new() };
    for (n, raw) in text.lines().enumerate() {
        match line::read(raw, Format::Text, |_| true) {
            Ok(sample) => page.samples.extend(sample),
            Err(wrong) => page.wrong.push((n, wrong)),
        }
    }
    page
}

/// A target whose pages were read at these seconds.
fn target(pages: &[(u64, String)]) -> History {
    let mut history = History::default();
    for (secs, text) in pages {
        history.take(&page(text), secs * 1000, WINDOW).unwrap();
    }
    history
}

fn worth(
    histories: &[&History],
    silent: usize,
    now_secs: u64,
    series: &str,
    recipe: Recipe,
) -> Result<(Value, u32), String> {
    let seen = Seen { histories: histories.to_vec(), silent, now: now_secs * 1000, wall_ms: WALL_MS };
    let series = Selector::new(series).unwrap();
    let thresholds = Thresholds(vec![("the trigger response-time".into(), 3.0)]);
    let wanted = Wanted { metric: Id::new("p95"), scope: Scope::Side, series, recipe, thresholds };
    seen.worth(&wanted)
}

fn number(told: Result<(Value, u32), String>) -> f64 {
    match told {
        Ok((Value::Number(number), _)) => number,
        other => panic!("{other:?}"),
    }
}

const RATE: Recipe = Recipe::Rate { window_ms: WINDOW, per_secs: 1.0 };
const INCREASE: Recipe = Recipe::Increase { window_ms: WINDOW };

/// A counter `c` with these values, a page every ten seconds.
fn counting(values: &[u64]) -> History {
    let page = |(n, value): (usize, &u64)| (n as u64 * 10, format!("c {value}"));
    target(&values.iter().enumerate().map(page).collect::<Vec<_>>())
}

#[test]
fn growth_is_counted_over_the_window_and_not_guessed_beyond() {
    let steady = counting(&[100, 110, 120, 130, 140, 150, 160, 170, 180]);
    assert!((number(worth(&[&steady], 0, 80, "c", RATE)) - 1.0).abs() < 1e-12);
    assert!(
        (number(worth(&[&steady], 0, 80, "c", INCREASE)) - 60.0).abs() < 1e-12,
        "not the 80 of all pages"
    );
    let young = counting(&[100, 110]);
    assert!((number(worth(&[&young], 0, 10, "c", RATE)) - 1.0).abs() < 1e-12, "of the time that was watched");
    let why = worth(&[&young], 0, 10, "c", INCREASE).unwrap_err();
    assert!(why.contains("10 s of its window of 60 s"), "{why}");
    let first = counting(&[100]);
    let why = worth(&[&first], 0, 0, "c", RATE).unwrap_err();
    assert!(why.contains("next page"), "{why}");
}

#[test]
fn a_reset_counts_from_zero_and_replicas_are_added_after_it() {
    let reset = counting(&[100, 110, 5, 15, 25, 35, 45]);
    assert!((number(worth(&[&reset], 0, 60, "c", INCREASE)) - 55.0).abs() < 1e-12, "10 + 5 + 4 × 10");
    let steady = counting(&[0, 10, 20, 30, 40, 50, 60]);
    let both = number(worth(&[&reset, &steady], 0, 60, "c", INCREASE));
    assert!((both - 115.0).abs() < 1e-12, "the sum of both would have hidden the reset: {both}");
}

#[test]
fn a_restart_that_no_value_shows_is_known_by_the_start_of_the_process() {
    let page =
        |secs: u64, start: u64, value: u64| (secs, format!("process_start_time_seconds {start}\nc {value}"));
    let pages = [page(0, 1, 100), page(30, 1, 100), page(60, 900, 130)];
    assert!((number(worth(&[&target(&pages)], 0, 60, "c", INCREASE)) - 130.0).abs() < 1e-12);
    let same = [page(0, 1, 100), page(30, 1, 100), page(60, 1, 130)];
    assert!((number(worth(&[&target(&same)], 0, 60, "c", INCREASE)) - 30.0).abs() < 1e-12);
}

#[test]
fn a_counter_that_is_born_counts_from_zero_unless_a_line_was_lost() {
    let pages = |before: &str| {
        [
            (0, format!("a 1{before}")),
            (30, format!("a 1{before}")),
            (60, "a 1\nc{code=\"500\"} 15".to_owned()),
        ]
    };
    assert!((number(worth(&[&target(&pages(""))], 0, 60, "c", INCREASE)) - 15.0).abs() < 1e-12);
    let lost = target(&pages("\nc{code=500} 14"));
    assert!(
        number(worth(&[&lost], 0, 60, "c", INCREASE)).abs() < 1e-12,
        "it may have been there all the time"
    );
}

#[test]
fn a_counter_that_was_away_goes_on_from_where_it_was() {
    let pages = [
        (0, "a 1\nc 1000000".to_owned()),
        (20, "a 1".into()),
        (40, "a 1".into()),
        (60, "a 1\nc 1000003".into()),
    ];
    assert!((number(worth(&[&target(&pages)], 0, 60, "c", INCREASE)) - 3.0).abs() < 1e-12);
}

#[test]
fn a_share_of_nothing_is_no_number_and_no_errors_yet_are_none() {
    let ratio = || Recipe::Ratio { window_ms: WINDOW, of: Selector::new("c").unwrap() };
    let bad = r#"c{code=~"5.."}"#;
    let page = |secs, ok: u64, bad: Option<u64>| {
        let bad = bad.map_or(String::new(), |bad| format!("c{{code=\"503\"}} {bad}"));
        (secs, format!("c{{code=\"200\"}} {ok}\n{bad}"))
    };
    let none = target(&[page(0, 10, None), page(60, 20, None)]);
    assert!(number(worth(&[&none], 0, 60, bad, ratio())).abs() < 1e-12);
    let some = target(&[page(0, 10, Some(0)), page(60, 106, Some(4))]);
    assert!((number(worth(&[&some], 0, 60, bad, ratio())) - 0.04).abs() < 1e-12);
    let still = target(&[page(0, 10, Some(4)), page(60, 10, Some(4))]);
    assert_eq!(worth(&[&still], 0, 60, bad, ratio()), Ok((Value::NotANumber, 0)));
    assert_eq!(worth(&[&some], 0, 60, "wrong_family", ratio()), Ok((Value::NoData, 0)), "not zero errors");
    assert!((number(worth(&[&some], 1, 60, bad, ratio())) - 0.04).abs() < 1e-12, "of those that answered");
}

#[test]
fn a_sum_without_all_its_targets_is_not_told() {
    let one = counting(&[1, 2]);
    for recipe in [Recipe::Sum, Recipe::Min, Recipe::Max, Recipe::Since, RATE] {
        let why = worth(&[&one], 1, 10, "c", recipe).unwrap_err();
        assert!(why.contains("1 of its targets"), "{why}");
    }
}

#[test]
fn what_is_there_is_added_compared_or_taken_for_a_time() {
    let page = format!("g{{x=\"1\"}} 3\ng{{x=\"2\"}} 5\nt {}", WALL_MS / 1000 - 7);
    let one = target(&[(0, page)]);
    for (series, recipe, expected) in [
        ("g", Recipe::Sum, 8.0),
        ("g", Recipe::Min, 3.0),
        ("g", Recipe::Max, 5.0),
        (r#"g{x="1"}"#, Recipe::Max, 3.0),
        ("t", Recipe::Since, 7.0),
    ] {
        assert!((number(worth(&[&one], 0, 0, series, recipe)) - expected).abs() < 1e-9, "{series}");
    }
    assert_eq!(worth(&[&one], 0, 0, "missing", Recipe::Sum), Ok((Value::NoData, 0)));
    let ahead = target(&[(0, format!("t {}", WALL_MS / 1000 + 60))]);
    assert!(worth(&[&ahead], 0, 0, "t", Recipe::Since).unwrap_err().contains("in the future"));
}

#[test]
fn a_quantile_of_growth_is_inside_its_bucket_and_refused_beyond_the_buckets() {
    let page = |secs, fast: u64, all: u64, bound: &str| {
        (secs, format!("b{{le=\"1\"}} {fast}\nb{{le=\"{bound}\"}} {all}\nb{{le=\"+Inf\"}} {all}"))
    };
    let quantile = || Recipe::Quantile { window_ms: WINDOW, q: 0.5 };
    let one = target(&[page(0, 1000, 1000, "4"), page(60, 1010, 1030, "4")]);
    assert!(
        (number(worth(&[&one], 0, 60, "b", quantile())) - 1.75).abs() < 1e-12,
        "5 of 20 beyond the first"
    );
    let low = target(&[page(0, 1000, 1000, "2.5"), page(60, 1010, 1030, "2.5")]);
    let why = worth(&[&low], 0, 60, "b", quantile()).unwrap_err();
    assert!(why.contains("2.5") && why.contains("response-time"), "{why}");
}

#[test]
fn the_age_is_that_of_the_newest_sample() {
    let stamped = target(&[(0, format!("g 1 {}\ng{{x=\"2\"}} 1 {}", WALL_MS - 90_000, WALL_MS - 4_000))]);
    assert_eq!(worth(&[&stamped], 0, 0, "g", Recipe::Sum), Ok((Value::Number(2.0), 4_000)));
    let negative = target(&[(0, "g 1 -1000".to_owned())]);
    assert_eq!(worth(&[&negative], 0, 0, "g", Recipe::Sum), Ok((Value::Number(1.0), u32::MAX)));
    let future = target(&[(0, format!("g 1 {}", WALL_MS + 60_000))]);
    assert!(worth(&[&future], 0, 0, "g", Recipe::Sum).unwrap_err().contains("in the future"));
    let ended = target(&[(0, "c 1".to_owned()), (10, "c 2".into()), (30, "a 1".into())]);
    assert_eq!(worth(&[&ended], 0, 30, "c", RATE).map(|(_, age)| age), Ok(20_000), "it was last seen then");
}

#[test]
fn a_line_twice_or_unreadable_makes_its_family_untold_for_that_page() {
    for doubtful in ["g 1\ng 2", "g 1\ng{a=1} 2"] {
        let mut one = target(&[(0, "g 1\nh 1".to_owned()), (10, format!("{doubtful}\nh 1"))]);
        assert!(worth(&[&one], 0, 10, "g", Recipe::Sum).is_err(), "{doubtful}");
        assert!(worth(&[&one], 0, 10, "h", Recipe::Sum).is_ok(), "{doubtful}");
        one.take(&page("g 1\nh 1"), 20_000, WINDOW).unwrap();
        assert!(worth(&[&one], 0, 20, "g", Recipe::Sum).is_ok(), "{doubtful}");
    }
    let lost = target(&[(0, "g 1\nh 1".to_owned()), (10, "\u{1}g 1\nh 1".into())]);
    assert!(worth(&[&lost], 0, 10, "g", Recipe::Sum).is_err(), "its line may be the unreadable one");
    assert!(worth(&[&lost], 0, 10, "h", Recipe::Sum).is_ok());
}

#[test]
fn nothing_grows_with_time_but_what_is_watched() {
    let mut one = History::default();
    for n in 0..2_000_u64 {
        one.take(&page(&format!("c {n}")), n * 1000, WINDOW).unwrap();
    }
    let (pages, points) = one.kept();
    assert!(pages <= 62 && points <= 62, "{pages} pages, {points} points");
    let lines = (0..=super::super::history::MOST_SERIES).map(|n| format!("c{{n=\"{n}\"}} 1"));
    let endless = lines.collect::<Vec<_>>().join("\n");
    assert!(one.take(&page(&endless), 2_001_000, WINDOW).unwrap_err().contains("series"));
}
