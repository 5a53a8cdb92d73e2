//! Projects, in PostgreSQL.

use assay_types::TenantId;
use deadpool_postgres::{GenericClient, Pool};
use tokio_postgres::Row;

use crate::{
    Deleted, Made, ProjectRow, ProjectTotals, StoreError,
    media::row::{NameRange, sum_of_halves},
    postgres::{
        fault::Fault,
        statement::{execute, query, query_opt, text},
    },
    row::{count, count_column, limit_column},
};

/// See [`crate::MediaCatalogStore::create_project`].
pub(super) async fn create(
    client: &impl GenericClient,
    tenant: &TenantId,
    project: &ProjectRow,
) -> Result<Made<()>, Fault> {
    let sql = "INSERT INTO media_projects (tenant, name, record, version, datasets) VALUES ($1, $2, $3, 1, 0)
               ON CONFLICT DO NOTHING";
    let (name, record) = (text(&project.name), text(&project.record));
    let made = execute(client, sql, &[&tenant.as_str(), &name, &record]).await?;
    Ok(if made == 1 { Made::Done(()) } else { Made::Exists })
}

/// See [`crate::MediaCatalogStore::project`].
pub(super) async fn find(
    client: &impl GenericClient,
    tenant: &TenantId,
    name: &str,
) -> Result<Option<ProjectRow>, Fault> {
    let sql = "SELECT name, record, version FROM media_projects WHERE tenant = $1 AND name = $2";
    let row = query_opt(client, sql, &[&tenant.as_str(), &text(name)]).await?;
    row.as_ref().map(read).transpose()
}

/// See [`crate::MediaCatalogStore::update_project`].
pub(super) async fn update(
    client: &impl GenericClient,
    tenant: &TenantId,
    project: &ProjectRow,
) -> Result<bool, Fault> {
    let sql = "UPDATE media_projects SET record = $3, version = version + 1
               WHERE tenant = $1 AND name = $2 AND version = $4";
    let (name, record) = (text(&project.name), text(&project.record));
    let version = count_column(project.version);
    Ok(execute(client, sql, &[&tenant.as_str(), &name, &record, &version]).await? == 1)
}

/// See [`crate::MediaCatalogStore::delete_project`].
pub(super) async fn delete(pool: &Pool, tenant: &TenantId, name: &str) -> Result<Deleted, Fault> {
    let mut client = pool.get().await?;
    let transaction = client.transaction().await?;
    // Against what is being put into the project: see `lock`.
    let sql = "SELECT datasets FROM media_projects WHERE tenant = $1 AND name = $2 FOR UPDATE";
    let (tenant, name) = (tenant.as_str(), text(name));
    let Some(row) = query_opt(&transaction, sql, &[&tenant, &name]).await? else {
        return Ok(Deleted::Missing);
    };
    if row.try_get::<_, i64>(0)? > 0 {
        return Ok(Deleted::InUse);
    }
    for (table, key) in
        [("media_attachments", "project"), ("media_tasks", "project"), ("media_projects", "name")]
    {
        let sql = format!("DELETE FROM {table} WHERE tenant = $1 AND {key} = $2");
        execute(&transaction, &sql, &[&tenant, &name]).await?;
    }
    transaction.commit().await?;
    Ok(Deleted::Done)
}

/// See [`crate::MediaCatalogStore::projects`].
pub(super) async fn list(
    client: &impl GenericClient,
    tenant: &TenantId,
    prefix: &str,
    after: Option<&str>,
    limit: usize,
) -> Result<Vec<ProjectRow>, Fault> {
    let NameRange { operator, from, below } = NameRange::new(prefix, after);
    let sql = format!(
        "SELECT name, record, version FROM media_projects
         WHERE tenant = $1 AND name {operator} $2 AND name < $3 ORDER BY name LIMIT $4"
    );
    let (from, below, limit) = (text(from), text(&below), limit_column(limit));
    let rows = query(client, &sql, &[&tenant.as_str(), &from, &below, &limit]).await?;
    rows.iter().map(read).collect()
}

/// See [`crate::MediaCatalogStore::project_totals`].
pub(super) async fn totals(
    client: &impl GenericClient,
    tenant: &TenantId,
    name: &str,
) -> Result<ProjectTotals, Fault> {
    let sql = "SELECT count(*), coalesce(sum(files), 0)::bigint, coalesce(sum(bytes >> 32), 0)::bigint,
                      coalesce(sum(bytes & 4294967295), 0)::bigint
               FROM media_datasets WHERE tenant = $1 AND project = $2";
    let row = query_opt(client, sql, &[&tenant.as_str(), &text(name)]).await?.ok_or(Fault::Conflict)?;
    let number = |column: usize| -> Result<u64, Fault> { Ok(count("media_datasets", row.try_get(column)?)?) };
    Ok(ProjectTotals {
        datasets: number(0)?,
        files: number(1)?,
        bytes: sum_of_halves(row.try_get(2)?, row.try_get(3)?),
    })
}

/// Holds a project as it is against being deleted until the transaction ends; whether it is there. Others may hold it
/// too, and change its record and counter.
pub(super) async fn lock(client: &impl GenericClient, tenant: &TenantId, name: &str) -> Result<bool, Fault> {
    let sql = "SELECT 1 FROM media_projects WHERE tenant = $1 AND name = $2 FOR KEY SHARE";
    Ok(query_opt(client, sql, &[&tenant.as_str(), &text(name)]).await?.is_some())
}

/// The same; refuses what needs a project that is not there.
pub(super) async fn check(client: &impl GenericClient, tenant: &TenantId, name: &str) -> Result<(), Fault> {
    if lock(client, tenant, name).await? { Ok(()) } else { Err(StoreError::Missing("the project").into()) }
}

fn read(row: &Row) -> Result<ProjectRow, Fault> {
    let version = count("media_projects", row.try_get(2)?)?;
    Ok(ProjectRow { name: row.try_get(0)?, record: row.try_get(1)?, version })
}
