//! Page 7: the journal in words, its filters, following and stopping; notes and their draft.

use std::sync::Arc;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use jday::console::action::Stage;
use jday::console::app::{App, Layer, Seen, Wish};
use jday::console::input::Meaning;
use jday::console::keymap::Keymap;
use jday::console::lang::Lang;
use jday::console::page::{Page, Places, Sight};
use jday::console::view::page::journal::lines::Reader;
use jday::model::alerts::{AlertKey, Raised};
use jday::model::cutover::{Drift, Gate, Level};
use jday::model::effect::{Effect, Outcome};
use jday::model::event::{Actor, Digest, Envelope, Event, FORMAT};
use jday::model::people::{Attached, Note};
use jday::model::procedure::{Choice, RunResult, StepResult, Why};
use jday::model::time::Stamp;
use jday::model::triggers::{Because, Evidence, Hold, Judged, Phase, Standing, Verdict};
use jday::model::{Command, State};
use jday::plan::types::{Id, Reason, Side, TierLevel};
use jday::source::{Kind, Log};

use super::{Desk, drawn, page_at_all_sizes, rooms, text};

/// A journal written by hand: each event takes the next number.
struct Story {
    log: Log,
    seq: u64,
}

impl Story {
    fn new() -> Self {
        Self { log: Log::default(), seq: 0 }
    }

    /// What happened at a time of the day, and its number.
    fn add(&mut self, at: (u32, u32, u32), by: &str, event: Event) -> u64 {
        self.seq += 1;
        let stamp = rooms::at(at.0, at.1, at.2);
        self.log.push(&Arc::new(envelope(self.seq, stamp, by, event)));
        self.seq
    }
}

fn envelope(seq: u64, stamp: Stamp, by: &str, event: Event) -> Envelope {
    let by = match by {
        "jday" => Actor::Engine,
        "drill" => Actor::Drill,
        person => Actor::Person(Id::new(person)),
    };
    Envelope { v: FORMAT, seq, at: stamp.at, boot: 0, mono: stamp.mono, by, event, prev: Digest::default() }
}

fn judged(phase: Phase, value: f64) -> Event {
    let because = if phase == Phase::Calm { Because::WithinThreshold } else { Because::BeyondThreshold };
    let evidence = Evidence { because, value: Some(value), ..Evidence::default() };
    let standing = Standing {
        verdict: if phase == Phase::Calm { Verdict::Ok } else { Verdict::Breach },
        phase,
        evidence,
        hold: Hold::default(),
        ..Standing::default()
    };
    Event::Judged(Judged { trigger: Id::new("error-rate"), side: Side::Green, standing })
}

fn raised(name: &str, level: TierLevel, title: &str) -> Event {
    let side = Some(Side::Green);
    Event::AlertRaised(Raised { alert: AlertKey::new(name, side), level, title: title.into(), side })
}

