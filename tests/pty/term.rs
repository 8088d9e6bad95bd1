//! One `jday` in a pseudo-terminal: keys in, a screen out, every wait with a deadline.

use std::fs::File;
use std::io::{Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use rustix::process::{Pid, Signal, kill_process};
use rustix::termios::{LocalModes, Termios, tcgetattr};
use serde_json::Value;

/// Longest wait for anything: this machine may be busy with other tests.
const PATIENCE: Duration = Duration::from_secs(30);
const LOOK: Duration = Duration::from_millis(10);

/// What the terminal was sent.
struct Seen {
    parser: vt100::Parser,
    bytes: Vec<u8>,
}

/// How a program is started.
pub struct Start {
    /// The program; `jday` if it is not another one.
    pub program: String,
    /// After the program's name.
    pub args: Vec<String>,
    /// The whole environment.
    pub env: Vec<(String, String)>,
    /// Columns and rows.
    pub size: (u16, u16),
    /// A shell that ignores SIGHUP stands between the terminal and the program, as under `nohup`.
    pub sheltered: bool,
    /// How what is sent gets to whoever looks.
    pub link: Link,
}

/// A way between the program and whoever looks.
#[derive(Clone, Copy, Default)]
pub struct Link {
    /// How many bytes it carries a second; as many as come, if not given.
    pub bytes_a_second: Option<u32>,
    /// How long a byte or a key is under way.
    pub delay: Duration,
}

impl Link {
    /// 64 kbit/s, with a round trip of 300 ms.
    pub const NARROW: Self = Self { bytes_a_second: Some(8_000), delay: Duration::from_millis(150) };

    /// How long so many bytes take it.
    fn carries(self, bytes: usize) -> Duration {
        self.bytes_a_second.map_or(Duration::ZERO, |each| Duration::from_secs(1) * bytes as u32 / each)
    }
}

impl Start {
    pub fn new(args: &[&str]) -> Self {
        // Journals that nobody named a place for stay out of the home of whoever runs the tests.
        let state = env!("CARGO_TARGET_TMPDIR");
        let env = [
            ("TERM", "xterm-256color"),
            ("LANG", "C.UTF-8"),
            ("TZ", "Africa/Dakar"),
            ("XDG_STATE_HOME", state),
        ];
        let env = env.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
        let mut args: Vec<String> = args.iter().map(ToString::to_string).collect();
        args.extend(["--lang".into(), "en".into()]);
        let program = env!("CARGO_BIN_EXE_jday").to_owned();
        Self { program, args, env, size: (120, 40), sheltered: false, link: Link::default() }
    }

    /// Another program, which leads to `jday` in its own way.
    #[allow(dead_code, reason = "for real servers only")]
    pub fn through(program: &str, args: &[&str]) -> Self {
        let args = args.iter().map(ToString::to_string).collect();
        let path = std::env::var("PATH").unwrap_or_default();
        Self { program: program.to_owned(), args, ..Self::new(&[]) }.env("PATH", Some(&path))
    }

    pub fn env(mut self, name: &str, value: Option<&str>) -> Self {
        self.env.retain(|(known, _)| known != name);
        self.env.extend(value.map(|value| (name.to_owned(), value.to_owned())));
        self
    }

    pub fn size(self, cols: u16, rows: u16) -> Self {
        Self { size: (cols, rows), ..self }
    }

    pub fn sheltered(self) -> Self {
        Self { sheltered: true, ..self }
    }

    pub fn link(self, link: Link) -> Self {
        Self { link, ..self }
    }

    fn command(&self) -> CommandBuilder {
        let program = &self.program;
        let mut command = if self.sheltered {
            let mut shell = CommandBuilder::new("/bin/sh");
            // Not `exec`: the kernel tells only the shell, the session's leader, of the hang-up.
            shell.args(["-c", "trap '' HUP; \"$0\" \"$@\"; exit $?", program]);
            shell
        } else {
            CommandBuilder::new(program)
        };
        command.args(&self.args);
        command.env_clear();
        for (name, value) in &self.env {
            command.env(name, value);
        }
        command.cwd(std::env::temp_dir());
        command
    }

    pub fn run(self) -> Term {
        let (cols, rows) = self.size;
        let size = PtySize { rows, cols, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).unwrap();
        let tty = pair.master.tty_name().unwrap();
        let noctty = rustix::fs::OFlags::NOCTTY.bits().cast_signed();
        let slave = File::options().read(true).write(true).custom_flags(noctty).open(tty).unwrap();
        let before = tcgetattr(&slave).unwrap();
        let child = pair.slave.spawn_command(self.command()).unwrap();
        drop(pair.slave);
        let parser = vt100::Parser::new(rows.max(1).try_into().unwrap(), cols.max(1).try_into().unwrap(), 0);
        let seen = Arc::new(Mutex::new(Seen { parser, bytes: Vec::new() }));
        let (idle, stop) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicBool::new(false)));
        let wire = pair.master.try_clone_reader().unwrap();
        let reader = read(wire, self.link, &seen, &idle, &stop);
        let writer = pair.master.take_writer().unwrap();
        Term {
            child,
            master: Some(pair.master),
            writer: Some(writer),
            reader: Some(reader),
            seen,
            idle,
            stop,
            slave: Some(slave),
            before,
            sheltered: self.sheltered,
            link: self.link,
        }
    }
}

