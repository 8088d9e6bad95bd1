//! BIND: a primary with a key that may move the lever's records and no other, and secondaries. Needs `bind9`
//! and `bind9-dnsutils`.

use std::path::Path;
use std::process::Command;

use super::zone::{ADMIN, ADMIN_SECRET, APEX, KEY, SECRET, Setup, Zone, dig, zone_file};
use super::{Server, free_port};

/// A zone on a primary.
pub fn start(setup: Setup) -> Zone {
    let (port, folder) = (free_port(), tempfile::tempdir().unwrap());
    zone_file(&setup, folder.path());
    let grants: Vec<String> = setup
        .records
        .iter()
        .map(|moved| format!("grant {KEY} name {}. {}; ", moved.name, moved.kind))
        .collect();
    let told: Vec<String> = setup.secondaries.iter().map(|port| format!("127.0.0.1 port {port}; ")).collect();
    let keys = [(KEY, SECRET), (ADMIN, ADMIN_SECRET)].map(|(name, secret)| {
        format!("key \"{name}\" {{ algorithm {}; secret \"{secret}\"; }};\n", setup.algorithm)
    });
    let zone = format!(
        "{}zone \"{APEX}\" {{ type primary; file \"zone.db\"; notify explicit; also-notify {{ {}}}; \
         update-policy {{ {}grant {ADMIN} zonesub ANY; }}; }};\n",
        keys.concat(),
        told.concat(),
        grants.concat()
    );
    let server = named("bind", folder.path(), port, &zone);
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
    let zone = format!(
        "zone \"{APEX}\" {{ type secondary; file \"copy.db\"; notify no; primaries {{ 127.0.0.1 port {}; }}; }};\n",
        primary.port
    );
    let server = named("bind-secondary", folder.path(), port, &zone);
    Secondary { port, _server: server, _folder: folder }
}

fn named(name: &str, folder: &Path, port: u16, zone: &str) -> Server {
    let text = format!(
        "options {{ directory \"{}\"; pid-file none; session-keyfile none; recursion no; \
         listen-on port {port} {{ 127.0.0.1; }}; listen-on-v6 {{ none; }}; allow-transfer {{ 127.0.0.1; }}; \
         dnssec-validation no; notify-delay 0; }};\ncontrols {{ }};\n{zone}",
        folder.display()
    );
    let file = folder.join("named.conf");
    std::fs::write(&file, text).unwrap();
    let mut command = Command::new("named");
    command.args(["-g", "-n", "1", "-c"]).arg(&file);
    let mut server = Server::start_command(name, folder, command);
    server.wait_for_port(port);
    server.wait("the zone", || !dig(port, APEX, "SOA").is_empty());
    server
}
