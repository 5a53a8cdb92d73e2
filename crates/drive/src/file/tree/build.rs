//! Copying a folder: what is built is invisible until it is whole.

use assay_store::{ChangeOp, Commit, DriveRow, Expect, FileKind, FileRow, FileState, TaskState, Write};
use assay_types::{DriveId, FileId};

use super::{
    CHUNK,
    run::{Run, appeared},
};
use crate::{
    DriveError,
    draft::Draft,
    file::{
        duplicate::{Author, copy_of},
        erase::close,
        retire::signed,
    },
};

/// A folder that is being copied.
struct Level {
    from: FileId,
    to: FileId,
    /// Folders from the top of the drive to `to`.
    depth: usize,
    /// The last child that was copied.
    after: FileId,
}

impl Run<'_> {
    /// Fills a folder with copies of what is in another, and makes it available.
    pub(super) async fn copy(
        &mut self,
        from_drive: DriveId,
        from: FileId,
        top: FileId,
        by: &Author,
    ) -> Result<(), DriveError> {
        match self.row(top).await? {
            // An earlier attempt got so far.
            Some(row) if matches!(row.state, FileState::Available | FileState::Trashed) => {
                return self.announce_copy(top).await;
            }
            Some(row) if row.state == FileState::Building => self.begin_anew(&row).await?,
            // It is being deleted with the folder that it is in, or an earlier attempt was about to.
            _ => return self.abandon(top).await,
        }
        let Some(drive) = self.service.parts.store.drive(self.drive).await? else {
            return Err(DriveError::not_found("DriveId"));
        };
        let Some(top_row) = self.building(top).await? else { return self.abandon(top).await };
        match self.build(from_drive, from, &drive, &top_row, by).await {
            Ok(()) => {
                self.publish(&top_row).await?;
                self.announce_copy(top).await
            }
            Err(DriveError::Api(error)) if error.code() == QUOTA_EXHAUSTED => {
                self.fail(error.code(), error.message());
                self.demolish(top).await
            }
            Err(error) => Err(error),
        }
    }

    /// Clears away what an earlier attempt built. What that attempt may still be doing fails from here on, because
    /// the top has changed.
    async fn begin_anew(&mut self, top: &FileRow) -> Result<(), DriveError> {
        let mut commit = self.commit();
        commit.expect.push(Expect::Version(top.id, top.version));
        commit.writes.push(Draft::of(top)?.update());
        self.is_unseen = true;
        let left = self.empty(top.id, commit).await?;
        self.detail.done = 0;
        self.detail.failed = 0;
        self.step(left).await?;
        self.is_unseen = false;
        Ok(())
    }

    async fn build(
        &mut self,
        from_drive: DriveId,
        from: FileId,
        drive: &DriveRow,
        top: &FileRow,
        by: &Author,
    ) -> Result<(), DriveError> {
        let max_depth = self.service.config.max_depth;
        let found = self.service.parts.store.files(self.drive, &[top.id]).await?.pop().flatten();
        let depth = found.map_or(0, |found| found.place.ancestors.len().saturating_add(1));
        let mut levels = vec![Level { from, to: top.id, depth, after: FileId::ROOT }];
        let mut commit = self.chunk(top);
        while let Some(level) = levels.pop() {
            let page = self.service.parts.store.children(from_drive, level.from, level.after, CHUNK).await?;
            if page.len() == CHUNK
                && let Some(last) = page.last()
            {
                levels.push(Level { after: last.id, ..level });
            }
            // The top of this copy, which may be in what it copies, is not available yet.
            for row in page.iter().filter(|row| row.state == FileState::Available) {
                let is_folder = row.kind == FileKind::Folder;
                if is_folder && level.depth >= max_depth {
                    self.detail.failed = self.detail.failed.saturating_add(1);
                    continue;
                }
                let mut copy = copy_of(&Draft::of(row)?, drive, level.to, by, commit.now);
                if is_folder {
                    let (from, to) = (row.id, copy.row.id);
                    levels.push(Level {
                        from,
                        to,
                        depth: level.depth.saturating_add(1),
                        after: FileId::ROOT,
                    });
                }
                self.service.copied(&mut copy, &mut commit).await?;
                put(copy, &mut commit);
                self.detail.done = self.detail.done.saturating_add(1);
            }
            if commit.writes.len() >= CHUNK {
                self.step(commit).await?;
                commit = self.chunk(top);
            }
        }
        self.step(commit).await?;
        Ok(())
    }

    /// A commit that holds only while the top of the copy is as this attempt left it.
    fn chunk(&self, top: &FileRow) -> Commit {
        let mut commit = self.commit();
        commit.expect.push(Expect::Version(top.id, top.version));
        commit
    }

    /// Makes the copy available.
    async fn publish(&mut self, top: &FileRow) -> Result<(), DriveError> {
        self.detail.since = Some(self.service.parts.store.last_change(self.drive).await?);
        self.detail.done = self.detail.done.saturating_add(1);
        let mut commit = self.chunk(top);
        let mut draft = Draft::of(top)?;
        draft.row.state = FileState::Available;
        commit.writes.push(draft.update());
        commit.reshapes = true;
        commit.changes.push(appeared(ChangeOp::Create, top.id));
        self.step(commit).await?;
        Ok(())
    }

    async fn announce_copy(&mut self, top: FileId) -> Result<(), DriveError> {
        self.announce_all(top, self.detail.since.unwrap_or_default(), ChangeOp::Create).await?;
        let is_whole = self.detail.failed == 0;
        let state = if is_whole { TaskState::Succeeded } else { TaskState::PartlySucceeded };
        self.finish(self.commit(), state).await
    }

    /// Clears away a copy that does not fit, and ends its task.
    async fn demolish(&mut self, top: FileId) -> Result<(), DriveError> {
        self.is_unseen = true;
        self.detail.done = 0;
        if let Some(row) = self.building(top).await? {
            let mut commit = self.chunk(&row);
            commit.writes.push(close(&row)?);
            self.step(commit).await?;
        }
        let mut last = self.empty(top, self.commit()).await?;
        last.writes.push(Write::Delete(top));
        self.detail.done = 0;
        self.finish(last, TaskState::Failed).await
    }

    /// Ends a task whose copy is not there to be filled any more.
    async fn abandon(&mut self, top: FileId) -> Result<(), DriveError> {
        if self.detail.error_code.is_none() {
            self.fail("NotFound.FileId", "The folder to copy to is gone.");
        }
        self.demolish(top).await
    }
}

/// The error of a drive that is full.
const QUOTA_EXHAUSTED: &str = "QuotaExhausted.Drive";

/// Adds a copy to a commit.
fn put(copy: Draft, commit: &mut Commit) {
    commit.take.extend(copy.row.content);
    commit.used_bytes = commit.used_bytes.saturating_add(signed(copy.row.size_bytes));
    commit.writes.push(copy.insert());
}
