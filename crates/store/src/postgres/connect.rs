//! From a URL to connections: its options, TLS, and the two pools.
//!
//! `sslmode` is `disable` (the default), `prefer`, `require`, `verify-ca` or `verify-full`. Wherever TLS is
//! used the server's certificate and name are verified, which is stricter than libpq for the first three:
//! an encrypted connection to nobody in particular protects from nobody in particular. `sslrootcert` names
//! a PEM file of certificates to trust instead of the system's.

use std::{net::IpAddr, path::PathBuf, sync::Arc, time::Duration};

use deadpool_postgres::{Hook, HookError, Manager, ManagerConfig, Pool, RecyclingMethod, Runtime};
use percent_encoding::percent_decode_str;
use rustls::{
    ClientConfig, RootCertStore,
    pki_types::{CertificateDer, pem::PemObject as _},
};
use tokio_postgres::{
    Config, NoTls,
    config::{Host, SslMode},
};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::fault::unavailable;
use crate::StoreError;

const DOING: &str = "read the database's URL";

/// Connections for all verbs but one: enough to keep a few cores of a database server busy, few enough for
/// a dozen nodes on a server with PostgreSQL's default limit of 100.
const POOL_MAX: usize = 8;

/// Connections for nonces, whose commits do not wait for the disk.
const NONCE_POOL_MAX: usize = 3;

/// How long a verb waits for a connection.
const WAIT: Duration = Duration::from_secs(10);

/// How long opening a connection may take.
const CONNECT: Duration = Duration::from_secs(10);

/// What a URL asks for.
#[derive(Debug)]
pub(super) struct Target {
    config: Config,
    trusted: Option<PathBuf>,
}

impl Target {
    /// Reads `postgres://user:password@host:port/database?options`. The errors repeat no part of the URL.
    pub(super) fn parse(url: &str) -> Result<Self, StoreError> {
        let (address, query) = url.split_once('?').unwrap_or((url, ""));
        let (mut ssl_mode, mut trusted, mut rest) = (SslMode::Disable, None, Vec::new());
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            match pair.split_once('=') {
                Some(("sslmode", mode)) => ssl_mode = read_ssl_mode(mode)?,
                Some(("sslrootcert", path)) => {
                    let path = percent_decode_str(path).decode_utf8();
                    trusted = Some(PathBuf::from(path.map_err(|error| unavailable(DOING, error))?.as_ref()));
                }
                _ => rest.push(pair),
            }
        }
        let mut config: Config = format!("{address}?{}", rest.join("&"))
            .parse()
            .map_err(|error: tokio_postgres::Error| unavailable(DOING, error))?;
        config.ssl_mode(ssl_mode);
        if config.get_application_name().is_none() {
            config.application_name("assay");
        }
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(CONNECT);
        }
        Ok(Self { config, trusted })
    }

    /// Makes the pool for nonces (`durable` false) or for everything else. Connects to nothing yet.
    pub(super) fn pool(&self, durable: bool) -> Result<Pool, StoreError> {
        let fast = ManagerConfig { recycling_method: RecyclingMethod::Fast };
        let config = self.config.clone();
        let manager = if config.get_ssl_mode() == SslMode::Disable {
            Manager::from_config(config, NoTls, fast)
        } else {
            let tls = MakeRustlsConnect::new(tls_config(self.trusted.as_ref())?);
            Manager::from_config(config, tls, fast)
        };
        let mut pool = Pool::builder(manager)
            .max_size(if durable { POOL_MAX } else { NONCE_POOL_MAX })
            .runtime(Runtime::Tokio1)
            .wait_timeout(Some(WAIT))
            .create_timeout(Some(CONNECT))
            .recycle_timeout(Some(CONNECT));
        if !durable {
            pool = pool.post_create(Hook::async_fn(|client, _| {
                Box::pin(async {
                    client.batch_execute("SET synchronous_commit TO off").await.map_err(HookError::Backend)
                })
            }));
        }
        pool.build().map_err(|error| unavailable("make a pool of connections", error))
    }

    /// Whether data and password hashes would cross a network in clear.
    pub(super) fn is_exposed(&self) -> bool {
        let is_local = |host: &Host| match host {
            Host::Tcp(name) => {
                name == "localhost" || name.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
            }
            Host::Unix(_) => true,
        };
        self.config.get_ssl_mode() == SslMode::Disable && !self.config.get_hosts().iter().all(is_local)
    }
}

