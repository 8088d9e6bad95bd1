//! Placeholder until the day's benches are written; removed before it is called done.
fn main() {}
