//! What a source may answer at its worst, and a word of the reason that must be told (issue "Bad input").

use std::time::Duration;

use crate::fake::Answer;

/// Words of the reason, any of which will do, and the answer.
pub type Bad = (&'static str, fn() -> Answer);

/// Every answer that is none, for a source that answers in JSON.
pub const HOSTILE: [Bad; 11] = [
    ("no answer in time|no end", || Answer::json("{}").after(Duration::from_secs(9))),
    ("broke off|connection closed", || Answer::json("[{\"status\":1}]").cut()),
    ("cannot be read", || Answer::json("\u{1b}[31m{garbage")),
    ("cannot be read", || Answer::json(r#"{"workflow_runs":{"id":"seven"},"status":[1]}"#)),
    ("cannot be read", || Answer::json(b"\xff\xfe{}".to_vec())),
    ("not JSON", || Answer::new(200, "text/html", "<html>Sign in</html>")),
    ("points elsewhere", || Answer::new(302, "text/html", "").with("location", "http://127.0.0.1:9/stolen")),
    ("larger than", || Answer::json("x".repeat(9 * 1024 * 1024))),
    ("not accepted", || Answer::new(401, "application/json", r#"{"message":"Bad credentials"}"#)),
    ("404", || Answer::new(404, "application/json", r#"{"message":"Not Found"}"#)),
    ("503", || Answer::new(503, "application/json", "{}")),
];