/// The morning's end, the switch, the breach, the return.
fn day(state: &State) -> Log {
    let mut story = Story::new();
    let opened = jday::model::event::Opened {
        mode: state.mode,
        plan: (*state.plan).clone(),
        plan_hash: Digest::default(),
        scenario: Some("errors-after-switch".into()),
        seed: Some(7),
        live: Side::Blue,
        low_ttl_since: None,
    };
    story.add((13, 45, 0), "jday", Event::Opened(Box::new(opened)));
    story.add((13, 45, 2), "awa", Event::Joined(Attached { person: "awa".into(), from: "bastion".into() }));
    story.add((13, 46, 10), "awa", Event::ItemTicked { item: Id::new("unit-tests"), note: None });
    story.add((13, 47, 0), "jday", Event::Ticked);
    story.add((13, 48, 20), "moussa", Event::Voted { go: true, note: Some("tests verts".into()) });
    let gate = Gate::Window;
    story.add((13, 59, 50), "awa", Event::Overridden { gate, reason: "décidé en comité".into() });
    let run = story.add(
        (14, 0, 31),
        "awa",
        Event::RunRequested { procedure: Id::new("switch"), why: Why::Planned, note: None },
    );
    let point =
        Effect::Point { run, step: 2, from: Side::Blue, to: Side::Green, plan_hash: Digest::default() };
    let intent = story.add((14, 0, 40), "jday", Event::Intended(point));
    for percent in 1..=12 {
        let line = format!("{} %", percent * 8).as_str().into();
        story.add((14, 0, 40), "jday", Event::Progressed { intent, line });
    }
    let done = Outcome::Done { detail: "202 accepted".into() };
    story.add((14, 0, 41), "jday", Event::Settled { intent, outcome: done });
    story.add(
        (14, 0, 41),
        "jday",
        Event::StepEnded { run, step: 2, result: StepResult::Done, detail: "192.0.2.20".into() },
    );
    let since = rooms::at(14, 0, 46);
    story.add((14, 0, 47), "jday", Event::LevelReached { run, level: Level::Observed, since });
    story.add((14, 2, 10), "jday", Event::RunEnded { run, result: RunResult::Done });
    for second in 0..30 {
        story.add((14, 3, 30 + second), "jday", judged(Phase::Holding, 0.08));
    }
    story.add(
        (14, 8, 29),
        "jday",
        raised("error-rate-high", TierLevel::Critical, "Taux d'erreur > 5% pendant 5 minutes"),
    );
    story.add((14, 8, 30), "jday", Event::Proposed { trigger: Id::new("error-rate"), side: Side::Green });
    let alert = AlertKey::new("error-rate-high", Some(Side::Green));
    story.add((14, 8, 41), "awa", Event::Acknowledged { alert: alert.clone() });
    let until = rooms::at(14, 30, 0).at;
    story.add((14, 8, 55), "moussa", Event::Silenced { alert, until });
    let text = "Les créations de mission échouent depuis Dakar.\nMoussa regarde les journaux de l'API.";
    story.add((14, 9, 12), "awa", Event::Noted { text: text.into() });
    let back = story.add(
        (14, 9, 20),
        "awa",
        Event::RunRequested { procedure: Id::new("rollback"), why: Why::Reason(Reason::Users), note: None },
    );
    let note = Some("trop d'utilisateurs touchés".into());
    story.add((14, 9, 21), "awa", Event::DecisionMade { run: back, choice: Choice::Approve, note });
    story.add(
        (14, 9, 30),
        "jday",
        Event::Drifted(Drift {
            from: "ns1".into(),
            expected: Side::Green,
            found: "192.0.2.10".into(),
            side: Some(Side::Blue),
        }),
    );
    story.add((14, 9, 38), "drill", Event::FaultChanged { fault: "sms".into(), begins: true });
    story.log
}

/// The room at that moment, with two notes.
fn room() -> State {
    let mut state = rooms::proposed();
    let note = |seq, who: &str, at, text: &str| Note {
        seq,
        by: Actor::Person(Id::new(who)),
        stamp: at,
        text: text.into(),
    };
    state.people.notes = vec![
        note(3, "moussa", rooms::at(13, 50, 0), "Sauvegarde de 13 h 30 relue et restaurée à blanc."),
        note(
            60,
            "awa",
            rooms::at(14, 9, 12),
            "Les créations de mission échouent depuis Dakar.\nMoussa regarde les journaux de l'API.\n\nÀ revoir à 14 h 20.",
        ),
    ];
    state
}

#[test]
fn the_journal_follows_what_happens() {
    let state = room();
    page_at_all_sizes("page-journal", Page::Journal, &state, &day(&state), |_| ());
}

#[test]
fn one_event_is_told_whole() {
    let state = room();
    page_at_all_sizes("page-journal-details", Page::Journal, &state, &day(&state), |places| {
        places.here_mut().open = true;
        places.event = Some(61);
    });
}

#[test]
fn notes_are_told_whole_newest_first() {
    let state = room();
    page_at_all_sizes("page-journal-notes", Page::Journal, &state, &day(&state), |places| {
        places.here_mut().part = 1;
    });
}

#[test]
fn a_time_finds_what_happened_then() {
    let state = room();
    page_at_all_sizes("page-journal-filter", Page::Journal, &state, &day(&state), |places| {
        places.here_mut().filter = "14:09 awa".into();
        places.who = Some(Actor::Person(Id::new("awa")));
    });
}

#[test]
fn empty_it_says_what_to_do() {
    page_at_all_sizes("page-journal-none", Page::Journal, &rooms::calm(), &Log::default(), |_| ());
    let mut desk = Desk::new();
    desk.places.page = Page::Journal;
    desk.places.kind = Some(Kind::Note);
    let screen = text(&drawn(&desk.scene(&rooms::calm(), Lang::En), 120, 40));
    assert!(screen.contains("e changes the kind"), "{screen}");
}

fn sentences(places: &Places, state: &State, log: &Log, shown: usize) -> Vec<u64> {
    let sight = Sight { state, log, lang: Lang::En, places };
    let window = Reader::new(&sight).window(places.event, shown);
    window.lines.iter().map(|line| line.newest.seq).collect()
}

#[test]
fn swarms_are_one_line_and_nothing_is_lost() {
    let state = room();
    let log = day(&state);
    let sight = Sight { state: &state, log: &log, lang: Lang::En, places: &Places::default() };
    let window = Reader::new(&sight).window(None, 200);
    assert_eq!(window.lines.iter().map(|line| line.count).sum::<usize>(), log.len());
    let swarms: Vec<usize> = window.lines.iter().map(|line| line.count).filter(|count| *count > 1).collect();
    assert_eq!(swarms, [12, 30]);
    assert!(window.whole);
}

