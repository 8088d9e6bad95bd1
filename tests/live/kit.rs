//! A live room of this program on this machine: its plan, its engine as a process, and consoles that are not
//! one. Every wait has a deadline, and every process is ended by its number.

use std::io::{BufRead as _, BufReader};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::fake::{Answer, Fake};
use jday::model::{Command as Asked, Envelope, State};
use jday::plan::types::{Id, Metric, Scope};
use jday::source::attach::{AttachError, Line};
use jday::text::Clean;
use jday::wire::{Ask, Errand, Hello, PROTOCOL, Tell};
use rustix::process::{Pid, Signal, kill_process};

/// Longest wait for anything: this machine may be busy with other tests.
pub const PATIENCE: Duration = Duration::from_secs(30);
/// Between two looks.
pub const LOOK: Duration = Duration::from_millis(10);

/// Every metric of the embedded plan, for a source that is there and answers nobody.
fn queries() -> String {
    let one = |metric: &Metric| {
        let series = if metric.scope == Scope::Side { "x{side=\"$side\"}" } else { "x" };
        format!("{{ metric = \"{}\", query = '{series}', series = '{series}' }}", metric.id)
    };
    let all: Vec<String> = jday::plan::embedded().metrics.iter().map(one).collect();
    all.join(", ")
}

/// A folder with a plan and the rooms in it.
pub struct Ground {
    folder: tempfile::TempDir,
    /// What every fresh connection reaches: the side at which the lever points.
    site: Option<Fake>,
}

impl Ground {
    /// The embedded plan, live on a lever that is a file and on a source that nobody answers. Whoever runs the
    /// test is the plan's first person.
    pub fn new() -> Self {
        Self::on("blue", None)
    }

    /// The same with a site that says which side it is, and a lever that points at `side`.
    pub fn served(side: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let lever = folder.path().join("lever");
        let page = Fake::start(move |_| {
            let green = std::fs::read_to_string(&lever).is_ok_and(|side| side == "green");
            let version = if green { "1.0.0" } else { "0.9.0" };
            Answer::json("{}").with("x-version", version)
        });
        Self::begin(folder, side, Some(page))
    }

    fn on(side: &str, page: Option<Fake>) -> Self {
        Self::begin(tempfile::tempdir().unwrap(), side, page)
    }

    fn begin(folder: tempfile::TempDir, side: &str, page: Option<Fake>) -> Self {
        let ground = Self { folder, site: page };
        ground.write_plan(&[&me()], "");
        std::fs::write(ground.lever(), side).unwrap();
        ground
    }

    /// How often the lever was pulled, and where to.
    pub fn pulled(&self) -> Vec<String> {
        let calls = std::fs::read_to_string(self.calls()).unwrap_or_default();
        calls.lines().map(str::to_owned).collect()
    }

