//! A journal under fire: the room goes on, says so, acts no more by itself, and people can still go back
//! (R20, R28).

use std::io;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use jday::client::Now;
use jday::engine::{Watch, take_up};
use jday::journal::{self, Reader, Sink, Writer};
use jday::model::decide::Refusal;
use jday::model::state_hash;
use jday::plan::types::Side;
use jday::source;

use super::lived::{Lived, MINUTE, SECOND, folder, go_back, plan, switch};

/// A disk that is there until it is not.
struct Failing {
    file: std::fs::File,
    full: Arc<AtomicBool>,
    /// Whether it fails at writing, or at syncing alone.
    at_writing: bool,
}

impl Failing {
    fn fails(&self, writing: bool) -> io::Result<()> {
        let is_full = self.full.load(Ordering::Relaxed) && writing == self.at_writing;
        if is_full { Err(io::ErrorKind::StorageFull.into()) } else { Ok(()) }
    }
}

impl Sink for Failing {
    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.fails(true)?;
        Sink::write_all(&mut self.file, bytes)
    }
    fn truncate(&mut self, length: u64) -> io::Result<()> {
        Sink::truncate(&mut self.file, length)
    }
    fn sync(&mut self) -> io::Result<()> {
        self.fails(false)?;
        Sink::sync(&mut self.file)
    }
}

/// What must hold once the journal took no more: it is said, nothing acts by itself, a person goes back.
fn goes_on(lived: &mut Lived) {
    let why = lived.watch.mute().expect("it is said").to_string();
    assert!(why.contains("mirror") || why.contains("consoles"), "{why}");
    assert!(lived.state().people.automation_paused_until.is_some(), "nothing acts by itself");
    let rounds = lived.state().samples;
    lived.gets("awa", &go_back()).pass(2 * MINUTE);
    assert_eq!(lived.state().cutover.live, Side::Blue, "a person goes back");
    assert!(lived.state().samples > rounds + 100, "and the watch goes on");
    assert_eq!(lived.ask("awa", &switch()), Err(Refusal::Unwritten), "and nobody switches unrecorded");
}

#[test]
fn a_full_disk_mutes_the_journal_and_its_lines_are_taken_in_again_later() {
    for at_writing in [true, false] {
        let (folder, path) = folder();
        let full = Arc::new(AtomicBool::new(false));
        let file = std::fs::OpenOptions::new().append(true).create(true).open(&path).unwrap();
        let disk = Failing { file, full: Arc::clone(&full), at_writing };
        let mut lived = Lived::open_on(plan(), Writer::over(&path, Box::new(disk)));
        let aside = folder.path().join("aside");
        lived.watch.mirror_in(aside.clone());
        lived.switched();
        full.store(true, Ordering::Relaxed);
        lived.pass(2 * SECOND);
        goes_on(&mut lived);
        for (place, mode) in [(aside.clone(), 0o700), (only_file(&aside), 0o600)] {
            let is = std::fs::metadata(&place).unwrap().permissions().mode() & 0o777;
            assert_eq!(is, mode, "{}: a room is not for everybody", place.display());
        }
        let (hash, head) = (state_hash(lived.state()), lived.watch.head());
        drop(lived.watch);
        assert!(journal::verify(&path, None).unwrap().ok);
        // Another day there is room again: nothing of what people did is missing.
        let taken = take_up(&path, Some(&aside)).unwrap();
        assert_eq!(state_hash(taken.state()), hash);
        drop(taken);
        assert!(journal::verify(&path, Some(head)).unwrap().ok);
        let taken = take_up(&path, Some(&aside)).unwrap();
        assert_eq!(state_hash(taken.state()), hash, "and nothing is taken in twice");
    }
}

#[test]
fn a_deleted_journal_is_noticed_rescued_and_put_back() {
    let (folder, path) = folder();
    let mut lived = Lived::open_on(plan(), Writer::create(&path).unwrap());
    let aside = folder.path().join("aside");
    lived.watch.mirror_in(aside.clone());
    lived.switched();
    std::fs::remove_file(&path).unwrap();
    lived.pass(2 * SECOND);
    assert!(lived.watch.mute().unwrap().as_str().contains("deleted or moved"));
    goes_on(&mut lived);
    let hash = state_hash(lived.state());
    drop(lived.watch);
    let taken = take_up(&path, Some(&aside)).unwrap();
    assert_eq!(state_hash(taken.state()), hash);
    drop(taken);
    assert!(journal::verify(&path, None).unwrap().ok);
}

#[test]
fn where_nothing_can_be_written_at_all_it_goes_on_in_memory() {
    let (_folder, path) = folder();
    let mut lived = Lived::open_on(plan(), Writer::create(&path).unwrap());
    lived.watch.mirror_in(Path::new("/proc/no-such-folder").to_owned());
    lived.switched();
    std::fs::remove_file(&path).unwrap();
    lived.pass(2 * SECOND);
    goes_on(&mut lived);
    assert!(lived.watch.mute().unwrap().as_str().contains("consoles"));
}

/// A real file system with a real end.
#[test]
#[cfg(target_os = "linux")]
fn a_device_without_space_mutes_the_journal() {
    let full = std::fs::OpenOptions::new().append(true).open("/dev/full").unwrap();
    let writer = Writer::over(Path::new("/dev/full"), Box::new(full));
    let world = super::world::World::new(&plan());
    let opening = jday::engine::Opening { plan: plan(), live: Side::Blue, low_ttl_since: None };
    let error = Watch::open(opening, writer, world, Now::default()).err().unwrap().to_string();
    assert!(error.contains("no space left"), "a room does not begin on it: {error}");
}

#[test]
fn a_mirror_of_another_journal_is_left_alone() {
    let (folder, path) = folder();
    let mut lived = Lived::open_on(plan(), Writer::create(&path).unwrap());
    lived.until(5 * SECOND);
    let hash = state_hash(lived.state());
    drop(lived.watch);
    let aside = folder.path().join("aside");
    std::fs::create_dir_all(&aside).unwrap();
    // The same number, another past.
    let next = Reader::open(&path).unwrap().count() as u64 + 1;
    let mut line = serde_json::to_value(lived.log.last().unwrap().as_ref()).unwrap();
    line["seq"] = next.into();
    let stranger = aside.join(format!("room.jsonl.mirror-{next:010}"));
    std::fs::write(&stranger, format!("{line}\nnot even a line")).unwrap();
    let taken = take_up(&path, Some(&aside)).unwrap();
    assert_eq!(state_hash(taken.state()), hash);
    assert!(stranger.exists(), "it is somebody's evidence");
    drop(taken);
    assert!(matches!(source::replay(&path, |_, _| {}), Ok(played) if state_hash(&played.state) == hash));
}

fn only_file(folder: &Path) -> std::path::PathBuf {
    std::fs::read_dir(folder).unwrap().next().unwrap().unwrap().path()
}
