//! What is left of datasets that are gone, in PostgreSQL.

use deadpool_postgres::Pool;

use super::write;
use crate::{
    DatasetNo,
    postgres::{
        fault::Fault,
        statement::{execute, query, query_opt},
    },
    row::limit_column,
};

/// See [`crate::MediaFileStore::purge_dataset`]. Does nothing to a dataset that is there.
pub(super) async fn purge(pool: &Pool, dataset: DatasetNo, limit: usize) -> Result<bool, Fault> {
    let mut client = pool.get().await?;
    let transaction = client.transaction().await?;
    let sql = "SELECT 1 FROM media_datasets WHERE no = $1";
    if query_opt(&transaction, sql, &[&dataset.0]).await?.is_some() {
        return Ok(false);
    }
    let sql = "SELECT no FROM media_columns WHERE dataset = $1 ORDER BY no LIMIT $2";
    let rows = query(&transaction, sql, &[&dataset.0, &limit_column(limit.saturating_add(1))]).await?;
    let mut numbers: Vec<i64> = rows.iter().map(|row| row.try_get(0)).collect::<Result<_, _>>()?;
    let has_more = numbers.len() > limit;
    numbers.truncate(limit);
    write::delete(&transaction, dataset, &numbers).await?;
    if !has_more {
        // A few thousand at most.
        execute(&transaction, "DELETE FROM media_clusters WHERE dataset = $1", &[&dataset.0]).await?;
    }
    transaction.commit().await?;
    Ok(has_more)
}