/// Reads what the program sends, as fast as the link carries it, and shows it when it has arrived.
fn read(
    mut wire: Box<dyn Read + Send>,
    link: Link,
    seen: &Arc<Mutex<Seen>>,
    idle: &Arc<AtomicBool>,
    stop: &Arc<AtomicBool>,
) -> JoinHandle<()> {
    let (screen, is_idle, is_stopped) = (Arc::clone(seen), Arc::clone(idle), Arc::clone(stop));
    let (far, near) = std::sync::mpsc::channel::<(Instant, Vec<u8>)>();
    let show = std::thread::spawn(move || {
        while let Ok((at, bytes)) = near.recv() {
            std::thread::sleep(at.saturating_duration_since(Instant::now()));
            let mut seen = screen.lock().unwrap();
            seen.parser.process(&bytes);
            seen.bytes.extend_from_slice(&bytes);
        }
    });
    std::thread::spawn(move || {
        let mut buffer = vec![0; if link.bytes_a_second.is_some() { 128 } else { 65_536 }];
        while !is_stopped.load(Ordering::Relaxed) {
            if is_idle.load(Ordering::Relaxed) {
                std::thread::sleep(LOOK);
                continue;
            }
            let Ok(count) = wire.read(&mut buffer) else { break };
            if count == 0 {
                break;
            }
            std::thread::sleep(link.carries(count));
            if far.send((Instant::now() + link.delay, buffer[..count].to_vec())).is_err() {
                break;
            }
        }
        drop((far, wire));
        let _ = show.join();
    })
}

/// A running program and its terminal.
pub struct Term {
    child: Box<dyn Child + Send + Sync>,
    master: Option<Box<dyn MasterPty + Send>>,
    writer: Option<Box<dyn Write + Send>>,
    reader: Option<JoinHandle<()>>,
    seen: Arc<Mutex<Seen>>,
    idle: Arc<AtomicBool>,
    stop: Arc<AtomicBool>,
    slave: Option<File>,
    before: Termios,
    sheltered: bool,
    link: Link,
}

impl Term {
    /// The screen as text.
    pub fn text(&self) -> String {
        self.seen.lock().unwrap().parser.screen().contents()
    }

    /// What the program asks of the mouse.
    pub fn mouse(&self) -> vt100::MouseProtocolMode {
        self.seen.lock().unwrap().parser.screen().mouse_protocol_mode()
    }

    /// Everything that was sent so far.
    pub fn bytes(&self) -> Vec<u8> {
        self.seen.lock().unwrap().bytes.clone()
    }

    pub fn type_keys(&mut self, keys: &str) {
        self.type_bytes(keys.as_bytes());
    }

