//! The two forms of a report: plain text, and what Slack calls mrkdwn.

use super::Line;

/// Columns of a label and the gap behind it, in plain text.
pub const LABEL: usize = 19;

/// How a report is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Form {
    /// Plain text.
    #[default]
    Plain,
    /// Slack's mrkdwn: labels in bold, and `&`, `<`, `>` escaped, which would else be links and mentions.
    Slack,
}

impl Form {
    /// The other one.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::Plain => Self::Slack,
            Self::Slack => Self::Plain,
        }
    }

    /// A line that others add to a report.
    pub fn labelled(self, label: &'static str, text: &str) -> String {
        self.line(&Line::new(label, text))
    }

    pub(super) fn heading(self, [mode, about]: &[String; 2], marked: bool) -> String {
        match self {
            Self::Plain if marked => format!("[{mode}]\n{about}\n"),
            Self::Plain => format!("{mode} · {about}\n"),
            Self::Slack => format!("*{}*\n*{}*\n", escaped(mode), escaped(about)),
        }
    }

    pub(super) fn line(self, line: &Line) -> String {
        let Line { label, text, grave } = line;
        match (self, label.is_empty()) {
            (Self::Plain, false) => format!("{label:<LABEL$}{text}\n"),
            (Self::Plain, true) => format!("{:<LABEL$}{text}\n", ""),
            (Self::Slack, false) if *grave => format!("*{}* — *{}*\n", escaped(label), escaped(text)),
            (Self::Slack, false) => format!("*{}* — {}\n", escaped(label), escaped(text)),
            (Self::Slack, true) => format!("• {}\n", escaped(text)),
        }
    }
}

/// Text that Slack takes as it is: its three own characters escaped, and none that would end a bold span.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('*', "∗")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slack_gets_no_mention_no_link_and_no_broken_bold() {
        let line = Line::grave("Alertes", "<!channel> a & b *c* <http://x|y>");
        assert_eq!(
            Form::Slack.line(&line),
            "*Alertes* — *&lt;!channel&gt; a &amp; b ∗c∗ &lt;http://x|y&gt;*\n"
        );
        assert_eq!(Form::Plain.line(&line), "Alertes            <!channel> a & b *c* <http://x|y>\n");
    }
}
