//! Page 5: the feed in tiers, its details, its groups; and that a key hits the alert under the eye.

use std::sync::Arc;

use jday::console::action::Stage;
use jday::console::app::{App, Layer, Seen, Wish};
use jday::console::input::Meaning;
use jday::console::keymap::Keymap;
use jday::console::lang::Lang;
use jday::console::page::Page;
use jday::model::alerts::{Alert, AlertKey, Delivery, Origin};
use jday::model::effect::{About, Effect, Outcome, Told};
use jday::model::event::{Actor, Digest, Envelope, Event, FORMAT};
use jday::model::time::Stamp;
use jday::model::{Command, State};
use jday::plan::types::{Id, Side, TierLevel};
use jday::source::Log;

use super::{Desk, check, drawn, page_at_all_sizes, rooms, text};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// An alert of Green as its tier would have delivered it.
fn alert(state: &State, level: TierLevel, title: &str, ago: u64) -> Alert {
    let raised_at = rooms::back(state.now, ago);
    let done = Some(Outcome::Done { detail: "ok".into() });
    let deliver =
        |id: &Id| (id.clone(), Delivery { stamp: raised_at.plus(900), outcome: done.clone(), tries: 1 });
    let channels = state.plan.tier(level).map(|tier| tier.channels.clone()).unwrap_or_default();
    Alert {
        origin: Origin::Plan,
        level,
        title: title.into(),
        side: Some(Side::Green),
        raised_at,
        cleared_at: None,
        acknowledged: None,
        silenced_until: None,
        deliveries: channels.iter().map(deliver).collect(),
        episodes: 1,
        told_taken: std::collections::BTreeMap::new(),
        told_ended: std::collections::BTreeMap::new(),
    }
}

fn put(state: &mut State, name: &str, alert: Alert) {
    state.alerts.feed.insert(AlertKey::new(name, alert.side), alert);
}

/// A rollback is proposed; alerts of every tier, from every origin, in every state.
fn busy() -> State {
    let mut state = rooms::proposed();
    state.alerts.feed.clear();
    let mut errors = alert(&state, TierLevel::Critical, "Taux d'erreur > 5% pendant 5 minutes", 71);
    let refused = Outcome::Refused { why: "HTTP 403 clé refusée".into() };
    errors.deliveries.get_mut("sms").unwrap().outcome = Some(refused);
    errors.deliveries.get_mut("sms").unwrap().tries = 3;
    put(&mut state, "error-rate-high", errors);
    let mut down = alert(&state, TierLevel::Critical, "Application indisponible > 2 minutes", 840);
    down.silenced_until = Some(state.now.plus(1_140_000).at);
    put(&mut state, "app-down", down);
    let mut slow = alert(&state, TierLevel::Important, "Performance dégradée > 10 minutes", 395);
    slow.acknowledged = Some((Id::new("moussa"), rooms::back(state.now, 310)));
    slow.episodes = 2;
    put(&mut state, "performance-degraded", slow);
    for (index, host) in ["web-1", "web-2", "web-3"].into_iter().enumerate() {
        let title = format!("CPU saturé sur {host}");
        let mut heard = alert(&state, TierLevel::Important, &title, 500 + 40 * index as u64);
        heard.origin = Origin::Source(Id::new("alertmanager"));
        heard.side = [Some(Side::Blue), Some(Side::Green), None][index];
        heard.deliveries.clear();
        put(&mut state, "HighCPU", heard);
    }
    let mut deployed = alert(&state, TierLevel::Info, "Déploiement réussi", 3_600);
    deployed.deliveries.get_mut("slack").unwrap().outcome = None;
    put(&mut state, "deployment", deployed);
    let mut full = alert(&state, TierLevel::Important, "Espace disque < 20%", 9_000);
    full.cleared_at = Some(rooms::back(state.now, 7_400));
    full.acknowledged = Some((Id::new("awa"), rooms::back(state.now, 8_800)));
    put(&mut state, "disk-low", full);
    let mut lost = alert(&state, TierLevel::Critical, "lever, target-health", 1_200);
    lost.side = None;
    lost.cleared_at = Some(rooms::back(state.now, 900));
    put(&mut state, "no-way-back", lost);
    state.people.attached.clear();
    state
}

/// What the log holds of the first of them.
fn told(state: &State) -> Log {
    let mut log = Log::default();
    let key = AlertKey::new("error-rate-high", Some(Side::Green));
    let alert = &state.alerts.feed[&key];
    let raised = jday::model::alerts::Raised {
        alert: key.clone(),
        level: alert.level,
        title: alert.title.clone(),
        side: alert.side,
    };
    let notify = Effect::Notify {
        about: About::Alert(key),
        channel: Id::new("sms"),
        tier: TierLevel::Critical,
        key: "error-rate-high@green-1-sms".into(),
        text: alert.title.clone(),
        kind: Told::Raised,
        again: false,
    };
    let refused = Outcome::Refused { why: "HTTP 403 clé refusée".into() };
    let events = [
        Event::Proposed { trigger: Id::new("error-rate"), side: Side::Green },
        Event::AlertRaised(raised),
        Event::Intended(notify),
        Event::Settled { intent: 203, outcome: refused },
    ];
    for (index, event) in events.into_iter().enumerate() {
        let stamp = rooms::back(state.now, 71).plus(300 * index as u64);
        log.push(&Arc::new(envelope(201 + index as u64, stamp, Actor::Engine, event)));
    }
    log
}

