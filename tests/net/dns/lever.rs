//! Bad answers to updates: what is done, what certainly is not, and what nobody can tell (R10, R12).

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use domain::base::iana::{Opcode, Rcode};
use domain::base::{Message, MessageBuilder};
use domain::rdata::tsig::Time48;
use domain::tsig::{Algorithm, Key, ServerTransaction};
use jday::client::{Reply, Request};
use jday::plan::types::Side;

use super::{BLUE, GREEN, address, plan};
use crate::nameserver::{Nameserver, Way};
use crate::net::World;

const PATIENT: Duration = Duration::from_secs(15);

/// What is sent back to an update.
type Script = fn(&[u8]) -> Vec<Vec<u8>>;

/// What a switch ends with on a server that answers updates so, and whose record then has this value.
fn switch(script: Script, after: &'static str) -> (Reply, usize) {
    let orders = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&orders);
    let server = Nameserver::start(move |asked, _: Way| {
        if Message::from_slice(asked).unwrap().header().opcode() == Opcode::UPDATE {
            counted.fetch_add(1, Ordering::SeqCst);
            return script(asked);
        }
        let value = if counted.load(Ordering::SeqCst) == 0 { BLUE } else { after };
        vec![address(asked, value)]
    });
    let folder = tempfile::tempdir().unwrap();
    let mut world = World::new(&plan(folder.path(), &server.address.to_string(), "{ paths = [] }"));
    let reply = world.ask(Request::Point { from: Side::Blue, to: Side::Green }, PATIENT);
    (reply, orders.load(Ordering::SeqCst))
}

fn unsigned(asked: &[u8], code: Rcode) -> Vec<u8> {
    let asked = Message::from_slice(asked).unwrap();
    MessageBuilder::new_vec().start_answer(asked, code).unwrap().finish()
}

/// An answer signed with the key of this secret.
fn signed(asked: &[u8], code: Rcode, secret: &[u8]) -> Vec<u8> {
    let key = |secret: &[u8]| {
        Arc::new(Key::new(Algorithm::Sha256, secret, "jday-key".parse().unwrap(), None, None).unwrap())
    };
    let right = key(b"secretsecretsecretsecretsecret12");
    let mut message = Message::from_octets(asked.to_vec()).unwrap();
    let transaction = ServerTransaction::request(&right, &mut message, Time48::now()).unwrap().unwrap();
    let mut answer = MessageBuilder::new_vec().start_answer(&message, code).unwrap().additional();
    transaction.answer(&mut answer, Time48::now()).unwrap();
    let mut bytes = answer.finish();
    if secret != b"secretsecretsecretsecretsecret12" {
        // The signature stands before number, error and other data: six octets.
        let place = bytes.len() - 7;
        bytes[place] ^= 0xff;
    }
    bytes
}

const RIGHT: &[u8] = b"secretsecretsecretsecretsecret12";

