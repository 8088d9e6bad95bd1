//! Pages that are none, or not whole: a reason, never a crash, never a value that is not there.

use std::time::Duration;

use jday::client::Value;
use jday::plan::types::Side;

use super::{Exporter, METRICS, page, reading_of, text, value};
use crate::fake::{Answer, Fake};
use crate::net::World;
use crate::prometheus::observed;

#[test]
fn an_answer_that_is_no_page_is_trouble_with_its_reason() {
    let openmetrics = |body: &str| Answer::new(200, "application/openmetrics-text; version=1.0.0", body);
    for (answer, why, passing) in [
        (Answer::new(200, "text/html", "<form>log in</form>"), "login page", false),
        (Answer::json("{}"), "not metrics", false),
        (text("<html>\n<form>\n"), "no line of it is a metric", false),
        (text(b"\xff\xfe\n".to_vec()), "no line of it is a metric", false),
        (text("\u{1b}[31m\n"), "^[[31m", false),
        (Answer::new(401, "text/plain", "no"), "credentials are not accepted", false),
        (Answer::new(302, "text/plain", "").with("location", "http://127.0.0.1:1/"), "not followed", false),
        (Answer::new(500, "text/plain", "broken"), "broken", true),
        (Answer::new(503, "text/plain", "soon").with("retry-after", "3"), "503", true),
        (text(vec![b'a'; 9 * 1024 * 1024]), "larger than 8 MiB", false),
        (page(1.0, 1, 1).cut(), "broke off", true),
        (openmetrics("gps_accuracy 1\n"), "cut off", true),
    ] {
        let exporter = Exporter::start(answer);
        let polled = World::new(&reading_of(&[(&exporter.url(), "green")], METRICS)).poll("prometheus");
        let trouble = polled.answer.expect_err(why);
        assert!(trouble.why.as_str().contains(why), "{why}: {trouble:?}");
        assert_eq!(trouble.passing, passing, "{trouble:?}");
    }
    let gone = Fake::start(|_| text("")).url();
    let polled = World::new(&reading_of(&[(&gone, "green")], METRICS)).poll("prometheus");
    assert!(polled.answer.expect_err("nobody is there").passing);
}

#[test]
fn bad_lines_cost_their_own_metric_and_are_told() {
    let lines = ["requests_total{code=500} 4", "requests_total one", "requests_total{code=\"500\"} 1 soon"];
    for bad in lines {
        let body = format!("gps_accuracy 2\n{bad}\nrequests_total{{code=\"200\"}} 1\n");
        let exporter = Exporter::start(text(body));
        let observed =
            observed(World::new(&reading_of(&[(&exporter.url(), "green")], METRICS)).poll("prometheus"));
        assert_eq!(value(&observed, "gps-accuracy", Side::Green), Value::Number(2.0), "{bad}");
        assert_eq!(value(&observed, "errors", Side::Green), Value::SourceError, "{bad}");
        let told =
            observed.warnings.iter().any(|warning| warning.as_str().contains("line 2 (requests_total)"));
        assert!(told, "{observed:?}");
    }
}

#[test]
fn untidy_pages_are_read() {
    for (body, expected) in [
        ("gps_accuracy 2".to_owned(), Value::Number(2.0)),
        ("\r\n\tgps_accuracy\t2 \r\n".to_owned(), Value::Number(2.0)),
        ("gps_accuracy{a=\"\\n\\\"\u{1b}[2J\"} NaN\n".to_owned(), Value::NotANumber),
        ("gps_accuracy +Inf\n".to_owned(), Value::Number(f64::INFINITY)),
        ("gps_accuracy 1\ngps_accuracy 1\n".to_owned(), Value::SourceError),
        ("gps_accuracy 2 99999999999999\n".to_owned(), Value::SourceError),
        ("other 2\n".to_owned(), Value::NoData),
        (String::new(), Value::NoData),
    ] {
        let exporter = Exporter::start(text(body.clone()));
        let observed =
            observed(World::new(&reading_of(&[(&exporter.url(), "green")], METRICS)).poll("prometheus"));
        assert_eq!(value(&observed, "gps-accuracy", Side::Green), expected, "{body:?}");
    }
}

#[test]
fn a_silent_target_delays_and_fails_only_what_needs_it() {
    let (one, two) = (Exporter::start(page(3.0, 100, 0)), Exporter::start(page(7.0, 100, 0)));
    let (url, other) = (one.url(), two.url());
    let mut world = World::new(&reading_of(&[(&url, "green"), (&other, "green")], METRICS));
    observed(world.poll("prometheus"));
    one.show(page(3.0, 190, 10));
    two.show(page(7.0, 200, 0).after(Duration::from_secs(30)));
    let observed = observed(world.poll("prometheus"));
    assert_eq!(value(&observed, "gps-accuracy", Side::Green), Value::SourceError, "the other may be worse");
    assert_eq!(value(&observed, "errors", Side::Green), Value::Number(0.1));
    let told = observed
        .warnings
        .iter()
        .any(|warning| warning.as_str().contains("target 2 (green): no answer in time"));
    assert!(told, "{observed:?}");
}
