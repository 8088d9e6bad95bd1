//! What lies over the pages: palette, sitrep, learning mode, faults.

use std::sync::Arc;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use jday::console::action::{Action, Stage};
use jday::console::app::{App, Layer, Seen, Wish};
use jday::console::dialog::Tone;
use jday::console::input::{Focus, Meaning};
use jday::console::keymap::Keymap;
use jday::console::lang::Lang;
use jday::console::page::{Page, Places, Sight, Zoom};
use jday::console::palette::{Entry, Palette, Recent};
use jday::console::sitrep::{Form, Report};
use jday::console::theme::{Depth, Theme};
use jday::console::themes::Themes;
use jday::console::view::feed::Feed;
use jday::console::view::hit::{self, Target};
use jday::console::view::scene::Scene;
use jday::console::view::{Overlay, Pane, draw_scrolled};
use jday::model::event::{Actor, Digest, Envelope, Event, FORMAT};
use jday::model::procedure::Why;
use jday::model::{Command, State};
use jday::plan::types::{Id, Right, Side};
use jday::source::Log;
use jday::wire::Offer;
use ratatui::Terminal;
use ratatui::backend::TestBackend;

use super::{Desk, at_all_sizes, check, drawn, rooms, text};

/// A person at the keyboard of a room.
struct Hand {
    app: App,
    state: State,
    log: Log,
    now: u64,
}

impl Hand {
    fn new(state: State) -> Self {
        let mut app = App::new(Lang::En, Stage::Drill, Some(Id::new("awa")), Keymap::standard());
        app.worn = Theme::built_in("dark").unwrap();
        app.themes = Themes::new(None, Depth::True);
        app.offers = offers();
        Self { app, state, log: Log::default(), now: 10_000 }
    }

    fn key(&mut self, code: KeyCode) -> Vec<Wish> {
        self.now += 400;
        let seen = Seen::of(&self.state, &self.log);
        self.app.take(Meaning::Key(KeyEvent::new(code, KeyModifiers::NONE)), seen, self.now)
    }

    fn press(&mut self, key: char) -> Vec<Wish> {
        self.key(KeyCode::Char(key))
    }

    fn text(&mut self, text: &str) -> Vec<Wish> {
        let seen = Seen::of(&self.state, &self.log);
        self.app.take(Meaning::Text(text.into()), seen, self.now)
    }

    /// Finds `query` in the palette and runs it.
    fn run(&mut self, query: &str) -> Vec<Wish> {
        assert_eq!(self.press(':'), []);
        self.text(query);
        self.key(KeyCode::Enter)
    }
}

pub fn offers() -> Vec<Offer> {
    let offer =
        |id: &str, fr: &str, en: &str, lasts| Offer { id: id.into(), fr: fr.into(), en: en.into(), lasts };
    vec![
        offer(
            "lever-1",
            "scénario : levier : accepte et ne fait rien",
            "scenario: lever: accepts and does nothing",
            true,
        ),
        offer(
            "hand-green-errors",
            "Green : une requête sur cinq échoue",
            "Green: one request in five fails",
            true,
        ),
        offer(
            "hand-moved-blue",
            "quelqu'un déplace api.onelog.africa vers Blue",
            "somebody moves api.onelog.africa to Blue",
            false,
        ),
        offer(
            "hand-freeze",
            "la machine se fige vingt secondes",
            "the machine stands still for twenty seconds",
            false,
        ),
    ]
}

pub fn palette(lang: Lang, query: &str, recent: &Recent) -> Palette {
    let plan = jday::plan::embedded();
    let mut palette = Palette::new(lang, plan, &Keymap::standard(), &Themes::default(), recent);
    palette.insert(query);
    palette
}

