//! Programs of procedures: what they find, what is said of them, and that nothing of them outlives their call.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::time::{Duration, Instant};

use jday::client::{Reply, Report, Request};
use jday::text::Clean;

use crate::net::{BARE, World, plan};

const PLENTY: Duration = Duration::from_secs(15);

/// Clients whose programs run in `/tmp` with `more` in `[live.commands]`.
pub fn world(more: &str) -> World {
    World::new(&plan(&format!("{BARE}\nsources = []\n[commands]\nfolder = \"/tmp\"\n{more}")))
}

pub fn request(argv: &[&str]) -> Request {
    Request::Command { argv: argv.iter().map(Clean::new).collect() }
}

fn said(world: &World) -> Vec<String> {
    let lines = world.beside.iter().filter_map(|report| match report {
        Report::Said { line, .. } => Some(line.as_str().to_owned()),
        _ => None,
    });
    lines.collect()
}

/// Runs a script to its end: its reply and what was said.
fn run(more: &str, script: &str) -> (Reply, Vec<String>) {
    let mut world = world(more);
    let reply = world.ask(request(&["sh", "-c", script]), PLENTY);
    (reply, said(&world))
}

#[track_caller]
fn done(reply: &Reply) -> &str {
    match reply {
        Reply::Done(evidence) => evidence.as_str(),
        other => panic!("{other:?}"),
    }
}

/// Whether the process `pid` does anything: one that only waits to be buried does not.
fn lives(pid: &str) -> bool {
    let stat = fs::read_to_string(Path::new("/proc").join(pid).join("stat")).unwrap_or_default();
    stat.rsplit(") ").next().is_some_and(|rest| !rest.is_empty() && !rest.starts_with(['Z', 'X']))
}

#[track_caller]
pub fn assert_gone(pid: &str) {
    let since = Instant::now();
    while lives(pid) {
        assert!(since.elapsed() < Duration::from_secs(5), "{pid} lives on");
        std::thread::sleep(Duration::from_millis(10));
    }
}

#[test]
fn a_program_is_done_with_its_last_line_and_each_line_is_said() {
    let (reply, said) = run("", "echo one; echo two >&2; sleep 0.1; printf three");
    assert_eq!(done(&reply), "exit 0: three");
    assert_eq!(said.len(), 3, "{said:?}");
    assert_eq!(said[2], "three");
}

#[test]
fn a_program_that_fails_is_refused_with_its_code_and_its_last_error() {
    let (reply, _) = run("", "echo progress; echo 'no such table' >&2; sleep 0.1; echo bye; exit 7");
    assert_eq!(reply, Reply::Refused("exit 7: no such table".into()));
}

#[test]
fn a_program_that_is_killed_is_unknown() {
    let (reply, _) = run("", "kill -9 $$");
    assert!(matches!(&reply, Reply::Unknown(why) if why.as_str().contains("signal 9")), "{reply:?}");
}

#[test]
fn a_program_that_is_not_there_is_refused_before_anything_ran() {
    for argv in [&["no-such-program-7", "x"][..], &["/etc/passwd"], &[]] {
        let reply = world("").ask(request(argv), PLENTY);
        assert!(matches!(&reply, Reply::Refused(why) if !why.is_blank()), "{reply:?}");
    }
}

#[test]
fn words_are_arguments_and_never_a_shell_s() {
    let mut world = world("");
    let reply = world.ask(request(&["echo", "$HOME; `id` && * > /tmp/x"]), PLENTY);
    assert_eq!(done(&reply), "exit 0: $HOME; `id` && * > /tmp/x");
}

#[test]
fn nothing_comes_in_by_the_keyboard() {
    let (reply, _) = run("", "cat; echo ended");
    assert_eq!(done(&reply), "exit 0: ended");
}

#[test]
fn at_the_deadline_the_program_ends_with_all_that_it_started() {
    let mut world = world("");
    let script = "sleep 1000 & echo $!; sh -c 'sleep 1000 & echo $!; wait' & wait";
    let since = Instant::now();
    let reply = world.ask(request(&["sh", "-c", script]), Duration::from_millis(700));
    assert!(matches!(&reply, Reply::Unknown(why) if why.as_str().contains("700 ms")), "{reply:?}");
    assert!(since.elapsed() < Duration::from_secs(5));
    let pids = said(&world);
    assert_eq!(pids.len(), 2, "{pids:?}");
    for pid in &pids {
        assert_gone(pid);
    }
}

#[test]
fn what_a_program_leaves_running_neither_holds_up_its_end_nor_lives_on() {
    let since = Instant::now();
    let (reply, said) = run("", "sleep 1000 & echo $!");
    assert!(matches!(reply, Reply::Done(_)), "{reply:?}");
    assert!(since.elapsed() < Duration::from_secs(5));
    assert_gone(&said[0]);
}

#[test]
fn when_the_clients_go_their_programs_go_too() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("pid");
    let script = format!("sleep 1000 & echo $! > {0}.new; mv {0}.new {0}; wait", file.display());
    let asking = std::thread::spawn(move || {
        let mut world = world("");
        // The deadline is past the moment in which the clients are dropped.
        world.submit(request(&["sh", "-c", &script]), Duration::from_mins(1));
        let since = Instant::now();
        while !file.exists() && since.elapsed() < PLENTY {
            std::thread::sleep(Duration::from_millis(10));
        }
        fs::read_to_string(file).unwrap()
    });
    assert_gone(asking.join().unwrap().trim());
}

