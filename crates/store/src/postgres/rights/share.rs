//! Share links, in PostgreSQL.

use assay_types::{DomainId, Timestamp};
use deadpool_postgres::GenericClient;
use tokio_postgres::{Row, types::ToSql};

use super::super::{
    fault::Fault,
    statement::{execute, text},
};
use crate::{
    Party, ShareCountChange, SharePage, ShareRow, ShareSettings, ShareSpec, StoreError, Value,
    rights::{PagePart, SHARE_COLUMNS, ShareColumns, file_list_column, folded, page_sql},
    row::{count, count_column},
};

/// See [`crate::RightsStore::insert_share`].
pub(super) async fn insert(client: &impl GenericClient, row: &ShareRow) -> Result<(), Fault> {
    let places: Vec<_> = (1..=32).map(|at| format!("${at}")).collect();
    let sql = format!(
        "INSERT INTO share_links ({SHARE_COLUMNS}, folded_name) VALUES ({})
         ON CONFLICT (share_id) DO NOTHING",
        places.join(", ")
    );
    let (settings, counts) = (&row.settings, &row.counts);
    let inserted = execute(
        client,
        &sql,
        &[
            &row.id,
            &row.tenant.as_str(),
            &row.domain.as_str(),
            &row.drive.0,
            &row.creator,
            &row.is_of_domain,
            &row.files.as_deref().map(file_list_column),
            &file_list_column(&row.creatable),
            &row.version,
            &text(&settings.name),
            &text(&settings.description),
            &text(&settings.password),
            &settings.expires_at.map_or(0, Timestamp::as_millis),
            &i16::from(settings.is_enabled),
            &settings.generation,
            &settings.disable_preview,
            &settings.disable_download,
            &settings.disable_save,
            &settings.require_login,
            &settings.office_editable,
            &count_column(settings.preview_limit),
            &count_column(settings.download_limit),
            &count_column(settings.save_limit),
            &count_column(counts.access),
            &count_column(counts.preview),
            &count_column(counts.download),
            &count_column(counts.save),
            &count_column(counts.video_preview),
            &count_column(counts.report),
            &row.created_at.as_millis(),
            &row.updated_at.as_millis(),
            &text(&folded(&settings.name)),
        ],
    )
    .await?;
    if inserted == 1 { Ok(()) } else { Err(StoreError::AlreadyExists("the share link").into()) }
}

/// See [`crate::RightsStore::update_share`].
pub(super) async fn update(
    client: &impl GenericClient,
    id: &str,
    version: i64,
    settings: &ShareSettings,
    counts: ShareCountChange,
    now: Timestamp,
) -> Result<bool, Fault> {
    let sql = "UPDATE share_links SET
                   version = version + 1, name = $3, folded_name = $4, description = $5, password = $6,
                   expires_at = $7, enabled = $8, generation = $9, disable_preview = $10,
                   disable_download = $11, disable_save = $12, require_login = $13, office_editable = $14,
                   preview_limit = $15, download_limit = $16, save_limit = $17,
                   preview_count = coalesce($18, preview_count),
                   download_count = coalesce($19, download_count),
                   save_count = coalesce($20, save_count),
                   video_preview_count = coalesce($21, video_preview_count),
                   report_count = coalesce($22, report_count),
                   updated_at = $23
               WHERE share_id = $1 AND version = $2";
    let changed = execute(
        client,
        sql,
        &[
            &text(id),
            &version,
            &text(&settings.name),
            &text(&folded(&settings.name)),
            &text(&settings.description),
            &text(&settings.password),
            &settings.expires_at.map_or(0, Timestamp::as_millis),
            &i16::from(settings.is_enabled),
            &settings.generation,
            &settings.disable_preview,
            &settings.disable_download,
            &settings.disable_save,
            &settings.require_login,
            &settings.office_editable,
            &count_column(settings.preview_limit),
            &count_column(settings.download_limit),
            &count_column(settings.save_limit),
            &counts.preview.map(count_column),
            &counts.download.map(count_column),
            &counts.save.map(count_column),
            &counts.video_preview.map(count_column),
            &counts.report.map(count_column),
            &now.as_millis(),
        ],
    )
    .await?;
    Ok(changed == 1)
}

/// See [`crate::RightsStore::shares`].
pub(super) async fn page(client: &impl GenericClient, spec: &ShareSpec) -> Result<SharePage, Fault> {
    let rows = ask(client, spec, PagePart::Rows).await?;
    let shares = rows.iter().map(read).collect::<Result<_, Fault>>()?;
    let mut total = None;
    if spec.count {
        let rows = ask(client, spec, PagePart::Count).await?;
        let row = rows.first().ok_or(Fault::Conflict)?;
        total = Some(count("share_links", row.try_get(0)?)?);
    }
    Ok(SharePage { shares, total })
}

async fn ask(client: &impl GenericClient, spec: &ShareSpec, part: PagePart) -> Result<Vec<Row>, Fault> {
    let (sql, values) = page_sql(spec, part, SHARE_COLUMNS, true);
    let values: Vec<Box<dyn ToSql + Sync + Send>> = values
        .into_iter()
        .map(|value| -> Box<dyn ToSql + Sync + Send> {
            match value {
                Value::Number(number) => Box::new(number),
                Value::Text(value) => Box::new(text(&value).into_owned()),
            }
        })
        .collect();
    let values: Vec<&(dyn ToSql + Sync)> =
        values.iter().map(|value| -> &(dyn ToSql + Sync) { value.as_ref() }).collect();
    // Not kept prepared: the text is the client's query.
    Ok(client.query(sql.as_str(), &values).await?)
}

/// Deletes the links that a user made by its own rights.
pub(super) async fn forget_creator(
    client: &impl GenericClient,
    domain: &DomainId,
    grantee: &Party,
) -> Result<(), Fault> {
    if let Party::User(user) = grantee {
        let sql = "DELETE FROM share_links WHERE domain = $1 AND creator = $2 AND NOT of_domain";
        execute(client, sql, &[&domain.as_str(), &user.as_str()]).await?;
    }
    Ok(())
}

/// Reads a row of [`SHARE_COLUMNS`].
pub(super) fn read(row: &Row) -> Result<ShareRow, Fault> {
    let row = ShareColumns {
        id: row.try_get(0)?,
        tenant: row.try_get(1)?,
        domain: row.try_get(2)?,
        drive: row.try_get(3)?,
        creator: row.try_get(4)?,
        of_domain: row.try_get(5)?,
        files: row.try_get(6)?,
        creatable: row.try_get(7)?,
        version: row.try_get(8)?,
        name: row.try_get(9)?,
        description: row.try_get(10)?,
        password: row.try_get(11)?,
        expires_at: row.try_get(12)?,
        enabled: row.try_get(13)?,
        generation: row.try_get(14)?,
        disable_preview: row.try_get(15)?,
        disable_download: row.try_get(16)?,
        disable_save: row.try_get(17)?,
        require_login: row.try_get(18)?,
        office_editable: row.try_get(19)?,
        limits: [row.try_get(20)?, row.try_get(21)?, row.try_get(22)?],
        counts: [
            row.try_get(23)?,
            row.try_get(24)?,
            row.try_get(25)?,
            row.try_get(26)?,
            row.try_get(27)?,
            row.try_get(28)?,
        ],
        created_at: row.try_get(29)?,
        updated_at: row.try_get(30)?,
    };
    Ok(row.try_into()?)
}
