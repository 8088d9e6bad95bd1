//! Effects become calls; what comes back becomes events.

use crate::client::{Call, Kind, Message, Now, Reply, Report, Request};
use crate::model::cutover::{Answered, Check, Fingerprint, Readiness, Survey};
use crate::model::effect::{About, Told};
use crate::model::procedure::PipelineState;
use crate::model::state::Intent;
use crate::model::{Actor, Effect, Event, Outcome, State};
use crate::plan::types::live::Twilio;
use crate::plan::types::{ChannelKind, Id, Plan};

/// Questions are not intents; their calls are numbered from here, far above any journal's length.
const QUESTIONS_FROM: u64 = 1 << 61;
/// Surveys among them.
const SURVEYS_FROM: u64 = 1 << 62;
/// How long one message may take before its end is unknown (R15).
const MESSAGE_MS: u64 = 10_000;
/// How long one may take that waits for its turn in a queue, or goes through several hands, each of which is
/// waited for (RFC 5321; an operator).
const SLOW_MESSAGE_MS: u64 = 50_000;
/// How long a dry run or a survey may take.
const READ_MS: u64 = 5_000;
/// How long an order to move the application's alias may be on its way: it takes seconds there.
const ALIAS_MS: u64 = 60_000;
/// How long it may take to find out what became of an order.
const RECONCILE_MS: u64 = 15_000;
/// How long it may take to ask for an end: finding what is to end, then a request or a program's last words.
const CANCEL_MS: u64 = 45_000;

/// The call that executes an intent; its deadline comes from the plan (R15).
pub fn call_of(seq: u64, effect: &Effect, state: &State) -> Call {
    let plan = &*state.plan;
    let (request, deadline_ms) = match effect {
        Effect::Point { from, to, .. } => {
            (Request::Point { from: *from, to: *to }, plan.lever.accepted_within.0)
        }
        Effect::Notify { about, channel, tier, key, text, kind, again } => {
            let side = match about {
                About::Alert(alert) => alert.parts().1,
                About::Step { .. } => None,
            };
            let (key, text) = (key.clone(), text.clone());
            let message = Message {
                key,
                text,
                tier: *tier,
                kind: kind_of(about, *kind),
                side,
                again: *again,
                with: Vec::new(),
            };
            (Request::Notify { channel: channel.clone(), message }, patience(channel, plan))
        }
        Effect::Command { argv, .. } => (Request::Command { argv: argv.clone() }, budget(effect, state)),
        Effect::Pipeline { workflow, .. } => {
            (Request::Pipeline { workflow: workflow.clone() }, budget(effect, state))
        }
        Effect::Application { to, .. } => (Request::Application { to: *to }, budget(effect, state)),
        Effect::Cancel { intent, .. } => {
            let asked = state.intents.get(intent).map(|open| call_of(*intent, &open.effect, state).request);
            // What has ended in this very moment has no program any more, and that is the answer.
            let request = Box::new(asked.unwrap_or(Request::Command { argv: Vec::new() }));
            (Request::Cancel { id: *intent, request }, CANCEL_MS)
        }
        Effect::ProveReadiness { to } => (Request::DryRun { to: *to }, READ_MS),
    };
    Call { id: seq, request, deadline_ms }
}

/// A simulated channel keeps the short time, so that a drill's days stay as they are. An SMS is followed for as
/// long as the plan says.
fn patience(channel: &Id, plan: &Plan) -> u64 {
    let Some(live) = &plan.live else { return MESSAGE_MS };
    let followed = live.channels.iter().find(|one| one.id == *channel).and_then(|one| one.twilio.as_ref());
    match plan.channel(channel).map(|channel| channel.kind) {
        Some(ChannelKind::Sms | ChannelKind::Email | ChannelKind::Slack) => {
            SLOW_MESSAGE_MS + followed.map_or(0, Twilio::follow_ms)
        }
        _ => MESSAGE_MS,
    }
}

fn kind_of(about: &About, told: Told) -> Kind {
    match (about, told) {
        (About::Step { .. }, _) => Kind::Step,
        (About::Alert(_), Told::Raised) => Kind::Raised,
        (About::Alert(_), Told::Taken) => Kind::Taken,
        (About::Alert(_), Told::Ended) => Kind::Cleared,
    }
}

/// The budget of the step that an effect belongs to; of a journal that knows no such step, a message's time.
fn budget(effect: &Effect, state: &State) -> u64 {
    let step =
        effect.step().and_then(|(run, step)| state.procedures.runs.get(&run)?.planned(&state.plan).get(step));
    step.map_or(MESSAGE_MS, |step| step.budget.0)
}

