//! Alerts of other systems: what began and what ended since they were told last.

use crate::client::Foreign;
use crate::model::State;
use crate::model::alerts::{AlertKey, Heard, Origin};
use crate::plan::types::Id;

/// What `source` has to tell, now that these of its alerts are on. One that was told and is not among
/// them has ended.
pub fn heard(state: &State, source: &Id, alerts: &[Foreign]) -> Vec<Heard> {
    let origin = Origin::Source(source.clone());
    let on = |key: &AlertKey| state.alerts.feed.get(key).is_some_and(|known| known.is_firing());
    let begun = alerts.iter().map(|foreign| Heard {
        source: source.clone(),
        name: foreign.name.clone(),
        side: foreign.side,
        level: foreign.level,
        title: foreign.title.clone(),
        firing: true,
    });
    let mut told: Vec<Heard> = begun.filter(|heard| !on(&heard.key())).collect();
    let still: Vec<AlertKey> =
        alerts.iter().map(|foreign| AlertKey::new(foreign.name.as_str(), foreign.side)).collect();
    for (key, alert) in &state.alerts.feed {
        if alert.origin == origin && alert.is_firing() && !still.contains(key) {
            let (name, side) = key.parts();
            told.push(Heard {
                source: source.clone(),
                name: name.into(),
                side,
                level: alert.level,
                title: alert.title.clone(),
                firing: false,
            });
        }
    }
    told
}
