//! One test message a channel, and a person who says that it came.

use std::io::IsTerminal as _;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

use super::Line;
use super::asked::World;
use super::told::Told;
use crate::cli::out;
use crate::client::{Message, Reply, Request};
use crate::console::lang::Lang;
use crate::console::messages::{errand as say, evidence};
use crate::plan::types::{Millis, Plan};
use crate::text::Clean;

/// How long one message may take.
const MESSAGE_MS: u64 = 60_000;

/// Sends one message over each channel that has a service, tells what came of it, and waits for somebody to say
/// that it was received: on a terminal, for `within`.
pub fn run(plan: &Plan, world: &mut World, told: &mut Told, within: Millis) -> anyhow::Result<()> {
    let people = People::of(told, within);
    let stamp = chrono::Utc::now().format("%Y%m%dT%H%M%SZ");
    for channel in plan.live.iter().flat_map(|live| &live.channels) {
        let key = Clean::new(format!("{}-preflight-{stamp}-{}", plan.id, channel.id));
        let text = Clean::new(format!("TEST jday {}: essai, ne rien faire / a test, do nothing", plan.title));
        let message = Message { text, ..Message::test(&key) };
        let notify = |message| Request::Notify { channel: channel.id.clone(), message };
        let reply = world.wait_for(notify(message.clone()), MESSAGE_MS);
        let said = reply.words().replace('\n', " ");
        let line = match reply {
            Reply::Done(_) => people.line(channel.id.as_str(), &said),
            _ => Line::new("message", channel.id.as_str(), Some(false), said),
        };
        // Whatever became of it, no incident of a test may stay open.
        if channel.pagerduty.is_some() {
            world.wait_for(notify(message.cleared()), MESSAGE_MS);
        }
        told.one(&line)?;
    }
    Ok(())
}

/// Whoever can say that a message came, or why nobody is asked.
enum People {
    There { lines: Receiver<String>, within: Millis, lang: Lang },
    Not(&'static str),
}

impl People {
    fn of(told: &Told, within: Millis) -> Self {
        if told.is_json() {
            return Self::Not("--json asks nobody");
        }
        if !std::io::stdin().is_terminal() {
            return Self::Not("the input is no terminal");
        }
        let (send, lines) = channel();
        // It ends with the process, or with whoever is asked no more.
        std::thread::spawn(move || {
            for line in std::io::stdin().lines().map_while(Result::ok) {
                if send.send(line).is_err() {
                    return;
                }
            }
        });
        Self::There { lines, within, lang: told.lang() }
    }

    /// Taken by the service is not received by a person: only a person can say that.
    fn line(&self, channel: &str, detail: &str) -> Line {
        let line = |ok, what: &str| Line::new("message", channel, ok, format!("{detail}; {what}"));
        let (lines, within, lang) = match self {
            Self::There { lines, within, lang } => (lines, *within, lang),
            Self::Not(why) => {
                return line(None, &format!("nobody was asked whether it came: {why}"))
                    .todo("run it without --json on a terminal");
            }
        };
        // What was typed before the question answers nothing.
        while lines.try_recv().is_ok() {}
        let detail_told = evidence::told(*lang, &Clean::new(detail)).into_owned();
        out::say(&say::was_received(*lang, channel, detail_told, within));
        match lines.recv_timeout(Duration::from_millis(within.0)) {
            Ok(answer) if is_yes(&answer) => line(Some(true), "received"),
            Ok(_) => line(Some(false), "not received").todo("look at the channel's settings on its side"),
            Err(RecvTimeoutError::Timeout) => {
                line(Some(false), &format!("nobody said within {within} that it came"))
                    .todo("run it again with somebody who looks at the channel")
            }
            Err(RecvTimeoutError::Disconnected) => line(None, "nobody was asked: the terminal is gone"),
        }
    }
}

fn is_yes(answer: &str) -> bool {
    matches!(answer.trim().to_lowercase().as_str(), "y" | "yes" | "o" | "oui" | "received" | "reçu")
}
