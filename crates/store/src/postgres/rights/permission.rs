//! Permissions, in PostgreSQL.

use assay_types::{DomainId, DriveId, FileId, Timestamp};
use deadpool_postgres::GenericClient;
use tokio_postgres::Row;

use super::super::{
    directory::{check_party, lock},
    fault::Fault,
    statement::{execute, query, query_opt, text},
};
use crate::{
    Party, PermissionKey, PermissionRow,
    directory::column::kind_column,
    rights::{PermissionColumns, merged, start_of},
    row::{count, limit_column},
};

const COLUMNS: &str = "drive, file, kind, grantee, role, domain, expires_at, disinherit, creator, created_at";

/// See [`crate::RightsStore::put_permissions`]. Needs a transaction.
pub(super) async fn put(
    client: &impl GenericClient,
    rows: &[PermissionRow],
    per_file: usize,
    per_grantee: usize,
    now: Timestamp,
) -> Result<bool, Fault> {
    let Some(first) = rows.first() else { return Ok(true) };
    let (drive, file) = (first.key.drive, first.key.file);
    lock(client, &first.domain).await?;
    let existing = on_file(client, drive, file, now).await?;
    let existing = existing.into_iter().map(|row| (row.key.grantee, row.key.role)).collect();
    let (on_file, by_grantee) = merged(existing, rows);
    if on_file > per_file {
        return Ok(false);
    }
    for (grantee, here) in by_grantee {
        // A name may come back, and must not find rights waiting for it.
        check_party(client, &first.domain, &grantee).await?;
        let sql = "SELECT count(*) FROM file_permissions
                   WHERE domain = $1 AND kind = $2 AND grantee = $3 AND drive = $4 AND file <> $5
                       AND (expires_at IS NULL OR expires_at > $6)";
        let kind = kind_column(grantee.kind());
        let row = query_opt(
            client,
            sql,
            &[&first.domain.as_str(), &kind, &grantee.id(), &drive.0, &file.0, &now.as_millis()],
        )
        .await?;
        let elsewhere = count("file_permissions", row.ok_or(Fault::Conflict)?.try_get(0)?)?;
        if elsewhere.saturating_add(here as u64) > per_grantee as u64 {
            return Ok(false);
        }
    }
    let sql = "DELETE FROM file_permissions WHERE drive = $1 AND file = $2 AND expires_at <= $3";
    execute(client, sql, &[&drive.0, &file.0, &now.as_millis()]).await?;
    let sql = format!(
        "INSERT INTO file_permissions ({COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
         ON CONFLICT (drive, file, kind, grantee, role) DO UPDATE SET
             domain = excluded.domain, expires_at = excluded.expires_at,
             disinherit = excluded.disinherit, creator = excluded.creator, created_at = excluded.created_at"
    );
    for row in rows {
        execute(
            client,
            &sql,
            &[
                &row.key.drive.0,
                &row.key.file.0,
                &kind_column(row.key.grantee.kind()),
                &row.key.grantee.id(),
                &row.key.role,
                &row.domain.as_str(),
                &row.expires_at.map(Timestamp::as_millis),
                &row.disinherit_sub_group,
                &row.creator,
                &row.created_at.as_millis(),
            ],
        )
        .await?;
    }
    Ok(true)
}

/// See [`crate::RightsStore::remove_permissions`].
pub(super) async fn remove(
    client: &impl GenericClient,
    drive: DriveId,
    file: FileId,
    members: &[(Party, String)],
) -> Result<u64, Fault> {
    let kinds: Vec<_> = members.iter().map(|(grantee, _)| kind_column(grantee.kind())).collect();
    let ids: Vec<_> = members.iter().map(|(grantee, _)| grantee.id()).collect();
    let roles: Vec<_> = members.iter().map(|(_, role)| text(role)).collect();
    let sql = "DELETE FROM file_permissions AS p
               USING (SELECT DISTINCT * FROM unnest($3::smallint[], $4::text[], $5::text[])
                          AS gone (kind, grantee, role)) AS gone
               WHERE p.drive = $1 AND p.file = $2 AND p.kind = gone.kind
                   AND p.grantee = gone.grantee AND p.role = gone.role";
    execute(client, sql, &[&drive.0, &file.0, &kinds, &ids, &roles]).await
}

