//! The screens as people see them: eight moments of the day at three sizes in both languages, and
//! no panic at any size or in any odd state.
//!
//! `JDAY_SCREENS=DIR cargo test --test screens` also writes each as a coloured file to look at.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "helpers of tests fail the test that calls them"
)]

mod alerts;
mod checklists;
mod cutover;
mod decision;
mod eyes;
mod journal;
mod keystrokes;
#[path = "../lived/mod.rs"]
mod lived;
mod metrics;
mod newcomer;
mod overlays;
mod people;
mod replay;
mod schedule;
#[path = "../support/mod.rs"]
mod support;
mod themes;

use jday::console::action::{Action, Stage};
use jday::console::glyphs::Glyphs;
use jday::console::keymap::Keymap;
use jday::console::lang::Lang;
use jday::console::page::{Page, Place, Places, Sight};
use jday::console::sitrep::Form;
use jday::console::theme::Theme;
use jday::console::view::{self, Choice, Overlay, Pane, Picker, Scene, Transport};
use jday::model::State;
use jday::plan::types::Id;
use jday::source::Log;
use proptest::prelude::*;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use support::{ansi, rooms};

const SIZES: [(u16, u16); 3] = [(80, 24), (120, 40), (200, 60)];

/// What a scene borrows.
struct Desk {
    theme: Theme,
    keymap: Keymap,
    places: Places,
    log: Log,
    me: Id,
}

impl Desk {
    fn new() -> Self {
        Self {
            theme: Theme::built_in("dark").unwrap(),
            keymap: Keymap::standard(),
            places: Places::default(),
            log: Log::default(),
            me: Id::new("awa"),
        }
    }

    fn scene<'a>(&'a self, state: &'a State, lang: Lang) -> Scene<'a> {
        let sight = Sight { state, log: &self.log, lang, places: &self.places };
        Scene {
            me: Some(&self.me),
            local: Some("Europe/Paris".parse().unwrap()),
            transport: Some(Transport { speed: 4.0, paused: false }),
            ..Scene::plain(sight, Stage::Drill, &self.theme, &Glyphs::UNICODE, &self.keymap)
        }
    }
}

fn drawn(scene: &Scene, width: u16, height: u16) -> Buffer {
    let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
    terminal.draw(|frame| view::draw(frame, scene)).unwrap();
    terminal.backend().buffer().clone()
}

fn text(buf: &Buffer) -> String {
    let line = |y| {
        let line: String = (0..buf.area.width).map(|x| buf[(x, y)].symbol()).collect();
        line.trim_end().to_owned()
    };
    (0..buf.area.height).map(line).collect::<Vec<_>>().join("\n")
}

/// Compares with the stored screen, and writes the coloured one where it is asked for.
fn check(name: &str, lang: Lang, buf: &Buffer) {
    let name = format!("{name}-{}x{}-{lang}", buf.area.width, buf.area.height);
    if let Ok(dir) = std::env::var("JDAY_SCREENS") {
        std::fs::write(format!("{dir}/{name}.ansi"), ansi::of(buf)).unwrap();
    }
    insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true, snapshot_path => "snaps" }, {
        insta::assert_snapshot!(name, text(buf));
    });
}

/// One of the pages behind the room, looked at as `look` says, at every size in both languages; and in
/// the smallest window that still has to say something.
fn page_at_all_sizes(name: &str, page: Page, state: &State, log: &Log, look: impl Fn(&mut Places)) {
    let mut desk = Desk::new();
    desk.places.page = page;
    desk.log = log.clone();
    look(&mut desk.places);
    for lang in Lang::ALL {
        for (width, height) in SIZES.into_iter().chain([(40, 10)]) {
            check(name, lang, &drawn(&desk.scene(state, lang), width, height));
        }
    }
}

