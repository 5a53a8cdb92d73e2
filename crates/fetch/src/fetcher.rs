//! One fetch from URL to body: check, resolve, check, connect, ask, and again for each redirect.

use std::{net::IpAddr, sync::Arc, time::Duration};

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Request, Response, StatusCode, header};
use http_body_util::Full;
use hyper::{body::Incoming, client::conn::http1};
use hyper_util::rt::TokioIo;
use tokio::time::{Instant, timeout, timeout_at};
use tokio_rustls::TlsConnector;
use tokio_util::task::AbortOnDropHandle;
use url::Host;

use crate::{
    AllowRule, FetchError, FetchedBody, Resolve, SystemResolver,
    address::is_public,
    connect::{Connection, connect, system_tls},
    target::Target,
};

/// The largest answer head that is read, in bytes, and the read buffer of the body.
const MAX_HEAD_BYTES: usize = 64 * 1024;

/// The most header fields that are read.
const MAX_HEADER_FIELDS: usize = 100;

/// What may be fetched, and how much of it.
#[derive(Debug, Clone)]
pub struct FetchConfig {
    /// Exceptions from "public addresses only".
    pub allow: Vec<AllowRule>,
    /// The largest body, in bytes.
    pub max_bytes: u64,
    /// The longest wait for name, connection and encryption of one hop.
    pub connect_timeout: Duration,
    /// The longest time for everything, the last byte of the body included.
    pub total_timeout: Duration,
    /// Redirects that are followed.
    pub max_redirects: usize,
    /// The longest URL, in bytes, that of a redirect included.
    pub max_url_bytes: usize,
}

impl Default for FetchConfig {
    /// Public addresses only, 100 MiB, 5 s to connect, 60 s in all, 5 redirects, URLs of 4 KiB.
    fn default() -> Self {
        Self {
            allow: Vec::new(),
            max_bytes: 100 * 1024 * 1024,
            connect_timeout: Duration::from_secs(5),
            total_timeout: Duration::from_mins(1),
            max_redirects: 5,
            max_url_bytes: 4096,
        }
    }
}

/// Fetches URLs. Make one and share it: it reads the machine's root certificates when made.
#[derive(Clone)]
pub struct Fetcher {
    config: Arc<FetchConfig>,
    resolver: Arc<dyn Resolve>,
    tls: TlsConnector,
}

impl Fetcher {
    /// A fetcher that resolves names as the machine does.
    pub fn new(config: FetchConfig) -> Self {
        Self { config: Arc::new(config), resolver: Arc::new(SystemResolver), tls: system_tls() }
    }

    /// The same with another resolver.
    #[must_use]
    pub fn with_resolver(self, resolver: Arc<dyn Resolve>) -> Self {
        Self { resolver, ..self }
    }

    /// The same with another idea of whom to trust.
    #[cfg(test)]
    fn with_tls(self, tls: TlsConnector) -> Self {
        Self { tls, ..self }
    }

    /// Fetches a URL up to the head of its answer; the body comes from [`FetchedBody::chunk`]. Cancelled by
    /// dropping.
    pub async fn fetch(&self, url: &str) -> Result<FetchedBody, FetchError> {
        let deadline = Instant::now() + self.config.total_timeout;
        match timeout_at(deadline, self.follow(url)).await {
            Ok(Ok((response, connection))) => {
                let (head, incoming) = response.into_parts();
                let content_type = content_type(&head.headers);
                FetchedBody::new(incoming, content_type, connection, self.config.max_bytes, deadline)
            }
            Ok(Err(error)) => Err(error),
            Err(_) => Err(FetchError::TimedOut),
        }
    }

