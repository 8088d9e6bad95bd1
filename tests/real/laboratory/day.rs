//! The day: a switch, a Green that breaks, what people are told of it, and the way back, by the command line as from a
//! telephone.

use std::net::Ipv4Addr;
use std::time::{Duration, Instant};

use jday::model::cutover::{Level, Movement};
use jday::model::{Command, State, gates};
use jday::plan::types::{ProcedureKind, Side};
use serde_json::Value;

use super::gauge::Gauge;
use super::ground::{Day, HOOK, LATE, QUIET, TTL, now_ms};
use super::secrets::{assert_kept, exports};
use super::table::{Row, print};
use super::users::Users;
use crate::kit::{Seat, wait_for};

/// How many there are; every other one comes by the late resolver.
const USERS: usize = 16;

#[test]
#[ignore = "needs knot, bind9, bind9-dnsutils, unbound, postgresql, python3 and python3-aiosmtpd"]
fn a_day_is_lived_and_measured_and_keeps_its_secrets() {
    let mut day = Day::start();
    let plan = day.plan().display().to_string();
    let users = day.users(USERS);
    is_ready(&mut day, &plan);
    let engine = day.engine();
    let mut seat = day.jday.attach();
    seat.ask(Command::Vote { go: true, note: None }).unwrap();
    seat.until("open gates", |seat| gates::switch(seat.state()).iter().all(|gate| gate.open));
    let gauge = Gauge::of(&day);

    let there = switch(&mut day);
    let mut rows = vec![follow(&mut seat, &users, &gauge, &there)];
    breaks(&mut day, &mut seat);
    let back = rollback(&mut day);
    rows.push(follow(&mut seat, &users, &gauge, &back));
    is_told_of_its_end(&day);
    is_kept_late(&users);
    print(&format!("time to live {TTL} s, at the late resolver {LATE} s, quiet {QUIET} s"), &rows);

    drop(gauge);
    exports(&mut day, &seat);
    drop(seat);
    engine.end();
    let journal = day.jday.journal().display().to_string();
    day.jday.done(&["journal", "verify", &journal]);
    day.jday.done(&["replay", &journal, "--headless", "--json"]);
    assert_kept(&day);
}

/// Every system of the plan answers; a rate needs its window first.
fn is_ready(day: &mut Day, plan: &str) {
    let since = Instant::now();
    loop {
        let output = day.jday.run(&["preflight", "--plan", plan]);
        if output.status.code() == Some(0) {
            return;
        }
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(since.elapsed() < Duration::from_secs(40), "never ready:\n{said}");
    }
}

/// A movement as whoever waits for it sees it.
struct Moved {
    to: Side,
    address: Ipv4Addr,
}

fn switch(day: &mut Day) -> Moved {
    let (out, said) =
        day.jday.done(&["switch", "--to", "green", "--confirm", "BASCULER VERT", "--within", "60s"]);
    assert_eq!(out.trim(), "fait");
    for level in [2, 3, 5] {
        assert!(said.contains(&format!("niveau {level} atteint")), "{said}");
    }
    let (status, _) = day.jday.done(&["status"]);
    assert!(status.contains("/5"), "{status}");
    wait_for("the chat reads that it is done", || {
        day.posted(HOOK).iter().any(|text| text.contains("Le trafic est sur Green"))
    });
    Moved { to: Side::Green, address: Ipv4Addr::new(127, 0, 0, 2) }
}

fn rollback(day: &mut Day) -> Moved {
    // The trigger proposed it, so no reason is asked for.
    let (out, _) = day.jday.done(&["rollback", "--confirm", "RETOUR BLEU", "--json", "--within", "60s"]);
    let end: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((&end["result"], &end["live"]), (&"done".into(), &"blue".into()), "{end}");
    let levels = end["levels"].as_array().unwrap();
    // Resolvers keep each record by itself: one that users do not ask for may be later than they are.
    let [asked, accepted, authoritative, _, observed] = [0, 1, 2, 3, 4].map(|n| levels[n].as_str());
    let times = [asked, accepted, authoritative, observed];
    assert!(times.iter().all(Option::is_some) && times.is_sorted(), "each with its time: {end}");
    Moved { to: Side::Blue, address: Ipv4Addr::LOCALHOST }
}