/// A log in which a rollback was proposed and decided, with an override and a vote before.
fn decided() -> (State, Log) {
    let mut state = rooms::proposed();
    let mut log = Log::default();
    let mut seq = 900;
    let mut say = |by: &str, ago: u64, event: Event| {
        seq += 1;
        let at = rooms::back(state.now, ago);
        let by = if by.is_empty() { Actor::Engine } else { Actor::Person(Id::new(by)) };
        let envelope = Envelope {
            v: FORMAT,
            seq,
            at: at.at,
            boot: 0,
            mono: at.mono,
            by,
            event,
            prev: Digest::default(),
        };
        log.push(&Arc::new(envelope));
    };
    say("moussa", 900, Event::Voted { go: true, note: None });
    let reason = "fenêtre déplacée avec le client <ACME> & validée".into();
    say("awa", 700, Event::Overridden { gate: jday::model::cutover::Gate::Window, reason });
    let switch = Id::new("switch");
    say("awa", 600, Event::RunRequested { procedure: switch, why: Why::Planned, note: None });
    say("", 41, Event::Proposed { trigger: state.plan.triggers[0].id.clone(), side: Side::Green });
    state.people.notes.clear();
    (state, log)
}

#[test]
fn the_palette_over_the_room() {
    let mut recent = Recent::new();
    for action in [Action::Sitrep, Action::ShowAlerts] {
        jday::console::palette::remember(&mut recent, Entry::Act(action));
    }
    let state = rooms::calm();
    let desk = Desk::new();
    for lang in Lang::ALL {
        let palettes = [
            ("palette", palette(lang, "", &recent)),
            ("palette-query", palette(lang, "ret", &Recent::new())),
            ("palette-none", palette(lang, "zzyzx", &Recent::new())),
        ];
        for (name, palette) in &palettes {
            for (width, height) in [(80, 24), (120, 40), (200, 60), (40, 10)] {
                let mut scene = desk.scene(&state, lang);
                scene.overlay = Overlay::Palette { palette, themed: false };
                check(name, lang, &drawn(&scene, width, height));
            }
        }
    }
}

#[test]
fn somebody_who_may_little_sees_why_rows_are_off_and_they_stay() {
    let state = rooms::calm();
    let mut desk = Desk::new();
    desk.me = Id::new("nobody-of-the-plan");
    let palette = palette(Lang::En, "rollback", &Recent::new());
    let mut scene = desk.scene(&state, Lang::En);
    scene.overlay = Overlay::Palette { palette: &palette, themed: false };
    let screen = text(&drawn(&scene, 120, 40));
    let row = screen.lines().find(|line| line.contains("Rollback")).unwrap();
    assert!(row.contains("you can only look"), "{row}");
}

#[test]
fn the_palette_does_what_the_key_does() {
    let mut hand = Hand::new(rooms::calm());
    assert_eq!(hand.run("alertes"), []);
    assert_eq!(hand.app.places.page, Page::Alerts);
    assert!(matches!(hand.app.layer, Layer::None));
    // What moves traffic opens its dialog, guarded as ever.
    assert_eq!(hand.run("retour arriere"), [Wish::Opened]);
    assert!(matches!(&hand.app.layer, Layer::Dialog(dialog) if dialog.tone == Tone::Danger));
    hand.key(KeyCode::Esc);
    // An action of one page takes people there.
    hand.run("zoom in");
    assert_eq!((hand.app.places.page, hand.app.places.zoom), (Page::Metrics, Zoom::Close));
    hand.run("metrics over the day");
    assert_eq!(hand.app.places.zoom, Zoom::Day);
    hand.run("langue français");
    assert_eq!(hand.app.lang, Lang::Fr);
    hand.run("check-list technical");
    hand.app.layer = Layer::None;
}

#[test]
fn what_writes_waits_until_it_is_certain_that_nobody_pasted() {
    let mut hand = Hand::new(rooms::proposed());
    let wishes = hand.run("acknowledge");
    assert!(matches!(&wishes[..], [Wish::SendWhenSettled(Command::Acknowledge { .. })]), "{wishes:?}");
}

