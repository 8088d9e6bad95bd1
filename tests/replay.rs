//! Time travel: every moment of a journal is what a replay from the beginning gives, however one comes
//! there.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "in a test a panic is the report"
)]

#[path = "journal/kinds.rs"]
#[allow(dead_code, reason = "the generators are the journal's")]
mod kinds;
#[path = "journal/kit.rs"]
#[allow(dead_code, reason = "the generators are the journal's")]
mod kit;
mod lived;

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use jday::journal::{Draft, Reader, Writer};
use jday::model::metrics::{Reading, Sampled, Value};
use jday::model::{At, Digest, Envelope, Event, State, state_hash};
use jday::plan::types::Id;
use jday::source::{Log, Moment, Player, Replica, Timeline};
use jday::wire::{Ask, Landmark, Seek, Sign, Tell, Track, Transport};
use lived::Lived;
use proptest::prelude::*;

/// A journal, and its events.
struct Book {
    _folder: tempfile::TempDir,
    path: PathBuf,
    events: Vec<Envelope>,
}

impl Book {
    fn of(write: impl FnOnce(&Path)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("day.jsonl");
        write(&path);
        let events: Vec<Envelope> = Reader::open(&path).unwrap().collect::<Result<_, _>>().unwrap();
        Self { _folder: folder, path, events }
    }

    /// What a replay of the first `count` events amounts to.
    fn hash(&self, count: u64) -> Digest {
        let (first, rest) = self.events[..count as usize].split_first().unwrap();
        let mut state = State::open(first).unwrap();
        for envelope in rest {
            state.apply(envelope);
        }
        state_hash(&state)
    }

    /// How many events had happened at `at`, in a time that never runs backwards.
    fn until(&self, at: At) -> usize {
        self.events.iter().position(|event| event.at > at).unwrap_or(self.events.len()).max(1)
    }

    fn whole(&self) -> Timeline {
        let mut timeline = Timeline::open(&self.path).unwrap();
        while timeline.read_on(777) {}
        assert!(timeline.broken().is_none());
        timeline
    }
}

/// A drill with a switch, a breach and a return.
static DRILL: LazyLock<Book> = LazyLock::new(|| {
    Book::of(|path| {
        let loaded = lived::scenario("errors-after-switch");
        Lived::scripted(&loaded, 1, path).finish(loaded.scenario.lasts.0);
    })
});

/// Hours in little time: series that fall silent for longer than points are kept, gaps, a restart, a clock
/// that is set back, one of every event there is.
static ODD: LazyLock<Book> = LazyLock::new(|| {
    Book::of(|path| {
        let mut writer = Writer::create(path).unwrap();
        writer.append_batch([kit::engine(0, kit::opened())]).unwrap();
        let every = kinds::all();
        for n in 1..2_400_u64 {
            // A third of a minute each, so that hours pass and points are dropped.
            let second = n * 20;
            let mut sampled = match kit::sampled(second) {
                Event::Sampled(sampled) => sampled,
                _ => Sampled::default(),
            };
            if (500..1_300).contains(&n) {
                sampled.green.clear();
            }
            if n % 7 == 0 {
                sampled.blue.insert(Id::new("requests"), Reading { value: Value::NoData, age_ms: 0 });
            }
            let mut drafts =
                vec![kit::engine(second, Event::Ticked), kit::engine(second, Event::Sampled(sampled))];
            if n % 40 == 0 {
                drafts.push(kit::engine(second, every[(n / 40) as usize % every.len()].clone()));
            }
            for draft in &mut drafts {
                if n > 1_500 {
                    *draft = Draft {
                        at: At(draft.at.0 - 900_000),
                        boot: 1,
                        mono: draft.mono - 20_000_000,
                        ..draft.clone()
                    };
                }
            }
            // Only the first event opens a room, and none of these may be another first.
            drafts.retain(|draft| !matches!(draft.event, Event::Opened(_)));
            writer.append_batch(drafts).unwrap();
        }
    })
});

