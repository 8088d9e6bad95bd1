//! The network clients of a plan, asked as the engine asks them.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use jday::client::net::Net;
use jday::client::{Call, Clients as _, Now, Polled, Reply, Report, Request};
use jday::plan::types::{Id, Live, Plan};

/// Longest that a test waits for a call.
const PATIENCE: Duration = Duration::from_secs(20);

/// The embedded plan with this `[live]`, written as the inside of that table.
pub fn plan(live: &str) -> Plan {
    let mut plan = jday::plan::embedded().clone();
    plan.live = Some(read(live));
    plan
}

/// `[live]` from TOML.
pub fn read(live: &str) -> Live {
    toml::from_str(live).unwrap_or_else(|error| panic!("the test's [live] is wrong: {error}\n{live}"))
}

/// What every `[live]` needs and a test of one source does not care for.
pub const BARE: &str = r#"
fingerprint = { url = "http://127.0.0.1:9/version", header = "x-version", within = "1s" }
lever = { exec = { point = ["true"], read = ["echo", "blue"] } }
survey = { paths = [] }
"#;

/// The clients of one plan.
pub struct World {
    net: Net,
    next: AtomicU64,
    /// Everything reported beside the ends.
    pub beside: Vec<Report>,
}

impl World {
    /// Those of `plan`.
    pub fn new(plan: &Plan) -> Self {
        let net = Net::new(plan, &"test-room".into(), Arc::new(|| {}));
        let net = net.unwrap_or_else(|wrong| panic!("{wrong:?}"));
        Self { net, next: AtomicU64::new(1), beside: Vec::new() }
    }

    /// Asks and waits for the end; what was said beside is kept.
    pub fn ask(&mut self, request: Request, deadline: Duration) -> Reply {
        let id = self.next.fetch_add(1, Ordering::Relaxed);
        self.ask_as(id, request, deadline)
    }

    /// The same under a number of the test's own.
    pub fn ask_as(&mut self, id: u64, request: Request, deadline: Duration) -> Reply {
        self.submit_as(id, request, deadline);
        self.end_of(id)
    }

    /// Waits for the end of call `id`, which may have come already; what else is said is kept.
    pub fn end_of(&mut self, id: u64) -> Reply {
        let since = Instant::now();
        let is_end = |report: &Report| matches!(report, Report::Ended { id: ended, .. } if *ended == id);
        loop {
            self.collect();
            if let Some(at) = self.beside.iter().position(is_end)
                && let Report::Ended { reply, .. } = self.beside.remove(at)
            {
                return reply;
            }
            assert!(since.elapsed() < PATIENCE, "no end of call {id}");
            std::thread::sleep(Duration::from_millis(2));
        }
    }

    /// Keeps what was said so far.
    pub fn collect(&mut self) {
        self.beside.extend(self.net.reports(Now::default()));
    }

    /// Asks and does not wait.
    pub fn submit(&mut self, request: Request, deadline: Duration) {
        let id = self.next.fetch_add(1, Ordering::Relaxed);
        self.submit_as(id, request, deadline);
    }

    /// The same under a number of the test's own.
    pub fn submit_as(&mut self, id: u64, request: Request, deadline: Duration) {
        let deadline_ms = u64::try_from(deadline.as_millis()).unwrap();
        self.net.submit(Call { id, request, deadline_ms }, Now::default());
    }

    /// Asks one source once.
    pub fn poll(&mut self, source: &str) -> Polled {
        self.poll_within(source, Duration::from_secs(5))
    }

    /// Asks one source once, with this deadline.
    pub fn poll_within(&mut self, source: &str, deadline: Duration) -> Polled {
        self.beside.clear();
        self.ask(Request::Poll { source: Id::new(source) }, deadline);
        let polled = self.beside.iter().find_map(|report| match report {
            Report::Polled(polled) => Some((**polled).clone()),
            _ => None,
        });
        polled.expect("a poll is answered")
    }
}
