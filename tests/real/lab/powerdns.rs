//! `PowerDNS` with `SQLite` behind it: a primary that takes updates, by RFC 2136 with a key and by its own HTTP
//! API. Needs `pdns-server`, `pdns-backend-sqlite3`, `sqlite3` and `bind9-dnsutils`.

use std::os::unix::fs::PermissionsExt as _;

use super::super::run;
use super::zone::{ADMIN, ADMIN_SECRET, APEX, KEY, SECRET, Setup, Zone, dig, zone_file};
use super::{Server, free_port};

const SCHEMA: &str = "/usr/share/pdns-backend-sqlite3/schema/schema.sqlite3.sql";
/// What its API is asked with.
pub const API_KEY: &str = "planted-api-key-0815";

/// A zone on a primary; its API listens on `api`.
pub struct Served {
    /// The zone.
    pub zone: Zone,
    /// Where its API listens.
    pub api: u16,
}

/// A zone on a primary, for those who ask by RFC 2136 alone.
pub fn start(setup: Setup) -> Zone {
    serve(setup).zone
}

/// The same with its API.
pub fn serve(setup: Setup) -> Served {
    let (port, api, folder) = (free_port(), free_port(), tempfile::tempdir().unwrap());
    let here = folder.path().display();
    // No cache of its own: what was changed is what is answered.
    let config = format!(
        "launch=gsqlite3\ngsqlite3-database={here}/pdns.db\nlocal-address=127.0.0.1\nlocal-port={port}\n\
         api=yes\napi-key={API_KEY}\nwebserver=yes\nwebserver-address=127.0.0.1\nwebserver-port={api}\n\
         socket-dir={here}\ndaemon=no\nguardian=no\nquery-cache-ttl=0\ncache-ttl=0\nnegquery-cache-ttl=0\n\
         zone-cache-refresh-interval=0\ndnsupdate=yes\nallow-dnsupdate-from=127.0.0.0/8\n"
    );
    std::fs::write(folder.path().join("pdns.conf"), config).unwrap();
    zone_file(&setup, folder.path());
    let [database, zone] = ["pdns.db", "zone.db"].map(|name| folder.path().join(name).display().to_string());
    run("sqlite3", &[&database, &format!(".read {SCHEMA}")]);
    let place = format!("--config-dir={here}");
    run("pdnsutil", &[&place, "load-zone", APEX, &zone]);
    let sql = [(KEY, SECRET), (ADMIN, ADMIN_SECRET)].map(|(key, secret)| {
        format!(
            "insert into tsigkeys (name, algorithm, secret) values ('{key}', '{}', '{secret}');\n\
             insert into domainmetadata (domain_id, kind, content) values (1, 'TSIG-ALLOW-DNSUPDATE', '{key}');\n",
            setup.algorithm
        )
    });
    run("sqlite3", &[&database, &sql.concat()]);
    let mut server = Server::start("pdns", folder.path(), "pdns_server", &[&place]);
    server.wait_for_port(api);
    server.wait("the zone", || !dig(port, APEX, "SOA").is_empty());
    Served { zone: Zone { port, setup, server, folder }, api }
}

impl Served {
    /// `lever = { … }` for the inside of `[live]`, by the API, with its key in a file.
    pub fn lever(&self) -> String {
        let file = self.zone.folder.path().join("api.secret");
        std::fs::write(&file, API_KEY).unwrap();
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o600)).unwrap();
        format!(
            "lever = {{ records = [{}], powerdns = {{ zone = \"{APEX}\", api = {{ url = \
             \"http://127.0.0.1:{}/api/v1\", auth = {{ header = \"X-API-Key\", secret = \"file:{}\" }} }} }} }}",
            self.zone.records(),
            self.api,
            file.display()
        )
    }
}

impl Zone {
    /// Takes the right to change the zone from `key`, which the server goes on knowing.
    pub fn forbid(&self, key: &str) {
        let database = self.folder.path().join("pdns.db");
        let sql = format!("delete from domainmetadata where content = '{key}'");
        run("sqlite3", &["-cmd", ".timeout 5000", database.to_str().unwrap(), &sql]);
    }
}
