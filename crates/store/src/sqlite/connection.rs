//! Opening database files: who may read them, and how SQLite is to treat them.

use std::{
    fs::OpenOptions, io::ErrorKind, os::unix::fs::OpenOptionsExt as _, path::Path, thread, time::Duration,
};

use rusqlite::{Connection, ErrorCode, OpenFlags};

use super::fault::unavailable;
use crate::StoreError;

/// How long a statement waits for another process that writes, such as `assay key create` beside a server.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);

/// How often a file that others open at the same time is asked to become a log, within [`BUSY_TIMEOUT`].
const CHANGES: u32 = 1000;

/// Every statement of the store stays prepared.
const STATEMENTS: usize = 256;

/// The writer's page cache: what a group of changes writes to, and the upper pages of all indexes, so that it need
/// not write the same page twice. A reader keeps SQLite's 2 MiB: there are many, and the system caches for all.
const WRITER_CACHE_KIB: usize = 16 * 1024;

/// What a commit promises.
#[derive(Debug, Clone, Copy)]
pub(super) enum Durability {
    /// It survives a power failure.
    Power,
    /// It survives the death of the process, and needs no wait for the disk.
    Process,
}

/// Opens a database file for its writer, and makes it when there is none, readable by nobody else. An
/// existing file keeps the mode that its operator gave it; SQLite gives its side files the same.
pub(super) fn open_writer(path: &Path, durability: Durability) -> Result<Connection, StoreError> {
    const DOING: &str = "open the database";
    // Never opened when it is there: closing it would take this process's other connections their locks (POSIX).
    match OpenOptions::new().write(true).create_new(true).mode(0o600).open(path) {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => {
            return Err(unavailable(DOING, format!("{}: {error}", path.display())));
        }
        Ok(_) | Err(_) => {}
    }
    let connection = open(path).map_err(|error| unavailable(DOING, error))?;
    let (synchronous, page_bytes) = match durability {
        Durability::Power => ("FULL", 16384),
        Durability::Process => ("NORMAL", 4096),
    };
    // The page size only takes effect while the file is empty, so it comes first. Large pages suit rows of
    // a kilobyte: fewer levels, fewer overflow pages; small ones suit a log of nonces.
    // Changing to a log asks for a file of one's own, and is refused at once, without waiting, to two who ask together.
    let mut left = CHANGES;
    while let Err(error) = connection.execute_batch(&format!(
        "PRAGMA page_size = {page_bytes};
         PRAGMA journal_mode = WAL;"
    )) {
        left -= 1;
        if left == 0 || error.sqlite_error_code() != Some(ErrorCode::DatabaseBusy) {
            return Err(unavailable(DOING, error));
        }
        thread::park_timeout(BUSY_TIMEOUT / CHANGES);
    }
    // Above 64 MiB a finished log is cut back.
    connection
        .execute_batch(&format!(
            "PRAGMA synchronous = {synchronous};
             PRAGMA cache_size = -{WRITER_CACHE_KIB};
             PRAGMA journal_size_limit = 67108864;"
        ))
        .map_err(|error| unavailable(DOING, error))?;
    Ok(connection)
}

/// Opens a database file that its writer has made already, for reading only.
pub(super) fn open_reader(path: &Path) -> rusqlite::Result<Connection> {
    let connection = open(path)?;
    connection.pragma_update(None, "query_only", true)?;
    Ok(connection)
}

fn open(path: &Path) -> rusqlite::Result<Connection> {
    // Not SQLITE_OPEN_URI: a path is a path, whatever it looks like. Not read-only for readers either, who
    // must be able to make the log's shared index; `query_only` is what holds them.
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.pragma_update(None, "trusted_schema", false)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    Ok(connection)
}
