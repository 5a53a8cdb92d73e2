//! Writes what a group of changes came to: a few statements, each of as many rows as there are.
//!
//! Rows are written in the order of their keys, so that two nodes that meet at contents wait for each other and
//! do not stop each other. A changed row is written as an insertion that meets itself: this finds the row by its
//! key whatever the planner believes about the table.

use assay_types::{DriveId, Timestamp};
use deadpool_postgres::Transaction;

use super::{
    apply_files::{delete_files, put_files, put_revisions},
    group::Plan,
};
use crate::{
    ContentRow, TaskRow,
    drive::column::bits_column,
    id::new_id,
    postgres::{
        blob::drop_references,
        fault::Fault,
        statement::{execute, query, text},
    },
    row::count_column,
};

/// Writes everything that is planned.
pub(super) async fn apply(transaction: &Transaction<'_>, plan: &Plan<'_>) -> Result<(), Fault> {
    complete(transaction, plan).await?;
    let parts = end_uploads(transaction, plan).await?;
    take(transaction, plan).await?;
    let gone = plan.drop.iter().map(|content| content.as_bytes().to_vec()).chain(parts);
    drop_references(transaction, gone, Some(Timestamp(plan.now))).await?;
    delete_files(transaction, plan).await?;
    put_files(transaction, plan).await?;
    put_revisions(transaction, plan).await?;
    put_uploads(transaction, plan).await?;
    put_contents(transaction, plan).await?;
    put_tasks(transaction, plan).await?;
    log(transaction, plan).await?;
    enqueue(transaction, plan).await?;
    put_drives(transaction, plan).await
}

/// Groups ids by drive: a statement for each drive finds its rows by their keys.
pub(super) fn by_drive<T>(keys: impl Iterator<Item = (DriveId, T)>) -> Vec<(DriveId, Vec<T>)> {
    let mut drives: Vec<(DriveId, Vec<T>)> = Vec::new();
    for (drive, key) in keys {
        match drives.last_mut() {
            Some((last, keys)) if *last == drive => keys.push(key),
            _ => drives.push((drive, vec![key])),
        }
    }
    drives
}

/// The jobs are locked and of the right attempts.
async fn complete(transaction: &Transaction<'_>, plan: &Plan<'_>) -> Result<(), Fault> {
    if plan.completes.is_empty() {
        return Ok(());
    }
    let jobs: Vec<_> = plan.completes.iter().collect();
    execute(transaction, "DELETE FROM jobs WHERE id = ANY($1)", &[&jobs]).await.map(drop)
}

/// Ends uploads; returns the contents that their parts referred to.
async fn end_uploads(transaction: &Transaction<'_>, plan: &Plan<'_>) -> Result<Vec<Vec<u8>>, Fault> {
    let mut contents = Vec::new();
    for (drive, uploads) in by_drive(plan.ended.iter().map(|(drive, upload)| (*drive, upload.0))) {
        let sql = "DELETE FROM drive_parts WHERE drive = $1 AND upload = ANY($2) RETURNING content";
        for row in query(transaction, sql, &[&drive.0, &uploads]).await? {
            contents.push(row.try_get(0)?);
        }
        let sql = "DELETE FROM drive_uploads WHERE drive = $1 AND upload = ANY($2)";
        execute(transaction, sql, &[&drive.0, &uploads]).await?;
    }
    Ok(contents)
}

async fn take(transaction: &Transaction<'_>, plan: &Plan<'_>) -> Result<(), Fault> {
    if plan.take.is_empty() {
        return Ok(());
    }
    let (contents, times): (Vec<_>, Vec<_>) =
        plan.take.iter().map(|(content, times)| (&content.0[..], *times)).unzip();
    let sql = "INSERT INTO blobs (sha256, size_bytes, refs, dying, touched_at)
               SELECT taken.sha256, NULL, taken.times, false, 0
               FROM unnest($1::bytea[], $2::bigint[]) AS taken (sha256, times)
               ON CONFLICT (sha256) DO UPDATE SET refs = blobs.refs + excluded.refs WHERE NOT blobs.dying";
    let taken = execute(transaction, sql, &[&contents, &times]).await?;
    // None was dying when the group was checked: one that was not there then has come and is going already.
    if usize::try_from(taken) == Ok(contents.len()) { Ok(()) } else { Err(Fault::Conflict) }
}