/// What the server answers, what its record has afterwards, and how the switch ends.
const ENDS: [(&str, Script, &str, &str, &str); 15] = [
    ("taken", |asked| vec![signed(asked, Rcode::NOERROR, RIGHT)], GREEN, "done", "read back at green"),
    (
        "nothing done",
        |asked| vec![signed(asked, Rcode::NOERROR, RIGHT)],
        BLUE,
        "unknown",
        "NOERROR; read back: it has 192.0.2.10",
    ),
    ("no signature", |asked| vec![unsigned(asked, Rcode::NOERROR)], BLUE, "unknown", "without a signature"),
    ("no signature, but done", |asked| vec![unsigned(asked, Rcode::NOERROR)], GREEN, "done", "read back"),
    (
        "wrong signature",
        |asked| vec![signed(asked, Rcode::NOERROR, b"")],
        BLUE,
        "unknown",
        "signature does not hold",
    ),
    (
        "wrong signature on a no",
        |asked| vec![signed(asked, Rcode::REFUSED, b"")],
        BLUE,
        "unknown",
        "signature does not hold",
    ),
    (
        "a no without a signature",
        |asked| vec![unsigned(asked, Rcode::REFUSED)],
        BLUE,
        "refused",
        "without a signature",
    ),
    (
        "an older PowerDNS on any key",
        |asked| vec![unsigned(asked, Rcode::NOTAUTH)],
        BLUE,
        "refused",
        "NOTAUTH",
    ),
    ("outside", |asked| vec![signed(asked, Rcode::NOTZONE, RIGHT)], BLUE, "refused", "NOTZONE"),
    (
        "changed",
        |asked| vec![signed(asked, Rcode::NXRRSET, RIGHT)],
        "203.0.113.9",
        "refused",
        "somebody else changed them; it has 203.0.113.9",
    ),
    (
        "somebody else was faster",
        |asked| vec![signed(asked, Rcode::NXRRSET, RIGHT)],
        GREEN,
        "refused",
        "somebody else changed them; it has 198.51.100.20",
    ),
    ("failed inside", |asked| vec![signed(asked, Rcode::SERVFAIL, RIGHT)], BLUE, "unknown", "SERVFAIL"),
    (
        "garbage",
        |_| vec![b"\x1b]0;HTTP/1.1 400 Bad Request\r\n".to_vec()],
        BLUE,
        "unknown",
        "no answer to the update",
    ),
    ("huge", |_| vec![vec![0xc0; 65_535]], BLUE, "unknown", "no answer to the update"),
    ("silent", |_| vec![], BLUE, "unknown", "no answer in time"),
];

#[test]
fn a_switch_ends_as_what_is_known_of_it() {
    let runs = ENDS.map(|(name, script, after, end, words)| {
        (name, std::thread::spawn(move || switch(script, after)), end, words)
    });
    for (name, run, end, words) in runs {
        let (reply, orders) = run.join().unwrap();
        assert_eq!(orders, 1, "{name}: one order, whatever comes back");
        let ended = match &reply {
            Reply::Done(_) => "done",
            Reply::Refused(_) => "refused",
            Reply::Unknown(_) => "unknown",
            Reply::Withdrawn => "withdrawn",
        };
        assert_eq!(ended, end, "{name}: {reply:?}");
        assert!(reply.words().contains(words), "{name}: {words:?} in {reply:?}");
    }
}

#[test]
fn a_lever_that_cannot_be_pulled_as_one_is_refused_before_anything_is_asked() {
    let folder = tempfile::tempdir().unwrap();
    let plan = plan(folder.path(), "127.0.0.1:1", "{ paths = [] }");
    let wrong = |change: &dyn Fn(&mut jday::plan::types::live::LiveLever)| {
        let mut plan = plan.clone();
        change(&mut plan.live.as_mut().unwrap().lever);
        let made = jday::client::net::Net::new(&plan, &"room".into(), Arc::new(|| {}));
        let wrong = made.err().expect("it is refused");
        wrong.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
    };
    let outside = wrong(&|lever| lever.records[0].name = "app.example.com".into());
    assert!(outside.contains("live.lever.records") && outside.contains("outside the zone"), "{outside}");
    let value = wrong(&|lever| lever.records[0].green = vec!["198.51.100.300".into()]);
    assert!(value.contains("live.lever.records[0]") && value.contains("198.51.100.300"), "{value}");
    let twice = wrong(&|lever| lever.records.push(lever.records[0].clone()));
    assert!(twice.contains("stands there already"), "{twice}");
    let algorithm = wrong(&|lever| lever.rfc2136.as_mut().unwrap().key.algorithm = "hmac-md5".into());
    assert!(algorithm.contains("live.lever.rfc2136.key") && algorithm.contains("hmac-sha256"), "{algorithm}");
    std::fs::write(folder.path().join("secret"), "canary/not!base64").unwrap();
    let secret = wrong(&|_| {});
    assert!(secret.contains("base64") && !secret.contains("canary"), "{secret}");
}