fn at_all_sizes(name: &str, state: &State, change: impl Fn(&mut Scene)) {
    let desk = Desk::new();
    for lang in Lang::ALL {
        for (width, height) in SIZES {
            let mut scene = desk.scene(state, lang);
            change(&mut scene);
            check(name, lang, &drawn(&scene, width, height));
        }
    }
}

#[test]
fn calm_before_the_switch() {
    at_all_sizes("calm", &rooms::calm(), |_| ());
}

#[test]
fn a_trigger_counts_after_the_switch() {
    at_all_sizes("holding", &rooms::holding(), |_| ());
}

#[test]
fn a_rollback_is_proposed() {
    at_all_sizes("proposed", &rooms::proposed(), |_| ());
}

#[test]
fn a_rollback_runs() {
    at_all_sizes("rolling-back", &rooms::rolling_back(), |_| ());
}

#[test]
fn the_room_is_blind() {
    at_all_sizes("blind", &rooms::blind(), |_| ());
}

#[test]
fn the_score_sheet() {
    let score = rooms::score();
    let state = rooms::rolling_back();
    let desk = Desk::new();
    for lang in Lang::ALL {
        for (width, height) in SIZES {
            let mut scene = desk.scene(&state, lang);
            scene.overlay = Overlay::Score(&score);
            check("score", lang, &drawn(&scene, width, height));
        }
    }
}

#[test]
fn help_and_ticks() {
    at_all_sizes("help", &rooms::calm(), |scene| scene.overlay = Overlay::Help { scroll: 0 });
    let list = Id::new("pre-business");
    let state = rooms::calm();
    let desk = Desk::new();
    for lang in Lang::ALL {
        let mut scene = desk.scene(&state, lang);
        scene.overlay = Overlay::Ticks { checklist: &list, cursor: 7 };
        check("ticks", lang, &drawn(&scene, 120, 40));
    }
}

#[test]
fn small_windows_say_what_matters() {
    let state = rooms::proposed();
    let desk = Desk::new();
    for (width, height) in [(60, 15), (40, 10), (30, 1)] {
        check("small", Lang::Fr, &drawn(&desk.scene(&state, Lang::Fr), width, height));
    }
}

fn choices() -> Vec<Choice> {
    let choice = |id: &str, title: &str, story: &str| Choice {
        id: id.into(),
        title: title.into(),
        story: story.into(),
        length_ms: 1_800_000,
    };
    vec![
        choice("clean-day", "Une journée sans histoire", "Tout va bien, du briefing au bilan."),
        choice(
            "errors-after-switch",
            "Erreurs après la bascule",
            "Green répond bien aux tests, puis les vrais utilisateurs arrivent. Quatre minutes plus tard, une requête sur douze échoue.",
        ),
    ]
}

fn picked(theme: &Theme, keymap: &Keymap, lang: Lang, size: (u16, u16), choices: &[Choice]) -> Buffer {
    let plan = &jday::plan::embedded().title;
    let picker =
        Picker { choices, cursor: 1, plan, theme, glyphs: &Glyphs::UNICODE, keymap, lang, trouble: None };
    let mut terminal = Terminal::new(TestBackend::new(size.0, size.1)).unwrap();
    terminal.draw(|frame| view::draw_picker(frame, &picker)).unwrap();
    terminal.backend().buffer().clone()
}

#[test]
fn the_picker() {
    let desk = Desk::new();
    for lang in Lang::ALL {
        for size in SIZES {
            check("picker", lang, &picked(&desk.theme, &desk.keymap, lang, size, &choices()));
        }
    }
}

