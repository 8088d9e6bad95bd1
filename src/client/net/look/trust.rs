//! Whose certificates are trusted.

use std::sync::Arc;

use rustls::ClientConfig;
use rustls::client::Resumption;
use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use rustls_platform_verifier::Verifier;

use crate::client::net::NetError;

/// What verifies a chain against the machine's own certificates and those of `ca_file`.
///
/// # Errors
/// The file cannot be read or holds no certificate, or the machine trusts nobody.
pub fn verifier(ca_file: Option<&str>, place: &str) -> Result<Verifier, NetError> {
    let more = match ca_file {
        Some(path) => read(path).map_err(|why| NetError::at(place, format!("{path}: {why}")))?,
        None => Vec::new(),
    };
    Verifier::new_with_extra_roots(more, provider()).map_err(|error| {
        NetError::at(place, format!("{error}; install the system's certificates (ca-certificates)"))
    })
}

fn read(path: &str) -> Result<Vec<CertificateDer<'static>>, String> {
    let found: Result<Vec<_>, _> =
        CertificateDer::pem_file_iter(path).map_err(|error| error.to_string())?.collect();
    let found = found.map_err(|error| error.to_string())?;
    if found.is_empty() { Err("holds no certificate".into()) } else { Ok(found) }
}

/// How a look encrypts: with trust as [`verifier`] has it, and never by a session of before, so that each look
/// is a whole handshake.
///
/// # Errors
/// As [`verifier`].
pub fn config(ca_file: Option<&str>, place: &str) -> Result<ClientConfig, NetError> {
    let verifier = verifier(ca_file, place)?;
    let mut config = ClientConfig::builder_with_provider(provider())
        .with_safe_default_protocol_versions()
        .map_err(|error| NetError::at(place, error))?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier))
        .with_no_client_auth();
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    config.resumption = Resumption::disabled();
    Ok(config)
}

fn provider() -> Arc<CryptoProvider> {
    Arc::new(ring::default_provider())
}
