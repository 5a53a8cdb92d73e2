//! Datasets, in SQLite.

use assay_types::TenantId;
use rusqlite::{Connection, OptionalExtension as _, Row};

use super::project;
use crate::{
    DatasetNo, DatasetRow, Deleted, Made, NewDataset, NewJob, Refused, StoreError,
    id::new_id,
    media::row::NameRange,
    row::{count, count_column, limit_column},
    sqlite::{fault::Fault, job},
};

const COLUMNS: &str = "no, project, name, record, version, files, bytes, bindings";

/// See [`crate::MediaCatalogStore::create_dataset`].
pub(super) fn create(
    connection: &Connection,
    tenant: &TenantId,
    new: &NewDataset,
) -> Result<Made<DatasetNo>, Fault> {
    let Some(datasets) = project::datasets(connection, tenant, &new.project)? else {
        return Ok(Made::NoParent);
    };
    let key = (tenant.as_str(), &new.project, &new.name);
    let sql = "SELECT 1 FROM media_datasets WHERE tenant = ?1 AND project = ?2 AND name = ?3";
    if connection.prepare_cached(sql)?.exists(key)? {
        return Ok(Made::Exists);
    }
    if datasets >= count_column(new.max_datasets) {
        return Ok(Made::Full);
    }
    connection
        .prepare_cached("UPDATE media_projects SET datasets = datasets + 1 WHERE tenant = ?1 AND name = ?2")?
        .execute((tenant.as_str(), &new.project))?;
    let mut insert = connection.prepare_cached(
        "INSERT INTO media_datasets (no, tenant, project, name, record, version, files, bytes, bindings)
         VALUES (?1, ?2, ?3, ?4, ?5, 1, 0, 0, 0) ON CONFLICT DO NOTHING",
    )?;
    loop {
        let no = new_id();
        // Taken only when another process made the same one in the same millisecond.
        if insert.execute((no, tenant.as_str(), &new.project, &new.name, &new.record))? == 1 {
            return Ok(Made::Done(DatasetNo(no)));
        }
    }
}

/// See [`crate::MediaCatalogStore::dataset`].
pub(super) fn find(
    connection: &Connection,
    tenant: &TenantId,
    project: &str,
    name: &str,
) -> Result<Option<DatasetRow>, Fault> {
    let sql =
        format!("SELECT {COLUMNS} FROM media_datasets WHERE tenant = ?1 AND project = ?2 AND name = ?3");
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query_and_then((tenant.as_str(), project, name), read)?;
    rows.next().transpose()
}

/// See [`crate::MediaCatalogStore::update_dataset`].
pub(super) fn update(
    connection: &Connection,
    tenant: &TenantId,
    no: DatasetNo,
    record: &str,
    version: u64,
) -> Result<bool, Fault> {
    let changed = connection
        .prepare_cached(
            "UPDATE media_datasets SET record = ?3, version = version + 1
             WHERE no = ?1 AND tenant = ?2 AND version = ?4",
        )?
        .execute((no.0, tenant.as_str(), record, count_column(version)))?;
    Ok(changed == 1)
}

/// See [`crate::MediaCatalogStore::delete_dataset`].
pub(super) fn delete(
    connection: &Connection,
    tenant: &TenantId,
    no: DatasetNo,
    jobs: &[NewJob],
) -> Result<Deleted, Fault> {
    let found: Option<(String, i64)> = connection
        .prepare_cached("SELECT project, bindings FROM media_datasets WHERE no = ?1 AND tenant = ?2")?
        .query_row((no.0, tenant.as_str()), |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let project = match found {
        None => return Ok(Deleted::Missing),
        Some((project, 0)) => project,
        Some(_) => return Ok(Deleted::InUse),
    };
    connection.prepare_cached("DELETE FROM media_datasets WHERE no = ?1")?.execute([no.0])?;
    connection
        .prepare_cached("UPDATE media_projects SET datasets = datasets - 1 WHERE tenant = ?1 AND name = ?2")?
        .execute((tenant.as_str(), project))?;
    job::enqueue_all(connection, jobs)?;
    Ok(Deleted::Done)
}

/// See [`crate::MediaCatalogStore::datasets`].
pub(super) fn list(
    connection: &Connection,
    tenant: &TenantId,
    project: &str,
    prefix: &str,
    after: Option<&str>,
    limit: usize,
) -> Result<Vec<DatasetRow>, Fault> {
    let NameRange { operator, from, below } = NameRange::new(prefix, after);
    let sql = format!(
        "SELECT {COLUMNS} FROM media_datasets
         WHERE tenant = ?1 AND project = ?2 AND name {operator} ?3 AND name < ?4 ORDER BY name LIMIT ?5"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let values = (tenant.as_str(), project, from, below, limit_column(limit));
    statement.query_and_then(values, read)?.collect()
}

/// Whether a dataset is there, whosever it is.
pub(super) fn exists(connection: &Connection, no: DatasetNo) -> Result<bool, Fault> {
    Ok(connection.prepare_cached("SELECT 1 FROM media_datasets WHERE no = ?1")?.exists([no.0])?)
}

/// Refuses what needs a dataset that is not there.
pub(super) fn check(connection: &Connection, no: DatasetNo) -> Result<(), Fault> {
    if exists(connection, no)? { Ok(()) } else { Err(StoreError::Refused(Refused::NoDataset).into()) }
}

fn read(row: &Row<'_>) -> Result<DatasetRow, Fault> {
    let number = |column: usize| -> Result<u64, Fault> { Ok(count("media_datasets", row.get(column)?)?) };
    Ok(DatasetRow {
        no: DatasetNo(row.get(0)?),
        project: row.get(1)?,
        name: row.get(2)?,
        record: row.get(3)?,
        version: number(4)?,
        files: number(5)?,
        bytes: number(6)?,
        bindings: number(7)?,
    })
}
