//! A replay on the screen: the time axis, the place that is typed, and what stands beside the journal.

use std::sync::LazyLock;

use crossterm::event::{KeyCode, KeyEvent};
use jday::console::action::Stage;
use jday::console::app::{App, Layer, Seen, Wish};
use jday::console::glyphs::Glyphs;
use jday::console::goto::Trouble;
use jday::console::input::{Focus, Meaning};
use jday::console::keymap::Keymap;
use jday::console::lang::Lang;
use jday::console::view::{Overlay, Played, Transport};
use jday::model::At;
use jday::plan::types::{Id, Millis, Side};
use jday::source::compare::Comparison;
use jday::source::rejudge::Rejudged;
use jday::source::{Aside, Later, Log};
use jday::wire::{Landmark, Mark, Seek, Sign, Track};
use proptest::prelude::*;

use super::lived::{self, Lived};
use super::support::rooms;
use super::{Desk, SIZES, check, drawn, text};

/// The axis of a day from 13:50 to 14:20 with a switch, a breach and a return.
fn track() -> Track {
    let at = |min: u32, sec: u32| rooms::at(13 + min / 60, min % 60, sec).at;
    let marks = [
        (at(52, 10), Sign::Decision),
        (at(53, 0), Sign::Decision),
        (at(58, 0), Sign::Info),
        (at(60, 20), Sign::Decision),
        (at(60, 20), Sign::Moved(Side::Green)),
        (at(60, 20), Sign::Step),
        (at(62, 0), Sign::Important),
        (at(66, 30), Sign::Critical),
        (at(66, 31), Sign::Proposal),
        (at(67, 0), Sign::Decision),
        (at(67, 10), Sign::Moved(Side::Blue)),
        (at(75, 0), Sign::Step),
    ];
    let marks = marks.into_iter().zip(2..).map(|((at, sign), seq)| Mark { at, seq, sign }).collect();
    Track {
        from: at(50, 0),
        to: at(80, 0),
        marks,
        blind: [(at(70, 0), at(73, 0))].into(),
        read: Track::WHOLE,
        heading: None,
        broken: None,
    }
}

fn replayed(name: &str, track: &Track, over: bool, paused: bool, overlay: impl Fn() -> Overlay<'static>) {
    let state = rooms::rolling_back();
    let desk = Desk::new();
    for lang in Lang::ALL {
        for (width, height) in SIZES.into_iter().chain([(40, 10)]) {
            let mut scene = desk.scene(&state, lang);
            (scene.stage, scene.me) = (Stage::Replay, None);
            scene.transport = Some(Transport { speed: 8.0, paused });
            scene.played = Some(Played { track, over });
            scene.overlay = overlay();
            check(name, lang, &drawn(&scene, width, height));
        }
    }
}

#[test]
fn the_axis_says_where_we_are_and_what_happened() {
    replayed("replay", &track(), false, false, || Overlay::None);
}

#[test]
fn a_place_is_typed_in_the_last_line() {
    let trouble = Trouble::Outside(track().from, track().to);
    replayed("replay-go-to", &track(), false, true, || Overlay::GoTo { typed: "14:0", trouble: None });
    replayed("replay-nowhere", &track(), false, true, move || Overlay::GoTo {
        typed: "18:30",
        trouble: Some(trouble),
    });
}

/// The line of the axis.
fn axis(track: &Track, over: bool, width: u16) -> String {
    let state = rooms::rolling_back();
    let desk = Desk::new();
    let mut scene = desk.scene(&state, Lang::En);
    scene.stage = Stage::Replay;
    scene.played = Some(Played { track, over });
    let screen = text(&drawn(&scene, width, 40));
    screen.lines().rev().nth(1).unwrap().to_owned()
}

#[test]
fn what_is_not_read_yet_is_left_open_and_its_share_is_said() {
    let half = Track { read: 430, marks: [].into(), ..track() };
    assert!(axis(&half, false, 120).contains("43% read"), "{}", axis(&half, false, 120));
    assert!(axis(&half, false, 120).contains("·····"));
    let heading = Track { heading: Some(Seek::To(At(0))), ..half };
    assert!(axis(&heading, false, 120).contains("on its way"));
    let broken = Track { broken: Some("line 12".into()), ..track() };
    assert!(axis(&broken, false, 120).contains("unreadable after"));
    assert!(axis(&track(), true, 120).contains("end of the journal"));
}

#[test]
fn the_graver_of_two_marks_is_shown() {
    // At forty columns the proposal and the decision after it fall together.
    let line = axis(&track(), false, 80);
    assert!(line.contains('▲') && line.contains('→') && line.contains('←') && line.contains('░'), "{line}");
}

