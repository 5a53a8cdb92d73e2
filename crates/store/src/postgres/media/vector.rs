//! Vectors of files, in PostgreSQL.

use std::collections::HashMap;

use deadpool_postgres::GenericClient;
use tokio_postgres::Row;

use crate::{
    DatasetNo, MediaCondition, MediaFile, Nearest, NewVector, VectorKind, VectorRow,
    media::{
        evaluate::Check,
        vector::{BATCH, Candidate, Search, numbers, numbers_column, vector_kind_column},
    },
    postgres::{
        fault::Fault,
        statement::{execute, query, text},
    },
    row::{corrupt, count, limit_column},
};

/// Writes the vectors that a file has from now on; `None` leaves what was there.
pub(super) async fn write_vectors(
    client: &impl GenericClient,
    dataset: DatasetNo,
    no: i64,
    vectors: Option<&[NewVector]>,
) -> Result<(), Fault> {
    let Some(vectors) = vectors else { return Ok(()) };
    delete_vectors(client, dataset, &[no]).await?;
    if vectors.is_empty() {
        return Ok(());
    }
    // Two of one part: the last is as good as any.
    let by_part: HashMap<_, _> = vectors
        .iter()
        .map(|vector| {
            let key = (vector_kind_column(vector.kind), text(&vector.part));
            (key, numbers_column(&vector.numbers))
        })
        .collect();
    let (keys, numbers): (Vec<_>, Vec<_>) = by_part.into_iter().unzip();
    let (kinds, parts): (Vec<_>, Vec<_>) = keys.into_iter().unzip();
    let sql = "INSERT INTO media_vectors (dataset, kind, file, part, numbers)
               SELECT $1, kind, $2, part, numbers
               FROM unnest($3::smallint[], $4::text[], $5::bytea[]) AS new (kind, part, numbers)";
    execute(client, sql, &[&dataset.0, &no, &kinds, &parts, &numbers]).await.map(drop)
}

/// Deletes the vectors of files.
pub(super) async fn delete_vectors(
    client: &impl GenericClient,
    dataset: DatasetNo,
    files: &[i64],
) -> Result<(), Fault> {
    let kinds = VectorKind::ALL.map(vector_kind_column);
    let sql = "DELETE FROM media_vectors WHERE dataset = $1 AND kind = ANY($2) AND file = ANY($3)";
    execute(client, sql, &[&dataset.0, &kinds.as_slice(), &files]).await.map(drop)
}

/// See [`crate::MediaFileStore::media_vectors`].
pub(super) async fn list(
    client: &impl GenericClient,
    dataset: DatasetNo,
    kind: VectorKind,
    after: Option<&(i64, String)>,
    limit: usize,
) -> Result<Vec<VectorRow>, Fault> {
    let (no, part) = after.map_or((i64::MIN, ""), |(no, part)| (*no, part.as_str()));
    let sql = "SELECT v.file, c.place, v.part, v.numbers
               FROM media_vectors AS v JOIN media_columns AS c ON c.dataset = v.dataset AND c.no = v.file
               WHERE v.dataset = $1 AND v.kind = $2 AND (v.file, v.part) > ($3, $4)
               ORDER BY v.file, v.part LIMIT $5";
    let kind = vector_kind_column(kind);
    let rows = query(client, sql, &[&dataset.0, &kind, &no, &text(part), &limit_column(limit)]).await?;
    rows.iter()
        .map(|row| {
            Ok(VectorRow {
                no: row.try_get(0)?,
                uri: row.try_get(1)?,
                part: row.try_get(2)?,
                numbers: numbers(row.try_get(3)?)?,
            })
        })
        .collect()
}

/// See [`crate::MediaFileStore::nearest_media`].
pub(super) async fn nearest(
    client: &impl GenericClient,
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
    let kind = vector_kind_column(kind);
    let sql = "SELECT file, part, numbers FROM media_vectors
               WHERE dataset = $1 AND kind = $2 AND (file, part) > ($3, $4)
               ORDER BY file, part LIMIT $5";
    let mut after = (i64::MIN, String::new());
    loop {
        let rows = query(client, sql, &[&dataset.0, &kind, &after.0, &after.1, &limit_column(BATCH)]).await?;
        let mut candidates = Vec::new();
        for row in &rows {
            candidates.extend(search.show(row.try_get(0)?, row.try_get(1)?, row.try_get(2)?));
        }
        match rows.last() {
            Some(last) if rows.len() == BATCH => after = (last.try_get(0)?, last.try_get(1)?),
            _ => candidates.extend(search.finish()),
        }
        for candidate in holding(client, dataset, check.as_ref(), candidates).await? {
            search.take(candidate);
        }
        if rows.len() < BATCH {
            break;
        }
    }
    let nearest = search.into_nearest();
    let mut files = files(client, dataset, &nearest).await?;
    let found = nearest.into_iter().filter_map(|Candidate { no, part, similarity }| {
        Some(Nearest { file: files.remove(&no)?, part, similarity })
    });
    Ok(found.collect())
}

/// Those candidates that meet a condition.
async fn holding(
    client: &impl GenericClient,
    dataset: DatasetNo,
    check: Option<&Check>,
    mut candidates: Vec<Candidate>,
) -> Result<Vec<Candidate>, Fault> {
    let Some(check) = check else { return Ok(candidates) };
    let mut holds = HashMap::new();
    for (no, file) in files(client, dataset, &candidates).await? {
        let record = serde_json::from_str(&file.entry).map_err(|error| corrupt("media_files", &error))?;
        holds.insert(no, check.holds(&record));
    }
    candidates.retain(|candidate| holds.get(&candidate.no).copied().unwrap_or(false));
    Ok(candidates)
}

/// The candidates' files, by number.
async fn files(
    client: &impl GenericClient,
    dataset: DatasetNo,
    candidates: &[Candidate],
) -> Result<HashMap<i64, MediaFile>, Fault> {
    if candidates.is_empty() {
        return Ok(HashMap::new());
    }
    let numbers: Vec<_> = candidates.iter().map(|candidate| candidate.no).collect();
    let sql = "SELECT c.no, c.place, f.entry, f.version
               FROM media_columns AS c JOIN media_files AS f ON f.no = c.no
               WHERE c.dataset = $1 AND c.no = ANY($2)";
    let rows = query(client, sql, &[&dataset.0, &numbers]).await?;
    let read = |row: &Row| -> Result<_, Fault> {
        let (no, version) = (row.try_get(0)?, count("media_files", row.try_get(3)?)?);
        Ok((no, MediaFile { no, uri: row.try_get(1)?, entry: row.try_get(2)?, version }))
    };
    rows.iter().map(read).collect()
}
