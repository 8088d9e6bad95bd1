//! Expectations: one thing each, of parts that the plan has.

use super::{Finder, item_place};
use crate::plan::problem::Place;
use crate::plan::types::Millis;
use crate::scenario::types::{Cue, Expect};

impl Finder<'_> {
    pub(super) fn expect(&mut self, expect: &Expect, place: &Place) {
        let kinds = [
            expect.final_side.is_some(),
            expect.trigger.is_some(),
            expect.no_proposal.is_some(),
            expect.blind.is_some(),
            expect.procedure.is_some(),
            expect.level.is_some(),
            expect.alert.is_some(),
            expect.drift.is_some(),
            expect.no_second_return.is_some(),
            expect.clock_jump.is_some(),
            expect.stopwatch_under.is_some(),
            expect.text_clean.is_some(),
        ];
        if kinds.iter().filter(|set| **set).count() != 1 {
            let message = "an expectation is exactly one of `final_side`, `trigger`, `no_proposal`, `blind`, `procedure`, \
                           `level`, `alert`, `drift`, `no_second_return`, `clock_jump`, `stopwatch_under`, `text_clean`; \
                           write several [[expect]] tables for several";
            self.bad(place.clone(), message);
        }
        if let Some(trigger) = &expect.trigger {
            let place = place.clone().key("trigger");
            self.trigger(place.clone().key("id"), &trigger.id);
            self.between(trigger.between, &trigger.after, &place);
        }
        if let Some(blind) = &expect.blind {
            self.between(blind.between, &blind.after, &place.clone().key("blind"));
        }
        if let Some(run) = &expect.procedure {
            self.procedure(place.clone().key("procedure").key("id"), &run.id);
        }
        if let Some(level) = &expect.level {
            let place = place.clone().key("level");
            self.procedure(place.clone().key("procedure"), &level.procedure);
            if level.reached.is_some_and(|level| level > 6) {
                self.bad(place.key("reached"), "levels go from 0 to 6 (1 asked … 5 observed, 6 confirmed)");
            }
        }
        if let Some(alert) = &expect.alert {
            for (key, channels) in [("delivered", &alert.delivered), ("undelivered", &alert.undelivered)] {
                for (n, channel) in channels.0.iter().enumerate() {
                    let at = item_place(&place.clone().key("alert").key(key), channels, n);
                    self.channel(at, channel);
                }
            }
        }
    }

    fn between(&mut self, between: Option<(Millis, Millis)>, after: &Cue, place: &Place) {
        self.cue(after, place.clone().key("after"));
        if let Some((early, late)) = between
            && early > late
        {
            self.bad(
                place.clone().key("between"),
                format!("{early} comes after {late}; write the earlier time first"),
            );
        }
    }
}
