//! `jday replay`.

use std::sync::Arc;

use serde_json::json;

use super::args::{Look, Replay};
use super::exit::Exit;
use super::out;
use crate::model::state_hash;
use crate::source;

/// Plays a journal back on the screen, or checks it whole and prints what it amounts to.
pub fn run(args: &Replay, look: &Look) -> anyhow::Result<Exit> {
    if args.headless {
        return headless(args);
    }
    let mut envelopes = Vec::new();
    source::replay(&args.journal, |_, envelope| envelopes.push(Arc::new(envelope.clone())))?;
    super::drill::replay(super::player::source(envelopes), look)
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
