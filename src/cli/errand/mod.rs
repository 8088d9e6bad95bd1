//! Acts in a live room without a screen: the same commands, roles, gates and phrases as on one, and usable from a
//! telephone's SSH client.

mod acts;
mod alone;
mod cancel;
mod ends;
mod follow;
mod session;

use std::io::{BufRead as _, IsTerminal as _};

pub use self::acts::{acknowledge, keep, over_ride, vote};
pub use self::cancel::cancel;
use self::ends::{End, sentence};
use self::follow::{Meant, under_way};
use self::session::Session;
use super::args::{self, Look};
use super::exit::{BadInput, Exit};
use super::look::language;
use super::{out, room, status};
use crate::console::lang::Lang;
use crate::console::messages::errand as say;
use crate::console::messages::evidence as say_evidence;
use crate::console::messages::words;
use crate::engine::serve::Place;
use crate::model::cutover::{Phrase, Readiness};
use crate::model::decide::{Refusal, decide, phrase_for, phrase_of};
use crate::model::procedure::{Choice, Run};
use crate::model::{Command, State, gates};
use crate::plan::types::{Id, ProcedureKind, Side};
use crate::text::Clean;

/// `jday switch`.
pub fn switch(args: &args::Switch, look: &Look) -> anyhow::Result<Exit> {
    if args.to == Side::Blue {
        return Err(BadInput("--to blue: the way back is `jday rollback --reason …`".into()).into());
    }
    let mut session = enter(&args.errand, look)?;
    let note = args.followed.note.as_ref().map(Clean::new);
    let command =
        |confirm: Option<Clean>| Command::Switch { confirm: confirm.unwrap_or_default(), note: note.clone() };
    moves(&mut session, &args.errand, &args.followed, (&is_switch, Some(Phrase::Switch)), command)
}

/// `jday rollback`, with an engine of its own where none runs.
pub fn rollback(args: &args::Rollback, look: &Look) -> anyhow::Result<Exit> {
    let found = match room::find(&args.errand.place) {
        Ok((_, owner)) => owner.is_some(),
        Err(error) if args.errand.place.plan.is_none() => {
            return Err(error.context("with no engine running, say the plan with --plan FILE"));
        }
        // Nobody reads the lock of a disk that is dead.
        Err(error) if alone::is_dead_disk(&error) => false,
        Err(error) => return Err(error),
    };
    if found {
        return go_back(args, look);
    }
    let (here, args) = alone::begin(args)?;
    let done = go_back(&args, look);
    if matches!(done, Ok(Exit::Refused)) {
        see_out(&args, look)?;
    }
    here.end()?;
    done
}

/// Lives the room on while somebody else's way back is under way in it: they were faster, and have no engine
/// but this one.
fn see_out(args: &args::Rollback, look: &Look) -> anyhow::Result<()> {
    let mut session = enter(&args.errand, look)?;
    if let Some(run) = under_way(&session.state, &is_rollback) {
        out::say(&format!("jday: {}", say::lives_on(session.lang, run)));
        follow::run(&mut session, &is_rollback, run, args.followed.within);
    }
    Ok(())
}

fn go_back(args: &args::Rollback, look: &Look) -> anyhow::Result<Exit> {
    let mut session = enter(&args.errand, look)?;
    let note = args.followed.note.as_ref().map(Clean::new);
    let command = |confirm: Option<Clean>| Command::Rollback {
        confirm: confirm.unwrap_or_default(),
        reason: args.reason,
        note: note.clone(),
    };
    moves(&mut session, &args.errand, &args.followed, (&is_rollback, Some(Phrase::Rollback)), command)
}

/// `jday run`.
pub fn run(args: &args::Run, look: &Look) -> anyhow::Result<Exit> {
    let procedure =
        args.procedure.parse::<Id>().map_err(|why| BadInput(format!("{}: {why}", args.procedure)))?;
    let mut session = enter(&args.errand, look)?;
    let known = session.state.plan.procedure(&procedure);
    let instead = known.and_then(|known| match known.kind {
        ProcedureKind::Switch => Some("jday switch --to green"),
        ProcedureKind::Rollback => Some("jday rollback --reason …"),
        _ => None,
    });
    if let Some(instead) = instead {
        return Err(BadInput(format!("{procedure} moves the traffic: it is `{instead}`")).into());
    }
    let phrase = known.and_then(phrase_for);
    let note = args.followed.note.as_ref().map(Clean::new);
    let meant = |run: &Run| run.procedure == procedure;
    let command = |confirm| Command::Run { procedure: procedure.clone(), confirm, note: note.clone() };
    moves(&mut session, &args.errand, &args.followed, (&meant, phrase), command)
}

