//! Drives and files to test with.

use std::sync::Arc;

use assay_store::{
    Change, ChangeOp, Columns, Commit, Committed, Expect, FileKind, FileRow, FileState, Found, Refused,
    Store, StoreError, Write,
};
use assay_types::{DriveId, Entry, FileId, Timestamp};

use crate::{
    fixture::{T0, content},
    harness::Database,
};

pub(super) const DRIVE: DriveId = DriveId(1);
pub(super) const OTHER: DriveId = DriveId(2);
pub(super) const ROOT: FileId = FileId::ROOT;

/// A database with two drives that may hold a million bytes, and nothing in them.
pub(super) async fn open(db: &Database) -> Arc<dyn Store> {
    let store = db.open().await;
    for drive in [DRIVE, OTHER] {
        make_drive(db, drive).await;
    }
    store
}

pub(super) async fn make_drive(db: &Database, drive: DriveId) {
    db.execute(&format!(
        "INSERT INTO drives (drive, tenant, domain, name, description, drive_type, owner_kind, owner, is_default,
                             is_enabled, total_bytes, used_bytes, tree, last_change, creator, created_at,
                             updated_at)
         VALUES ({drive}, 't', 't', 'drive', '', 'normal', 0, 'u{drive}', TRUE, TRUE, 1000000, 0, 0, 0, 'u', 0, 0)"
    ))
    .await;
}

/// A file or folder as the service would write it.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    pub(super) row: FileRow,
    pub(super) columns: Columns,
}

/// What is between an entry's name and its cut.
fn entry(name: &str) -> Entry {
    let escaped = name.replace('\\', "\\\\").replace('"', "\\\"");
    let head = format!("{{\"name\":\"{escaped}\"");
    let name = 9..9 + escaped.len();
    Entry { text: format!("{head},\"more\":\"and more\""), head: head.len(), name }
}

/// An available file without a content.
pub(super) fn file(id: i64, parent: FileId, name: &str) -> Draft {
    let row = FileRow {
        id: FileId(id),
        parent,
        entry: entry(name),
        size_bytes: id.unsigned_abs(),
        ..FileRow::default()
    };
    let columns = Columns {
        name: name.to_owned(),
        category: "others".to_owned(),
        created_at: Timestamp(id),
        updated_at: Timestamp(id),
        ..Columns::default()
    };
    Draft { row, columns }
}

pub(super) fn folder(id: i64, parent: FileId, name: &str) -> Draft {
    let mut draft = file(id, parent, name);
    draft.row.kind = FileKind::Folder;
    draft.row.size_bytes = 0;
    draft.columns.category = String::new();
    draft
}

impl Draft {
    pub(super) fn state(mut self, state: FileState) -> Self {
        self.row.state = state;
        self
    }

    pub(super) fn with_content(mut self, name: &str) -> Self {
        self.row.content = Some(content(name));
        self
    }

    pub(super) fn renamed(mut self, name: &str) -> Self {
        self.row.entry = entry(name);
        name.clone_into(&mut self.columns.name);
        self
    }

    pub(super) fn labelled(mut self, labels: &[&str]) -> Self {
        self.columns.labels = labels.iter().map(|&label| label.to_owned()).collect();
        self
    }

    pub(super) fn insert(&self) -> Write {
        Write::Insert(Box::new(self.row.clone()), Box::new(self.columns.clone()))
    }

    pub(super) fn update(&self) -> Write {
        Write::Update(Box::new(self.row.clone()), Box::new(self.columns.clone()))
    }

    /// The entry's short and long forms as the scan sends them.
    pub(super) fn short_text(&self) -> String {
        format!("{}}}", &self.row.entry.text[..self.row.entry.head])
    }

    pub(super) fn long_text(&self, id_path: &str, name_path: &str) -> String {
        let Entry { text, .. } = &self.row.entry;
        format!(
            "{text},\"id_path\":\"{id_path}/{}\",\"name_path\":\"{name_path}/{}\"}}",
            self.row.id,
            self.row.entry.escaped_name()
        )
    }
}

pub(super) fn change(op: ChangeOp, file: i64) -> Change {
    Change { op, file: FileId(file), old_parent: None }
}

/// These writes of the first drive, and nothing else.
pub(super) fn writes(writes: Vec<Write>) -> Commit {
    Commit { writes, ..Commit::new(DRIVE, T0) }
}

/// Writes new files and folders.
pub(super) async fn insert(store: &Arc<dyn Store>, drafts: &[&Draft]) -> Committed {
    store.commit(writes(drafts.iter().map(|draft| draft.insert()).collect())).await.unwrap()
}

/// Writes a folder that changes what is below it, or another file.
pub(super) async fn update(store: &Arc<dyn Store>, draft: &Draft) -> Committed {
    let commit = Commit { reshapes: true, ..writes(vec![draft.update()]) };
    store.commit(commit).await.unwrap()
}

/// Commits what is to be refused, and says why it was.
pub(super) async fn refusal(store: &Arc<dyn Store>, commit: Commit) -> Refused {
    match store.commit(commit).await {
        Err(StoreError::Refused(refused)) => refused,
        other => panic!("{other:?}"),
    }
}

/// Commits with one expectation.
pub(super) async fn expects(store: &Arc<dyn Store>, expect: Expect) -> Result<(), Refused> {
    let commit = Commit { expect: vec![expect], ..Commit::new(DRIVE, T0) };
    match store.commit(commit).await {
        Ok(_) => Ok(()),
        Err(StoreError::Refused(refused)) => Err(refused),
        Err(error) => panic!("{error}"),
    }
}

/// A file of the first drive.
pub(super) async fn found(store: &Arc<dyn Store>, id: i64) -> Option<Found> {
    store.files(DRIVE, &[FileId(id)]).await.unwrap().remove(0)
}

pub(super) fn ids(files: &[Found]) -> Vec<i64> {
    files.iter().map(|found| found.row.id.0).collect()
}
