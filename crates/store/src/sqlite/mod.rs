//! The state in SQLite: one machine, one data directory, nothing to install.
//!
//! Two files. The main one keeps what was acknowledged through a power failure (WAL, `synchronous=FULL`);
//! its commits wait for the disk and are grouped ([`writer`]). Nonces live in a second file beside it,
//! `PATH.nonces`, whose commits do not wait (`synchronous=NORMAL`): every request remembers one, and a
//! request must not cost a disk flush (nor, where it changes nothing, wait for the file at all). Such a commit survives the death of the process; a power failure may
//! lose the last of them, and by the time the machine is back their window is over.
//!
//! Verbs that write go through the file's one writer, verbs that read through [`readers`]; neither blocks a
//! thread of the runtime. The files are made with mode 0600. No foreign keys: references are counted by
//! the verbs, the same way in both dialects.

mod access;
mod blob;
mod connection;
mod detect;
mod directory;
mod drive;
mod expire;
mod fault;
mod finish;
mod job;
mod media;
mod migrate;
mod nonce;
mod readers;
mod rights;
mod seen;
mod submit;
mod upload;
mod verdict;
mod writer;

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use async_trait::async_trait;
use tokio::task::spawn_blocking;

use self::{
    connection::{Durability, open_writer},
    fault::unavailable,
    migrate::migrate,
    nonce::Nonces,
    readers::Readers,
    writer::Writer,
};
use crate::{Health, StoreError, drive::tree::Trees, migration::Migration};

/// The main file's schema.
pub(crate) const MIGRATIONS: &[Migration] = &[
    Migration { version: 1, sql: include_str!("../../migrations/sqlite/0001_foundation.sql") },
    Migration { version: 2, sql: include_str!("../../migrations/sqlite/0002_drive.sql") },
    Migration { version: 3, sql: include_str!("../../migrations/sqlite/0003_directory.sql") },
    Migration { version: 4, sql: include_str!("../../migrations/sqlite/0004_rights.sql") },
    Migration { version: 5, sql: include_str!("../../migrations/sqlite/0005_media.sql") },
    Migration { version: 6, sql: include_str!("../../migrations/sqlite/0006_media_files.sql") },
    Migration { version: 7, sql: include_str!("../../migrations/sqlite/0007_media_places.sql") },
];

/// The schema of the nonces' file.
pub(crate) const NONCE_MIGRATIONS: &[Migration] = &[
    Migration { version: 1, sql: include_str!("../../migrations/sqlite-nonces/0001_nonces.sql") },
    Migration { version: 2, sql: include_str!("../../migrations/sqlite-nonces/0002_nonce_log.sql") },
];

/// The state in SQLite.
#[derive(Debug)]
pub(crate) struct Sqlite {
    main: Writer,
    readers: Readers,
    nonces: Nonces,
    trees: Arc<Trees>,
}

impl Sqlite {
    /// Opens the database file at `path`, and makes it when there is none; its directory must exist.
    pub(crate) async fn open(path: &Path) -> Result<Self, StoreError> {
        if path.as_os_str().is_empty() {
            return Err(StoreError::Url);
        }
        let path = path.to_owned();
        spawn_blocking(move || Self::open_blocking(path))
            .await
            .map_err(|error| unavailable("open the database", error))?
    }

    fn open_blocking(path: PathBuf) -> Result<Self, StoreError> {
        let mut nonces_path = path.clone().into_os_string();
        nonces_path.push(".nonces");
        let main = open_writer(&path, Durability::Power)?;
        migrate(&main, MIGRATIONS)?;
        let nonces = open_writer(Path::new(&nonces_path), Durability::Process)?;
        migrate(&nonces, NONCE_MIGRATIONS)?;
        drive::prepare_writer(&main).map_err(|fault| fault.named("prepare the database"))?;
        media::prepare_writer(&main).map_err(|error| unavailable("prepare the database", error))?;
        let start = |name, connection, finish: writer::Finish| {
            Writer::start(name, connection, finish)
                .map_err(|error| unavailable("start the database's writer", error))
        };
        Ok(Self {
            main: start("assay-db", main, finish_group)?,
            readers: Readers::new(path),
            nonces: nonce::start(nonces)?,
            trees: Arc::default(),
        })
    }
}

/// What a group of verbs leaves to do before it is committed.
fn finish_group(connection: &rusqlite::Connection) -> rusqlite::Result<()> {
    drive::finish_group(connection)?;
    media::finish_group(connection)
}

#[async_trait]
impl Health for Sqlite {
    async fn ping(&self) -> Result<(), StoreError> {
        // An empty verb takes the write lock and flushes nothing.
        self.main.call("ping", |_| Ok(())).await?;
        self.nonces.writer.call("ping", |_| Ok(())).await
    }

    async fn schema_version(&self) -> Result<i64, StoreError> {
        self.readers.call("read the schema's version", |connection| Ok(migrate::version(connection)?)).await
    }

    fn dialect(&self) -> &'static str {
        "sqlite"
    }
}
