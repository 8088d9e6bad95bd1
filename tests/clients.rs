//! The simulated outside world, seen through the client's trait as the engine sees it.

#![expect(clippy::expect_used, reason = "helpers of tests fail the test that calls them")]

use jday::client::sim::fault::{Fault, How};
use jday::client::sim::{Settings, Sim, Step};
use jday::client::{Answers, Call, Clients, Kind, Message, Now, Reply, Report, Request};
use jday::plan::types::{Id, Millis, Side, SideInfo, Sides};
use jday::text::Clean;
use proptest::prelude::*;

const TTL: u64 = 60_000;
const DEADLINE: u64 = 10_000;

fn now(mono: u64) -> Now {
    Now { mono, wall: 1_795_500_000_000 + mono as i64 }
}

fn settings() -> Settings {
    let side = |version: &str, address: &str| SideInfo { version: version.into(), address: address.into() };
    let sides = Sides { blue: side("1.9.4", "192.0.2.10"), green: side("2.0.0", "198.51.100.20") };
    Settings {
        resolvers: ["one", "two", "three", "four"].map(Id::new).to_vec(),
        pipeline: vec![
            Step { id: Id::new("build"), watched_only: false },
            Step { id: Id::new("test"), watched_only: false },
            Step { id: Id::new("dns"), watched_only: true },
        ],
        channels: ["pagerduty", "slack", "sms"].map(Id::new).to_vec(),
        ..Settings::new(Side::Blue, sides, TTL)
    }
}

fn sim() -> Sim {
    Sim::new(settings(), 7)
}

fn call(id: u64, request: Request) -> Call {
    Call { id, request, deadline_ms: DEADLINE }
}

fn to_green() -> Request {
    Request::Point { from: Side::Blue, to: Side::Green }
}

fn notify(channel: &str, key: &str) -> Request {
    let message = Message { text: "Green goes live".into(), kind: Kind::Step, ..Message::test(&key.into()) };
    Request::Notify { channel: Id::new(channel), message }
}

fn lever(how: How) -> Fault {
    Fault::Lever { how, by: Millis(0) }
}

/// Jumps from report to report, as a virtual clock does, and notes when each came.
fn run(sim: &mut Sim, until: u64) -> Vec<(u64, Report)> {
    let mut seen = Vec::new();
    while let Some(due) = sim.next_due().filter(|due| *due <= until) {
        let reports = sim.reports(now(due));
        assert!(!reports.is_empty(), "next_due promised a report at {due}");
        seen.extend(reports.into_iter().map(|report| (due, report)));
    }
    assert!(sim.reports(now(until)).is_empty(), "a report came that next_due did not announce");
    seen
}

/// Makes the call at `at` and follows it to its end.
fn ask(sim: &mut Sim, at: u64, call: Call) -> (u64, Reply, Vec<Report>) {
    let (id, deadline) = (call.id, at + call.deadline_ms);
    sim.submit(call, now(at));
    let seen = run(sim, deadline);
    let ended = seen.iter().find_map(|(due, report)| match report {
        Report::Ended { id: ended, reply } if *ended == id => Some((*due, reply.clone())),
        _ => None,
    });
    let (due, reply) = ended.expect("every call ends by its deadline");
    (due, reply, seen.into_iter().map(|(_, report)| report).collect())
}

fn survey(sim: &mut Sim, at: u64) -> Answers {
    let (.., reports) = ask(sim, at, call(1_000_000 + at, Request::Survey));
    let answers = reports.into_iter().find_map(|report| match report {
        Report::Surveyed(answers) => Some(answers),
        _ => None,
    });
    answers.expect("a survey answers")
}

fn authoritative(answers: &Answers) -> Vec<Option<Side>> {
    answers.authoritative.iter().map(|said| said.side).collect()
}

fn resolved(answers: &Answers) -> Vec<Option<Side>> {
    answers.resolvers.iter().map(|said| said.side).collect()
}

