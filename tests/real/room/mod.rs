//! A live day on servers that were not written here: two sides with their users, a Prometheus, a BIND, and the
//! program as people run it. Needs `prometheus`, `bind9`, `bind9-dnsutils` and `python3`.

mod ground;

use std::time::{Duration, Instant};

use jday::model::sources::{Health, health};
use jday::model::triggers::{Standing, Verdict};
use jday::model::{Command, State, state_hash};
use jday::plan::types::{Id, ProcedureKind, Side};
use serde_json::Value;

use self::ground::{Lab, STRAY, TOKEN};
use crate::kit::Seat;

/// How long a breach must last here; the laboratory's own plan has more patience than a test.
const HOLD: Duration = Duration::from_secs(5);
/// The swaps in its plan: shorter windows and holds, and a Prometheus that is asked with a token.
const SWAPS: [(&str, &str); 5] = [
    ("window = \"10s\"", "window = \"5s\""),
    ("[10s]", "[5s]"),
    ("for = \"20s\"", "for = \"5s\""),
    ("api = { url =", "api = { auth = { bearer = \"env:JDAY_LAB_TOKEN\" }, url ="),
    ("quiet = \"5s\"", "quiet = \"2s\""),
];

fn proposed(state: &State) -> bool {
    state.procedures.open_run(ProcedureKind::Rollback).is_some()
}

fn backend(state: &State) -> Health {
    health(state, &Id::new("prometheus"))
}

fn errors(state: &State) -> Standing {
    state.triggers.standing(&Id::new("error-rate"), Side::Green)
}

/// Hears for so long, in which `never` must not be.
#[track_caller]
fn keep_hearing(seat: &mut Seat, lasts: Duration, never: impl Fn(&State) -> bool) {
    let since = Instant::now();
    while since.elapsed() < lasts {
        seat.hear();
        assert!(!never(seat.state()), "after {:?}", since.elapsed());
    }
}

