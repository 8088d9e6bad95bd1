//! Secrets: read by name when a client is made, kept in a type that prints and writes nothing (R31).

mod redactor;

pub use redactor::Redactor;

use std::os::unix::fs::MetadataExt as _;

use secrecy::{ExposeSecret as _, SecretString};

use super::NetError;
use crate::plan::types::live::SecretRef;

/// A secret. It has no `Debug` that shows it and no `Serialize`, and is wiped when it goes.
#[derive(Clone)]
pub struct Secret(SecretString);

impl Secret {
    /// The secret that `named` names; `place` is where the plan names it.
    ///
    /// # Errors
    /// The variable is not set or empty, or the file cannot be read, is empty, or may be read by others.
    pub fn read(named: &SecretRef, place: &str) -> Result<Self, NetError> {
        let raw = match named {
            SecretRef::Env(name) => std::env::var(name)
                .map_err(|_| NetError::at(place, format!("the variable {name} is not set; export it")))?,
            SecretRef::File(path) => from_file(path).map_err(|why| NetError::at(place, why))?,
        };
        let trimmed = raw.trim();
        if trimmed.is_empty() {
            return Err(NetError::at(place, format!("{named} is empty")));
        }
        Ok(Self(SecretString::from(trimmed.to_owned())))
    }

    /// The secret itself, for the moment in which it is sent.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

impl From<&str> for Secret {
    /// A secret that is part of another.
    fn from(raw: &str) -> Self {
        Self(SecretString::from(raw.to_owned()))
    }
}

fn from_file(path: &str) -> Result<String, String> {
    let facts = std::fs::metadata(path).map_err(|error| format!("{path}: {error}"))?;
    if facts.mode() & 0o077 != 0 {
        return Err(format!("{path} may be read by others; run `chmod 600 {path}`"));
    }
    std::fs::read_to_string(path).map_err(|error| format!("{path}: {error}"))
}
