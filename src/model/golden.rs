//! Alert-rule cases whose answers a real Prometheus gave: the format `jday-golden-rules/1`.
//!
//! `jday triggers eval --golden FILE` reads such a file and prints what jday's copy of Prometheus'
//! semantics says; `fixtures/golden/README.md` describes the format. The expected answers that a file
//! holds are not read here.

mod left;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use self::left::{Elements, Left};
use super::triggers::prometheus::{AlertState, Lookback, Machines, Rule, Stored};
use crate::plan::types::Op;
use crate::text::Clean;

/// The only format that is read.
pub const FORMAT: &str = "jday-golden-rules/1";

/// Most evaluations of one case; more is a slip of the pen, and would never end.
const MAX_EVALUATIONS: u64 = 10_000_000;

/// What is wrong with a file.
#[derive(Debug, thiserror::Error)]
pub enum GoldenError {
    /// No JSON, or not of this shape.
    #[error("{0}; expected one JSON object of the format {FORMAT:?}")]
    Json(#[from] serde_json::Error),
    /// Another format.
    #[error("field `format`: read {0:?}; expected {FORMAT:?}")]
    Format(String),
    /// A case names rules that the file does not hold.
    #[error("case {case:?}, field `ruleset`: read {ruleset:?}; expected one of {known:?}")]
    UnknownRuleset {
        /// The case.
        case: String,
        /// What it names.
        ruleset: String,
        /// What there is.
        known: Vec<String>,
    },
    /// A case's evaluation instants cannot be counted.
    #[error("case {case:?}, field `evaluation`: {what}")]
    Evaluation {
        /// The case.
        case: String,
        /// What is wrong and what would be right.
        what: String,
    },
}

/// One file.
#[derive(Debug, Deserialize)]
pub struct Golden {
    format: String,
    #[serde(default = "default_lookback")]
    lookback_ms: u32,
    rulesets: BTreeMap<String, Vec<GoldenRule>>,
    cases: Vec<Case>,
}

fn default_lookback() -> u32 {
    300_000
}

#[derive(Debug, Deserialize)]
struct GoldenRule {
    alert: String,
    #[serde(default)]
    for_ms: u32,
    #[serde(default)]
    keep_firing_for_ms: u32,
    op: Op,
    threshold: Number,
    lhs: Left,
}

#[derive(Debug, Deserialize)]
struct Case {
    id: String,
    ruleset: String,
    #[serde(default)]
    only_version: Option<String>,
    evaluation: Evaluation,
    #[serde(default)]
    ignore_at_ms: Vec<i64>,
    series: Vec<RawSeries>,
}

#[derive(Debug, Deserialize)]
struct Evaluation {
    #[serde(default)]
    at_ms: Option<Vec<i64>>,
    #[serde(default)]
    start_ms: i64,
    #[serde(default)]
    step_ms: i64,
    #[serde(default)]
    count: u64,
}

#[derive(Debug, Deserialize)]
struct RawSeries {
    labels: BTreeMap<String, String>,
    samples: Vec<(i64, StoredJson)>,
}

#[derive(Debug, Clone, Copy)]
struct Number(f64);

#[derive(Debug, Clone, Copy)]
struct StoredJson(Stored);

#[derive(Deserialize)]
#[serde(untagged, expecting = "expected a number, \"NaN\", \"+Inf\", \"-Inf\" or \"stale\"")]
enum Raw {
    Number(f64),
    Word(String),
}

impl Raw {
    fn stored(&self) -> Option<Stored> {
        match self {
            Self::Number(number) => Some(Stored::Number(*number)),
            Self::Word(word) if word == "stale" => Some(Stored::Stale),
            Self::Word(word) => word.parse().ok().map(Stored::Number),
        }
    }

    fn refused<E: serde::de::Error>(&self) -> E {
        let word = match self {
            Self::Word(word) => Clean::new(word).one_line().into_owned(),
            Self::Number(number) => number.to_string(),
        };
        E::custom(format!("read {word:?}; expected a number, \"NaN\", \"+Inf\", \"-Inf\" or \"stale\""))
    }
}

impl<'de> Deserialize<'de> for StoredJson {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = Raw::deserialize(deserializer)?;
        raw.stored().map(Self).ok_or_else(|| raw.refused())
    }
}

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = Raw::deserialize(deserializer)?;
        match raw.stored() {
            Some(Stored::Number(number)) => Ok(Self(number)),
            _ => Err(raw.refused()),
        }
    }
}

/// What jday says of one case; written as one JSON object.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CaseResult {
    /// The case's name.
    pub case: Clean,
    /// Its states, or why there are none.
    #[serde(flatten)]
    pub outcome: CaseOutcome,
}

