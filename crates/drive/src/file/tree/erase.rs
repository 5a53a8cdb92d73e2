//! Clearing away a folder that was deleted.

use assay_store::{Change, ChangeOp, Commit, FileKind, FileState, TaskState, Write};
use assay_types::FileId;

use super::{CHUNK, run::Run};
use crate::{DriveError, file::erase::close};

/// A folder on the way down: closed, so that nothing comes to be in it while it is emptied.
struct Level {
    folder: FileId,
    parent: FileId,
    /// The last child that was looked at.
    after: FileId,
    /// Whether there is more to read.
    has_more: bool,
    /// Folders in it that are closed and not yet emptied.
    closed: Vec<FileId>,
}

impl Level {
    fn new(folder: FileId, parent: FileId) -> Self {
        Self { folder, parent, after: FileId::ROOT, has_more: true, closed: Vec::new() }
    }
}

impl Run<'_> {
    /// Deletes a closed folder and what is in it.
    pub(super) async fn delete(&mut self, top: FileId) -> Result<(), DriveError> {
        if self.detail.total == 0 {
            let totals = self.service.parts.store.folder_totals(self.drive, top).await?;
            self.detail.total = totals.files.saturating_add(totals.folders).saturating_add(1);
        }
        let commit = self.commit();
        let mut last = self.empty(top, commit).await?;
        last.writes.push(Write::Delete(top));
        self.detail.done = self.detail.done.saturating_add(1);
        self.finish(last, TaskState::Succeeded).await
    }

    /// Deletes what is in a closed folder, files and empty folders first, in small commits; what is left of the
    /// last one is given back. What went to the recycle bin by itself stays there.
    pub(super) async fn empty(&mut self, top: FileId, mut commit: Commit) -> Result<Commit, DriveError> {
        let mut levels = vec![Level::new(top, FileId::ROOT)];
        while let Some(level) = levels.last_mut() {
            if let Some(folder) = level.closed.pop() {
                let parent = level.folder;
                levels.push(Level::new(folder, parent));
            } else if level.has_more {
                let page = self.children(level.folder, level.after).await?;
                level.has_more = page.len() == CHUNK;
                level.after = page.last().map_or(level.after, |row| row.id);
                let mut needs_closing = false;
                for row in page.iter().filter(|row| row.state != FileState::Trashed) {
                    if row.kind == FileKind::File {
                        self.service.erase(row, &mut commit).await?;
                        self.detail.done = self.detail.done.saturating_add(1);
                        continue;
                    }
                    if row.state != FileState::Dying {
                        commit.expect.push(assay_store::Expect::Version(row.id, row.version));
                        commit.writes.push(close(row)?);
                        needs_closing = true;
                    }
                    level.closed.push(row.id);
                }
                if needs_closing || commit.writes.len() >= CHUNK {
                    commit = self.flush(commit).await?;
                }
            } else {
                let (folder, parent) = (level.folder, level.parent);
                levels.pop();
                if levels.is_empty() {
                    break;
                }
                commit.writes.push(Write::Delete(folder));
                commit.changes.push(Change { op: ChangeOp::Delete, file: folder, old_parent: Some(parent) });
                self.detail.done = self.detail.done.saturating_add(1);
                if commit.writes.len() >= CHUNK {
                    commit = self.flush(commit).await?;
                }
            }
        }
        Ok(commit)
    }

    /// Makes a commit, and begins the next.
    pub(super) async fn flush(&self, commit: Commit) -> Result<Commit, DriveError> {
        self.step(commit).await?;
        Ok(self.commit())
    }
}
