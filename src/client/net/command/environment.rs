//! What a program finds: its folder, its variables, and the secrets that must not come back out of it (R31).

use std::path::PathBuf;
use std::sync::Arc;

use super::super::NetError;
use super::super::secret::{Redactor, Secret};
use crate::plan::types::live::{LiveCommands, SecretRef};

/// Where programs run if the plan does not say.
const FOLDER: &str = "/";
/// Where programs are found if this process was not told.
const PATH: &str = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/// What a program finds.
#[derive(Clone)]
pub struct Environment {
    /// Its folder.
    pub folder: PathBuf,
    variables: Vec<(String, String)>,
    secrets: Vec<(String, Secret)>,
    redactor: Arc<Redactor>,
}

impl Environment {
    pub(super) fn new(how: Option<&LiveCommands>) -> Result<Self, NetError> {
        let place = "live.commands";
        let inherited = ["PATH", "HOME", "LANG"].into_iter().filter_map(|name| {
            let default = (name == "PATH").then(|| PATH.to_owned());
            Some((name.to_owned(), std::env::var(name).ok().or(default)?))
        });
        let mut variables: Vec<_> = inherited.collect();
        let mut secrets = Vec::new();
        let wanted = how.map_or(FOLDER, |how| how.folder.as_str());
        // Once and for all: whoever changes the folder of this process later moves no program.
        let folder = std::fs::canonicalize(wanted)
            .ok()
            .filter(|path| path.is_dir())
            .ok_or_else(|| NetError::at(format!("{place}.folder"), format!("{wanted} is no folder here")))?;
        for (n, line) in how.map_or(&[][..], |how| &how.variables).iter().enumerate() {
            let at = format!("{place}.variables[{n}]");
            let (name, value) = pair(line.as_str(), &at, "NAME=value")?;
            variables.push((name.to_owned(), value.to_owned()));
        }
        for (n, line) in how.map_or(&[][..], |how| &how.secrets).iter().enumerate() {
            let at = format!("{place}.secrets[{n}]");
            let (name, named) = pair(line.as_str(), &at, "NAME=env:OTHER or NAME=file:/path")?;
            let named: SecretRef = named.parse().map_err(|why: String| NetError::at(&at, why))?;
            secrets.push((name.to_owned(), Secret::read(&named, &at)?));
        }
        let redactor = Arc::new(Redactor::new(secrets.iter().map(|(_, secret)| secret.clone()).collect()));
        Ok(Self { folder, variables, secrets, redactor })
    }

    /// Every variable, secrets last.
    pub fn all(&self) -> impl Iterator<Item = (&str, &str)> {
        let plain = self.variables.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        plain.chain(self.secrets.iter().map(|(name, secret)| (name.as_str(), secret.expose())))
    }

    /// What takes the secrets out of its output.
    pub fn redactor(&self) -> Arc<Redactor> {
        Arc::clone(&self.redactor)
    }
}

fn pair<'a>(line: &'a str, place: &str, form: &str) -> Result<(&'a str, &'a str), NetError> {
    let is_name = |name: &str| !name.is_empty() && !name.contains(|c: char| c.is_whitespace() || c == '\0');
    match line.split_once('=') {
        Some((name, value)) if is_name(name) && !value.contains('\0') => Ok((name, value)),
        // The line may hold a secret that somebody wrote where its place belongs (R31).
        _ => Err(NetError::at(place, format!("write {form}"))),
    }
}
