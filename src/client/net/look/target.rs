//! The page that is looked at, from its URL.

use reqwest::Url;

/// A page by its public name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// The name or address in the URL, without brackets.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// Whether it is asked through TLS.
    pub is_encrypted: bool,
    /// What is sent as `Host`.
    pub authority: String,
    /// Path and query; the query may hold a key, so it is in no message.
    pub path: String,
}

impl Target {
    /// The page at `url`.
    ///
    /// # Errors
    /// What is wrong with it, without the URL itself, which may hold a secret.
    pub fn read(url: &str) -> Result<Self, String> {
        let url = Url::parse(url).map_err(|error| format!("the url cannot be read: {error}"))?;
        let is_encrypted = match url.scheme() {
            "https" => true,
            "http" => false,
            other => return Err(format!("read {other}://; a page begins with https:// or http://")),
        };
        if !url.username().is_empty() || url.password().is_some() {
            return Err("the url holds credentials, which are not sent; remove them".into());
        }
        let (Some(host), Some(port)) = (url.host_str(), url.port_or_known_default()) else {
            return Err("the url names no host".into());
        };
        let authority = match url.port() {
            Some(port) => format!("{host}:{port}"),
            None => host.to_owned(),
        };
        let path = match url.query() {
            Some(query) => format!("{}?{query}", url.path()),
            None => url.path().to_owned(),
        };
        let host = host.trim_start_matches('[').trim_end_matches(']').to_owned();
        Ok(Self { host, port, is_encrypted, authority, path })
    }

    /// The same page under another name.
    #[must_use]
    pub fn named(&self, host: &str) -> Self {
        let authority = match self.authority.strip_prefix(self.host.as_str()) {
            Some(port) => format!("{host}{port}"),
            None => host.to_owned(),
        };
        Self { host: host.to_owned(), authority, ..self.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::Target;

    #[test]
    fn a_url_becomes_a_name_a_port_and_a_path() {
        let target = Target::read("https://api.example.com:8443/health?key=k").expect("a page");
        assert_eq!((target.host.as_str(), target.port, target.is_encrypted), ("api.example.com", 8443, true));
        assert_eq!(
            (target.authority.as_str(), target.path.as_str()),
            ("api.example.com:8443", "/health?key=k")
        );
        let six = Target::read("http://[::1]/").expect("a page");
        assert_eq!((six.host.as_str(), six.authority.as_str(), six.port), ("::1", "[::1]", 80));
        assert_eq!(target.named("blue.example.net").authority, "blue.example.net:8443");
    }

    #[test]
    fn what_is_no_page_is_refused_without_telling_it() {
        for wrong in ["ftp://example.com/s3cret", "https://user:s3cret@example.com/", "s3cret"] {
            let why = Target::read(wrong).expect_err("no page");
            assert!(!why.contains("s3cret"), "{why}");
        }
    }
}
