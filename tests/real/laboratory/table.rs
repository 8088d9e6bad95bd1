//! Times of movements, as one table.

use jday::model::State;
use jday::model::cutover::{Level, Movement};

/// The times of one movement, in milliseconds since it was decided.
pub struct Row {
    name: String,
    ms: [u64; 6],
}

const LEVELS: [Level; 6] = [
    Level::Asked,
    Level::Accepted,
    Level::Authoritative,
    Level::Resolvers,
    Level::Observed,
    Level::Confirmed,
];

impl Row {
    /// Of a movement that went all the way.
    #[track_caller]
    pub fn of(name: &str, state: &State, movement: &Movement) -> Self {
        let run = state.procedures.runs.get(&movement.run).expect("the run of the movement");
        let (_, decided, _) = run.decided.as_ref().expect("somebody decided it");
        let since = |level: Level| {
            let reached = movement.reached(level);
            let reached =
                reached.unwrap_or_else(|| panic!("{name}: {level:?} was never reached: {movement:?}"));
            reached.since(*decided)
        };
        Self { name: name.to_owned(), ms: LEVELS.map(since) }
    }

    /// When `level` was reached.
    pub fn ms(&self, level: Level) -> u64 {
        self.ms[level.number() - 1]
    }

    /// Asserts the budget: seen by users within what caches may keep and 5 s more, confirmed after the quiet time
    /// and no later than that (the budgets of decision to observed and confirmed).
    #[track_caller]
    pub fn assert_in_budget(&self, kept_secs: u32, quiet_secs: u32) {
        let most = 1_000 * (u64::from(kept_secs) + 5);
        for (level, most) in
            [(Level::Observed, most), (Level::Confirmed, most + 1_000 * u64::from(quiet_secs))]
        {
            let took = self.ms(level);
            assert!(took <= most, "{}: {level:?} after {took} ms, at most {most}", self.name);
        }
        let quiet = self.ms(Level::Confirmed) - self.ms(Level::Observed);
        assert!(quiet >= 1_000 * u64::from(quiet_secs), "{}: confirmed after {quiet} ms of quiet", self.name);
    }
}

/// Prints the table for whoever runs the test with `--nocapture`.
pub fn print(title: &str, rows: &[Row]) {
    let line = |name: &str, cells: [String; 6]| {
        let cells = cells.map(|cell| format!("{cell:>14}"));
        eprintln!("{name:<36}{}", cells.concat());
    };
    eprintln!("{title}, ms since the decision");
    line("", LEVELS.map(|level| format!("{level:?}").to_lowercase()));
    for row in rows {
        line(&row.name, row.ms.map(|ms| ms.to_string()));
    }
    eprintln!();
}