    /// The plan anew: the logins of its first people, and more of its top level.
    pub fn write_plan(&self, logins: &[&str], more: &str) {
        let lever = self.lever().display().to_string();
        let mut text = include_str!("../../fixtures/plans/onelog.toml").to_owned();
        for source in ["probe", "sentry", "host"] {
            text = text.replace(&format!("source = \"{source}\""), "source = \"prometheus\"");
        }
        // In a live room something must raise each alert.
        let raised = "title = \"Nouveau utilisateur inscrit\", metric = \"missions-total\", op = \">\", threshold = 0, \
                      grown_over = \"60s\"";
        text = text.replace("title = \"Nouveau utilisateur inscrit\"", raised);
        // A test has no five minutes.
        for (slow, fast) in [("observations = 5", "observations = 2"), ("quiet = \"30s\"", "quiet = \"1s\"")]
        {
            assert!(text.contains(slow), "{slow}");
            text = text.replace(slow, fast);
        }
        let site = self.site.as_ref().map_or_else(|| "http://127.0.0.1:9".to_owned(), Fake::url);
        let (head, people) = text.split_once("[[people]]").unwrap();
        let mut people: Vec<String> = people.split("[[people]]").map(str::to_owned).collect();
        for (person, login) in people.iter_mut().zip(logins) {
            let own = person.lines().filter(|line| !line.starts_with("login"));
            *person = format!("\nlogin = \"{login}\"\n{}\n", own.collect::<Vec<_>>().join("\n"));
        }
        let people = people.join("[[people]]");
        let live = format!(
            "\n[live]\nfingerprint = {{ url = \"{site}/version\", header = \"x-version\", within = \"1s\" }}\n\
             survey = {{ paths = [{{ id = \"a\" }}, {{ id = \"b\" }}] }}\n{more}\n\
             [live.lever.exec]\npoint = [\"/bin/sh\", \"{}\", \"{{side}}\"]\nread = [\"cat\", \"{lever}\"]\n\
             [[live.sources]]\nid = \"prometheus\"\ninterval = \"1s\"\ndeadline = \"2s\"\n\
             prometheus = {{ api = {{ url = \"http://127.0.0.1:9\" }}, queries = [{}] }}\n",
            self.script().display(),
            queries()
        );
        let workflows =
            if more.contains("workflow") { "" } else { include_str!("../support/workflows.toml") };
        std::fs::write(self.plan(), format!("{head}[[people]]{people}{live}{workflows}")).unwrap();
        // Each call leaves a line, so that a test can count them.
        let script = format!("echo \"$1\" >> {}\nprintf %s \"$1\" > {lever}\n", self.calls().display());
        std::fs::write(self.script(), script).unwrap();
    }

    pub fn plan(&self) -> PathBuf {
        self.folder.path().join("plan.toml")
    }

    pub fn rooms(&self) -> PathBuf {
        self.folder.path().join("rooms")
    }

    /// The room's own folder.
    pub fn room(&self) -> PathBuf {
        self.rooms().join("onelog")
    }

    pub fn lever(&self) -> PathBuf {
        self.folder.path().join("lever")
    }

    fn script(&self) -> PathBuf {
        self.folder.path().join("point.sh")
    }

    pub fn calls(&self) -> PathBuf {
        self.folder.path().join("calls")
    }

    /// `jday` with these words and this ground's rooms.
    pub fn jday(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_jday"));
        command.args(args).env("JDAY_ROOM", self.rooms()).env("LANG", "C.UTF-8").env_remove("NOTIFY_SOCKET");
        command.env("XDG_STATE_HOME", self.folder.path().join("state"));
        command
    }

    /// Starts the engine in the foreground and waits until it can be attached to.
    pub fn engine(&self) -> Engine {
        self.engine_with(&[])
    }

    pub fn engine_with(&self, more: &[&str]) -> Engine {
        let plan = self.plan().display().to_string();
        let mut command = self.jday(&["engine", "--plan", &plan]);
        command.args(more);
        Self::begun(command)
    }

    /// An engine that this command starts.
    pub fn begun(mut command: Command) -> Engine {
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut said = BufReader::new(child.stderr.take().unwrap());
        let mut line = String::new();
        said.read_line(&mut line).unwrap();
        assert!(line.contains("is open"), "the engine says: {line}");
        Engine { child, _said: said }
    }

    pub fn socket(&self) -> PathBuf {
        self.room().join(format!("jday-{PROTOCOL}.sock"))
    }

    /// Attaches as whoever runs the test.
    pub fn attach(&self) -> Seat {
        self.attach_as(None).unwrap()
    }

    pub fn attach_as(&self, claims: Option<&str>) -> Result<Seat, AttachError> {
        Ok(Seat::at(Line::dial(&self.socket(), &hello(Errand::Sit, claims))?))
    }

    /// Every journal of the room.
    pub fn journals(&self) -> Vec<PathBuf> {
        let within = |folder: &Path| std::fs::read_dir(folder).into_iter().flatten().flatten();
        let files = within(&self.room()).flat_map(|day| within(&day.path())).map(|file| file.path());
        let mut all: Vec<PathBuf> =
            files.filter(|file| file.extension().is_some_and(|kind| kind == "jsonl")).collect();
        all.sort();
        all
    }
}

