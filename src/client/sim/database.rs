//! Simulated `jday db`: what a backup held is what is compared, and what a return gives back.

use super::Sim;

/// A backup, in the words of the evidence.
#[derive(Debug, Clone)]
pub(super) struct Dump {
    rows: String,
    size: String,
    digest: String,
}

impl Dump {
    /// One of so many missions and their users.
    pub(super) fn of(missions: u64, megabytes: u64, digest: &str) -> Self {
        Self {
            rows: format!("missions {missions}, users {}", missions / 4),
            size: format!("{megabytes}.0 MB"),
            digest: digest.to_owned(),
        }
    }
}

impl Sim {
    /// `jday db TASK`: how long it takes in milliseconds, what it says, and its evidence. A backup keeps `fresh`; so
    /// does whatever needs one in a drill that began after it was made.
    pub(super) fn database(&mut self, task: &str, fresh: &Dump) -> (u64, Vec<String>, String) {
        if task == "backup" {
            self.dump = None;
        }
        let Dump { rows, size, digest } = self.dump.get_or_insert_with(|| fresh.clone());
        match task {
            "backup" => (
                42_000,
                vec![format!("the database holds {rows}"), "reading all of it".into()],
                format!("exit 0: {size}, {rows}, SHA-256 {digest}, read to its end"),
            ),
            "verify" => (
                20_000,
                vec!["the backup is whole".into()],
                format!("exit 0: backup whole; now {rows}; then {rows}; {size}, SHA-256 {digest}"),
            ),
            "check" => (2_400, Vec::new(), format!("exit 0: all is as the plan says; now {rows}")),
            "stop-writes" => (
                6_000,
                vec!["3 replicas, remembered".into(), "1 pod is left".into()],
                "exit 0: nobody writes: from 3 to 0; no pod is left; no session of others is left".into(),
            ),
            "restart-writes" => (6_000, vec!["2 of 3 are ready".into()], "exit 0: ready: 3".into()),
            "restore" => (
                64_000,
                vec!["the backup goes into a fresh database".into()],
                format!("exit 0: it holds {rows}; nothing was touched yet; from SHA-256 {digest}"),
            ),
            "swap" => (
                8_000,
                vec!["it takes no new connections".into(), "sessions are sent away".into()],
                format!("exit 0: the database is the backup with {rows}; what it was is set aside"),
            ),
            _ => (1_000, Vec::new(), "simulated".into()),
        }
    }
}