/// `jday approve`.
pub fn approve(args: &args::Approve, look: &Look) -> anyhow::Result<Exit> {
    let mut session = enter(&args.errand, look)?;
    let state = &session.state;
    let asked = state.approvals.open.get(&args.id);
    let wanted = match asked {
        Some(asked) => state.plan.procedure(&asked.wanted.procedure).and_then(phrase_for),
        None => phrase_of(state, args.id),
    };
    let is_act = asked.is_some();
    if let Some(run) = state.procedures.runs.get(&args.id).filter(|_| !is_act) {
        for line in status::evidence::before(session.lang, &state.plan, run) {
            out::say(&line);
        }
    }
    let confirm = match wanted.filter(|_| !args.errand.dry_run || args.confirm.is_some()) {
        Some(phrase) => Some(typed(&session, args.confirm.as_deref(), phrase)?),
        // A dry run says what would come of the right phrase.
        None => wanted.map(|phrase| Clean::new(phrase.words()[1])),
    };
    let note = args.note.as_ref().map(Clean::new);
    let command = if is_act {
        Command::Approve { action: args.id, confirm }
    } else {
        Command::Decide { run: args.id, choice: Choice::Approve, confirm, note }
    };
    once(&mut session, &args.errand, command)
}

/// `jday tick`.
pub fn tick(args: &args::Tick, look: &Look) -> anyhow::Result<Exit> {
    let item = args.item.parse::<Id>().map_err(|why| BadInput(format!("{}: {why}", args.item)))?;
    let mut session = enter(&args.errand, look)?;
    once(&mut session, &args.errand, Command::Tick { item, note: args.note.as_ref().map(Clean::new) })
}

/// `jday note`.
pub fn note(args: &args::Note, look: &Look) -> anyhow::Result<Exit> {
    let mut session = enter(&args.errand, look)?;
    once(&mut session, &args.errand, Command::Note { text: Clean::new(&args.text) })
}

/// `jday close`.
pub fn close(args: &args::Close, look: &Look) -> anyhow::Result<Exit> {
    let mut session = enter(&args.errand, look)?;
    if !args.errand.dry_run {
        let confirm = typed(&session, args.confirm.as_deref(), Phrase::Close)?;
        if !Phrase::Close.matches(confirm.as_str()) {
            return End::refused(&session.state.plan, &Refusal::WrongPhrase { phrase: Phrase::Close })
                .tell(&session, args.errand.json);
        }
    }
    once(&mut session, &args.errand, Command::Close)
}

/// The room that is meant, as it stands.
fn enter(errand: &args::Errand, look: &Look) -> anyhow::Result<Session> {
    let (place, owner): (Place, _) = room::find(&errand.place)?;
    let Some(owner) = owner else {
        let folder = place.folder().display();
        return Err(
            BadInput(format!("{folder}: no engine runs; start it with `jday live --plan FILE`")).into()
        );
    };
    room::same_protocol(&owner)?;
    Session::enter(&place, errand.person.as_deref(), language(look)?)
}

/// Asks for what ends with its answer.
fn once(session: &mut Session, errand: &args::Errand, command: Command) -> anyhow::Result<Exit> {
    if errand.dry_run {
        return dry_run(session, errand, &command);
    }
    let end = match session.ask(command) {
        Ok(Ok(())) => End::done(),
        Ok(Err(refusal)) => End::refused(&session.state.plan, &refusal),
        Err(error) => End::unknown(|_| error.to_string()),
    };
    end.tell(session, errand.json)
}