#[test]
fn a_clean_switch_reaches_every_level_in_order_within_the_ttl() {
    let mut sim = sim();
    let (ended, reply, _) = ask(&mut sim, 0, call(1, to_green()));
    assert!(matches!(reply, Reply::Done(_)), "{reply:?}");
    let moved = sim.moved_at().unwrap();
    assert!(moved <= ended && ended < 2_000, "moved at {moved}, answered at {ended}");
    let firsts = [0, 11_000, 22_000, 33_000, 44_000, 55_000, 66_000]
        .map(|wait| (wait, survey(&mut sim, DEADLINE + wait)))
        .map(|(wait, seen)| {
            let green = resolved(&seen).iter().filter(|side| **side == Some(Side::Green)).count();
            assert_eq!(authoritative(&seen), [Some(Side::Green); 2], "after {wait} ms");
            let paths = seen.fingerprints.iter().filter(|path| path.1 == Some(Side::Green) && path.2 == 200);
            assert_eq!(paths.count(), green, "a fresh connection goes where its resolver says");
            green
        });
    assert!(firsts.is_sorted(), "{firsts:?}");
    assert!(firsts[0] < 4, "the tail is visible: {firsts:?}");
    assert_eq!(firsts[6], 4, "after the TTL and the copying every cache has the new value: {firsts:?}");
}

#[test]
fn the_remaining_ttl_counts_down_to_the_moment_of_the_change() {
    let mut sim = sim();
    ask(&mut sim, 0, call(1, to_green()));
    let before = survey(&mut sim, DEADLINE);
    let old = before.resolvers.iter().find(|said| said.side == Some(Side::Blue)).expect("a tail");
    assert!(old.ttl_ms > 0 && old.ttl_ms <= TTL);
    // A survey's answers are read somewhat after it is asked for, within this many milliseconds.
    let reading = 200;
    let place = before.resolvers.iter().position(|said| said.from == old.from).unwrap();
    let just_before = DEADLINE + old.ttl_ms - reading;
    assert_eq!(resolved(&survey(&mut sim, just_before))[place], Some(Side::Blue));
    assert_eq!(resolved(&survey(&mut sim, just_before + 2 * reading))[place], Some(Side::Green));
}

#[test]
fn a_lever_that_accepts_and_does_nothing_never_leaves_the_old_side() {
    let mut sim = sim();
    sim.begin(&lever(How::Accepts), now(0));
    let (_, reply, _) = ask(&mut sim, 0, call(1, to_green()));
    assert!(matches!(reply, Reply::Done(_)), "{reply:?}");
    let seen = survey(&mut sim, 5 * TTL);
    assert_eq!((sim.live(), sim.moved_at()), (Side::Blue, None));
    assert_eq!(authoritative(&seen), [Some(Side::Blue); 2]);
    assert_eq!(resolved(&seen), [Some(Side::Blue); 4]);
}

#[test]
fn half_a_switch_leaves_the_secondary_and_its_resolvers_until_somebody_points_again() {
    let mut sim = sim();
    let half = lever(How::Half);
    sim.begin(&half, now(0));
    ask(&mut sim, 0, call(1, to_green()));
    let seen = survey(&mut sim, 5 * TTL);
    assert_eq!(authoritative(&seen), [Some(Side::Green), Some(Side::Blue)]);
    let split = [Side::Green, Side::Blue, Side::Green, Side::Blue].map(Some);
    assert_eq!(resolved(&seen), split, "the split stays as long as the servers differ");
    sim.end(&half, now(6 * TTL));
    let again = Request::Point { from: Side::Green, to: Side::Green };
    let (_, reply, _) = ask(&mut sim, 6 * TTL, call(2, again));
    assert!(matches!(&reply, Reply::Done(words) if words.as_str().starts_with("already")), "{reply:?}");
    assert_eq!(authoritative(&survey(&mut sim, 7 * TTL)), [Some(Side::Green); 2]);
}

#[test]
fn a_stuck_resolver_keeps_the_old_side_and_a_silent_one_leads_nowhere() {
    let mut sim = sim();
    let stuck = Fault::Resolver { resolver: Id::new("one"), how: How::Stuck };
    sim.begin(&stuck, now(0));
    sim.begin(&Fault::Resolver { resolver: Id::new("two"), how: How::Silent }, now(0));
    ask(&mut sim, 0, call(1, to_green()));
    let seen = survey(&mut sim, 5 * TTL);
    assert_eq!(resolved(&seen), [Some(Side::Blue), None, Some(Side::Green), Some(Side::Green)]);
    assert_eq!(seen.fingerprints[0], (Id::new("one"), Some(Side::Blue), 200));
    assert_eq!(seen.fingerprints[1], (Id::new("two"), None, 0));
    sim.end(&stuck, now(6 * TTL));
    assert_eq!(resolved(&survey(&mut sim, 8 * TTL))[0], Some(Side::Green));
}

