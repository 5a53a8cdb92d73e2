//! The verbs on file detection, in PostgreSQL: each handed to the module of its subject.

use assay_types::{ContentDigest, HashKey, Sha256Digest, TenantId, Timestamp};
use async_trait::async_trait;

use super::{
    Postgres, expire,
    fault::{Fault, retried},
    statement::query_opt,
};
use crate::{
    DetectStore, Detection, DetectionFailure, Lease, MembersPage, NewDetection, NewJob, NewUpload,
    NewVerdict, StoreError, Submitted, Upload, VerdictKey, row::count,
};

#[async_trait]
impl DetectStore for Postgres {
    async fn promise_upload(&self, upload: NewUpload) -> Result<(), StoreError> {
        retried!("promise an upload", self.promise(&upload))
    }

    async fn upload(
        &self,
        tenant: &TenantId,
        oss_key: &str,
        now: Timestamp,
    ) -> Result<Option<Upload>, StoreError> {
        retried!("read an upload", self.upload_at(tenant, oss_key, now))
    }

    async fn upload_of(
        &self,
        tenant: &TenantId,
        hash_key: &HashKey,
        now: Timestamp,
    ) -> Result<Option<Upload>, StoreError> {
        retried!("find an upload by hash", self.upload_by_hash(tenant, hash_key, now))
    }

    async fn complete_upload(
        &self,
        tenant: &TenantId,
        oss_key: &str,
        content: ContentDigest,
        expires_at: Timestamp,
    ) -> Result<bool, StoreError> {
        retried!("complete an upload", self.complete_once(tenant, oss_key, content, expires_at))
    }

    async fn submit(&self, detection: NewDetection, job: NewJob) -> Result<Submitted, StoreError> {
        retried!("submit a detection", self.submit_once(&detection, &job))
    }

    async fn detections(
        &self,
        tenant: &TenantId,
        hash_keys: &[String],
        now: Timestamp,
    ) -> Result<Vec<Option<Detection>>, StoreError> {
        retried!("read detections", self.detections_once(tenant, hash_keys, now))
    }

    async fn detection_members(
        &self,
        tenant: &TenantId,
        hash_key: &str,
        skip: u64,
        limit: u64,
        now: Timestamp,
    ) -> Result<Option<MembersPage>, StoreError> {
        retried!("read a detection's members", self.members_once(tenant, hash_key, skip, limit, now))
    }

    async fn has_verdict(&self, key: &VerdictKey) -> Result<bool, StoreError> {
        retried!("look for a verdict", self.verdict_exists(key))
    }

    async fn finish_detection(
        &self,
        tenant: &TenantId,
        hash_key: &str,
        verdict: NewVerdict,
        lease: Lease,
        expires_at: Timestamp,
    ) -> Result<(), StoreError> {
        retried!("finish a detection", self.finish_once(tenant, hash_key, &verdict, lease, expires_at))
    }

    async fn attach_content(
        &self,
        tenant: &TenantId,
        hash_key: &str,
        content: Sha256Digest,
    ) -> Result<bool, StoreError> {
        retried!("attach a fetched content", self.attach_once(tenant, hash_key, content))
    }

    async fn fail_detection(
        &self,
        tenant: &TenantId,
        hash_key: &str,
        failure: DetectionFailure,
        lease: Lease,
    ) -> Result<(), StoreError> {
        retried!("fail a detection", self.fail_once(tenant, hash_key, &failure, lease))
    }

    async fn expire_detections(&self, now: Timestamp, limit: usize) -> Result<u64, StoreError> {
        let expired = retried!("expire uploads and detections", self.expire_once(now, limit))?;
        // In small transactions: one verdict may have a thousand reports.
        let mut left = limit;
        while left > 0 {
            let batch = left.min(expire::VERDICT_BATCH);
            let gone = retried!("expire verdicts", self.expire_verdicts_once(now, batch))?;
            if gone < batch {
                break;
            }
            left -= gone;
        }
        Ok(expired as u64)
    }

    async fn submissions(&self, tenant: &TenantId) -> Result<u64, StoreError> {
        retried!("count submissions", async {
            let sql = "SELECT submissions FROM tenant_totals WHERE tenant = $1";
            let row = query_opt(&self.pool.get().await?, sql, &[&tenant.as_str()]).await?;
            let submissions = row.map_or(Ok(0), |row| row.try_get(0))?;
            Ok::<_, Fault>(count("tenant_totals", submissions)?)
        })
    }
}
