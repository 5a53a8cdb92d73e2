//! Thumbnails of pictures, made by the sandbox when somebody asks for one.

use std::time::Duration;

use assay_findings::{Finding, Task, TaskError, ThumbnailTask};
use assay_sandbox::Outcome;
use assay_types::Sha256Digest;
use assay_wire::{ApiError, code, pds::DownloadFileRequest};
use bytes::Bytes;

use crate::{
    Actions, Caller, Drive, DriveError,
    rights::Use,
    transfer::{PROCESS, TransferRefused},
};

/// How long the making of one thumbnail may take.
const TIME_LIMIT: Duration = Duration::from_secs(20);

/// A picture ready to send. Cheap to clone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// The encoded picture.
    pub bytes: Bytes,
    /// Its media type.
    pub media_type: &'static str,
    /// The entity tag, in quotes: of the content, and of what was done to it.
    pub etag: String,
}

impl Drive {
    /// The thumbnail that a signed URL leads to; `target` is the request's path and query.
    ///
    /// # Errors
    /// As for a download; `InvalidArgument` for a process that cannot be read, `InvalidImage` for what is no
    /// picture or is too large to be one.
    pub async fn open_thumbnail(&self, target: &str) -> Result<Picture, TransferRefused> {
        let signed = self.open_url(target)?;
        let gone = || TransferRefused {
            status: 404,
            code: "NoSuchKey",
            message: "The file does not exist, or is not available any more.".to_owned(),
        };
        let Some(["thumbnail", drive, file, revision]) = signed.segments() else { return Err(gone()) };
        let (Ok(drive), Ok(file), Ok(revision)) = (drive.parse(), file.parse(), revision.parse()) else {
            return Err(gone());
        };
        let content = self.signed_content(drive, file, revision).await?;
        let process = signed.parameter(PROCESS).unwrap_or_default();
        self.thumbnail(content.content, content.size_bytes, process).await.map_err(refused)
    }

    /// `DownloadFile` of a picture with `image_thumbnail_process`.
    ///
    /// # Errors
    /// As [`Drive::download_file`]; `InvalidParameter.image_thumbnail_process`, `InvalidResource.Image`.
    pub async fn download_thumbnail(
        &self,
        caller: &Caller,
        request: DownloadFileRequest,
    ) -> Result<Picture, DriveError> {
        let process = request.image_thumbnail_process.clone().unwrap_or_default();
        // Looking at a picture is less than taking it away.
        let content = self.content_for(caller, &request, Actions::PREVIEW, Use::Preview).await?;
        self.thumbnail(content.content, content.size_bytes, &process).await
    }

    async fn thumbnail(
        &self,
        content: Sha256Digest,
        size_bytes: u64,
        process: &str,
    ) -> Result<Picture, DriveError> {
        let task: ThumbnailTask =
            process.parse().map_err(|error| DriveError::invalid("image_thumbnail_process", error))?;
        let Some(inspector) = &self.inspector else {
            return Err(ApiError::new(code::SERVICE_UNAVAILABLE).into());
        };
        if let Some(picture) = inspector.pictures.get(content, process) {
            return Ok(picture);
        }
        if size_bytes > inspector.config.max_bytes {
            return Err(no_picture("it is too large"));
        }
        let input = self.parts.blobs.open_local(&content).await?;
        let thumbnail = match inspector.pool.run(input, Task::Thumbnail(task), TIME_LIMIT).await? {
            Outcome::Found(Finding::Thumbnail(thumbnail)) => thumbnail,
            Outcome::Refused(TaskError::Unsuitable(why)) => return Err(no_picture(&why)),
            Outcome::Refused(error) => return Err(no_picture(&error.to_string())),
            Outcome::GaveUp(_) | Outcome::Found(_) => return Err(no_picture("it could not be read")),
        };
        let picture = Picture {
            bytes: Bytes::from(thumbnail.bytes),
            media_type: thumbnail.format.media_type(),
            etag: format!("\"{content}-{:08x}\"", crc_of(process)),
        };
        inspector.pictures.put(content, process, picture.clone());
        Ok(picture)
    }
}

fn crc_of(process: &str) -> u64 {
    crc_fast::checksum(crc_fast::CrcAlgorithm::Crc32IsoHdlc, process.as_bytes())
}

fn no_picture(why: &str) -> DriveError {
    let message = format!("No thumbnail can be made of the file: {why}.");
    ApiError::new(code::INVALID_RESOURCE).about("Image").with_message(message).into()
}

/// The same in an object store's words.
fn refused(error: DriveError) -> TransferRefused {
    match error {
        DriveError::Api(error) if error.code().starts_with("InvalidParameter") => {
            TransferRefused { status: 400, code: "InvalidArgument", message: error.message().to_owned() }
        }
        DriveError::Api(error) if error.code() == "InvalidResource.Image" => {
            TransferRefused { status: 400, code: "InvalidImage", message: error.message().to_owned() }
        }
        error => {
            tracing::error!(%error, "a thumbnail could not be made");
            TransferRefused {
                status: 503,
                code: "ServiceUnavailable",
                message: "Please try again later.".to_owned(),
            }
        }
    }
}