/// Asks for what runs, and follows it.
fn moves(
    session: &mut Session,
    errand: &args::Errand,
    followed: &args::Followed,
    (meant, phrase): (Meant, Option<Phrase>),
    command: impl Fn(Option<Clean>) -> Command,
) -> anyhow::Result<Exit> {
    let given = followed.confirm.as_deref();
    if errand.dry_run {
        // A dry run says what would come of the right phrase.
        let right = || phrase.map(|phrase| Clean::new(phrase.words()[1]));
        return dry_run(session, errand, &command(given.map(Clean::new).or_else(right)));
    }
    let (lang, state) = (session.lang, &session.state);
    out::say(&say::is_live(lang, &state.plan.title, words::side(lang, state.cutover.live)));
    let confirm = phrase.map(|phrase| typed(session, given, phrase)).transpose()?;
    // A run that waits for its decision is the one that is meant; else one that begins with this.
    let first = under_way(state, meant).unwrap_or(state.seq + 1);
    let end = match session.ask(command(confirm)) {
        Ok(Ok(())) => follow::run(session, meant, first, followed.within),
        Ok(Err(refusal)) => End::refused(&session.state.plan, &refusal),
        Err(error) => End::unknown(|_| error.to_string()),
    };
    end.tell(session, errand.json)
}

fn is_switch(run: &Run) -> bool {
    run.kind == ProcedureKind::Switch
}

fn is_rollback(run: &Run) -> bool {
    run.kind == ProcedureKind::Rollback
}

/// The phrase: as it was given, or as somebody types it. Whether it is right is for the room to say.
fn typed(session: &Session, given: Option<&str>, phrase: Phrase) -> Result<Clean, BadInput> {
    if let Some(given) = given {
        return Ok(Clean::new(given));
    }
    let [fr, en] = phrase.words();
    if !std::io::stdin().is_terminal() {
        return Err(BadInput(format!("no terminal to ask on: say --confirm \"{en}\" (or \"{fr}\")")));
    }
    out::say(&say::type_phrase(session.lang, fr, en));
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line).map_err(|error| BadInput(error.to_string()))?;
    Ok(Clean::new(line.trim()))
}

/// The last proof of the way that `command` would take, by the same code as the act (F1).
fn readiness<'s>(state: &'s State, command: &Command) -> Option<&'s Readiness> {
    let to = match command {
        Command::Switch { .. } => Side::Green,
        Command::Rollback { .. } => Side::Blue,
        _ => return None,
    };
    state.cutover.readiness.as_ref().map(|(_, proof)| proof).filter(|proof| proof.to == to)
}

/// The same, a line a check.
fn proofs(lang: Lang, state: &State, command: &Command) -> Vec<String> {
    let checks = readiness(state, command).into_iter().flat_map(|proof| &proof.checks);
    let told = checks.map(|check| {
        let told = match check.ok {
            Some(true) => say::proved,
            Some(false) => say::not_proved,
            None => say::proof_unknown,
        };
        told(lang, words::check(lang, check.name.as_str()), say_evidence::told(lang, &check.detail))
    });
    told.collect()
}

/// Says what the room would answer to `command` as it stands. The same rules say it that decide in the engine.
fn dry_run(session: &Session, errand: &args::Errand, command: &Command) -> anyhow::Result<Exit> {
    let state = &session.state;
    let answer = match &session.person {
        Some(person) => decide(state, person, command).map(|_| ()),
        None => Err(Refusal::UnknownPerson { person: Id::new("you") }),
    };
    let gates = if matches!(command, Command::Switch { .. }) { gates::switch(state) } else { Vec::new() };
    if errand.json {
        let why = answer.as_ref().err().map(ToString::to_string);
        let text = serde_json::json!({
            "dry_run": true, "allowed": answer.is_ok(), "why": why, "refusal": answer.as_ref().err(),
            "live": state.cutover.live, "gates": gates, "readiness": readiness(state, command),
        });
        out::line(&text.to_string())?;
    } else {
        let (lang, plan) = (session.lang, &state.plan);
        let mut lines: Vec<String> = gates
            .iter()
            .map(|gate| {
                let told = if gate.open { say::gate_open } else { say::gate_closed };
                told(lang, gate.gate.word(), words::evidence(lang, &gate.evidence.one_line()))
            })
            .collect();
        lines.extend(proofs(lang, state, command));
        lines.push(match &answer {
            Ok(()) => say::would_be_done(lang, words::side(lang, state.cutover.live)),
            Err(refusal) => say::would_be_refused(lang, sentence(lang, plan, refusal)),
        });
        out::line(&lines.join("\n"))?;
    }
    Ok(if answer.is_ok() { Exit::Done } else { Exit::Refused })
}
