//! Acts without a screen.

use std::process::{Command, Output, Stdio};

use serde_json::Value;

use jday::model::cutover::Gate;

use crate::kit::{Ground, PATIENCE, me};

/// Runs it to its end.
fn run(mut command: Command) -> Output {
    let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.wait_with_output().unwrap()
}

fn said(output: &Output) -> Value {
    let text = String::from_utf8_lossy(&output.stdout);
    let error = String::from_utf8_lossy(&output.stderr);
    serde_json::from_str(&text).unwrap_or_else(|_| panic!("{text}\n{error}"))
}

fn lever(ground: &Ground) -> String {
    std::fs::read_to_string(ground.lever()).unwrap()
}

#[test]
fn a_rollback_needs_no_engine_and_pulls_the_lever_once() {
    let ground = Ground::served("green");
    let plan = ground.plan().display().to_string();
    let words = ["rollback", "--reason", "users", "--plan", &plan, "--json", "--within", "25s", "--confirm"];
    let wrong = run(ground.jday(&[&words[..], &["GO BACK"]].concat()));
    assert_eq!(wrong.status.code(), Some(4), "{}", said(&wrong));
    assert_eq!(ground.pulled(), [""; 0]);
    let done = run(ground.jday(&[&words[..], &["ROLLBACK BLUE"]].concat()));
    let said = said(&done);
    let error = String::from_utf8_lossy(&done.stderr);
    assert_eq!(done.status.code(), Some(0), "{said}\n{error}");
    assert_eq!(said["live"].as_str(), Some("blue"), "{said}");
    assert!(said["levels"][4].is_string(), "everybody is served by Blue again: {said}");
    assert_eq!((lever(&ground).as_str(), ground.pulled()), ("blue", vec!["blue".to_owned()]));
    assert_eq!(ground.journals().len(), 1, "the second went on where the first was");
    assert!(!ground.socket().exists());
    let again = run(ground.jday(&[&words[..], &["ROLLBACK BLUE"]].concat()));
    assert_eq!(again.status.code(), Some(4), "it is on Blue already");
    assert_eq!(ground.pulled().len(), 1);
}

#[test]
fn two_who_go_back_at_once_pull_the_lever_once() {
    for with_engine in [true, false] {
        let ground = Ground::served("green");
        let _engine = with_engine.then(|| ground.engine());
        let plan = ground.plan().display().to_string();
        let words = [
            "rollback",
            "--reason",
            "users",
            "--plan",
            &plan,
            "--json",
            "--within",
            "25s",
            "--confirm",
            "ROLLBACK BLUE",
        ];
        let mut both: Vec<_> = (0..2)
            .map(|_| {
                let mut command = ground.jday(&words);
                command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
            })
            .collect();
        let since = std::time::Instant::now();
        while both.iter_mut().any(|child| child.try_wait().unwrap().is_none()) {
            assert!(since.elapsed() < 2 * PATIENCE, "they do not end");
            std::thread::sleep(crate::kit::LOOK);
        }
        let ends: Vec<Output> = both.into_iter().map(|child| child.wait_with_output().unwrap()).collect();
        let told: Vec<String> = ends
            .iter()
            .map(|end| String::from_utf8_lossy(&[&*end.stdout, &*end.stderr].concat()).into_owned())
            .collect();
        assert_eq!(ground.pulled(), ["blue"], "with an engine: {with_engine}\n{}", told.join("\n--\n"));
        assert!(ends.iter().any(|end| end.status.success()), "{}", told.join("\n--\n"));
    }
}

#[test]
fn what_would_happen_is_said_and_does_not_happen() {
    let ground = Ground::served("blue");
    let _engine = ground.engine();
    let dry = run(ground.jday(&["switch", "--to", "green", "--dry-run", "--json"]));
    let said = said(&dry);
    assert_eq!((dry.status.code(), said["allowed"].as_bool()), (Some(4), Some(false)), "{said}");
    assert!(said["gates"].as_array().unwrap().iter().any(|gate| gate["open"] == false), "{said}");
    let blind = run(ground.jday(&["switch", "--to", "green"]));
    assert_eq!(blind.status.code(), Some(2), "no phrase, and nobody to ask for one");
    let closed = run(ground.jday(&["switch", "--to", "green", "--confirm", "SWITCH GREEN"]));
    assert_eq!(closed.status.code(), Some(4));
    assert_eq!((lever(&ground).as_str(), ground.pulled().len()), ("blue", 0));
}

