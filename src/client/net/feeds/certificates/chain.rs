//! What a chain of certificates is worth: its days, its name and its trust, each for itself.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rustls::client::danger::ServerCertVerifier;
use rustls::client::verify_server_name;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{CertificateError, Error};
use x509_parser::prelude::{FromDer as _, X509Certificate};

const DAY_SECONDS: f64 = 86_400.0;

/// A chain that was shown.
#[derive(Debug)]
pub struct Chain {
    /// Days until the server's certificate ends; negative once it has.
    left: f64,
    subject: String,
    issuer: String,
    until: String,
    /// Everything that is wrong with it, a sentence each.
    pub wrong: Vec<String>,
}

impl Chain {
    /// What `certificates`, the server's own first, are worth for `host` now, judged by `trusted`.
    ///
    /// # Errors
    /// There is none, or it cannot be read.
    pub fn read(
        certificates: &[Vec<u8>],
        host: &str,
        trusted: &impl ServerCertVerifier,
    ) -> Result<Self, String> {
        Self::read_at(certificates, host, trusted, SystemTime::now())
    }

    /// The same at a moment of its own.
    fn read_at(
        certificates: &[Vec<u8>],
        host: &str,
        trusted: &impl ServerCertVerifier,
        now: SystemTime,
    ) -> Result<Self, String> {
        let [own, others @ ..] = certificates else { return Err("no certificate was shown".into()) };
        let (_, read) = X509Certificate::from_der(own)
            .map_err(|error| format!("its certificate cannot be read: {error}"))?;
        let validity = read.validity();
        let seconds = now.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
        let at = i64::try_from(seconds).unwrap_or(i64::MAX);
        let (from, until) = (validity.not_before.timestamp(), validity.not_after.timestamp());
        let mut wrong = Vec::new();
        if at > until {
            wrong.push(format!("expired on {}", validity.not_after));
        }
        if at < from {
            wrong.push(format!("not valid before {}", validity.not_before));
        }
        // Trust is judged at a moment in which the certificate is valid: that it is not now was said already.
        let judged = u64::try_from(at.clamp(from, until)).unwrap_or_default();
        let judged = UnixTime::since_unix_epoch(Duration::from_secs(judged));
        wrong.extend(misnamed(own, host));
        wrong.extend(untrusted(own, others, host, trusted, judged));
        Ok(Self {
            left: (until as f64 - at as f64) / DAY_SECONDS,
            subject: read.subject().to_string(),
            issuer: read.issuer().to_string(),
            until: validity.not_after.to_string(),
            wrong,
        })
    }

    /// Days left: those of a certificate with which nothing is wrong; else none, or negative since it ended.
    pub fn days(&self) -> f64 {
        if self.wrong.is_empty() { self.left } else { self.left.min(0.0) }
    }

    /// In words.
    pub fn told(&self) -> String {
        format!("{} by {} until {}", self.subject, self.issuer, self.until)
    }
}

fn misnamed(own: &[u8], host: &str) -> Option<String> {
    let wrong = || Some(format!("it is not for {host}"));
    let Ok(name) = ServerName::try_from(host) else { return wrong() };
    match ParsedCertificate::try_from(&CertificateDer::from(own)) {
        Ok(parsed) => verify_server_name(&parsed, &name).err().and_then(|_| wrong()),
        Err(error) => Some(format!("it is of a kind that clients refuse: {error}")),
    }
}

fn untrusted(
    own: &[u8],
    others: &[Vec<u8>],
    host: &str,
    trusted: &impl ServerCertVerifier,
    at: UnixTime,
) -> Option<String> {
    let name = ServerName::try_from(host).ok()?;
    let others: Vec<CertificateDer<'_>> =
        others.iter().map(|one| CertificateDer::from(one.as_slice())).collect();
    match trusted.verify_server_cert(&CertificateDer::from(own), &others, &name, &[], at) {
        // Its name is judged for itself.
        Ok(_)
        | Err(Error::InvalidCertificate(
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. },
        )) => None,
        Err(Error::InvalidCertificate(CertificateError::UnknownIssuer)) => {
            Some("nobody who is trusted here vouches for it; is its chain complete?".into())
        }
        Err(error) => Some(format!("its chain is not accepted: {error}")),
    }
}