fn hash_of(timeline: &Timeline, moment: Moment) -> (u64, Digest) {
    let spot = timeline.spot(moment).unwrap();
    (spot.state.seq, state_hash(&spot.state))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, failure_persistence: None, ..ProptestConfig::default() })]

    /// The state after any seek is the state of a replay up to that event, and seeking back and forth
    /// changes nothing.
    #[test]
    fn any_moment_is_what_a_replay_gives(seqs in prop::collection::vec(any::<prop::sample::Index>(), 1..6)) {
        for book in [&*DRILL, &*ODD] {
            let timeline = book.whole();
            for _ in 0..2 {
                for at in &seqs {
                    let n = at.index(book.events.len());
                    let seq = book.events[n].seq;
                    prop_assert_eq!(hash_of(&timeline, Moment::Seq(seq)), (seq, book.hash(seq)));
                    let until = book.until(book.events[n].at);
                    let there = hash_of(&timeline, Moment::At(book.events[n].at));
                    prop_assert_eq!(there, (until as u64, book.hash(until as u64)));
                }
            }
        }
    }

    /// What a console was told, wherever it was sent, gives the state of a replay up to where it stands;
    /// and its log is that of a console that saw everything.
    #[test]
    fn a_console_that_is_sent_about_sees_what_happened(
        moves in prop::collection::vec((0_usize..8, any::<prop::sample::Index>(), 0_u64..4_000), 1..12),
    ) {
        let book = &*DRILL;
        let mut player = Player::open(&book.path).unwrap();
        let mut seat = Seat::default();
        seat.told(player.begin());
        for (how, at, ms) in &moves {
            let there = &book.events[at.index(book.events.len())];
            let ask = match how {
                0 => Ask::Seek(Seek::To(there.at)),
                1 => Ask::Seek(Seek::ToSeq(there.seq)),
                2 => Ask::Seek(Seek::Back),
                3 => Ask::Seek(Seek::Mark { landmark: Landmark::Decision, forward: ms % 2 == 0 }),
                4 => Ask::Seek(Seek::Mark { landmark: Landmark::Alert, forward: ms % 2 == 0 }),
                5 => Ask::Transport(Transport::Step),
                6 => Ask::Transport(Transport::Toggle),
                _ => Ask::Transport(Transport::Faster),
            };
            seat.told(player.take(&ask));
            player.pass(*ms);
            seat.told(player.due());
            seat.told(player.read_on(150));
            let state = seat.replica.state.as_ref().unwrap();
            prop_assert_eq!(state_hash(state), book.hash(state.seq));
            let seqs: Vec<u64> = seat.replica.log.entries().map(|(_, envelope)| envelope.seq).collect();
            let mut saw_all = Log::default();
            book.events[..state.seq as usize].iter().for_each(|envelope| saw_all.push(&envelope.clone().into()));
            let wanted: Vec<u64> = saw_all.entries().map(|(_, envelope)| envelope.seq).collect();
            prop_assert_eq!(seqs, wanted);
        }
    }
}

/// A console's place in front of a player.
#[derive(Default)]
struct Seat {
    replica: Replica,
}

impl Seat {
    fn told(&mut self, tells: impl IntoIterator<Item = Tell>) {
        for tell in tells {
            self.replica.take(&tell);
        }
    }

    fn asks(&mut self, player: &mut Player, ask: &Ask) {
        self.told(player.take(ask));
        self.told(player.due());
    }

    fn seeks(&mut self, player: &mut Player, seek: Seek) {
        self.asks(player, &Ask::Seek(seek));
    }

    fn now(&self) -> At {
        self.replica.state.as_ref().unwrap().now.at
    }

    fn track(&self) -> &Track {
        self.replica.track.as_ref().unwrap()
    }
}

fn opened(book: &Book) -> (Player, Seat) {
    let mut player = Player::open(&book.path).unwrap();
    let mut seat = Seat::default();
    seat.told(player.begin());
    while !player.is_read() {
        seat.told(player.read_on(500));
    }
    (player, seat)
}

#[test]
fn the_axis_shows_the_switch_the_proposal_and_the_return() {
    let (_, seat) = opened(&DRILL);
    let track = seat.track();
    assert_eq!(track.read, Track::WHOLE);
    assert_eq!((track.from, track.to), (DRILL.events[0].at, DRILL.events.last().unwrap().at));
    let signs: Vec<Sign> = track.marks.iter().map(|mark| mark.sign).collect();
    let moved: Vec<&Sign> = signs.iter().filter(|sign| matches!(sign, Sign::Moved(_))).collect();
    assert_eq!(moved.len(), 2, "there and back: {signs:?}");
    assert!(signs.contains(&Sign::Proposal) && signs.contains(&Sign::Critical), "{signs:?}");
    assert!(track.marks.windows(2).all(|two| two[0].at <= two[1].at && two[0].seq < two[1].seq));
}