/// A case's states, or why there are none.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CaseOutcome {
    /// By rule, the worst state over all label sets: the first instant, then changes.
    States(BTreeMap<Clean, Vec<(i64, &'static str)>>),
    /// The case was not evaluated, and why.
    Skipped(String),
}

/// Reads a file's text.
pub fn parse(text: &str) -> Result<Golden, GoldenError> {
    #[derive(Deserialize)]
    struct Header {
        format: String,
    }
    let golden = serde_json::from_str::<Golden>(text);
    let format = match &golden {
        Ok(golden) => Some(golden.format.clone()),
        // Another format may lack any field, so its name is looked at before the complaint.
        Err(_) => serde_json::from_str::<Header>(text).ok().map(|header| header.format),
    };
    match format {
        Some(format) if format != FORMAT => {
            Err(GoldenError::Format(Clean::new(format).one_line().into_owned()))
        }
        _ => Ok(golden?),
    }
}

/// Evaluates every case, in the file's order.
pub fn eval(golden: &Golden) -> Result<Vec<CaseResult>, GoldenError> {
    golden.cases.iter().map(|case| eval_case(golden, case)).collect()
}

/// Reads a file's text, evaluates every case and answers one line of JSON a case, each with its line
/// feed: what `jday triggers eval --golden` prints.
pub fn eval_text(text: &str) -> Result<String, GoldenError> {
    let mut lines = String::new();
    for result in eval(&parse(text)?)? {
        lines.push_str(&serde_json::to_string(&result)?);
        lines.push('\n');
    }
    Ok(lines)
}

fn eval_case(golden: &Golden, case: &Case) -> Result<CaseResult, GoldenError> {
    let name = Clean::new(&case.id);
    let rules = golden.rulesets.get(&case.ruleset).ok_or_else(|| GoldenError::UnknownRuleset {
        case: shown(&case.id),
        ruleset: shown(&case.ruleset),
        known: golden.rulesets.keys().map(|ruleset| shown(ruleset)).collect(),
    })?;
    let instants = case.evaluation.instants(&case.id)?;
    let lookback = Lookback { ms: i64::from(golden.lookback_ms), is_closed: case.is_version_2() };
    let mut states = BTreeMap::new();
    for rule in rules {
        let alert = Clean::new(&rule.alert);
        match rule.lhs.of(case) {
            Ok(elements) => drop(states.insert(alert, rule.changes(case, &elements, &instants, lookback))),
            Err(why) => {
                let why = format!("rule {:?}: {why}", shown(&rule.alert));
                return Ok(CaseResult { case: name, outcome: CaseOutcome::Skipped(why) });
            }
        }
    }
    Ok(CaseResult { case: name, outcome: CaseOutcome::States(states) })
}

/// Foreign text fit for a message.
fn shown(raw: &str) -> String {
    Clean::new(raw).one_line().into_owned()
}

impl Case {
    fn is_version_2(&self) -> bool {
        self.only_version.as_deref().is_some_and(|version| version.starts_with("2."))
    }
}

impl Evaluation {
    fn instants(&self, case: &str) -> Result<Vec<i64>, GoldenError> {
        let wrong = |what: String| GoldenError::Evaluation { case: shown(case), what };
        if let Some(at_ms) = &self.at_ms {
            let in_order: BTreeSet<i64> = at_ms.iter().copied().collect();
            return Ok(in_order.into_iter().collect());
        }
        if self.count > MAX_EVALUATIONS {
            return Err(wrong(format!("`count` is {}; at most {MAX_EVALUATIONS} are evaluated", self.count)));
        }
        if self.count > 1 && self.step_ms <= 0 {
            return Err(wrong(format!("`step_ms` is {}; expected more than 0", self.step_ms)));
        }
        let instant = |i: u64| self.start_ms.saturating_add(self.step_ms.saturating_mul(i as i64));
        Ok((0..self.count).map(instant).collect())
    }
}

impl GoldenRule {
    /// The worst state over all label sets at the first instant, then its changes.
    fn changes(
        &self,
        case: &Case,
        elements: &Elements,
        instants: &[i64],
        lookback: Lookback,
    ) -> Vec<(i64, &'static str)> {
        let mut machines = Machines::new(Rule {
            op: self.op,
            threshold: self.threshold.0,
            for_ms: i64::from(self.for_ms),
            keep_firing_for_ms: i64::from(self.keep_firing_for_ms),
        });
        let mut changes: Vec<(i64, &'static str)> = Vec::new();
        let mut last: Option<AlertState> = None;
        for &at in instants {
            let evaluated = machines.evaluate(at, elements.at(at, lookback));
            // After its start a Prometheus evaluates and writes nothing yet; the file says when.
            let state = if case.ignore_at_ms.contains(&at) { AlertState::Inactive } else { evaluated };
            if last != Some(state) {
                changes.push((at, state.word()));
                last = Some(state);
            }
        }
        changes
    }
}
