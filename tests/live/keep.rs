//! A switch that returns by itself unless somebody says that it stays (F14), from a telephone.

use std::process::{Command, Output, Stdio};

use jday::model::{Command as Asked, gates};
use jday::text::Clean;
use serde_json::Value;

use crate::kit::Ground;

fn run(ground: &Ground, words: &[&str]) -> (Option<i32>, String) {
    let mut command: Command = ground.jday(words);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let Output { status, stdout, stderr } = command.output().unwrap();
    (status.code(), String::from_utf8_lossy(&[stdout, stderr].concat()).into_owned())
}

fn keep_by(ground: &Ground) -> Value {
    let (_, said) = run(ground, &["status", "--json"]);
    serde_json::from_str::<Value>(&said).unwrap_or_else(|_| panic!("{said}"))["keep_by"].take()
}

#[test]
fn status_says_until_when_a_switch_must_be_kept_and_keep_keeps_it() {
    let ground = Ground::served("blue");
    let written = std::fs::read_to_string(ground.plan()).unwrap();
    let written =
        written.replacen("[rollback]\n", "[rollback]\nconfirmed_switch = { within = \"10m\" }\n", 1);
    assert!(written.contains("confirmed_switch"));
    std::fs::write(ground.plan(), written).unwrap();
    let _engine = ground.engine();
    let mut seat = ground.attach();
    assert_eq!((keep_by(&ground), run(&ground, &["keep"]).0), (Value::Null, Some(4)), "nothing to keep yet");
    for gate in gates::closed(gates::switch(seat.state())) {
        let over = Asked::Override { gate: gate.gate, reason: Clean::new("a test has no readings") };
        seat.ask(over).unwrap();
    }
    let (code, said) =
        run(&ground, &["switch", "--to", "green", "--confirm", "SWITCH GREEN", "--within", "60s"]);
    assert_eq!(code, Some(0), "{said}");
    let by = keep_by(&ground);
    assert!(by.is_string(), "{by}");
    let (_, said) = run(&ground, &["status"]);
    assert!(said.contains("returns to Blue at ") && said.contains("jday keep"), "{said}");
    let (code, said) = run(&ground, &["keep", "--dry-run"]);
    assert_eq!((code, said.contains("it would be done")), (Some(0), true), "{said}");
    assert_eq!(keep_by(&ground), by, "a dry run keeps nothing");
    assert_eq!(run(&ground, &["keep", "--json"]).0, Some(0));
    assert_eq!(keep_by(&ground), Value::Null);
    let (code, said) = run(&ground, &["keep"]);
    assert_eq!(code, Some(4), "{said}");
    let (_, said) = run(&ground, &["status"]);
    assert!(!said.contains("jday keep"), "{said}");
}
