//! The text of an SMS: how many segments it costs, and what it can say cheaply (GSM 03.38).

/// Most segments of one message; more is seldom read and always paid.
const MOST_SEGMENTS: usize = 2;
/// The seven-bit alphabet, without what takes two places.
const GSM: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?\
                   ¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
/// What takes two places.
const GSM_TWICE: &str = "^{}\\[~]|€";

/// A text as it is sent.
#[derive(Debug, PartialEq, Eq)]
pub struct Sms {
    /// The body.
    pub body: String,
    /// How many segments it takes.
    pub segments: usize,
    /// Whether it needs sixteen bits a character.
    pub wide: bool,
    /// Whether its end was cut off.
    pub cut: bool,
}

/// `text` and `mark` after it, in at most [`MOST_SEGMENTS`]. French and typographic characters outside the
/// seven-bit alphabet lose their marks; a text in another script stays as it is and costs more.
pub fn sms(text: &str, mark: &str) -> Sms {
    let folded: String = text.chars().flat_map(|c| fold(c).chars().collect::<Vec<_>>()).collect();
    let wide = !folded.chars().all(|c| GSM.contains(c) || GSM_TWICE.contains(c));
    let (single, multi) = if wide { (70, 67) } else { (160, 153) };
    let most = MOST_SEGMENTS * multi - places(mark, wide) - 1;
    let mut body = String::new();
    let mut taken = 0;
    for c in folded.chars() {
        taken += places(c.encode_utf8(&mut [0; 4]), wide);
        if taken > most {
            break;
        }
        body.push(c);
    }
    let cut = body.len() < folded.len();
    let body = format!("{} {mark}", body.trim_end());
    let places = places(&body, wide);
    let segments = if places <= single { 1 } else { places.div_ceil(multi) };
    Sms { body, segments, wide, cut }
}

fn places(text: &str, wide: bool) -> usize {
    if wide {
        return text.encode_utf16().count();
    }
    text.chars().map(|c| if GSM_TWICE.contains(c) { 2 } else { 1 }).sum()
}

/// A character as the seven-bit alphabet has it, or as it is.
fn fold(c: char) -> String {
    let plain = match c {
        'ê' | 'ë' => "e",
        'â' | 'á' | 'ã' => "a",
        'î' | 'ï' | 'í' => "i",
        'ô' | 'ó' | 'õ' | '°' => "o",
        'û' | 'ú' => "u",
        'ÿ' => "y",
        'ç' => "c",
        'À' | 'Á' | 'Â' => "A",
        'È' | 'Ê' | 'Ë' => "E",
        'Î' | 'Ï' => "I",
        'Ô' => "O",
        'Ù' | 'Û' => "U",
        'œ' => "oe",
        'Œ' => "OE",
        '«' | '»' | '“' | '”' => "\"",
        '’' | '‘' => "'",
        '–' | '—' | '·' | '•' => "-",
        '…' => "...",
        '→' => "->",
        '≥' => ">=",
        '≤' => "<=",
        '\u{a0}' | '\u{202f}' | '\u{2009}' | '\t' => " ",
        c => return c.to_string(),
    };
    plain.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn french_loses_only_what_would_double_its_price() {
        let sms = sms("« Vérifié à 14 h… » — ça a été fait, le retour arrière est prêt", "#1");
        assert_eq!(sms.body, "\" Vérifié à 14 h... \" - ca a été fait, le retour arrière est pret #1");
        assert_eq!((sms.segments, sms.wide, sms.cut), (1, false, false));
    }

    #[test]
    fn segments_are_counted_where_they_break() {
        let of = |n: usize| sms(&"a".repeat(n), "#1").segments;
        // The mark and the blank before it take three places.
        assert_eq!([of(157), of(158), of(303)], [1, 2, 2]);
        let euro = sms(&"€".repeat(78), "#1");
        assert_eq!((euro.segments, euro.cut), (1, false));
        assert_eq!(sms(&"€".repeat(79), "#1").segments, 2, "a euro takes two places");
    }

    #[test]
    fn no_text_takes_more_than_two_segments_and_its_mark_stays() {
        for text in ["a", "€", "é", "م", "🙂"] {
            let long = sms(&text.repeat(400), "#12345678");
            assert!(long.cut && long.segments == MOST_SEGMENTS, "{long:?}");
            assert!(long.body.ends_with(" #12345678"), "{long:?}");
        }
    }

    #[test]
    fn another_script_stays_readable_and_is_counted_wide() {
        let sms = sms("خطأ", "#1");
        assert_eq!((sms.body.as_str(), sms.wide, sms.segments), ("خطأ #1", true, 1));
    }
}
