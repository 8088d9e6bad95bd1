//! Probes and certificates against a server that was not written here: `openssl s_server`.

use std::process::Command;

use jday::client::{Observed, Value};
use jday::plan::types::{Plan, Side};
use rcgen::{CertificateParams, KeyPair, date_time_ymd};
use rustix::process::{Pid, Signal, kill_process};

use crate::lab::Server;
use crate::net::{World, plan};
use crate::run;

const HOST: &str = "api.example.com";

/// A certificate for [`HOST`] until that year, and its key, as files of `folder`; nobody but itself vouches for it.
fn certify(folder: &std::path::Path, name: &str, until: i32) {
    let mut params = CertificateParams::new(vec![HOST.to_owned()]).unwrap();
    params.not_before = date_time_ymd(2020, 1, 1);
    params.not_after = date_time_ymd(until, 1, 1);
    let key = KeyPair::generate().unwrap();
    std::fs::write(folder.join(format!("{name}.pem")), params.self_signed(&key).unwrap().pem()).unwrap();
    std::fs::write(folder.join(format!("{name}.key")), key.serialize_pem()).unwrap();
}

/// A web server on `address` that shows the certificate called `name`.
fn serve(folder: &std::path::Path, name: &str, address: &str, port: u16) -> Server {
    let file = |kind: &str| folder.join(format!("{name}.{kind}")).to_str().unwrap().to_owned();
    let mut command = Command::new("openssl");
    command.args(["s_server", "-www", "-quiet", "-accept", &format!("{address}:{port}")]);
    command.args(["-cert", &file("pem"), "-key", &file("key")]);
    let mut server = Server::start_command(name, folder, command);
    server.wait("its port", || std::net::TcpStream::connect((address, port)).is_ok());
    server
}

fn sides(folder: &std::path::Path, port: u16) -> Plan {
    let ca = folder.join("good.pem");
    let ca = ca.to_str().unwrap();
    let live = format!(
        r#"
fingerprint = {{ url = "http://127.0.0.1:9/version", header = "x-version", within = "1s" }}
lever = {{ exec = {{ point = ["true"], read = ["echo", "blue"] }} }}
survey = {{ paths = [] }}
[[sources]]
id = "probe"
interval = "1s"
deadline = "3s"
probe = {{ url = "https://{HOST}:{port}/", ca_file = {ca:?}, body = "s_server", health = "health", duration = "p50" }}
[[sources]]
id = "tls"
interval = "1s"
deadline = "3s"
certificates = {{ host = "{HOST}", port = {port}, ca_file = {ca:?}, days = "certificate" }}
"#
    );
    let mut plan = plan(&live);
    plan.sides.blue.address = "127.0.0.1".into();
    plan.sides.green.address = "127.0.0.2".into();
    plan
}

#[track_caller]
fn value(observed: &Observed, metric: &str, side: Side) -> Value {
    let mut readings = observed.readings.iter();
    let is_it = |it: &&jday::client::Reading| it.metric.as_str() == metric && it.side == Some(side);
    readings.find(is_it).expect("a reading").value
}

#[test]
#[ignore = "needs openssl"]
fn an_expired_certificate_is_read_where_no_client_would_connect_and_a_stopped_server_is_down() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    assert!(run("openssl", &["version"]).contains("OpenSSL"));
    certify(folder, "good", 2090);
    certify(folder, "old", 2021);
    let port = crate::lab::free_port();
    let blue = serve(folder, "good", "127.0.0.1", port);
    let green = serve(folder, "old", "127.0.0.2", port);
    let mut world = World::new(&sides(folder, port));

    let seen = world.poll("tls").answer.expect("both show theirs");
    assert!(
        matches!(value(&seen, "certificate", Side::Blue), Value::Number(days) if days > 15_000.0),
        "{seen:?}"
    );
    assert!(
        matches!(value(&seen, "certificate", Side::Green), Value::Number(days) if days < -365.0),
        "{seen:?}"
    );
    assert!(seen.warnings.iter().any(|it| it.as_str().contains("expired on")), "{seen:?}");

    let up = world.poll("probe").answer.expect("both take connections");
    assert_eq!(value(&up, "health", Side::Blue), Value::Number(1.0), "{up:?}");
    assert_eq!(value(&up, "health", Side::Green), Value::Number(0.0), "no client gets past that certificate");

    // Stopped, its kernel goes on taking connections; killed, it refuses them.
    let pid = Pid::from_raw(i32::try_from(blue.pid()).unwrap()).unwrap();
    kill_process(pid, Signal::STOP).unwrap();
    let stopped = world.poll("probe").answer.expect("Green answers");
    assert_eq!(value(&stopped, "health", Side::Blue), Value::Number(0.0), "{stopped:?}");
    assert_eq!(value(&stopped, "p50", Side::Blue), Value::NoData);
    kill_process(pid, Signal::CONT).unwrap();
    drop(blue);
    drop(green);
    let dead = world.poll("probe").answer.expect("refused by both is an answer");
    assert_eq!(value(&dead, "health", Side::Blue), Value::Number(0.0), "{dead:?}");
    let trouble = world.poll("tls").answer.expect_err("a certificate that is not shown has not expired");
    assert!(trouble.why.as_str().contains("refused"), "{trouble:?}");
}
