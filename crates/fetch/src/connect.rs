//! Opens a connection to addresses that were checked, and to nothing else.

use std::{
    net::{IpAddr, SocketAddr},
    sync::Arc,
    time::Duration,
};

use rustls::{ClientConfig, RootCertStore, pki_types::ServerName};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
    time::{Instant, timeout_at},
};
use tokio_rustls::TlsConnector;
use url::Host;

use crate::{FetchError, target::Target};

/// Addresses of a name that are tried, at most: a name with hundreds of them is somebody's game.
const MAX_TRIED: usize = 8;

/// A plain or an encrypted connection.
pub(crate) trait Connection: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Connection for T {}

/// Connects to the first of `addresses` that answers, within `connect_timeout` for all of it.
pub(crate) async fn connect(
    target: &Target,
    addresses: &[IpAddr],
    tls: &TlsConnector,
    connect_timeout: Duration,
) -> Result<Box<dyn Connection>, FetchError> {
    let deadline = Instant::now() + connect_timeout;
    let tcp = connect_tcp(addresses, target.port, deadline).await?;
    if !target.tls {
        return Ok(Box::new(tcp));
    }
    let name = match &target.host {
        Host::Domain(name) => ServerName::try_from(name.clone()).map_err(FetchError::unreachable)?,
        Host::Ipv4(address) => ServerName::IpAddress(IpAddr::V4(*address).into()),
        Host::Ipv6(address) => ServerName::IpAddress(IpAddr::V6(*address).into()),
    };
    match timeout_at(deadline, tls.connect(name, tcp)).await {
        Ok(Ok(stream)) => Ok(Box::new(stream)),
        Ok(Err(error)) => Err(FetchError::unreachable(error)),
        Err(_) => Err(FetchError::TimedOut),
    }
}

async fn connect_tcp(addresses: &[IpAddr], port: u16, deadline: Instant) -> Result<TcpStream, FetchError> {
    let mut failure = FetchError::unreachable("the name has no address");
    let tried = addresses.len().min(MAX_TRIED);
    for (index, address) in addresses.iter().take(tried).enumerate() {
        // Each address gets its share of the time that is left, so that one black hole does not use up all.
        let left = deadline.saturating_duration_since(Instant::now());
        let share = left / u32::try_from(tried - index).unwrap_or(1);
        match timeout_at(Instant::now() + share, TcpStream::connect(SocketAddr::new(*address, port))).await {
            Ok(Ok(stream)) => {
                stream.set_nodelay(true).map_err(FetchError::unreachable)?;
                return Ok(stream);
            }
            Ok(Err(error)) => failure = FetchError::unreachable(error),
            Err(_) => failure = FetchError::TimedOut,
        }
    }
    Err(failure)
}

/// TLS as the machine trusts: its own root certificates, ring, HTTP/1.1.
pub(crate) fn system_tls() -> TlsConnector {
    let mut roots = RootCertStore::empty();
    let found = rustls_native_certs::load_native_certs();
    for error in &found.errors {
        tracing::warn!(%error, "cannot read some of the machine's root certificates");
    }
    let (_, unreadable) = roots.add_parsable_certificates(found.certs);
    if unreadable > 0 {
        tracing::debug!(unreadable, "passed over root certificates that cannot be read");
    }
    if roots.is_empty() {
        tracing::warn!("the machine trusts no root certificate: https URLs cannot be fetched");
    }
    tls_trusting(roots)
}

/// TLS that trusts these roots.
pub(crate) fn tls_trusting(roots: RootCertStore) -> TlsConnector {
    let mut config = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("ring supports the default TLS versions")
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    TlsConnector::from(Arc::new(config))
}
