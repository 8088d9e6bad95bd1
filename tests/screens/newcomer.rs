//! What somebody who sees jday for the first time must find without looking for it.

use super::{Desk, SIZES, drawn, rooms, text};
use jday::console::lang::Lang;
use jday::console::page::Page;
use jday::console::view::Overlay;

#[test]
fn before_the_switch_the_room_names_what_holds_it_and_the_key_that_leads_there() {
    let (state, desk) = (rooms::calm(), Desk::new());
    for (width, height) in SIZES.into_iter().chain([(60, 20), (40, 10)]) {
        let screen = text(&drawn(&desk.scene(&state, Lang::En), width, height));
        let told = screen.lines().any(|line| line.contains("gates") && line.contains("checklists (4)"));
        assert!(told, "{width}x{height}:\n{screen}");
    }
    let after = rooms::proposed();
    let screen = text(&drawn(&desk.scene(&after, Lang::En), 200, 60));
    assert!(!screen.contains("gates "), "nobody waits for the switch's gates any more:\n{screen}");
}

#[test]
fn every_window_says_that_there_are_more_pages() {
    let (state, desk) = (rooms::calm(), Desk::new());
    for (width, height) in [(80, 24), (100, 30), (60, 20)] {
        let screen = text(&drawn(&desk.scene(&state, Lang::En), width, height));
        assert!(screen.contains("1-8 Pages"), "{width}x{height}:\n{screen}");
    }
    let framed = text(&drawn(&desk.scene(&state, Lang::En), 120, 40));
    assert!(!framed.contains("1-8 Pages") && framed.contains("8 People"), "the tabs say it:\n{framed}");
    let tiny = text(&drawn(&desk.scene(&state, Lang::En), 40, 10));
    assert!(tiny.contains("1-8 pages"), "{tiny}");
}

#[test]
fn help_begins_with_the_keys_of_the_page_and_leaves_out_those_of_others() {
    let state = rooms::calm();
    for (page, own, foreign) in [
        (Page::Metrics, "Zoom in", "Group"),
        (Page::Alerts, "Acknowledge", "Zoom in"),
        (Page::Room, "Switch", "Group"),
    ] {
        let mut desk = Desk::new();
        desk.places.page = page;
        let mut scene = desk.scene(&state, Lang::En);
        scene.overlay = Overlay::Help { scroll: 0 };
        let screen = text(&drawn(&scene, 120, 70));
        let line = |word: &str| screen.lines().position(|line| line.contains(word));
        assert!(line(own) < line("Everywhere") && line(own).is_some(), "{page:?}:\n{screen}");
        assert!(line(&format!(" {foreign} ")).is_none(), "{page:?}:\n{screen}");
    }
}

#[test]
fn help_scrolls_to_its_last_key_in_every_window_and_says_what_is_left() {
    let (state, desk) = (rooms::calm(), Desk::new());
    for (width, height) in SIZES.into_iter().chain([(40, 10)]) {
        let mut scene = desk.scene(&state, Lang::En);
        scene.overlay = Overlay::Help { scroll: usize::MAX };
        let screen = text(&drawn(&scene, width, height));
        assert!(screen.contains("watch goes on") || screen.contains("Quit"), "{width}x{height}:\n{screen}");
        assert!(!screen.contains(" more "), "{width}x{height}:\n{screen}");
    }
    let mut scene = desk.scene(&state, Lang::En);
    scene.overlay = Overlay::Help { scroll: 0 };
    assert!(text(&drawn(&scene, 80, 24)).contains(" more "));
}