/// The times of the movement that was just made, its users and the gauge, each against what caches may keep.
fn follow(seat: &mut Seat, users: &Users, gauge: &Gauge, moved: &Moved) -> Row {
    let is_there = |state: &State| {
        let all = |last: &Movement| last.confirmed_at.is_some() && last.levels.iter().all(Option::is_some);
        state.cutover.movement().is_some_and(|last| last.to == moved.to && all(last))
    };
    seat.until("five levels and the confirmation", |seat| is_there(seat.state()));
    let state = seat.state();
    let movement = state.cutover.movement().unwrap();
    let row = Row::of(&format!("Knot, to {}", moved.to), state, movement);
    row.assert_in_budget(LATE, QUIET);
    let copied = row.ms(Level::Authoritative);
    assert!(copied <= 8_000, "BIND is told by Knot and does not wait for its refresh: {copied} ms");
    let decided = state.procedures.runs[&movement.run].decided.as_ref().unwrap().1.at.0;

    // Nobody believes an answer for longer than it says; 5 s are the budget's.
    let at = |ms: i64| {
        let ago = u64::try_from(now_ms() - decided - ms).unwrap_or_default();
        Instant::now().checked_sub(Duration::from_millis(ago)).unwrap()
    };
    let share = |by: usize, ms: i64| users.share_of(|user| user % 2 == by, moved.address, at(ms));
    let left = gauge.looks(moved.to.other(), decided);
    let gauged = |ms: i64| {
        let last = left.iter().rfind(|(at, _)| *at <= decided + ms);
        last.map_or_else(|| "-".to_owned(), |(_, share)| format!("{:.0}", 100.0 * share))
    };
    eprintln!("to {}, %: who is there, prompt and late, and what the gauge shows of the rest", moved.to);
    for seconds in 0..=i64::from(LATE) + 3 {
        let [prompt, late] = [0, 1].map(|by| 100.0 * share(by, 1_000 * seconds));
        eprintln!("{seconds:>4} s {prompt:>6.0} {late:>6.0} {:>6}", gauged(1_000 * seconds));
    }
    assert!(share(0, 0) < 0.1 && share(1, 0) < 0.1, "before, nobody was there");
    for (by, kept) in [(0, TTL), (1, LATE)] {
        let share = share(by, 1_000 * (i64::from(kept) + 5));
        assert!((share - 1.0).abs() < 1e-9, "group {by}: {share} are there {kept} s and 5 s later");
    }
    assert!(
        left.first().is_some_and(|(_, share)| *share > 0.8),
        "the gauge begins with nearly all: {left:?}"
    );
    seat.until("the gauge falls to nothing", |_| {
        gauge.looks(moved.to.other(), decided).last().is_some_and(|(_, share)| *share < 0.05)
    });
    row
}

/// A resolver that keeps its answers longer than they say was really met.
fn is_kept_late(users: &Users) {
    let longest =
        |by: usize| users.believed().iter().filter(|one| one.user % 2 == by).map(|one| one.ttl).max();
    assert!(longest(0).unwrap() <= Duration::from_secs(TTL.into()));
    assert!(longest(1).unwrap() > Duration::from_secs(TTL.into()));
}

/// Green fails; the trigger proposes, and the critical channels say so, and no other.
fn breaks(day: &mut Day, seat: &mut Seat) {
    let began = now_ms();
    day.sites.break_green();
    seat.until("a proposal", |seat| seat.state().procedures.open_run(ProcedureKind::Rollback).is_some());
    let proposed = seat.state().now.at.0 - began;
    let title = "Taux d'erreur élevé";
    wait_for("the pager", || day.posted("/v2/enqueue").iter().any(|event| event.contains(title)));
    wait_for("the mail", || day.mail.taken().iter().any(|mail| mail.contains(title)));
    eprintln!("Green breaks: proposed after {proposed} ms, told after {} ms\n", now_ms() - began);
    let pages = day.posted("/v2/enqueue");
    let page: Value = serde_json::from_str(pages.iter().find(|page| page.contains(title)).unwrap()).unwrap();
    assert_eq!(
        (&page["event_action"], &page["payload"]["severity"]),
        (&"trigger".into(), &"critical".into())
    );
    let summary = page["payload"]["summary"].as_str().unwrap();
    assert!(summary.contains("[CRITIQUE]") && summary.contains("VERT"), "{summary}");
    let mails = day.mail.taken();
    let mail = mails.iter().find(|mail| mail.contains(title)).unwrap();
    assert!(mail.starts_with("equipe@example.org\n") && mail.contains("[CRITIQUE]"), "{mail}");
    assert!(!day.posted(HOOK).iter().any(|text| text.contains(title)), "the chat is not of that tier");
    let (status, _) = day.jday.done(&["status"]);
    let (run, _) = seat.state().procedures.open_run(ProcedureKind::Rollback).unwrap();
    assert!(status.contains("jday rollback") && status.contains(&format!("jday approve {run}")), "{status}");
}

/// The pager's incident ends with its alert, and the important channels read that all is back.
fn is_told_of_its_end(day: &Day) {
    let words = "Le trafic est revenu sur Blue";
    wait_for("the chat", || day.posted(HOOK).iter().any(|text| text.contains(words)));
    wait_for("the mail", || day.mail.taken().iter().any(|mail| mail.contains(words)));
    let events = || -> Vec<Value> {
        day.posted("/v2/enqueue").iter().map(|event| serde_json::from_str(event).unwrap()).collect()
    };
    let raised = events()
        .into_iter()
        .find(|event| event["payload"]["summary"].as_str().is_some_and(|it| it.contains("élevé")));
    let key = raised.unwrap()["dedup_key"].clone();
    wait_for("the incident is resolved", || {
        events().iter().any(|event| event["event_action"] == "resolve" && event["dedup_key"] == key)
    });
}
