//! One room and several users of one machine, at the ends of real SSH links. Needs root, to make the users.

use std::os::unix::fs::{PermissionsExt as _, chown};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use jday::model::{Command as Asked, State, gates};
use jday::plan::types::{Id, Side};
use jday::text::Clean;
use rustix::fs::{Gid, Uid};
use rustix::process::Signal;

use crate::kit::{Ground, Seat, me, wait_for};
use crate::run;
use crate::ssh::Sshd;
use crate::term::{Link, Start, stat};

/// A round trip of 300 ms.
const FAR: Link = Link { bytes_a_second: None, delay: Duration::from_millis(150) };

/// Users of the machine, gone with the test.
struct Users {
    names: [String; 4],
    group: String,
}

impl Users {
    /// Awa and Moussa of the plan, Eve whom it does not name, and Mallory who is not in the group either.
    fn new() -> Self {
        let group = format!("jday{}", std::process::id());
        run("groupadd", &[&group]);
        let names = ["a", "m", "e", "x"].map(|letter| format!("{group}{letter}"));
        for (n, name) in names.iter().enumerate() {
            let more: &[&str] = if n < 3 { &["-G", &group] } else { &[] };
            // A star is no password and, unlike none, does not lock the account.
            let words = ["-M", "-N", "-d", "/tmp", "-s", "/bin/sh", "-p", "*"];
            run("useradd", &[&words[..], more, &[name]].concat());
        }
        Self { names, group }
    }
}

impl Drop for Users {
    fn drop(&mut self) {
        for name in &self.names {
            let _ = Command::new("userdel").args(["-f", name]).output();
        }
        let _ = Command::new("groupdel").arg(&self.group).output();
    }
}

/// A machine on which a team works.
struct Bastion {
    ground: Ground,
    sshd: Sshd,
    users: Users,
    program: PathBuf,
}

fn id(kind: &str, name: &str) -> u32 {
    run("id", &[kind, name]).trim().parse().unwrap()
}

impl Bastion {
    fn new() -> Self {
        let (ground, sshd, users) = (Ground::served("blue"), Sshd::start(), Users::new());
        let [awa, moussa, ..] = &users.names;
        ground.write_plan(&[awa, moussa], "[four_eyes]\nprocedures = [\"switch\"]\nwithin = \"5m\"\n");
        // Whoever runs the test opens the gates, and looks.
        let root = format!(
            "[[people]]\nid = \"root\"\nname = \"Root\"\nrole = \"tech-lead\"\nlogin = \"{}\"\n",
            me()
        );
        let plan = std::fs::read_to_string(ground.plan()).unwrap();
        std::fs::write(ground.plan(), plan.replace("\n[live]\n", &format!("\n{root}\n[live]\n"))).unwrap();
        // Long enough for a link to be cut meanwhile.
        let script = ground.plan().with_file_name("point.sh");
        let lines = std::fs::read_to_string(&script).unwrap().replace("\nprintf", "\nsleep 3\nprintf");
        std::fs::write(&script, lines).unwrap();
        let folder = ground.plan().parent().unwrap().to_owned();
        let program = folder.join("jday");
        std::fs::copy(env!("CARGO_BIN_EXE_jday"), &program).unwrap();
        std::fs::create_dir(ground.rooms()).unwrap();
        let (owner, group) = (id("-u", awa), Gid::from_raw(group_id(&users.group)).as_raw());
        let mine = |path: &Path, mode: u32| {
            chown(path, Some(owner), Some(group)).unwrap();
            std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
        };
        mine(&folder, 0o755);
        for entry in std::fs::read_dir(&folder).unwrap().flatten() {
            mine(&entry.path(), if entry.path().is_dir() { 0o2750 } else { 0o755 });
        }
        Self { ground, sshd, users, program }
    }

    fn words<'a>(&'a self, args: &[&'a str]) -> Vec<String> {
        let rooms = format!("JDAY_ROOM={}", self.ground.rooms().display());
        let state = format!("XDG_STATE_HOME={}/state", self.ground.plan().parent().unwrap().display());
        let mut words = vec![rooms, state, self.program.display().to_string()];
        words.extend(args.iter().map(ToString::to_string));
        words
    }

    /// A terminal of user number `n`, far away.
    fn console(&self, n: usize, args: &[&str]) -> Start {
        let words = self.words(args);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        self.sshd.terminal(Some(&self.users.names[n]), &words).link(FAR)
    }

    /// What user number `n` is told, without a terminal.
    fn says(&self, n: usize, args: &[&str]) -> Output {
        // The other side's shell takes the words apart again.
        let words = self.words(args).into_iter().map(|word| format!("'{word}'"));
        let mut command = Command::new("ssh");
        command.args(self.sshd.link(Some(&self.users.names[n]))).args(words);
        command.stdin(Stdio::null()).output().unwrap()
    }

