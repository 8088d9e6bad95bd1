//! Not built yet.

use super::{Lever, Making, Standing};
use crate::client::net::{NetError, Waiting};
use crate::client::{Proof, Reply};
use crate::plan::types::{Side, live};

/// Not built yet.
pub struct Vercel;

impl Vercel {
    pub(super) fn new(_lever: &live::VercelAlias, _making: &Making<'_>) -> Result<Self, NetError> {
        Ok(Self)
    }
}

impl Lever for Vercel {
    fn read(&self) -> Waiting<'_, Result<Standing, String>> {
        Box::pin(async { Err("not built yet".to_owned()) })
    }
    fn dry_run(&self, _to: Side) -> Waiting<'_, Vec<Proof>> {
        Box::pin(async { Vec::new() })
    }
    fn point(&self, _id: u64, _from: Side, _to: Side) -> Waiting<'_, Reply> {
        Box::pin(async { Reply::Refused("not built yet".into()) })
    }
}
