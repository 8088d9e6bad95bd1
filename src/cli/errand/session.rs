//! A conversation with an engine for one errand: the room as it stands, followed while it lasts.

use crate::cli::exit::BadInput;
use crate::cli::{out, room};
use crate::console::lang::Lang;
use crate::console::messages::journal::Teller;
use crate::engine::serve::Place;
use crate::model::decide::Refusal;
use crate::model::{Command, Event, State};
use crate::plan::types::Id;
use crate::source::attach::{AttachError, Line};
use crate::source::{Kind, Log};
use crate::wire::{Ask, Errand, Tell, WireError};

/// The conversation.
pub(super) struct Session {
    line: Line,
    /// Of whoever reads.
    pub(super) lang: Lang,
    /// The room as it stands.
    pub(super) state: State,
    /// Whom the engine takes this process for.
    pub(super) person: Option<Id>,
    log: Log,
    ticket: u64,
}

impl Session {
    /// Enters the room of `place`.
    ///
    /// # Errors
    /// Nobody is there, or they turn this process away.
    pub(super) fn enter(place: &Place, claims: Option<&str>, lang: Lang) -> anyhow::Result<Self> {
        let hello = room::hello(Errand::Ask, claims)?;
        room::wait_for_door(place)?;
        let mut line = Line::dial(&place.socket(), &hello).map_err(|error| match error {
            AttachError::TurnedAway(why) => anyhow::Error::from(BadInput(why.to_string())),
            error => error.into(),
        })?;
        let person = line.welcome.person.clone();
        loop {
            if let Tell::Placed { state, log } = line.hear()? {
                let log = Log::at(&state, &log);
                let state = State::clone(&state);
                return Ok(Self { line, lang, state, person, log, ticket: 0 });
            }
        }
    }

    /// Asks, and waits for the answer; everything that it led to is in the state by then.
    ///
    /// # Errors
    /// The engine left before it answered: nobody knows whether it was done.
    pub(super) fn ask(&mut self, command: Command) -> Result<Result<(), Refusal>, WireError> {
        self.ticket += 1;
        let person = self.person.clone().unwrap_or_else(|| Id::new("nobody"));
        self.line.ask(&Ask::Command { ticket: self.ticket, person, command })?;
        loop {
            if let Tell::Answered { ticket, answer } = self.hear()?
                && ticket == self.ticket
            {
                return Ok(answer);
            }
        }
    }

    /// Hears one word and takes it into the state; what people want to follow is said beside the output.
    pub(super) fn hear(&mut self) -> Result<Tell, WireError> {
        let tell = self.line.hear()?;
        if let Tell::Happened(all) = &tell {
            for envelope in all {
                self.state.apply(envelope);
                self.log.push(envelope);
                if is_followed(&envelope.event) {
                    let teller = Teller { lang: self.lang, plan: &self.state.plan, log: Some(&self.log) };
                    let at = envelope.at.utc().with_timezone(&self.state.plan.zone.0).format("%T");
                    out::say(&format!("{at} {}", teller.sentence(envelope)));
                }
            }
        }
        Ok(tell)
    }
}

/// What somebody who waits wants to read: decisions, steps and levels, not every order and message.
fn is_followed(event: &Event) -> bool {
    match Kind::of(event) {
        Some(Kind::Decision | Kind::Lever) => true,
        Some(Kind::Step) => !matches!(event, Event::Intended(_) | Event::Settled { .. }),
        _ => false,
    }
}
