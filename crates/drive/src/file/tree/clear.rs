//! Emptying a recycle bin.

use assay_store::{FileKind, FileRow, FileState, TaskState, Write};
use assay_types::{FileId, Timestamp};

use super::{CHUNK, run::Run};
use crate::{
    DriveError,
    draft::{Draft, moment},
    file::erase::condemn,
};

impl Run<'_> {
    /// Deletes what went to the recycle bin up to a moment.
    pub(super) async fn clear(&mut self, until: Timestamp) -> Result<(), DriveError> {
        // A folder that an earlier attempt began to clear away is not in the bin any more.
        if let Some(folder) = self.detail.at {
            self.clear_folder(folder).await?;
        }
        let mut after = None;
        let mut commit = self.commit();
        loop {
            let page = self.service.parts.store.trash(self.drive, after.as_ref(), CHUNK).await?;
            for found in &page.files {
                let row = &found.row;
                if row.state != FileState::Trashed || trashed_at(row)? > until {
                    continue;
                }
                if row.kind == FileKind::File {
                    self.service.erase(row, &mut commit).await?;
                    self.detail.done = self.detail.done.saturating_add(1);
                    continue;
                }
                condemn(row, &mut commit)?;
                self.detail.at = Some(row.id);
                self.step(commit).await?;
                self.clear_folder(row.id).await?;
                commit = self.commit();
            }
            if !commit.writes.is_empty() {
                commit = self.flush(commit).await?;
            }
            match page.next {
                Some(next) => after = Some(next),
                None => return self.finish(commit, TaskState::Succeeded).await,
            }
        }
    }

    /// Clears away a closed folder.
    async fn clear_folder(&mut self, folder: FileId) -> Result<(), DriveError> {
        let commit = self.commit();
        let mut last = self.empty(folder, commit).await?;
        last.writes.push(Write::Delete(folder));
        self.detail.done = self.detail.done.saturating_add(1);
        self.detail.at = None;
        self.step(last).await?;
        Ok(())
    }
}

fn trashed_at(row: &FileRow) -> Result<Timestamp, DriveError> {
    Ok(Draft::of(row)?.file.trashed_at.as_deref().map_or(Timestamp(0), moment))
}
