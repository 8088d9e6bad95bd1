//! `PowerDNS` Authoritative by its HTTP API (doc.powerdns.com/authoritative/http-api). It has no compare-and-set:
//! what it holds is read and compared just before it is written, and read again.

use std::collections::{BTreeMap, BTreeSet};

use futures_util::future::try_join_all;
use reqwest::{Method, StatusCode};
use serde::{Deserialize, Serialize};

use super::Making;
use super::proofs::words;
use super::records::{Found, Key, RecordSystem, key, name, told, value};
use crate::client::Reply;
use crate::client::net::NetError;
use crate::client::net::http::Http;
use crate::plan::types::live::{Record, RecordType};
use crate::plan::types::{Side, live};
use crate::text::Clean;

/// A zone of a `PowerDNS` server.
pub struct PowerDns {
    http: Http,
    /// Path of the zone, with its trailing dot.
    zone: String,
    records: Vec<Record>,
}

/// The part of a zone that was asked for.
#[derive(Deserialize)]
struct Zone {
    rrsets: Vec<Held>,
}

#[derive(Deserialize)]
struct Held {
    name: String,
    #[serde(rename = "type")]
    kind: String,
    ttl: u32,
    records: Vec<Member>,
}

#[derive(Serialize, Deserialize)]
struct Member {
    content: String,
    #[serde(default)]
    disabled: bool,
}

#[derive(Serialize)]
struct Change {
    rrsets: Vec<Replaced>,
}

#[derive(Serialize)]
struct Replaced {
    name: String,
    #[serde(rename = "type")]
    kind: &'static str,
    ttl: u32,
    changetype: &'static str,
    records: Vec<Member>,
}

impl PowerDns {
    pub(super) fn new(lever: &live::PowerDns, making: &Making<'_>) -> Result<Self, NetError> {
        let place = format!("{}.powerdns", making.place);
        let apex = name(lever.zone.as_str());
        for record in &making.lever.records {
            let known = name(record.name.as_str());
            if known != apex && !known.ends_with(&format!(".{apex}")) {
                return Err(NetError::at(
                    &place,
                    format!("{known} is not in the zone {apex}; name its zone"),
                ));
            }
        }
        let server = lever.server.as_ref().map_or("localhost", Clean::as_str);
        Ok(Self {
            http: Http::new(&lever.api, &place)?,
            zone: format!("/servers/{server}/zones/{apex}."),
            records: making.lever.records.clone(),
        })
    }

    async fn set(&self, wanted: &Record) -> Result<(Key, Option<(BTreeSet<String>, u32)>), String> {
        let key = key(wanted);
        let query = [("rrset_name", format!("{}.", key.0)), ("rrset_type", key.1.word().to_owned())];
        let request = self.http.request(Method::GET, &self.zone).query(&query);
        let answer = async { self.http.send(request).await?.ok()?.json::<Zone>() }.await;
        let zone = answer.map_err(|trouble| words(&trouble))?;
        // A server that knows no filter answers the whole zone.
        let mut sets =
            zone.rrsets.into_iter().filter(|set| name(&set.name) == key.0 && set.kind == key.1.word());
        let held = sets.next().map(|set| {
            let members = set.records.iter().map(|member| match value(key.1, &member.content) {
                // It is not served, and writing would remove it: somebody else's business.
                served if member.disabled => format!("{served} (disabled)"),
                served => served,
            });
            (members.collect(), set.ttl)
        });
        match sets.next() {
            Some(_) => Err(format!("it answers {} twice", told(&key))),
            None => Ok((key, held)),
        }
    }
}

impl RecordSystem for PowerDns {
    /// Times to live, which stay as they are.
    type Held = BTreeMap<Key, u32>;

    fn records(&self) -> &[Record] {
        &self.records
    }

    async fn found(&self) -> Result<(Found, Self::Held), String> {
        let sets = try_join_all(self.records.iter().map(|record| self.set(record))).await?;
        let (mut found, mut lives) = (Found::new(), BTreeMap::new());
        for (key, held) in sets {
            if let Some((members, ttl)) = held {
                lives.insert(key.clone(), ttl);
                found.insert(key, members);
            }
        }
        Ok((found, lives))
    }

    fn ready(&self, _id: u64, held: &Self::Held, _from: Side, to: Side) -> Result<Vec<u8>, String> {
        let replaced = self.records.iter().map(|record| {
            let key = key(record);
            let ttl = *held.get(&key).ok_or_else(|| format!("{} is not there", told(&key)))?;
            let content = |raw: &Clean| match record.kind {
                RecordType::Cname => format!("{}.", value(record.kind, raw.as_str())),
                RecordType::A | RecordType::Aaaa => value(record.kind, raw.as_str()),
            };
            let records = record.values(to).iter();
            let records = records.map(|raw| Member { content: content(raw), disabled: false }).collect();
            let kind = record.kind.word();
            Ok(Replaced { name: format!("{}.", key.0), kind, ttl, changetype: "REPLACE", records })
        });
        let rrsets = replaced.collect::<Result<_, String>>()?;
        serde_json::to_vec(&Change { rrsets }).map_err(|error| error.to_string())
    }

    async fn write(&self, _to: Side, ready: Vec<u8>) -> Reply {
        let request = self.http.request(Method::PATCH, &self.zone);
        let request = request.header("content-type", "application/json").body(ready);
        match self.http.act(request).await {
            Ok(page) => match page.verdict(true) {
                Some(no) => no,
                None if page.status == StatusCode::NO_CONTENT => Reply::Done("accepted: 204".into()),
                None => Reply::Unknown(Clean::new(format!(
                    "it answers {} where 204 says yes: is there a proxy? {}",
                    page.status,
                    page.told()
                ))),
            },
            Err(reply) => reply,
        }
    }

    fn compares(&self) -> &'static str {
        "PowerDNS has no compare-and-set; it was read just before"
    }
}
