//! Procedures: a plan's ordered steps.

use deserr::Deserr;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::super::problem::Problems;
use super::{Id, Millis, Side, TierLevel};
use crate::text::Clean;

/// A named sequence of steps.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(deny_unknown_fields)]
#[deserr(error = Problems, deny_unknown_fields)]
pub struct Procedure {
    /// Name in journal and scenario.
    pub id: Id,
    /// What it does for the room.
    pub kind: ProcedureKind,
    /// As the plan's owners say it.
    pub title: Clean,
    /// Role that runs it.
    pub owner: Id,
    /// Wall-clock budget of the whole run (R15).
    pub budget: Millis,
    /// Its steps, in order.
    pub steps: Vec<Step>,
}

/// What a procedure does for the room.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(rename_all = "lowercase")]
#[deserr(rename_all = lowercase)]
pub enum ProcedureKind {
    /// Deploys the new version on Green.
    Deploy,
    /// Works on the database: backup, migration, verification.
    Database,
    /// Moves the traffic to Green.
    Switch,
    /// Moves it back to Blue.
    Rollback,
    /// Gives the data back as they were before the migration; loses what was written since.
    Databasereturn,
    /// Gives the former version of the application back.
    Applicationreturn,
    /// Stops Blue for good (R17).
    Teardown,
    /// Anything else.
    Other,
}

/// One step of a procedure.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(deny_unknown_fields)]
#[deserr(error = Problems, deny_unknown_fields)]
pub struct Step {
    /// Name, unique in its procedure.
    pub id: Id,
    /// As the plan's owners say it.
    pub title: Clean,
    /// What is done.
    pub action: StepKind,
    /// How long it may take (R15). A step that waits for a system ends as unknown then. One that waits for people
    /// (gate, decide, checklist) goes on and is shown as late: they decide, decline, or cancel the run.
    pub budget: Millis,
}

/// What a step does. The tag in the file is `kind`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(tag = "kind", rename_all = "lowercase", deny_unknown_fields)]
#[deserr(error = Problems, tag = "kind", rename_all = lowercase, deny_unknown_fields)]
pub enum StepKind {
    /// Waits until the switch gates are open or overridden.
    Gate {},
    /// Tells people over a tier's channels.
    Notify {
        /// Tier whose channels are used.
        tier: TierLevel,
        /// What is said.
        text: Clean,
    },
    /// Waits for the decision of a responsible person.
    Decide {
        /// Role that decides. None: whoever the reason or trigger names.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[deserr(default)]
        role: Option<Id>,
    },
    /// Pulls the lever.
    Lever {
        /// The side the traffic goes to.
        to: Side,
    },
    /// Waits until the change is seen by users (levels 3 to 5 of F3).
    Verify {},
    /// Runs a command: an argv, never a shell line.
    Command {
        /// Program and arguments.
        argv: Vec<Clean>,
        /// True if it destroys or overwrites data; asks for the typed phrase.
        #[serde(default)]
        #[deserr(default)]
        dangerous: bool,
    },
    /// Starts a workflow and follows it to its end.
    Pipeline {
        /// Which of `live.workflows`. None: the deploy workflow, whose steps are the plan's pipeline.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[deserr(default)]
        workflow: Option<Id>,
        /// True if it destroys or overwrites something; asks for the typed phrase.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        #[deserr(default)]
        dangerous: bool,
    },
    /// Moves the application's alias to one of its two versions: `blue` is the former one. Asks for the typed
    /// phrase.
    Application {
        /// Which.
        to: Side,
    },
    /// Waits until a checklist is complete.
    Checklist {
        /// Which one.
        checklist: Id,
    },
}

impl StepKind {
    /// Every word of [`StepKind::word`].
    pub const WORDS: [&str; 9] =
        ["gate", "notify", "decide", "lever", "verify", "command", "pipeline", "application", "checklist"];

    /// The word used in plan files and journals.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Gate {} => "gate",
            Self::Notify { .. } => "notify",
            Self::Decide { .. } => "decide",
            Self::Lever { .. } => "lever",
            Self::Verify {} => "verify",
            Self::Command { .. } => "command",
            Self::Pipeline { .. } => "pipeline",
            Self::Application { .. } => "application",
            Self::Checklist { .. } => "checklist",
        }
    }

    /// Whether it asks for the typed phrase, in a procedure that is no switch and no rollback.
    pub fn is_dangerous(&self) -> bool {
        matches!(
            self,
            Self::Command { dangerous: true, .. }
                | Self::Pipeline { dangerous: true, .. }
                | Self::Application { .. }
        )
    }

    /// Whether it only tells people: nothing waits for it, and nothing fails with it (R20).
    pub fn is_message(&self) -> bool {
        matches!(self, Self::Notify { .. })
    }

    /// Whether it follows the deploy pipeline, whose steps the plan lists.
    pub fn is_deployment(&self) -> bool {
        matches!(self, Self::Pipeline { workflow: None, .. })
    }
}
