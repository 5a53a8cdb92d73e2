//! A link as its owner gets it.

use assay_store::ShareRow;
use assay_types::Timestamp;
use assay_wire::pds::{EnabledStatus, ShareLink};

/// The wire's record of a link.
pub(super) fn record(row: ShareRow, now: Timestamp) -> ShareLink {
    let (settings, counts) = (row.settings, row.counts);
    let status = if settings.is_enabled { EnabledStatus::Enabled } else { EnabledStatus::Disabled };
    ShareLink {
        access_count: Some(number(counts.access)),
        created_at: Some(row.created_at.rfc3339_millis()),
        creator: Some(row.creator),
        description: Some(settings.description),
        disable_download: Some(settings.disable_download),
        disable_preview: Some(settings.disable_preview),
        disable_save: Some(settings.disable_save),
        download_count: Some(number(counts.download)),
        download_limit: Some(number(settings.download_limit)),
        drive_id: Some(row.drive.to_string()),
        expiration: Some(expiration(settings.expires_at)),
        expired: Some(settings.expires_at.is_some_and(|end| end <= now)),
        share_all_files: Some(row.files.is_none()),
        file_id_list: row.files.map(|files| files.iter().map(ToString::to_string).collect()),
        office_editable: Some(settings.office_editable),
        preview_count: Some(number(counts.preview)),
        preview_limit: Some(number(settings.preview_limit)),
        report_count: Some(number(counts.report)),
        save_count: Some(number(counts.save)),
        save_download_limit: None,
        save_limit: Some(number(settings.save_limit)),
        share_id: Some(row.id),
        share_name: Some(settings.name),
        share_pwd: Some(settings.password),
        status: Some(status.as_str().to_owned()),
        updated_at: Some(row.updated_at.rfc3339_millis()),
        video_preview_count: Some(number(counts.video_preview)),
    }
}

/// The end as text; empty for never.
pub(super) fn expiration(end: Option<Timestamp>) -> String {
    end.map(Timestamp::rfc3339_millis).unwrap_or_default()
}

/// A count as the wire has it.
pub(super) fn number(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