#[test]
fn a_lever_moved_behind_our_back_is_refused_by_compare_and_set_and_names_what_was_found() {
    let mut sim = sim();
    sim.begin(&Fault::Moved { to: Side::Green }, now(3_000));
    assert_eq!((sim.live(), sim.moved_at()), (Side::Green, Some(3_000)));
    let (_, reply, _) = ask(&mut sim, 20_000, call(1, to_green()));
    let Reply::Refused(why) = reply else { panic!("{reply:?}") };
    assert!(why.as_str().contains("found 198.51.100.20 (green)"), "{why}");
    assert_eq!(sim.moved_at(), Some(3_000));
    assert_eq!(authoritative(&survey(&mut sim, 40_000)), [Some(Side::Green); 2]);
}

#[test]
fn a_foreign_value_is_seen_by_the_survey_and_is_neither_side() {
    let mut sim = sim();
    let foreign = Fault::Foreign { value: "203.0.113.9".into() };
    sim.begin(&foreign, now(0));
    let seen = survey(&mut sim, 2 * TTL);
    assert_eq!(authoritative(&seen), [None; 2]);
    assert_eq!(seen.authoritative[0].value.as_str(), "203.0.113.9");
    assert!(seen.fingerprints.iter().all(|path| path.1.is_none() && path.2 == 0));
    let (_, reply, _) = ask(&mut sim, 3 * TTL, call(1, to_green()));
    assert!(matches!(&reply, Reply::Refused(why) if why.as_str().contains("neither side")), "{reply:?}");
    sim.end(&foreign, now(4 * TTL));
    assert_eq!(resolved(&survey(&mut sim, 6 * TTL)), [Some(Side::Blue); 4]);
}

#[test]
fn silence_ends_unknown_exactly_at_the_deadline_and_a_reading_tells_what_happened() {
    for (how, truth) in [(How::Silent, Side::Blue), (How::Lost, Side::Green), (How::Slow, Side::Green)] {
        let mut sim = sim();
        sim.begin(&lever(how), now(500));
        let (ended, reply, _) = ask(&mut sim, 500, call(1, to_green()));
        assert_eq!(ended, 500 + DEADLINE, "{how:?}");
        assert!(matches!(reply, Reply::Unknown(_)), "{how:?}: {reply:?}");
        let seen = survey(&mut sim, 30_000);
        assert_eq!(authoritative(&seen), [Some(truth); 2], "{how:?}");
        assert_eq!(sim.live(), truth, "{how:?}");
    }
}

#[test]
fn a_dry_run_proves_three_things_and_says_what_it_cannot_know() {
    let proved = |faults: &[Fault]| {
        let mut sim = sim();
        for fault in faults {
            sim.begin(fault, now(0));
        }
        let (_, reply, reports) = ask(&mut sim, 0, call(1, Request::DryRun { to: Side::Green }));
        assert!(matches!(reply, Reply::Done(_)));
        assert_eq!((sim.live(), sim.moved_at()), (Side::Blue, None));
        let Some(Report::Proved { checks, .. }) = reports.first() else { panic!("{reports:?}") };
        checks.iter().map(|check| (check.name.as_str().to_owned(), check.ok)).collect::<Vec<_>>()
    };
    let names = |oks: [Option<bool>; 3]| {
        ["lever", "target-health", "credentials"].map(str::to_owned).into_iter().zip(oks).collect::<Vec<_>>()
    };
    assert_eq!(proved(&[]), names([Some(true); 3]));
    assert_eq!(proved(&[Fault::Unready { side: Side::Green }]), names([Some(true), Some(false), Some(true)]));
    assert_eq!(
        proved(&[Fault::Unready { side: Side::Blue }]),
        names([Some(true); 3]),
        "only the target counts"
    );
    assert_eq!(proved(&[lever(How::Silent)]), names([None, Some(true), Some(true)]));
    assert_eq!(proved(&[lever(How::Refuses)]), names([Some(false), Some(true), Some(true)]));
}

