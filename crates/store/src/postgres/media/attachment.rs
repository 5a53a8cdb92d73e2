//! Buckets that belong to projects, in PostgreSQL.

use assay_types::TenantId;
use deadpool_postgres::{GenericClient, Pool};
use tokio_postgres::Row;

use super::project;
use crate::{
    AttachmentRow, Made,
    postgres::{
        fault::Fault,
        statement::{execute, query, query_opt, text},
    },
    row::limit_column,
};

/// See [`crate::MediaCatalogStore::attach_bucket`].
pub(super) async fn create(
    pool: &Pool,
    tenant: &TenantId,
    attachment: &AttachmentRow,
) -> Result<Made<()>, Fault> {
    let mut client = pool.get().await?;
    let transaction = client.transaction().await?;
    if !project::lock(&transaction, tenant, &attachment.project).await? {
        return Ok(Made::NoParent);
    }
    let AttachmentRow { bucket, project, record } = attachment;
    let sql = "INSERT INTO media_attachments (tenant, bucket, project, record) VALUES ($1, $2, $3, $4)
               ON CONFLICT DO NOTHING";
    let (bucket, project, record) = (text(bucket), text(project), text(record));
    if execute(&transaction, sql, &[&tenant.as_str(), &bucket, &project, &record]).await? == 0 {
        return Ok(Made::Exists);
    }
    transaction.commit().await?;
    Ok(Made::Done(()))
}

/// See [`crate::MediaCatalogStore::detach_bucket`].
pub(super) async fn delete(
    client: &impl GenericClient,
    tenant: &TenantId,
    bucket: &str,
) -> Result<bool, Fault> {
    let sql = "DELETE FROM media_attachments WHERE tenant = $1 AND bucket = $2";
    Ok(execute(client, sql, &[&tenant.as_str(), &text(bucket)]).await? == 1)
}

/// See [`crate::MediaCatalogStore::attachment`].
pub(super) async fn find(
    client: &impl GenericClient,
    tenant: &TenantId,
    bucket: &str,
) -> Result<Option<AttachmentRow>, Fault> {
    let sql = "SELECT bucket, project, record FROM media_attachments WHERE tenant = $1 AND bucket = $2";
    let row = query_opt(client, sql, &[&tenant.as_str(), &text(bucket)]).await?;
    row.as_ref().map(read).transpose()
}

/// See [`crate::MediaCatalogStore::attachments`].
pub(super) async fn list(
    client: &impl GenericClient,
    tenant: &TenantId,
    project: &str,
    after: Option<&str>,
    limit: usize,
) -> Result<Vec<AttachmentRow>, Fault> {
    let sql = "SELECT bucket, project, record FROM media_attachments
               WHERE tenant = $1 AND project = $2 AND bucket > $3 ORDER BY bucket LIMIT $4";
    // No bucket's name is empty.
    let (project, after) = (text(project), text(after.unwrap_or_default()));
    let rows = query(client, sql, &[&tenant.as_str(), &project, &after, &limit_column(limit)]).await?;
    rows.iter().map(read).collect()
}

fn read(row: &Row) -> Result<AttachmentRow, Fault> {
    Ok(AttachmentRow { bucket: row.try_get(0)?, project: row.try_get(1)?, record: row.try_get(2)? })
}
