//! Files by their URIs and numbers, in PostgreSQL.

use std::collections::HashMap;

use deadpool_postgres::GenericClient;

use crate::{
    DatasetNo, MediaFile, MediaUri,
    drive::sql::successor,
    postgres::{
        fault::Fault,
        statement::{query, text},
    },
    row::{count, limit_column},
};

/// See [`crate::MediaFileStore::media_files`].
pub(super) async fn files(
    client: &impl GenericClient,
    dataset: DatasetNo,
    uris: &[String],
) -> Result<Vec<Option<MediaFile>>, Fault> {
    let places: Vec<_> = uris.iter().map(|uri| text(uri)).collect();
    let sql =
        "SELECT c.place, f.no, f.version, f.entry FROM media_columns c JOIN media_files f ON f.no = c.no
               WHERE c.dataset = $1 AND c.place = ANY($2)";
    let rows = query(client, sql, &[&dataset.0, &places]).await?;
    let mut found = HashMap::with_capacity(rows.len());
    for row in &rows {
        found.insert(row.try_get::<_, &str>(0)?, row);
    }
    let read = |(uri, place): (&String, _)| {
        let Some(row) = found.get(AsRef::<str>::as_ref(place)) else { return Ok(None) };
        let (no, version) = (row.try_get(1)?, count("media_files", row.try_get(2)?)?);
        Ok(Some(MediaFile { no, uri: uri.clone(), entry: row.try_get(3)?, version }))
    };
    uris.iter().zip(&places).map(read).collect()
}

/// Files by number, whose URIs are known.
pub(super) async fn numbered(
    client: &impl GenericClient,
    places: &[(i64, String)],
) -> Result<Vec<Option<MediaFile>>, Fault> {
    let numbers: Vec<_> = places.iter().map(|(no, _)| *no).collect();
    let sql = "SELECT no, version, entry FROM media_files WHERE no = ANY($1)";
    let mut found = HashMap::with_capacity(numbers.len());
    for row in query(client, sql, &[&numbers]).await? {
        let version: i64 = row.try_get(1)?;
        found.insert(row.try_get::<_, i64>(0)?, (version, row.try_get::<_, String>(2)?));
    }
    let read = |(no, uri): &(i64, String)| {
        let Some((version, entry)) = found.remove(no) else { return Ok(None) };
        let version = count("media_files", version)?;
        Ok(Some(MediaFile { no: *no, uri: uri.clone(), entry, version }))
    };
    places.iter().map(read).collect()
}

/// See [`crate::MediaFileStore::media_uris`].
pub(super) async fn uris(
    client: &impl GenericClient,
    dataset: DatasetNo,
    prefix: &str,
    after: Option<&str>,
    limit: usize,
) -> Result<Vec<MediaUri>, Fault> {
    let (prefix, after) = (text(prefix), text(after.unwrap_or_default()));
    let sql = "SELECT place, fingerprint FROM media_columns
               WHERE dataset = $1 AND place >= $2 AND place > $3 AND ($4::text IS NULL OR place < $4)
               ORDER BY place LIMIT $5";
    let (end, from) = (successor(&prefix), (&prefix).max(&after));
    let rows = query(client, sql, &[&dataset.0, &from, &after, &end, &limit_column(limit)]).await?;
    rows.iter().map(|row| Ok(MediaUri { uri: row.try_get(0)?, fingerprint: row.try_get(1)? })).collect()
}
