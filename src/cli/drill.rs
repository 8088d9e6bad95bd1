//! `jday drill`: the picker, the console on a drill, or a drill without a screen.

use std::path::{Path, PathBuf};
use std::thread::JoinHandle;

use anyhow::Context;
use signal_hook::consts::SIGHUP;

use super::args::{self, Look, Speed};
use super::exit::{BadInput, Exit};
use super::look::{language, looks};
use super::{headless, out, rehearse};
use crate::config;
use crate::console::action::Stage;
use crate::console::lang::Lang;
use crate::console::terminal::{self, last_words};
use crate::console::ui::{Console, Ended};
use crate::console::view::Choice;
use crate::engine::{Drill, Sync, host};
use crate::journal::{Reader, Writer};
use crate::plan;
use crate::plan::types::{Id, Plan};
use crate::scenario::lived::{Lived, lived};
use crate::scenario::load::{self, Loaded};
use crate::scenario::script::Script;
use crate::source::Source;
use crate::text::Clean;

/// Runs the command.
pub fn run(args: &args::Drill, look: &Look) -> anyhow::Result<Exit> {
    if args.schema {
        out::line(&serde_json::to_string_pretty(&load::schema())?)?;
        return Ok(Exit::Done);
    }
    if let Some(journal) = &args.from {
        return rehearse(args, look, &from_journal(journal)?);
    }
    let Some(wanted) = args.scenario.as_deref() else {
        if args.headless || args.check || args.serve {
            return Err(BadInput("name a scenario; `jday scenarios` lists them".into()).into());
        }
        return pick(args, look);
    };
    let loaded = match load::find(wanted) {
        Ok(loaded) => loaded,
        Err(report) => {
            out::say(report.text(false).trim_end());
            return Ok(Exit::BadInput);
        }
    };
    if args.check {
        out::line(&format!("{wanted}: no problem"))?;
        return Ok(Exit::Done);
    }
    rehearse(args, look, &loaded)
}

/// The lived day in `journal`, and what of it there is to rehearse.
fn from_journal(journal: &Path) -> anyhow::Result<Loaded> {
    let bad = |why: String| BadInput(format!("{}: {why}", journal.display()));
    let reader = Reader::open(journal).map_err(|error| bad(error.to_string()))?;
    let mut defect = None;
    let events = reader.map_while(|item| item.map_err(|found| defect = Some(found)).ok());
    let Lived { loaded, covers } = lived(events).map_err(|why| bad(why.to_string()))?;
    if let Some(defect) = defect {
        out::say(&format!("jday: {}: {defect}; the day ends there", journal.display()));
    }
    for cover in covers {
        out::say(&format!("  {cover}"));
    }
    Ok(loaded)
}

/// Lives a drill, with or without a screen.
fn rehearse(args: &args::Drill, look: &Look, loaded: &Loaded) -> anyhow::Result<Exit> {
    if args.serve {
        let Loaded { scenario, plan } = loaded;
        let (me, named) = (person(args, plan)?, args.room.as_deref());
        let drill = (&scenario.id, scenario.lasts.0);
        return rehearse::run(drill, &me, named, look, |journal| on(args, loaded, journal, Sync::Decisions));
    }
    if args.headless {
        let (drill, journal) = open(args, loaded, Sync::Intents)?;
        let speed = args.speed.unwrap_or(Speed::Max);
        return headless::run(drill, &loaded.scenario, speed, args.json, journal);
    }
    let me = person(args, &loaded.plan)?;
    let looks = looks(look)?;
    // Before the journal: a drill that cannot be shown leaves none behind, and can be asked for again.
    terminal::check(looks.term.as_deref()).map_err(|error| BadInput(error.to_string()))?;
    let (drill, journal) = open(args, loaded, Sync::Decisions)?;
    let mut console = console(looks)?;
    let (ended, drill) = live(&mut console, drill, loaded.scenario.lasts.0, me)?;
    let parting = console.close();
    goodbye(ended, &drill, journal.as_ref(), parting.as_deref())
}

/// Opens the console on the terminal; a terminal that cannot show it is bad input.
pub fn console(looks: crate::console::ui::Looks) -> anyhow::Result<Console> {
    Console::open(looks, &Clean::new("jday")).map_err(|error| BadInput(error.to_string()).into())
}

/// The person whom the console speaks for.
fn person(args: &args::Drill, plan: &Plan) -> Result<Id, BadInput> {
    let Some(wanted) = &args.person else {
        let lead = plan.people.iter().find(|person| person.role == plan.rollback.decider);
        return lead
            .or(plan.people.first())
            .map(|person| person.id.clone())
            .ok_or_else(|| BadInput("the plan names no people; add one under [[people]]".into()));
    };
    plan.people.iter().find(|person| person.id.as_str() == wanted).map(|person| person.id.clone()).ok_or_else(
        || {
            let known: Vec<&str> = plan.people.iter().map(|person| person.id.as_str()).collect();
            BadInput(format!("--as {wanted}: not a person of the plan; one of {}", known.join(", ")))
        },
    )
}

/// Lives the drill on the console until it is left, and gives it back closed.
fn live(console: &mut Console, mut drill: Drill, lasts: u64, me: Id) -> anyhow::Result<(Ended, Drill)> {
    drill.join(&me, Clean::new("console"), 0);
    let (source, (asks, tells)) = Source::local();
    let thread: JoinHandle<Drill> = host::host(drill, lasts, asks, tells);
    let ended = console.room(source, Stage::Drill, Some(me));
    let drill = thread.join().map_err(|_| {
        let words = last_words().unwrap_or_default();
        anyhow::anyhow!("the engine of this drill broke; what its journal holds is safe. {words}")
    })?;
    Ok((ended, drill))
}

