//! Ways to people, against services that answer as they do and as they should not.

mod pagerduty;
mod queue;
mod rest;
mod sink;
mod slack;
mod smtp;
mod twilio;
mod worse;

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::time::Duration;

use jday::client::{Kind, Message, Reply, Request};
use jday::plan::types::{Id, TierLevel};

use crate::net::{BARE, World, plan};

/// How long a message may take here.
const DEADLINE: Duration = Duration::from_secs(18);

/// Puts a secret into a file of its owner alone, and says how a plan names it.
fn secret(folder: &Path, name: &str, value: &str) -> String {
    let path = folder.join(name);
    std::fs::write(&path, value).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
    format!("file:{}", path.display())
}

/// A world whose channel `sms` is carried by `service`.
fn world(service: &str) -> World {
    World::new(&plan(&format!("{BARE}\nsources = []\n[[channels]]\nid = \"sms\"\n[channels.{service}")))
}

fn message(key: &str, text: &str) -> Message {
    Message {
        key: key.into(),
        text: text.into(),
        tier: TierLevel::Critical,
        kind: Kind::Raised,
        side: None,
        again: false,
        with: Vec::new(),
    }
}

fn send(world: &mut World, message: &Message) -> Reply {
    world.ask(notify(message), DEADLINE)
}

fn notify(message: &Message) -> Request {
    Request::Notify { channel: Id::new("sms"), message: message.clone() }
}

fn reconcile(world: &mut World, message: &Message) -> Reply {
    world.ask(Request::Reconcile { request: Box::new(notify(message)), id: 7, settles_ms: 0 }, DEADLINE)
}

/// The word of a reply and what it says.
fn told(reply: &Reply) -> (&'static str, &str) {
    match reply {
        Reply::Done(why) => ("done", why.as_str()),
        Reply::Refused(why) => ("refused", why.as_str()),
        Reply::Unknown(why) => ("unknown", why.as_str()),
        Reply::Withdrawn => ("withdrawn", ""),
    }
}

#[track_caller]
fn assert_told(reply: &Reply, word: &str, part: &str) {
    let (is, why) = told(reply);
    assert!(is == word && why.contains(part), "{reply:?} is not {word} with {part:?}");
}
