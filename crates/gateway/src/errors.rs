//! The one place where failures become wire errors: every code that a client sees is chosen here, by
//! exhaustive matches, so that a new failure does not compile until somebody has chosen its code.
//!
//! What a client may read is in the [`ApiError`]; what only the operator may, goes to the log here, once,
//! under the request's id.

use assay_access::{AccessError, Decision, KeyRefusal};
use assay_detect::{DetectError, PostObjectError};
use assay_drive::DriveError;
use assay_fetch::FetchError;
use assay_media::MediaError;
use assay_page::{PageError, ScanError};
use assay_signing::{ClaimError, SignatureMismatch};
use assay_store::StoreError;
use assay_types::RequestId;
use assay_wire::{AccessDeniedDetail, ApiError, Product, Refusal as Turned, code};

use crate::{auth::AuthError, body::BodyError, front::Refusal, services::UploadRefused};

/// Seconds after which a busy server may be asked again.
const BUSY_RETRY_S: u32 = 1;
/// Longest string to sign that is repeated to a client, in characters.
const MAX_STRING_TO_SIGN: usize = 4096;

/// What the gate refused.
pub(crate) fn of_refusal(refusal: Refusal) -> ApiError {
    match refusal {
        Refusal::Malformed(why) => {
            ApiError::new(code::BAD_REQUEST).with_message(format!("The request could not be read: {why}."))
        }
        Refusal::Incomplete => ApiError::new(code::BAD_REQUEST)
            .with_message("The connection was closed before the request's head was complete."),
        Refusal::Slow => code::REQUEST_TIMEOUT.into(),
        Refusal::TargetTooLong => ApiError::new(code::REQUEST_URI_TOO_LONG).with_message(
            "The request line is longer than the limit. Send the parameters as a form body instead: POST with \
             Content-Type application/x-www-form-urlencoded.",
        ),
        Refusal::HeadersTooLarge => code::REQUEST_HEADER_TOO_LARGE.into(),
        Refusal::Version => code::HTTP_VERSION_NOT_SUPPORTED.into(),
        Refusal::BodyTooLarge => code::REQUEST_ENTITY_TOO_LARGE.into(),
        Refusal::Connect => code::METHOD_NOT_ALLOWED.into(),
        Refusal::Busy => ApiError::new(code::SERVICE_UNAVAILABLE).with_retry_after(BUSY_RETRY_S),
    }
}

/// A body that could not be read.
pub(crate) fn of_body(error: &BodyError) -> ApiError {
    match error {
        BodyError::TooLarge(max_bytes) => ApiError::new(code::REQUEST_ENTITY_TOO_LARGE)
            .with_message(format!("The request body is larger than {max_bytes} bytes.")),
        BodyError::Slow => code::REQUEST_TIMEOUT.into(),
        BodyError::Broken(_) => ApiError::new(code::BAD_REQUEST)
            .with_message("The request body ended early or is not well-formed."),
        BodyError::Busy => ApiError::new(code::SYSTEM_BUSY).with_retry_after(BUSY_RETRY_S),
    }
}

/// A caller who is turned away.
pub(crate) fn of_auth(error: &AuthError, product: Product, request_id: RequestId) -> ApiError {
    match error {
        AuthError::Anonymous => product.refusal(Turned::NoCredentials).into(),
        AuthError::Claim(error) => of_claim(*error),
        AuthError::Key { refusal, is_bearer } => of_key(*refusal, *is_bearer, product),
        AuthError::Skew { now, .. } => ApiError::new(code::INVALID_TIME_STAMP_EXPIRED).with_message(format!(
            "Specified time stamp or date value is expired. The server's time is {now}."
        )),
        AuthError::Mismatch(mismatch) => of_mismatch(mismatch),
        AuthError::Replay => code::SIGNATURE_NONCE_USED.into(),
        AuthError::Denied { action, decision, reaches, key_id } => {
            let refusal = if *reaches { Turned::NotAuthorized } else { Turned::NotActivated };
            let kind = match decision {
                Decision::ExplicitlyDenied => "ExplicitDeny",
                Decision::ImplicitlyDenied | Decision::Allowed => "ImplicitDeny",
            };
            ApiError::new(product.refusal(refusal)).with_access_denied_detail(AccessDeniedDetail {
                auth_action: action.clone(),
                auth_principal_display_name: key_id.to_string(),
                no_permission_type: kind.to_owned(),
            })
        }
        AuthError::Token(error) => error.clone(),
        AuthError::Access(AccessError::Store(error)) | AuthError::Store(error) => of_store(error, request_id),
        AuthError::Access(error) => internal(error, request_id),
    }
}

