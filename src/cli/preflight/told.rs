//! How the lines are printed: for people or for programs, each as soon as it is known.

use super::Line;
use crate::cli::out;
use crate::console::lang::Lang;
use crate::console::messages::errand as say;
use crate::console::messages::evidence;
use crate::text::Clean;

/// Width of the column of names.
const NAME: usize = 30;

/// What was told so far.
pub struct Told {
    json: bool,
    lang: Lang,
    good: usize,
    bad: usize,
    known: usize,
}

impl Told {
    /// Nothing yet.
    pub fn new(json: bool, lang: Lang) -> Self {
        Self { json, lang, good: 0, bad: 0, known: 0 }
    }

    /// Whether programs read it.
    pub fn is_json(&self) -> bool {
        self.json
    }

    /// The language of whoever reads it.
    pub fn lang(&self) -> Lang {
        self.lang
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
            out::line(&text(line, self.lang))?;
        }
        Ok(())
    }

    /// Tells several.
    pub fn all(&mut self, lines: &[Line]) -> anyhow::Result<()> {
        lines.iter().try_for_each(|line| self.one(line))
    }

    /// Tells how many there were of each kind.
    pub fn end(&self) -> anyhow::Result<()> {
        let Self { good, bad, known, lang, .. } = self;
        let text = if self.json {
            let summary =
                serde_json::json!({ "ready": bad == &0, "good": good, "bad": bad, "to_know": known });
            serde_json::json!({ "summary": summary }).to_string()
        } else {
            let told = if *bad == 0 { say::ready } else { say::not_ready };
            told(*lang, good, bad, known)
        };
        out::line(&text)?;
        Ok(())
    }

    /// Whether something is not ready.
    pub fn failed(&self) -> bool {
        self.bad > 0
    }
}

/// A line for people. Programs get the English words, whatever the reader's language.
fn text(line: &Line, lang: Lang) -> String {
    let mark = match line.ok {
        Some(true) => "ok",
        Some(false) => say::bad(lang),
        None => "?",
    };
    let told = |words: &str| evidence::told(lang, &Clean::new(words)).into_owned();
    let name = format!("{} {}", line.area, line.name);
    let took = line.took_ms.map(|ms| format!(" ({ms} ms)")).unwrap_or_default();
    let todo = line.todo.as_ref().map(|todo| format!(" -> {}", told(todo))).unwrap_or_default();
    format!("{mark:<3} {name:<NAME$} {}{took}{todo}", told(&line.proof))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_says_what_proves_it_or_what_to_do() {
        let good = Line::new("source", "prometheus", Some(true), "6 of 6 metrics").took(81);
        assert_eq!(text(&good, Lang::En), "ok  source prometheus              6 of 6 metrics (81 ms)");
        let bad = Line::new("channel", "sms", Some(false), "no service carries it").todo("add it");
        assert_eq!(
            text(&bad, Lang::En),
            "NO  channel sms                    no service carries it -> add it"
        );
        assert!(text(&bad, Lang::Fr).contains("aucun service ne le porte"), "{}", text(&bad, Lang::Fr));
    }
}
