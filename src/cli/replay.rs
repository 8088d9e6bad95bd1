//! `jday replay`.

use serde_json::json;

use super::args::{Look, Replay};
use super::exit::Exit;
use super::out;
use crate::model::state_hash;
use crate::source::{self, Player};

/// Plays a journal back on the screen, or checks it whole and prints what it amounts to.
pub fn run(args: &Replay, look: &Look) -> anyhow::Result<Exit> {
    if args.headless {
        return headless(args);
    }
    let (source, thread) = super::player::source(Player::open(&args.journal)?);
    let exit = super::drill::replay(source, look)?;
    // What was shown was sound; where the journal is not, that is said once the screen is given back.
    match thread.join().map_err(|_| anyhow::anyhow!("the player of this journal broke"))? {
        Some(failure) => Err(failure.into()),
        None => Ok(exit),
    }
}

fn headless(args: &Replay) -> anyhow::Result<Exit> {
    let played = source::replay(&args.journal, |_, _| {})?;
    let state = &played.state;
    let hash = state_hash(state);
    let text = if args.json {
        json!({
            "journal": args.journal.display().to_string(),
            "lines": played.lines,
            "last_seq": state.seq,
            "head": played.head,
            "scenario": state.scenario,
            "final_side": state.cutover.live,
            "samples": state.samples,
            "ticks": state.ticks,
            "state_hash": hash,
        })
        .to_string()
    } else {
        format!(
            "{}: {} events, {} live at the end\nstate {hash}\nhead  {}",
            args.journal.display(),
            state.seq,
            state.cutover.live,
            played.head
        )
    };
    out::line(&text)?;
    Ok(Exit::Done)
}
