//! Items that a feed proves or disproves.

use super::super::checklist::Proof;
use super::super::event::Event;
use super::super::state::State;
use crate::plan::types::Item;

/// Items whose proof changed with this round of samples. A missing value proves nothing either way.
pub fn proofs(state: &State) -> Vec<Event> {
    let items = state.plan.checklists.iter().flat_map(crate::plan::types::Checklist::items);
    items.filter_map(|item| proof(state, item)).collect()
}

fn proof(state: &State, item: &Item) -> Option<Event> {
    let metric = state.plan.metric(item.proof.as_ref()?)?;
    let (stamp, reading) = state.metrics.series(&metric.id, metric.track(state.cutover.live))?.last?;
    let number = reading.value.number().filter(|_| state.now.since(stamp) <= metric.stale_after_ms())?;
    let holds = metric.target?.holds(number);
    let known = state.checklists.marks.get(&item.id);
    let told = known.and_then(|mark| mark.proof.as_ref()).map(|proof| proof.holds);
    let changes = match told {
        Some(told) => told != holds,
        // The first reading speaks only where it changes something: an open item that holds, or a tick that does not.
        None => known.is_some_and(|mark| mark.done) != holds,
    };
    changes.then(|| Event::ItemProved {
        item: item.id.clone(),
        proof: Proof { metric: metric.id.clone(), number, holds },
    })
}
