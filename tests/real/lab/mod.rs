//! Servers that were not written here, each on free ports of the loopback and in a folder of its own, ended by
//! their process when the test that holds them ends.

pub mod bind;
pub mod knot;
pub mod powerdns;
pub mod unbound;
pub mod zone;

use std::net::{TcpListener, TcpStream, UdpSocket};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// How long a server may take to listen.
const STARTS_WITHIN: Duration = Duration::from_secs(20);

/// A port on which nothing listens, for TCP and UDP.
pub fn free_port() -> u16 {
    for _ in 0..100 {
        let tcp = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = tcp.local_addr().unwrap().port();
        if UdpSocket::bind(("127.0.0.1", port)).is_ok() {
            return port;
        }
    }
    panic!("no free port");
}

/// A server.
pub struct Server {
    child: Child,
    log: PathBuf,
    name: String,
}

impl Server {
    /// Starts `program` in `folder`; its output goes to a file there.
    pub fn start(name: &str, folder: &Path, program: &str, args: &[&str]) -> Self {
        let mut command = Command::new(program);
        command.args(args);
        Self::start_command(name, folder, command)
    }

    /// The same for a command of the test's own.
    pub fn start_command(name: &str, folder: &Path, mut command: Command) -> Self {
        let log = folder.join(format!("{name}.log"));
        let out = std::fs::File::create(&log).unwrap();
        command.stdin(Stdio::null()).stdout(out.try_clone().unwrap()).stderr(out).current_dir(folder);
        let child = command.spawn().unwrap_or_else(|error| panic!("{name} does not start: {error}"));
        Self { child, log, name: name.to_owned() }
    }

    /// Waits until something takes connections on `port`.
    #[track_caller]
    pub fn wait_for_port(&mut self, port: u16) {
        self.wait("a port", || TcpStream::connect(("127.0.0.1", port)).is_ok());
    }

    /// Waits for `ready`.
    #[track_caller]
    pub fn wait(&mut self, what: &str, mut ready: impl FnMut() -> bool) {
        let since = Instant::now();
        while !ready() {
            let ended = self.child.try_wait().unwrap();
            let log = || std::fs::read_to_string(&self.log).unwrap_or_default();
            assert!(ended.is_none(), "{} ended ({ended:?}):\n{}", self.name, log());
            assert!(since.elapsed() < STARTS_WITHIN, "{}: waited in vain for {what}:\n{}", self.name, log());
            std::thread::sleep(Duration::from_millis(30));
        }
    }

    /// Waits until it has ended by itself.
    #[track_caller]
    pub fn wait_for_end(&mut self) {
        let since = Instant::now();
        while self.child.try_wait().unwrap().is_none() {
            assert!(since.elapsed() < STARTS_WITHIN, "{} does not end", self.name);
            std::thread::sleep(Duration::from_millis(30));
        }
    }

    /// Everything that it said.
    pub fn said(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap_or_default()
    }

    /// Its process.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