#[test]
fn the_same_key_is_one_message_and_a_broken_channel_delivers_none() {
    let mut sim = sim();
    for (id, request) in [(1, notify("slack", "a")), (2, notify("slack", "a")), (3, notify("sms", "a"))] {
        let (_, reply, _) = ask(&mut sim, id * 20_000, call(id, request));
        assert!(matches!(reply, Reply::Done(_)), "{reply:?}");
    }
    let channels: Vec<_> = sim.sent().iter().map(|(channel, _)| channel.as_str()).collect();
    assert_eq!(channels, ["slack", "sms"]);
    let expected = [
        (How::Refuses, "Refused", 2, false),
        (How::Silent, "Unknown", 2, true),
        (How::Slow, "Unknown", 3, true),
        (How::Lost, "Unknown", 4, true),
    ];
    for (step, (how, word, delivered, late)) in (1..).zip(expected) {
        let fault = Fault::Channel { channel: Id::new("pagerduty"), how };
        let at = 200_000 * step;
        sim.begin(&fault, now(at));
        let (ended, reply, _) = ask(&mut sim, at, call(10 + step, notify("pagerduty", &format!("{how:?}"))));
        assert!(format!("{reply:?}").starts_with(word), "{how:?}: {reply:?}");
        assert_eq!(ended == at + DEADLINE, late, "{how:?} ended at {ended}");
        sim.end(&fault, now(at + 100_000));
        assert_eq!(sim.sent().len(), delivered, "{how:?}");
    }
    let (_, reply, _) = ask(&mut sim, 2_000_000, call(99, notify("pigeon", "a")));
    assert!(matches!(reply, Reply::Refused(_)), "a channel that no plan knows: {reply:?}");
}

#[test]
fn the_pipeline_runs_its_steps_in_order_and_leaves_the_lever_to_us() {
    let mut sim = sim();
    let whole_day = Call { id: 1, request: Request::Pipeline { workflow: None }, deadline_ms: 600_000 };
    let (_, reply, reports) = ask(&mut sim, 0, whole_day);
    assert!(matches!(reply, Reply::Done(_)), "{reply:?}");
    let told: Vec<_> = reports
        .iter()
        .filter_map(|report| match report {
            Report::Pipeline { step, state } => Some(format!("{step} {state}")),
            _ => None,
        })
        .collect();
    let expected = [
        "build queued",
        "test queued",
        "dns queued",
        "build running",
        "build succeeded",
        "test running",
        "test succeeded",
        "dns skipped",
    ];
    assert_eq!(told, expected);
    assert_eq!(sim.live(), Side::Blue);
}

#[test]
fn a_pipeline_step_fails_or_waits_until_the_approval_comes() {
    let broken = |how| Fault::Pipeline { step: Id::new("test"), how };
    let whole_day = |id| Call { id, request: Request::Pipeline { workflow: None }, deadline_ms: 600_000 };
    let mut sim = sim();
    sim.begin(&broken(How::Refuses), now(0));
    let (_, reply, _) = ask(&mut sim, 0, whole_day(1));
    assert!(matches!(&reply, Reply::Refused(why) if why.as_str().contains("test")), "{reply:?}");
    sim.end(&broken(How::Refuses), now(600_000));

    sim.begin(&broken(How::Silent), now(600_000));
    sim.submit(whole_day(2), now(600_000));
    let waiting = run(&mut sim, 700_000);
    assert!(matches!(waiting.last(), Some((_, Report::Pipeline { state: "waiting", .. }))), "{waiting:?}");
    assert_eq!(sim.next_due(), Some(1_200_000), "only the deadline is left");
    sim.submit(whole_day(3), now(700_000));
    let second = run(&mut sim, 710_000);
    assert!(matches!(second[..], [(_, Report::Ended { id: 3, reply: Reply::Refused(_) })]), "{second:?}");
    sim.end(&broken(How::Silent), now(710_000));
    let rest = run(&mut sim, 1_200_000);
    assert!(matches!(rest.last(), Some((_, Report::Ended { id: 2, reply: Reply::Done(_) }))), "{rest:?}");
}

fn said(reports: &[Report]) -> Vec<&str> {
    let lines = reports.iter().filter_map(|report| match report {
        Report::Said { line, .. } => Some(line.as_str()),
        _ => None,
    });
    lines.collect()
}

