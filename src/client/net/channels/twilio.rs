//! SMS by Twilio. A second request is a second SMS, so whatever may have been sent is looked for first.

use std::time::Duration;

use reqwest::Method;
use serde::Deserialize;
use tokio::time::Instant;

use super::sms::{Sms, sms};
use super::{Carrier, Making, Sent, mark};
use crate::client::net::encoded::encoded;
use crate::client::net::http::{Http, Page};
use crate::client::net::secret::Secret;
use crate::client::net::{NetError, Waiting};
use crate::client::{Kind, Message, Reply};
use crate::plan::types::live;
use crate::text::Clean;

/// How long one question to Twilio may take; a message's own deadline is that of its delivery.
const ANSWER: Duration = Duration::from_secs(10);
/// After how long a message's status is asked for again, after it was taken: a bastion takes no callbacks. The
/// last pause is that of all further looks.
const PAUSES: [Duration; 6] = [
    Duration::from_secs(1),
    Duration::from_secs(2),
    Duration::from_secs(3),
    Duration::from_secs(4),
    Duration::from_secs(5),
    Duration::from_secs(15),
];
/// Longest that a step's message is followed: its run ends after it.
const STEP: Duration = Duration::from_secs(15);
/// Longest that a test is followed: somebody waits for it.
const TEST: Duration = Duration::from_secs(30);
/// Longest that a message is followed that was found after a crash: whoever asks wants to know whether it is there.
const FOUND: Duration = Duration::from_secs(5);
/// Messages of one number that are looked through.
const PAGE: &str = "100";

/// An account and whom it writes to.
pub struct Twilio {
    http: Http,
    path: String,
    from: Clean,
    to: Vec<String>,
    /// How long a message is followed.
    follow: Duration,
    /// What must not be told.
    secret: Secret,
    room: Clean,
}

/// One message as Twilio tells it.
#[derive(Deserialize)]
struct Told {
    sid: Clean,
    status: Clean,
    #[serde(default)]
    body: String,
    #[serde(default)]
    error_code: Option<u32>,
}

#[derive(Deserialize)]
struct List {
    messages: Vec<Told>,
}

/// An error, in the old form or that of RFC 9457.
#[derive(Deserialize)]
struct Wrong {
    code: u32,
    #[serde(default, alias = "detail", alias = "title")]
    message: Clean,
}

impl Twilio {
    pub(super) fn new(service: &live::Twilio, making: &Making<'_>) -> Result<Self, NetError> {
        let place = format!("{}.twilio", making.place);
        let secret = Secret::read(&service.to, &format!("{place}.to"))?;
        let to: Vec<String> = secret
            .expose()
            .split(['\n', ','])
            .map(|line| line.split('#').next().unwrap_or("").trim())
            .filter(|line| !line.is_empty())
            .map(str::to_owned)
            .collect();
        let is_number = |to: &String| {
            to.strip_prefix('+')
                .is_some_and(|n| (7..=15).contains(&n.len()) && n.bytes().all(|b| b.is_ascii_digit()))
        };
        if to.is_empty() || !to.iter().all(is_number) {
            let why = "what `to` names holds numbers in E.164 form, +221…, one a line";
            return Err(NetError::at(place, why));
        }
        Ok(Self {
            http: Http::new(&service.api, &format!("{place}.api"))?,
            path: format!("/2010-04-01/Accounts/{}/Messages", service.account),
            from: service.from.clone(),
            to,
            follow: Duration::from_millis(service.follow_ms()),
            secret,
            room: making.room.clone(),
        })
    }

    /// To everybody at once; one who cannot be reached keeps nobody else waiting.
    async fn to_all(&self, message: &Message, reconciles: bool) -> Sent {
        let mark = mark::mark(&self.room, message);
        let text = sms(message.text.as_str(), &mark);
        let each = self.to.iter().map(|to| async {
            let sent = self.to_one(to, &text, &mark, message, reconciles).await;
            (last_digits(to), mark::hide_in(sent, &[to, to.trim_start_matches('+')]))
        });
        sum(&futures_util::future::join_all(each).await, &text)
    }

    async fn to_one(&self, to: &str, text: &Sms, mark: &str, message: &Message, reconciles: bool) -> Sent {
        let follow = self.follows(message.kind);
        let until = Instant::now() + if reconciles { follow.min(FOUND) } else { follow };
        if message.again || reconciles {
            match self.find(to, mark).await {
                Ok(Some(told)) => return self.follow(told, until).await.into(),
                Ok(None) if reconciles => return Reply::Refused("Twilio has no such message".into()).into(),
                Ok(None) => {}
                Err(why) => {
                    return Reply::Unknown(Clean::new(format!(
                        "not sent again without a look at its list: {why}"
                    )))
                    .into();
                }
            }
        }
        let from = if self.from.as_str().starts_with("MG") { "MessagingServiceSid" } else { "From" };
        let form = [("To", to), (from, self.from.as_str()), ("Body", &text.body)];
        let request = self.http.request(Method::POST, &format!("{}.json", self.path)).form(&form);
        let page = match self.http.act(request.timeout(ANSWER)).await {
            Ok(page) => page,
            Err(reply) => return reply.into(),
        };
        if let Some(verdict) = page.verdict(false) {
            return Sent::by(advised(verdict, &page), &page);
        }
        match page.json::<Told>() {
            Ok(told) => self.follow(told, until).await.into(),
            Err(trouble) => mark::strange(trouble.why.as_str()).into(),
        }
    }

