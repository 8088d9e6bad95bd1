//! The key of Google Maps: one geocoding request, whose answer says in words whether the key works (its HTTP status
//! is 200 all the same). Each is billed, so it is not asked more often than the plan says, whoever asks.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use reqwest::Method;
use serde::Deserialize;

use super::{Making, Source};
use crate::client::net::http::{Http, Page};
use crate::client::net::secret::Secret;
use crate::client::net::{NetError, Waiting};
use crate::client::{Item, Observed, Reading, Trouble, Value};
use crate::plan::types::Id;
use crate::plan::types::live::{Access, Maps as Feed};
use crate::text::Clean;

/// Where the key is asked about unless the plan says otherwise.
const USUAL: &str = "https://maps.googleapis.com";
/// The part of its interval after which it may be asked again: a rhythm has some jitter.
const SOON_TENTHS: u32 = 8;

/// Asks whether the key works.
pub struct Maps {
    http: Http,
    key: Secret,
    metric: Option<Id>,
    interval: Duration,
    last: Mutex<Option<(Instant, Observed)>>,
}

/// `GeocodingResponse`, as far as the key is concerned.
#[derive(Deserialize)]
struct Geocoded {
    status: String,
    #[serde(default)]
    error_message: String,
}

impl Maps {
    pub(super) fn new(feed: &Feed, making: &Making<'_>) -> Result<Self, NetError> {
        let url = feed.url.clone().unwrap_or_else(|| USUAL.into());
        let access = Access { url, auth: None, headers: Vec::new(), ca_file: None, proxy: false };
        Ok(Self {
            http: Http::new(&access, &making.place)?,
            key: Secret::read(&feed.key, &making.place)?,
            metric: feed.metric.clone(),
            interval: Duration::from_millis(making.source.interval.0),
            last: Mutex::new(None),
        })
    }

    async fn observe(&self) -> (Option<i64>, Result<Observed, Trouble>) {
        if let Some(known) = self.remembered() {
            return (None, Ok(known));
        }
        let request = self.http.request(Method::GET, "/maps/api/geocode/json");
        let request = request.query(&[("address", "Dakar"), ("key", self.key.expose())]);
        let page = match self.http.send(request).await {
            Ok(page) => page,
            Err(trouble) => return (None, Err(trouble)),
        };
        let observed = self.read(&page);
        if let Ok(observed) = &observed {
            let mut last = self.last.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            *last = Some((Instant::now(), observed.clone()));
        }
        (page.skew_ms, observed)
    }

    /// What is known already, while asking again would only cost.
    fn remembered(&self) -> Option<Observed> {
        let last = self.last.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let (at, known) = last.as_ref()?;
        let age = at.elapsed();
        if age >= self.interval * SOON_TENTHS / 10 {
            return None;
        }
        let mut known = known.clone();
        for reading in &mut known.readings {
            reading.age_ms = u32::try_from(age.as_millis()).unwrap_or(u32::MAX);
        }
        Some(known)
    }

    fn read(&self, page: &Page) -> Result<Observed, Trouble> {
        let said: Geocoded = page.ok()?.json()?;
        let told = format!("{} {}", said.status, said.error_message).trim().to_owned();
        let is_bound = ["referer", "referrer", "ip address", "application restriction"]
            .iter()
            .any(|word| said.error_message.to_lowercase().contains(word));
        let (value, holds, told) = match said.status.as_str() {
            // No such place is an answer too: the key works.
            "OK" | "ZERO_RESULTS" => (Value::Number(1.0), Some(true), told),
            "REQUEST_DENIED" if is_bound => {
                let why =
                    format!("not testable from here: the key is bound to a browser or an address ({told})");
                (Value::NoData, None, why)
            }
            "REQUEST_DENIED" | "OVER_DAILY_LIMIT" => (Value::Number(0.0), Some(false), told),
            "OVER_QUERY_LIMIT" | "UNKNOWN_ERROR" => return Err(Trouble::passing(told)),
            _ => return Err(Trouble::lasting(format!("the key is neither good nor bad: {told}"))),
        };
        let detail = Clean::new(told);
        let warnings = if holds == Some(true) { Vec::new() } else { vec![detail.clone()] };
        let reading = self.metric.clone().map(|metric| Reading { metric, side: None, value, age_ms: 0 });
        Ok(Observed {
            readings: reading.into_iter().collect(),
            items: vec![Item { fact: Id::new("key"), holds, detail }],
            warnings,
            ..Observed::default()
        })
    }
}

impl Source for Maps {
    fn poll(&self) -> Waiting<'_, (Option<i64>, Result<Observed, Trouble>)> {
        Box::pin(self.observe())
    }
}
