//! A newcomer's tasks, counted in keystrokes from page 1 through the real screen.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use jday::console::action::Stage;
use jday::console::app::{App, Seen, Wish};
use jday::console::input::Meaning;
use jday::console::keymap::Keymap;
use jday::console::lang::Lang;
use jday::console::page::Page;
use jday::console::view::{Overlay, Pane, Scene};
use jday::model::checklist::Mark;
use jday::model::event::{Actor, Digest, Envelope, Event, FORMAT};
use jday::model::procedure::Choice;
use jday::model::time::Stamp;
use jday::model::{Command, State};
use jday::plan::types::Id;

use super::{Desk, Log, drawn, rooms, text};

/// A screen in somebody's hands: what it wished for, and how many keys that took.
struct Hands {
    app: App,
    state: State,
    log: Log,
    keys: usize,
    wishes: Vec<Wish>,
}

impl Hands {
    fn at(state: State) -> Self {
        let app = App::new(Lang::En, Stage::Drill, Some(Id::new("awa")), Keymap::standard());
        Self { app, state, log: Log::default(), keys: 0, wishes: Vec::new() }
    }

    fn take(&mut self, meaning: Meaning) {
        let seen = Seen::of(&self.state, &self.log);
        self.wishes.extend(self.app.take(meaning, seen, 1_000));
    }

    fn key(&mut self, code: KeyCode) -> &mut Self {
        self.keys += 1;
        self.take(Meaning::Key(KeyEvent::new(code, KeyModifiers::NONE)));
        self
    }

    fn press(&mut self, letter: char) -> &mut Self {
        self.key(KeyCode::Char(letter))
    }

    /// Letters for a field; each counts.
    fn write(&mut self, words: &str) -> &mut Self {
        self.keys += words.chars().count();
        self.take(Meaning::Text(words.into()));
        self
    }

    fn asked(&self) -> Vec<&Command> {
        let command = |wish| match wish {
            &Wish::Send(ref command) | &Wish::SendWhenSettled(ref command) => Some(command),
            _ => None,
        };
        self.wishes.iter().filter_map(command).collect()
    }

    fn screen(&self) -> String {
        let mut desk = Desk::new();
        desk.places = self.app.places.clone();
        desk.log = self.log.clone();
        let scene = Scene {
            overlay: self.app.overlay(&self.state, true),
            toast: self.app.toast(),
            filtering: self.app.filtering,
            focus: self.app.focus,
            cursors: self.app.cursors,
            ..desk.scene(&self.state, Lang::En)
        };
        text(&drawn(&scene, 120, 40))
    }

    /// What the room does with a tick.
    fn ticked(&mut self, item: &str) {
        let by = Actor::Person(Id::new("awa"));
        let mark = Mark { done: true, by, stamp: self.state.now, note: None, proof: None };
        self.state.checklists.marks.insert(Id::new(item), mark);
    }
}

#[test]
fn ticking_an_item_takes_at_most_three_keys() {
    let mut hands = Hands::at(rooms::calm());
    hands.press('4').press(' ');
    let item = Id::new("data-performance");
    assert_eq!(hands.asked(), [&Command::Tick { item, note: None }], "the first that the switch waits for");
    assert!(hands.keys <= 3, "{} keys", hands.keys);
}

#[test]
fn after_a_tick_the_cursor_stays_so_that_a_second_press_takes_it_back() {
    let mut hands = Hands::at(rooms::calm());
    hands.press('4').press(' ');
    hands.ticked("data-performance");
    hands.press(' ');
    let item = Id::new("data-performance");
    assert_eq!(hands.asked().last(), Some(&&Command::Untick { item, note: None }));
    hands.key(KeyCode::Down).press(' ');
    let next = Id::new("data-backup");
    assert_eq!(hands.asked().last(), Some(&&Command::Tick { item: next, note: None }));
}

#[test]
fn the_head_of_a_list_has_nothing_to_tick_and_says_why() {
    let mut hands = Hands::at(rooms::calm());
    hands.press('4').key(KeyCode::Home).press(' ');
    assert!(hands.asked().is_empty());
    assert!(hands.screen().contains("this is a list's title"), "{}", hands.screen());
    hands.key(KeyCode::Enter);
    assert!(hands.app.places.folded.contains(&Id::new("pre-business")));
    assert!(hands.screen().contains("▸ ☐ Validation Métier"), "{}", hands.screen());
    hands.key(KeyCode::Enter);
    assert!(hands.app.places.folded.is_empty());
    // On an item the same key opens what there is to tell.
    hands.key(KeyCode::Down).key(KeyCode::Enter);
    assert!(hands.app.places.here().open && hands.app.places.folded.is_empty());
}

