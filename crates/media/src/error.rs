//! What can go wrong, by who is to know.

use assay_blobs::BlobError;
use assay_jobs::Failure;
use assay_sandbox::SandboxError;
use assay_store::StoreError;
use assay_wire::{ApiError, code};

/// Why an operation was not carried out.
#[derive(Debug, thiserror::Error)]
pub enum MediaError {
    /// The client's doing, in the API's own words.
    #[error(transparent)]
    Api(#[from] ApiError),
    /// The state failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A bucket or a content failed.
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

impl MediaError {
    /// `InvalidArgument`: a parameter by its wire's name (a path within it where it has parts), and what would be
    /// right.
    pub(crate) fn invalid(parameter: &str, why: impl std::fmt::Display) -> Self {
        let message = format!("The parameter {parameter} is not valid: {why}.");
        ApiError::new(code::INVALID_ARGUMENT).with_message(message).into()
    }

    /// `MissingParameter`: a parameter that this request needs.
    pub(crate) fn missing(parameter: &str) -> Self {
        let message = format!("The parameter {parameter} is mandatory for this request.");
        ApiError::new(code::MISSING_PARAMETER).with_message(message).into()
    }

    /// `ResourceNotFound`: `Project`, `Dataset`, `Binding`, `File`, `Task` and so on.
    pub(crate) fn not_found(what: &str) -> Self {
        let message = format!("The specified resource {what} is not found.");
        ApiError::new(code::RESOURCE_NOT_FOUND).with_message(message).into()
    }

    /// `ResourceAlreadyExists`.
    pub(crate) fn already_exists(what: &str) -> Self {
        let message = format!("The specified resource {what} already exists.");
        ApiError::new(code::RESOURCE_ALREADY_EXISTS).with_message(message).into()
    }

    /// `ResourceInUse`: something that cannot go, and what is still in it.
    pub(crate) fn in_use(what: &str, why: &str) -> Self {
        let message = format!("The specified resource {what} is in use: {why}.");
        ApiError::new(code::RESOURCE_IN_USE).with_message(message).into()
    }

    /// `LimitExceededError`: of what there may be no more.
    pub(crate) fn limit(what: impl std::fmt::Display) -> Self {
        ApiError::new(code::LIMIT_EXCEEDED_ERROR)
            .with_message(format!("The limit is reached: {what}."))
            .into()
    }

    /// `UnsupportedOperation`, and what would make it work.
    pub(crate) fn unsupported(why: impl Into<String>) -> Self {
        ApiError::new(code::UNSUPPORTED_OPERATION).with_message(why.into()).into()
    }

    /// `SystemBusy`: something else is in the way, and again later it may not be.
    pub(crate) fn busy() -> Self {
        ApiError::new(code::SYSTEM_BUSY).with_retry_after(1).into()
    }

    /// The same for the runner of jobs.
    pub(crate) fn into_failure(self) -> Failure {
        match self {
            Self::Store(error) => error.into(),
            Self::Blob(_) | Self::Sandbox(_) => Failure::retryable(self),
            Self::Api(_) | Self::Corrupt { .. } => Failure::fatal(self),
        }
    }

    /// The wire's code and message, for a task that failed. What is not the client's to read says so and no more.
    pub(crate) fn told(&self) -> (String, String) {
        match self {
            Self::Api(error) => (error.code().to_owned(), error.message().to_owned()),
            Self::Store(_) | Self::Blob(_) | Self::Sandbox(_) | Self::Corrupt { .. } => {
                (code::SERVER_ERROR.name.to_owned(), "The server failed; its log has the cause.".to_owned())
            }
        }
    }
}