#[test]
fn a_theme_is_tried_while_it_is_chosen_kept_by_enter_and_given_back_by_esc() {
    let mut hand = Hand::new(rooms::calm());
    let name = |hand: &Hand| hand.app.theme().name.clone();
    hand.press(':');
    hand.text("theme light");
    assert_eq!(name(&hand), "light");
    hand.key(KeyCode::Esc);
    assert_eq!(name(&hand), "dark");
    hand.press(':');
    hand.text("theme light");
    hand.key(KeyCode::Backspace);
    hand.key(KeyCode::Enter);
    assert_eq!(name(&hand), "light");
    hand.press(':');
    assert_eq!(name(&hand), "light", "the list opens on what was used last and changes nothing");
    hand.text("rollback");
    assert_eq!(name(&hand), "light");
}

#[test]
fn a_pasted_log_is_text_in_the_palette_and_nothing_else() {
    let mut hand = Hand::new(rooms::calm());
    hand.press(':');
    assert_eq!(hand.app.input_focus(), Focus::Query);
    let log = "2026-12-15 14:03:11 ERROR switch S R rollback\n".repeat(400);
    let mut guard = jday::console::input::Guard::default();
    let pasted = guard.paste(&log, 20_000, Focus::Query);
    let Meaning::Text(kept) = pasted else { panic!("{pasted:?}") };
    assert!(!kept.contains('\n'));
    assert_eq!(hand.text(&kept), []);
    assert!(matches!(hand.app.layer, Layer::Palette(_)));
    // The Enter that a slow link delivers behind the rest is the end of the paste too.
    let enter = KeyEvent::new(KeyCode::Enter, KeyModifiers::NONE);
    assert!(matches!(guard.keys(&[enter], 20_200, Focus::Query)[..], [Meaning::Dropped(_)]));
    assert_eq!(guard.keys(&[enter], 20_600, Focus::Query), [Meaning::Key(enter)]);
}

#[test]
fn the_sitrep_over_the_room() {
    let (state, log) = decided();
    let mut desk = Desk::new();
    desk.log = log;
    for lang in Lang::ALL {
        for (width, height) in [(80, 24), (120, 40), (200, 60), (40, 10)] {
            let mut scene = desk.scene(&state, lang);
            scene.overlay = Overlay::Sitrep { lang, form: Form::Plain, scroll: 0, printed: true };
            check("sitrep", lang, &drawn(&scene, width, height));
        }
    }
}

#[test]
fn the_report_itself_in_every_stage_and_form() {
    let (state, log) = decided();
    for lang in Lang::ALL {
        for (name, stage, form) in [
            ("drill", Stage::Drill, Form::Plain),
            ("replay", Stage::Replay, Form::Plain),
            ("live-slack", Stage::Live, Form::Slack),
            ("drill-slack", Stage::Drill, Form::Slack),
        ] {
            let report = Report { lang, stage, state: &state, log: &log }.text(form);
            insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true, snapshot_path => "snaps" }, {
                insta::assert_snapshot!(format!("report-{name}-{lang}"), report);
            });
        }
        let calm = rooms::calm();
        let report = Report { lang, stage: Stage::Drill, state: &calm, log: &Log::default() };
        insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true, snapshot_path => "snaps" }, {
            insta::assert_snapshot!(format!("report-calm-{lang}"), report.text(Form::Plain));
        });
    }
}

#[test]
fn a_report_of_a_way_back_under_way_says_which_side_is_live_and_which_is_asked() {
    let mut state = rooms::rolling_back();
    let cutover = &mut state.cutover;
    let movement = cutover.movements.last_mut().unwrap();
    cutover.live = movement.to.other();
    movement.levels[2..].fill(None);
    let log = Log::default();
    let report = |lang| Report { lang, stage: Stage::Drill, state: &state, log: &log };
    let text = report(Lang::En).text(Form::Plain);
    assert!(text.contains("Green; towards Blue: accepted 2/5"), "{text}");
    let text = report(Lang::Fr).text(Form::Plain);
    assert!(text.contains("Green\u{a0}; vers Blue\u{a0}: accepté 2/5"), "{text}");
}

