//! What is watched. Each kind has its file, and the same file name holds its client.

mod alerts;
mod metrics;
mod platform;
mod probes;

pub use alerts::{Alertmanager, PagerdutyFeed, Sentry};
pub use metrics::{Exposition, ExpositionMetric, ExpositionTarget, Prometheus, Query, Reading};
pub use platform::{GithubRun, KubernetesFeed, PostgresFeed, Present, SqlMetric, Supabase, VercelFeed};
pub use probes::{Certificates, Maps, Probe};

use deserr::Deserr;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::super::super::problem::Problems;
use super::super::{Id, Millis};

macro_rules! sources {
    ($($(#[$doc:meta])* $field:ident: $variant:ident($type:ty)),+ $(,)?) => {
        /// One source of the health board: its rhythm, and exactly one kind of feed.
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Deserr)]
        #[serde(deny_unknown_fields)]
        #[deserr(error = Problems, deny_unknown_fields)]
        pub struct LiveSource {
            /// Name on the board and in the metrics that it gives.
            pub id: Id,
            /// How often it is asked.
            pub interval: Millis,
            /// How long one answer may take (R15); never longer than ten intervals.
            pub deadline: Millis,
            $(
                $(#[$doc])*
                #[serde(default, skip_serializing_if = "Option::is_none")]
                #[deserr(default)]
                pub $field: Option<$type>,
            )+
        }

        /// The kind of a source.
        #[derive(Debug, Clone, Copy, PartialEq)]
        pub enum Feed<'a> {
            $($(#[$doc])* $variant(&'a $type),)+
        }

        impl LiveSource {
            /// Every kind that is named; a valid plan names one.
            pub fn feeds(&self) -> Vec<Feed<'_>> {
                [$(self.$field.as_ref().map(Feed::$variant)),+].into_iter().flatten().collect()
            }

            /// The kinds, as fields of a plan file.
            pub const KINDS: &'static [&'static str] = &[$(stringify!($field)),+];
        }

        impl Feed<'_> {
            /// Every metric that it gives.
            pub fn metrics(&self) -> Vec<&Id> {
                match self {
                    $(Self::$variant(feed) => feed.metrics(),)+
                }
            }
        }
    };
}

sources! {
    /// A server with the HTTP API of Prometheus.
    prometheus: Prometheus(Prometheus),
    /// Pages in the text format of Prometheus or `OpenMetrics`, read directly.
    exposition: Exposition(Exposition),
    /// Synthetic requests to both sides and to the public name.
    probe: Probe(Probe),
    /// Certificates of both sides.
    certificates: Certificates(Certificates),
    /// Alerts of Alertmanager.
    alertmanager: Alertmanager(Alertmanager),
    /// Errors and issues of Sentry.
    sentry: Sentry(Sentry),
    /// Incidents of `PagerDuty`.
    pagerduty: Pagerduty(PagerdutyFeed),
    /// The newest run of the deploy workflow, and its secrets.
    github: Github(GithubRun),
    /// The production deployment of a Vercel project.
    vercel: Vercel(VercelFeed),
    /// Health of a Supabase project.
    supabase: Supabase(Supabase),
    /// A `PostgreSQL` database, asked by the way the application goes.
    postgres: Postgres(PostgresFeed),
    /// Replicas and pods of both sides.
    kubernetes: Kubernetes(KubernetesFeed),
    /// The key of Google Maps.
    maps: Maps(Maps),
    /// Variables and secrets of `environment`, on this machine.
    environment: Environment(Present),
}
