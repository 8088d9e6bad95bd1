//! Page 2: charts on one scale, what was not read, what happened on the axis of time.

use std::sync::Arc;

use jday::console::glyphs::{Glyphs, fold};
use jday::console::ink::Ink;
use jday::console::lang::Lang;
use jday::console::page::Zoom;
use jday::console::view;
use jday::model::State;
use jday::model::alerts::{AlertKey, Raised};
use jday::model::event::{Actor, Digest, Envelope, Event, FORMAT};
use jday::model::metrics::{Sampled, Track};
use jday::model::procedure::Choice;
use jday::plan::types::{Id, Side, TierLevel};
use ratatui::Terminal;
use ratatui::buffer::Buffer;
use ratatui::layout::Size;
use ratatui::style::Modifier;

use super::{Desk, Log, Page, check, drawn, page_at_all_sizes, rooms, text};

/// What the log says of the day of [`rooms::proposed`].
fn told() -> Log {
    let mut log = Log::default();
    let alert = |name: &str, level, title: &str| {
        let side = Some(Side::Green);
        Event::AlertRaised(Raised { alert: AlertKey::new(name, side), level, title: title.into(), side })
    };
    let awa = || Actor::Person(Id::new("awa"));
    let proposed = Event::Proposed { trigger: Id::new("error-rate"), side: Side::Green };
    let events = [
        ((13, 51, 4), awa(), Event::Voted { go: true, note: None }),
        ((13, 59, 20), Actor::Engine, alert("deployed", TierLevel::Info, "Déploiement réussi")),
        ((14, 0, 31), awa(), Event::DecisionMade { run: 40, choice: Choice::Approve, note: None }),
        (
            (14, 5, 10),
            Actor::Engine,
            alert("slow", TierLevel::Important, "Performance dégradée > 10 minutes"),
        ),
        ((14, 8, 30), Actor::Engine, proposed),
        (
            (14, 8, 31),
            Actor::Engine,
            alert("error-rate", TierLevel::Critical, "Taux d'erreur > 5% pendant 5 minutes"),
        ),
    ];
    for (seq, ((hour, min, sec), by, event)) in events.into_iter().enumerate() {
        let stamp = rooms::at(hour, min, sec);
        let (at, boot, mono) = (stamp.at, stamp.boot, stamp.mono);
        let seq = 10 + seq as u64;
        log.push(&Arc::new(Envelope { v: FORMAT, seq, at, boot, mono, by, event, prev: Digest::default() }));
    }
    log
}

/// The desk with page 2 on it.
fn desk() -> Desk {
    let mut desk = Desk::new();
    desk.places.page = Page::Metrics;
    desk
}

/// Chooses the metric `id`.
fn choose(desk: &mut Desk, state: &State, id: &str) {
    let mut metrics: Vec<_> = state.plan.metrics.iter().collect();
    metrics.sort_by_key(|metric| metric.group);
    let at = metrics.iter().position(|metric| metric.id.as_str() == id).unwrap();
    desk.places.here_mut().choose(0, Some(at));
}

#[test]
fn the_page() {
    page_at_all_sizes("page-metrics", Page::Metrics, &rooms::proposed(), &told(), |_| ());
}

#[test]
fn one_metric_alone() {
    let state = rooms::proposed();
    page_at_all_sizes("page-metrics-open", Page::Metrics, &state, &told(), |places| {
        places.here_mut().open = true;
        places.here_mut().choose(0, Some(5));
        places.zoom = Zoom::Close;
    });
}

#[test]
fn the_day_and_what_nobody_answered() {
    page_at_all_sizes("page-metrics-blind", Page::Metrics, &rooms::blind(), &told(), |places| {
        places.zoom = Zoom::Day;
    });
}

