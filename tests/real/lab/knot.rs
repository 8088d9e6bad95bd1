//! Knot: a primary with a key that may move the lever's records and no other, and secondaries. Needs `knot`.

use std::path::Path;

use super::zone::{ADMIN, ADMIN_SECRET, APEX, KEY, SECRET, Setup, Zone, at_clock, dig, zone_file};
use super::{Server, free_port};

/// A zone on a primary.
pub fn start(setup: Setup) -> Zone {
    let (port, folder) = (free_port(), tempfile::tempdir().unwrap());
    zone_file(&setup, folder.path());
    let names: Vec<String> = setup.records.iter().map(|moved| format!("{}.", moved.name)).collect();
    let kinds: Vec<&str> = setup.records.iter().map(|moved| moved.kind).collect();
    let remotes: Vec<String> = setup
        .secondaries
        .iter()
        .map(|port| format!("  - id: s{port}\n    address: 127.0.0.1@{port}\n"))
        .collect();
    let told: Vec<String> = setup.secondaries.iter().map(|port| format!("s{port}")).collect();
    let keys = [(KEY, SECRET), (ADMIN, ADMIN_SECRET)].map(|(name, secret)| {
        format!("  - id: {name}\n    algorithm: {}\n    secret: {secret}\n", setup.algorithm)
    });
    let text = format!(
        "key:\n{}acl:\n  - id: lever\n    key: {KEY}\n    action: update\n    update-owner: name\n    \
         update-owner-match: equal\n    update-owner-name: [{}]\n    update-type: [{}]\n  - id: admin\n    key: \
         {ADMIN}\n    action: update\n  - id: copies\n    address: 127.0.0.1\n    action: transfer\n{}zone:\n  \
         - domain: {APEX}\n    file: zone.db\n    acl: [lever, admin, copies]\n{}",
        keys.concat(),
        names.join(", "),
        kinds.join(", "),
        if remotes.is_empty() { String::new() } else { format!("remote:\n{}", remotes.concat()) },
        if told.is_empty() { String::new() } else { format!("    notify: [{}]\n", told.join(", ")) },
    );
    let server = knotd("knot", folder.path(), port, &text, setup.clock);
    Zone { port, setup, server, folder }
}

/// A secondary.
pub struct Secondary {
    /// Where it listens.
    pub port: u16,
    _server: Server,
    _folder: tempfile::TempDir,
}

/// A secondary of `primary` on `port`, which its primary was told of.
pub fn secondary(primary: &Zone, port: u16) -> Secondary {
    let folder = tempfile::tempdir().unwrap();
    let text = format!(
        "remote:\n  - id: primary\n    address: 127.0.0.1@{}\nacl:\n  - id: told\n    address: 127.0.0.1\n    \
         action: notify\nzone:\n  - domain: {APEX}\n    file: copy.db\n    master: primary\n    acl: told\n",
        primary.port
    );
    let server = knotd("knot-secondary", folder.path(), port, &text, None);
    Secondary { port, _server: server, _folder: folder }
}

fn knotd(name: &str, folder: &Path, port: u16, rest: &str, clock: Option<&str>) -> Server {
    let here = folder.display();
    std::fs::create_dir(folder.join("db")).unwrap();
    let text = format!(
        "server:\n    rundir: \"{here}\"\n    listen: 127.0.0.1@{port}\n    udp-workers: 1\n    tcp-workers: \
         1\n    background-workers: 1\ndatabase:\n    storage: \"{here}/db\"\n    journal-db-max-size: 16M\n\
         template:\n  - id: default\n    storage: \"{here}\"\n{rest}"
    );
    let file = folder.join("knot.conf");
    std::fs::write(&file, text).unwrap();
    let mut command = at_clock("knotd", clock);
    command.arg("-c").arg(&file);
    let mut server = Server::start_command(name, folder, command);
    server.wait_for_port(port);
    server.wait("the zone", || !dig(port, APEX, "SOA").is_empty());
    server
}
