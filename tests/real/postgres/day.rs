//! The database's procedures of the live plan, lived by an engine: `jday` runs its own steps.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use jday::model::procedure::{Run, RunResult, StepState};
use jday::model::{Command as Asked, State};
use jday::plan::types::Id;
use jday::source::attach::Line;
use jday::text::Clean;
use jday::wire::{Errand, PROTOCOL};
use serde_json::Value;

use super::cluster::PASSWORD;
use super::ground::Room;
use crate::kit::{Engine, Ground, Seat, hello};
use crate::kubernetes;

/// A live room on a database, with a cluster of writers and the programs that its steps find.
pub struct Day {
    pub room: Room,
    pub cluster: std::sync::Arc<std::sync::Mutex<kubernetes::Cluster>>,
    _fake: crate::fake::Fake,
    _folder: tempfile::TempDir,
}

/// What stands for Supabase's program: the plan's version, shown or applied, with the password from the plan.
const SUPABASE: &str = r#"#!/bin/sh
case "$*" in
  *--dry-run*) echo 'DRY RUN: migrations will *not* be pushed to the database.' >&2
    echo 'Would push these migrations:'; echo ' - 20261201_gps.sql' ;;
  *--yes*) PGPASSWORD="$SUPABASE_DB_PASSWORD" psql -X -q -v ON_ERROR_STOP=1 --single-transaction -d "$DATABASE" \
    -c "ALTER TABLE missions ADD COLUMN gps text" \
    -c "INSERT INTO supabase_migrations.schema_migrations VALUES ('20261201', 'gps')" && echo Finished ;;
esac
"#;

impl Day {
    /// `own` is more of `[live.database]`, above its tables.
    pub fn new(own: &str, settings: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (fake, cluster, kubeconfig) = kubernetes::cluster(folder.path());
        let more = format!(
            "schema = [\"20261101\", \"20261115\", \"20261201\"]\n{own}\n[live.database.writers]\n{}",
            kubernetes::named(&kubeconfig)
        );
        let room = Room::with(&more, settings);
        let plan = std::fs::read_to_string(room.path("plan.toml")).unwrap();
        let plan = format!(
            "{plan}\n[live.commands]\nfolder = \"{}\"\nvariables = [\"DATABASE={}\"]\nsecrets = [\"SUPABASE_DB_PASSWORD=file:{}\"]\n",
            room.path("backups").display(),
            room.cluster.url("onelog"),
            room.path("password").display()
        );
        std::fs::write(room.path("plan.toml"), plan).unwrap();
        let day = Self { room, cluster, _fake: fake, _folder: folder };
        std::fs::create_dir(day.room.path("bin")).unwrap();
        day.program("supabase", SUPABASE);
        day
    }

    /// A program that the steps find.
    pub fn program(&self, name: &str, script: &str) -> PathBuf {
        use std::os::unix::fs::PermissionsExt as _;
        let path = self.room.path("bin").join(name);
        std::fs::write(&path, script).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
        path
    }

    fn jday(&self, words: &[&str]) -> Command {
        let own = PathBuf::from(env!("CARGO_BIN_EXE_jday"));
        let path = std::env::var("PATH").unwrap();
        let path = format!("{}:{}:{path}", self.room.path("bin").display(), own.parent().unwrap().display());
        let mut command = Command::new(own);
        command.args(words).env("PATH", path).env("LANG", "C.UTF-8").env_remove("NOTIFY_SOCKET");
        command.env("JDAY_ROOM", self.room.path("rooms")).env("XDG_STATE_HOME", self.room.path("state"));
        command.env_remove("PGPASSWORD").stdin(Stdio::null());
        command
    }

    pub fn engine(&self) -> Engine {
        let plan = self.room.path("plan.toml");
        Ground::begun(self.jday(&["engine", "--plan", plan.to_str().unwrap()]))
    }

    /// Runs a command; its exit code and all that it said.
    pub fn says(&self, words: &[&str]) -> (Option<i32>, String) {
        let output = self.jday(words).output().unwrap();
        (output.status.code(), super::ground::told(&output))
    }

    pub fn status(&self) -> Value {
        let output = self.jday(&["status", "--json"]).output().unwrap();
        serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", super::ground::told(&output)))
    }

    /// The evidence of a step, as `jday status --json` tells it.
    pub fn evidence(&self, procedure: &str, step: &str) -> String {
        let mut status = self.status();
        let runs = status["procedures"].take();
        let run = runs.as_array().unwrap().iter().find(|run| run["procedure"] == procedure).unwrap();
        let steps = run["steps"].as_array().unwrap().iter();
        steps.clone().find(|found| found["step"] == step).unwrap()["evidence"].as_str().unwrap().to_owned()
    }

