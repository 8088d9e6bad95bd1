//! What holds for every call: it ends by its deadline, and a client that breaks is a report.

use std::time::Duration;

use jday::client::{Message, Reply, Request};
use jday::plan::types::Id;

use crate::net::{BARE, World, plan};

#[test]
fn a_source_that_nobody_knows_is_told_and_not_waited_for() {
    let mut world = World::new(&plan(&format!("{BARE}\nsources = []")));
    let polled = world.poll("nowhere");
    let trouble = polled.answer.expect_err("nobody answers");
    assert!(trouble.why.as_str().contains("nowhere"), "{trouble:?}");
}

#[test]
fn a_channel_without_a_way_out_is_refused() {
    let mut world = World::new(&plan(&format!("{BARE}\nsources = []")));
    let request = Request::Notify { channel: Id::new("sms"), message: Message::test(&"k".into()) };
    let reply = world.ask(request, Duration::from_secs(1));
    assert!(matches!(&reply, Reply::Refused(why) if why.as_str().contains("live.channels")), "{reply:?}");
}