#[test]
fn another_workflow_tells_its_job_and_touches_no_step_of_the_pipeline() {
    let ask_for = |sim: &mut Sim, id, at| {
        let request = Request::Pipeline { workflow: Some("rollback".into()) };
        ask(sim, at, Call { id, request, deadline_ms: 600_000 })
    };
    let mut sim = sim();
    let (_, reply, reports) = ask_for(&mut sim, 1, 0);
    assert!(matches!(reply, Reply::Done(_)), "{reply:?}");
    assert_eq!(said(&reports), ["rollback: queued", "rollback: running", "rollback: succeeded"]);
    assert!(!reports.iter().any(|report| matches!(report, Report::Pipeline { .. })));

    let broken = Fault::Workflow { workflow: "rollback".into(), how: How::Refuses };
    sim.begin(&broken, now(1_000_000));
    let (_, reply, reports) = ask_for(&mut sim, 2, 1_000_000);
    assert!(matches!(reply, Reply::Refused(_)), "{reply:?}");
    assert_eq!(said(&reports).last(), Some(&"rollback: failed"));
    // The deploy pipeline is another workflow, and its step of that name another step.
    let request = Request::Pipeline { workflow: None };
    let (_, reply, _) = ask(&mut sim, 2_000_000, Call { id: 3, request, deadline_ms: 600_000 });
    assert!(matches!(reply, Reply::Done(_)), "{reply:?}");
}

#[test]
fn a_workflow_waits_for_its_approval_while_the_pipeline_runs_beside_it() {
    let waits = Fault::Workflow { workflow: "rollback".into(), how: How::Silent };
    let call =
        |id, workflow: Option<Id>| Call { id, request: Request::Pipeline { workflow }, deadline_ms: 600_000 };
    let mut sim = sim();
    sim.begin(&waits, now(0));
    sim.submit(call(1, Some("rollback".into())), now(0));
    sim.submit(call(2, None), now(0));
    sim.submit(call(3, Some("rollback".into())), now(10));
    let seen = run(&mut sim, 300_000);
    let ended = |seen: &[(u64, Report)], wanted: u64| {
        seen.iter().find_map(|(_, report)| match report {
            Report::Ended { id, reply } if *id == wanted => Some(reply.clone()),
            _ => None,
        })
    };
    assert_eq!(ended(&seen, 1), None);
    assert!(matches!(ended(&seen, 2), Some(Reply::Done(_))), "{seen:?}");
    assert!(matches!(ended(&seen, 3), Some(Reply::Refused(_))), "one run of a workflow at a time");
    sim.end(&waits, now(300_000));
    assert!(matches!(ended(&run(&mut sim, 599_000), 1), Some(Reply::Done(_))));
}

#[test]
fn the_application_moves_once_and_only_from_the_other_version() {
    let to = |id, to| call(id, Request::Application { to });
    let mut sim = sim();
    let (_, reply, _) = ask(&mut sim, 0, to(1, Side::Blue));
    assert!(matches!(&reply, Reply::Done(said) if said.as_str().contains("at blue")), "{reply:?}");
    let (_, reply, _) = ask(&mut sim, 20_000, to(2, Side::Blue));
    assert!(matches!(&reply, Reply::Refused(why) if why.as_str().contains("points at blue")), "{reply:?}");
    // What was sent and not answered has arrived all the same.
    let lost = Fault::Application { how: How::Lost };
    sim.begin(&lost, now(40_000));
    let (ended, reply, _) = ask(&mut sim, 40_000, to(3, Side::Green));
    assert!(matches!(reply, Reply::Unknown(_)) && ended == 50_000, "{reply:?}");
    sim.end(&lost, now(60_000));
    let (_, reply, _) = ask(&mut sim, 60_000, to(4, Side::Green));
    assert!(matches!(&reply, Reply::Refused(why) if why.as_str().contains("points at green")), "{reply:?}");
    for (n, how, expected) in [
        (5, How::Refuses, "Refused"),
        (6, How::Silent, "Unknown"),
        (7, How::Half, "Unknown"),
        // It says yes: whether it moved is what a look would tell.
        (8, How::Accepts, "Done"),
        (9, How::Slow, "Unknown"),
    ] {
        let fault = Fault::Application { how };
        sim.begin(&fault, now(n * 100_000));
        let (_, reply, _) = ask(&mut sim, n * 100_000, to(n, Side::Blue));
        assert!(format!("{reply:?}").starts_with(expected), "{how:?}: {reply:?}");
        sim.end(&fault, now(n * 100_000 + 90_000));
    }
    // The slow one arrived after its deadline.
    let (_, reply, _) = ask(&mut sim, 1_000_000, to(10, Side::Blue));
    assert!(matches!(&reply, Reply::Refused(why) if why.as_str().contains("points at blue")), "{reply:?}");
}

