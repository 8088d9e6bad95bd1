//! No credential comes back out of what a server or a program says (R31): not into the room, so not into its journal.

use std::fmt::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::time::Duration;

use jday::client::net::secret::Redactor;
use jday::client::{Message, Request};
use jday::plan::types::{Id, Side};

use crate::fake::{Answer, Asked, Fake};
use crate::net::{BARE, World, plan};

const TOKEN: &str = "tok-5f3a-hunter2";

/// A file that holds the token.
fn kept() -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("token");
    std::fs::write(&path, format!("{TOKEN}\n")).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
    (folder, format!("file:{}", path.display()))
}

/// A server that says back who asked, as proxies in debugging mode do.
fn echo(status: u16) -> impl Fn(&Asked) -> Answer + Send + Sync + 'static {
    move |asked| {
        let told = asked.header("authorization").unwrap_or("nobody").to_owned();
        assert!(told.contains(TOKEN), "the credential is sent: {told}");
        Answer::json(format!("{{\"message\": \"you are {told}\"}}")).status(status)
    }
}

#[test]
fn what_a_source_says_back_of_its_credential_is_not_told() {
    let (_folder, named) = kept();
    for status in [200, 401, 404, 429, 503] {
        let fake = Fake::start(echo(status));
        let api = format!("{{ url = {:?}, auth = {{ bearer = {named:?} }} }}", fake.url());
        let mut sources = String::new();
        for (id, feed) in [
            ("alerts", format!("alertmanager = {{ api = {api} }}")),
            ("platform", format!("supabase = {{ api = {api}, project = \"p\" }}")),
            ("incidents", format!("pagerduty = {{ api = {api} }}")),
        ] {
            let head = format!("[[sources]]\nid = {id:?}\ninterval = \"5s\"\ndeadline = \"2s\"\n");
            writeln!(sources, "{head}{feed}").unwrap();
        }
        let mut world = World::new(&plan(&format!("{BARE}\n{sources}")));
        for id in ["alerts", "platform", "incidents"] {
            let polled = world.poll(id);
            assert!(polled.answer.is_err(), "{id}, {status}: {polled:?}");
            assert!(!format!("{polled:?}").contains(TOKEN), "{id}, {status}: {polled:?}");
        }
    }
}

#[test]
fn what_a_channel_says_back_of_its_credential_is_not_told() {
    let (_folder, named) = kept();
    for status in [200, 401, 503] {
        let fake = Fake::start(echo(status));
        let channel = format!(
            "[[channels]]\nid = \"slack\"\nslack = {{ channel = \"C1\", api = {{ url = {:?}, auth = {{ bearer = {named:?} }} }} }}\n",
            fake.url()
        );
        let mut world = World::new(&plan(&format!("{BARE}\nsources = []\n{channel}")));
        let request = Request::Notify { channel: Id::new("slack"), message: Message::test(&"k".into()) };
        let reply = world.ask(request, Duration::from_secs(10));
        assert_eq!(fake.asked().len(), 1);
        assert!(!format!("{reply:?}{:?}", world.beside).contains(TOKEN), "{status}: {reply:?}");
    }
}

#[test]
fn a_secret_that_the_end_of_what_is_kept_cuts_is_not_told_by_half() {
    let (_folder, named) = kept();
    let live = BARE.replace(
        r#"["echo", "blue"]"#,
        r#"["/bin/sh", "-c", "printf %0250d 0; echo $DEPLOY_TOKEN; exit 0"]"#,
    );
    let live = format!(
        "{live}\nsources = []\ncommands = {{ folder = \"/\", secrets = [\"DEPLOY_TOKEN={named}\"] }}"
    );
    let mut world = World::new(&plan(&live));
    let reply = world.ask(Request::DryRun { to: Side::Green }, Duration::from_secs(10));
    let told = format!("{reply:?}{:?}", world.beside);
    assert!(told.contains("0000"), "it was read: {told}");
    assert!(!told.contains("tok-"), "{told}");
}

#[test]
fn secrets_of_every_place_in_a_plan_are_known() {
    let (_folder, named) = kept();
    let of_commands = format!("commands = {{ folder = \"/\", secrets = [\"DEPLOY_TOKEN={named}\"] }}");
    let of_a_source = format!(
        "[[sources]]\nid = \"maps\"\ninterval = \"5s\"\ndeadline = \"1s\"\nmaps = {{ key = {named:?} }}\n"
    );
    for live in [format!("{of_commands}\nsources = []"), of_a_source] {
        let redactor = Redactor::of(&plan(&format!("{BARE}\n{live}")));
        assert_eq!(redactor.redact(&format!("export X={TOKEN}!")), "export X=[secret]!", "{live}");
    }
}
