//! The index of names: kept by the writer, asked by searches.
//!
//! FTS5 writes what it has gathered at every savepoint, and every verb is a savepoint; so verbs only note what is
//! due, in a table in memory that is undone with them, and the group's end indexes it all at once.

use std::collections::BTreeSet;

use assay_types::DriveId;
use rusqlite::Connection;

use super::super::fault::Fault;
use crate::{drive::grams, row::limit_column};

/// Makes the table of what is due.
pub(super) fn prepare(connection: &Connection) -> rusqlite::Result<()> {
    connection.pragma_update(None, "temp_store", "memory")?;
    connection.execute_batch(
        "CREATE TEMP TABLE names_due (
             number  INTEGER NOT NULL PRIMARY KEY,
             was_in  INTEGER NOT NULL,
             grams   TEXT
         ) STRICT",
    )
}

/// Notes that a row is to be in the index under this folded name, or not at all; `was_in` when it may be there.
pub(super) fn due(
    connection: &Connection,
    drive: DriveId,
    number: i64,
    was_in: bool,
    folded: Option<&str>,
) -> Result<(), Fault> {
    let grams = folded.map(|folded| tokens(drive, &grams::of_name(folded)).join(" "));
    connection
        .prepare_cached(
            "INSERT INTO names_due (number, was_in, grams) VALUES (?1, ?2, ?3)
             ON CONFLICT (number) DO UPDATE SET
                 was_in = max(was_in, excluded.was_in), grams = excluded.grams",
        )?
        .execute((number, was_in, grams))?;
    Ok(())
}

/// Indexes what is due.
pub(super) fn index_due(connection: &Connection) -> rusqlite::Result<()> {
    if !connection.prepare_cached("SELECT 1 FROM names_due LIMIT 1")?.exists([])? {
        return Ok(());
    }
    for statement in [
        "DELETE FROM file_names WHERE rowid IN (SELECT number FROM names_due WHERE was_in)",
        "INSERT INTO file_names (rowid, grams) SELECT number, grams FROM names_due WHERE grams != ''",
        "DELETE FROM names_due",
    ] {
        connection.prepare_cached(statement)?.execute([])?;
    }
    Ok(())
}

/// Numbers of up to `limit` rows whose names may contain these words; `None` when the index cannot say.
pub(super) fn candidates(
    connection: &Connection,
    drive: DriveId,
    words: &[String],
    limit: usize,
) -> Result<Option<Vec<i64>>, Fault> {
    let grams = grams::of_words(words);
    if grams.is_empty() {
        return Ok(None);
    }
    let query = format!("\"{}\"", tokens(drive, &grams).join("\" AND \""));
    let mut statement =
        connection.prepare_cached("SELECT rowid FROM file_names WHERE file_names MATCH ?1 LIMIT ?2")?;
    let rows = statement.query_map((query, limit_column(limit)), |row| row.get(0))?;
    Ok(Some(rows.collect::<rusqlite::Result<_>>()?))
}

/// Pieces as words of the index: each of one drive, so that another drive's files cost nothing.
fn tokens(drive: DriveId, grams: &BTreeSet<String>) -> Vec<String> {
    grams.iter().map(|gram| token(drive, gram)).collect()
}

/// The tokenizer keeps ASCII letters, digits, and everything beyond ASCII. What else a piece has becomes a character
/// of a private area: a name that has that itself is one candidate too many, no more.
fn token(drive: DriveId, gram: &str) -> String {
    const PRIVATE: u32 = 0xe000;
    let kept = |char: char| match char {
        'a'..='z' | '0'..='9' | '\u{80}'.. => char,
        other => char::from_u32(PRIVATE + u32::from(other)).unwrap_or(other),
    };
    let mut token = format!("{:x}z", drive.0);
    token.extend(gram.chars().map(kept));
    token
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_have_nothing_that_would_end_them() {
        let token = token(DriveId(26), "a \"\0'*");
        assert!(token.starts_with("1aza"));
        assert!(token.chars().all(|char| char.is_ascii_alphanumeric() || !char.is_ascii()));
    }
}
