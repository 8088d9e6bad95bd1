//! Stops everybody who writes, and starts as many again as there were.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::manifest::write_whole;
use super::{Desk, Failure};
use crate::client::net::kubectl::{Deployment, Kubectl, Pod, Refusal};
use crate::plan::types::Side;

/// Between two looks.
const PAUSE: Duration = Duration::from_millis(500);

/// How many there were.
#[derive(Debug, Serialize, Deserialize)]
struct Remembered {
    deployment: String,
    replicas: u32,
}

impl Desk<'_> {
    /// Scales every writer to nothing and waits until its last pod is gone, the ending ones too; then until no
    /// session of the application is left in the database. Of one side alone the other's sessions stay.
    pub(super) async fn stop_writes(&self, side: Option<Side>) -> Result<String, Failure> {
        let kubectl = self.kubectl()?;
        let mut told = Vec::new();
        for name in self.writers(side)? {
            let deployment = kubectl.deployment(&name).await.map_err(|no| refused(&no))?;
            let replicas = deployment.wanted();
            if replicas > 0 {
                // Before the act: who crashes between the two must still know.
                let remembered = Remembered { deployment: name.clone(), replicas };
                write_whole(&self.memory(&name), &remembered)?;
                self.say(format!("{name}: {replicas} replicas, remembered"));
            }
            scale(&kubectl, &name, replicas, 0).await?;
            self.wait_gone(&kubectl, &name, &deployment).await?;
            told.push(format!("{name} from {replicas} to 0"));
        }
        let scaled = told.join(", ");
        if side.is_some() {
            return Ok(format!("stopped: {scaled}; no pod is left"));
        }
        let unattended = self.wait_unattended().await?;
        Ok(format!("nobody writes: {scaled}; no pod is left; {unattended}"))
    }

    /// Scales every writer to what it was and waits until as many are ready.
    pub(super) async fn restart_writes(
        &self,
        side: Option<Side>,
        replicas: Option<u32>,
    ) -> Result<String, Failure> {
        let kubectl = self.kubectl()?;
        let mut told = Vec::new();
        for name in self.writers(side)? {
            let path = self.memory(&name);
            let wanted = match (std::fs::read_to_string(&path), replicas) {
                (_, Some(replicas)) => replicas,
                (Ok(text), None) => {
                    serde_json::from_str::<Remembered>(&text)
                        .map_err(|error| Failure::refused(format!("{}: {error}", path.display())))?
                        .replicas
                }
                (Err(_), None) => {
                    return Err(Failure::refused(format!(
                        "nobody remembers how many replicas {name} had; say it: --replicas N"
                    )));
                }
            };
            let now = kubectl.deployment(&name).await.map_err(|no| refused(&no))?.wanted();
            scale(&kubectl, &name, now, wanted).await?;
            self.wait_ready(&kubectl, &name, wanted).await?;
            // What is done need not be remembered; a memory that stays would be believed another day.
            let _ = std::fs::remove_file(&path);
            told.push(format!("{name} {wanted}"));
        }
        Ok(format!("ready: {}", told.join(", ")))
    }

    /// The deployments that write, each once: both sides may be one, and then neither stops alone.
    pub(super) fn writers(&self, side: Option<Side>) -> Result<BTreeSet<String>, Failure> {
        let Some(writers) = &self.plan.writers else { return Ok(BTreeSet::new()) };
        let named = |side| if side == Side::Blue { &writers.blue } else { &writers.green }.to_string();
        match side {
            Some(side) if writers.blue == writers.green => Err(Failure::Refused(format!(
                "both sides are {}, so {side} does not stop or start alone",
                writers.blue
            ))),
            Some(side) => Ok(BTreeSet::from([named(side)])),
            None => Ok(BTreeSet::from([named(Side::Blue), named(Side::Green)])),
        }
    }

    fn memory(&self, name: &str) -> PathBuf {
        self.file(&format!("replicas-{name}.json"))
    }

    async fn wait_gone(&self, kubectl: &Kubectl, name: &str, of: &Deployment) -> Result<(), Failure> {
        let mut last = usize::MAX;
        loop {
            let pods = kubectl.pods(of).await.map_err(|no| unknown(&no))?;
            if pods.is_empty() {
                return Ok(());
            }
            let wanted = kubectl.deployment(name).await.map_err(|no| unknown(&no))?.wanted();
            if wanted > 0 {
                return Err(Failure::Unknown(format!(
                    "{name} was scaled up to {wanted} again; stop what does that, such as an autoscaler"
                )));
            }
            let left = || pods.iter().map(Pod::name).collect::<Vec<_>>().join(", ");
            if self.is_late() {
                return Err(Failure::Refused(format!(
                    "{name} was scaled to 0, and {} pods are left that may write: {}",
                    pods.len(),
                    left()
                )));
            }
            if pods.len() != last {
                self.say(format!("{name}: {} pods are left: {}", pods.len(), left()));
                last = pods.len();
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    async fn wait_ready(&self, kubectl: &Kubectl, name: &str, wanted: u32) -> Result<(), Failure> {
        let mut last = None;
        loop {
            let deployment = kubectl.deployment(name).await.map_err(|no| unknown(&no))?;
            if deployment.is_observed() && deployment.wanted() == wanted && deployment.ready() >= wanted {
                return Ok(());
            }
            if self.is_late() {
                let why =
                    format!("{name} is to have {wanted} replicas, and {} are ready", deployment.ready());
                return Err(Failure::Refused(why));
            }
            if last != Some(deployment.ready()) {
                self.say(format!("{name}: {} of {wanted} are ready", deployment.ready()));
                last = Some(deployment.ready());
            }
            tokio::time::sleep(PAUSE).await;
        }
    }
}

/// Scales by compare-and-set; what is already so is not asked for. Whether it happened is read, not believed.
async fn scale(kubectl: &Kubectl, name: &str, from: u32, to: u32) -> Result<(), Failure> {
    if from == to {
        return Ok(());
    }
    let Err(refusal) = kubectl.scale(name, from, to).await else { return Ok(()) };
    match kubectl.deployment(name).await {
        Ok(now) if now.wanted() == to => Ok(()),
        Ok(now) => Err(Failure::Refused(format!(
            "{name} was not scaled ({}); it has {} replicas",
            refusal.why(),
            now.wanted()
        ))),
        Err(silent) => Err(Failure::Unknown(format!("{}; and {}", refusal.why(), silent.why()))),
    }
}

fn refused(refusal: &Refusal) -> Failure {
    Failure::Refused(format!("nothing was scaled: {}", refusal.why()))
}

fn unknown(refusal: &Refusal) -> Failure {
    Failure::Unknown(format!("it was scaled, and cannot be watched: {}", refusal.why()))
}
