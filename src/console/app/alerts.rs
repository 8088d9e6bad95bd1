//! The cursor over the alerts, and what is done to the alert under it.
//!
//! The cursor stands on an alert and not on a line. What comes in above moves the line and not the
//! choice, so that a key hits what the eye saw.

use super::{App, Seen, Wish};
use crate::console::dialog;
use crate::console::messages::{alerts as say, refusal, words};
use crate::console::page::Page;
use crate::console::view::alerts::{choosing, cursor};
use crate::console::view::feed::{Entry, Feed, waits};
use crate::console::view::sieve::Sieve;
use crate::console::view::{Pane, page};
use crate::model::alerts::{Alert, AlertKey};
use crate::model::{Command, State};

/// Most alerts of one rule that one key takes on: what follows asks for another look.
const AT_ONCE: usize = 50;

impl App {
    /// Puts the cursor on an alert where it stands on none, and lets it go on from one that somebody took
    /// unless a person put it there.
    pub(super) fn settle_alert(&mut self, seen: Seen) {
        let state = seen.state;
        let now = state.now.at;
        // A line that was clicked stands for its alert from now on.
        if self.places.of(Page::Alerts).cursor(0).is_some() && self.places.page == Page::Alerts {
            let clicked = page::alerts::chosen(state, self.lang, &self.places);
            self.places.alert = clicked.map(|entry| entry.key().clone());
            self.places.alert_held = true;
            self.places.here_mut().choose(0, None);
        }
        let chosen = self.places.alert.as_ref().and_then(|key| state.alerts.feed.get(key));
        let on_page = self.places.page == Page::Alerts;
        let key = self.places.alert.as_ref();
        let sieve = Sieve::of(state, self.lang, &self.places).filter(|_| on_page);
        let passes =
            |key: &AlertKey, alert: &Alert| sieve.as_ref().is_none_or(|sieve| sieve.passes(key, alert));
        let seen_there = key.zip(chosen).is_some_and(|(key, alert)| passes(key, alert));
        if seen_there && chosen.is_some_and(|alert| self.places.alert_held || waits(alert, now)) {
            return;
        }
        let feed = if on_page { Feed::seen(state, self.lang, &self.places) } else { Feed::all(state) };
        let next = feed.first(|alert| waits(alert, now));
        let next = next.or_else(|| feed.first(|_| chosen.is_none() || !seen_there));
        if let Some(next) = next {
            self.places.alert = Some(next.key().clone());
            self.places.alert_held = false;
        }
    }

    /// Moves the cursor in the room's pane.
    pub(super) fn walk_alerts(&mut self, state: &State, to: impl Fn(usize, usize) -> usize) {
        let feed = Feed::all(state);
        let last = feed.len().saturating_sub(1);
        let at = cursor(&feed, state, &self.places).min(last);
        if let Some(places) = choosing(state, &self.places, to(at, last)) {
            self.places = places;
        }
    }

    /// Takes on the alert under the cursor. Where no list of alerts is looked at, that is the gravest that
    /// nobody took; the answer says which it was.
    pub(super) fn acknowledge(&mut self, seen: Seen, now: u64) -> Vec<Wish> {
        let state = seen.state;
        if self.places.page == Page::Alerts {
            return match page::alerts::chosen(seen.state, self.lang, &self.places) {
                Some(entry) => self.take_on(state, &entry, now),
                None => self.refuse(refusal::no_alert(self.lang), now),
            };
        }
        let feed = Feed::all(state);
        let looked_at = self.places.page == Page::Room && self.focus == Pane::Alerts;
        let chosen = self.places.alert.as_ref().filter(|_| looked_at);
        let is_chosen = |alert: &Alert| {
            chosen.and_then(|key| state.alerts.feed.get(key)).is_some_and(|known| std::ptr::eq(known, alert))
        };
        let free = |alert: &Alert| alert.acknowledged.is_none();
        let entry = feed
            .first(|alert| is_chosen(alert) && free(alert))
            .or_else(|| feed.first(|alert| waits(alert, state.now.at)))
            .or_else(|| feed.first(free));
        match entry {
            Some(entry) => self.take_on(state, &entry, now),
            None => self.refuse(refusal::no_alert(self.lang), now),
        }
    }

    /// Says which alert was taken on once that has happened: a key that was part of a paste takes nothing.
    pub(super) fn tell_taken(&mut self, state: &State, now: u64) {
        let Some((key, text)) = self.taking.take() else { return };
        let taken = state.alerts.feed.get(&key).and_then(|alert| alert.acknowledged.as_ref());
        match taken {
            Some((who, _)) if Some(who) == self.me.as_ref() => self.say(text, false, now),
            Some(_) => {}
            None => self.taking = Some((key, text)),
        }
    }

    fn refuse(&mut self, text: &str, now: u64) -> Vec<Wish> {
        self.say(text, false, now);
        Vec::new()
    }

    fn take_on(&mut self, state: &State, entry: &Entry, now: u64) -> Vec<Wish> {
        let lang = self.lang;
        let title = words::alert(lang, entry.key(), entry.alert);
        let all = Feed::all(state).members(state, entry);
        let free: Vec<&AlertKey> =
            all.iter().filter(|(_, alert)| alert.acknowledged.is_none()).map(|(key, _)| *key).collect();
        let many = free.len();
        let text = match many {
            0 | 1 => say::took(lang, title),
            ..=AT_ONCE => say::took_many(lang, many, title),
            _ => say::took_some(lang, AT_ONCE, many - AT_ONCE, title),
        };
        let Some(last) = free.iter().take(AT_ONCE).next_back() else {
            let who = entry.alert.acknowledged.as_ref().map_or("", |(who, _)| who.as_str());
            return self.refuse(&say::already(lang, who, words::alert(lang, entry.key(), entry.alert)), now);
        };
        self.taking = Some(((*last).clone(), text));
        let take = |key: &AlertKey| Wish::SendWhenSettled(Command::Acknowledge { alert: key.clone() });
        free.into_iter().take(AT_ONCE).map(take).collect()
    }

    /// Asks for how long the alert under the cursor is to be silent.
    pub(super) fn silence(&mut self, seen: Seen, now: u64) -> Vec<Wish> {
        let Some(entry) = page::alerts::chosen(seen.state, self.lang, &self.places) else {
            return self.refuse(say::nothing_chosen(self.lang), now);
        };
        if !entry.alert.is_firing() {
            return self.refuse(say::is_over(self.lang), now);
        }
        let dialog = dialog::silence(self.lang, seen.state, entry.key(), entry.alert);
        self.open(Box::new(dialog))
    }
}