/// Prints the report that was asked for and says where the journal is, unless the terminal is gone.
fn goodbye(
    ended: Ended,
    drill: &Drill,
    journal: Option<&PathBuf>,
    parting: Option<&str>,
) -> anyhow::Result<Exit> {
    if is_gone(ended) {
        return Ok(Exit::Done);
    }
    if let Some(why) = drill.mute() {
        out::say(&format!("jday: {why}"));
    }
    if let Some(report) = parting {
        out::line(report.trim_end())?;
    }
    if let Some((_, Some(score))) = &drill.state().closed {
        out::line(&headless::score_line(score))?;
    }
    if let Some(path) = journal {
        let path = path.display();
        out::line(&format!("journal {path}\nhead    {}\nagain   jday replay {path}", drill.head()))?;
    }
    // A journal that does not hold the whole drill is not what was asked for, as without a screen.
    Ok(if drill.mute().is_some() { Exit::Failed } else { Exit::Done })
}

/// Whether the terminal is gone, and with it whoever could read a word.
fn is_gone(ended: Ended) -> bool {
    matches!(ended, Ended::HungUp | Ended::Signal(SIGHUP))
}

/// Gives the terminal back and prints the report that was asked for, if anybody can still read it.
pub fn print_parting(console: Console, ended: Ended) -> anyhow::Result<Exit> {
    if let Some(report) = console.close()
        && !is_gone(ended)
    {
        out::line(report.trim_end())?;
    }
    Ok(Exit::Done)
}

/// The picker, drill after drill, until the person leaves it.
fn pick(args: &args::Drill, look: &Look) -> anyhow::Result<Exit> {
    let looks = looks(look)?;
    let plan = plan::embedded();
    let me = person(args, plan)?;
    let choices = choices(looks.lang)?;
    let mut console = console(looks)?;
    let mut at = 0;
    let mut trouble: Option<String> = None;
    loop {
        at = match console.pick(&choices, at, &plan.title, trouble.as_deref()) {
            Ok(at) => at,
            Err(ended) => return print_parting(console, ended),
        };
        let Some(choice) = choices.get(at) else { return Ok(Exit::Done) };
        let loaded = load::find(&choice.id).map_err(|report| BadInput(report.text(false)))?;
        trouble = None;
        match open(args, &loaded, Sync::Decisions) {
            Ok((drill, _)) => {
                let (ended, _) = live(&mut console, drill, loaded.scenario.lasts.0, me.clone())?;
                if ended != Ended::Left {
                    return print_parting(console, ended);
                }
            }
            Err(error) => trouble = Some(format!("{error:#}")),
        }
    }
}

/// The embedded scenarios as the picker shows them.
fn choices(lang: Lang) -> anyhow::Result<Vec<Choice>> {
    load::EMBEDDED
        .iter()
        .map(|(name, _)| {
            let Loaded { scenario, .. } = load::find(name).map_err(|report| BadInput(report.text(false)))?;
            let pick = |words: &crate::scenario::types::Words| match lang {
                Lang::Fr => words.fr.clone(),
                Lang::En => words.en.clone(),
            };
            Ok(Choice {
                id: (*name).to_owned(),
                title: pick(&scenario.title),
                story: pick(&scenario.story),
                length_ms: scenario.lasts.0,
            })
        })
        .collect()
}

/// The drill, and where its journal is.
fn open(args: &args::Drill, loaded: &Loaded, sync: Sync) -> anyhow::Result<(Drill, Option<PathBuf>)> {
    let scenario = &loaded.scenario;
    let (journal, path) = match &args.out {
        Some(folder) => {
            std::fs::create_dir_all(folder).with_context(|| {
                format!("cannot make the folder {}; give one that you may write", folder.display())
            })?;
            let path = folder.join(format!("{}.jsonl", scenario.id));
            let writer = Writer::create(&path).map_err(|error| BadInput(error.to_string()))?;
            (writer, Some(path))
        }
        None if args.headless => (Writer::memory(), None),
        None => kept_aside(&scenario.id),
    };
    Ok((on(args, loaded, journal, sync)?, path))
}

/// The drill on this journal.
fn on(args: &args::Drill, loaded: &Loaded, journal: Writer, sync: Sync) -> anyhow::Result<Drill> {
    let Loaded { scenario, plan } = loaded;
    let lines = match &args.script {
        Some(file) => load::script_file(file, plan).map_err(|report| BadInput(report.text(false)))?,
        None if args.headless => scenario.script.clone(),
        None => Vec::new(),
    };
    let seed = args.seed.unwrap_or(scenario.seed);
    Ok(Drill::open(scenario, plan, seed, Script::new(&lines), journal, sync)?)
}

/// A journal in jday's own folder, named after scenario and time of day: what people lived through is
/// never lost because nobody named a place for it. Where that folder cannot be, it is kept in memory.
fn kept_aside(scenario: &Id) -> (Writer, Option<PathBuf>) {
    let made = config::drills().and_then(|folder| {
        std::fs::create_dir_all(&folder).ok()?;
        let name = format!("{scenario}-{}.jsonl", chrono::Local::now().format("%Y%m%d-%H%M%S"));
        let path = folder.join(name);
        Some((Writer::create(&path).ok()?, path))
    });
    made.map_or_else(|| (Writer::memory(), None), |(writer, path)| (writer, Some(path)))
}

/// The scenarios with title, story and length, for `jday scenarios`.
pub fn table(look: &Look) -> anyhow::Result<Vec<Choice>> {
    choices(language(look)?)
}
