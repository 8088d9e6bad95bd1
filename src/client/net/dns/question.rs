//! One question to one server.

use std::net::SocketAddr;

use domain::base::iana::{Opcode, Rcode, Rtype};
use domain::base::{Message, MessageBuilder, RecordSection, Serial, ToName as _};
use domain::rdata::Soa;

use super::answer::Answer;
use super::data::rtype;
use super::{Fault, Name, exchange};
use crate::plan::types::live::RecordType;

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asking {
    /// Of which name.
    pub name: Name,
    /// Which records.
    pub kind: RecordType,
    /// Whether the server shall ask on (a resolver), or say what it has itself (an authoritative server, whose
    /// answer must then bear AA).
    pub recurse: bool,
}

/// Asks `server`.
///
/// # Errors
/// There is no answer, told apart by [`Fault`]. That name or records are not there is an answer.
pub async fn ask(server: SocketAddr, asking: Asking) -> Result<Answer, Fault> {
    let answer = sent(server, &asking.name, rtype(asking.kind), asking.recurse).await?;
    let code = answer.header().rcode();
    if code != Rcode::NOERROR && code != Rcode::NXDOMAIN {
        return Err(Fault::of_code(code));
    }
    if !asking.recurse && !answer.header().aa() {
        return Err(Fault::Lame);
    }
    Answer::read(&answer, &asking.name, asking.kind)
}

/// The serial of the zone that holds `name`, as `server` has it; compare by [`Serial`]'s order (RFC 1982).
///
/// # Errors
/// As [`ask`]; [`Fault::Lame`] where the server does not have the zone.
pub async fn serial(server: SocketAddr, name: &Name) -> Result<Serial, Fault> {
    let message = sent(server, name, Rtype::SOA, false).await?;
    let code = message.header().rcode();
    if code != Rcode::NOERROR && code != Rcode::NXDOMAIN {
        return Err(Fault::of_code(code));
    }
    if !message.header().aa() {
        return Err(Fault::Lame);
    }
    // Asked below the apex, the SOA comes in the authority section of the negative answer (RFC 2308).
    let garbage = |_| Fault::Garbage("its records cannot be read");
    let sections = [message.answer().map_err(garbage)?, message.authority().map_err(garbage)?];
    let soa = sections.into_iter().flat_map(RecordSection::limit_to::<Soa<_>>).flatten().next();
    soa.map(|soa| soa.data().serial()).ok_or(Fault::Garbage("no SOA in it"))
}

async fn sent(
    server: SocketAddr,
    name: &Name,
    kind: Rtype,
    recurse: bool,
) -> Result<Message<Vec<u8>>, Fault> {
    let mut builder = MessageBuilder::new_vec();
    builder.header_mut().set_random_id();
    builder.header_mut().set_rd(recurse);
    let mut builder = builder.question();
    builder.push((name, kind)).map_err(|_| Fault::Garbage("the question does not fit"))?;
    let question = builder.into_message();
    let is_ours = |came: &[u8]| is_answer(&question, came);
    let came = exchange::by_datagram(server, question.as_slice(), is_ours).await?;
    let came = if Message::from_slice(&came).is_ok_and(|message| message.header().tc()) {
        let whole = exchange::by_stream(server, question.as_slice()).await?;
        is_answer(&question, &whole)?;
        whole
    } else {
        came
    };
    Message::from_octets(came).map_err(|_| Fault::Garbage("too short"))
}

/// Whether `came` answers `question`: same number, same kind of message, the question repeated. Servers that
/// cannot read a question may leave it out of their error.
fn is_answer(question: &Message<Vec<u8>>, came: &[u8]) -> Result<(), Fault> {
    let message = Message::from_slice(came).map_err(|_| Fault::Garbage("too short"))?;
    let header = message.header();
    if !header.qr() || header.id() != question.header().id() || header.opcode() != Opcode::QUERY {
        return Err(Fault::Garbage("not the answer to this question"));
    }
    if header.rcode() != Rcode::NOERROR && message.header_counts().qdcount() == 0 {
        return Ok(());
    }
    let asked = question.sole_question().map_err(|_| Fault::Garbage("no question"))?;
    let again = message.sole_question().map_err(|_| Fault::Garbage("it repeats another question"))?;
    let same = asked.qname().name_eq(again.qname())
        && asked.qtype() == again.qtype()
        && asked.qclass() == again.qclass();
    if same { Ok(()) } else { Err(Fault::Garbage("it repeats another question")) }
}