fn read_ssl_mode(mode: &str) -> Result<SslMode, StoreError> {
    match mode {
        "disable" => Ok(SslMode::Disable),
        "prefer" => Ok(SslMode::Prefer),
        "require" | "verify-ca" | "verify-full" => Ok(SslMode::Require),
        _ => Err(unavailable(DOING, "sslmode is disable, prefer, require, verify-ca or verify-full")),
    }
}

fn tls_config(trusted: Option<&PathBuf>) -> Result<ClientConfig, StoreError> {
    const DOING: &str = "set up TLS to the database";
    let mut roots = RootCertStore::empty();
    match trusted {
        Some(path) => {
            let name =
                |error: &dyn std::fmt::Display| unavailable(DOING, format!("{}: {error}", path.display()));
            for certificate in CertificateDer::pem_file_iter(path).map_err(|error| name(&error))? {
                roots.add(certificate.map_err(|error| name(&error))?).map_err(|error| name(&error))?;
            }
            if roots.is_empty() {
                return Err(name(&"no certificate in it"));
            }
        }
        // One unreadable certificate of a system's hundreds is no reason to trust none.
        None => {
            roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        }
    }
    // The provider by name: the process has no default one, as nothing here may depend on who set it.
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| unavailable(DOING, error))?;
    Ok(builder.with_root_certificates(roots).with_no_client_auth())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(url: &str) -> Target {
        Target::parse(url).unwrap()
    }

    #[test]
    fn tls_is_used_when_the_url_asks() {
        for (query, mode) in [
            ("", SslMode::Disable),
            ("?sslmode=disable", SslMode::Disable),
            ("?sslmode=prefer", SslMode::Prefer),
            ("?sslmode=require", SslMode::Require),
            ("?sslmode=verify-full&application_name=x", SslMode::Require),
        ] {
            assert_eq!(parse(&format!("postgres://u:p@db/d{query}")).config.get_ssl_mode(), mode, "{query}");
        }
        assert!(Target::parse("postgres://db/d?sslmode=maybe").is_err());
    }

    #[test]
    fn other_options_reach_the_driver() {
        let target =
            parse("postgres://u@db/d?sslrootcert=%2Fetc%2Fca.pem&application_name=x&connect_timeout=3");
        assert_eq!(target.trusted, Some(PathBuf::from("/etc/ca.pem")));
        assert_eq!(target.config.get_application_name(), Some("x"));
        assert_eq!(target.config.get_connect_timeout(), Some(&Duration::from_secs(3)));
    }

    #[test]
    fn a_bad_url_does_not_repeat_its_password() {
        let error = Target::parse("postgres://u:hunter2@db:notaport/d").unwrap_err();
        assert!(!format!("{error} {error:?}").contains("hunter2"));
    }

    #[test]
    fn plain_connections_beyond_this_machine_are_noticed() {
        assert!(parse("postgres://u@db.example/d").is_exposed());
        assert!(!parse("postgres://u@db.example/d?sslmode=require").is_exposed());
        assert!(!parse("postgres://u@127.0.0.1/d").is_exposed());
        assert!(!parse("postgres://u@localhost/d").is_exposed());
    }

    #[test]
    fn a_missing_certificate_file_is_named() {
        let target = parse("postgres://u@db/d?sslmode=require&sslrootcert=/no/such.pem");
        let error = target.pool(true).unwrap_err();
        assert!(error.to_string().contains("/no/such.pem"), "{error}");
    }
}
