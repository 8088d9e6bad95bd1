//! Script lines: what operators do.

use deserr::Deserr;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Cue;
use crate::plan::problem::Problems;
use crate::plan::types::{Id, Millis, Reason};
use crate::text::Clean;

/// One thing an operator does.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(deny_unknown_fields)]
#[deserr(error = Problems, deny_unknown_fields)]
pub struct Line {
    /// How long after the cue.
    #[serde(default)]
    #[deserr(default)]
    pub at: Millis,
    /// The cue.
    #[serde(default)]
    #[deserr(default)]
    pub after: Cue,
    /// Who, as named in the plan.
    pub by: Id,
    /// What.
    #[serde(rename = "do")]
    #[deserr(rename = "do")]
    pub act: Act,
    /// For `acknowledge`: the alert's name, or `name@green`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub alert: Option<Clean>,
    /// For `tick` and `untick`: the item, or for `tick` a whole checklist.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub item: Option<Id>,
    /// For `override`: the gate's word, such as `window` or `checklist:pre-technical`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub gate: Option<Clean>,
    /// For `rollback`: one of the four reasons. Not needed where a trigger proposed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub reason: Option<Reason>,
    /// For `run`: the procedure. For `approve`, `decline` and `cancel`: whose run is meant; the newest if not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub procedure: Option<Id>,
    /// For `vote`: `false` for no-go.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub go: Option<bool>,
    /// For `pause-automation`: how long.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub length: Option<Millis>,
    /// What the operator says: the note's text, the reason of an override or a cancel, a comment on anything else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub note: Option<Clean>,
}

/// What an operator can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(rename_all = "kebab-case")]
#[deserr(error = Problems)]
pub enum Act {
    /// Ask for the switch.
    #[deserr(rename = "switch")]
    Switch,
    /// Ask for a rollback, or decide the one that is proposed.
    #[deserr(rename = "rollback")]
    Rollback,
    /// Decide the run that waits: go on.
    #[deserr(rename = "approve")]
    Approve,
    /// Decide the run that waits: not now.
    #[deserr(rename = "decline")]
    Decline,
    /// Take an alert on.
    #[deserr(rename = "acknowledge")]
    Acknowledge,
    /// Tick an item or a checklist.
    #[deserr(rename = "tick")]
    Tick,
    /// Take a tick back.
    #[deserr(rename = "untick")]
    Untick,
    /// Write a note.
    #[deserr(rename = "note")]
    Note,
    /// Vote.
    #[deserr(rename = "vote")]
    Vote,
    /// Open a closed gate with a reason.
    #[deserr(rename = "override")]
    Override,
    /// Pause automation.
    #[deserr(rename = "pause-automation")]
    PauseAutomation,
    /// Let automation work again.
    #[deserr(rename = "resume-automation")]
    ResumeAutomation,
    /// Run another procedure.
    #[deserr(rename = "run")]
    Run,
    /// Stop a run that is under way, with a reason.
    #[deserr(rename = "cancel")]
    Cancel,
}

impl Act {
    /// Whether the command behind it carries what the operator says.
    pub fn takes_note(self) -> bool {
        !matches!(self, Self::Acknowledge | Self::PauseAutomation | Self::ResumeAutomation)
    }

    /// The word of the file.
    pub fn word(self) -> &'static str {
        match self {
            Self::Switch => "switch",
            Self::Rollback => "rollback",
            Self::Approve => "approve",
            Self::Decline => "decline",
            Self::Acknowledge => "acknowledge",
            Self::Tick => "tick",
            Self::Untick => "untick",
            Self::Note => "note",
            Self::Vote => "vote",
            Self::Override => "override",
            Self::PauseAutomation => "pause-automation",
            Self::ResumeAutomation => "resume-automation",
            Self::Run => "run",
            Self::Cancel => "cancel",
        }
    }
}
