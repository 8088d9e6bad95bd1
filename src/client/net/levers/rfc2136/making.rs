//! What a lever must be before anything is asked of it.

use super::super::Making;
use super::Rfc2136;
use crate::client::net::NetError;
use crate::client::net::dns::{Key, Name, Peer, Wanted, name};
use crate::plan::types::Side;
use crate::plan::types::live::{self, RecordType};

impl Rfc2136 {
    pub(in crate::client::net::levers) fn new(
        lever: &live::Rfc2136,
        making: &Making<'_>,
    ) -> Result<Self, NetError> {
        let place = format!("{}.rfc2136", making.place);
        let at = |field: &str, why: String| NetError::at(format!("{place}.{field}"), why);
        let primary = match Peer::parse(lever.server.as_str()).map_err(|why| at("server", why))? {
            Peer::System => return Err(at("server", "updates go to the primary itself; name it".into())),
            primary => primary,
        };
        let zone = name(lever.zone.as_str()).map_err(|why| at("zone", why))?;
        let key = Key::read(&lever.key, &format!("{place}.key"))?;
        let records = Wanted::all(&making.lever.records, making.place)?;
        fitting(&records, &zone).map_err(|why| NetError::at(format!("{}.records", making.place), why))?;
        let lowered_secs = u32::try_from(making.plan.lever.lowered_ttl.0 / 1_000).unwrap_or(u32::MAX);
        Ok(Self { primary, zone, key, records, lowered_secs })
    }
}

/// One update is atomic in one zone alone, and an alias stands alone under its name: some servers leave out
/// in silence what would break that, and answer NOERROR.
fn fitting(records: &[Wanted], zone: &Name) -> Result<(), String> {
    if records.is_empty() {
        return Err("it moves no record".into());
    }
    for record in records {
        if !record.name.ends_with(zone) {
            return Err(format!(
                "{} lies outside the zone {zone}; one update is atomic in one zone alone",
                record.name
            ));
        }
        let others = records.iter().filter(|other| other.name == record.name).count();
        let several = [Side::Blue, Side::Green].iter().any(|side| record.values(*side).len() > 1);
        if record.kind == RecordType::Cname && (others > 1 || several) {
            return Err(format!("{}: an alias stands alone under its name, with one value", record.name));
        }
    }
    Ok(())
}
