//! A TSIG key (RFC 8945).

use std::str::FromStr as _;

use data_encoding::BASE64;
use domain::tsig::{Algorithm, Key as TsigKey, KeyName};

use crate::client::net::NetError;
use crate::client::net::secret::Secret;
use crate::plan::types::live::Tsig;

/// A key with which updates are signed and their answers verified. It shows nothing of its secret (R31).
#[derive(Clone)]
pub struct Key(TsigKey);

impl Key {
    /// The key that the plan names at `place`.
    ///
    /// # Errors
    /// The secret cannot be read or is not base64, or the algorithm is none of those that still hold.
    pub fn read(named: &Tsig, place: &str) -> Result<Self, NetError> {
        let secret = Secret::read(&named.secret, &format!("{place}.secret"))?;
        let bytes = BASE64.decode(secret.expose().as_bytes());
        // What is wrong with a secret may show a part of it.
        let bytes = bytes.map_err(|_| NetError::at(format!("{place}.secret"), "it is not base64"))?;
        Self::new(named.name.as_str(), named.algorithm.as_str(), &bytes)
            .map_err(|why| NetError::at(place, why))
    }

    pub(super) fn new(name: &str, algorithm: &str, secret: &[u8]) -> Result<Self, String> {
        let algorithm = match algorithm {
            "hmac-sha256" => Algorithm::Sha256,
            "hmac-sha384" => Algorithm::Sha384,
            "hmac-sha512" => Algorithm::Sha512,
            other => {
                return Err(format!("read {other:?}; write hmac-sha256, hmac-sha384 or hmac-sha512"));
            }
        };
        // What is signed is the name in lower case (RFC 8945, section 4.3.3).
        let wrong = |why: &dyn std::fmt::Display| format!("{name:?} is no name of a key: {why}");
        let signed = KeyName::from_str(&name.to_ascii_lowercase()).map_err(|error| wrong(&error))?;
        let key = TsigKey::new(algorithm, secret, signed, None, None);
        key.map(Self).map_err(|error| wrong(&error))
    }
}

impl AsRef<TsigKey> for Key {
    fn as_ref(&self) -> &TsigKey {
        &self.0
    }
}
