//! Page 4.

use jday::console::lang::Lang;
use jday::console::page::{ChecklistLine, Page, Places};
use jday::model::State;
use jday::model::checklist::{Mark, Proof};
use jday::model::event::Actor;
use jday::plan::types::Id;

use super::{Desk, Log, drawn, page_at_all_sizes, rooms, text};

/// The calm room, with a note, a proof that holds, one that no longer does and an item taken back.
fn room() -> State {
    let mut state = rooms::calm();
    let ago = |secs| rooms::back(state.now, secs);
    let note = Mark {
        done: true,
        by: Actor::Person(Id::new("fatou")),
        stamp: ago(1_260),
        note: Some("revu avec le support, deux clients pilotes".into()),
        proof: None,
    };
    let proved = |holds, number, secs| Mark {
        done: holds,
        by: Actor::Engine,
        stamp: ago(secs),
        note: None,
        proof: Some(Proof { metric: Id::new("p95"), number, holds }),
    };
    let back =
        Mark { done: false, by: Actor::Person(Id::new("moussa")), note: None, proof: None, stamp: ago(80) };
    let marks = [
        ("tell-team", note),
        ("j1-performance", proved(true, 0.74, 300)),
        ("rollback-performance", proved(false, 3.4, 60)),
        ("data-backup", back),
    ];
    for (item, mark) in marks {
        state.checklists.marks.insert(Id::new(item), mark);
    }
    state
}

#[test]
fn the_page() {
    page_at_all_sizes("page-checklists", Page::Checklists, &room(), &Log::default(), |_| ());
}

#[test]
fn an_item_in_full() {
    page_at_all_sizes("page-checklists-item", Page::Checklists, &room(), &Log::default(), |places| {
        places.item = Some(ChecklistLine::Item(Id::new("j1-performance")));
        places.here_mut().open = true;
    });
}

#[test]
fn after_a_rollback_its_list_comes_first() {
    let mut state = rooms::rolling_back();
    state.checklists.opened.insert(Id::new("post-rollback"), rooms::back(state.now, 30));
    page_at_all_sizes("page-checklists-rollback", Page::Checklists, &state, &Log::default(), |_| ());
}

fn screen(state: &State, look: impl Fn(&mut Places)) -> String {
    let mut desk = Desk::new();
    desk.places.page = Page::Checklists;
    look(&mut desk.places);
    text(&drawn(&desk.scene(state, Lang::En), 120, 40))
}

#[test]
fn a_folded_list_keeps_its_head_and_hides_its_items() {
    let state = room();
    let fold = |places: &mut Places| {
        places.folded.insert(Id::new("pre-business"));
        places.item = Some(ChecklistLine::List(Id::new("pre-business")));
    };
    assert!(screen(&state, |_| ()).contains("Stratégie de backup validée"));
    let folded = screen(&state, fold);
    assert!(folded.contains("▸ ☐ Validation Métier"), "{folded}");
    assert!(!folded.contains("Stratégie de backup validée"), "{folded}");
}

#[test]
fn a_filter_finds_items_by_their_words_their_list_and_who_ticked_them() {
    let state = room();
    let filtered = |filter: &str| {
        screen(&state, |places: &mut Places| {
            places.folded.insert(Id::new("pre-operations"));
            places.here_mut().filter = filter.into();
        })
    };
    assert!(
        filtered("planning fatou").contains("Planning et rôles définis"),
        "{}",
        filtered("planning fatou")
    );
    assert!(filtered("j+7 stabilité").contains("Aucun incident majeur"));
    assert!(filtered("no such words").contains("nothing holds “no such words”"));
}

#[test]
fn the_list_of_the_rollback_says_when_it_opens() {
    let line = "Validation Post-Rollback: opens after a rollback";
    let at_the_end =
        |places: &mut Places| places.item = Some(ChecklistLine::Item(Id::new("success-documentation")));
    assert!(screen(&room(), at_the_end).contains(line));
}

#[test]
fn the_chosen_item_stays_chosen_when_its_list_moves() {
    let mut state = room();
    let item = Id::new("data-backup");
    let look = |places: &mut Places| places.item = Some(ChecklistLine::Item(Id::new("data-backup")));
    let told = "Sauvegarde · Stratégie de backup validée";
    assert!(screen(&state, look).contains(told));
    // Everything that held the switch is done: the list goes behind those that are open.
    let plan = state.plan.clone();
    for known in plan.checklist(&Id::new("pre-business")).unwrap().items() {
        let mark = state.checklists.marks.get(&Id::new("tell-team")).unwrap().clone();
        state.checklists.marks.insert(known.id.clone(), mark);
    }
    assert!(state.checklists.is_done(&item));
    assert!(screen(&state, look).contains(told));
}
