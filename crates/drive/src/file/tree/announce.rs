//! Telling those who follow a drive's changes what came with a folder that is there at once.

use std::collections::HashSet;

use assay_store::{ChangeOp, FileKind, FileState, TaskState};
use assay_types::FileId;

use super::{
    CHUNK,
    run::{Run, appeared},
};
use crate::{DriveError, file::task::TaskKind};

/// Lines of the log, by number: those after the first and up to the second.
type Span = (u64, u64);

/// What is announced, and what others logged meanwhile.
struct Announcement {
    op: ChangeOp,
    /// The last line that is known to be ours, or from before.
    read_to: u64,
    /// Lines of others since.
    others: Vec<Span>,
}

impl Run<'_> {
    /// Announces what a restored folder holds.
    pub(super) async fn announce(&mut self, top: FileId, since: u64) -> Result<(), DriveError> {
        self.detail.done = 0;
        let totals = self.service.parts.store.folder_totals(self.drive, top).await?;
        self.detail.total = totals.files.saturating_add(totals.folders).saturating_add(1);
        self.announce_all(top, since, ChangeOp::Restore).await?;
        self.detail.done = self.detail.done.saturating_add(1);
        let commit = self.commit();
        self.finish(commit, TaskState::Succeeded).await
    }

    /// Logs a line for everything in a folder that has been there since line `since`.
    ///
    /// Folders that are moved while this goes on may be missed where they were and where they are: they are found
    /// in the log, and what they hold is announced too.
    pub(super) async fn announce_all(
        &mut self,
        top: FileId,
        since: u64,
        op: ChangeOp,
    ) -> Result<(), DriveError> {
        let mut announcement = Announcement { op, read_to: since, others: Vec::new() };
        let mut seen = HashSet::from([top]);
        let mut tops = vec![top];
        while let Some(top) = tops.pop() {
            self.announce_below(top, &mut announcement).await?;
            if tops.is_empty() {
                let last = self.service.parts.store.last_change(self.drive).await?;
                announcement.others.push((announcement.read_to, last));
                announcement.read_to = announcement.read_to.max(last);
                for span in std::mem::take(&mut announcement.others) {
                    for folder in self.moved_folders(span).await? {
                        if seen.insert(folder) {
                            tops.push(folder);
                        }
                    }
                }
            }
        }
        Ok(())
    }

    async fn announce_below(
        &mut self,
        top: FileId,
        announcement: &mut Announcement,
    ) -> Result<(), DriveError> {
        let mut folders = vec![(top, FileId::ROOT)];
        let mut commit = self.commit();
        while let Some((folder, after)) = folders.pop() {
            let page = self.children(folder, after).await?;
            if page.len() == CHUNK
                && let Some(last) = page.last()
            {
                folders.push((folder, last.id));
            }
            for row in page.iter().filter(|row| row.state == FileState::Available) {
                commit.changes.push(appeared(announcement.op, row.id));
                if self.detail.kind == TaskKind::Restore {
                    self.detail.done = self.detail.done.saturating_add(1);
                }
                if row.kind == FileKind::Folder {
                    folders.push((row.id, FileId::ROOT));
                }
            }
            if commit.changes.len() >= CHUNK || folders.is_empty() {
                let lines = u64::try_from(commit.changes.len()).unwrap_or_default();
                if lines == 0 {
                    continue;
                }
                let last = self.step(commit).await?.last_change;
                let before = last.saturating_sub(lines);
                if before > announcement.read_to {
                    announcement.others.push((announcement.read_to, before));
                }
                announcement.read_to = last;
                commit = self.commit();
            }
        }
        Ok(())
    }

    /// Folders that were moved in these lines of the log.
    async fn moved_folders(&self, (mut after, to): Span) -> Result<Vec<FileId>, DriveError> {
        let mut folders = Vec::new();
        while after < to {
            let lines = self.service.parts.store.changes(self.drive, after, CHUNK).await?;
            let Some(last) = lines.last() else { break };
            after = last.seq;
            for line in lines.iter().filter(|line| line.op == ChangeOp::Move && line.seq <= to) {
                let is_live_folder =
                    |found: &assay_store::Found| found.row.kind == FileKind::Folder && found.is_live();
                if line.found.as_ref().is_some_and(is_live_folder) {
                    folders.push(line.file);
                }
            }
        }
        Ok(folders)
    }
}
