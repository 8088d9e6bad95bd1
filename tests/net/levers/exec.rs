use std::fs;
use std::time::{Duration, Instant};

use jday::plan::types::Side::{Blue, Green};

use super::*;

/// A lever that is a file, and the folder of the file.
fn file(point: &str, more: &str) -> (World, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("lever"), "blue\n").unwrap();
    let lever = format!(
        "lever = {{ exec = {{ point = [\"sh\", \"-c\", '''{point}''', \"sh\", \"{{side}}\", \"from-{{from}}\"], read = [\"cat\", \"lever\"]{more} }} }}
        commands = {{ folder = \"{}\" }}",
        folder.path().display()
    );
    (world(&lever), folder)
}

fn stands(folder: &tempfile::TempDir, at: &str) {
    fs::write(folder.path().join("lever"), at).unwrap();
}

#[test]
fn a_program_pulls_the_lever_and_is_read_again() {
    let (mut world, folder) = file("echo $1 > lever; echo moved $2 to $1", "");
    assert_done(&point(&mut world, Blue, Green), &["moved from-blue to green", "read again: at green"]);
    assert_eq!(fs::read_to_string(folder.path().join("lever")).unwrap(), "green\n");
    assert_done(&reconcile(&mut world), &["points at green"]);
    assert_done(&point(&mut world, Green, Blue), &["read again: at blue"]);
    assert_refused(&reconcile(&mut world), &["still points at blue"]);
}

#[test]
fn a_lever_that_stands_elsewhere_is_not_pulled() {
    let (mut world, folder) = file("touch pulled", "");
    // The way back asks for a place, a switch for a move that was approved.
    assert_done(&point(&mut world, Green, Blue), &["already points at blue", "nothing was sent"]);
    stands(&folder, "green");
    assert_refused(&point(&mut world, Blue, Green), &["nothing was sent", "points at green"]);
    stands(&folder, "\u{1b}[31mpurple");
    assert_refused(&point(&mut world, Blue, Green), &["nothing was sent", "purple", "neither"]);
    fs::remove_file(folder.path().join("lever")).unwrap();
    assert_refused(&point(&mut world, Blue, Green), &["cannot be read", "lever"]);
    assert!(!folder.path().join("pulled").exists());
    assert_unknown(&reconcile(&mut world), &["cannot be read"]);
}

#[test]
fn exit_status_three_is_a_refusal_and_any_other_leaves_it_open() {
    assert_refused(&point(&mut file("echo busy >&2; exit 3", "").0, Blue, Green), &["exit 3: busy"]);
    assert_unknown(&point(&mut file("echo hm >&2; exit 1", "").0, Blue, Green), &["exit 1: hm"]);
    assert_unknown(&point(&mut file("kill -9 $$", "").0, Blue, Green), &["signal 9"]);
}

/// A program, like a packet, outlives the engine that sent it.
#[test]
fn an_order_that_may_still_be_on_its_way_is_not_called_refused() {
    let asked = |world: &mut World, settles_ms| {
        let request = Box::new(Request::Point { from: Blue, to: Green });
        world.ask(Request::Reconcile { request, id: 1, settles_ms }, PLENTY)
    };
    let (mut world, folder) = file("true", "");
    let lever = folder.path().join("lever");
    let late = std::thread::spawn(move || {
        std::thread::sleep(Duration::from_millis(400));
        fs::write(lever, "green").unwrap();
    });
    let since = Instant::now();
    assert_done(&asked(&mut world, 15_000), &["points at green"]);
    assert!(since.elapsed() < Duration::from_secs(10), "it is waited for no longer than it takes");
    late.join().unwrap();
    stands(&folder, "blue");
    let since = Instant::now();
    assert_refused(&asked(&mut world, 700), &["still points at blue"]);
    assert!(since.elapsed() >= Duration::from_millis(700), "{:?}", since.elapsed());
}

#[test]
fn success_that_changed_nothing_is_told_as_what_it_is() {
    let (mut world, _folder) = file("true", "");
    assert_done(&point(&mut world, Blue, Green), &["BUT read again it still points at blue"]);
}

#[test]
fn reading_that_does_not_end_is_a_refusal_long_before_the_deadline() {
    let folder = tempfile::tempdir().unwrap();
    let mut world = world(&format!(
        "lever = {{ exec = {{ point = [\"touch\", \"{}/pulled\"], read = [\"sleep\", \"1000\"] }} }}",
        folder.path().display()
    ));
    let since = Instant::now();
    assert_refused(&point(&mut world, Blue, Green), &["nothing was sent", "no answer within"]);
    assert!(since.elapsed() < Duration::from_secs(10));
    assert!(!folder.path().join("pulled").exists());
}

#[test]
fn a_dry_run_is_the_program_s_or_says_that_reading_had_to_do() {
    let (mut world, _folder) = file("touch pulled", "");
    let (ok, detail) = proof(&mut world, Green, "lever");
    assert!(ok == Some(true) && detail.contains("read only"), "{detail}");
    for (script, expected) in
        [("echo fine {from} {side}", Some(true)), ("echo full; exit 3", Some(false)), ("exit 1", None)]
    {
        let more = format!(", dry_run = [\"sh\", \"-c\", \"{script}\"]");
        let (mut world, folder) = file("touch pulled", &more);
        let (ok, detail) = proof(&mut world, Green, "lever");
        assert_eq!(ok, expected, "{detail}");
        assert!(expected != Some(true) || detail.contains("fine blue green"), "{detail}");
        assert!(!folder.path().join("pulled").exists());
        stands(&folder, "mauve");
        assert_eq!(proof(&mut world, Green, "lever").0, Some(false));
        fs::remove_file(folder.path().join("lever")).unwrap();
        assert_eq!(proof(&mut world, Green, "lever").0, None);
    }
}
