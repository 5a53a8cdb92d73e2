//! Uploads whose time is over.

use assay_store::{Commit, Expect, FileState, UploadRow, Write};

use crate::{Drive, DriveError, file::Tries};

/// Uploads that one round takes on.
const ROUND: usize = 200;

impl Drive {
    /// Gives up the uploads whose time is over, with the parts that arrived, and the files that never got a content;
    /// how many uploads. For a janitor on any number of nodes.
    ///
    /// # Errors
    /// Failures of the store; what was done before them stays done.
    pub async fn expire_uploads(&self) -> Result<u64, DriveError> {
        let mut expired = 0;
        loop {
            let uploads = self.parts.store.expired_uploads(self.parts.clock.now(), ROUND).await?;
            for upload in &uploads {
                let mut tries = Tries::default();
                while let Err(error) = self.expire(upload).await {
                    tries.again(error)?;
                }
                expired += 1;
            }
            if uploads.len() < ROUND {
                return Ok(expired);
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
