//! What is said of a message beside its text: a mark by which it is found again, and no secret.

use data_encoding::HEXLOWER;
use sha2::{Digest as _, Sha256};

use super::Sent;
use crate::client::{Kind, Message, Reply};
use crate::text::Clean;

/// Hexadecimal digits of a mark: a day has a few hundred messages.
const MARK_DIGITS: usize = 8;
/// Longest key that services take as it is; `PagerDuty` allows 255.
const LONGEST_KEY: usize = 200;

/// The mark of a message of this room. The same key and kind have the same one.
pub fn mark(room: &Clean, message: &Message) -> String {
    of(room, &message.key, message.kind)
}

/// The marks of a message and of all that go with it.
pub fn marks(room: &Clean, message: &Message) -> String {
    let with = message.with.iter().map(|(key, kind)| of(room, key, *kind));
    std::iter::once(mark(room, message)).chain(with).collect::<Vec<_>>().join(" ")
}

fn of(room: &Clean, key: &Clean, kind: Kind) -> String {
    let digest = Sha256::digest(format!("{}\n{}\n{kind:?}", room.as_str(), key.as_str()));
    let hex = HEXLOWER.encode(&digest);
    format!("#{}", hex.get(..MARK_DIGITS).unwrap_or(&hex))
}

/// The key of a message among all rooms and days, of ASCII alone and never too long.
pub fn key(room: &Clean, message: &Message) -> String {
    let whole = format!("jday/{}/{}", room.as_str(), message.key.as_str());
    if whole.len() <= LONGEST_KEY && whole.is_ascii() {
        return whole;
    }
    format!("jday/{}", HEXLOWER.encode(&Sha256::digest(whole)))
}

/// The first line of a message, at most `most` characters: a subject or a summary.
pub fn subject(message: &Message, most: usize) -> String {
    let line = message.text.as_str().lines().find(|line| !line.trim().is_empty()).unwrap_or("jday");
    cut(line.trim(), most)
}

/// At most `most` characters of `text`.
pub fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let kept: String = text.chars().take(most.saturating_sub(3)).collect();
    format!("{kept}...")
}

/// The reply without what must not be told: a server may say back whatever it was sent (R31).
pub fn hide_in(sent: Sent, secrets: &[&str]) -> Sent {
    Sent { reply: hide(sent.reply, secrets), ..sent }
}

/// The same of a reply alone.
pub fn hide(reply: Reply, secrets: &[&str]) -> Reply {
    let clean = |text: Clean| {
        let mut text = text.as_str().to_owned();
        for secret in secrets.iter().filter(|secret| !secret.is_empty()) {
            text = text.replace(secret, "***");
        }
        Clean::new(text)
    };
    match reply {
        Reply::Done(text) => Reply::Done(clean(text)),
        Reply::Refused(text) => Reply::Refused(clean(text)),
        Reply::Unknown(text) => Reply::Unknown(clean(text)),
        Reply::Withdrawn => Reply::Withdrawn,
    }
}

/// A 2xx that is no answer of this service: nobody knows what became of the message.
pub fn strange(why: impl std::fmt::Display) -> Reply {
    Reply::Unknown(Clean::new(format!("it answered, but not as it should: {why}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_the_same_for_the_same_message_and_another_for_any_other() {
        let one = Message::test(&"a".into());
        let other = Message { kind: Kind::Cleared, ..one.clone() };
        let room = Clean::new("onelog");
        assert_eq!(mark(&room, &one), mark(&room, &Message { text: "x".into(), again: true, ..one.clone() }));
        assert_ne!(mark(&room, &one), mark(&room, &other));
        assert_ne!(mark(&room, &one), mark(&"other".into(), &one));
        assert_eq!(key(&room, &one), key(&room, &other), "an end bears the key of its beginning");
    }

    #[test]
    fn a_key_that_a_service_would_not_take_becomes_one_that_it_takes() {
        let long = Message::test(&"é".repeat(300).into());
        let made = key(&"onelog".into(), &long);
        assert!(made.is_ascii() && made.len() <= LONGEST_KEY, "{made}");
        assert_ne!(made, key(&"onelog".into(), &Message::test(&"é".repeat(301).into())));
    }
}