#[test]
fn every_report_has_few_lines_says_its_mode_first_and_invents_nothing() {
    let rooms = [
        rooms::calm(),
        rooms::holding(),
        rooms::proposed(),
        rooms::rolling_back(),
        rooms::blind(),
        rooms::empty(rooms::at(9, 0, 0)),
        super::bare(),
        super::odd(),
    ];
    let (_, log) = decided();
    for state in &rooms {
        for lang in Lang::ALL {
            for stage in Stage::ALL {
                for form in [Form::Plain, Form::Slack] {
                    let report = Report { lang, stage, state, log: &log };
                    let text = report.text(form);
                    let lines = text.lines().count();
                    assert!((6..=14).contains(&lines), "{lines} lines:\n{text}");
                    assert!(text.lines().next().unwrap().contains(stage.word(lang)), "{text}");
                    assert!(text.chars().all(|c| c == '\n' || !c.is_control()), "{text:?}");
                    let words = || text.split(|c: char| !c.is_alphanumeric());
                    assert!(words().all(|word| !["NaN", "inf"].contains(&word)), "{text}");
                }
            }
        }
    }
    let late = {
        let mut state = rooms::calm();
        state.now = state.now.plus(60_000);
        Report { lang: Lang::En, stage: Stage::Drill, state: &state, log: &Log::default() }.text(Form::Plain)
    };
    assert!(late.contains("no recent value") && !late.contains("off target"), "{late}");
}

#[test]
fn the_sitreps_own_keys_count_while_it_is_open_and_the_pages_do_too() {
    let (state, log) = decided();
    let mut hand = Hand::new(state);
    hand.log = log;
    hand.press('y');
    let copied = hand.press('c');
    let [Wish::Copy(bytes)] = &copied[..] else { panic!("{copied:?}") };
    assert!(bytes.starts_with(b"\x1b]52;c;") && bytes.ends_with(b"\x07"));
    hand.press('l');
    hand.press('f');
    assert!(matches!(hand.app.layer, Layer::Sitrep(Lang::Fr, Form::Slack, _)));
    let kept = hand.press('w');
    let [Wish::Keep(name, text)] = &kept[..] else { panic!("{kept:?}") };
    assert!(name.starts_with("sitrep-") && name.ends_with("-fr.txt"), "{name}");
    assert!(text.contains("EXERCICE"), "{text}");
    hand.press('p');
    assert!(hand.app.parting.as_deref().is_some_and(|text| text.contains("EXERCICE")));
    hand.press('p');
    assert_eq!(hand.app.parting, None);
    hand.app.can_copy = false;
    assert_eq!(hand.press('c'), [], "a terminal that would print the sequence is sent none");
    // Nothing may stand between a person and the rollback.
    assert_eq!(hand.press('R'), [Wish::Opened]);
    hand.key(KeyCode::Esc);
    assert_eq!(hand.press('c'), [], "closed, its keys mean nothing");
}

#[test]
fn lessons_over_the_room() {
    let state = rooms::proposed();
    for (name, action) in [("lesson-rollback", Action::Rollback), ("lesson-tick", Action::Tick)] {
        at_all_sizes(name, &state, |scene| {
            scene.overlay = Overlay::Lesson(action);
            scene.learning = true;
        });
    }
    let desk = Desk::new();
    let mut scene = desk.scene(&state, Lang::Fr);
    scene.overlay = Overlay::Lesson(Action::Switch);
    scene.learning = true;
    check("lesson-switch", Lang::Fr, &drawn(&scene, 120, 40));
    check("lesson-switch", Lang::Fr, &drawn(&scene, 40, 10));
}

