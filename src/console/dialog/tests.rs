use super::*;
use crate::console::action::Stage;
use crate::console::input::Guard;
use crate::model::cutover::Gate;

fn key(code: KeyCode) -> Meaning {
    Meaning::Key(KeyEvent::new(code, KeyModifiers::NONE))
}

fn text(text: &str) -> Meaning {
    Meaning::Text(text.into())
}

/// A rollback that a person asks for, without a plan's other lines.
fn asked() -> Dialog {
    let stops = vec![Stop::Cancel, Stop::Reason, Stop::Phrase, Stop::Line, Stop::Confirm];
    let mut dialog = Dialog::new(Lang::En, "Rollback".into(), Tone::Danger, Wish::Rollback, stops);
    dialog.phrase = Some(Phrase::Rollback);
    dialog.reasons = Reason::ALL.map(|reason| (reason, reason.word().to_owned())).into();
    dialog
}

fn hint(dialog: &Dialog) -> &str {
    dialog.hint.as_deref().unwrap_or_default()
}

#[test]
fn enter_at_once_cancels_and_esc_is_always_safe() {
    assert!(matches!(asked().take(key(KeyCode::Enter)), Step::Close));
    for tabs in 0..5 {
        let mut dialog = asked();
        for _ in 0..tabs {
            dialog.take(key(KeyCode::Tab));
        }
        assert!(matches!(dialog.take(key(KeyCode::Esc)), Step::Close), "{:?}", dialog.stop());
    }
}

#[test]
fn a_rollback_needs_its_reason_and_its_phrase() {
    let mut dialog = asked();
    dialog.take(key(KeyCode::BackTab));
    assert_eq!(dialog.stop(), Stop::Confirm);
    dialog.take(key(KeyCode::Enter));
    assert_eq!((hint(&dialog), dialog.stop()), ("choose a reason first", Stop::Reason));
    dialog.take(key(KeyCode::Down));
    dialog.take(key(KeyCode::Down));
    dialog.take(key(KeyCode::Enter));
    assert_eq!(dialog.stop(), Stop::Phrase, "Enter on the reason does not act");
    dialog.take(text("ROLLBACK BLU"));
    assert!(matches!(dialog.take(key(KeyCode::Enter)), Step::Stay));
    assert!(hint(&dialog).contains("ROLLBACK BLUE"));
    dialog.take(text("E"));
    let Step::Send(Command::Rollback { confirm, reason, note }) = dialog.take(key(KeyCode::Enter)) else {
        panic!("the phrase is right")
    };
    assert_eq!((confirm.as_str(), reason, note), ("ROLLBACK BLUE", Some(Reason::Users), None));
}

#[test]
fn both_languages_are_accepted_on_any_screen() {
    for phrase in ["retour bleu", "ROLLBACK  BLUE "] {
        let mut dialog = asked();
        dialog.take(key(KeyCode::Tab));
        dialog.take(key(KeyCode::Down));
        dialog.take(key(KeyCode::Tab));
        dialog.take(text(phrase));
        assert!(matches!(dialog.take(key(KeyCode::Enter)), Step::Send(_)), "{phrase}");
    }
}

#[test]
fn a_pasted_log_and_an_impatient_hand_do_nothing() {
    let mut guard = Guard::default();
    let mut dialog = asked();
    guard.opened();
    let log: Vec<_> = "ROLLBACK BLUE\n\n\t\n"
        .chars()
        .map(|c| match c {
            '\n' => KeyEvent::new(KeyCode::Enter, KeyModifiers::NONE),
            '\t' => KeyEvent::new(KeyCode::Tab, KeyModifiers::NONE),
            c => KeyEvent::new(KeyCode::Char(c), KeyModifiers::NONE),
        })
        .collect();
    for (now, keys) in [(1, &log[..]), (100, &log[..4]), (200, &log[13..14])] {
        for meaning in guard.keys(keys, now, dialog.focus()) {
            assert!(matches!(dialog.take(meaning), Step::Stay));
        }
    }
    assert_eq!(dialog.typed, "");
    assert_eq!(dialog.stop(), Stop::Cancel);
}

#[test]
fn an_override_needs_a_reason() {
    let stops = vec![Stop::Line, Stop::Confirm, Stop::Cancel];
    let mut dialog = Dialog::new(Lang::Fr, "x".into(), Tone::Danger, Wish::Override(Gate::Window), stops);
    dialog.required = true;
    dialog.take(text("   "));
    assert!(matches!(dialog.take(key(KeyCode::Enter)), Step::Stay));
    assert_eq!(hint(&dialog), "une raison est obligatoire");
    dialog.take(text("accord du directeur\u{200b}"));
    let Step::Send(Command::Override { gate, reason }) = dialog.take(key(KeyCode::Enter)) else {
        panic!("a reason was given")
    };
    assert_eq!(gate, Gate::Window);
    assert_eq!(reason.as_str(), "accord du directeur<U+200B>");
}

#[test]
fn menus_begin_on_cancel_and_send_what_was_chosen() {
    assert!(matches!(open::quit(Lang::Fr, Stage::Drill).take(key(KeyCode::Enter)), Step::Close));
    let mut quit = open::quit(Lang::Fr, Stage::Drill);
    quit.take(key(KeyCode::Tab));
    assert!(matches!(quit.take(key(KeyCode::Enter)), Step::Leave));
    let mut vote = open::vote(Lang::En);
    vote.take(key(KeyCode::Down));
    assert!(matches!(vote.take(key(KeyCode::Enter)), Step::Send(Command::Vote { go: true, note: None })));
    let mut no_go = open::vote(Lang::En);
    no_go.take(key(KeyCode::Up));
    let Step::Open(mut why) = no_go.take(key(KeyCode::Enter)) else { panic!("a no-go says why") };
    assert!(matches!(why.take(key(KeyCode::Enter)), Step::Stay));
    why.take(text("disk full"));
    assert!(matches!(why.take(key(KeyCode::Enter)), Step::Send(Command::Vote { go: false, note: Some(_) })));
}

#[test]
fn a_note_has_lines_and_is_saved_by_its_button_or_its_key() {
    let mut dialog = open::note(Lang::En, None);
    let save = Meaning::Key(KeyEvent::new(KeyCode::Char('s'), KeyModifiers::CONTROL));
    assert!(matches!(dialog.take(save.clone()), Step::Stay));
    assert_eq!(hint(&dialog), "nothing is written");
    dialog.take(text("first"));
    dialog.take(text("\n"));
    dialog.take(text("seconX"));
    dialog.take(key(KeyCode::Backspace));
    dialog.take(text("d"));
    let Step::Send(Command::Note { text }) = dialog.clone().take(save) else { panic!("saved") };
    assert_eq!(text.as_str(), "first\nsecond");
    dialog.take(key(KeyCode::Tab));
    assert!(matches!(dialog.take(key(KeyCode::Enter)), Step::Send(_)));
}

#[test]
fn erasing_takes_a_whole_letter() {
    let mut dialog = asked();
    dialog.take(key(KeyCode::Tab));
    dialog.take(key(KeyCode::Tab));
    dialog.take(text("EXE\u{301}"));
    dialog.take(key(KeyCode::Backspace));
    assert_eq!(dialog.typed, "EX");
}
