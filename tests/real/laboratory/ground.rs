//! What the whole day stands on: Knot as the lever with BIND as its secondary, two Unbounds, a `PostgreSQL`, a mail
//! server, an HTTP sink, two sides with their users, and `jday` as people run it.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, SystemTime};

use jday::source::attach::Line;
use jday::wire::{Errand, PROTOCOL};
use rustix::process::Signal;

use super::mail::Mail;
use super::site::Sites;
use super::users::Users;
use crate::fake::{Answer, Asked, Fake};
use crate::kit::{Seat, hello, kill, me, wait_for};
use crate::lab::unbound::Resolver;
use crate::lab::zone::{Moved, SECRET, Setup, Zone};
use crate::lab::{bind, free_port, knot, unbound};
use crate::once::sides;
use crate::postgres::cluster::{Cluster, PASSWORD};

/// Time to live of the lever's records, for how long the late resolver keeps them at least, and how long nothing may
/// speak against a movement before it is confirmed; in seconds.
pub const TTL: u32 = 3;
pub const LATE: u32 = 6;
pub const QUIET: u32 = 3;

/// What is planted in the engine's environment. The last is named by no plan.
pub const SECRETS: [(&str, &str); 5] = [
    ("LAB_TSIG", SECRET),
    ("LAB_MAIL", "planted-mail-5e1b"),
    ("LAB_ROUTING_KEY", "planted0routing0key0c41d7f2ab903"),
    ("LAB_DATABASE", PASSWORD),
    ("LAB_STRAY", "planted-stray-77d0"),
];
/// The path of the webhook, which is a secret like its whole address.
pub const HOOK: &str = "/services/T0LAB/B0LAB/plantedhook2f9c";

const BOTH: &[Moved] = &[
    Moved { name: "app.example.org", kind: "A", blue: sides::BLUE, green: sides::GREEN },
    Moved { name: "app.example.org", kind: "AAAA", blue: "::ffff:127.0.0.1", green: "::ffff:127.0.0.2" },
];

/// The ground; everything on it ends with the test that holds it.
pub struct Day {
    pub zone: Zone,
    pub secondary: bind::Secondary,
    /// One that keeps what it hears for as long as it may, and one that keeps it longer.
    pub resolvers: [Resolver; 2],
    pub sites: Sites,
    pub mail: Mail,
    pub sink: Fake,
    database: Cluster,
    folder: tempfile::TempDir,
    /// Everything that was said, for whoever looks for secrets in it.
    said: Vec<u8>,
}