fn envelope(seq: u64, stamp: Stamp, by: Actor, event: Event) -> Envelope {
    let prev = Digest::default();
    Envelope { v: FORMAT, seq, at: stamp.at, boot: stamp.boot, mono: stamp.mono, by, event, prev }
}

#[test]
fn the_feed_in_tiers() {
    page_at_all_sizes("page-alerts", Page::Alerts, &busy(), &Log::default(), |_| ());
}

#[test]
fn details_tell_everything_about_the_chosen_one() {
    let state = busy();
    page_at_all_sizes("page-alerts-details", Page::Alerts, &state, &told(&state), |places| {
        places.here_mut().open = true;
    });
}

#[test]
fn alerts_of_one_rule_are_one_line() {
    let state = busy();
    page_at_all_sizes("page-alerts-grouped", Page::Alerts, &state, &Log::default(), |places| {
        places.grouped = true;
        places.alert = Some(AlertKey::new("HighCPU", Some(Side::Green)));
        places.here_mut().open = true;
    });
}

#[test]
fn without_an_alert_the_page_says_what_would_raise_one() {
    page_at_all_sizes("page-alerts-none", Page::Alerts, &rooms::calm(), &Log::default(), |_| ());
}

#[test]
fn a_filter_that_nothing_passes_says_so() {
    let mut desk = Desk::new();
    desk.places.page = Page::Alerts;
    desk.places.here_mut().filter = "moussa performance".into();
    let state = busy();
    let some = text(&drawn(&desk.scene(&state, Lang::Fr), 120, 40));
    assert!(some.contains("Performance dégradée") && !some.contains("CPU"), "{some}");
    desk.places.here_mut().filter = "zebra".into();
    let none = text(&drawn(&desk.scene(&state, Lang::Fr), 120, 40));
    assert!(none.contains("zebra") && !none.contains("Performance"), "{none}");
}

#[test]
fn the_silence_dialog_says_until_when() {
    let state = busy();
    for lang in Lang::ALL {
        let desk = Desk::new();
        let key = AlertKey::new("app-down", Some(Side::Green));
        let dialog = jday::console::dialog::silence(lang, &state, &key, &state.alerts.feed[&key]);
        let mut scene = desk.scene(&state, lang);
        scene.overlay = jday::console::view::Overlay::Dialog { dialog: &dialog, settled: true };
        for (width, height) in [(80, 24), (120, 40)] {
            check("silence-dialog", lang, &drawn(&scene, width, height));
        }
    }
}

fn app(page: Page) -> App {
    let mut app = App::new(Lang::Fr, Stage::Drill, Some(Id::new("awa")), Keymap::standard());
    app.places.page = page;
    app
}

fn press(app: &mut App, state: &State, key: char) -> Vec<Wish> {
    let log = Log::default();
    let code = match key {
        '\n' => KeyCode::Enter,
        '\t' => KeyCode::Down,
        c => KeyCode::Char(c),
    };
    let meaning = Meaning::Key(KeyEvent::new(code, KeyModifiers::NONE));
    app.take(meaning, Seen::of(state, &log), 0)
}

fn taken(wishes: &[Wish]) -> Vec<String> {
    let key = |wish: &Wish| match wish {
        Wish::SendWhenSettled(Command::Acknowledge { alert }) => Some(alert.to_string()),
        _ => None,
    };
    wishes.iter().filter_map(key).collect()
}

fn changed(app: &mut App, state: &State) {
    app.changed(Seen::of(state, &Log::default()), 0);
}

#[test]
fn what_comes_in_above_does_not_move_the_choice() {
    for page in [Page::Alerts, Page::Room] {
        let mut state = busy();
        let mut app = app(page);
        changed(&mut app, &state);
        // A graver one comes in between the look and the key.
        let newer = alert(&state, TierLevel::Critical, "Base de données inaccessible", 0);
        put(&mut state, "database-down", newer);
        changed(&mut app, &state);
        assert_eq!(taken(&press(&mut app, &state, 'a')), ["error-rate-high@green"], "{page:?}");
    }
}