    pub fn seat(&self, person: &str) -> Seat {
        let socket = self.room.path("rooms/onelog").join(format!("jday-{PROTOCOL}.sock"));
        Seat::at(Line::dial(&socket, &hello(Errand::Sit, Some(person))).unwrap())
    }

    /// Begins a procedure; its run.
    pub fn begin(seat: &mut Seat, procedure: &str) -> u64 {
        let before = seat.state().seq;
        let command =
            Asked::Run { procedure: Id::new(procedure), confirm: Some(Clean::new("EXECUTE")), note: None };
        seat.ask(command).unwrap();
        let mut runs = seat.state().procedures.runs.range(before + 1..);
        *runs.next().expect("a run").0
    }

    /// What was written of the day.
    pub fn journal(&self) -> String {
        let days = std::fs::read_dir(self.room.path("rooms/onelog")).unwrap().flatten();
        let file = days.map(|day| day.path().join("journal.jsonl")).find(|file| file.exists()).unwrap();
        let (code, said) = self.says(&["journal", "verify", file.to_str().unwrap()]);
        assert_eq!(code, Some(0), "{said}");
        let (code, said) = self.says(&["replay", file.to_str().unwrap(), "--headless", "--json"]);
        assert_eq!(code, Some(0), "{said}");
        let text = std::fs::read_to_string(file).unwrap();
        assert!(!text.contains(PASSWORD), "a password is in the journal");
        text
    }
}

pub fn run_of(state: &State, run: u64) -> &Run {
    &state.procedures.runs[&run]
}

/// How a run ended, once it has.
pub fn ended(seat: &mut Seat, run: u64) -> RunResult {
    seat.until("the end of the run", |seat| run_of(seat.state(), run).ended.is_some());
    run_of(seat.state(), run).ended.unwrap().1
}

/// Waits until step `n` is under way.
pub fn until_step(seat: &mut Seat, run: u64, n: usize) {
    seat.until("the step", |seat| run_of(seat.state(), run).steps[n].state == StepState::Running);
}

#[track_caller]
fn assert_done(seat: &mut Seat, run: u64) {
    let result = ended(seat, run);
    assert_eq!(result, RunResult::Done, "{:#?}", run_of(seat.state(), run).steps);
}

#[test]
#[ignore = "needs postgresql kubernetes-client"]
fn a_database_is_backed_up_migrated_and_given_back_by_the_steps_of_the_plan() {
    let day = Day::new("", &[]);
    let _engine = day.engine();
    let mut seat = day.seat("awa");

    let run = Day::begin(&mut seat, "database-backup");
    assert_done(&mut seat, run);
    let manifest = std::fs::read_to_string(day.room.dump().with_extension("json")).unwrap();
    let manifest: Value = serde_json::from_str(&manifest).unwrap();
    let digest = manifest["sha256"].as_str().unwrap();
    let proof = day.evidence("database-backup", "dump");
    for part in [" kB, missions 4000, ", "users 150", digest, "read to its end"] {
        assert!(proof.contains(part), "{part}: {proof}");
    }
    let ended_with = |journal: &str, part: &str| {
        journal.lines().any(|line| line.contains("step_ended") && line.contains(part))
    };
    assert!(ended_with(&day.journal(), digest), "the digest is the step's evidence in the journal");

    // What is going to be applied is shown before anybody decides, and nothing is applied by then.
    let run = Day::begin(&mut seat, "database-migrate");
    until_step(&mut seat, run, 2);
    assert!(day.evidence("database-migrate", "before").contains("to come: 20261201"));
    let number = run.to_string();
    let (code, said) = day.says(&["approve", &number, "--as", "awa", "--dry-run"]);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("20261201_gps.sql") && said.contains("will *not* be pushed"), "{said}");
    assert_eq!(day.room.rows("onelog", "supabase_migrations.schema_migrations"), "2");
    let verify = Day::begin(&mut seat, "database-verify");
    assert_eq!(ended(&mut seat, verify), RunResult::Failed, "it is not applied yet");
    assert!(day.evidence("database-verify", "versions").contains("not applied: 20261201"));
    let (code, said) = day.says(&["approve", &number, "--as", "awa", "--confirm", "EXECUTE"]);
    assert_eq!(code, Some(0), "{said}");
    assert_done(&mut seat, run);
    let verify = Day::begin(&mut seat, "database-verify");
    assert_done(&mut seat, verify);
    assert!(day.evidence("database-verify", "rows").contains("now missions 4000, "));

    // A day of writes that the return loses, as its decider accepts.
    day.room
        .cluster
        .sql("onelog", "INSERT INTO missions SELECT n, 1, now() FROM generate_series(5000, 5099) n");
    let run = Day::begin(&mut seat, "database-return");
    until_step(&mut seat, run, 0);
    let number = run.to_string();
    let (code, said) = day.says(&["approve", &number, "--as", "fatou", "--confirm", "EXECUTE"]);
    assert_eq!(code, Some(0), "{said}");
    assert_done(&mut seat, run);
    assert_eq!(day.room.rows("onelog", "missions"), "4000");
    assert_eq!(day.room.rows("onelog", "supabase_migrations.schema_migrations"), "2");
    let scaled = [("api-blue", 0), ("api-green", 0), ("api-blue", 3), ("api-green", 2)];
    assert_eq!(day.cluster.lock().unwrap().scaled, scaled.map(|(name, n)| (name.to_owned(), n)));
    let journal = day.journal();
    for part in ["no session of others is left", digest, "what it was is onelog_before_", "ready: api-blue 3"]
    {
        assert!(ended_with(&journal, part), "{part}");
    }
    let (_, said) = day.says(&["status"]);
    assert!(!said.contains("database-verify at"), "its newest run is done: {said}");
}

