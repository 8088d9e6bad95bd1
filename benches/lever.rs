//! How soon an order is seen: from the phrase to the authoritative answer, from the decision to the first fresh
//! connection on the other side, and to its confirmation. On a BIND of this machine, with Unbound as
//! the users' resolver; on a program where there is no BIND. Fails where a budget is missed.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "in a bench a panic is the report"
)]
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a table")]
#![allow(dead_code, reason = "tests use all of what is shared")]
#![allow(missing_docs, reason = "shared with tests")]

#[path = "../tests/once/desk.rs"]
mod desk;
#[path = "../tests/support/fake.rs"]
mod fake;
#[path = "../tests/once/ground.rs"]
mod ground;
#[path = "../tests/real/lab/mod.rs"]
mod lab;
#[path = "../tests/once/program.rs"]
mod program;
#[path = "../tests/support/sides.rs"]
mod sides;

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use jday::model::cutover::{Level, Movement};
use jday::plan::types::Side;

use crate::desk::{Desk, press};
use crate::fake::{Answer, Fake};
use crate::ground::{Engine, Ground, Parts, Provider};
use crate::lab::unbound::Resolver;
use crate::lab::zone::{Moved, Setup, Zone};
use crate::program::{Manner, Program};

/// Time to live of the lever's record, in seconds, and in milliseconds.
const TTL: u32 = 5;
const TTL_MS: u64 = TTL as u64 * 1_000;
/// How long no contrary answer may come before a movement is confirmed.
const QUIET: &str = "30s";
/// Movements whose first answers are waited for, and those that are waited for to the end.
const QUICK: usize = 20;
const SLOW: usize = 2;

const HERE: &[Moved] =
    &[Moved { name: "app.example.org", kind: "A", blue: sides::BLUE, green: sides::GREEN }];

/// Everything that a room of this bench stands on.
enum Lab {
    Named { ground: Ground, _zone: Box<Zone>, _resolver: Box<Resolver>, _sites: Box<(Fake, Fake)> },
    Program(Program),
}

impl Lab {
    fn new(quiet: &str) -> Self {
        let lab = if has("named") && has("unbound") && has("dig") { Self::named() } else { Self::program() };
        let file = lab.ground().plan();
        let mut text = std::fs::read_to_string(&file).unwrap();
        for (is, shall) in [
            ("quiet = \"1ms\"", format!("quiet = \"{quiet}\"")),
            ("observations = 1", "observations = 3".to_owned()),
            ("ttl = \"1s\"", format!("ttl = \"{TTL}s\"")),
            ("observed_within = \"10s\"", "observed_within = \"2m\"".to_owned()),
            ("budget = \"15s\"", "budget = \"2m\"".to_owned()),
        ] {
            assert!(text.contains(is), "{is}");
            text = text.replace(is, &shall);
        }
        std::fs::write(file, text).unwrap();
        lab
    }

    fn named() -> Self {
        let zone = lab::bind::start(Setup { records: HERE, ttl: TTL, ..Setup::default() });
        let resolver = lab::unbound::start(&zone);
        let site = |version: &'static str| move |_: &_| Answer::json("{}").with("x-version", version);
        let sites = sides::pair(site("1.0.0"), site("2.0.0"));
        let live = zone.watched(sites.0.address.port());
        let (before, tell, channels) = (String::new(), String::new(), "[]".to_owned());
        let ground = Ground::new();
        ground.write_plan(&Parts { kind: "dns", dns: resolver.port, live, before, tell, channels });
        Self::Named { ground, _zone: Box::new(zone), _resolver: Box::new(resolver), _sites: Box::new(sites) }
    }

    fn program() -> Self {
        eprintln!("no named, unbound or dig here: the lever is a program");
        Self::Program(Program::new(Side::Blue, Manner::Well, 0))
    }

    fn ground(&self) -> &Ground {
        match self {
            Self::Named { ground, .. } => ground,
            Self::Program(program) => program.ground(),
        }
    }

    fn enter(&self) -> (Engine, Desk) {
        let mut engine = self.ground().engine();
        self.ground().wait_for_door(&mut engine);
        let mut desk = Desk::at(&self.ground().socket()).unwrap();
        while desk.state.cutover.survey.is_none() {
            desk.hear().unwrap();
        }
        desk.open_gates().unwrap();
        (engine, desk)
    }
}

fn has(program: &str) -> bool {
    let found =
        Command::new("sh").args(["-c", &format!("command -v {program}")]).stdout(Stdio::null()).status();
    found.is_ok_and(|status| status.success())
}

/// Runs a helper to its end, for the laboratory.
fn run(program: &str, args: &[&str]) -> String {
    let output = Command::new(program).args(args).output().unwrap();
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// Moves the lever and waits for the end; how long the level took from the press, as a console sees it, and what
/// became of the movement.
fn moves(desk: &mut Desk, level: Level) -> (Duration, Movement) {
    let to = desk.state.cutover.live.other();
    if to == Side::Green {
        desk.open_gates().unwrap();
    }
    let before = desk.state.cutover.movements.len();
    let since = Instant::now();
    desk.ask(press(to)).unwrap().unwrap();
    let mut seen = None;
    loop {
        let movement = desk.state.cutover.movements.get(before);
        if movement.is_some_and(|movement| movement.reached(level).is_some()) {
            seen.get_or_insert_with(|| since.elapsed());
        }
        let is_over = desk.state.procedures.runs.values().all(|run| run.ended.is_some());
        if let (Some(seen), Some(movement), true) = (seen, movement, is_over) {
            return (seen, movement.clone());
        }
        desk.hear().unwrap();
    }
}

/// One line of the table; whether the budget holds.
fn row(what: &str, mut ms: Vec<u64>, budget: u64) -> bool {
    ms.sort_unstable();
    let (least, middle, most) = (ms[0], ms[ms.len() / 2], ms[ms.len() - 1]);
    let verdict = if most <= budget { "ok" } else { "MISSED" };
    println!("| {what:<40} | {least:>6} | {middle:>6} | {most:>6} | {budget:>6} | {verdict:<6} |");
    most <= budget
}

fn main() {
    let lab = Lab::new("1ms");
    let (engine, mut desk) = lab.enter();
    let quick: Vec<u64> =
        (0..QUICK).map(|_| moves(&mut desk, Level::Authoritative).0.as_millis() as u64).collect();
    engine.stop();
    let lab = Lab::new(QUIET);
    let (engine, mut desk) = lab.enter();
    let slow: Vec<Movement> = (0..SLOW).map(|_| moves(&mut desk, Level::Confirmed).1).collect();
    let since = |level: Level| {
        let run = |movement: &Movement| desk.state.procedures.runs[&movement.run].decided.clone().unwrap().1;
        slow.iter().map(|one| one.reached(level).unwrap().since(run(one))).collect::<Vec<u64>>()
    };
    println!(
        "| {:<40} | {:>6} | {:>6} | {:>6} | {:>6} | {:<6} |",
        "ms", "least", "median", "most", "budget", ""
    );
    let held = [
        row("phrase → authoritative answer", quick, 500),
        row("decision → observed", since(Level::Observed), TTL_MS + 5_000),
        row("decision → confirmed", since(Level::Confirmed), TTL_MS + 35_000),
    ];
    engine.stop();
    assert!(held.iter().all(|held| *held), "a budget is missed");
}
