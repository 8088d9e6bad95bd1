//! The values of the secrets that a plan names, for the log to keep out of itself (R31).

use serde_json::Value;

use crate::plan::types::Plan;

/// Every one that can be read here; what cannot be read cannot be logged either.
pub fn of(plan: &Plan) -> Vec<String> {
    let mut found = Vec::new();
    if let Ok(plan) = serde_json::to_value(plan.live.as_ref()) {
        walk(&plan, &mut found);
    }
    found
}

fn walk(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::String(text) => found.extend(secret(text)),
        Value::Array(all) => all.iter().for_each(|value| walk(value, found)),
        Value::Object(all) => all.values().for_each(|value| walk(value, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn secret(reference: &str) -> Option<String> {
    let value = match reference.split_once(':')? {
        ("env", name) => std::env::var(name).ok()?,
        ("file", path) => std::fs::read_to_string(path).ok()?,
        _ => return None,
    };
    let value = value.trim();
    (!value.is_empty()).then(|| value.to_owned())
}
