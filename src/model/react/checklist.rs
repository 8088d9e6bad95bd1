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
    let named = item.proof.as_ref()?;
    let Some(metric) = state.plan.metric(named) else {
        let holds = state.sources.facts.get(named)?.holds?;
        return told(state, item, Proof { metric: named.clone(), number: f64::from(u8::from(holds)), holds });
    };
    let (stamp, reading) = state.metrics.series(&metric.id, metric.track(state.cutover.live))?.last?;
    let number = reading.value.number().filter(|_| state.now.since(stamp) <= metric.stale_after_ms())?;
    let holds = metric.target?.holds(number);
    told(state, item, Proof { metric: metric.id.clone(), number, holds })
}

/// The proof, where it says something new of the item.
fn told(state: &State, item: &Item, proof: Proof) -> Option<Event> {
    let known = state.checklists.marks.get(&item.id);
    let changes = match known.and_then(|mark| mark.proof.as_ref()).map(|proof| proof.holds) {
        Some(told) => told != proof.holds,
        // The first reading speaks only where it changes something: an open item that holds, or a tick that does not.
        None => known.is_some_and(|mark| mark.done) != proof.holds,
    };
    changes.then(|| Event::ItemProved { item: item.id.clone(), proof })
}
