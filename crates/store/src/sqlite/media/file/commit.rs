//! A change of a dataset's files, in SQLite: all checks, then all writes, so that it needs no savepoint.

use std::{collections::HashMap, sync::LazyLock};

use rusqlite::{Connection, OptionalExtension as _, params_from_iter, types::Value};

use super::terms;
use crate::{
    DatasetNo, MediaCommit, MediaCommitted, MediaField, Refused, Scalar, StoreError,
    media::{
        decide::{Decision, FileFact, Totals, decide},
        indexed::Indexed,
        terms::{from_bytes, to_bytes},
        value::nanoseconds,
    },
    sqlite::{fault::Fault, job, media::vector},
};

/// Refuses all that [`write`] could not carry out, and decides what it is to do. Writes nothing.
pub(super) fn check(
    connection: &Connection,
    commit: &MediaCommit,
    puts: &[Indexed],
) -> Result<Decision, Fault> {
    let totals = connection
        .prepare_cached("SELECT files, bytes FROM media_datasets WHERE no = ?1")?
        .query_row([commit.dataset.0], |row| Ok(Totals { files: row.get(0)?, bytes: row.get(1)? }))
        .optional()?
        .ok_or(StoreError::Refused(Refused::NoDataset))?;
    if let Some(lease) = commit.completes {
        job::check_lease(connection, lease)?;
    }
    let mut facts = HashMap::new();
    let mut statement = connection.prepare_cached(
        "SELECT no, version, bytes, terms FROM media_columns WHERE dataset = ?1 AND place = ?2",
    )?;
    for uri in commit.deletes.iter().chain(puts.iter().map(|indexed| &indexed.put.uri)) {
        let fact = statement
            .query_row((commit.dataset.0, uri), |row| {
                let (no, version) = (row.get(0)?, row.get(1)?);
                Ok(FileFact { no, version, size: row.get(2)?, terms: row.get(3)? })
            })
            .optional()?;
        if let Some(fact) = fact {
            facts.insert(uri.clone(), fact);
        }
    }
    Ok(decide(commit, puts, totals, &facts))
}

/// Writes what was decided.
pub(super) fn write(
    connection: &Connection,
    commit: &MediaCommit,
    puts: &[Indexed],
    decision: Decision,
) -> Result<MediaCommitted, Fault> {
    if let Some(lease) = commit.completes {
        job::complete(connection, lease)?;
    }
    delete(connection, commit.dataset, &decision.deletes)?;
    let mut refused = Vec::with_capacity(puts.len());
    for (indexed, fate) in puts.iter().zip(decision.puts) {
        match fate {
            Ok(before) => {
                put(connection, commit.dataset, indexed, before)?;
                refused.push(None);
            }
            Err(why) => refused.push(Some(why)),
        }
    }
    connection
        .prepare_cached("UPDATE media_datasets SET files = ?2, bytes = ?3 WHERE no = ?1")?
        .execute((commit.dataset.0, decision.totals.files, decision.totals.bytes))?;
    for job in &commit.jobs {
        job::enqueue(connection, job)?;
    }
    let deleted = u64::try_from(decision.deletes.len()).unwrap_or(u64::MAX);
    Ok(MediaCommitted { refused, deleted })
}

/// Deletes files by number, and all that belongs to them. Their dataset's totals are the caller's.
pub(super) fn delete(connection: &Connection, dataset: DatasetNo, numbers: &[i64]) -> Result<(), Fault> {
    for no in numbers {
        vector::delete_vectors(connection, dataset, *no)?;
        terms::due(connection, *no, true, None)?;
        connection
            .prepare_cached("DELETE FROM media_columns WHERE dataset = ?1 AND no = ?2")?
            .execute((dataset.0, no))?;
        for statement in ["DELETE FROM media_files WHERE no = ?1", "DELETE FROM media_texts WHERE no = ?1"] {
            connection.prepare_cached(statement)?.execute([no])?;
        }
    }
    Ok(())
}

