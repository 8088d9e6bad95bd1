//! The database feed against a server and a replica of Debian.

mod checks;
pub mod cluster;
mod day;
mod ground;
mod killed;
mod procedures;

use std::time::{Duration, Instant};

use jday::client::{Observed, Polled, Value};
use jday::plan::types::Id;

use crate::net::{BARE, World, plan};
use cluster::{Cluster, PASSWORD, application};

/// A plan that watches `url` with every metric of the feed; `more` is more of the feed.
fn world(url: &str, more: &str) -> World {
    let live = format!(
        r#"{BARE}
        [[sources]]
        id = "database"
        interval = "15s"
        deadline = "5s"
        [sources.postgres]
        url = "{url}"
        up = "up"
        connections = "connections"
        lag = "replica-lag"
        counts = [{{ metric = "missions-total", sql = "SELECT count(*) FROM missions -- all" }}]
        schema = ["20261101", "20261115"]
        {more}"#
    );
    World::new(&plan(&live))
}

fn with_password(folder: &std::path::Path, text: &str) -> String {
    use std::os::unix::fs::PermissionsExt as _;
    let path = folder.join(format!("secret-{}", text.len()));
    std::fs::write(&path, text).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
    format!("password = \"file:{}\"", path.display())
}

fn seen(polled: Polled) -> Observed {
    polled.answer.unwrap_or_else(|trouble| panic!("{trouble:?}"))
}

#[track_caller]
fn value(observed: &Observed, metric: &str) -> Value {
    let reading = observed.readings.iter().find(|reading| reading.metric == Id::new(metric));
    reading.unwrap_or_else(|| panic!("no {metric} in {observed:?}")).value
}

#[test]
#[ignore = "needs postgresql"]
fn a_database_is_up_while_it_takes_writes_and_down_when_it_refuses() {
    let mut cluster = Cluster::start(&[]);
    application(&cluster, "onelog", 3000, 40);
    let secrets = tempfile::tempdir().unwrap();
    let mut world = world(&cluster.url("onelog"), &with_password(secrets.path(), PASSWORD));
    let polled = world.poll("database");
    assert!(polled.skew_ms.is_some_and(|skew| skew.abs() < 2000), "{:?}", polled.skew_ms);
    let observed = seen(polled);
    assert_eq!(value(&observed, "up"), Value::Number(1.0));
    assert_eq!(value(&observed, "missions-total"), Value::Number(3000.0));
    assert!(matches!(value(&observed, "connections"), Value::Number(share) if share > 0.0 && share < 0.2));
    assert_eq!(value(&observed, "replica-lag"), Value::NoData, "it is no replica");
    assert_eq!(observed.items[0].holds, Some(true), "{:?}", observed.items);

    cluster.sql("onelog", "DELETE FROM supabase_migrations.schema_migrations WHERE version = '20261115'");
    cluster.sql("onelog", "ALTER TABLE missions RENAME TO elsewhere");
    let observed = seen(world.poll("database"));
    assert_eq!(observed.items[0].holds, Some(false));
    assert!(observed.items[0].detail.as_str().contains("20261115"), "{:?}", observed.items);
    assert_eq!(value(&observed, "missions-total"), Value::SourceError, "one broken query breaks no other");
    assert_eq!(value(&observed, "up"), Value::Number(1.0));

    cluster.sql("onelog", "ALTER DATABASE onelog SET default_transaction_read_only = on");
    cluster
        .sql("postgres", "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'onelog'");
    let observed = seen(world.poll("database"));
    assert_eq!(
        value(&observed, "up"),
        Value::Number(0.0),
        "the connection is made anew, and it is read-only"
    );

    cluster.stop();
    let observed = seen(world.poll("database"));
    assert_eq!(value(&observed, "up"), Value::Number(0.0));
    assert_eq!(value(&observed, "missions-total"), Value::SourceError, "nothing is known of it");
    cluster.go_on();
    let observed = seen(world.poll("database"));
    assert!(matches!(value(&observed, "connections"), Value::Number(_)), "it comes back by itself");
}

