//! What Route 53 reads and writes: the part of its XML (API version 2013-04-01) that a lever needs.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use quick_xml::escape::escape;
use serde::Deserialize;

use crate::client::net::http::Page;

/// The shapes of what Route 53 answers, each named by its outermost element.
#[derive(Debug, Deserialize)]
pub enum Answer {
    /// A part of a zone.
    ListResourceRecordSetsResponse(Listed),
    /// A change was taken.
    ChangeResourceRecordSetsResponse(Changed),
    /// How far a change is.
    GetChangeResponse(Changed),
    /// A mistake.
    ErrorResponse(Mistake),
    /// A change that does not fit what is there, in its older shape.
    InvalidChangeBatch(OldMistake),
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Listed {
    resource_record_sets: Sets,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Sets {
    #[serde(default)]
    resource_record_set: Vec<Set>,
}

/// One record set. What makes it more than a name with values is there to be refused.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Set {
    /// Its name as Route 53 writes it.
    pub name: String,
    /// Its type.
    #[serde(rename = "Type")]
    pub kind: String,
    /// Its time to live in seconds; an alias has none.
    #[serde(rename = "TTL")]
    pub ttl: Option<u32>,
    resource_records: Option<Values>,
    alias_target: Option<serde::de::IgnoredAny>,
    #[serde(rename = "SetIdentifier")]
    identifier: Option<String>,
    health_check_id: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Values {
    #[serde(default)]
    resource_record: Vec<Value>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Value {
    value: String,
}

/// What became of a change.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Changed {
    /// The change.
    pub change_info: Info,
}

/// A change.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Info {
    /// Its identifier, with `/change/` before it or not.
    pub id: String,
    /// `PENDING`, or `INSYNC` once every name server of the zone has it.
    pub status: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Mistake {
    error: Error,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Error {
    code: String,
    #[serde(default)]
    message: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct OldMistake {
    messages: Messages,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Messages {
    #[serde(default)]
    message: Vec<String>,
}

impl Answer {
    /// The answer on `page`, or why it is none.
    pub fn of(page: &Page) -> Result<Self, String> {
        let kind = page.headers.get("content-type").and_then(|kind| kind.to_str().ok()).unwrap_or("nothing");
        if !kind.contains("xml") {
            return Err(format!("the answer is {kind}, not XML: is there a proxy? {}", page.told()));
        }
        let text = std::str::from_utf8(&page.body).map_err(|_| "the answer is no text".to_owned())?;
        quick_xml::de::from_str(text).map_err(|error| format!("the answer cannot be read: {error}"))
    }

    /// What it says went wrong.
    pub fn wrong(&self) -> Option<String> {
        match self {
            Self::ErrorResponse(Mistake { error }) => Some(format!("{}: {}", error.code, error.message)),
            Self::InvalidChangeBatch(old) => {
                Some(format!("InvalidChangeBatch: {}", old.messages.message.join("; ")))
            }
            _ => None,
        }
    }
}

impl Listed {
    /// Every set that was listed.
    pub fn sets(self) -> Vec<Set> {
        self.resource_record_sets.resource_record_set
    }
}

impl Set {
    /// Its values as Route 53 writes them.
    pub fn values(&self) -> impl Iterator<Item = &str> {
        let all = self.resource_records.iter().flat_map(|values| &values.resource_record);
        all.map(|one| one.value.as_str())
    }

    /// Why it is more than a name with values, and so cannot be moved by them.
    pub fn peculiar(&self) -> Option<&'static str> {
        if self.alias_target.is_some() {
            return Some("an alias, which has no values");
        }
        if self.identifier.is_some() {
            return Some("one of several weighted or routed sets");
        }
        if self.health_check_id.is_some() {
            return Some("bound to a health check");
        }
        self.ttl.is_none().then_some("without a time to live")
    }

    /// The changes that make it hold `values` if it holds exactly what was read (R11).
    pub fn changes(&self, values: &BTreeSet<String>) -> String {
        let mut changes = String::new();
        self.change(&mut changes, "DELETE", self.values());
        self.change(&mut changes, "CREATE", values.iter().map(String::as_str));
        changes
    }

    fn change<'a>(&self, changes: &mut String, action: &str, values: impl Iterator<Item = &'a str>) {
        let (name, kind, ttl) = (escape(&self.name), &self.kind, self.ttl.unwrap_or_default());
        // Writing into a String cannot fail.
        let _ = write!(
            changes,
            "<Change><Action>{action}</Action><ResourceRecordSet><Name>{name}</Name><Type>{kind}</Type>\
             <TTL>{ttl}</TTL><ResourceRecords>"
        );
        for value in values {
            let _ = write!(changes, "<ResourceRecord><Value>{}</Value></ResourceRecord>", escape(value));
        }
        changes.push_str("</ResourceRecords></ResourceRecordSet></Change>");
    }
}

/// A whole request for `changes`, which are done all together or not at all.
pub fn request(id: u64, changes: &str) -> String {
    format!(
        "<ChangeResourceRecordSetsRequest xmlns=\"https://route53.amazonaws.com/doc/2013-04-01/\"><ChangeBatch>\
         <Comment>jday op {id}</Comment><Changes>{changes}</Changes></ChangeBatch>\
         </ChangeResourceRecordSetsRequest>"
    )
}
