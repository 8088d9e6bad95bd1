//! Bad answers to questions: each is a readable reason and never a value.

use std::time::Duration;

use domain::base::iana::Rcode;
use domain::base::{Name, Ttl};
use domain::rdata::{A, Cname};
use jday::client::{Report, Request, Said};
use jday::plan::types::{Resolver, Side};

use super::{BLUE, GREEN, address, app, began, plan};
use crate::nameserver::{Nameserver, Way};
use crate::net::World;

type Script = fn(&[u8], Way) -> Vec<Vec<u8>>;

/// What is sent, and the words by which it is told.
const BAD: [(&str, Script, &str); 20] = [
    ("silent", |_, _| vec![], "no answer in time"),
    ("garbage", |_, _| vec![b"\x1b[31mHTTP/1.1 200 OK\r\n\r\n<html>".to_vec()], "is no answer"),
    ("short", |_, _| vec![vec![0; 5]], "is no answer: too short"),
    ("other-number", |asked, _| vec![with(address(asked, GREEN), 1, |byte| byte ^ 1)], "is no answer"),
    ("question-again", |asked, _| vec![asked.to_vec()], "is no answer"),
    ("other-question", |asked, _| vec![with(address(asked, GREEN), 13, |_| b'b')], "another question"),
    ("servfail", |asked, _| vec![began(asked, Rcode::SERVFAIL).finish()], "SERVFAIL"),
    ("refused", |asked, _| vec![began(asked, Rcode::REFUSED).finish()], "REFUSED"),
    ("not-built", |asked, _| vec![began(asked, Rcode::NOTIMP).finish()], "NOTIMP"),
    ("no-authority", |asked, _| vec![with(address(asked, GREEN), 2, |byte| byte & !4)], "not authoritative"),
    ("loop", |asked, _| vec![with_owner(asked, &[0xc0, 33])], "cannot be read"),
    ("beyond", |asked, _| vec![with_owner(asked, &[0xff, 0xff])], "cannot be read"),
    ("long-label", |asked, _| vec![with_owner(asked, &[0x7f, 1])], "cannot be read"),
    ("count", |asked, _| vec![with(address(asked, GREEN), 6, |_| 0xff)], "cannot be read"),
    (
        "torn",
        |asked, _| {
            vec![{
                let mut it = address(asked, GREEN);
                it.truncate(it.len() - 1);
                it
            }]
        },
        "cannot be read",
    ),
    (
        "short-address",
        |asked, _| {
            vec![{
                let mut it = address(asked, GREEN);
                it.pop();
                *it.iter_mut().nth_back(3).unwrap() = 3;
                it
            }]
        },
        "cannot be read",
    ),
    ("circle", |asked, _| vec![alias(asked, &app())], "circles"),
    (
        "stream-silent",
        |asked, way| if way == Way::Datagram { cut(asked) } else { vec![] },
        "no answer in time",
    ),
    (
        "stream-garbage",
        |asked, way| if way == Way::Datagram { cut(asked) } else { vec![vec![7; 65_535]] },
        "is no answer",
    ),
    (
        "stream-other",
        |asked, way| {
            if way == Way::Datagram {
                cut(asked)
            } else {
                vec![with(address(asked, GREEN), 0, |byte| byte ^ 1)]
            }
        },
        "is no answer",
    ),
];

/// What is odd and an answer all the same.
const ODD: [(&str, Script, Option<Side>, &str, u64); 6] = [
    (
        "first-forged",
        |asked, _| vec![with(address(asked, GREEN), 1, |byte| byte ^ 1), address(asked, BLUE)],
        Some(Side::Blue),
        BLUE,
        60_000,
    ),
    (
        "by-stream",
        |asked, way| if way == Way::Datagram { cut(asked) } else { vec![address(asked, GREEN)] },
        Some(Side::Green),
        GREEN,
        60_000,
    ),
    ("twice", |asked, _| vec![several(asked, &[(BLUE, 60), (BLUE, 50)])], Some(Side::Blue), BLUE, 60_000),
    (
        "both",
        |asked, _| vec![several(asked, &[(BLUE, 60), (GREEN, 60)])],
        None,
        "192.0.2.10 198.51.100.20",
        60_000,
    ),
    ("negative-ttl", |asked, _| vec![several(asked, &[(BLUE, u32::MAX)])], Some(Side::Blue), BLUE, 1),
    ("gone", |asked, _| vec![began(asked, Rcode::NXDOMAIN).finish()], None, "NXDOMAIN", 1_000),
];

fn with(mut message: Vec<u8>, place: usize, change: impl Fn(u8) -> u8) -> Vec<u8> {
    message[place] = change(message[place]);
    message
}

