//! A small room on a lever of a real name server, with a cache between it and its users, one channel, and sides that
//! say which they are.

use std::process::Output;

use jday::plan::types::Side;

use crate::fake::{Answer, Asked, Fake};
use crate::lab::unbound::Resolver;
use crate::lab::zone::{Moved, Setup, Zone};
use crate::lab::{bind, knot, powerdns, unbound};
use crate::once::desk::Desk;
use crate::once::ground::{Engine, Ground, Parts};
use crate::once::sides;

/// Time to live of the lever's records, in seconds.
pub const TTL: u32 = 2;
/// How long nothing may speak against a movement before it is confirmed, in seconds.
pub const QUIET: u32 = 1;

/// The sides are where their addresses are; a second name moves with the first, in the same order.
pub const HERE: &[Moved] = &[
    Moved { name: "app.example.org", kind: "A", blue: sides::BLUE, green: sides::GREEN },
    Moved { name: "api.example.org", kind: "AAAA", blue: "2001:db8::10", green: "2001:db8:1::20" },
];

/// Starts a zone, and says how a plan pulls the lever in it.
pub type Primary = fn(Setup) -> (Zone, String);

/// Every lever that a real server has here.
pub const LEVERS: [(&str, Primary); 4] = [
    ("Knot", |setup| with_its_lever(knot::start(setup))),
    ("BIND", |setup| with_its_lever(bind::start(setup))),
    ("PowerDNS by RFC 2136", |setup| with_its_lever(powerdns::start(setup))),
    ("PowerDNS by its API", |setup| {
        let served = powerdns::serve(setup);
        let lever = served.lever();
        (served.zone, lever)
    }),
];

fn with_its_lever(zone: Zone) -> (Zone, String) {
    let lever = zone.lever();
    (zone, lever)
}

/// The room.
pub struct Room {
    pub ground: Ground,
    pub zone: Zone,
    /// What its channel posts to.
    pub chat: Fake,
    _resolver: Resolver,
    _sites: (Fake, Fake),
}

impl Room {
    /// On the lever of `primary`; `before` is a step of the switch between the phrase and the order.
    pub fn new(primary: Primary, before: impl Fn(&Zone) -> String) -> Self {
        let (zone, lever) = primary(Setup { records: HERE, ttl: TTL, ..Setup::default() });
        let resolver = unbound::start(&zone);
        let site = |version: &'static str| move |_: &Asked| Answer::json("{}").with("x-version", version);
        let sites = sides::pair(site("1.0.0"), site("2.0.0"));
        let chat = Fake::start(|_| Answer::new(200, "text/plain", "ok"));
        let ground = Ground::new();
        let webhook = secret(&ground, "webhook", &format!("{}/hook", chat.url()));
        let live = format!(
            "{}language = \"fr\"\nchannels = [{{ id = \"chat\", slack_webhook = {{ url = \"{webhook}\" }} }}]\n",
            zone.watched_by(sites.0.address.port(), &lever)
        );
        let channels = "[{ id = \"chat\", kind = \"slack\", to = \"#ops\" }]".to_owned();
        let (before, tell) = (before(&zone), String::new());
        ground.write_plan(&Parts { kind: "dns", dns: resolver.port, live, before, tell, channels });
        patient(&ground);
        Self { ground, zone, chat, _resolver: resolver, _sites: sites }
    }

    /// An engine with its gates open.
    pub fn open(&self) -> (Engine, Desk) {
        let mut engine = self.ground.engine();
        self.ground.wait_for_door(&mut engine);
        let mut desk = self.desk();
        while desk.state.cutover.survey.is_none() {
            desk.hear().expect("the engine lives");
        }
        desk.open_gates().expect("the engine lives");
        (engine, desk)
    }

    /// A console of its own.
    pub fn desk(&self) -> Desk {
        Desk::at(&self.ground.socket()).expect("an engine listens")
    }

    /// `jday switch` or `jday rollback`, followed to its end.
    pub fn moves(&self, to: Side) -> Output {
        let words: &[&str] = match to {
            Side::Green => &["switch", "--to", "green", "--confirm", "BASCULER VERT"],
            Side::Blue => &["rollback", "--reason", "users", "--confirm", "RETOUR BLEU"],
        };
        self.ground.jday(&[words, &["--json", "--within", "60s"]].concat()).output().unwrap()
    }
}

/// A secret in a file of its owner alone, as a plan names it.
fn secret(ground: &Ground, name: &str, value: &str) -> String {
    use std::os::unix::fs::PermissionsExt as _;
    let path = ground.path().join(name);
    std::fs::write(&path, value).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
    format!("file:{}", path.display())
}

/// The plan of those who are killed has no patience; this one waits for caches.
fn patient(ground: &Ground) {
    let mut text = std::fs::read_to_string(ground.plan()).unwrap();
    for (is, shall) in [
        ("quiet = \"1ms\"", format!("quiet = \"{QUIET}s\"")),
        ("observations = 1", "observations = 2".to_owned()),
        ("ttl = \"1s\"", format!("ttl = \"{TTL}s\"")),
        ("observed_within = \"10s\"", "observed_within = \"1m\"".to_owned()),
        ("budget = \"15s\"", "budget = \"2m\"".to_owned()),
    ] {
        assert!(text.contains(is), "{is}");
        text = text.replace(is, &shall);
    }
    std::fs::write(ground.plan(), text).unwrap();
}

/// What a command said, for whoever reads why a test failed.
pub fn said(output: &Output) -> String {
    let [out, error] = [&output.stdout, &output.stderr].map(|all| String::from_utf8_lossy(all).into_owned());
    format!("{:?}\n{out}\n{error}", output.status.code())
}