/// Five hundred alerts, text that tries to break the screen, numbers that are none.
fn odd() -> State {
    let mut state = rooms::blind();
    let hostile =
        "\u{1b}[2J\u{202e}evil\u{200b}\ttab 日本語の警報 e\u{301}\u{301}\u{301}\u{301}\u{301}\u{301} 👨‍👩‍👧";
    for index in 0..500_u64 {
        let level = jday::plan::types::TierLevel::Critical;
        rooms::raise(&mut state, &format!("{hostile}{index}"), level, &hostile.repeat(9), index, Some("a"));
    }
    let mut plan = (*state.plan).clone();
    plan.title = hostile.repeat(20).as_str().into();
    for metric in &mut plan.metrics {
        metric.title = hostile.into();
        metric.interval = jday::plan::types::Millis(u64::MAX);
    }
    for trigger in &mut plan.triggers {
        trigger.hold = jday::plan::types::Millis(0);
    }
    plan.rollback.budget = jday::plan::types::Millis(0);
    state.plan = plan.into();
    for series in state.metrics.green.values_mut() {
        series.last_number = Some((state.now, f64::INFINITY));
        series.last = Some((state.now, f64::NEG_INFINITY.into()));
        series.points.iter_mut().for_each(|point| point.number = Some(f64::MAX));
    }
    state
}

/// A plan that names nothing at all.
fn bare() -> State {
    let mut state = rooms::empty(rooms::at(9, 0, 0));
    let mut plan = (*state.plan).clone();
    plan.metrics.clear();
    plan.triggers.clear();
    plan.checklists.clear();
    plan.procedures.clear();
    plan.schedule.slots.clear();
    plan.gates.votes.clear();
    plan.people.clear();
    state.plan = plan.into();
    state
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    /// No size and no state makes drawing fail, and nothing is ever drawn outside the window.
    #[test]
    fn nothing_panics(
        (width, height) in prop_oneof![(0_u16..300, 0_u16..100), (0_u16..24, 0_u16..24), (56_u16..124, 12_u16..48)],
        which in 0_usize..6,
        focus in 0_usize..Pane::ALL.len(),
        line in prop_oneof![0_usize..4, 400_usize..600, Just(usize::MAX)],
        over in 0_usize..9,
        page in 0_usize..Page::ALL.len(),
        part in 0_usize..Place::PARTS,
        open: bool,
        filter in prop_oneof![Just(""), Just("a"), Just("nothing holds this")],
        french: bool,
        ascii: bool,
    ) {
        thread_local! {
            static STATES: [State; 6] = [
                rooms::calm(), rooms::holding(), rooms::rolling_back(), rooms::blind(), odd(), bare(),
            ];
        }
        let (mut desk, score, list) = (Desk::new(), rooms::score(), Id::new("pre-technical"));
        desk.places.page = Page::ALL[page];
        let place = desk.places.here_mut();
        place.choose(part, Some(line));
        (place.part, place.open, place.filter) = (part, open, filter.into());
        let offers = overlays::offers();
        let mut found = overlays::palette(Lang::Fr, filter, &std::collections::VecDeque::new());
        found.walk(|_, last| line.min(last));
        STATES.with(|states| {
            let mut scene = desk.scene(&states[which], if french { Lang::Fr } else { Lang::En });
            scene.focus = Pane::ALL[focus];
            scene.cursors.set(scene.focus, line);
            scene.glyphs = if ascii { &Glyphs::ASCII } else { &Glyphs::UNICODE };
            scene.overlay = match over {
                0 => Overlay::None,
                1 => Overlay::Help { scroll: line },
                2 => Overlay::Ticks { checklist: &list, cursor: line },
                3 => Overlay::Score(&score),
                4 => Overlay::Palette { palette: &found, themed: open },
                5 => Overlay::Sitrep { lang: scene.lang, form: Form::Plain, scroll: line, printed: open },
                6 => Overlay::Faults { offers: &offers, cursor: line },
                7 => Overlay::Faults { offers: &[], cursor: line },
                _ => Overlay::Lesson(Action::ALL[line % Action::ALL.len()]),
            };
            let ground = Rect::new(0, 0, width, height);
            let mut buf = Buffer::empty(ground);
            view::draw_room(&mut buf, ground, &scene);
            prop_assert_eq!(buf.area, ground);
            Ok(())
        })?;
        let empty = if over == 0 { vec![] } else { choices() };
        if width > 0 && height > 0 {
            picked(&desk.theme, &desk.keymap, Lang::En, (width, height), &empty);
        }
    }
}

