//! A cluster, through `kubectl` (APIS 5): its answers in JSON, its refusals in the server's words.

mod objects;

pub use objects::{Deployment, Pod};

use std::time::Duration;

use serde::de::DeserializeOwned;

use super::NetError;
use super::command::{Commands, killed};
use crate::plan::types::live::{Kubernetes, LiveCommands};
use crate::text::Clean;

/// Most of one answer that is read.
const MOST_BYTES: usize = 8 * 1024 * 1024;

/// Why `kubectl` gave no answer.
#[derive(Debug, Clone)]
pub enum Refusal {
    /// The server says that there is no such thing.
    Absent(String),
    /// The server says that one may not, or that the wish is wrong.
    Closed(String),
    /// Nobody answered, or what was answered cannot be read.
    Silent(String),
}

impl Refusal {
    /// In words.
    pub fn why(&self) -> &str {
        match self {
            Self::Absent(why) | Self::Closed(why) | Self::Silent(why) => why,
        }
    }
}

/// One namespace of a cluster.
pub struct Kubectl {
    commands: Commands,
    base: Vec<Clean>,
}

impl Kubectl {
    /// The namespace of `cluster`; no request may take longer than `within`.
    ///
    /// # Errors
    /// Programs cannot be run here.
    pub fn new(cluster: &Kubernetes, within: Duration) -> Result<Self, NetError> {
        let kubeconfig = cluster.kubeconfig.as_ref().map(|path| Clean::new(format!("KUBECONFIG={path}")));
        let how = LiveCommands {
            folder: "/".into(),
            variables: kubeconfig.into_iter().collect(),
            secrets: Vec::new(),
        };
        let program = cluster.program.clone().unwrap_or_else(|| "kubectl".into());
        let mut base = vec![program, "--context".into(), cluster.context.clone(), "--namespace".into()];
        base.push(cluster.namespace.clone());
        base.push(Clean::new(format!("--request-timeout={}s", within.as_secs().max(1))));
        Ok(Self { commands: Commands::new(Some(&how))?, base })
    }

    /// Runs it with `arguments` and gives what it prints.
    ///
    /// # Errors
    /// It says no.
    pub async fn run(&self, arguments: &[&str]) -> Result<String, Refusal> {
        let argv: Vec<Clean> = self.base.iter().cloned().chain(arguments.iter().map(Clean::new)).collect();
        let heard = Box::pin(self.commands.listen(&argv, MOST_BYTES)).await.map_err(Refusal::Silent)?;
        match heard.status.code() {
            Some(0) => Ok(heard.out),
            Some(_) => Err(refusal(heard.last.why())),
            None => Err(Refusal::Silent(killed(None, &heard.last))),
        }
    }

    async fn get<T: DeserializeOwned>(&self, arguments: &[&str]) -> Result<T, Refusal> {
        let out = self.run(&[arguments, &["--output", "json"]].concat()).await?;
        serde_json::from_str(&out)
            .map_err(|error| Refusal::Silent(format!("what kubectl prints cannot be read: {error}")))
    }

    /// A deployment.
    ///
    /// # Errors
    /// As [`Self::run`].
    pub async fn deployment(&self, name: &str) -> Result<Deployment, Refusal> {
        self.get(&["get", "deployment", name]).await
    }

    /// Every pod of a deployment that is still there, those that are ending too.
    ///
    /// # Errors
    /// As [`Self::run`].
    pub async fn pods(&self, of: &Deployment) -> Result<Vec<Pod>, Refusal> {
        let pods: objects::Pods = self.get(&["get", "pods", "--selector", &of.selector()]).await?;
        Ok(pods.items.into_iter().filter(Pod::is_there).collect())
    }

    /// Scales a deployment from one number of replicas to another, and no other (a compare-and-set).
    ///
    /// # Errors
    /// As [`Self::run`]; whether it happened is told by reading.
    pub async fn scale(&self, name: &str, from: u32, to: u32) -> Result<(), Refusal> {
        let (from, to) = (format!("--current-replicas={from}"), format!("--replicas={to}"));
        self.run(&["scale", &format!("deployment/{name}"), &from, &to]).await.map(|_| ())
    }
}

/// What its last words say: the server's own begin with `Error from server`.
fn refusal(why: &str) -> Refusal {
    let why = why.to_owned();
    if why.contains("(NotFound)") {
        Refusal::Absent(why)
    } else if why.contains("Error from server (") && !why.contains("Timeout") && !why.contains("Internal") {
        Refusal::Closed(why)
    } else {
        Refusal::Silent(why)
    }
}
