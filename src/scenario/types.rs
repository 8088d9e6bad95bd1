//! A scenario as it is written in its file.

use std::collections::BTreeMap;

use deserr::Deserr;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use super::keyframes::{Curve, Key};
pub use super::words::{Cue, Names, Shift, Words};
use crate::client::sim::fault::Fault;
use crate::model::procedure::{PipelineState, RunResult};
use crate::plan::problem::Problems;
use crate::plan::types::{Amount, Clock, Condition, Id, Millis, Reason, Side, TierLevel};
use crate::text::Clean;

/// One J-Day to rehearse.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(deny_unknown_fields)]
#[deserr(error = Problems, deny_unknown_fields)]
pub struct Scenario {
    /// Name on the command line and in journals.
    pub id: Id,
    /// One line for the picker.
    pub title: Words,
    /// What happens and what is to be learnt, in a few sentences.
    pub story: Words,
    /// Time of day on J-Day, in the plan's zone, at which the drill begins.
    pub starts: Clock,
    /// Length of a headless run in the drill's own time.
    pub lasts: Millis,
    /// Plan file beside the scenario; the embedded plan if not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub plan: Option<Clean>,
    /// Seed of noise and of the simulators' delays; `--seed` wins.
    #[serde(default)]
    #[deserr(default)]
    pub seed: u64,
    /// Changed targets, by metric.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[deserr(default)]
    pub targets: BTreeMap<Id, TargetChange>,
    /// Changed triggers, by trigger.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[deserr(default)]
    pub triggers: BTreeMap<Id, TriggerChange>,
    /// Changed rules of the rollback.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub rollback: Option<RollbackChange>,
    /// What is already done when the drill begins.
    #[serde(default)]
    #[deserr(default)]
    pub start: Start,
    /// What each side's telemetry shows.
    #[serde(default, rename = "track")]
    #[deserr(default, rename = "track")]
    pub tracks: Vec<Track>,
    /// What else happens to the world.
    #[serde(default, rename = "event")]
    #[deserr(default, rename = "event")]
    pub events: Vec<Event>,
    /// What operators do in a headless run.
    #[serde(default, rename = "script")]
    #[deserr(default, rename = "script")]
    pub script: Vec<Line>,
    /// What must and what must not come of it.
    #[serde(default, rename = "expect")]
    #[deserr(default, rename = "expect")]
    pub expect: Vec<Expect>,
}

/// A script in its own file (`--script`).
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(deny_unknown_fields)]
#[deserr(error = Problems, deny_unknown_fields)]
pub struct ScriptFile {
    /// What operators do.
    #[serde(default, rename = "script")]
    #[deserr(default, rename = "script")]
    pub script: Vec<Line>,
}

/// Another target for one metric, for a laboratory that is smaller than production.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(deny_unknown_fields)]
#[deserr(error = Problems, deny_unknown_fields)]
pub struct TargetChange {
    /// The target, such as `> 40/s`.
    pub target: Condition,
    /// Why it differs from the plan.
    pub why: Clean,
}

/// Other figures for one trigger. What is not named stays as in the plan.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(deny_unknown_fields)]
#[deserr(error = Problems, deny_unknown_fields)]
pub struct TriggerChange {
    /// The threshold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub threshold: Option<Amount>,
    /// How long the breach must hold.
    #[serde(default, rename = "for", skip_serializing_if = "Option::is_none")]
    #[deserr(default, rename = "for")]
    pub hold: Option<Millis>,
    /// How long the hold stands still without data before the trigger is blind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub max_gap: Option<Millis>,
    /// Fewest events in the metric's window for a verdict.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub min_events: Option<u32>,
    /// Fewest bad events in the metric's window for a breach.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub min_bad: Option<u32>,
    /// How long after a switch the rule waits before it judges the new side.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub warm_up: Option<Millis>,
    /// Why it differs from the plan.
    pub why: Clean,
}