/// The call of the `n`th survey.
pub fn survey_call(n: u64) -> Call {
    Call { id: SURVEYS_FROM + n, request: Request::Survey, deadline_ms: READ_MS }
}

/// The call of the `n`th question to a source.
pub fn poll_call(n: u64, source: &Id, deadline_ms: u64) -> Call {
    Call { id: QUESTIONS_FROM + n, request: Request::Poll { source: source.clone() }, deadline_ms }
}

/// Whether `id` is a survey's.
pub fn is_survey(id: u64) -> bool {
    id >= SURVEYS_FROM
}

/// The call that finds out by reading what became of `intent` (R10). An order outlives the engine that gave it,
/// on the wire or as a program, so that it has its time to arrive from when it was given; a pipeline is followed
/// on for what is left of its step's budget.
pub fn reconcile_call(seq: u64, intent: &Intent, state: &State, now: Now) -> Call {
    let Call { request, deadline_ms, .. } = call_of(seq, &intent.effect, state);
    let ago = u64::try_from(now.wall.saturating_sub(intent.stamp.at.0)).unwrap_or(0);
    let left_ms = deadline_ms.saturating_sub(ago);
    let (settles_ms, deadline_ms) = match intent.effect {
        Effect::Point { .. } => (left_ms, RECONCILE_MS.saturating_add(left_ms)),
        Effect::Application { .. } => {
            let left_ms = deadline_ms.min(ALIAS_MS).saturating_sub(ago);
            (left_ms, RECONCILE_MS.saturating_add(left_ms))
        }
        Effect::Pipeline { .. } => (0, RECONCILE_MS.max(left_ms)),
        _ => (0, RECONCILE_MS),
    };
    let request = Request::Reconcile { request: Box::new(request), id: seq, settles_ms };
    Call { id: seq, request, deadline_ms }
}

/// What a report says happened; none for the end of a question, whose answers came before.
pub fn event_of(report: Report, state: &State) -> Option<(Actor, Event)> {
    let event = match report {
        Report::Ended { id, .. } if id >= QUESTIONS_FROM => return None,
        Report::Ended { id, reply } => Event::Settled { intent: id, outcome: outcome(reply) },
        Report::Rests { id, for_ms } => {
            let Effect::Notify { channel, .. } = &state.intents.get(&id)?.effect else { return None };
            Event::ChannelRests { channel: channel.clone(), until: state.now.plus(for_ms).at }
        }
        Report::Said { id, line } => Event::Progressed { intent: id, line },
        Report::Proved { id, checks } => {
            let Effect::ProveReadiness { to } = state.intents.get(&id)?.effect else { return None };
            let checks = checks.into_iter().map(|proof| Check {
                name: proof.name,
                ok: proof.ok,
                detail: proof.detail,
            });
            return Some((
                Actor::Source(Id::new("readiness")),
                Event::ReadinessProved(Readiness { to, checks: checks.collect() }),
            ));
        }
        Report::Surveyed(answers) => {
            return Some((Actor::Source(Id::new("survey")), Event::Surveyed(survey(answers))));
        }
        // The room hands these to its watch before they come here.
        Report::Polled(_) => return None,
        Report::Pipeline { step, state } => {
            return Some((
                Actor::Source(Id::new("pipeline")),
                Event::PipelineSeen { step, state: pipeline_state(state) },
            ));
        }
    };
    Some((Actor::Engine, event))
}

fn outcome(reply: Reply) -> Outcome {
    match reply {
        Reply::Done(detail) => Outcome::Done { detail },
        Reply::Refused(why) => Outcome::Refused { why },
        Reply::Unknown(why) => Outcome::Unknown { why },
        Reply::Withdrawn => Outcome::Withdrawn,
    }
}

fn survey(answers: crate::client::Answers) -> Survey {
    let answered = |said: crate::client::Said| Answered {
        from: said.from,
        side: said.side,
        value: said.value,
        ttl_ms: said.ttl_ms,
    };
    Survey {
        authoritative: answers.authoritative.into_iter().map(answered).collect(),
        resolvers: answers.resolvers.into_iter().map(answered).collect(),
        fingerprints: answers
            .fingerprints
            .into_iter()
            .map(|(path, side, status)| Fingerprint { path, side, status })
            .collect(),
    }
}

/// The state that a client's word names.
pub fn pipeline_state(word: &str) -> PipelineState {
    match word {
        "running" => PipelineState::Running,
        "waiting" => PipelineState::Waiting,
        "succeeded" => PipelineState::Succeeded,
        "failed" => PipelineState::Failed,
        "skipped" => PipelineState::Skipped,
        _ => PipelineState::Queued,
    }
}
