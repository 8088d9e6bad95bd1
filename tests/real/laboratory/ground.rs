//! What the whole day stands on: Knot as the lever with BIND as its secondary, two Unbounds, a `PostgreSQL`, a mail
//! server, an HTTP sink, two sides with their users, and `jday` as people run it.

use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use super::mail::Mail;
use super::site::Sites;
use super::users::Users;
use crate::fake::{Answer, Asked, Fake};
use crate::jday::{Engine, Jday};
use crate::kit::me;
use crate::lab::unbound::Resolver;
use crate::lab::zone::{Moved, SECRET, Setup, Zone};
use crate::lab::{bind, free_port, knot, unbound};
use crate::once::sides;
use crate::postgres::cluster::{Cluster, PASSWORD};

/// Time to live of the lever's records, for how long the late resolver keeps them at least, and how long nothing may
/// speak against a movement before it is confirmed; in seconds.
pub const TTL: u32 = 3;
pub const LATE: u32 = 6;
pub const QUIET: u32 = 3;

/// What is planted in the engine's environment. The last is named by no plan.
pub const SECRETS: [(&str, &str); 5] = [
    ("LAB_TSIG", SECRET),
    ("LAB_MAIL", "planted-mail-5e1b"),
    ("LAB_ROUTING_KEY", "planted0routing0key0c41d7f2ab903"),
    ("LAB_DATABASE", PASSWORD),
    ("LAB_STRAY", "planted-stray-77d0"),
];
/// The path of the webhook, which is a secret like its whole address.
pub const HOOK: &str = "/services/T0LAB/B0LAB/plantedhook2f9c";

const BOTH: &[Moved] = &[
    Moved { name: "app.example.org", kind: "A", blue: sides::BLUE, green: sides::GREEN },
    Moved { name: "app.example.org", kind: "AAAA", blue: "::ffff:127.0.0.1", green: "::ffff:127.0.0.2" },
];

/// The ground; everything on it ends with the test that holds it.
pub struct Day {
    pub zone: Zone,
    pub secondary: bind::Secondary,
    /// One that keeps what it hears for as long as it may, and one that keeps it longer.
    pub resolvers: [Resolver; 2],
    pub sites: Sites,
    pub mail: Mail,
    pub sink: Fake,
    /// The program, with the secrets in its environment.
    pub jday: Jday,
    database: Cluster,
}

impl Day {
    /// Starts all of it.
    pub fn start() -> Self {
        let slow = std::thread::spawn(|| (Cluster::start(&[]), Mail::start(SECRETS[1].1)));
        let second = free_port();
        let zone =
            knot::start(Setup { records: BOTH, ttl: TTL, secondaries: vec![second], ..Setup::default() });
        let secondary = bind::secondary(&zone, second);
        let servers = [zone.port, secondary.port];
        let resolvers = [unbound::keeping(&servers, 0), unbound::keeping(&servers, LATE)];
        let sink = Fake::start(|asked| match asked.path.as_str() {
            "/v2/enqueue" => {
                Answer::new(202, "application/json", r#"{"status":"success","message":"Event processed"}"#)
            }
            HOOK => Answer::new(200, "text/plain", "ok"),
            _ => Answer::new(404, "text/plain", "not found"),
        });
        let (database, mail) = slow.join().unwrap();
        let variables = SECRETS
            .map(|(name, secret)| (name, secret.to_owned()))
            .into_iter()
            .chain([("LAB_WEBHOOK", format!("{}{HOOK}", sink.url())), ("LANG", "fr_FR.UTF-8".to_owned())]);
        let jday = Jday::of("laboratoire", variables.collect());
        let sites = Sites::start();
        let day = Self { zone, secondary, resolvers, sites, mail, sink, jday, database };
        day.write_plan();
        day
    }

    fn write_plan(&self) {
        let [prompt, late] = self.resolvers.each_ref().map(|resolver| resolver.port.to_string());
        let filled = [
            ("@LOGIN@", me()),
            ("@TTL@", TTL.to_string()),
            ("@QUIET@", QUIET.to_string()),
            ("@PROMPT@", prompt),
            ("@LATE@", late),
            ("@WEB@", self.sites.port().to_string()),
            ("@PRIMARY@", self.zone.port.to_string()),
            ("@SECONDARY@", self.secondary.port.to_string()),
            ("@DATABASE@", self.database.port.to_string()),
            ("@SINK@", self.sink.url()),
            ("@SMTP@", self.mail.port.to_string()),
            ("@CERTIFICATE@", self.mail.certificate().display().to_string()),
        ];
        let plan = include_str!("day.toml.in").to_owned();
        let plan = filled.iter().fold(plan, |plan, (part, with)| plan.replace(part, with));
        std::fs::write(self.plan(), plan).unwrap();
    }

    pub fn plan(&self) -> PathBuf {
        self.jday.path("plan.toml")
    }

    /// Those who come by the two resolvers by turns.
    pub fn users(&self, count: usize) -> Users {
        let resolvers = self.resolvers.each_ref().map(|resolver| resolver.port);
        Users::come(count, "app.example.org", &resolvers, self.sites.port())
    }

    /// Starts the engine and waits until it can be attached to.
    pub fn engine(&self) -> Engine {
        self.jday.engine(&self.plan())
    }

    /// What was posted to `path` of the HTTP sink.
    pub fn posted(&self, path: &str) -> Vec<String> {
        self.sink.asked().iter().filter(|asked| asked.path == path).map(Asked::text).collect()
    }
}

/// Milliseconds since the epoch.
pub fn now_ms() -> i64 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or(Duration::ZERO);
    i64::try_from(since.as_millis()).unwrap()
}
