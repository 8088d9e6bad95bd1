//! Inside tmux: what it shows, detaching, attaching in another size, and its end.

use std::path::PathBuf;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};

use crate::term::{Folder, Start};
use crate::{assert_ends, console, drill, run, wait};

/// A server of our own with one window.
struct Tmux {
    folder: Folder,
    room: Folder,
    socket: PathBuf,
}

impl Tmux {
    fn start() -> Self {
        let (folder, room) = (Folder::new(), Folder::new());
        let tmux = Self { socket: folder.path().join("socket"), folder, room };
        let config = tmux.folder.path().join("tmux.conf");
        std::fs::write(
            &config,
            "set -g default-terminal tmux-256color\nset -g status off\nset -s escape-time 10\n",
        )
        .unwrap();
        let socket = tmux.socket.to_str().unwrap();
        let begin =
            ["-S", socket, "-f", config.to_str().unwrap(), "new-session", "-d", "-x", "120", "-y", "40"];
        run("tmux", &[&begin[..], &drill(&tmux.room)].concat());
        wait("the console", || tmux.screen().contains("p95"));
        tmux
    }

    fn tell(&self, words: &[&str]) -> String {
        run("tmux", &[&["-S", self.socket.to_str().unwrap()], words].concat())
    }

    fn screen(&self) -> String {
        self.tell(&["capture-pane", "-p"])
    }

    fn keys(&self, keys: &[&str]) {
        for key in keys {
            self.tell(&["send-keys", key]);
            std::thread::sleep(Duration::from_millis(80));
        }
    }

    fn attach(&self) -> Start {
        Start::through("tmux", &["-S", self.socket.to_str().unwrap(), "attach"])
    }
}

impl Drop for Tmux {
    fn drop(&mut self) {
        // Of this socket only; it may have ended already.
        let _ = std::process::Command::new("tmux").arg("-S").arg(&self.socket).arg("kill-server").output();
    }
}

#[test]
#[ignore = "needs tmux"]
fn tmux_shows_what_jday_draws_and_brings_its_keys() {
    let tmux = Tmux::start();
    let screen = tmux.screen();
    for line in screen.lines().filter(|line| line.starts_with(['│', '┌', '└'])) {
        // Whoever measured a width otherwise would have moved the right border.
        assert!(line.ends_with(['│', '┐', '┘']) && line.chars().count() == 120, "{line:?}\n{screen}");
    }
    tmux.keys(&["?"]);
    wait("the help", || tmux.screen().contains("Closes what lies"));
    tmux.keys(&["Escape"]);
    wait("the room", || !tmux.screen().contains("Closes what lies"));
    // A paste by tmux is bracketed, and acts as little as any other.
    tmux.tell(&["set-buffer", "S\nSWITCH GREEN\ny\nq\n"]);
    tmux.tell(&["paste-buffer", "-p"]);
    std::thread::sleep(Duration::from_millis(700));
    assert!(tmux.room.of_people().is_empty());
    let pid = console(&tmux.room).unwrap();
    tmux.keys(&["q"]);
    wait("the question", || tmux.screen().contains("Leave this console?"));
    tmux.keys(&["Down", "Enter"]);
    assert_ends(pid, &tmux.room);
}

#[test]
#[ignore = "needs tmux"]
fn a_detached_console_goes_on_and_fits_whoever_attaches_next() {
    let tmux = Tmux::start();
    let pid = console(&tmux.room).unwrap();
    let mut first = tmux.attach().size(120, 40).run();
    first.wait_for("p95");
    // Detached by its keys.
    first.type_keys("\x02d");
    assert_eq!(first.end(), 0);
    let ticks = tmux.room.ticks();
    wait("the room to go on", || tmux.room.ticks() > ticks + 1);
    // A smaller terminal, whose client is then killed, as by a lost link.
    let second = tmux.attach().size(80, 24).run();
    second.wait_for("p95");
    wait("the smaller size", || tmux.screen().lines().all(|line| line.chars().count() <= 80));
    second.kill(Signal::KILL);
    let ticks = tmux.room.ticks();
    wait("the room to go on", || tmux.room.ticks() > ticks + 1);
    let mut third = tmux.attach().size(160, 50).run();
    third.wait_for("p95");
    third.wait("the larger size", |term| term.lines()[0].trim_end().chars().count() > 150);
    assert_eq!(console(&tmux.room), Some(pid), "it is the same console");
    tmux.tell(&["kill-server"]);
    assert_ends(pid, &tmux.room);
    let _ = third.end();
}

#[test]
#[ignore = "needs tmux"]
fn a_tmux_that_dies_takes_the_console_with_it_in_order() {
    let tmux = Tmux::start();
    let pid = console(&tmux.room).unwrap();
    let server: i32 = tmux.tell(&["display-message", "-p", "#{pid}"]).trim().parse().unwrap();
    kill_process(Pid::from_raw(server).unwrap(), Signal::KILL).unwrap();
    assert_ends(pid, &tmux.room);
}