#[test]
fn commands_say_how_far_they_are_and_end_with_evidence_or_without() {
    let dump = |id| Call {
        id,
        request: Request::Command { argv: vec!["/usr/bin/pg_dump".into(), "onelog".into()] },
        deadline_ms: 120_000,
    };
    let with = |how: Option<How>| {
        let mut sim = sim();
        let program = Some(Clean::new("pg_dump"));
        if let Some(how) = how {
            sim.begin(&Fault::Command { program: program.clone(), how }, now(0));
        }
        let (ended, reply, reports) = ask(&mut sim, 0, dump(1));
        (ended, reply, reports.len() - 1)
    };
    let (ended, reply, lines) = with(None);
    assert!(matches!(&reply, Reply::Done(words) if words.as_str().contains("sha256")), "{reply:?}");
    assert!(lines == 3 && ended < 120_000);
    let (_, reply, lines) = with(Some(How::Accepts));
    assert!(
        matches!(&reply, Reply::Done(words) if !words.as_str().contains("sha256")) && lines == 0,
        "{reply:?}"
    );
    assert!(matches!(with(Some(How::Refuses)).1, Reply::Refused(_)));
    let (half, reply, _) = with(Some(How::Half));
    assert!(
        half < ended && matches!(reply, Reply::Unknown(_)),
        "half a dump is not a refused dump: {reply:?}"
    );
    assert_eq!(with(Some(How::Silent)).0, 120_000);
    assert!(with(Some(How::Slow)).0 > ended);
}

#[test]
fn the_steps_of_the_database_leave_the_evidence_of_one_backup_in_a_drill_too() {
    let mut sim = sim();
    let mut at = 0;
    let mut said = |sim: &mut Sim, task: &str| {
        let argv = ["/usr/local/bin/jday", "db", task, "--plan", "/etc/jday/onelog.toml"].map(Clean::new);
        let call = Call { id: at + 1, request: Request::Command { argv: argv.into() }, deadline_ms: 120_000 };
        let (ended, reply, _) = ask(sim, at, call);
        at = ended;
        match reply {
            Reply::Done(words) | Reply::Refused(words) | Reply::Unknown(words) => words.as_str().to_owned(),
            Reply::Withdrawn => panic!("only a message is taken back"),
        }
    };
    let backup = said(&mut sim, "backup");
    let (_, after) = backup.split_once("SHA-256 ").expect("a digest");
    let digest = after.split(',').next().unwrap();
    assert!(digest.len() == 64 && backup.contains(" MB, missions "), "{backup}");
    for task in ["verify", "restore"] {
        let words = said(&mut sim, task);
        assert!(words.contains(digest), "{task}: {words}");
    }
    let broken = Fault::Command { program: Some(Clean::new("jday db swap")), how: How::Refuses };
    sim.begin(&broken, now(10_000_000));
    assert!(said(&mut sim, "check").contains("missions "), "another step of the same program goes on");
    assert!(said(&mut sim, "swap").contains("nothing changed"));
}

#[test]
fn a_call_that_is_under_way_is_not_started_again() {
    let reports = |submissions: u64| {
        let mut sim = sim();
        let request = Request::Command { argv: vec!["kubectl".into()] };
        for at in 0..submissions {
            sim.submit(call(1, request.clone()), now(at));
        }
        run(&mut sim, 60_000)
    };
    assert_eq!(reports(3), reports(1));
}

fn cancel(id: u64, request: Request) -> Request {
    Request::Cancel { id, request: Box::new(request) }
}

/// How and when calls 1 and 2 end, the second being the cancel of the first at three seconds.
fn stopped(fault: Option<&Fault>, request: &Request) -> [(u64, Reply); 2] {
    let mut sim = sim();
    if let Some(fault) = fault {
        sim.begin(fault, now(0));
    }
    sim.submit(Call { id: 1, request: request.clone(), deadline_ms: 600_000 }, now(0));
    let mut seen = run(&mut sim, 3_000);
    sim.submit(Call { id: 2, request: cancel(1, request.clone()), deadline_ms: 45_000 }, now(3_000));
    seen.extend(run(&mut sim, 700_000));
    [1, 2].map(|call| {
        let end = seen.iter().find_map(|(at, report)| match report {
            Report::Ended { id, reply } if *id == call => Some((*at, reply.clone())),
            _ => None,
        });
        end.expect("it ends")
    })
}

