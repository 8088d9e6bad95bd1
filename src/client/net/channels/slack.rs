//! Slack's Web API, `chat.postMessage`: it answers 200 for errors too.

use reqwest::Method;
use reqwest::header::{CONTENT_TYPE, HeaderValue};
use serde::Deserialize;
use serde_json::json;

use super::{Carrier, Making, Sent, mark};
use crate::client::net::http::Http;
use crate::client::net::{NetError, Waiting};
use crate::client::{Message, Reply};
use crate::plan::types::live;
use crate::text::Clean;

/// Errors after which nobody knows whether the message was posted.
const UNSURE: [&str; 6] = [
    "internal_error",
    "fatal_error",
    "service_unavailable",
    "request_timeout",
    "ratelimited",
    "rate_limited",
];

/// One channel of a workspace.
pub struct Slack {
    http: Http,
    channel: Clean,
    room: Clean,
}

#[derive(Deserialize)]
struct Answer {
    ok: bool,
    #[serde(default)]
    ts: Clean,
    #[serde(default)]
    error: Clean,
}

impl Slack {
    pub(super) fn new(service: &live::SlackBot, making: &Making<'_>) -> Result<Self, NetError> {
        let http = Http::new(&service.api, &format!("{}.slack.api", making.place))?;
        Ok(Self { http, channel: service.channel.clone(), room: making.room.clone() })
    }

    async fn post(&self, message: &Message) -> Sent {
        let body = json!({
            "channel": self.channel.as_str(),
            "text": text(&self.room, message),
            "parse": "none",
            "link_names": false,
            "mrkdwn": false,
            "unfurl_links": false,
            "unfurl_media": false,
        });
        let kind = HeaderValue::from_static("application/json; charset=utf-8");
        let request =
            self.http.request(Method::POST, "/chat.postMessage").header(CONTENT_TYPE, kind).json(&body);
        let page = match self.http.act(request).await {
            Ok(page) => page,
            Err(reply) => return reply.into(),
        };
        if let Some(verdict) = page.verdict(false) {
            return Sent::by(verdict, &page);
        }
        let reply = match page.json::<Answer>() {
            Ok(answer) if answer.ok => {
                Reply::Done(Clean::new(format!("posted, ts {}", answer.ts.one_line())))
            }
            Ok(answer) if UNSURE.contains(&answer.error.as_str()) => {
                Reply::Unknown(Clean::new(format!("Slack says {}", answer.error.one_line())))
            }
            Ok(answer) => Reply::Refused(Clean::new(advice(answer.error.as_str()))),
            Err(trouble) => mark::strange(trouble.why.as_str()),
        };
        Sent::by(reply, &page)
    }
}

fn advice(error: &str) -> String {
    let next = match error {
        "not_in_channel" => "invite the app to the channel",
        "channel_not_found" => "the channel is named by its identifier, C...; is the app in it?",
        "is_archived" => "the channel is archived",
        "invalid_auth" | "not_authed" | "token_revoked" | "token_expired" | "account_inactive" => {
            "the token is not accepted; make a new one"
        }
        "missing_scope" => "the token needs chat:write",
        _ => "see Slack's chat.postMessage",
    };
    format!("Slack says {error}: {next}")
}

/// What stands in Slack: the text with its mark, and nothing in it that Slack would take for a mention, a
/// link or an entity.
pub(super) fn text(room: &Clean, message: &Message) -> String {
    format!("{} {}", escape(message.text.as_str()), mark::marks(room, message))
}

/// The three characters that mean something to Slack; the ampersand first.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

impl Carrier for Slack {
    fn send<'a>(&'a self, _id: u64, message: &'a Message) -> Waiting<'a, Sent> {
        Box::pin(self.post(message))
    }

    fn reconcile<'a>(&'a self, _id: u64, message: &'a Message) -> Waiting<'a, Sent> {
        let look = format!("look in the channel for {}", mark::mark(&self.room, message));
        Box::pin(async { Reply::Unknown(Clean::new(look)).into() })
    }
}
