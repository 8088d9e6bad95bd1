//! Amazon Route 53 (API version 2013-04-01). A batch is done all together or not at all, and a `DELETE` must name
//! exactly what is there: deleting the old and creating the new is a compare-and-set (R11).

mod sign;
mod xml;

use std::collections::BTreeMap;
use std::time::Duration;

use chrono::Utc;
use futures_util::future::try_join_all;
use reqwest::header::HeaderValue;
use reqwest::{Method, RequestBuilder, Url};

use self::sign::{Keys, Signed};
use self::xml::{Answer, Set};
use super::Making;
use super::proofs::{looked, rest, words};
use super::records::{Found, Key, RecordSystem, key, name, told, value, values};
use crate::client::Reply;
use crate::client::net::NetError;
use crate::client::net::encoded::encoded;
use crate::client::net::http::{Http, Page};
use crate::client::net::secret::Secret;
use crate::plan::types::live::Record;
use crate::plan::types::{Side, live};
use crate::text::Clean;

/// How often it is asked whether every name server has a change, and how long it rests in between. It takes up to
/// a minute; this is for the evidence alone, since the name servers themselves are asked by the survey.
const LOOKS: (u32, Duration) = (4, Duration::from_millis(500));
/// A clock that is wrong by more than this makes every signature wrong.
const MOST_SKEW_MS: u64 = 300_000;

/// A hosted zone at Route 53.
pub struct Route53 {
    http: Http,
    host: String,
    /// Path of the base, for signatures.
    base: String,
    zone: String,
    keys: Keys,
    records: Vec<Record>,
}

impl Route53 {
    pub(super) fn new(lever: &live::Route53, making: &Making<'_>) -> Result<Self, NetError> {
        let place = format!("{}.route53", making.place);
        let zone = lever.zone_id.as_str().trim_start_matches("/hostedzone/");
        if zone.is_empty() || !zone.chars().all(|c| c.is_ascii_alphanumeric()) {
            return Err(NetError::at(
                format!("{place}.zone_id"),
                "it is an identifier such as Z0123456789ABC",
            ));
        }
        if lever.api.auth.is_some() {
            return Err(NetError::at(
                format!("{place}.api.auth"),
                "requests are signed with the keys; leave it out",
            ));
        }
        let url = Url::parse(lever.api.url.as_str())
            .map_err(|error| NetError::at(format!("{place}.api.url"), error))?;
        let host = url.host_str().unwrap_or_default();
        let host = url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"));
        let token = lever.session_token.as_ref();
        Ok(Self {
            http: Http::new(&lever.api, &place)?,
            host,
            base: url.path().trim_end_matches('/').to_owned(),
            zone: zone.to_owned(),
            keys: Keys {
                id: Secret::read(&lever.access_key, &format!("{place}.access_key"))?,
                secret: Secret::read(&lever.secret_key, &format!("{place}.secret_key"))?,
                token: token
                    .map(|token| Secret::read(token, &format!("{place}.session_token")))
                    .transpose()?,
            },
            records: making.lever.records.clone(),
        })
    }

    /// A request that is signed now: a signature holds for minutes.
    fn request(&self, method: Method, path: &str, query: &str, body: Vec<u8>) -> RequestBuilder {
        let signed_path = format!("{}{path}", self.base);
        let what =
            Signed { method: method.as_str(), host: &self.host, path: &signed_path, query, body: &body };
        let headers = self.keys.headers(&what, Utc::now());
        let asked = if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") };
        let mut request = self.http.request(method, &asked).body(body);
        for (name, value) in headers {
            // One that is no header, for a key that is none, is an error of the request when it is sent.
            request = match HeaderValue::from_str(&value) {
                Ok(mut value) => {
                    value.set_sensitive(true);
                    request.header(name, value)
                }
                Err(_) => request.header(name, value),
            };
        }
        request
    }

    /// What the zone holds of one set of the plan.
    async fn set(&self, wanted: &Record) -> Result<(Key, Option<Set>), String> {
        let key = key(wanted);
        let path = format!("/2013-04-01/hostedzone/{}/rrset", self.zone);
        let query = format!("maxitems=1&name={}&type={}", encoded(&key.0), key.1.word());
        let request = self.request(Method::GET, &path, &query, Vec::new());
        let page = self.http.send(request).await.map_err(|trouble| words(&trouble))?;
        let listed = match Answer::of(&page) {
            Ok(Answer::ListResourceRecordSetsResponse(listed)) if page.status.is_success() => listed,
            Ok(other) => return Err(said(&page, other.wrong())),
            Err(why) if page.status.is_success() => return Err(why),
            Err(_) => return Err(said(&page, None)),
        };
        // The list begins at or after what was asked for.
        let mut sets = listed.sets().into_iter();
        let set = sets.find(|set| name(&set.name) == key.0 && set.kind == key.1.word());
        match set.as_ref().and_then(Set::peculiar) {
            Some(what) => Err(format!("{} is {what}; jday does not move it", told(&key))),
            None => Ok((key, set)),
        }
    }

