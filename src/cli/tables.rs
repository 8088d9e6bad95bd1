//! `jday scenarios`, `jday keys`, `jday themes`.

use super::args::{Look, Table};
use super::exit::Exit;
use super::out;

/// The scenarios.
pub fn scenarios(_table: Table, _look: &Look) -> anyhow::Result<Exit> {
    for (name, _) in crate::scenario::load::EMBEDDED {
        out::line(name)?;
    }
    Ok(Exit::Done)
}

/// The keys.
pub fn keys(_table: Table, _look: &Look) -> anyhow::Result<Exit> {
    Ok(Exit::Done)
}

/// The themes.
pub fn themes(_table: Table) -> anyhow::Result<Exit> {
    Ok(Exit::Done)
}
