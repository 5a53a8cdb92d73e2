//! Uploads, in PostgreSQL.

use assay_types::{ContentDigest, HashKey, TenantId, Timestamp};
use tokio_postgres::Row;

use super::{
    Postgres,
    blob::{drop_references, take_reference},
    fault::Fault,
    statement::{execute, query_opt, text},
};
use crate::{
    NewUpload, StoreError, Upload,
    row::{UploadRow, count_column},
};

impl Postgres {
    /// See [`crate::DetectStore::promise_upload`].
    pub(super) async fn promise(&self, upload: &NewUpload) -> Result<(), Fault> {
        let sql = "INSERT INTO uploads (tenant, oss_key, hash_key, expires_at) VALUES ($1, $2, $3, $4)
                   ON CONFLICT DO NOTHING";
        let client = self.pool.get().await?;
        let (tenant, oss_key) = (upload.tenant.as_str(), text(&upload.oss_key));
        let (hash_key, expires_at) = (upload.hash_key.to_string(), upload.expires_at.as_millis());
        match execute(&client, sql, &[&tenant, &oss_key, &hash_key, &expires_at]).await? {
            1 => Ok(()),
            _ => Err(StoreError::AlreadyExists("the upload").into()),
        }
    }

    /// See [`crate::DetectStore::upload`].
    pub(super) async fn upload_at(
        &self,
        tenant: &TenantId,
        oss_key: &str,
        now: Timestamp,
    ) -> Result<Option<Upload>, Fault> {
        let sql = "SELECT oss_key, hash_key, content_sha256, content_md5, size_bytes, expires_at FROM uploads
                   WHERE tenant = $1 AND oss_key = $2 AND expires_at > $3";
        let client = self.pool.get().await?;
        let row = query_opt(&client, sql, &[&tenant.as_str(), &text(oss_key), &now.as_millis()]).await?;
        row.as_ref().map(read).transpose()
    }

    /// See [`crate::DetectStore::upload_of`].
    pub(super) async fn upload_by_hash(
        &self,
        tenant: &TenantId,
        hash_key: &HashKey,
        now: Timestamp,
    ) -> Result<Option<Upload>, Fault> {
        let (sql, digest) = match hash_key {
            HashKey::Sha256(digest) => (
                "SELECT oss_key, hash_key, content_sha256, content_md5, size_bytes, expires_at FROM uploads
                 WHERE tenant = $1 AND content_sha256 = $2 AND expires_at > $3
                 ORDER BY expires_at DESC, oss_key DESC LIMIT 1",
                digest.as_bytes(),
            ),
            HashKey::Md5(digest) => (
                "SELECT oss_key, hash_key, content_sha256, content_md5, size_bytes, expires_at FROM uploads
                 WHERE tenant = $1 AND content_md5 = $2 AND expires_at > $3
                 ORDER BY expires_at DESC, oss_key DESC LIMIT 1",
                digest.as_bytes(),
            ),
        };
        let client = self.pool.get().await?;
        let row = query_opt(&client, sql, &[&tenant.as_str(), &digest, &now.as_millis()]).await?;
        row.as_ref().map(read).transpose()
    }

    /// See [`crate::DetectStore::complete_upload`].
    pub(super) async fn complete_once(
        &self,
        tenant: &TenantId,
        oss_key: &str,
        content: ContentDigest,
        expires_at: Timestamp,
    ) -> Result<bool, Fault> {
        let (tenant, oss_key) = (tenant.as_str(), text(oss_key));
        let mut client = self.pool.get().await?;
        let transaction = client.transaction().await?;
        let sql = "SELECT content_sha256 FROM uploads WHERE tenant = $1 AND oss_key = $2 FOR UPDATE";
        let Some(row) = query_opt(&transaction, sql, &[&tenant, &oss_key]).await? else { return Ok(false) };
        let before: Option<Vec<u8>> = row.try_get(0)?;
        take_reference(&transaction, content.sha256.as_bytes(), Some(content.size_bytes)).await?;
        drop_references(&transaction, before, None).await?;
        let sql = "UPDATE uploads SET content_sha256 = $3, content_md5 = $4, size_bytes = $5, expires_at = $6
                   WHERE tenant = $1 AND oss_key = $2";
        let (sha256, md5) = (content.sha256.as_bytes(), content.md5.as_bytes());
        let (size_bytes, expires_at) = (count_column(content.size_bytes), expires_at.as_millis());
        execute(&transaction, sql, &[&tenant, &oss_key, &sha256, &md5, &size_bytes, &expires_at]).await?;
        transaction.commit().await?;
        Ok(true)
    }
}

fn read(row: &Row) -> Result<Upload, Fault> {
    let row = UploadRow {
        oss_key: row.try_get(0)?,
        hash_key: row.try_get(1)?,
        content_sha256: row.try_get(2)?,
        content_md5: row.try_get(3)?,
        size_bytes: row.try_get(4)?,
        expires_at: row.try_get(5)?,
    };
    Ok(row.try_into()?)
}
