//! A terminal that is gone, or that nobody reads (R21, R22).

use std::time::{Duration, Instant};

use crate::term::{Folder, Start, Term, stat};

/// Hangs up; how long the program lived on, and the CPU seconds that it took for that.
fn hang_up(term: &mut Term) -> (Duration, f64) {
    let pid = term.pid();
    let before = stat(pid).1;
    term.hang_up();
    let start = Instant::now();
    let mut after = before;
    loop {
        match stat(pid) {
            ('X' | 'Z', _) => return (start.elapsed(), after - before),
            (_, cpu) => after = cpu,
        }
        assert!(start.elapsed() < Duration::from_secs(10), "it lives on after the terminal is gone");
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn a_lost_link_ends_the_console_in_order_with_and_without_a_signal() {
    for sheltered in [false, true] {
        let folder = Folder::new();
        let start = Start::new(&["drill", "clean-day", "--out", folder.as_str()]);
        let mut term = if sheltered { start.sheltered().run() } else { start.run() };
        term.wait_for("p95");
        let (lived, cpu) = hang_up(&mut term);
        assert!(lived < Duration::from_secs(3), "{lived:?}");
        assert!(cpu < 0.3, "{cpu} CPU seconds");
        assert_eq!(term.end(), 0, "sheltered: {sheltered}");
        folder.assert_closed();
    }
}

#[test]
fn a_link_lost_in_the_picker_ends_it_too() {
    let mut term = Start::new(&["drill"]).sheltered().run();
    term.wait_for("Errors after the switch");
    // Nothing moves in a picker, so a key must bring the frame that lets the reader go.
    term.type_keys("j");
    let (lived, _) = hang_up(&mut term);
    assert!(lived < Duration::from_secs(3), "{lived:?}");
    assert_eq!(term.end(), 0);
}

#[test]
fn an_unread_terminal_stops_neither_the_watch_nor_the_keys() {
    let folder = Folder::new();
    let mut term = Start::new(&["drill", "clean-day", "--out", folder.as_str()]).run();
    term.wait_for("p95");
    term.idle(true);
    // Whole frames fill what the kernel keeps for the reader, until a write hangs.
    for _ in 0..60 {
        term.type_keys("\x0c");
        std::thread::sleep(Duration::from_millis(5));
    }
    let (ticks, cpu, since) = (folder.ticks(), term.stat().1, Instant::now());
    std::thread::sleep(Duration::from_secs(10));
    let (ticks, cpu) = (folder.ticks() - ticks, term.stat().1 - cpu);
    let seconds = since.elapsed().as_secs_f64();
    assert!((ticks as f64 - seconds).abs() < 1.6, "{ticks} ticks in {seconds:.1} s");
    assert!(cpu < 0.5, "{cpu} CPU seconds in {seconds:.1} s of waiting");
    // Faster by keys that nobody sees on the screen yet.
    term.type_keys("]");
    std::thread::sleep(Duration::from_millis(60));
    term.type_keys("]");
    let before = folder.ticks();
    term.wait("a faster clock", |_| folder.ticks() > before + 6);
    term.idle(false);
    term.open("?", "Help");
    term.close("Closes what lies");
    term.leave();
    assert_eq!(term.end(), 0);
    term.assert_restored();
    folder.assert_closed();
}

#[test]
fn a_dialog_that_nobody_could_read_yet_takes_no_keys() {
    let folder = Folder::new();
    let mut term = Start::new(&["drill", "clean-day", "--out", folder.as_str()]).run();
    term.wait_for("p95");
    term.idle(true);
    for _ in 0..60 {
        term.type_keys("\x0c");
        std::thread::sleep(Duration::from_millis(5));
    }
    // Much later than a dialog on a terminal would need, but its frame is on none.
    term.type_keys("S");
    std::thread::sleep(Duration::from_secs(2));
    for key in "SWITCH GREEN".chars() {
        term.type_keys(&key.to_string());
        std::thread::sleep(Duration::from_millis(30));
    }
    std::thread::sleep(Duration::from_millis(400));
    term.type_keys("\r");
    std::thread::sleep(Duration::from_millis(200));
    term.idle(false);
    term.wait_for("Switch the traffic to Green");
    term.wait_gone("keys count in a moment");
    assert_eq!(folder.of_people(), Vec::<serde_json::Value>::new());
    assert!(term.text().contains("Type SWITCH GREEN"), "the phrase is still to be typed");
    term.close("Switch the traffic to Green");
    term.leave();
    assert_eq!(term.end(), 0);
}
