//! Supabase, the database's bad answers, and the machine's variables.

use std::io::Write as _;
use std::net::TcpListener;
use std::sync::Mutex;
use std::time::Duration;

use jday::client::{Observed, Polled, Trouble, Value};

use crate::fake::{Answer, Fake};
use crate::hostile::HOSTILE;
use crate::net::{BARE, World, plan};

fn seen(polled: Polled) -> Observed {
    polled.answer.unwrap_or_else(|trouble| panic!("{trouble:?}"))
}

fn source(kind: &str) -> World {
    World::new(&plan(&format!(
        "{BARE}\n[[sources]]\nid = \"it\"\ninterval = \"30s\"\ndeadline = \"5s\"\n{kind}"
    )))
}

fn supabase(fake: &Fake) -> World {
    source(&format!(
        "supabase = {{ api = {{ url = \"{}\", headers = [\"authorization: Bearer planted-canary\"] }}, \
         project = \"ref\", health = \"supabase\" }}",
        fake.url()
    ))
}

fn health(services: &str, project: &str) -> Observed {
    let (services, project) = (services.to_owned(), project.to_owned());
    let fake = Fake::start(move |asked| {
        let is_health = asked.path.contains("/health?");
        Answer::json(if is_health { services.clone() } else { format!(r#"{{"status":"{project}"}}"#) })
    });
    let observed = seen(supabase(&fake).poll("it"));
    let asked = fake.asked().remove(0).path;
    assert!(asked.contains("services=auth&services=db&services=pooler"), "{asked}");
    observed
}

fn all(status: &str) -> String {
    let names = ["auth", "db", "pooler", "realtime", "rest", "storage"];
    let each = names.map(|name| format!(r#"{{"name":"{name}","healthy":true,"status":"{status}"}}"#));
    format!("[{}]", each.join(","))
}

#[test]
fn supabase_is_well_only_if_every_service_and_the_project_are() {
    let well = all("ACTIVE_HEALTHY");
    let sick = well.replacen("ACTIVE_HEALTHY", "UNHEALTHY", 1);
    let strange = well.replacen("ACTIVE_HEALTHY", "DANCING", 1);
    for (services, project, expected) in [
        (well.as_str(), "ACTIVE_HEALTHY", Value::Number(1.0)),
        (&sick, "ACTIVE_HEALTHY", Value::Number(0.0)),
        (&well, "PAUSING", Value::Number(0.0)),
        // What is not said, or said in a new word, is neither well nor a failure.
        (&strange, "ACTIVE_HEALTHY", Value::SourceError),
        ("[]", "ACTIVE_HEALTHY", Value::SourceError),
        (&well, "SOMETHING_NEW", Value::SourceError),
    ] {
        let observed = health(services, project);
        assert_eq!(observed.readings[0].value, expected, "{services} {project}");
        assert_eq!(observed.warnings.is_empty(), expected == Value::Number(1.0), "{:?}", observed.warnings);
    }
}

#[test]
fn bad_answers_of_supabase_are_trouble_and_show_no_secret() {
    for (expected, answer) in HOSTILE.iter().map(|(expected, make)| (*expected, make())) {
        let answer = Mutex::new(answer);
        let fake = Fake::start(move |_| answer.lock().unwrap().clone());
        let polled = supabase(&fake).poll_within("it", Duration::from_millis(1200));
        let Trouble { why, .. } = polled.answer.expect_err(expected);
        assert!(expected.split('|').any(|words| why.as_str().contains(words)), "{expected}: {why}");
        assert!(!why.as_str().contains("planted-canary") && !why.as_str().contains('\u{1b}'), "{why}");
    }
}

/// A database at `url`, which is 127.0.0.1 and a port or a name.
fn database(host: &str) -> World {
    source(&format!(
        "postgres = {{ url = \"postgresql://jday@{host}/onelog\", up = \"up\", connections = \"c\" }}"
    ))
}

#[test]
fn a_database_that_refuses_is_down_and_one_that_is_not_found_or_silent_is_unknown() {
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let observed = seen(database(&closed.to_string()).poll("it"));
    assert_eq!(observed.readings[0].value, Value::Number(0.0), "it refuses: {observed:?}");
    assert_eq!(observed.readings[1].value, Value::SourceError, "nothing else is known");

    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = silent.local_addr().unwrap().to_string();
    for host in ["no-such-host.invalid", &address] {
        let polled = database(host).poll_within("it", Duration::from_secs(7));
        let trouble = polled.answer.expect_err("nobody knows");
        assert!(trouble.passing, "{host}: {trouble:?}");
    }
}

#[test]
fn a_database_that_talks_nonsense_is_trouble() {
    for nonsense in
        [&b"HTTP/1.1 200 OK\r\n\r\n<html>"[..], b"\xff\xff\xff\xff\xff\xff", b"R\x7f\xff\xff\xff", b""]
    {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        std::thread::spawn(move || {
            while let Ok((mut stream, _)) = listener.accept() {
                let _ = stream.write_all(nonsense);
            }
        });
        let polled = database(&address).poll_within("it", Duration::from_secs(2));
        assert!(polled.answer.is_err(), "{nonsense:?} gave {:?}", polled.answer);
    }
}

#[test]
fn a_password_in_the_address_of_a_database_is_refused_and_not_repeated() {
    let live = format!(
        "{BARE}\n[[sources]]\nid = \"it\"\ninterval = \"30s\"\ndeadline = \"5s\"\n\
         postgres = {{ url = \"postgresql://jday:planted-canary@127.0.0.1/onelog\" }}"
    );
    let made = jday::client::net::Net::new(&plan(&live), &"room".into(), std::sync::Arc::new(|| {}));
    let wrong = made.err().expect("it is refused");
    let told = format!("{wrong:?} {}", wrong[0]);
    assert!(told.contains("env:NAME") && !told.contains("planted-canary"), "{told}");
}

#[test]
fn variables_are_present_well_formed_and_never_shown() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("production.env");
    let kind = format!("environment = {{ file = \"{}\", wrong = \"wrong\" }}", path.display());
    let good = "# the production build\nexport VITE_ENVIRONMENT=production\nVITE_APP_VERSION=\"1.0.0\"\n\
                VITE_API_URL=https://api.onelog-africa.com\nVITE_SUPABASE_URL=https://planted-canary.supabase.co\n\
                VITE_SUPABASE_ANON_KEY=planted-canary-1\nVITE_SENTRY_DSN=https://planted-canary@sentry.io/1\n\
                SENTRY_AUTH_TOKEN='planted-canary-2'\nTWILIO_ACCOUNT_SID=planted-canary-3\n\
                TWILIO_AUTH_TOKEN=planted-canary-4\nGOOGLE_MAPS_API_KEY=planted-canary-5\n";
    let mut world = source(&kind);
    let trouble = world.poll("it").answer.expect_err("there is no file yet");
    assert!(trouble.why.as_str().contains("production.env"), "{trouble:?}");
    std::fs::write(&path, good).unwrap();
    let observed = seen(world.poll("it"));
    assert_eq!(observed.items[0].holds, Some(true), "{observed:?}");
    for (from, to, expected) in [
        (
            "VITE_ENVIRONMENT=production",
            "VITE_ENVIRONMENT=staging",
            "VITE_ENVIRONMENT is not what the plan says",
        ),
        ("TWILIO_AUTH_TOKEN=planted-canary-4", "", "TWILIO_AUTH_TOKEN is not set"),
        ("=planted-canary-5", "=", "GOOGLE_MAPS_API_KEY is empty"),
        ("=planted-canary-5", "=xxxxxx", "GOOGLE_MAPS_API_KEY is a placeholder"),
        ("=planted-canary-3", "=your-account-sid", "TWILIO_ACCOUNT_SID is a placeholder"),
        (
            "https://planted-canary.supabase.co",
            "planted-canary.supabase.co",
            "VITE_SUPABASE_URL is no https address",
        ),
        (
            "https://planted-canary.supabase.co",
            "http://planted-canary.co",
            "VITE_SUPABASE_URL is no https address",
        ),
    ] {
        std::fs::write(&path, good.replace(from, to)).unwrap();
        let observed = seen(world.poll("it"));
        assert_eq!(observed.readings[0].value, Value::Number(1.0), "{to}");
        assert_eq!(observed.items[0].detail.as_str(), expected);
        assert_eq!(observed.items[0].holds, Some(false));
        assert!(!format!("{observed:?}").contains("planted-canary"), "{observed:?}");
    }
}
