//! The database's procedures, as the program runs them, on a database with a few thousand missions.

use std::path::Path;
use std::process::Command;

use super::cluster::PASSWORD;
use super::ground::{Room, told};
use crate::kubernetes;

fn spoil(dump: &Path, at: usize) {
    let mut bytes = std::fs::read(dump).unwrap();
    bytes[at] ^= 0xff;
    std::fs::write(dump, bytes).unwrap();
}

#[test]
#[ignore = "needs postgresql"]
fn a_database_is_backed_up_migrated_checked_and_given_back() {
    let room = Room::new("");
    let said = room.done(&["backup"]);
    assert!(
        said.contains("SHA-256") && said.contains("missions 4000, ") && said.contains("users 150"),
        "{said}"
    );
    assert!(
        std::fs::read_dir(room.path("backups"))
            .unwrap()
            .all(|entry| { !entry.unwrap().path().to_string_lossy().ends_with(".part") })
    );

    // The migration, and a day of writes on top of it that a return would lose.
    room.cluster.sql(
        "onelog",
        "ALTER TABLE missions ADD COLUMN gps text; INSERT INTO \
        supabase_migrations.schema_migrations VALUES ('20261201', 'gps')",
    );
    room.cluster.sql("onelog", "INSERT INTO missions SELECT n, 1, now() FROM generate_series(5000, 5099) n");
    let said = room.done(&["verify"]);
    assert!(said.contains("missions 4100"), "{said}");
    room.cluster.sql("onelog", "DELETE FROM missions WHERE id <= 200");
    room.refused(&["verify"], "missions has 3900 of 4000");

    room.refused(&["swap"], "there is no onelog_return");
    let said = room.done(&["restore"]);
    assert!(said.contains("nothing was touched yet"), "{said}");
    assert_eq!(room.rows("onelog", "missions"), "3900", "the live one is as it was");
    assert_eq!(room.rows("onelog_return", "missions"), "4000");
    room.refused(&["restore"], "onelog_return is there already");

    // Somebody writes into the restored one before the swap: it is no longer the backup.
    room.cluster.sql("onelog_return", "INSERT INTO missions VALUES (9000, 1, now())");
    room.refused(&["swap"], "missions has 4001 instead of 4000");
    room.cluster.sql("onelog_return", "DELETE FROM missions WHERE id = 9000");

    // A session that holds on to the live database is sent away.
    let mut held = Command::new("psql");
    held.args(["-X", "-q", "-d"]).arg(room.cluster.url("onelog")).args(["-c", "SELECT pg_sleep(60)"]);
    let mut held = held.env("PGPASSWORD", PASSWORD).stderr(std::process::Stdio::null()).spawn().unwrap();
    std::thread::sleep(std::time::Duration::from_millis(400));
    let said = room.done(&["swap"]);
    assert!(said.contains("sessions are sent away"), "{said}");
    assert!(!held.wait().unwrap().success());
    assert_eq!(
        (room.rows("onelog", "missions"), room.rows("onelog", "users")),
        ("4000".into(), "150".into())
    );
    let names = room.databases();
    assert!(names.contains("onelog_before_") && !names.contains("onelog_return"), "{names}");
    let aside = names.split(' ').find(|name| name.starts_with("onelog_before_")).unwrap().to_owned();
    room.cluster.sql("postgres", &format!("ALTER DATABASE {aside} WITH ALLOW_CONNECTIONS true"));
    assert_eq!(room.rows(&aside, "missions"), "3900", "what was written is set aside, not lost");
}