    /// Types what need not be text.
    pub fn type_bytes(&mut self, keys: &[u8]) {
        std::thread::sleep(self.link.delay);
        let writer = self.writer.as_mut().unwrap();
        writer.write_all(keys).unwrap();
        writer.flush().unwrap();
    }

    /// How many bytes were sent so far.
    pub fn sent(&self) -> usize {
        self.seen.lock().unwrap().bytes.len()
    }

    /// The screen's lines, as wide as it is.
    pub fn lines(&self) -> Vec<String> {
        let seen = self.seen.lock().unwrap();
        let (_, cols) = seen.parser.screen().size();
        seen.parser.screen().rows(0, cols.into()).collect()
    }

    /// Writes on the screen as a shell would that has it meanwhile.
    pub fn scribble(&self, text: &str) {
        self.seen.lock().unwrap().parser.process(text.as_bytes());
    }

    #[track_caller]
    pub fn wait(&self, what: &str, until: impl Fn(&Self) -> bool) {
        let start = Instant::now();
        while !until(self) {
            assert!(start.elapsed() < PATIENCE, "waited in vain for {what}; the screen:\n{}", self.text());
            std::thread::sleep(LOOK);
        }
    }

    #[track_caller]
    pub fn wait_for(&self, text: &str) {
        self.wait(text, |term| term.text().contains(text));
    }

    #[track_caller]
    pub fn wait_gone(&self, text: &str) {
        self.wait(&format!("the end of {text}"), |term| !term.text().contains(text));
    }

    /// Opens a dialog with `key`, and waits until it takes keys.
    #[track_caller]
    pub fn open(&mut self, key: &str, title: &str) {
        self.type_keys(key);
        self.wait_for(title);
        self.wait_gone("keys count in a moment");
    }

    /// Closes what shows `title`. Esc and the next key must not arrive as one: that would be Alt.
    #[track_caller]
    pub fn close(&mut self, title: &str) {
        self.type_keys("\x1b");
        self.wait_gone(title);
        // Where nothing was open the wait is over at once.
        std::thread::sleep(Duration::from_millis(150));
    }

    /// Types `text`, then Enter when Enter counts.
    pub fn answer(&mut self, text: &str) {
        self.type_keys(text);
        std::thread::sleep(Duration::from_millis(400));
        self.type_keys("\r");
    }

    /// Leaves by the keys that a person would use.
    #[track_caller]
    pub fn leave(&mut self) {
        self.open("q", "Leave this console?");
        self.type_keys("\x1b[B");
        std::thread::sleep(Duration::from_millis(60));
        self.type_keys("\r");
    }

    pub fn resize(&self, cols: u16, rows: u16) {
        let size = PtySize { rows, cols, pixel_width: 0, pixel_height: 0 };
        self.seen
            .lock()
            .unwrap()
            .parser
            .screen_mut()
            .set_size(rows.max(1).try_into().unwrap(), cols.max(1).try_into().unwrap());
        self.master.as_ref().unwrap().resize(size).unwrap();
    }

    /// Nobody reads the terminal while `idle`.
    pub fn idle(&self, idle: bool) {
        self.idle.store(idle, Ordering::Relaxed);
    }

    /// The terminal goes away, as when an SSH link drops.
    pub fn hang_up(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        self.idle(false);
        // The reader ends with the next frame, which the clock brings.
        self.reader.take().unwrap().join().unwrap();
        self.writer = None;
        self.slave = None;
        self.master = None;
    }

    pub fn pid(&self) -> u32 {
        let pid = self.child.process_id().unwrap();
        if !self.sheltered {
            return pid;
        }
        let children = std::fs::read_to_string(format!("/proc/{pid}/task/{pid}/children")).unwrap();
        children.split_whitespace().next().unwrap().parse().unwrap()
    }

    pub fn kill(&self, signal: Signal) {
        let pid = Pid::from_raw(self.pid().cast_signed()).unwrap();
        kill_process(pid, signal).unwrap();
    }

    /// State and CPU seconds of the program, from the kernel.
    pub fn stat(&self) -> (char, f64) {
        stat(self.pid())
    }

