//! The console's budgets, and other terminal programs beside it, each in a pseudo-terminal of 120×40:
//!
//! ```sh
//! cargo bench --bench console                          # jday, against its budgets
//! cargo bench --bench console -- --peers btop,btm,trip # jday and programs that are installed
//! ```
//!
//! Prints Markdown. Ends with an error where a budget is missed, so run it on a machine that does
//! nothing else.

#![expect(clippy::print_stdout, reason = "the tables are its result")]
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a bench that cannot measure breaks"
)]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{Read, Write};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

#[path = "../tests/support/measured.rs"]
mod measured;

const COLS: u16 = 120;
const ROWS: u16 = 40;
const PATIENCE: Duration = Duration::from_secs(20);
/// How long what a program costs is watched, and how long it is left alone before that.
const WATCH: Duration = Duration::from_secs(20);
const CALM: Duration = Duration::from_secs(6);
const STARTS: usize = 10;
const PRESSES: usize = 200;
const ALERTS: usize = 10_000;

/// A program, what its whole first frame shows, and a key with what it brings and the key that takes it
/// away again.
#[derive(Clone)]
struct Program {
    name: String,
    words: Vec<String>,
    ready: &'static str,
    key: &'static str,
    brings: &'static str,
    back: &'static str,
}

/// One program in its terminal.
struct Seat {
    child: Box<dyn Child + Send + Sync>,
    _master: Box<dyn MasterPty + Send>,
    keys: Box<dyn Write + Send>,
    chunks: Receiver<(Instant, Vec<u8>)>,
    screen: vt100::Parser,
    began: Instant,
    /// Bytes and reads since they were last counted.
    bytes: usize,
    reads: usize,
}

impl Seat {
    fn start(words: &[String]) -> Self {
        let size = PtySize { rows: ROWS, cols: COLS, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).unwrap();
        let mut command = CommandBuilder::new(&words[0]);
        command.args(&words[1..]);
        for (name, value) in [("TERM", "xterm-256color"), ("COLORTERM", "truecolor"), ("LANG", "C.UTF-8")] {
            command.env(name, value);
        }
        command.env("XDG_STATE_HOME", std::env::temp_dir());
        let began = Instant::now();
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let mut wire = pair.master.try_clone_reader().unwrap();
        let (send, chunks) = channel();
        // The stamp is of the reading: what is done with the bytes later delays nobody.
        std::thread::spawn(move || {
            let mut buffer = vec![0; 1 << 16];
            while let Ok(count) = wire.read(&mut buffer) {
                if count == 0 || send.send((Instant::now(), buffer[..count].to_vec())).is_err() {
                    break;
                }
            }
        });
        let keys = pair.master.take_writer().unwrap();
        let screen = vt100::Parser::new(ROWS.try_into().unwrap(), COLS.try_into().unwrap(), 0);
        Self { child, _master: pair.master, keys, chunks, screen, began, bytes: 0, reads: 0 }
    }

