//! Alerts of an Alertmanager: begun, silenced, resolved.

use crate::lab::{Server, free_port};
use crate::net::{BARE, World, plan};
use crate::run;
use crate::term::Folder;

/// Alertmanager with nobody to tell, and the tool that speaks to it.
struct Alertmanager {
    _server: Server,
    folder: Folder,
    url: String,
}

impl Alertmanager {
    fn start() -> Self {
        let (folder, port) = (Folder::new(), free_port());
        let config = folder.path().join("alertmanager.yml");
        std::fs::write(&config, "route: { receiver: nobody }\nreceivers: [{ name: nobody }]\n").unwrap();
        let mut server = Server::start(
            "alertmanager",
            folder.path(),
            "prometheus-alertmanager",
            &[
                &format!("--config.file={}", config.display()),
                &format!("--storage.path={}", folder.path().join("data").display()),
                &format!("--web.listen-address=127.0.0.1:{port}"),
                "--cluster.listen-address=",
            ],
        );
        server.wait_for_port(port);
        Self { _server: server, folder, url: format!("http://127.0.0.1:{port}") }
    }

    fn tell(&self, words: &[&str]) -> String {
        let at = format!("--alertmanager.url={}", self.url);
        run("amtool", &[&["--no-version-check", &at], words].concat())
    }

    fn begin(&self, labels: &[&str]) {
        self.tell(&[&["alert", "add"], labels, &["--annotation=summary=5 % d'erreurs"]].concat());
    }

    fn world(&self, filter: &str) -> World {
        let live = format!(
            "{BARE}\n[[sources]]\nid = \"it\"\ninterval = \"1s\"\ndeadline = \"2s\"\n[sources.alertmanager]\n\
             api = {{ url = \"{}\" }}\nfilter = [{filter:?}]\nside = \"colour\"\n",
            self.url
        );
        World::new(&plan(&live))
    }
}

/// Asks until the names of the alerts are these.
#[track_caller]
fn wait_for(world: &mut World, expected: &[&str]) {
    let since = std::time::Instant::now();
    loop {
        let observed = world.poll("it").answer.unwrap_or_else(|trouble| panic!("{trouble:?}"));
        let alerts = observed.alerts.unwrap();
        let names: Vec<_> = alerts.iter().map(|alert| format!("{}{:?}", alert.name, alert.side)).collect();
        if names == expected {
            return;
        }
        assert!(since.elapsed().as_secs() < 20, "{names:?} are not {expected:?}");
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
}

#[test]
#[ignore = "needs prometheus-alertmanager"]
fn an_alert_is_heard_until_it_is_silenced_or_resolved() {
    let alertmanager = Alertmanager::start();
    let mut world = alertmanager.world("env=\"prod\"");
    wait_for(&mut world, &[]);
    alertmanager.begin(&["Down", "env=prod", "severity=critical", "colour=green"]);
    alertmanager.begin(&["Elsewhere", "env=test", "severity=critical"]);
    let fingerprint = |world: &mut World| {
        let observed = world.poll("it").answer.unwrap();
        observed.alerts.unwrap().first().map(|alert| alert.name.as_str().to_owned())
    };
    crate::wait("the alert", || {
        !alertmanager.tell(&["alert", "query", "-o", "json", "Down"]).starts_with("[]")
    });
    let name = fingerprint(&mut world).expect("an alert");
    assert!(name.starts_with("Down/") && name.len() == "Down/".len() + 8, "{name}");
    let on = format!("{name}Some(Green)");
    wait_for(&mut world, &[&on]);
    let told = world.poll("it");
    let alert = told.answer.unwrap().alerts.unwrap().remove(0);
    assert_eq!((alert.level.word(), alert.title.as_str()), ("critical", "5 % d'erreurs"));
    assert!(told.skew_ms.is_some_and(|skew| skew.abs() < 5_000), "its Date is read");
    // Silenced: it is on there, and nobody is to hear of it.
    let silence =
        alertmanager.tell(&["silence", "add", "-d", "1h", "-a", "awa", "-c", "switch", "alertname=Down"]);
    wait_for(&mut world, &[]);
    alertmanager.tell(&["silence", "expire", silence.trim()]);
    wait_for(&mut world, &[&on]);
    // Resolved: the same labels with an end that has passed.
    let past = (chrono::Utc::now() - chrono::Duration::seconds(1))
        .to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
    let end = format!("--end={past}");
    let start = format!(
        "--start={}",
        (chrono::Utc::now() - chrono::Duration::seconds(60))
            .to_rfc3339_opts(chrono::SecondsFormat::Secs, true)
    );
    alertmanager.begin(&[&start, &end, "Down", "env=prod", "severity=critical", "colour=green"]);
    wait_for(&mut world, &[]);
    assert!(alertmanager.folder.path().exists());
}

#[test]
#[ignore = "needs prometheus-alertmanager"]
fn a_filter_that_it_does_not_take_is_told_in_its_words() {
    let alertmanager = Alertmanager::start();
    let trouble = alertmanager.world("bad(").poll("it").answer.unwrap_err();
    assert!(
        trouble.why.as_str().contains("400") && trouble.why.as_str().contains("bad matcher"),
        "{trouble:?}"
    );
    assert!(!trouble.passing);
}
