//! Scans of a whole drive: one stretch of `files` after another, copied out as they come.

use std::{collections::HashMap, sync::Arc};

use assay_types::{DriveId, FileId};
use tokio_postgres::Row;

use super::reading::{Reading, consistent, file_row, places};
use crate::{
    FileState, FilesPage, Found, Place, Position, Scope, TextPage,
    drive::{column::file_columns, text::RawEntry},
    postgres::{Postgres, fault::Fault},
    row::limit_column,
};

/// Rows that a page looks at, for each that it may have; with more out of sight it stays short, so that what
/// is in the recycle bin does not make a page slow.
const LOOKS: usize = 20;

/// Rows that any page may look at.
const LOOKS_MIN: usize = 1000;

/// An entry with its paths, on average: what a page's text is made room for.
const ENTRY_BYTES: usize = 1024;

/// Where columns are that a scan looks at itself.
const TREE: usize = 0;
const FILE: usize = 1;
const PARENT: usize = FILE + 2;
const STATE: usize = FILE + 4;
const HEAD: usize = FILE + 8;
const NAME_FROM: usize = FILE + 9;
const NAME_TO: usize = FILE + 10;
const ENTRY: usize = FILE + 11;

/// What is asked for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scan<'a> {
    pub(super) drive: DriveId,
    pub(super) after: FileId,
    pub(super) limit: usize,
    pub(super) scope: &'a Scope,
}

impl Postgres {
    /// See [`crate::DriveStore::scan_text`].
    pub(super) async fn scan_text_once(&self, scan: Scan<'_>, whole: bool) -> Result<TextPage, Fault> {
        consistent!(self.pool, |reading| async {
            let reading = reading;
            let mut text = Vec::with_capacity(scan.limit.min(LOOKS_MIN) * ENTRY_BYTES);
            let mut count = 0;
            let next = self
                .walk(&reading, scan, |row, file, place| {
                    if count > 0 {
                        text.push(b',');
                    }
                    count += 1;
                    let entry = RawEntry {
                        text: row.try_get::<_, &str>(ENTRY)?.as_bytes(),
                        head: row.try_get(HEAD)?,
                        name_from: row.try_get(NAME_FROM)?,
                        name_to: row.try_get(NAME_TO)?,
                    };
                    let pushed = if whole {
                        entry.push_whole(&mut text, place, file)
                    } else {
                        entry.push_short(&mut text)
                    };
                    Ok(pushed?)
                })
                .await?;
            Ok(TextPage { text, count, next })
        })
    }

    /// See [`crate::DriveStore::scan_rows`].
    pub(super) async fn scan_rows_once(&self, scan: Scan<'_>) -> Result<FilesPage, Fault> {
        consistent!(self.pool, |reading| async {
            let reading = reading;
            let mut files = Vec::new();
            let next = self
                .walk(&reading, scan, |row, _, place| {
                    files.push(Found { row: file_row(row, FILE)?, place: Arc::clone(place) });
                    Ok(())
                })
                .await?;
            let next = next.map(|file| Position { values: Vec::new(), file });
            Ok(FilesPage { files, next, total: None })
        })
    }

    /// Shows a drive's live rows that are in sight, by id, until `limit` were shown or enough were looked at. The
    /// last that was looked at, unless the drive ends there.
    async fn walk(
        &self,
        reading: &Reading<'_>,
        scan: Scan<'_>,
        mut show: impl FnMut(&Row, FileId, &Arc<Place>) -> Result<(), Fault>,
    ) -> Result<Option<FileId>, Fault> {
        let sql = concat!(
            "SELECT (SELECT tree FROM drives WHERE drive = $1), ",
            file_columns!(),
            " FROM files AS f WHERE f.drive = $1 AND f.file > $2 ORDER BY f.file LIMIT $3"
        );
        let most = scan.limit.saturating_mul(LOOKS).max(LOOKS_MIN);
        let (mut shown, mut looked, mut last) = (0, 0, scan.after);
        loop {
            // One more, to see whether there is one.
            let wanted = (scan.limit - shown).min(most - looked);
            let rows = reading
                .query(sql, &[&scan.drive.0, &last.0, &limit_column(wanted.saturating_add(1))])
                .await?;
            let page = rows.get(..wanted.min(rows.len())).unwrap_or_default();
            let places = self.places_of(reading, scan, page).await?;
            for row in page {
                last = FileId(row.try_get(FILE)?);
                looked += 1;
                let parent = FileId(row.try_get(PARENT)?);
                if row.try_get::<_, i16>(STATE)? == FileState::Available.column()
                    && let Some((place, sees_all)) = places.get(&parent)
                    && place.is_live
                    && (*sees_all || scan.sees(last))
                {
                    show(row, last, place)?;
                    shown += 1;
                }
            }
            if rows.len() <= wanted {
                return Ok(None);
            }
            if shown == scan.limit || looked == most {
                return Ok(Some(last));
            }
        }
    }

    /// The places of what is in the rows' folders, and whether the caller may see all of that.
    async fn places_of(
        &self,
        reading: &Reading<'_>,
        scan: Scan<'_>,
        rows: &[Row],
    ) -> Result<HashMap<FileId, (Arc<Place>, bool)>, Fault> {
        let Some(tree) = rows.first().map(|row| row.try_get::<_, Option<i64>>(TREE)).transpose()?.flatten()
        else {
            // A drive that is not there has no files either.
            return Ok(HashMap::new());
        };
        let parents = rows.iter().map(|row| Ok(FileId(row.try_get(PARENT)?)));
        let parents = parents.collect::<Result<Vec<_>, Fault>>()?;
        let places = places(reading, &self.trees, scan.drive, tree, parents).await?;
        let sees_all = |place: &Place| match scan.scope {
            Scope::Whole => true,
            Scope::Under(tops) => {
                tops.contains(&FileId::ROOT) || place.ancestors.iter().any(|ancestor| tops.contains(ancestor))
            }
        };
        Ok(places
            .into_iter()
            .map(|(folder, place)| {
                let sees_all = sees_all(&place);
                (folder, (place, sees_all))
            })
            .collect())
    }
}

impl Scan<'_> {
    /// Whether the caller may see this file by itself.
    fn sees(&self, file: FileId) -> bool {
        matches!(self.scope, Scope::Under(tops) if tops.contains(&file))
    }
}
