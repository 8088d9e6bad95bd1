//! One order to the lever at a time (R9): a rollback asked for while the switch is still on its way
//! waits for the switch's order to end, then goes back, and the traffic ends on Blue.

mod lived;

use jday::model::{Effect, Event};
use jday::plan::types::{Reason, Side};

use lived::{Lived, go_back, switch, written};

const SCENARIO: &str = r#"
id = "slow-lever"
title = { fr = "Levier lent", en = "Slow lever" }
story = { fr = "Le levier met six secondes de plus.", en = "The lever takes six seconds more." }
starts = "10:00"
lasts = "10m"
[[track]]
side = "blue"
recording = "clean-switch"
to = "90s"
repeat = true
[[event]]
at = "3s"
fault = { kind = "lever", how = "slow", by = "6s" }
"#;

#[test]
fn a_rollback_waits_for_the_order_under_way_and_then_wins() {
    let mut day = Lived::alone(&written(SCENARIO));
    day.until(5_000).gets("awa", &switch());
    day.until(7_000).gets("awa", &go_back(Some(Reason::Users), Some("they cannot log in")));
    day.until(10_000);
    assert_eq!(day.points().len(), 1, "the first order has not ended yet");
    day.finish(600_000);
    assert_eq!(day.state().cutover.live, Side::Blue);
    assert!(day.state().cutover.drifts.is_empty(), "nothing moved behind jday's back");
    let place = |wanted: &dyn Fn(&Event) -> bool| {
        day.log
            .iter()
            .filter(|envelope| wanted(&envelope.event))
            .map(|envelope| envelope.seq)
            .collect::<Vec<_>>()
    };
    let orders = place(&|event| matches!(event, Event::Intended(Effect::Point { .. })));
    let [first, second] = orders[..] else { panic!("two orders, got {orders:?}") };
    let ends = place(&|event| matches!(event, Event::Settled { intent, .. } if *intent == first));
    assert!(ends.iter().all(|end| *end < second) && ends.len() == 1, "{ends:?} before {second}");
}
