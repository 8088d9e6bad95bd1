//! The second person and the lead: their banner, their dialogs, and what keys make of them.

use crossterm::event::KeyCode;
use jday::console::dialog::{Dialog, Step, eyes};
use jday::console::input::Meaning;
use jday::console::lang::Lang;
use jday::console::view::scene::Overlay;
use jday::model::approvals::{Asked, Wanted};
use jday::model::people::Attached;
use jday::model::{Command, State};
use jday::plan::types::{Id, Side};

use crate::support::rooms;
use crate::{Desk, check, drawn, text};

/// Awa asked for the switch a moment ago.
fn asked() -> State {
    let mut state = rooms::calm();
    let wanted = Wanted {
        procedure: Id::new("switch"),
        from: Side::Blue,
        plan_hash: state.plan_hash,
        until: state.now.plus(95_000).at,
        note: Some("14:00, all green".into()),
    };
    let asked = Asked { wanted, by: Id::new("awa"), stamp: state.now };
    state.approvals.open.insert(41, asked);
    state
}

fn enter(dialog: &mut Dialog) -> Step {
    dialog.take(Meaning::Key(KeyCode::Enter.into()))
}

fn down(dialog: &mut Dialog) {
    dialog.take(Meaning::Key(KeyCode::Down.into()));
}

#[test]
fn the_banner_and_the_dialog_of_a_second_person() {
    let state = asked();
    for lang in Lang::ALL {
        let desk = Desk::new();
        let dialog = eyes::second(lang, &state, Some(&Id::new("moussa"))).unwrap();
        let mut scene = desk.scene(&state, lang);
        scene.overlay = Overlay::Dialog { dialog: &dialog, settled: true };
        for (cols, rows) in [(80, 24), (120, 40)] {
            check("second-person", lang, &drawn(&scene, cols, rows));
        }
    }
}

#[test]
fn whoever_asked_is_not_offered_to_approve() {
    let state = asked();
    let desk = Desk::new();
    let shown = |me: &str| {
        let dialog = eyes::second(Lang::En, &state, Some(&Id::new(me))).unwrap();
        let mut scene = desk.scene(&state, Lang::En);
        scene.overlay = Overlay::Dialog { dialog: &dialog, settled: true };
        text(&drawn(&scene, 120, 40))
    };
    assert!(shown("moussa").contains("Approve"), "{}", shown("moussa"));
    assert!(!shown("awa").contains("Approve"), "{}", shown("awa"));
    assert!(shown("awa").contains("somebody else approves"));
}

#[test]
fn approving_asks_for_the_phrase_and_going_alone_for_a_reason_too() {
    let state = asked();
    let mut dialog = eyes::second(Lang::En, &state, Some(&Id::new("moussa"))).unwrap();
    down(&mut dialog);
    let Step::Open(mut approve) = enter(&mut dialog) else { panic!("a dialog of its own") };
    approve.take(Meaning::Text("switch green".into()));
    let Step::Send(Command::Approve { action: 41, confirm: Some(_) }) = enter(&mut approve) else {
        panic!("the approval")
    };
    down(&mut dialog);
    let Step::Open(mut alone) = enter(&mut dialog) else { panic!("a dialog of its own") };
    alone.take(Meaning::Text("switch green".into()));
    assert!(matches!(enter(&mut alone), Step::Stay), "a reason is missing");
    alone.take(Meaning::Text("nobody answers".into()));
    let Step::Send(Command::BreakGlass { action: 41, reason, .. }) = enter(&mut alone) else {
        panic!("alone")
    };
    assert_eq!(reason.as_str(), "nobody answers");
}

#[test]
fn the_lead_goes_to_whoever_is_here() {
    let mut state = rooms::calm();
    let attached = Attached { person: Id::new("moussa"), from: "bastion".into() };
    state.people.attached.insert(attached.person, (state.now, attached.from, 1));
    let mut dialog = eyes::lead(Lang::Fr, &state, Some(&Id::new("awa")));
    down(&mut dialog);
    let Step::Send(Command::HandOver { to }) = enter(&mut dialog) else { panic!("the hand-over") };
    assert_eq!(to.as_str(), "moussa");
}
