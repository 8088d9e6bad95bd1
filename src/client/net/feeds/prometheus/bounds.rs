//! The bounds of histograms behind quantiles, read when they are first seen and now and then after.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use super::Question;
use super::ask::Asked;
use crate::promql;

/// How long bounds are believed: a deployment may change them.
const BELIEVED: Duration = Duration::from_mins(5);

/// What is known of bounds, by the question for them.
#[derive(Default)]
pub(super) struct Bounds(BTreeMap<String, (Instant, f64)>);

impl Bounds {
    /// The questions whose answers are not known, or no longer believed.
    pub fn open(&self, questions: &[Question]) -> Vec<String> {
        let asked = questions.iter().filter_map(|question| question.bounds.as_ref());
        let is_known = |known: &(Instant, f64)| known.0.elapsed() < BELIEVED;
        asked.filter(|one| !self.0.get(*one).is_some_and(is_known)).cloned().collect()
    }

    /// Why the quantile of `question` must not be told; learns from what was `asked`. Bounds that nobody could
    /// read refuse too: without them nobody knows whether the rule sleeps.
    pub fn refusal(&mut self, question: &Question, asked: &Asked) -> Option<String> {
        let expression = question.bounds.as_ref()?;
        match asked.answer(expression) {
            Ok(answered) => {
                let bounds = answered.elements.iter().filter_map(|(labels, _)| {
                    promql::number(labels.get("le")?).filter(|bound| bound.is_finite())
                });
                if let Some(highest) = bounds.reduce(f64::max) {
                    self.0.insert(expression.clone(), (Instant::now(), highest));
                } else if answered.elements.is_empty() {
                    // Nothing was there yet; neither is the quantile.
                    return None;
                } else {
                    return Some("its buckets have no finite bound; correct `buckets`".into());
                }
            }
            Err(trouble) if !self.0.contains_key(expression) => {
                return Some(format!("its buckets cannot be read: {}", trouble.why));
            }
            Err(_) => {}
        }
        let (_, highest) = self.0.get(expression)?;
        question.thresholds.beyond(*highest)
    }
}
