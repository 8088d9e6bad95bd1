//! The command line: the only place that names every layer and wires them together.

mod args;
mod attach;
mod cast;
mod check;
mod database;
mod drill;
mod engine;
mod errand;
mod exit;
mod headless;
mod journal;
mod live;
mod logind;
mod look;
mod out;
mod player;
mod preflight;
mod rehearse;
mod replay;
mod room;
mod status;
mod tables;
mod triggers;

use std::process::ExitCode;

use clap::{CommandFactory, Parser};

use self::args::{Cli, Task};
use self::exit::{BadInput, Exit};
use crate::source::ReplayError;

/// Runs the program and says how it ended.
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are answers, everything else is bad input; clap knows where each goes.
            let _ = error.print();
            return if error.use_stderr() { Exit::BadInput } else { Exit::Done }.into();
        }
    };
    match run(cli) {
        Ok(exit) => exit.into(),
        Err(error) => {
            out::say(&format!("jday: {error:#}"));
            exit_of(&error).into()
        }
    }
}

fn exit_of(error: &anyhow::Error) -> Exit {
    if error.is::<BadInput>() || error.is::<ReplayError>() { Exit::BadInput } else { Exit::Failed }
}

fn run(cli: Cli) -> anyhow::Result<Exit> {
    match cli.task {
        Task::Drill(args) => drill::run(&args, &cli.look),
        Task::Live(args) => live::run(&args, &cli.look),
        Task::Engine(args) => engine::run(&args),
        Task::Attach(args) => attach::run(&args, &cli.look),
        Task::Status(args) => status::run(&args, &cli.look),
        Task::Switch(args) => errand::switch(&args, &cli.look),
        Task::Rollback(args) => errand::rollback(&args, &cli.look),
        Task::Run(args) => errand::run(&args, &cli.look),
        Task::Vote(args) => errand::vote(&args, &cli.look),
        Task::Override(args) => errand::over_ride(&args, &cli.look),
        Task::Ack(args) => errand::acknowledge(&args, &cli.look),
        Task::Approve(args) => errand::approve(&args, &cli.look),
        Task::Cancel(args) => errand::cancel(&args, &cli.look),
        Task::Keep(args) => errand::keep(&args, &cli.look),
        Task::Tick(args) => errand::tick(&args, &cli.look),
        Task::Close(args) => errand::close(&args, &cli.look),
        Task::Note(args) => errand::note(&args, &cli.look),
        Task::Replay(args) => replay::run(&args, &cli.look),
        Task::Cast(args) => cast::run(&args, &cli.look),
        Task::Check(args) => check::run(&args),
        Task::Db(task) => database::run(&task),
        Task::Preflight(args) => preflight::run(&args, &cli.look),
        Task::Journal(args::Journal::Verify { file, json, head }) => {
            journal::verify(&file, json, head.as_deref())
        }
        Task::Triggers(args::Triggers::Eval { golden, json: _ }) => triggers::eval(&golden),
        Task::Scenarios(table) => tables::scenarios(table, &cli.look),
        Task::Keys(table) => tables::keys(table, &cli.look),
        Task::Themes(table) => tables::themes(table, &cli.look),
        Task::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Cli::command(), "jday", &mut script);
            print_bytes(&script)
        }
        Task::Man { command } => manual(&command),
    }
}

/// The manual page of the command that `words` name; of the program where they name none.
fn manual(words: &[String]) -> anyhow::Result<Exit> {
    let mut program = Cli::command();
    // Only a built command knows the flags that hold for all, and its own whole name.
    program.build();
    let command = words.iter().try_fold(&program, |command, word| command.find_subcommand(word));
    let Some(command) = command else {
        let wanted = words.join(" ");
        return Err(
            BadInput(format!("man: no command is called {wanted:?}; `jday --help` lists them")).into()
        );
    };
    let mut page = Vec::new();
    clap_mangen::Man::new(command.clone()).render(&mut page)?;
    print_bytes(&page)
}

fn print_bytes(bytes: &[u8]) -> anyhow::Result<Exit> {
    out::line(String::from_utf8_lossy(bytes).trim_end())?;
    Ok(Exit::Done)
}
