//! The lever of a real name server, pulled once by engines that are killed. Needs `bind9` and `bind9-dnsutils`.

#![allow(clippy::print_stderr, reason = "figures")]

#[path = "../once/check.rs"]
mod check;
#[path = "../once/desk.rs"]
pub mod desk;
#[path = "../once/ground.rs"]
#[allow(dead_code, reason = "shared with tests/once")]
pub mod ground;
#[path = "../once/kill.rs"]
mod kill;
#[path = "../once/runs.rs"]
mod runs;
#[path = "../support/sides.rs"]
#[allow(dead_code, reason = "shared with tests/net")]
pub mod sides;

use chrono::{Local, NaiveDateTime, TimeZone as _};
use jday::plan::types::Side;

use self::ground::{Ground, Parts, Provider, Pull};
use self::runs::{all, moments, number, run};
use crate::fake::{Answer, Fake};
use crate::lab::bind;
use crate::lab::zone::{KEY, Moved, Setup, Zone};

/// The sides are where their addresses are.
const HERE: &[Moved] =
    &[Moved { name: "app.example.org", kind: "A", blue: sides::BLUE, green: sides::GREEN }];

/// The server's log goes by a clock that is late by up to one tick of the kernel.
const COARSE_MS: i64 = 10;

struct Named {
    ground: Ground,
    zone: Zone,
    _sites: (Fake, Fake),
}

impl Named {
    fn new(from: Side) -> Self {
        let zone = bind::start(Setup { records: HERE, ttl: 1, ..Setup::default() });
        if from == Side::Green {
            let green = format!("update add app.example.org. 1 A {}", sides::GREEN);
            zone.change(&["update delete app.example.org. A", &green]);
        }
        let site = |version: &'static str| move |_: &_| Answer::json("{}").with("x-version", version);
        let sites = sides::pair(site("1.0.0"), site("2.0.0"));
        let live = zone.watched(sites.0.address.port());
        let (before, tell, channels) = (String::new(), String::new(), "[]".to_owned());
        let ground = Ground::new();
        ground.write_plan(&Parts { kind: "dns", dns: zone.port, live, before, tell, channels });
        Self { ground, zone, _sites: sites }
    }
}

impl Provider for Named {
    fn ground(&self) -> &Ground {
        &self.ground
    }

    /// What the server says that it was made to add by the lever's key; it moves what it adds.
    fn pulls(&self) -> Vec<Pull> {
        let log = self.zone.log();
        let added = log
            .lines()
            .filter(|line| line.contains(&format!("/key {KEY}: ")) && line.contains(": adding an RR at "));
        added
            .map(|line| {
                let at =
                    NaiveDateTime::parse_from_str(line.get(..24).unwrap(), "%d-%b-%Y %H:%M:%S%.3f").unwrap();
                let to = if line.ends_with(sides::GREEN) { Side::Green } else { Side::Blue };
                let at = Local.from_local_datetime(&at).unwrap().timestamp_millis() + COARSE_MS;
                Pull { at, to, moved: true }
            })
            .collect()
    }

    fn stands(&self) -> Side {
        let green = self.zone.values("app.example.org", "A") == [sides::GREEN];
        if green { Side::Green } else { Side::Blue }
    }
}

#[test]
#[ignore = "needs named"]
fn killed_at_any_step_an_engine_moves_the_record_of_a_name_server_once() {
    let count = number("JDAY_RUNS", 8);
    let seed = number("JDAY_SEED", 7) as u64;
    let figures = all(count, number("JDAY_AT_ONCE", 4), |n| {
        let mut chance = fastrand::Rng::with_seed(seed.wrapping_mul(1_000_003) + n as u64);
        let to = if n % 8 < 4 { Side::Green } else { Side::Blue };
        // The server answers within milliseconds, so that most of them kill before it or just after it.
        let mut moments = moments(n, &mut chance);
        if let Some(kill::Moment::Order(ms)) = moments.first_mut() {
            *ms %= 30;
        }
        eprintln!("run {n}: to {to}, {moments:?}");
        run(&Named::new(to.other()), to, &moments)
    });
    eprintln!("{figures:#?}");
    assert_eq!(figures.runs, count);
    assert!(figures.pulls >= count, "each ended where it was to go: {figures:?}");
    assert!(figures.kills >= count / 2, "{figures:?}");
}
