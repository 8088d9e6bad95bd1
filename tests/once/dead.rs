//! A way back that needs nobody: metrics, channels and the journal's disk are all dead (R20, R28).

use std::os::unix::fs::PermissionsExt as _;

use jday::model::{Effect, Event, Outcome};
use jday::plan::types::Side;
use rustix::process::{Pid, Resource, Rlimit, prlimit};

use crate::check::lines;
use crate::desk::{Desk, press};
use crate::ground::Provider;
use crate::program::{Manner, Program};

/// Channels at which nobody listens, and a rollback that tells them before it moves anything.
fn lonely() -> Program {
    Program::with(Side::Green, Manner::Well, 100, |folder, parts| {
        let url = folder.join("webhook");
        std::fs::write(&url, "http://127.0.0.1:9/hook").unwrap();
        std::fs::set_permissions(&url, std::fs::Permissions::from_mode(0o600)).unwrap();
        parts.channels = "[{ id = \"chat\", kind = \"slack\", to = \"#ops\" }]".into();
        parts.tell = "{ id = \"tell\", title = \"Tell\", budget = \"1m\", action = { kind = \"notify\", \
                      tier = \"critical\", text = \"We go back\" } },"
            .into();
        let webhook = format!("{{ url = \"file:{}\" }}", url.display());
        let channels = format!("channels = [{{ id = \"chat\", slack_webhook = {webhook} }}]\n");
        parts.live.push_str(&channels);
    })
}

#[test]
fn a_rollback_works_where_metrics_channels_and_the_disk_of_the_journal_are_dead() {
    let program = lonely();
    let ground = program.ground();
    // A limit of files sends a signal before it fails; a full disk does not.
    let words = ["engine", "--plan", &ground.plan().display().to_string()].map(str::to_owned);
    let mut command = std::process::Command::new("/bin/sh");
    let jday = ground.jday(&[]);
    command
        .args(["-c", "trap '' XFSZ; exec \"$0\" \"$@\"", jday.get_program().to_str().unwrap()])
        .args(words);
    for (name, value) in jday.get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    let mut engine = ground.start(&mut command);
    ground.wait_for_door(&mut engine);
    let mut desk = Desk::at(&ground.socket()).unwrap();
    let before = lines(&program).len();
    // From here on no file of this engine becomes longer than this: the journal is already.
    let pid = Pid::from_raw(i32::try_from(engine.pid()).unwrap()).unwrap();
    let limit = Some(4_096);
    assert!(std::fs::metadata(&ground.journals()[0]).unwrap().len() > 4_096);
    prlimit(Some(pid), Resource::Fsize, Rlimit { current: limit, maximum: limit }).unwrap();
    assert_eq!(desk.ask(press(Side::Blue)).unwrap(), Ok(()), "it is taken");
    while desk.state.cutover.movement().is_none_or(|movement| movement.confirmed_at.is_none()) {
        desk.hear().unwrap();
    }
    assert_eq!((desk.state.cutover.live, program.stands()), (Side::Blue, Side::Blue));
    let pulls = program.pulls();
    assert!(pulls.len() == 1 && pulls[0].moved, "{pulls:?}");
    assert!(desk.mute.is_some(), "it is said that the journal takes no more");
    let is = |holds: &dyn Fn(&Event) -> bool| desk.past.iter().filter(|line| holds(&line.event)).count();
    assert_eq!(is(&|event| matches!(event, Event::Intended(Effect::Point { .. }))), 1);
    let refused = |event: &Event| matches!(event, Event::Settled { outcome: Outcome::Refused { .. }, .. });
    assert!(is(&refused) > 0, "the channel was dead");
    // What was written before is whole, and the lines after it are elsewhere.
    assert!(lines(&program).len() <= before + 4);
}