fn put(
    connection: &Connection,
    dataset: DatasetNo,
    indexed: &Indexed,
    before: Option<FileFact>,
) -> Result<(), Fault> {
    let entry = &indexed.put.entry;
    let (no, version) = if let Some(before) = before {
        let version = before.version.saturating_add(1);
        connection
            .prepare_cached("UPDATE media_files SET version = ?2, entry = ?3 WHERE no = ?1")?
            .execute((before.no, version, entry))?;
        (before.no, version)
    } else {
        connection
            .prepare_cached("INSERT INTO media_files (version, entry) VALUES (1, ?1)")?
            .execute([entry])?;
        (connection.last_insert_rowid(), 1)
    };
    let found_by = put_terms(connection, no, indexed, before)?;
    let (latitude, longitude) = indexed.place.unzip();
    let own = [
        Value::Integer(dataset.0),
        Value::Integer(no),
        Value::Text(indexed.put.uri.clone()),
        Value::Text(indexed.put.fingerprint.clone()),
        Value::Integer(version),
        Value::Integer(indexed.size),
        Value::Integer(found_by),
        latitude.map_or(Value::Null, Value::Real),
        longitude.map_or(Value::Null, Value::Real),
    ];
    let values = own.into_iter().chain(indexed.columns.iter().map(column));
    connection.prepare_cached(&PUT_COLUMNS)?.execute(params_from_iter(values))?;
    vector::write_vectors(connection, dataset, no, indexed.put.vectors.as_deref())
}

/// Writes a row of `media_columns`, new or in place of the one of its number.
static PUT_COLUMNS: LazyLock<String> = LazyLock::new(|| {
    const OWN: [&str; 9] =
        ["dataset", "no", "place", "fingerprint", "version", "bytes", "terms", "latitude", "longitude"];
    let top = MediaField::top().map(|(name, _)| format!("\"{name}\""));
    let names: Vec<_> = OWN.into_iter().map(str::to_owned).chain(top).collect();
    let values: Vec<_> = (1..=names.len()).map(|place| format!("?{place}")).collect();
    // The number and the URI of a row never change.
    let set: Vec<_> = names.iter().skip(3).map(|name| format!("{name} = excluded.{name}")).collect();
    format!(
        "INSERT INTO media_columns ({}) VALUES ({}) ON CONFLICT (dataset, no) DO UPDATE SET {}",
        names.join(", "),
        values.join(", "),
        set.join(", ")
    )
});

fn column(value: &Option<Scalar>) -> Value {
    match value {
        None => Value::Null,
        Some(Scalar::Text(text)) => Value::Text(text.clone()),
        Some(Scalar::Integer(number)) => Value::Integer(*number),
        Some(Scalar::Number(number)) => Value::Real(*number),
        Some(Scalar::Time(time)) => Value::Integer(nanoseconds(*time)),
    }
}

/// Has a file's terms indexed where they are not what they were, and returns what tells them from others.
fn put_terms(
    connection: &Connection,
    no: i64,
    indexed: &Indexed,
    before: Option<FileFact>,
) -> Result<i64, Fault> {
    let mut terms = indexed.terms.clone();
    match &indexed.text_terms {
        Some(text) if text.is_empty() => {
            if before.is_some() {
                connection.prepare_cached("DELETE FROM media_texts WHERE no = ?1")?.execute([no])?;
            }
        }
        Some(text) => {
            connection
                .prepare_cached("INSERT OR REPLACE INTO media_texts (no, terms) VALUES (?1, ?2)")?
                .execute((no, to_bytes(text)))?;
            terms.extend(text);
        }
        None if before.is_some() => {
            let kept: Option<Vec<u8>> = connection
                .prepare_cached("SELECT terms FROM media_texts WHERE no = ?1")?
                .query_row([no], |row| row.get(0))
                .optional()?;
            terms.extend(from_bytes(&kept.unwrap_or_default()));
        }
        None => {}
    }
    let digest = Indexed::digest(&terms);
    if before.is_none_or(|before| before.terms != digest) {
        terms::due(connection, no, before.is_some(), Some(&terms))?;
    }
    Ok(digest)
}