#[test]
fn banners_lie_over_whatever_is_open() {
    let state = rooms::proposed();
    let desk = Desk::new();
    let dialog = jday::console::dialog::open::rollback(Lang::En, &state);
    for (width, height) in [(80, 24), (120, 40), (200, 60), (60, 15), (40, 10)] {
        for overlay in [Overlay::Help { scroll: 0 }, Overlay::Dialog { dialog: &dialog, settled: true }] {
            let mut scene = desk.scene(&state, Lang::En);
            scene.overlay = overlay;
            let screen = text(&drawn(&scene, width, height));
            assert!(screen.contains("ROLLBACK PROPOSED"), "hidden at {width}x{height}:\n{screen}");
        }
    }
}

#[test]
fn the_rollback_dialog() {
    let state = rooms::proposed();
    for lang in Lang::ALL {
        let desk = Desk::new();
        let dialog = jday::console::dialog::open::rollback(lang, &state);
        let mut scene = desk.scene(&state, lang);
        scene.overlay = Overlay::Dialog { dialog: &dialog, settled: true };
        check("rollback-dialog", lang, &drawn(&scene, 120, 40));
    }
}

#[test]
fn a_stale_value_is_struck_through_and_never_in_live_colours() {
    let mut state = rooms::calm();
    state.now = state.now.plus(40_000);
    let desk = Desk::new();
    let buf = drawn(&desk.scene(&state, Lang::En), 120, 40);
    let screen = text(&buf);
    let (y, line) = screen.lines().enumerate().find(|(_, line)| line.contains("p50")).unwrap();
    let x = line.chars().position(|c| c == '✓' || c == '◌').unwrap();
    assert_eq!(buf[(x as u16, y as u16)].symbol(), "◌");
    let value =
        (x as u16..120).find(|x| buf[(*x, y as u16)].symbol().chars().all(|c| c.is_ascii_digit())).unwrap();
    let crossed = buf[(value, y as u16)].modifier.contains(ratatui::style::Modifier::CROSSED_OUT);
    assert!(crossed, "{line}");
}

#[test]
fn only_time_moving_changes_few_cells() {
    let mut state = rooms::calm();
    let desk = Desk::new();
    let before = drawn(&desk.scene(&state, Lang::Fr), 120, 40);
    state.now = state.now.plus(1_000);
    let after = drawn(&desk.scene(&state, Lang::Fr), 120, 40);
    let changed = before.diff(&after).len();
    assert!((1..=8).contains(&changed), "{changed} cells changed");
}

#[test]
fn nobody_takes_one_mode_for_another_even_without_colour() {
    let state = rooms::calm();
    let mut desk = Desk::new();
    desk.theme = Theme::built_in("mono").unwrap();
    let header = |stage, lang| {
        let mut scene = desk.scene(&state, lang);
        scene.stage = stage;
        let screen = text(&drawn(&scene, 120, 40));
        screen.lines().take(4).map(str::to_owned).collect::<Vec<_>>()
    };
    for lang in Lang::ALL {
        let [live, drill, replay] = Stage::ALL.map(|stage| header(stage, lang));
        assert!(live[0].contains("LIVE") && live[3].contains("═══"), "{live:#?}");
        assert!(drill[0].contains(Stage::Drill.word(lang)) && drill[3].contains("───"), "{drill:#?}");
        assert!(replay[0].contains(Stage::Replay.word(lang)) && replay[3].contains("─ ─"), "{replay:#?}");
    }
}

#[test]
fn the_share_of_traffic_shows_without_colour_too() {
    let mut desk = Desk::new();
    desk.theme = Theme::built_in("mono").unwrap();
    let state = rooms::holding();
    let screen = text(&drawn(&desk.scene(&state, Lang::En), 120, 40));
    assert!(screen.lines().any(|line| line.contains("░░█████")), "{screen}");
}
