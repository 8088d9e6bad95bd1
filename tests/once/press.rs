//! Several who press at once, and levers that moved behind jday's back (R9, R11).

use std::process::{Command, Output};

use jday::model::{Effect, Event, Outcome};
use jday::plan::types::Side;

use crate::check::{check, lines};
use crate::desk::{Desk, press};
use crate::ground::{Engine, PATIENCE, Provider, wait_for};
use crate::program::{Manner, Program};

const SWITCH: [&str; 6] = ["switch", "--to", "green", "--json", "--confirm", "SWITCH GREEN"];

/// An engine with its gates open.
fn ready(program: &Program) -> (Engine, Desk) {
    let mut engine = program.ground().engine();
    program.ground().wait_for_door(&mut engine);
    // A socket is there a moment before anybody listens.
    let mut desk = None;
    wait_for("the door", || {
        desk = Desk::at(&program.ground().socket());
        desk.is_some()
    });
    let mut desk = desk.unwrap();
    // It cannot be pressed before it was seen where the lever stands.
    while desk.state.cutover.survey.is_none() {
        desk.hear().unwrap();
    }
    desk.open_gates().unwrap();
    (engine, desk)
}

fn ended(mut command: Command) -> std::thread::JoinHandle<Output> {
    let mut child = command.spawn().unwrap();
    std::thread::spawn(move || {
        let since = std::time::Instant::now();
        while child.try_wait().unwrap().is_none() {
            if since.elapsed() > PATIENCE {
                child.kill().unwrap();
            }
            std::thread::sleep(std::time::Duration::from_millis(10));
        }
        child.wait_with_output().unwrap()
    })
}

fn said(output: &Output) -> String {
    let texts = [&*output.stdout, &*output.stderr].concat();
    format!("{:?}\n{}", output.status.code(), String::from_utf8_lossy(&texts))
}

/// What became of the one order.
fn outcome(program: &Program) -> Outcome {
    let log = lines(program);
    let is_pull = |line: &&jday::model::Envelope| matches!(line.event, Event::Intended(Effect::Point { .. }));
    let order = log.iter().find(is_pull).unwrap().seq;
    let ends = log.iter().find_map(|line| match &line.event {
        Event::Settled { intent, outcome } if *intent == order => Some(outcome.clone()),
        _ => None,
    });
    ends.unwrap()
}

#[test]
fn of_two_commands_at_once_one_moves_the_lever_and_the_other_is_refused() {
    let program = Program::new(Side::Blue, Manner::Well, 300);
    let (engine, _desk) = ready(&program);
    let both = [0, 1].map(|_| ended(program.ground().jday(&SWITCH)));
    let both = both.map(|one| one.join().unwrap());
    let told = both.each_ref().map(said).join("\n--\n");
    let mut codes = both.each_ref().map(|output| output.status.code());
    codes.sort_unstable();
    assert_eq!(codes, [Some(0), Some(4)], "{told}");
    assert!(told.contains("under_way") || told.contains("already_there"), "who is refused reads why: {told}");
    engine.stop();
    assert_eq!(check(&program, Side::Green).pulls, 1, "{told}");
}

#[test]
fn of_a_console_and_a_command_at_once_one_moves_the_lever() {
    for to in [Side::Green, Side::Blue] {
        let program = Program::new(to.other(), Manner::Well, 300);
        let (engine, mut desk) = ready(&program);
        let words = match to {
            Side::Green => SWITCH.to_vec(),
            Side::Blue => {
                vec!["rollback", "--reason", "users", "--json", "--confirm", "ROLLBACK BLUE"]
            }
        };
        let command = ended(program.ground().jday(&words));
        // Just when the command is about to ask: either may be first.
        std::thread::sleep(std::time::Duration::from_millis(40));
        let key = desk.ask(press(to)).unwrap();
        let command = command.join().unwrap();
        let code = command.status.code();
        assert!(matches!((&key, code), (Ok(()), Some(4)) | (Err(_), Some(0))), "{key:?}\n{}", said(&command));
        while desk.state.cutover.live != to || desk.state.intents.values().any(|i| i.effect.step().is_some())
        {
            desk.hear().unwrap();
        }
        engine.stop();
        assert_eq!(check(&program, to).pulls, 1);
    }
}

/// A step of the procedure moves the lever as somebody else would, after the phrase and before the order.
#[test]
fn a_lever_that_moved_between_the_phrase_and_the_order_is_left_alone() {
    for (found, word) in [("green", "points at green"), ("purple", "purple")] {
        let program = Program::with(Side::Blue, Manner::Well, 0, |folder, parts| {
            let lever = folder.join("lever").display().to_string();
            parts.before = format!(
                "{{ id = \"meddle\", title = \"Meddle\", budget = \"10s\", action = {{ kind = \"command\", \
                 argv = [\"/bin/sh\", \"-c\", \"printf {found} > {lever}\"] }} }},"
            );
        });
        let (engine, _desk) = ready(&program);
        let refused = ended(program.ground().jday(&SWITCH)).join().unwrap();
        let told = said(&refused);
        engine.stop();
        let outcome = outcome(&program);
        let Outcome::Refused { why } = &outcome else { panic!("{outcome:?}\n{told}") };
        assert!(why.as_str().contains("nothing was sent") && why.as_str().contains(word), "{why}");
        assert_eq!(program.pulls().len(), 0, "{told}");
        assert_eq!(refused.status.code(), Some(1), "{told}");
    }
}
