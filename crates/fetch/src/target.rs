//! One URL to connect to, as far as it can be judged before its name is resolved.

use url::{Host, Position, Url};

use crate::FetchError;

/// A URL that may be fetched if its addresses may be.
#[derive(Debug, Clone)]
pub(crate) struct Target {
    url: Url,
    /// A name in lower case without a final dot, or an address.
    pub(crate) host: Host<String>,
    pub(crate) port: u16,
    pub(crate) tls: bool,
}

impl Target {
    /// Reads a URL that a client named.
    pub(crate) fn parse(text: &str, max_url_bytes: usize) -> Result<Self, FetchError> {
        if text.len() > max_url_bytes {
            return Err(FetchError::InvalidUrl("it is too long"));
        }
        Self::from_url(Url::parse(text).map_err(|_| FetchError::InvalidUrl("it is not a URL"))?)
    }

    /// Reads the `Location` of a redirect from here.
    pub(crate) fn redirect(&self, location: &[u8], max_url_bytes: usize) -> Result<Self, FetchError> {
        if location.len() > max_url_bytes {
            return Err(FetchError::InvalidUrl("it redirects to one that is too long"));
        }
        let next = std::str::from_utf8(location)
            .ok()
            .and_then(|location| self.url.join(location).ok())
            .ok_or(FetchError::InvalidUrl("it redirects to what is not a URL"))?;
        let next = Self::from_url(next)?;
        if self.tls && !next.tls {
            // Whoever asked for https was promised that nobody on the way can change the content.
            return Err(FetchError::InvalidUrl("it redirects from https to http"));
        }
        Ok(next)
    }

    fn from_url(url: Url) -> Result<Self, FetchError> {
        let tls = match url.scheme() {
            "http" => false,
            "https" => true,
            _ => return Err(FetchError::InvalidUrl("its scheme is neither http nor https")),
        };
        if !url.username().is_empty() || url.password().is_some() {
            return Err(FetchError::InvalidUrl("it has a user name or a password in it"));
        }
        let (Some(host), Some(port)) = (url.host(), url.port_or_known_default()) else {
            return Err(FetchError::InvalidUrl("it names no host"));
        };
        let host = match host {
            Host::Domain(name) => match name.strip_suffix('.').unwrap_or(name) {
                "" => return Err(FetchError::InvalidUrl("it names no host")),
                name => Host::Domain(name.to_owned()),
            },
            Host::Ipv4(address) => Host::Ipv4(address),
            Host::Ipv6(address) => Host::Ipv6(address),
        };
        Ok(Self { url, host, port, tls })
    }

    /// What follows GET in the request line; the fragment stays at home.
    pub(crate) fn path_and_query(&self) -> &str {
        &self.url[Position::BeforePath..Position::AfterQuery]
    }

    /// The `Host` header: the port only where it is not the scheme's own.
    pub(crate) fn authority(&self) -> &str {
        &self.url[Position::BeforeHost..Position::AfterPort]
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use proptest::prelude::*;

    use super::*;

    fn parse(text: &str) -> Result<Target, FetchError> {
        Target::parse(text, 100)
    }

    #[test]
    fn a_url_is_taken_apart() {
        let target = parse("https://Example.COM.:8443/a%20b?c=d#e").unwrap();
        assert_eq!(target.host, Host::Domain("example.com".to_owned()));
        assert_eq!((target.port, target.tls), (8443, true));
        assert_eq!(target.path_and_query(), "/a%20b?c=d");
        assert_eq!(target.authority(), "example.com.:8443");
        let target = parse("http://[::1]").unwrap();
        assert_eq!((target.path_and_query(), target.authority(), target.port), ("/", "[::1]", 80));
    }

    #[test]
    fn disguised_addresses_are_addresses() {
        for text in [
            "http://2130706433/",
            "http://0x7f.1/",
            "http://0177.0.0.1/",
            "http://127.1/",
            "http://①②⑦.0.0.1/",
        ] {
            assert_eq!(parse(text).unwrap().host, Host::<String>::Ipv4(Ipv4Addr::LOCALHOST), "{text}");
        }
    }

    #[test]
    fn what_is_not_fetched() {
        for text in [
            "",
            "example.com/a",
            "ftp://example.com/",
            "file:///etc/passwd",
            "gopher://example.com/",
            "data:,a",
            "http://user@example.com/",
            "http://user:secret@example.com/",
            "http://:secret@example.com/",
            "http://",
            "http://./",
            "http://example.com:99999/",
            "http://exa mple.com/",
        ] {
            assert!(matches!(parse(text), Err(FetchError::InvalidUrl(_))), "{text}");
        }
        let path = "a".repeat(100 - "http://a/".len());
        assert!(parse(&format!("http://a/{path}")).is_ok());
        assert!(parse(&format!("http://a/{path}a")).is_err());
    }

    #[test]
    fn a_redirect_is_read_relative_to_where_it_comes_from() {
        let from = parse("https://example.com/a/b?c").unwrap();
        assert_eq!(from.redirect(b"../d", 100).unwrap().url.as_str(), "https://example.com/d");
        assert_eq!(from.redirect(b"//other.example/d", 100).unwrap().url.as_str(), "https://other.example/d");
        for location in
            [&b"http://example.com/"[..], b"file:///etc/passwd", b"//u@example.com/", b"\xff", &[b'a'; 101]]
        {
            assert!(matches!(from.redirect(location, 100), Err(FetchError::InvalidUrl(_))));
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,80}", location: Vec<u8>) {
            let _ = parse(&text);
            let _ = parse(&format!("http://{text}"));
            let _ = parse("http://example.com/a").unwrap().redirect(&location, 100);
        }
    }
}
