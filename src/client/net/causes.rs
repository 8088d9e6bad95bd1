//! Errors in words.

use std::error::Error;

/// `first` and all that caused it; no word twice, and none that the one before it says already.
pub fn causes(first: Option<&dyn Error>) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut next = first;
    while let Some(one) = next {
        let said = one.to_string();
        if !words.iter().any(|known| known.contains(&said)) {
            words.push(said);
        }
        next = one.source();
    }
    words
}