    /// The message with this mark to this number, of today or yesterday.
    async fn find(&self, to: &str, mark: &str) -> Result<Option<Told>, Clean> {
        let since = (chrono::Utc::now() - chrono::Duration::days(1)).format("%Y-%m-%d").to_string();
        let request = self.http.request(Method::GET, &format!("{}.json", self.path)).query(&[
            ("To", to),
            ("DateSent>", &since),
            ("PageSize", PAGE),
        ]);
        let page = self.http.send(request.timeout(ANSWER)).await.map_err(|trouble| trouble.why)?;
        let list: List = page.ok().and_then(Page::json).map_err(|trouble| trouble.why)?;
        Ok(list.messages.into_iter().find(|told| told.body.contains(mark)))
    }

    fn follows(&self, kind: Kind) -> Duration {
        match kind {
            Kind::Step => self.follow.min(STEP),
            Kind::Test => self.follow.min(TEST),
            Kind::Raised | Kind::Taken | Kind::Cleared => self.follow,
        }
    }

    /// Follows a message that Twilio has until it says how it ended, or time is up.
    async fn follow(&self, mut told: Told, until: Instant) -> Reply {
        let mut pauses = PAUSES.iter();
        let mut pause = ANSWER;
        loop {
            if let Some(end) = ended(&told) {
                return end;
            }
            pause = pauses.next().copied().unwrap_or(pause);
            let next = (Instant::now() + pause).min(until);
            if Instant::now() >= next {
                break;
            }
            tokio::time::sleep_until(next).await;
            // What a server says chooses no other path for the credentials.
            let path = format!("{}/{}.json", self.path, encoded(told.sid.as_str()));
            // A look that fails changes nothing: Twilio has the message.
            let look = self.http.request(Method::GET, &path).timeout(ANSWER);
            if let Ok(page) = self.http.send(look).await
                && let Ok(newer) = page.ok().and_then(Page::json::<Told>)
            {
                told = newer;
            }
        }
        let status = told.status.one_line();
        Reply::Done(Clean::new(format!("{status} at Twilio, delivery not confirmed, {}", told.sid)))
    }
}

/// How a message ended, once Twilio says so.
fn ended(told: &Told) -> Option<Reply> {
    match told.status.as_str() {
        "delivered" | "read" => Some(Reply::Done(Clean::new(format!("delivered, {}", told.sid)))),
        "undelivered" | "failed" | "canceled" => {
            let why = told.error_code.map(|code| format!(" ({code}: {})", meaning(code)));
            let why = format!("{}{}", told.status.one_line(), why.unwrap_or_default());
            Some(Reply::Refused(Clean::new(why)))
        }
        _ => None,
    }
}

/// The verdict with Twilio's own word, and what to do.
fn advised(verdict: Reply, page: &Page) -> Reply {
    let Ok(wrong) = page.json::<Wrong>() else { return verdict };
    let why = Clean::new(format!("{} {}: {}", wrong.code, wrong.message.one_line(), meaning(wrong.code)));
    match verdict {
        Reply::Unknown(_) => Reply::Unknown(why),
        _ => Reply::Refused(why),
    }
}

fn meaning(code: u32) -> &'static str {
    match code {
        20003 => "the account or its token is not accepted",
        20429 => "too many requests",
        21211 | 21614 => "correct the number",
        21408 => "allow this country in the account's geographic permissions (Senegal is +221)",
        21606 | 21612 => "this sender cannot reach this number",
        21608 => "a trial account writes to verified numbers only",
        21610 => "this person sent STOP",
        30003 => "the phone is off or away",
        30005 => "nobody has this number",
        30006 => "a landline takes no SMS",
        30007 | 30008 => "the operator filtered or lost it",
        _ => "see Twilio's list of errors",
    }
}

/// All numbers together: unknown if any is, for only a second look may send to that one again; else done if
/// anybody was reached.
fn sum(each: &[(String, Sent)], text: &Sms) -> Sent {
    let words = |(to, sent): &(String, Sent)| format!("{to} {}", sent.reply.words().replace('\n', " "));
    let rest = each.iter().filter_map(|(_, sent)| sent.rest).max();
    let mut all = each.iter().map(words).collect::<Vec<_>>().join("; ");
    all = format!("{all} [{} segment(s){}]", text.segments, if text.wide { ", UCS-2" } else { "" });
    if text.cut {
        all.push_str(" cut");
    }
    let any = |is: fn(&Reply) -> bool| each.iter().any(|(_, sent)| is(&sent.reply));
    let reply = if any(|reply| matches!(reply, Reply::Unknown(_))) {
        Reply::Unknown(Clean::new(all))
    } else if any(|reply| matches!(reply, Reply::Done(_))) {
        Reply::Done(Clean::new(all))
    } else {
        Reply::Refused(Clean::new(all))
    };
    Sent { reply, rest }
}

/// Enough of a number to know whose it is.
fn last_digits(to: &str) -> String {
    let count = to.chars().count();
    format!("..{}", to.chars().skip(count.saturating_sub(2)).collect::<String>())
}

impl Carrier for Twilio {
    fn send<'a>(&'a self, _id: u64, message: &'a Message) -> Waiting<'a, Sent> {
        Box::pin(async { mark::hide_in(self.to_all(message, false).await, &[self.secret.expose()]) })
    }

    fn reconcile<'a>(&'a self, _id: u64, message: &'a Message) -> Waiting<'a, Sent> {
        Box::pin(async { mark::hide_in(self.to_all(message, true).await, &[self.secret.expose()]) })
    }
}
