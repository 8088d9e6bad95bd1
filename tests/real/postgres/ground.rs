//! A database with a few thousand missions, and a plan that names it.

use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use std::process::{Command, Output};

use super::cluster::{Cluster, PASSWORD, application, programs};
use crate::kit::me;
use jday::plan::types::Scope;

pub const MISSIONS: u32 = 4000;
pub const USERS: u32 = 150;

/// A database, a plan that names it, and a folder for what is kept.
pub struct Room {
    pub cluster: Cluster,
    folder: tempfile::TempDir,
}

impl Room {
    pub fn new(writers: &str) -> Self {
        Self::with(writers, &[])
    }

    pub fn with(writers: &str, settings: &[&str]) -> Self {
        let room = Self { cluster: Cluster::start(settings), folder: tempfile::tempdir().unwrap() };
        application(&room.cluster, "onelog", MISSIONS, USERS);
        let (secret, plan) = (room.path("password"), room.path("plan.toml"));
        std::fs::write(&secret, PASSWORD).unwrap();
        std::fs::set_permissions(&secret, std::fs::Permissions::from_mode(0o600)).unwrap();
        std::fs::create_dir(room.path("backups")).unwrap();
        // Everybody is whoever runs the test, and steps find the plan here.
        let here = plan.display().to_string();
        let text = live_plan().replace("/etc/jday/onelog.toml", &here);
        let text = ["awa", "moussa", "fatou", "ibrahima"].iter().fold(text, |text, login| {
            text.replace(&format!("login = \"{login}\""), &format!("login = \"{}\"", me()))
        });
        let written = format!(
            "{}\n[live.database]\nurl = \"{}\"\npassword = \"file:{}\"\nfolder = \"{}\"\n\
             counts = [\"missions\", \"users\", \"supabase_migrations.schema_migrations\"]\n\
             programs = \"{}\"\n{writers}",
            text,
            room.cluster.url("onelog"),
            secret.display(),
            room.path("backups").display(),
            programs().display()
        );
        std::fs::write(plan, written).unwrap();
        room
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn run(&self, words: &[&str]) -> Output {
        let output = Command::new(env!("CARGO_BIN_EXE_jday"))
            .arg("db")
            .args(words)
            .arg("--plan")
            .arg(self.path("plan.toml"))
            .args((!words.contains(&"--within")).then_some(["--within", "40s"]).iter().flatten())
            .env_remove("PGPASSWORD")
            .output()
            .unwrap();
        let said = told(&output);
        assert!(!said.contains(PASSWORD), "a password is shown: {said}");
        output
    }

    #[track_caller]
    pub fn done(&self, words: &[&str]) -> String {
        let output = self.run(words);
        assert!(output.status.success(), "{words:?}: {}", told(&output));
        told(&output)
    }

    #[track_caller]
    pub fn refused(&self, words: &[&str], why: &str) {
        let output = self.run(words);
        assert_eq!(output.status.code(), Some(1), "{words:?}: {}", told(&output));
        assert!(told(&output).contains(why), "{why}: {}", told(&output));
    }

    pub fn dump(&self) -> PathBuf {
        let files = std::fs::read_dir(self.path("backups")).unwrap().map(|entry| entry.unwrap().path());
        files.filter(|path| path.extension().is_some_and(|end| end == "dump")).max().expect("a dump")
    }

    pub fn rows(&self, database: &str, table: &str) -> String {
        self.cluster.sql(database, &format!("SELECT count(*) FROM {table}"))
    }

    pub fn databases(&self) -> String {
        self.cluster.sql(
            "postgres",
            "SELECT string_agg(datname, ' ' ORDER BY datname) FROM pg_database \
             WHERE NOT datistemplate",
        )
    }
}

pub fn told(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stderr), String::from_utf8_lossy(&output.stdout))
}

/// The embedded plan with the least of `[live]`; its metrics are all given by one server that is never asked.
fn live_plan() -> String {
    let plan = jday::plan::embedded();
    let mut sources: Vec<&str> = plan.metrics.iter().map(|metric| metric.source.as_str()).collect();
    sources.sort_unstable();
    sources.dedup();
    let feeds = sources.iter().map(|source| {
        let own = plan.metrics.iter().filter(|metric| metric.source.as_str() == *source);
        let queries: Vec<String> = own
            .map(|metric| {
                let side = if metric.scope == Scope::Side { "{side=\"$side\"}" } else { "" };
                format!("{{ metric = \"{}\", query = 'up{side}', series = 'up{side}' }}", metric.id)
            })
            .collect();
        format!(
            "[[live.sources]]\nid = \"{source}\"\ninterval = \"5s\"\ndeadline = \"3s\"\n\
             prometheus = {{ api = {{ url = \"http://127.0.0.1:9\" }}, queries = [{}] }}\n",
            queries.join(", ")
        )
    });
    let feeds: String = feeds.collect();
    let workflows = include_str!("../../support/workflows.toml");
    let paths = "survey = { paths = [{ id = \"one\" }, { id = \"two\" }] }";
    let written = std::fs::read_to_string("fixtures/plans/onelog.toml").unwrap();
    // In a live room something must raise each alert.
    let raised = "title = \"Nouveau utilisateur inscrit\", metric = \"missions-total\", op = \">\", threshold = 0, \
                  grown_over = \"60s\"";
    let written = written.replace("title = \"Nouveau utilisateur inscrit\"", raised);
    format!(
        "{written}\n[live]\nfingerprint = {{ url = \"http://127.0.0.1:9/version\", header = \"x\", within = \"1s\" }}\n\
         lever = {{ exec = {{ point = [\"true\"], read = [\"echo\", \"blue\"] }} }}\n{paths}\n{feeds}{workflows}"
    )
}
