//! Several consoles of one room.

use std::time::{Duration, Instant};

use jday::model::decide::Refusal;
use jday::model::{Command, state_hash};
use jday::plan::types::Id;
use jday::source::attach::{AttachError, Line};
use jday::text::Clean;
use jday::wire::{Errand, TurnedAway};

use crate::kit::{Ground, PATIENCE, hello, me};

fn note(text: &str) -> Command {
    Command::Note { text: Clean::new(text) }
}

/// How long the slowest of a hundred notes took to the other console; nine of ten must be within the budget.
#[test]
fn what_one_writes_stands_on_the_other_console_at_once() {
    let ground = Ground::new();
    let _engine = ground.engine();
    let (mut one, mut other) = (ground.attach(), ground.attach());
    let mut took = Vec::new();
    for n in 0..100 {
        let asked = Instant::now();
        one.send(note(&format!("note {n}")));
        other.until("the note", |seat| seat.state().people.notes.len() > n);
        took.push(asked.elapsed());
    }
    took.sort_unstable();
    println!("a key on one console on the other: p50 {:?}, p99 {:?}", took[49], took[98]);
    assert!(took[89] < Duration::from_millis(50), "p90 {:?}, worst {:?}", took[89], took[99]);
}

#[test]
fn consoles_that_came_at_different_times_hold_the_same_state() {
    let ground = Ground::new();
    let _engine = ground.engine();
    let mut first = ground.attach();
    first.ask(note("before the second")).unwrap();
    let mut second = ground.attach();
    second.ask(note("after it")).unwrap();
    let seq = second.state().seq.max(first.state().seq);
    // Both up to the same event: whoever is behind hears on.
    while first.state().seq != second.state().seq {
        let behind = if first.state().seq < second.state().seq { &mut first } else { &mut second };
        behind.hear();
    }
    assert!(first.state().seq >= seq);
    assert_eq!(state_hash(first.state()), state_hash(second.state()));
    assert_eq!(first.state().plan, second.state().plan);
    let attached = first.state().people.attached.values().next().unwrap();
    assert_eq!(attached.2, 2, "two consoles of one person");
}

#[test]
fn a_console_speaks_for_whom_the_kernel_sees_and_for_nobody_else() {
    let ground = Ground::new();
    let _engine = ground.engine();
    let mut seat = ground.attach();
    seat.ask(note("in whose name?")).unwrap();
    let first = jday::plan::embedded().people[0].id.clone();
    let by = seat.state().people.notes[0].by.clone();
    assert_eq!(by, jday::model::Actor::Person(first), "the line said `whoever`");
    let other = jday::plan::embedded().people[1].id.to_string();
    let refused = ground.attach_as(Some(&other)).map(drop);
    assert!(matches!(refused, Err(AttachError::TurnedAway(TurnedAway::NotYou { .. }))), "{refused:?}");
}

#[test]
fn somebody_whom_the_plan_does_not_name_may_look_and_nothing_more() {
    let ground = Ground::new();
    ground.write_plan(&["nobody-here"], "");
    let _engine = ground.engine();
    let mut seat = ground.attach();
    assert_eq!(seat.line.welcome.person, None);
    assert!(seat.state().people.attached.is_empty());
    for command in [note("hello"), Command::Close, Command::Vote { go: false, note: None }] {
        let refused = seat.ask(command);
        assert!(matches!(refused, Err(Refusal::UnknownPerson { .. })), "{refused:?}");
    }
    assert!(seat.state().closed.is_none());
}

#[test]
fn several_people_with_one_login_say_who_they_are_and_the_room_says_that_they_claim_it() {
    let ground = Ground::new();
    ground.write_plan(&[&me(), &me()], "");
    let _engine = ground.engine();
    let people = &jday::plan::embedded().people;
    let asked = ground.attach_as(None).map(drop);
    let Err(AttachError::TurnedAway(why)) = asked else { panic!("{asked:?}") };
    assert!(why.to_string().contains(people[1].id.as_str()), "{why}");
    let seat = ground.attach_as(Some(people[1].id.as_str())).unwrap();
    assert!(seat.line.welcome.claimed);
    let (_, from, _) = &seat.state().people.attached[&people[1].id];
    assert!(from.as_str().contains("(claimed)"), "{from}");
    // To look needs no name.
    Line::dial(&ground.socket(), &hello(Errand::Look, None)).unwrap();
}

#[test]
fn a_hundred_consoles_of_which_one_never_reads_do_not_move_the_tick() {
    let ground = Ground::new();
    let _engine = ground.engine();
    let mut clock = ground.attach();
    let mut crowd: Vec<_> = (0..98).map(|_| ground.attach()).collect();
    // Never read from here on: what it is told piles up at the other end.
    let deaf = Line::dial(&ground.socket(), &hello(Errand::Sit, None)).unwrap();
    let long = "x".repeat(8_000);
    let mut last = None;
    let mut worst = Duration::ZERO;
    let until = Instant::now() + Duration::from_secs(8);
    while Instant::now() < until {
        clock.send(note(&long));
        let ticks = clock.state().ticks;
        clock.until("a tick", |seat| seat.state().ticks > ticks);
        let now = Instant::now();
        if let Some(last) = last {
            worst = worst.max(now - last);
        }
        last = Some(now);
    }
    assert!(worst < Duration::from_millis(1_500), "between two ticks: {worst:?}");
    for seat in &mut crowd {
        let notes = clock.state().people.notes.len();
        seat.until("all notes", |seat| seat.state().people.notes.len() >= notes);
    }
    drop(deaf);
    let first = Id::new(jday::plan::embedded().people[0].id.as_str());
    drop(crowd);
    clock.until("all others left", |seat| seat.state().people.attached[&first].2 == 1);
}

#[test]
fn a_console_that_reads_nothing_loses_its_seat_and_nobody_elses_events() {
    let ground = Ground::new();
    let _engine = ground.engine();
    let mut reader = ground.attach();
    let deaf = Line::dial(&ground.socket(), &hello(Errand::Sit, None)).unwrap();
    let me = jday::plan::embedded().people[0].id.clone();
    reader.until("two consoles", |seat| seat.state().people.attached[&me].2 == 2);
    let long = "x".repeat(60_000);
    let since = Instant::now();
    while reader.state().people.attached[&me].2 == 2 {
        reader.ask(note(&long)).unwrap();
        std::thread::sleep(Duration::from_millis(50));
        assert!(since.elapsed() < PATIENCE, "it keeps its seat for ever");
    }
    drop(deaf);
}
