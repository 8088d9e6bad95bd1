//! Whether an answer is a copy that somebody kept: it says which side answered once, not which answers now.

use hyper::HeaderMap;

/// Headers in which caches say whether they answered from what they kept, and the words for that. RFC 9211 has
/// `Cache-Status`; the others are Cloudflare's, Vercel's, and those of Varnish, Fastly, `CloudFront` and nginx.
const HEADERS: &[(&str, &[&str])] = &[
    ("cache-status", &["hit"]),
    ("cf-cache-status", &["hit", "stale", "updating", "revalidated"]),
    ("x-vercel-cache", &["hit", "stale", "prerender", "revalidated"]),
    ("x-cache", &["hit"]),
    ("x-cache-status", &["hit", "stale", "updating", "revalidated"]),
    ("x-proxy-cache", &["hit", "stale", "updating", "revalidated"]),
];

/// Whose copy the answer is, as the header that says so; none if nobody does.
pub fn whose(headers: &HeaderMap) -> Option<String> {
    let said = |name: &str| {
        let values = headers.get_all(name).iter().filter_map(|value| value.to_str().ok());
        values.collect::<Vec<_>>().join(", ")
    };
    // An age of its own has only what was kept (RFC 9111, 5.1).
    let age = said("age");
    if age.split(',').any(|one| one.trim().parse::<u64>().is_ok_and(|seconds| seconds > 0)) {
        return Some(format!("age: {age}"));
    }
    let is_kept = |(name, words): &&(&str, &[&str])| {
        let value = said(name).to_lowercase();
        value.split(|c: char| !c.is_ascii_alphanumeric()).any(|word| words.contains(&word))
    };
    HEADERS.iter().find(is_kept).map(|(name, _)| format!("{name}: {}", said(name)))
}

#[cfg(test)]
mod tests {
    use hyper::HeaderMap;
    use hyper::header::{HeaderName, HeaderValue};

    use super::whose;

    fn headers(name: &'static str, value: &'static str) -> HeaderMap {
        [(HeaderName::from_static(name), HeaderValue::from_static(value))].into_iter().collect()
    }

    #[test]
    fn a_copy_is_told_by_whoever_kept_it() {
        for (name, value) in [
            ("age", "17"),
            ("age", "0, 3"),
            ("x-cache", "Hit from cloudfront"),
            ("x-cache", "MISS, HIT"),
            ("cf-cache-status", "HIT"),
            ("x-vercel-cache", "STALE"),
            ("cache-status", "ExampleCache; hit; ttl=376"),
        ] {
            assert!(whose(&headers(name, value)).is_some(), "{name}: {value}");
        }
        for (name, value) in [
            ("age", "0"),
            ("x-cache", "Miss from cloudfront"),
            ("cf-cache-status", "DYNAMIC"),
            ("x-vercel-cache", "MISS"),
            ("cache-status", "ExampleCache; fwd=miss; stored"),
            ("x-cache", "White"),
        ] {
            assert_eq!(whose(&headers(name, value)), None, "{name}: {value}");
        }
    }
}
