//! Nonces: known in memory, kept in their own SQLite file for the next start.
//!
//! There is one server to an SQLite database, so memory knows whether a nonce is fresh. The file is a log: what
//! must be there before the answer is written by a verb of its own, what need not waits a moment for company,
//! so that many share a write.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use assay_types::{AccessKeyId, Timestamp};
use async_trait::async_trait;
use rusqlite::Connection;

use super::{
    Sqlite,
    fault::{Fault, unavailable},
    seen::{Digest, Seen},
    writer::Writer,
};
use crate::{NonceStore, StoreError, nonce::FORGET_BATCH};

/// How long a nonce that need not be written at once waits for others.
const GATHER: Duration = Duration::from_millis(5);

/// The nonces of a database.
#[derive(Debug, Clone)]
pub(super) struct Nonces {
    pub(super) writer: Writer,
    memory: Arc<Mutex<Memory>>,
}

#[derive(Debug, Default)]
struct Memory {
    seen: Seen,
    /// In memory and not yet in the file.
    waiting: Vec<(Timestamp, Digest)>,
    /// Somebody will write those that wait.
    is_gathering: bool,
}

impl Nonces {
    /// Fills memory from the file.
    pub(super) fn load(connection: &Connection) -> rusqlite::Result<impl FnOnce(Writer) -> Self + use<>> {
        let mut seen = Seen::default();
        let mut statement = connection.prepare("SELECT expires_at, digests FROM nonces")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let expires_at = Timestamp(row.get(0)?);
            for digest in row.get_ref(1)?.as_blob()?.as_chunks().0 {
                seen.insert(Digest::from_bytes(*digest), expires_at);
            }
        }
        let memory = Memory { seen, ..Memory::default() };
        Ok(|writer| Self { writer, memory: Arc::new(Mutex::new(memory)) })
    }

    fn memory(&self) -> MutexGuard<'_, Memory> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes those that wait, once others had the time to join them.
    async fn write_waiting(self) {
        tokio::time::sleep(GATHER).await;
        let mut waiting = {
            let mut memory = self.memory();
            memory.is_gathering = false;
            std::mem::take(&mut memory.waiting)
        };
        waiting.sort_unstable_by_key(|(expires_at, _)| *expires_at);
        let write = move |connection: &Connection| {
            for group in waiting.chunk_by(|one, other| one.0 == other.0) {
                let digests = group.iter().flat_map(|(_, digest)| digest.to_bytes()).collect::<Vec<_>>();
                let expires_at = group.first().map_or(Timestamp(0), |(expires_at, _)| *expires_at);
                insert(connection, expires_at, &digests)?;
            }
            Ok(())
        };
        if let Err(error) = self.writer.call("remember nonces", write).await {
            // They are in memory all the same: only a start within minutes would not know them.
            tracing::warn!(%error, "nonces could not be written down");
        }
    }
}

/// Whether it was not there.
fn insert(connection: &Connection, expires_at: Timestamp, digests: &[u8]) -> Result<bool, Fault> {
    let inserted = connection
        .prepare_cached("INSERT INTO nonces (expires_at, digests) VALUES (?1, ?2) ON CONFLICT DO NOTHING")?
        .execute((expires_at.as_millis(), digests))?;
    Ok(inserted == 1)
}

#[async_trait]
impl NonceStore for Sqlite {
    async fn remember_nonce(
        &self,
        key: &AccessKeyId,
        nonce: &str,
        expires_at: Timestamp,
    ) -> Result<bool, StoreError> {
        let digest = Digest::of(key, nonce);
        if !self.nonces.memory().seen.insert(digest, expires_at) {
            return Ok(false);
        }
        // Whoever else has the file open, it decides about what changes something.
        let write = move |connection: &Connection| insert(connection, expires_at, &digest.to_bytes());
        let written = self.nonces.writer.call("remember a nonce", write).await;
        if written.is_err() {
            self.nonces.memory().seen.remove(digest, expires_at);
        }
        written
    }

    async fn remember_nonce_of_read(
        &self,
        key: &AccessKeyId,
        nonce: &str,
        expires_at: Timestamp,
    ) -> Result<bool, StoreError> {
        let digest = Digest::of(key, nonce);
        let mut memory = self.nonces.memory();
        if !memory.seen.insert(digest, expires_at) {
            return Ok(false);
        }
        memory.waiting.push((expires_at, digest));
        if !std::mem::replace(&mut memory.is_gathering, true) {
            tokio::spawn(self.nonces.clone().write_waiting());
        }
        Ok(true)
    }

    async fn forget_nonces(&self, now: Timestamp) -> Result<u64, StoreError> {
        loop {
            let batch = self
                .nonces
                .writer
                .call("forget nonces", move |connection| {
                    let deleted = connection
                        .prepare_cached(
                            "DELETE FROM nonces WHERE (expires_at, digests) IN (
                                 SELECT expires_at, digests FROM nonces WHERE expires_at < ?1
                                 ORDER BY expires_at LIMIT ?2)",
                        )?
                        .execute((now.as_millis(), FORGET_BATCH))?;
                    Ok(deleted)
                })
                .await?;
            if batch < FORGET_BATCH as usize {
                break;
            }
        }
        // Last: what is forgotten here is fresh again.
        let mut forgotten = 0;
        loop {
            let batch = self.nonces.memory().seen.forget(now, FORGET_BATCH as usize);
            forgotten += batch as u64;
            if batch == 0 {
                return Ok(forgotten);
            }
        }
    }
}

/// Reads the file and starts its writer.
pub(super) fn start(connection: Connection) -> Result<Nonces, StoreError> {
    let failed = |error| unavailable("read the nonces", error);
    let make = Nonces::load(&connection).map_err(failed)?;
    let writer = Writer::start("assay-db-nonces", connection, |_| Ok(()))
        .map_err(|error| unavailable("start the database's writer", error))?;
    Ok(make(writer))
}