/// Other rules for the rollback. What is not named stays as in the plan.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(deny_unknown_fields)]
#[deserr(error = Problems, deny_unknown_fields)]
pub struct RollbackChange {
    /// Whether jday may act by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub auto: Option<bool>,
    /// How long people stay silent before it acts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub silence: Option<Millis>,
    /// A switch returns by itself unless confirmed within this time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub confirm_within: Option<Millis>,
    /// Why it differs from the plan.
    pub why: Clean,
}

/// What is already done when the drill begins. Everything, unless said otherwise.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(deny_unknown_fields)]
#[deserr(error = Problems, deny_unknown_fields)]
pub struct Start {
    /// The side that is live.
    #[serde(default = "blue")]
    #[deserr(default = blue())]
    pub live: Side,
    /// Checklists or items already ticked; `all-gating` for every checklist the switch waits for.
    #[serde(default = "all_gating")]
    #[deserr(default = all_gating())]
    pub ticked: Names,
    /// People who already voted "go"; `all` for one person of each role whose vote the switch needs.
    #[serde(default = "all")]
    #[deserr(default = all())]
    pub votes: Names,
    /// Time to live that the authoritative servers give; the plan's lowered one if not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub ttl: Option<Millis>,
    /// For how long they have given it.
    #[serde(default = "a_day")]
    #[deserr(default = a_day())]
    pub ttl_for: Millis,
}

impl Default for Start {
    fn default() -> Self {
        Self { live: blue(), ticked: all_gating(), votes: all(), ttl: None, ttl_for: a_day() }
    }
}

fn blue() -> Side {
    Side::Blue
}

fn all_gating() -> Names {
    Names(vec![Id::new("all-gating")])
}

fn all() -> Names {
    Names(vec![Id::new("all")])
}

fn a_day() -> Millis {
    Millis::from_secs(24 * 3600)
}

/// What one side's telemetry shows from a certain moment on, while the side is in a certain position.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(deny_unknown_fields)]
#[deserr(error = Problems, deny_unknown_fields)]
pub struct Track {
    /// Whose values.
    pub side: Whose,
    /// In which position of the side they show.
    #[serde(default, rename = "while")]
    #[deserr(default, rename = "while")]
    pub position: Position,
    /// From which moment of the drill they count.
    #[serde(default)]
    #[deserr(default)]
    pub anchor: Anchor,
    /// How long after the anchor they begin.
    #[serde(default)]
    #[deserr(default)]
    pub begins: Millis,
    /// A recording by name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub recording: Option<Clean>,
    /// Second of the recording with which the track begins.
    #[serde(default)]
    #[deserr(default)]
    pub from: Millis,
    /// Second of the recording before which it ends; the recording's end if not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub to: Option<Millis>,
    /// Whether it begins again when it ends. Only for a stretch that looks like itself.
    #[serde(default)]
    #[deserr(default)]
    pub repeat: bool,
    /// Second of the recording to which it goes back when it ends, again and again: the last steady
    /// stretch lasts as long as people take.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub repeat_from: Option<Millis>,
    /// Keyframes by metric.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[deserr(default)]
    pub values: BTreeMap<Id, Curve>,
    /// How far seeded noise moves the keyframes' numbers up or down, such as `3%`.
    #[serde(default = "no_noise")]
    #[deserr(default = no_noise())]
    pub noise: Amount,
}

fn no_noise() -> Amount {
    Amount(0.0)
}

/// Whose values a track gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(rename_all = "lowercase")]
#[deserr(rename_all = lowercase)]
pub enum Whose {
    /// Blue's own.
    Blue,
    /// Green's own.
    Green,
    /// What both share.
    Shared,
}

impl Whose {
    /// The side, if it is one's own.
    pub fn side(self) -> Option<Side> {
        match self {
            Self::Blue => Some(Side::Blue),
            Self::Green => Some(Side::Green),
            Self::Shared => None,
        }
    }
}

/// The position of a side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(rename_all = "lowercase")]
#[deserr(rename_all = lowercase)]
pub enum Position {
    /// It has the traffic.
    Live,
    /// It has not.
    Idle,
    /// Either.
    #[default]
    Always,
}