#[test]
fn a_flood_is_read_to_its_end_and_mostly_not_said() {
    let (reply, said) = run("", "yes aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa | head -c 30000000; echo end");
    assert_eq!(done(&reply), "exit 0: end");
    assert!(said.len() < 600, "{} lines", said.len());
    assert!(said.iter().any(|line| line.contains("lines are not shown")), "{said:?}");
}

#[test]
fn one_endless_line_is_cut() {
    let (reply, said) = run("", "head -c 20000000 /dev/zero | tr '\\0' x");
    assert!(done(&reply).chars().count() < 1_100);
    assert_eq!(said.len(), 1);
}

#[test]
fn binary_output_and_escape_sequences_are_made_printable() {
    let (reply, said) =
        run("", "head -c 300000 /dev/urandom; printf '\\n\\033]0;title\\007\\033[2J\\377 end\\n'");
    let last = done(&reply);
    assert!(last.contains("^[]0;title^G^[[2J") && last.ends_with("end"), "{last:?}");
    for line in said {
        assert!(!line.chars().any(char::is_control), "{line:?}");
    }
}

#[test]
fn progress_that_is_written_over_is_a_few_lines() {
    let script =
        "i=0; while [ $i -lt 3000 ]; do printf '%d of 3000\\r' $i; i=$((i+1)); done; printf 'all\\r\\n'";
    let (reply, said) = run("", script);
    assert_eq!(done(&reply), "exit 0: all");
    assert!(said.len() < 10, "{said:?}");
    assert_eq!(said[0], "0 of 3000");
}

#[test]
fn a_program_finds_what_the_plan_gives_it_and_nothing_else() {
    let (_, mut said) = run("variables = [\"PGHOST=db=1\"]", "env; pwd");
    said.retain(|line| {
        !["HOME=", "LANG=", "PWD=", "_=", "OLDPWD=", "SHLVL="].iter().any(|own| line.starts_with(own))
    });
    said.sort();
    assert_eq!(said.len(), 3, "{said:?}");
    assert_eq!(said[0], "/tmp");
    assert!(said[1].starts_with("PATH=/"), "{said:?}");
    assert_eq!(said[2], "PGHOST=db=1");
}

#[test]
fn a_secret_reaches_the_program_and_never_comes_back() {
    let folder = tempfile::tempdir().unwrap();
    let (token, key) = (folder.path().join("token"), folder.path().join("key"));
    fs::write(&token, "canary-4711\n").unwrap();
    fs::write(&key, "-----BEGIN KEY-----\ncanary-line-one\ncanary-line-two\n-----END KEY-----\n").unwrap();
    for file in [&token, &key] {
        fs::set_permissions(file, fs::Permissions::from_mode(0o600)).unwrap();
    }
    let more = format!("secrets = [\"TOKEN=file:{}\", \"KEY=file:{}\"]", token.display(), key.display());
    // In the middle of a line, at its end, behind a million bytes, on the other stream, in several lines, and
    // as the last words.
    let script = "test ${#TOKEN} = 11 || exit 9; echo \"a $TOKEN b\"; echo \"$KEY\"; echo \"$TOKEN\" >&2
        head -c 3990 /dev/zero | tr '\\0' x; echo \"$TOKEN\"; echo \"x$KEY\"; printf \"$TOKEN\" >&2; exit 1";
    let (reply, said) = run(&more, script);
    assert!(matches!(&reply, Reply::Refused(why) if why.as_str() == "exit 1: [secret]"), "{reply:?}");
    assert!(said.iter().any(|line| line == "a [secret] b"), "{said:?}");
    assert!(!format!("{said:?}{reply:?}").contains("canary"), "{said:?}");
}

#[test]
fn what_proves_it_is_the_last_line_of_its_output_however_late_its_progress_comes() {
    let (reply, said) = run("", "echo 'missions 4812'; sleep 0.2; echo 'all sessions are gone' >&2");
    assert_eq!(done(&reply), "exit 0: missions 4812");
    assert_eq!(said.len(), 2, "{said:?}");
    // One that only complains proves itself by what it has.
    assert_eq!(done(&run("", "echo 'nothing to do' >&2").0), "exit 0: nothing to do");
}

#[test]
fn a_jday_that_says_it_does_not_know_is_unknown_and_no_other_program_is() {
    let folder = tempfile::tempdir().unwrap();
    for (name, code) in [("jday", 5), ("jday", 1), ("other", 5)] {
        let path = folder.path().join(name);
        fs::write(&path, format!("#!/bin/sh\necho 'look at the names' >&2\nexit {code}\n")).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o700)).unwrap();
        let reply = world("").ask(request(&[path.to_str().unwrap(), "db", "swap"]), PLENTY);
        let why = format!("exit {code}: look at the names");
        let expected = if (name, code) == ("jday", 5) {
            Reply::Unknown(why.as_str().into())
        } else {
            Reply::Refused(why.as_str().into())
        };
        assert_eq!(reply, expected);
    }
}
