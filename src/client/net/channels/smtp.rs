//! E-mail by SMTP, step by step, so that a connection that is lost says whether the message was on its way
//! (RFC 5321, 4.2.5: the server owns the message once it has answered the final dot).

use std::fmt::Display;
use std::time::Duration;

use data_encoding::HEXLOWER;
use lettre::message::header::ContentType;
use lettre::message::{Mailbox, MessageBuilder};
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{AsyncSmtpConnection, Certificate, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::ClientId;
use sha2::{Digest as _, Sha256};

use super::{Carrier, Making, Sent, mark};
use crate::client::net::causes::causes;
use crate::client::net::secret::Secret;
use crate::client::net::{NetError, Waiting};
use crate::client::{Message, Reply};
use crate::plan::types::live;
use crate::text::Clean;

/// The port that speaks TLS from the first byte (RFC 8314); on any other STARTTLS is required.
const SUBMISSIONS: u16 = 465;
/// How long a connection may take to be made.
const CONNECT: Duration = Duration::from_secs(5);
/// Longest subject, in characters.
const SUBJECT_CHARS: usize = 120;

/// One mailbox that gets messages, by one server.
pub struct Smtp {
    server: String,
    port: u16,
    tls_first: bool,
    tls: TlsParameters,
    credentials: Option<(Credentials, Secret)>,
    from: Mailbox,
    to: Vec<Mailbox>,
    room: Clean,
}

/// What went wrong, and whether the message may have been taken all the same.
struct Lost {
    why: String,
    after_data: bool,
}

impl Lost {
    fn before(what: &str) -> impl FnOnce(lettre::transport::smtp::Error) -> Self {
        move |error| Self { why: format!("{what}: {}", words(&error)), after_data: false }
    }
}

fn words(error: &dyn std::error::Error) -> String {
    causes(Some(error)).join(": ")
}

impl Smtp {
    pub(super) fn new(service: &live::Smtp, making: &Making<'_>) -> Result<Self, NetError> {
        let place = format!("{}.smtp", making.place);
        let mailbox = |raw: &Clean| {
            let wrong = |error| NetError::at(&place, format!("{raw:?} is no address of a mailbox: {error}"));
            raw.as_str().parse::<Mailbox>().map_err(wrong)
        };
        let to = service.to.iter().map(mailbox).collect::<Result<Vec<_>, _>>()?;
        if to.is_empty() {
            return Err(NetError::at(place, "`to` names nobody"));
        }
        let credentials = match (&service.user, &service.password) {
            (Some(user), Some(password)) => {
                let secret = Secret::read(password, &format!("{place}.password"))?;
                let user = user.as_str().to_owned();
                Some((Credentials::new(user, secret.expose().to_owned()), secret))
            }
            (None, None) => None,
            _ => return Err(NetError::at(place, "`user` and `password` go together")),
        };
        Ok(Self {
            server: service.server.as_str().to_owned(),
            port: service.port,
            tls_first: service.tls_first || service.port == SUBMISSIONS,
            tls: tls(service, &place)?,
            credentials,
            from: mailbox(&service.from)?,
            to,
            room: making.room.clone(),
        })
    }

    /// The message as it travels. Its identifier comes from room and key, so that a repeat is known as one.
    fn formatted(&self, message: &Message) -> Result<Vec<u8>, impl Display + use<>> {
        let name = format!("{}/{:?}", mark::key(&self.room, message), message.kind);
        let id = HEXLOWER.encode(&Sha256::digest(name));
        let head = to_all(lettre::Message::builder().from(self.from.clone()), &self.to)
            .message_id(Some(format!("<{id}@jday.invalid>")))
            .subject(mark::subject(message, SUBJECT_CHARS))
            .header(ContentType::TEXT_PLAIN);
        let body = format!("{}\n\n{}\n", message.text, mark::marks(&self.room, message));
        head.body(body).map(|message| message.formatted())
    }

    async fn deliver(&self, raw: &[u8]) -> Result<String, Lost> {
        let hello = ClientId::default();
        let at = (self.server.as_str(), self.port);
        let from_the_first = self.tls_first.then(|| self.tls.clone());
        let mut link = AsyncSmtpConnection::connect_tokio1(at, Some(CONNECT), &hello, from_the_first, None)
            .await
            .map_err(Lost::before("no connection"))?;
        if !link.is_encrypted() {
            link.starttls(self.tls.clone(), &hello)
                .await
                .map_err(Lost::before("no encryption, and nothing is sent without"))?;
        }
        if let Some((credentials, _)) = &self.credentials {
            link.auth(DEFAULT_MECHANISMS, credentials).await.map_err(Lost::before("not let in"))?;
        }
        link.command(Mail::new(Some(self.from.email.clone()), Vec::new()))
            .await
            .map_err(Lost::before("the sender is not taken"))?;
        let mut refused = Vec::new();
        for to in &self.to {
            if let Err(error) = link.command(Rcpt::new(to.email.clone(), Vec::new())).await {
                refused.push(format!("{}: {}", to.email, words(&error)));
            }
        }
        if refused.len() == self.to.len() {
            return Err(Lost { why: refused.join("; "), after_data: false });
        }
        link.command(Data).await.map_err(Lost::before("the message is not taken"))?;
        let taken = link.message(raw).await.map_err(|error| Lost {
            // With a code the server has decided; without one nobody knows what it did after the final dot.
            after_data: error.status().is_none(),
            why: words(&error),
        })?;
        // It is taken, whatever the farewell brings.
        let _ = tokio::time::timeout(Duration::from_secs(1), link.quit()).await;
        let mut told = format!("taken for relay: {}", taken.first_line().unwrap_or_default());
        if !refused.is_empty() {
            told = format!("{told}; not for {}", refused.join("; "));
        }
        Ok(told)
    }

    async fn mail(&self, message: &Message) -> Reply {
        let raw = match self.formatted(message) {
            Ok(raw) => raw,
            Err(error) => return Reply::Refused(Clean::new(format!("it cannot be written: {error}"))),
        };
        let reply = match self.deliver(&raw).await {
            Ok(told) => Reply::Done(Clean::new(told)),
            Err(Lost { why, after_data: true }) => {
                Reply::Unknown(Clean::new(format!("the answer to the message was lost: {why}")))
            }
            Err(Lost { why, after_data: false }) => Reply::Refused(Clean::new(why)),
        };
        let secret = self.credentials.as_ref().map(|(_, secret)| secret.expose());
        mark::hide(reply, secret.as_slice())
    }
}

fn to_all(head: MessageBuilder, to: &[Mailbox]) -> MessageBuilder {
    to.iter().fold(head, |head, to| head.to(to.clone()))
}

fn tls(service: &live::Smtp, place: &str) -> Result<TlsParameters, NetError> {
    let wrong = |error| NetError::at(place, words(&error));
    let mut builder = TlsParameters::builder(service.server.as_str().to_owned());
    if let Some(path) = &service.ca_file {
        let pem =
            std::fs::read(path.as_str()).map_err(|error| NetError::at(place, format!("{path}: {error}")))?;
        builder = builder.add_root_certificate(Certificate::from_pem(&pem).map_err(wrong)?);
    }
    builder.build().map_err(wrong)
}

impl Carrier for Smtp {
    fn send<'a>(&'a self, _id: u64, message: &'a Message) -> Waiting<'a, Sent> {
        Box::pin(async { self.mail(message).await.into() })
    }

    fn reconcile<'a>(&'a self, _id: u64, message: &'a Message) -> Waiting<'a, Sent> {
        let look = format!("look in the mailbox for {}", mark::mark(&self.room, message));
        Box::pin(async { Reply::Unknown(Clean::new(look)).into() })
    }
}