    /// Takes what comes until `until` holds of the screen; when the bytes came that made it so.
    fn wait(&mut self, until: impl Fn(&str) -> bool) -> Instant {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            let (at, bytes) = self.chunks.recv_timeout(left).unwrap_or_else(|_| {
                let text = self.screen.screen().contents();
                let _ = self.child.kill();
                panic!("waited in vain; the screen:\n{text}")
            });
            self.take(&bytes);
            if until(&self.screen.screen().contents()) {
                return at;
            }
        }
    }

    fn take(&mut self, bytes: &[u8]) {
        self.bytes += bytes.len();
        self.reads += 1;
        self.screen.process(bytes);
        self.answer(bytes);
    }

    /// Answers as a terminal does: some programs wait for it before they draw. jday asks nothing.
    fn answer(&mut self, bytes: &[u8]) {
        const KNOWN: [(&[u8], &[u8]); 2] = [(b"\x1b[c", b"\x1b[?62;22c"), (b"\x1b[6n", b"\x1b[1;1R")];
        for (question, answer) in KNOWN {
            if bytes.windows(question.len()).any(|part| part == question) {
                self.keys.write_all(answer).unwrap();
            }
        }
    }

    /// Takes what comes for so long.
    fn rest(&mut self, for_: Duration) {
        let deadline = Instant::now() + for_;
        loop {
            match self.chunks.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
                Ok((_, bytes)) => self.take(&bytes),
                Err(RecvTimeoutError::Timeout) => return,
                Err(RecvTimeoutError::Disconnected) => panic!("the program ended"),
            }
        }
    }

    fn press(&mut self, key: &str) -> Instant {
        let now = Instant::now();
        self.keys.write_all(key.as_bytes()).unwrap();
        self.keys.flush().unwrap();
        now
    }

    fn proc(&self, file: &str) -> String {
        let pid = self.child.process_id().unwrap();
        std::fs::read_to_string(format!("/proc/{pid}/{file}")).unwrap_or_default()
    }

    /// Times that a thread of it went to sleep, which is how often one was woken.
    fn wakes(&self) -> BTreeMap<String, u64> {
        let pid = self.child.process_id().unwrap();
        let tasks = std::fs::read_dir(format!("/proc/{pid}/task")).unwrap();
        tasks
            .filter_map(|task| {
                let task = task.ok()?;
                let status = std::fs::read_to_string(task.path().join("status")).ok()?;
                let slept = status.lines().find(|line| line.starts_with("voluntary_ctxt_switches"))?;
                Some((task.file_name().into_string().ok()?, slept.split_whitespace().last()?.parse().ok()?))
            })
            .collect()
    }

    /// Nanoseconds of CPU so far, of all threads.
    fn cpu(&self) -> u64 {
        let tasks: Vec<String> = self.wakes().into_keys().collect();
        let of = |task: &String| self.proc(&format!("task/{task}/schedstat"));
        tasks.iter().filter_map(|task| of(task).split_whitespace().next()?.parse::<u64>().ok()).sum()
    }

    fn pss_mib(&self) -> f64 {
        let smaps = self.proc("smaps_rollup");
        let line = smaps.lines().find(|line| line.starts_with("Pss:")).unwrap_or_default();
        line.split_whitespace().nth(1).and_then(|kib| kib.parse::<f64>().ok()).unwrap_or(f64::NAN) / 1024.0
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What a program costs while nobody touches it.
#[derive(Clone, Copy)]
struct Cost {
    bytes_a_second: f64,
    frames_a_minute: f64,
    wakes_a_minute: f64,
    cpu_seconds_a_minute: f64,
    pss_mib: f64,
}

fn cost(words: &[String], ready: &str, keys: &str) -> Cost {
    let mut seat = Seat::start(words);
    seat.wait(|text| text.contains(ready));
    seat.press(keys);
    seat.rest(CALM);
    let (wakes, cpu, since) = (seat.wakes(), seat.cpu(), Instant::now());
    (seat.bytes, seat.reads) = (0, 0);
    seat.rest(WATCH);
    let minutes = since.elapsed().as_secs_f64() / 60.0;
    let after = seat.wakes();
    let woken: u64 = after.iter().map(|(task, count)| count - wakes.get(task).copied().unwrap_or(0)).sum();
    Cost {
        bytes_a_second: seat.bytes as f64 / minutes / 60.0,
        frames_a_minute: seat.reads as f64 / minutes,
        wakes_a_minute: woken as f64 / minutes,
        cpu_seconds_a_minute: seat.cpu().saturating_sub(cpu) as f64 / 1e9 / minutes,
        pss_mib: seat.pss_mib(),
    }
}

/// Milliseconds from starting to the whole first frame, sorted.
fn first_frames(program: &Program) -> Vec<f64> {
    let one = || {
        let mut seat = Seat::start(&program.words);
        let began = seat.began;
        let shown = seat.wait(|text| text.contains(program.ready));
        shown.duration_since(began).as_secs_f64() * 1e3
    };
    sorted((0..STARTS).map(|_| one()).collect())
}

/// Milliseconds from a key to the last byte of what it changes, sorted.
fn key_to_paint(program: &Program, before: &str) -> Vec<f64> {
    let mut seat = Seat::start(&program.words);
    seat.wait(|text| text.contains(program.ready));
    seat.rest(Duration::from_secs(2));
    seat.press(before);
    seat.rest(Duration::from_secs(1));
    let mut taken = Vec::new();
    for press in 0..PRESSES {
        let on = press % 2 == 0;
        let pressed = seat.press(if on { program.key } else { program.back });
        let shown = seat.wait(|text| text.contains(program.brings) == on);
        taken.push(shown.saturating_duration_since(pressed).as_secs_f64() * 1e3);
        // Never in step with anything that ticks.
        seat.rest(Duration::from_millis(30 + (press as u64 * 37) % 50));
    }
    sorted(taken)
}

fn sorted(mut values: Vec<f64>) -> Vec<f64> {
    values.sort_by(f64::total_cmp);
    values
}

/// The value below which so many of a hundred lie.
fn percentile(values: &[f64], of_hundred: usize) -> f64 {
    values[(values.len() * of_hundred).div_ceil(100).max(1) - 1]
}

fn jday(args: &[&str]) -> Program {
    let program = env!("CARGO_BIN_EXE_jday");
    let words = [&[program, "drill"], args, &["--lang", "en"]].concat();
    Program {
        name: "jday".into(),
        words: words.iter().map(ToString::to_string).collect(),
        ready: "p95",
        key: "?",
        brings: "Closes what lies",
        back: "\x1b",
    }
}

fn peer(name: &str) -> Program {
    let (words, ready, key, brings, back): (&[&str], _, _, _, _) = match name.rsplit('/').next() {
        Some("btop") => (&[], "Total:", "h", "Description:", "\x1b"),
        Some("btm") => (&[], "CPU", "?", "Scroll to browse", "\x1b"),
        Some("trip") => (&["127.0.0.1"], "Status:", "h", "═ Help ═", "\x1b"),
        Some("htop") => (&[], "F1Help", "h", "Arrows: scroll", "\x1b"),
        _ => panic!("how is {name} read? known are btop, btm, trip, htop"),
    };
    let all = [name].iter().chain(words).map(ToString::to_string).collect();
    let short = name.rsplit('/').next().unwrap_or(name).to_owned();
    Program { name: short, words: all, ready, key, brings, back }
}

/// The table's rows, one for each program.
fn rows(programs: &[Program]) -> Vec<String> {
    // Each is a program of its own and sleeps nearly all the time: what they cost is watched at once.
    let costs: Vec<Cost> = std::thread::scope(|scope| {
        let watch = |program| scope.spawn(move || watched(program));
        let runs: Vec<_> = programs.iter().map(watch).collect();
        runs.into_iter().map(|run| run.join().unwrap()).collect()
    });
    programs.iter().zip(costs).map(|(program, cost)| row(program, cost)).collect()
}

fn watched(program: &Program) -> Cost {
    cost(&program.words, program.ready, "")
}

/// One row of the table of programs.
fn row(program: &Program, cost: Cost) -> String {
    let (first, keys) = (first_frames(program), key_to_paint(program, ""));
    format!(
        "| {} | {:.0} ({:.0}) | {:.1} | {:.1} | {:.0} | {:.0} | {:.0} | {:.2} | {:.1} |",
        program.name,
        percentile(&first, 50),
        percentile(&first, 100),
        percentile(&keys, 50),
        percentile(&keys, 99),
        cost.bytes_a_second,
        cost.frames_a_minute,
        cost.wakes_a_minute,
        cost.cpu_seconds_a_minute,
        cost.pss_mib,
    )
}

/// A figure, its budget, and where it comes from.
type Figure = (&'static str, f64, f64, &'static str);

fn figures(folder: &std::path::Path) -> Vec<Figure> {
    let file = |name: &str, text: String| {
        let path = folder.join(name);
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let still = file("still.toml", measured::scenario(measured::STILL));
    let moving = file("moving.toml", measured::scenario(measured::MOVING));
    let crowded = file("crowded.toml", measured::scenario(measured::MOVING) + &alerts());
    let first = first_frames(&jday(&["errors-after-switch"]));
    let keys = key_to_paint(&jday(&[&crowded]), "5");
    let cases = [
        (still.as_str(), None, "1"),
        (&moving, None, "2"),
        (&moving, Some("--low-bandwidth"), "1"),
        (&moving, Some("--low-bandwidth"), "2"),
    ];
    // Alone, for programs that run twice share memory.
    let room = cost(&jday(&[&moving]).words, "p95", "1");
    // These sleep nearly all the time, and of each only its bytes are counted.
    let costs = std::thread::scope(|scope| {
        let runs = cases.map(|(scenario, flag, page)| {
            let args: Vec<&str> = std::iter::once(scenario).chain(flag).collect();
            let words = jday(&args).words;
            scope.spawn(move || cost(&words, "p95", page))
        });
        runs.map(|run| run.join().unwrap())
    });
    let [clock, charts, narrow_room, narrow_charts] = costs;
    vec![
        ("first frame, median of 10, ms", percentile(&first, 50), 50.0, "`errors-after-switch`"),
        ("key to paint, median, ms", percentile(&keys, 50), 2.0, "page 5, 10,000 alerts, metrics at 1 Hz"),
        ("key to paint, p99, ms", percentile(&keys, 99), 6.0, "the same"),
        ("bytes a second, only the clock moves", clock.bytes_a_second, 100.0, "page 1"),
        ("bytes a second, every metric moves", room.bytes_a_second, 2_048.0, "page 1"),
        ("bytes a second, every metric moves", charts.bytes_a_second, 2_048.0, "page 2"),
        ("the same, `--low-bandwidth`", narrow_room.bytes_a_second, 717.0, "page 1"),
        ("the same, `--low-bandwidth`", narrow_charts.bytes_a_second, 717.0, "page 2"),
        ("wake-ups a minute", room.wakes_a_minute, 300.0, "page 1, every metric moves"),
        ("CPU seconds a minute", room.cpu_seconds_a_minute, 0.3, "the same"),
        ("PSS, MiB", room.pss_mib, 15.0, "the same"),
    ]
}

fn alerts() -> String {
    (0..ALERTS).fold(String::new(), |mut text, number| {
        let _ = write!(
            text,
            "[[event]]\nat = \"1s\"\nuntil = \"50m\"\nalert = {{ source = \"sentry\", name = \"a{number}\", \
             level = \"important\", side = \"green\", title = \"SELECT missions: {number} ms\" }}\n"
        );
        text
    })
}

fn main() -> std::process::ExitCode {
    let args: Vec<String> = std::env::args().skip(1).filter(|arg| arg != "--bench").collect();
    let folder = tempfile::tempdir().unwrap();
    if let [flag, peers] = args.as_slice()
        && flag == "--peers"
    {
        println!(
            "| program | first frame ms (worst of {STARTS}) | key to paint ms, p50 | p99 | bytes/s | frames/min | wake-ups/min | CPU s/min | PSS MiB |"
        );
        println!("|---|---:|---:|---:|---:|---:|---:|---:|---:|");
        let mut programs = vec![jday(&["errors-after-switch"])];
        programs.extend(peers.split(',').map(peer));
        for row in rows(&programs) {
            println!("{row}");
        }
        return std::process::ExitCode::SUCCESS;
    }
    println!("| figure | measured | budget | how |\n|---|---:|---:|---|");
    let mut missed = 0;
    for (what, measured, budget, how) in figures(folder.path()) {
        let mark = if measured <= budget { "" } else { " ✗" };
        missed += usize::from(measured > budget);
        println!("| {what} | {measured:.2}{mark} | ≤ {budget} | {how} |");
    }
    std::process::ExitCode::from(u8::from(missed > 0))
}
