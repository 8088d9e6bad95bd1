//! A zone that some primary serves, and how a plan pulls the lever in it.

use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Command, Stdio};

use super::Server;

/// The zone.
pub const APEX: &str = "example.org";
/// The key that may move the lever's records and nothing else.
pub const KEY: &str = "jday-key";
/// Its secret.
pub const SECRET: &str = "c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0MTI=";
/// The key that may change everything: whoever moves records behind jday's back.
pub const ADMIN: &str = "admin-key";
/// Its secret.
pub const ADMIN_SECRET: &str = "YWRtaW5hZG1pbmFkbWluYWRtaW5hZG1pbmFkbWluMTI=";

/// One record of the lever; each side's values, with blanks between them.
#[derive(Debug, Clone, Copy)]
pub struct Moved {
    pub name: &'static str,
    pub kind: &'static str,
    pub blue: &'static str,
    pub green: &'static str,
}

/// One address.
pub const APP: &[Moved] =
    &[Moved { name: "app.example.org", kind: "A", blue: "192.0.2.10", green: "198.51.100.20" }];

/// Everything that a lever can move, with more than one address to a side.
pub const WHOLE: &[Moved] = &[
    Moved { name: "app.example.org", kind: "A", blue: "192.0.2.10 192.0.2.11", green: "198.51.100.20" },
    Moved { name: "app.example.org", kind: "AAAA", blue: "2001:db8::10", green: "2001:db8:1::20" },
    Moved { name: "www.example.org", kind: "CNAME", blue: "blue.example.org", green: "green.example.org" },
];

/// How a zone is served.
#[derive(Debug, Clone)]
pub struct Setup {
    /// The lever's records; they begin at Blue.
    pub records: &'static [Moved],
    /// Their time to live, in seconds.
    pub ttl: u32,
    /// The key's algorithm.
    pub algorithm: &'static str,
    /// How far the server's clock is from this machine's, as faketime(1) writes it.
    /// Knot only: BIND's allocator does not bear the library.
    pub clock: Option<&'static str>,
    /// Ports of the secondaries, which are told of every change.
    pub secondaries: Vec<u16>,
}

impl Default for Setup {
    fn default() -> Self {
        Self { records: APP, ttl: 60, algorithm: "hmac-sha256", clock: None, secondaries: Vec::new() }
    }
}

/// A zone on its primary. It ends with the test that holds it.
pub struct Zone {
    /// Where the primary listens, on 127.0.0.1.
    pub port: u16,
    pub(super) setup: Setup,
    pub(super) server: Server,
    pub(super) folder: tempfile::TempDir,
}

impl Zone {
    /// The primary's address as a plan writes it.
    pub fn address(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// `lever = { … }` for the inside of `[live]`, with the key's secret in a file.
    pub fn lever(&self) -> String {
        self.lever_with(KEY, SECRET)
    }

    /// A whole `[live]` but for its sources, for sides that say their version on port `web` and for users who
    /// come by the resolver `named`.
    pub fn watched(&self, web: u16) -> String {
        self.watched_by(web, &self.lever())
    }

    /// The same with a lever of the test's own.
    pub fn watched_by(&self, web: u16, lever: &str) -> String {
        format!(
            "[live]\nfingerprint = {{ url = \"http://app.example.org/version\", port = {web}, header = \
             \"x-version\", within = \"2s\" }}\n{lever}\nsurvey = {{ authoritative = [{{ id = \"ns\", address = \
             \"{}\" }}], paths = [{{ id = \"users\", resolver = \"named\" }}] }}\n",
            self.address()
        )
    }

    /// The same with another key.
    pub fn lever_with(&self, key: &str, secret: &str) -> String {
        self.lever_of(&self.records(), key, secret)
    }

    /// The lever's records, as inline tables.
    pub(super) fn records(&self) -> String {
        let records: Vec<String> = self.setup.records.iter().map(planned).collect();
        records.join(", ")
    }

    /// The same with records of the test's own, as inline tables.
    pub fn lever_of(&self, records: &str, key: &str, secret: &str) -> String {
        let file = self.folder.path().join(format!("{key}.secret"));
        std::fs::write(&file, secret).unwrap();
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o600)).unwrap();
        format!(
            "lever = {{ records = [{records}], rfc2136 = {{ server = \"{}\", zone = \"{APEX}\", key = {{ name = \
             \"{key}\", algorithm = \"{}\", secret = \"file:{}\" }} }} }}",
            self.address(),
            self.setup.algorithm,
            file.display()
        )
    }

    /// Changes records by nsupdate(1) with the key that may change everything.
    pub fn change(&self, lines: &[&str]) {
        let key = format!("{}:{ADMIN}:{ADMIN_SECRET}", self.setup.algorithm);
        let mut child = Command::new("nsupdate").args(["-y", &key]).stdin(Stdio::piped()).spawn().unwrap();
        let script = format!("server 127.0.0.1 {}\nzone {APEX}\n{}\nsend\n", self.port, lines.join("\n"));
        child.stdin.take().unwrap().write_all(script.as_bytes()).unwrap();
        assert!(child.wait().unwrap().success(), "nsupdate: {lines:?}");
    }

    /// The values of `name`, as dig(1) reads them from the primary, in order.
    pub fn values(&self, name: &str, kind: &str) -> Vec<String> {
        dig(self.port, name, kind)
    }

    /// What the primary said since it began.
    pub fn log(&self) -> String {
        self.server.said()
    }

    /// Stops the server's process where it is, so that it takes connections and says nothing; every thread of it,
    /// for the signal is heard by one and the others go on until they come by.
    pub fn freeze(&self) {
        let pid = self.server.pid();
        super::super::run("kill", &["-STOP", &pid.to_string()]);
        let is_still = |task: std::fs::DirEntry| {
            let stat = std::fs::read_to_string(task.path().join("stat")).unwrap_or_default();
            stat.rsplit(')').next().is_some_and(|rest| rest.trim_start().starts_with('T'))
        };
        let since = std::time::Instant::now();
        while !std::fs::read_dir(format!("/proc/{pid}/task")).unwrap().flatten().all(is_still) {
            assert!(since.elapsed() < std::time::Duration::from_secs(30), "{pid} does not stop");
            std::thread::sleep(std::time::Duration::from_millis(5));
        }
    }

    /// Lets it go on.
    pub fn thaw(&self) {
        super::super::run("kill", &["-CONT", &self.server.pid().to_string()]);
    }
}

