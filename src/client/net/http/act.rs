//! Acts over HTTP: what an answer, or none, says of whether it happened (R10).

use reqwest::{RequestBuilder, StatusCode};

use super::{Http, MOST_BYTES, Page, told};
use crate::client::Reply;
use crate::text::Clean;

impl Http {
    /// Sends an act. Any status is an answer, for [`Page::verdict`] to judge.
    ///
    /// # Errors
    /// `Refused` where no connection came about, so that nothing was sent; `Unknown` where the request may have
    /// arrived and its answer did not.
    pub async fn act(&self, request: RequestBuilder) -> Result<Page, Reply> {
        let response = request.send().await.map_err(|error| {
            let why = told(&error);
            if error.is_connect() || error.is_builder() {
                Reply::Refused(Clean::new(format!("nothing was sent: {why}")))
            } else {
                Reply::Unknown(Clean::new(format!("it may have arrived: {why}")))
            }
        })?;
        Page::read(response, MOST_BYTES).await.map_err(|trouble| Reply::Unknown(trouble.why))
    }
}

impl Page {
    /// Whether the act of which this is the answer happened, where the status alone tells: `None` for a 2xx, whose
    /// body has the word. `repeatable` says that the act sets a value, so that a 429 before it is a plain no;
    /// where it is not, a 429 leaves open what an earlier try did.
    pub fn verdict(&self, repeatable: bool) -> Option<Reply> {
        if self.status.is_success() {
            return None;
        }
        let trouble = self.trouble();
        let rest = trouble.retry_after_ms.map(|ms| format!("; not to be asked again for {} s", ms / 1000));
        let why = Clean::new(format!("{}{}", trouble.why, rest.unwrap_or_default()));
        let limited = self.status == StatusCode::TOO_MANY_REQUESTS && !repeatable;
        let timed_out = self.status == StatusCode::REQUEST_TIMEOUT;
        Some(if self.status.is_server_error() || limited || timed_out {
            Reply::Unknown(why)
        } else {
            Reply::Refused(why)
        })
    }
}
