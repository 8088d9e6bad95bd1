//! Deployments and pods as the API tells them. Numbers are left out of it where they are 0.

use std::collections::BTreeMap;

use serde::Deserialize;

/// A deployment.
#[derive(Debug, Clone, Deserialize)]
pub struct Deployment {
    metadata: Meta,
    spec: Spec,
    #[serde(default)]
    status: Status,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Meta {
    name: String,
    generation: u64,
    deletion_timestamp: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
struct Spec {
    /// The server fills it in; 1 is its default.
    #[serde(default = "one")]
    replicas: u32,
    #[serde(default)]
    selector: Selector,
}

fn one() -> u32 {
    1
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Selector {
    match_labels: BTreeMap<String, String>,
    match_expressions: Vec<Expression>,
}

#[derive(Debug, Clone, Deserialize)]
struct Expression {
    key: String,
    operator: String,
    #[serde(default)]
    values: Vec<String>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Status {
    observed_generation: u64,
    ready_replicas: u32,
}

impl Deployment {
    /// How many replicas are wanted.
    pub fn wanted(&self) -> u32 {
        self.spec.replicas
    }

    /// How many are ready.
    pub fn ready(&self) -> u32 {
        self.status.ready_replicas
    }

    /// Whether its status speaks of what is wanted now, not of what was before.
    pub fn is_observed(&self) -> bool {
        self.status.observed_generation >= self.metadata.generation
    }

    /// The selector of its pods, as a command line takes it.
    pub fn selector(&self) -> String {
        let labels = self.spec.selector.match_labels.iter().map(|(key, value)| format!("{key}={value}"));
        let expressions = self.spec.selector.match_expressions.iter().map(|one| {
            let values = one.values.join(",");
            match one.operator.as_str() {
                "In" => format!("{} in ({values})", one.key),
                "NotIn" => format!("{} notin ({values})", one.key),
                "DoesNotExist" => format!("!{}", one.key),
                _ => one.key.clone(),
            }
        });
        labels.chain(expressions).collect::<Vec<_>>().join(",")
    }
}

/// A list of pods.
#[derive(Debug, Deserialize)]
pub struct Pods {
    /// The pods.
    pub items: Vec<Pod>,
}

/// A pod.
#[derive(Debug, Clone, Deserialize)]
pub struct Pod {
    metadata: Meta,
    #[serde(default)]
    status: Phase,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct Phase {
    phase: String,
}

impl Pod {
    /// Its name.
    pub fn name(&self) -> &str {
        &self.metadata.name
    }

    /// Whether it is on its way out; until it is gone it may still write.
    pub fn is_ending(&self) -> bool {
        self.metadata.deletion_timestamp.is_some()
    }

    /// Whether something of it may still run.
    pub fn is_there(&self) -> bool {
        !["Succeeded", "Failed"].contains(&self.status.phase.as_str())
    }
}