#[test]
fn acknowledging_takes_at_most_two_keys() {
    let mut hands = Hands::at(rooms::holding());
    hands.press('a');
    assert!(matches!(hands.asked()[..], [Command::Acknowledge { .. }]), "{:?}", hands.wishes);
    assert!(hands.keys <= 2, "{} keys", hands.keys);
}

#[test]
fn a_rollback_is_its_key_the_phrase_and_enter() {
    let phrase = "ROLLBACK BLUE";
    let mut hands = Hands::at(rooms::proposed());
    hands.press('R').write(phrase).key(KeyCode::Enter);
    assert!(matches!(hands.asked()[..], [Command::Rollback { .. }]), "{:?}", hands.wishes);
    assert_eq!(hands.keys, 1 + phrase.len() + 1);
}

#[test]
fn without_the_phrase_nothing_goes_back() {
    let mut hands = Hands::at(rooms::proposed());
    hands.press('R').write("ROLLBACK").key(KeyCode::Enter);
    assert!(hands.asked().is_empty(), "{:?}", hands.wishes);
}

#[test]
fn the_room_says_where_filter_and_details_are() {
    for key in [KeyCode::Char('/'), KeyCode::Enter] {
        let mut hands = Hands::at(rooms::calm());
        let screen = hands.key(key).screen();
        assert!(screen.contains("filter and details are on pages 2 to 8"), "{screen}");
        // On another page the same key does what it says.
        let screen = hands.press('2').key(key).screen();
        assert!(!hands.app.places.here().filter.contains('/'), "{screen}");
        assert!(hands.app.filtering || hands.app.places.here().open, "{screen}");
    }
}

#[test]
fn the_rooms_own_checklists_still_open_and_tick() {
    let mut hands = Hands::at(rooms::calm());
    hands.press(' ');
    assert!(matches!(hands.app.overlay(&hands.state, true), Overlay::Ticks { .. }));
    assert!(hands.screen().contains("Validation Métier"));
    hands.press(' ');
    let item = Id::new("data-performance");
    assert_eq!(hands.asked(), [&Command::Tick { item, note: None }]);
    hands.key(KeyCode::Esc);
    assert!(matches!(hands.app.overlay(&hands.state, true), Overlay::None));
    hands.press('S');
    assert!(matches!(hands.app.overlay(&hands.state, true), Overlay::Dialog { .. }));
    hands.key(KeyCode::Esc);
    assert_eq!((hands.app.places.page, hands.app.focus), (Page::Room, Pane::default()));
}

#[test]
fn a_procedures_evidence_is_reached_by_tab_and_its_page_keeps_its_place() {
    let mut hands = Hands::at(rooms::calm());
    hands.press('3').key(KeyCode::Tab).key(KeyCode::Home).key(KeyCode::Tab);
    assert!(hands.screen().contains("Déploiement automatisé sur Green"));
    hands.key(KeyCode::Down);
    assert!(hands.screen().contains("Evidence · Pipeline GitHub Actions"), "{}", hands.screen());
    hands.press('1').press('3');
    assert!(hands.screen().contains("Evidence · Pipeline GitHub Actions"), "{}", hands.screen());
}

#[test]
fn who_decided_what_at_14_09_takes_at_most_eight_keys() {
    let mut hands = Hands::at(rooms::rolling_back());
    let decided = |choice, note: &str| Event::DecisionMade { run: 77, choice, note: Some(note.into()) };
    let by = |who: &str| Actor::Person(Id::new(who));
    let day: [(Stamp, Actor, Event); 3] = [
        (rooms::at(14, 0, 31), by("moussa"), decided(Choice::Approve, "go for the switch")),
        (rooms::at(14, 9, 21), by("awa"), decided(Choice::Approve, "users see errors")),
        (rooms::at(14, 9, 30), Actor::Engine, Event::Ticked {}),
    ];
    for (seq, (stamp, by, event)) in (2..).zip(day) {
        let Stamp { at, mono, boot } = stamp;
        let envelope = Envelope { v: FORMAT, seq, at, boot, mono, by, event, prev: Digest::default() };
        hands.log.push(&std::sync::Arc::new(envelope));
    }
    hands.press('7').press('/').write("14:09");
    let screen = hands.screen();
    assert!(hands.keys <= 8, "{} keys", hands.keys);
    let line = screen.lines().find(|line| line.contains("14:09:21"));
    let line = line.unwrap_or_else(|| panic!("no line of that time:\n{screen}"));
    assert!(line.contains("Awa") && line.contains("users see errors"), "{screen}");
    assert!(!screen.contains("14:00:31"), "and nothing of another minute:\n{screen}");
}