#[test]
fn a_pipeline_is_cancelled_wherever_it_is_and_says_what_became_of_its_steps() {
    let waits = Fault::Pipeline { step: Id::new("build"), how: How::Silent };
    for fault in [None, Some(waits)] {
        let [(ended, reply), (taken, answer)] =
            stopped(fault.as_ref(), &Request::Pipeline { workflow: None });
        assert_eq!(reply, Reply::Refused("pipeline cancelled".into()));
        assert!(matches!(answer, Reply::Done(_)) && taken < ended, "{answer:?} at {taken}, ended at {ended}");
        assert!(ended < 10_000, "{ended}");
    }
    let mut sim = sim();
    sim.submit(Call { id: 1, request: Request::Pipeline { workflow: None }, deadline_ms: 600_000 }, now(0));
    run(&mut sim, 3_000);
    sim.submit(
        Call { id: 2, request: cancel(1, Request::Pipeline { workflow: None }), deadline_ms: 45_000 },
        now(3_000),
    );
    let steps: Vec<_> = run(&mut sim, 60_000)
        .into_iter()
        .filter_map(|(_, report)| match report {
            Report::Pipeline { step, state } => Some((step.to_string(), state)),
            _ => None,
        })
        .collect();
    let expected = [("build", "failed"), ("test", "skipped"), ("dns", "skipped")];
    assert_eq!(steps, expected.map(|(step, state)| (step.to_owned(), state)));
}

#[test]
fn a_program_ends_on_term_and_a_stuck_one_is_killed_later() {
    let dump = Request::Command { argv: vec!["pg_dump".into()] };
    let [(ended, reply), (answered, answer)] = stopped(None, &dump);
    assert!(matches!(&reply, Reply::Refused(why) if why.as_str().contains("signal 15")), "{reply:?}");
    assert!(matches!(answer, Reply::Done(_)) && answered == ended && ended < 5_000, "{ended}");
    let stuck = Fault::Command { program: None, how: How::Stuck };
    let [(killed, reply), _] = stopped(Some(&stuck), &dump);
    assert!(matches!(&reply, Reply::Refused(why) if why.as_str().contains("signal 9")), "{reply:?}");
    assert_eq!(killed, 13_000);
    // A fault names what `jday` does, and not another thing that it does.
    let restore = Request::Command { argv: ["/usr/local/bin/jday", "db", "restore"].map(Clean::from).into() };
    for (program, signal) in [("jday db restore", "signal 9"), ("jday db swap", "signal 15")] {
        let stuck = Fault::Command { program: Some(program.into()), how: How::Stuck };
        let [(_, reply), _] = stopped(Some(&stuck), &restore);
        assert!(
            matches!(&reply, Reply::Refused(why) if why.as_str().contains(signal)),
            "{program}: {reply:?}"
        );
    }
}

#[test]
fn what_has_ended_is_not_cancelled() {
    let quick = Request::Command { argv: vec!["true".into()] };
    let [(_, reply), (_, answer)] = stopped(None, &quick);
    assert!(matches!(reply, Reply::Done(_)));
    assert_eq!(answer, Reply::Refused("it had ended by itself".into()));
}

fn any_how() -> impl Strategy<Value = How> {
    prop::sample::select(vec![
        How::Slow,
        How::Refuses,
        How::Accepts,
        How::Silent,
        How::Lost,
        How::Half,
        How::Stuck,
    ])
}

fn any_side() -> impl Strategy<Value = Side> {
    prop::sample::select(Side::BOTH.to_vec())
}

fn any_request() -> impl Strategy<Value = Request> {
    prop_oneof![
        4 => (any_side(), any_side()).prop_map(|(from, to)| Request::Point { from, to }),
        1 => any_side().prop_map(|to| Request::DryRun { to }),
        1 => prop::sample::select(vec!["slack", "sms", "pagerduty", "pigeon"]).prop_map(|c| notify(c, "k")),
        1 => prop::sample::select(vec!["pg_dump", "kubectl", "true"])
            .prop_map(|word| Request::Command { argv: vec![word.into()] }),
        1 => Just(Request::Command { argv: vec![] }),
        1 => Just(Request::Pipeline { workflow: None }),
        1 => Just(Request::Pipeline { workflow: Some("rollback".into()) }),
        1 => any_side().prop_map(|to| Request::Application { to }),
        1 => Just(Request::Survey),
        2 => (1_u64..24, any::<bool>()).prop_map(|(id, pipeline)| {
            let program = Request::Command { argv: vec!["kubectl".into()] };
            cancel(id, if pipeline { Request::Pipeline { workflow: None } } else { program })
        }),
    ]
}

