//! Signed URLs.

use std::time::Duration;

use assay_types::{DriveId, FileId, RevisionId};

use crate::Drive;

/// What a download URL says beside what it leads to.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct DownloadOptions<'a> {
    /// How long it is good; `None` for the default of 15 minutes.
    pub(crate) lifetime: Option<Duration>,
    /// Another name to save the file under.
    pub(crate) file_name: Option<&'a str>,
    /// Another media type to answer with.
    pub(crate) content_type: Option<&'a str>,
}

impl Drive {
    /// A URL that leads to one revision of a file, as long as the file is live and not blocked.
    pub(crate) fn download_url(
        &self,
        _drive: DriveId,
        _file: FileId,
        _revision: RevisionId,
        _options: DownloadOptions<'_>,
    ) -> String {
        String::new()
    }

    /// A URL that leads to a thumbnail of one revision of a picture, made as `process` says
    /// (`image/resize,w_160`…).
    pub(crate) fn thumbnail_url(
        &self,
        _drive: DriveId,
        _file: FileId,
        _revision: RevisionId,
        _process: &str,
        _lifetime: Option<Duration>,
    ) -> String {
        String::new()
    }
}
