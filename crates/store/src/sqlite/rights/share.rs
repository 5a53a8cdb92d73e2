//! Share links, in SQLite.

use assay_types::{DomainId, Timestamp};
use rusqlite::{
    Connection, OptionalExtension as _, Row, ToSql, params, params_from_iter, types::ToSqlOutput,
};

use super::super::fault::Fault;
use crate::{
    Party, ShareCountChange, SharePage, ShareRow, ShareSettings, ShareSpec, ShareUse, StoreError, Value,
    rights::{PagePart, SHARE_COLUMNS, ShareColumns, count_use_sql, file_list_column, folded, page_sql},
    row::{count, count_column},
};

/// See [`crate::RightsStore::insert_share`].
pub(super) fn insert(connection: &Connection, row: &ShareRow) -> Result<(), Fault> {
    let places: Vec<_> = (1..=32).map(|at| format!("?{at}")).collect();
    let sql = format!(
        "INSERT INTO share_links ({SHARE_COLUMNS}, folded_name) VALUES ({}) ON CONFLICT DO NOTHING",
        places.join(", ")
    );
    let (settings, counts) = (&row.settings, &row.counts);
    let inserted = connection.prepare_cached(&sql)?.execute(params![
        row.id,
        row.tenant.as_str(),
        row.domain.as_str(),
        row.drive.0,
        row.creator,
        row.is_of_domain,
        row.files.as_deref().map(file_list_column),
        file_list_column(&row.creatable),
        row.version,
        settings.name,
        settings.description,
        settings.password,
        settings.expires_at.map_or(0, Timestamp::as_millis),
        settings.is_enabled,
        settings.generation,
        settings.disable_preview,
        settings.disable_download,
        settings.disable_save,
        settings.require_login,
        settings.office_editable,
        count_column(settings.preview_limit),
        count_column(settings.download_limit),
        count_column(settings.save_limit),
        count_column(counts.access),
        count_column(counts.preview),
        count_column(counts.download),
        count_column(counts.save),
        count_column(counts.video_preview),
        count_column(counts.report),
        row.created_at.as_millis(),
        row.updated_at.as_millis(),
        folded(&settings.name),
    ])?;
    if inserted == 1 { Ok(()) } else { Err(StoreError::AlreadyExists("the share link").into()) }
}

/// See [`crate::RightsStore::share`].
pub(super) fn read_one(connection: &Connection, id: &str) -> Result<Option<ShareRow>, Fault> {
    let sql = format!("SELECT {SHARE_COLUMNS} FROM share_links WHERE share_id = ?1");
    let row = connection.prepare_cached(&sql)?.query_row([id], read).optional()?;
    Ok(row.map(ShareRow::try_from).transpose()?)
}

/// See [`crate::RightsStore::update_share`].
pub(super) fn update(
    connection: &Connection,
    id: &str,
    version: i64,
    settings: &ShareSettings,
    counts: ShareCountChange,
    now: Timestamp,
) -> Result<bool, Fault> {
    let changed = connection
        .prepare_cached(
            "UPDATE share_links SET
                 version = version + 1, name = ?3, folded_name = ?4, description = ?5, password = ?6,
                 expires_at = ?7, enabled = ?8, generation = ?9, disable_preview = ?10,
                 disable_download = ?11, disable_save = ?12, require_login = ?13, office_editable = ?14,
                 preview_limit = ?15, download_limit = ?16, save_limit = ?17,
                 preview_count = coalesce(?18, preview_count),
                 download_count = coalesce(?19, download_count),
                 save_count = coalesce(?20, save_count),
                 video_preview_count = coalesce(?21, video_preview_count),
                 report_count = coalesce(?22, report_count),
                 updated_at = ?23
             WHERE share_id = ?1 AND version = ?2",
        )?
        .execute(params![
            id,
            version,
            settings.name,
            folded(&settings.name),
            settings.description,
            settings.password,
            settings.expires_at.map_or(0, Timestamp::as_millis),
            settings.is_enabled,
            settings.generation,
            settings.disable_preview,
            settings.disable_download,
            settings.disable_save,
            settings.require_login,
            settings.office_editable,
            count_column(settings.preview_limit),
            count_column(settings.download_limit),
            count_column(settings.save_limit),
            counts.preview.map(count_column),
            counts.download.map(count_column),
            counts.save.map(count_column),
            counts.video_preview.map(count_column),
            counts.report.map(count_column),
            now.as_millis(),
        ])?;
    Ok(changed == 1)
}

/// See [`crate::RightsStore::count_share_use`].
pub(super) fn count_use(connection: &Connection, id: &str, used: ShareUse) -> Result<bool, Fault> {
    let sql = count_use_sql(used, "?1");
    Ok(connection.prepare_cached(&sql)?.execute([id])? == 1)
}

/// See [`crate::RightsStore::shares`].
pub(super) fn page(connection: &Connection, spec: &ShareSpec) -> Result<SharePage, Fault> {
    let (sql, values) = page_sql(spec, PagePart::Rows, SHARE_COLUMNS, false);
    // Not kept prepared: the text is the client's query.
    let mut statement = connection.prepare(&sql)?;
    let rows = statement.query_map(params_from_iter(values.iter().map(Bound)), read)?;
    let shares = rows.map(|row| Ok(row?.try_into()?)).collect::<Result<_, Fault>>()?;
    let mut total = None;
    if spec.count {
        let (sql, values) = page_sql(spec, PagePart::Count, SHARE_COLUMNS, false);
        let values = params_from_iter(values.iter().map(Bound));
        total = Some(count("share_links", connection.query_row(&sql, values, |row| row.get(0))?)?);
    }
    Ok(SharePage { shares, total })
}

/// Deletes the links that a user made by its own rights.
pub(super) fn forget_creator(
    connection: &Connection,
    domain: &DomainId,
    grantee: &Party,
) -> Result<(), Fault> {
    if let Party::User(user) = grantee {
        connection
            .prepare_cached("DELETE FROM share_links WHERE domain = ?1 AND creator = ?2 AND of_domain = 0")?
            .execute((domain.as_str(), user.as_str()))?;
    }
    Ok(())
}

/// A value as SQLite takes it.
struct Bound<'a>(&'a Value);

impl ToSql for Bound<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        match self.0 {
            Value::Number(number) => number.to_sql(),
            Value::Text(text) => text.to_sql(),
        }
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<ShareColumns> {
    Ok(ShareColumns {
        id: row.get(0)?,
        tenant: row.get(1)?,
        domain: row.get(2)?,
        drive: row.get(3)?,
        creator: row.get(4)?,
        of_domain: row.get(5)?,
        files: row.get(6)?,
        creatable: row.get(7)?,
        version: row.get(8)?,
        name: row.get(9)?,
        description: row.get(10)?,
        password: row.get(11)?,
        expires_at: row.get(12)?,
        enabled: row.get(13)?,
        generation: row.get(14)?,
        disable_preview: row.get(15)?,
        disable_download: row.get(16)?,
        disable_save: row.get(17)?,
        require_login: row.get(18)?,
        office_editable: row.get(19)?,
        limits: [row.get(20)?, row.get(21)?, row.get(22)?],
        counts: [row.get(23)?, row.get(24)?, row.get(25)?, row.get(26)?, row.get(27)?, row.get(28)?],
        created_at: row.get(29)?,
        updated_at: row.get(30)?,
    })
}
