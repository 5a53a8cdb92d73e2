//! Uploads and their parts, in PostgreSQL.

use assay_types::{DriveId, FileId, Timestamp, UploadId};
use tokio_postgres::Row;

use crate::{
    PartRow, UploadRow,
    postgres::{
        Postgres,
        blob::{drop_references, take_reference},
        fault::Fault,
        statement::{execute, query, query_opt, text},
    },
    row::{corrupt, count, count_column, limit_column, sha256},
};

impl Postgres {
    /// See [`crate::DriveStore::drive_upload`].
    pub(super) async fn upload_once(
        &self,
        drive: DriveId,
        upload: UploadId,
    ) -> Result<Option<UploadRow>, Fault> {
        let sql = "SELECT drive, upload, file, expires_at, detail FROM drive_uploads
                   WHERE drive = $1 AND upload = $2";
        let client = self.pool.get().await?;
        query_opt(&client, sql, &[&drive.0, &upload.0]).await?.as_ref().map(upload_row).transpose()
    }

    /// See [`crate::DriveStore::expired_uploads`].
    pub(super) async fn expired_uploads_once(
        &self,
        now: Timestamp,
        limit: usize,
    ) -> Result<Vec<UploadRow>, Fault> {
        let sql = "SELECT drive, upload, file, expires_at, detail FROM drive_uploads
                   WHERE expires_at <= $1 ORDER BY expires_at, drive, upload LIMIT $2";
        let client = self.pool.get().await?;
        let rows = query(&client, sql, &[&now.as_millis(), &limit_column(limit)]).await?;
        rows.iter().map(upload_row).collect()
    }

    /// See [`crate::DriveStore::put_part`].
    pub(super) async fn put_part_once(
        &self,
        drive: DriveId,
        upload: UploadId,
        part: &PartRow,
        in_order: bool,
    ) -> Result<Option<bool>, Fault> {
        let number = number_column(part.number);
        let mut client = self.pool.get().await?;
        let transaction = client.transaction().await?;
        // The upload's row orders its parts, and keeps them from an upload that is being ended.
        let sql = "SELECT 1 FROM drive_uploads WHERE drive = $1 AND upload = $2 FOR UPDATE";
        if query_opt(&transaction, sql, &[&drive.0, &upload.0]).await?.is_none() {
            return Ok(None);
        }
        let sql = "SELECT content FROM drive_parts WHERE drive = $1 AND upload = $2 AND number = $3";
        let before = query_opt(&transaction, sql, &[&drive.0, &upload.0, &number]).await?;
        let before: Option<Vec<u8>> = before.map(|row| row.try_get(0)).transpose()?;
        if in_order && before.is_none() {
            let sql = "SELECT coalesce(max(number), 0) FROM drive_parts WHERE drive = $1 AND upload = $2";
            let last = query_opt(&transaction, sql, &[&drive.0, &upload.0]).await?;
            let last: i32 = last.ok_or(Fault::Conflict)?.try_get(0)?;
            if number != last.saturating_add(1) {
                return Ok(Some(false));
            }
        }
        take_reference(&transaction, part.content.as_bytes(), Some(part.size_bytes)).await?;
        drop_references(&transaction, before, None).await?;
        let sql = "INSERT INTO drive_parts (drive, upload, number, content, size_bytes, etag)
                   VALUES ($1, $2, $3, $4, $5, $6)
                   ON CONFLICT (drive, upload, number) DO UPDATE SET
                       content = excluded.content, size_bytes = excluded.size_bytes, etag = excluded.etag";
        let (content, size) = (part.content.as_bytes(), count_column(part.size_bytes));
        execute(&transaction, sql, &[&drive.0, &upload.0, &number, &content, &size, &text(&part.etag)])
            .await?;
        transaction.commit().await?;
        Ok(Some(true))
    }

    /// See [`crate::DriveStore::parts`].
    pub(super) async fn parts_once(
        &self,
        drive: DriveId,
        upload: UploadId,
        after: u32,
        limit: usize,
    ) -> Result<Vec<PartRow>, Fault> {
        let sql = "SELECT number, content, size_bytes, etag FROM drive_parts
                   WHERE drive = $1 AND upload = $2 AND number > $3 ORDER BY number LIMIT $4";
        let client = self.pool.get().await?;
        let bounds = (number_column(after), limit_column(limit));
        let rows = query(&client, sql, &[&drive.0, &upload.0, &bounds.0, &bounds.1]).await?;
        rows.iter().map(part_row).collect()
    }
}

/// A part's number as a column.
fn number_column(number: u32) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

fn upload_row(row: &Row) -> Result<UploadRow, Fault> {
    Ok(UploadRow {
        drive: DriveId(row.try_get(0)?),
        id: UploadId(row.try_get(1)?),
        file: FileId(row.try_get(2)?),
        expires_at: Timestamp(row.try_get(3)?),
        detail: row.try_get(4)?,
    })
}

fn part_row(row: &Row) -> Result<PartRow, Fault> {
    const TABLE: &str = "drive_parts";
    let number: i32 = row.try_get(0)?;
    Ok(PartRow {
        number: u32::try_from(number).map_err(|_| corrupt(TABLE, &"a negative number"))?,
        content: sha256(TABLE, row.try_get(1)?)?,
        size_bytes: count(TABLE, row.try_get(2)?)?,
        etag: row.try_get(3)?,
    })
}