/// An answer whose record has these bytes as its owner.
fn with_owner(asked: &[u8], owner: &[u8]) -> Vec<u8> {
    let mut message = began(asked, Rcode::NOERROR).finish();
    message[7] = 1;
    assert_eq!(message.len(), 33, "the loop points at itself");
    message.extend_from_slice(owner);
    message.extend_from_slice(&[0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 192, 0, 2, 10]);
    message
}

fn cut(asked: &[u8]) -> Vec<Vec<u8>> {
    let mut message = began(asked, Rcode::NOERROR);
    message.header_mut().set_tc(true);
    vec![message.finish()]
}

fn alias(asked: &[u8], to: &Name<Vec<u8>>) -> Vec<u8> {
    let mut message = began(asked, Rcode::NOERROR);
    message.push((app(), 60, Cname::new(to))).unwrap();
    message.finish()
}

fn several(asked: &[u8], all: &[(&str, u32)]) -> Vec<u8> {
    let mut message = began(asked, Rcode::NOERROR);
    for (value, ttl) in all {
        message.push((app(), Ttl::from_secs(*ttl), A::new(value.parse().unwrap()))).unwrap();
    }
    message.finish()
}

/// What servers with these scripts say in one survey, as authoritative ones and as resolvers.
fn survey(scripts: &[(&str, Script)]) -> (Vec<Said>, Vec<Said>) {
    let servers: Vec<Nameserver> = scripts.iter().map(|(_, script)| Nameserver::start(*script)).collect();
    let named: Vec<(&str, String)> =
        scripts.iter().zip(&servers).map(|((name, _), server)| (*name, server.address.to_string())).collect();
    let list: Vec<String> = named
        .iter()
        .map(|(name, address)| format!("{{ id = \"{name}\", address = \"{address}\" }}"))
        .collect();
    let folder = tempfile::tempdir().unwrap();
    let survey = format!("{{ authoritative = [{}], paths = [] }}", list.join(", "));
    let mut plan = plan(folder.path(), "127.0.0.1:1", &survey);
    let resolvers = named.iter();
    plan.lever.resolvers = resolvers
        .map(|(name, address)| Resolver { id: (*name).into(), address: address.as_str().into() })
        .collect();
    let mut world = World::new(&plan);
    world.ask(Request::Survey, Duration::from_secs(5));
    let found = world.beside.iter().find_map(|report| match report {
        Report::Surveyed(answers) => Some((answers.authoritative.clone(), answers.resolvers.clone())),
        _ => None,
    });
    found.expect("a survey ends within its time, whoever is silent")
}

#[test]
fn a_bad_answer_is_a_reason_and_never_a_value() {
    let scripts = BAD.map(|(name, script, _)| (name, script));
    let (servers, resolvers) = survey(&scripts);
    for (n, (name, _, words)) in BAD.into_iter().enumerate() {
        for said in [&servers[n], &resolvers[n]] {
            // A resolver need not have the zone.
            if name == "no-authority" && std::ptr::eq(said, &raw const resolvers[n]) {
                continue;
            }
            assert!(said.value.as_str().contains(words), "{name}: {said:?}");
            assert_eq!((said.side, said.ttl_ms), (None, 0), "{name}: {said:?}");
        }
    }
}

#[test]
fn an_odd_answer_is_taken_for_what_it_says() {
    let scripts = ODD.map(|(name, script, ..)| (name, script));
    let (servers, resolvers) = survey(&scripts);
    for (n, (name, _, side, value, ttl)) in ODD.into_iter().enumerate() {
        for said in [&servers[n], &resolvers[n]] {
            assert_eq!((said.side, said.value.as_str(), said.ttl_ms), (side, value, ttl), "{name}");
        }
    }
}

#[test]
fn an_alias_in_the_place_of_an_address_is_foreign_and_printable() {
    let script: Script = |asked, _| {
        let wicked: Name<Vec<u8>> = Name::from_octets(b"\x06\x1b[31m\xff\x00".to_vec()).unwrap();
        let mut message = began(asked, Rcode::NOERROR);
        message.push((app(), 60, Cname::new(&wicked))).unwrap();
        message.push((&wicked, 60, A::new(BLUE.parse().unwrap()))).unwrap();
        vec![message.finish()]
    };
    let (servers, _) = survey(&[("wicked", script)]);
    let said = &servers[0];
    assert_eq!(said.side, None, "the right address behind somebody else's name: {said:?}");
    let value = said.value.as_str();
    assert!(value.starts_with("CNAME ") && value.chars().all(|c| !c.is_control()), "{value:?}");
}
