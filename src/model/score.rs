//! The score sheet of a drill (F10): five segments and every slip; unfinished is not scored (R34).

use serde::{Deserialize, Serialize};

/// The five segments of a rollback in milliseconds (F5); none where it did not come to that.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Segments {
    /// Onset of the breach to the proposal. Shown and scored beside the five minutes.
    pub detect_ms: Option<u64>,
    /// Proposal or request to the first message delivered.
    pub alert_ms: Option<u64>,
    /// To the decision.
    pub decide_ms: Option<u64>,
    /// To the lever's acceptance.
    pub execute_ms: Option<u64>,
    /// To the first observation of the run that qualified.
    pub observe_ms: Option<u64>,
}

/// One rollback of the drill.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct RollbackScore {
    /// The run.
    pub run: u64,
    /// Its segments.
    pub segments: Segments,
    /// Proposal or request to the observation: the "< 5 minutes" of the plan.
    pub total_ms: Option<u64>,
    /// Whether that met the plan's budget.
    pub within_budget: Option<bool>,
}

/// The score sheet.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Score {
    /// Whether everything that had to happen happened; if not, there are no points.
    pub finished: bool,
    /// 0 … 100; none when unfinished.
    pub points: Option<u32>,
    /// Every rollback.
    pub rollbacks: Vec<RollbackScore>,
    /// Rollbacks decided without any breach or stated reason.
    pub false_returns: u32,
    /// Proposals that nobody answered.
    pub missed_returns: u32,
    /// Critical alerts that nobody acknowledged.
    pub unacknowledged: u32,
    /// Decisions, overrides and declines without a reason.
    pub unreasoned: u32,
}