/// A key that is not accepted.
pub(crate) fn of_key(refusal: KeyRefusal, is_bearer: bool, product: Product) -> ApiError {
    let turned = match refusal {
        KeyRefusal::Unknown | KeyRefusal::Revoked | KeyRefusal::WrongKind if is_bearer => {
            Turned::UnknownToken
        }
        KeyRefusal::Unknown | KeyRefusal::Revoked | KeyRefusal::WrongKind => Turned::UnknownKey,
        KeyRefusal::Expired => Turned::KeyExpired,
        KeyRefusal::AllowanceExceeded => Turned::AllowanceExceeded,
        KeyRefusal::SessionEnded => return code::INVALID_SECURITY_TOKEN_EXPIRED.into(),
        KeyRefusal::TokenMismatch => return code::INVALID_SECURITY_TOKEN_MISMATCH.into(),
    };
    product.refusal(turned).into()
}

fn of_claim(error: ClaimError) -> ApiError {
    let message = format!("{error}.");
    match error {
        ClaimError::InvalidTimestamp(_) => ApiError::new(code::INVALID_TIME_STAMP_FORMAT),
        ClaimError::UnsupportedScheme
        | ClaimError::Malformed
        | ClaimError::Missing(_)
        | ClaimError::Unreadable(_)
        | ClaimError::InvalidNonce(_)
        | ClaimError::Unsigned(_)
        | ClaimError::Contradiction(_) => ApiError::new(code::INCOMPLETE_SIGNATURE),
    }
    .with_message(message)
}

/// Tells the client what we signed, as the hosted services do: it is made of the client's own request,
/// and without the secret it is worth nothing.
fn of_mismatch(mismatch: &SignatureMismatch) -> ApiError {
    let message = match mismatch {
        SignatureMismatch::Body => "The body does not have the hash that the request names.".to_owned(),
        SignatureMismatch::Signature(string) => {
            let signed = string.canonical_request.as_ref().unwrap_or(&string.text);
            let shown: String = String::from_utf8_lossy(signed).chars().take(MAX_STRING_TO_SIGN).collect();
            format!(
                "Specified signature is not matched with our calculation. Server string to sign is: {shown}"
            )
        }
    };
    ApiError::new(code::SIGNATURE_DOES_NOT_MATCH).with_message(message)
}

/// A file-detection request that was not carried out.
pub(crate) fn of_detect(error: &DetectError, request_id: RequestId) -> ApiError {
    match error {
        DetectError::MissingParameter(_) => {
            ApiError::new(code::MISSING_PARAMETER).with_message(error.to_string())
        }
        DetectError::InvalidParameter { .. } => {
            ApiError::new(code::INVALID_PARAMETER).with_message(error.to_string())
        }
        DetectError::UnsupportedType(_) => {
            ApiError::new(code::INVALID_API_DETECT_TYPE).with_message(error.to_string())
        }
        DetectError::NoSkill(message) => {
            ApiError::new(code::INVALID_API_DETECT_TYPE).with_message(message.clone())
        }
        DetectError::NoResult(message) => ApiError::new(code::GET_RESULT_FAIL).with_message(message.clone()),
        DetectError::File(message) => ApiError::new(code::GET_FILE_ERROR).with_message(message.clone()),
        DetectError::FileTooLarge { .. } => {
            ApiError::new(code::FILE_SIZE_OVER_LIMIT).with_message(error.to_string())
        }
        DetectError::DownloadUrl(message) => {
            ApiError::new(code::INVALID_DOWNLOAD_URL).with_message(message.clone())
        }
        DetectError::Busy => ApiError::new(code::SYSTEM_BUSY).with_retry_after(BUSY_RETRY_S),
        DetectError::Store(error) => of_store(error, request_id),
        DetectError::Blob(error) => internal(error, request_id),
        DetectError::Randomness(_) => internal(error, request_id),
    }
}

/// A request to the drive that was not carried out.
pub(crate) fn of_drive(error: DriveError, request_id: RequestId) -> ApiError {
    match error {
        DriveError::Api(error) => error,
        DriveError::Store(error) => of_store(&error, request_id),
        DriveError::Blob(error) if error.is_retryable() => {
            tracing::warn!(%request_id, %error, "the contents are not available");
            ApiError::new(code::SYSTEM_BUSY).with_retry_after(BUSY_RETRY_S)
        }
        DriveError::Blob(error) => internal(&error, request_id),
        DriveError::Sandbox(error) => internal(&error, request_id),
        error @ DriveError::Corrupt { .. } => internal(&error, request_id),
    }
}

/// A request about media metadata that was not carried out.
pub(crate) fn of_media(error: MediaError, request_id: RequestId) -> ApiError {
    match error {
        MediaError::Api(error) => error,
        MediaError::Store(error) => of_store(&error, request_id),
        MediaError::Blob(error) if error.is_retryable() => {
            tracing::warn!(%request_id, %error, "a bucket is not available");
            ApiError::new(code::SYSTEM_BUSY).with_retry_after(BUSY_RETRY_S)
        }
        MediaError::Blob(error) => internal(&error, request_id),
        MediaError::Sandbox(error) => internal(&error, request_id),
        error @ MediaError::Corrupt { .. } => internal(&error, request_id),
    }
}

