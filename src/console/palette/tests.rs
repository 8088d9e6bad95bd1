use super::*;

fn palette(lang: Lang, recent: &Recent) -> Palette {
    let plan = crate::plan::embedded();
    Palette::new(lang, plan, &Keymap::standard(), &Themes::default(), recent)
}

fn first(lang: Lang, query: &str) -> Entry {
    let mut palette = palette(lang, &Recent::new());
    palette.insert(query);
    palette.chosen().cloned().unwrap_or_else(|| panic!("{query:?} finds nothing"))
}

#[test]
fn an_action_is_found_by_its_name_in_either_language_with_or_without_accents() {
    for lang in Lang::ALL {
        for (query, wanted) in [
            ("decider", Action::Decide),
            ("Décider", Action::Decide),
            ("DÉCID", Action::Decide),
            // The plan has procedures of this name too: the one key for it comes first in an emergency.
            ("rollback", Action::Rollback),
            ("retour arriere", Action::Rollback),
            ("switch", Action::Switch),
            ("retour", Action::Rollback),
            ("acknow", Action::Acknowledge),
            ("prendre", Action::Acknowledge),
            ("basculer", Action::Switch),
            ("alertes", Action::ShowAlerts),
            ("learning", Action::Learn),
            ("panne", Action::Fault),
        ] {
            assert_eq!(first(lang, query), Entry::Act(wanted), "{query:?} in {lang}");
        }
    }
}

#[test]
fn letters_in_order_are_enough_and_every_word_must_be_there() {
    assert_eq!(first(Lang::En, "rlbk"), Entry::Act(Action::Rollback));
    assert_eq!(first(Lang::En, "theme mono"), Entry::Theme("mono".into()));
    let mut none = palette(Lang::En, &Recent::new());
    none.insert("theme rollback zebra");
    assert_eq!(none.chosen(), None);
    assert_eq!(none.found().len(), 0);
    none.walk(|at, last| (at + 1).min(last));
    assert_eq!(none.chosen(), None, "walking over nothing chooses nothing");
}

#[test]
fn a_key_finds_what_it_does() {
    assert_eq!(first(Lang::En, "R"), Entry::Act(Action::Rollback));
    assert_eq!(first(Lang::En, "ctrl-l"), Entry::Act(Action::Repaint));
}

#[test]
fn pages_checklists_procedures_themes_and_languages_are_all_there() {
    let palette = palette(Lang::En, &Recent::new());
    let has = |wanted: &dyn Fn(&Entry) -> bool| palette.found().any(|row| wanted(&row.entry));
    assert!(has(&|entry| *entry == Entry::Act(Action::ShowPeople)));
    assert!(has(&|entry| *entry == Entry::Checklist(Id::new("pre-technical"))));
    assert!(has(&|entry| matches!(entry, Entry::Procedure(_))));
    assert!(has(&|entry| *entry == Entry::Language(Lang::Fr)));
    for (name, _) in super::super::theme::BUILT_IN {
        assert!(has(&|entry| *entry == Entry::Theme(name.into())), "{name}");
    }
}

#[test]
fn what_was_used_last_comes_first_while_nothing_is_typed() {
    let mut recent = Recent::new();
    for entry in [Action::Sitrep, Action::Quit, Action::Sitrep] {
        remember(&mut recent, Entry::Act(entry));
    }
    let palette = palette(Lang::En, &recent);
    let order: Vec<_> = palette.found().take(3).map(|row| row.entry.clone()).collect();
    let wanted = [Action::Sitrep, Action::Quit, Action::ShowRoom].map(Entry::Act);
    assert_eq!(order, wanted);
}

#[test]
fn the_query_is_edited_as_people_see_it_and_never_grows_without_end() {
    let mut palette = palette(Lang::Fr, &Recent::new());
    palette.insert("e\u{301}");
    palette.erase();
    assert_eq!(palette.query(), "");
    palette.insert(&"x".repeat(5_000));
    assert_eq!(palette.query().chars().count(), QUERY_CHARS);
    palette.clear();
    assert!(palette.found().len() > Action::ALL.len() / 2);
}
