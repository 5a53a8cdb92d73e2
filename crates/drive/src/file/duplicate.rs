//! A copy of a file's or folder's record.

use assay_store::{DriveRow, FileRow, FileState, new_id};
use assay_types::{FileId, RevisionId, Timestamp};
use assay_wire::pds::File;
use serde::{Deserialize, Serialize};

use crate::{Caller, draft::Draft};

/// Whose a copy is: the wire's `creator_type`, `creator_id` and `creator_name`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Author {
    kind: String,
    id: String,
    name: String,
}

impl Author {
    /// A caller as the one whose copies these are.
    pub(super) fn of(caller: &Caller) -> Self {
        let (kind, id, name) = caller.signature();
        Self { kind: kind.to_owned(), id, name }
    }
}

/// A copy of a file or folder for a folder of a drive: with new ids, as made now by its author, in its first revision,
/// and with everything else that is known about the content or was written about the file; not starred.
pub(super) fn copy_of(source: &Draft, to: &DriveRow, parent: FileId, by: &Author, now: Timestamp) -> Draft {
    let is_file = source.row.content.is_some();
    let row = FileRow {
        id: FileId(new_id()),
        version: 0,
        parent,
        state: FileState::Available,
        revision: RevisionId(if is_file { new_id() } else { 0 }),
        ..source.row.clone()
    };
    let author = || (Some(by.kind.clone()), Some(by.id.clone()), Some(by.name.clone()));
    let (creator_type, creator_id, creator_name) = author();
    let (last_modifier_type, last_modifier_id, last_modifier_name) = author();
    let file = File {
        drive_id: to.id.to_string(),
        domain_id: to.domain.to_string(),
        created_at: now.rfc3339_millis(),
        updated_at: now.rfc3339_millis(),
        creator_type,
        creator_id,
        creator_name,
        last_modifier_type,
        last_modifier_id,
        last_modifier_name,
        revision_version: is_file.then_some(1),
        starred: false,
        upload_id: None,
        trashed_at: None,
        origin_parent_file_id: None,
        ..source.file.clone()
    };
    Draft { row, file }
}