/// The moment a track counts from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(rename_all = "lowercase")]
#[deserr(rename_all = lowercase)]
pub enum Anchor {
    /// The drill's start.
    #[default]
    Start,
    /// The lever's real move to Green in the drill.
    Switch,
    /// Its real move back to Blue in the drill.
    Rollback,
}

/// Something that happens to the world. Exactly one of `alert`, `fault`, `silent`, `clock`, `freeze`
/// and `pipeline` says what.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(deny_unknown_fields)]
#[deserr(error = Problems, deny_unknown_fields)]
pub struct Event {
    /// How long after the anchor.
    #[serde(default)]
    #[deserr(default)]
    pub at: Millis,
    /// The anchor.
    #[serde(default)]
    #[deserr(default)]
    pub after: Anchor,
    /// When it ends, counted from the same anchor: of a fault, a silence, an alert.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub until: Option<Millis>,
    /// Another system's alert begins, or ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub alert: Option<Foreign>,
    /// A simulated system misbehaves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub fault: Option<Fault>,
    /// A source of metrics, as named in the plan, does not answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub silent: Option<Id>,
    /// The wall clock leaps.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub clock: Option<Shift>,
    /// The machine stands still for so long.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub freeze: Option<Millis>,
    /// A step of the watched pipeline changes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub pipeline: Option<PipelineChange>,
}

/// Another system's alert.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(deny_unknown_fields)]
#[deserr(error = Problems, deny_unknown_fields)]
pub struct Foreign {
    /// The system, such as `sentry`.
    pub source: Id,
    /// Its name there.
    pub name: Clean,
    /// How grave.
    pub level: TierLevel,
    /// The side it speaks of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub side: Option<Side>,
    /// What it says.
    pub title: Clean,
    /// Whether it is on.
    #[serde(default = "yes")]
    #[deserr(default = yes())]
    pub firing: bool,
}

fn yes() -> bool {
    true
}

/// A step of the watched pipeline changes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(deny_unknown_fields)]
#[deserr(error = Problems, deny_unknown_fields)]
pub struct PipelineChange {
    /// The step, as named in the plan.
    pub step: Id,
    /// Its new state.
    pub state: StepWord,
}

/// The state of a pipeline step, as written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(rename_all = "lowercase")]
#[deserr(rename_all = lowercase)]
#[expect(missing_docs, reason = "the same words as the model's PipelineState")]
pub enum StepWord {
    Queued,
    Running,
    Waiting,
    Succeeded,
    Failed,
    Skipped,
}

impl StepWord {
    /// As the model has it.
    pub fn state(self) -> PipelineState {
        match self {
            Self::Queued => PipelineState::Queued,
            Self::Running => PipelineState::Running,
            Self::Waiting => PipelineState::Waiting,
            Self::Succeeded => PipelineState::Succeeded,
            Self::Failed => PipelineState::Failed,
            Self::Skipped => PipelineState::Skipped,
        }
    }
}

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
    /// For `run`: the procedure. For `approve` and `decline`: whose run is meant; the newest if not given.
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
    /// What the operator says: the note's text, an override's reason, a comment on anything else.
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
        }
    }
}

/// Something that must, or must not, come of the drill. Exactly one field beside `id` says what.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(deny_unknown_fields)]
#[deserr(error = Problems, deny_unknown_fields)]
pub struct Expect {
    /// Name in the summary.
    pub id: Id,
    /// The side that is live at the end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub final_side: Option<Side>,
    /// Whether and when a trigger proposes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub trigger: Option<ExpectTrigger>,
    /// `true`: no trigger proposes anything.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub no_proposal: Option<bool>,
    /// Whether and when the room is blind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub blind: Option<ExpectBlind>,
    /// How a procedure's last run ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub procedure: Option<ExpectRun>,
    /// How far the truth of a movement rises.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub level: Option<ExpectLevel>,
    /// What becomes of an alert.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub alert: Option<ExpectAlert>,
    /// Whether somebody is seen to move the lever behind jday's back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub drift: Option<bool>,
    /// `true`: the traffic goes back to Blue at most once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub no_second_return: Option<bool>,
    /// Whether a leap of the wall clock is noticed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub clock_jump: Option<bool>,
    /// The last rollback is observed in less than this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub stopwatch_under: Option<Millis>,
    /// `true`: no text of state or journal holds anything that a terminal would obey.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub text_clean: Option<bool>,
}

