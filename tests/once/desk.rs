//! A console without a screen, whose engine may be killed at any moment.

use std::path::Path;
use std::sync::Arc;

use jday::model::decide::Refusal;
use jday::model::{Command, Envelope, State, gates};
use jday::plan::types::{Id, Side};
use jday::source::attach::Line;
use jday::text::Clean;
use jday::wire::{Ask, Errand, Hello, PROTOCOL, Tell};

pub struct Desk {
    line: Line,
    pub state: State,
    /// Everything that happened since it sat down.
    pub past: Vec<Arc<Envelope>>,
    /// Why the journal takes no more.
    pub mute: Option<Clean>,
    ticket: u64,
}

impl Desk {
    /// None: no engine listens.
    pub fn at(socket: &Path) -> Option<Self> {
        let version = Clean::new(env!("CARGO_PKG_VERSION"));
        let (protocol, errand, from) = (PROTOCOL, Errand::Sit, Clean::new("test"));
        let hello = Hello { protocol, version, errand, claims: None, from };
        let mut line = Line::dial(socket, &hello).ok()?;
        loop {
            if let Tell::Placed { state, .. } = line.hear().ok()? {
                let state = State::clone(&state);
                return Some(Self { line, state, past: Vec::new(), mute: None, ticket: 0 });
            }
        }
    }

    /// Hears one word; none once the engine is lost.
    pub fn hear(&mut self) -> Option<Tell> {
        let tell = self.line.hear().ok()?;
        match &tell {
            Tell::Happened(all) => {
                for envelope in all {
                    self.state.apply(envelope);
                }
                self.past.extend(all.iter().cloned());
            }
            Tell::JournalMute(why) => self.mute = Some(why.clone()),
            _ => {}
        }
        Some(tell)
    }

    /// Asks and waits for the answer; none if the engine is lost before it.
    pub fn ask(&mut self, command: Command) -> Option<Result<(), Refusal>> {
        self.ticket += 1;
        let (ticket, person) = (self.ticket, Id::new("lead"));
        self.line.ask(&Ask::Command { ticket, person, command }).ok()?;
        loop {
            if let Tell::Answered { ticket: answered, answer } = self.hear()?
                && answered == ticket
            {
                return Some(answer);
            }
        }
    }

    /// Opens every gate of the switch.
    pub fn open_gates(&mut self) -> Option<()> {
        if self.state.people.votes.is_empty() {
            let _ = self.ask(Command::Vote { go: true, note: None })?;
        }
        for closed in gates::closed(gates::switch(&self.state)) {
            let _ = self.ask(Command::Override { gate: closed.gate, reason: "a test".into() })?;
        }
        Some(())
    }
}

/// What moves the lever to `to`.
pub fn press(to: Side) -> Command {
    use jday::model::cutover::Phrase;
    use jday::plan::types::Reason;
    let confirm = |phrase: Phrase| Clean::new(phrase.words()[1]);
    match to {
        Side::Green => Command::Switch { confirm: confirm(Phrase::Switch), note: None },
        Side::Blue => {
            Command::Rollback { confirm: confirm(Phrase::Rollback), reason: Some(Reason::Users), note: None }
        }
    }
}