#[test]
fn while_learning_a_key_that_acts_first_says_so_and_the_same_key_goes_on() {
    let mut hand = Hand::new(rooms::proposed());
    hand.press('L');
    assert!(hand.app.learning);
    // What only looks does so.
    hand.press('?');
    assert!(matches!(hand.app.layer, Layer::Help(_)));
    hand.press('?');
    assert_eq!(hand.press('R'), []);
    assert!(matches!(hand.app.layer, Layer::Lesson(Action::Rollback, _)));
    assert_eq!(hand.app.input_focus(), Focus::Buttons, "a burst means nothing to a lesson");
    assert_eq!(hand.press('R'), [Wish::Opened], "one key more than without");
    hand.key(KeyCode::Esc);
    assert_eq!(hand.press('a'), []);
    hand.key(KeyCode::Esc);
    assert!(matches!(hand.app.layer, Layer::None));
    hand.press('a');
    let wishes = hand.key(KeyCode::Enter);
    assert!(matches!(&wishes[..], [Wish::SendWhenSettled(Command::Acknowledge { .. })]), "{wishes:?}");
    // Another key is taken at its word.
    hand.press('a');
    hand.press('R');
    assert!(matches!(hand.app.layer, Layer::Lesson(Action::Rollback, _)));
    hand.key(KeyCode::Esc);
    // What was open below comes back: the checklist whose item is to be ticked.
    hand.press('L');
    hand.press(' ');
    hand.press('L');
    hand.press(' ');
    assert!(
        matches!(&hand.app.layer, Layer::Lesson(Action::Tick, under) if matches!(**under, Layer::Ticks(..)))
    );
    let wishes = hand.press(' ');
    assert!(matches!(&wishes[..], [Wish::SendWhenSettled(_)]), "{wishes:?}");
}

#[test]
fn the_fault_menu_over_the_room() {
    let mut state = rooms::calm();
    state.faults.push("hand-green-errors".into());
    let offers = offers();
    at_all_sizes("faults", &state, |scene| scene.overlay = Overlay::Faults { offers: &[], cursor: 0 });
    let desk = Desk::new();
    for lang in Lang::ALL {
        for (width, height) in [(80, 24), (120, 40), (40, 10)] {
            let mut scene = desk.scene(&state, lang);
            scene.overlay = Overlay::Faults { offers: &offers, cursor: 1 };
            check("faults-on", lang, &drawn(&scene, width, height));
        }
    }
}

#[test]
fn the_facilitator_breaks_and_mends_with_the_same_key() {
    let mut hand = Hand::new(rooms::calm());
    hand.press('F');
    hand.press('j');
    let asked = Wish::FaultWhenSettled("hand-green-errors".into(), true);
    assert_eq!(hand.key(KeyCode::Enter), [asked]);
    hand.state.faults.push("hand-green-errors".into());
    let asked = Wish::FaultWhenSettled("hand-green-errors".into(), false);
    assert_eq!(hand.key(KeyCode::Enter), [asked]);
    hand.key(KeyCode::Esc);
    hand.app.stage = Stage::Live;
    assert_eq!(hand.press('F'), []);
    assert!(matches!(hand.app.layer, Layer::None), "nothing can be broken in a live room");
}

#[test]
fn somebody_whose_role_may_nothing_gets_no_menu_of_faults() {
    let mut hand = Hand::new(rooms::calm());
    let mut plan = (*hand.state.plan).clone();
    for role in &mut plan.roles {
        role.may.retain(|right| *right != Right::Note);
    }
    hand.state.plan = plan.into();
    hand.press('F');
    assert!(matches!(hand.app.layer, Layer::None));
    assert!(hand.app.toast().is_some_and(|toast| toast.refusal && toast.text.contains("write notes")));
}

#[test]
fn a_click_finds_the_tab_the_pane_and_the_line_that_are_drawn_there() {
    let state = rooms::proposed();
    let desk = Desk::new();
    let area = ratatui::layout::Rect::new(0, 0, 120, 40);
    let scene = desk.scene(&state, Lang::En);
    let screen = drawn(&scene, 120, 40);
    let lines = |pane| jday::console::app::lines_of(&state, pane);
    let at = |words: &str| {
        let text = text(&screen);
        let (y, line) = text.lines().enumerate().find(|(_, line)| line.contains(words)).unwrap();
        let x = line.split_once(words).unwrap().0.chars().count();
        ratatui::layout::Position { x: x as u16 + 1, y: y as u16 }
    };
    let target = |words: &str| hit::target(&scene, area, at(words), lines);
    assert_eq!(target("5 Alerts"), Some(Target::Page(Page::Alerts)));
    assert_eq!(target("Business"), Some(Target::Pane(Pane::Business, None)));
    assert!(matches!(target("Validation Métier"), Some(Target::Pane(Pane::Checklists, Some(_)))));
    // An alert that is clicked is the one that the next key takes.
    let second = Feed::all(scene.state).get(1).unwrap();
    assert_eq!(target("14:08 Performance"), Some(Target::Pane(Pane::Alerts, Some(1))));
    let mut hand = Hand::new(scene.state.clone());
    hand.app.click(Seen::of(&hand.state, &hand.log), Target::Pane(Pane::Alerts, Some(1)));
    assert_eq!(hand.app.places.alert.as_ref(), Some(second.key()));
    for y in (0..45).step_by(4) {
        for x in [0, 60, 140] {
            hit::target(&scene, area, ratatui::layout::Position { x, y }, lines);
        }
    }
}

