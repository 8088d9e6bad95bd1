//! The console in a real pseudo-terminal: what a shell, a bad link and a hasty hand do to it.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "helpers of tests fail the test that calls them"
)]

mod day;
mod fingers;
mod lost;
mod manners;
#[path = "../support/measured.rs"]
mod measured;
mod narrow;
mod overlays;
mod replay;
mod start;
mod term;
mod torture;

use term::{Folder, Start, Term};

/// A drill of the embedded scenario `name`, with its journal.
fn drill(name: &str) -> (Term, Folder) {
    let folder = Folder::new();
    let term = Start::new(&["drill", name, "--out", folder.as_str()]).run();
    term.wait_for("p95");
    (term, folder)
}