#[test]
fn the_axis_stays_still_while_only_the_clock_moves() {
    let mut state = rooms::rolling_back();
    let (desk, track) = (Desk::new(), track());
    let frame = |state: &jday::model::State| {
        let mut scene = desk.scene(state, Lang::Fr);
        scene.stage = Stage::Replay;
        scene.played = Some(Played { track: &track, over: false });
        drawn(&scene, 120, 40)
    };
    let before = frame(&state);
    state.now = state.now.plus(1_000);
    let axis = |buf: &ratatui::buffer::Buffer| text(buf).lines().rev().nth(1).unwrap().to_owned();
    assert_eq!(axis(&before), axis(&frame(&state)));
}

/// Two drills of one scenario, and one of them judged by a plan with a shorter hold and a metric that
/// nobody recorded.
static ASIDES: LazyLock<[Later; 2]> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    let loaded = lived::scenario("errors-after-switch");
    let paths = [1, 2].map(|seed| folder.path().join(format!("{seed}.jsonl")));
    for (path, seed) in paths.iter().zip([1, 2]) {
        let mut lived = Lived::scripted(&loaded, seed, path);
        if seed == 2 {
            // In the second drill somebody else votes again, and nobody takes the alert on.
            lived.until(60_000);
            lived.gets("fatou", &jday::model::Command::Vote { go: false, note: None });
        }
        lived.finish(loaded.scenario.lasts.0);
    }
    let mut plan = loaded.plan.clone();
    for trigger in &mut plan.triggers {
        trigger.hold = Millis(trigger.hold.0 / 2);
    }
    let mut unread = plan.metrics[0].clone();
    unread.id = Id::new("queue-depth");
    plan.metrics.push(unread);
    plan.triggers[3].metric = Id::new("queue-depth");
    let asides = [
        Aside::Against(Box::new(Comparison::of(&paths[0], &paths[1]).unwrap())),
        Aside::Plan(Box::new(Rejudged::of(&paths[0], plan).unwrap())),
    ];
    asides.map(|aside| {
        let later = Later::default();
        later.put(aside);
        later
    })
});

#[test]
fn two_journals_side_by_side() {
    replayed("replay-against", &track(), false, true, || Overlay::Compare(&ASIDES[0], 0));
}

#[test]
fn what_another_plan_would_have_said_is_marked_as_such() {
    replayed("replay-plan", &track(), false, true, || Overlay::Compare(&ASIDES[1], 0));
}

#[test]
fn what_cannot_be_compared_says_why_and_what_is_being_worked_out_says_so() {
    let state = rooms::calm();
    let desk = Desk::new();
    let later = Later::default();
    let screen = |later: &Later, size: (u16, u16)| {
        let mut scene = desk.scene(&state, Lang::En);
        scene.stage = Stage::Replay;
        scene.overlay = Overlay::Compare(later, usize::MAX);
        text(&drawn(&scene, size.0, size.1))
    };
    assert!(screen(&later, (80, 24)).contains("comparing"));
    later.put(Aside::Failed("other.jsonl: line 12: is damaged".into()));
    assert!(screen(&later, (80, 24)).contains("line 12"));
    for size in [(0, 0), (1, 1), (20, 5), (300, 100)] {
        screen(&later, size);
        screen(&ASIDES[0], size);
    }
}

/// Somebody in front of a replay.
struct Seat {
    app: App,
    state: jday::model::State,
    log: Log,
    track: Track,
}

impl Seat {
    fn new() -> Self {
        Self {
            app: App::new(Lang::En, Stage::Replay, None, Keymap::standard()),
            state: rooms::rolling_back(),
            log: Log::default(),
            track: track(),
        }
    }

    fn means(&mut self, meaning: Meaning) -> Vec<Wish> {
        let (track, aside) = (Some(&self.track), Some(&ASIDES[0]));
        let seen = Seen { state: &self.state, log: &self.log, track, aside };
        self.app.take(meaning, seen, 0)
    }

    fn press(&mut self, code: KeyCode) -> Vec<Wish> {
        self.means(Meaning::Key(KeyEvent::from(code)))
    }

    fn types(&mut self, text: &str) {
        self.means(Meaning::Text(text.into()));
    }

    fn said(&self) -> &str {
        self.app.toast().map_or("", |toast| toast.text)
    }
}

