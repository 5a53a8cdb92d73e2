//! Datasets, in PostgreSQL.

use assay_types::TenantId;
use deadpool_postgres::{GenericClient, Pool};
use tokio_postgres::Row;

use crate::{
    DatasetNo, DatasetRow, Deleted, Made, NewDataset, NewJob, Refused, StoreError,
    id::new_id,
    media::row::NameRange,
    postgres::{
        fault::Fault,
        job,
        statement::{execute, query, query_opt, text},
    },
    row::{count, count_column, limit_column},
};

const COLUMNS: &str = "no, project, name, record, version, files, bytes, bindings";

/// See [`crate::MediaCatalogStore::create_dataset`].
pub(super) async fn create(
    pool: &Pool,
    tenant: &TenantId,
    new: &NewDataset,
) -> Result<Made<DatasetNo>, Fault> {
    let mut client = pool.get().await?;
    let transaction = client.transaction().await?;
    let (tenant, project, name) = (tenant.as_str(), text(&new.project), text(&new.name));
    // Those who make datasets of one project do so one after the other.
    let sql = "SELECT datasets FROM media_projects WHERE tenant = $1 AND name = $2 FOR NO KEY UPDATE";
    let Some(row) = query_opt(&transaction, sql, &[&tenant, &project]).await? else {
        return Ok(Made::NoParent);
    };
    let sql = "SELECT 1 FROM media_datasets WHERE tenant = $1 AND project = $2 AND name = $3";
    if query_opt(&transaction, sql, &[&tenant, &project, &name]).await?.is_some() {
        return Ok(Made::Exists);
    }
    if row.try_get::<_, i64>(0)? >= count_column(new.max_datasets) {
        return Ok(Made::Full);
    }
    let sql = "UPDATE media_projects SET datasets = datasets + 1 WHERE tenant = $1 AND name = $2";
    execute(&transaction, sql, &[&tenant, &project]).await?;
    let no = DatasetNo(new_id());
    let sql =
        "INSERT INTO media_datasets (no, tenant, project, name, record, version, files, bytes, bindings)
               VALUES ($1, $2, $3, $4, $5, 1, 0, 0, 0) ON CONFLICT DO NOTHING";
    let record = text(&new.record);
    if execute(&transaction, sql, &[&no.0, &tenant, &project, &name, &record]).await? == 0 {
        // Another node made the same number in the same millisecond.
        return Err(Fault::Conflict);
    }
    transaction.commit().await?;
    Ok(Made::Done(no))
}

/// See [`crate::MediaCatalogStore::dataset`].
pub(super) async fn find(
    client: &impl GenericClient,
    tenant: &TenantId,
    project: &str,
    name: &str,
) -> Result<Option<DatasetRow>, Fault> {
    let sql =
        format!("SELECT {COLUMNS} FROM media_datasets WHERE tenant = $1 AND project = $2 AND name = $3");
    let row = query_opt(client, &sql, &[&tenant.as_str(), &text(project), &text(name)]).await?;
    row.as_ref().map(read).transpose()
}

/// See [`crate::MediaCatalogStore::update_dataset`].
pub(super) async fn update(
    client: &impl GenericClient,
    tenant: &TenantId,
    no: DatasetNo,
    record: &str,
    version: u64,
) -> Result<bool, Fault> {
    let sql = "UPDATE media_datasets SET record = $3, version = version + 1
               WHERE no = $1 AND tenant = $2 AND version = $4";
    let version = count_column(version);
    Ok(execute(client, sql, &[&no.0, &tenant.as_str(), &text(record), &version]).await? == 1)
}

/// See [`crate::MediaCatalogStore::delete_dataset`].
pub(super) async fn delete(
    pool: &Pool,
    tenant: &TenantId,
    no: DatasetNo,
    jobs: &[NewJob],
) -> Result<Deleted, Fault> {
    let tenant = tenant.as_str();
    let mut client = pool.get().await?;
    let transaction = client.transaction().await?;
    let sql = "DELETE FROM media_datasets WHERE no = $1 AND tenant = $2 AND bindings = 0 RETURNING project";
    let Some(row) = query_opt(&transaction, sql, &[&no.0, &tenant]).await? else {
        let sql = "SELECT 1 FROM media_datasets WHERE no = $1 AND tenant = $2";
        let is_there = query_opt(&transaction, sql, &[&no.0, &tenant]).await?.is_some();
        return Ok(if is_there { Deleted::InUse } else { Deleted::Missing });
    };
    let sql = "UPDATE media_projects SET datasets = datasets - 1 WHERE tenant = $1 AND name = $2";
    execute(&transaction, sql, &[&tenant, &row.try_get::<_, String>(0)?]).await?;
    job::insert_all(&transaction, jobs).await?;
    transaction.commit().await?;
    Ok(Deleted::Done)
}

/// See [`crate::MediaCatalogStore::datasets`].
pub(super) async fn list(
    client: &impl GenericClient,
    tenant: &TenantId,
    project: &str,
    prefix: &str,
    after: Option<&str>,
    limit: usize,
) -> Result<Vec<DatasetRow>, Fault> {
    let NameRange { operator, from, below } = NameRange::new(prefix, after);
    let sql = format!(
        "SELECT {COLUMNS} FROM media_datasets
         WHERE tenant = $1 AND project = $2 AND name {operator} $3 AND name < $4 ORDER BY name LIMIT $5"
    );
    let (project, from, below, limit) = (text(project), text(from), text(&below), limit_column(limit));
    let rows = query(client, &sql, &[&tenant.as_str(), &project, &from, &below, &limit]).await?;
    rows.iter().map(read).collect()
}

/// Refuses what needs a dataset that is not there, and keeps others from changing what belongs to this one, or
/// deleting it, until the transaction ends.
pub(super) async fn lock(client: &impl GenericClient, no: DatasetNo) -> Result<(), Fault> {
    let sql = "SELECT 1 FROM media_datasets WHERE no = $1 FOR NO KEY UPDATE";
    match query_opt(client, sql, &[&no.0]).await? {
        Some(_) => Ok(()),
        None => Err(StoreError::Refused(Refused::NoDataset).into()),
    }
}

fn read(row: &Row) -> Result<DatasetRow, Fault> {
    let number = |column: usize| -> Result<u64, Fault> { Ok(count("media_datasets", row.try_get(column)?)?) };
    Ok(DatasetRow {
        no: DatasetNo(row.try_get(0)?),
        project: row.try_get(1)?,
        name: row.try_get(2)?,
        record: row.try_get(3)?,
        version: number(4)?,
        files: number(5)?,
        bytes: number(6)?,
        bindings: number(7)?,
    })
}
