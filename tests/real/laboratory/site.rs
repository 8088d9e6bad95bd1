//! The two sides: each says its version, counts its requests as a Prometheus exporter does, and can be broken.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use jday::plan::types::Side;

use crate::fake::{Answer, Asked, Fake};
use crate::once::sides;

#[derive(Default)]
struct Counted {
    good: AtomicU64,
    bad: AtomicU64,
    is_broken: AtomicBool,
}

/// Both sides, on one port.
pub struct Sites {
    counted: [Arc<Counted>; 2],
    fakes: (Fake, Fake),
}

impl Sites {
    /// Starts them.
    pub fn start() -> Self {
        let counted: [Arc<Counted>; 2] = Default::default();
        let [blue, green] = counted.clone();
        let site = |version: &'static str, counted: Arc<Counted>| {
            move |asked: &Asked| answer(asked, version, &counted)
        };
        Self { counted, fakes: sides::pair(site("1.0.0", blue), site("2.0.0", green)) }
    }

    /// Where both listen.
    pub fn port(&self) -> u16 {
        self.fakes.0.address.port()
    }

    /// From now on a quarter of what users ask Green fails.
    pub fn break_green(&self) {
        self.counted[Side::Green as usize].is_broken.store(true, Ordering::Relaxed);
    }
}

fn answer(asked: &Asked, version: &str, counted: &Counted) -> Answer {
    let (good, bad) = (counted.good.load(Ordering::Relaxed), counted.bad.load(Ordering::Relaxed));
    let page = match asked.path.as_str() {
        "/metrics" => Answer::new(
            200,
            "text/plain; version=0.0.4",
            format!(
                "# TYPE http_requests_total counter\nhttp_requests_total{{code=\"200\"}} {good}\n\
                 http_requests_total{{code=\"500\"}} {bad}\n"
            ),
        ),
        "/users" => {
            let fails = counted.is_broken.load(Ordering::Relaxed) && (good + bad) % 4 == 0;
            if fails { &counted.bad } else { &counted.good }.fetch_add(1, Ordering::Relaxed);
            Answer::new(if fails { 500 } else { 200 }, "text/plain", "a mission")
        }
        _ => Answer::new(200, "text/plain", "ok"),
    };
    page.with("x-version", version)
}
