//! Files by id, by name, and by folder, in PostgreSQL.

use std::collections::HashMap;

use assay_types::{DriveId, FileId};

use super::{
    pager::{Key, KeyKind, Pager, Param},
    reading::{Reading, consistent, file_row, locate},
};
use crate::{
    Direction, FileKind, FileRow, FilesPage, FolderTotals, Found, ListOrder, ListSpec, Position, Scope,
    drive::column::file_columns,
    postgres::{
        Postgres,
        fault::Fault,
        statement::{query, text},
    },
    row::{count, limit_column},
};

/// Rows that a page looks at, for each that it may have.
const LOOKS: usize = 20;

/// Rows that any page may look at.
const LOOKS_MIN: usize = 2000;

/// Rows that a page looks at.
pub(super) fn looks(limit: usize) -> usize {
    limit.saturating_mul(LOOKS).max(LOOKS_MIN)
}

impl Postgres {
    /// See [`crate::DriveStore::files`].
    pub(super) async fn files_once(
        &self,
        drive: DriveId,
        ids: &[FileId],
    ) -> Result<Vec<Option<Found>>, Fault> {
        consistent!(self.pool, |reading| self.read_files(&reading, drive, ids))
    }

    pub(super) async fn read_files(
        &self,
        reading: &Reading<'_>,
        drive: DriveId,
        ids: &[FileId],
    ) -> Result<Vec<Option<Found>>, Fault> {
        let sql = concat!(
            "SELECT (SELECT tree FROM drives WHERE drive = $1), ",
            file_columns!(),
            " FROM files AS f WHERE f.drive = $1 AND f.file = ANY($2)"
        );
        let wanted: Vec<_> = ids.iter().map(|id| id.0).collect();
        let rows = reading.query(sql, &[&drive.0, &wanted]).await?;
        let tree = rows.first().map(|row| row.try_get(0)).transpose()?.flatten();
        let rows = rows.iter().map(|row| file_row(row, 1)).collect::<Result<_, _>>()?;
        let found = locate(reading, &self.trees, drive, tree, rows).await?;
        let found: HashMap<_, _> = found.into_iter().map(|found| (found.row.id, found)).collect();
        Ok(ids.iter().map(|id| found.get(id).cloned()).collect())
    }

