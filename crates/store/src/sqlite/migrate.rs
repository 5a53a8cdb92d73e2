//! Brings a database file to this program's schema, in one transaction that holds the write lock.

use assay_types::{Clock as _, SystemClock};
use rusqlite::{Connection, Transaction, TransactionBehavior};

use super::fault::unavailable;
use crate::{
    StoreError,
    migration::{Migration, missing},
};

/// Runs the missing migrations. All of them happen, or none.
pub(super) fn migrate(connection: &Connection, migrations: &[Migration]) -> Result<(), StoreError> {
    let read = |error| unavailable("read the schema's version", error);
    // Immediate: of two programs that start at once, the second waits here and then finds nothing to do.
    let transaction = Transaction::new_unchecked(connection, TransactionBehavior::Immediate).map_err(read)?;
    transaction
        .execute_batch(
            "CREATE TABLE IF NOT EXISTS schema_migrations (
                 version    INTEGER NOT NULL PRIMARY KEY,
                 applied_at INTEGER NOT NULL
             ) STRICT",
        )
        .map_err(read)?;
    for migration in missing(version(&transaction).map_err(read)?, migrations)? {
        apply(&transaction, migration).map_err(|error| StoreError::Migration {
            version: migration.version,
            message: error.to_string(),
        })?;
        tracing::info!(version = migration.version, "migrated the database");
    }
    transaction.commit().map_err(|error| unavailable("commit the migrations", error))
}

/// The last migration that the database went through; 0 for none.
pub(super) fn version(connection: &Connection) -> rusqlite::Result<i64> {
    connection.query_row("SELECT coalesce(max(version), 0) FROM schema_migrations", [], |row| row.get(0))
}

fn apply(transaction: &Transaction<'_>, migration: &Migration) -> rusqlite::Result<()> {
    transaction.execute_batch(migration.sql)?;
    transaction.execute(
        "INSERT INTO schema_migrations (version, applied_at) VALUES (?1, ?2)",
        (migration.version, SystemClock.now().as_millis()),
    )?;
    Ok(())
}
