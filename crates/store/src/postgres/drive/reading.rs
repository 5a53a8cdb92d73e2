//! Reading rows together with where they are.
//!
//! A page is one statement, which also says which version the drive's tree has: both are of one snapshot. Places
//! that are not known for that version are loaded by a second statement, which says it again. Where the two
//! disagree, because a folder moved between them, the page is read anew, this time in a transaction in which all
//! statements see the same.

use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

use assay_types::{DriveId, FileId};
use deadpool_postgres::{Client, Transaction};
use tokio_postgres::Row;

use crate::{
    FileKind, FileRow, FileState, Found, Place,
    drive::{
        column::RawFile,
        tree::{Folder, Places, Trees},
    },
    postgres::{
        fault::Fault,
        statement::{self, Params},
    },
    row::corrupt,
};

/// A connection to read from.
#[derive(Debug)]
pub(super) enum Reading<'a> {
    /// Every statement sees what is there when it begins.
    Loose(&'a Client),
    /// All statements see the same.
    Snapshot(Transaction<'a>),
}

impl Reading<'_> {
    /// Runs a statement that returns rows.
    pub(super) async fn query(&self, sql: &str, params: Params<'_>) -> Result<Vec<Row>, Fault> {
        match self {
            Self::Loose(client) => statement::query(*client, sql, params).await,
            Self::Snapshot(transaction) => statement::query(transaction, sql, params).await,
        }
    }

    /// Runs a statement that is planned for its values and not kept: there are as many as there are searches.
    pub(super) async fn query_once(&self, sql: &str, params: Params<'_>) -> Result<Vec<Row>, Fault> {
        match self {
            Self::Loose(client) => Ok(client.query(sql, params).await?),
            Self::Snapshot(transaction) => Ok(transaction.query(sql, params).await?),
        }
    }
}

/// Evaluates `$page`, a future of `Result<_, Fault>` that reads from `$reading`; once more in one snapshot when
/// its statements disagreed.
macro_rules! consistent {
    ($pool:expr, |$reading:ident| $page:expr) => {{
        let mut client = $pool.get().await?;
        let first = {
            let $reading = $crate::postgres::drive::reading::Reading::Loose(&client);
            $page.await
        };
        match first {
            Err($crate::postgres::fault::Fault::Conflict) => {
                let snapshot = client
                    .build_transaction()
                    .isolation_level(tokio_postgres::IsolationLevel::RepeatableRead)
                    .read_only(true);
                let $reading = $crate::postgres::drive::reading::Reading::Snapshot(snapshot.start().await?);
                $page.await
            }
            page => page,
        }
    }};
}
pub(super) use consistent;

/// The columns of [`crate::drive::column::FILE`], from this one on.
pub(super) fn file_row(row: &Row, from: usize) -> Result<FileRow, Fault> {
    let raw = RawFile {
        file: row.try_get(from)?,
        version: row.try_get(from + 1)?,
        parent: row.try_get(from + 2)?,
        kind: row.try_get::<_, i16>(from + 3)?.into(),
        state: row.try_get::<_, i16>(from + 4)?.into(),
        content: row.try_get(from + 5)?,
        size_bytes: row.try_get(from + 6)?,
        revision: row.try_get(from + 7)?,
        head: row.try_get(from + 8)?,
        name_from: row.try_get(from + 9)?,
        name_to: row.try_get(from + 10)?,
        entry: row.try_get(from + 11)?,
    };
    Ok(FileRow::try_from(raw)?)
}

/// The places of what is in these folders, at this version of the drive's tree. [`Fault::Conflict`] when the
/// tree has another version by now.
pub(super) async fn places(
    reading: &Reading<'_>,
    trees: &Trees,
    drive: DriveId,
    tree: i64,
    folders: impl IntoIterator<Item = FileId>,
) -> Result<HashMap<FileId, Arc<Place>>, Fault> {
    let folders: BTreeSet<_> = folders.into_iter().collect();
    let mut places = Places::new(trees, drive, tree);
    let unknown: Vec<_> = folders.iter().filter(|id| places.known(**id).is_none()).map(|id| id.0).collect();
    let loaded =
        if unknown.is_empty() { HashMap::new() } else { ancestors(reading, drive, tree, &unknown).await? };
    folders
        .into_iter()
        .map(|folder| Ok((folder, places.of(folder, |id| Ok::<_, Fault>(loaded.get(&id).cloned()))?)))
        .collect()
}

/// These folders and all above them.
async fn ancestors(
    reading: &Reading<'_>,
    drive: DriveId,
    tree: i64,
    folders: &[i64],
) -> Result<HashMap<FileId, Folder>, Fault> {
    // UNION, not UNION ALL: it ends where damaged data has a circle. The join returns a row in any case, so
    // that the version is told in any case.
    let sql = "WITH RECURSIVE above (file) AS (
                   SELECT unnest($2::bigint[])
                   UNION
                   SELECT files.parent FROM above JOIN files ON files.drive = $1 AND files.file = above.file)
               SELECT (SELECT tree FROM drives WHERE drive = $1), above.file, folder.*
               FROM above LEFT JOIN LATERAL (
                   SELECT f.parent, f.kind, f.state, c.name, f.name_from, f.name_to, f.entry
                   FROM files AS f JOIN file_columns AS c ON c.drive = f.drive AND c.file = f.file
                   WHERE f.drive = $1 AND f.file = above.file LIMIT 1) AS folder ON true";
    let rows = reading.query(sql, &[&drive.0, &folders]).await?;
    let mut folders = HashMap::with_capacity(rows.len());
    for row in &rows {
        if row.try_get::<_, Option<i64>>(0)? != Some(tree) {
            return Err(Fault::Conflict);
        }
        let Some(parent) = row.try_get(2)? else { continue };
        let name_in = |entry: &str| {
            let from = usize::try_from(row.try_get::<_, i64>(6)?).unwrap_or(usize::MAX);
            let to = usize::try_from(row.try_get::<_, i64>(7)?).unwrap_or(usize::MAX);
            let name = entry.get(from..to).ok_or_else(|| corrupt("files", &"no name in the entry"))?;
            Ok::<_, Fault>(name.to_owned())
        };
        let folder = Folder {
            parent: FileId(parent),
            is_available: row.try_get::<_, i16>(3)? == FileKind::Folder.column()
                && row.try_get::<_, i16>(4)? == FileState::Available.column(),
            name: row.try_get(5)?,
            escaped_name: name_in(row.try_get(8)?)?,
        };
        folders.insert(FileId(row.try_get(1)?), folder);
    }
    Ok(folders)
}

/// Adds to rows of one drive where they are.
pub(super) async fn locate(
    reading: &Reading<'_>,
    trees: &Trees,
    drive: DriveId,
    tree: Option<i64>,
    rows: Vec<FileRow>,
) -> Result<Vec<Found>, Fault> {
    let Some(tree) = tree.filter(|_| !rows.is_empty()) else { return Ok(Vec::new()) };
    let places = places(reading, trees, drive, tree, rows.iter().map(|row| row.parent)).await?;
    let found = |row: FileRow| {
        let place = places.get(&row.parent).cloned().unwrap_or_default();
        Found { row, place }
    };
    Ok(rows.into_iter().map(found).collect())
}
