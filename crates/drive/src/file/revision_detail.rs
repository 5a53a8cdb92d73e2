//! What is kept about an earlier content of a file.

use assay_store::{FileRow, RevisionRow};
use assay_wire::pds::File;
use serde::{Deserialize, Serialize};

use crate::DriveError;

/// The stored text of a [`RevisionRow`]: the file's record, as far as it was about that content.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct RevisionDetail {
    /// What the file was called.
    pub(crate) name: String,
    /// Its extension.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) file_extension: Option<String>,
    /// The media type that it was sent as.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) content_type: Option<String>,
    /// SHA-1 as clients see it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) content_hash: Option<String>,
    /// CRC-64/XZ in decimal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) crc64_hash: Option<String>,
    /// The first content of a file is 1.
    pub(crate) revision_version: i64,
    /// When the content came to be the file's.
    pub(crate) created_at: String,
    /// When this was last changed.
    pub(crate) updated_at: String,
    /// Who changed the file last while this was its content.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) creator_id: Option<String>,
    /// The same, by name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) creator_name: Option<String>,
    /// When somebody changed the file's time before sending it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) local_modified_at: Option<String>,
    /// Whether downloads of it are refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) punish_flag: Option<i64>,
    /// Whether it stays when there are too many.
    #[serde(default)]
    pub(crate) keep_forever: bool,
    /// What somebody wrote about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) revision_description: Option<String>,
}

impl RevisionDetail {
    /// What there is to say about a file's current content.
    pub(crate) fn of(row: &FileRow, file: &File) -> Self {
        Self {
            name: file.name.clone(),
            file_extension: file.file_extension.clone(),
            content_type: file.content_type.clone(),
            content_hash: file.content_hash.clone(),
            crc64_hash: file.crc64_hash.clone(),
            revision_version: file.revision_version.unwrap_or(1),
            created_at: assay_store::made_at(row.revision.0).rfc3339_millis(),
            updated_at: file.updated_at.clone(),
            creator_id: file.last_modifier_id.clone().or_else(|| file.creator_id.clone()),
            creator_name: file.last_modifier_name.clone().or_else(|| file.creator_name.clone()),
            local_modified_at: file.local_modified_at.clone(),
            punish_flag: file.punish_flag,
            keep_forever: false,
            revision_description: None,
        }
    }

    /// The row to keep of a file's current content when another takes its place; `None` while it has none.
    pub(crate) fn row_of(row: &FileRow, file: &File) -> Result<Option<RevisionRow>, DriveError> {
        let Some(content) = row.content else { return Ok(None) };
        Ok(Some(RevisionRow {
            file: row.id,
            id: row.revision,
            content,
            size_bytes: row.size_bytes,
            detail: Self::of(row, file).text()?,
        }))
    }

    /// Reads what was kept.
    pub(crate) fn read(row: &RevisionRow) -> Result<Self, DriveError> {
        serde_json::from_str(&row.detail)
            .map_err(|error| DriveError::Corrupt { what: "revision", why: error.to_string() })
    }

    /// The text to keep.
    pub(crate) fn text(&self) -> Result<String, DriveError> {
        serde_json::to_string(self)
            .map_err(|error| DriveError::Corrupt { what: "revision", why: error.to_string() })
    }
}
