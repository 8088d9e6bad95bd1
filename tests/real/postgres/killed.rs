//! An engine that is killed while a step of the database runs: the program goes on, and nothing runs twice.

use std::process::{Command, Stdio};

use jday::model::procedure::RunResult;
use rustix::process::Signal;

use super::cluster::{PASSWORD, programs};
use super::day::{Day, ended, until_step};
use crate::wait;

/// A `pg_restore` that leaves a line for each restore and waits for a file before it begins.
fn slow_restore(day: &Day) {
    let own = programs();
    let script = format!(
        "#!/bin/sh\ncase \"$*\" in *--single-transaction*)\n  echo begun >> {begun}\n  while [ ! -e {go} ]; do sleep 0.05; done ;;\nesac\nexec {real} \"$@\"\n",
        begun = day.room.path("begun").display(),
        go = day.room.path("go").display(),
        real = own.join("pg_restore").display()
    );
    day.program("pg_restore", &script);
    day.program("pg_dump", &format!("#!/bin/sh\nexec {} \"$@\"\n", own.join("pg_dump").display()));
    let plan = std::fs::read_to_string(day.room.path("plan.toml")).unwrap();
    let (own, bin) = (own.display().to_string(), day.room.path("bin").display().to_string());
    let plan = plan.replacen(&format!("programs = \"{own}\""), &format!("programs = \"{bin}\""), 1);
    assert!(plan.contains(&format!("programs = \"{bin}\"")));
    std::fs::write(day.room.path("plan.toml"), plan).unwrap();
}

fn restores(day: &Day) -> usize {
    std::fs::read_to_string(day.room.path("begun")).unwrap_or_default().lines().count()
}

/// Begins the return and approves it; the run, with the engine that lives it.
fn returning(day: &Day) -> (crate::kit::Engine, u64) {
    let engine = day.engine();
    let mut seat = day.seat("awa");
    let run = Day::begin(&mut seat, "database-return");
    until_step(&mut seat, run, 0);
    let (code, said) = day.says(&["approve", &run.to_string(), "--as", "fatou", "--confirm", "EXECUTE"]);
    assert_eq!(code, Some(0), "{said}");
    (engine, run)
}

#[track_caller]
fn assert_unknown(day: &Day, run: u64, step: &str) {
    let mut seat = day.seat("awa");
    assert_eq!(ended(&mut seat, run), RunResult::Unknown);
    let (_, said) = day.says(&["status"]);
    assert!(
        said.contains(&format!("database-return at {step}: it was running when the engine ended")),
        "{said}"
    );
    assert!(day.evidence("database-return", step).contains("look at what it was to do"));
}

#[test]
#[ignore = "needs postgresql kubernetes-client"]
fn an_engine_killed_in_a_restore_says_so_and_restores_nothing_twice() {
    let day = Day::new("", &[]);
    slow_restore(&day);
    day.room.done(&["backup"]);
    let (engine, run) = returning(&day);
    wait("the restore", || restores(&day) == 1);
    engine.signal(Signal::KILL);
    drop(engine);
    let _engine = day.engine();
    assert_unknown(&day, run, "restore");
    // The program lives on, so a second one would meet it.
    day.room.refused(&["restore"], "is at work on the return and goes on without its engine");
    day.room.refused(&["swap"], "is at work on the return");
    std::fs::write(day.room.path("go"), "").unwrap();
    let rows = "SELECT count(*) FROM pg_database WHERE datname = 'onelog_return'";
    wait("the end of the restore", || {
        day.room.cluster.sql("postgres", rows) == "1"
            && day.room.run(&["restore"]).status.code() == Some(1)
            && {
                let said = super::ground::told(&day.room.run(&["restore"]));
                said.contains("onelog_return is there already")
            }
    });
    assert_eq!((restores(&day), day.room.rows("onelog_return", "missions").as_str()), (1, "4000"));
    assert_eq!(day.room.rows("onelog", "missions"), "4000");
    // Whoever looked goes on by hand from where it was.
    day.room.done(&["swap"]);
    day.room.done(&["restart-writes"]);
    day.journal();
}

#[test]
#[ignore = "needs postgresql kubernetes-client"]
fn an_engine_killed_in_a_swap_says_so_and_swaps_nothing_twice() {
    let day = Day::new("", &[]);
    slow_restore(&day);
    std::fs::write(day.room.path("go"), "").unwrap();
    day.room.done(&["backup"]);
    // Somebody holds the database's name for as long as this session lives; the rename waits for them.
    let mut held = Command::new("psql");
    held.args(["-X", "-q", "-d"]).arg(day.room.cluster.url("postgres")).env("PGPASSWORD", PASSWORD);
    held.args(["-c", "BEGIN", "-c", "COMMENT ON DATABASE onelog IS 'held'", "-c", "SELECT pg_sleep(120)"]);
    let mut held = held.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let (engine, run) = returning(&day);
    let waiting =
        "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%RENAME%' AND wait_event_type = 'Lock'";
    wait("the swap before the held name", || day.room.cluster.sql("postgres", waiting) == "1");
    engine.signal(Signal::KILL);
    drop(engine);
    held.kill().unwrap();
    held.wait().unwrap();
    // Its session ends with the server's next look at it.
    let end = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep(120)%'";
    day.room.cluster.sql("postgres", end);
    wait("the end of the swap", || day.room.databases().contains("onelog_before_"));
    let _engine = day.engine();
    assert_unknown(&day, run, "swap");
    let names = day.room.databases();
    assert_eq!(names.matches("onelog_before_").count(), 1, "{names}");
    assert!(!names.contains("onelog_return"), "{names}");
    assert_eq!((restores(&day), day.room.rows("onelog", "missions").as_str()), (1, "4000"));
    day.room.refused(&["swap"], "there is no onelog_return");
    day.room.done(&["restart-writes"]);
    let scaled = [("api-blue", 0), ("api-green", 0), ("api-blue", 3), ("api-green", 2)];
    assert_eq!(day.cluster.lock().unwrap().scaled, scaled.map(|(name, n)| (name.to_owned(), n)));
    day.journal();
}
