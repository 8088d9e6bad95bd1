//! Cloudflare (developers.cloudflare.com/api, DNS records). It has no compare-and-set: what it holds is read and
//! compared, one batch changes all records in one transaction, and they are read again. Its servers take the
//! change over record by record.

mod wire;

use std::collections::BTreeSet;

use futures_util::future::try_join_all;
use reqwest::Method;

use self::wire::{Batch, Batched, Changed, Envelope, Gone, New, Row};
use super::Making;
use super::proofs::{proof, rest, words};
use super::records::{Found, Key, RecordSystem, key, name, told, value, values};
use crate::client::net::NetError;
use crate::client::net::http::{Http, Page};
use crate::client::{Proof, Reply};
use crate::plan::types::live::Record;
use crate::plan::types::{Side, live};
use crate::text::Clean;

/// Most records of one name that are read.
const PAGE: usize = 100;

/// A zone at Cloudflare.
pub struct Cloudflare {
    http: Http,
    /// Path of its records.
    path: String,
    records: Vec<Record>,
    /// Whether authoritative servers are asked where the lever points, which a proxied record never shows.
    asks_servers: bool,
}

impl Cloudflare {
    pub(super) fn new(lever: &live::Cloudflare, making: &Making<'_>) -> Result<Self, NetError> {
        let place = format!("{}.cloudflare", making.place);
        let zone = lever.zone_id.as_str();
        if zone.is_empty() || !zone.chars().all(|c| c.is_ascii_alphanumeric()) {
            return Err(NetError::at(
                format!("{place}.zone_id"),
                "it is the identifier from the zone's overview",
            ));
        }
        Ok(Self {
            http: Http::new(&lever.api, &place)?,
            path: format!("/zones/{zone}/dns_records"),
            records: making.lever.records.clone(),
            asks_servers: making.plan.live.as_ref().is_some_and(|live| !live.survey.authoritative.is_empty()),
        })
    }

    /// The records that are one set of the plan.
    async fn rows(&self, wanted: &Record) -> Result<(Key, Vec<Row>), String> {
        let key = key(wanted);
        let query = [
            ("name.exact", key.0.clone()),
            ("type", key.1.word().to_owned()),
            ("per_page", PAGE.to_string()),
        ];
        let request = self.http.request(Method::GET, &self.path).query(&query);
        let page = self.http.send(request).await.map_err(|trouble| words(&trouble))?;
        page.ok().map_err(|trouble| match wire::told(&page) {
            Some(mistakes) => format!("{}: {mistakes}{}", page.status, rest(&trouble)),
            None => words(&trouble),
        })?;
        let envelope = page.json::<Envelope<Vec<Row>>>().map_err(|trouble| words(&trouble))?;
        if let Some(mistakes) = envelope.wrong() {
            return Err(mistakes);
        }
        let (mut rows, in_all) = envelope.result().ok_or("the answer has no result")?;
        if in_all.is_some_and(|in_all| in_all > rows.len()) {
            return Err(format!("{} has more records than {PAGE}", told(&key)));
        }
        rows.retain(|row| name(&row.name) == key.0 && row.kind == key.1.word());
        Ok((key, rows))
    }

    /// What changes one set into that of `to`: what is there and stays is not touched.
    fn change(batch: &mut Batch, record: &Record, rows: &[Row], to: Side) -> Result<(), String> {
        let key = key(record);
        let first = rows.first().ok_or_else(|| format!("{} is not there", told(&key)))?;
        let mut wanted = values(record, to);
        let others: Vec<&Row> =
            rows.iter().filter(|row| !wanted.remove(&value(record.kind, &row.content))).collect();
        let mut wanted = wanted.into_iter();
        let kind = record.kind.word();
        for row in others {
            match wanted.next() {
                Some(content) => {
                    let (id, name, ttl) = (row.id.clone(), key.0.clone(), row.ttl);
                    batch.patches.push(Changed { id, kind, name, content, ttl });
                }
                None => batch.deletes.push(Gone { id: row.id.clone() }),
            }
        }
        for content in wanted {
            let (name, ttl, proxied) = (key.0.clone(), first.ttl, first.proxied);
            batch.posts.push(New { kind, name, content, ttl, proxied });
        }
        Ok(())
    }

