//! A `PostgreSQL` cluster of Debian, in a folder of its own.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::lab::{Server, free_port};

/// The password of everybody here, which must be seen nowhere.
pub const PASSWORD: &str = "planted-canary-postgres";

/// A running server.
pub struct Cluster {
    /// Its port on the loopback.
    pub port: u16,
    /// Its folder.
    pub folder: tempfile::TempDir,
    server: Option<Server>,
    settings: Vec<String>,
}

/// `program` as the user whom the server accepts: it refuses root.
fn command(program: &str) -> Command {
    if !is_root() {
        return Command::new(program);
    }
    let mut command = Command::new("setpriv");
    command.args(["--reuid=postgres", "--regid=postgres", "--clear-groups", program]);
    command
}

fn is_root() -> bool {
    std::env::var("USER").is_ok_and(|user| user == "root")
        || std::fs::metadata("/proc/self").is_ok_and(|facts| {
            use std::os::unix::fs::MetadataExt as _;
            facts.uid() == 0
        })
}

#[track_caller]
fn run(mut command: Command) {
    let output = command.current_dir("/").env("PGPASSWORD", PASSWORD).output().unwrap();
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
}

fn folder() -> tempfile::TempDir {
    let folder = tempfile::Builder::new().prefix("jday-postgres-").tempdir().unwrap();
    std::fs::write(folder.path().join("password"), PASSWORD).unwrap();
    let mut own = Command::new("chown");
    own.args(["-R", if is_root() { "postgres:postgres" } else { "." }]).arg(folder.path());
    if is_root() {
        run(own);
    }
    folder
}

/// Where Debian keeps the server's programs: a folder for each version, of which the newest is taken.
pub fn programs() -> PathBuf {
    let versions = std::fs::read_dir("/usr/lib/postgresql").expect("postgresql is installed");
    let folders = versions.map(|entry| entry.unwrap().path().join("bin"));
    folders.filter(|folder| folder.join("postgres").exists()).max().expect("postgresql is installed")
}

fn program(name: &str) -> String {
    programs().join(name).display().to_string()
}

impl Cluster {
    /// A new one with `settings` (`name=value`).
    pub fn start(settings: &[&str]) -> Self {
        let folder = folder();
        let mut init = command(&program("initdb"));
        init.args([
            "--username=postgres",
            "--auth=scram-sha-256",
            "--no-sync",
            "--locale=C.UTF-8",
            "--encoding=UTF8",
        ]);
        init.arg("--pwfile").arg(folder.path().join("password")).arg("-D").arg(folder.path().join("data"));
        run(init);
        let hosts = folder.path().join("data/pg_hba.conf");
        let mut lines = std::fs::read_to_string(&hosts).unwrap();
        lines.push_str("\nhost replication all 127.0.0.1/32 scram-sha-256\n");
        std::fs::write(&hosts, lines).unwrap();
        Self::of(folder, settings)
    }

    /// A streaming replica of this one.
    pub fn replica(&self) -> Self {
        let folder = folder();
        let mut copy = command(&program("pg_basebackup"));
        copy.args(["-h", "127.0.0.1", "-U", "postgres", "-R", "--checkpoint=fast", "--no-sync", "-p"]);
        copy.arg(self.port.to_string()).arg("-D").arg(folder.path().join("data"));
        run(copy);
        Self::of(folder, &[])
    }

    fn of(folder: tempfile::TempDir, settings: &[&str]) -> Self {
        let settings = settings.iter().map(ToString::to_string).collect();
        let mut cluster = Self { port: free_port(), folder, server: None, settings };
        cluster.go_on();
        cluster
    }

    /// Starts it again.
    pub fn go_on(&mut self) {
        let path = self.folder.path();
        let mut start = command(&program("postgres"));
        start
            .arg("-D")
            .arg(path.join("data"))
            .arg("-p")
            .arg(self.port.to_string())
            .env("PGPASSWORD", PASSWORD);
        start.args(["-c", "listen_addresses=127.0.0.1", "-c", "fsync=off"]);
        start.arg("-c").arg(format!("unix_socket_directories={}", path.display()));
        for setting in &self.settings {
            start.arg("-c").arg(setting);
        }
        let mut server = Server::start_command("postgres", path, start);
        server.wait("its readiness", || {
            let mut ask = command(&program("pg_isready"));
            ask.args(["-h", "127.0.0.1", "-p", &self.port.to_string()]).current_dir("/");
            ask.output().is_ok_and(|output| output.status.success())
        });
        self.server = Some(server);
    }

    /// Stops it in order.
    pub fn stop(&mut self) {
        let Some(mut server) = self.server.take() else { return };
        let _ = Command::new("kill").args(["-INT", &server.pid().to_string()]).status();
        server.wait_for_end();
    }

    /// The address of `database`, as user `postgres`.
    pub fn url(&self, database: &str) -> String {
        format!("postgresql://postgres@127.0.0.1:{}/{database}", self.port)
    }

    /// Runs SQL in `database` and gives what it prints.
    #[track_caller]
    pub fn sql(&self, database: &str, sql: &str) -> String {
        let mut psql = Command::new("psql");
        psql.args(["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d"])
            .arg(self.url(database))
            .args(["-c", sql]);
        let output = psql.env("PGPASSWORD", PASSWORD).output().unwrap();
        assert!(output.status.success(), "{sql}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    }

    /// A file of the test's own that the server reads, such as a key.
    pub fn file(path: &Path, text: &str) -> PathBuf {
        std::fs::write(path, text).unwrap();
        path.to_owned()
    }

    /// A private key that the server accepts: its own and nobody else's to read.
    pub fn key(path: &Path, text: &str) {
        use std::os::unix::fs::PermissionsExt as _;
        std::fs::write(path, text).unwrap();
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600)).unwrap();
        if is_root() {
            let mut own = Command::new("chown");
            own.arg("postgres:postgres").arg(path);
            run(own);
        }
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        self.stop();
    }
}

/// The tables of the application, with `missions` and `users` rows, and its history of migrations.
pub fn application(cluster: &Cluster, database: &str, missions: u32, users: u32) {
    cluster.sql("postgres", &format!("CREATE DATABASE {database}"));
    let sql = format!(
        "CREATE TABLE users (id int PRIMARY KEY, name text NOT NULL);
         CREATE TABLE missions (id int PRIMARY KEY, driver int NOT NULL REFERENCES users, at timestamptz);
         INSERT INTO users SELECT n, 'driver ' || n FROM generate_series(1, {users}) n;
         INSERT INTO missions SELECT n, 1 + n % {users}, now() FROM generate_series(1, {missions}) n;
         CREATE SCHEMA supabase_migrations;
         CREATE TABLE supabase_migrations.schema_migrations (version text PRIMARY KEY, name text);
         INSERT INTO supabase_migrations.schema_migrations VALUES ('20261101', 'first'), ('20261115', 'second')"
    );
    cluster.sql(database, &sql);
}
