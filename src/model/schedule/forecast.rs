//! When the slots to come will begin, from the drift so far (F16).
//!
//! How it is computed, and what it does not know:
//!
//! - Slots keep their planned order, and none begins before its hour or before what stands before it is over.
//! - A slot with a procedure needs the procedure's budget, or its planned length where that is shorter: what
//!   is left of the length is slack, which swallows a delay. A slot without one needs its whole planned
//!   length, for nothing in the plan says that it could be shorter.
//! - A procedure that ended well frees the next slot at once; one that runs over its needs frees it now at
//!   the earliest; one that failed, was declined or cancelled, or ended nobody knows how must be run again,
//!   from now on.
//! - Slots without a procedure leave no record. They are taken as kept, and so is what the plan had before
//!   the journal began. A slot that a later one has overtaken holds nobody up.

use super::super::procedure::{Run, RunResult};
use super::super::time::At;

/// When a slot begins, and how that is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Beginning {
    /// The journal holds its beginning.
    Known(At),
    /// Computed from what came before; never before the planned hour.
    Forecast(At),
    /// Its hour has passed and nothing recorded whether it was kept.
    Unrecorded,
}

/// What is known of one slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Fact {
    /// Its planned hour.
    pub planned: At,
    /// How long it keeps the next one waiting, in milliseconds.
    pub needs: u64,
    /// Whether its beginning would be in the journal.
    pub recorded: bool,
    /// Its newest run: beginning, and how that stands.
    pub run: Option<(At, Standing)>,
}

/// How a slot's run stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// It goes on.
    Running,
    /// It ended well, or another run took its place.
    Over(At),
    /// It ended otherwise and has to be run again.
    Again,
}

/// How `run` stands.
pub(super) fn standing(run: &Run) -> Standing {
    match run.ended {
        None => Standing::Running,
        Some((stamp, RunResult::Done | RunResult::Superseded)) => Standing::Over(stamp.at),
        Some((_, RunResult::Failed | RunResult::Unknown | RunResult::Declined | RunResult::Cancelled)) => {
            Standing::Again
        }
    }
}

/// The beginning of every slot, in the plan's order.
pub(super) fn beginnings(facts: &[Fact], now: At) -> Vec<Beginning> {
    let newest = facts.iter().rposition(|fact| fact.run.is_some());
    let mut free = At(i64::MIN);
    let mut out = Vec::with_capacity(facts.len());
    for (n, fact) in facts.iter().enumerate() {
        let due = fact.planned.max(free);
        let (beginning, until) = match fact.run {
            Some((began, standing)) => (Beginning::Known(began), freed(fact, began, standing, now)),
            None if newest.is_some_and(|newest| n < newest) => (Beginning::Unrecorded, free),
            None if fact.recorded => {
                let begins = due.max(now);
                (Beginning::Forecast(begins), later(begins, fact.needs))
            }
            None if due == fact.planned && due <= now => (Beginning::Unrecorded, later(due, fact.needs)),
            None => (Beginning::Forecast(due), later(due, fact.needs)),
        };
        free = until;
        out.push(beginning);
    }
    out
}

/// From when on a slot with a run keeps nobody waiting.
fn freed(fact: &Fact, began: At, standing: Standing, now: At) -> At {
    match standing {
        Standing::Running => later(began, fact.needs).max(now),
        Standing::Over(at) => at,
        Standing::Again => later(now, fact.needs),
    }
}

