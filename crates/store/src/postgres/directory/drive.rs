//! Drives' rows.

use assay_types::{DomainId, DriveId, Timestamp};
use deadpool_postgres::GenericClient;
use tokio_postgres::{Row, error::SqlState, types::ToSql};

use super::{and, denied};
use crate::{
    Denied, DriveQuery, DriveRow, DropDrives, Entity, JobId, OwnerKind,
    directory::column::{folded, kind, kind_column},
    id::new_id,
    postgres::{
        fault::Fault,
        job, rights,
        statement::{execute, query, query_opt, text},
    },
    row::{corrupt, count, count_column, limit_column},
};

const COLUMNS: &str = "drive, tenant, domain, name, description, drive_type, owner_kind, owner, is_default, \
                       is_enabled, total_bytes, used_bytes, creator, created_at, updated_at";

pub(super) async fn insert(client: &impl GenericClient, row: &DriveRow) -> Result<(), Fault> {
    let sql = format!(
        "INSERT INTO drives ({COLUMNS}, tree, last_change)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, 0, 0)"
    );
    let inserted = execute(
        client,
        &sql,
        &[
            &row.id.0,
            &row.tenant.as_str(),
            &row.domain.as_str(),
            &text(&row.name),
            &text(&row.description),
            &text(&row.drive_type),
            &kind_column(row.owner_kind),
            &row.owner,
            &row.is_default,
            &row.is_enabled,
            &row.total_bytes.map(count_column),
            &count_column(row.used_bytes),
            &text(&row.creator),
            &row.created_at.as_millis(),
            &row.updated_at.as_millis(),
        ],
    )
    .await;
    inserted.map(drop).map_err(taken)
}

/// What a violated unique index means: the id is taken, or the owner has a default drive.
fn taken(fault: Fault) -> Fault {
    let Fault::Postgres(error) = &fault else { return fault };
    if error.code() != Some(&SqlState::UNIQUE_VIOLATION) {
        return fault;
    }
    let constraint = error.as_db_error().and_then(|error| error.constraint());
    let is_default = constraint == Some("drives_by_default");
    denied(Denied::Exists(if is_default { Entity::DefaultDrive } else { Entity::Drive }))
}

pub(super) async fn find(client: &impl GenericClient, drive: DriveId) -> Result<Option<DriveRow>, Fault> {
    let sql = format!("SELECT {COLUMNS} FROM drives WHERE drive = $1");
    query_opt(client, &sql, &[&drive.0]).await?.as_ref().map(read).transpose()
}

pub(super) async fn find_default(
    client: &impl GenericClient,
    domain: &DomainId,
    owner_kind: OwnerKind,
    owner: &str,
) -> Result<Option<DriveRow>, Fault> {
    let sql = format!(
        "SELECT {COLUMNS} FROM drives WHERE domain = $1 AND owner_kind = $2 AND owner = $3 AND is_default"
    );
    let row = query_opt(client, &sql, &[&domain.as_str(), &kind_column(owner_kind), &text(owner)]).await?;
    row.as_ref().map(read).transpose()
}

pub(super) async fn list(client: &impl GenericClient, wanted: &DriveQuery) -> Result<Vec<DriveRow>, Fault> {
    let (domain, limit) = (wanted.domain.as_str(), limit_column(wanted.limit));
    let after = wanted.after.map_or(0, |drive| drive.0);
    let kind = wanted.owner_kind.map(kind_column);
    let part = wanted.name_part.as_deref().map(|part| text(&folded(part)).into_owned());
    let owners: Option<Vec<_>> =
        wanted.owners.as_ref().map(|owners| owners.iter().map(|owner| text(owner).into_owned()).collect());
    let mut sql = format!("SELECT {COLUMNS} FROM drives WHERE domain = $1 AND drive > $2");
    let mut values: Vec<&(dyn ToSql + Sync)> = vec![&domain, &after, &limit];
    if let Some(kind) = &kind {
        values.push(kind);
        and(&mut sql, "owner_kind = ?", values.len());
    }
    if let Some(owners) = &owners {
        values.push(owners);
        and(&mut sql, "owner = ANY(?)", values.len());
    }
    if let Some(part) = &part {
        values.push(part);
        and(&mut sql, "strpos(lower(name), ?) > 0", values.len());
    }
    sql += " ORDER BY drive LIMIT $3";
    query(client, &sql, &values).await?.iter().map(read).collect()
}

pub(super) async fn update(
    client: &impl GenericClient,
    row: &DriveRow,
    read: Timestamp,
) -> Result<u64, Fault> {
    let sql = "UPDATE drives SET name = $3, description = $4, owner_kind = $5, owner = $6, is_default = $7,
                   is_enabled = $8, total_bytes = $9, updated_at = greatest($10, $2 + 1)
               WHERE drive = $1 AND updated_at = $2";
    let changed = execute(
        client,
        sql,
        &[
            &row.id.0,
            &read.as_millis(),
            &text(&row.name),
            &text(&row.description),
            &kind_column(row.owner_kind),
            &row.owner,
            &row.is_default,
            &row.is_enabled,
            &row.total_bytes.map(count_column),
            &row.updated_at.as_millis(),
        ],
    )
    .await;
    changed.map_err(taken)
}

/// Removes a drive's row and leaves what was in the drive to a job.
pub(super) async fn delete(
    client: &impl GenericClient,
    drive: DriveId,
    drop: &DropDrives,
) -> Result<bool, Fault> {
    let deleted = execute(client, "DELETE FROM drives WHERE drive = $1", &[&drive.0]).await?;
    if deleted == 1 {
        rights::forget_drive(client, drive).await?;
        job::insert(client, JobId(new_id()), &drop.job(drive)).await?;
    }
    Ok(deleted == 1)
}

/// The same with all drives of a domain, or of one owner in it.
pub(super) async fn delete_all(
    client: &impl GenericClient,
    domain: &DomainId,
    owner: Option<(OwnerKind, &str)>,
    drop: &DropDrives,
) -> Result<(), Fault> {
    let rows = match owner {
        None => query(client, "SELECT drive FROM drives WHERE domain = $1", &[&domain.as_str()]).await?,
        Some((kind, owner)) => {
            let sql = "SELECT drive FROM drives WHERE domain = $1 AND owner_kind = $2 AND owner = $3";
            query(client, sql, &[&domain.as_str(), &kind_column(kind), &owner]).await?
        }
    };
    for row in rows {
        delete(client, DriveId(row.try_get(0)?), drop).await?;
    }
    Ok(())
}

fn read(row: &Row) -> Result<DriveRow, Fault> {
    const TABLE: &str = "drives";
    let total: Option<i64> = row.try_get(10)?;
    Ok(DriveRow {
        id: DriveId(row.try_get(0)?),
        tenant: row.try_get::<_, String>(1)?.try_into().map_err(|error| corrupt(TABLE, &error))?,
        domain: row.try_get::<_, String>(2)?.try_into().map_err(|error| corrupt(TABLE, &error))?,
        name: row.try_get(3)?,
        description: row.try_get(4)?,
        drive_type: row.try_get(5)?,
        owner_kind: kind(TABLE, row.try_get(6)?)?,
        owner: row.try_get(7)?,
        is_default: row.try_get(8)?,
        is_enabled: row.try_get(9)?,
        total_bytes: total.map(|bytes| count(TABLE, bytes)).transpose()?,
        used_bytes: count(TABLE, row.try_get(11)?)?,
        creator: row.try_get(12)?,
        created_at: Timestamp(row.try_get(13)?),
        updated_at: Timestamp(row.try_get(14)?),
    })
}
