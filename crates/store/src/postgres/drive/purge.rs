//! Removes what was in a drive that is gone.

use assay_types::{DriveId, Timestamp};
use tokio_postgres::Row;

use crate::{
    postgres::{
        Postgres,
        blob::drop_references,
        fault::Fault,
        statement::{execute, query, query_opt},
    },
    row::limit_column,
};

impl Postgres {
    /// Removes so many rows; whether there may be more. Nothing while the drive is there.
    pub(in crate::postgres) async fn purge_drive_once(
        &self,
        drive: DriveId,
        limit: usize,
        now: Timestamp,
    ) -> Result<bool, Fault> {
        let mut client = self.pool.get().await?;
        let transaction = client.transaction().await?;
        let sql = "SELECT 1 FROM drives WHERE drive = $1";
        if query_opt(&transaction, sql, &[&drive.0]).await?.is_some() {
            return Ok(false);
        }
        let limit = limit_column(limit);
        // Uploads before their parts: no part arrives for an upload that is gone.
        let sql = "DELETE FROM drive_uploads WHERE drive = $1 AND upload IN
                       (SELECT upload FROM drive_uploads WHERE drive = $1 LIMIT $2)";
        if execute(&transaction, sql, &[&drive.0, &limit]).await? > 0 {
            transaction.commit().await?;
            return Ok(true);
        }
        for (table, key) in
            [("drive_parts", "upload, number"), ("revisions", "file, revision"), ("files", "file")]
        {
            let sql = format!(
                "DELETE FROM {table} WHERE drive = $1 AND ({key}) IN
                     (SELECT {key} FROM {table} WHERE drive = $1 LIMIT $2) RETURNING content"
            );
            let rows = query(&transaction, &sql, &[&drive.0, &limit]).await?;
            if !rows.is_empty() {
                drop_references(&transaction, contents(&rows)?, Some(now)).await?;
                transaction.commit().await?;
                return Ok(true);
            }
        }
        for (table, key) in [("file_columns", "file"), ("file_terms", "file"), ("drive_changes", "seq")] {
            let sql = format!(
                "DELETE FROM {table} WHERE drive = $1 AND {key} IN
                     (SELECT {key} FROM {table} WHERE drive = $1 LIMIT $2)"
            );
            if execute(&transaction, &sql, &[&drive.0, &limit]).await? > 0 {
                transaction.commit().await?;
                return Ok(true);
            }
        }
        Ok(false)
    }
}

fn contents(rows: &[Row]) -> Result<Vec<Vec<u8>>, Fault> {
    let contents: Vec<Option<Vec<u8>>> =
        rows.iter().map(|row| row.try_get(0)).collect::<Result<_, tokio_postgres::Error>>()?;
    Ok(contents.into_iter().flatten().collect())
}
