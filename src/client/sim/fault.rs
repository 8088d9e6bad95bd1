//! Faults a scenario can put into the simulated systems, and take out again (R34).

use deserr::Deserr;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::plan::problem::Problems;
use crate::plan::types::{Id, Millis, Side};
use crate::text::Clean;

/// One fault. The tag in a scenario file is `kind`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(tag = "kind", rename_all = "lowercase", deny_unknown_fields)]
#[deserr(error = Problems, tag = "kind", rename_all = lowercase, deny_unknown_fields)]
pub enum Fault {
    /// The lever misbehaves.
    Lever {
        /// How.
        how: How,
        /// For `slow`: how much longer it takes.
        #[serde(default)]
        #[deserr(default)]
        by: Millis,
    },
    /// Somebody moves the lever behind jday's back (F19). Happens once, when the fault begins.
    Moved {
        /// Where to.
        to: Side,
    },
    /// The lever's value belongs to neither side while the fault lasts.
    Foreign {
        /// The value.
        value: Clean,
    },
    /// A resolver keeps what it has cached whatever its TTL says, or is silent.
    Resolver {
        /// Which, as named in the plan.
        resolver: Id,
        /// `silent`, or `stuck` for a cache that ignores the TTL.
        how: How,
    },
    /// Nobody answers over the public name, or over one path of it.
    Path {
        /// Which path; all if not named. Paths are named after the resolvers.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[deserr(default)]
        path: Option<Id>,
    },
    /// A channel misbehaves.
    Channel {
        /// Which, as named in the plan.
        channel: Id,
        /// How.
        how: How,
    },
    /// A pipeline step fails when its turn comes, or waits for an approval that nobody gives.
    Pipeline {
        /// Which, as named in the plan.
        step: Id,
        /// `refuses` fails it, `silent` leaves it waiting.
        how: How,
    },
    /// A workflow other than the deploy pipeline's misbehaves.
    Workflow {
        /// Which, as steps name it.
        workflow: Id,
        /// `refuses` fails it, `silent` leaves it waiting for an approval.
        how: How,
    },
    /// What moves the application between its versions misbehaves.
    Application {
        /// How.
        how: How,
    },
    /// Commands (database, application) misbehave.
    Command {
        /// The program that misbehaves, such as `pg_dump` or `jday db restore`; all commands if not named.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[deserr(default)]
        program: Option<Clean>,
        /// How.
        how: How,
    },
    /// A side does not pass the health part of the readiness proof (F1).
    Unready {
        /// Which side.
        side: Side,
    },
}

/// How a system misbehaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(rename_all = "lowercase")]
#[deserr(rename_all = lowercase)]
pub enum How {
    /// Answers late.
    Slow,
    /// Refuses for certain.
    Refuses,
    /// Accepts and does nothing (R12).
    Accepts,
    /// Takes the request and never answers; the deadline makes it unknown (R15).
    Silent,
    /// Does it, and the answer is lost: unknown at the deadline although it happened (R10).
    Lost,
    /// Does half of it: one of several servers takes the change.
    Half,
    /// Keeps its old answer for ever.
    Stuck,
    /// A channel: too many requests, and it asks for an hour of rest.
    Limited,
}
