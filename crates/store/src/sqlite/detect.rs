//! The verbs on file detection, in SQLite: each handed to the module of its subject.

use assay_types::{ContentDigest, HashKey, Sha256Digest, TenantId, Timestamp};
use async_trait::async_trait;
use rusqlite::OptionalExtension as _;

use super::{Sqlite, expire, finish, submit, upload, verdict};
use crate::{
    DetectStore, Detection, DetectionFailure, Lease, MembersPage, NewDetection, NewJob, NewUpload,
    NewVerdict, StoreError, Submitted, Upload, VerdictKey, row::count,
};

#[async_trait]
impl DetectStore for Sqlite {
    async fn promise_upload(&self, upload: NewUpload) -> Result<(), StoreError> {
        self.main.call("promise an upload", move |connection| upload::promise(connection, &upload)).await
    }

    async fn upload(
        &self,
        tenant: &TenantId,
        oss_key: &str,
        now: Timestamp,
    ) -> Result<Option<Upload>, StoreError> {
        let (tenant, oss_key) = (tenant.clone(), oss_key.to_owned());
        self.readers
            .call("read an upload", move |connection| upload::get(connection, &tenant, &oss_key, now))
            .await
    }

    async fn upload_of(
        &self,
        tenant: &TenantId,
        hash_key: &HashKey,
        now: Timestamp,
    ) -> Result<Option<Upload>, StoreError> {
        let (tenant, hash_key) = (tenant.clone(), *hash_key);
        self.readers
            .call("find an upload by hash", move |connection| upload::of(connection, &tenant, &hash_key, now))
            .await
    }

    async fn complete_upload(
        &self,
        tenant: &TenantId,
        oss_key: &str,
        content: ContentDigest,
        expires_at: Timestamp,
    ) -> Result<bool, StoreError> {
        let (tenant, oss_key) = (tenant.clone(), oss_key.to_owned());
        self.main
            .call("complete an upload", move |connection| {
                upload::complete(connection, &tenant, &oss_key, content, expires_at)
            })
            .await
    }

    async fn submit(&self, detection: NewDetection, job: NewJob) -> Result<Submitted, StoreError> {
        self.main
            .call("submit a detection", move |connection| submit::submit(connection, &detection, &job))
            .await
    }

    async fn detections(
        &self,
        tenant: &TenantId,
        hash_keys: &[String],
        now: Timestamp,
    ) -> Result<Vec<Option<Detection>>, StoreError> {
        let (tenant, hash_keys) = (tenant.clone(), hash_keys.to_vec());
        self.readers
            .call("read detections", move |connection| {
                hash_keys
                    .into_iter()
                    .map(|hash_key| verdict::detection(connection, &tenant, hash_key, now))
                    .collect()
            })
            .await
    }

    async fn detection_members(
        &self,
        tenant: &TenantId,
        hash_key: &str,
        skip: u64,
        limit: u64,
        now: Timestamp,
    ) -> Result<Option<MembersPage>, StoreError> {
        let (tenant, hash_key) = (tenant.clone(), hash_key.to_owned());
        self.readers
            .call("read a detection's members", move |connection| {
                verdict::members(connection, &tenant, &hash_key, skip, limit, now)
            })
            .await
    }

    async fn has_verdict(&self, key: &VerdictKey) -> Result<bool, StoreError> {
        let key = key.clone();
        self.readers.call("look for a verdict", move |connection| verdict::exists(connection, &key)).await
    }

    async fn finish_detection(
        &self,
        tenant: &TenantId,
        hash_key: &str,
        verdict: NewVerdict,
        lease: Lease,
        expires_at: Timestamp,
    ) -> Result<(), StoreError> {
        let (tenant, hash_key) = (tenant.clone(), hash_key.to_owned());
        self.main
            .call("finish a detection", move |connection| {
                finish::finish(connection, &tenant, &hash_key, &verdict, lease, expires_at)
            })
            .await
    }

    async fn attach_content(
        &self,
        tenant: &TenantId,
        hash_key: &str,
        content: Sha256Digest,
    ) -> Result<bool, StoreError> {
        let (tenant, hash_key) = (tenant.clone(), hash_key.to_owned());
        self.main
            .call("attach a fetched content", move |connection| {
                finish::attach(connection, &tenant, &hash_key, content)
            })
            .await
    }

    async fn fail_detection(
        &self,
        tenant: &TenantId,
        hash_key: &str,
        failure: DetectionFailure,
        lease: Lease,
    ) -> Result<(), StoreError> {
        let (tenant, hash_key) = (tenant.clone(), hash_key.to_owned());
        self.main
            .call("fail a detection", move |connection| {
                finish::fail(connection, &tenant, &hash_key, &failure, lease)
            })
            .await
    }

    async fn expire_detections(&self, now: Timestamp, limit: usize) -> Result<u64, StoreError> {
        let expired = self
            .main
            .call("expire uploads and detections", move |connection| {
                let uploads = expire::uploads(connection, now, limit)?;
                let detections = expire::detections(connection, now, limit.saturating_sub(uploads))?;
                Ok(uploads + detections)
            })
            .await?;
        // In small transactions: one verdict may have a thousand reports, and other verbs wait meanwhile.
        let mut left = limit;
        while left > 0 {
            let batch = left.min(expire::VERDICT_BATCH);
            let gone = self
                .main
                .call("expire verdicts", move |connection| expire::verdicts(connection, now, batch))
                .await?;
            if gone < batch {
                break;
            }
            left -= gone;
        }
        Ok(expired as u64)
    }

    async fn submissions(&self, tenant: &TenantId) -> Result<u64, StoreError> {
        let tenant = tenant.clone();
        self.readers
            .call("count submissions", move |connection| {
                let submissions = connection
                    .prepare_cached("SELECT submissions FROM tenant_totals WHERE tenant = ?1")?
                    .query_row([tenant.as_str()], |row| row.get(0))
                    .optional()?;
                Ok(count("tenant_totals", submissions.unwrap_or(0))?)
            })
            .await
    }
}
