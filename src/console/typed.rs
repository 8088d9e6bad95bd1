//! A field of one line: what typing adds to it and what backspace takes away.

use unicode_segmentation::UnicodeSegmentation;

/// Adds `text` to `field`, as far as that stays within `most` characters.
pub fn add(field: &mut String, text: &str, most: usize) {
    let room = most.saturating_sub(field.chars().count());
    field.extend(text.chars().filter(|char| !char.is_control()).take(room));
}

/// Takes the last character back, as a person sees it.
pub fn erase(field: &mut String) {
    let at = field.grapheme_indices(true).next_back().map_or(0, |(at, _)| at);
    field.truncate(at);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_holds_so_much_and_gives_back_what_a_person_sees() {
        let mut field = String::from("ab");
        add(&mut field, "c\u{7}de\u{301}f", 6);
        assert_eq!(field, "abcde\u{301}");
        erase(&mut field);
        assert_eq!(field, "abcd", "a letter goes with its accent");
        field.clear();
        erase(&mut field);
        assert_eq!(field, "");
    }
}