struct Room {
    state: State,
    log: Log,
    app: App,
}

impl Room {
    fn new() -> Self {
        let state = room();
        let log = day(&state);
        let mut app = App::new(Lang::En, Stage::Drill, Some(Id::new("awa")), Keymap::standard());
        app.places.page = Page::Journal;
        Self { state, log, app }
    }

    fn press(&mut self, code: KeyCode) -> Vec<Wish> {
        self.mean(Meaning::Key(KeyEvent::new(code, KeyModifiers::NONE)))
    }

    fn mean(&mut self, meaning: Meaning) -> Vec<Wish> {
        self.app.take(meaning, Seen::of(&self.state, &self.log), 0)
    }

    fn note(&self) -> String {
        match &self.app.layer {
            Layer::Dialog(dialog) => dialog.draft().unwrap_or_default(),
            _ => "no dialog".into(),
        }
    }
}

#[test]
fn up_stops_following_and_end_follows_again() {
    let mut room = Room::new();
    let newest = room.log.entries().next_back().unwrap().1.seq;
    assert_eq!(room.app.places.event, None);
    room.press(KeyCode::Up);
    assert_eq!(room.app.places.event, Some(newest - 1));
    // Another event comes in below: the chosen one stays.
    let late = envelope(newest + 1, room.state.now, "jday", Event::Sighted);
    room.log.push(&Arc::new(late));
    assert_eq!(sentences(&room.app.places, &room.state, &room.log, 3), [newest - 2, newest - 1, newest]);
    room.press(KeyCode::Down);
    assert_eq!(room.app.places.event, Some(newest));
    room.press(KeyCode::Down);
    assert_eq!(room.app.places.event, None, "on the newest line it follows");
    room.press(KeyCode::Home);
    assert_eq!(room.app.places.event, Some(1));
    room.press(KeyCode::End);
    assert_eq!(room.app.places.event, None);
}

#[test]
fn every_line_can_be_reached_and_each_once() {
    let mut room = Room::new();
    let all = sentences(&Places::default(), &room.state, &room.log, 200);
    let mut walked = vec![*all.last().unwrap()];
    for _ in 1..all.len() {
        room.press(KeyCode::Up);
        walked.push(room.app.places.event.unwrap());
        for shown in [1, 2, 5, 40] {
            let seen = sentences(&room.app.places, &room.state, &room.log, shown);
            assert!(seen.contains(walked.last().unwrap()), "{shown}: {seen:?}");
            assert_eq!(seen.len(), shown.min(all.len()));
        }
    }
    walked.reverse();
    assert_eq!(walked, all);
    room.press(KeyCode::Up);
    assert_eq!(room.app.places.event, all.first().copied(), "nothing lies above the oldest");
}

#[test]
fn kinds_and_people_that_occur_take_turns() {
    let mut room = Room::new();
    let mut kinds = Vec::new();
    let mut people = Vec::new();
    for _ in 0..7 {
        room.press(KeyCode::Char('e'));
        kinds.push(room.app.places.kind);
    }
    assert!(!kinds.contains(&None) && kinds.contains(&Some(Kind::Note)), "{kinds:?}");
    for _ in 0..5 {
        room.press(KeyCode::Char('w'));
        people.push(room.app.places.who.as_ref().map(ToString::to_string));
    }
    let some = |who: &str| Some(who.to_owned());
    assert_eq!(people, [some("person/awa"), some("person/moussa"), some("engine"), some("drill"), None]);
}

#[test]
fn who_decided_what_at_14_09_is_found_in_eight_keys() {
    let mut room = Room::new();
    room.app.places.page = Page::Room;
    room.press(KeyCode::Char('7'));
    room.press(KeyCode::Char('/'));
    for c in "14:09".chars() {
        room.mean(Meaning::Text(c.to_string()));
    }
    let sight = Sight { state: &room.state, log: &room.log, lang: Lang::En, places: &room.app.places };
    let window = Reader::new(&sight).window(None, 20);
    assert!(window.lines.iter().any(|line| matches!(line.newest.event, Event::DecisionMade { .. })));
    assert_eq!(window.lines.len(), 5, "and nothing of another minute");
}

#[test]
fn esc_widens_the_journal_one_step_at_a_time() {
    let mut room = Room::new();
    room.app.places.page = Page::Journal;
    for key in ['e', 'w', '/', 'x'] {
        room.press(KeyCode::Char(key));
    }
    room.mean(Meaning::Text("x".into()));
    room.press(KeyCode::Enter);
    room.press(KeyCode::Enter);
    let narrowed = |room: &Room| {
        let place = room.app.places.here();
        (place.open, place.filter.is_empty(), room.app.places.who.is_none(), room.app.places.kind.is_none())
    };
    assert_eq!(narrowed(&room), (true, false, false, false));
    for step in [
        (false, false, false, false),
        (false, true, false, false),
        (false, true, true, false),
        (false, true, true, true),
    ] {
        room.press(KeyCode::Esc);
        assert_eq!(narrowed(&room), step);
    }
}

