//! Tasks, in PostgreSQL.

use assay_types::{TenantId, Timestamp};
use async_trait::async_trait;
use deadpool_postgres::{GenericClient, Pool};
use tokio_postgres::Row;

use super::project;
use crate::{
    Lease, MediaTaskFilter, MediaTaskRow, MediaTaskStore, NewJob, StoreError,
    media::row::{END, status, status_column},
    postgres::{
        Postgres,
        fault::{Fault, retried},
        job,
        statement::{execute, query, query_opt, text},
    },
    row::{count, count_column, limit_column},
};

const COLUMNS: &str = "id, kind, status, started_at, ended_at, record, version";

#[async_trait]
impl MediaTaskStore for Postgres {
    async fn create_task(
        &self,
        tenant: &TenantId,
        project: &str,
        task: MediaTaskRow,
        jobs: Vec<NewJob>,
    ) -> Result<(), StoreError> {
        retried!("start a task", create(&self.pool, tenant, project, &task, &jobs))
    }

    async fn task(
        &self,
        tenant: &TenantId,
        project: &str,
        id: &str,
    ) -> Result<Option<MediaTaskRow>, StoreError> {
        retried!("read a task", async {
            let sql =
                format!("SELECT {COLUMNS} FROM media_tasks WHERE tenant = $1 AND project = $2 AND id = $3");
            let client = self.pool.get().await?;
            let row = query_opt(&client, &sql, &[&tenant.as_str(), &text(project), &text(id)]).await?;
            row.as_ref().map(read).transpose()
        })
    }

    async fn update_task(
        &self,
        tenant: &TenantId,
        project: &str,
        task: MediaTaskRow,
        jobs: Vec<NewJob>,
        completes: Option<Lease>,
    ) -> Result<bool, StoreError> {
        retried!("change a task", update(&self.pool, tenant, project, &task, &jobs, completes))
    }

    async fn tasks(
        &self,
        tenant: &TenantId,
        project: &str,
        filter: MediaTaskFilter,
    ) -> Result<Vec<MediaTaskRow>, StoreError> {
        retried!("list tasks", async { list(&self.pool.get().await?, tenant, project, &filter).await })
    }

    async fn forget_tasks(&self, ended_before: Timestamp, limit: usize) -> Result<u64, StoreError> {
        retried!("forget tasks", async {
            let sql = "DELETE FROM media_tasks WHERE (tenant, project, id) IN (
                           SELECT tenant, project, id FROM media_tasks WHERE ended_at < $1
                           ORDER BY ended_at LIMIT $2)";
            let (before, limit) = (ended_before.as_millis(), limit_column(limit));
            execute(&self.pool.get().await?, sql, &[&before, &limit]).await
        })
    }
}

async fn create(
    pool: &Pool,
    tenant: &TenantId,
    project: &str,
    task: &MediaTaskRow,
    jobs: &[NewJob],
) -> Result<(), Fault> {
    let mut client = pool.get().await?;
    let transaction = client.transaction().await?;
    project::check(&transaction, tenant, project).await?;
    let sql = format!(
        "INSERT INTO media_tasks (tenant, project, {COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1)
         ON CONFLICT DO NOTHING"
    );
    let made = execute(
        &transaction,
        &sql,
        &[
            &tenant.as_str(),
            &text(project),
            &text(&task.id),
            &text(&task.kind),
            &status_column(task.status),
            &task.started_at.as_millis(),
            &task.ended_at.map(Timestamp::as_millis),
            &text(&task.record),
        ],
    )
    .await?;
    if made == 0 {
        return Err(StoreError::AlreadyExists("the task").into());
    }
    job::insert_all(&transaction, jobs).await?;
    Ok(transaction.commit().await?)
}

async fn update(
    pool: &Pool,
    tenant: &TenantId,
    project: &str,
    task: &MediaTaskRow,
    jobs: &[NewJob],
    completes: Option<Lease>,
) -> Result<bool, Fault> {
    let mut client = pool.get().await?;
    let transaction = client.transaction().await?;
    job::settle(&transaction, jobs, completes).await?;
    let sql = "UPDATE media_tasks SET kind = $4, status = $5, started_at = $6, ended_at = $7, record = $8,
                   version = version + 1
               WHERE tenant = $1 AND project = $2 AND id = $3 AND version = $9";
    let changed = execute(
        &transaction,
        sql,
        &[
            &tenant.as_str(),
            &text(project),
            &text(&task.id),
            &text(&task.kind),
            &status_column(task.status),
            &task.started_at.as_millis(),
            &task.ended_at.map(Timestamp::as_millis),
            &text(&task.record),
            &count_column(task.version),
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

async fn list(
    client: &impl GenericClient,
    tenant: &TenantId,
    project: &str,
    filter: &MediaTaskFilter,
) -> Result<Vec<MediaTaskRow>, Fault> {
    // All ids come after the one of these, and before the other.
    let (operator, direction, start) = if filter.descending { ("<", "DESC", END) } else { (">", "ASC", "") };
    let sql = format!(
        "SELECT {COLUMNS} FROM media_tasks
         WHERE tenant = $1 AND project = $2
             AND ($3::smallint IS NULL OR status = $3)
             AND ($4::bigint IS NULL OR started_at >= $4) AND ($5::bigint IS NULL OR started_at <= $5)
             AND ($6::bigint IS NULL OR ended_at >= $6) AND ($7::bigint IS NULL OR ended_at <= $7)
             AND (cardinality($8::text[]) = 0 OR kind = ANY($8))
             AND id {operator} $9
         ORDER BY id {direction} LIMIT $10"
    );
    let millis = |time: Option<Timestamp>| time.map(Timestamp::as_millis);
    let kinds: Vec<_> = filter.kinds.iter().map(|kind| text(kind)).collect();
    let rows = query(
        client,
        &sql,
        &[
            &tenant.as_str(),
            &text(project),
            &filter.status.map(status_column),
            &millis(filter.started.0),
            &millis(filter.started.1),
            &millis(filter.ended.0),
            &millis(filter.ended.1),
            &kinds,
            &text(filter.after.as_deref().unwrap_or(start)),
            &limit_column(filter.limit),
        ],
    )
    .await?;
    rows.iter().map(read).collect()
}

fn read(row: &Row) -> Result<MediaTaskRow, Fault> {
    let ended_at: Option<i64> = row.try_get(4)?;
    Ok(MediaTaskRow {
        id: row.try_get(0)?,
        kind: row.try_get(1)?,
        status: status(row.try_get(2)?)?,
        started_at: Timestamp(row.try_get(3)?),
        ended_at: ended_at.map(Timestamp),
        record: row.try_get(5)?,
        version: count("media_tasks", row.try_get(6)?)?,
    })
}
