//! How long one drawing takes: every page at 120×40 with ten minutes of telemetry behind it, and what a
//! bad hour makes of it, the room at 200×60 and the alert feed with ten thousand alerts.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a bench without its room is no bench")]

#[path = "../tests/support/mod.rs"]
#[allow(dead_code, reason = "the bench needs some of the rooms")]
mod support;

use std::sync::Arc;

use criterion::{Criterion, criterion_group, criterion_main};
use jday::console::action::Stage;
use jday::console::glyphs::Glyphs;
use jday::console::keymap::Keymap;
use jday::console::lang::Lang;
use jday::console::page::{Page, Places, Sight, Zoom};
use jday::console::theme::Theme;
use jday::console::view::{self, Scene};
use jday::model::State;
use jday::model::alerts::{AlertKey, Raised};
use jday::model::event::{Actor, Digest, Envelope, Event, FORMAT};
use jday::plan::types::{Side, TierLevel};
use jday::source::Log;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use support::rooms;

/// Alerts of a bad hour.
const STORM: u64 = 10_000;

/// A room under a storm of alerts, and the log of it.
fn storm() -> (State, Log) {
    let (mut state, mut log) = (rooms::rolling_back(), Log::default());
    for index in 0..STORM {
        let (name, ago) = (format!("storm-{index}"), (STORM - index) / 10);
        let level = [TierLevel::Critical, TierLevel::Important, TierLevel::Info][index as usize % 3];
        let title = format!("Instance {index} ne répond plus");
        rooms::raise(&mut state, &name, level, &title, ago, (index % 2 == 0).then_some("awa"));
        let raised_at = rooms::back(state.now, ago);
        let (at, boot, mono) = (raised_at.at, raised_at.boot, raised_at.mono);
        let side = Some(Side::Green);
        let raised = Raised { alert: AlertKey::new(&name, side), level, title: title.as_str().into(), side };
        log.push(&Arc::new(Envelope {
            v: FORMAT,
            seq: index,
            at,
            boot,
            mono,
            by: Actor::Engine,
            event: Event::AlertRaised(raised),
            prev: Digest::default(),
        }));
    }
    (state, log)
}

/// What drawings borrow.
struct Desk {
    theme: Theme,
    keymap: Keymap,
    places: Places,
}

impl Desk {
    fn draw(&self, state: &State, log: &Log, area: Rect) -> Buffer {
        let sight = Sight { state, log, lang: Lang::Fr, places: &self.places };
        let scene = Scene::plain(sight, Stage::Drill, &self.theme, &Glyphs::UNICODE, &self.keymap);
        let mut buf = Buffer::empty(area);
        view::draw_room(&mut buf, area, &scene);
        buf
    }
}

fn draw(criterion: &mut Criterion) {
    let (state, log) = (rooms::rolling_back(), Log::default());
    let (stormy, told) = storm();
    let theme = Theme::built_in("dark").unwrap();
    let mut desk = Desk { theme, keymap: Keymap::standard(), places: Places::default() };
    let (medium, large) = (Rect::new(0, 0, 120, 40), Rect::new(0, 0, 200, 60));
    for page in Page::ALL {
        desk.places.page = page;
        let name = format!("draw {page:?} 120x40").to_lowercase();
        criterion.bench_function(&name, |bencher| bencher.iter(|| desk.draw(&state, &log, medium)));
    }
    for (page, area) in [(Page::Room, large), (Page::Alerts, medium), (Page::Metrics, large)] {
        desk.places.page = page;
        let name = format!("draw {page:?} {}x{} with {STORM} alerts", area.width, area.height).to_lowercase();
        criterion.bench_function(&name, |bencher| bencher.iter(|| desk.draw(&stormy, &told, area)));
    }
    for zoom in Zoom::ALL {
        desk.places.zoom = zoom;
        let name = format!("draw metrics 200x60 {zoom:?}").to_lowercase();
        criterion.bench_function(&name, |bencher| bencher.iter(|| desk.draw(&state, &log, large)));
    }
}

criterion_group!(benches, draw);
criterion_main!(benches);