/// See [`crate::RightsStore::permissions_on`].
pub(super) async fn on_file(
    client: &impl GenericClient,
    drive: DriveId,
    file: FileId,
    now: Timestamp,
) -> Result<Vec<PermissionRow>, Fault> {
    let sql = format!(
        "SELECT {COLUMNS} FROM file_permissions
         WHERE drive = $1 AND file = $2 AND (expires_at IS NULL OR expires_at > $3)
         ORDER BY drive, file, kind, grantee, role"
    );
    let rows = query(client, &sql, &[&drive.0, &file.0, &now.as_millis()]).await?;
    rows.iter().map(read).collect()
}

/// See [`crate::RightsStore::permissions_of`].
pub(super) async fn in_drive(
    client: &impl GenericClient,
    drive: DriveId,
    domain: &DomainId,
    grantees: &[Party],
    now: Timestamp,
) -> Result<Vec<PermissionRow>, Fault> {
    let (kinds, ids) = columns_of(grantees);
    let sql = format!(
        "SELECT {COLUMNS} FROM file_permissions
             JOIN unnest($2::smallint[], $3::text[]) AS wanted (k, g) ON kind = k AND grantee = g
         WHERE domain = $1 AND drive = $4 AND (expires_at IS NULL OR expires_at > $5)"
    );
    let rows = query(client, &sql, &[&domain.as_str(), &kinds, &ids, &drive.0, &now.as_millis()]).await?;
    rows.iter().map(read).collect()
}

/// See [`crate::RightsStore::permissions_in_domain`].
pub(super) async fn in_domain(
    client: &impl GenericClient,
    domain: &DomainId,
    grantees: &[Party],
    after: Option<&PermissionKey>,
    now: Timestamp,
    limit: usize,
) -> Result<Vec<PermissionRow>, Fault> {
    // One walk along the index for each grantee; the page is the first of what they find together.
    let sql = format!(
        "SELECT {COLUMNS} FROM file_permissions
         WHERE domain = $1 AND kind = $2 AND grantee = $3 AND (drive, file, role) > ($4, $5, $6)
             AND (expires_at IS NULL OR expires_at > $7)
         ORDER BY drive, file, role LIMIT $8"
    );
    let mut found = Vec::<PermissionRow>::new();
    for grantee in grantees {
        let (drive, file, role) = start_of(grantee, after);
        let kind = kind_column(grantee.kind());
        let rows = query(
            client,
            &sql,
            &[
                &domain.as_str(),
                &kind,
                &grantee.id(),
                &drive,
                &file,
                &text(role),
                &now.as_millis(),
                &limit_column(limit),
            ],
        )
        .await?;
        for row in &rows {
            found.push(read(row)?);
        }
    }
    found.sort_unstable_by(|a, b| a.key.cmp(&b.key));
    found.truncate(limit);
    Ok(found)
}

/// Deletes what a grantee was permitted.
pub(super) async fn forget_grantee(
    client: &impl GenericClient,
    domain: &DomainId,
    grantee: &Party,
) -> Result<(), Fault> {
    let sql = "DELETE FROM file_permissions WHERE domain = $1 AND kind = $2 AND grantee = $3";
    let kind = kind_column(grantee.kind());
    execute(client, sql, &[&domain.as_str(), &kind, &grantee.id()]).await.map(drop)
}

fn columns_of(grantees: &[Party]) -> (Vec<i16>, Vec<&str>) {
    grantees.iter().map(|grantee| (kind_column(grantee.kind()), grantee.id())).unzip()
}

fn read(row: &Row) -> Result<PermissionRow, Fault> {
    let row = PermissionColumns {
        drive: row.try_get(0)?,
        file: row.try_get(1)?,
        kind: row.try_get(2)?,
        grantee: row.try_get(3)?,
        role: row.try_get(4)?,
        domain: row.try_get(5)?,
        expires_at: row.try_get(6)?,
        disinherit: row.try_get(7)?,
        creator: row.try_get(8)?,
        created_at: row.try_get(9)?,
    };
    Ok(row.try_into()?)
}