    /// Whether `row` is one of those that `to` has.
    fn wants(&self, row: &Row, to: Side) -> bool {
        let mut sets = self.records.iter().filter(|record| key(record).0 == name(&row.name));
        sets.any(|record| values(record, to).contains(&value(record.kind, &row.content)))
    }

    fn reply(&self, page: &Page, to: Side) -> Reply {
        if let Some(no) = page.verdict(true) {
            let limit =
                if page.status.as_u16() == 429 { "; Cloudflare blocks every call for minutes" } else { "" };
            let why = Clean::new(match wire::told(page) {
                Some(mistakes) => format!("{}: {mistakes}{}{limit}", page.status, rest(&page.trouble())),
                None => format!("{}{limit}", no.words()),
            });
            return if matches!(no, Reply::Refused(_)) { Reply::Refused(why) } else { Reply::Unknown(why) };
        }
        let envelope = match page.json::<Envelope<Batched>>() {
            Ok(envelope) => envelope,
            Err(trouble) => return Reply::Unknown(trouble.why),
        };
        if let Some(mistakes) = envelope.wrong() {
            // A batch is one transaction: no is no for all of it.
            return Reply::Refused(Clean::new(mistakes));
        }
        match envelope.result() {
            Some((batched, _)) if batched.rows().all(|row| self.wants(row, to)) => {
                Reply::Done(Clean::new(format!("accepted: {}", page.status)))
            }
            _ => Reply::Unknown("it says yes, and not to what was asked".into()),
        }
    }
}

impl RecordSystem for Cloudflare {
    /// The records of each set.
    type Held = Vec<(Key, Vec<Row>)>;

    fn records(&self) -> &[Record] {
        &self.records
    }

    async fn found(&self) -> Result<(Found, Self::Held), String> {
        let held = try_join_all(self.records.iter().map(|record| self.rows(record))).await?;
        let set = |(key, rows): &(Key, Vec<Row>)| {
            let members: BTreeSet<String> = rows.iter().map(|row| value(key.1, &row.content)).collect();
            (!rows.is_empty()).then(|| (key.clone(), members))
        };
        Ok((held.iter().filter_map(set).collect(), held))
    }

    fn ready(&self, _id: u64, held: &Self::Held, _from: Side, to: Side) -> Result<Vec<u8>, String> {
        let mut batch = Batch::default();
        for (record, (_, rows)) in self.records.iter().zip(held) {
            Self::change(&mut batch, record, rows, to)?;
        }
        serde_json::to_vec(&batch).map_err(|error| error.to_string())
    }

    async fn write(&self, to: Side, ready: Vec<u8>) -> Reply {
        let request = self.http.request(Method::POST, &format!("{}/batch", self.path));
        match self.http.act(request.header("content-type", "application/json").body(ready)).await {
            Ok(page) => self.reply(&page, to),
            Err(reply) => reply,
        }
    }

    fn warnings(&self, held: &Self::Held) -> Vec<Proof> {
        let hidden = held.iter().filter(|(_, rows)| rows.iter().any(|row| row.proxied));
        let hidden: Vec<String> = hidden.map(|(key, _)| told(key)).collect();
        if hidden.is_empty() {
            return Vec::new();
        }
        let hidden = hidden.join(", ");
        vec![if self.asks_servers {
            let why = "proxied: name servers never show where it points; empty live.survey.authoritative";
            proof("proxied", Some(false), format!("{hidden} {why}"))
        } else {
            proof(
                "proxied",
                Some(true),
                format!("{hidden} proxied: only fresh connections show where it points"),
            )
        }]
    }

    fn compares(&self) -> &'static str {
        "Cloudflare has no compare-and-set; it was read just before"
    }
}
