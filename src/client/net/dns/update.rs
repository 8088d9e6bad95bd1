//! One signed update: a compare-and-swap of whole record sets (RFC 2136), all in one message or none.

use std::net::SocketAddr;

use domain::base::iana::{Class, Opcode, Rtype};
use domain::base::message_builder::{AdditionalBuilder, PushError, StaticCompressor};
use domain::base::{Header, MessageBuilder, Record, Ttl, UnknownRecordData};
use domain::rdata::tsig::Time48;
use domain::rdata::{A, Aaaa, Cname, ZoneRecordData};
use domain::tsig::ClientTransaction;

use super::data::rtype;
use super::verdict::{Failure, verdict};
use super::{Data, Fault, Key, Name, Wanted, exchange};
use crate::plan::types::Side;

type Line<'a> = Record<&'a Name, ZoneRecordData<Vec<u8>, Name>>;
type Signable = AdditionalBuilder<StaticCompressor<Vec<u8>>>;

/// What an update does if every record has exactly the values of one side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// Gives each record the values of the other side, with these seconds to live, in the records' order.
    Move(Vec<u32>),
    /// Takes away values that are not there: everything but the effect, so that key, policy and values are
    /// proved (F1).
    Nothing,
}

/// An update.
#[derive(Debug, Clone, Copy)]
pub struct Update<'a> {
    /// The zone's apex.
    pub zone: &'a Name,
    /// The records, all in the zone.
    pub records: &'a [Wanted],
    /// The side whose values every record must have.
    pub from: Side,
    /// What then is done.
    pub change: &'a Change,
}

impl Update<'_> {
    /// Sends it to `server` over a connection of its own and verifies the answer. Success means that the
    /// server *said* it did it, which is no proof (R12).
    ///
    /// # Errors
    /// Told apart by whether it certainly did not happen.
    pub async fn send(&self, server: SocketAddr, key: &Key) -> Result<(), Failure> {
        let mut header = Header::new();
        header.set_random_id();
        let does_not_fit = |_| Failure::NotSent(Fault::Garbage("the update does not fit into a message"));
        let mut message = self.message(header.id()).map_err(does_not_fit)?;
        let transaction =
            ClientTransaction::request(key.clone(), &mut message, Time48::now()).map_err(does_not_fit)?;
        let answer = exchange::by_stream(server, message.as_slice()).await;
        verdict(answer, header.id(), &transaction, Time48::now())
    }

    fn message(&self, id: u16) -> Result<Signable, PushError> {
        let target = StaticCompressor::new(Vec::new());
        let mut builder = MessageBuilder::from_target(target).map_err(|_| PushError::ShortBuf)?;
        builder.header_mut().set_id(id);
        builder.header_mut().set_opcode(Opcode::UPDATE);
        let mut zone = builder.question();
        zone.push((self.zone, Rtype::SOA))?;
        // From here on the sections of an update lie where those of an answer do (RFC 2136, section 2).
        let mut prerequisites = zone.answer();
        for wanted in self.records {
            for value in wanted.values(self.from) {
                prerequisites.push(record(wanted, Class::IN, 0, Some(value))?)?;
            }
        }
        let mut update = prerequisites.authority();
        for line in self.lines()? {
            update.push(line)?;
        }
        Ok(update.additional())
    }

    fn lines(&self) -> Result<Vec<Line<'_>>, PushError> {
        let to = self.from.other();
        let mut lines = Vec::new();
        match self.change {
            Change::Move(ttls) => {
                for (wanted, ttl) in self.records.iter().zip(ttls) {
                    lines.push(record(wanted, Class::ANY, 0, None));
                    let values = wanted.values(to).iter();
                    lines.extend(values.map(|value| record(wanted, Class::IN, *ttl, Some(value))));
                }
            }
            Change::Nothing => {
                for wanted in self.records {
                    let absent = wanted.values(to).difference(wanted.values(self.from));
                    lines.extend(absent.map(|value| record(wanted, Class::NONE, 0, Some(value))));
                }
            }
        }
        lines.into_iter().collect()
    }
}

/// One line of an update: without a value it speaks of the whole set.
fn record<'a>(
    wanted: &'a Wanted,
    class: Class,
    ttl: u32,
    value: Option<&Data>,
) -> Result<Line<'a>, PushError> {
    let data = match value {
        Some(Data::A(address)) => ZoneRecordData::A(A::new(*address)),
        Some(Data::Aaaa(address)) => ZoneRecordData::Aaaa(Aaaa::new(*address)),
        Some(Data::Cname(name)) => ZoneRecordData::Cname(Cname::new(name.clone())),
        None => {
            let nothing = UnknownRecordData::from_octets(rtype(wanted.kind), Vec::new());
            ZoneRecordData::Unknown(nothing.map_err(|_| PushError::ShortBuf)?)
        }
    };
    Ok(Record::new(&wanted.name, class, Ttl::from_secs(ttl), data))
}

#[cfg(test)]
mod tests {
    use data_encoding::HEXLOWER;

    use super::*;
    use crate::plan::types::live::{Record as Planned, RecordType};

    fn signed(change: &Change) -> String {
        let planned = Planned {
            name: "app.example.org".into(),
            kind: RecordType::A,
            blue: vec!["192.0.2.10".into()],
            green: vec!["198.51.100.20".into()],
        };
        let records = Wanted::all(&[planned], "test").unwrap();
        let zone = super::super::name("example.org.").unwrap();
        let update = Update { zone: &zone, records: &records, from: Side::Blue, change };
        let key = Key::new("jday-key.", "hmac-sha256", b"secretsecretsecretsecretsecret12").unwrap();
        let mut message = update.message(0x1234).unwrap();
        ClientTransaction::request(key, &mut message, Time48::from_u64(1_795_528_800)).unwrap();
        HEXLOWER.encode(message.as_slice())
    }

    #[test]
    fn a_move_is_on_the_wire_byte_for_byte_what_other_tools_send() {
        // dnspython's bytes for the same update, key, number and time.
        let expected = "123428000001000100020001076578616d706c65036f7267000006000103617070c00c00010001000000000004\
                        c000020ac01d000100ff000000000000c01d000100010000003c0004c6336414086a6461792d6b65790000fa00ff\
                        00000000003d0b686d61632d7368613235360000006b059860012c0020c992cd3831a48f98df5f88366b3f2912b8\
                        93cd77de690fc9b0203266a1d68ef0123400000000";
        assert_eq!(signed(&Change::Move(vec![60])), expected);
    }

    #[test]
    fn an_order_that_changes_nothing_takes_away_the_other_sides_value_under_the_same_condition() {
        let sent = signed(&Change::Nothing);
        // One prerequisite (the old value), one line: class NONE, no time to live, the new value.
        assert!(sent.starts_with("1234280000010001000100010765"), "{sent}");
        assert!(sent.contains("c01d000100fe000000000004c6336414"), "{sent}");
    }
}