async fn put_uploads(transaction: &Transaction<'_>, plan: &Plan<'_>) -> Result<(), Fault> {
    let rows: Vec<_> = plan.uploads.iter().filter_map(|(key, row)| row.map(|row| (key.0.0, row))).collect();
    if rows.is_empty() {
        return Ok(());
    }
    let drives: Vec<_> = rows.iter().map(|(drive, _)| *drive).collect();
    let uploads: Vec<_> = rows.iter().map(|(_, row)| row.id.0).collect();
    let files: Vec<_> = rows.iter().map(|(_, row)| row.file.0).collect();
    let ends: Vec<_> = rows.iter().map(|(_, row)| row.expires_at.as_millis()).collect();
    let details: Vec<_> = rows.iter().map(|(_, row)| text(&row.detail)).collect();
    let sql = "INSERT INTO drive_uploads (drive, upload, file, expires_at, detail)
               SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::text[])
               ON CONFLICT (drive, upload) DO UPDATE SET
                   file = excluded.file, expires_at = excluded.expires_at, detail = excluded.detail";
    execute(transaction, sql, &[&drives, &uploads, &files, &ends, &details]).await.map(drop)
}

async fn put_contents(transaction: &Transaction<'_>, plan: &Plan<'_>) -> Result<(), Fault> {
    if plan.contents.is_empty() {
        return Ok(());
    }
    let rows: Vec<&ContentRow> = plan.contents.values().collect();
    let contents: Vec<_> = rows.iter().map(|row| &row.sha256.0[..]).collect();
    let sha1: Vec<_> = rows.iter().map(|row| &row.sha1.0[..]).collect();
    let heads: Vec<_> = rows.iter().map(|row| &row.head_sha1.0[..]).collect();
    let crc64: Vec<_> = rows.iter().map(|row| bits_column(row.crc64)).collect();
    let sizes: Vec<_> = rows.iter().map(|row| count_column(row.size_bytes)).collect();
    let engines: Vec<_> = rows.iter().map(|row| row.engine.as_deref().map(text)).collect();
    let facts: Vec<_> = rows.iter().map(|row| row.facts.as_deref().map(text)).collect();
    let sql = "INSERT INTO drive_contents (sha256, sha1, head_sha1, crc64, size_bytes, engine, facts)
               SELECT * FROM unnest($1::bytea[], $2::bytea[], $3::bytea[], $4::bigint[], $5::bigint[],
                                    $6::text[], $7::text[])
               ON CONFLICT (sha256) DO UPDATE SET
                   sha1 = excluded.sha1, head_sha1 = excluded.head_sha1, crc64 = excluded.crc64,
                   size_bytes = excluded.size_bytes,
                   engine = coalesce(excluded.engine, drive_contents.engine),
                   facts = CASE WHEN excluded.engine IS NULL THEN drive_contents.facts ELSE excluded.facts END";
    execute(transaction, sql, &[&contents, &sha1, &heads, &crc64, &sizes, &engines, &facts]).await.map(drop)
}

async fn put_tasks(transaction: &Transaction<'_>, plan: &Plan<'_>) -> Result<(), Fault> {
    let gone: Vec<_> = plan.tasks.iter().filter(|(_, row)| row.is_none()).map(|(task, _)| task.0).collect();
    if !gone.is_empty() {
        execute(transaction, "DELETE FROM drive_tasks WHERE task = ANY($1)", &[&gone]).await?;
    }
    let rows: Vec<&TaskRow> = plan.tasks.values().filter_map(|row| *row).collect();
    if rows.is_empty() {
        return Ok(());
    }
    let ids: Vec<_> = rows.iter().map(|row| row.id.0).collect();
    let tenants: Vec<_> = rows.iter().map(|row| row.tenant.as_str()).collect();
    let drives: Vec<_> = rows.iter().map(|row| row.drive.0).collect();
    let states: Vec<_> = rows.iter().map(|row| row.state.column()).collect();
    let starts: Vec<_> = rows.iter().map(|row| row.started_at.as_millis()).collect();
    let ends: Vec<_> = rows.iter().map(|row| row.ended_at.map(Timestamp::as_millis)).collect();
    let details: Vec<_> = rows.iter().map(|row| text(&row.detail)).collect();
    let sql = "INSERT INTO drive_tasks (task, tenant, drive, state, started_at, ended_at, detail)
               SELECT * FROM unnest($1::bigint[], $2::text[], $3::bigint[], $4::smallint[], $5::bigint[],
                                    $6::bigint[], $7::text[])
               ON CONFLICT (task) DO UPDATE SET
                   tenant = excluded.tenant, drive = excluded.drive, state = excluded.state,
                   started_at = excluded.started_at, ended_at = excluded.ended_at, detail = excluded.detail";
    execute(transaction, sql, &[&ids, &tenants, &drives, &states, &starts, &ends, &details]).await.map(drop)
}

