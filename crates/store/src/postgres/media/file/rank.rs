//! Files by the words that they have, in PostgreSQL.

use std::collections::HashMap;

use deadpool_postgres::Object;

use super::{
    query::{Question, begin},
    read,
};
use crate::{
    DatasetNo, MediaCondition, MediaFile,
    drive::sql::Argument,
    media::{
        rank::{Scores, terms_of},
        sql::array,
        terms::Terms,
    },
    postgres::{
        fault::Fault,
        statement::{query, query_opt},
    },
    row::{count, limit_column},
};

/// Files that a condition is asked about at once.
const CHUNK: usize = 500;

/// See [`crate::MediaFileStore::rank_media`].
pub(super) async fn rank(
    client: &Object,
    dataset: DatasetNo,
    text: &str,
    condition: Option<&MediaCondition>,
    limit: usize,
) -> Result<Vec<(MediaFile, f64)>, Fault> {
    let sql = "SELECT files FROM media_datasets WHERE no = $1";
    let files = query_opt(client, sql, &[&dataset.0]).await?.map(|row| row.try_get(0)).transpose()?;
    let mut scores = Scores::new(count("media_datasets", files.unwrap_or_default())?);
    let mut terms = Vec::new();
    for term in terms_of(Terms(dataset), text) {
        let sql = "SELECT count(*) FROM media_terms WHERE terms @> ARRAY[$1::bigint]";
        let row = query_opt(client, sql, &[&term]).await?.ok_or(Fault::Conflict)?;
        terms.push((count("media_terms", row.try_get(0)?)?, term));
    }
    terms.sort_unstable();
    for (having, term) in terms {
        score(client, &mut scores, term, having).await?;
    }
    let question = Question::new(client, dataset, condition).await?;
    let mut best = Vec::new();
    for chunk in scores.into_sorted().chunks(CHUNK) {
        let places = places(&question, chunk).await?;
        let found: Vec<_> = chunk.iter().filter_map(|(no, _)| Some((*no, places.get(no)?.clone()))).collect();
        let files = read::numbered(client, &found).await?;
        let scores: HashMap<_, _> = chunk.iter().copied().collect();
        for file in files.into_iter().flatten() {
            if best.len() == limit {
                return Ok(best);
            }
            if question.holds(&file)? {
                let score = scores.get(&file.no).copied().unwrap_or_default();
                best.push((file, score));
            }
        }
    }
    Ok(best)
}

/// Adds a word to the scores of the files that have it.
async fn score(client: &Object, scores: &mut Scores, term: i64, having: u64) -> Result<(), Fault> {
    let known = scores.known();
    let sql = "SELECT no FROM media_terms WHERE terms @> ARRAY[$1::bigint] AND no = ANY($2)";
    for row in query(client, sql, &[&term, &known]).await? {
        scores.add(row.try_get(0)?, having);
    }
    let room = scores.room();
    if room > 0 {
        let sql = "SELECT no FROM media_terms WHERE terms @> ARRAY[$1::bigint] AND no <> ALL($2)
                   ORDER BY no LIMIT $3";
        for row in query(client, sql, &[&term, &known, &limit_column(room)]).await? {
            scores.add(row.try_get(0)?, having);
        }
    }
    Ok(())
}

/// The URIs of those files that the condition may hold for, by number.
async fn places(question: &Question<'_>, files: &[(i64, f64)]) -> Result<HashMap<i64, String>, Fault> {
    let numbers: Vec<_> = files.iter().map(|(no, _)| *no).collect();
    let mut sql = begin("SELECT c.no, c.place");
    question.from(&mut sql);
    sql.push(" AND c.no = ANY (").bind(Argument::Text(array(&numbers)));
    sql.push("::text::bigint[])");
    let rows = question.query(&sql).await?;
    rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).collect()
}
