//! What can go wrong, by who is to know.

use assay_blobs::BlobError;
use assay_jobs::Failure;
use assay_sandbox::SandboxError;
use assay_store::{Denied, Refused, StoreError};
use assay_wire::{ApiError, code};

/// Why an operation was not carried out.
#[derive(Debug, thiserror::Error)]
pub enum DriveError {
    /// The client's doing, in the API's own words.
    #[error(transparent)]
    Api(#[from] ApiError),
    /// The state failed.
    #[error(transparent)]
    Store(StoreError),
    /// The contents failed.
    #[error(transparent)]
    Blob(#[from] BlobError),
    /// The sandbox failed.
    #[error(transparent)]
    Sandbox(#[from] SandboxError),
    /// What is stored cannot be read.
    #[error("unreadable {what}: {why}")]
    Corrupt {
        /// What.
        what: &'static str,
        /// Why.
        why: String,
    },
}

impl From<StoreError> for DriveError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Refused(Refused::Quota { total, used }) => ApiError::new(code::QUOTA_EXHAUSTED)
                .about("Drive")
                .with_message(format!("The drive holds {used} of {total} bytes, and this does not fit."))
                .into(),
            StoreError::Refused(Refused::NoDrive) => Self::not_found("DriveId"),
            StoreError::Denied(denied) if denied != Denied::Stale => crate::directory::refusal(denied),
            error => Self::Store(error),
        }
    }
}

impl DriveError {
    /// `NotFound.{what}`: `FileId`, `DriveId`, `UploadId` and so on.
    pub(crate) fn not_found(what: &str) -> Self {
        let message = format!("The resource {what} cannot be found. Please check it.");
        ApiError::new(code::NOT_FOUND).about(what).with_message(message).into()
    }

    /// `AlreadyExist.{what}`.
    pub(crate) fn already_exists(what: &str) -> Self {
        let message = format!("The resource {what} already exists.");
        ApiError::new(code::ALREADY_EXIST).about(what).with_message(message).into()
    }

    /// `InvalidParameter.{field}`.
    pub(crate) fn invalid(field: &str, why: impl std::fmt::Display) -> Self {
        ApiError::invalid_field(field, why).into()
    }

    /// `MissingParameter.{field}`.
    pub(crate) fn missing(field: &str) -> Self {
        ApiError::missing_field(field).into()
    }

    /// `ForbiddenNoPermission.{what}`.
    pub(crate) fn forbidden(what: &str) -> Self {
        ApiError::new(code::FORBIDDEN_NO_PERMISSION).about(what).into()
    }

    /// `SystemBusy`: something else is in the way, and again later it may not be.
    pub(crate) fn busy() -> Self {
        ApiError::new(code::SYSTEM_BUSY).with_retry_after(1).into()
    }

    /// Whether a change met another one: what was read is not what is there any more, so that reading again and
    /// trying again makes sense.
    pub(crate) fn is_conflict(&self) -> bool {
        matches!(
            self,
            Self::Store(
                StoreError::Refused(Refused::Unmet(_) | Refused::Exists(_))
                    | StoreError::Denied(Denied::Stale)
            )
        )
    }

    /// Whether the drive is gone, so that work on it has come to its end.
    pub(crate) fn is_drive_gone(&self) -> bool {
        matches!(self, Self::Api(error) if error.code() == "NotFound.DriveId")
    }

    /// The same for the runner of jobs.
    pub(crate) fn into_failure(self) -> Failure {
        match self {
            Self::Store(error) => error.into(),
            Self::Blob(_) | Self::Sandbox(_) => Failure::retryable(self),
            Self::Api(_) | Self::Corrupt { .. } => Failure::fatal(self),
        }
    }
}