/// Moves the traffic by `words`, and looks at what the command says of it.
#[track_caller]
fn moved(lab: &mut Lab, words: &[&str], to: &str, address: &str) {
    let (said, _) = lab.jday.done(words);
    let said: Value = serde_json::from_str(&said).unwrap();
    assert_eq!(said["live"], to, "{said}");
    let levels: Vec<&str> = said["levels"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    assert!(levels.len() == 5 && levels.is_sorted(), "five levels, each with its time: {said}");
    assert_eq!(lab.points_at(), address);
}

#[test]
#[ignore = "needs prometheus bind9 bind9-dnsutils python3"]
fn a_day_in_the_laboratory_is_lived_and_told_again() {
    let mut lab = Lab::start(&SWAPS);
    let plan = lab.plan().display().to_string();
    lab.jday.done(&["check", &plan]);
    // A rate needs its window first.
    let since = Instant::now();
    while lab.jday.run(&["preflight", "--plan", &plan]).status.code() != Some(0) {
        assert!(since.elapsed() < Duration::from_secs(40), "never ready");
    }
    let engine = lab.engine();
    let mut seat = lab.jday.attach();
    seat.ask(Command::Vote { go: true, note: None }).unwrap();
    let low = |seat: &Seat| jday::model::gates::switch(seat.state()).iter().all(|gate| gate.open);
    seat.until("open gates", low);
    drop(seat);

    let switch = ["switch", "--to", "green", "--confirm", "SWITCH GREEN", "--json", "--within", "60s"];
    moved(&mut lab, &switch, "green", "127.0.0.3");
    let mut seat = lab.jday.attach();
    assert!(seat.state().cutover.movement().unwrap().confirmed_at.is_some());

    // Whoever cannot see proposes nothing, although Green fails by now: neither from what was seen before, nor
    // for as long as three holds.
    seat.until("Green to be judged", |seat| errors(seat.state()).verdict == Verdict::Ok);
    lab.kill_prometheus();
    assert!(lab.script("break green"));
    seat.until("its silence", |seat| backend(seat.state()) == Health::Blind);
    keep_hearing(&mut seat, 3 * HOLD, proposed);
    assert_eq!(errors(seat.state()).verdict, Verdict::Unknown);
    let blind_until = seat.state().now;
    let server = lab.start_prometheus();
    seat.until("its answers", |seat| backend(seat.state()) == Health::Fresh);

    // What is seen again is held first, and then proposed.
    seat.until("a proposal", |seat| proposed(seat.state()));
    let Standing { began_at: Some(began_at), fired_at: Some(fired_at), .. } = errors(seat.state()) else {
        panic!("proposed by something else: {:?}", errors(seat.state()));
    };
    assert!(began_at.mono > blind_until.mono, "{began_at:?}, blind until {blind_until:?}");
    assert!(u128::from(fired_at.since(began_at)) >= HOLD.as_millis(), "{began_at:?}, {fired_at:?}");
    drop(seat);

    let back =
        ["rollback", "--reason", "performance", "--confirm", "ROLLBACK BLUE", "--json", "--within", "60s"];
    moved(&mut lab, &back, "blue", "127.0.0.2");

    let mut seat = lab.jday.attach();
    engine.end();
    drop(server);
    while seat.line.hear().map(|tell| seat.take(&tell)).is_ok() {}
    told_again(&mut lab, seat.state());
    keeps_its_secrets(&lab);
}

/// The journal gives the very state that was lived, and a drill within what it covers.
fn told_again(lab: &mut Lab, lived: &State) {
    let journal = lab.jday.journal().display().to_string();
    let (replayed, _) = lab.jday.done(&["replay", &journal, "--headless", "--json"]);
    let replayed: Value = serde_json::from_str(&replayed).unwrap();
    assert_eq!(replayed["last_seq"].as_u64(), Some(lived.seq), "the console heard all of it");
    assert_eq!(replayed["state_hash"].as_str().unwrap(), state_hash(lived).to_string());
    lab.jday.done(&["journal", "verify", &journal]);
    let (_, covers) = lab.jday.done(&["drill", "--from", &journal, "--headless", "--json"]);
    for part in ["blue", "green"] {
        assert!(covers.to_lowercase().contains(part), "{part}: {covers}");
    }
}

/// Nothing that jday wrote or said holds a secret, in any of the forms in which it goes over a wire.
fn keeps_its_secrets(lab: &Lab) {
    let key = "amRheS1sYWItc2VjcmV0LWpkYXktbGFiLXNlY3JldC0=";
    let plain = String::from_utf8(data_encoding::BASE64.decode(key.as_bytes()).unwrap()).unwrap();
    let artefacts = lab.jday.artefacts();
    assert!(artefacts.iter().any(|(path, _)| path.ends_with("journal.jsonl")));
    assert!(artefacts.iter().any(|(path, _)| path.ends_with("engine.log")));
    for secret in [TOKEN.1, STRAY.1, key, &plain] {
        let coded = data_encoding::BASE64.encode(secret.as_bytes());
        for form in [secret, &coded] {
            for (path, bytes) in &artefacts {
                let is_in = bytes.windows(form.len()).any(|part| part == form.as_bytes());
                assert!(!is_in, "{path} holds {form}");
            }
        }
    }
}

#[test]
#[ignore = "needs prometheus bind9 bind9-dnsutils python3"]
fn an_exporter_that_freezes_greys_its_side_by_the_age_of_its_last_sample() {
    let lab = Lab::start(&SWAPS);
    let _engine = lab.engine();
    let mut seat = lab.jday.attach();
    let age = |state: &State, side| {
        let metric = state.plan.metric(&Id::new("p95")).unwrap();
        let series = state.metrics.series(&metric.id, metric.track(side))?;
        let (_, reading) = series.last?;
        reading.value.number().map(|_| (u64::from(reading.age_ms), metric.stale_after_ms()))
    };
    let is_grey = |state: &State, side| age(state, side).is_some_and(|(age_ms, bears)| age_ms > bears);
    let is_young = |state: &State, side| age(state, side).is_some_and(|(age_ms, bears)| age_ms <= bears);
    seat.until("both sides", |seat| Side::BOTH.iter().all(|side| is_young(seat.state(), *side)));

    crate::kit::kill(lab.pid("green"), rustix::process::Signal::STOP);
    let since = Instant::now();
    seat.until("Green to be grey", |seat| is_grey(seat.state(), Side::Green));
    let (age_ms, _) = age(seat.state(), Side::Green).unwrap();
    let elapsed = since.elapsed();
    // The sample is the exporter's last, which was scraped at most an interval before; a busy machine scrapes
    // later, and then it is older.
    assert!(
        Duration::from_millis(age_ms) < elapsed + Duration::from_secs(5),
        "{age_ms} ms after {elapsed:?}"
    );
    seat.until("Blue to be seen all the same", |seat| is_young(seat.state(), Side::Blue));
    assert!(!proposed(seat.state()));
    crate::kit::kill(lab.pid("green"), rustix::process::Signal::CONT);
    seat.until("Green to be seen again", |seat| is_young(seat.state(), Side::Green));
}
