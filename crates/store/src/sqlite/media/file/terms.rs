//! The index of terms: kept by the writer, asked by queries.
//!
//! FTS5 writes what it has gathered at every savepoint, and most verbs are savepoints; so verbs only note what is due,
//! in a table in memory that is undone with them, and the group's end indexes it all at once.

use std::collections::BTreeSet;

use rusqlite::Connection;

use crate::{media::sql::word, sqlite::fault::Fault};

/// Makes the table of what is due.
pub(super) fn prepare(connection: &Connection) -> rusqlite::Result<()> {
    connection.execute_batch(
        "CREATE TEMP TABLE media_terms_due (
             no     INTEGER NOT NULL PRIMARY KEY,
             was_in INTEGER NOT NULL,
             terms  TEXT
         ) STRICT",
    )
}

/// Notes that a file is to be in the index with these terms, or not at all; `was_in` when it may be there.
pub(super) fn due(
    connection: &Connection,
    no: i64,
    was_in: bool,
    terms: Option<&BTreeSet<i64>>,
) -> Result<(), Fault> {
    let terms = terms.map(|terms| {
        let mut text = String::with_capacity(terms.len() * 9);
        for term in terms {
            text.push_str(&word(*term));
            text.push(' ');
        }
        text
    });
    connection
        .prepare_cached(
            "INSERT INTO media_terms_due (no, was_in, terms) VALUES (?1, ?2, ?3)
             ON CONFLICT (no) DO UPDATE SET was_in = max(was_in, excluded.was_in), terms = excluded.terms",
        )?
        .execute((no, was_in, terms))?;
    Ok(())
}

/// Indexes what is due.
pub(super) fn index_due(connection: &Connection) -> rusqlite::Result<()> {
    if !connection.prepare_cached("SELECT 1 FROM media_terms_due LIMIT 1")?.exists([])? {
        return Ok(());
    }
    for statement in [
        "DELETE FROM media_terms WHERE rowid IN (SELECT no FROM media_terms_due WHERE was_in)",
        "INSERT INTO media_terms (rowid, terms) SELECT no, terms FROM media_terms_due WHERE terms != ''",
        "DELETE FROM media_terms_due",
    ] {
        connection.prepare_cached(statement)?.execute([])?;
    }
    Ok(())
}
