//! What people ask for. `decide` may refuse it; nothing refuses an event.

use serde::{Deserialize, Serialize};

use super::alerts::AlertKey;
use super::cutover::Gate;
use super::procedure::Choice;
use crate::plan::types::{Id, Millis, Plan, Reason};
use crate::text::Clean;

/// One request of a person.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// Move the traffic to Green.
    Switch {
        /// The typed phrase; see [`super::cutover::Phrase`].
        confirm: Clean,
        /// Said by the person.
        note: Option<Clean>,
    },
    /// Move the traffic back to Blue, or decide the rollback that is proposed.
    Rollback {
        /// The typed phrase.
        confirm: Clean,
        /// Why; not needed where a trigger proposed it.
        reason: Option<Reason>,
        /// Said by the person.
        note: Option<Clean>,
    },
    /// Run another procedure.
    Run {
        /// Which.
        procedure: Id,
        /// The typed phrase, for one with a dangerous step.
        confirm: Option<Clean>,
        /// Said by the person.
        note: Option<Clean>,
    },
    /// Decide a run that waits for a decision.
    Decide {
        /// The run.
        run: u64,
        /// Go on, or not now.
        choice: Choice,
        /// The typed phrase, to approve what moves traffic or overwrites data.
        confirm: Option<Clean>,
        /// Why.
        note: Option<Clean>,
    },
    /// Stop a run that is under way and moves no traffic.
    Cancel {
        /// The run.
        run: u64,
        /// Why; must not be blank.
        reason: Clean,
    },
    /// Approve what somebody else asked for (F12).
    Approve {
        /// Which act.
        action: u64,
        /// The typed phrase, if it moves traffic or data.
        confirm: Option<Clean>,
    },
    /// Do it without a second person.
    BreakGlass {
        /// Which act.
        action: u64,
        /// The typed phrase, if it moves traffic or data.
        confirm: Option<Clean>,
        /// Why; must not be blank.
        reason: Clean,
    },
    /// Take back what waits for approval, or say "not now".
    Withdraw {
        /// Which act.
        action: u64,
    },
    /// Give the lead to somebody who is attached.
    HandOver {
        /// To whom.
        to: Id,
    },
    /// Take the lead.
    TakeLead {
        /// Why; must not be blank.
        reason: Clean,
    },
    /// Say that the switch stays: it does not return by itself any more (F14).
    Keep,
    /// Open a closed gate.
    Override {
        /// Which.
        gate: Gate,
        /// Why; must not be blank.
        reason: Clean,
    },
    /// Vote go or no-go.
    Vote {
        /// Go or no-go.
        go: bool,
        /// Why.
        note: Option<Clean>,
    },
    /// Tick a checklist item.
    Tick {
        /// Which.
        item: Id,
        /// Where the proof lies.
        note: Option<Clean>,
    },
    /// Take a tick back.
    Untick {
        /// Which.
        item: Id,
        /// Why.
        note: Option<Clean>,
    },
    /// Write a note.
    Note {
        /// What.
        text: Clean,
    },
    /// Take an alert on.
    Acknowledge {
        /// Which.
        alert: AlertKey,
    },
    /// Silence an alert, or end its silence.
    Silence {
        /// Which.
        alert: AlertKey,
        /// For how long; none at all ends the silence.
        length: Millis,
    },
    /// Pause automation.
    PauseAutomation {
        /// For how long.
        length: Millis,
    },
    /// Let automation work again.
    ResumeAutomation,
    /// Change the running plan (R30).
    Amend {
        /// The new plan.
        plan: Box<Plan>,
    },
    /// A console attaches.
    Join {
        /// From where.
        from: Clean,
    },
    /// A console leaves.
    Leave,
    /// Close the room.
    Close,
}
