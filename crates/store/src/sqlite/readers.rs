//! A few connections that only read, each on a blocking thread while it does.
//!
//! In WAL mode readers neither wait for the writer nor hold it up. Every verb sees one snapshot, which
//! includes all that was answered before the verb began.

use std::{
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
    thread,
};

use rusqlite::Connection;
use tokio::{sync::Semaphore, task::spawn_blocking};

use super::{
    connection::open_reader,
    fault::{Fault, unavailable},
};
use crate::StoreError;

/// Runs reading verbs.
#[derive(Debug, Clone)]
pub(super) struct Readers {
    permits: Arc<Semaphore>,
    idle: Arc<Idle>,
}

#[derive(Debug)]
struct Idle {
    path: PathBuf,
    connections: Mutex<Vec<Connection>>,
}

impl Readers {
    /// Readers of the database at `path`, opened when they are first needed: as many as there are cores,
    /// and a few where there is only one, so that a long read does not hold up the short ones.
    pub(super) fn new(path: PathBuf) -> Self {
        let count = thread::available_parallelism().map_or(1, usize::from).clamp(4, 16);
        let idle = Idle { path, connections: Mutex::new(Vec::with_capacity(count)) };
        Self { permits: Arc::new(Semaphore::new(count)), idle: Arc::new(idle) }
    }

    /// Runs a verb that only reads.
    pub(super) async fn call<T, F>(&self, doing: &'static str, verb: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<T, Fault> + Send + 'static,
    {
        let permits = Arc::clone(&self.permits);
        let permit = permits.acquire_owned().await.map_err(|error| unavailable(doing, error))?;
        let idle = Arc::clone(&self.idle);
        let run = move || {
            let _permit = permit;
            // A verb that panics takes its connection along; the next one opens another.
            let connection = idle.take()?;
            let outcome = in_snapshot(&connection, verb);
            idle.give_back(connection);
            outcome
        };
        let outcome = spawn_blocking(run).await.map_err(|error| unavailable(doing, error))?;
        outcome.map_err(|fault| fault.named(doing))
    }
}

impl Idle {
    fn take(&self) -> Result<Connection, Fault> {
        let pooled = self.connections.lock().unwrap_or_else(PoisonError::into_inner).pop();
        match pooled {
            Some(connection) => Ok(connection),
            None => Ok(open_reader(&self.path)?),
        }
    }

    fn give_back(&self, connection: Connection) {
        self.connections.lock().unwrap_or_else(PoisonError::into_inner).push(connection);
    }
}

fn in_snapshot<T>(
    connection: &Connection,
    verb: impl FnOnce(&Connection) -> Result<T, Fault>,
) -> Result<T, Fault> {
    // Kept prepared: to parse these two would be a tenth of a short verb.
    connection.prepare_cached("BEGIN")?.execute([])?;
    let outcome = verb(connection);
    if !connection.is_autocommit() {
        connection.prepare_cached("COMMIT")?.execute([])?;
    }
    outcome
}
