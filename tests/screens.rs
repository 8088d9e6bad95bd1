//! The screens as people see them: eight moments of the day at three sizes in both languages, and
//! no panic at any size or in any odd state.
//!
//! `JDAY_SCREENS=DIR cargo test --test screens` also writes each as a coloured file to look at.

mod support;

use jday::console::action::Stage;
use jday::console::glyphs::Glyphs;
use jday::console::keymap::Keymap;
use jday::console::lang::Lang;
use jday::console::theme::Theme;
use jday::console::view::{self, Choice, Cursors, Overlay, Pane, Picker, Scene, Transport};
use jday::model::State;
use jday::plan::types::Id;
use proptest::prelude::*;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use support::{ansi, rooms};

const SIZES: [(u16, u16); 3] = [(80, 24), (120, 40), (200, 60)];

/// What a scene borrows.
struct Desk {
    theme: Theme,
    keymap: Keymap,
    me: Id,
}

impl Desk {
    fn new() -> Self {
        Self { theme: Theme::built_in("dark").unwrap(), keymap: Keymap::standard(), me: Id::new("awa") }
    }

    fn scene<'a>(&'a self, state: &'a State, lang: Lang) -> Scene<'a> {
        Scene {
            state,
            theme: &self.theme,
            glyphs: &Glyphs::UNICODE,
            lang,
            stage: Stage::Drill,
            keymap: &self.keymap,
            me: Some(&self.me),
            local: Some("Europe/Paris".parse().unwrap()),
            focus: Pane::Alerts,
            cursors: Cursors::default(),
            overlay: Overlay::None,
            toast: None,
            transport: Some(Transport { speed: 4.0, paused: false }),
            journal_trouble: None,
        }
    }
}

fn drawn(scene: &Scene, width: u16, height: u16) -> Buffer {
    let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
    terminal.draw(|frame| view::draw(frame, scene)).unwrap();
    terminal.backend().buffer().clone()
}

fn text(buf: &Buffer) -> String {
    let line = |y| {
        let line: String = (0..buf.area.width).map(|x| buf[(x, y)].symbol()).collect();
        line.trim_end().to_owned()
    };
    (0..buf.area.height).map(line).collect::<Vec<_>>().join("\n")
}

/// Compares with the stored screen, and writes the coloured one where it is asked for.
fn check(name: &str, lang: Lang, buf: &Buffer) {
    let name = format!("{name}-{}x{}-{lang}", buf.area.width, buf.area.height);
    if let Ok(dir) = std::env::var("JDAY_SCREENS") {
        std::fs::write(format!("{dir}/{name}.ansi"), ansi::of(buf)).unwrap();
    }
    insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true, snapshot_path => "screens" }, {
        insta::assert_snapshot!(name, text(buf));
    });
}

fn at_all_sizes(name: &str, state: &State, change: impl Fn(&mut Scene)) {
    let desk = Desk::new();
    for lang in Lang::ALL {
        for (width, height) in SIZES {
            let mut scene = desk.scene(state, lang);
            change(&mut scene);
            check(name, lang, &drawn(&scene, width, height));
        }
    }
}

#[test]
fn calm_before_the_switch() {
    at_all_sizes("calm", &rooms::calm(), |_| ());
}

#[test]
fn a_trigger_counts_after_the_switch() {
    at_all_sizes("holding", &rooms::holding(), |_| ());
}

#[test]
fn a_rollback_is_proposed() {
    at_all_sizes("proposed", &rooms::proposed(), |_| ());
}

#[test]
fn a_rollback_runs() {
    at_all_sizes("rolling-back", &rooms::rolling_back(), |_| ());
}

#[test]
fn the_room_is_blind() {
    at_all_sizes("blind", &rooms::blind(), |_| ());
}

#[test]
fn the_score_sheet() {
    let score = rooms::score();
    let state = rooms::rolling_back();
    let desk = Desk::new();
    for lang in Lang::ALL {
        for (width, height) in SIZES {
            let mut scene = desk.scene(&state, lang);
            scene.overlay = Overlay::Score(&score);
            check("score", lang, &drawn(&scene, width, height));
        }
    }
}

#[test]
fn help_and_ticks() {
    at_all_sizes("help", &rooms::calm(), |scene| scene.overlay = Overlay::Help { scroll: 0 });
    let list = Id::new("pre-business");
    let state = rooms::calm();
    let desk = Desk::new();
    for lang in Lang::ALL {
        let mut scene = desk.scene(&state, lang);
        scene.overlay = Overlay::Ticks { checklist: &list, cursor: 7 };
        check("ticks", lang, &drawn(&scene, 120, 40));
    }
}

#[test]
fn small_windows_say_what_matters() {
    let state = rooms::proposed();
    let desk = Desk::new();
    for (width, height) in [(60, 15), (40, 10), (30, 1)] {
        check("small", Lang::Fr, &drawn(&desk.scene(&state, Lang::Fr), width, height));
    }
}

fn choices() -> Vec<Choice> {
    let choice = |id: &str, title: &str, story: &str| Choice {
        id: id.into(),
        title: title.into(),
        story: story.into(),
        length_ms: 1_800_000,
    };
    vec![
        choice("clean-day", "Une journée sans histoire", "Tout va bien, du briefing au bilan."),
        choice(
            "errors-after-switch",
            "Erreurs après la bascule",
            "Green répond bien aux tests, puis les vrais utilisateurs arrivent. Quatre minutes plus tard, une requête sur douze échoue.",
        ),
    ]
}

fn picked(theme: &Theme, keymap: &Keymap, lang: Lang, size: (u16, u16), choices: &[Choice]) -> Buffer {
    let plan = &jday::plan::embedded().title;
    let picker = Picker { choices, cursor: 1, plan, theme, glyphs: &Glyphs::UNICODE, keymap, lang, trouble: None };
    let mut terminal = Terminal::new(TestBackend::new(size.0, size.1)).unwrap();
    terminal.draw(|frame| view::draw_picker(frame, &picker)).unwrap();
    terminal.backend().buffer().clone()
}

#[test]
fn the_picker() {
    let desk = Desk::new();
    for lang in Lang::ALL {
        for size in SIZES {
            check("picker", lang, &picked(&desk.theme, &desk.keymap, lang, size, &choices()));
        }
    }
}
