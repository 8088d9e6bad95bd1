//! Which acts need a second person.

use deserr::Deserr;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::super::problem::Problems;
use super::{Id, Millis};

/// Which acts need a second person, and for how long a first one may wait for them (F12, R18). A rollback
/// is never among them: one decider is enough to go back.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(deny_unknown_fields)]
#[deserr(error = Problems, deny_unknown_fields)]
pub struct FourEyes {
    /// The procedures; none of them of kind `rollback`.
    pub procedures: Vec<Id>,
    /// How long an approval may take before it has to be asked for again.
    pub within: Millis,
}
