//! Not built yet.

use super::{Making, Source};
use crate::client::net::{NetError, Waiting};
use crate::client::{Observed, Trouble};
use crate::plan::types::live;

/// Not built yet.
pub struct Alertmanager;

impl Alertmanager {
    pub(super) fn new(_feed: &live::Alertmanager, _making: &Making<'_>) -> Result<Self, NetError> {
        Ok(Self)
    }
}

impl Source for Alertmanager {
    fn poll(&self) -> Waiting<'_, (Option<i64>, Result<Observed, Trouble>)> {
        Box::pin(async { (None, Err(Trouble::lasting("not built yet"))) })
    }
}
