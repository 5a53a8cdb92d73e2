//! Datasets that follow buckets and drives, in PostgreSQL.

use assay_types::TenantId;
use deadpool_postgres::{GenericClient, Pool};
use tokio_postgres::Row;

use super::dataset;
use crate::{
    BindingKey, BindingRow, DatasetNo, Lease, Made, NewJob,
    media::row::bucket_uris,
    postgres::{
        fault::Fault,
        job,
        statement::{Params, execute, query, query_opt, text},
    },
    row::{corrupt, count, count_column, limit_column},
};

const TABLE: &str = "media_bindings";

const COLUMNS: &str = "dataset, uri, tenant, project, dataset_name, record, progress, version";

/// See [`crate::MediaCatalogStore::create_binding`].
pub(super) async fn create(
    pool: &Pool,
    new: &BindingRow,
    max: u64,
    jobs: &[NewJob],
) -> Result<Made<()>, Fault> {
    let mut client = pool.get().await?;
    let transaction = client.transaction().await?;
    // The whole name, so that the row says what is so.
    let (no, tenant) = (new.key.dataset.0, new.tenant.as_str());
    let (project, name) = (text(&new.project), text(&new.dataset_name));
    let sql = "UPDATE media_datasets SET bindings = bindings + 1
               WHERE no = $1 AND tenant = $2 AND project = $3 AND name = $4 AND bindings < $5";
    if execute(&transaction, sql, &[&no, &tenant, &project, &name, &count_column(max)]).await? == 0 {
        let there = dataset::find(&transaction, &new.tenant, &new.project, &new.dataset_name).await?;
        if there.is_none_or(|there| there.no != new.key.dataset) {
            return Ok(Made::NoParent);
        }
        let is_there = find(&transaction, &new.key).await?.is_some();
        return Ok(if is_there { Made::Exists } else { Made::Full });
    }
    let sql = format!(
        "INSERT INTO media_bindings ({COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7, 1) ON CONFLICT DO NOTHING"
    );
    let (uri, record, progress) = (text(&new.key.uri), text(&new.record), text(&new.progress));
    let row: Params<'_> = &[&no, &uri, &tenant, &project, &name, &record, &progress];
    if execute(&transaction, &sql, row).await? == 0 {
        // The count goes with the transaction.
        return Ok(Made::Exists);
    }
    job::insert_all(&transaction, jobs).await?;
    transaction.commit().await?;
    Ok(Made::Done(()))
}

/// See [`crate::MediaCatalogStore::binding`].
pub(super) async fn find(client: &impl GenericClient, key: &BindingKey) -> Result<Option<BindingRow>, Fault> {
    let sql = format!("SELECT {COLUMNS} FROM media_bindings WHERE dataset = $1 AND uri = $2");
    let row = query_opt(client, &sql, &[&key.dataset.0, &text(&key.uri)]).await?;
    row.as_ref().map(read).transpose()
}

/// See [`crate::MediaCatalogStore::update_binding`].
pub(super) async fn update(
    pool: &Pool,
    binding: &BindingRow,
    jobs: &[NewJob],
    completes: Option<Lease>,
) -> Result<bool, Fault> {
    let mut client = pool.get().await?;
    let transaction = client.transaction().await?;
    job::settle(&transaction, jobs, completes).await?;
    let sql = "UPDATE media_bindings SET record = $4, progress = $5, version = version + 1
               WHERE dataset = $1 AND uri = $2 AND tenant = $3 AND version = $6";
    let changed = execute(
        &transaction,
        sql,
        &[
            &binding.key.dataset.0,
            &text(&binding.key.uri),
            &binding.tenant.as_str(),
            &text(&binding.record),
            &text(&binding.progress),
            &count_column(binding.version),
        ],
    )
    .await?;
    if changed == 0 {
        // The jobs go with the transaction.
        return Ok(false);
    }
    transaction.commit().await?;
    Ok(true)
}

/// See [`crate::MediaCatalogStore::delete_binding`].
pub(super) async fn delete(pool: &Pool, key: &BindingKey, jobs: &[NewJob]) -> Result<bool, Fault> {
    let mut client = pool.get().await?;
    let transaction = client.transaction().await?;
    // The dataset's row first, as when one is made.
    let sql = "UPDATE media_datasets SET bindings = bindings - 1 WHERE no = $1";
    execute(&transaction, sql, &[&key.dataset.0]).await?;
    let sql = "DELETE FROM media_bindings WHERE dataset = $1 AND uri = $2";
    if execute(&transaction, sql, &[&key.dataset.0, &text(&key.uri)]).await? == 0 {
        return Ok(false);
    }
    job::insert_all(&transaction, jobs).await?;
    transaction.commit().await?;
    Ok(true)
}

/// See [`crate::MediaCatalogStore::bindings`].
pub(super) async fn list(
    client: &impl GenericClient,
    tenant: &TenantId,
    project: &str,
    dataset: Option<DatasetNo>,
    after: Option<&BindingKey>,
    limit: usize,
) -> Result<Vec<BindingRow>, Fault> {
    // No URI is empty.
    let (no, uri) = after.map_or((i64::MIN, ""), |after| (after.dataset.0, after.uri.as_str()));
    // A dataset alone is a range of numbers of its own.
    let (first, last) = dataset.map_or((i64::MIN, i64::MAX), |dataset| (dataset.0, dataset.0));
    let sql = format!(
        "SELECT {COLUMNS} FROM media_bindings
         WHERE tenant = $1 AND project = $2 AND dataset BETWEEN $3 AND $4 AND (dataset, uri) > ($5, $6)
         ORDER BY dataset, uri LIMIT $7"
    );
    let rows = query(
        client,
        &sql,
        &[&tenant.as_str(), &text(project), &first, &last, &no, &text(uri), &limit_column(limit)],
    )
    .await?;
    rows.iter().map(read).collect()
}

/// See [`crate::MediaCatalogStore::bindings_of_bucket`].
pub(super) async fn of_bucket(
    client: &impl GenericClient,
    tenant: &TenantId,
    bucket: &str,
) -> Result<Vec<BindingRow>, Fault> {
    let [own, from, below] = bucket_uris(&text(bucket));
    let sql = format!(
        "SELECT {COLUMNS} FROM media_bindings
         WHERE tenant = $1 AND (uri = $2 OR uri >= $3 AND uri < $4) ORDER BY dataset, uri"
    );
    let rows = query(client, &sql, &[&tenant.as_str(), &own, &from, &below]).await?;
    rows.iter().map(read).collect()
}

fn read(row: &Row) -> Result<BindingRow, Fault> {
    let tenant: String = row.try_get(2)?;
    Ok(BindingRow {
        key: BindingKey { dataset: DatasetNo(row.try_get(0)?), uri: row.try_get(1)? },
        tenant: tenant.parse().map_err(|error| corrupt(TABLE, &error))?,
        project: row.try_get(3)?,
        dataset_name: row.try_get(4)?,
        record: row.try_get(5)?,
        progress: row.try_get(6)?,
        version: count(TABLE, row.try_get(7)?)?,
    })
}
