//! Fresh connections: which side answers, and what does not count as one.

use std::time::Duration;

use jday::client::{Answers, Proof, Report, Request};
use jday::plan::types::live::Family;
use jday::plan::types::{Plan, Side};

use crate::fake::{Answer, Asked, Fake};
use crate::net::{World, read};
use crate::resolver::Resolver;
use crate::sides::{BLUE, GREEN, at_home, closed_port, pair};

/// The embedded plan, whose sides are 0.9.0 and 1.0.0, with one path over `resolver` and one over the machine's own.
fn plan(port: u16, read_by: &str, resolver: &Resolver) -> Plan {
    let live = format!(
        r#"
fingerprint = {{ url = "http://api.example.com:{port}/version", {read_by} within = "500ms" }}
lever = {{ exec = {{ point = ["true"], read = ["echo", "blue"] }} }}
survey = {{ paths = [{{ id = "google", resolver = "google" }}] }}
sources = []
"#
    );
    let mut plan = at_home(jday::plan::embedded().clone());
    plan.live = Some(read(&live));
    for known in &mut plan.lever.resolvers {
        known.address = resolver.address().to_string().into();
    }
    plan
}

fn survey(world: &mut World) -> Answers {
    world.beside.clear();
    world.ask(Request::Survey, Duration::from_secs(5));
    let answers = world.beside.iter().find_map(|report| match report {
        Report::Surveyed(answers) => Some(answers.clone()),
        _ => None,
    });
    answers.expect("a survey")
}

fn seen(world: &mut World) -> (Option<Side>, u16) {
    let answers = survey(world);
    let [(path, side, status)] = &answers.fingerprints[..] else { panic!("{answers:?}") };
    assert_eq!(path.as_str(), "google");
    (*side, *status)
}

fn health(world: &mut World, to: Side) -> Proof {
    world.beside.clear();
    world.ask(Request::DryRun { to }, Duration::from_secs(5));
    let proof = world.beside.iter().find_map(|report| match report {
        Report::Proved { checks, .. } => {
            checks.iter().find(|it| it.name.as_str() == "target-health").cloned()
        }
        _ => None,
    });
    proof.expect("the target's health")
}

fn version(version: &'static str) -> impl Fn(&Asked) -> Answer + Send + Sync + 'static {
    move |_| Answer::json(format!("{{\"app\": {{\"version\": {version:?}}}}}")).with("x-version", version)
}

#[test]
fn a_path_of_one_family_is_blind_to_the_other() {
    let (blue, _green) = pair(version("0.9.0"), version("1.0.0"));
    let resolver = Resolver::start(BLUE);
    let mut plan = plan(blue.address.port(), "header = \"X-Version\",", &resolver);
    for (family, wanted) in [(Family::Ipv4, (Some(Side::Blue), 200)), (Family::Ipv6, (None, 0))] {
        plan.live.as_mut().unwrap().survey.paths[0].family = Some(family);
        assert_eq!(seen(&mut World::new(&plan)), wanted, "{family:?}: the name has A records alone");
    }
}

/// M1 of RELIABILITY: a client that keeps connections never left Blue, for 120 looks after the turn.
#[test]
fn the_first_look_after_the_turn_sees_green_though_both_keep_connections() {
    let (blue, green) = pair(version("0.9.0"), version("1.0.0"));
    let resolver = Resolver::start(BLUE);
    let mut world = World::new(&plan(blue.address.port(), "header = \"X-Version\",", &resolver));
    for _ in 0..3 {
        assert_eq!(seen(&mut world), (Some(Side::Blue), 200));
    }
    let asked = resolver.asked();
    assert!(asked >= 3, "the name is resolved for each look, not {asked} times for three");
    resolver.turn(GREEN);
    assert_eq!(seen(&mut world), (Some(Side::Green), 200), "the very first look");
    resolver.turn(BLUE);
    assert_eq!(seen(&mut world), (Some(Side::Blue), 200), "and back");
    let host = format!("api.example.com:{}", blue.address.port());
    assert_eq!(green.asked()[0].header("host"), Some(host.as_str()));
}

#[test]
fn the_version_is_read_where_the_plan_says() {
    let (blue, _green) = pair(version("0.9.0"), version("1.0.0"));
    for read_by in ["", "json = \"/app/version\",", "header = \"x-version\","] {
        let resolver = Resolver::start(GREEN);
        let mut world = World::new(&plan(blue.address.port(), read_by, &resolver));
        assert_eq!(seen(&mut world), (Some(Side::Green), 200), "{read_by}");
    }
    let resolver = Resolver::start(GREEN);
    let mut world = World::new(&plan(blue.address.port(), "json = \"/version\",", &resolver));
    assert_eq!(seen(&mut world), (None, 200), "it stands elsewhere");
}

/// What answers and yet is no side.
#[test]
fn a_copy_a_login_page_or_garbage_is_no_side() {
    type Script = fn(&Asked) -> Answer;
    let cases: [(&str, Script, u16); 9] = [
        ("aged", |asked| version("1.0.0")(asked).with("age", "12"), 200),
        ("cdn", |asked| version("1.0.0")(asked).with("cf-cache-status", "HIT"), 200),
        ("vercel", |asked| version("1.0.0")(asked).with("x-vercel-cache", "STALE"), 200),
        ("login", |_| Answer::new(200, "text/html", "<form>password</form>"), 200),
        ("away", |_| Answer::new(302, "text/html", "").with("location", "http://127.0.0.1:9/"), 302),
        ("both", |_| Answer::new(200, "text/plain", "0.9.0 and 1.0.0"), 200),
        ("bytes", |_| Answer::new(200, "application/json", vec![0xff, 0x00, 0x1b]), 200),
        ("cut", |asked| version("1.0.0")(asked).cut(), 0),
        ("late", |asked| version("1.0.0")(asked).after(Duration::from_secs(2)), 0),
    ];
    for (name, script, status) in cases {
        let fake = Fake::start(script);
        let resolver = Resolver::start(BLUE);
        let mut world = World::new(&plan(fake.address.port(), "", &resolver));
        assert_eq!(seen(&mut world), (None, status), "{name}");
    }
    let resolver = Resolver::start(BLUE);
    assert_eq!(seen(&mut World::new(&plan(closed_port(), "", &resolver))), (None, 0), "refused");
}

#[test]
fn a_target_is_healthy_if_it_answers_as_itself_at_its_own_address() {
    let (blue, _green) = pair(version("0.9.0"), version("0.9.0"));
    let resolver = Resolver::start(BLUE);
    let mut world = World::new(&plan(blue.address.port(), "", &resolver));
    let proof = health(&mut world, Side::Blue);
    assert!(proof.ok == Some(true) && proof.detail.as_str().contains("127.0.0.1"), "{proof:?}");
    let proof = health(&mut world, Side::Green);
    assert!(proof.ok == Some(false) && proof.detail.as_str().contains("from blue"), "{proof:?}");

    let (blue, _green) =
        pair(|_| Answer::new(503, "text/plain", "0.9.0"), |asked| version("1.0.0")(asked).with("age", "5"));
    let mut world = World::new(&plan(blue.address.port(), "", &resolver));
    assert_eq!(health(&mut world, Side::Blue).ok, Some(false), "it says that it is not well");
    let proof = health(&mut world, Side::Green);
    assert!(proof.ok == Some(false) && proof.detail.as_str().contains("copy"), "{proof:?}");

    let mut lost = plan(blue.address.port(), "", &resolver);
    lost.sides.green.address = "no-such-name.invalid".into();
    assert_eq!(health(&mut World::new(&lost), Side::Green).ok, None, "nobody can tell");
}
