//! Tasks, in SQLite.

use std::fmt::Write as _;

use assay_types::{TenantId, Timestamp};
use async_trait::async_trait;
use rusqlite::{Connection, Row, ToSql, params};

use super::project;
use crate::{
    Lease, MediaTaskFilter, MediaTaskRow, MediaTaskStore, NewJob, StoreError,
    media::row::{status, status_column},
    row::{count, count_column, limit_column},
    sqlite::{Sqlite, fault::Fault, job},
};

const COLUMNS: &str = "id, kind, status, started_at, ended_at, record, version";

#[async_trait]
impl MediaTaskStore for Sqlite {
    async fn create_task(
        &self,
        tenant: &TenantId,
        project: &str,
        task: MediaTaskRow,
        jobs: Vec<NewJob>,
    ) -> Result<(), StoreError> {
        let (tenant, project) = (tenant.clone(), project.to_owned());
        self.main
            .call("start a task", move |connection| create(connection, &tenant, &project, &task, &jobs))
            .await
    }

    async fn task(
        &self,
        tenant: &TenantId,
        project: &str,
        id: &str,
    ) -> Result<Option<MediaTaskRow>, StoreError> {
        let (tenant, project, id) = (tenant.clone(), project.to_owned(), id.to_owned());
        self.readers.call("read a task", move |connection| find(connection, &tenant, &project, &id)).await
    }

    async fn update_task(
        &self,
        tenant: &TenantId,
        project: &str,
        task: MediaTaskRow,
        jobs: Vec<NewJob>,
        completes: Option<Lease>,
    ) -> Result<bool, StoreError> {
        let (tenant, project) = (tenant.clone(), project.to_owned());
        self.main
            .call("change a task", move |connection| {
                update(connection, &tenant, &project, &task, &jobs, completes)
            })
            .await
    }

    async fn tasks(
        &self,
        tenant: &TenantId,
        project: &str,
        filter: MediaTaskFilter,
    ) -> Result<Vec<MediaTaskRow>, StoreError> {
        let (tenant, project) = (tenant.clone(), project.to_owned());
        self.readers.call("list tasks", move |connection| list(connection, &tenant, &project, &filter)).await
    }

    async fn forget_tasks(&self, ended_before: Timestamp, limit: usize) -> Result<u64, StoreError> {
        self.main
            .call("forget tasks", move |connection| {
                let forgotten = connection
                    .prepare_cached(
                        "DELETE FROM media_tasks WHERE (tenant, project, id) IN (
                             SELECT tenant, project, id FROM media_tasks WHERE ended_at < ?1
                             ORDER BY ended_at LIMIT ?2)",
                    )?
                    .execute((ended_before.as_millis(), limit_column(limit)))?;
                Ok(forgotten as u64)
            })
            .await
    }
}

fn create(
    connection: &Connection,
    tenant: &TenantId,
    project: &str,
    task: &MediaTaskRow,
    jobs: &[NewJob],
) -> Result<(), Fault> {
    project::check(connection, tenant, project)?;
    let sql = format!(
        "INSERT INTO media_tasks (tenant, project, {COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 1)
         ON CONFLICT DO NOTHING"
    );
    let made = connection.prepare_cached(&sql)?.execute(params![
        tenant.as_str(),
        project,
        task.id,
        task.kind,
        status_column(task.status),
        task.started_at.as_millis(),
        task.ended_at.map(Timestamp::as_millis),
        task.record,
    ])?;
    if made == 0 {
        return Err(StoreError::AlreadyExists("the task").into());
    }
    job::enqueue_all(connection, jobs)
}

fn find(
    connection: &Connection,
    tenant: &TenantId,
    project: &str,
    id: &str,
) -> Result<Option<MediaTaskRow>, Fault> {
    let sql = format!("SELECT {COLUMNS} FROM media_tasks WHERE tenant = ?1 AND project = ?2 AND id = ?3");
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query_and_then((tenant.as_str(), project, id), read)?;
    rows.next().transpose()
}

fn update(
    connection: &Connection,
    tenant: &TenantId,
    project: &str,
    task: &MediaTaskRow,
    jobs: &[NewJob],
    completes: Option<Lease>,
) -> Result<bool, Fault> {
    if let Some(lease) = completes {
        job::check_lease(connection, lease)?;
    }
    let changed = connection
        .prepare_cached(
            "UPDATE media_tasks SET kind = ?4, status = ?5, started_at = ?6, ended_at = ?7, record = ?8,
                 version = version + 1
             WHERE tenant = ?1 AND project = ?2 AND id = ?3 AND version = ?9",
        )?
        .execute(params![
            tenant.as_str(),
            project,
            task.id,
            task.kind,
            status_column(task.status),
            task.started_at.as_millis(),
            task.ended_at.map(Timestamp::as_millis),
            task.record,
            count_column(task.version),
        ])?;
    if changed == 0 {
        return Ok(false);
    }
    job::settle(connection, jobs, completes)?;
    Ok(true)
}

fn list(
    connection: &Connection,
    tenant: &TenantId,
    project: &str,
    filter: &MediaTaskFilter,
) -> Result<Vec<MediaTaskRow>, Fault> {
    let tenant = tenant.as_str();
    let mut sql = format!("SELECT {COLUMNS} FROM media_tasks WHERE tenant = ? AND project = ?");
    let mut values: Vec<&dyn ToSql> = vec![&tenant, &project];
    let status = filter.status.map(status_column);
    if let Some(status) = &status {
        sql += " AND status = ?";
        values.push(status);
    }
    let millis = |time: Option<Timestamp>| time.map(Timestamp::as_millis);
    let ends = [filter.started.0, filter.started.1, filter.ended.0, filter.ended.1].map(millis);
    let columns = ["started_at >=", "started_at <=", "ended_at >=", "ended_at <="];
    for (column, end) in columns.into_iter().zip(&ends) {
        if let Some(end) = end {
            // Writing to a text cannot fail.
            let _ = write!(sql, " AND {column} ?");
            values.push(end);
        }
    }
    if !filter.kinds.is_empty() {
        let places = vec!["?"; filter.kinds.len()].join(", ");
        let _ = write!(sql, " AND kind IN ({places})");
        values.extend(filter.kinds.iter().map(|kind| -> &dyn ToSql { kind }));
    }
    let (operator, direction) = if filter.descending { ("<", "DESC") } else { (">", "ASC") };
    if let Some(after) = &filter.after {
        let _ = write!(sql, " AND id {operator} ?");
        values.push(after);
    }
    let _ = write!(sql, " ORDER BY id {direction} LIMIT ?");
    let limit = limit_column(filter.limit);
    values.push(&limit);
    // Not kept prepared: there are as many of these as there are filters.
    let mut statement = connection.prepare(&sql)?;
    statement.query_and_then(values.as_slice(), read)?.collect()
}

fn read(row: &Row<'_>) -> Result<MediaTaskRow, Fault> {
    let ended_at: Option<i64> = row.get(4)?;
    Ok(MediaTaskRow {
        id: row.get(0)?,
        kind: row.get(1)?,
        status: status(row.get(2)?)?,
        started_at: Timestamp(row.get(3)?),
        ended_at: ended_at.map(Timestamp),
        record: row.get(5)?,
        version: count("media_tasks", row.get(6)?)?,
    })
}