    /// The processes of user number `n` that are this program.
    fn programs(&self, n: usize) -> Vec<u32> {
        let uid = Uid::from_raw(id("-u", &self.users.names[n]));
        let processes = std::fs::read_dir("/proc").unwrap().flatten();
        processes
            .filter_map(|process| {
                let pid: u32 = process.file_name().to_str()?.parse().ok()?;
                let program = std::fs::read_link(process.path().join("exe")).ok()?;
                let owner = std::os::unix::fs::MetadataExt::uid(&process.metadata().ok()?);
                (program == self.program && owner == uid.as_raw() && !matches!(stat(pid).0, 'X' | 'Z'))
                    .then_some(pid)
            })
            .collect()
    }
}

fn group_id(name: &str) -> u32 {
    let groups = std::fs::read_to_string("/etc/group").unwrap();
    let line = groups.lines().find(|line| line.starts_with(&format!("{name}:"))).unwrap();
    line.split(':').nth(2).unwrap().parse().unwrap()
}

fn text(output: &Output) -> String {
    String::from_utf8_lossy(&[&*output.stdout, &*output.stderr].concat()).into_owned()
}

/// Opens every gate of the switch that does not open by itself here.
fn open_gates(root: &mut Seat) {
    for gate in gates::closed(gates::switch(root.state())) {
        let reason = Clean::new("a test");
        let _ = root.ask(Asked::Override { gate: gate.gate.clone(), reason });
    }
    root.until("the gates are open", |seat| gates::closed(gates::switch(seat.state())).is_empty());
}

fn is_settled_on(state: &State, side: Side) -> bool {
    state.cutover.live == side && state.procedures.runs.values().all(|run| run.ended.is_some())
}

#[test]
#[ignore = "needs root, and sshd"]
fn people_at_the_ends_of_links_share_a_room_that_outlives_the_links() {
    let bastion = Bastion::new();
    let plan = bastion.ground.plan().display().to_string();
    let awa = bastion.console(0, &["live", "--plan", &plan, "--lang", "en"]).run();
    awa.wait_for("LIVE");
    let mut moussa = bastion.console(1, &["attach", "--lang", "en"]).run();
    moussa.wait_for("LIVE");
    let mut root = bastion.ground.attach();
    let engine = root.line.welcome.pid;
    // Who is who says the kernel, and from where they come.
    for person in ["awa", "moussa"] {
        root.until(person, |seat| seat.state().people.attached.contains_key(&Id::new(person)));
        let from = root.state().people.attached[&Id::new(person)].1.to_string();
        assert!(from.contains("127.0.0.1"), "{from}");
    }
    // Whom the plan does not name may look; who is not in the group not even that.
    assert_eq!(bastion.says(2, &["status"]).status.code(), Some(0));
    let eve = bastion.says(2, &["note", "hello"]);
    assert_eq!(eve.status.code(), Some(4), "{}", text(&eve));
    let claims = bastion.says(2, &["note", "hello", "--as", "awa"]);
    assert_eq!(claims.status.code(), Some(2), "{}", text(&claims));
    let mallory = bastion.says(3, &["status"]);
    assert!(!mallory.status.success(), "{}", text(&mallory));

    // The switch, asked for by one, approved by the other; the link of who asked is cut while the lever moves.
    open_gates(&mut root);
    let asks = bastion.console(0, &["switch", "--to", "green", "--confirm", "'SWITCH GREEN'"]).run();
    root.until("it waits for a second person", |seat| !seat.state().approvals.open.is_empty());
    let action = root.state().approvals.open.keys().next().unwrap().to_string();
    let own = bastion.says(0, &["approve", &action, "--confirm", "SWITCH GREEN"]);
    assert_eq!(own.status.code(), Some(4), "{}", text(&own));
    let approved = bastion.says(1, &["approve", &action, "--confirm", "SWITCH GREEN"]);
    assert_eq!(approved.status.code(), Some(0), "{}", text(&approved));
    wait_for("the lever is pulled", || bastion.ground.pulled() == ["green"]);
    asks.kill(Signal::KILL);
    awa.kill(Signal::KILL);
    root.until("Green is live", |seat| is_settled_on(seat.state(), Side::Green));
    wait_for("of hers only the engine is left", || bastion.programs(0) == [engine]);

    // And the way back, cut in its middle too.
    let back = bastion.console(0, &["rollback", "--reason", "users", "--confirm", "'ROLLBACK BLUE'"]).run();
    wait_for("the lever is pulled back", || bastion.ground.pulled() == ["green", "blue"]);
    back.kill(Signal::KILL);
    root.until("Blue is live", |seat| is_settled_on(seat.state(), Side::Blue));
    wait_for("of hers only the engine is left", || bastion.programs(0) == [engine]);
    moussa.leave();
    assert_eq!(moussa.end(), 0);
    wait_for("nothing of his is left", || bastion.programs(1).is_empty());
    let spent = stat(engine).1;
    let ticks = root.state().ticks;
    root.until("it ticks on", |seat| seat.state().ticks > ticks + 3);
    assert!(stat(engine).1 - spent < 2.0, "it does not spin");
    crate::kit::kill(engine, Signal::TERM);
    wait_for("the engine ends", || bastion.programs(0).is_empty());
}
