//! Between columns and rights, the same in both dialects.

use assay_types::{DriveId, FileId, Timestamp};

use super::{PermissionKey, PermissionRow, ShareCounts, ShareRow, ShareSettings};
use crate::{
    StoreError,
    directory::column::party,
    row::{corrupt, count},
};

const PERMISSIONS: &str = "file_permissions";
const SHARES: &str = "share_links";

/// A row of `file_permissions`.
pub(crate) struct PermissionColumns {
    pub(crate) drive: i64,
    pub(crate) file: i64,
    pub(crate) kind: i16,
    pub(crate) grantee: String,
    pub(crate) role: String,
    pub(crate) domain: String,
    pub(crate) expires_at: Option<i64>,
    pub(crate) disinherit: bool,
    pub(crate) creator: String,
    pub(crate) created_at: i64,
}

impl TryFrom<PermissionColumns> for PermissionRow {
    type Error = StoreError;

    fn try_from(row: PermissionColumns) -> Result<Self, StoreError> {
        Ok(Self {
            key: PermissionKey {
                drive: DriveId(row.drive),
                file: FileId(row.file),
                grantee: party(PERMISSIONS, row.kind, row.grantee)?,
                role: row.role,
            },
            domain: row.domain.parse().map_err(|error| corrupt(PERMISSIONS, &error))?,
            expires_at: row.expires_at.map(Timestamp),
            disinherit_sub_group: row.disinherit,
            creator: row.creator,
            created_at: Timestamp(row.created_at),
        })
    }
}

/// The columns of `share_links` that are read, in the order of [`ShareColumns`].
pub(crate) const SHARE_COLUMNS: &str = "share_id, tenant, domain, drive, creator, of_domain, files, creatable, version, name, description, \
     password, expires_at, enabled, generation, disable_preview, disable_download, disable_save, require_login, \
     office_editable, preview_limit, download_limit, save_limit, access_count, preview_count, download_count, \
     save_count, video_preview_count, report_count, created_at, updated_at";

/// A row of `share_links`.
pub(crate) struct ShareColumns {
    pub(crate) id: String,
    pub(crate) tenant: String,
    pub(crate) domain: String,
    pub(crate) drive: i64,
    pub(crate) creator: String,
    pub(crate) of_domain: bool,
    pub(crate) files: Option<String>,
    pub(crate) creatable: String,
    pub(crate) version: i64,
    pub(crate) name: String,
    pub(crate) description: String,
    pub(crate) password: String,
    pub(crate) expires_at: i64,
    pub(crate) enabled: i16,
    pub(crate) generation: i64,
    pub(crate) disable_preview: bool,
    pub(crate) disable_download: bool,
    pub(crate) disable_save: bool,
    pub(crate) require_login: bool,
    pub(crate) office_editable: bool,
    /// Previews, downloads, saves.
    pub(crate) limits: [i64; 3],
    /// Visits, previews, downloads, saves, video previews, reports.
    pub(crate) counts: [i64; 6],
    pub(crate) created_at: i64,
    pub(crate) updated_at: i64,
}

impl TryFrom<ShareColumns> for ShareRow {
    type Error = StoreError;

    fn try_from(row: ShareColumns) -> Result<Self, StoreError> {
        let number = |column| count(SHARES, column);
        let [preview_limit, download_limit, save_limit] = row.limits;
        let [access, preview, download, save, video_preview, report] = row.counts;
        Ok(Self {
            id: row.id,
            tenant: row.tenant.parse().map_err(|error| corrupt(SHARES, &error))?,
            domain: row.domain.parse().map_err(|error| corrupt(SHARES, &error))?,
            drive: DriveId(row.drive),
            creator: row.creator,
            is_of_domain: row.of_domain,
            files: row.files.as_deref().map(file_list).transpose()?,
            creatable: file_list(&row.creatable)?,
            version: row.version,
            settings: ShareSettings {
                name: row.name,
                description: row.description,
                password: row.password,
                expires_at: (row.expires_at != 0).then_some(Timestamp(row.expires_at)),
                is_enabled: row.enabled != 0,
                generation: row.generation,
                disable_preview: row.disable_preview,
                disable_download: row.disable_download,
                disable_save: row.disable_save,
                require_login: row.require_login,
                office_editable: row.office_editable,
                preview_limit: number(preview_limit)?,
                download_limit: number(download_limit)?,
                save_limit: number(save_limit)?,
            },
            counts: ShareCounts {
                access: number(access)?,
                preview: number(preview)?,
                download: number(download)?,
                save: number(save)?,
                video_preview: number(video_preview)?,
                report: number(report)?,
            },
            created_at: Timestamp(row.created_at),
            updated_at: Timestamp(row.updated_at),
        })
    }
}

/// A name as queries look for it.
pub(crate) fn folded(name: &str) -> String {
    name.to_lowercase()
}

/// Files as a column: their numbers with commas between.
pub(crate) fn file_list_column(files: &[FileId]) -> String {
    let numbers: Vec<_> = files.iter().map(|file| file.0.to_string()).collect();
    numbers.join(",")
}

fn file_list(column: &str) -> Result<Vec<FileId>, StoreError> {
    let numbers = column.split(',').filter(|number| !number.is_empty());
    numbers.map(|number| number.parse().map(FileId).map_err(|error| corrupt(SHARES, &error))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_of_files_come_back() {
        for files in [vec![], vec![FileId(1)], vec![FileId(i64::MAX), FileId::ROOT]] {
            assert_eq!(file_list(&file_list_column(&files)).unwrap(), files);
        }
        assert!(file_list("1,x").is_err());
    }
}
