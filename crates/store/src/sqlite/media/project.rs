//! Projects, in SQLite.

use assay_types::TenantId;
use rusqlite::{Connection, OptionalExtension as _, Row};

use crate::{
    Deleted, Made, ProjectRow, ProjectTotals, StoreError,
    media::row::{NameRange, sum_of_halves},
    row::{count, count_column, limit_column},
    sqlite::fault::Fault,
};

const TABLE: &str = "media_projects";

/// See [`crate::MediaCatalogStore::create_project`].
pub(super) fn create(
    connection: &Connection,
    tenant: &TenantId,
    project: &ProjectRow,
) -> Result<Made<()>, Fault> {
    let made = connection
        .prepare_cached(
            "INSERT INTO media_projects (tenant, name, record, version, datasets) VALUES (?1, ?2, ?3, 1, 0)
             ON CONFLICT DO NOTHING",
        )?
        .execute((tenant.as_str(), &project.name, &project.record))?;
    Ok(if made == 1 { Made::Done(()) } else { Made::Exists })
}

/// See [`crate::MediaCatalogStore::project`].
pub(super) fn find(
    connection: &Connection,
    tenant: &TenantId,
    name: &str,
) -> Result<Option<ProjectRow>, Fault> {
    let sql = "SELECT name, record, version FROM media_projects WHERE tenant = ?1 AND name = ?2";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query_and_then((tenant.as_str(), name), read)?;
    rows.next().transpose()
}

/// See [`crate::MediaCatalogStore::update_project`].
pub(super) fn update(
    connection: &Connection,
    tenant: &TenantId,
    project: &ProjectRow,
) -> Result<bool, Fault> {
    let changed = connection
        .prepare_cached(
            "UPDATE media_projects SET record = ?3, version = version + 1
             WHERE tenant = ?1 AND name = ?2 AND version = ?4",
        )?
        .execute((tenant.as_str(), &project.name, &project.record, count_column(project.version)))?;
    Ok(changed == 1)
}

/// See [`crate::MediaCatalogStore::delete_project`].
pub(super) fn delete(connection: &Connection, tenant: &TenantId, name: &str) -> Result<Deleted, Fault> {
    match datasets(connection, tenant, name)? {
        None => return Ok(Deleted::Missing),
        Some(0) => {}
        Some(_) => return Ok(Deleted::InUse),
    }
    for (table, key) in
        [("media_attachments", "project"), ("media_tasks", "project"), ("media_projects", "name")]
    {
        let sql = format!("DELETE FROM {table} WHERE tenant = ?1 AND {key} = ?2");
        connection.prepare_cached(&sql)?.execute((tenant.as_str(), name))?;
    }
    Ok(Deleted::Done)
}

/// See [`crate::MediaCatalogStore::projects`].
pub(super) fn list(
    connection: &Connection,
    tenant: &TenantId,
    prefix: &str,
    after: Option<&str>,
    limit: usize,
) -> Result<Vec<ProjectRow>, Fault> {
    let NameRange { operator, from, below } = NameRange::new(prefix, after);
    let sql = format!(
        "SELECT name, record, version FROM media_projects
         WHERE tenant = ?1 AND name {operator} ?2 AND name < ?3 ORDER BY name LIMIT ?4"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    statement.query_and_then((tenant.as_str(), from, below, limit_column(limit)), read)?.collect()
}

/// See [`crate::MediaCatalogStore::project_totals`].
pub(super) fn totals(connection: &Connection, tenant: &TenantId, name: &str) -> Result<ProjectTotals, Fault> {
    let (datasets, files, upper, lower) = connection
        .prepare_cached(
            "SELECT count(*), coalesce(sum(files), 0), coalesce(sum(bytes >> 32), 0),
                    coalesce(sum(bytes & 4294967295), 0)
             FROM media_datasets WHERE tenant = ?1 AND project = ?2",
        )?
        .query_row((tenant.as_str(), name), |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?;
    let number = |column| count("media_datasets", column);
    Ok(ProjectTotals {
        datasets: number(datasets)?,
        files: number(files)?,
        bytes: sum_of_halves(upper, lower),
    })
}

/// How many datasets a project has; `None` when it is not there.
pub(super) fn datasets(connection: &Connection, tenant: &TenantId, name: &str) -> Result<Option<i64>, Fault> {
    let sql = "SELECT datasets FROM media_projects WHERE tenant = ?1 AND name = ?2";
    Ok(connection.prepare_cached(sql)?.query_row((tenant.as_str(), name), |row| row.get(0)).optional()?)
}

/// Refuses what needs a project that is not there.
pub(super) fn check(connection: &Connection, tenant: &TenantId, name: &str) -> Result<(), Fault> {
    match datasets(connection, tenant, name)? {
        Some(_) => Ok(()),
        None => Err(StoreError::Missing("the project").into()),
    }
}

fn read(row: &Row<'_>) -> Result<ProjectRow, Fault> {
    Ok(ProjectRow { name: row.get(0)?, record: row.get(1)?, version: count(TABLE, row.get(2)?)? })
}