async fn log(transaction: &Transaction<'_>, plan: &Plan<'_>) -> Result<(), Fault> {
    if plan.changes.is_empty() {
        return Ok(());
    }
    let drives: Vec<_> = plan.changes.iter().map(|(drive, ..)| drive.0).collect();
    let numbers: Vec<_> = plan.changes.iter().map(|(_, number, _)| *number).collect();
    let ops: Vec<_> = plan.changes.iter().map(|(.., change)| change.op.column()).collect();
    let files: Vec<_> = plan.changes.iter().map(|(.., change)| change.file.0).collect();
    let parents: Vec<_> = plan.changes.iter().map(|(.., change)| change.old_parent.map(|id| id.0)).collect();
    let sql = "INSERT INTO drive_changes (drive, seq, op, file, old_parent)
               SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::smallint[], $4::bigint[], $5::bigint[])";
    execute(transaction, sql, &[&drives, &numbers, &ops, &files, &parents]).await.map(drop)
}

async fn enqueue(transaction: &Transaction<'_>, plan: &Plan<'_>) -> Result<(), Fault> {
    if plan.jobs.is_empty() {
        return Ok(());
    }
    let ids: Vec<_> = plan.jobs.iter().map(|_| new_id()).collect();
    let kinds: Vec<_> = plan.jobs.iter().map(|job| text(&job.kind)).collect();
    let payloads: Vec<_> = plan.jobs.iter().map(|job| text(&job.payload)).collect();
    let priorities: Vec<_> = plan.jobs.iter().map(|job| job.priority).collect();
    let starts: Vec<_> = plan.jobs.iter().map(|job| job.run_at.as_millis()).collect();
    let sql = "INSERT INTO jobs (id, kind, payload, priority, due_at, attempt, leased)
               SELECT id, kind, payload, priority, due_at, 0, false
               FROM unnest($1::bigint[], $2::text[], $3::text[], $4::smallint[], $5::bigint[])
                   AS made (id, kind, payload, priority, due_at)
               ON CONFLICT DO NOTHING";
    let made = execute(transaction, sql, &[&ids, &kinds, &payloads, &priorities, &starts]).await?;
    // Another node may have made the same id in the same millisecond.
    if usize::try_from(made) == Ok(ids.len()) { Ok(()) } else { Err(Fault::Conflict) }
}

/// Last: the row is locked since the beginning, but a new version of it is only now needed.
async fn put_drives(transaction: &Transaction<'_>, plan: &Plan<'_>) -> Result<(), Fault> {
    if plan.drives.is_empty() {
        return Ok(());
    }
    let drives: Vec<_> = plan.drives.keys().map(|drive| drive.0).collect();
    let used: Vec<_> = plan.drives.values().map(|drive| drive.used_bytes).collect();
    let trees: Vec<_> = plan.drives.values().map(|drive| drive.tree).collect();
    let changes: Vec<_> = plan.drives.values().map(|drive| drive.last_change).collect();
    let sql =
        "UPDATE drives SET used_bytes = made.used_bytes, tree = made.tree, last_change = made.last_change
               FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[])
                   AS made (drive, used_bytes, tree, last_change)
               WHERE drives.drive = made.drive";
    execute(transaction, sql, &[&drives, &used, &trees, &changes]).await.map(drop)
}
