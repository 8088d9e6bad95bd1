//! E-mail, against a server with a certificate of its own.

use jday::client::{Message, Reply};

use super::sink::{Manner, Sink};
use super::{assert_told, message, reconcile, secret, send, told};

const PASSWORD: &str = "pa55w0rd";

fn mail(manner: Manner, message: &Message) -> (Reply, Sink) {
    let sink = Sink::start(manner);
    let reply = send(&mut world(&sink), message);
    (reply, sink)
}

fn world(sink: &Sink) -> crate::net::World {
    let folder = tempfile::tempdir().unwrap();
    let password = secret(folder.path(), "password", PASSWORD);
    let ca = folder.path().join("ca.pem");
    std::fs::write(&ca, &sink.certificate).unwrap();
    super::world(&format!(
        "smtp]\nserver = \"localhost\"\nport = {}\ntls_first = {}\nfrom = \"jday <jday@example.org>\"\n\
         to = [\"awa@example.org\", \"ops@example.org\"]\nuser = \"u\"\npassword = \"{password}\"\nca_file = \"{}\"",
        sink.port,
        sink.tls_first,
        ca.display()
    ))
}

#[test]
fn a_mail_goes_encrypted_to_everybody_after_a_login() {
    let (reply, sink) = mail(Manner::Well, &message("k", "[CRITIQUE] Taux d'erreur élevé\ndétail\n.\nfin"));
    assert_told(&reply, "done", "taken for relay");
    let said = sink.said();
    let at = |word: &str| said.iter().position(|line| line.starts_with(word)).expect(word);
    assert!(at("STARTTLS") < at("AUTH") && at("AUTH") < at("MAIL"), "{said:?}");
    assert_eq!(said.iter().filter(|line| line.starts_with("RCPT")).count(), 2);
    let mail = &sink.mails()[0];
    assert!(mail.contains("To: awa@example.org, ops@example.org"), "{mail}");
    assert!(mail.contains("=?utf-8?b?"), "RFC 2047: {mail}");
    assert!(mail.contains("@jday.invalid>"), "{mail}");
}

#[test]
fn on_a_port_of_its_own_tls_begins_with_the_first_byte() {
    let (reply, sink) = mail(Manner::TlsFirst, &message("k", "t"));
    assert_told(&reply, "done", "taken for relay");
    assert!(!sink.said().iter().any(|line| line.starts_with("STARTTLS")));
}

#[test]
fn a_subject_made_of_an_alert_s_text_adds_no_header() {
    let (_, sink) = mail(Manner::Well, &message("k", "x\r\nBcc: evil@example.org\r\n\r\nbody"));
    let mail = &sink.mails()[0];
    let head = mail.split("\r\n\r\n").next().unwrap();
    assert!(!head.lines().any(|line| line.to_ascii_lowercase().starts_with("bcc")), "{mail}");
    assert!(head.lines().any(|line| line.starts_with("Subject: x")), "{mail}");
}

#[test]
fn the_same_message_has_the_same_identifier_and_its_end_another() {
    let id = |message: &Message| {
        let (_, sink) = mail(Manner::Well, message);
        let mail = sink.mails().remove(0);
        mail.lines().find(|line| line.starts_with("Message-ID")).expect("an identifier").to_owned()
    };
    let first = message("k", "t");
    assert_eq!(id(&first), id(&Message { again: true, ..first.clone() }));
    assert_ne!(id(&first), id(&first.cleared()));
}

#[test]
fn without_encryption_nothing_is_sent() {
    let (reply, sink) = mail(Manner::NoTls, &message("k", "t"));
    assert_told(&reply, "refused", "no encryption");
    assert!(!sink.said().iter().any(|line| line.starts_with("AUTH") || line.starts_with("MAIL")));
}

#[test]
fn a_certificate_that_nobody_vouches_for_is_refused() {
    let mut sink = Sink::start(Manner::Well);
    sink.certificate = Sink::start(Manner::Well).certificate;
    let reply = send(&mut world(&sink), &message("k", "t"));
    assert_told(&reply, "refused", "no encryption");
    assert!(!sink.said().iter().any(|line| line.starts_with("AUTH")));
}

#[test]
fn each_answer_means_what_it_says() {
    let cases = [
        (Manner::NotAwa, "done", "not for awa@example.org"),
        (Manner::Greylists, "refused", "450"),
        (Manner::RefusesData, "refused", "554"),
        (Manner::RefusesLogin, "refused", "535"),
        (Manner::LosesReply, "unknown", "the answer to the message was lost"),
    ];
    for (manner, word, part) in cases {
        let (reply, _sink) = mail(manner, &message("k", "t"));
        assert_told(&reply, word, part);
        assert!(!told(&reply).1.contains(PASSWORD), "{reply:?}");
    }
}

#[test]
fn a_server_that_is_not_there_got_nothing_and_an_open_end_is_left_to_people() {
    let mut sink = Sink::start(Manner::Well);
    sink.port = 9;
    assert_told(&send(&mut world(&sink), &message("k", "t")), "refused", "no connection");
    assert_told(&reconcile(&mut world(&sink), &message("k", "t")), "unknown", "look in the mailbox for #");
}
