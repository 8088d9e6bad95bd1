//! `PagerDuty`, Events v2: an incident a key, taken on and resolved under the same one.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use reqwest::{Method, StatusCode};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Carrier, Making, Sent, mark};
use crate::client::net::http::Http;
use crate::client::net::secret::Secret;
use crate::client::net::{NetError, Waiting};
use crate::client::{Kind, Message, Reply};
use crate::plan::types::{Side, TierLevel, live};
use crate::text::Clean;

/// Longest summary that is taken.
const SUMMARY_CHARS: usize = 1024;

/// One integration of a service.
pub struct Pagerduty {
    http: Http,
    routing_key: Secret,
    room: Clean,
    /// What is said of one incident goes one after the other: an end that overtook its beginning would be
    /// dropped, with a 202, and the incident would stay.
    turns: Mutex<BTreeMap<Clean, Arc<tokio::sync::Mutex<Ended>>>>,
}

/// Whether an episode's end was told: whatever begins it after that would open a second incident.
type Ended = bool;

#[derive(Deserialize)]
struct Answer {
    status: String,
    #[serde(default)]
    message: Clean,
    #[serde(default)]
    errors: Vec<Clean>,
}

impl Pagerduty {
    pub(super) fn new(service: &live::Pager, making: &Making<'_>) -> Result<Self, NetError> {
        Ok(Self {
            http: Http::new(&service.api, &format!("{}.pagerduty.api", making.place))?,
            routing_key: Secret::read(
                &service.routing_key,
                &format!("{}.pagerduty.routing_key", making.place),
            )?,
            room: making.room.clone(),
            turns: Mutex::default(),
        })
    }

    fn turn(&self, key: &Clean) -> Arc<tokio::sync::Mutex<Ended>> {
        let mut turns = self.turns.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(turns.entry(key.clone()).or_default())
    }

    /// Where a message goes, and what. A step that needs nobody to act is a change event, which wakes no one.
    fn event(&self, message: &Message) -> (&'static str, Value) {
        let summary = mark::subject(message, SUMMARY_CHARS);
        if message.kind == Kind::Step && message.tier != TierLevel::Critical {
            let payload = json!({ "summary": summary, "source": self.room.as_str() });
            return (
                "/v2/change/enqueue",
                json!({ "routing_key": self.routing_key.expose(), "payload": payload }),
            );
        }
        let action = match message.kind {
            Kind::Raised | Kind::Step | Kind::Test => "trigger",
            Kind::Taken => "acknowledge",
            Kind::Cleared => "resolve",
        };
        let severity = match message.tier {
            TierLevel::Critical => "critical",
            TierLevel::Important => "error",
            TierLevel::Info => "info",
        };
        // Only a beginning says what it is; the others name it by its key.
        let payload = (action == "trigger").then(|| {
            json!({
                "summary": summary,
                "source": self.room.as_str(),
                "severity": severity,
                "component": message.side.map(Side::word),
                "custom_details": { "text": message.text.as_str() },
            })
        });
        let event = json!({
            "routing_key": self.routing_key.expose(),
            "event_action": action,
            "dedup_key": mark::key(&self.room, message),
            "client": "jday",
            "payload": payload,
        });
        ("/v2/enqueue", event)
    }

    async fn tell(&self, message: &Message) -> Sent {
        let turn = self.turn(&message.key);
        let mut ended = turn.lock().await;
        if *ended && message.kind != Kind::Cleared {
            return Reply::Refused("not sent: the end of its episode was told already".into()).into();
        }
        *ended |= message.kind == Kind::Cleared;
        let (path, event) = self.event(message);
        let page = match self.http.act(self.http.request(Method::POST, path).json(&event)).await {
            Ok(page) => page,
            Err(reply) => return reply.into(),
        };
        if let Some(verdict) = page.verdict(false) {
            let verdict = match (verdict, page.json::<Answer>()) {
                (Reply::Refused(why), Ok(said)) => {
                    let errors: Vec<&str> = said.errors.iter().map(Clean::as_str).collect();
                    let said = format!("{}: {} {}", page.status, said.message.as_str(), errors.join("; "));
                    Reply::Refused(if errors.is_empty() { why } else { Clean::new(said) })
                }
                (verdict, _) => verdict,
            };
            return Sent::by(verdict, &page);
        }
        match page.json::<Answer>() {
            Ok(said) if page.status == StatusCode::ACCEPTED && said.status == "success" => {
                Reply::Done(Clean::new(format!(
                    "queued by PagerDuty: {}; whom it wakes is seen there",
                    said.message.as_str()
                )))
            }
            Ok(said) => mark::strange(format!("{} {}", page.status, said.status)),
            Err(trouble) => mark::strange(trouble.why.as_str()),
        }
        .into()
    }
}

impl Carrier for Pagerduty {
    fn send<'a>(&'a self, _id: u64, message: &'a Message) -> Waiting<'a, Sent> {
        Box::pin(async { mark::hide_in(self.tell(message).await, &[self.routing_key.expose()]) })
    }

    /// The key makes a second one the same to `PagerDuty`.
    fn reconcile<'a>(&'a self, id: u64, message: &'a Message) -> Waiting<'a, Sent> {
        self.send(id, message)
    }
}