#[test]
fn keys_jump_to_landmarks_and_say_where_there_is_none() {
    let mut seat = Seat::new();
    for (key, landmark, forward) in [
        (')', Landmark::Decision, true),
        ('(', Landmark::Decision, false),
        ('<', Landmark::Alert, false),
        ('}', Landmark::Step, true),
        ('{', Landmark::Step, false),
    ] {
        // Between the step before the return and the end.
        seat.state.now = rooms::at(14, 7, 5);
        let wished = seat.press(KeyCode::Char(key));
        assert_eq!(wished, [Wish::Seek(Seek::Mark { landmark, forward })], "{key}");
    }
    assert_eq!(seat.press(KeyCode::Char('>')), []);
    assert_eq!(seat.said(), "no further alert");
    seat.track.read = 500;
    assert_eq!(seat.press(KeyCode::Char('>')).len(), 1, "what is not read yet may hold one");
    assert_eq!(seat.press(KeyCode::Char(',')), [Wish::Seek(Seek::Back)]);
}

#[test]
fn a_typed_place_is_gone_to_and_a_bad_one_says_what_is_right() {
    let mut seat = Seat::new();
    seat.press(KeyCode::Char('t'));
    assert_eq!(seat.app.input_focus(), Focus::Query);
    seat.types("18:x");
    assert_eq!(seat.press(KeyCode::Enter), [], "nobody goes there");
    assert!(matches!(&seat.app.layer, Layer::GoTo(typed, Some(Trouble::Unreadable)) if typed == "18:x"));
    for _ in 0..4 {
        seat.press(KeyCode::Backspace);
    }
    seat.types("14:0");
    seat.types("3");
    assert_eq!(seat.press(KeyCode::Enter), [Wish::Seek(Seek::To(rooms::at(14, 3, 0).at))]);
    assert!(matches!(seat.app.layer, Layer::None));

    seat.press(KeyCode::Char('t'));
    seat.types("#12");
    assert_eq!(seat.press(KeyCode::Enter), [Wish::Seek(Seek::ToSeq(12))]);
    seat.press(KeyCode::Char('t'));
    // A paste of a whole log is cut, and nothing of it is a key.
    seat.types(&"q\n".repeat(500));
    assert!(matches!(&seat.app.layer, Layer::GoTo(typed, _) if typed.len() < 50));
    assert_eq!(seat.press(KeyCode::Esc), []);
    assert!(matches!(seat.app.layer, Layer::None));
}

#[test]
fn what_acts_is_refused_and_the_comparison_opens_and_closes() {
    let mut seat = Seat::new();
    for key in ['S', 'R', 'a', 'n', 'o', 'v'] {
        assert_eq!(seat.press(KeyCode::Char(key)), [], "{key}");
        assert_eq!(seat.said(), "a replay only shows", "{key}");
    }
    seat.press(KeyCode::Char('c'));
    assert!(matches!(seat.app.layer, Layer::Compare(_, 0)));
    seat.press(KeyCode::Down);
    assert!(matches!(seat.app.layer, Layer::Compare(_, 1)));
    seat.press(KeyCode::Esc);
    assert!(matches!(seat.app.layer, Layer::None));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    /// No size, no axis and no place in it makes a replay's drawing fail.
    #[test]
    fn nothing_in_a_replay_panics(
        (width, height) in prop_oneof![(0_u16..300, 0_u16..100), (0_u16..24, 0_u16..24), (56_u16..124, 12_u16..48)],
        from in prop_oneof![Just(i64::MIN), Just(0), any::<i64>()],
        to in prop_oneof![Just(i64::MAX), Just(0), any::<i64>()],
        at in any::<i64>(),
        read in 0_u16..=1000,
        over: bool,
        overlay in 0_usize..5,
        ascii: bool,
    ) {
        let mut state = rooms::rolling_back();
        if from == to {
            state.now.at = At(at);
        }
        let marks = [Mark { at: At(at), seq: 1, sign: Sign::Proposal }].into();
        let track = Track { from: At(from), to: At(to), marks, blind: [(At(at), At(to))].into(), read, ..track() };
        let desk = Desk::new();
        let mut scene = desk.scene(&state, Lang::Fr);
        scene.stage = Stage::Replay;
        scene.glyphs = if ascii { &Glyphs::ASCII } else { &Glyphs::UNICODE };
        scene.played = Some(Played { track: &track, over });
        scene.overlay = match overlay {
            0 => Overlay::None,
            1 => Overlay::GoTo { typed: "日本語の警報日本語の警報", trouble: None },
            2 => Overlay::GoTo { typed: "x", trouble: Some(Trouble::Outside(At(from), At(to))) },
            which => Overlay::Compare(&ASIDES[which - 3], usize::MAX),
        };
        drawn(&scene, width, height);
    }
}
