//! Ticks, notes, votes, presence and automation.

use super::super::approvals::Asked;
use super::super::checklist::Mark;
use super::super::event::{Envelope, Event, Mode};
use super::super::people::{Note, Vote};
use super::super::state::State;

impl State {
    /// Ticks, notes, votes, presence and automation.
    pub(super) fn apply_people(&mut self, envelope: &Envelope) {
        let now = self.now;
        let mark = |done, note: &Option<_>, proof| Mark {
            done,
            by: envelope.by.clone(),
            stamp: now,
            note: Option::clone(note),
            proof,
        };
        let person = envelope.by.person();
        match &envelope.event {
            Event::ItemTicked { item, note } => {
                self.checklists.marks.insert(item.clone(), mark(true, note, None));
            }
            Event::ItemUnticked { item, note } => {
                self.checklists.marks.insert(item.clone(), mark(false, note, None));
            }
            Event::ItemProved { item, proof } => {
                self.checklists.marks.insert(item.clone(), mark(proof.holds, &None, Some(proof.clone())));
            }
            Event::Noted { text } => self.people.notes.push(Note {
                seq: envelope.seq,
                by: envelope.by.clone(),
                stamp: now,
                text: text.clone(),
            }),
            Event::Voted { go, note } => {
                if let Some(person) = person {
                    self.people
                        .votes
                        .insert(person.clone(), Vote { go: *go, stamp: now, note: note.clone() });
                }
            }
            Event::Overridden { gate, reason } => {
                self.cutover.overrides.insert(gate.clone(), (envelope.by.clone(), reason.clone()));
            }
            Event::Joined(attached) => {
                let seat = self.people.attached.entry(attached.person.clone());
                let seat = seat.or_insert((now, attached.from.clone(), 0));
                *seat = (now, attached.from.clone(), seat.2 + 1);
                self.people.nobody_since = None;
            }
            Event::Left { person } => {
                if let Some(seat) = self.people.attached.get_mut(person) {
                    seat.2 = seat.2.saturating_sub(1);
                    if seat.2 == 0 {
                        self.people.attached.remove(person);
                    }
                }
                self.nobody();
            }
            Event::AutomationPaused { until } => self.people.automation_paused_until = Some(*until),
            Event::AutomationResumed => self.people.automation_paused_until = None,
            _ => self.apply_lead(envelope),
        }
    }

    /// Who leads, and what waits for a second person.
    fn apply_lead(&mut self, envelope: &Envelope) {
        let (now, person) = (self.now, envelope.by.person());
        match &envelope.event {
            Event::LeadHanded { to } => self.people.lead = Some((to.clone(), now)),
            Event::LeadTaken { .. } => self.people.lead = person.cloned().map(|person| (person, now)),
            Event::ApprovalAsked(wanted) => {
                if let Some(by) = person.cloned() {
                    let asked = Asked { wanted: wanted.clone(), by, stamp: now };
                    self.approvals.open.insert(envelope.seq, asked);
                }
            }
            Event::ApprovalGiven { action }
            | Event::GlassBroken { action, .. }
            | Event::ApprovalLapsed { action, .. } => drop(self.approvals.open.remove(action)),
            _ => {}
        }
    }

    /// Remembers since when a live room has been empty.
    pub(super) fn nobody(&mut self) {
        if self.mode == Mode::Live && self.people.attached.is_empty() {
            self.people.nobody_since.get_or_insert(self.now);
        }
    }
}