#[test]
fn jumps_visit_every_landmark_forwards_and_backwards() {
    for landmark in [Landmark::Decision, Landmark::Alert, Landmark::Step] {
        let (mut player, mut seat) = opened(&DRILL);
        seat.asks(&mut player, &Ask::Transport(Transport::Toggle));
        let mut wanted: Vec<At> = seat
            .track()
            .marks
            .iter()
            .filter(|mark| mark.sign.landmark() == landmark)
            .map(|mark| mark.at)
            .collect();
        wanted.dedup();
        wanted.retain(|at| *at > DRILL.events[0].at);
        assert!(wanted.len() > 1, "{landmark:?}");
        for at in &wanted {
            seat.seeks(&mut player, Seek::Mark { landmark, forward: true });
            assert_eq!(seat.now(), *at, "{landmark:?}");
        }
        seat.seeks(&mut player, Seek::Mark { landmark, forward: true });
        assert_eq!(seat.now(), *wanted.last().unwrap(), "there is no further one");
        for at in wanted.iter().rev().skip(1) {
            seat.seeks(&mut player, Seek::Mark { landmark, forward: false });
            assert_eq!(seat.now(), *at, "{landmark:?}");
        }
    }
}

#[test]
fn a_jump_beyond_what_is_read_says_where_it_heads_and_arrives() {
    let mut player = Player::open(&DRILL.path).unwrap();
    let mut seat = Seat::default();
    seat.told(player.begin());
    let before = seat.now();
    let end = DRILL.events.last().unwrap().at;
    seat.seeks(&mut player, Seek::To(end));
    assert_eq!((seat.now(), seat.track().heading), (before, Some(Seek::To(end))), "it is on its way");
    assert!(seat.track().read < Track::WHOLE);
    assert_eq!(seat.track().to, end, "the end is known before the way to it");
    while !player.is_read() {
        seat.told(player.read_on(100));
    }
    seat.told(player.due());
    assert_eq!((seat.now(), seat.track().heading), (end, None));
    assert!(seat.replica.over && seat.replica.pace.paused, "the end is said");
}

#[test]
fn steps_go_second_by_second_and_back() {
    let (mut player, mut seat) = opened(&DRILL);
    let start = seat.now();
    for second in 1..=5 {
        seat.asks(&mut player, &Ask::Transport(Transport::Step));
        assert_eq!(seat.now(), At(start.0 + second * 1_000));
    }
    assert!(seat.replica.pace.paused);
    for second in (1..5).rev() {
        seat.seeks(&mut player, Seek::Back);
        assert_eq!(seat.now(), At(start.0 + second * 1_000));
    }
    for _ in 0..3 {
        seat.seeks(&mut player, Seek::Back);
    }
    assert_eq!(seat.now(), start, "there is nothing before the beginning");
}

#[test]
fn a_jump_back_while_time_runs_does_not_come_back_to_the_same_mark() {
    let (mut player, mut seat) = opened(&DRILL);
    let back = Seek::Mark { landmark: Landmark::Decision, forward: false };
    seat.seeks(&mut player, Seek::To(DRILL.events.last().unwrap().at));
    seat.asks(&mut player, &Ask::Transport(Transport::Toggle));
    seat.asks(&mut player, &Ask::Seek(Seek::To(DRILL.events.last().unwrap().at)));
    let mut seen = vec![];
    for _ in 0..3 {
        seat.seeks(&mut player, back);
        seen.push(seat.now());
        player.pass(900);
        seat.told(player.due());
    }
    assert!(seen.windows(2).all(|two| two[1] < two[0]), "{seen:?}");
}

