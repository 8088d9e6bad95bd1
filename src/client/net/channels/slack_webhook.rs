//! An incoming webhook of Slack. Whoever has its address may post, so the address is a secret.

use reqwest::Method;
use serde_json::json;

use super::{Carrier, Making, Sent, mark, slack};
use crate::client::net::http::Http;
use crate::client::net::secret::Secret;
use crate::client::net::{NetError, Waiting};
use crate::client::{Message, Reply};
use crate::plan::types::live;
use crate::text::Clean;

/// One webhook.
pub struct SlackWebhook {
    http: Http,
    url: Secret,
    room: Clean,
}

impl SlackWebhook {
    pub(super) fn new(service: &live::Webhook, making: &Making<'_>) -> Result<Self, NetError> {
        let place = format!("{}.slack_webhook", making.place);
        let url = Secret::read(&service.url, &format!("{place}.url"))?;
        if !url.expose().starts_with("http") {
            return Err(NetError::at(place, "what `url` names holds no address; it begins with https://"));
        }
        let access = live::Access {
            url: Clean::new(url.expose()),
            auth: None,
            headers: Vec::new(),
            ca_file: service.ca_file.clone(),
            proxy: service.proxy,
        };
        Ok(Self { http: Http::new(&access, &place)?, url, room: making.room.clone() })
    }

    async fn post(&self, message: &Message) -> Sent {
        let body = json!({
            "text": slack::text(&self.room, message),
            "parse": "none",
            "link_names": false,
            "mrkdwn": false,
            "unfurl_links": false,
        });
        let page = match self.http.act(self.http.request(Method::POST, "").json(&body)).await {
            Ok(page) => page,
            Err(reply) => return reply.into(),
        };
        if let Some(verdict) = page.verdict(false) {
            let gone = ["no_service", "channel_not_found", "channel_is_archived", "action_prohibited"];
            let verdict = match verdict {
                Reply::Refused(_) if gone.contains(&page.told().as_str()) => Reply::Refused(Clean::new(
                    format!("{}: {}; make a new webhook for this channel", page.status, page.told()),
                )),
                verdict => verdict,
            };
            return Sent::by(verdict, &page);
        }
        match page.told().as_str() {
            "ok" => Reply::Done("posted".into()),
            other => mark::strange(mark::cut(other, 120)),
        }
        .into()
    }
}

/// Everything in a webhook's address that lets one post.
fn secrets(url: &str) -> Vec<&str> {
    let path = url.split_once("://").and_then(|(_, rest)| rest.split_once('/')).map(|(_, path)| path);
    let last = url.rsplit('/').next().filter(|last| last.len() > 5);
    [Some(url), path, last].into_iter().flatten().collect()
}

impl Carrier for SlackWebhook {
    fn send<'a>(&'a self, _id: u64, message: &'a Message) -> Waiting<'a, Sent> {
        Box::pin(async { mark::hide_in(self.post(message).await, &secrets(self.url.expose())) })
    }

    fn reconcile<'a>(&'a self, _id: u64, message: &'a Message) -> Waiting<'a, Sent> {
        let look = format!("look in the channel for {}", mark::mark(&self.room, message));
        Box::pin(async { Reply::Unknown(Clean::new(look)).into() })
    }
}
