//! What is kept beside the files: earlier contents, facts about contents, tasks, the log of changes.

use assay_types::{DriveId, FileId, RevisionId, Sha1Digest, Sha256Digest, TaskId, Timestamp};
use tokio_postgres::Row;

use super::reading::{Reading, consistent, file_row, locate};
use crate::{
    Change, ChangeOp, Changed, ContentRow, Found, RevisionRow, TaskRow, TaskState,
    drive::column::{bits, file_columns, sha1},
    postgres::{
        Postgres,
        fault::Fault,
        statement::{execute, query, query_opt},
    },
    row::{corrupt, count, count_column, limit_column, sha256},
};

/// Contents that share a head, or files that share a content, which are returned at most.
const ALIKE_MAX: i64 = 16;

impl Postgres {
    /// See [`crate::DriveStore::revisions`].
    pub(super) async fn revisions_once(
        &self,
        drive: DriveId,
        file: FileId,
        before: Option<RevisionId>,
        limit: usize,
    ) -> Result<Vec<RevisionRow>, Fault> {
        let sql = "SELECT file, revision, content, size_bytes, detail FROM revisions
                   WHERE drive = $1 AND file = $2 AND revision < $3 ORDER BY revision DESC LIMIT $4";
        let before = before.map_or(i64::MAX, |revision| revision.0);
        let client = self.pool.get().await?;
        let rows = query(&client, sql, &[&drive.0, &file.0, &before, &limit_column(limit)]).await?;
        rows.iter().map(revision_row).collect()
    }

    /// See [`crate::DriveStore::revision`].
    pub(super) async fn revision_once(
        &self,
        drive: DriveId,
        file: FileId,
        revision: RevisionId,
    ) -> Result<Option<RevisionRow>, Fault> {
        let sql = "SELECT file, revision, content, size_bytes, detail FROM revisions
                   WHERE drive = $1 AND file = $2 AND revision = $3";
        let client = self.pool.get().await?;
        let row = query_opt(&client, sql, &[&drive.0, &file.0, &revision.0]).await?;
        row.as_ref().map(revision_row).transpose()
    }

    /// See [`crate::DriveStore::content`].
    pub(super) async fn content_once(&self, content: &Sha256Digest) -> Result<Option<ContentRow>, Fault> {
        let sql = "SELECT sha256, sha1, head_sha1, crc64, size_bytes, engine, facts FROM drive_contents
                   WHERE sha256 = $1";
        let client = self.pool.get().await?;
        let row = query_opt(&client, sql, &[&content.as_bytes()]).await?;
        row.as_ref().map(content_row).transpose()
    }

    /// See [`crate::DriveStore::contents_by_sha1`].
    pub(super) async fn contents_by_sha1_once(
        &self,
        sha1: &Sha1Digest,
        size: u64,
    ) -> Result<Vec<ContentRow>, Fault> {
        let sql = "SELECT sha256, sha1, head_sha1, crc64, size_bytes, engine, facts FROM drive_contents
                   WHERE sha1 = $1 AND size_bytes = $2 ORDER BY sha256 LIMIT $3";
        let client = self.pool.get().await?;
        let rows = query(&client, sql, &[&sha1.as_bytes(), &count_column(size), &ALIKE_MAX]).await?;
        rows.iter().map(content_row).collect()
    }

    /// See [`crate::DriveStore::contents_by_head`].
    pub(super) async fn contents_by_head_once(
        &self,
        head_sha1: &Sha1Digest,
        size: u64,
    ) -> Result<Vec<ContentRow>, Fault> {
        let sql = "SELECT sha256, sha1, head_sha1, crc64, size_bytes, engine, facts FROM drive_contents
                   WHERE head_sha1 = $1 AND size_bytes = $2 ORDER BY sha256 LIMIT $3";
        let client = self.pool.get().await?;
        let rows = query(&client, sql, &[&head_sha1.as_bytes(), &count_column(size), &ALIKE_MAX]).await?;
        rows.iter().map(content_row).collect()
    }

    /// See [`crate::DriveStore::files_with`].
    pub(super) async fn files_with_once(
        &self,
        drives: &[DriveId],
        content: &Sha256Digest,
    ) -> Result<Vec<(DriveId, Found)>, Fault> {
        consistent!(self.pool, |reading| self.read_files_with(&reading, drives, content))
    }

    async fn read_files_with(
        &self,
        reading: &Reading<'_>,
        drives: &[DriveId],
        content: &Sha256Digest,
    ) -> Result<Vec<(DriveId, Found)>, Fault> {
        let sql = concat!(
            "SELECT f.drive, d.tree, ",
            file_columns!(),
            " FROM files AS f JOIN drives AS d ON d.drive = f.drive
              WHERE f.drive = ANY($1) AND f.content = $2 AND f.state = 0 ORDER BY f.drive, f.file LIMIT $3"
        );
        let drives: Vec<_> = drives.iter().map(|drive| drive.0).collect();
        let mut found = Vec::new();
        for row in reading.query(sql, &[&drives, &content.as_bytes(), &ALIKE_MAX]).await? {
            let drive = DriveId(row.try_get(0)?);
            let located =
                locate(reading, &self.trees, drive, row.try_get(1)?, vec![file_row(&row, 2)?]).await?;
            found.extend(located.into_iter().map(|found| (drive, found)));
        }
        Ok(found)
    }

