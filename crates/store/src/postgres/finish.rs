//! How the job of a detection records what became of it, in PostgreSQL.
//!
//! A job knows its detection by tenant and hash key, but a later submission may have taken that place. It
//! is the job's own as long as it is pending and names the job.

use assay_types::{Sha256Digest, TenantId, Timestamp};
use deadpool_postgres::GenericClient;

use super::{
    Postgres,
    blob::{drop_references, take_reference},
    fault::Fault,
    job,
    statement::{execute, query_opt, text},
    verdict,
};
use crate::{
    DetectionFailure, JobId, Lease, NewVerdict,
    id::new_id,
    row::detection_state::{FAILED, FINAL, PENDING},
};

impl Postgres {
    /// See [`crate::DetectStore::finish_detection`].
    pub(super) async fn finish_once(
        &self,
        tenant: &TenantId,
        hash_key: &str,
        new: &NewVerdict,
        lease: Lease,
        expires_at: Timestamp,
    ) -> Result<(), Fault> {
        let (tenant, hash_key) = (tenant.as_str(), text(hash_key));
        let mut client = self.pool.get().await?;
        let transaction = client.transaction().await?;
        job::complete(&transaction, lease).await?;
        let sql = "SELECT content FROM detections
                   WHERE tenant = $1 AND hash_key = $2 AND state = $3 AND job_id = $4 FOR UPDATE";
        if let Some(row) = query_opt(&transaction, sql, &[&tenant, &hash_key, &PENDING, &lease.job.0]).await?
        {
            if let Some(notice) = &new.notice {
                job::insert(&transaction, JobId(new_id()), notice).await?;
            }
            refer_to(&transaction, row.try_get(0)?, &new.key.content).await?;
            // The engine as well: the job may have run under a newer one than was in force at the submission.
            let sql = "UPDATE detections SET state = $3, content = $4, engine = $5, options = $6,
                           expires_at = $7, job_id = NULL
                       WHERE tenant = $1 AND hash_key = $2";
            let (content, expires_at) = (new.key.content.as_bytes(), expires_at.as_millis());
            let (engine, options) = (&new.key.engine, &new.key.options);
            execute(&transaction, sql, &[&tenant, &hash_key, &FINAL, &content, engine, options, &expires_at])
                .await?;
        }
        verdict::keep(&transaction, new, expires_at).await?;
        Ok(transaction.commit().await?)
    }

    /// See [`crate::DetectStore::attach_content`].
    pub(super) async fn attach_once(
        &self,
        tenant: &TenantId,
        hash_key: &str,
        content: Sha256Digest,
    ) -> Result<bool, Fault> {
        let (tenant, hash_key) = (tenant.as_str(), text(hash_key));
        let mut client = self.pool.get().await?;
        let transaction = client.transaction().await?;
        let sql = "SELECT content FROM detections
                   WHERE tenant = $1 AND hash_key = $2 AND state = $3 AND remote FOR UPDATE";
        let Some(row) = query_opt(&transaction, sql, &[&tenant, &hash_key, &PENDING]).await? else {
            return Ok(false);
        };
        refer_to(&transaction, row.try_get(0)?, &content).await?;
        let sql = "UPDATE detections SET content = $3 WHERE tenant = $1 AND hash_key = $2";
        execute(&transaction, sql, &[&tenant, &hash_key, &content.as_bytes()]).await?;
        transaction.commit().await?;
        Ok(true)
    }

    /// See [`crate::DetectStore::fail_detection`].
    pub(super) async fn fail_once(
        &self,
        tenant: &TenantId,
        hash_key: &str,
        failure: &DetectionFailure,
        lease: Lease,
    ) -> Result<(), Fault> {
        let (tenant, hash_key, reason) = (tenant.as_str(), text(hash_key), text(&failure.reason));
        let mut client = self.pool.get().await?;
        let transaction = client.transaction().await?;
        match &failure.dead_letter {
            Some((error, now)) => job::bury(&transaction, lease, error, *now).await?,
            None => job::complete(&transaction, lease).await?,
        }
        let sql = "UPDATE detections SET state = $3, failure = $4, expires_at = $5, job_id = NULL
                   WHERE tenant = $1 AND hash_key = $2 AND state = $6 AND job_id = $7";
        let expires_at = failure.expires_at.as_millis();
        let failed = execute(
            &transaction,
            sql,
            &[&tenant, &hash_key, &FAILED, &reason, &expires_at, &PENDING, &lease.job.0],
        )
        .await?;
        if let Some(notice) = failure.notice.as_ref().filter(|_| failed > 0) {
            job::insert(&transaction, JobId(new_id()), notice).await?;
        }
        Ok(transaction.commit().await?)
    }
}

/// Moves a detection's reference to `content`, unless it is there already.
async fn refer_to(
    client: &impl GenericClient,
    before: Option<Vec<u8>>,
    content: &Sha256Digest,
) -> Result<(), Fault> {
    if before.as_deref() == Some(content.as_bytes()) {
        return Ok(());
    }
    take_reference(client, content.as_bytes(), None).await?;
    drop_references(client, before, None).await
}
