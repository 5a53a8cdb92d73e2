//! Files by the words that they have, in SQLite.

use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension as _};

use super::{
    query::{Question, Source},
    read,
};
use crate::{
    DatasetNo, MediaCondition, MediaFile,
    drive::sql::Argument,
    media::{
        rank::{Scores, terms_of},
        sql::word,
        terms::Terms,
    },
    row::{count, limit_column},
    sqlite::fault::Fault,
};

/// Files that a condition is asked about at once.
const CHUNK: usize = 1000;

/// See [`crate::MediaFileStore::rank_media`].
pub(super) fn rank(
    connection: &Connection,
    dataset: DatasetNo,
    query: &str,
    condition: Option<&MediaCondition>,
    limit: usize,
) -> Result<Vec<(MediaFile, f64)>, Fault> {
    let files: Option<i64> = connection
        .prepare_cached("SELECT files FROM media_datasets WHERE no = ?1")?
        .query_row([dataset.0], |row| row.get(0))
        .optional()?;
    let mut terms = Vec::new();
    for term in terms_of(Terms(dataset), query) {
        let having: i64 = connection
            .prepare_cached("SELECT count(*) FROM media_terms WHERE media_terms MATCH ?1")?
            .query_row([word(term)], |row| row.get(0))?;
        terms.push((count("media_terms", having)?, term));
    }
    terms.sort_unstable();
    let mut scores = Scores::new(count("media_datasets", files.unwrap_or_default())?);
    for (having, term) in terms {
        let mut statement =
            connection.prepare_cached("SELECT rowid FROM media_terms WHERE media_terms MATCH ?1")?;
        let mut rows = statement.query([word(term)])?;
        while let Some(row) = rows.next()? {
            scores.add(row.get(0)?, having);
        }
    }
    let question = Question::new(connection, dataset, condition);
    let mut best = Vec::new();
    for chunk in scores.into_sorted().chunks(CHUNK) {
        let places = places(&question, chunk)?;
        for (no, score) in chunk {
            if best.len() == limit {
                return Ok(best);
            }
            let Some(uri) = places.get(no) else { continue };
            let Some(file) = read::file(connection, *no, uri.clone())? else { continue };
            if question.holds(&file)? {
                best.push((file, *score));
            }
        }
    }
    Ok(best)
}

/// The URIs of those files that the condition may hold for, by number.
fn places(question: &Question<'_>, files: &[(i64, f64)]) -> Result<HashMap<i64, String>, Fault> {
    let numbers: Vec<_> = files.iter().map(|(no, _)| *no).collect();
    let mut sql = question.sql("SELECT c.no, c.place FROM json_each(");
    sql.bind(Argument::Text(format!("{numbers:?}")));
    sql.push(") j CROSS JOIN media_columns c ON c.no = j.value WHERE c.dataset = ");
    sql.number(question.dataset.0);
    question.guessed(&mut sql, &Source::Table, true);
    sql.push(" LIMIT ").number(limit_column(numbers.len()));
    let mut statement = question.prepare(&sql)?;
    let rows = statement.raw_query().mapped(|row| Ok((row.get(0)?, row.get(1)?)));
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
