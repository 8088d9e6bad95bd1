use super::*;

fn record(name: &str, kind: RecordType, blue: &[&str], green: &[&str]) -> Record {
    let all = |values: &[&str]| values.iter().map(Clean::new).collect();
    Record { name: name.into(), kind, blue: all(blue), green: all(green) }
}

fn found(sets: &[(&str, RecordType, &[&str])]) -> Found {
    let set = |kind, values: &[&str]| values.iter().map(|raw| value(kind, raw)).collect();
    sets.iter().map(|(known, kind, values)| ((name(known), *kind), set(*kind, values))).collect()
}

fn plan() -> [Record; 2] {
    [
        record("App.example.org.", RecordType::A, &["192.0.2.10", "192.0.2.11"], &["198.51.100.20"]),
        record("www.example.org", RecordType::Cname, &["blue.example.net."], &["green.example.net"]),
    ]
}

#[track_caller]
fn elsewhere(records: &[Record], sets: &[(&str, RecordType, &[&str])], says: &str) {
    match standing(records, &found(sets)) {
        Standing::Elsewhere(why) => assert!(why.as_str().contains(says), "{why}"),
        at @ Standing::At(_) => panic!("{at:?} for {sets:?}"),
    }
}

#[test]
fn records_stand_at_a_side_in_whatever_way_names_and_values_are_written() {
    let sets: [(&str, RecordType, &[&str]); 2] = [
        ("app.EXAMPLE.org", RecordType::A, &["192.0.2.11", "192.0.2.10"]),
        ("www.example.org.", RecordType::Cname, &["Blue.Example.Net"]),
    ];
    assert_eq!(standing(&plan(), &found(&sets)), Standing::At(Side::Blue));
    let v6 = [record("a.", RecordType::Aaaa, &["2001:db8::1"], &["2001:db8::2"])];
    let sets: [(&str, RecordType, &[&str]); 1] = [("a", RecordType::Aaaa, &["2001:0DB8:0:0::2"])];
    assert_eq!(standing(&v6, &found(&sets)), Standing::At(Side::Green));
}

#[test]
fn a_foreign_value_a_member_more_or_fewer_and_a_missing_set_are_no_side() {
    fn app<'a>(values: &'a [&'a str]) -> (&'a str, RecordType, &'a [&'a str]) {
        ("app.example.org", RecordType::A, values)
    }
    let www: (&str, RecordType, &[&str]) = ("www.example.org", RecordType::Cname, &["blue.example.net"]);
    elsewhere(&plan(), &[www, app(&["203.0.113.1"])], "app.example.org A is 203.0.113.1");
    elsewhere(&plan(), &[www, app(&["192.0.2.10"])], "app.example.org A is 192.0.2.10");
    elsewhere(&plan(), &[www, app(&["192.0.2.10", "192.0.2.11", "198.51.100.20"])], "neither side's");
    elsewhere(&plan(), &[www], "app.example.org A is not there");
    elsewhere(&[], &[www], "no record");
}

#[test]
fn records_of_different_sides_disagree() {
    let sets: [(&str, RecordType, &[&str]); 2] = [
        ("app.example.org", RecordType::A, &["198.51.100.20"]),
        ("www.example.org", RecordType::Cname, &["blue.example.net"]),
    ];
    elsewhere(&plan(), &sets, "disagree: at blue: www.example.org CNAME; at green: app.example.org A");
}
