//! `DeltaGetLastCursor`, `ListDelta`: what changed since.
//!
//! A line of the log says that something happened to a file; the item made of it says how the file is *now*: with
//! the record when it is there, as `trash` or `delete` without one when it is not. So a client that keeps
//! records by id, puts in those that come and takes out those that go, has the drive as it is when `has_more` is
//! false, however long ago its cursor was: what hangs together from the root is there, the rest is not.
//!
//! A folder that is moved, trashed or deleted is one line, whatever it holds; one that is restored or copied is
//! a line for each file in it as well.

use std::collections::HashMap;

use assay_store::{ChangeOp, Changed, FileState, Found, Scope};
use assay_types::FileId;
use assay_wire::pds::{
    DeltaGetLastCursorReply, DeltaGetLastCursorRequest, DeltaItem, ListDeltaReply, ListDeltaRequest,
};
use serde::{Deserialize, Serialize};

use super::{page, recyclebin::is_in};
use crate::{Access, Actions, Caller, Drive, DriveError, record::Fields};

const LIMITS: std::ops::RangeInclusive<i32> = 0..=100;

/// Items of a page when the request does not say.
const DEFAULT_LIMIT: usize = 100;

/// Lines that a page looks at when some of them may not concern the client.
const MAX_LINES: usize = 1000;

/// A place in a drive's log, and the folder that the client follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Cursor {
    #[serde(rename = "s")]
    seq: u64,
    #[serde(rename = "r", default, skip_serializing_if = "Option::is_none")]
    root: Option<FileId>,
}

impl Drive {
    /// Where the drive's log ends now.
    ///
    /// # Errors
    /// `NotFound.DriveId`, `NotFound.FileId` and so on for a `sync_root_id` that is no live folder.
    pub async fn delta_get_last_cursor(
        &self,
        caller: &Caller,
        request: DeltaGetLastCursorRequest,
    ) -> Result<DeltaGetLastCursorReply, DriveError> {
        let access = self.access(caller, Some(&request.drive_id), None).await?;
        access.scope(Actions::VISIBLE)?;
        let root = self.sync_root(&access, request.sync_root_id.as_deref()).await?;
        let seq = self.parts.store.last_change(access.drive.id).await?;
        Ok(DeltaGetLastCursorReply { cursor: Some(self.seal_cursor(&access, Cursor { seq, root })?) })
    }

    /// What changed after a cursor; without one, from the beginning of the drive.
    ///
    /// # Errors
    /// `InvalidParameter.limit`, `InvalidParameter.cursor`, `InvalidParameter.sync_root_id` for another one than
    /// the cursor was made for; `NotFound.DriveId`, `ForbiddenNoPermission.File`.
    pub async fn list_delta(
        &self,
        caller: &Caller,
        request: ListDeltaRequest,
    ) -> Result<ListDeltaReply, DriveError> {
        let limit = page::limit(request.limit, LIMITS, DEFAULT_LIMIT)?;
        let access = self.access(caller, Some(&request.drive_id), None).await?;
        let sync_root = request.sync_root_id.as_deref();
        let cursor: Cursor = match page::given(request.cursor.as_ref()) {
            Some(cursor) => self.markers.open("cursor", &purpose(&access), cursor)?,
            None => Cursor { seq: 0, root: self.sync_root(&access, sync_root).await? },
        };
        if sync_root.is_some_and(|text| text.parse().ok() != Some(cursor.root.unwrap_or(FileId::ROOT))) {
            return Err(DriveError::invalid("sync_root_id", "the cursor was made for another one"));
        }
        let scope = access.scope(Actions::VISIBLE)?;
        let view = View { scope: &scope, root: cursor.root };
        let wanted = if view.is_all() { limit + 1 } else { MAX_LINES };
        let lines = self.parts.store.changes(access.drive.id, cursor.seq, wanted).await?;
        let is_full = lines.len() == wanted;
        let old_parents = self.old_parents(&access, &view, &lines).await?;

        let mut seq = cursor.seq;
        let mut items = Vec::new();
        let mut has_more = is_full;
        for line in &lines {
            if items.len() == limit {
                has_more = true;
                break;
            }
            seq = line.seq;
            let old_parent = line.old_parent.and_then(|id| old_parents.get(&id));
            if let Some(shown) = view.show(line, old_parent) {
                items.push(self.item(&access, line, shown).await?);
            }
        }
        let cursor = self.seal_cursor(&access, Cursor { seq, ..cursor })?;
        Ok(ListDeltaReply { cursor: Some(cursor), has_more: Some(has_more), items })
    }