#[test]
fn a_filter_keeps_what_it_names() {
    let mut desk = desk();
    desk.places.here_mut().filter = "gps".into();
    let state = rooms::calm();
    for lang in Lang::ALL {
        check("page-metrics-filter", lang, &drawn(&desk.scene(&state, lang), 120, 40));
    }
    desk.places.here_mut().filter = "nothing has this name".into();
    let screen = text(&drawn(&desk.scene(&state, Lang::En), 80, 24));
    assert!(screen.contains("Escape clears it"), "{screen}");
}

#[test]
fn every_metric_has_its_chart_in_ascii_too() {
    let state = rooms::holding();
    for metric in &state.plan.metrics {
        let mut desk = desk();
        choose(&mut desk, &state, metric.id.as_str());
        let mut scene = desk.scene(&state, Lang::En);
        scene.glyphs = &Glyphs::ASCII;
        let mut buf = drawn(&scene, 80, 24);
        fold(&mut buf);
        let screen = text(&buf);
        assert!(screen.is_ascii(), "{}:\n{screen}", metric.id);
        let course = screen.lines().filter(|line| line.contains(['\'', ':']) && line.contains('|')).count();
        assert!(course > 0, "{}:\n{screen}", metric.id);
        if metric.id.as_str() == "errors" {
            check("page-metrics-ascii", Lang::En, &buf);
        }
    }
}

fn is_dots(symbol: &str) -> bool {
    symbol.chars().all(|c| ('\u{2801}'..='\u{28ff}').contains(&c))
}

/// Cells with dots, by column.
fn course(buf: &Buffer) -> Vec<(u16, u16)> {
    let all = buf.area.positions().map(|at| (at.x, at.y));
    all.filter(|at| is_dots(buf[*at].symbol())).collect()
}

#[test]
fn a_stale_metric_is_struck_through_and_its_course_loses_its_colour() {
    let mut state = rooms::holding();
    let mut desk = desk();
    choose(&mut desk, &state, "p95");
    let fresh = drawn(&desk.scene(&state, Lang::En), 120, 40);
    let live = [desk.theme.chart.fg, desk.theme.bad.fg];
    assert!(course(&fresh).iter().any(|at| live.contains(&Some(fresh[*at].fg))));
    state.now = state.now.plus(40_000);
    let aged = drawn(&desk.scene(&state, Lang::En), 120, 40);
    assert!(!course(&aged).is_empty());
    assert!(course(&aged).iter().all(|at| !live.contains(&Some(aged[*at].fg))));
    let screen = text(&aged);
    let (y, row) = screen.lines().enumerate().find(|(_, line)| line.contains("► Green ◌ 2.07s")).unwrap();
    assert!(row.contains("stale"), "{row}");
    let x = row
        .chars()
        .collect::<Vec<_>>()
        .windows(5)
        .position(|five| five.iter().collect::<String>() == "2.07s");
    assert!(aged[(x.unwrap() as u16, y as u16)].modifier.contains(Modifier::CROSSED_OUT), "{row}");
}

#[test]
fn what_nobody_answered_is_a_gap_in_the_course() {
    let state = rooms::blind();
    let mut desk = desk();
    desk.places.zoom = Zoom::Close;
    let rightmost = |id: &str, desk: &mut Desk| {
        choose(desk, &state, id);
        course(&drawn(&desk.scene(&state, Lang::En), 120, 40)).into_iter().map(|(x, _)| x).max().unwrap()
    };
    // Ninety of three hundred seconds are missing.
    let (silent, answered) = (rightmost("p95", &mut desk), rightmost("health", &mut desk));
    assert!((12..=18).contains(&(answered - silent)), "{silent} {answered}");
}

#[test]
fn the_two_sides_are_told_apart_without_colour() {
    let state = rooms::holding();
    let mut desk = desk();
    desk.theme = jday::console::theme::Theme::built_in("mono").unwrap();
    let screen = text(&drawn(&desk.scene(&state, Lang::En), 80, 24));
    let line = |word: &str| screen.lines().position(|line| line.contains(word));
    assert!(line("  Blue    669ms").unwrap() < line("► Green ✗ 2.07s").unwrap(), "{screen}");
}

