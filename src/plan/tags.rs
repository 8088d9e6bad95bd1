//! Tables that say by one word what the rest of them is, such as a step's `action`.
//!
//! deserr refuses a wrong word without naming it or the right ones; this does.

use super::document::Document;
use super::problem::{Place, Problem, suggestion};
use super::types::StepKind;

/// What deserr says of such a word.
const REFUSED: &str = "Incorrect tag value";

/// Name of the field that holds the word.
const TAG: &str = "kind";

/// The right words, by the field that holds the table.
const WORDS: [(&str, &[&str]); 1] = [("action", &StepKind::WORDS)];

/// What is said where this module knows no right words; whoever does replaces it.
pub const SEE_SCHEMA: &str = "see the schema for the right ones";

/// `problem` with the word that was read and those that would be right, if it is about such a word.
pub(super) fn explain(problem: Problem, document: &Document) -> Problem {
    if problem.message != REFUSED {
        return problem;
    }
    let place: Place = problem.place.clone().key(TAG);
    let Some(read) = document.text_at(&place) else { return problem };
    let words = problem.place.last_key().and_then(|field| WORDS.iter().find(|(name, _)| *name == field));
    let right = words.map_or_else(|| SEE_SCHEMA.to_owned(), |(_, words)| suggestion(read, words));
    let message = format!("read {read:?}, which is no kind known here; {right}");
    Problem { place, message, ..problem }
}
