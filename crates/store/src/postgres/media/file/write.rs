//! Rows of files, written many at a time.

use std::{
    collections::{BTreeSet, HashMap},
    sync::LazyLock,
};

use deadpool_postgres::Transaction;
use tokio_postgres::types::ToSql;

use crate::{
    DatasetNo, FieldKind, MediaField, Scalar,
    media::{
        decide::FileFact,
        indexed::Indexed,
        sql::array,
        terms::{from_bytes, to_bytes},
        value::nanoseconds,
    },
    postgres::{
        fault::Fault,
        media::vector,
        statement::{execute, query, text},
    },
};

/// A file to write.
#[derive(Debug)]
pub(super) struct Put<'a> {
    indexed: &'a Indexed,
    before: Option<FileFact>,
    no: i64,
    version: i64,
    terms: BTreeSet<i64>,
    digest: i64,
}

type Column = Box<dyn ToSql + Sync + Send>;

impl<'a> Put<'a> {
    /// A file in place of the one that was there, or a new one.
    pub(super) fn new(indexed: &'a Indexed, before: Option<FileFact>) -> Self {
        let mut terms = indexed.terms.clone();
        terms.extend(indexed.text_terms.iter().flatten());
        let version = before.map_or(1, |before| before.version.saturating_add(1));
        Self { indexed, before, no: before.map_or(0, |before| before.no), version, terms, digest: 0 }
    }

    /// Whether the terms of an earlier text are among its own.
    fn keeps_text(&self) -> bool {
        self.before.is_some() && self.indexed.text_terms.is_none()
    }
}

/// Writes files.
pub(super) async fn put(
    transaction: &Transaction<'_>,
    dataset: DatasetNo,
    mut puts: Vec<Put<'_>>,
) -> Result<(), Fault> {
    if puts.is_empty() {
        return Ok(());
    }
    number(transaction, &mut puts).await?;
    texts(transaction, &mut puts).await?;
    for put in &mut puts {
        put.digest = Indexed::digest(&put.terms);
    }
    let sql = "INSERT INTO media_files (no, version, entry)
               SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::text[])
               ON CONFLICT (no) DO UPDATE SET version = excluded.version, entry = excluded.entry";
    let numbers = each(&puts, |put| put.no);
    let entries = each(&puts, |put| put.indexed.put.entry.as_str());
    execute(transaction, sql, &[&numbers, &each(&puts, |put| put.version), &entries]).await?;
    put_columns(transaction, dataset, &puts).await?;
    let changed: Vec<_> =
        puts.iter().filter(|put| put.before.is_none_or(|before| before.terms != put.digest)).collect();
    let sql = "INSERT INTO media_terms (no, terms)
               SELECT no, terms::bigint[] FROM unnest($1::bigint[], $2::text[]) AS new (no, terms)
               ON CONFLICT (no) DO UPDATE SET terms = excluded.terms";
    let numbers: Vec<_> = changed.iter().map(|put| put.no).collect();
    let terms: Vec<_> =
        changed.iter().map(|put| array(&put.terms.iter().copied().collect::<Vec<_>>())).collect();
    execute(transaction, sql, &[&numbers, &terms]).await?;
    for put in puts {
        vector::write_vectors(transaction, dataset, put.no, put.indexed.put.vectors.as_deref()).await?;
    }
    Ok(())
}

/// Deletes files by number, and all that belongs to them. Their dataset's totals are the caller's.
pub(super) async fn delete(
    transaction: &Transaction<'_>,
    dataset: DatasetNo,
    numbers: &[i64],
) -> Result<(), Fault> {
    if numbers.is_empty() {
        return Ok(());
    }
    let sql = "DELETE FROM media_columns WHERE dataset = $1 AND no = ANY($2)";
    execute(transaction, sql, &[&dataset.0, &numbers]).await?;
    for sql in [
        "DELETE FROM media_files WHERE no = ANY($1)",
        "DELETE FROM media_terms WHERE no = ANY($1)",
        "DELETE FROM media_texts WHERE no = ANY($1)",
    ] {
        execute(transaction, sql, &[&numbers]).await?;
    }
    vector::delete_vectors(transaction, dataset, numbers).await
}

/// Gives new files their numbers, in order.
async fn number(transaction: &Transaction<'_>, puts: &mut [Put<'_>]) -> Result<(), Fault> {
    let new: Vec<_> = puts.iter_mut().filter(|put| put.before.is_none()).collect();
    if new.is_empty() {
        return Ok(());
    }
    let sql = "SELECT nextval('media_file_numbers') FROM generate_series(1, $1)";
    let many = i32::try_from(new.len()).unwrap_or(i32::MAX);
    let mut numbers = Vec::with_capacity(new.len());
    for row in query(transaction, sql, &[&many]).await? {
        numbers.push(row.try_get(0)?);
    }
    numbers.sort_unstable();
    for (put, no) in new.into_iter().zip(numbers) {
        put.no = no;
    }
    Ok(())
}

