//! Brings a database to this program's schema, in one transaction, one node at a time.

use assay_types::{Clock as _, SystemClock};
use deadpool_postgres::{GenericClient, Pool, Transaction};

use super::fault::{Fault, Telling};
use crate::{
    StoreError,
    migration::{Migration, missing},
};

/// Names the lock that nodes take before they migrate: "Assay" in ASCII.
const LOCK: i64 = 0x41_73_73_61_79;

/// Runs the missing migrations. All of them happen, or none.
pub(super) async fn migrate(pool: &Pool, migrations: &[Migration]) -> Result<(), Fault> {
    let mut client = pool.get().await?;
    let transaction = client.transaction().await?;
    transaction.execute("SELECT pg_advisory_xact_lock($1)", &[&LOCK]).await?;
    // Looked for first: a program whose role may not create tables can still use what is there.
    let found = transaction.query_one("SELECT to_regclass('schema_migrations') IS NOT NULL", &[]).await?;
    if !found.try_get::<_, bool>(0)? {
        let create = "CREATE TABLE schema_migrations (version bigint NOT NULL PRIMARY KEY, applied_at bigint NOT NULL)";
        transaction.batch_execute(create).await?;
    }
    for migration in missing(version(&transaction).await?, migrations)? {
        apply(&transaction, migration).await.map_err(|error| StoreError::Migration {
            version: migration.version,
            message: Telling(error).to_string(),
        })?;
        tracing::info!(version = migration.version, "migrated the database");
    }
    Ok(transaction.commit().await?)
}

/// The last migration that the database went through; 0 for none.
pub(super) async fn version(client: &impl GenericClient) -> Result<i64, Fault> {
    let row = client.query_one("SELECT coalesce(max(version), 0) FROM schema_migrations", &[]).await?;
    Ok(row.try_get(0)?)
}

async fn apply(transaction: &Transaction<'_>, migration: &Migration) -> Result<(), tokio_postgres::Error> {
    transaction.batch_execute(migration.sql).await?;
    transaction
        .execute(
            "INSERT INTO schema_migrations (version, applied_at) VALUES ($1, $2)",
            &[&migration.version, &SystemClock.now().as_millis()],
        )
        .await?;
    Ok(())
}