    /// See [`crate::DriveStore::drive_task`].
    pub(super) async fn task_once(&self, task: TaskId) -> Result<Option<TaskRow>, Fault> {
        let sql = "SELECT task, tenant, drive, state, started_at, ended_at, detail FROM drive_tasks
                   WHERE task = $1";
        let client = self.pool.get().await?;
        query_opt(&client, sql, &[&task.0]).await?.as_ref().map(task_row).transpose()
    }

    /// See [`crate::DriveStore::forget_drive_tasks`].
    pub(super) async fn forget_tasks_once(&self, before: Timestamp, limit: usize) -> Result<u64, Fault> {
        let sql = "WITH old AS MATERIALIZED (
                       SELECT task FROM drive_tasks WHERE ended_at < $1
                       ORDER BY ended_at LIMIT $2 FOR UPDATE SKIP LOCKED)
                   DELETE FROM drive_tasks USING old WHERE drive_tasks.task = old.task";
        let client = self.pool.get().await?;
        execute(&client, sql, &[&before.as_millis(), &limit_column(limit)]).await
    }

    /// See [`crate::DriveStore::last_change`].
    pub(super) async fn last_change_once(&self, drive: DriveId) -> Result<u64, Fault> {
        let client = self.pool.get().await?;
        let sql = "SELECT last_change FROM drives WHERE drive = $1";
        let row = query_opt(&client, sql, &[&drive.0]).await?;
        row.map_or(Ok(0), |row| Ok(count("drives", row.try_get(0)?)?))
    }

    /// See [`crate::DriveStore::changes`].
    pub(super) async fn changes_once(
        &self,
        drive: DriveId,
        after: u64,
        limit: usize,
    ) -> Result<Vec<Changed>, Fault> {
        consistent!(self.pool, |reading| self.read_changes(&reading, drive, after, limit))
    }

    async fn read_changes(
        &self,
        reading: &Reading<'_>,
        drive: DriveId,
        after: u64,
        limit: usize,
    ) -> Result<Vec<Changed>, Fault> {
        // Each line's file is looked up by its key, and so the lines stay in order.
        let sql = concat!(
            "SELECT (SELECT tree FROM drives WHERE drive = $1), line.seq, line.op, line.file, line.old_parent, f.*
             FROM (SELECT seq, op, file, old_parent FROM drive_changes
                   WHERE drive = $1 AND seq > $2 ORDER BY seq LIMIT $3) AS line
             LEFT JOIN LATERAL (SELECT ",
            file_columns!(),
            " FROM files AS f WHERE f.drive = $1 AND f.file = line.file LIMIT 1) AS f ON true
              ORDER BY line.seq"
        );
        let rows = reading.query(sql, &[&drive.0, &count_column(after), &limit_column(limit)]).await?;
        let (mut lines, mut files, mut tree) = (Vec::with_capacity(rows.len()), Vec::new(), None);
        for row in &rows {
            tree = row.try_get(0)?;
            let change = Change {
                op: ChangeOp::from_column(row.try_get::<_, i16>(2)?.into())?,
                file: FileId(row.try_get(3)?),
                old_parent: row.try_get::<_, Option<i64>>(4)?.map(FileId),
            };
            let is_there = row.try_get::<_, Option<i64>>(5)?.is_some();
            if is_there {
                files.push(file_row(row, 5)?);
            }
            lines.push((count("drive_changes", row.try_get(1)?)?, change, is_there));
        }
        let mut found = locate(reading, &self.trees, drive, tree, files).await?.into_iter();
        let line = |(seq, change, is_there): (u64, Change, bool)| {
            let Change { op, file, old_parent } = change;
            Changed { seq, op, file, old_parent, found: if is_there { found.next() } else { None } }
        };
        Ok(lines.into_iter().map(line).collect())
    }
}

fn revision_row(row: &Row) -> Result<RevisionRow, Fault> {
    Ok(RevisionRow {
        file: FileId(row.try_get(0)?),
        id: RevisionId(row.try_get(1)?),
        content: sha256("revisions", row.try_get(2)?)?,
        size_bytes: count("revisions", row.try_get(3)?)?,
        detail: row.try_get(4)?,
    })
}

fn content_row(row: &Row) -> Result<ContentRow, Fault> {
    const TABLE: &str = "drive_contents";
    Ok(ContentRow {
        sha256: sha256(TABLE, row.try_get(0)?)?,
        sha1: sha1(TABLE, row.try_get(1)?)?,
        head_sha1: sha1(TABLE, row.try_get(2)?)?,
        crc64: bits(row.try_get(3)?),
        size_bytes: count(TABLE, row.try_get(4)?)?,
        engine: row.try_get(5)?,
        facts: row.try_get(6)?,
    })
}

fn task_row(row: &Row) -> Result<TaskRow, Fault> {
    let tenant: &str = row.try_get(1)?;
    Ok(TaskRow {
        id: TaskId(row.try_get(0)?),
        tenant: tenant.parse().map_err(|error| corrupt("drive_tasks", &error))?,
        drive: DriveId(row.try_get(2)?),
        state: TaskState::from_column(row.try_get::<_, i16>(3)?.into())?,
        started_at: Timestamp(row.try_get(4)?),
        ended_at: row.try_get::<_, Option<i64>>(5)?.map(Timestamp),
        detail: row.try_get(6)?,
    })
}
