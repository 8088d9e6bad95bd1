//! Name servers that answer wrongly, on the wire.

mod lever;
mod questions;

use domain::base::iana::Rcode;
use domain::base::message_builder::AnswerBuilder;
use domain::base::{Message, MessageBuilder, Name};
use domain::rdata::A;
use jday::plan::types::Plan;

pub const BLUE: &str = "192.0.2.10";
pub const GREEN: &str = "198.51.100.20";

/// The beginning of an authoritative answer with this code.
pub fn began(question: &[u8], code: Rcode) -> AnswerBuilder<Vec<u8>> {
    let question = Message::from_slice(question).unwrap();
    let mut answer = MessageBuilder::new_vec().start_answer(question, code).unwrap();
    answer.header_mut().set_aa(true);
    answer
}

/// An authoritative answer with one address.
pub fn address(question: &[u8], address: &str) -> Vec<u8> {
    let mut answer = began(question, Rcode::NOERROR);
    answer.push((app(), 60, A::new(address.parse().unwrap()))).unwrap();
    answer.finish()
}

/// The lever's name.
pub fn app() -> Name<Vec<u8>> {
    "app.example.org".parse().unwrap()
}

/// A plan with one address in its lever; its secret lies in `folder`.
pub fn plan(folder: &std::path::Path, primary: &str, survey: &str) -> Plan {
    use std::os::unix::fs::PermissionsExt as _;
    let file = folder.join("secret");
    std::fs::write(&file, "c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0MTI=").unwrap();
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o600)).unwrap();
    let live = format!(
        r#"
fingerprint = {{ url = "http://127.0.0.1:9/version", header = "x-version", within = "1s" }}
survey = {survey}
sources = []
[[lever.records]]
name = "app.example.org"
type = "A"
blue = ["{BLUE}"]
green = ["{GREEN}"]
[lever.rfc2136]
server = "{primary}"
zone = "example.org"
key = {{ name = "jday-key", algorithm = "hmac-sha256", secret = "file:{}" }}
"#,
        file.display()
    );
    let mut plan = crate::net::plan(&live);
    plan.lever.resolvers.clear();
    plan
}
