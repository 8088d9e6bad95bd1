//! Gates that a plan may add: tests that must have passed, and a replica that must have caught up.

use jday::model::cutover::{Gate, GateState};
use jday::model::event::{Actor, Digest, Envelope, Event, FORMAT, Mode, Opened};
use jday::model::metrics::{Reading, Readings, Sampled, Value};
use jday::model::procedure::{RunResult, Why};
use jday::model::time::At;
use jday::model::{State, gates};
use jday::plan::types::{Amount, DatabaseTopology, Drained, Id, Millis, Plan, Side};

/// A state that follows from events alone.
struct Told {
    state: State,
    seq: u64,
}

fn envelope(seq: u64, mono: u64, event: Event) -> Envelope {
    let wall =
        chrono::DateTime::from_timestamp_millis(1_796_126_400_000 + i64::try_from(mono).unwrap()).unwrap();
    let (prev, by) = (Digest::default(), Actor::Engine);
    Envelope { v: FORMAT, seq, at: At::from(wall), boot: 0, mono, by, event, prev }
}

impl Told {
    fn opened(change: impl Fn(&mut Plan)) -> Self {
        let mut plan = jday::plan::embedded().clone();
        change(&mut plan);
        let opened = Opened {
            mode: Mode::Live,
            plan,
            plan_hash: Digest::default(),
            scenario: None,
            seed: None,
            live: Side::Blue,
            low_ttl_since: None,
        };
        let state = State::open(&envelope(1, 0, Event::Opened(Box::new(opened)))).unwrap();
        Self { state, seq: 1 }
    }

    fn hears(&mut self, mono: u64, event: Event) -> u64 {
        self.seq += 1;
        self.state.apply(&envelope(self.seq, mono, event));
        self.seq
    }

    fn gate(&self, gate: &Gate) -> GateState {
        gates::switch(&self.state).into_iter().find(|known| known.gate == *gate).expect("the gate is there")
    }
}

#[test]
fn a_plan_that_names_no_tests_has_no_gate_for_them() {
    let told = Told::opened(|_| {});
    assert!(!gates::switch(&told.state).iter().any(|state| matches!(state.gate, Gate::Procedure(_))));
}

#[test]
fn tests_gate_the_switch_until_their_last_run_succeeded() {
    let smoke = Id::new("database-verify");
    let gate = Gate::Procedure(smoke.clone());
    let mut told = Told::opened(|plan| plan.gates.procedures = vec![Id::new("database-verify")]);
    assert!(!told.gate(&gate).open, "it never ran");
    let request =
        |procedure: &Id| Event::RunRequested { procedure: procedure.clone(), why: Why::Planned, note: None };
    let mut now = 1000;
    for (result, open) in [
        (RunResult::Failed, false),
        (RunResult::Done, true),
        (RunResult::Unknown, false),
        (RunResult::Declined, false),
        (RunResult::Done, true),
    ] {
        let run = told.hears(now, request(&smoke));
        assert!(!told.gate(&gate).open, "while it runs nobody knows");
        told.hears(now + 1, Event::RunEnded { run, result });
        assert_eq!(told.gate(&gate).open, open, "{result:?}");
        now += 1000;
    }
    // Another procedure of the same kind says nothing of this one.
    let run = told.hears(now, request(&Id::new("database-backup")));
    told.hears(now, Event::RunEnded { run, result: RunResult::Failed });
    assert!(told.gate(&gate).open);
}

#[test]
fn a_gate_of_tests_can_be_named_in_words() {
    let gate = Gate::Procedure(Id::new("smoke"));
    assert_eq!(gate.word().parse::<Gate>(), Ok(gate));
}

#[test]
fn a_lag_opens_its_gate_only_while_it_is_small_and_fresh() {
    // Any shared metric may be the lag; what the plan names counts.
    let metric = Id::new("missions-total");
    let mut told = Told::opened(|plan| {
        plan.database.topology = Some(DatabaseTopology::Replicated);
        plan.database.max_lag = Some(Millis::from_secs(5));
        plan.database.lag = Some(Id::new("missions-total"));
    });
    let interval = told.state.plan.metric(&metric).unwrap().interval.0;
    let sample = |value: Value, age_ms: u32| {
        let shared = Readings::from([(metric.clone(), Reading { value, age_ms })]);
        Event::Sampled(Sampled { shared, ..Sampled::default() })
    };
    assert!(!told.gate(&Gate::ReplicaLag).open, "it was never seen");
    let old = u32::try_from(3 * interval).unwrap();
    for (value, age, open) in [
        (Value::Number(1.0), 0, true),
        (Value::Number(6.0), 0, false),
        (Value::NoData, 0, false),
        (Value::Number(1.0), old, false),
        (Value::Number(1.0), 0, true),
    ] {
        told.hears(1000, sample(value, age));
        assert_eq!(told.gate(&Gate::ReplicaLag).open, open, "{value:?} {age}");
    }
    told.hears(1000 + 3 * interval, Event::Ticked);
    assert!(!told.gate(&Gate::ReplicaLag).open, "what nobody renewed is unknown");
}

#[test]
fn blue_is_drained_only_when_its_own_count_stayed_low_without_a_gap() {
    let mut told = Told::opened(|plan| {
        let metric = Id::new("throughput");
        plan.gates.drained = Some(Drained { metric, below: Amount(1.0), hold: Millis::from_secs(60) });
    });
    let counts = |told: &mut Told, mono: u64, value: Value| {
        let readings: Readings =
            [(Id::new("throughput"), Reading { value, age_ms: 0 })].into_iter().collect();
        told.hears(mono, Event::Sampled(Sampled { blue: readings, ..Sampled::default() }));
    };
    let open = |told: &Told| {
        let gates = gates::teardown(&told.state);
        gates.into_iter().find(|known| known.gate == Gate::Drained).expect("the gate is there").open
    };
    assert!(!open(&told), "nobody counted yet");
    for second in 0..=70 {
        counts(&mut told, second * 1_000, Value::Number(0.2));
    }
    assert!(open(&told), "seventy seconds below one a second");
    counts(&mut told, 71_000, Value::Number(40.0));
    assert!(!open(&told), "somebody came");
    for second in 72..=100 {
        counts(&mut told, second * 1_000, Value::Number(0.2));
    }
    assert!(!open(&told), "not for long enough");
    for second in 101..=140 {
        counts(&mut told, second * 1_000, Value::NoData);
    }
    assert!(!open(&told), "no data is nobody's absence");
    counts(&mut told, 141_000, Value::Number(0.2));
    told.hears(240_000, Event::Ticked);
    assert!(!open(&told), "an old count says nothing");
}

#[test]
fn a_plan_that_does_not_say_what_drained_is_asks_for_tail_and_point_of_no_return_alone() {
    let told = Told::opened(|_| {});
    assert_eq!(gates::teardown(&told.state).len(), 2);
}