fn later(at: At, ms: u64) -> At {
    At(at.0.saturating_add_unsigned(ms))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const MINUTE: i64 = 60_000;

    fn minutes(at: i64) -> At {
        At(at * MINUTE)
    }

    /// An hour's slot with a procedure of half an hour.
    fn fact(hour: i64, run: Option<(At, Standing)>) -> Fact {
        Fact { planned: minutes(hour * 60), needs: 30 * MINUTE as u64, recorded: true, run }
    }

    #[test]
    fn a_slot_that_is_overdue_pushes_what_its_slack_does_not_swallow() {
        let day = [fact(9, None), fact(10, None), fact(11, None)];
        let now = minutes(9 * 60 + 20);
        let at = |hour: i64, minute: i64| Beginning::Forecast(minutes(hour * 60 + minute));
        assert_eq!(beginnings(&day, now), [at(9, 20), at(10, 0), at(11, 0)], "twenty minutes are slack");
        let now = minutes(9 * 60 + 50);
        assert_eq!(beginnings(&day, now), [at(9, 50), at(10, 20), at(11, 0)], "fifty are not");
    }

    #[test]
    fn a_run_over_its_needs_holds_the_next_slot_until_now() {
        let began = minutes(9 * 60);
        let now = minutes(10 * 60 + 7);
        let day = [fact(9, Some((began, Standing::Running))), fact(10, None)];
        assert_eq!(beginnings(&day, now), [Beginning::Known(began), Beginning::Forecast(now)]);
        let day = [fact(9, Some((began, Standing::Again))), fact(10, None)];
        let again = minutes(10 * 60 + 37);
        assert_eq!(beginnings(&day, now), [Beginning::Known(began), Beginning::Forecast(again)]);
    }

    #[test]
    fn what_leaves_no_record_is_taken_as_kept() {
        let talk = Fact { recorded: false, ..fact(9, None) };
        let day = [talk, fact(10, None)];
        let planned = Beginning::Forecast(minutes(600));
        assert_eq!(beginnings(&day, minutes(9 * 60 + 20)), [Beginning::Unrecorded, planned]);
    }

    #[test]
    fn what_was_overtaken_holds_nobody_up() {
        let began = minutes(10 * 60);
        let day =
            [fact(9, None), fact(10, Some((began, Standing::Over(minutes(10 * 60 + 5))))), fact(11, None)];
        let planned = Beginning::Forecast(minutes(11 * 60));
        assert_eq!(
            beginnings(&day, minutes(10 * 60 + 20)),
            [Beginning::Unrecorded, Beginning::Known(began), planned]
        );
    }

    fn days() -> impl Strategy<Value = (Vec<Fact>, i64)> {
        let standing = prop_oneof![
            Just(Standing::Running),
            (0_i64..90).prop_map(|after| Standing::Over(minutes(after))),
            Just(Standing::Again),
        ];
        let slot =
            (1_i64..180, 0_u64..180, any::<bool>(), proptest::option::weighted(0.3, (0_i64..60, standing)));
        (proptest::collection::vec(slot, 0..9), 0_i64..1_440).prop_map(|(slots, now)| {
            let mut planned = 0;
            let facts = slots.into_iter().map(|(gap, needs, recorded, run)| {
                planned += gap;
                let began = minutes((planned + run.map_or(0, |(late, _)| late)).min(now));
                let run = run.map(|(_, standing)| {
                    let standing = match standing {
                        Standing::Over(after) => Standing::Over(At((began.0 + after.0).min(now * MINUTE))),
                        other => other,
                    };
                    (began, standing)
                });
                Fact {
                    planned: minutes(planned),
                    needs: needs.min(gap as u64) * MINUTE as u64,
                    recorded,
                    run,
                }
            });
            (facts.collect(), now)
        })
    }

    fn told(beginning: Beginning) -> Option<At> {
        match beginning {
            Beginning::Forecast(at) => Some(at),
            Beginning::Known(_) | Beginning::Unrecorded => None,
        }
    }

    proptest! {
        /// Nothing is foreseen before its hour, and nothing that would be recorded before now.
        #[test]
        fn no_forecast_lies_before_its_hour((facts, now) in days()) {
            for (fact, beginning) in facts.iter().zip(beginnings(&facts, minutes(now))) {
                if let Some(at) = told(beginning) {
                    prop_assert!(at >= fact.planned);
                    prop_assert!(!fact.recorded || at >= minutes(now));
                }
            }
        }

        /// The planned order is kept.
        #[test]
        fn forecasts_keep_the_planned_order((facts, now) in days()) {
            let foreseen: Vec<At> = beginnings(&facts, minutes(now)).into_iter().filter_map(told).collect();
            prop_assert!(foreseen.is_sorted());
        }

        /// Waiting never makes a slot earlier.
        #[test]
        fn time_that_passes_never_makes_a_slot_earlier((facts, now) in days(), wait in 0_i64..120) {
            let (early, late) = (beginnings(&facts, minutes(now)), beginnings(&facts, minutes(now + wait)));
            for (early, late) in early.into_iter().zip(late) {
                if let (Some(early), Some(late)) = (told(early), told(late)) {
                    prop_assert!(late >= early);
                }
            }
        }

        /// On a day on which nothing is late, the forecast is the plan.
        #[test]
        fn a_day_without_delay_is_the_plan((mut facts, _) in days()) {
            for fact in &mut facts {
                fact.run = None;
            }
            // Each slot's needs fit before the next one.
            let gaps: Vec<i64> = facts.windows(2).map(|pair| pair[1].planned.0 - pair[0].planned.0).collect();
            for (fact, gap) in facts.iter_mut().zip(gaps) {
                fact.needs = fact.needs.min(gap as u64);
            }
            for (fact, beginning) in facts.iter().zip(beginnings(&facts, At(0))) {
                prop_assert_eq!(told(beginning), Some(fact.planned));
            }
        }
    }
}
