//! Alertmanager's API v2.

use crate::fake::Answer;

use super::{alerts, observed, world};

pub const FEED: &str = r#"alertmanager]
api = { url = "$url" }
filter = ['env="prod"', 'team=~"a|b"']
side = "colour"
"#;

fn alert(labels: &str, annotations: &str, state: &str) -> String {
    format!(
        r#"{{"fingerprint":"deadbeefcafe0001","labels":{{{labels}}},"annotations":{{{annotations}}},
           "startsAt":"2026-11-24T14:00:00Z","endsAt":"-5","updatedAt":"2199-01-01T00:00:00Z","receivers":[],
           "status":{{"state":"{state}","silencedBy":[],"inhibitedBy":[]}},"generatorURL":"x"}}"#
    )
}

#[test]
fn what_is_on_is_told_with_its_side_and_how_grave_it_is() {
    let all = [
        alert(
            r#""alertname":"Down","severity":"critical","colour":"green""#,
            r#""summary":"5 % failed""#,
            "active",
        ),
        alert(r#""alertname":"Disk","severity":"warning","instance":"a:9100""#, "", "active"),
        alert(r#""alertname":"Quiet","severity":"critical""#, "", "suppressed"),
        alert(r#""alertname":"Early","severity":"critical""#, "", "unprocessed"),
    ];
    let body = format!("[{}]", all.join(","));
    let (mut world, fake) = world(FEED, move |_| Answer::json(body.clone()));
    assert_eq!(
        alerts(&mut world),
        ["Down@green critical 5 % failed", "Disk/deadbeef important Disk instance=a:9100 severity=warning"]
    );
    let asked = fake.asked();
    assert_eq!(
        asked[0].path,
        "/api/v2/alerts?active=true&silenced=false&inhibited=false&filter=env%3D%22prod%22&filter=team%3D%7E%22a%7Cb%22"
    );
}

#[test]
fn nothing_on_is_an_answer_and_not_silence() {
    let (mut world, _fake) = world(FEED, |_| Answer::json("[]"));
    assert_eq!(observed(&mut world).alerts, Some(vec![]));
}

#[test]
fn an_unknown_severity_is_important_and_said() {
    let body = format!("[{}]", alert(r#""alertname":"Odd","severity":"purple""#, "", "active"));
    let (mut world, _fake) = world(FEED, move |_| Answer::json(body.clone()));
    let seen = observed(&mut world);
    assert_eq!(seen.alerts.unwrap()[0].level.word(), "important");
    assert!(seen.warnings[0].as_str().contains("Odd"), "{:?}", seen.warnings);
}

#[test]
fn both_shapes_of_its_errors_are_read() {
    let shapes = [
        (400, r#""bad matcher format: bad(""#, "bad matcher format: bad("),
        (422, r#"{"code":612,"message":"filter in query is invalid"}"#, "filter in query is invalid"),
    ];
    for (status, body, why) in shapes {
        let (mut world, _fake) = world(FEED, move |_| Answer::new(status, "application/json", body));
        let trouble = world.poll("it").answer.unwrap_err();
        assert!(trouble.why.as_str().ends_with(why), "{trouble:?}");
        assert!(!trouble.passing);
    }
}
