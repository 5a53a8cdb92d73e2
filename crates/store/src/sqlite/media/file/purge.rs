//! What is left of datasets that are gone, in SQLite.

use rusqlite::Connection;

use super::commit;
use crate::{
    DatasetNo,
    row::limit_column,
    sqlite::{fault::Fault, media::dataset},
};

/// Files to delete, and whether there are more.
pub(super) struct Purge {
    /// The dataset; its clusters go after its files.
    is_gone: bool,
    numbers: Vec<i64>,
    has_more: bool,
}

/// Finds what [`write`] is to delete: nothing of a dataset that is there.
pub(super) fn check(connection: &Connection, dataset: DatasetNo, limit: usize) -> Result<Purge, Fault> {
    if dataset::exists(connection, dataset)? {
        return Ok(Purge { is_gone: false, numbers: Vec::new(), has_more: false });
    }
    let mut statement =
        connection.prepare_cached("SELECT no FROM media_columns WHERE dataset = ?1 ORDER BY no LIMIT ?2")?;
    let most = limit_column(limit.saturating_add(1));
    let rows = statement.query_map((dataset.0, most), |row| row.get(0))?;
    let mut numbers: Vec<i64> = rows.collect::<rusqlite::Result<_>>()?;
    let has_more = numbers.len() > limit;
    numbers.truncate(limit);
    Ok(Purge { is_gone: true, numbers, has_more })
}

/// See [`crate::MediaFileStore::purge_dataset`].
pub(super) fn write(connection: &Connection, dataset: DatasetNo, purge: &Purge) -> Result<bool, Fault> {
    commit::delete(connection, dataset, &purge.numbers)?;
    if purge.is_gone && !purge.has_more {
        // A few thousand at most.
        connection.prepare_cached("DELETE FROM media_clusters WHERE dataset = ?1")?.execute([dataset.0])?;
    }
    Ok(purge.has_more)
}