/// Whether and when a trigger proposes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(deny_unknown_fields)]
#[deserr(error = Problems, deny_unknown_fields)]
pub struct ExpectTrigger {
    /// The trigger.
    pub id: Id,
    /// Whether it proposes.
    pub proposes: bool,
    /// The cue `between` counts from.
    #[serde(default)]
    #[deserr(default)]
    pub after: Cue,
    /// Earliest and latest time after the cue.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub between: Option<(Millis, Millis)>,
}

/// Whether and when the room is blind.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(deny_unknown_fields)]
#[deserr(error = Problems, deny_unknown_fields)]
pub struct ExpectBlind {
    /// Whether it is.
    pub is: bool,
    /// The cue `between` counts from.
    #[serde(default)]
    #[deserr(default)]
    pub after: Cue,
    /// Earliest and latest beginning of the blindness after the cue.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub between: Option<(Millis, Millis)>,
}

/// How a procedure's last run ends.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(deny_unknown_fields)]
#[deserr(error = Problems, deny_unknown_fields)]
pub struct ExpectRun {
    /// The procedure, as named in the plan.
    pub id: Id,
    /// How the run ends.
    pub result: ResultWord,
    /// From the request to its end, at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub within: Option<Millis>,
}

/// How a run ends, as written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(rename_all = "lowercase")]
#[deserr(rename_all = lowercase)]
pub enum ResultWord {
    /// Every step is done.
    Done,
    /// A step failed.
    Failed,
    /// A step's end is unknown.
    Unknown,
    /// A decider said "not now".
    Declined,
    /// Another run took its place.
    Superseded,
    /// It was asked for and has not ended.
    Open,
    /// It was never asked for.
    Never,
}

impl ResultWord {
    /// The ended run's result this word stands for.
    pub fn result(self) -> Option<RunResult> {
        match self {
            Self::Done => Some(RunResult::Done),
            Self::Failed => Some(RunResult::Failed),
            Self::Unknown => Some(RunResult::Unknown),
            Self::Declined => Some(RunResult::Declined),
            Self::Superseded => Some(RunResult::Superseded),
            Self::Open | Self::Never => None,
        }
    }
}

/// How far the truth of a procedure's movement rises.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(deny_unknown_fields)]
#[deserr(error = Problems, deny_unknown_fields)]
pub struct ExpectLevel {
    /// The procedure, as named in the plan.
    pub procedure: Id,
    /// The highest level reached, 0 to 6 (6: confirmed).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub reached: Option<u8>,
    /// The first level that was missed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub missed: Option<LevelWord>,
}

/// A level of truth, as written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(rename_all = "lowercase")]
#[deserr(rename_all = lowercase)]
#[expect(missing_docs, reason = "the same words as the model's Level")]
pub enum LevelWord {
    Asked,
    Accepted,
    Authoritative,
    Resolvers,
    Observed,
    Confirmed,
}

/// What becomes of an alert. What is not named does not matter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Deserr)]
#[serde(deny_unknown_fields)]
#[deserr(error = Problems, deny_unknown_fields)]
pub struct ExpectAlert {
    /// Its name in the feed, or `name@green`.
    pub id: Clean,
    /// Whether it begins at all.
    #[serde(default = "yes")]
    #[deserr(default = yes())]
    pub raised: bool,
    /// Whether somebody takes it on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub acknowledged: Option<bool>,
    /// Whether it is over at the end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[deserr(default)]
    pub cleared: Option<bool>,
    /// Channels that certainly took its message.
    #[serde(default)]
    #[deserr(default)]
    pub delivered: Names,
    /// Channels that did not, or of which nobody knows.
    #[serde(default)]
    #[deserr(default)]
    pub undelivered: Names,
}
