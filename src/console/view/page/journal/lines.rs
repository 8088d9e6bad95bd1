//! Which lines of the log are seen, without looking at more of it than they need.

use crate::console::clocks::Clocks;
use crate::console::lookup::{Lookup, written};
use crate::console::messages::journal::Teller;
use crate::console::page::{Page, Sight};
use crate::console::wanted::Wanted;
use crate::model::{Actor, Envelope, Event};
use crate::plan::types::{Id, Side};
use crate::source::{Kind, Log};

/// What a repeated event is about; only what comes in swarms is told as one line.
#[derive(PartialEq, Eq)]
enum Subject<'a> {
    Trigger(&'a Id, Side),
    Output(u64),
}

fn subject(event: &Event) -> Option<Subject<'_>> {
    match event {
        Event::Judged(judged) => Some(Subject::Trigger(&judged.trigger, judged.side)),
        Event::Progressed { intent, .. } => Some(Subject::Output(*intent)),
        _ => None,
    }
}

/// One line: an event, or several of one subject without another between them.
#[derive(Debug, Clone, Copy)]
pub struct Line<'a> {
    /// What it is about.
    pub kind: Kind,
    /// The newest of its events, which stands for it.
    pub newest: &'a Envelope,
    /// The oldest.
    pub oldest: &'a Envelope,
    /// How many there are.
    pub count: usize,
    /// Places of the oldest and the newest in the log.
    ends: (usize, usize),
}

impl<'a> Line<'a> {
    fn new(place: usize, kind: Kind, envelope: &'a Envelope) -> Self {
        Self { kind, newest: envelope, oldest: envelope, count: 1, ends: (place, place) }
    }

    fn is_of(&self, envelope: &Envelope) -> bool {
        subject(&envelope.event).is_some_and(|about| subject(&self.newest.event) == Some(about))
    }
}

/// The lines in view.
pub struct Window<'a> {
    /// Oldest first.
    pub lines: Vec<Line<'a>>,
    /// Which of them is under the cursor.
    pub chosen: usize,
    /// Whether these are all that pass.
    pub whole: bool,
}

/// Reads the log through the filters of page 7.
pub struct Reader<'a> {
    log: &'a Log,
    teller: Teller<'a>,
    clocks: Clocks,
    lookup: &'a Lookup,
    wanted: Wanted,
    kind: Option<Kind>,
    who: Option<&'a Actor>,
}

impl<'a> Reader<'a> {
    /// A reader for what a console looks at.
    pub fn new(sight: &Sight<'a>) -> Self {
        let places = sight.places;
        let (plan, log) = (&*sight.state.plan, sight.log);
        let oldest = log.get(0).map_or(sight.state.now.at, |(_, envelope)| envelope.at);
        Self {
            log,
            teller: Teller { lang: sight.lang, plan, log: Some(log) },
            clocks: Clocks::new(plan.zone, oldest, sight.state.now.at),
            lookup: &places.lookup,
            wanted: Wanted::new(&places.of(Page::Journal).filter),
            kind: places.kind,
            who: places.who.as_ref(),
        }
    }

    /// Whether words are looked for, which makes counting dear.
    pub fn looks_for_words(&self) -> bool {
        !self.wanted.is_empty()
    }

    /// How many events pass, where counting them is cheap.
    pub fn count(&self) -> usize {
        self.log.entries().filter(|(kind, envelope)| self.is_of(*kind, envelope)).count()
    }

    fn is_of(&self, kind: Kind, envelope: &Envelope) -> bool {
        self.kind.is_none_or(|wanted| wanted == kind) && self.who.is_none_or(|who| *who == envelope.by)
    }

    fn passes(&self, place: usize, kind: Kind, envelope: &Envelope) -> bool {
        if !self.is_of(kind, envelope) {
            return false;
        }
        if self.wanted.is_empty() {
            return true;
        }
        match self.lookup.line(place, envelope.seq) {
            Some(line) => self.wanted.is_in_lower(line),
            None => self.wanted.is_in_lower(&written(&self.teller, &self.clocks, envelope)),
        }
    }

