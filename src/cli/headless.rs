//! A drill without a screen (DESIGN section 8): events as JSON lines, then the summary.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::Context;

use super::args::Speed;
use super::exit::Exit;
use super::out;
use crate::engine::Drill;
use crate::engine::summary::{Summary, summary};
use crate::model::score::Score;
use crate::model::{Class, Envelope, Event};
use crate::scenario::Scenario;
use crate::scenario::expect;

/// How far a slowed drill goes between two sleeps, in milliseconds of its own time.
const STRIDE_MS: u64 = 200;
/// How far a drill at full speed goes before its events are printed.
const LEAP_MS: u64 = 60_000;

/// Lives the drill to its end and prints what came of it.
pub fn run(
    mut drill: Drill,
    scenario: &Scenario,
    speed: Speed,
    json: bool,
    journal: Option<PathBuf>,
) -> anyhow::Result<Exit> {
    let lasts = scenario.lasts.0;
    let mut log = Vec::new();
    let began = Instant::now();
    let mut at = 0;
    while at < lasts {
        at = match speed {
            Speed::Max => at + LEAP_MS,
            Speed::Times(_) => at + STRIDE_MS,
        }
        .min(lasts);
        if let Speed::Times(times) = speed {
            let due = Duration::from_secs_f64(at as f64 / 1000.0 / times);
            std::thread::sleep(due.saturating_sub(began.elapsed()));
        }
        drill.advance(at);
        take(&mut drill, &mut log, json)?;
    }
    drill.close(lasts);
    take(&mut drill, &mut log, json)?;
    let met = expect::check_all(&scenario.expect, drill.state(), &log);
    let all_met = met.iter().all(|met| met.met);
    let summary = summary(drill.state(), &log, met, journal.map(|path| path.display().to_string()));
    for (person, refusal) in drill.refusals() {
        out::say(&format!("script: {person} was refused: {refusal}"));
    }
    if let Some(why) = drill.mute() {
        out::say(&format!("jday: {why}; the drill went on in memory"));
        return Ok(Exit::Failed);
    }
    print(&summary, &drill, json)?;
    Ok(if all_met { Exit::Done } else { Exit::NotMet })
}

/// Keeps what expectations need, which is all but the telemetry, and prints what people read.
fn take(drill: &mut Drill, log: &mut Vec<Envelope>, json: bool) -> anyhow::Result<()> {
    for envelope in drill.take_told() {
        if json && envelope.event.class() != Class::Observed {
            out::line(&serde_json::to_string(&*envelope).context("an event")?)?;
        }
        if !matches!(envelope.event, Event::Sampled(_) | Event::Ticked) {
            log.push((*envelope).clone());
        }
    }
    Ok(())
}

fn print(summary: &Summary, drill: &Drill, json: bool) -> anyhow::Result<()> {
    if json {
        return Ok(out::line(&serde_json::json!({ "summary": summary }).to_string())?);
    }
    let mut lines = vec![format!(
        "{}: {} live after {}",
        summary.scenario,
        summary.final_side,
        humantime::format_duration(Duration::from_millis(drill.state().now.mono))
    )];
    for met in &summary.expectations {
        lines.push(format!("  {} {}: {}", if met.met { "met    " } else { "NOT MET" }, met.id, met.why));
    }
    lines.extend(summary.score.as_ref().map(score_line));
    lines.push(format!("state {}", summary.state_hash));
    if let Some(journal) = &summary.journal {
        lines.push(format!("journal {journal}\nhead  {}", drill_head(drill)));
    }
    Ok(out::line(&lines.join("\n"))?)
}

/// The score on one line; a drill that was left unfinished has none (R34).
pub fn score_line(score: &Score) -> String {
    let points = score.points.map_or_else(|| "unfinished".into(), |points| format!("{points} / 100"));
    match score.faults_by_hand {
        0 => format!("score   {points}"),
        count => format!("score   {points}  with {count} faults put in by hand"),
    }
}

fn drill_head(drill: &Drill) -> String {
    drill.head().to_string()
}
