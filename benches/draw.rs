//! How long one drawing of the room takes at 120×40 with ten minutes of telemetry behind it.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a bench without its room is no bench")]

#[path = "../tests/support/mod.rs"]
#[allow(dead_code, reason = "the bench needs one of the rooms")]
mod support;

use criterion::{Criterion, criterion_group, criterion_main};
use jday::console::action::Stage;
use jday::console::glyphs::Glyphs;
use jday::console::keymap::Keymap;
use jday::console::lang::Lang;
use jday::console::page::Places;
use jday::console::theme::Theme;
use jday::console::view::{self, Cursors, Overlay, Pane, Scene};
use jday::source::Log;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

fn draw(criterion: &mut Criterion) {
    let state = support::rooms::rolling_back();
    let (theme, keymap) = (Theme::built_in("dark").unwrap(), Keymap::standard());
    let (places, log) = (Places::default(), Log::default());
    let scene = Scene {
        state: &state,
        theme: &theme,
        glyphs: &Glyphs::UNICODE,
        lang: Lang::Fr,
        stage: Stage::Drill,
        keymap: &keymap,
        me: None,
        local: None,
        places: &places,
        log: &log,
        filtering: false,
        focus: Pane::Alerts,
        cursors: Cursors::default(),
        overlay: Overlay::None,
        toast: None,
        transport: None,
        played: None,
        journal_trouble: None,
    };
    let area = Rect::new(0, 0, 120, 40);
    criterion.bench_function("draw room 120x40", |bencher| {
        bencher.iter(|| {
            let mut buf = Buffer::empty(area);
            view::draw_room(&mut buf, area, &scene);
            buf
        });
    });
}

criterion_group!(benches, draw);
criterion_main!(benches);
