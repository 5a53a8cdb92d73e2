//! Recording a submission and what it leads to, in PostgreSQL.

use deadpool_postgres::Transaction;

use super::{
    Postgres,
    blob::{drop_references, take_reference},
    fault::Fault,
    job,
    statement::{execute, query_opt, text},
    verdict::prolong,
};
use crate::{
    ContentState, JobId, NewDetection, NewJob, Submitted, VerdictKey,
    id::new_id,
    row::detection_state::{FINAL, PENDING},
    submission::Standing,
};

impl Postgres {
    /// See [`crate::DetectStore::submit`].
    pub(super) async fn submit_once(&self, new: &NewDetection, job: &NewJob) -> Result<Submitted, Fault> {
        let id = JobId(new_id());
        let mut client = self.pool.get().await?;
        let transaction = client.transaction().await?;
        // Inserted before it is looked for: that is what makes two first submissions wait for each other.
        let mut before = None;
        if !insert(&transaction, new, id).await? {
            // Expired and forgotten between the two statements: then it is a first submission after all.
            let standing = lock(&transaction, new).await?.ok_or(Fault::Conflict)?;
            if standing.answers(new) {
                return count_and_commit(transaction, new, Submitted::Pending).await;
            }
            update(&transaction, new, id).await?;
            before = standing.content;
        }
        let mut known = false;
        if let ContentState::Stored(content) = &new.content {
            // Taken before the old one is dropped, which may be to the same content.
            take_reference(&transaction, content.as_bytes(), None).await?;
            let key =
                VerdictKey { content: *content, engine: new.engine.clone(), options: new.options.clone() };
            known = prolong(&transaction, &key, new.expires_at).await?;
        }
        drop_references(&transaction, before, Some(new.now)).await?;
        if known {
            make_final(&transaction, new).await?;
            if let Some(notice) = &new.notice {
                job::insert(&transaction, JobId(new_id()), notice).await?;
            }
            return count_and_commit(transaction, new, Submitted::Known).await;
        }
        job::insert(&transaction, id, job).await?;
        count_and_commit(transaction, new, Submitted::Queued(id)).await
    }
}

/// Counts last: all submissions of a tenant meet at this row, and should hold it only to commit.
async fn count_and_commit(
    transaction: Transaction<'_>,
    new: &NewDetection,
    answer: Submitted,
) -> Result<Submitted, Fault> {
    let sql = "INSERT INTO tenant_totals (tenant, submissions) VALUES ($1, 1)
               ON CONFLICT (tenant) DO UPDATE SET submissions = tenant_totals.submissions + 1";
    execute(&transaction, sql, &[&new.tenant.as_str()]).await?;
    transaction.commit().await?;
    Ok(answer)
}

/// Writes a pending detection; `false` when something stands under its hash key.
async fn insert(transaction: &Transaction<'_>, new: &NewDetection, job: JobId) -> Result<bool, Fault> {
    write(
        transaction,
        "INSERT INTO detections
             (tenant, hash_key, state, remote, content, engine, options, job_id, submitted_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING",
        new,
        job,
    )
    .await
}

/// Writes a pending detection over what stands under its hash key.
async fn update(transaction: &Transaction<'_>, new: &NewDetection, job: JobId) -> Result<bool, Fault> {
    write(
        transaction,
        "UPDATE detections SET state = $3, remote = $4, content = $5, engine = $6, options = $7, job_id = $8,
             submitted_at = $9, failure = NULL, expires_at = NULL
         WHERE tenant = $1 AND hash_key = $2",
        new,
        job,
    )
    .await
}

async fn write(
    transaction: &Transaction<'_>,
    sql: &str,
    new: &NewDetection,
    job: JobId,
) -> Result<bool, Fault> {
    let (remote, content) = match &new.content {
        ContentState::Stored(content) => (false, Some(content.as_bytes())),
        ContentState::Remote => (true, None),
    };
    let written = execute(
        transaction,
        sql,
        &[
            &new.tenant.as_str(),
            &text(&new.hash_key),
            &PENDING,
            &remote,
            &content,
            &new.engine,
            &new.options,
            &job.0,
            &new.now.as_millis(),
        ],
    )
    .await?;
    Ok(written == 1)
}

async fn make_final(transaction: &Transaction<'_>, new: &NewDetection) -> Result<(), Fault> {
    let sql = "UPDATE detections SET state = $3, job_id = NULL, expires_at = $4
               WHERE tenant = $1 AND hash_key = $2";
    let (tenant, hash_key) = (new.tenant.as_str(), text(&new.hash_key));
    execute(transaction, sql, &[&tenant, &hash_key, &FINAL, &new.expires_at.as_millis()]).await.map(drop)
}

/// What stands under the submission's hash key, held until the transaction ends.
async fn lock(transaction: &Transaction<'_>, new: &NewDetection) -> Result<Option<Standing>, Fault> {
    let sql = "SELECT state, remote, content, options, job_id FROM detections
               WHERE tenant = $1 AND hash_key = $2 FOR UPDATE";
    let key: (&str, _) = (new.tenant.as_str(), text(&new.hash_key));
    let Some(row) = query_opt(transaction, sql, &[&key.0, &key.1]).await? else { return Ok(None) };
    // Asked for only now, with the detection locked: before, a job might have ended meanwhile.
    let job: Option<i64> = row.try_get(4)?;
    let job_alive = match job {
        Some(job) => query_opt(transaction, "SELECT 1 FROM jobs WHERE id = $1", &[&job]).await?.is_some(),
        None => false,
    };
    Ok(Some(Standing {
        state: row.try_get(0)?,
        remote: row.try_get(1)?,
        content: row.try_get(2)?,
        options: row.try_get(3)?,
        job_alive,
    }))
}
