//! The faults in force, and what each means for one system.

use super::fault::{Fault, How};
use crate::plan::types::{Id, Side};
use crate::text::Clean;

/// Faults in force, oldest first. Of several on one system the youngest counts.
#[derive(Debug, Default)]
pub(super) struct Faults(Vec<Fault>);

impl Faults {
    pub(super) fn begin(&mut self, fault: &Fault) {
        self.0.push(fault.clone());
    }

    /// Takes the youngest fault equal to `fault` out; one that is not in force is no mistake.
    pub(super) fn end(&mut self, fault: &Fault) {
        if let Some(place) = self.0.iter().rposition(|f| f == fault) {
            self.0.remove(place);
        }
    }

    fn youngest<T>(&self, pick: impl Fn(&Fault) -> Option<T>) -> Option<T> {
        self.0.iter().rev().find_map(pick)
    }

    /// How the lever misbehaves, and by how many milliseconds it is late if the fault says so.
    pub(super) fn lever(&self) -> Option<(How, u64)> {
        self.youngest(|f| match f {
            Fault::Lever { how, by } => Some((*how, by.0)),
            _ => None,
        })
    }

    pub(super) fn foreign(&self) -> Option<Clean> {
        self.youngest(|f| match f {
            Fault::Foreign { value } => Some(value.clone()),
            _ => None,
        })
    }

    pub(super) fn resolver(&self, id: &Id) -> Option<How> {
        self.youngest(|f| match f {
            Fault::Resolver { resolver, how } if resolver == id => Some(*how),
            _ => None,
        })
    }

    pub(super) fn path_is_down(&self, id: &Id) -> bool {
        self.0.iter().any(|f| matches!(f, Fault::Path { path } if path.as_ref().is_none_or(|p| p == id)))
    }

    pub(super) fn channel(&self, id: &Id) -> Option<How> {
        self.youngest(|f| match f {
            Fault::Channel { channel, how } if channel == id => Some(*how),
            _ => None,
        })
    }

    pub(super) fn step(&self, id: &Id) -> Option<How> {
        self.youngest(|f| match f {
            Fault::Pipeline { step, how } if step == id => Some(*how),
            _ => None,
        })
    }

    pub(super) fn workflow(&self, id: &Id) -> Option<How> {
        self.youngest(|f| match f {
            Fault::Workflow { workflow, how } if workflow == id => Some(*how),
            _ => None,
        })
    }

    pub(super) fn application(&self) -> Option<How> {
        self.youngest(|f| match f {
            Fault::Application { how } => Some(*how),
            _ => None,
        })
    }

    pub(super) fn command(&self, words: &str) -> Option<How> {
        let begins = |with: &str| {
            let rest = words.strip_prefix(with);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
        };
        self.youngest(|f| match f {
            Fault::Command { program, how } if program.as_ref().is_none_or(|p| begins(p.as_str())) => {
                Some(*how)
            }
            _ => None,
        })
    }

    pub(super) fn is_unready(&self, which: Side) -> bool {
        self.0.iter().any(|f| matches!(f, Fault::Unready { side } if *side == which))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::types::Millis;

    #[test]
    fn of_several_faults_the_youngest_counts_and_the_older_returns_when_it_ends() {
        let [older, younger] = [How::Slow, How::Refuses].map(|how| Fault::Lever { how, by: Millis(7) });
        let mut faults = Faults::default();
        faults.begin(&older);
        faults.begin(&younger);
        assert_eq!(faults.lever(), Some((How::Refuses, 7)));
        faults.end(&younger);
        faults.end(&younger);
        assert_eq!(faults.lever(), Some((How::Slow, 7)), "ending twice takes nothing else out");
    }

    #[test]
    fn a_fault_that_names_nothing_is_everywhere_and_one_that_names_stays_there() {
        let (here, there) = (Id::new("here"), Id::new("there"));
        let mut faults = Faults::default();
        faults.begin(&Fault::Path { path: Some(here.clone()) });
        assert_eq!([faults.path_is_down(&here), faults.path_is_down(&there)], [true, false]);
        faults.begin(&Fault::Path { path: None });
        assert!(faults.path_is_down(&there));
        faults.begin(&Fault::Command { program: Some(Clean::new("psql")), how: How::Silent });
        assert_eq!([faults.command("psql"), faults.command("gh")], [Some(How::Silent), None]);
        faults.begin(&Fault::Command { program: Some(Clean::new("jday db restore")), how: How::Half });
        let both = ["jday db restore", "jday db swap"].map(|words| faults.command(words));
        assert_eq!(both, [Some(How::Half), None]);
    }
}
