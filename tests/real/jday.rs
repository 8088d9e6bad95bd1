//! `jday` as people run it: a folder with its rooms and its state, everything that it said, and its engine as a
//! process.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use jday::source::attach::Line;
use jday::wire::{Errand, PROTOCOL};
use rustix::process::Signal;

use crate::kit::{Seat, hello, kill, wait_for};

/// The program, and a folder that goes with the test that holds it.
pub struct Jday {
    folder: tempfile::TempDir,
    /// The room's own folder among the rooms.
    room: &'static str,
    /// What is handed to it beside its own variables.
    variables: Vec<(&'static str, String)>,
    /// Everything that was said, for whoever looks for secrets in it.
    said: Vec<u8>,
}

impl Jday {
    /// For the plan whose room is called `room`, with these variables.
    pub fn of(room: &'static str, variables: Vec<(&'static str, String)>) -> Self {
        Self { folder: tempfile::tempdir().unwrap(), room, variables, said: Vec::new() }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_jday"));
        command.args(words).stdin(Stdio::null()).env_remove("NOTIFY_SOCKET");
        command.env("JDAY_ROOM", self.path("rooms")).env("XDG_STATE_HOME", self.path("state"));
        command.env("LANG", "C.UTF-8").envs(self.variables.iter().map(|(name, value)| (name, value)));
        command
    }

    /// Runs it to its end.
    pub fn run(&mut self, words: &[&str]) -> Output {
        let output = self.command(words).output().unwrap();
        self.said.extend(&output.stdout);
        self.said.extend(&output.stderr);
        output
    }

    /// The same, which must end well; what it said on standard output and on standard error.
    #[track_caller]
    pub fn done(&mut self, words: &[&str]) -> (String, String) {
        let output = self.run(words);
        let [out, error] = [output.stdout, output.stderr].map(|all| String::from_utf8(all).unwrap());
        let engine = || std::fs::read_to_string(self.path("engine.out")).unwrap_or_default();
        assert_eq!(output.status.code(), Some(0), "{words:?}\n{out}\n{error}\n{}", engine());
        (out, error)
    }

    /// Starts the engine and waits until it can be attached to.
    pub fn engine(&self, plan: &Path) -> Engine {
        let out = std::fs::File::create(self.path("engine.out")).unwrap();
        let mut command = self.command(&["engine", "--plan", plan.to_str().unwrap()]);
        command.stdout(out.try_clone().unwrap()).stderr(out);
        let engine = Engine(command.spawn().unwrap());
        // A socket is there a moment before somebody listens at it.
        wait_for("somebody listens at the engine's door", || self.dial().is_some());
        engine
    }

    pub fn socket(&self) -> PathBuf {
        self.path("rooms").join(self.room).join(format!("jday-{PROTOCOL}.sock"))
    }

    fn dial(&self) -> Option<Line> {
        Line::dial(&self.socket(), &hello(Errand::Sit, None)).ok()
    }

    /// Attaches as whoever runs the test.
    pub fn attach(&self) -> Seat {
        Seat::at(self.dial().expect("an engine listens"))
    }

    pub fn journal(&self) -> PathBuf {
        let days = std::fs::read_dir(self.path("rooms").join(self.room)).unwrap().flatten();
        let mut all = days.map(|day| day.path().join("journal.jsonl")).filter(|file| file.exists());
        all.next().expect("a journal")
    }

    /// Every file that jday wrote, and everything it said, with its name. What a test had it write lies in `exports`.
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