    async fn item(&self, access: &Access, line: &Changed, shown: Shown<'_>) -> Result<DeltaItem, DriveError> {
        let (op, file) = match shown {
            Shown::There(op, found) => (op, Some(self.record(access, found, &Fields::stored()).await?)),
            Shown::Gone(op) => (op, None),
        };
        Ok(DeltaItem { file, file_id: Some(line.file.to_string()), op: Some(op.to_owned()) })
    }

    /// The folder that a client wants to follow; `None` for the whole drive.
    async fn sync_root(&self, access: &Access, id: Option<&str>) -> Result<Option<FileId>, DriveError> {
        match id.filter(|id| !id.is_empty() && *id != "root") {
            Some(id) => Ok(Some(self.folder(access, "sync_root_id", id, Actions::LIST).await?.id())),
            None => Ok(None),
        }
    }

    /// The folders that files were in before, where that decides whether the client is told.
    async fn old_parents(
        &self,
        access: &Access,
        view: &View<'_>,
        lines: &[Changed],
    ) -> Result<HashMap<FileId, Found>, DriveError> {
        let mut ids: Vec<FileId> = lines.iter().filter_map(|line| line.old_parent).collect();
        ids.sort_unstable();
        ids.dedup();
        if *view.scope == Scope::Whole || ids.is_empty() {
            return Ok(HashMap::new());
        }
        let found = self.parts.store.files(access.drive.id, &ids).await?;
        Ok(ids.into_iter().zip(found).filter_map(|(id, found)| Some((id, found?))).collect())
    }

    fn seal_cursor(&self, access: &Access, cursor: Cursor) -> Result<String, DriveError> {
        self.markers.seal(&purpose(access), &cursor)
    }
}

fn purpose(access: &Access) -> String {
    format!("ListDelta {}", access.drive.id)
}

/// The part of the drive that a client follows.
struct View<'a> {
    /// What it may see.
    scope: &'a Scope,
    /// What it wants to see.
    root: Option<FileId>,
}

/// What a client is told of a line.
#[derive(Debug, PartialEq)]
enum Shown<'a> {
    There(&'static str, &'a Found),
    Gone(&'static str),
}

impl View<'_> {
    fn is_all(&self) -> bool {
        *self.scope == Scope::Whole && self.root.is_none()
    }

    fn is_below_root(&self, found: &Found) -> bool {
        self.root.is_none_or(|root| found.is_under(&[root]))
    }

    /// What the client is told; `None` when the line is none of its business, now or before.
    fn show<'l>(&self, line: &'l Changed, old_parent: Option<&Found>) -> Option<Shown<'l>> {
        let Some(found) = &line.found else { return Some(Shown::Gone("delete")) };
        let is_in_scope = is_in(self.scope, found);
        if !is_in_scope && !old_parent.is_some_and(|parent| is_in(self.scope, parent)) {
            return None;
        }
        let is_below_root = self.is_below_root(found);
        if is_in_scope && is_below_root && found.is_live() {
            return Some(Shown::There(op_of_one_that_is_there(line.op), found));
        }
        // What was below the root can have left it by a move alone. Where it was then may be anywhere by now, so
        // that every move that does not end there is told: a client that does not know the file has nothing to do.
        if !is_below_root && !matches!(line.op, ChangeOp::Move | ChangeOp::Trash | ChangeOp::Delete) {
            return None;
        }
        let is_in_bin = is_in_scope && is_below_root && is_in_bin(found);
        Some(Shown::Gone(if is_in_bin { "trash" } else { "delete" }))
    }
}

/// Whether it is in the recycle bin, by itself or with a folder, rather than gone or not there yet.
fn is_in_bin(found: &Found) -> bool {
    match found.row.state {
        FileState::Trashed => true,
        FileState::Available => !found.place.is_live,
        FileState::Uploading | FileState::Dying | FileState::Building => false,
    }
}

/// The wire's word; whatever took it away, it is back since.
fn op_of_one_that_is_there(op: ChangeOp) -> &'static str {
    match op {
        ChangeOp::Create => "create",
        ChangeOp::Overwrite => "overwrite",
        ChangeOp::Update | ChangeOp::Delete | ChangeOp::Trash => "update",
        ChangeOp::Move => "move",
        ChangeOp::Restore => "restore",
        ChangeOp::Rename => "rename",
    }
}
