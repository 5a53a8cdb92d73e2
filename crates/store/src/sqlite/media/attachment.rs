//! Buckets that belong to projects, in SQLite.

use assay_types::TenantId;
use rusqlite::{Connection, OptionalExtension as _, Row};

use super::project;
use crate::{AttachmentRow, Made, row::limit_column, sqlite::fault::Fault};

/// See [`crate::MediaCatalogStore::attach_bucket`].
pub(super) fn create(
    connection: &Connection,
    tenant: &TenantId,
    attachment: &AttachmentRow,
) -> Result<Made<()>, Fault> {
    if project::datasets(connection, tenant, &attachment.project)?.is_none() {
        return Ok(Made::NoParent);
    }
    let AttachmentRow { bucket, project, record } = attachment;
    let made = connection
        .prepare_cached(
            "INSERT INTO media_attachments (tenant, bucket, project, record) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT DO NOTHING",
        )?
        .execute((tenant.as_str(), bucket, project, record))?;
    Ok(if made == 1 { Made::Done(()) } else { Made::Exists })
}

/// See [`crate::MediaCatalogStore::detach_bucket`].
pub(super) fn delete(connection: &Connection, tenant: &TenantId, bucket: &str) -> Result<bool, Fault> {
    let sql = "DELETE FROM media_attachments WHERE tenant = ?1 AND bucket = ?2";
    Ok(connection.prepare_cached(sql)?.execute((tenant.as_str(), bucket))? == 1)
}

/// See [`crate::MediaCatalogStore::attachment`].
pub(super) fn find(
    connection: &Connection,
    tenant: &TenantId,
    bucket: &str,
) -> Result<Option<AttachmentRow>, Fault> {
    let sql = "SELECT bucket, project, record FROM media_attachments WHERE tenant = ?1 AND bucket = ?2";
    Ok(connection.prepare_cached(sql)?.query_row((tenant.as_str(), bucket), read).optional()?)
}

/// See [`crate::MediaCatalogStore::attachments`].
pub(super) fn list(
    connection: &Connection,
    tenant: &TenantId,
    project: &str,
    after: Option<&str>,
    limit: usize,
) -> Result<Vec<AttachmentRow>, Fault> {
    let mut statement = connection.prepare_cached(
        "SELECT bucket, project, record FROM media_attachments
         WHERE tenant = ?1 AND project = ?2 AND bucket > ?3 ORDER BY bucket LIMIT ?4",
    )?;
    // No bucket's name is empty.
    let values = (tenant.as_str(), project, after.unwrap_or_default(), limit_column(limit));
    Ok(statement.query_map(values, read)?.collect::<rusqlite::Result<_>>()?)
}

fn read(row: &Row<'_>) -> rusqlite::Result<AttachmentRow> {
    Ok(AttachmentRow { bucket: row.get(0)?, project: row.get(1)?, record: row.get(2)? })
}
