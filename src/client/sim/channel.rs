//! Simulated channels: an in-memory sink that pages nobody (R33).

use std::collections::BTreeSet;

use super::Sim;
use super::agenda::Item;
use super::fault::How;
use crate::client::{Kind, Message, Reply};
use crate::plan::types::Id;
use crate::text::Clean;

/// Usual latency by what the channel's name holds, in milliseconds.
const LATENCY: [(&str, u64); 6] =
    [("pagerduty", 400), ("sms", 2_000), ("slack", 300), ("mail", 1_500), ("phone", 4_000), ("call", 4_000)];

/// Usual latency of any other channel, in milliseconds.
const OTHER_LATENCY: u64 = 700;

/// For how long a limited channel asks to be left alone, in milliseconds.
const REST_MS: u64 = 3_600_000;

/// What was delivered.
#[derive(Debug, Default)]
pub(super) struct Sink {
    keys: BTreeSet<(Id, Clean, Kind)>,
    pub(super) sent: Vec<(Id, Clean)>,
}

impl Sink {
    /// Delivers a message; one with a key and kind that this channel has seen is the same one (R32).
    pub(super) fn deliver(&mut self, channel: Id, message: Message) {
        if self.keys.insert((channel.clone(), message.key, message.kind)) {
            self.sent.push((channel, message.text));
        }
    }
}

impl Sim {
    /// `slow` delivers late, past the deadline too; `lost` delivers and loses the receipt; `refuses`
    /// delivers nothing and says so; `limited` delivers nothing and wants rest; `silent` neither delivers nor
    /// answers; the others say done and deliver nothing.
    pub(super) fn submit_notify(&mut self, id: u64, channel: &Id, message: Message, at: u64) {
        let usual = LATENCY.iter().find(|(part, _)| channel.as_str().contains(part));
        let typical = self.around(usual.map_or(OTHER_LATENCY, |(_, ms)| *ms));
        let soon = at.saturating_add(typical);
        if !self.settings.channels.contains(channel) {
            let why = Clean::new(format!("the plan has no channel {channel}"));
            self.agenda.at(soon, Item::End { id, reply: Reply::Refused(why) });
            return;
        }
        let fault = self.faults.channel(channel);
        let due =
            if fault == Some(How::Slow) { soon.saturating_add(self.settings.typical.slow) } else { soon };
        let reply = match fault {
            Some(How::Silent) => return,
            Some(How::Refuses) => {
                Reply::Refused(Clean::new(format!("{channel} answers 503 Service Unavailable")))
            }
            Some(How::Limited) => {
                self.agenda.at(due, Item::Rest { id, for_ms: REST_MS });
                let rest = REST_MS / 1_000;
                let why = format!("429 Too Many Requests: slow down; not to be asked again for {rest} s");
                Reply::Unknown(Clean::new(why))
            }
            _ => Reply::Done(Clean::new(format!("taken by {channel}, drill sink"))),
        };
        if matches!(fault, None | Some(How::Slow | How::Lost)) {
            self.agenda.at(due, Item::Deliver { channel: channel.clone(), message });
        }
        if fault != Some(How::Lost) {
            self.agenda.at(due, Item::End { id, reply });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_known_to_its_channel_alone() {
        let mut sink = Sink::default();
        for (channel, key, text) in [("sms", "a", "one"), ("sms", "a", "again"), ("slack", "a", "two")] {
            let test = Message::test(&key.into());
            sink.deliver(Id::new(channel), Message { text: text.into(), ..test });
        }
        let texts: Vec<_> = sink.sent.iter().map(|(_, text)| text.as_str()).collect();
        assert_eq!(texts, ["one", "two"]);
    }
}