#[test]
fn a_choice_made_by_hand_stays_where_it_is() {
    let mut state = busy();
    let mut app = app(Page::Alerts);
    changed(&mut app, &state);
    for _ in 0..2 {
        press(&mut app, &state, 'j');
    }
    let slow = AlertKey::new("performance-degraded", Some(Side::Green));
    assert_eq!(app.places.alert.as_ref(), Some(&slow));
    let newer = alert(&state, TierLevel::Critical, "Base de données inaccessible", 0);
    put(&mut state, "database-down", newer);
    changed(&mut app, &state);
    assert_eq!(app.places.alert.as_ref(), Some(&slow));
    assert!(taken(&press(&mut app, &state, 'a')).is_empty(), "moussa took it already");
    assert!(app.toast().unwrap().text.contains("moussa"));
}

#[test]
fn taking_one_after_the_other_needs_one_key_each() {
    let mut state = busy();
    let mut app = app(Page::Alerts);
    changed(&mut app, &state);
    let mut all = Vec::new();
    for _ in 0..4 {
        for key in taken(&press(&mut app, &state, 'a')) {
            let entry = state.alerts.feed.iter_mut().find(|(known, _)| known.to_string() == key);
            entry.unwrap().1.acknowledged = Some((Id::new("awa"), state.now));
            all.push(key);
        }
        changed(&mut app, &state);
    }
    assert_eq!(all, ["error-rate-high@green", "HighCPU@blue", "HighCPU@green", "HighCPU"]);
    assert!(app.toast().unwrap().text.contains("CPU"), "the answer says which one it was");
}

#[test]
fn a_grouped_line_is_taken_whole() {
    let state = busy();
    let mut app = app(Page::Alerts);
    app.places.alert = Some(AlertKey::new("HighCPU", None));
    app.places.alert_held = true;
    press(&mut app, &state, 'G');
    let all = taken(&press(&mut app, &state, 'a'));
    assert_eq!(all, ["HighCPU", "HighCPU@blue", "HighCPU@green"]);
}

#[test]
fn silence_asks_for_a_length_and_ends_with_none() {
    let state = busy();
    let mut app = app(Page::Alerts);
    app.places.alert = Some(AlertKey::new("app-down", Some(Side::Green)));
    app.places.alert_held = true;
    press(&mut app, &state, 's');
    assert!(matches!(app.layer, Layer::Dialog(_)));
    // The focus begins on "cancel"; the first choice of a silenced alert ends its silence.
    press(&mut app, &state, '\t');
    let wishes = press(&mut app, &state, '\n');
    let Some(Wish::Send(Command::Silence { alert, length })) = wishes.last() else { panic!("{wishes:?}") };
    assert_eq!((alert.to_string().as_str(), length.0), ("app-down@green", 0));
    let command = Command::Silence { alert: alert.clone(), length: *length };
    let events = jday::model::decide::decide(&state, &Id::new("awa"), &command).unwrap();
    let mut after = state.clone();
    for event in events {
        let by = Actor::Person(Id::new("awa"));
        after.apply(&envelope(state.seq + 1, state.now, by, event));
    }
    let alert = &after.alerts.feed[alert];
    assert!(!alert.is_silenced(after.now.at), "{alert:?}");
}

#[test]
fn no_window_is_too_small_or_too_large_for_details() {
    let state = busy();
    let log = told(&state);
    let mut desk = Desk::new();
    desk.log = log;
    desk.places.page = Page::Alerts;
    for width in (0..300).step_by(17) {
        for height in (0..100).step_by(9) {
            for (open, grouped) in [(false, true), (true, false), (true, true)] {
                desk.places.here_mut().open = open;
                desk.places.grouped = grouped;
                let scene = desk.scene(&state, Lang::Fr);
                let ground = ratatui::layout::Rect::new(0, 0, width, height);
                let mut buf = ratatui::buffer::Buffer::empty(ground);
                jday::console::view::draw_room(&mut buf, ground, &scene);
            }
        }
    }
}

#[test]
fn only_time_moving_changes_few_cells_of_the_feed() {
    let mut state = busy();
    let mut desk = Desk::new();
    desk.places.page = Page::Alerts;
    desk.places.here_mut().open = true;
    let before = drawn(&desk.scene(&state, Lang::Fr), 120, 40);
    state.now = state.now.plus(1_000);
    let after = drawn(&desk.scene(&state, Lang::Fr), 120, 40);
    let changed = before.diff(&after).len();
    assert!((1..=8).contains(&changed), "{changed} cells changed");
}

#[test]
fn a_clicked_line_is_the_alert_that_stands_there() {
    let mut state = busy();
    let mut app = app(Page::Alerts);
    app.places.here_mut().choose(0, Some(3));
    changed(&mut app, &state);
    let newer = alert(&state, TierLevel::Critical, "Base de données inaccessible", 0);
    put(&mut state, "database-down", newer);
    changed(&mut app, &state);
    assert_eq!(taken(&press(&mut app, &state, 'a')), ["HighCPU@blue"]);
}
