//! One test message a channel, and a person who says that it came.

use std::io::{BufRead as _, IsTerminal as _};

use super::Line;
use super::asked::World;
use super::told::Told;
use crate::client::{Message, Reply, Request};
use crate::plan::types::Plan;
use crate::text::Clean;

/// How long one message may take.
const MESSAGE_MS: u64 = 30_000;

/// Sends one message over each channel that has a service.
pub fn run(plan: &Plan, world: &mut World, told: &mut Told) -> anyhow::Result<()> {
    let asks = std::io::stdin().is_terminal();
    let stamp = chrono::Utc::now().format("%Y%m%dT%H%M%SZ");
    for channel in plan.live.iter().flat_map(|live| &live.channels) {
        let key = Clean::new(format!("{}-preflight-{stamp}-{}", plan.id, channel.id));
        let text = Clean::new(format!("TEST jday {}: essai, ne rien faire / a test, do nothing", plan.title));
        let message = Message { text, ..Message::test(&key) };
        let notify = |message| Request::Notify { channel: channel.id.clone(), message };
        let line = match world.wait_for(notify(message.clone()), MESSAGE_MS) {
            Reply::Done(detail) => sent(channel.id.as_str(), &detail.one_line(), asks)?,
            Reply::Refused(why) | Reply::Unknown(why) => {
                Line::new("message", channel.id.as_str(), Some(false), why.one_line())
            }
        };
        // Whatever became of it, no incident of a test may stay open.
        if channel.pagerduty.is_some() {
            world.wait_for(notify(message.cleared()), MESSAGE_MS);
        }
        told.one(&line)?;
    }
    Ok(())
}

/// Taken by the service is not received by a person: only a person can say that.
fn sent(channel: &str, detail: &str, asks: bool) -> anyhow::Result<Line> {
    if !asks {
        let line = Line::new("message", channel, None, format!("{detail}; nobody was asked whether it came"));
        return Ok(line.todo("run it on a terminal"));
    }
    crate::cli::out::say(&format!("{channel}: {detail}. Was it received? [y/N]"));
    let mut answer = String::new();
    std::io::stdin().lock().read_line(&mut answer)?;
    let received = matches!(answer.trim(), "y" | "Y" | "o" | "O" | "yes" | "oui");
    let word = if received { "received" } else { "not received" };
    Ok(Line::new("message", channel, Some(received), format!("{detail}; {word}")))
}
