//! At the end of an SSH link: keys, leaving, and a link that is cut.

use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt as _;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use rustix::process::Signal;

use crate::term::{Folder, Start, Term};
use crate::{assert_ends, console, drill, run, wait};

/// A server of our own on a free port of this machine, for the user who runs the test.
pub struct Sshd {
    folder: Folder,
    pub room: Folder,
    port: u16,
    server: Child,
}

impl Sshd {
    pub fn start() -> Self {
        let (folder, room) = (Folder::new(), Folder::new());
        let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
        for key in ["host", "client"] {
            run("ssh-keygen", &["-q", "-t", "ed25519", "-N", "", "-f", &path(key)]);
        }
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let config = format!(
            "ListenAddress 127.0.0.1:{port}\nHostKey {}\nAuthorizedKeysFile {}\nPidFile none\nStrictModes no\n\
             UsePAM no\nPasswordAuthentication no\nPermitRootLogin yes\nPrintMotd no\nPrintLastLog no\n",
            path("host"),
            path("client.pub"),
        );
        std::fs::write(path("config"), config).unwrap();
        // Where it separates its privileges; made at boot, and here nobody booted it.
        if rustix::process::geteuid().is_root() {
            std::fs::create_dir_all("/run/sshd").unwrap();
        }
        // The server reads the key in the name of whoever comes.
        std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
        let log = std::fs::File::create(path("log")).unwrap();
        let server = Command::new("/usr/sbin/sshd")
            .args(["-D", "-e", "-f", &path("config")])
            .stdin(Stdio::null())
            .stderr(log)
            .spawn()
            .unwrap();
        let sshd = Self { folder, room, port, server };
        wait("the server", || TcpStream::connect(("127.0.0.1", port)).is_ok());
        sshd
    }

    /// What leads `user` to a command on the other side; without a name, whoever runs the test.
    pub fn link(&self, user: Option<&str>) -> Vec<String> {
        let key = self.folder.path().join("client");
        let port = self.port.to_string();
        let options = ["IdentitiesOnly=yes", "StrictHostKeyChecking=no", "UserKnownHostsFile=/dev/null"];
        let more = ["BatchMode=yes", "LogLevel=ERROR"];
        let mut link: Vec<String> =
            ["-F", "none", "-p", &port, "-i", key.to_str().unwrap()].map(str::to_owned).to_vec();
        for option in options.into_iter().chain(more) {
            link.extend(["-o".to_owned(), option.to_owned()]);
        }
        link.push(user.map_or_else(|| "127.0.0.1".to_owned(), |user| format!("{user}@127.0.0.1")));
        link.extend(["env".to_owned(), "LANG=C.UTF-8".to_owned()]);
        link
    }

    /// A terminal at the other end of the link.
    pub fn terminal(&self, user: Option<&str>, words: &[&str]) -> Start {
        let mut all = vec!["-tt".to_owned()];
        all.extend(self.link(user));
        all.extend(words.iter().map(ToString::to_string));
        let all: Vec<&str> = all.iter().map(String::as_str).collect();
        let home = std::env::var("HOME").unwrap_or_default();
        Start::through("ssh", &all).env("HOME", Some(&home))
    }

    /// A drill through the link.
    fn drill(&self) -> Term {
        let term = self.terminal(None, &drill(&self.room)).run();
        term.wait("the console", |term| {
            assert!(!term.text().contains("denied"), "{}\n{}", term.text(), self.log());
            term.text().contains("p95")
        });
        term
    }

    fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("log")).unwrap_or_default()
    }
}

impl Drop for Sshd {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

#[test]
#[ignore = "needs sshd"]
fn a_drill_over_ssh_takes_keys_and_sizes_and_gives_the_terminal_back() {
    let sshd = Sshd::start();
    let mut term = sshd.drill();
    let pid = console(&sshd.room).unwrap();
    term.open("?", "Help");
    term.close("Closes what lies");
    term.resize(80, 24);
    term.wait("the smaller size", |term| term.lines().iter().any(|line| line.contains("DRILL")));
    term.wait_for("p95");
    term.leave();
    assert_eq!(term.end(), 0);
    term.assert_restored();
    assert_ends(pid, &sshd.room);
    assert!(
        String::from_utf8_lossy(&term.bytes()).contains("clean-day.jsonl"),
        "it says where the journal is"
    );
}

#[test]
#[ignore = "needs sshd"]
fn a_link_that_is_cut_ends_the_console_in_order() {
    let sshd = Sshd::start();
    let mut term = sshd.drill();
    let pid = console(&sshd.room).unwrap();
    // In the middle of something: a danger dialog is open, half of its phrase typed.
    term.open("S", "Switch the traffic to Green");
    term.type_keys("SWITCH");
    std::thread::sleep(Duration::from_millis(200));
    term.kill(Signal::KILL);
    assert_ends(pid, &sshd.room);
    assert!(sshd.room.of_people().is_empty(), "nothing was done that was not confirmed");
}
