//! The catalogue of error codes: each with its HTTP status and the message a client reads by default.
//!
//! From the error tables of the documents, from the "codes clients act on" of the signing contract
//! (section 8), and, last, those that the HTTP layer needs a JSON body for. A code is wire text that
//! clients compare: it never changes once it was sent.

/// One entry of the catalogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Code {
    /// The text in `Code` or `code`.
    pub name: &'static str,
    /// HTTP status, 400 to 599.
    pub status: u16,
    /// The message when nothing more precise is known.
    pub message: &'static str,
}

/// Declares the constants, and the list of all of them for the tests.
macro_rules! catalogue {
    ($($(#[$doc:meta])* $constant:ident = $status:literal $name:literal $message:literal;)*) => {
        $($(#[$doc])* pub const $constant: Code =
            Code { name: $name, status: $status, message: $message };)*

        /// Every code there is.
        pub const ALL: &[Code] = &[$($constant),*];
    };
}

catalogue! {
    // --- who calls ---

    /// The access key, or the bearer key, is unknown or revoked.
    INVALID_ACCESS_KEY_ID_NOT_FOUND = 404 "InvalidAccessKeyId.NotFound" "Specified access key is not found.";
    /// The access key has passed its expiry.
    INVALID_ACCESS_KEY_ID_INACTIVE = 403 "InvalidAccessKeyId.Inactive" "Specified access key is disabled or has expired.";
    /// The signature is not the one that the secret gives.
    SIGNATURE_DOES_NOT_MATCH = 400 "SignatureDoesNotMatch" "The signature that we calculated does not match the one that you sent.";
    /// Credentials are missing, or cannot be read, or cover too little.
    INCOMPLETE_SIGNATURE = 400 "IncompleteSignature" "The request signature is missing or does not conform to its scheme.";
    /// The request's time is too far from the server's.
    INVALID_TIME_STAMP_EXPIRED = 400 "InvalidTimeStamp.Expired" "Specified time stamp or date value is expired.";
    /// The request's time cannot be read.
    INVALID_TIME_STAMP_FORMAT = 400 "InvalidTimeStamp.Format" "Specified time stamp or date value is not well formatted.";
    /// The nonce was seen before.
    SIGNATURE_NONCE_USED = 400 "SignatureNonceUsed" "Specified signature nonce was used already.";
    /// The security token's time is over.
    INVALID_SECURITY_TOKEN_EXPIRED = 400 "InvalidSecurityToken.Expired" "Specified security token is expired.";
    /// The security token is missing, or is not the access key's.
    INVALID_SECURITY_TOKEN_MISMATCH = 400 "InvalidSecurityToken.MismatchWithAccessKey" "Specified security token does not belong to the access key.";
    /// The caller's policy does not allow the operation.
    NO_PERMISSION = 403 "NoPermission" "You are not authorized to do this operation.";

    // --- what is asked for ---

    /// No operation of this name.
    INVALID_ACTION_NOT_FOUND = 404 "InvalidAction.NotFound" "Specified api is not found, please check your url and method.";
    /// No API of this version.
    INVALID_VERSION = 400 "InvalidVersion" "Specified parameter Version is not valid.";
    /// A known operation that this server does not serve.
    UNSUPPORTED_OPERATION = 400 "UnsupportedOperation" "The specified operation is not supported.";
    /// A parameter is missing; the parameter's name is appended to the code.
    MISSING_PARAMETER = 400 "MissingParameter" "A parameter that is mandatory for this action is not supplied.";
    /// A parameter is of the wrong type or out of range; the parameter's name is appended to the code.
    INVALID_PARAMETER = 400 "InvalidParameter" "A specified parameter is not valid.";
    /// The body is not the JSON that it should be.
    INVALID_REQUEST_JSON_FORMAT = 400 "InvalidRequestJSONFormat" "The request body is not valid JSON.";

    // --- how much ---

    /// SAS: slow down.
    REQUEST_TOO_FREQUENTLY = 400 "RequestTooFrequently" "Request too frequently, please try again later";
    /// IMM: slow down.
    THROTTLING_USER = 400 "Throttling.User" "Request was denied due to user flow control.";
    /// PDS: slow down.
    TOO_MANY_REQUESTS = 429 "TooManyRequests" "Request was denied due to user flow control.";
    /// The key's allowance for today is used up (IQS has its own code).
    QUOTA_EXCEEDED = 429 "QuotaExceeded" "The daily allowance of this access key is used up.";
    /// The server has as much work as it takes.
    SYSTEM_BUSY = 500 "SystemBusy" "System busy, please try again later.";
    /// The server failed; the log has the cause under the request id.
    SERVER_ERROR = 500 "ServerError" "ServerError";

    // --- SAS, file detection ---

    /// The submitted file is not there, or is not what the hash says.
    GET_FILE_ERROR = 400 "GetFileError" "Get file error, please check input params and file size, and make sure upload file success.";
    /// `DownloadUrl` is not a URL, is not allowed, or cannot be reached.
    INVALID_DOWNLOAD_URL = 400 "InvalidDownloadUrl" "Invalid file download URL.";
    /// The file is larger than the limit.
    FILE_SIZE_OVER_LIMIT = 400 "FileSizeOverLimit" "File size over limit.";
    /// No detection is known under this hash key.
    GET_RESULT_FAIL = 400 "GetResultFail" "Get result fail, found no detect record for this file or result has been expired";
    /// `Type` is none that is served.
    INVALID_API_DETECT_TYPE = 400 "InvalidApiDetectType" "Unsupported Api Detect Type.";

    // --- IQS ---

    /// Neither an API key nor a signature came along.
    MISSING_CREDENTIALS = 401 "MissingCredentials" "Send an API key (Authorization: Bearer KEY), or sign the request with an access key.";
    /// The picture could not be made into a scan within the time that one call has.
    PROCESSING_TIMEOUT = 504 "ProcessingTimeout" "The picture could not be processed in time; send a smaller one, or try again later.";

    /// The key may not use this API.
    RETRIEVAL_NOT_ACTIVATE = 403 "Retrieval.NotActivate" "Please activate AI search service";
    /// The account owes money; never sent by Assay, listed so that clients of the document find it.
    RETRIEVAL_ARREARS = 403 "Retrieval.Arrears" "Please recharge first.";
    /// The key's policy does not allow the operation.
    RETRIEVAL_NOT_AUTHORISED = 403 "Retrieval.NotAuthorised" "Please authorize the AliyunIQSFullAccess privilege to the sub-account.";
    /// The key has passed its expiry.
    RETRIEVAL_TEST_USER_PERIOD_EXPIRED = 403 "Retrieval.TestUserPeriodExpired" "The test period has expired.";
    /// Slow down.
    RETRIEVAL_THROTTLING_USER = 429 "Retrieval.Throttling.User" "Request was denied due to user flow control.";
    /// The key's allowance for today is used up.
    RETRIEVAL_TEST_USER_QUERY_EXCEEDED = 429 "Retrieval.TestUserQueryExceeded" "The query exceeds the limit";

    // --- PDS ---

    /// The bearer token is missing or unknown; clients refresh it.
    ACCESS_TOKEN_INVALID = 401 "AccessTokenInvalid" "AccessToken is invalid.";
    /// The bearer token's time is over; clients refresh it.
    ACCESS_TOKEN_EXPIRED = 401 "AccessTokenExpired" "AccessToken is expired.";

    /// The caller may see the thing and may not do this to it; what it is is appended.
    FORBIDDEN_NO_PERMISSION = 403 "ForbiddenNoPermission" "No permission to access the resource.";
    /// The file is in the recycle bin.
    FORBIDDEN_FILE_IN_THE_RECYCLE_BIN = 403 "ForbiddenFileInTheRecycleBin" "The file is in the recycle bin.";
    /// The drive, or its owner, is disabled.
    FORBIDDEN_DRIVE_NOT_VALID = 403 "ForbiddenDriveNotValid" "The drive is not available.";
    /// What is there keeps this from being done; what is there is appended.
    ALREADY_EXIST = 409 "AlreadyExist" "The resource already exists.";
    /// More than what is granted; of what is appended.
    QUOTA_EXHAUSTED = 403 "QuotaExhausted" "The quota is used up.";
    /// Some readable content starts so: send the whole hash.
    PRE_HASH_MATCHED = 409 "PreHashMatched" "The pre hash matches; please send the content hash.";
    /// A part of a serial upload that is not the next.
    PART_NOT_SEQUENTIAL = 400 "PartNotSequential" "The part is not the next one of this upload.";
    /// A way of uploading that is not offered; its name is appended.
    INVALID_PARAMETER_NOT_SUPPORTED = 400 "InvalidParameterNotSupported" "The parameter is not supported.";
    /// Something does not come out as the request said; which parameter is appended.
    INVALID_PARAMETER_NOT_MATCH = 400 "InvalidParameterNotMatch" "The content is not what the parameter says.";
    /// The file may be seen, and its content is withheld.
    FORBIDDEN_FILE_BLOCKED = 403 "ForbiddenFileBlocked" "The content of the file is blocked.";
    /// The share link's token is missing, wrong, or over; clients get another.
    SHARE_LINK_TOKEN_INVALID = 401 "ShareLinkTokenInvalid" "ShareToken is invalid.";
    /// The thing cannot be used so; which is appended.
    INVALID_RESOURCE = 400 "InvalidResource" "The resource is not valid.";

    // --- IMM ---

    /// A value makes no sense; the message names the parameter and says what would be right.
    INVALID_ARGUMENT = 400 "InvalidArgument" "A parameter is not valid.";
    /// A project, dataset, file or other thing is not there; the message says which.
    RESOURCE_NOT_FOUND = 400 "ResourceNotFound" "The specified resource is not found.";
    /// Something of this name is there already; the message says what.
    RESOURCE_ALREADY_EXISTS = 400 "ResourceAlreadyExists" "The specified resource already exists.";
    /// Something is still in it, so that it cannot be deleted; the message says what.
    RESOURCE_IN_USE = 400 "ResourceInUse" "The specified resource is in use.";
    /// There are as many as there may be; the message says of what.
    LIMIT_EXCEEDED_ERROR = 400 "LimitExceededError" "A limit is exceeded.";

    // --- made by the HTTP layer ---

    /// The request is not HTTP, or contradicts itself.
    BAD_REQUEST = 400 "BadRequest" "The request could not be read.";
    /// Nothing is at this path.
    NOT_FOUND = 404 "NotFound" "Nothing is found at the requested path.";
    /// Something is at this path, for another method.
    METHOD_NOT_ALLOWED = 405 "MethodNotAllowed" "The method is not allowed for the requested path.";
    /// The request did not arrive in time.
    REQUEST_TIMEOUT = 408 "RequestTimeout" "The request did not arrive in time.";
    /// The body's length must be told.
    MISSING_CONTENT_LENGTH = 411 "MissingContentLength" "The request must carry a Content-Length.";
    /// The body is larger than the limit.
    REQUEST_ENTITY_TOO_LARGE = 413 "RequestEntityTooLarge" "The request body is larger than the limit.";
    /// The request line is longer than the limit.
    REQUEST_URI_TOO_LONG = 414 "RequestURITooLong" "The request line is longer than the limit.";
    /// The headers are more or larger than the limit.
    REQUEST_HEADER_TOO_LARGE = 431 "RequestHeaderTooLarge" "The request headers are larger than the limit.";
    /// The server is starting or stopping.
    SERVICE_UNAVAILABLE = 503 "ServiceUnavailable" "The service is not ready, please try again later.";
    /// Only HTTP/1.0 and 1.1 are spoken.
    HTTP_VERSION_NOT_SUPPORTED = 505 "HTTPVersionNotSupported" "The HTTP version is not supported.";
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn codes_are_errors_and_differ() {
        let mut names = HashSet::new();
        for code in ALL {
            assert!((400..600).contains(&code.status), "{code:?}");
            assert!(names.insert(code.name), "{} is there twice", code.name);
            assert!(!code.message.is_empty());
        }
    }
}
