//! Alerts of other systems, as their servers tell them and as they do not.

mod alertmanager;
mod pagerduty;
mod sentry;
mod worse;

pub use worse::bad;

use jday::client::{Foreign, Observed};

use crate::fake::{Answer, Asked, Fake};
use crate::net::{BARE, World, plan};

/// A world whose one source `it` is `feed`, with `$url` for where `script` answers.
fn world(feed: &str, script: impl Fn(&Asked) -> Answer + Send + Sync + 'static) -> (World, Fake) {
    let fake = Fake::start(script);
    let feed = feed.replace("$url", &fake.url());
    let live =
        format!("{BARE}\n[[sources]]\nid = \"it\"\ninterval = \"1s\"\ndeadline = \"2s\"\n[sources.{feed}");
    (World::new(&plan(&live)), fake)
}

/// What the source says.
#[track_caller]
fn observed(world: &mut World) -> Observed {
    world.poll("it").answer.expect("an answer")
}

/// Name, level and title of each alert.
#[track_caller]
fn alerts(world: &mut World) -> Vec<String> {
    let told = |alert: &Foreign| {
        let side = alert.side.map(|side| format!("@{side}")).unwrap_or_default();
        format!("{}{side} {} {}", alert.name, alert.level.word(), alert.title)
    };
    observed(world).alerts.expect("alerts").iter().map(told).collect()
}
