//! Simulated commands for database and application: a few lines of progress, then the evidence.
//!
//! `refuses` ends with an exit code at once; `half` breaks off midway, which leaves it unknown how
//! much was done; `accepts` exits with 0 and has no evidence (R12); `slow` is late; `silent`, `lost`
//! and `stuck` say nothing until the deadline.

use data_encoding::HEXLOWER;
use sha2::{Digest as _, Sha256};

use super::Sim;
use super::agenda::Item;
use super::database::Dump;
use super::fault::How;
use crate::client::Reply;
use crate::text::Clean;

/// Lines with the milliseconds after which each is said, the whole time, and the evidence.
struct Script {
    lines: Vec<(u64, String)>,
    took: u64,
    evidence: String,
}

impl Sim {
    pub(super) fn submit_command(&mut self, id: u64, argv: &[Clean], at: u64) {
        let program = &named(argv);
        let script = self.script(program);
        let fault = self.faults.command(program);
        let late = if fault == Some(How::Slow) { self.settings.typical.slow } else { 0 };
        let at = at.saturating_add(late);
        let (lines, ends, reply) = match fault {
            Some(How::Silent | How::Lost | How::Stuck) => return,
            Some(How::Refuses | How::Limited) => (0, script.took.min(600), Reply::Refused(refusal(program))),
            Some(How::Accepts) => (0, script.took, Reply::Done(Clean::new("exit 0, no output"))),
            Some(How::Half) => {
                let why =
                    Clean::new(format!("{program} broke off with exit 1: part of it may have been done"));
                (script.lines.len() / 2, script.took / 2, Reply::Unknown(why))
            }
            None | Some(How::Slow) => {
                (script.lines.len(), script.took, Reply::Done(Clean::new(&script.evidence)))
            }
        };
        for (after, line) in script.lines.into_iter().take(lines) {
            let due = at.saturating_add(after.min(ends));
            self.agenda.at(due, Item::Say { id, line: Clean::new(line) });
        }
        self.agenda.at(at.saturating_add(ends), Item::End { id, reply });
    }

    fn script(&mut self, program: &str) -> Script {
        let rows = self.between(1_100_000, 1_900_000);
        let megabytes = self.between(1_800, 2_600);
        let digest = HEXLOWER.encode(&Sha256::digest(self.between(0, u64::MAX - 1).to_le_bytes()));
        let (typical, lines, evidence): (u64, Vec<String>, String) = match program {
            "pg_dump" => (
                42_000,
                vec![
                    "dumping contents of table \"public.users\"".into(),
                    format!("dumping contents of table \"public.logs\": {rows} rows"),
                    "dumping contents of table \"public.audit\"".into(),
                ],
                format!("exit 0, {megabytes} MB, {rows} rows, sha256 {digest}"),
            ),
            "pg_restore" => (
                64_000,
                vec![
                    "processing data for table \"public.users\"".into(),
                    format!("processing data for table \"public.logs\": {rows} rows"),
                    "creating INDEX, CONSTRAINT and TRIGGER".into(),
                ],
                format!("exit 0, {rows} rows restored from sha256 {digest}"),
            ),
            "supabase" => (
                18_000,
                vec!["connecting to remote database".into(), "applying migrations".into()],
                "exit 0, all migrations applied, schema up to date".into(),
            ),
            "psql" => {
                (2_400, vec![format!("count: {rows}")], format!("exit 0, {rows} rows counted, 0 orphans"))
            }
            "kubectl" => (
                6_000,
                vec![
                    "waiting for rollout: 1 of 3 updated".into(),
                    "waiting for rollout: 2 of 3 updated".into(),
                ],
                "exit 0, 3 of 3 replicas ready".into(),
            ),
            "gh" => (3_000, vec!["run requested".into()], "exit 0, run found".into()),
            "vercel" => (
                9_000,
                vec!["building".into(), "deploying".into()],
                "exit 0, request accepted (not yet served)".into(),
            ),
            _ => match program.strip_prefix("jday db ") {
                Some(task) => self.database(task, &Dump::of(rows / 400, megabytes / 6, &digest)),
                None => (1_000, Vec::new(), "simulated".into()),
            },
        };
        let took = if lines.is_empty() { typical } else { self.around(typical) };
        let parts = lines.len() as u64 + 1;
        let lines = (1..).zip(lines).map(|(n, line)| (took * n / parts, line)).collect();
        Script { lines, took, evidence }
    }
}

/// The program without its folder, as faults name it; `jday` does several things, so that its name has three words.
pub(super) fn named(argv: &[Clean]) -> String {
    let mut words = argv.iter().map(Clean::as_str);
    let first = words.next().unwrap_or_default();
    let program = first.rsplit('/').next().unwrap_or(first);
    let more: Vec<&str> = if program == "jday" { words.take(2).collect() } else { Vec::new() };
    std::iter::once(program).chain(more).collect::<Vec<_>>().join(" ")
}

fn refusal(program: &str) -> Clean {
    Clean::new(format!("{program}: permission denied, exit 1, nothing changed"))
}
