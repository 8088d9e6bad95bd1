//! Gates as lines: closed ones first, each with its evidence and what opens it.
//!
//! ```text
//! ✗ go votes complete                       2/4 product-owner, support-manager
//!   g: your vote; each role votes from its own console
//! ```

use crate::console::action::Action;
use crate::console::messages::{cutover as say, words};
use crate::console::page::{Sight, passes};
use crate::console::view::board;
use crate::console::view::lines::{Line, Lines};
use crate::console::view::pen::width;
use crate::console::view::scene::Scene;
use crate::model::cutover::{Gate, GateState};

/// `gates` that pass the filter of `part`, closed ones first.
pub fn in_order(sight: &Sight, part: usize, mut gates: Vec<GateState>) -> Vec<GateState> {
    let filter = board::filter(sight, part);
    let plan = &sight.state.plan;
    gates.retain(|gate| {
        let words = format!("{} {}", words::gate(sight.lang, plan, &gate.gate), gate.evidence.one_line());
        passes(filter, &words)
    });
    closed_first(gates)
}

/// `gates` in the order in which people need them: closed, overridden, open.
pub fn closed_first(mut gates: Vec<GateState>) -> Vec<GateState> {
    gates.sort_by_key(|gate| (gate.open, gate.overridden.is_some()));
    gates
}

/// Adds one gate, to choose; what opens it stands below while it is closed, or if `told` in full.
pub fn push(scene: &Scene, lines: &mut Lines, wide: u16, gate: &GateState, told: bool) {
    let (lang, look, plan) = (scene.lang, scene.theme, &scene.state.plan);
    let shut = !gate.open && gate.overridden.is_none();
    let (mark, mark_look) = match (&gate.overridden, gate.open) {
        (Some(_), _) => (scene.glyphs.overridden, look.warn),
        (None, true) => (scene.glyphs.ok, look.ok),
        (None, false) => (scene.glyphs.bad, look.bad),
    };
    let style = if shut { look.strong } else { look.text };
    let evidence = words::evidence(lang, gate.evidence.one_line().as_ref());
    let title = words::gate(lang, plan, &gate.gate);
    let beside = width(&title) + width(&evidence) + 3 <= wide;
    let line = Line::default().text(mark, mark_look).gap(1).text(title, style);
    if beside {
        lines.choice(line.end(evidence, look.dim));
    } else {
        lines.choice(line);
        lines.paragraph(&evidence, 2, wide, look.text);
    }
    if let Some((who, reason)) = &gate.overridden {
        let text = say::overridden_by(lang, words::actor(lang, plan, who), reason.one_line());
        lines.paragraph(&text, 2, wide, look.warn);
    }
    if shut || told {
        lines.paragraph(&opens(scene, &gate.gate), 2, wide, look.dim);
    }
}

/// What opens a gate.
fn opens(scene: &Scene, gate: &Gate) -> String {
    let (lang, plan) = (scene.lang, &scene.state.plan);
    let key = |action| scene.keymap.hint(action);
    match gate {
        Gate::Checklist(_) => say::opens_checklist(lang, key(Action::ShowChecklists)),
        Gate::Window => say::opens_window(lang, key(Action::Override)),
        Gate::Votes => say::opens_votes(lang, key(Action::Vote)),
        Gate::Readiness => say::opens_readiness(lang).into(),
        Gate::LowTtl => say::opens_low_ttl(lang, plan.lever.lowered_ttl.0 / 1000, plan.lever.ttl.0 / 1000),
        Gate::CriticalAlert => say::opens_critical_alert(lang, key(Action::ShowAlerts)),
        Gate::Blind => say::opens_blind(lang, key(Action::ShowPeople)),
        Gate::ReplicaLag => say::opens_replica_lag(lang).into(),
        Gate::Analysis => say::opens_analysis(lang, key(Action::Override)),
        Gate::Tail => say::opens_tail(lang).into(),
        Gate::Procedure(_) => say::opens_procedure(lang, key(Action::ShowSchedule)),
        Gate::Drained => say::opens_drained(lang).into(),
        Gate::PointOfNoReturn => say::opens_point_of_no_return(lang).into(),
    }
}
