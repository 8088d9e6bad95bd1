//! Bytes cut into lines, however long and however ended.

/// One line of output.
#[derive(Debug, PartialEq, Eq)]
pub enum Line {
    /// A line that stays.
    Whole(Vec<u8>),
    /// A line that the program wrote over: progress.
    Passing(Vec<u8>),
}

/// The line that is being written.
pub struct Lines {
    held: Vec<u8>,
    most: usize,
    /// A carriage return was the last byte: a line feed would end the line, anything else writes over it.
    returned: bool,
}

impl Lines {
    /// Lines of at most `most` bytes; what is longer is cut.
    pub fn new(most: usize) -> Self {
        Self { held: Vec::new(), most, returned: false }
    }

    /// Takes `bytes` and gives each line that they end.
    pub fn push(&mut self, bytes: &[u8], mut each: impl FnMut(Line)) {
        for byte in bytes {
            match byte {
                b'\n' => {
                    self.returned = false;
                    each(Line::Whole(std::mem::take(&mut self.held)));
                }
                b'\r' => self.returned = true,
                byte => {
                    if std::mem::take(&mut self.returned) && !self.held.is_empty() {
                        each(Line::Passing(std::mem::take(&mut self.held)));
                    }
                    if self.held.len() < self.most {
                        self.held.push(*byte);
                    }
                }
            }
        }
    }

    /// What was written without an end.
    pub fn rest(&mut self) -> Option<Line> {
        (!self.held.is_empty()).then(|| Line::Whole(std::mem::take(&mut self.held)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(chunks: &[&[u8]]) -> Vec<String> {
        let mut lines = Lines::new(8);
        let mut seen = Vec::new();
        let mut see = |line| {
            seen.push(match line {
                Line::Whole(raw) => String::from_utf8_lossy(&raw).into_owned(),
                Line::Passing(raw) => format!("~{}", String::from_utf8_lossy(&raw)),
            });
        };
        for chunk in chunks {
            lines.push(chunk, &mut see);
        }
        lines.rest().into_iter().for_each(see);
        seen
    }

    #[test]
    fn lines_end_with_a_feed_and_the_last_one_with_the_output() {
        assert_eq!(cut(&[b"one\ntw", b"o\r", b"\n\nthree"]), ["one", "two", "", "three"]);
        assert!(cut(&[b""]).is_empty());
    }

    #[test]
    fn what_is_written_over_is_passing_and_what_stays_is_whole() {
        assert_eq!(cut(&[b"10 %\r20 %\r", b"30 %\r\ndone\n"]), ["~10 %", "~20 %", "30 %", "done"]);
    }

    #[test]
    fn a_line_without_an_end_is_cut() {
        assert_eq!(cut(&[&[b'x'; 100], b"\nnext"]), ["xxxxxxxx", "next"]);
    }
}
