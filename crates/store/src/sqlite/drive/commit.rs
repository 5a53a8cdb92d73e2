//! A change of a drive, in SQLite: all checks, then all writes, so that it needs no savepoint.

use std::collections::HashMap;

use assay_types::{DriveId, FileId};
use rusqlite::{Connection, OptionalExtension as _};

use super::{
    super::{
        blob::{check_not_dying, drop_reference, take_reference},
        fault::Fault,
        job,
    },
    content, revision, task, upload, write,
};
use crate::{Commit, Committed, Expect, FileKind, FileState, Refused, StoreError, Write, row::count};

/// What a change reads and writes of its drive's own row.
pub(super) struct DriveState {
    tree: i64,
    last_change: i64,
    used_bytes: i64,
    total_bytes: Option<i64>,
}

/// Refuses all that [`write`] could not carry out. Writes nothing.
pub(super) fn check(connection: &Connection, commit: &Commit) -> Result<DriveState, Fault> {
    let state = read(connection, commit.drive)?.ok_or_else(|| refused(Refused::NoDrive))?;
    for expect in &commit.expect {
        if !holds(connection, commit.drive, &state, expect)? {
            return Err(refused(Refused::Unmet(expect.clone())));
        }
    }
    check_quota(&state, commit.used_bytes)?;
    if let Some(lease) = commit.completes {
        job::check_lease(connection, lease)?;
    }
    check_ids(connection, commit)?;
    for content in &commit.take {
        check_not_dying(connection, content.as_bytes())?;
    }
    Ok(state)
}

/// Writes a change that was checked.
pub(super) fn write(
    connection: &Connection,
    commit: &Commit,
    mut state: DriveState,
) -> Result<Committed, Fault> {
    if let Some(lease) = commit.completes {
        job::complete(connection, lease)?;
    }
    for write in &commit.writes {
        apply(connection, commit, write)?;
    }
    for content in &commit.take {
        take_reference(connection, content.as_bytes(), None)?;
    }
    for content in &commit.drop {
        drop_reference(connection, content.as_bytes(), Some(commit.now))?;
    }
    for new in &commit.jobs {
        job::enqueue(connection, new)?;
    }
    log(connection, commit, &mut state)?;
    if commit.reshapes {
        state.tree += 1;
    }
    if commit.reshapes || commit.used_bytes != 0 || !commit.changes.is_empty() {
        state.used_bytes = state.used_bytes.saturating_add(commit.used_bytes).max(0);
        connection
            .prepare_cached(
                "UPDATE drives SET tree = ?2, last_change = ?3, used_bytes = ?4 WHERE drive = ?1",
            )?
            .execute((commit.drive.0, state.tree, state.last_change, state.used_bytes))?;
    }
    Ok(Committed { last_change: count("drives", state.last_change)?, tree: state.tree })
}

fn refused(refused: Refused) -> Fault {
    StoreError::Refused(refused).into()
}

fn read(connection: &Connection, drive: DriveId) -> Result<Option<DriveState>, Fault> {
    let state = connection
        .prepare_cached("SELECT tree, last_change, used_bytes, total_bytes FROM drives WHERE drive = ?1")?
        .query_row([drive.0], |row| {
            Ok(DriveState {
                tree: row.get(0)?,
                last_change: row.get(1)?,
                used_bytes: row.get(2)?,
                total_bytes: row.get(3)?,
            })
        })
        .optional()?;
    Ok(state)
}

fn check_quota(state: &DriveState, grows_by: i64) -> Result<(), Fault> {
    match state.total_bytes {
        Some(total) if grows_by > 0 && state.used_bytes.saturating_add(grows_by) > total => {
            Err(refused(Refused::Quota {
                total: count("drives", total)?,
                used: count("drives", state.used_bytes)?,
            }))
        }
        _ => Ok(()),
    }
}

/// Refuses a new file under an id that is there when its turn comes.
fn check_ids(connection: &Connection, commit: &Commit) -> Result<(), Fault> {
    let mut is_there = HashMap::new();
    for write in &commit.writes {
        match write {
            Write::Insert(row, _) => {
                let taken = match is_there.insert(row.id, true) {
                    Some(taken) => taken,
                    None => {
                        row.id == FileId::ROOT
                            || connection
                                .prepare_cached("SELECT 1 FROM files WHERE drive = ?1 AND file = ?2")?
                                .exists((commit.drive.0, row.id.0))?
                    }
                };
                if taken {
                    return Err(refused(Refused::Exists(row.id)));
                }
            }
            Write::Delete(file) if *file != FileId::ROOT => {
                is_there.insert(*file, false);
            }
            _ => {}
        }
    }
    Ok(())
}

fn holds(
    connection: &Connection,
    drive: DriveId,
    state: &DriveState,
    expect: &Expect,
) -> Result<bool, Fault> {
    match expect {
        Expect::Folder(FileId::ROOT) => Ok(true),
        Expect::Folder(folder) => Ok(connection
            .prepare_cached(
                "SELECT 1 FROM files WHERE drive = ?1 AND file = ?2 AND kind = ?3 AND state IN (?4, ?5)",
            )?
            .exists((
                drive.0,
                folder.0,
                FileKind::Folder.column(),
                FileState::Available.column(),
                FileState::Building.column(),
            ))?),
        Expect::Version(file, version) => Ok(connection
            .prepare_cached("SELECT 1 FROM files WHERE drive = ?1 AND file = ?2 AND version = ?3")?
            .exists((drive.0, file.0, version))?),
        Expect::NameFree { parent, name } => Ok(!connection
            .prepare_cached(
                "SELECT 1 FROM file_columns INDEXED BY file_columns_by_name
                 WHERE drive = ?1 AND parent = ?2 AND state = ?3 AND name = ?4",
            )?
            .exists((drive.0, parent.0, FileState::Available.column(), name))?),
        Expect::Tree(tree) => Ok(state.tree == *tree),
        Expect::Upload(upload) => Ok(upload::get(connection, drive, *upload)?.is_some()),
    }
}

fn apply(connection: &Connection, commit: &Commit, write: &Write) -> Result<(), Fault> {
    let drive = commit.drive;
    match write {
        Write::Insert(row, columns) => write::insert(connection, drive, row, columns),
        Write::Update(row, columns) => write::update(connection, drive, row, columns),
        Write::Delete(file) => write::delete(connection, drive, *file),
        Write::PutRevision(row) => revision::put(connection, drive, row),
        Write::DeleteRevision(file, id) => revision::delete(connection, drive, *file, *id),
        Write::PutUpload(row) => upload::put(connection, drive, row),
        Write::DeleteUpload(id) => upload::delete(connection, drive, *id, commit.now),
        Write::PutContent(row) => content::put(connection, row),
        Write::PutTask(row) => task::put(connection, row),
        Write::DeleteTask(id) => task::delete(connection, *id),
    }
}

fn log(connection: &Connection, commit: &Commit, state: &mut DriveState) -> Result<(), Fault> {
    for change in &commit.changes {
        state.last_change += 1;
        connection
            .prepare_cached(
                "INSERT INTO drive_changes (drive, seq, op, file, old_parent) VALUES (?1, ?2, ?3, ?4, ?5)",
            )?
            .execute((
                commit.drive.0,
                state.last_change,
                change.op.column(),
                change.file.0,
                change.old_parent.map(|parent| parent.0),
            ))?;
    }
    Ok(())
}
