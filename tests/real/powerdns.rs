//! The lever of `PowerDNS` on a real server with `SQLite` behind it.

use std::time::Duration;

use jday::client::{Reply, Report, Request};
use jday::plan::types::Side::{self, Blue, Green};

use crate::lab::{Server, free_port};
use crate::net::{World, plan};
use crate::run;
use crate::term::Folder;

const SCHEMA: &str = "/usr/share/pdns-backend-sqlite3/schema/schema.sqlite3.sql";
const KEY: &str = "canary-0815";
const PLENTY: Duration = Duration::from_secs(15);

/// A server with the zone `example.org`, at Blue.
struct Lab {
    folder: Folder,
    port: u16,
    dns: u16,
    _server: Server,
}

impl Lab {
    fn new() -> Self {
        let (folder, port, dns) = (Folder::new(), free_port(), free_port());
        let path = folder.path();
        let config = format!(
            "launch=gsqlite3\ngsqlite3-database={0}/pdns.db\nlocal-address=127.0.0.1\nlocal-port={dns}\napi=yes\napi-key={KEY}\n\
             webserver=yes\nwebserver-address=127.0.0.1\nwebserver-port={port}\nsocket-dir={0}\ndaemon=no\nguardian=no\n\
             query-cache-ttl=0\ncache-ttl=0\nnegquery-cache-ttl=0\nzone-cache-refresh-interval=0\n",
            path.display()
        );
        std::fs::write(path.join("pdns.conf"), config).unwrap();
        let database = path.join("pdns.db");
        run("sqlite3", &[database.to_str().unwrap(), &format!(".read {SCHEMA}")]);
        let lab_dir = format!("--config-dir={}", folder.as_str());
        let util = |args: &[&str]| run("pdnsutil", &[&[lab_dir.as_str()], args].concat());
        util(&["create-zone", "example.org", "ns.example.org"]);
        util(&["add-record", "example.org", "app", "A", "60", "192.0.2.10"]);
        util(&["add-record", "example.org", "www", "CNAME", "30", "blue.example.net."]);
        let mut server = Server::start("pdns", path, "pdns_server", &[&lab_dir]);
        server.wait_for_port(port);
        Self { folder, port, dns, _server: server }
    }

    fn world(&self, key: &str, zone: &str) -> World {
        let secret = self.folder.path().join("key");
        std::fs::write(&secret, key).unwrap();
        std::fs::set_permissions(&secret, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
        World::new(&plan(&format!(
            r#"
fingerprint = {{ url = "http://127.0.0.1:9/", header = "x-version", within = "1s" }}
survey = {{ paths = [] }}
sources = []
[lever.powerdns]
api = {{ url = "http://127.0.0.1:{}/api/v1", auth = {{ header = "X-API-Key", secret = "file:{}" }} }}
zone = "{zone}"
[[lever.records]]
name = "app.example.org"
type = "A"
blue = ["192.0.2.10"]
green = ["198.51.100.20", "198.51.100.21"]
[[lever.records]]
name = "www.example.org"
type = "CNAME"
blue = ["blue.example.net"]
green = ["green.example.net"]
"#,
            self.port,
            secret.display()
        )))
    }

    /// What the name server answers.
    fn served(&self, name: &str, kind: &str) -> Vec<String> {
        let port = self.dns.to_string();
        let out = run("dig", &["@127.0.0.1", "-p", &port, name, kind, "+noall", "+answer"]);
        let mut lines: Vec<String> =
            out.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
        lines.sort();
        lines
    }

    /// Changes a record behind jday's back.
    fn edit(&self, sql: &str) {
        let database = self.folder.path().join("pdns.db");
        run("sqlite3", &["-cmd", ".timeout 5000", database.to_str().unwrap(), sql]);
    }
}

fn point(world: &mut World, from: Side, to: Side) -> Reply {
    world.ask(Request::Point { from, to }, PLENTY)
}

#[track_caller]
fn assert_refused(reply: &Reply, says: &str) {
    assert!(matches!(reply, Reply::Refused(why) if why.as_str().contains(says)), "{reply:?}");
    assert!(!format!("{reply:?}").contains(KEY), "{reply:?}");
}

#[test]
#[ignore = "needs pdns-server, pdns-backend-sqlite3, sqlite3 and bind9-dnsutils"]
fn a_real_powerdns_moves_both_records_there_and_back() {
    let lab = Lab::new();
    let mut world = lab.world(KEY, "example.org");
    world.ask(Request::DryRun { to: Green }, PLENTY);
    let proofs = world.beside.iter().find_map(|report| match report {
        Report::Proved { checks, .. } => checks.iter().find(|proof| proof.name.as_str() == "lever"),
        _ => None,
    });
    assert_eq!(proofs.unwrap().ok, Some(true), "{proofs:?}");
    assert_eq!(lab.served("app.example.org", "A"), ["app.example.org. 60 IN A 192.0.2.10"]);

    let reply = point(&mut world, Blue, Green);
    assert!(
        matches!(&reply, Reply::Done(words) if words.as_str().contains("read again: at green")),
        "{reply:?}"
    );
    let green = ["app.example.org. 60 IN A 198.51.100.20", "app.example.org. 60 IN A 198.51.100.21"];
    assert_eq!(lab.served("app.example.org", "A"), green);
    assert_eq!(lab.served("www.example.org", "CNAME"), ["www.example.org. 30 IN CNAME green.example.net."]);
    assert_refused(&point(&mut world, Blue, Green), "points at green");

    let reply = point(&mut world, Green, Blue);
    assert!(
        matches!(&reply, Reply::Done(words) if words.as_str().contains("read again: at blue")),
        "{reply:?}"
    );
    assert_eq!(lab.served("app.example.org", "A"), ["app.example.org. 60 IN A 192.0.2.10"]);
    assert_eq!(lab.served("www.example.org", "CNAME"), ["www.example.org. 30 IN CNAME blue.example.net."]);
}

#[test]
#[ignore = "needs pdns-server, pdns-backend-sqlite3, sqlite3 and bind9-dnsutils"]
fn a_real_powerdns_that_was_changed_out_of_band_is_left_alone() {
    let lab = Lab::new();
    let mut world = lab.world(KEY, "example.org");
    lab.edit("update records set content = '203.0.113.9' where type = 'A' and name = 'app.example.org'");
    assert_refused(&point(&mut world, Blue, Green), "203.0.113.9");
    lab.edit("update records set content = '192.0.2.10' where type = 'A' and name = 'app.example.org'");
    lab.edit(
        "insert into records (domain_id, name, type, content, ttl, disabled, auth) \
         values (1, 'app.example.org', 'A', '192.0.2.99', 60, 0, 1)",
    );
    assert_refused(&point(&mut world, Blue, Green), "192.0.2.99");
    lab.edit("delete from records where name in ('app.example.org')");
    assert_refused(&point(&mut world, Blue, Green), "not there");
    assert_eq!(lab.served("www.example.org", "CNAME"), ["www.example.org. 30 IN CNAME blue.example.net."]);
}

#[test]
#[ignore = "needs pdns-server, pdns-backend-sqlite3, sqlite3 and bind9-dnsutils"]
fn a_real_powerdns_says_what_is_wrong_with_a_key_and_a_zone() {
    let lab = Lab::new();
    assert_refused(&point(&mut lab.world("other", "example.org"), Blue, Green), "401");
    assert_refused(&point(&mut lab.world(KEY, "org"), Blue, Green), "404");
}