    /// Posts a body to a URL, with header fields beside those that every request has. Any 2xx is well; what it says
    /// is not read, and redirects are not followed. Cancelled by dropping.
    ///
    /// # Errors
    /// As [`Self::fetch`]; [`FetchError::InvalidUrl`] also for header fields that cannot be.
    pub async fn post(&self, url: &str, headers: &[(&str, &str)], body: Bytes) -> Result<(), FetchError> {
        let sent = async {
            let target = Target::parse(url, self.config.max_url_bytes)?;
            let mut request = Request::post(target.path_and_query());
            for (name, value) in headers {
                request = request.header(*name, *value);
            }
            let request = request
                .body(Full::new(body))
                .map_err(|_| FetchError::InvalidUrl("a header field is not well-formed"))?;
            let (response, _connection) = self.ask(&target, request).await?;
            match response.status() {
                status if status.is_success() => Ok(()),
                status => Err(FetchError::Status(status.as_u16())),
            }
        };
        timeout(self.config.total_timeout, sent).await.unwrap_or(Err(FetchError::TimedOut))
    }

    /// Follows redirects to an answer with status 200.
    async fn follow(&self, url: &str) -> Result<(Response<Incoming>, AbortOnDropHandle<()>), FetchError> {
        let mut target = Target::parse(url, self.config.max_url_bytes)?;
        let mut redirects_left = self.config.max_redirects;
        loop {
            let request = Request::get(target.path_and_query())
                .body(Full::default())
                .map_err(FetchError::unreachable)?;
            let (response, connection) = self.ask(&target, request).await?;
            let status = response.status();
            if status == StatusCode::OK {
                return Ok((response, connection));
            }
            let location = response.headers().get(header::LOCATION);
            let (true, Some(location)) = (is_redirect(status), location) else {
                return Err(FetchError::Status(status.as_u16()));
            };
            redirects_left = redirects_left.checked_sub(1).ok_or(FetchError::TooManyRedirects)?;
            target = target.redirect(location.as_bytes(), self.config.max_url_bytes)?;
        }
    }

    /// Asks one server.
    async fn ask(
        &self,
        target: &Target,
        request: Request<Full<Bytes>>,
    ) -> Result<(Response<Incoming>, AbortOnDropHandle<()>), FetchError> {
        let connect_timeout = self.config.connect_timeout;
        let started = Instant::now();
        let addresses =
            timeout(connect_timeout, self.addresses(target)).await.map_err(|_| FetchError::TimedOut)??;
        let left = connect_timeout.saturating_sub(started.elapsed());
        let stream = connect(target, &addresses, &self.tls, left).await?;
        exchange(stream, target, request).await
    }

    /// The addresses of the target, all of them checked: one that is forbidden spoils the whole name.
    async fn addresses(&self, target: &Target) -> Result<Vec<IpAddr>, FetchError> {
        let (name, addresses) = match &target.host {
            Host::Ipv4(address) => (address.to_string(), vec![IpAddr::V4(*address)]),
            Host::Ipv6(address) => (address.to_string(), vec![IpAddr::V6(*address)]),
            Host::Domain(name) => {
                let found = self.resolver.resolve(name).await.map_err(FetchError::unreachable)?;
                (name.clone(), found)
            }
        };
        let allowed = |address: IpAddr| {
            is_public(address)
                || self.config.allow.iter().any(|rule| rule.allows(&name, address, target.port))
        };
        match addresses.iter().find(|address| !allowed(**address)) {
            Some(address) => Err(FetchError::Forbidden { address: *address }),
            None => Ok(addresses),
        }
    }
}

/// Sends the request and reads the head of the answer.
async fn exchange(
    stream: Box<dyn Connection>,
    target: &Target,
    mut request: Request<Full<Bytes>>,
) -> Result<(Response<Incoming>, AbortOnDropHandle<()>), FetchError> {
    let (mut sender, connection) = http1::Builder::new()
        .max_buf_size(MAX_HEAD_BYTES)
        .max_headers(MAX_HEADER_FIELDS)
        .handshake(TokioIo::new(stream))
        .await
        .map_err(FetchError::unreachable)?;
    let connection = AbortOnDropHandle::new(tokio::spawn(async move {
        // What goes wrong here is told to whoever reads the answer.
        let _ = connection.await;
    }));
    let host = HeaderValue::try_from(target.authority()).map_err(FetchError::unreachable)?;
    let headers = request.headers_mut();
    headers.insert(header::HOST, host);
    headers
        .insert(header::USER_AGENT, HeaderValue::from_static(concat!("assay/", env!("CARGO_PKG_VERSION"))));
    headers.insert(header::ACCEPT, HeaderValue::from_static("*/*"));
    headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static("identity"));
    headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
    let response = sender.send_request(request).await.map_err(FetchError::unreachable)?;
    Ok((response, connection))
}