/// The login of whoever runs the test.
pub fn me() -> String {
    jday::engine::serve::login_of(rustix::process::getuid().as_raw()).to_string()
}

pub fn hello(errand: Errand, claims: Option<&str>) -> Hello {
    let version = Clean::new(env!("CARGO_PKG_VERSION"));
    Hello { protocol: PROTOCOL, version, errand, claims: claims.map(Id::new), from: Clean::new("test") }
}

/// An engine as a process; it is killed when the test is through with it.
pub struct Engine {
    child: Child,
    /// Kept, so that the engine has somebody to speak to.
    _said: BufReader<std::process::ChildStderr>,
}

impl Engine {
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    pub fn signal(&self, signal: Signal) {
        kill(self.pid(), signal);
    }

    /// Waits for its end; its exit code, none if a signal killed it.
    pub fn end(&mut self) -> Option<i32> {
        let since = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.code();
            }
            assert!(since.elapsed() < PATIENCE, "the engine does not end");
            std::thread::sleep(LOOK);
        }
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub fn kill(pid: u32, signal: Signal) {
    let pid = Pid::from_raw(i32::try_from(pid).unwrap()).unwrap();
    kill_process(pid, signal).unwrap();
}

/// A console without a screen.
pub struct Seat {
    pub line: Line,
    pub state: Option<State>,
    /// What it was told of the time before it came.
    pub past: Vec<Arc<Envelope>>,
    ticket: u64,
}

impl Seat {
    /// At the end of `line`, once the room was shown.
    pub fn at(line: Line) -> Self {
        let mut seat = Self { line, state: None, past: Vec::new(), ticket: 0 };
        seat.until("the room", |seat| seat.state.is_some());
        seat
    }

    /// Hears one word and takes it into the state; each event must be the next one.
    pub fn hear(&mut self) -> Tell {
        let tell = self.line.hear().unwrap();
        self.take(&tell);
        tell
    }

    /// Takes it into the state.
    pub fn take(&mut self, tell: &Tell) {
        match tell {
            Tell::Placed { state, log } => {
                self.state = Some((**state).clone());
                self.past.clone_from(log);
            }
            Tell::Happened(all) => {
                let state = self.state.as_mut().unwrap();
                for envelope in all {
                    assert_eq!(envelope.seq, state.seq + 1, "a gap, or twice the same");
                    state.apply(envelope);
                }
            }
            _ => {}
        }
    }

    pub fn state(&self) -> &State {
        self.state.as_ref().unwrap()
    }

    /// Hears until `holds`.
    pub fn until(&mut self, what: &str, holds: impl Fn(&Self) -> bool) {
        let since = Instant::now();
        while !holds(self) {
            self.hear();
            assert!(since.elapsed() < PATIENCE, "never: {what}");
        }
    }

    /// Asks in nobody's name, for the engine knows whose it is, and waits for the answer.
    pub fn ask(&mut self, command: Asked) -> Result<(), jday::model::decide::Refusal> {
        self.send(command);
        loop {
            if let Tell::Answered { ticket, answer } = self.hear()
                && ticket == self.ticket
            {
                return answer;
            }
        }
    }

    pub fn send(&mut self, command: Asked) {
        self.ticket += 1;
        let person = Id::new("whoever");
        self.line.ask(&Ask::Command { ticket: self.ticket, person, command }).unwrap();
    }
}

/// Waits until `holds`.
pub fn wait_for(what: &str, holds: impl Fn() -> bool) {
    let since = Instant::now();
    while !holds() {
        assert!(since.elapsed() < PATIENCE, "never: {what}");
        std::thread::sleep(LOOK);
    }
}

/// A bare connection, for those who do not speak properly.
pub fn bare(socket: &Path) -> UnixStream {
    let stream = UnixStream::connect(socket).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    stream
}
