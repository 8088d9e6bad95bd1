//! The laboratory of `fixtures/live/lab` as a newcomer starts it, on ports and in folders of the test's own, and
//! `jday` with it.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use rustix::process::Signal;

use crate::jday::{Engine, Jday};
use crate::kit::kill;
use crate::lab::{Server, free_port};

/// What the metrics backend is asked with; its variable is one of the plan's.
pub const TOKEN: (&str, &str) = ("JDAY_LAB_TOKEN", "planted-bearer-6c1f0e");
/// What no plan names, and stands in the environment all the same.
pub const STRAY: (&str, &str) = ("JDAY_LAB_STRAY", "planted-stray-93ab77");

/// The laboratory; it ends with the test that holds it.
pub struct Lab {
    /// The program, with the token and the stray in its environment.
    pub jday: Jday,
    ports: [(&'static str, u16); 3],
}

impl Lab {
    /// Starts it. `swaps` are parts of its plan and what stands there instead.
    pub fn start(swaps: &[(&str, &str)]) -> Self {
        // Another test may take a free port first; the laboratory says so and is asked again.
        let started = (0..5).find_map(|_| {
            let ports = ["LAB_WEB", "LAB_DNS", "LAB_PROMETHEUS"].map(|name| (name, free_port()));
            let variables = [TOKEN, STRAY].map(|(name, secret)| (name, secret.to_owned()));
            let lab = Self { jday: Jday::of("lab", variables.into()), ports };
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
        self.jday.path(name)
    }

    pub fn plan(&self) -> PathBuf {
        self.path("lab/plan.toml")
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

    /// Starts the engine and waits until it can be attached to.
    pub fn engine(&self) -> Engine {
        self.jday.engine(&self.plan())
    }
}

impl Drop for Lab {
    fn drop(&mut self) {
        self.script("stop");
    }
}