    /// See [`crate::DriveStore::named`].
    pub(super) async fn named_once(
        &self,
        drive: DriveId,
        parent: FileId,
        name: &str,
        limit: usize,
    ) -> Result<Vec<FileRow>, Fault> {
        let sql = concat!(
            "SELECT ",
            file_columns!(),
            " FROM (SELECT file FROM file_columns
                    WHERE drive = $1 AND parent = $2 AND state = 0 AND name = $3 ORDER BY file LIMIT $4) AS c
              JOIN files AS f ON f.drive = $1 AND f.file = c.file ORDER BY f.file"
        );
        let client = self.pool.get().await?;
        let rows = query(&client, sql, &[&drive.0, &parent.0, &text(name), &limit_column(limit)]).await?;
        rows.iter().map(|row| file_row(row, 0)).collect()
    }

    /// See [`crate::DriveStore::children`].
    pub(super) async fn children_once(
        &self,
        drive: DriveId,
        parent: FileId,
        after: FileId,
        limit: usize,
    ) -> Result<Vec<FileRow>, Fault> {
        // Each state by itself, so that each is a range of the index.
        let sql = concat!(
            "SELECT ",
            file_columns!(),
            " FROM (SELECT child.file FROM generate_series(0, 4) AS states (state)
                    CROSS JOIN LATERAL (
                        SELECT file FROM file_columns
                        WHERE drive = $1 AND parent = $2 AND state = states.state AND file > $3
                        ORDER BY file LIMIT $4) AS child
                    ORDER BY child.file LIMIT $4) AS c
              CROSS JOIN LATERAL (
                  SELECT * FROM files WHERE drive = $1 AND file = c.file LIMIT 1) AS f
              ORDER BY f.file"
        );
        let client = self.pool.get().await?;
        let rows = query(&client, sql, &[&drive.0, &parent.0, &after.0, &limit_column(limit)]).await?;
        rows.iter().map(|row| file_row(row, 0)).collect()
    }

    /// See [`crate::DriveStore::list`].
    pub(super) async fn list_once(&self, spec: &ListSpec) -> Result<FilesPage, Fault> {
        consistent!(self.pool, |reading| async {
            let reading = reading;
            self.list_pager(spec).page(&reading, |found| is_in_sight(found, &spec.scope)).await
        })
    }

    fn list_pager(&self, spec: &ListSpec) -> Pager<'_> {
        let mut params: Vec<Param> = vec![Box::new(spec.parent.0), Box::new(spec.filter.state.column())];
        let mut wanted = "true".to_owned();
        if let Some(kind) = spec.filter.kind {
            params.push(Box::new(kind.column()));
            wanted = format!("c.kind = ${}", params.len() + 1);
        }
        if let Some(category) = &spec.filter.category {
            params.push(Box::new(text(category).into_owned()));
            wanted = format!("{wanted} AND c.category = ${}", params.len() + 1);
        }
        let (column, kind) = match spec.order {
            ListOrder::Created => ("", KeyKind::Number),
            ListOrder::Updated => ("c.updated_at", KeyKind::Number),
            ListOrder::Name => ("c.name", KeyKind::Text),
            ListOrder::Size => ("c.size_bytes", KeyKind::Number),
        };
        let key = Key { column, kind, direction: spec.direction };
        Pager {
            trees: &self.trees,
            drive: spec.drive,
            within: "c.parent = $2 AND c.state = $3".to_owned(),
            wanted,
            params,
            keys: Some(key).filter(|key| !key.column.is_empty()).into_iter().collect(),
            ids: spec.direction,
            after: spec.after.clone(),
            limit: spec.limit,
            looks: looks(spec.limit),
        }
    }

    /// See [`crate::DriveStore::trash`].
    pub(super) async fn trash_once(
        &self,
        drive: DriveId,
        after: Option<&Position>,
        limit: usize,
    ) -> Result<FilesPage, Fault> {
        let pager = || Pager {
            trees: &self.trees,
            drive,
            within: "c.state = 2".to_owned(),
            wanted: "true".to_owned(),
            params: Vec::new(),
            keys: vec![Key {
                column: "c.trashed_at",
                kind: KeyKind::Number,
                direction: Direction::Descending,
            }],
            ids: Direction::Descending,
            after: after.cloned(),
            limit,
            looks: looks(limit),
        };
        consistent!(self.pool, |reading| async {
            let reading = reading;
            pager().page(&reading, |_| true).await
        })
    }

    /// See [`crate::DriveStore::folder_totals`].
    pub(super) async fn folder_totals_once(
        &self,
        drive: DriveId,
        folder: FileId,
    ) -> Result<FolderTotals, Fault> {
        // A folder has one parent, so only this one could be met twice, in damaged data.
        let sql = "WITH RECURSIVE below (file, depth) AS (
                       SELECT $2::bigint, 0::bigint
                       UNION ALL
                       SELECT c.file, below.depth + 1 FROM below JOIN file_columns AS c
                           ON c.drive = $1 AND c.parent = below.file AND c.state = 0 AND c.kind = 1
                           AND c.file <> $2)
                   SELECT c.kind, count(*), coalesce(sum(c.size_bytes), 0)::bigint, max(below.depth) + 1
                   FROM below JOIN file_columns AS c ON c.drive = $1 AND c.parent = below.file AND c.state = 0
                   GROUP BY c.kind";
        let client = self.pool.get().await?;
        let mut totals = FolderTotals::default();
        for row in query(&client, sql, &[&drive.0, &folder.0]).await? {
            let number = count("file_columns", row.try_get(1)?)?;
            match FileKind::from_column(row.try_get::<_, i16>(0)?.into())? {
                FileKind::Folder => {
                    totals.folders = number;
                    totals.height = count("file_columns", row.try_get(3)?)?;
                }
                FileKind::File => {
                    totals.files = number;
                    totals.bytes = count("file_columns", row.try_get(2)?)?;
                }
            }
        }
        Ok(totals)
    }
}

/// Whether a caller of this scope may see a file.
pub(super) fn is_in_sight(found: &Found, scope: &Scope) -> bool {
    match scope {
        Scope::Whole => true,
        Scope::Under(tops) => found.is_under(tops),
    }
}
