//! A folder with a plan and its rooms, and what the plan's lever moves. It outlives every engine.

use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use jday::plan::types::Side;
use jday::wire::PROTOCOL;

/// Longest wait for anything: the machine may be busy.
pub const PATIENCE: Duration = Duration::from_mins(1);
const PLAN: &str = include_str!("plan.toml.in");

/// What a plan's parts are filled with.
pub struct Parts {
    pub kind: &'static str,
    pub dns: u16,
    /// `[live]` but for the sources, of which there is one that nobody answers.
    pub live: String,
    /// A step of the switch before the lever.
    pub before: String,
    /// One of the rollback.
    pub tell: String,
    /// What the plan's messages go over: nothing, or one channel called `chat`.
    pub channels: String,
}

/// The folder.
pub struct Ground {
    folder: tempfile::TempDir,
}

impl Ground {
    pub fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    pub fn write_plan(&self, parts: &Parts) {
        let login = jday::engine::serve::login_of(rustix::process::getuid().as_raw());
        let filled = [
            ("@LOGIN@", login.as_str()),
            ("@KIND@", parts.kind),
            ("@DNS@", &parts.dns.to_string()),
            ("@LIVE@", &parts.live),
            ("@BEFORE@", &parts.before),
            ("@TELL@", &parts.tell),
            ("@CHANNELS@", &parts.channels),
            ("@TOLD@", if parts.channels == "[]" { "[]" } else { "[\"chat\"]" }),
        ];
        let text = filled.iter().fold(PLAN.to_owned(), |text, (part, with)| text.replace(part, with));
        std::fs::write(self.plan(), text).unwrap();
    }

    pub fn plan(&self) -> PathBuf {
        self.path().join("plan.toml")
    }

    pub fn socket(&self) -> PathBuf {
        self.path().join("rooms/once").join(format!("jday-{PROTOCOL}.sock"))
    }

    /// The room's journals; one, unless an engine began another room.
    pub fn journals(&self) -> Vec<PathBuf> {
        let within = |folder: &Path| std::fs::read_dir(folder).into_iter().flatten().flatten();
        let days = within(&self.path().join("rooms/once"));
        let files = days.flat_map(|day| within(&day.path())).map(|file| file.path());
        files.filter(|file| file.extension().is_some_and(|kind| kind == "jsonl")).collect()
    }

    /// `jday` with these words.
    pub fn jday(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_jday"));
        command.args(words).env("JDAY_ROOM", self.path().join("rooms")).env("LANG", "C.UTF-8");
        command.env("XDG_STATE_HOME", self.path().join("state")).env_remove("NOTIFY_SOCKET");
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// An engine; whether it listens yet is for whoever needs it to find out.
    pub fn engine(&self) -> Engine {
        let mut command = self.jday(&["engine", "--plan", &self.plan().display().to_string()]);
        self.start(&mut command)
    }

    /// The same by a command of the test's own.
    pub fn start(&self, command: &mut Command) -> Engine {
        let log = self.path().join("engine.log");
        let log = std::fs::OpenOptions::new().append(true).create(true).open(log).unwrap();
        Engine(command.stdout(Stdio::null()).stderr(log).spawn().unwrap())
    }

    /// Waits until `engine` can be attached to. A socket is there a moment before somebody listens at it.
    pub fn wait_for_door(&self, engine: &mut Engine) {
        wait_for("an engine", || {
            assert!(!engine.is_gone(), "{}", self.said());
            UnixStream::connect(self.socket()).is_ok()
        });
    }

    /// What engines said on their way.
    pub fn said(&self) -> String {
        std::fs::read_to_string(self.path().join("engine.log")).unwrap_or_default()
    }
}

/// An engine as a process, which ends with the test.
pub struct Engine(Child);

impl Engine {
    pub fn pid(&self) -> u32 {
        self.0.id()
    }

    pub fn is_gone(&mut self) -> bool {
        self.0.try_wait().unwrap().is_some()
    }

    /// Ends it in order.
    pub fn stop(mut self) {
        signal(self.pid(), rustix::process::Signal::TERM);
        wait_for("the engine ends", || self.is_gone());
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

pub fn signal(pid: u32, signal: rustix::process::Signal) {
    let pid = rustix::process::Pid::from_raw(i32::try_from(pid).unwrap()).unwrap();
    // Who is gone already needs none.
    let _ = rustix::process::kill_process(pid, signal);
}

#[track_caller]
pub fn wait_for(what: &str, mut holds: impl FnMut() -> bool) {
    let since = Instant::now();
    while !holds() {
        assert!(since.elapsed() < PATIENCE, "never: {what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// One order that reached the provider.
#[derive(Debug, Clone)]
pub struct Pull {
    /// Wall-clock milliseconds since the epoch.
    pub at: i64,
    pub to: Side,
    /// Whether it moved the lever.
    pub moved: bool,
}

/// What the plan's lever moves, which counts what it is asked.
pub trait Provider {
    fn ground(&self) -> &Ground;
    /// Every order that reached it, once none is under way any more.
    fn pulls(&self) -> Vec<Pull>;
    fn stands(&self) -> Side;
}
