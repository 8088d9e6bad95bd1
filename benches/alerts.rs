//! How long a key and a drawing take with ten thousand alerts, and with a log as long as is kept.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a bench without its room is no bench")]

#[path = "../tests/support/mod.rs"]
#[allow(dead_code, reason = "the bench needs one of the rooms")]
mod support;

use std::sync::Arc;

use criterion::{Criterion, criterion_group, criterion_main};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use jday::console::action::Stage;
use jday::console::app::{App, Seen};
use jday::console::glyphs::Glyphs;
use jday::console::input::Meaning;
use jday::console::keymap::Keymap;
use jday::console::lang::Lang;
use jday::console::page::{Page, Places, Sight};
use jday::console::theme::Theme;
use jday::console::view::{self, Scene};
use jday::model::event::{Actor, Digest, Envelope, Event, FORMAT};
use jday::model::triggers::{Because, Evidence, Judged, Standing};
use jday::model::{Outcome, State};
use jday::plan::types::{Id, Side, TierLevel};
use jday::source::Log;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

const ALERTS: u64 = 10_000;

fn many_alerts() -> State {
    let mut state = support::rooms::rolling_back();
    for index in 0..ALERTS {
        let level = [TierLevel::Critical, TierLevel::Important, TierLevel::Info][index as usize % 3];
        let title = format!("Délai dépassé sur le service n° {index}");
        let name = format!("rule-{}-{index}", index % 500);
        support::rooms::raise(&mut state, &name, level, &title, index % 590, None);
    }
    state
}

fn long_log(state: &State) -> Log {
    let mut log = Log::default();
    for seq in 1..=Log::KEEP as u64 {
        let stamp = support::rooms::back(state.now, (Log::KEEP as u64 - seq) / 4);
        let evidence =
            Evidence { because: Because::BeyondThreshold, value: Some(0.08), ..Evidence::default() };
        let standing = Standing { evidence, ..Standing::default() };
        let trigger = state.plan.triggers[seq as usize % state.plan.triggers.len()].id.clone();
        let event = match seq % 4 {
            0 | 1 => Event::Judged(Judged { trigger, side: Side::Green, standing }),
            2 => Event::Settled { intent: seq - 1, outcome: Outcome::Done { detail: "202 accepted".into() } },
            _ => Event::Noted { text: "Les créations de mission échouent depuis Dakar.".into() },
        };
        let by = if seq.is_multiple_of(4) { Actor::Person(Id::new("awa")) } else { Actor::Engine };
        let (at, mono, prev) = (stamp.at, stamp.mono, Digest::default());
        log.push(&Arc::new(Envelope { v: FORMAT, seq, at, boot: 0, mono, by, event, prev }));
    }
    log
}

struct Desk {
    theme: Theme,
    keymap: Keymap,
    state: State,
    log: Log,
}

impl Desk {
    fn draw(&self, places: &Places) -> Buffer {
        let sight = Sight { state: &self.state, log: &self.log, lang: Lang::Fr, places };
        let scene = Scene::plain(sight, Stage::Drill, &self.theme, &Glyphs::UNICODE, &self.keymap);
        let area = Rect::new(0, 0, 120, 40);
        let mut buf = Buffer::empty(area);
        view::draw_room(&mut buf, area, &scene);
        buf
    }

    /// A key and the frame that answers it.
    fn key(&self, app: &mut App, code: KeyCode) -> Buffer {
        let meaning = Meaning::Key(KeyEvent::new(code, KeyModifiers::NONE));
        app.take(meaning, Seen::of(&self.state, &self.log), 0);
        self.draw(&app.places)
    }
}

fn bench(criterion: &mut Criterion) {
    let state = many_alerts();
    let log = long_log(&state);
    let desk = Desk { theme: Theme::built_in("dark").unwrap(), keymap: Keymap::standard(), state, log };
    let mut run = |name: &str, page: Page, key: KeyCode, look: &dyn Fn(&mut Places)| {
        let mut app = App::new(Lang::Fr, Stage::Drill, Some(Id::new("awa")), Keymap::standard());
        app.places.page = page;
        look(&mut app.places);
        app.changed(Seen::of(&desk.state, &desk.log), 0);
        criterion.bench_function(&format!("key and frame, {name}"), |bencher| {
            bencher.iter(|| desk.key(&mut app, key));
        });
    };
    let filter = |words: &'static str| move |places: &mut Places| places.here_mut().filter = words.into();
    run("room, 10,000 alerts", Page::Room, KeyCode::Down, &|_| ());
    run("alerts, 10,000", Page::Alerts, KeyCode::Down, &|_| ());
    run("alerts, 10,000, grouped", Page::Alerts, KeyCode::Down, &|places| places.grouped = true);
    run("alerts, 10,000, filtered", Page::Alerts, KeyCode::Down, &filter("service 77"));
    run("alerts, 10,000, details", Page::Alerts, KeyCode::Down, &|places| places.here_mut().open = true);
    run("journal, 20,000", Page::Journal, KeyCode::Up, &|_| ());
    run("journal, 20,000, a time", Page::Journal, KeyCode::Up, &filter("14:09"));
    run("journal, 20,000, a word", Page::Journal, KeyCode::Up, &filter("dakar"));
    run("journal, 20,000, nothing found", Page::Journal, KeyCode::Up, &filter("zebra"));
}

criterion_group!(benches, bench);
criterion_main!(benches);
