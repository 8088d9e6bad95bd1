//! What the types cannot say: names that must exist, be unique, and agree with each other.
//!
//! Every check goes through the whole plan and adds what it finds; none stops at the first mistake.

mod live;
mod names;
mod procedures;
mod references;
mod timing;
mod units;
mod values;
mod workflows;

use super::document::Document;
use super::problem::{Place, Problem};
use super::types::Plan;

/// Everything in `plan` that contradicts itself.
pub fn validate(plan: &Plan) -> Vec<Problem> {
    let mut found = Vec::new();
    names::check(plan, &mut found);
    references::check(plan, &mut found);
    values::check(plan, &mut found);
    timing::check(plan, &mut found);
    procedures::check(plan, &mut found);
    live::check(plan, &mut found);
    workflows::check(plan, &mut found);
    found
}

/// As [`validate`], and with what only the text shows: the unit somebody wrote behind a number.
pub fn validate_written(plan: &Plan, document: &Document) -> Vec<Problem> {
    let mut found = validate(plan);
    units::check(plan, document, &mut found);
    found
}

/// The element `index` of the top-level list `list`.
pub(super) fn at(list: &str, index: usize) -> Place {
    Place::top().key(list).index(index)
}
