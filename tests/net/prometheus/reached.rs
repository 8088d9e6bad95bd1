//! How it is reached: prefix, tenant, credentials, a certificate authority of one's own.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::sync::Arc;

use jday::client::Value;
use jday::client::net::Net;
use jday::plan::types::Side;
use rcgen::{CertifiedKey, generate_simple_self_signed};

use super::{TWO, observed, reading, server, vector, watching};
use crate::fake::Fake;
use crate::net::World;

/// A secret in a file that only its owner may read.
fn secret(folder: &tempfile::TempDir, text: &str) -> String {
    use std::os::unix::fs::PermissionsExt as _;
    let path = folder.path().join("secret");
    std::fs::write(&path, text).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
    format!("file:{}", path.display())
}

#[test]
fn prefix_tenant_and_credentials_go_with_each_question() {
    let folder = tempfile::tempdir().unwrap();
    let secret = secret(&folder, "s3cret\n");
    for (auth, header) in [
        (format!(r#"{{ bearer = "{secret}" }}"#), "Bearer s3cret"),
        (format!(r#"{{ user = "1234", password = "{secret}" }}"#), "Basic MTIzNDpzM2NyZXQ="),
    ] {
        let fake = server("0", |_| vector(&["1"]));
        let more = format!(r#", auth = {auth}, headers = ["X-Scope-OrgID: onelog"]"#);
        let url = format!("{}/api/prom", fake.url());
        observed(World::new(&watching(&url, &more, TWO)).poll("prometheus"));
        let asked = fake.asked();
        assert!(!asked.is_empty());
        for one in asked {
            assert_eq!(one.path, "/api/prom/api/v1/query");
            assert_eq!(one.header("authorization"), Some(header));
            assert_eq!(one.header("x-scope-orgid"), Some("onelog"));
        }
    }
}

#[test]
fn credentials_do_not_follow_a_redirect_and_are_in_no_message() {
    let folder = tempfile::tempdir().unwrap();
    let elsewhere = Fake::start(|_| vector(&["1"]));
    let to = format!("{}/api/v1/query", elsewhere.url());
    let fake = Fake::start(move |_| crate::fake::Answer::new(307, "text/plain", "").with("location", &to));
    let more = format!(r#", auth = {{ bearer = "{}" }}"#, secret(&folder, "s3cret"));
    let polled = World::new(&watching(&fake.url(), &more, TWO)).poll("prometheus");
    assert!(elsewhere.asked().is_empty(), "nobody went there");
    assert!(!format!("{polled:?}").contains("s3cret"), "{polled:?}");
}

#[test]
fn queries_that_mix_up_the_sides_are_refused_at_the_start() {
    for (queries, why) in [
        (r#"{ metric = "errors", query = "errors", series = "requests" }"#, "write $side"),
        (r#"{ metric = "errors", query = 'e{s="$side"}', series = "requests" }"#, "write $side"),
        (r#"{ metric = "disk", query = 'd{s="$side"}', series = "d" }"#, "both sides share it"),
        (r#"{ metric = "nothing", query = "d", series = "d" }"#, "no metric of the plan"),
    ] {
        let made = Net::new(&watching("http://127.0.0.1:9", "", queries), &"room".into(), Arc::new(|| {}));
        let wrong = made.err().unwrap_or_else(|| panic!("{queries} is taken"));
        assert!(wrong.iter().any(|one| one.to_string().contains(why)), "{wrong:?}");
    }
}

/// An HTTPS server that answers every question with 1; its port.
fn tls(key: &CertifiedKey<rcgen::KeyPair>) -> u16 {
    let chain = vec![key.cert.der().clone()];
    let private = rustls::pki_types::PrivateKeyDer::try_from(key.signing_key.serialize_der()).unwrap();
    let _ = rustls::crypto::ring::default_provider().install_default();
    let config =
        rustls::ServerConfig::builder().with_no_client_auth().with_single_cert(chain, private).unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let config = Arc::new(config);
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let config = Arc::clone(&config);
            std::thread::spawn(move || {
                let session = rustls::ServerConnection::new(config).unwrap();
                let mut stream = rustls::StreamOwned::new(session, stream);
                let mut seen = Vec::new();
                let mut buffer = [0; 4096];
                while let Ok(n @ 1..) = stream.read(&mut buffer) {
                    seen.extend_from_slice(&buffer[..n]);
                    if String::from_utf8_lossy(&seen).contains("query=") {
                        let body = vector(&["1"]).body;
                        let head = format!(
                            "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\n\
                             content-length: {}\r\n\r\n",
                            body.len()
                        );
                        let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(&body));
                        stream.conn.send_close_notify();
                        let _ = stream.flush();
                        return;
                    }
                }
            });
        }
    });
    port
}

#[test]
fn a_certificate_is_believed_only_with_its_authority_named() {
    let key = generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let pem = folder.path().join("ca.pem");
    std::fs::write(&pem, key.cert.pem()).unwrap();
    let url = format!("https://localhost:{}", tls(&key));

    let polled = World::new(&watching(&url, "", TWO)).poll("prometheus");
    let trouble = polled.answer.expect_err("nobody vouches for it");
    assert!(trouble.why.as_str().to_lowercase().contains("certificate"), "{trouble:?}");

    let more = format!(r#", ca_file = "{}""#, pem.display());
    let observed = observed(World::new(&watching(&url, &more, TWO)).poll("prometheus"));
    assert_eq!(reading(&observed, "errors", Some(Side::Green)).value, Value::Number(1.0));
}
