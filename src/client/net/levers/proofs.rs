//! The proofs of a dry run.

use crate::client::Proof;
use crate::plan::types::Id;
use crate::text::Clean;

/// Whether the system knows jday and answers it.
pub fn credentials(ok: Option<bool>, detail: impl AsRef<str>) -> Proof {
    proof("credentials", ok, detail)
}

/// Whether the lever stands where it can be moved from.
pub fn lever(ok: Option<bool>, detail: impl AsRef<str>) -> Proof {
    proof("lever", ok, detail)
}

/// Any other.
pub fn proof(name: &str, ok: Option<bool>, detail: impl AsRef<str>) -> Proof {
    Proof { name: Id::new(name), ok, detail: Clean::new(detail) }
}
