//! Secrets that were planted in the environment, looked for in everything that leaves jday (R31).

use std::io::{BufRead as _, BufReader, Write as _};
use std::os::unix::net::UnixStream;
use std::time::Duration;

use data_encoding::{BASE64, HEXLOWER};
use jday::console::action::Stage;
use jday::console::lang::Lang;
use jday::console::sitrep::{Form, Report};
use jday::source::Log;
use jday::wire::Errand;

use super::ground::{Day, HOOK, SECRETS};
use crate::kit::{Seat, hello};

/// What can be had of the day beside its journal: a recording, a report, and the words on the socket.
pub fn exports(day: &mut Day, seat: &Seat) {
    std::fs::create_dir(day.jday.path("exports")).unwrap();
    let path = |name: &str| day.jday.path("exports").join(name);
    let log = Log::at(seat.state(), &seat.past);
    for lang in [Lang::Fr, Lang::En] {
        let report = Report { lang, stage: Stage::Live, state: seat.state(), log: &log };
        std::fs::write(path(&format!("sitrep-{lang:?}")), report.text(Form::Plain)).unwrap();
    }
    std::fs::write(path("socket"), snapshot(day)).unwrap();
    let (journal, cast) = (day.jday.journal().display().to_string(), path("day.cast").display().to_string());
    day.jday.done(&["cast", &journal, "--out", &cast, "--page", "5"]);
    let (status, _) = day.jday.done(&["status", "--json"]);
    assert!(status.contains("laboratoire"));
}

/// What an engine says to whoever comes: a welcome, and the room as it stands, as bytes.
fn snapshot(day: &Day) -> Vec<u8> {
    let mut stream = UnixStream::connect(day.jday.socket()).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    let mut line = serde_json::to_vec(&hello(Errand::Look, None)).unwrap();
    line.push(b'\n');
    stream.write_all(&line).unwrap();
    let (mut reader, mut all) = (BufReader::new(stream), Vec::new());
    while !all.windows(9).any(|part| part == b"\"cutover\"") {
        assert!(reader.read_until(b'\n', &mut all).unwrap() > 0, "{}", String::from_utf8_lossy(&all));
    }
    all
}

/// Nothing that jday wrote, said or sent holds a secret in any form in which it goes over a wire, except the one
/// message in which its system asks for it.
pub fn assert_kept(day: &Day) {
    let mut artefacts = day.jday.artefacts();
    for part in ["journal.jsonl", "engine.log", "day.cast", "sitrep-Fr", "socket"] {
        assert!(artefacts.iter().any(|(name, bytes)| name.ends_with(part) && !bytes.is_empty()), "{part}");
    }
    artefacts.extend(day.mail.taken().into_iter().map(|mail| ("a mail".to_owned(), mail.into_bytes())));
    for asked in day.sink.asked() {
        let mut bytes = format!("{:?}", asked.headers).into_bytes();
        bytes.extend(asked.body);
        artefacts.push((format!("what was sent to {}", asked.path), bytes));
    }
    assert!(artefacts.iter().any(|(name, _)| name.ends_with(HOOK)));
    let (_, key) = SECRETS[2];
    let secrets = SECRETS.map(|(_, secret)| secret).into_iter().chain([HOOK, "plantedhook2f9c"]);
    for secret in secrets {
        let raw = BASE64.decode(secret.as_bytes()).unwrap_or_else(|_| secret.as_bytes().to_vec());
        let forms = [
            secret.as_bytes().to_vec(),
            BASE64.encode(secret.as_bytes()).into(),
            HEXLOWER.encode(&raw).into(),
            raw,
        ];
        for (name, bytes) in &artefacts {
            if secret == key && name.ends_with("/v2/enqueue") {
                continue;
            }
            for form in &forms {
                let is_in = bytes.windows(form.len()).any(|part| part == form);
                assert!(!is_in, "{name} holds {:?} of {secret}", String::from_utf8_lossy(form));
            }
        }
    }
}