#[test]
fn a_draft_outlives_esc_and_a_refusal_and_not_a_discard() {
    let mut room = Room::new();
    room.press(KeyCode::Char('n'));
    room.mean(Meaning::Text("first\nsecond".into()));
    room.press(KeyCode::Esc);
    assert!(room.app.toast().unwrap().text.contains("draft"));
    room.press(KeyCode::Char('n'));
    assert_eq!(room.note(), "first\nsecond");
    // Saved and refused, it is not lost.
    let save = KeyEvent::new(KeyCode::Char('s'), KeyModifiers::CONTROL);
    let wishes = room.mean(Meaning::Key(save));
    assert!(matches!(wishes.last(), Some(Wish::Send(Command::Note { .. }))), "{wishes:?}");
    room.app.answered(&room.state, &Err(jday::model::decide::Refusal::Closed), 0);
    room.press(KeyCode::Char('n'));
    assert_eq!(room.note(), "first\nsecond");
    // Saved and taken, the next note begins empty.
    room.mean(Meaning::Key(save));
    room.app.answered(&room.state, &Ok(()), 0);
    room.press(KeyCode::Char('n'));
    assert_eq!(room.note(), "");
    room.mean(Meaning::Text("no".into()));
    room.press(KeyCode::BackTab);
    room.press(KeyCode::Enter);
    room.press(KeyCode::Char('n'));
    assert_eq!(room.note(), "", "the button says that it discards");
}

#[test]
fn new_notes_above_do_not_move_the_choice() {
    let mut room = Room::new();
    room.app.places.here_mut().part = 1;
    room.press(KeyCode::Down);
    let chosen = room.app.places.here().cursor(1);
    assert_eq!(chosen, Some(0), "the older of the two");
    let newer = Note { seq: 99, ..room.state.people.notes[0].clone() };
    room.state.people.notes.push(newer);
    room.press(KeyCode::Up);
    assert_eq!(room.app.places.here().cursor(1), Some(1));
    room.press(KeyCode::Up);
    assert_eq!(room.app.places.here().cursor(1), None, "the newest, whichever that is");
}

#[test]
fn no_window_is_too_small_or_too_large_for_a_day() {
    let state = room();
    let mut desk = Desk::new();
    desk.log = day(&state);
    desk.places.page = Page::Journal;
    for width in (0..300).step_by(17) {
        for height in (0..100).step_by(9) {
            for (part, open, event) in
                [(0, false, Some(20)), (0, true, None), (1, true, Some(999)), (1, false, None)]
            {
                (desk.places.here_mut().part, desk.places.here_mut().open) = (part, open);
                desk.places.event = event;
                let scene = desk.scene(&state, Lang::Fr);
                let ground = ratatui::layout::Rect::new(0, 0, width, height);
                let mut buf = ratatui::buffer::Buffer::empty(ground);
                jday::console::view::draw_room(&mut buf, ground, &scene);
            }
        }
    }
}

#[test]
fn events_of_another_day_carry_their_date() {
    let state = room();
    let mut story = Story::new();
    let yesterday = rooms::at(18, 5, 0);
    let yesterday = Stamp { at: jday::model::At(yesterday.at.0 - 86_400_000), ..yesterday };
    story.log.push(&Arc::new(envelope(1, yesterday, "awa", Event::Sighted)));
    story.seq = 1;
    story.add((14, 9, 0), "awa", Event::Sighted);
    let mut desk = Desk::new();
    desk.log = story.log;
    desk.places.page = Page::Journal;
    let screen = text(&drawn(&desk.scene(&state, Lang::Fr), 120, 40));
    assert!(screen.contains("11-30 18:05 ") && screen.contains("   14:09:00 "), "{screen}");
}

#[test]
fn a_clicked_line_is_the_event_that_stands_there() {
    let mut room = Room::new();
    room.app.places.here_mut().choose(0, Some(3));
    room.app.changed(Seen::of(&room.state, &room.log), 0);
    assert_eq!(room.app.places.event, room.log.get(3).map(|(_, envelope)| envelope.seq));
    assert_eq!(room.app.places.here().cursor(0), None);
    room.app.places.here_mut().choose(0, Some(room.log.len() - 1));
    room.app.changed(Seen::of(&room.state, &room.log), 0);
    assert_eq!(room.app.places.event, None, "the newest is followed");
}
