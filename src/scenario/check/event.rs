//! Events: one thing each, of systems that exist.

use super::Finder;
use crate::client::sim::fault::Fault;
use crate::plan::problem::Place;
use crate::plan::types::Id;
use crate::scenario::types::Event;

impl Finder<'_> {
    pub(super) fn event(&mut self, event: &Event, place: &Place) {
        let kinds = [
            event.alert.is_some(),
            event.fault.is_some(),
            event.silent.is_some(),
            event.clock.is_some(),
            event.freeze.is_some(),
            event.pipeline.is_some(),
        ];
        if kinds.iter().filter(|set| **set).count() != 1 {
            let message = "an event is exactly one of `alert`, `fault`, `silent`, `clock`, `freeze` and `pipeline`; \
                           write several [[event]] tables for several";
            self.bad(place.clone(), message);
        }
        if let Some(until) = event.until {
            if until <= event.at {
                self.bad(
                    place.clone().key("until"),
                    format!("it ends at {until}, which is not after its `at`, {}", event.at),
                );
            }
            if event.alert.is_none() && event.fault.is_none() && event.silent.is_none() {
                self.bad(place.clone().key("until"), "only an alert, a fault or a silence has an end");
            }
            if matches!(event.fault, Some(Fault::Moved { .. })) {
                self.bad(place.clone().key("until"), "a move of the lever happens once and has no end");
            }
        }
        let plan = self.plan;
        if let Some(source) = &event.silent {
            let known: std::collections::BTreeSet<&Id> = plan.metrics.iter().map(|m| &m.source).collect();
            self.named(place.clone().key("silent"), "source", source, known.into_iter());
        }
        if let Some(change) = &event.pipeline {
            let at = place.clone().key("pipeline").key("step");
            self.named(at, "pipeline step", &change.step, plan.pipeline.steps.iter().map(|step| &step.id));
        }
        if let Some(fault) = &event.fault {
            self.fault(fault, &place.clone().key("fault"));
        }
    }

    fn fault(&mut self, fault: &Fault, place: &Place) {
        let plan = self.plan;
        let resolvers = || plan.lever.resolvers.iter().map(|resolver| &resolver.id);
        match fault {
            Fault::Resolver { resolver, .. } => {
                self.named(place.clone().key("resolver"), "resolver", resolver, resolvers());
            }
            Fault::Path { path: Some(path) } => {
                self.named(
                    place.clone().key("path"),
                    "path (they are named after the resolvers)",
                    path,
                    resolvers(),
                );
            }
            Fault::Channel { channel, .. } => self.channel(place.clone().key("channel"), channel),
            Fault::Pipeline { step, .. } => {
                let steps = plan.pipeline.steps.iter().map(|step| &step.id);
                self.named(place.clone().key("step"), "pipeline step", step, steps);
            }
            Fault::Workflow { workflow, .. } => {
                let workflows = plan.workflows();
                self.named(
                    place.clone().key("workflow"),
                    "workflow of a step",
                    workflow,
                    workflows.into_iter(),
                );
            }
            _ => {}
        }
    }
}
