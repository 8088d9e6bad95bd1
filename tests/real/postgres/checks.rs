//! What `jday db check` finds, and whom `jday db stop-writes` finds left.

use std::process::{Child, Command, Stdio};

use super::cluster::PASSWORD;
use super::ground::{Room, told};
use crate::kubernetes;

const SCHEMA: &str = "schema = [\"20261101\", \"20261115\", \"20261201\"]\n";

#[test]
#[ignore = "needs postgresql"]
fn versions_rows_and_questions_are_checked_and_what_is_wrong_is_named() {
    let room = Room::new(SCHEMA);
    room.refused(&["check"], "holds no backup of onelog");
    room.done(&["backup"]);
    let said = room.done(&["check", "--before"]);
    assert!(said.contains("2 of 3 versions are applied, to come: 20261201"), "{said}");
    room.refused(&["check", "--versions"], "not applied: 20261201");
    let apply = |version: &str| {
        let sql = format!("INSERT INTO supabase_migrations.schema_migrations VALUES ('{version}', 'x')");
        room.cluster.sql("onelog", &sql);
    };
    apply("20261201");
    let said = room.done(&["check"]);
    assert!(said.contains("all 3 versions are applied, and no other; now missions 4000"), "{said}");
    apply("20260606");
    room.refused(&["check", "--versions"], "applied and not in the plan: 20260606");
    room.refused(&["check", "--before"], "applied and not in the plan: 20260606");
    room.cluster.sql("onelog", "DELETE FROM missions WHERE id <= 200");
    room.refused(&["check", "--counts"], "missions has 3800 of 4000");
    room.refused(&["check"], "20260606; rows are missing since");

    let said = room.done(&["check", "--sql", "SELECT count(*) > 100 FROM missions;", "--sql", "SELECT true"]);
    assert!(said.contains("true: SELECT count(*) > 100 FROM missions"), "{said}");
    for (question, why) in [
        ("SELECT count(*) > 4000 FROM missions", "it is not true: SELECT count(*) > 4000"),
        ("SELECT count(*) FROM missions", "it answers 3800, where true was to come"),
        ("SELECT true FROM missions WHERE false", "it answers nothing"),
        ("SELECT true FROM missions", "several rows"),
        ("SELECT null::bool", "it answers null"),
        ("SELECT true, true AS two", "several columns"),
        ("SELEKT true", "syntax error at or near"),
        ("SELECT true FROM nowhere", "relation \"nowhere\" does not exist"),
        ("SELECT true) AS a; DELETE FROM missions; SELECT * FROM (SELECT true", "syntax error|read-only"),
        ("DELETE FROM missions RETURNING true", "syntax error"),
    ] {
        let output = room.run(&["check", "--sql", question]);
        let said = told(&output);
        assert_eq!(output.status.code(), Some(1), "{question}: {said}");
        assert!(why.split('|').any(|why| said.contains(why)), "{question}: {said}");
    }
    let output = room.run(&["check", "--sql", "SELECT pg_sleep(30) IS NOT NULL", "--within", "4s"]);
    assert_eq!(output.status.code(), Some(1), "{}", told(&output));
    assert!(["no answer in time", "no end within"].iter().any(|why| told(&output).contains(why)));
    assert_eq!(room.rows("onelog", "missions"), "3800", "a check writes nothing");
    room.cluster.sql("onelog", "ALTER TABLE missions RENAME TO elsewhere");
    room.refused(&["check", "--counts"], "relation \"missions\" does not exist");
    room.cluster.sql("onelog", "DROP SCHEMA supabase_migrations CASCADE");
    room.refused(&["check", "--versions"], "live.database.history");
}

#[test]
#[ignore = "needs postgresql"]
fn a_check_without_what_it_is_held_against_is_refused() {
    let room = Room::new("");
    room.refused(&["check", "--versions"], "add live.database.schema");
    let output = room.run(&["check", "--before", "--versions"]);
    assert_eq!(output.status.code(), Some(2), "one of the two");
}

/// A session of the application that somebody forgot.
fn session(room: &Room, role: &str, program: &str) -> Child {
    let mut held = Command::new("psql");
    held.args(["-X", "-q", "-d"]).arg(room.cluster.url("onelog").replace("postgres@", &format!("{role}@")));
    held.args(["-c", "SELECT pg_sleep(120)"]).env("PGPASSWORD", PASSWORD).env("PGAPPNAME", program);
    let held = held.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    crate::wait("the session", || {
        let asked = format!("SELECT count(*) FROM pg_stat_activity WHERE application_name = '{program}'");
        room.cluster.sql("postgres", &asked) == "1"
    });
    held
}

#[test]
#[ignore = "needs postgresql kubernetes-client"]
fn writes_are_stopped_only_once_no_session_of_the_application_is_left() {
    let folder = tempfile::tempdir().unwrap();
    let (_fake, state, kubeconfig) = kubernetes::cluster(folder.path());
    let writers = format!("[live.database.writers]\n{}", kubernetes::named(&kubeconfig));
    let room = Room::new(&writers);
    for role in ["onelog_api", "reader"] {
        let password = format!("CREATE ROLE {role} LOGIN PASSWORD '{PASSWORD}'");
        room.cluster.sql("postgres", &password);
    }
    let mut cron = session(&room, "onelog_api", "nightly-cron");
    let mut reader = session(&room, "reader", "dashboard");
    // Long enough for kubectl on a busy machine.
    let stop = ["stop-writes", "--within", "12s"];
    let output = room.run(&stop);
    let said = told(&output);
    assert_eq!(output.status.code(), Some(1), "{said}");
    for part in [
        "2 sessions are left in onelog: onelog_api from 127.0.0.1 (nightly-cron), reader from",
        "end them or their program",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
    // One side alone does not speak of sessions: the other's are its own.
    let said = room.done(&["stop-writes", "--side", "blue"]);
    assert!(said.contains("stopped: api-blue from 0 to 0") && !said.contains("api-green"), "{said}");

    // Whoever only reads may stay, where the plan says whose sessions write.
    let plan = std::fs::read_to_string(room.path("plan.toml")).unwrap();
    let named = plan.replacen(
        "[live.database.writers]",
        "writer_roles = [\"onelog_api\", \"postgres\"]\n[live.database.writers]",
        1,
    );
    std::fs::write(room.path("plan.toml"), named).unwrap();
    room.refused(&stop, "1 sessions are left in onelog: onelog_api from");
    // A client that is killed leaves its session to the server, which looks for it only when it next answers.
    room.cluster.sql(
        "postgres",
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'onelog_api'",
    );
    cron.wait().unwrap();
    let said = room.done(&["stop-writes"]);
    assert!(said.contains("no session of onelog_api, postgres is left in onelog"), "{said}");
    reader.kill().unwrap();
    reader.wait().unwrap();
    // What was remembered at the first stop is what comes back, of one side and of the other.
    let said = room.done(&["restart-writes", "--side", "green"]);
    assert!(said.contains("ready: api-green 2") && !said.contains("api-blue"), "{said}");
    room.done(&["restart-writes", "--side", "blue"]);
    let expected = [("api-blue", 0), ("api-green", 0), ("api-green", 2), ("api-blue", 3)];
    assert_eq!(state.lock().unwrap().scaled, expected.map(|(name, n)| (name.to_owned(), n)));
    // A pod that does not end is named, and it is not believed to be gone.
    state.lock().unwrap().ending.insert("api-blue".into(), 10_000);
    room.refused(&stop, "api-blue was scaled to 0, and 1 pods are left that may write: api-blue-old");
}