#[test]
#[ignore = "needs postgresql kubernetes-client"]
fn preflight_proves_what_the_steps_of_the_database_rest_on_and_does_nothing() {
    let day = Day::new("", &[]);
    let plan = day.room.path("plan.toml").display().to_string();
    let preflight = |plan: &str| {
        let (_, said) = day.says(&["preflight", "--plan", plan, "--json"]);
        let lines = said.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
        let ours = lines.filter(|line| line["area"] == "database");
        ours.map(|line| format!("{} {} {}", line["name"], line["ok"], line["proof"])).collect::<Vec<_>>()
    };
    let lines = preflight(&plan);
    assert_eq!(lines.len(), 4, "{lines:?}");
    assert!(lines.iter().all(|line| line.contains(" true ")), "{lines:?}");
    assert!(lines[3].contains("may be scaled: api-blue 3, api-green 2"), "{lines:?}");
    assert_eq!(day.cluster.lock().unwrap().scaled, []);
    // A role that may little, a folder that is not there, a cluster that says no.
    day.room.cluster.sql("postgres", &format!("CREATE ROLE little LOGIN PASSWORD '{PASSWORD}'"));
    day.cluster.lock().unwrap().forbidden = true;
    let text = std::fs::read_to_string(&plan).unwrap();
    let little = day.room.path("little.toml").display().to_string();
    std::fs::write(&little, text.replace("url = \"postgresql://postgres@", "url = \"postgresql://little@"))
        .unwrap();
    let lines = preflight(&little);
    for part in
        ["the rows of missions cannot be counted", "CREATEDB", "only the owner renames it", "pg_monitor"]
    {
        assert!(lines[1].contains(part), "{part}: {lines:?}");
    }
    assert!(lines[3].contains(" false ") && lines[3].contains("Forbidden"), "{lines:?}");
    let away = day.room.path("away.toml").display().to_string();
    let backups = format!("\nfolder = \"{}\"\ncounts", day.room.path("backups").display());
    assert!(text.contains(&backups));
    std::fs::write(&away, text.replace(&backups, "\nfolder = \"/nowhere\"\ncounts")).unwrap();
    let lines = preflight(&away);
    assert!(lines.len() == 1 && lines[0].contains("/nowhere is no folder here"), "{lines:?}");
}

#[test]
#[ignore = "needs postgresql kubernetes-client"]
fn a_restore_that_fails_half_way_leaves_the_live_database_untouched() {
    let day = Day::new("", &[]);
    // Its rows cannot be written back: the function finds no table without a search path, as in a dump.
    day.room.cluster.sql(
        "onelog",
        "CREATE FUNCTION staffed(int) RETURNS bool LANGUAGE sql AS 'SELECT count(*) > 0 FROM users'; \
         ALTER TABLE missions ADD CHECK (staffed(driver))",
    );
    let _engine = day.engine();
    let mut seat = day.seat("awa");
    let run = Day::begin(&mut seat, "database-backup");
    assert_done(&mut seat, run);
    day.room.cluster.sql("onelog", "INSERT INTO missions VALUES (9000, 1, now())");
    let run = Day::begin(&mut seat, "database-return");
    until_step(&mut seat, run, 0);
    let (code, said) = day.says(&["approve", &run.to_string(), "--as", "fatou", "--confirm", "EXECUTE"]);
    assert_eq!(code, Some(0), "{said}");
    assert_eq!(ended(&mut seat, run), RunResult::Failed);
    assert_eq!(day.room.databases(), "onelog postgres", "what was begun is gone");
    assert_eq!(day.room.rows("onelog", "missions"), "4001", "and the live one is as it was");
    let (_, said) = day.says(&["status"]);
    assert!(said.contains("database-return at restore: exit 1: ") && said.contains("pg_restore"), "{said}");
    // Writes are still stopped; how many there were is not forgotten.
    let said = day.room.done(&["restart-writes"]);
    assert!(said.contains("api-blue 3, api-green 2"), "{said}");
}