    /// At most `most` lines of the entries before `place`, newest first.
    fn before(&self, place: usize, most: usize) -> Vec<Line<'a>> {
        let mut lines: Vec<Line<'a>> = Vec::new();
        for at in (0..place.min(self.log.len())).rev() {
            let Some((kind, envelope)) =
                self.log.get(at).filter(|(kind, event)| self.passes(at, *kind, event))
            else {
                continue;
            };
            if let Some(line) = lines.last_mut().filter(|line| line.is_of(envelope)) {
                line.oldest = envelope;
                line.count += 1;
                line.ends.0 = at;
            } else if lines.len() == most {
                break;
            } else {
                lines.push(Line::new(at, kind, envelope));
            }
        }
        lines
    }

    /// At most `most` lines of the entries from `place` on, oldest first.
    fn after(&self, place: usize, most: usize) -> Vec<Line<'a>> {
        let mut lines: Vec<Line<'a>> = Vec::new();
        for at in place..self.log.len() {
            let Some((kind, envelope)) =
                self.log.get(at).filter(|(kind, event)| self.passes(at, *kind, event))
            else {
                continue;
            };
            if let Some(line) = lines.last_mut().filter(|line| line.is_of(envelope)) {
                line.newest = envelope;
                line.count += 1;
                line.ends.1 = at;
            } else if lines.len() == most {
                break;
            } else {
                lines.push(Line::new(at, kind, envelope));
            }
        }
        lines
    }

    /// The line that holds event `seq`, else the one before it, else the one after; none: the newest.
    pub fn line(&self, seq: Option<u64>) -> Option<Line<'a>> {
        let Some(seq) = seq else { return self.before(self.log.len(), 1).pop() };
        let place = self.log.place_of(seq.saturating_add(1));
        let Some(mut line) = self.before(place, 1).pop() else { return self.after(place, 1).pop() };
        if let Some(more) = self.after(place, 1).pop().filter(|more| line.is_of(more.newest)) {
            line.newest = more.newest;
            line.count += more.count;
            line.ends.1 = more.ends.1;
        }
        Some(line)
    }

    /// The line `by` lines after (or before) `line`; the last or the first where there are not so many.
    /// None past the newest: then the newest is followed.
    fn step(&self, line: &Line<'a>, by: isize) -> Option<Line<'a>> {
        let (oldest, newest) = line.ends;
        if by < 0 {
            return Some(self.before(oldest, by.unsigned_abs()).pop().unwrap_or(*line));
        }
        // One more than needed tells whether the last of them is the newest of all.
        let mut lines = self.after(newest + 1, by.unsigned_abs() + 1);
        if lines.len() <= by.unsigned_abs() {
            return None;
        }
        lines.pop();
        Some(lines.pop().unwrap_or(*line))
    }

    /// `shown` lines around the one under the cursor, which stands in the middle but near the ends.
    pub fn window(&self, cursor: Option<u64>, shown: usize) -> Window<'a> {
        let Some(line) = cursor.and_then(|seq| self.line(Some(seq))) else {
            let mut lines = self.before(self.log.len(), shown);
            lines.reverse();
            let whole = lines.first().is_none_or(|line| self.before(line.ends.0, 1).is_empty());
            return Window { chosen: lines.len().saturating_sub(1), lines, whole };
        };
        let room = shown.saturating_sub(1);
        let mut before = self.before(line.ends.0, room);
        let mut after = self.after(line.ends.1 + 1, room);
        let whole = before.len() + after.len() < room;
        let above = before.len().min((shown / 2).max(room.saturating_sub(after.len())));
        before.truncate(above);
        after.truncate(room - above);
        before.reverse();
        let lines = before.into_iter().chain([line]).chain(after).collect();
        Window { lines, chosen: above, whole }
    }

    /// The event to which a step of the cursor leads; none: the newest is followed.
    ///
    /// `to` is asked for a list of which nobody knows the length, since knowing it means reading it all.
    pub fn walked(&self, cursor: Option<u64>, to: impl Fn(usize, usize) -> usize) -> Option<u64> {
        const MIDDLE: usize = 1 << 20;
        let line = match to(MIDDLE, 2 * MIDDLE) {
            0 => self.after(0, 1).pop(),
            at if at == 2 * MIDDLE => None,
            at => self.step(&self.line(cursor)?, at as isize - MIDDLE as isize),
        };
        line.map(|line| line.newest.seq)
    }
}
