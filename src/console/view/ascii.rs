//! The screen for a terminal that knows ASCII only (R25): jday's own glyphs come from the ASCII set,
//! and what is left of other characters, in the plan's text or in jday's French, is folded here.

use ratatui::buffer::Buffer;

/// What stands for a character that has no likeness in ASCII.
const FOREIGN: &str = "?";

/// Replaces every character that is not ASCII by its nearest likeness.
pub fn fold(buf: &mut Buffer) {
    for cell in buf.content.iter_mut().filter(|cell| !cell.symbol().is_ascii()) {
        let first = cell.symbol().chars().next().unwrap_or(' ');
        cell.set_symbol(likeness(first));
    }
}

fn likeness(c: char) -> &'static str {
    match c {
        'à' | 'â' | 'ä' | 'á' | 'ã' | 'å' => "a",
        'ç' => "c",
        'é' | 'è' | 'ê' | 'ë' => "e",
        'î' | 'ï' | 'í' => "i",
        'ñ' => "n",
        'ô' | 'ö' | 'ó' | 'õ' | 'œ' | '°' => "o",
        'ù' | 'û' | 'ü' | 'ú' => "u",
        'À' | 'Â' | 'Ä' | 'Á' => "A",
        'Ç' => "C",
        'É' | 'È' | 'Ê' | 'Ë' => "E",
        'Î' | 'Ï' => "I",
        'Ô' | 'Ö' | 'Œ' => "O",
        'Ù' | 'Û' | 'Ü' => "U",
        '\u{a0}' | '\u{202f}' => " ",
        '’' | '‘' => "'",
        '«' | '»' | '“' | '”' => "\"",
        '–' | '—' | '·' => "-",
        '…' => "~",
        '×' => "x",
        '→' | '≥' => ">",
        '≤' => "<",
        // A letter with loose marks is that letter.
        c if c.is_ascii() => ascii(c),
        _ => FOREIGN,
    }
}

fn ascii(c: char) -> &'static str {
    const LETTERS: &str = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    LETTERS.find(c).and_then(|at| LETTERS.get(at..=at)).unwrap_or(FOREIGN)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::layout::Rect;
    use ratatui::style::Style;

    #[test]
    fn everything_becomes_ascii() {
        let mut buf = Buffer::empty(Rect::new(0, 0, 24, 1));
        buf.set_string(0, 0, "Décidé… «\u{a0}x\u{a0}» e\u{301} 日 ✓", Style::new());
        fold(&mut buf);
        let line: String = buf.content.iter().map(ratatui::buffer::Cell::symbol).collect();
        assert_eq!(line.trim_end(), "Decide~ \" x \" e ?  ?");
    }
}
