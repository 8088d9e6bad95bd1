//! Words that somebody looks for in thousands of lines while they type: compared without copying a line.

/// The words of a filter.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    words: Vec<String>,
}

/// One line under examination: which of the words were found in it so far.
#[derive(Debug, Clone)]
pub struct Search<'w> {
    words: &'w [String],
    found: u64,
}

impl Wanted {
    /// The words of `filter`, upper or lower case alike. A filter has room for fewer words than the bits
    /// that remember them.
    pub fn new(filter: &str) -> Self {
        let words = filter.split_whitespace().take(u64::BITS as usize);
        Self { words: words.map(str::to_lowercase).collect() }
    }

    /// Whether every line is wanted.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// Whether every word stands in `line`, which is in lower case.
    pub fn is_in_lower(&self, line: &str) -> bool {
        self.words.iter().all(|word| line.contains(word.as_str()))
    }

    /// Which words stand in `part`, a bit each: for parts that many lines share.
    pub fn found_in(&self, part: &str) -> u64 {
        let mut search = self.search();
        search.finds(part);
        search.found
    }

    /// Begins to look at a line of which `found` are known to be there.
    pub fn search_on(&self, found: u64) -> Search<'_> {
        Search { words: &self.words, found }
    }

    /// Begins to look at a line.
    pub fn search(&self) -> Search<'_> {
        Search { words: &self.words, found: 0 }
    }
}

impl Search<'_> {
    /// Looks at one more part of the line; true once every word was found, in whatever part.
    pub fn finds(&mut self, part: &str) -> bool {
        for (bit, word) in self.words.iter().enumerate() {
            if self.found & (1 << bit) == 0 && holds(part, word) {
                self.found |= 1 << bit;
            }
        }
        self.is_over()
    }

    /// Whether every word was found.
    pub fn is_over(&self) -> bool {
        self.found.count_ones() as usize == self.words.len()
    }
}

/// Whether `word`, in lower case, stands in `part`.
fn holds(part: &str, word: &str) -> bool {
    let Some(first) = word.as_bytes().first() else { return true };
    if !word.is_ascii() {
        return part.to_lowercase().contains(word);
    }
    let bytes = part.as_bytes();
    let begins = |at: usize| {
        bytes.get(at..at + word.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(word.as_bytes()))
    };
    memchr::memchr2_iter(*first, first.to_ascii_uppercase(), bytes).any(begins)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn words_are_found_over_several_parts() {
        let wanted = Wanted::new("awa 14:09");
        let mut search = wanted.search();
        assert!(!search.finds("14:09:41"));
        assert!(!search.finds("Moussa"));
        assert!(search.finds("Awa Ndiaye"));
    }

    proptest! {
        /// Comparing in place finds what comparing lower-case copies finds.
        #[test]
        fn finding_in_place_is_finding_in_lower_case(line in "[aAbB é]{0,12}", word in "[aAbB]{1,3}") {
            let found = Wanted::new(&word).search().finds(&line);
            prop_assert_eq!(found, line.to_lowercase().contains(&word.to_lowercase()));
        }
    }
}
