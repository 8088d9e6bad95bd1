//! What was told of a run already, so that only changes are.

use std::collections::BTreeMap;

use crate::client::Report;
use crate::client::net::Reporter;
use crate::client::net::github::run::{Job, Run};
use crate::client::net::github::{Steps, state};

/// What was told already.
#[derive(Default)]
pub struct Told {
    began: bool,
    line: String,
    /// States by step, or by job.
    states: BTreeMap<String, &'static str>,
}

impl Told {
    /// Names the run, once.
    pub fn looked(&mut self, id: u64, run: &Run, reporter: &Reporter) {
        if !std::mem::replace(&mut self.began, true) {
            reporter.said(id, format!("run {}: {}", run.id, run.html_url));
        }
    }

    /// Every step of the plan that changed; without any, every job by its name on GitHub.
    pub fn jobs(&mut self, id: u64, jobs: &[Job], steps: Option<&Steps>, reporter: &Reporter) {
        let Some(steps) = steps else {
            for (n, job) in jobs.iter().enumerate() {
                let state = state(job.status.as_deref(), job.conclusion.as_deref());
                // Two jobs may bear one name.
                if self.changed(format!("{n} {}", job.name), state) {
                    reporter.said(id, format!("{}: {state}", job.name));
                }
            }
            return;
        };
        for seen in steps.seen(jobs) {
            if self.changed(seen.step.to_string(), seen.state) {
                reporter.report(Report::Pipeline { step: seen.step.clone(), state: seen.state });
                reporter.said(id, format!("{}: {}", seen.step, seen.state));
            }
        }
    }

    /// A line that is not the last one again.
    pub fn line(&mut self, id: u64, line: String, reporter: &Reporter) {
        if self.line != line {
            reporter.said(id, &line);
            self.line = line;
        }
    }

    fn changed(&mut self, what: String, state: &'static str) -> bool {
        self.states.insert(what, state) != Some(state)
    }
}
