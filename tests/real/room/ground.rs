//! The laboratory of `fixtures/live/lab` as a newcomer starts it, on ports and in folders of the test's own, and
//! `jday` with it.

use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use jday::source::attach::Line;
use jday::wire::{Errand, PROTOCOL};
use rustix::process::Signal;

use crate::kit::{Seat, hello, kill};
use crate::lab::{Server, free_port};
use crate::wait;

/// What the metrics backend is asked with; its variable is one of the plan's.
pub const TOKEN: (&str, &str) = ("JDAY_LAB_TOKEN", "planted-bearer-6c1f0e");
/// What no plan names, and stands in the environment all the same.
pub const STRAY: (&str, &str) = ("JDAY_LAB_STRAY", "planted-stray-93ab77");

/// The laboratory; it ends with the test that holds it.
pub struct Lab {
    folder: tempfile::TempDir,
    ports: [(&'static str, u16); 3],
    /// Everything that was said, for whoever looks for secrets in it.
    said: Vec<u8>,
}

impl Lab {
    /// Starts it. `swaps` are parts of its plan and what stands there instead.
    pub fn start(swaps: &[(&str, &str)]) -> Self {
        // Another test may take a free port first; the laboratory says so and is asked again.
        let started = (0..5).find_map(|_| {
            let ports = ["LAB_WEB", "LAB_DNS", "LAB_PROMETHEUS"].map(|name| (name, free_port()));
            let lab = Self { folder: tempfile::tempdir().unwrap(), ports, said: Vec::new() };
            lab.script("start").then_some(lab)
        });
        let lab = started.expect("the laboratory starts");
        let mut plan = std::fs::read_to_string(lab.plan()).unwrap();
        for (there, instead) in swaps {
            assert!(plan.contains(there), "{there}");
            plan = plan.replace(there, instead);
        }
        std::fs::write(lab.plan(), plan).unwrap();
        std::fs::write(lab.path("stray"), STRAY.1).unwrap();
        lab
    }

    /// The laboratory's own command.
    pub fn script(&self, words: &str) -> bool {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/live/lab");
        let mut command = Command::new(script);
        command.args(words.split(' ')).envs(self.ports.map(|(name, port)| (name, port.to_string())));
        if !words.contains(' ') {
            command.arg(self.path("lab"));
        }
        command.stdin(Stdio::null()).stdout(Stdio::null()).status().unwrap().success()
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn plan(&self) -> PathBuf {
        self.path("lab/plan.toml")
    }

    pub fn journal(&self) -> PathBuf {
        let days = std::fs::read_dir(self.path("rooms/lab")).unwrap().flatten();
        let mut all = days.map(|day| day.path().join("journal.jsonl")).filter(|file| file.exists());
        all.next().expect("a journal")
    }

    /// The process of one of its programs.
    pub fn pid(&self, program: &str) -> u32 {
        let file = self.path(&format!("lab/{program}.pid"));
        std::fs::read_to_string(file).unwrap().trim().parse().unwrap()
    }

    /// Where the record points, as dig(1) reads it.
    pub fn points_at(&self) -> String {
        crate::lab::zone::dig(self.ports[1].1, "app.lab.test", "A").join(" ")
    }

    /// Ends the Prometheus as a power cut does.
    pub fn kill_prometheus(&self) {
        kill(self.pid("prometheus"), Signal::KILL);
        // Nobody shall end by this number whoever has it next.
        std::fs::remove_file(self.path("lab/prometheus.pid")).unwrap();
    }

    /// Starts it again on what it had.
    pub fn start_prometheus(&self) -> Server {
        let mut command = Command::new("prometheus");
        command.args(["--config.file=prometheus.yml", "--storage.tsdb.path=data"]);
        command.arg(format!("--web.listen-address=127.0.0.1:{}", self.ports[2].1));
        Server::start_command("prometheus-again", &self.path("lab"), command)
    }

    fn jday(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_jday"));
        command.args(words).stdin(Stdio::null()).env("LANG", "C.UTF-8").env_remove("NOTIFY_SOCKET");
        command.env("JDAY_ROOM", self.path("rooms")).env("XDG_STATE_HOME", self.path("state"));
        command.envs([TOKEN, STRAY]);
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
        assert_eq!(output.status.code(), Some(0), "{words:?}\n{out}\n{error}");
        (out, error)
    }

    /// Starts the engine and waits until it can be attached to.
    pub fn engine(&self) -> Engine {
        let out = std::fs::File::create(self.path("engine.out")).unwrap();
        let mut command = self.jday(&["engine", "--plan", self.plan().to_str().unwrap()]);
        command.stdout(out.try_clone().unwrap()).stderr(out);
        let engine = Engine(command.spawn().unwrap());
        let socket = self.socket();
        // A socket is there a moment before somebody listens at it.
        wait("the engine's door", || UnixStream::connect(&socket).is_ok());
        engine
    }

    fn socket(&self) -> PathBuf {
        self.path("rooms/lab").join(format!("jday-{PROTOCOL}.sock"))
    }

    /// Attaches as whoever runs the test.
    pub fn attach(&self) -> Seat {
        let line = Line::dial(&self.socket(), &hello(Errand::Sit, None)).unwrap();
        Seat::at(line)
    }

    /// Every file that jday wrote, and everything it said, with its name.
    pub fn artefacts(&self) -> Vec<(PathBuf, Vec<u8>)> {
        let mut all = vec![(PathBuf::from("what the commands said"), self.said.clone())];
        all.push((PathBuf::from("what the engine said"), std::fs::read(self.path("engine.out")).unwrap()));
        for root in ["rooms", "state"] {
            gather(&self.path(root), &mut all);
        }
        all
    }
}

fn gather(folder: &Path, all: &mut Vec<(PathBuf, Vec<u8>)>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        match entry.file_type().unwrap() {
            kind if kind.is_dir() => gather(&entry.path(), all),
            kind if kind.is_file() => all.push((entry.path(), std::fs::read(entry.path()).unwrap())),
            _ => {}
        }
    }
}

impl Drop for Lab {
    fn drop(&mut self) {
        self.script("stop");
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
