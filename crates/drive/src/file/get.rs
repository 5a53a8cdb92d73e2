//! `GetFile`.

use assay_wire::pds::GetFileRequest;
use serde_json::value::RawValue;

use crate::{Actions, Caller, Drive, DriveError, record::Fields};

impl Drive {
    /// A file's or folder's record. One that is being uploaded counts as there.
    ///
    /// # Errors
    /// `NotFound.DriveId`, `NotFound.FileId`, `ForbiddenFileInTheRecycleBin`, `ShareLinkTokenInvalid`,
    /// `InvalidParameter.fields`, `.url_expire_sec` (10 to 14,400), `.thumbnail_processes` (at most 5).
    pub async fn get_file(
        &self,
        caller: &Caller,
        request: GetFileRequest,
    ) -> Result<Box<RawValue>, DriveError> {
        let fields = Fields::parse(request.fields.as_deref())?
            .with_thumbnails(request.thumbnail_processes.as_ref())?
            .with_lifetime(request.url_expire_sec)?;
        let access = self.access(caller, request.drive_id.as_deref(), request.share_id.as_deref()).await?;
        let found = self.live(&access, "file_id", &request.file_id, Actions::VISIBLE).await?;
        self.record(&access, &found, &fields).await
    }
}
