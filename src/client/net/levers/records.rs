//! Levers that move DNS records: where a set of records stands, and the one way in which every such system is
//! proved and moved.

use std::collections::{BTreeMap, BTreeSet};
use std::future::Future;
use std::net::{Ipv4Addr, Ipv6Addr};

use super::proofs::{again, credentials, lever, looked, unfit, unsent};
use super::{Lever, Standing};
use crate::client::net::Waiting;
use crate::client::{Proof, Reply};
use crate::plan::types::Side;
use crate::plan::types::live::{Record, RecordType};
use crate::text::Clean;

/// A record set: its name as [`name`] writes it, and its type.
pub type Key = (String, RecordType);

/// What a system holds of the records that were asked for, as [`value`] writes it. A set that is not there is
/// not in it.
pub type Found = BTreeMap<Key, BTreeSet<String>>;

/// A name in the one way in which names are compared: small letters, no trailing dot, `\052` as `*`.
pub fn name(raw: &str) -> String {
    raw.trim().trim_end_matches('.').replace("\\052", "*").to_ascii_lowercase()
}

/// A value in the one way in which values are compared. One that is no value of `kind` stays as it is, and so
/// belongs to no side.
pub fn value(kind: RecordType, raw: &str) -> String {
    let raw = raw.trim();
    match kind {
        RecordType::A => raw.parse::<Ipv4Addr>().map_or_else(|_| raw.to_owned(), |ip| ip.to_string()),
        RecordType::Aaaa => raw.parse::<Ipv6Addr>().map_or_else(|_| raw.to_owned(), |ip| ip.to_string()),
        RecordType::Cname => name(raw),
    }
}

/// The set that `record` is.
pub fn key(record: &Record) -> Key {
    (name(record.name.as_str()), record.kind)
}

/// Exactly what `record` holds while `side` serves.
pub fn values(record: &Record, side: Side) -> BTreeSet<String> {
    record.values(side).iter().map(|raw| value(record.kind, raw.as_str())).collect()
}

/// Where `records` point, by what was `found` of them: at a side only if every set is exactly the plan's for that
/// side, with no member more and none fewer.
pub fn standing(records: &[Record], found: &Found) -> Standing {
    let nothing = BTreeSet::new();
    let (mut sides, mut foreign) = (BTreeMap::new(), Vec::new());
    for record in records {
        let key = key(record);
        let held = found.get(&key).unwrap_or(&nothing);
        match [Side::Blue, Side::Green].into_iter().find(|side| values(record, *side) == *held) {
            Some(side) => sides.entry(side).or_insert_with(Vec::new).push(told(&key)),
            None => foreign.push(format!("{} is {}, which is neither side's", told(&key), listed(held))),
        }
    }
    if !foreign.is_empty() {
        return Standing::Elsewhere(Clean::new(foreign.join("; ")));
    }
    match sides.keys().copied().collect::<Vec<_>>()[..] {
        [side] => Standing::At(side),
        [] => Standing::Elsewhere("the plan lists no record".into()),
        _ => {
            let each = sides.iter().map(|(side, names)| format!("at {side}: {}", names.join(", ")));
            let each = each.collect::<Vec<_>>().join("; ");
            Standing::Elsewhere(Clean::new(format!("the records disagree: {each}")))
        }
    }
}

/// A record set in words.
pub fn told((name, kind): &Key) -> String {
    format!("{name} {}", kind.word())
}

/// The members of a set in words.
pub fn listed(held: &BTreeSet<String>) -> String {
    if held.is_empty() { "not there".into() } else { held.iter().cloned().collect::<Vec<_>>().join(", ") }
}

/// A system that holds records. What every such lever does stands in the [`Lever`] made of it.
pub trait RecordSystem: Send + Sync {
    /// What [`Self::write`] has to know of what was read: identifiers, times to live.
    type Held: Send + Sync;

    /// The records that move together.
    fn records(&self) -> &[Record];

    /// Reads every set of [`Self::records`], or says why it cannot.
    fn found(&self) -> impl Future<Output = Result<(Found, Self::Held), String>> + Send;

    /// Makes what would be sent to point every record at `to`, without sending it, or says why it cannot be made.
    fn ready(&self, id: u64, held: &Self::Held, from: Side, to: Side) -> Result<Vec<u8>, String>;

    /// Sends what [`Self::ready`] made for `to`. `Done` is that the system accepted it.
    fn write(&self, to: Side, ready: Vec<u8>) -> impl Future<Output = Reply> + Send;

    /// What somebody who looks at the proofs has to know besides.
    fn warnings(&self, _held: &Self::Held) -> Vec<Proof> {
        Vec::new()
    }

    /// How it compares before it sets, in words, for the evidence.
    fn compares(&self) -> &'static str;
}

impl<S: RecordSystem> Lever for S {
    fn read(&self) -> Waiting<'_, Result<Standing, String>> {
        Box::pin(async { Ok(standing(self.records(), &looked(self.found()).await?.0)) })
    }

    fn dry_run(&self, to: Side) -> Waiting<'_, Vec<Proof>> {
        Box::pin(async move {
            let (found, held) = match looked(self.found()).await {
                Ok(read) => read,
                Err(why) => return vec![credentials(None, &why), lever(None, "it could not be read")],
            };
            let mut proofs = vec![credentials(Some(true), "it answers what is asked")];
            proofs.push(match standing(self.records(), &found) {
                Standing::At(side) if side == to => lever(Some(true), format!("it already points at {to}")),
                Standing::At(side) => match self.ready(0, &held, side, to) {
                    Ok(bytes) => {
                        let why = format!(
                            "points at {side}; {} bytes would point {} records at {to}; {}",
                            bytes.len(),
                            self.records().len(),
                            self.compares()
                        );
                        lever(Some(true), why)
                    }
                    Err(why) => lever(Some(false), why),
                },
                Standing::Elsewhere(found) => lever(Some(false), found.as_str()),
            });
            proofs.extend(self.warnings(&held));
            proofs
        })
    }

    fn point(&self, id: u64, from: Side, to: Side) -> Waiting<'_, Reply> {
        Box::pin(async move {
            let (found, held) = match looked(self.found()).await {
                Ok(read) => read,
                Err(why) => return unsent(format!("it cannot be read: {why}")),
            };
            if let Some(refusal) = unfit(&standing(self.records(), &found), from, to) {
                return refusal;
            }
            let ready = match self.ready(id, &held, from, to) {
                Ok(ready) => ready,
                Err(why) => return unsent(why),
            };
            match self.write(to, ready).await {
                Reply::Done(accepted) => {
                    let read = looked(self.found()).await.map(|(found, _)| standing(self.records(), &found));
                    Reply::Done(Clean::new(format!("{accepted}; {}; {}", again(&read, to), self.compares())))
                }
                other => other,
            }
        })
    }
}

#[cfg(test)]
#[path = "records/tests.rs"]
mod tests;