/// Keeps the terms of texts, and adds those that are kept to the files' own.
async fn texts(transaction: &Transaction<'_>, puts: &mut [Put<'_>]) -> Result<(), Fault> {
    let keeping: Vec<_> = puts.iter().filter(|put| put.keeps_text()).map(|put| put.no).collect();
    if !keeping.is_empty() {
        let sql = "SELECT no, terms FROM media_texts WHERE no = ANY($1)";
        let mut kept = HashMap::new();
        for row in query(transaction, sql, &[&keeping]).await? {
            kept.insert(row.try_get::<_, i64>(0)?, row.try_get::<_, Vec<u8>>(1)?);
        }
        for put in puts.iter_mut().filter(|put| put.keeps_text()) {
            put.terms.extend(kept.get(&put.no).into_iter().flat_map(|terms| from_bytes(terms)));
        }
    }
    let (mut empty, mut numbers, mut terms) = (Vec::new(), Vec::new(), Vec::new());
    for put in puts.iter() {
        match &put.indexed.text_terms {
            Some(text) if text.is_empty() => empty.push(put.no),
            Some(text) => {
                numbers.push(put.no);
                terms.push(to_bytes(text));
            }
            None => {}
        }
    }
    if !empty.is_empty() {
        execute(transaction, "DELETE FROM media_texts WHERE no = ANY($1)", &[&empty]).await?;
    }
    if !numbers.is_empty() {
        let sql = "INSERT INTO media_texts (no, terms) SELECT * FROM unnest($1::bigint[], $2::bytea[])
                   ON CONFLICT (no) DO UPDATE SET terms = excluded.terms";
        execute(transaction, sql, &[&numbers, &terms]).await?;
    }
    Ok(())
}

/// Writes rows of `media_columns`, new or in place of those of their numbers: an array for each column.
static PUT_COLUMNS: LazyLock<String> = LazyLock::new(|| {
    const OWN: [(&str, &str); 8] = [
        ("no", "bigint"),
        ("place", "text"),
        ("fingerprint", "text"),
        ("version", "bigint"),
        ("bytes", "bigint"),
        ("terms", "bigint"),
        ("latitude", "double precision"),
        ("longitude", "double precision"),
    ];
    let top = MediaField::top().map(|(name, kind)| {
        let kind = match kind {
            FieldKind::Text | FieldKind::Place => "text",
            FieldKind::Integer | FieldKind::Time => "bigint",
            FieldKind::Number => "double precision",
        };
        (format!("\"{name}\""), kind)
    });
    let columns: Vec<_> = OWN.into_iter().map(|(name, kind)| (name.to_owned(), kind)).chain(top).collect();
    let names: Vec<_> = columns.iter().map(|(name, _)| name.as_str()).collect();
    let arrays: Vec<_> =
        (2..).zip(&columns).map(|(place, (_, kind))| format!("${place}::{kind}[]")).collect();
    // The number and the URI of a row never change.
    let set: Vec<_> = names.iter().skip(2).map(|name| format!("{name} = excluded.{name}")).collect();
    format!(
        "INSERT INTO media_columns (dataset, {}) SELECT $1, * FROM unnest({})
         ON CONFLICT (dataset, no) DO UPDATE SET {}",
        names.join(", "),
        arrays.join(", "),
        set.join(", ")
    )
});

async fn put_columns(
    transaction: &Transaction<'_>,
    dataset: DatasetNo,
    puts: &[Put<'_>],
) -> Result<(), Fault> {
    let mut columns: Vec<Column> = vec![
        Box::new(dataset.0),
        Box::new(each(puts, |put| put.no)),
        Box::new(each(puts, |put| put.indexed.put.uri.clone())),
        Box::new(each(puts, |put| text(&put.indexed.put.fingerprint).into_owned())),
        Box::new(each(puts, |put| put.version)),
        Box::new(each(puts, |put| put.indexed.size)),
        Box::new(each(puts, |put| put.digest)),
        Box::new(each(puts, |put| put.indexed.place.map(|(latitude, _)| latitude))),
        Box::new(each(puts, |put| put.indexed.place.map(|(_, longitude)| longitude))),
    ];
    for (place, (_, kind)) in MediaField::top().enumerate() {
        let value = |put: &Put<'_>| put.indexed.columns.get(place).cloned().flatten();
        columns.push(match kind {
            FieldKind::Text | FieldKind::Place => Box::new(each(puts, |put| match value(put) {
                Some(Scalar::Text(text)) => Some(text),
                _ => None,
            })),
            FieldKind::Integer | FieldKind::Time => Box::new(each(puts, |put| match value(put) {
                Some(Scalar::Integer(number)) => Some(number),
                Some(Scalar::Time(time)) => Some(nanoseconds(time)),
                _ => None,
            })),
            FieldKind::Number => Box::new(each(puts, |put| match value(put) {
                Some(Scalar::Number(number)) => Some(number),
                _ => None,
            })),
        });
    }
    let params: Vec<_> = columns.iter().map(|column| &**column as &(dyn ToSql + Sync)).collect();
    execute(transaction, &PUT_COLUMNS, &params).await.map(drop)
}

fn each<'p, T>(puts: &'p [Put<'_>], value: impl Fn(&'p Put<'_>) -> T) -> Vec<T> {
    puts.iter().map(value).collect()
}