#[test]
fn at_the_end_play_begins_again() {
    let (mut player, mut seat) = opened(&DRILL);
    seat.seeks(&mut player, Seek::To(DRILL.events.last().unwrap().at));
    assert!(seat.replica.over);
    seat.asks(&mut player, &Ask::Transport(Transport::Toggle));
    assert_eq!(seat.now(), DRILL.events[0].at);
    assert!(!seat.replica.over && !seat.replica.pace.paused);
}

#[test]
fn a_forged_line_is_named_and_what_lies_before_it_can_be_seen() {
    let text = std::fs::read_to_string(&DRILL.path).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("forged.jsonl");
    let forged: Vec<String> = text
        .lines()
        .enumerate()
        .map(|(n, line)| if n == 900 { line.replacen("\"mono\":", "\"mono\":1", 1) } else { line.to_owned() })
        .collect();
    std::fs::write(&path, forged.join("\n") + "\n").unwrap();
    let mut player = Player::open(&path).unwrap();
    let mut seat = Seat::default();
    seat.told(player.begin());
    while !player.is_read() {
        seat.told(player.read_on(500));
    }
    let broken = seat.track().broken.clone().unwrap().to_string();
    assert!(broken.contains("line 901") && broken.contains("jday journal verify"), "{broken}");
    seat.seeks(&mut player, Seek::ToSeq(800));
    assert_eq!(state_hash(seat.replica.state.as_ref().unwrap()), DRILL.hash(800));
    // Playing and seeking stop before the damage, however often one tries.
    for _ in 0..3 {
        seat.asks(&mut player, &Ask::Transport(Transport::Toggle));
        seat.seeks(&mut player, Seek::To(DRILL.events.last().unwrap().at));
        player.pass(3_600_000);
        player.wait();
        seat.told(player.due());
        seat.asks(&mut player, &Ask::Transport(Transport::Step));
        let state = seat.replica.state.as_ref().unwrap();
        assert_eq!((state.seq, state_hash(state)), (900, DRILL.hash(900)));
    }
    assert!(seat.replica.over && seat.track().broken.is_some());
    assert!(player.into_failure().unwrap().to_string().contains("line 901"));
}

#[test]
fn a_torn_tail_is_left_out() {
    let mut bytes = std::fs::read(&DRILL.path).unwrap();
    bytes.truncate(bytes.len() - 30);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("torn.jsonl");
    std::fs::write(&path, bytes).unwrap();
    let mut timeline = Timeline::open(&path).unwrap();
    while timeline.read_on(1_000) {}
    assert!(timeline.broken().is_none());
    let last = DRILL.events.len() - 1;
    assert_eq!(hash_of(&timeline, Moment::Seq(u64::MAX)), (last as u64, DRILL.hash(last as u64)));
}

#[test]
fn a_journal_that_is_changed_under_a_replay_is_found_out() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("copy.jsonl");
    std::fs::copy(&DRILL.path, &path).unwrap();
    let mut timeline = Timeline::open(&path).unwrap();
    while timeline.read_on(1_000) {}
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, text.replace("\"by\":\"engine\"", "\"by\":\"drills\"")).unwrap();
    assert!(timeline.spot(Moment::Seq(Timeline::EVERY + 500)).is_err());
}

#[test]
fn the_dry_runs_of_the_way_back_are_pulse_in_a_replay_too() {
    let is_proof =
        |event: &Event| matches!(event, Event::Intended(jday::model::Effect::ProveReadiness { .. }));
    let proofs: Vec<u64> = DRILL
        .events
        .iter()
        .filter(|envelope| is_proof(&envelope.event))
        .map(|envelope| envelope.seq)
        .collect();
    let is_end = |envelope: &&Envelope| matches!(&envelope.event, Event::Settled { intent, .. } if proofs.contains(intent));
    let ends: Vec<u64> = DRILL.events.iter().filter(is_end).map(|envelope| envelope.seq).collect();
    assert!(!ends.is_empty(), "the drill proves its way back");
    let (mut player, mut seat) = opened(&DRILL);
    // Behind an intent, so that its end comes once the console stands there.
    for place in [proofs[proofs.len() / 2], u64::MAX] {
        seat.seeks(&mut player, Seek::ToSeq(place));
        for _ in 0..5 {
            seat.asks(&mut player, &Ask::Transport(Transport::Step));
        }
        assert!(ends.iter().all(|seq| seat.replica.log.event(*seq).is_none()));
    }
}
