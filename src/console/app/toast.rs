//! What is said in passing.

use super::App;
use crate::console::view::Toast;

/// How long a passing word stays, in milliseconds.
const TOAST_MS: u64 = 6_000;

impl App {
    /// The passing word, if one is on.
    pub fn toast(&self) -> Option<Toast<'_>> {
        self.toast.as_ref().map(|(text, refusal, _)| Toast { text, refusal: *refusal })
    }

    /// Says something in passing.
    pub fn say(&mut self, text: impl Into<String>, refusal: bool, now: u64) {
        self.toast = Some((text.into(), refusal, now + TOAST_MS));
    }

    /// Says something that stays until something else is said.
    pub fn say_from_now_on(&mut self, text: impl Into<String>) {
        self.toast = Some((text.into(), true, u64::MAX));
    }

    /// Takes a passing word away when its time is over; true if it did. Otherwise the time until then.
    pub fn expire(&mut self, now: u64) -> Result<bool, u64> {
        match &self.toast {
            Some((_, _, until)) if *until <= now => {
                self.toast = None;
                Ok(true)
            }
            Some((_, _, until)) => Err(until - now),
            None => Ok(false),
        }
    }
}