/// The statuses that lead on (RFC 9110, 15.4). 300 leaves the choice to a person; 304 and 305 do not lead on.
fn is_redirect(status: StatusCode) -> bool {
    matches!(
        status,
        StatusCode::MOVED_PERMANENTLY
            | StatusCode::FOUND
            | StatusCode::SEE_OTHER
            | StatusCode::TEMPORARY_REDIRECT
            | StatusCode::PERMANENT_REDIRECT
    )
}

fn content_type(headers: &HeaderMap) -> Option<String> {
    headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use std::{io, net::Ipv4Addr};

    use async_trait::async_trait;
    use rustls::{RootCertStore, ServerConfig, pki_types::PrivatePkcs8KeyDer};
    use tokio::{
        io::{AsyncReadExt as _, AsyncWriteExt as _},
        net::TcpListener,
    };
    use tokio_rustls::TlsAcceptor;

    use super::*;
    use crate::connect::tls_trusting;

    /// Every name is this machine.
    #[derive(Debug)]
    struct Here;

    #[async_trait]
    impl Resolve for Here {
        async fn resolve(&self, _host: &str) -> io::Result<Vec<IpAddr>> {
            Ok(vec![Ipv4Addr::LOCALHOST.into()])
        }
    }

    /// A server with a certificate for `files.example`, and what trusts it.
    async fn https_server(answer: &'static str) -> (u16, TlsConnector) {
        let made = rcgen::generate_simple_self_signed(vec!["files.example".to_owned()]).unwrap();
        let mut roots = RootCertStore::empty();
        roots.add(made.cert.der().clone()).unwrap();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(
                vec![made.cert.der().clone()],
                PrivatePkcs8KeyDer::from(made.signing_key.serialize_der()).into(),
            )
            .unwrap();
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                let Ok(mut stream) = acceptor.accept(stream).await else { continue };
                let mut head = vec![0; 4096];
                let _ = stream.read(&mut head).await;
                let _ = stream.write_all(answer.as_bytes()).await;
                let _ = stream.shutdown().await;
            }
        });
        (port, tls_trusting(roots))
    }

    fn fetcher() -> Fetcher {
        let allow = crate::parse_allow_list("127.0.0.1").unwrap();
        Fetcher::new(FetchConfig { allow, ..FetchConfig::default() }).with_resolver(Arc::new(Here))
    }

    #[tokio::test]
    async fn the_certificate_is_checked_against_the_name_in_the_url() {
        let (port, trusting) = https_server("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nsecure").await;
        let url = format!("https://files.example:{port}/");
        let trusting = fetcher().with_tls(trusting);
        let mut body = trusting.fetch(&url).await.unwrap();
        assert_eq!(body.chunk().await.unwrap().unwrap(), "secure");
        let another_name = trusting.fetch(&format!("https://other.example:{port}/")).await;
        assert!(matches!(another_name, Err(FetchError::Unreachable { .. })));
        let another_root = fetcher().fetch(&url).await;
        assert!(matches!(another_root, Err(FetchError::Unreachable { .. })), "the machine does not trust it");
    }

    #[tokio::test]
    async fn https_does_not_lead_to_http() {
        let (port, trusting) = https_server(
            "HTTP/1.1 302 Found\r\nLocation: http://files.example/\r\nContent-Length: 0\r\n\r\n",
        )
        .await;
        let result = fetcher().with_tls(trusting).fetch(&format!("https://files.example:{port}/")).await;
        assert!(matches!(result, Err(FetchError::InvalidUrl(_))));
    }
}
