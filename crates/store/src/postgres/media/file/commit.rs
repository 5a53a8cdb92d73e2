//! A change of a dataset's files, in PostgreSQL: the dataset's row is locked, so that what is read of its files then
//! is the truth until the transaction ends.

use std::collections::HashMap;

use deadpool_postgres::{Pool, Transaction};

use super::write::{self, Put};
use crate::{
    DatasetNo, JobId, MediaCommit, MediaCommitted, Refused, StoreError,
    id::new_id,
    media::{
        decide::{FileFact, Totals, decide},
        indexed::Indexed,
    },
    postgres::{
        fault::Fault,
        job,
        statement::{execute, query, query_opt},
    },
};

/// See [`crate::MediaFileStore::commit_media`].
pub(super) async fn commit(
    pool: &Pool,
    commit: &MediaCommit,
    puts: &[Indexed],
) -> Result<MediaCommitted, Fault> {
    let mut client = pool.get().await?;
    let transaction = client.transaction().await?;
    if let Some(lease) = commit.completes {
        job::complete(&transaction, lease).await?;
    }
    let sql = "SELECT files, bytes FROM media_datasets WHERE no = $1 FOR UPDATE";
    let row = query_opt(&transaction, sql, &[&commit.dataset.0]).await?;
    let row = row.ok_or(StoreError::Refused(Refused::NoDataset))?;
    let totals = Totals { files: row.try_get(0)?, bytes: row.try_get(1)? };
    let uris: Vec<_> =
        commit.deletes.iter().chain(puts.iter().map(|indexed| &indexed.put.uri)).cloned().collect();
    let decision = decide(commit, puts, totals, &facts(&transaction, commit.dataset, &uris).await?);
    write::delete(&transaction, commit.dataset, &decision.deletes).await?;
    let mut refused = Vec::with_capacity(puts.len());
    let mut made = Vec::with_capacity(puts.len());
    for (indexed, fate) in puts.iter().zip(&decision.puts) {
        refused.push(fate.err());
        if let Ok(before) = fate {
            made.push(Put::new(indexed, *before));
        }
    }
    write::put(&transaction, commit.dataset, made).await?;
    let Totals { files, bytes } = decision.totals;
    let sql = "UPDATE media_datasets SET files = $2, bytes = $3 WHERE no = $1";
    execute(&transaction, sql, &[&commit.dataset.0, &files, &bytes]).await?;
    for new in &commit.jobs {
        job::insert(&transaction, JobId(new_id()), new).await?;
    }
    transaction.commit().await?;
    let deleted = u64::try_from(decision.deletes.len()).unwrap_or(u64::MAX);
    Ok(MediaCommitted { refused, deleted })
}

async fn facts(
    transaction: &Transaction<'_>,
    dataset: DatasetNo,
    uris: &[String],
) -> Result<HashMap<String, FileFact>, Fault> {
    let sql = "SELECT place, no, version, bytes, terms FROM media_columns
               WHERE dataset = $1 AND place = ANY($2)";
    let mut facts = HashMap::new();
    for row in query(transaction, sql, &[&dataset.0, &uris]).await? {
        let (no, version) = (row.try_get(1)?, row.try_get(2)?);
        let fact = FileFact { no, version, size: row.try_get(3)?, terms: row.try_get(4)? };
        facts.insert(row.try_get(0)?, fact);
    }
    Ok(facts)
}
