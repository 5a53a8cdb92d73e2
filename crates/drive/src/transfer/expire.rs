//! Uploads whose time is over.

use assay_store::{Commit, Expect, FileState, UploadRow, Write};
use tracing::warn;

use crate::{Drive, DriveError, file::Tries};

/// Uploads that one round takes on.
const ROUND: usize = 200;

impl Drive {
    /// Gives up the uploads whose time is over, with the parts that arrived, and the files that never got a content;
    /// how many uploads. For a janitor on any number of nodes.
    ///
    /// # Errors
    /// Failures of the store. One that is about a single upload (its drive is being removed, say) is logged and
    /// passed over, and this ends early so that it does not go round in circles.
    pub async fn expire_uploads(&self) -> Result<u64, DriveError> {
        let mut expired = 0;
        loop {
            let uploads = self.parts.store.expired_uploads(self.parts.clock.now(), ROUND).await?;
            let mut failed = 0;
            for upload in &uploads {
                match self.expire_at_last(upload).await {
                    Ok(()) => expired += 1,
                    Err(error) => {
                        warn!(%error, upload = %upload.id, "cannot give up an upload");
                        failed += 1;
                    }
                }
            }
            if failed > 0 || uploads.len() < ROUND {
                return Ok(expired);
            }
        }
    }

    async fn expire_at_last(&self, upload: &UploadRow) -> Result<(), DriveError> {
        let mut tries = Tries::default();
        loop {
            match self.expire(upload).await {
                Err(error) => tries.again(error)?,
                done => return done,
            }
        }
    }

    async fn expire(&self, upload: &UploadRow) -> Result<(), DriveError> {
        let mut commit = Commit::new(upload.drive, self.parts.clock.now());
        let found = self.parts.store.files(upload.drive, &[upload.file]).await?.pop().flatten();
        // A file can wait for its first content by several uploads; the first that ends ends it, and with it the
        // others have nothing left to complete.
        if let Some(found) = found.filter(|found| found.row.state == FileState::Uploading) {
            commit.expect.push(Expect::Version(found.row.id, found.row.version));
            commit.writes.push(Write::Delete(found.row.id));
        }
        commit.writes.push(Write::DeleteUpload(upload.id));
        self.parts.store.commit(commit).await?;
        Ok(())
    }
}
