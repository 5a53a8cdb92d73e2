//! Datasets that follow buckets and drives, in SQLite.

use assay_types::TenantId;
use rusqlite::{Connection, Row, params};

use super::dataset;
use crate::{
    BindingKey, BindingRow, DatasetNo, Lease, Made, NewJob,
    media::row::bucket_uris,
    row::{corrupt, count, count_column, limit_column},
    sqlite::{fault::Fault, job},
};

const TABLE: &str = "media_bindings";

const COLUMNS: &str = "dataset, uri, tenant, project, dataset_name, record, progress, version";

/// See [`crate::MediaCatalogStore::create_binding`].
pub(super) fn create(
    connection: &Connection,
    new: &BindingRow,
    max: u64,
    jobs: &[NewJob],
) -> Result<Made<()>, Fault> {
    // The whole name, so that the row says what is so.
    let parent = dataset::find(connection, &new.tenant, &new.project, &new.dataset_name)?;
    let Some(parent) = parent.filter(|parent| parent.no == new.key.dataset) else {
        return Ok(Made::NoParent);
    };
    if find(connection, &new.key)?.is_some() {
        return Ok(Made::Exists);
    }
    if parent.bindings >= max {
        return Ok(Made::Full);
    }
    connection
        .prepare_cached("UPDATE media_datasets SET bindings = bindings + 1 WHERE no = ?1")?
        .execute([parent.no.0])?;
    let sql = format!("INSERT INTO media_bindings ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 1)");
    connection.prepare_cached(&sql)?.execute(params![
        new.key.dataset.0,
        new.key.uri,
        new.tenant.as_str(),
        new.project,
        new.dataset_name,
        new.record,
        new.progress,
    ])?;
    job::enqueue_all(connection, jobs)?;
    Ok(Made::Done(()))
}

/// See [`crate::MediaCatalogStore::binding`].
pub(super) fn find(connection: &Connection, key: &BindingKey) -> Result<Option<BindingRow>, Fault> {
    let sql = format!("SELECT {COLUMNS} FROM media_bindings WHERE dataset = ?1 AND uri = ?2");
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query_and_then((key.dataset.0, &key.uri), read)?;
    rows.next().transpose()
}

/// See [`crate::MediaCatalogStore::update_binding`].
pub(super) fn update(
    connection: &Connection,
    binding: &BindingRow,
    jobs: &[NewJob],
    completes: Option<Lease>,
) -> Result<bool, Fault> {
    if let Some(lease) = completes {
        job::check_lease(connection, lease)?;
    }
    let changed = connection
        .prepare_cached(
            "UPDATE media_bindings SET record = ?4, progress = ?5, version = version + 1
             WHERE dataset = ?1 AND uri = ?2 AND tenant = ?3 AND version = ?6",
        )?
        .execute(params![
            binding.key.dataset.0,
            binding.key.uri,
            binding.tenant.as_str(),
            binding.record,
            binding.progress,
            count_column(binding.version),
        ])?;
    if changed == 0 {
        return Ok(false);
    }
    job::settle(connection, jobs, completes)?;
    Ok(true)
}

/// See [`crate::MediaCatalogStore::delete_binding`].
pub(super) fn delete(connection: &Connection, key: &BindingKey, jobs: &[NewJob]) -> Result<bool, Fault> {
    let sql = "DELETE FROM media_bindings WHERE dataset = ?1 AND uri = ?2";
    if connection.prepare_cached(sql)?.execute((key.dataset.0, &key.uri))? == 0 {
        return Ok(false);
    }
    connection
        .prepare_cached("UPDATE media_datasets SET bindings = bindings - 1 WHERE no = ?1")?
        .execute([key.dataset.0])?;
    job::enqueue_all(connection, jobs)?;
    Ok(true)
}

/// See [`crate::MediaCatalogStore::bindings`].
pub(super) fn list(
    connection: &Connection,
    tenant: &TenantId,
    project: &str,
    dataset: Option<DatasetNo>,
    after: Option<&BindingKey>,
    limit: usize,
) -> Result<Vec<BindingRow>, Fault> {
    // No URI is empty.
    let (no, uri) = after.map_or((i64::MIN, ""), |after| (after.dataset.0, after.uri.as_str()));
    let of_dataset = if dataset.is_some() { "dataset = ?6 AND" } else { "?6 IS NULL AND" };
    let sql = format!(
        "SELECT {COLUMNS} FROM media_bindings
         WHERE tenant = ?1 AND project = ?2 AND {of_dataset} (dataset, uri) > (?3, ?4)
         ORDER BY dataset, uri LIMIT ?5"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let dataset = dataset.map(|dataset| dataset.0);
    let values = params![tenant.as_str(), project, no, uri, limit_column(limit), dataset];
    statement.query_and_then(values, read)?.collect()
}

/// See [`crate::MediaCatalogStore::bindings_of_bucket`].
pub(super) fn of_bucket(
    connection: &Connection,
    tenant: &TenantId,
    bucket: &str,
) -> Result<Vec<BindingRow>, Fault> {
    let [own, from, below] = bucket_uris(bucket);
    let sql = format!(
        "SELECT {COLUMNS} FROM media_bindings
         WHERE tenant = ?1 AND (uri = ?2 OR uri >= ?3 AND uri < ?4) ORDER BY dataset, uri"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    statement.query_and_then((tenant.as_str(), own, from, below), read)?.collect()
}

fn read(row: &Row<'_>) -> Result<BindingRow, Fault> {
    let tenant: String = row.get(2)?;
    Ok(BindingRow {
        key: BindingKey { dataset: DatasetNo(row.get(0)?), uri: row.get(1)? },
        tenant: tenant.parse().map_err(|error| corrupt(TABLE, &error))?,
        project: row.get(3)?,
        dataset_name: row.get(4)?,
        record: row.get(5)?,
        progress: row.get(6)?,
        version: count(TABLE, row.get(7)?)?,
    })
}
