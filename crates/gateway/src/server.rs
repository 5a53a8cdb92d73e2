//! The listener's life: bind, accept, serve each connection, and stop without dropping what is in hand.

use std::{convert::Infallible, io, net::SocketAddr, pin::pin, sync::Arc, time::Duration};

use hyper::{server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore, watch},
    task::JoinSet,
};

use crate::{
    GatewayConfig, Services,
    front::{Gate, Handover},
    service::Shared,
};

/// Connections beyond the limit that are told so at the same time; further ones are dropped.
const MAX_BUSY_CONNECTIONS: usize = 256;
/// How long to wait when the system cannot give another socket, instead of spinning.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

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

/// How a stop went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Drained {
    /// Connections that were cut because they did not end in time.
    pub cut: usize,
}

/// The front of the server: one for all connections.
#[derive(Clone)]
pub struct Gateway {
    shared: Arc<Shared>,
}

impl std::fmt::Debug for Gateway {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Gateway").field("config", &self.shared.config).finish_non_exhaustive()
    }
}

/// Whether a connection is served, or only told that there are too many.
enum Seat {
    Served(#[expect(dead_code, reason = "held until the connection ends")] OwnedSemaphorePermit),
    Busy(#[expect(dead_code, reason = "held until the connection ends")] OwnedSemaphorePermit),
}

impl Gateway {
    /// Puts the gateway together.
    pub fn new(config: GatewayConfig, services: Services) -> Self {
        Self { shared: Arc::new(Shared::new(config, services)) }
    }

    /// Serves until `shutdown` ends; then accepts nothing more, finishes what is in hand, and cuts after
    /// `drain` what is still there.
    pub async fn serve(
        self,
        listener: Listener,
        shutdown: impl Future<Output = ()>,
        drain: Duration,
    ) -> Drained {
        let mut connections = JoinSet::new();
        self.accept(listener.socket, shutdown, &mut connections).await;
        self.shared.stopping.send_replace(true);
        let all_done = async { while connections.join_next().await.is_some() {} };
        let in_time = tokio::time::timeout(drain, all_done).await.is_ok();
        let cut = if in_time { 0 } else { connections.len() };
        connections.shutdown().await;
        Drained { cut }
    }

    /// Accepts until `shutdown` ends; the socket closes with that.
    async fn accept(
        &self,
        socket: TcpListener,
        shutdown: impl Future<Output = ()>,
        connections: &mut JoinSet<()>,
    ) {
        let limit = self.shared.config.limits.max_connections.min(Semaphore::MAX_PERMITS);
        let seats = Arc::new(Semaphore::new(limit));
        let busy_seats = Arc::new(Semaphore::new(MAX_BUSY_CONNECTIONS));
        let mut shutdown = pin!(shutdown);
        loop {
            tokio::select! {
                biased;
                () = &mut shutdown => return,
                Some(_) = connections.join_next() => {}
                accepted = socket.accept() => match accepted {
                    Ok((stream, peer)) => {
                        let seat = seats.clone().try_acquire_owned().map(Seat::Served);
                        let seat = seat.or_else(|_| busy_seats.clone().try_acquire_owned().map(Seat::Busy));
                        match seat {
                            Ok(seat) => {
                                let shared = Arc::clone(&self.shared);
                                connections.spawn(serve_connection(shared, stream, peer, seat));
                            }
                            Err(_) => self.shared.metrics.refused_connection(),
                        }
                    }
                    Err(error) if is_about_one_connection(&error) => {}
                    Err(error) => {
                        tracing::warn!(%error, "could not accept a connection");
                        tokio::time::sleep(ACCEPT_PAUSE).await;
                    }
                },
            }
        }
    }
}

/// Whether the client went away between connecting and being accepted.
fn is_about_one_connection(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}

async fn told_to_stop(stopping: &mut watch::Receiver<bool>) {
    // An error means that the gateway itself is gone, which is a stop too.
    let _ = stopping.wait_for(|stopping| *stopping).await;
}

async fn serve_connection(shared: Arc<Shared>, stream: TcpStream, peer: SocketAddr, seat: Seat) {
    let _connection = shared.metrics.connection();
    // Answers are written whole: waiting for more to send would only delay them.
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%peer, %error, "could not turn off Nagle's algorithm");
    }
    let (limits, handover) = (shared.config.limits, Handover::default());
    let gate = match seat {
        Seat::Served(_) => Gate::new(stream, limits, handover.clone()),
        Seat::Busy(_) => {
            shared.metrics.refused_connection();
            Gate::busy(stream, limits, handover.clone())
        }
    };
    let service = service_fn(|request| {
        let (shared, admitted) = (Arc::clone(&shared), handover.take());
        async move { Ok::<_, Infallible>(shared.respond(peer, admitted, request).await) }
    });
    let connection = http1::Builder::new()
        // A client may close its sending half and wait for the answer.
        .half_close(true)
        // The gate has its own time-outs, which end in an answer.
        .header_read_timeout(None)
        .serve_connection(TokioIo::new(gate), service);
    let mut connection = pin!(connection);
    let mut stopping = shared.stopping.subscribe();
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = told_to_stop(&mut stopping) => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        // The client's doing, nearly always: it went away, or took nothing of its answer.
        tracing::debug!(%peer, %error, "a connection ended early");
    }
}