/// A photo of which no scan was made.
pub(crate) fn of_page(error: PageError, request_id: RequestId) -> ApiError {
    let invalid = |about: &str, message: String| {
        ApiError::new(code::INVALID_PARAMETER).about(about).with_message(message)
    };
    match error {
        PageError::Api(error) => error,
        PageError::Inline(why) => ApiError::new(code::INVALID_PARAMETER)
            .with_message(format!("The input parameter imageBase64 is not valid: {why}.")),
        PageError::Fetch(FetchError::TooLarge { limit_bytes }) => {
            invalid("ImageSize", too_large(limit_bytes))
        }
        PageError::Fetch(error) => {
            tracing::info!(%request_id, ?error, "a picture was not fetched");
            invalid("ImageUrl", format!("The picture at imageUrl cannot be fetched: {error}."))
        }
        PageError::OwnUrl(why) => {
            invalid("ImageUrl", format!("The picture at imageUrl cannot be read: {why}"))
        }
        PageError::Scan(error) => of_scan(error, request_id),
        PageError::Memory(error) => internal(&error, request_id),
    }
}

/// A picture of which no scan was made.
fn of_scan(error: ScanError, request_id: RequestId) -> ApiError {
    let invalid = |about: &str, message: String| {
        ApiError::new(code::INVALID_PARAMETER).about(about).with_message(message)
    };
    match error {
        ScanError::Busy => ApiError::new(code::SYSTEM_BUSY).with_retry_after(BUSY_RETRY_S),
        ScanError::Timeout => code::PROCESSING_TIMEOUT.into(),
        ScanError::Unsuitable(why) => {
            invalid("Image", format!("No scan can be made of the picture: {}.", why.trim_end_matches('.')))
        }
        ScanError::TooLarge { max_bytes } => invalid("ImageSize", too_large(max_bytes)),
        ScanError::ScanTooLarge { max_bytes } => invalid(
            "ScanSize",
            format!(
                "The scan would be larger than {max_bytes} bytes: ask for format jpeg, a lower quality, or fewer \
                 pixels (maxPixels)."
            ),
        ),
        ScanError::Memory => invalid(
            "ImageSize",
            "The picture takes more memory than one picture may: send one with fewer pixels.".to_owned(),
        ),
        ScanError::Crash => {
            tracing::error!(%request_id, "the engine failed over a picture");
            invalid(
                "Image",
                "The picture could not be processed: send another, or one in another format.".to_owned(),
            )
        }
        ScanError::Sandbox(error) if error.is_retryable() => {
            tracing::warn!(%request_id, %error, "the sandbox is not available");
            ApiError::new(code::SYSTEM_BUSY).with_retry_after(BUSY_RETRY_S)
        }
        ScanError::Sandbox(error) => internal(&error, request_id),
    }
}

fn too_large(max_bytes: u64) -> String {
    format!("The picture is larger than {max_bytes} bytes: send a smaller one.")
}

/// A refused form upload: the words are OSS's, and its own failures are not the client's to read.
pub(crate) fn of_upload(error: &PostObjectError) -> UploadRefused {
    let message = match error {
        PostObjectError::Store(_) | PostObjectError::Blob(_) => {
            tracing::error!(error = %error, "an upload failed");
            "We encountered an internal error. Please try again.".to_owned()
        }
        PostObjectError::Malformed(_)
        | PostObjectError::MissingField(_)
        | PostObjectError::FieldsTooLarge
        | PostObjectError::Policy(_)
        | PostObjectError::TooLarge { .. }
        | PostObjectError::TooSmall
        | PostObjectError::NoSuchUpload => error.to_string(),
    };
    UploadRefused { status: error.status(), code: error.code(), message }
}

/// A failure of the state: one that may pass invites the client to come again.
pub(crate) fn of_store(error: &StoreError, request_id: RequestId) -> ApiError {
    if error.is_retryable() {
        tracing::warn!(%request_id, error = %error, "the store is not available");
        return ApiError::new(code::SYSTEM_BUSY).with_retry_after(BUSY_RETRY_S);
    }
    internal(error, request_id)
}

/// A failure that is nobody's business but the operator's.
pub(crate) fn internal(error: &dyn std::error::Error, request_id: RequestId) -> ApiError {
    let causes = std::iter::successors(error.source(), |cause| cause.source()).map(ToString::to_string);
    let causes = causes.collect::<Vec<_>>().join(": ");
    tracing::error!(%request_id, %error, causes, "a request failed");
    code::SERVER_ERROR.into()
}
