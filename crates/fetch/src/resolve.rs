//! Turns a name into addresses, once per hop.

use std::{fmt, io, net::IpAddr};

use async_trait::async_trait;

/// Where addresses come from. A seam, so that a resolver that changes its mind can be tried in tests.
#[async_trait]
pub trait Resolve: Send + Sync + fmt::Debug {
    /// All addresses of a name. Called once for each URL and each redirect; nothing but its answer is ever
    /// connected to.
    async fn resolve(&self, host: &str) -> io::Result<Vec<IpAddr>>;
}

/// The machine's own resolver: `/etc/hosts`, DNS, whatever it is set up with.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemResolver;

#[async_trait]
impl Resolve for SystemResolver {
    async fn resolve(&self, host: &str) -> io::Result<Vec<IpAddr>> {
        // The port is of no matter: it is not looked up.
        Ok(tokio::net::lookup_host((host, 0)).await?.map(|address| address.ip()).collect())
    }
}