#[test]
fn a_click_chooses_the_line_of_a_page_whatever_that_page_looks_like() {
    let state = rooms::calm();
    let mut desk = Desk::new();
    let area = ratatui::layout::Rect::new(0, 0, 120, 40);
    let places = |page| {
        let mut places = Places::default();
        places.page = page;
        places
    };
    let mut tried = 0;
    for page in [Page::Schedule, Page::Checklists, Page::People, Page::Cutover] {
        desk.places = places(page);
        let parts = jday::console::view::page::parts(page);
        let scene = desk.scene(&state, Lang::En);
        for part in 0..parts {
            let mut chosen = places(page);
            chosen.here_mut().part = part;
            let sight = Sight { places: &chosen, ..scene.sight() };
            let rows = jday::console::view::page::rows(&sight);
            let Some(line) = rows.checked_sub(1).map(|last| last.min(1)) else { continue };
            let sight = Sight { places: &chosen, ..scene.sight() };
            let chosen = jday::console::view::page::choosing(&sight, line);
            // Where the page itself shows that line as chosen, a click chooses it.
            let shown = drawn(&jday::console::view::Scene { places: &chosen, ..scene }, 120, 40);
            let ground = desk.theme.selection.bg.unwrap();
            let found =
                (5..39).flat_map(|y| (1..119).map(move |x| (x, y))).find(|at| shown[*at].bg == ground);
            let Some((x, y)) = found else { continue };
            let scene = jday::console::view::Scene { places: &chosen, ..scene };
            let target = hit::target(&scene, area, ratatui::layout::Position { x, y }, |_| 0);
            assert_eq!(target, Some(Target::Line(part, line)), "{page:?} part {part}");
            tried += 1;
        }
    }
    assert!(tried >= 3, "only {tried} parts show which line is chosen");
    // And a line that is not chosen yet.
    desk.places = places(Page::People);
    let scene = desk.scene(&state, Lang::En);
    let screen = text(&drawn(&scene, 120, 40));
    let (y, line) = screen.lines().enumerate().find(|(_, line)| line.contains("Moussa Diop       ")).unwrap();
    let x = line.split_once("Moussa").unwrap().0.chars().count() as u16;
    let at = ratatui::layout::Position { x, y: y as u16 };
    assert_eq!(hit::target(&scene, area, at, |_| 0), Some(Target::Line(0, 1)));
}

#[test]
fn the_wheel_turns_what_is_in_front_and_never_a_dialog() {
    let mut hand = Hand::new(rooms::proposed());
    let wheel = |hand: &mut Hand, down| {
        let seen = Seen::of(&hand.state, &hand.log);
        hand.app.wheel(seen, down);
    };
    hand.press('?');
    wheel(&mut hand, true);
    assert!(matches!(hand.app.layer, Layer::Help(3)));
    wheel(&mut hand, false);
    assert!(matches!(hand.app.layer, Layer::Help(0)));
    hand.press('?');
    hand.press('R');
    wheel(&mut hand, true);
    assert!(matches!(hand.app.layer, Layer::Dialog(_)));
    assert!(!hand.app.is_plain(), "a click means nothing here");
}

