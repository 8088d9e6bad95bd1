//! Tracks: their stretch of a recording, their keyframes.

use super::Finder;
use crate::plan::problem::{Place, Problem};
use crate::plan::types::{Millis, Scope};
use crate::scenario::recording;
use crate::scenario::types::{Position, Track, Whose};

impl Finder<'_> {
    pub(super) fn track(&mut self, track: &Track, place: &Place) {
        if track.side == Whose::Shared && track.position != Position::Always {
            self.bad(
                place.clone().key("while"),
                "what both sides share is never live or idle; leave `while` out",
            );
        }
        if track.recording.is_none() && track.values.is_empty() {
            let message = "a track needs `recording`, or keyframes in `values`";
            self.found.push(Problem::error("missing-field", place.clone(), message));
        }
        if !(0.0..1.0).contains(&track.noise.0) {
            self.bad(place.clone().key("noise"), "noise is a share below 100 %, such as \"3%\"");
        }
        self.segment(track, place);
        for metric in track.values.keys() {
            let at = place.clone().key("values").key(metric.as_str());
            self.metric(at.clone(), metric);
            let wanted = if track.side == Whose::Shared { Scope::Shared } else { Scope::Side };
            match self.plan.metric(metric) {
                Some(known) if known.scope != wanted && wanted == Scope::Shared => {
                    self.bad(at, "each side has its own value of this metric; move it to a track of `side = \"blue\"` or `\"green\"`");
                }
                Some(known) if known.scope != wanted => {
                    self.bad(at, "both sides share this metric; move it to a track of `side = \"shared\"`");
                }
                _ => {}
            }
        }
    }

    fn segment(&mut self, track: &Track, place: &Place) {
        if let Some(to) = track.to
            && to <= track.from
        {
            self.bad(
                place.clone().key("to"),
                format!("the track ends at {to}, which is not after its `from`, {}", track.from),
            );
        }
        let Some(name) = &track.recording else {
            if track.from != Millis(0) {
                self.bad(
                    place.clone().key("from"),
                    "`from` is a second of a recording; for keyframes use `begins`",
                );
            }
            if track.repeat_from.is_some() {
                self.bad(
                    place.clone().key("repeat_from"),
                    "`repeat_from` is a second of a recording; for keyframes use `repeat`",
                );
            }
            if track.repeat && track.values.values().all(|curve| curve.length() == Millis(0)) {
                self.bad(
                    place.clone().key("repeat"),
                    "there is nothing to repeat: no keyframe lies after 0s",
                );
            }
            return;
        };
        let Some(recording) = recording::embedded(name.as_str()) else {
            let known: Vec<&str> = recording::names().collect();
            return self.word(place.clone().key("recording"), "recording", name.as_str(), &known);
        };
        let length = Millis(recording.length_ms());
        let end = track.to.unwrap_or(length);
        if let Some(again) = track.repeat_from
            && !(track.from..end).contains(&again)
        {
            let message = format!(
                "{again} does not lie between the track's `from`, {}, and its end, {end}",
                track.from
            );
            self.bad(place.clone().key("repeat_from"), message);
        }
        if track.repeat && track.repeat_from.is_some() {
            let message = "`repeat` begins again at `from` and `repeat_from` later on; keep one of them";
            self.bad(place.clone().key("repeat"), message);
        }
        for (key, read) in [("from", Some(track.from)), ("to", track.to)] {
            if let Some(read) = read.filter(|read| *read > length) {
                let message = format!("{read} lies past the recording's end, {length}");
                self.bad(place.clone().key(key), message);
            }
        }
    }
}