#[test]
fn closing_asks_for_its_phrase_and_ends_the_engine_and_the_journal_stays() {
    let ground = Ground::new();
    let mut engine = ground.engine();
    assert_eq!(run(ground.jday(&["close", "--dry-run"])).status.code(), Some(0));
    assert_eq!(run(ground.jday(&["close", "--confirm", "close"])).status.code(), Some(4), "not the phrase");
    assert_eq!(run(ground.jday(&["status"])).status.code(), Some(0), "it goes on");
    assert_eq!(run(ground.jday(&["close", "--confirm", "fermer la salle"])).status.code(), Some(0));
    assert_eq!(engine.end(), Some(0));
    assert_eq!(run(ground.jday(&["status"])).status.code(), Some(1), "no engine runs");
}

#[test]
fn ticks_and_notes_stand_in_the_room_and_do_not_count_as_somebody_being_there() {
    let ground = Ground::new();
    let _engine = ground.engine();
    let mut seat = ground.attach();
    let item = jday::plan::embedded().checklists[0].items().next().unwrap().id.to_string();
    assert_eq!(run(ground.jday(&["tick", &item, "--note", "seen"])).status.code(), Some(0));
    assert_eq!(run(ground.jday(&["tick", &item])).status.code(), Some(4), "it is ticked already");
    assert_eq!(run(ground.jday(&["tick", "no-such-item"])).status.code(), Some(4));
    assert_eq!(run(ground.jday(&["note", "from a telephone"])).status.code(), Some(0));
    assert_eq!(run(ground.jday(&["approve", "4711"])).status.code(), Some(4), "there is no such act");
    seat.until("the note", |seat| !seat.state().people.notes.is_empty());
    assert_eq!(seat.state().people.attached.values().map(|seat| seat.2).sum::<u32>(), 1);
}

#[test]
fn a_run_that_is_under_way_is_cancelled_from_a_telephone() {
    let ground = Ground::new();
    let plan = std::fs::read_to_string(ground.plan()).unwrap();
    let dump =
        "argv = [\"jday\", \"db\", \"backup\", \"--within\", \"19m\", \"--plan\", \"/etc/jday/onelog.toml\"]";
    assert!(plan.contains(dump));
    std::fs::write(ground.plan(), plan.replace(dump, "argv = [\"sleep\", \"1000\"]")).unwrap();
    let _engine = ground.engine();
    let mut seat = ground.attach();
    let backup = jday::plan::types::Id::new("database-backup");
    seat.ask(jday::model::Command::Run { procedure: backup, confirm: None, note: None }).unwrap();
    let number = |seat: &crate::kit::Seat| seat.state().procedures.runs.keys().next().copied();
    seat.until("the run", |seat| number(seat).is_some());
    let run_number = number(&seat).unwrap().to_string();
    let status = run(ground.jday(&["status"]));
    let told = String::from_utf8_lossy(&status.stdout).into_owned();
    let line = format!("database-backup {run_number}, step 1 of 2: jday cancel {run_number} --reason TEXT");
    assert!(told.contains(&line), "{told}");
    let cancel = |more: &[&str]| run(ground.jday(&[&["cancel", &run_number], more].concat()));
    assert_eq!(cancel(&[]).status.code(), Some(2), "a reason is wanted");
    assert_eq!(cancel(&["--reason", " "]).status.code(), Some(4), "a reason is words");
    assert_eq!(cancel(&["--reason", "wrong database", "--dry-run"]).status.code(), Some(0));
    assert!(seat.state().procedures.runs.values().all(|run| run.cancelled.is_none()), "it was only said");
    let done = cancel(&["--reason", "wrong database", "--json"]);
    let (error, answer) = (String::from_utf8_lossy(&done.stderr).into_owned(), said(&done));
    assert_eq!((done.status.code(), answer["result"].as_str()), (Some(0), Some("done")), "{answer}\n{error}");
    assert_eq!(answer["run"].to_string(), run_number);
    assert!(error.contains("TERM was sent to the program, and it has ended"), "{error}");
    let again = cancel(&["--reason", "wrong database", "--json"]);
    assert_eq!(again.status.code(), Some(4), "it is over");
    assert!(said(&again)["refusal"]["run_ended"].is_object(), "{}", said(&again));
    assert_eq!(run(ground.jday(&["cancel", "4711", "--reason", "x"])).status.code(), Some(4));
}