/// Everything that a name server writes and reads for this zone.
pub(super) fn zone_file(setup: &Setup, folder: &Path) {
    let mut lines = vec![format!(
        "$ORIGIN {APEX}.\n@ 300 IN SOA ns1 hostmaster 2026112801 3600 600 86400 5\n@ 300 IN NS ns1\n\
         ns1 300 IN A 127.0.0.1\nblue 300 IN A 192.0.2.10\ngreen 300 IN A 198.51.100.20\n"
    )];
    for moved in setup.records {
        let dot = if moved.kind == "CNAME" { "." } else { "" };
        let values = moved.blue.split_whitespace();
        lines.extend(
            values.map(|value| format!("{}. {} IN {} {value}{dot}\n", moved.name, setup.ttl, moved.kind)),
        );
    }
    std::fs::write(folder.join("zone.db"), lines.concat()).unwrap();
}

fn planned(moved: &Moved) -> String {
    let list = |values: &str| {
        let words: Vec<String> = values.split_whitespace().map(|value| format!("{value:?}")).collect();
        words.join(", ")
    };
    format!(
        "{{ name = \"{}\", type = \"{}\", blue = [{}], green = [{}] }}",
        moved.name,
        moved.kind,
        list(moved.blue),
        list(moved.green)
    )
}

/// What the server on `port` has for `name`, in order; empty where it does not answer.
pub fn dig(port: u16, name: &str, kind: &str) -> Vec<String> {
    let port = port.to_string();
    let args =
        ["@127.0.0.1", "-p", &port, name, kind, "+short", "+norecurse", "+time=1", "+tries=1", "+nocookie"];
    let output = Command::new("dig").args(args).output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let mut lines: Vec<String> = text.lines().filter(|line| !line.starts_with(';')).map(Into::into).collect();
    lines.sort();
    lines
}

/// `program`, whose clock is off by `clock`. Needs `faketime`, of which only the library is used: the program
/// of that name would stand between the test and the process it must end.
pub(super) fn at_clock(program: &str, clock: Option<&str>) -> Command {
    let mut command = Command::new(program);
    if let Some(clock) = clock {
        skew(&mut command, clock);
    }
    command
}

/// Lets a command live by a clock that is off by `clock`, as faketime(1) writes it.
pub fn skew(command: &mut Command, clock: &str) {
    let library = "faketime/libfaketimeMT.so.1";
    let places = std::fs::read_dir("/usr/lib").unwrap().map(|place| place.unwrap().path().join(library));
    let found = places.into_iter().find(|path| path.exists()).expect("libfaketime");
    command.env("LD_PRELOAD", found).env("FAKETIME", clock).env("FAKETIME_DONT_FAKE_MONOTONIC", "1");
}