impl Day {
    /// Starts all of it.
    pub fn start() -> Self {
        let slow = std::thread::spawn(|| (Cluster::start(&[]), Mail::start(SECRETS[1].1)));
        let second = free_port();
        let zone =
            knot::start(Setup { records: BOTH, ttl: TTL, secondaries: vec![second], ..Setup::default() });
        let secondary = bind::secondary(&zone, second);
        let servers = [zone.port, secondary.port];
        let resolvers = [unbound::keeping(&servers, 0), unbound::keeping(&servers, LATE)];
        let sink = Fake::start(|asked| match asked.path.as_str() {
            "/v2/enqueue" => {
                Answer::new(202, "application/json", r#"{"status":"success","message":"Event processed"}"#)
            }
            HOOK => Answer::new(200, "text/plain", "ok"),
            _ => Answer::new(404, "text/plain", "not found"),
        });
        let (database, mail) = slow.join().unwrap();
        let folder = tempfile::tempdir().unwrap();
        let sites = Sites::start();
        let day = Self { zone, secondary, resolvers, sites, mail, sink, database, folder, said: Vec::new() };
        day.write_plan();
        day
    }

    fn write_plan(&self) {
        let [prompt, late] = self.resolvers.each_ref().map(|resolver| resolver.port.to_string());
        let filled = [
            ("@LOGIN@", me()),
            ("@TTL@", TTL.to_string()),
            ("@QUIET@", QUIET.to_string()),
            ("@PROMPT@", prompt),
            ("@LATE@", late),
            ("@WEB@", self.sites.port().to_string()),
            ("@PRIMARY@", self.zone.port.to_string()),
            ("@SECONDARY@", self.secondary.port.to_string()),
            ("@DATABASE@", self.database.port.to_string()),
            ("@SINK@", self.sink.url()),
            ("@SMTP@", self.mail.port.to_string()),
            ("@CERTIFICATE@", self.mail.certificate().display().to_string()),
        ];
        let plan = include_str!("day.toml.in").to_owned();
        let plan = filled.iter().fold(plan, |plan, (part, with)| plan.replace(part, with));
        std::fs::write(self.plan(), plan).unwrap();
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn plan(&self) -> PathBuf {
        self.path("plan.toml")
    }

    /// Those who come by the two resolvers by turns.
    pub fn users(&self, count: usize) -> Users {
        let resolvers = self.resolvers.each_ref().map(|resolver| resolver.port);
        Users::come(count, "app.example.org", &resolvers, self.sites.port())
    }

    /// `jday` with these words, and the secrets in its environment.
    fn jday(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_jday"));
        command.args(words).stdin(Stdio::null()).env("LANG", "fr_FR.UTF-8").env_remove("NOTIFY_SOCKET");
        command.env("JDAY_ROOM", self.path("rooms")).env("XDG_STATE_HOME", self.path("state"));
        command.envs(SECRETS).env("LAB_WEBHOOK", format!("{}{HOOK}", self.sink.url()));
        command
    }

    /// Runs `jday` to its end.
    pub fn run(&mut self, words: &[&str]) -> Output {
        let output = self.jday(words).output().unwrap();
        self.said.extend(&output.stdout);
        self.said.extend(&output.stderr);
        output
    }

    /// The same, which must end well; what it said on standard output and on standard error.
    #[track_caller]
    pub fn done(&mut self, words: &[&str]) -> (String, String) {
        let output = self.run(words);
        let [out, error] = [output.stdout, output.stderr].map(|all| String::from_utf8(all).unwrap());
        assert_eq!(output.status.code(), Some(0), "{words:?}\n{out}\n{error}\n{}", self.zone.log());
        (out, error)
    }

    /// Starts the engine and waits until it can be attached to.
    pub fn engine(&self) -> Engine {
        let out = std::fs::File::create(self.path("engine.out")).unwrap();
        let mut command = self.jday(&["engine", "--plan", self.plan().to_str().unwrap()]);
        command.stdout(out.try_clone().unwrap()).stderr(out);
        let engine = Engine(command.spawn().unwrap());
        wait_for("somebody listens at the engine's door", || self.dial().is_some());
        engine
    }

    pub fn socket(&self) -> PathBuf {
        self.path("rooms/laboratoire").join(format!("jday-{PROTOCOL}.sock"))
    }

    fn dial(&self) -> Option<Line> {
        Line::dial(&self.socket(), &hello(Errand::Sit, None)).ok()
    }

    /// Attaches as whoever runs the test.
    pub fn attach(&self) -> Seat {
        Seat::at(self.dial().expect("an engine listens"))
    }

    pub fn journal(&self) -> PathBuf {
        let days = std::fs::read_dir(self.path("rooms/laboratoire")).unwrap().flatten();
        let mut all = days.map(|day| day.path().join("journal.jsonl")).filter(|file| file.exists());
        all.next().expect("a journal")
    }

    /// What was posted to `path` of the HTTP sink.
    pub fn posted(&self, path: &str) -> Vec<String> {
        self.sink.asked().iter().filter(|asked| asked.path == path).map(Asked::text).collect()
    }

    /// Every file that jday wrote, and everything it said, with its name.
    pub fn artefacts(&self) -> Vec<(String, Vec<u8>)> {
        let mut all = vec![("what the commands said".to_owned(), self.said.clone())];
        all.push(("what the engine said".to_owned(), std::fs::read(self.path("engine.out")).unwrap()));
        for root in ["rooms", "state", "exports"] {
            gather(&self.path(root), &mut all);
        }
        all
    }
}

fn gather(folder: &Path, all: &mut Vec<(String, Vec<u8>)>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        match entry.file_type().unwrap() {
            kind if kind.is_dir() => gather(&entry.path(), all),
            kind if kind.is_file() => {
                all.push((entry.path().display().to_string(), std::fs::read(entry.path()).unwrap()));
            }
            _ => {}
        }
    }
}

/// Milliseconds since the epoch.
pub fn now_ms() -> i64 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or(Duration::ZERO);
    i64::try_from(since.as_millis()).unwrap()
}

/// The engine as a process.
pub struct Engine(Child);

impl Engine {
    /// Ends it in order, as systemd does.
    pub fn end(mut self) {
        kill(self.0.id(), Signal::TERM);
        let status = self.0.wait().unwrap();
        assert_eq!(status.code(), Some(0), "the engine ends in order");
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