#[test]
fn a_telephone_is_enough_to_vote_to_override_to_take_an_alert_on_and_to_run_a_procedure() {
    let ground = Ground::new();
    let hello = "\n[[procedures]]\nid = \"hello\"\nkind = \"other\"\ntitle = \"Hello\"\nowner = \"tech-lead\"\n\
                 budget = \"1m\"\nsteps = [\n  { id = \"say\", title = \"Say\", budget = \"30s\", action = \
                 { kind = \"command\", dangerous = true, argv = [\"echo\", \"all is said\"] } },\n]\n";
    ground.write_plan(&[&me()], hello);
    let _engine = ground.engine();
    let mut seat = ground.attach();
    let code = |args: &[&str]| run(ground.jday(args)).status.code();

    assert_eq!(code(&["vote", "no-go", "--note", "load tests are not through"]), Some(0));
    seat.until("the vote", |seat| seat.state().people.votes.values().any(|vote| !vote.go));
    assert_eq!(code(&["vote", "perhaps"]), Some(2));

    assert_eq!(code(&["override", "window", "--reason", "agreed"]), Some(0));
    seat.until("the override", |seat| {
        let gates = jday::model::gates::switch(seat.state());
        gates.iter().any(|gate| gate.gate == Gate::Window && gate.overridden.is_some())
    });
    assert_eq!(code(&["override", "the-door", "--reason", "agreed"]), Some(2), "no gate is called so");
    assert_eq!(code(&["override", "window", "--reason", " "]), Some(4), "a reason is words");

    // The source of this plan answers nobody, which is an alert in a while; until then none waits.
    let dry = run(ground.jday(&["ack", "no-such-alert", "--dry-run", "--lang", "fr"]));
    assert_eq!(dry.status.code(), Some(4));
    assert!(String::from_utf8_lossy(&dry.stdout).contains("ce serait refusé"), "{dry:?}");

    assert_eq!(code(&["run", "hello", "--confirm", "execute it"]), Some(4), "not the phrase");
    let ran = run(ground.jday(&["run", "hello", "--confirm", "EXÉCUTER", "--json"]));
    assert_eq!((ran.status.code(), said(&ran)["result"].as_str()), (Some(0), Some("done")), "{ran:?}");
    seat.until("the run", |seat| {
        let runs = &seat.state().procedures.runs;
        runs.values().any(|run| run.procedure.as_str() == "hello" && run.ended.is_some())
    });
    assert_eq!(code(&["run", "no-such-procedure"]), Some(4));
    assert_eq!(code(&["run", "switch"]), Some(2), "the traffic has its own commands");
}

#[test]
fn status_is_the_situation_in_the_readers_language_with_the_commands_for_what_waits() {
    let ground = Ground::served("blue");
    let _engine = ground.engine();
    let status = |more: &[&str]| {
        let out = run(ground.jday(&[&["status"], more].concat()));
        assert_eq!(out.status.code(), Some(0), "{out:?}");
        String::from_utf8_lossy(&out.stdout).into_owned()
    };
    let [fr, en] = ["fr", "en"].map(|lang| status(&["--lang", lang]));
    for (told, words) in [
        (&fr, ["LIVE", "Conditions fermées", "fenêtre", "Moteur"]),
        (&en, ["LIVE", "Closed gates", "window", "Engine"]),
    ] {
        for word in words {
            assert!(told.to_lowercase().contains(&word.to_lowercase()), "{word}: {told}");
        }
    }
    assert!(status(&["--slack"]).starts_with('*'), "as Slack formats it");
    let both = run(ground.jday(&["status", "--slack", "--json"]));
    assert_eq!(both.status.code(), Some(2));
    // A telephone is narrow; what matters stands first in each line.
    assert!(fr.lines().count() < 24, "{fr}");
}
