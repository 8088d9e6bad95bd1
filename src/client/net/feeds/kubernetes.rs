//! Replicas and pods of both sides, through `kubectl`.

use std::time::Duration;

use super::{Making, Source};
use crate::client::net::kubectl::{Kubectl, Refusal};
use crate::client::net::{NetError, Waiting};
use crate::client::{Observed, Reading, Trouble, Value};
use crate::plan::types::live::KubernetesFeed;
use crate::plan::types::{Id, Side};
use crate::text::Clean;

/// The deployments of both sides.
pub struct Kubernetes {
    kubectl: Kubectl,
    feed: KubernetesFeed,
}

/// What is known of one side.
struct Seen {
    ready: Value,
    pods: Value,
    told: Option<String>,
}

impl Seen {
    fn nothing(value: Value, why: &str) -> Self {
        Self { ready: value, pods: value, told: Some(why.to_owned()) }
    }
}

impl Kubernetes {
    pub(super) fn new(feed: &KubernetesFeed, making: &Making<'_>) -> Result<Self, NetError> {
        // Two questions a side, one after the other, within the source's deadline.
        let within = Duration::from_millis(making.source.deadline.0) / 2;
        Ok(Self { kubectl: Kubectl::new(&feed.cluster, within)?, feed: feed.clone() })
    }

    async fn observe(&self) -> Result<Observed, Trouble> {
        let (blue, green) = futures_util::future::join(
            self.side(&self.feed.cluster.blue),
            self.side(&self.feed.cluster.green),
        )
        .await;
        let mut observed = Observed::default();
        for (side, seen) in [(Side::Blue, blue?), (Side::Green, green?)] {
            let values = [(&self.feed.ready, seen.ready), (&self.feed.pods, seen.pods)];
            let readings = values.into_iter().filter_map(|(metric, value)| {
                Some(Reading { metric: metric.clone()?, side: Some(side), value, age_ms: 0 })
            });
            observed.readings.extend(readings);
            observed.warnings.extend(seen.told.map(|why| Clean::new(format!("{side}: {why}"))));
        }
        Ok(observed)
    }

    async fn side(&self, name: &Id) -> Result<Seen, Trouble> {
        let number = |n: usize| Value::Number(n as f64);
        let deployment = match self.kubectl.deployment(name.as_str()).await {
            Ok(deployment) => deployment,
            Err(Refusal::Absent(why)) => return Ok(Seen::nothing(Value::NoData, &why)),
            Err(Refusal::Closed(why)) => return Ok(Seen::nothing(Value::SourceError, &why)),
            Err(Refusal::Silent(why)) => return Err(Trouble::passing(why)),
        };
        let (pods, mut told) = match self.kubectl.pods(&deployment).await {
            Ok(pods) => {
                let ending = pods.iter().filter(|pod| pod.is_ending()).count();
                (
                    number(pods.len()),
                    (ending > 0).then(|| format!("{ending} of {} pods are ending", pods.len())),
                )
            }
            Err(Refusal::Silent(why)) => return Err(Trouble::passing(why)),
            Err(refusal) => (Value::SourceError, Some(refusal.why().to_owned())),
        };
        if !deployment.is_observed() {
            told = Some("its status does not speak of the newest change yet".to_owned());
        }
        Ok(Seen { ready: number(deployment.ready() as usize), pods, told })
    }
}

impl Source for Kubernetes {
    fn poll(&self) -> Waiting<'_, (Option<i64>, Result<Observed, Trouble>)> {
        Box::pin(async { (None, self.observe().await) })
    }
}
