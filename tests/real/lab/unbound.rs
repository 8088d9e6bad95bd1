//! Unbound: a resolver with a cache that asks name servers of the test's own for the zone. Needs `unbound`.

use super::zone::{APEX, Zone};
use super::{Server, free_port};

/// A resolver.
pub struct Resolver {
    /// Where it listens.
    pub port: u16,
    _server: Server,
    _folder: tempfile::TempDir,
}

impl Resolver {
    /// Its address as a plan writes it.
    pub fn address(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }
}

/// A resolver that asks the primary of `zone`.
pub fn start(zone: &Zone) -> Resolver {
    keeping(&[zone.port], 0)
}

/// A resolver that asks the name servers on these ports, and keeps every answer for at least so many seconds.
pub fn keeping(servers: &[u16], least: u32) -> Resolver {
    let asked: Vec<String> = servers.iter().map(|port| format!("  stub-addr: 127.0.0.1@{port}\n")).collect();
    let (port, folder) = (free_port(), tempfile::tempdir().unwrap());
    let text = format!(
        "server:\n  interface: 127.0.0.1@{port}\n  directory: \"{here}\"\n  chroot: \"\"\n  username: \"\"\n  \
         pidfile: \"\"\n  use-syslog: no\n  logfile: \"\"\n  do-daemonize: no\n  do-not-query-localhost: no\n  \
         access-control: 127.0.0.1 allow_snoop\n  module-config: \"iterator\"\n  num-threads: 1\n  \
         cache-min-ttl: {least}\nremote-control:\n  control-enable: no\nstub-zone:\n  name: {APEX}\n{asked}",
        asked = asked.concat(),
        here = folder.path().display(),
    );
    let file = folder.path().join("unbound.conf");
    std::fs::write(&file, text).unwrap();
    let mut server =
        Server::start("unbound", folder.path(), "unbound", &["-d", "-c", file.to_str().unwrap()]);
    server.wait_for_port(port);
    Resolver { port, _server: server, _folder: folder }
}
