//! The keys of the checklists' page.

use super::{App, Layer, Seen, Wish};
use crate::console::messages::checklists as say;
use crate::console::page::{ChecklistLine, Page};
use crate::console::view::page::checklists::{self, Chosen};
use crate::model::{Command, State};
use crate::plan::types::Id;

impl App {
    /// Opens or closes the details of the chosen line; a checklist's head folds or unfolds instead.
    pub(super) fn details(&mut self, seen: Seen) {
        if self.places.page == Page::Checklists
            && let Some(Chosen::List(list)) = checklists::chosen(&self.sight(seen))
        {
            let list = list.clone();
            // The cursor stays on the head while its items come and go.
            self.places.item = Some(ChecklistLine::List(list.clone()));
            if !self.places.folded.remove(&list) {
                self.places.folded.insert(list);
            }
            return;
        }
        let place = self.places.here_mut();
        place.open = !place.open;
    }

    /// Opens a checklist at its first open item.
    pub(super) fn tick_list(&mut self, id: &Id, state: &State) {
        let Some(list) = state.plan.checklist(id) else { return };
        let open = list.items().position(|item| !state.checklists.is_done(&item.id)).unwrap_or(0);
        self.layer = Layer::Ticks(id.clone(), open);
    }

    /// Ticks or unticks the chosen item. It stays chosen, so that a second press takes the tick back.
    pub(super) fn tick_chosen(&mut self, seen: Seen, now: u64) -> Vec<Wish> {
        match checklists::chosen(&self.sight(seen)) {
            Some(Chosen::Item(item)) => {
                let item = item.clone();
                self.places.item = Some(ChecklistLine::Item(item.clone()));
                vec![tick_or_untick(seen.state, item)]
            }
            Some(Chosen::List(_)) => {
                self.say(say::header_has_no_box(self.lang), true, now);
                Vec::new()
            }
            None => {
                self.say(say::nothing_to_tick(self.lang), true, now);
                Vec::new()
            }
        }
    }
}

/// The tick of an open item, or taking the tick of a done one back.
pub(super) fn tick_or_untick(state: &State, item: Id) -> Wish {
    let note = None;
    Wish::SendWhenSettled(if state.checklists.is_done(&item) {
        Command::Untick { item, note }
    } else {
        Command::Tick { item, note }
    })
}
