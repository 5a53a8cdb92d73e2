//! From a URL to a stored content.

use assay_blobs::BlobError;
use assay_fetch::FetchError;
use assay_types::ContentDigest;
use futures_util::StreamExt as _;

use crate::{Detect, DetectError};

impl Detect {
    /// Fetches a URL into the contents, hashing on the way. Nothing remains of an unfinished download.
    ///
    /// # Errors
    /// [`DetectError::DownloadUrl`] for whatever is wrong with the URL or the server behind it,
    /// [`DetectError::FileTooLarge`], and failures of our own.
    pub(crate) async fn download(&self, url: &str) -> Result<ContentDigest, DetectError> {
        let mut body = self.parts.fetcher.fetch(url).await.map_err(|err| self.fetch_error(&err))?;
        let mut writer = self.parts.blobs.begin(Some(self.config.max_file_bytes));
        while let Some(piece) = body.next().await {
            let piece = piece.map_err(|err| self.fetch_error(&err))?;
            writer.write(piece).await.map_err(|err| self.blob_error(err))?;
        }
        Ok(writer.commit(self.parts.store.as_ref(), self.parts.clock.as_ref()).await?)
    }

    fn fetch_error(&self, err: &FetchError) -> DetectError {
        match err {
            FetchError::TooLarge { .. } => {
                DetectError::FileTooLarge { max_bytes: self.config.max_file_bytes }
            }
            other => DetectError::DownloadUrl(other.to_string()),
        }
    }

    /// A content over the limit is the client's business, whatever else goes wrong is ours.
    pub(crate) fn blob_error(&self, err: BlobError) -> DetectError {
        match err {
            BlobError::TooLarge { .. } => DetectError::FileTooLarge { max_bytes: self.config.max_file_bytes },
            other => DetectError::Blob(other),
        }
    }
}
