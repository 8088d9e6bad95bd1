//! What pulls the lever, and who is asked where it points.

use deserr::Deserr;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::super::super::problem::Problems;
use super::super::{Id, Millis, Side};
use super::{Access, SecretRef};
use crate::text::Clean;

/// What pulls the lever: the records it moves, and exactly one of the systems that can move them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(deny_unknown_fields)]
#[deserr(error = Problems, deny_unknown_fields)]
pub struct LiveLever {
    /// The records that move together; empty for an alias or a command.
    #[serde(default)]
    #[deserr(default)]
    pub records: Vec<Record>,
    /// A name server that takes updates (RFC 2136).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub rfc2136: Option<Rfc2136>,
    /// `PowerDNS` by its HTTP API.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub powerdns: Option<PowerDns>,
    /// Cloudflare.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub cloudflare: Option<Cloudflare>,
    /// Amazon Route 53.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub route53: Option<Route53>,
    /// A Vercel project's production alias.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub vercel: Option<VercelAlias>,
    /// Programs, for everything else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub exec: Option<Exec>,
}

/// The system of a lever.
#[derive(Debug, Clone, Copy, PartialEq)]
#[expect(missing_docs, reason = "each is named like its field")]
pub enum Worked<'a> {
    Rfc2136(&'a Rfc2136),
    PowerDns(&'a PowerDns),
    Cloudflare(&'a Cloudflare),
    Route53(&'a Route53),
    Vercel(&'a VercelAlias),
    Exec(&'a Exec),
}

impl LiveLever {
    /// Every system that is named; a valid plan names one.
    pub fn worked(&self) -> Vec<Worked<'_>> {
        let all = [
            self.rfc2136.as_ref().map(Worked::Rfc2136),
            self.powerdns.as_ref().map(Worked::PowerDns),
            self.cloudflare.as_ref().map(Worked::Cloudflare),
            self.route53.as_ref().map(Worked::Route53),
            self.vercel.as_ref().map(Worked::Vercel),
            self.exec.as_ref().map(Worked::Exec),
        ];
        all.into_iter().flatten().collect()
    }
}

/// One record set and its values on either side.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(deny_unknown_fields)]
#[deserr(error = Problems, deny_unknown_fields)]
pub struct Record {
    /// Its name, fully qualified; a trailing dot does not matter.
    pub name: Clean,
    /// Its type. NS, SOA and DS are never moved (R14).
    #[serde(rename = "type")]
    #[deserr(rename = "type")]
    pub kind: RecordType,
    /// Exactly these values while Blue serves.
    pub blue: Vec<Clean>,
    /// Exactly these while Green serves.
    pub green: Vec<Clean>,
}

impl Record {
    /// Its values while `side` serves.
    pub fn values(&self, side: Side) -> &[Clean] {
        match side {
            Side::Blue => &self.blue,
            Side::Green => &self.green,
        }
    }
}

/// The types that a lever moves.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema, Deserr,
)]
#[serde(rename_all = "UPPERCASE")]
#[expect(missing_docs, reason = "each is named like its type")]
pub enum RecordType {
    #[deserr(rename = "A")]
    A,
    #[deserr(rename = "AAAA")]
    Aaaa,
    #[deserr(rename = "CNAME")]
    Cname,
}

impl RecordType {
    /// As in zone files.
    pub fn word(self) -> &'static str {
        match self {
            Self::A => "A",
            Self::Aaaa => "AAAA",
            Self::Cname => "CNAME",
        }
    }
}

/// A primary name server that takes signed updates (RFC 2136, RFC 8945).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(deny_unknown_fields)]
#[deserr(error = Problems, deny_unknown_fields)]
pub struct Rfc2136 {
    /// Address of the primary, with its port where it is not 53.
    pub server: Clean,
    /// The zone's apex.
    pub zone: Clean,
    /// The key.
    pub key: Tsig,
}

/// A TSIG key.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(deny_unknown_fields)]
#[deserr(error = Problems, deny_unknown_fields)]
pub struct Tsig {
    /// Its name on both sides.
    pub name: Clean,
    /// `hmac-sha256`, `hmac-sha384` or `hmac-sha512`.
    pub algorithm: Clean,
    /// The base64 secret.
    pub secret: SecretRef,
}

/// `PowerDNS` Authoritative by its HTTP API.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(deny_unknown_fields)]
#[deserr(error = Problems, deny_unknown_fields)]
pub struct PowerDns {
    /// Its API, such as `http://127.0.0.1:8081/api/v1`, with the key in `X-API-Key`.
    pub api: Access,
    /// The server's name in the API; `localhost` for the server itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub server: Option<Clean>,
    /// The zone's apex.
    pub zone: Clean,
}

/// Cloudflare.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(deny_unknown_fields)]
#[deserr(error = Problems, deny_unknown_fields)]
pub struct Cloudflare {
    /// Its API: `https://api.cloudflare.com/client/v4` with a bearer token.
    pub api: Access,
    /// The zone's identifier.
    pub zone_id: Clean,
}

/// Amazon Route 53.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(deny_unknown_fields)]
#[deserr(error = Problems, deny_unknown_fields)]
pub struct Route53 {
    /// Its API: `https://route53.amazonaws.com`; requests are signed, so without `auth`.
    pub api: Access,
    /// The hosted zone's identifier.
    pub zone_id: Clean,
    /// The access key's identifier.
    pub access_key: SecretRef,
    /// The access key's secret.
    pub secret_key: SecretRef,
    /// The session's token, for temporary keys.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub session_token: Option<SecretRef>,
}

/// A Vercel project's production alias.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(deny_unknown_fields)]
#[deserr(error = Problems, deny_unknown_fields)]
pub struct VercelAlias {
    /// Its API: `https://api.vercel.com` with a bearer token.
    pub api: Access,
    /// The project, `prj_…`.
    pub project: Clean,
    /// The team, `team_…`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub team: Option<Clean>,
    /// Blue's deployment, `dpl_…`.
    pub blue: Clean,
    /// Green's deployment.
    pub green: Clean,
}

/// Programs that move and read the lever; each word `{side}` becomes `blue` or `green`, `{from}` the side it
/// must point at. Exit status 0 is done, 3 is refused (it points elsewhere), anything else unknown. Reading and
/// proving end within seconds, or are ended.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(deny_unknown_fields)]
#[deserr(error = Problems, deny_unknown_fields)]
pub struct Exec {
    /// Points the lever at `{side}`.
    pub point: Vec<Clean>,
    /// Prints `blue` or `green`.
    pub read: Vec<Clean>,
    /// Proves that it could point at `{side}`, without doing it. None: reading has to do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub dry_run: Option<Vec<Clean>>,
}

/// Who is asked where the lever points; the resolvers stand in `lever.resolvers`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(deny_unknown_fields)]
#[deserr(error = Problems, deny_unknown_fields)]
pub struct Survey {
    /// Every authoritative server of the zone; empty for a lever that is no DNS record.
    #[serde(default)]
    #[deserr(default)]
    pub authoritative: Vec<Nameserver>,
    /// Ways by which fresh connections are made (R13, R14): at least `lever.paths`.
    pub paths: Vec<Path>,
    /// A page outside the system, to tell a fault of the bastion from one of the target (R1).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub control: Option<Clean>,
}

/// An authoritative server.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(deny_unknown_fields)]
#[deserr(error = Problems, deny_unknown_fields)]
pub struct Nameserver {
    /// Name on the screen.
    pub id: Id,
    /// Its address, with its port where it is not 53.
    pub address: Clean,
}

/// A way to the public name.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(deny_unknown_fields)]
#[deserr(error = Problems, deny_unknown_fields)]
pub struct Path {
    /// Name on the screen.
    pub id: Id,
    /// The resolver of `lever.resolvers` whose answer is connected to. None: the machine's own resolver.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub resolver: Option<Id>,
    /// Only addresses of this family, such as a path of users who have IPv6 alone. None: the first that answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub family: Option<Family>,
    /// How long one look may take; that of the fingerprint if not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub within: Option<Millis>,
}

/// A family of addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(rename_all = "lowercase")]
#[deserr(rename_all = lowercase)]
pub enum Family {
    /// A records.
    Ipv4,
    /// AAAA records.
    Ipv6,
}

impl Family {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ipv4 => "IPv4",
            Self::Ipv6 => "IPv6",
        }
    }
}
