//! Vectors of files, in SQLite.

use rusqlite::{Connection, OptionalExtension as _, params};

use crate::{
    DatasetNo, MediaCondition, MediaFile, Nearest, NewVector, VectorKind, VectorRow,
    media::{
        evaluate::Check,
        vector::{Candidate, Search, numbers, numbers_column, vector_kind_column},
    },
    row::{corrupt, count, limit_column},
    sqlite::fault::Fault,
};

/// Writes the vectors that a file has from now on; `None` leaves what was there.
pub(super) fn write_vectors(
    connection: &Connection,
    dataset: DatasetNo,
    no: i64,
    vectors: Option<&[NewVector]>,
) -> Result<(), Fault> {
    let Some(vectors) = vectors else { return Ok(()) };
    delete_vectors(connection, dataset, no)?;
    // Two of one part: the last is as good as any.
    let mut insert = connection.prepare_cached(
        "INSERT OR REPLACE INTO media_vectors (dataset, kind, file, part, numbers) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?;
    for vector in vectors {
        let kind = vector_kind_column(vector.kind);
        insert.execute(params![dataset.0, kind, no, vector.part, numbers_column(&vector.numbers)])?;
    }
    Ok(())
}

/// Deletes the vectors of a file.
pub(super) fn delete_vectors(connection: &Connection, dataset: DatasetNo, no: i64) -> Result<(), Fault> {
    let sql = "DELETE FROM media_vectors WHERE dataset = ?1 AND kind = ?2 AND file = ?3";
    let mut delete = connection.prepare_cached(sql)?;
    for kind in VectorKind::ALL {
        delete.execute((dataset.0, vector_kind_column(kind), no))?;
    }
    Ok(())
}

/// See [`crate::MediaFileStore::media_vectors`].
pub(super) fn list(
    connection: &Connection,
    dataset: DatasetNo,
    kind: VectorKind,
    after: Option<&(i64, String)>,
    limit: usize,
) -> Result<Vec<VectorRow>, Fault> {
    let (no, part) = after.map_or((i64::MIN, ""), |(no, part)| (*no, part.as_str()));
    let mut statement = connection.prepare_cached(
        "SELECT v.file, c.place, v.part, v.numbers
         FROM media_vectors AS v JOIN media_columns AS c ON c.dataset = v.dataset AND c.no = v.file
         WHERE v.dataset = ?1 AND v.kind = ?2 AND (v.file, v.part) > (?3, ?4)
         ORDER BY v.file, v.part LIMIT ?5",
    )?;
    let values = (dataset.0, vector_kind_column(kind), no, part, limit_column(limit));
    let rows = statement.query_and_then(values, |row| {
        let column: Vec<u8> = row.get(3)?;
        Ok(VectorRow { no: row.get(0)?, uri: row.get(1)?, part: row.get(2)?, numbers: numbers(&column)? })
    })?;
    rows.collect()
}

/// See [`crate::MediaFileStore::nearest_media`].
pub(super) fn nearest(
    connection: &Connection,
    dataset: DatasetNo,
    kind: VectorKind,
    wanted: &[f32],
    condition: Option<&MediaCondition>,
    limit: usize,
) -> Result<Vec<Nearest>, Fault> {
    let mut search = Search::new(wanted, limit);
    if !search.is_possible() {
        return Ok(Vec::new());
    }
    let check = condition.map(Check::new);
    let consider = |search: &mut Search, candidate: Option<Candidate>| -> Result<(), Fault> {
        let Some(candidate) = candidate else { return Ok(()) };
        if let Some(check) = &check {
            let Some(file) = file(connection, dataset, candidate.no)? else { return Ok(()) };
            if !check.holds(&record(&file)?) {
                return Ok(());
            }
        }
        search.take(candidate);
        Ok(())
    };
    let mut statement = connection.prepare_cached(
        "SELECT file, part, numbers FROM media_vectors WHERE dataset = ?1 AND kind = ?2 ORDER BY file, part",
    )?;
    let mut rows = statement.query((dataset.0, vector_kind_column(kind)))?;
    while let Some(row) = rows.next()? {
        let (part, numbers) = (row.get_ref(1)?, row.get_ref(2)?);
        let part = part.as_str().map_err(|error| corrupt("media_vectors", &error))?;
        let numbers = numbers.as_blob().map_err(|error| corrupt("media_vectors", &error))?;
        let finished = search.show(row.get(0)?, part, numbers);
        consider(&mut search, finished)?;
    }
    let finished = search.finish();
    consider(&mut search, finished)?;
    let mut found = Vec::new();
    for Candidate { no, part, similarity } in search.into_nearest() {
        if let Some(file) = file(connection, dataset, no)? {
            found.push(Nearest { file, part, similarity });
        }
    }
    Ok(found)
}

fn file(connection: &Connection, dataset: DatasetNo, no: i64) -> Result<Option<MediaFile>, Fault> {
    let row: Option<(String, String, i64)> = connection
        .prepare_cached(
            "SELECT c.place, f.entry, f.version FROM media_columns AS c JOIN media_files AS f ON f.no = c.no
             WHERE c.dataset = ?1 AND c.no = ?2",
        )?
        .query_row((dataset.0, no), |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    let Some((uri, entry, version)) = row else { return Ok(None) };
    Ok(Some(MediaFile { no, uri, entry, version: count("media_files", version)? }))
}

fn record(file: &MediaFile) -> Result<serde_json::Value, Fault> {
    Ok(serde_json::from_str(&file.entry).map_err(|error| corrupt("media_files", &error))?)
}
