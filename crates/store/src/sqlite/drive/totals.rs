//! What folders hold at all depths, in SQLite: from the index of sizes alone.

use assay_types::{DriveId, FileId};
use rusqlite::Connection;

use super::super::fault::Fault;
use crate::{FileKind, FileState, FolderTotals, row::count};

/// See [`crate::DriveStore::folder_totals`].
pub(super) fn of(connection: &Connection, drive: DriveId, folder: FileId) -> Result<FolderTotals, Fault> {
    let mut totals = FolderTotals::default();
    let mut sums = connection.prepare_cached(
        "SELECT kind, count(*), sum(size_bytes) FROM file_columns INDEXED BY file_columns_by_size
         WHERE drive = ?1 AND parent = ?2 AND state = ?3 GROUP BY kind",
    )?;
    // A folder's size is 0, so that folders are at one end of the index.
    let mut inner = connection.prepare_cached(
        "SELECT file FROM file_columns INDEXED BY file_columns_by_size
         WHERE drive = ?1 AND parent = ?2 AND state = ?3 AND size_bytes = 0 AND kind = ?4",
    )?;
    let available = FileState::Available.column();
    let mut open = vec![(folder.0, 0)];
    while let Some((parent, depth)) = open.pop() {
        let mut rows = sums.query((drive.0, parent, available))?;
        let mut folders = 0;
        while let Some(row) = rows.next()? {
            let number = count("file_columns", row.get(1)?)?;
            match FileKind::from_column(row.get(0)?)? {
                FileKind::Folder => folders = number,
                FileKind::File => {
                    totals.files += number;
                    totals.bytes = totals.bytes.saturating_add(count("file_columns", row.get(2)?)?);
                }
            }
        }
        totals.folders += folders;
        if folders > 0 {
            totals.height = totals.height.max(depth + 1);
            let ids = inner.query_map((drive.0, parent, available, FileKind::Folder.column()), |row| {
                row.get::<_, i64>(0)
            })?;
            for id in ids {
                // A folder has one parent, so only this one could be met twice, in damaged data.
                let id = id?;
                if id != folder.0 {
                    open.push((id, depth + 1));
                }
            }
        }
    }
    Ok(totals)
}