#[test]
fn a_key_beyond_the_end_of_the_help_leaves_nothing_to_take_back() {
    let mut hand = Hand::new(rooms::proposed());
    hand.press('?');
    hand.key(KeyCode::End);
    let desk = Desk::new();
    let screen = |hand: &mut Hand| {
        let overlay = hand.app.overlay(&hand.state, true);
        let scene = Scene { overlay, ..desk.scene(&hand.state, Lang::En) };
        let mut reach = 0;
        let mut terminal = Terminal::new(TestBackend::new(80, 24)).unwrap();
        terminal.draw(|frame| reach = draw_scrolled(frame, &scene)).unwrap();
        let screen = text(terminal.backend().buffer());
        hand.app.scrolled(reach);
        screen
    };
    let end = screen(&mut hand);
    hand.key(KeyCode::Up);
    let above = screen(&mut hand);
    assert!(!end.contains("more"), "{end}");
    assert!(above.contains("1 more"), "{above}");
    assert!(end.contains("goes on without it"), "what a key does is told to its end:\n{end}");
}

#[test]
fn a_line_that_something_lies_over_is_not_acted_on() {
    for (page, key) in [(Page::Checklists, ' '), (Page::Alerts, 'a'), (Page::Alerts, 's')] {
        for cover in ['?', 'y'] {
            let mut hand = Hand::new(rooms::proposed());
            hand.app.places.page = page;
            hand.press(cover);
            assert_eq!(hand.press(key), [], "{page:?} {key:?} under {cover:?}");
            assert!(matches!(hand.app.layer, Layer::None), "what is chosen is shown first");
            assert!(hand.app.toast().unwrap().refusal);
            let acts = !hand.press(key).is_empty() || matches!(hand.app.layer, Layer::Dialog(_));
            assert!(acts, "{page:?} {key:?}: the same key again");
        }
    }
}

#[test]
fn the_score_waits_until_nobody_types() {
    let mut hand = Hand::new(rooms::calm());
    hand.press('n');
    hand.text("À revoir demain");
    hand.state.closed = Some((hand.state.now, Some(rooms::score())));
    hand.app.changed(Seen::of(&hand.state, &hand.log), hand.now);
    assert!(matches!(&hand.app.layer, Layer::Dialog(dialog) if dialog.draft().is_some()), "the note stays");
    hand.key(KeyCode::Esc);
    assert!(matches!(hand.app.layer, Layer::Score));
    hand.key(KeyCode::Esc);
    hand.app.changed(Seen::of(&hand.state, &hand.log), hand.now);
    assert!(matches!(hand.app.layer, Layer::None), "it is shown once");
}

#[test]
fn the_journal_is_searched_in_the_language_that_is_spoken() {
    let (state, log) = decided();
    let mut hand = Hand::new(state);
    hand.log = log;
    hand.app.changed(Seen::of(&hand.state, &hand.log), hand.now);
    let place = 0;
    let seq = hand.log.get(place).unwrap().1.seq;
    let line = |hand: &Hand| hand.app.places.lookup.line(place, seq).unwrap().to_owned();
    let english = line(&hand);
    hand.run("francais");
    assert_eq!(hand.app.lang, Lang::Fr);
    assert_ne!(line(&hand), english);
}

#[test]
fn the_banner_and_the_sitrep_name_whoever_the_step_asks() {
    use jday::plan::types::{ProcedureKind, StepKind};
    let mut state = rooms::proposed();
    let mut plan = (*state.plan).clone();
    let rollback = plan.procedures.iter_mut().find(|known| known.kind == ProcedureKind::Rollback).unwrap();
    for step in &mut rollback.steps {
        if matches!(step.action, StepKind::Decide { .. }) {
            step.action = StepKind::Decide { role: Some(Id::new("support-manager")) };
        }
    }
    state.plan = plan.into();
    let title = state.plan.role(&Id::new("support-manager")).unwrap().title.to_string();
    let mut desk = Desk::new();
    desk.places = Places::default();
    let screen = text(&drawn(&desk.scene(&state, Lang::En), 160, 45));
    let banner = screen.lines().find(|line| line.contains("ROLLBACK PROPOSED")).unwrap();
    assert!(banner.contains(&title), "{banner}");
    let report = Report { lang: Lang::En, stage: Stage::Drill, state: &state, log: &Log::default() };
    let told = report.text(Form::Plain);
    assert!(told.contains(&title), "{told}");
}
