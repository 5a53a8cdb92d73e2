//! Uploads, in SQLite.

use assay_types::{ContentDigest, HashKey, TenantId, Timestamp};
use rusqlite::{Connection, OptionalExtension as _, Row};

use super::{
    blob::{drop_reference, take_reference},
    fault::Fault,
};
use crate::{
    NewUpload, StoreError, Upload,
    row::{UploadRow, count_column},
};

/// See [`crate::DetectStore::promise_upload`].
pub(super) fn promise(connection: &Connection, upload: &NewUpload) -> Result<(), Fault> {
    let inserted = connection
        .prepare_cached(
            "INSERT INTO uploads (tenant, oss_key, hash_key, expires_at) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT DO NOTHING",
        )?
        .execute((
            upload.tenant.as_str(),
            &upload.oss_key,
            upload.hash_key.to_string(),
            upload.expires_at.as_millis(),
        ))?;
    if inserted == 1 { Ok(()) } else { Err(StoreError::AlreadyExists("the upload").into()) }
}

/// See [`crate::DetectStore::upload`].
pub(super) fn get(
    connection: &Connection,
    tenant: &TenantId,
    oss_key: &str,
    now: Timestamp,
) -> Result<Option<Upload>, Fault> {
    let row = connection
        .prepare_cached(
            "SELECT oss_key, hash_key, content_sha256, content_md5, size_bytes, expires_at FROM uploads
             WHERE tenant = ?1 AND oss_key = ?2 AND expires_at > ?3",
        )?
        .query_row((tenant.as_str(), oss_key, now.as_millis()), read)
        .optional()?;
    Ok(row.map(Upload::try_from).transpose()?)
}

/// See [`crate::DetectStore::upload_of`].
pub(super) fn of(
    connection: &Connection,
    tenant: &TenantId,
    hash_key: &HashKey,
    now: Timestamp,
) -> Result<Option<Upload>, Fault> {
    let (sql, digest) = match hash_key {
        HashKey::Sha256(digest) => (
            "SELECT oss_key, hash_key, content_sha256, content_md5, size_bytes, expires_at FROM uploads
             WHERE tenant = ?1 AND content_sha256 = ?2 AND expires_at > ?3
             ORDER BY expires_at DESC, oss_key DESC LIMIT 1",
            digest.as_bytes(),
        ),
        HashKey::Md5(digest) => (
            "SELECT oss_key, hash_key, content_sha256, content_md5, size_bytes, expires_at FROM uploads
             WHERE tenant = ?1 AND content_md5 = ?2 AND expires_at > ?3
             ORDER BY expires_at DESC, oss_key DESC LIMIT 1",
            digest.as_bytes(),
        ),
    };
    let row = connection
        .prepare_cached(sql)?
        .query_row((tenant.as_str(), digest, now.as_millis()), read)
        .optional()?;
    Ok(row.map(Upload::try_from).transpose()?)
}

/// See [`crate::DetectStore::complete_upload`].
pub(super) fn complete(
    connection: &Connection,
    tenant: &TenantId,
    oss_key: &str,
    content: ContentDigest,
    expires_at: Timestamp,
) -> Result<bool, Fault> {
    let before: Option<Option<Vec<u8>>> = connection
        .prepare_cached("SELECT content_sha256 FROM uploads WHERE tenant = ?1 AND oss_key = ?2")?
        .query_row((tenant.as_str(), oss_key), |row| row.get(0))
        .optional()?;
    let Some(before) = before else { return Ok(false) };
    take_reference(connection, content.sha256.as_bytes(), Some(content.size_bytes))?;
    if let Some(before) = before {
        drop_reference(connection, &before, None)?;
    }
    connection
        .prepare_cached(
            "UPDATE uploads SET content_sha256 = ?3, content_md5 = ?4, size_bytes = ?5, expires_at = ?6
             WHERE tenant = ?1 AND oss_key = ?2",
        )?
        .execute((
            tenant.as_str(),
            oss_key,
            content.sha256.as_bytes(),
            content.md5.as_bytes(),
            count_column(content.size_bytes),
            expires_at.as_millis(),
        ))?;
    Ok(true)
}

fn read(row: &Row<'_>) -> rusqlite::Result<UploadRow> {
    Ok(UploadRow {
        oss_key: row.get(0)?,
        hash_key: row.get(1)?,
        content_sha256: row.get(2)?,
        content_md5: row.get(3)?,
        size_bytes: row.get(4)?,
        expires_at: row.get(5)?,
    })
}
