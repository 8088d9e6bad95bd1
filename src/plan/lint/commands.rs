//! Commands that fail, do nothing or destroy although they look right.

use super::super::problem::Place;
use super::super::types::{Plan, StepKind};
use crate::text::Clean;

/// What is wrong with an argv, if anything.
type Check = fn(&Argv) -> Option<&'static str>;

/// Each was run against real servers; see the commands of docs/plan.md.
const CHECKS: [Check; 9] = [
    shell,
    restore_of_plain_dump,
    restore_in_pieces,
    script_that_goes_on,
    unqualified_history,
    statistics_as_proof,
    fixed_replicas,
    unasked_push,
    run_nobody_follows,
];

/// A command that does not do what it says.
pub(super) fn unsafe_command(plan: &Plan) -> Vec<(Place, String)> {
    argvs(plan)
        .flat_map(|(place, argv)| {
            CHECKS.iter().filter_map(move |check| check(&argv).map(|why| (place.clone(), why.to_owned())))
        })
        .chain(super::database::out_of_reach(plan))
        .collect()
}

/// A command as its words.
pub(super) struct Argv<'a>(Vec<&'a str>);

/// Every command of every procedure, with its place.
pub(super) fn argvs(plan: &Plan) -> impl Iterator<Item = (Place, Argv<'_>)> {
    plan.procedures.iter().enumerate().flat_map(|(p, procedure)| {
        procedure.steps.iter().enumerate().filter_map(move |(n, step)| {
            let StepKind::Command { argv, .. } = &step.action else { return None };
            let place = Place::top().key("procedures").index(p).key("steps").index(n);
            Some((place.key("action").key("argv"), Argv::of(argv)))
        })
    })
}

impl<'a> Argv<'a> {
    /// The words of a command step.
    pub(super) fn of(argv: &'a [Clean]) -> Self {
        Self(argv.iter().map(Clean::as_str).collect())
    }

    /// Name of the program, without its folder.
    pub(super) fn program(&self) -> &str {
        self.0.first().and_then(|word| word.rsplit('/').next()).unwrap_or_default()
    }

    /// Whether `word` is an argument.
    pub(super) fn has(&self, word: &str) -> bool {
        self.0.iter().skip(1).any(|argument| *argument == word)
    }

    fn any(&self, test: impl Fn(&str) -> bool) -> bool {
        self.0.iter().skip(1).any(|argument| test(argument))
    }

    /// Whether it writes a dump back into a database.
    pub(super) fn restores(&self) -> bool {
        match self.program() {
            "pg_restore" => {
                !self.any(|word| matches!(word, "--list" | "-l" | "-f") || word.starts_with("--file"))
            }
            "psql" => {
                let reads = self.any(|word| matches!(word, "<" | "-f") || word.starts_with("--file"));
                reads && self.any(|word| ["backup", "dump", "restore"].iter().any(|name| word.contains(name)))
            }
            "jday" => self.has("db") && (self.has("restore") || self.has("swap")),
            _ => false,
        }
    }
}

/// There is no shell between the plan and the program, so that its signs arrive as plain arguments.
fn shell(argv: &Argv) -> Option<&'static str> {
    let is_shell = matches!(argv.program(), "sh" | "bash" | "dash" | "zsh") && argv.has("-c");
    let signs = argv.any(|word| matches!(word, "<" | ">" | ">>" | "|" | "&&" | ";") || word.starts_with('$'));
    (is_shell || signs).then_some("commands run without a shell: `<`, `>`, `|` and `$NAME` mean nothing here; name files and settings as arguments")
}

fn restore_of_plain_dump(argv: &Argv) -> Option<&'static str> {
    (argv.program() == "pg_restore" && argv.any(is_plain_dump))
        .then_some("pg_restore refuses a plain SQL dump; dump with --format=custom and restore that file")
}

fn is_plain_dump(word: &str) -> bool {
    std::path::Path::new(word).extension().is_some_and(|kind| kind.eq_ignore_ascii_case("sql"))
}

fn restore_in_pieces(argv: &Argv) -> Option<&'static str> {
    let whole = argv.has("-1") || argv.has("--single-transaction");
    (argv.program() == "pg_restore" && argv.restores() && !whole).then_some(
        "a restore that fails half-way leaves half; add --single-transaction and --exit-on-error, into a new database",
    )
}

fn script_that_goes_on(argv: &Argv) -> Option<&'static str> {
    let stops = argv.any(|word| word.contains("ON_ERROR_STOP"));
    (argv.program() == "psql" && argv.restores() && !stops)
        .then_some("psql goes on after an error and ends with 0; add -v ON_ERROR_STOP=1 --single-transaction, into a new database")
}

fn unqualified_history(argv: &Argv) -> Option<&'static str> {
    argv.any(|word| word.contains("schema_migrations") && !word.contains(".schema_migrations"))
        .then_some("schema_migrations lies in its own schema; write supabase_migrations.schema_migrations")
}

fn statistics_as_proof(argv: &Argv) -> Option<&'static str> {
    argv.any(|word| word.contains("pg_stat_database"))
        .then_some("statistics prove nothing about integrity; compare counts of rows instead")
}

fn fixed_replicas(argv: &Argv) -> Option<&'static str> {
    let mut words = argv.0.iter().zip(argv.0.iter().skip(1).chain(std::iter::once(&"")));
    let fixed = words.any(|(word, next)| {
        let number = word.strip_prefix("--replicas=").or((*word == "--replicas").then_some(*next));
        number.is_some_and(|number| number != "0")
    });
    (argv.program() == "kubectl" && fixed)
        .then_some("a fixed number of replicas may not be the one there was; apply the manifest instead")
}

fn run_nobody_follows(argv: &Argv) -> Option<&'static str> {
    (argv.program() == "gh" && argv.has("workflow") && argv.has("run")).then_some(
        "it ends before the run that it asks for, and nobody looks for a lost answer; make it a step of kind \"pipeline\" with a `workflow`",
    )
}

fn unasked_push(argv: &Argv) -> Option<&'static str> {
    let pushes = argv.program() == "supabase" && argv.has("push");
    (pushes && !argv.has("--dry-run") && !argv.has("--yes")).then_some(
        "without a terminal it takes \"yes\" by itself; run --dry-run first, then --yes after a decision",
    )
}
