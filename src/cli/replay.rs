//! `jday replay`: on the screen, whole without one, beside another journal or by another plan.

use std::path::Path;

use serde_json::json;

use super::args::{Look, Replay};
use super::exit::{BadInput, Exit};
use super::look::{language, looks};
use super::{drill, out, player};
use crate::console::action::Stage;
use crate::console::sheet::Sheet;
use crate::console::terminal;
use crate::model::state_hash;
use crate::plan;
use crate::plan::types::Plan;
use crate::source::compare::{Comparison, comparable};
use crate::source::rejudge::Rejudged;
use crate::source::{self, Aside, Player};
use crate::text::Clean;

/// What is asked to stand beside the journal.
enum Beside {
    Journal(std::path::PathBuf),
    Plan(Box<Plan>),
}

impl Beside {
    /// Reads what has to be read for it, which takes as long as the journals are.
    fn work(self, journal: &Path) -> anyhow::Result<Aside> {
        Ok(match self {
            Self::Journal(other) => Aside::Against(Box::new(Comparison::of(journal, &other)?)),
            Self::Plan(plan) => Aside::Plan(Box::new(Rejudged::of(journal, *plan)?)),
        })
    }
}

/// Plays a journal back on the screen, or checks it whole and prints what it amounts to.
pub fn run(args: &Replay, look: &Look) -> anyhow::Result<Exit> {
    let beside = match (&args.against, &args.with_plan) {
        (Some(other), _) => {
            comparable(&args.journal, other).map_err(|error| BadInput(error.to_string()))?;
            Some(Beside::Journal(other.clone()))
        }
        (None, Some(file)) => match plan::load::load_file(file) {
            Ok(plan) => Some(Beside::Plan(Box::new(plan))),
            Err(report) => {
                out::say(report.text(false).trim_end());
                return Ok(Exit::BadInput);
            }
        },
        (None, None) => None,
    };
    match (args.headless, beside) {
        (true, Some(beside)) => aside(args, look, beside),
        (true, None) => headless(args),
        (false, beside) => screen(args, look, beside),
    }
}

fn screen(args: &Replay, look: &Look, beside: Option<Beside>) -> anyhow::Result<Exit> {
    let player = Player::open(&args.journal)?;
    let looks = looks(look)?;
    terminal::check(looks.term.as_deref()).map_err(|error| BadInput(error.to_string()))?;
    let work = beside.map(|beside| {
        let journal = args.journal.clone();
        move || beside.work(&journal).unwrap_or_else(|error| Aside::Failed(Clean::new(format!("{error:#}"))))
    });
    let (source, thread) = player::source(player, work);
    let mut console = drill::console(looks)?;
    let ended = console.room(source, Stage::Replay, None);
    let left = drill::print_parting(console, ended)?;
    // What was shown was sound; where the journal is not, that is said once the screen is given back.
    match thread.join().map_err(|_| anyhow::anyhow!("the player of this journal broke"))? {
        Some(failure) => Err(failure.into()),
        None => Ok(left),
    }
}

/// Prints what stands beside the journal.
fn aside(args: &Replay, look: &Look, beside: Beside) -> anyhow::Result<Exit> {
    let lang = language(look)?;
    let aside =
        beside.work(&args.journal).map_err(|error| match error.downcast::<source::ReplayError>() {
            Ok(error) => anyhow::Error::from(error),
            Err(error) => BadInput(format!("{error:#}")).into(),
        })?;
    let text = match (&aside, args.json) {
        (Aside::Against(comparison), true) => serde_json::to_string(comparison)?,
        (Aside::Plan(rejudged), true) => serde_json::to_string(rejudged)?,
        _ => {
            let mark = if look.ascii { "!" } else { "≠" };
            Sheet::of(lang, &aside).map(|sheet| sheet.text(lang, mark)).unwrap_or_default()
        }
    };
    out::line(&text)?;
    Ok(Exit::Done)
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
