//! A file's record while it is changed: read from its row, edited as the wire's record, written back as row and
//! columns together, so that they cannot differ.

use assay_store::{Columns, ContentRow, FileKind, FileRow, FileState, Write};
use assay_types::{RevisionId, Timestamp};
use assay_wire::pds::File;

use crate::{Caller, DriveError, category::category_of};

/// A record to be written. What is in both is taken from the row: ids, kind, state, size, revision.
#[derive(Debug, Clone)]
pub(crate) struct Draft {
    /// The row; its entry is made anew when the draft is written.
    pub(crate) row: FileRow,
    /// The record.
    pub(crate) file: File,
}

impl Draft {
    /// Reads a row's record.
    pub(crate) fn of(row: &FileRow) -> Result<Self, DriveError> {
        let file = File::from_entry(&row.entry)
            .map_err(|error| DriveError::Corrupt { what: "record of a file", why: error.to_string() })?;
        Ok(Self { row: row.clone(), file })
    }

    /// Puts what is there into the recycle bin.
    pub(crate) fn trash(&mut self, now: Timestamp) {
        self.row.state = FileState::Trashed;
        self.file.trashed_at = Some(now.rfc3339_millis());
        self.file.origin_parent_file_id = Some(self.row.parent.to_string());
    }

    /// A change of a row that is there.
    pub(crate) fn update(self) -> Write {
        let (row, columns) = self.into_rows();
        Write::Update(row, columns)
    }

    /// A new row.
    pub(crate) fn insert(self) -> Write {
        let (row, columns) = self.into_rows();
        Write::Insert(row, columns)
    }

    /// Gives a file a content, and forgets what was found out about the one before.
    pub(crate) fn set_content(&mut self, content: &ContentRow, revision: RevisionId) {
        self.row.content = Some(content.sha256);
        self.row.size_bytes = content.size_bytes;
        self.row.revision = revision;
        let file = &mut self.file;
        file.content_hash = Some(content.sha1.to_string().to_ascii_uppercase());
        file.content_hash_name = Some("sha1".to_owned());
        file.crc64_hash = Some(content.crc64.to_string());
        file.revision_version = Some(file.revision_version.unwrap_or(0).saturating_add(1));
        file.category = Some(category_of(file.file_extension.as_deref()).as_str().to_owned());
        file.mime_type = None;
        file.mime_extension = None;
        file.investigation_info = None;
        file.punish_flag = None;
        file.image_media_metadata = None;
        file.video_media_metadata = None;
    }

    /// Notes who changes it, and when.
    pub(crate) fn touch(&mut self, caller: &Caller, now: Timestamp) {
        let (kind, id, name) = caller.signature();
        self.file.last_modifier_type = Some(kind.to_owned());
        self.file.last_modifier_id = Some(id);
        self.file.last_modifier_name = Some(name);
        self.file.updated_at = now.rfc3339_millis();
    }

    /// The row and its columns.
    pub(crate) fn into_rows(mut self) -> (Box<FileRow>, Box<Columns>) {
        let (row, file) = (&mut self.row, &mut self.file);
        file.file_id = row.id.to_string();
        file.parent_file_id = row.parent.to_string();
        kind_text(row.kind).clone_into(&mut file.kind);
        status_text(row.state).clone_into(&mut file.status);
        file.trashed = (row.state == FileState::Trashed).then_some(true);
        if row.kind == FileKind::File {
            file.size = i64::try_from(row.size_bytes).ok();
            file.revision_id = (row.revision.0 != 0).then(|| row.revision.to_string());
        }
        let columns = Columns {
            name: file.name.clone(),
            extension: file.file_extension.clone().unwrap_or_default(),
            category: file.category.clone().unwrap_or_default(),
            mime_type: file.mime_type.clone().unwrap_or_default(),
            description: file.description.clone().unwrap_or_default(),
            labels: file.labels.clone().unwrap_or_default(),
            sha1: file.content_hash.as_deref().and_then(|text| text.to_ascii_lowercase().parse().ok()),
            hidden: file.hidden,
            starred: file.starred,
            created_at: moment(&file.created_at),
            updated_at: moment(&file.updated_at),
            trashed_at: file.trashed_at.as_deref().map(moment),
        };
        row.entry = file.entry();
        (Box::new(self.row), Box::new(columns))
    }
}

/// The wire's word.
pub(crate) fn kind_text(kind: FileKind) -> &'static str {
    match kind {
        FileKind::File => "file",
        FileKind::Folder => "folder",
    }
}

/// The wire's word: clients know a file that is there and one that is being uploaded.
fn status_text(state: FileState) -> &'static str {
    match state {
        FileState::Uploading => "uploading",
        FileState::Available | FileState::Trashed | FileState::Dying | FileState::Building => "available",
    }
}

/// A time that this service wrote, which reads back; anything else is the beginning of time.
pub(crate) fn moment(text: &str) -> Timestamp {
    text.parse::<jiff::Timestamp>().map_or(Timestamp(0), |time| Timestamp(time.as_millisecond()))
}

#[cfg(test)]
mod tests {
    use assay_types::{FileId, RevisionId};

    use super::*;

    #[test]
    fn columns_and_record_agree() {
        let now = Timestamp(1_800_000_000_123);
        let draft = Draft {
            row: FileRow {
                id: FileId(7),
                kind: FileKind::File,
                size_bytes: 3,
                revision: RevisionId(9),
                ..FileRow::default()
            },
            file: File {
                name: "a \"b\".TXT".to_owned(),
                created_at: now.rfc3339_millis(),
                updated_at: now.rfc3339_millis(),
                content_hash: Some("A9993E364706816ABA3E25717850C26C9CD0D89D".to_owned()),
                labels: Some(vec!["x".to_owned()]),
                ..File::default()
            },
        };
        let Write::Insert(row, columns) = draft.insert() else { panic!("an insert") };
        assert_eq!(columns.created_at, now);
        assert!(columns.sha1.is_some());
        let read = Draft::of(&row).expect("reads back").file;
        assert_eq!((read.size, read.status.as_str(), read.kind.as_str()), (Some(3), "available", "file"));
        assert_eq!(read.revision_id.as_deref(), Some("0000000000000009"));
        assert_eq!(row.entry.escaped_name(), "a \\\"b\\\".TXT");
    }
}
