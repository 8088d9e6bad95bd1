//! How each channel of the plan is reached.

use deserr::Deserr;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::super::super::problem::Problems;
use super::super::{ChannelKind, Id, Millis};
use super::{Access, SecretRef};
use crate::text::Clean;

/// How long an SMS is followed if the plan does not say.
const FOLLOW_MS: u64 = 60_000;

/// One channel of `channels`, and exactly one of the services that carry it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(deny_unknown_fields)]
#[deserr(error = Problems, deny_unknown_fields)]
pub struct LiveChannel {
    /// The channel.
    pub id: Id,
    /// `PagerDuty` Events v2.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub pagerduty: Option<Pager>,
    /// An incoming webhook of Slack.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub slack_webhook: Option<Webhook>,
    /// Slack's Web API.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub slack: Option<SlackBot>,
    /// SMS by Twilio.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub twilio: Option<Twilio>,
    /// E-mail.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub smtp: Option<Smtp>,
}

/// The service of a channel.
#[derive(Debug, Clone, Copy, PartialEq)]
#[expect(missing_docs, reason = "each is named like its field")]
pub enum Via<'a> {
    Pagerduty(&'a Pager),
    SlackWebhook(&'a Webhook),
    Slack(&'a SlackBot),
    Twilio(&'a Twilio),
    Smtp(&'a Smtp),
}

impl Via<'_> {
    /// The kind of channel that it carries.
    pub fn kind(self) -> ChannelKind {
        match self {
            Self::Pagerduty(_) => ChannelKind::Pagerduty,
            Self::SlackWebhook(_) | Self::Slack(_) => ChannelKind::Slack,
            Self::Twilio(_) => ChannelKind::Sms,
            Self::Smtp(_) => ChannelKind::Email,
        }
    }
}

impl LiveChannel {
    /// Every service that is named; a valid plan names one.
    pub fn via(&self) -> Vec<Via<'_>> {
        let all = [
            self.pagerduty.as_ref().map(Via::Pagerduty),
            self.slack_webhook.as_ref().map(Via::SlackWebhook),
            self.slack.as_ref().map(Via::Slack),
            self.twilio.as_ref().map(Via::Twilio),
            self.smtp.as_ref().map(Via::Smtp),
        ];
        all.into_iter().flatten().collect()
    }
}

/// `PagerDuty` Events v2.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(deny_unknown_fields)]
#[deserr(error = Problems, deny_unknown_fields)]
pub struct Pager {
    /// `https://events.pagerduty.com`, without `auth`.
    pub api: Access,
    /// The integration's key.
    pub routing_key: SecretRef,
}

/// An incoming webhook.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(deny_unknown_fields)]
#[deserr(error = Problems, deny_unknown_fields)]
pub struct Webhook {
    /// Its address, which is a secret.
    pub url: SecretRef,
    /// Certificates trusted here beside the machine's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub ca_file: Option<Clean>,
    /// Whether the proxy of the environment is used.
    #[serde(default)]
    #[deserr(default)]
    pub proxy: bool,
}

/// Slack's Web API.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(deny_unknown_fields)]
#[deserr(error = Problems, deny_unknown_fields)]
pub struct SlackBot {
    /// `https://slack.com/api` with a bearer token.
    pub api: Access,
    /// The channel's identifier, `C…`.
    pub channel: Clean,
}

/// SMS by Twilio.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(deny_unknown_fields)]
#[deserr(error = Problems, deny_unknown_fields)]
pub struct Twilio {
    /// `https://api.twilio.com` with the account or key as `user` and its token as `password`.
    pub api: Access,
    /// The account, `AC…`.
    pub account: Clean,
    /// The sender: a number or a messaging service, `MG…`.
    pub from: Clean,
    /// Who gets it: numbers in E.164 form, from a file or a variable with one a line.
    pub to: SecretRef,
    /// How long an alert's message is followed until it is delivered; a minute if not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub follow: Option<Millis>,
}

impl Twilio {
    /// How long a message is followed, in milliseconds.
    pub fn follow_ms(&self) -> u64 {
        self.follow.map_or(FOLLOW_MS, |follow| follow.0)
    }
}

/// E-mail by SMTP; encryption is required, a server that does not offer it is refused.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(deny_unknown_fields)]
#[deserr(error = Problems, deny_unknown_fields)]
pub struct Smtp {
    /// The server.
    pub server: Clean,
    /// Its port: 587 with STARTTLS, 465 with TLS from the beginning.
    pub port: u16,
    /// Whether TLS begins with the first byte on a port that is not 465.
    #[serde(default)]
    #[deserr(default)]
    pub tls_first: bool,
    /// The sender.
    pub from: Clean,
    /// Who gets it.
    pub to: Vec<Clean>,
    /// The user, if the server asks for one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub user: Option<Clean>,
    /// The user's password.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub password: Option<SecretRef>,
    /// Certificates trusted here beside the machine's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub ca_file: Option<Clean>,
}
