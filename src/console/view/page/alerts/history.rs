//! What the log still has about one alert.

use crate::console::format;
use crate::console::messages::journal::Teller;
use crate::console::messages::{alerts as say, words};
use crate::console::view::fields::Field;
use crate::console::view::scene::Scene;
use crate::model::alerts::AlertKey;
use crate::model::effect::{About, Effect};
use crate::model::event::{Envelope, Event};

/// Most events that are told, the newest.
const MOST: usize = 12;

/// What the log still has about it, oldest first.
pub fn fields<'s>(scene: &Scene<'s>, key: &AlertKey) -> Vec<Field<'s>> {
    let (lang, plan) = (scene.lang, &scene.state.plan);
    let mut found: Vec<&Envelope> = Vec::new();
    for (_, envelope) in scene.log.entries().rev() {
        if is_about(scene, key, &envelope.event) {
            found.push(envelope);
            if found.len() == MOST {
                break;
            }
        }
    }
    let teller = Teller { lang, plan, log: Some(scene.log) };
    found
        .iter()
        .rev()
        .enumerate()
        .map(|(index, envelope)| {
            let clock = format::clock(envelope.at, plan.zone);
            let who = words::actor(lang, plan, &envelope.by);
            let text = format!("{clock}  {who}  {}", teller.sentence(envelope));
            Field::new(if index == 0 { say::history(lang) } else { "" }, text, scene.theme.dim)
        })
        .collect()
}

fn is_about(scene: &Scene, wanted: &AlertKey, event: &Event) -> bool {
    match event {
        Event::AlertRaised(raised) => raised.alert == *wanted,
        Event::AlertHeard(heard) => {
            let (name, side) = wanted.parts();
            heard.side == side && heard.name.as_str() == name
        }
        Event::AlertCleared { alert } | Event::Acknowledged { alert } | Event::Silenced { alert, .. } => {
            alert == wanted
        }
        Event::Intended(Effect::Notify { about: About::Alert(alert), .. }) => alert == wanted,
        Event::Settled { intent, .. } => {
            let intent = scene.log.event(*intent).map(|envelope| &envelope.event);
            matches!(intent, Some(Event::Intended(Effect::Notify { about: About::Alert(alert), .. })) if alert == wanted)
        }
        _ => false,
    }
}