    /// Waits for the end; the exit code.
    #[track_caller]
    pub fn end(&mut self) -> u32 {
        let start = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.exit_code();
            }
            assert!(start.elapsed() < PATIENCE, "it does not end; the screen:\n{}", self.text());
            std::thread::sleep(LOOK);
        }
    }

    /// Whether keys come raw.
    pub fn is_raw(&self) -> bool {
        !self.modes().local_modes.contains(LocalModes::ICANON)
    }

    fn modes(&self) -> Termios {
        tcgetattr(self.slave.as_ref().unwrap()).unwrap()
    }

    /// Asserts that the terminal is as it was before the program.
    #[track_caller]
    pub fn assert_restored(&self) {
        let now = self.modes();
        let before = &self.before;
        assert_eq!(now.local_modes, before.local_modes);
        assert_eq!(now.input_modes, before.input_modes);
        assert_eq!(now.output_modes, before.output_modes);
        assert_eq!(now.control_modes, before.control_modes);
        self.wait("the main screen", |term| !term.seen.lock().unwrap().parser.screen().alternate_screen());
        let seen = self.seen.lock().unwrap();
        let screen = seen.parser.screen();
        assert!(!screen.hide_cursor(), "the cursor stays hidden");
        assert!(!screen.bracketed_paste(), "pastes stay marked");
        let mouse = screen.mouse_protocol_mode();
        assert_eq!(mouse, vt100::MouseProtocolMode::None, "the mouse stays taken");
    }
}

impl Drop for Term {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// State and CPU seconds of a process; `X` for one that is gone.
pub fn stat(pid: u32) -> (char, f64) {
    let Ok(stat) = std::fs::read_to_string(format!("/proc/{pid}/stat")) else { return ('X', 0.0) };
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap().split_whitespace().collect();
    let ticks: f64 = fields[11].parse::<f64>().unwrap() + fields[12].parse::<f64>().unwrap();
    (fields[0].chars().next().unwrap(), ticks / 100.0)
}

/// A folder for a journal.
pub struct Folder(tempfile::TempDir);

impl Folder {
    pub fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }

    pub fn as_str(&self) -> &str {
        self.0.path().to_str().unwrap()
    }

    fn journal(&self) -> Option<PathBuf> {
        let mut files = std::fs::read_dir(self.path()).unwrap().map(|entry| entry.unwrap().path());
        files.find(|path| path.extension().is_some_and(|ext| ext == "jsonl"))
    }

    /// Every whole line of the journal so far.
    pub fn events(&self) -> Vec<Value> {
        let text = self.journal().map(|path| std::fs::read_to_string(path).unwrap()).unwrap_or_default();
        text.split_inclusive('\n')
            .filter(|line| line.ends_with('\n'))
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    }

    pub fn ticks(&self) -> usize {
        self.events().iter().filter(|line| line["event"] == "ticked").count()
    }

    /// What people did since the console joined; before that, the scenario prepared the room.
    pub fn of_people(&self) -> Vec<Value> {
        let is_joined = |line: &Value| line["event"].get("joined").is_some();
        let all = self.events().into_iter().skip_while(|line| !is_joined(line)).skip(1);
        all.filter(|line| line["by"].as_str().is_some_and(|by| by.starts_with("person/"))).collect()
    }

    /// Asserts that the journal is whole and that the room was closed.
    #[track_caller]
    pub fn assert_closed(&self) {
        self.assert_whole();
        let last = self.events().pop().unwrap();
        assert!(last["event"].get("closed").is_some(), "the last line: {last}");
    }

    /// Asserts that the journal is whole.
    #[track_caller]
    pub fn assert_whole(&self) {
        let verify = std::process::Command::new(env!("CARGO_BIN_EXE_jday"))
            .args(["journal", "verify"])
            .arg(self.journal().unwrap())
            .output()
            .unwrap();
        assert!(verify.status.success(), "{}", String::from_utf8_lossy(&verify.stdout));
    }
}
