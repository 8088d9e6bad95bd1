//! Signature Version 4 (docs.aws.amazon.com, "Create a signed request"), over ring like everything else that is
//! signed here. Route 53 takes three shapes of requests, whose paths and queries are written as they are signed;
//! the vectors below hold it to what Amazon's own library writes.

use chrono::{DateTime, Utc};
use data_encoding::HEXLOWER;
use ring::digest::{SHA256, digest};
use ring::hmac;

use crate::client::net::secret::Secret;

/// Route 53 is one for the world, and signed for here.
const REGION: &str = "us-east-1";
const SERVICE: &str = "route53";

/// Who signs.
pub struct Keys {
    /// The access key's identifier.
    pub id: Secret,
    /// Its secret.
    pub secret: Secret,
    /// The session's token, for temporary keys.
    pub token: Option<Secret>,
}

/// What is signed.
pub struct Signed<'a> {
    /// The method.
    pub method: &'a str,
    /// The host, with its port where it is not the usual one.
    pub host: &'a str,
    /// The path, encoded.
    pub path: &'a str,
    /// The query, encoded, its names in order.
    pub query: &'a str,
    /// The body.
    pub body: &'a [u8],
}

impl Keys {
    /// The headers that sign `what` at `now`.
    pub fn headers(&self, what: &Signed<'_>, now: DateTime<Utc>) -> Vec<(&'static str, String)> {
        let time = now.format("%Y%m%dT%H%M%SZ").to_string();
        let day = now.format("%Y%m%d").to_string();
        let token = self.token.as_ref().map(Secret::expose);
        let names = if token.is_some() { "host;x-amz-date;x-amz-security-token" } else { "host;x-amz-date" };
        let token_line = token.map(|token| format!("x-amz-security-token:{token}\n")).unwrap_or_default();
        let canonical = format!(
            "{}\n{}\n{}\nhost:{}\nx-amz-date:{time}\n{token_line}\n{names}\n{}",
            what.method,
            what.path,
            what.query,
            what.host,
            hex(what.body)
        );
        let scope = format!("{day}/{REGION}/{SERVICE}/aws4_request");
        let to_sign = format!("AWS4-HMAC-SHA256\n{time}\n{scope}\n{}", hex(canonical.as_bytes()));
        let seed = format!("AWS4{}", self.secret.expose()).into_bytes();
        let parts = [day.as_str(), REGION, SERVICE, "aws4_request"];
        let key = parts.iter().fold(seed, |key, part| mac(&key, part).as_ref().to_vec());
        let signature = HEXLOWER.encode(mac(&key, &to_sign).as_ref());
        let id = self.id.expose();
        let authorization =
            format!("AWS4-HMAC-SHA256 Credential={id}/{scope}, SignedHeaders={names}, Signature={signature}");
        let mut headers = vec![("x-amz-date", time), ("authorization", authorization)];
        headers.extend(token.map(|token| ("x-amz-security-token", token.to_owned())));
        headers
    }
}

fn mac(key: &[u8], text: &str) -> hmac::Tag {
    hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), text.as_bytes())
}

fn hex(bytes: &[u8]) -> String {
    HEXLOWER.encode(digest(&SHA256, bytes).as_ref())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What botocore sends to move `app.example.com` (655 bytes).
    const BODY: &str = include_str!("../../../../../tests/net/levers/route53-change.xml");

    fn keys() -> Keys {
        Keys {
            id: Secret::from("AKIDEXAMPLE"),
            secret: Secret::from("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"),
            token: None,
        }
    }

    fn now() -> DateTime<Utc> {
        DateTime::parse_from_rfc3339("2026-11-24T14:00:00Z").unwrap().to_utc()
    }

    #[test]
    fn a_change_is_signed_as_amazon_s_own_library_signs_it() {
        assert_eq!(hex(BODY.as_bytes()), "5dbb63a635f48f69638fbddf72c7cf0c7d27341deae2ef3d2ca43c6748e65c94");
        let what = Signed {
            method: "POST",
            host: "route53.amazonaws.com",
            path: "/2013-04-01/hostedzone/Z123/rrset/",
            query: "",
            body: BODY.as_bytes(),
        };
        let headers = keys().headers(&what, now());
        assert_eq!(headers[0], ("x-amz-date", "20261124T140000Z".to_owned()));
        assert_eq!(
            headers[1].1,
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261124/us-east-1/route53/aws4_request, \
             SignedHeaders=host;x-amz-date, \
             Signature=cb8fa2e801f7e721c8384fd5cfea829820250d145611d123372f1eaa20b0a2ee"
        );
        assert_eq!(headers.len(), 2);
    }

    #[test]
    fn a_question_with_a_session_s_token_is_signed_as_amazon_s_own_library_signs_it() {
        let keys = Keys { token: Some(Secret::from("tok/EN+=")), ..keys() };
        let query =
            format!("maxitems=1&name={}&type=A", crate::client::net::encoded::encoded("*.example.com"));
        let path = "/2013-04-01/hostedzone/Z123/rrset";
        let what = Signed { method: "GET", host: "route53.amazonaws.com", path, query: &query, body: b"" };
        let headers = keys.headers(&what, now());
        assert_eq!(
            headers[1].1,
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261124/us-east-1/route53/aws4_request, \
             SignedHeaders=host;x-amz-date;x-amz-security-token, \
             Signature=8973746e7aecc64beb4236a93d7b36c29860d2323e7b2d8ed54c73c23c1487e3"
        );
        assert_eq!(headers[2], ("x-amz-security-token", "tok/EN+=".to_owned()));
    }
}
