//! Script lines: what each act needs and takes.

use super::Finder;
use crate::model::cutover::Gate;
use crate::plan::problem::{Place, Problem};
use crate::plan::types::Id;
use crate::scenario::script;
use crate::scenario::types::{Act, Line};

impl Finder<'_> {
    pub(super) fn lines(&mut self, lines: &[Line]) {
        for (n, line) in lines.iter().enumerate() {
            let place = Place::top().key("script").index(n);
            self.person(place.clone().key("by"), &line.by);
            self.cue(&line.after, place.clone().key("after"));
            self.line(line, &place);
            self.surplus(line, &place);
        }
    }

    /// What the line's act needs, and whether its names exist.
    fn line(&mut self, line: &Line, place: &Place) {
        let plan = self.plan;
        let missing = |field: &str, why: &str| {
            Problem::error("missing-field", place.clone(), format!("`{field}` is missing; {why}"))
        };
        match line.act {
            Act::Acknowledge if line.alert.is_none() => {
                self.found
                    .push(missing("alert", "name the alert to take on, such as alert = \"error-rate-high\""));
            }
            Act::Tick | Act::Untick => match &line.item {
                None => self.found.push(missing("item", "name the item, or for `tick` a whole checklist")),
                Some(item) => {
                    let lists = plan.checklists.iter().map(|list| &list.id);
                    let items = plan.checklists.iter().flat_map(|list| list.items().map(|item| &item.id));
                    let known: Vec<&Id> = lists.chain(items).collect();
                    self.named(place.clone().key("item"), "checklist or item", item, known.into_iter());
                }
            },
            Act::Note if blank(line) => self.found.push(missing("note", "a note has a text")),
            Act::Override => {
                if blank(line) {
                    self.found.push(missing("note", "a gate opens with a reason only"));
                }
                match &line.gate {
                    None => self.found.push(missing("gate", "name the gate, such as gate = \"window\"")),
                    Some(gate) if gate.as_str().parse::<Gate>().is_err() => self.bad(
                        place.clone().key("gate"),
                        format!("read {:?}; expected one of {}", gate.as_str(), script::GATES.join(", ")),
                    ),
                    Some(_) => {}
                }
            }
            Act::Approve | Act::Decline | Act::Cancel => {
                if line.act == Act::Cancel && blank(line) {
                    self.found.push(missing("note", "a run is cancelled with a reason only"));
                }
                if let Some(procedure) = &line.procedure {
                    self.procedure(place.clone().key("procedure"), procedure);
                }
            }
            Act::Run => match &line.procedure {
                None => self.found.push(missing("procedure", "name the procedure to run")),
                Some(procedure) => self.procedure(place.clone().key("procedure"), procedure),
            },
            _ => {}
        }
    }

    /// Fields that the line's act does not use: most likely another act was meant.
    fn surplus(&mut self, line: &Line, place: &Place) {
        let fields = [
            ("alert", line.alert.is_some(), line.act == Act::Acknowledge),
            ("item", line.item.is_some(), matches!(line.act, Act::Tick | Act::Untick)),
            ("gate", line.gate.is_some(), line.act == Act::Override),
            ("reason", line.reason.is_some(), line.act == Act::Rollback),
            (
                "procedure",
                line.procedure.is_some(),
                matches!(line.act, Act::Run | Act::Approve | Act::Decline | Act::Cancel),
            ),
            ("go", line.go.is_some(), line.act == Act::Vote),
            ("length", line.length.is_some(), line.act == Act::PauseAutomation),
            ("note", line.note.is_some(), line.act.takes_note()),
        ];
        for (field, written, used) in fields {
            if written && !used {
                self.bad(
                    place.clone().key(field),
                    format!("`{}` takes no `{field}`; remove it", line.act.word()),
                );
            }
        }
    }
}

fn blank(line: &Line) -> bool {
    line.note.as_ref().is_none_or(crate::text::Clean::is_blank)
}
