//! Lines that others write.

use proptest::prelude::*;

use super::*;

fn sample(raw: &str, format: Format) -> Sample<'_> {
    read(raw, format, |_| true).expect(raw).expect(raw)
}

fn label<'a>(sample: &'a Sample<'_>, name: &str) -> Option<&'a str> {
    sample.labels.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_ref())
}

#[test]
fn lines_of_both_formats_are_read() {
    use Format::{OpenMetrics, Text};
    for (raw, format, name, labels, value, at_ms) in [
        ("up 1", Text, "up", &[][..], 1.0, None),
        ("  up\t 1  ", Text, "up", &[], 1.0, None),
        ("up 1\r", Text, "up", &[], 1.0, None),
        ("up{} 1", Text, "up", &[], 1.0, None),
        (r#"a:b_c{x="1",} 1e+09 1395066363000"#, Text, "a:b_c", &[("x", "1")], 1e9, Some(1_395_066_363_000)),
        (r#"a { x = "1" , y = "2" } 3"#, Text, "a", &[("x", "1"), ("y", "2")], 3.0, None),
        (
            r#"a{p="C:\\D\n\"x\"",q="}"} +Inf -3982045"#,
            Text,
            "a",
            &[("p", "C:\\D\n\"x\""), ("q", "}")],
            f64::INFINITY,
            Some(-3_982_045),
        ),
        (r#"{"my.name",x="é"} -Inf"#, Text, "my.name", &[("x", "é")], f64::NEG_INFINITY, None),
        (r#"{x="1","my.name"} 2"#, Text, "my.name", &[("x", "1")], 2.0, None),
        (r#"a{"my.label"="1"} 2"#, Text, "a", &[("my.label", "1")], 2.0, None),
        ("a_total 17.0 1520879607.789", OpenMetrics, "a_total", &[], 17.0, Some(1_520_879_607_789)),
        (r#"b{le="1"} 8 # {trace_id="KO"} 0.67"#, OpenMetrics, "b", &[("le", "1")], 8.0, None),
        (
            r#"b{le="1"} 8 15.5 # {trace_id="KO"} 0.67 1.2"#,
            OpenMetrics,
            "b",
            &[("le", "1")],
            8.0,
            Some(15_500),
        ),
    ] {
        let read = sample(raw, format);
        assert_eq!(read.name, name, "{raw}");
        assert_eq!(read.labels.len(), labels.len(), "{raw}");
        for (name, value) in labels {
            assert_eq!(label(&read, name), Some(*value), "{raw}");
        }
        assert_eq!((read.value, read.at_ms), (value, at_ms), "{raw}");
    }
    assert!(sample("a NaN", Text).value.is_nan());
}

#[test]
fn comments_and_blank_lines_are_nothing() {
    for raw in ["", "  ", "\t\r", "# HELP a b", "#", "# EOF"] {
        assert_eq!(read(raw, Format::Text, |_| true), Ok(None), "{raw:?}");
    }
}

#[test]
fn lines_that_cannot_be_read_name_their_family_where_that_much_is_there() {
    for (raw, name, why) in [
        ("<html>", None, "no name"),
        ("{} 1", None, "no name"),
        ("1up 1", None, "no name"),
        ("my.name 1", None, "no name"),
        ("up", Some("up"), "no number"),
        ("up one", Some("up"), "no number"),
        ("up{a=1} 1", Some("up"), "not in quotes"),
        (r#"up{a="1} 1"#, Some("up"), "not in quotes"),
        (r#"up{a="1" 1"#, Some("up"), "no end"),
        ("up{a} 1", Some("up"), "no value"),
        ("up 1 soon", Some("up"), "no time"),
        ("up 1 1.5", Some("up"), "no time"),
        ("up 1 15 16", Some("up"), "after its timestamp"),
    ] {
        let wrong = read(raw, Format::Text, |_| true).expect_err(raw);
        assert_eq!(wrong.name.as_deref(), name, "{raw}");
        assert!(wrong.why.contains(why), "{raw}: {}", wrong.why);
    }
}

/// Writes a sample as the text format wants it.
fn written(name: &str, labels: &[(String, String)], value: f64, at_ms: Option<i64>) -> String {
    let escaped = |text: &str| text.replace('\\', r"\\").replace('"', "\\\"").replace('\n', r"\n");
    let pairs = labels.iter().map(|(name, value)| format!("{name}=\"{}\"", escaped(value)));
    let labels = pairs.collect::<Vec<_>>().join(",");
    let at = at_ms.map_or(String::new(), |at| format!(" {at}"));
    format!("{name}{{{labels}}} {value}{at}")
}

proptest! {
    #[test]
    fn what_is_written_is_read_back(
        name in "[a-zA-Z_:][a-zA-Z0-9_:]{0,20}",
        labels in prop::collection::vec(("[a-zA-Z_][a-zA-Z0-9_]{0,8}", "\\PC{0,12}|[\\\\\"\n}{,= ]{0,6}"), 0..4),
        value in prop::num::f64::ANY.prop_filter("NaN is not itself", |value| !value.is_nan()),
        at_ms in prop::option::of(any::<i64>()),
    ) {
        let line = written(&name, &labels, value, at_ms);
        let read = sample(&line, Format::Text);
        prop_assert_eq!(&read.name, &name);
        let pairs: Vec<_> = read.labels.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect();
        prop_assert_eq!(pairs, labels);
        prop_assert_eq!((read.value, read.at_ms), (value, at_ms));
    }

    #[test]
    fn no_line_breaks_it(raw in "\\PC{0,60}|[a-z{}\"\\\\,=# \t0-9.+-]{0,60}") {
        for format in [Format::Text, Format::OpenMetrics] {
            let _ = read(&raw, format, |_| true);
            let _ = read(&raw, format, |_| false);
        }
    }
}
