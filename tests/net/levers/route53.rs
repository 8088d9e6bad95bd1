use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use jday::plan::types::Side::{Blue, Green};

use super::worse::{assert_bears_unreadable, assert_bears_unsure};
use super::*;
use crate::fake::{Answer, Asked, Fake};

/// What is sent to move `app.example.com` to Green as call 42, as Amazon's own library writes it.
const CHANGE: &str = include_str!("route53-change.xml");
const NS: &str = "https://route53.amazonaws.com/doc/2013-04-01/";

fn lever(url: &str) -> String {
    format!(
        "[lever.route53]
        api = {{ url = \"{url}\" }}
        zone_id = \"/hostedzone/Z123\"
        access_key = \"{0}\"
        secret_key = \"{0}\"
        [[lever.records]]
        name = \"app.example.com\"
        type = \"A\"
        blue = [\"192.0.2.10\"]
        green = [\"198.51.100.20\"]",
        secret()
    )
}

fn xml(status: u16, body: &str) -> Answer {
    Answer::new(status, "text/xml", format!("<?xml version=\"1.0\"?>\n{body}"))
}

/// A list with one set: its name and what stands in it after the type.
fn listed(name: &str, rest: &str) -> Answer {
    xml(
        200,
        &format!(
            "<ListResourceRecordSetsResponse xmlns=\"{NS}\"><ResourceRecordSets><ResourceRecordSet><Name>{name}</Name><Type>A</Type>{rest}</ResourceRecordSet></ResourceRecordSets><IsTruncated>true</IsTruncated><NextRecordName>zzz.example.com.</NextRecordName><NextRecordType>A</NextRecordType><MaxItems>1</MaxItems></ListResourceRecordSetsResponse>"
        ),
    )
}

fn holds(values: &[&str]) -> Answer {
    let record = |value: &&str| format!("<ResourceRecord><Value>{value}</Value></ResourceRecord>");
    let values = values.iter().map(record).collect::<Vec<_>>().concat();
    listed("app.example.com.", &format!("<TTL>60</TTL><ResourceRecords>{values}</ResourceRecords>"))
}

fn change(root: &str, status: &str) -> Answer {
    xml(
        200,
        &format!(
            "<{root} xmlns=\"{NS}\"><ChangeInfo><Id>/change/C2682N5HXP0BZ4</Id><Status>{status}</Status><SubmittedAt>2026-11-24T14:00:00.000Z</SubmittedAt></ChangeInfo></{root}>"
        ),
    )
}

fn accepted() -> Answer {
    change("ChangeResourceRecordSetsResponse", "PENDING")
}

fn mistake(status: u16, code: &str, message: &str) -> Answer {
    let error = format!("<Type>Sender</Type><Code>{code}</Code><Message>{message}</Message>");
    xml(
        status,
        &format!(
            "<ErrorResponse xmlns=\"{NS}\"><Error>{error}</Error><RequestId>1-2</RequestId></ErrorResponse>"
        ),
    )
}

/// One that is at Blue and answers a change so.
fn answering(act: Answer) -> Fake {
    Fake::start(move |asked| match asked.method.as_str() {
        "GET" => holds(&["192.0.2.10"]),
        _ => act.clone(),
    })
}

#[test]
fn a_batch_compares_and_sets_and_is_followed_until_every_name_server_has_it() {
    let (moved, looks) = (AtomicBool::new(false), AtomicUsize::new(0));
    let fake = Fake::start(move |asked| match (asked.method.as_str(), asked.path.contains("/change/")) {
        ("GET", true) if looks.fetch_add(1, Ordering::SeqCst) == 0 => change("GetChangeResponse", "PENDING"),
        ("GET", true) => change("GetChangeResponse", "INSYNC"),
        ("GET", false) if moved.load(Ordering::SeqCst) => holds(&["198.51.100.20"]),
        ("GET", false) => holds(&["192.0.2.10"]),
        _ => {
            moved.store(true, Ordering::SeqCst);
            accepted()
        }
    });
    let mut world = world(&lever(&fake.url()));
    let reply = world.ask_as(42, Request::Point { from: Blue, to: Green }, PLENTY);
    assert_done(&reply, &["C2682N5HXP0BZ4 INSYNC", "read again: at green", "compared and set in one batch"]);
    let asked = fake.asked();
    let sent: Vec<&Asked> = asked.iter().filter(|asked| asked.method == "POST").collect();
    assert_eq!(sent.len(), 1);
    assert_eq!(sent[0].text(), CHANGE);
    assert_eq!(sent[0].path, "/2013-04-01/hostedzone/Z123/rrset/");
    let signed = sent[0].header("authorization").unwrap();
    assert!(signed.starts_with("AWS4-HMAC-SHA256 Credential=canary-4711/"), "{signed}");
    assert!(signed.contains("/us-east-1/route53/aws4_request, SignedHeaders=host;x-amz-date, Signature="));
    assert_eq!(sent[0].header("x-amz-date").unwrap().len(), "20261124T140000Z".len());
    assert_eq!(asked[0].path, "/2013-04-01/hostedzone/Z123/rrset?maxitems=1&name=app.example.com&type=A");
    assert!(asked.iter().any(|asked| asked.path == "/2013-04-01/change/C2682N5HXP0BZ4"));
}

#[test]
fn a_change_that_stays_pending_is_accepted_and_told_in_time() {
    let fake = Fake::start(|asked| match (asked.method.as_str(), asked.path.contains("/change/")) {
        ("GET", true) => change("GetChangeResponse", "PENDING"),
        ("GET", false) => holds(&["192.0.2.10"]),
        _ => accepted(),
    });
    let reply = point(&mut world(&lever(&fake.url())), Blue, Green);
    assert_done(&reply, &["PENDING", "BUT read again it still points at blue"]);
    let silent = Fake::start(|asked| match (asked.method.as_str(), asked.path.contains("/change/")) {
        ("GET", true) => accepted().after(Duration::from_secs(100)),
        ("GET", false) => holds(&["192.0.2.10"]),
        _ => accepted(),
    });
    assert_done(&point(&mut world(&lever(&silent.url())), Blue, Green), &["accepted", "PENDING"]);
}

#[test]
fn a_change_that_does_not_fit_what_is_there_is_refused_in_both_shapes() {
    let message = "[Tried to delete resource record set [name='app.example.com.', type='A'] but the values provided do not match the current values]";
    let old = format!(
        "<InvalidChangeBatch xmlns=\"{NS}\"><Messages><Message>{message}</Message></Messages><RequestId>x</RequestId></InvalidChangeBatch>"
    );
    for answer in [mistake(400, "InvalidChangeBatch", message), xml(400, &old)] {
        let reply = point(&mut world(&lever(&answering(answer).url())), Blue, Green);
        assert_refused(&reply, &["InvalidChangeBatch", "do not match the current values"]);
    }
}

#[test]
fn a_limit_is_a_refusal_and_a_wrong_signature_names_the_clock() {
    for code in ["Throttling", "PriorRequestNotComplete"] {
        let fake = answering(mistake(400, code, "Rate exceeded"));
        assert_refused(&point(&mut world(&lever(&fake.url())), Blue, Green), &[code, "Rate exceeded"]);
        assert_eq!(fake.asked().iter().filter(|asked| asked.method == "POST").count(), 1);
    }
    let wrong = mistake(403, "SignatureDoesNotMatch", "Signature expired");
    let late = wrong.with("date", "Wed, 21 Oct 2099 07:28:00 GMT");
    let fake = Fake::start(move |_| late.clone());
    let reply = point(&mut world(&lever(&fake.url())), Blue, Green);
    assert_refused(&reply, &["nothing was sent", "SignatureDoesNotMatch", "its clock is"]);
}

#[test]
fn what_is_no_plain_set_is_not_touched() {
    let plain = "<TTL>60</TTL><ResourceRecords><ResourceRecord><Value>192.0.2.10</Value></ResourceRecord></ResourceRecords>";
    let cases = [
        ("app.example.com.", "<AliasTarget><HostedZoneId>Z2</HostedZoneId><DNSName>x.</DNSName><EvaluateTargetHealth>false</EvaluateTargetHealth></AliasTarget>".to_owned(), "an alias"),
        ("app.example.com.", format!("<SetIdentifier>one</SetIdentifier><Weight>10</Weight>{plain}"), "weighted"),
        ("app.example.com.", format!("{plain}<HealthCheckId>h</HealthCheckId>"), "health check"),
        // The list begins at or after what was asked for.
        ("apple.example.com.", plain.to_owned(), "not there"),
        ("app.example.com.", plain.replace("192.0.2.10", "203.0.113.9"), "203.0.113.9"),
    ];
    for (name, rest, says) in cases {
        let fake = Fake::start(move |_| listed(name, &rest));
        let mut world = world(&lever(&fake.url()));
        assert_refused(&point(&mut world, Blue, Green), &["nothing was sent", says]);
        assert_ne!(proof(&mut world, Green, "lever").0, Some(true), "{says}");
        assert!(fake.asked().iter().all(|asked| asked.method == "GET"));
    }
    let two = Fake::start(|_| holds(&["192.0.2.10", "192.0.2.11"]));
    assert_refused(&point(&mut world(&lever(&two.url())), Blue, Green), &["neither"]);
}

#[test]
fn a_star_is_found_by_the_name_that_route_53_writes() {
    let plain = "<TTL>60</TTL><ResourceRecords><ResourceRecord><Value>192.0.2.10</Value></ResourceRecord></ResourceRecords>";
    let fake = Fake::start(move |asked| match asked.method.as_str() {
        "GET" => listed("\\052.example.com.", plain),
        _ => accepted(),
    });
    let star = lever(&fake.url()).replace("app.example.com", "*.example.com");
    assert_done(&point(&mut world(&star), Blue, Green), &["accepted"]);
    let asked = fake.asked();
    assert!(asked[0].path.contains("name=%2A.example.com"), "{}", asked[0].path);
    let sent = asked.iter().find(|asked| asked.method == "POST").unwrap().text();
    assert!(sent.contains("<Name>\\052.example.com.</Name>"), "{sent}");
}

#[test]
fn xml_that_breaks_off_or_is_something_else_is_not_known() {
    let whole = "<ChangeResourceRecordSetsResponse><ChangeInfo><Id>/change/C1</Id><Status>PENDING</Status>";
    for body in [
        whole,
        "<html><body>Log in</body></html>",
        "<ListResourceRecordSetsResponse/>",
        "",
        "<!DOCTYPE x [<!ENTITY a \"b\">]><x>&a;</x>",
    ] {
        let reply = point(&mut world(&lever(&answering(xml(200, body)).url())), Blue, Green);
        assert_unknown(&reply, &[]);
    }
    let reply = point(&mut world(&lever(&answering(mistake(500, "InternalError", "x")).url())), Blue, Green);
    assert_unknown(&reply, &["500"]);
    let holds = "<ListResourceRecordSetsResponse><ResourceRecordSets><ResourceRecordSet><Name>app.example.com.</Name><Type>A</Type>";
    let cut = Fake::start(move |_| xml(200, holds));
    assert_refused(
        &point(&mut world(&lever(&cut.url())), Blue, Green),
        &["nothing was sent", "cannot be read"],
    );
}

#[test]
fn answers_that_are_none_are_borne() {
    assert_bears_unreadable(lever);
    assert_bears_unsure(answering, lever);
}