fn any_fault() -> impl Strategy<Value = Fault> {
    prop_oneof![
        4 => (any_how(), 0_u64..20_000).prop_map(|(how, by)| Fault::Lever { how, by: Millis(by) }),
        1 => Just(Fault::Foreign { value: "203.0.113.9".into() }),
        1 => any_how().prop_map(|how| Fault::Resolver { resolver: Id::new("one"), how }),
        1 => Just(Fault::Path { path: None }),
        1 => any_how().prop_map(|how| Fault::Channel { channel: Id::new("slack"), how }),
        1 => any_how().prop_map(|how| Fault::Pipeline { step: Id::new("build"), how }),
        1 => any_how().prop_map(|how| Fault::Workflow { workflow: "rollback".into(), how }),
        1 => any_how().prop_map(|how| Fault::Application { how }),
        1 => any_how().prop_map(|how| Fault::Command { program: None, how }),
        1 => any_side().prop_map(|side| Fault::Unready { side }),
    ]
}

/// What happens to the world in a law: a call, a fault that begins, or the first one that ends.
#[derive(Debug, Clone)]
enum Turn {
    Ask(Request, u64),
    Begin(Fault),
    End,
}

fn any_turns() -> impl Strategy<Value = Vec<(u64, Turn)>> {
    let turn = prop_oneof![
        4 => (any_request(), 0_u64..60_000).prop_map(|(request, deadline)| Turn::Ask(request, deadline)),
        2 => any_fault().prop_map(Turn::Begin),
        1 => Just(Turn::End),
    ];
    prop::collection::vec((0_u64..9_000, turn), 1..24)
}

/// Plays the turns, looking every `step` milliseconds between them as well if there is one.
fn play(turns: &[(u64, Turn)], seed: u64, step: Option<u64>) -> (Vec<Report>, Vec<(u64, u64)>, Sim) {
    let mut sim = Sim::new(settings(), seed);
    let (mut at, mut reports, mut calls, mut faults) = (0, Vec::new(), Vec::new(), Vec::new());
    for (id, (wait, turn)) in (1..).zip(turns) {
        let next = at + wait;
        for look in step.into_iter().flat_map(|step| (at..next).step_by(step as usize)) {
            reports.extend(sim.reports(now(look)));
        }
        at = next;
        match turn {
            Turn::Ask(request, deadline_ms) => {
                calls.push((id, at + deadline_ms));
                sim.submit(Call { id, request: request.clone(), deadline_ms: *deadline_ms }, now(at));
            }
            Turn::Begin(fault) => {
                faults.push(fault.clone());
                sim.begin(fault, now(at));
            }
            Turn::End => faults.pop().into_iter().for_each(|fault| sim.end(&fault, now(at))),
        }
    }
    reports.extend(sim.reports(now(at + 200_000)));
    (reports, calls, sim)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn every_call_ends_once_and_how_often_anybody_looks_changes_nothing(turns in any_turns(), seed: u64) {
        let (reports, calls, sim) = play(&turns, seed, None);
        for (id, _) in &calls {
            let ends = reports.iter().filter(|r| matches!(r, Report::Ended { id: ended, .. } if ended == id));
            prop_assert_eq!(ends.count(), 1, "call {}", id);
        }
        let (often, _, same) = play(&turns, seed, Some(377));
        prop_assert_eq!(&often, &reports);
        prop_assert_eq!((same.live(), same.moved_at(), same.sent()), (sim.live(), sim.moved_at(), sim.sent()));
        prop_assert_eq!(sim.next_due(), None);
    }

    #[test]
    fn a_call_ends_by_its_deadline_and_moves_the_lever_at_most_once(
        request in any_request(), faults in prop::collection::vec(any_fault(), 0..3), deadline in 0_u64..90_000,
        seed: u64,
    ) {
        let mut sim = Sim::new(settings(), seed);
        for fault in &faults {
            sim.begin(fault, now(0));
        }
        let points = matches!(request, Request::Point { .. });
        sim.submit(Call { id: 1, request, deadline_ms: deadline }, now(0));
        let (mut moves, mut ended, mut side) = (0, None, sim.live());
        for at in (0..=120_000).step_by(50).chain([deadline]).collect::<std::collections::BTreeSet<u64>>() {
            for report in sim.reports(now(at)) {
                if matches!(report, Report::Ended { .. }) {
                    ended = Some(at);
                }
            }
            moves += u32::from(sim.live() != side);
            side = sim.live();
        }
        prop_assert!(ended.is_some_and(|at| at <= deadline), "ended at {ended:?}, deadline {deadline}");
        prop_assert!(moves <= u32::from(points), "moved {moves} times");
    }
}