    /// Whether every name server of the zone has the change, as far as it says so soon.
    async fn spread(&self, change: &xml::Info) -> String {
        let id = change.id.rsplit('/').next().unwrap_or_default();
        if id.is_empty() || !id.chars().all(|c| c.is_ascii_alphanumeric()) {
            return "PENDING".to_owned();
        }
        let path = format!("/2013-04-01/change/{id}");
        let mut status = change.status.clone();
        for _ in 0..LOOKS.0 {
            if status == "INSYNC" {
                return format!("change {id} INSYNC: every name server of the zone has it");
            }
            tokio::time::sleep(LOOKS.1).await;
            let request = self.request(Method::GET, &path, "", Vec::new());
            let Ok(page) = self.http.send(request).await else { break };
            let Ok(Answer::GetChangeResponse(changed)) = Answer::of(&page) else { break };
            status = changed.change_info.status;
        }
        format!("change {id} {status}: its name servers follow, as a rule within a minute")
    }
}

impl RecordSystem for Route53 {
    /// The sets as they were read.
    type Held = BTreeMap<Key, Set>;

    fn records(&self) -> &[Record] {
        &self.records
    }

    async fn found(&self) -> Result<(Found, Self::Held), String> {
        let sets = try_join_all(self.records.iter().map(|record| self.set(record))).await?;
        let held: Self::Held = sets.into_iter().filter_map(|(key, set)| Some((key, set?))).collect();
        let members =
            |(key, set): (&Key, &Set)| (key.clone(), set.values().map(|raw| value(key.1, raw)).collect());
        Ok((held.iter().map(members).collect(), held))
    }

    fn ready(&self, id: u64, held: &Self::Held, _from: Side, to: Side) -> Result<Vec<u8>, String> {
        let changes = self.records.iter().map(|record| {
            let set = held.get(&key(record)).ok_or_else(|| format!("{} is not there", told(&key(record))))?;
            Ok(set.changes(&values(record, to)))
        });
        let changes = changes.collect::<Result<String, String>>()?;
        Ok(xml::request(id, &changes).into_bytes())
    }

    async fn write(&self, _to: Side, ready: Vec<u8>) -> Reply {
        let path = format!("/2013-04-01/hostedzone/{}/rrset/", self.zone);
        let page = match self.http.act(self.request(Method::POST, &path, "", ready)).await {
            Ok(page) => page,
            Err(reply) => return reply,
        };
        match reply(&page) {
            Ok(change) => {
                // A silent answer here must not make an unknown of what was accepted.
                let spread = looked(async { Ok(self.spread(&change).await) }).await;
                let spread = spread.unwrap_or_else(|_| format!("change {} {}", change.id, change.status));
                Reply::Done(Clean::new(format!("accepted: {spread}")))
            }
            Err(reply) => reply,
        }
    }

    fn compares(&self) -> &'static str {
        "compared and set in one batch"
    }
}

/// What went wrong, with the clock where that may be why.
fn said(page: &Page, wrong: Option<String>) -> String {
    let wrong = wrong.unwrap_or_else(|| page.told());
    let skew = page.skew_ms.filter(|ms| ms.unsigned_abs() > MOST_SKEW_MS);
    let skew =
        skew.map(|ms| format!("; its clock is {} s ahead of this one, which breaks signatures", ms / 1000));
    let wait = rest(&page.trouble());
    format!("{}: {wrong}{wait}{}", page.status, skew.unwrap_or_default())
}

/// The change that `page` accepts, or how the act ended otherwise.
fn reply(page: &Page) -> Result<xml::Info, Reply> {
    let answer = Answer::of(page);
    match (page.verdict(true), answer) {
        (None, Ok(Answer::ChangeResourceRecordSetsResponse(changed))) => Ok(changed.change_info),
        (None, Ok(other)) => {
            let why = other.wrong().unwrap_or_else(|| "it says yes, and to something else".into());
            Err(Reply::Unknown(Clean::new(why)))
        }
        (None, Err(why)) => Err(Reply::Unknown(Clean::new(why))),
        // A 4xx: the batch was not taken at all. That holds for `Throttling` and `PriorRequestNotComplete`
        // too: they are answered before a batch is looked at, so trying again is for people to decide.
        (Some(Reply::Refused(_)), answer) => {
            let wrong = answer.ok().and_then(|answer| answer.wrong());
            Err(Reply::Refused(Clean::new(said(page, wrong))))
        }
        (Some(other), _) => Err(other),
    }
}
