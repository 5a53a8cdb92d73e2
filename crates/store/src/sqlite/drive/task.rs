//! Tasks that clients ask about, in SQLite.

use assay_types::{DriveId, TaskId, Timestamp};
use rusqlite::{Connection, Row};

use super::super::fault::Fault;
use crate::{
    TaskRow, TaskState,
    row::{corrupt, limit_column},
};

/// Writes one, new or changed.
pub(super) fn put(connection: &Connection, row: &TaskRow) -> Result<(), Fault> {
    connection
        .prepare_cached(
            "INSERT INTO drive_tasks (task, tenant, drive, state, started_at, ended_at, detail)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
             ON CONFLICT (task) DO UPDATE SET
                 tenant = excluded.tenant, drive = excluded.drive, state = excluded.state,
                 started_at = excluded.started_at, ended_at = excluded.ended_at, detail = excluded.detail",
        )?
        .execute((
            row.id.0,
            row.tenant.as_str(),
            row.drive.0,
            row.state.column(),
            row.started_at.as_millis(),
            row.ended_at.map(Timestamp::as_millis),
            &row.detail,
        ))?;
    Ok(())
}

/// Deletes one.
pub(super) fn delete(connection: &Connection, task: TaskId) -> Result<(), Fault> {
    connection.prepare_cached("DELETE FROM drive_tasks WHERE task = ?1")?.execute([task.0])?;
    Ok(())
}

/// See [`crate::DriveStore::drive_task`].
pub(super) fn get(connection: &Connection, task: TaskId) -> Result<Option<TaskRow>, Fault> {
    connection
        .prepare_cached(
            "SELECT task, tenant, drive, state, started_at, ended_at, detail FROM drive_tasks WHERE task = ?1",
        )?
        .query_and_then([task.0], read)?
        .next()
        .transpose()
}

/// See [`crate::DriveStore::forget_drive_tasks`].
pub(super) fn forget(connection: &Connection, ended_before: Timestamp, limit: usize) -> Result<u64, Fault> {
    let gone = connection
        .prepare_cached(
            "DELETE FROM drive_tasks WHERE task IN (
                 SELECT task FROM drive_tasks WHERE ended_at IS NOT NULL AND ended_at < ?1
                 ORDER BY ended_at LIMIT ?2)",
        )?
        .execute((ended_before.as_millis(), limit_column(limit)))?;
    Ok(gone as u64)
}

fn read(row: &Row<'_>) -> Result<TaskRow, Fault> {
    const TABLE: &str = "drive_tasks";
    Ok(TaskRow {
        id: TaskId(row.get(0)?),
        tenant: row.get::<_, String>(1)?.parse().map_err(|error| corrupt(TABLE, &error))?,
        drive: DriveId(row.get(2)?),
        state: TaskState::from_column(row.get(3)?)?,
        started_at: Timestamp(row.get(4)?),
        ended_at: row.get::<_, Option<i64>>(5)?.map(Timestamp),
        detail: row.get(6)?,
    })
}
