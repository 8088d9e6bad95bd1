//! One line of the feed.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::console::format;
use crate::console::messages::{alerts as say, evidence, room, words};
use crate::console::view::alerts::{delivery_mark, severity};
use crate::console::view::feed::Entry;
use crate::console::view::layout::Size;
use crate::console::view::metrics::side_look;
use crate::console::view::pen::{Pen, width};
use crate::console::view::scene::Scene;
use crate::model::Outcome;
use crate::model::alerts::{Alert, Origin};
use crate::plan::types::{Id, Side, TierLevel};

/// Width of an age such as `10 min`.
const AGE: u16 = 6;
/// Most cells for who took an alert on.
const STATE: u16 = 24;
/// For so long an alert is new, and its age is a glyph.
const NEW_MS: u64 = 10_000;
/// One minute.
const MINUTE_MS: u64 = 60_000;
/// Fewest cells of a title that are worth a column of their own beside it.
const TITLE: u16 = 24;

/// The columns' widths; none where there is no room for it.
pub struct Columns {
    seconds: bool,
    age: u16,
    side: u16,
    origin: u16,
    state: u16,
    deliveries: u16,
    /// Whether channels are named.
    names: bool,
    /// Whether a failed delivery says why.
    reasons: bool,
}

impl Columns {
    /// The columns of a list `wide` cells wide.
    pub fn of(scene: &Scene, wide: u16, size: Size) -> Self {
        let lang = scene.lang;
        let channels = scene.state.plan.tiers.iter().map(|tier| tier.channels.as_slice());
        let marks = channels.clone().map(|ids| ids.len() as u16).max().unwrap_or(0);
        let named = channels
            .map(|ids| ids.iter().map(|id| width(channel(scene, id)) + 4).sum::<u16>().saturating_sub(2));
        let named = named.max().unwrap_or(0);
        let state = match size {
            Size::Tiny | Size::Narrow => 9,
            Size::Small => 13,
            Size::Medium | Size::Large => states(scene),
        };
        let reasons = wide >= 150;
        let mut columns = Self {
            seconds: wide >= 100,
            age: AGE,
            side: width(words::side(lang, Side::Green)),
            origin: 0,
            state,
            deliveries: marks,
            names: wide >= 100,
            reasons,
        };
        if columns.names {
            columns.deliveries = named + if reasons { 24 } else { 0 };
            columns.origin = if reasons { 12 } else { 0 };
        }
        // What does not leave a title its room goes, the least telling first.
        let drops: [fn(&mut Self); 4] = [
            |columns| columns.origin = 0,
            |columns| columns.age = 0,
            |columns| columns.deliveries = 0,
            |columns| columns.side = 0,
        ];
        for drop in drops {
            if columns.before() + columns.behind() + TITLE > wide {
                drop(&mut columns);
            }
        }
        columns
    }

    fn before(&self) -> u16 {
        2 + if self.seconds { 9 } else { 6 } + gapped(self.age)
    }

    fn behind(&self) -> u16 {
        gapped(self.side) + gapped(self.origin) + gapped(self.state) + gapped(self.deliveries)
    }
}

/// Cells for who took what on and since when, and in full until when it is silent while anything is.
fn states(scene: &Scene) -> u16 {
    let plan = &scene.state.plan;
    let taken = plan.people.iter().map(|person| width(&say::taken(scene.lang, &person.id, "00:00"))).max();
    let taken = taken.unwrap_or(0).clamp(width(room::untaken(scene.lang)), STATE);
    let now = scene.state.now.at;
    let silent = |alert: &Alert| alert.is_firing() && alert.is_silenced(now);
    if scene.state.alerts.feed.values().any(silent) {
        taken.max(width(&say::silent_until(scene.lang, "00:00")))
    } else {
        taken
    }
}

/// A column with the gap before it.
fn gapped(wide: u16) -> u16 {
    if wide == 0 { 0 } else { wide + 1 }
}

/// The name of a channel as people know it.
pub fn channel<'s>(scene: &Scene<'s>, id: &'s Id) -> &'s str {
    scene.state.plan.channel(id).map_or(id.as_str(), |known| say::carrier(scene.lang, known.kind))
}

/// Draws one line.
pub fn draw(scene: &Scene, buf: &mut Buffer, area: Rect, line: u16, entry: &Entry, columns: &Columns) {
    let (lang, look) = (scene.lang, scene.theme);
    let (alert, on) = (entry.alert, entry.alert.is_firing());
    let (glyph, style) = severity(scene, alert.level);
    let dim_if_over = |style: Style| if on { style } else { look.dim };
    let zone = scene.state.plan.zone;
    let mut pen = Pen::at(buf, area, line);
    let wide = pen.room();
    pen.text(glyph, dim_if_over(style)).gap(1);
    let clock = if columns.seconds {
        format::clock(alert.raised_at.at, zone)
    } else {
        format::clock_short(alert.raised_at.at, zone)
    };
    pen.text(clock, look.dim).gap(1);
    if columns.age > 0 {
        age(scene, &mut pen, alert, columns.age);
    }
    let title = wide.saturating_sub(columns.before() + columns.behind());
    let text = match (on, alert.level) {
        (false, _) => look.dim,
        (true, TierLevel::Critical) => look.strong,
        (true, _) => look.text,
    };
    pen.left(title_of(scene, entry, columns.origin == 0, title), title, text);
    if columns.side > 0 {
        let side = alert.side.map_or("", |side| words::side(lang, side));
        let style = alert.side.map_or(look.dim, |side| side_look(scene, side));
        pen.gap(1).left(side, columns.side, dim_if_over(style));
    }
    if columns.origin > 0 {
        pen.gap(1).left(origin(scene, entry), columns.origin, look.dim);
    }
    let (state, style) = state(scene, alert, columns.state);
    pen.gap(1).left(state, columns.state, style);
    if columns.deliveries > 0 {
        pen.gap(1);
        deliveries(scene, &mut pen, alert, columns);
    }
}

