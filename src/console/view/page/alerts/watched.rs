//! What the plan watches, tier by tier: what would wake whom, and how far the value is from it now.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::console::format;
use crate::console::messages::schedule::exact;
use crate::console::messages::{alerts as say, room};
use crate::console::view::alerts::severity;
use crate::console::view::facts;
use crate::console::view::pen::Pen;
use crate::console::view::scene::Scene;
use crate::model::alerts::AlertKey;
use crate::plan::types::{AlertRule, Condition, Metric, Millis, Scope, TierLevel};

/// Fewest cells in which a rule's hold is told beside its condition.
const ROOMY: u16 = 100;
/// Width of a value such as `99,40 % à présent`.
const VALUE: u16 = 18;

/// Draws the heading and as many rules as there is room for.
pub fn draw(scene: &Scene, buf: &mut Buffer, area: Rect, calm: bool) {
    let look = scene.theme;
    let mut pen = Pen::at(buf, area, 0);
    if calm {
        pen.text(scene.glyphs.ok, look.ok).gap(1).text(say::none(scene.lang), look.text);
    } else {
        pen.text(say::watched(scene.lang), look.title);
    }
    pen.gap(1).fill(scene.glyphs.line, look.border);
    let rules =
        scene.state.plan.tiers.iter().flat_map(|tier| tier.alerts.iter().map(|rule| (tier.level, rule)));
    let count = rules.clone().count();
    let lines = usize::from(area.height.saturating_sub(1));
    // The last line says how many have no room.
    let shown = if count > lines { lines.saturating_sub(1) } else { count };
    for (line, (level, rule)) in (1..area.height).zip(rules.take(shown)) {
        draw_rule(scene, buf, area, line, level, rule);
    }
    if count > shown {
        let more = room::more(scene.lang, count - shown);
        Pen::at(buf, area, area.height.saturating_sub(1)).text(more, look.dim);
    }
}

fn draw_rule(scene: &Scene, buf: &mut Buffer, area: Rect, line: u16, level: TierLevel, rule: &AlertRule) {
    let (lang, look) = (scene.lang, scene.theme);
    let metric = rule.metric.as_ref().and_then(|id| scene.state.plan.metric(id));
    let on = is_on(scene, rule, metric);
    let (glyph, style) = severity(scene, level);
    let mut pen = Pen::at(buf, area, line);
    // In a narrow window the title, which says it too, stands for the time that the rule must hold.
    let roomy = area.width >= ROOMY;
    let conditions = if roomy { 30 } else { 14 };
    let title = area.width.saturating_sub(conditions + VALUE + 4).min(70);
    pen.text(glyph, if on { style } else { look.dim }).gap(1);
    pen.left(rule.title.one_line(), title, if on { look.strong } else { look.dim }).gap(1);
    match metric {
        None => pen.text(say::by_event(lang), look.dim),
        Some(metric) => {
            let hold = if roomy { rule.hold } else { Millis(0) };
            pen.left(condition(scene, rule, metric, hold), conditions, look.dim).gap(1);
            match facts::fresh(scene.state, metric, scene.state.cutover.live) {
                Some(value) => {
                    let text = say::now(lang, format::value(lang, metric.unit, value));
                    pen.text(text, if on { look.bad } else { look.text })
                }
                None => pen.text(scene.glyphs.unknown, look.unknown),
            }
        }
    };
}

fn is_on(scene: &Scene, rule: &AlertRule, metric: Option<&Metric>) -> bool {
    let of_a_side = metric.is_some_and(|metric| metric.scope == Scope::Side);
    let side = of_a_side.then_some(scene.state.cutover.live);
    let key = AlertKey::new(rule.id.as_str(), side);
    scene.state.alerts.feed.get(&key).is_some_and(crate::model::alerts::Alert::is_firing)
}

/// The condition and for how long it must `hold`: `> 5 % pendant 5 min 00 s`; nothing of a hold of zero.
pub fn condition(scene: &Scene, rule: &AlertRule, metric: &Metric, hold: Millis) -> String {
    let lang = scene.lang;
    let (Some(op), Some(amount)) = (rule.op, rule.threshold) else {
        return say::by_event(lang).to_owned();
    };
    let what = if metric.unit == crate::plan::types::Unit::Updown {
        format::value(lang, metric.unit, amount.0)
    } else {
        format::condition(lang, metric.unit, Condition { op, amount })
    };
    if let Some(over) = rule.grown_over {
        return format!("{what} {}", say::grown_over(lang, exact(lang, over.0)));
    }
    if hold.0 == 0 {
        return what;
    }
    format!("{what} {}", say::held_for(lang, exact(lang, hold.0)))
}
