//! The state in PostgreSQL: any number of nodes, none of which keeps anything.
//!
//! Statements are plain SQL and prepared once a connection. What must not interleave is ordered by row
//! locks under READ COMMITTED, taken in one order: job, detection, drive, upload, contents, verdict; where two transactions
//! meet all the same, the one that the database undoes (40001, 40P01) is made again. Claims skip locked
//! rows instead of waiting. Nonces have connections of their own with `synchronous_commit` off, so that a
//! request does not wait for the disk; everything else is durable when it is answered.

mod access;
mod blob;
mod connect;
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
mod rights;
mod statement;
mod submit;
mod upload;
mod verdict;

use async_trait::async_trait;
use deadpool_postgres::Pool;

use self::{connect::Target, drive::Committers, fault::retried};
use crate::{Health, StoreError, drive::tree::Trees, migration::Migration};

/// The schema.
pub(crate) const MIGRATIONS: &[Migration] = &[
    Migration { version: 1, sql: include_str!("../../migrations/postgres/0001_foundation.sql") },
    Migration { version: 2, sql: include_str!("../../migrations/postgres/0002_drive.sql") },
    Migration { version: 3, sql: include_str!("../../migrations/postgres/0003_directory.sql") },
    Migration { version: 4, sql: include_str!("../../migrations/postgres/0004_rights.sql") },
    Migration { version: 5, sql: include_str!("../../migrations/postgres/0005_media.sql") },
    Migration { version: 6, sql: include_str!("../../migrations/postgres/0006_media_files.sql") },
    Migration { version: 7, sql: include_str!("../../migrations/postgres/0007_media_places.sql") },
];

/// The state in PostgreSQL.
#[derive(Debug)]
pub(crate) struct Postgres {
    pool: Pool,
    nonces: Pool,
    committers: Committers,
    trees: Trees,
}

impl Postgres {
    /// Connects to the database that a `postgres://` URL names, and migrates it.
    pub(crate) async fn connect(url: &str) -> Result<Self, StoreError> {
        let target = Target::parse(url)?;
        if target.is_exposed() {
            tracing::warn!("the connection to the database is not encrypted; sslmode=require would do that");
        }
        let (pool, nonces) = (target.pool(true)?, target.pool(false)?);
        retried!("migrate the database", migrate::migrate(&pool, MIGRATIONS))?;
        let committers = Committers::start(&pool);
        Ok(Self { pool, nonces, committers, trees: Trees::default() })
    }

    async fn check(&self) -> Result<(), fault::Fault> {
        // A standby answers reads, and would fail every verb that matters.
        let client = self.pool.get().await?;
        let row = client.query_one("SELECT pg_is_in_recovery()", &[]).await?;
        if row.try_get(0)? {
            return Err(fault::unavailable("ping", "the database is a standby").into());
        }
        Ok(())
    }
}

#[async_trait]
impl Health for Postgres {
    async fn ping(&self) -> Result<(), StoreError> {
        retried!("ping", self.check())
    }

    async fn schema_version(&self) -> Result<i64, StoreError> {
        retried!("read the schema's version", async { migrate::version(&self.pool.get().await?).await })
    }

    fn dialect(&self) -> &'static str {
        "postgres"
    }
}
