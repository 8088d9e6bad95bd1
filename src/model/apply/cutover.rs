//! What is known of the lever: surveys, levels, moves that were not jday's.

use super::super::cutover::{Drift, Level, Movement, Streak, Survey};
use super::super::event::Envelope;
use super::super::state::State;
use super::super::time::Stamp;
use crate::plan::types::Side;

impl State {
    pub(super) fn apply_survey(&mut self, survey: &Survey) {
        let now = self.now;
        let lowered = self.plan.lever.lowered_ttl.0;
        let answered: Vec<u64> =
            survey.authoritative.iter().filter(|said| said.side.is_some()).map(|said| said.ttl_ms).collect();
        if let Some(highest) = answered.iter().max() {
            self.cutover.highest_ttl_ms = self.cutover.highest_ttl_ms.max(*highest);
            if *highest <= lowered {
                self.cutover.low_ttl_since.get_or_insert(now);
            } else {
                self.cutover.low_ttl_since = None;
            }
        }
        if let Some(movement) = self.cutover.movements.last_mut()
            && movement.confirmed_at.is_none()
        {
            movement.streak.observe(survey, movement.to, now);
        }
        self.cutover.survey = Some((now, survey.clone()));
    }

    pub(super) fn apply_drift(&mut self, drift: &Drift) {
        if let Some(side) = drift.side {
            self.cutover.live = side;
        }
        self.cutover.drifts.push((self.now, drift.clone()));
    }

    pub(super) fn apply_kept(&mut self, run: u64, envelope: &Envelope) {
        let now = self.now;
        if let Some(movement) = self.movement_mut(run) {
            movement.kept = Some((envelope.by.clone(), now));
        }
    }

    pub(super) fn apply_level(&mut self, run: u64, level: Level, since: Stamp) {
        let now = self.now;
        let highest_ttl = self.cutover.highest_ttl_ms;
        let Some(movement) = self.movement_mut(run) else { return };
        let to = movement.to;
        if level == Level::Confirmed {
            movement.confirmed_at = Some(since);
        } else if let Some(reached) = movement.levels.get_mut(level.number() - 1) {
            reached.get_or_insert(since);
        }
        match level {
            Level::Accepted => {
                if let Some(run) = self.procedures.runs.get_mut(&run) {
                    run.executed_at.get_or_insert(since);
                }
            }
            Level::Authoritative => {
                self.cutover.live = to;
                self.cutover.tail_until = Some(now.plus(highest_ttl));
            }
            _ => {}
        }
    }

    pub(super) fn movement_mut(&mut self, run: u64) -> Option<&mut Movement> {
        self.cutover.movements.iter_mut().rev().find(|movement| movement.run == run)
    }
}

impl Streak {
    /// Counts one survey. A contrary answer, or none over any path, breaks the run (R13); one path
    /// that is silent while others answer is no answer, neither for nor against.
    fn observe(&mut self, survey: &Survey, to: Side, now: Stamp) {
        if survey.fingerprints.is_empty() {
            return;
        }
        let contrary = survey.fingerprints.iter().any(|print| print.side == Some(to.other()));
        let silent = survey.fingerprints.iter().all(|print| print.side.is_none());
        if contrary || silent {
            *self = Self::default();
            return;
        }
        self.since.get_or_insert(now);
        for print in survey.fingerprints.iter().filter(|print| print.side == Some(to)) {
            self.count += 1;
            if !self.paths.contains(&print.path) {
                self.paths.push(print.path.clone());
            }
        }
    }
}
