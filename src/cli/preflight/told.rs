//! How the lines are printed: for people or for programs, each as soon as it is known.

use super::Line;
use crate::cli::out;

/// Width of the column of names.
const NAME: usize = 30;

/// What was told so far.
pub struct Told {
    json: bool,
    good: usize,
    bad: usize,
    known: usize,
}

impl Told {
    /// Nothing yet.
    pub fn new(json: bool) -> Self {
        Self { json, good: 0, bad: 0, known: 0 }
    }

    /// Whether programs read it.
    pub fn is_json(&self) -> bool {
        self.json
    }

    /// Tells one line.
    pub fn one(&mut self, line: &Line) -> anyhow::Result<()> {
        match line.ok {
            Some(true) => self.good += 1,
            Some(false) => self.bad += 1,
            None => self.known += 1,
        }
        if self.json {
            out::line(&serde_json::to_string(line)?)?;
        } else {
            out::line(&text(line))?;
        }
        Ok(())
    }

    /// Tells several.
    pub fn all(&mut self, lines: &[Line]) -> anyhow::Result<()> {
        lines.iter().try_for_each(|line| self.one(line))
    }

    /// Tells how many there were of each kind.
    pub fn end(&self) -> anyhow::Result<()> {
        let Self { good, bad, known, .. } = self;
        let text = if self.json {
            let summary =
                serde_json::json!({ "ready": bad == &0, "good": good, "bad": bad, "to_know": known });
            serde_json::json!({ "summary": summary }).to_string()
        } else {
            let word = if *bad == 0 { "ready" } else { "NOT READY" };
            format!("{word}: {good} good, {bad} not ready, {known} to know")
        };
        out::line(&text)?;
        Ok(())
    }

    /// Whether something is not ready.
    pub fn failed(&self) -> bool {
        self.bad > 0
    }
}

fn text(line: &Line) -> String {
    let mark = match line.ok {
        Some(true) => "ok ",
        Some(false) => "NO ",
        None => "?  ",
    };
    let name = format!("{} {}", line.area, line.name);
    let took = line.took_ms.map(|ms| format!(" ({ms} ms)")).unwrap_or_default();
    let todo = line.todo.as_ref().map(|todo| format!(" -> {todo}")).unwrap_or_default();
    format!("{mark}{name:<NAME$} {}{took}{todo}", line.proof)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_says_what_proves_it_or_what_to_do() {
        let good = Line::new("source", "prometheus", Some(true), "6 of 6 metrics").took(81);
        assert_eq!(text(&good), "ok source prometheus              6 of 6 metrics (81 ms)");
        let bad = Line::new("channel", "sms", Some(false), "no service carries it").todo("add it");
        assert_eq!(text(&bad), "NO channel sms                    no service carries it -> add it");
    }
}