#[test]
fn what_happened_stands_on_the_axis_and_is_told() {
    let (state, mut desk) = (rooms::proposed(), desk());
    desk.log = told();
    let screen = text(&drawn(&desk.scene(&state, Lang::En), 200, 60));
    let axis =
        screen.lines().find(|line| line.contains('└') && line.contains('┴') && line.contains('→')).unwrap();
    assert!(axis.contains('◇') && axis.contains('◆') && axis.contains('△'), "{axis}");
    for told in [
        "14:08:30 △ rollback proposed",
        "14:00:42 → traffic on Green",
        "14:00:31 ◇ approved · Awa",
        "13:51:04 ◇ votes go",
    ] {
        assert!(screen.contains(told), "{told}:\n{screen}");
    }
}

#[test]
fn only_time_moving_changes_few_cells() {
    let desk = &mut desk();
    for zoom in Zoom::ALL {
        desk.places.zoom = zoom;
        let mut state = rooms::calm();
        // A chart moves on when its newest column is full: in a minute that is seldom.
        let mut moved = 0;
        for second in 0..60 {
            let before = drawn(&desk.scene(&state, Lang::Fr), 120, 40);
            state.now = state.now.plus(1_000);
            // What was read keeps coming: only its age would tell.
            for series in [&mut state.metrics.blue, &mut state.metrics.green, &mut state.metrics.shared] {
                for series in series.values_mut() {
                    if let Some((stamp, _)) = &mut series.last {
                        *stamp = state.now;
                    }
                }
            }
            let after = drawn(&desk.scene(&state, Lang::Fr), 120, 40);
            let changed = before.diff(&after).len();
            if changed > 8 {
                moved += 1;
            }
            assert!(changed > 0, "the clock runs in second {second}");
        }
        let most = if zoom == Zoom::Close { 20 } else { 5 };
        assert!(moved <= most, "{zoom:?}: {moved} seconds in a minute move more than the clock");
    }
}

/// Bytes a second that drawing `page` takes at 120×40 while every metric moves each second, over a minute.
fn bytes_a_second(page: Page, zoom: Zoom) -> usize {
    let mut desk = Desk::new();
    (desk.places.page, desk.places.zoom) = (page, zoom);
    let mut state = rooms::holding();
    let mut terminal = Terminal::new(Ink::new(Size::new(120, 40))).unwrap();
    let mut total = 0;
    for second in 0..=60_u32 {
        let mut sampled = Sampled::default();
        for (index, metric) in state.plan.metrics.iter().enumerate() {
            let last = |track| state.metrics.series(&metric.id, track)?.last_number.map(|(_, number)| number);
            let wave = 1.0 + 0.04 * f64::from(second * 7 + index as u32).sin();
            for (track, readings) in [
                (Track::Side(Side::Blue), &mut sampled.blue),
                (Track::Side(Side::Green), &mut sampled.green),
                (Track::Shared, &mut sampled.shared),
            ] {
                readings.extend(last(track).map(|number| (metric.id.clone(), (number * wave).into())));
            }
        }
        state.now = state.now.plus(1_000);
        state.metrics.apply(&sampled, state.now);
        terminal.draw(|frame| view::draw(frame, &desk.scene(&state, Lang::Fr))).unwrap();
        let bytes = terminal.backend_mut().take(Vec::new()).len();
        // The first frame is the whole screen.
        total += if second == 0 { 0 } else { bytes };
    }
    total / 60
}

#[test]
fn every_metric_moving_each_second_is_little_on_a_slow_link() {
    for zoom in Zoom::ALL {
        let bytes = bytes_a_second(Page::Metrics, zoom);
        assert!(bytes <= 2_000, "{zoom:?}: {bytes} bytes a second");
        println!("{zoom:?} {bytes}");
    }
    println!("room {}", bytes_a_second(Page::Room, Zoom::Near));
}
