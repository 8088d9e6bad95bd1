//! What a trigger did over a day, in episodes: a breach from its beginning until it was over.

use serde::Serialize;

use crate::model::triggers::{Judged, Phase, Standing};
use crate::model::{At, Stamp, State};
use crate::plan::types::{Id, Side};

/// A moment of a journal, on the clock and counted from its beginning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct When {
    /// By the wall clock.
    pub at: At,
    /// Milliseconds after the room was opened.
    pub after_ms: u64,
}

impl When {
    /// `stamp` in the journal of `state`.
    pub(super) fn of(state: &State, stamp: Stamp) -> Self {
        Self { at: stamp.at, after_ms: stamp.since(state.opened_at) }
    }
}

/// One breach.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Episode {
    /// Since when the value was beyond its threshold.
    pub began: When,
    /// How long it was counted at most, in milliseconds.
    pub held_ms: u64,
    /// When the hold ran out.
    pub fired: Option<When>,
    /// Whether Green was live then, so that a rollback was to be proposed (R16).
    pub proposes: bool,
    /// When what fired was over by its own values.
    pub cleared: Option<When>,
}

/// One trigger's episodes on one side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Spoke {
    /// The trigger.
    pub trigger: Id,
    /// The side.
    pub side: Side,
    /// Its episodes, oldest first; none if it never counted.
    pub episodes: Vec<Episode>,
}

/// Collects the episodes of every trigger.
#[derive(Debug, Default)]
pub(super) struct Episodes {
    all: Vec<Spoke>,
}

impl Episodes {
    /// Takes a standing that `state` has just taken.
    pub fn take(&mut self, state: &State, judged: &Judged) {
        let found = self.all.iter().position(|spoke| spoke.is_of(judged));
        let at = found.unwrap_or_else(|| {
            let Judged { trigger, side, .. } = judged;
            self.all.push(Spoke { trigger: trigger.clone(), side: *side, episodes: Vec::new() });
            self.all.len() - 1
        });
        if let Some(spoke) = self.all.get_mut(at) {
            spoke.take(state, &judged.standing);
        }
    }

    /// How long the holds that still count have counted at the journal's end.
    pub fn end(&mut self, state: &State) {
        for spoke in &mut self.all {
            let standing = state.triggers.standing(&spoke.trigger, spoke.side);
            spoke.take(state, &standing);
        }
    }

    /// Everything each trigger did.
    pub fn into_all(self) -> Vec<Spoke> {
        self.all
    }
}

impl Spoke {
    fn is_of(&self, judged: &Judged) -> bool {
        self.trigger == judged.trigger && self.side == judged.side
    }

    fn take(&mut self, state: &State, standing: &Standing) {
        let running = matches!(standing.phase, Phase::Holding | Phase::Fired);
        if let Some(began) = standing.began_at.filter(|_| running) {
            let began = When::of(state, began);
            if self.episodes.last().is_none_or(|last| last.began != began) {
                let (fired, cleared) = (None, None);
                self.episodes.push(Episode { began, held_ms: 0, fired, proposes: false, cleared });
            }
        }
        let Some(last) = self.episodes.last_mut() else { return };
        if running {
            last.held_ms = last.held_ms.max(standing.hold.at(state.now));
        }
        if let Some(fired) = standing.fired_at.filter(|_| running && last.fired.is_none()) {
            last.fired = Some(When::of(state, fired));
            last.proposes = self.side == Side::Green && state.can_go_back();
        }
        if last.fired.is_some() && standing.phase == Phase::Calm {
            last.cleared = last.cleared.or(standing.cleared_at.map(|at| When::of(state, at)));
        }
    }
}
