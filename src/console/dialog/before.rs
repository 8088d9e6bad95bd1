//! What a decider goes by: what the steps before the decision said, such as the preview of a migration.

use super::{Line, Mark, say};
use crate::console::lang::Lang;
use crate::console::messages::evidence;
use crate::model::procedure::{StepResult, StepState};
use crate::model::state::State;

/// Most lines of one step's output; page 3 has all of them.
const SHOWN: usize = 14;

/// The nearest step first with the end of its output, for what follows is cut first on a low screen.
pub(super) fn said(lang: Lang, state: &State, run: u64) -> Vec<Line> {
    let Some(found) = state.procedures.runs.get(&run) else { return Vec::new() };
    let mut lines = Vec::new();
    for (n, (step, stands)) in found.before_decision(&state.plan).enumerate() {
        let mark = match stands.state {
            StepState::Ended(StepResult::Done) => Mark::Good,
            StepState::Ended(StepResult::Failed) => Mark::Bad,
            _ => Mark::Unknown,
        };
        lines.push(Line::new(
            mark,
            say::said_before(lang, step.title.one_line(), evidence::told(lang, &stands.detail)),
        ));
        if n > 0 {
            continue;
        }
        let all: Vec<&str> = stands.output.iter().flat_map(|text| text.as_str().lines()).collect();
        let hidden = all.len().saturating_sub(SHOWN);
        if hidden > 0 {
            lines.push(Line::new(Mark::None, say::lines_before(lang, hidden)));
        }
        lines.extend(all.into_iter().skip(hidden).map(|line| Line::new(Mark::None, format!("  {line}"))));
    }
    lines
}