/// How long it has been on, in coarse steps, so that lines do not flicker.
fn age(scene: &Scene, pen: &mut Pen, alert: &Alert, wide: u16) {
    let look = scene.theme;
    let lasts = scene.state.now.since(alert.raised_at);
    // Past the first minute nobody counts seconds, and a new alert is new for a while.
    let coarse = if lasts < MINUTE_MS { lasts } else { lasts / MINUTE_MS * MINUTE_MS };
    let text = match format::age(scene.lang, coarse, NEW_MS / 2) {
        _ if !alert.is_firing() => String::new(),
        None => scene.glyphs.fresh.to_owned(),
        Some(age) => age,
    };
    pen.right(text, wide, look.dim).gap(1);
}

/// What it says, how many of its kind a line stands for, whether it came back, and which other system
/// says so where that has no column.
fn title_of(scene: &Scene, entry: &Entry, with_origin: bool, room: u16) -> String {
    let mut title = words::alert(scene.lang, entry.key(), entry.alert);
    if let Origin::Source(id) = &entry.alert.origin
        && with_origin
    {
        title = say::says(scene.lang, id, title);
    }
    let title =
        if entry.count > 1 { format!("{} {title}", say::times(scene.lang, entry.count)) } else { title };
    if entry.alert.episodes > 1 {
        let episodes = room::episodes(scene.lang, entry.alert.episodes);
        let long = format!("{title} {} {episodes}", scene.glyphs.dot);
        let short = say::again(scene.lang, title, entry.alert.episodes);
        return if width(&long) <= room { long } else { short };
    }
    title
}

/// Who says so: the plan, jday, another system.
fn origin<'a>(scene: &Scene, entry: &Entry<'a>) -> &'a str {
    match &entry.alert.origin {
        Origin::Source(id) => id.as_str(),
        Origin::Plan if scene.state.plan.alert(&Id::new(entry.key().parts().0)).is_some() => {
            say::plan(scene.lang)
        }
        Origin::Plan => say::own(scene.lang),
    }
}

/// Who took it on, until when it is silent, or that it waits; shorter where there is less room.
pub fn state(scene: &Scene, alert: &Alert, wide: u16) -> (String, Style) {
    let (lang, look, zone) = (scene.lang, scene.theme, scene.state.plan.zone);
    let fitting = |long: String, short: String| if width(&long) <= wide { long } else { short };
    if let Some(over) = alert.cleared_at {
        let text = say::over_at(lang, format::clock_short(over.at, zone));
        return (fitting(text, room::over(lang).to_owned()), look.dim);
    }
    if let Some(until) = alert.silenced_until.filter(|until| *until > scene.state.now.at) {
        let clock = format::clock_short(until, zone);
        let short = format!("{} {clock}", scene.glyphs.paused);
        let style = if alert.level == TierLevel::Critical { look.warn } else { look.dim };
        return (fitting(say::silent_until(lang, clock), short), style);
    }
    match &alert.acknowledged {
        Some((who, stamp)) => {
            let with_time = say::taken(lang, who, format::clock_short(stamp.at, zone));
            (fitting(with_time, who.to_string()), look.ok)
        }
        None if alert.level == TierLevel::Info => (String::new(), look.dim),
        None => (room::untaken(lang).to_owned(), look.warn),
    }
}

/// How its messages fared, by channel.
fn deliveries(scene: &Scene, pen: &mut Pen, alert: &Alert, columns: &Columns) {
    let look = scene.theme;
    let tier = scene.state.plan.tiers.iter().find(|tier| tier.level == alert.level);
    let place = |id: &Id| tier.and_then(|tier| tier.channels.iter().position(|known| known == id));
    let mut all: Vec<_> = alert.deliveries.iter().collect();
    // As in the tier's heading; what the plan no longer knows comes last.
    all.sort_by_key(|(id, _)| place(id).unwrap_or(usize::MAX));
    for (index, (id, delivery)) in all.into_iter().enumerate() {
        let (mark, style) = delivery_mark(scene, delivery);
        let style = if alert.is_firing() { style } else { look.dim };
        if !columns.names {
            pen.text(mark, style);
            continue;
        }
        pen.gap(if index == 0 { 0 } else { 2 });
        pen.text(channel(scene, id), look.dim).gap(1).text(mark, style);
        if let Some(Outcome::Refused { why } | Outcome::Unknown { why }) =
            delivery.outcome.as_ref().filter(|_| columns.reasons)
        {
            pen.gap(1).text(evidence::told(scene.lang, why), style);
        }
    }
}