#[test]
#[ignore = "needs postgresql"]
fn a_wrong_password_or_database_is_trouble_that_shows_no_password() {
    let cluster = Cluster::start(&[]);
    let secrets = tempfile::tempdir().unwrap();
    for (database, password) in [("postgres", "planted-canary-wrong"), ("nowhere", PASSWORD)] {
        let password = with_password(secrets.path(), password);
        let trouble = world(&cluster.url(database), &password).poll("database").answer.expect_err("no entry");
        assert!(!trouble.passing, "{trouble:?}");
        assert!(!trouble.why.as_str().contains("planted-canary"), "{trouble:?}");
    }
}

#[test]
#[ignore = "needs postgresql"]
fn a_replica_takes_no_writes_and_its_lag_grows_once_the_primary_is_gone() {
    let mut primary = Cluster::start(&["wal_level=replica"]);
    application(&primary, "onelog", 100, 10);
    let replica = primary.replica();
    primary.sql("onelog", "INSERT INTO missions VALUES (101, 1, now())");
    let secrets = tempfile::tempdir().unwrap();
    let mut world = world(&replica.url("onelog"), &with_password(secrets.path(), PASSWORD));
    let since = Instant::now();
    let observed = loop {
        let observed = seen(world.poll("database"));
        if value(&observed, "missions-total") == Value::Number(101.0) {
            break observed;
        }
        assert!(since.elapsed() < Duration::from_secs(10), "it never followed");
    };
    assert_eq!(value(&observed, "up"), Value::Number(0.0), "a replica takes no writes");
    assert!(observed.warnings.iter().any(|warning| warning.as_str().contains("replica")));
    assert_eq!(value(&observed, "replica-lag"), Value::Number(0.0));

    primary.stop();
    let since = Instant::now();
    loop {
        // With nothing left to replay it would look as if there were no lag.
        match value(&seen(world.poll("database")), "replica-lag") {
            Value::Number(lag) if lag > 1.0 => break,
            other => assert!(since.elapsed() < Duration::from_secs(15), "{other:?}"),
        }
        std::thread::sleep(Duration::from_millis(200));
    }
}

#[test]
#[ignore = "needs postgresql"]
fn with_a_certificate_file_tls_is_required_and_verified() {
    let made =
        rcgen::generate_simple_self_signed(vec!["localhost".to_owned(), "127.0.0.1".to_owned()]).unwrap();
    let mut cluster = Cluster::start(&[]);
    let (data, keys) = (cluster.folder.path().join("data"), tempfile::tempdir().unwrap());
    let ca = Cluster::file(&keys.path().join("ca.pem"), &made.cert.pem());
    Cluster::file(&data.join("server.crt"), &made.cert.pem());
    Cluster::key(&data.join("server.key"), &made.signing_key.serialize_pem());
    application(&cluster, "onelog", 5, 2);
    let (password, url) = (with_password(keys.path(), PASSWORD), cluster.url("onelog"));
    let with = format!("{password}\nca_file = \"{}\"", ca.display());
    let trouble = world(&url, &with).poll("database").answer.expect_err("it offers no TLS yet");
    assert!(trouble.why.as_str().contains("TLS"), "{trouble:?}");

    cluster.sql("postgres", "ALTER SYSTEM SET ssl = on");
    cluster.sql("postgres", "SELECT pg_reload_conf()");
    std::thread::sleep(Duration::from_millis(300));
    assert_eq!(value(&seen(world(&url, &with).poll("database")), "up"), Value::Number(1.0));
    let other = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    let other = Cluster::file(&keys.path().join("other.pem"), &other.cert.pem());
    let with = format!("{password}\nca_file = \"{}\"", other.display());
    world(&url, &with).poll("database").answer.expect_err("a certificate nobody vouches for is not taken");
    cluster.stop();
}
