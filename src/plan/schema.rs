//! JSON Schema of a plan, generated from the types, for editors that complete and underline.

use schemars::schema_for;

use super::types::Plan;

/// The schema, pretty-printed.
pub fn schema() -> String {
    format!("{:#}\n", schema_for!(Plan).as_value())
}