#[test]
#[ignore = "needs postgresql"]
fn a_spoilt_backup_is_refused_and_nothing_is_touched() {
    let room = Room::new("");
    room.refused(&["restore"], "holds no backup of onelog");
    room.done(&["backup"]);
    let dump = room.dump();
    let whole = std::fs::read(&dump).unwrap();
    spoil(&dump, whole.len() - 2000);
    room.refused(&["restore"], "is not what was backed up");
    std::fs::write(&dump, &whole[..whole.len() / 2]).unwrap();
    room.refused(&["verify"], "is not what was backed up");
    assert_eq!(room.databases(), "onelog postgres");

    // Even if whoever spoilt it made the measures fit, the rows do not.
    std::fs::write(&dump, &whole).unwrap();
    let manifest = dump.with_extension("json");
    let text = std::fs::read_to_string(&manifest).unwrap();
    std::fs::write(&manifest, text.replace("\"missions\": 4000", "\"missions\": 4001")).unwrap();
    room.refused(&["restore"], "missions has 4000 instead of 4001");
    assert_eq!(room.rows("onelog", "missions"), "4000");
}

#[test]
#[ignore = "needs postgresql"]
fn a_backup_that_cannot_be_made_leaves_nothing_that_looks_like_one() {
    let room = Room::new("");
    room.cluster.sql("onelog", "DROP TABLE missions");
    room.refused(&["backup"], "missions");
    room.cluster.sql("onelog", "CREATE VIEW missions AS SELECT * FROM users");
    room.refused(&["backup"], "holds no rows of missions");
    let left = std::fs::read_dir(room.path("backups")).unwrap().map(|entry| entry.unwrap().file_name());
    assert_eq!(left.collect::<Vec<_>>(), ["backup.lock"]);
}

#[test]
#[ignore = "needs postgresql kubernetes-client"]
fn writes_stop_to_the_last_pod_and_come_back_as_many_as_they_were() {
    let folder = tempfile::tempdir().unwrap();
    let (_fake, state, kubeconfig) = kubernetes::cluster(folder.path());
    let room = Room::new(&format!("[live.database.writers]\n{}", kubernetes::named(&kubeconfig)));
    room.refused(&["restart-writes"], "nobody remembers how many replicas api-blue had");
    state.lock().unwrap().ending.insert("api-blue".into(), 2);
    let said = room.done(&["stop-writes"]);
    assert!(said.contains("api-blue: 1 pods are left"), "an ending pod may still write: {said}");
    assert!(said.contains("api-blue from 3 to 0, api-green from 2 to 0"), "{said}");
    // Once more, as after a crash: nothing is scaled again, and what is remembered is not forgotten.
    room.done(&["stop-writes"]);
    let said = room.done(&["restart-writes"]);
    assert!(said.contains("api-blue 3, api-green 2"), "{said}");
    let expected = [("api-blue", 0), ("api-green", 0), ("api-blue", 3), ("api-green", 2)];
    assert_eq!(state.lock().unwrap().scaled, expected.map(|(name, n)| (name.to_owned(), n)));
    room.refused(&["restart-writes"], "nobody remembers");
    state.lock().unwrap().forbidden = true;
    room.refused(&["stop-writes"], "Forbidden");
}

#[test]
#[ignore = "needs postgresql"]
fn a_swap_that_fails_leaves_the_live_database_open_and_in_its_place() {
    let room = Room::with("", &["max_prepared_transactions=2"]);
    room.done(&["backup"]);
    room.done(&["restore"]);
    // What holds a database and is no session cannot be sent away.
    room.cluster.sql("onelog", "BEGIN; DELETE FROM missions WHERE id = 1; PREPARE TRANSACTION 'held'");
    room.refused(&["swap"], "nothing was moved, and onelog takes connections again");
    assert_eq!(room.rows("onelog", "missions"), "4000");
    // The same where time runs out while the door is closed: the rename waits for five seconds.
    let output = room.run(&["swap", "--within", "3s"]);
    assert!(told(&output).contains("onelog takes connections again"), "{}", told(&output));
    assert_eq!(room.databases(), "onelog onelog_return postgres");
    room.cluster.sql("onelog", "ROLLBACK PREPARED 'held'");
    room.done(&["swap"]);
}
