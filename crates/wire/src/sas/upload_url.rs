//! `CreateFileDetectUploadUrl`: where to post a file's bytes before it is submitted.

use assay_types::RequestId;
use serde::Serialize;

use crate::{ParamError, Params};

pub(super) const NOTES: &[&str] = &[
    "Hash keys may be MD5 or SHA-256 in both lists; `HashKeyContextList` is read first, then `HashKeyList`.",
    "A file over the size limit gets an item with the `Code` `FileSizeOverLimit` and no upload parameters.",
    "`Context` is sent even when `FileExist` is true: the official helper reads its `OssKey` in both cases.",
    "`FileExist` is true for what the same tenant uploaded; whether others have a file is not told.",
    "`InternalUrl` is the same as `PublicUrl`.",
];

/// The request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CreateFileDetectUploadUrlRequest {
    /// `Type`: 0 unknown, 1 binary, 2 webshell, 4 script.
    pub file_type: i32,
    /// `HashKeyList`; may be empty when the other list is not.
    pub hash_key_list: Vec<String>,
    /// `HashKeyContextList`; may be empty when the other list is not.
    pub hash_key_context_list: Vec<HashKeyContext>,
}

/// One element of `HashKeyContextList`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HashKeyContext {
    /// Hash of the file to upload.
    pub hash_key: String,
    /// Its length in bytes, as the client says. The contract has an int32; larger values are read too,
    /// so that a file of 3 GB is told its limit and not a wrong type.
    pub file_size: Option<i64>,
}

impl CreateFileDetectUploadUrlRequest {
    /// Values of `Type`.
    pub const FILE_TYPES: [i32; 4] = [0, 1, 2, 4];
    /// Hash keys in one call; the documents name no limit, this is that of `GetFileDetectResult`.
    pub const HASH_KEYS_MAX: usize = 200;

    /// Reads the parameters.
    pub fn from_params(params: &Params) -> Result<Self, ParamError> {
        let hash_key_context_list = params.objects("HashKeyContextList", Self::HASH_KEYS_MAX, |item| {
            Ok(HashKeyContext {
                hash_key: item.required_text("HashKey")?.to_owned(),
                file_size: item.int64("FileSize")?,
            })
        })?;
        let hash_key_list = params.texts("HashKeyList", Self::HASH_KEYS_MAX)?;
        if hash_key_list.is_empty() && hash_key_context_list.is_empty() {
            return Err(ParamError::missing("HashKeyList"));
        }
        if hash_key_list.len() + hash_key_context_list.len() > Self::HASH_KEYS_MAX {
            return Err(ParamError::invalid("HashKeyList", "at most 200 hash keys in both lists"));
        }
        Ok(Self { file_type: params.required_int32("Type")?, hash_key_list, hash_key_context_list })
    }
}

/// The reply.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct CreateFileDetectUploadUrlReply {
    /// Names the request.
    pub request_id: RequestId,
    /// One for each hash key, in the request's order.
    pub upload_url_list: Vec<UploadUrl>,
}

/// Where to post one file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct UploadUrl {
    /// As in the request.
    pub hash_key: String,
    /// [`super::ITEM_OK`], or what is wrong with this one.
    pub code: String,
    /// In words, when something is wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// The content is known: nothing to upload.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file_exist: Option<bool>,
    /// When the upload parameters expire: milliseconds since the epoch, as text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expire: Option<String>,
    /// Where to post the form; clients use it as it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub public_url: Option<String>,
    /// The same, from inside.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub internal_url: Option<String>,
    /// The form's fields.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub context: Option<UploadContext>,
}

/// The fields of the PostObject form; opaque to clients.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct UploadContext {
    /// The form's `OSSAccessKeyId`.
    pub access_id: String,
    /// The form's `policy`, base64 of JSON.
    pub policy: String,
    /// The form's `Signature` over the policy.
    pub signature: String,
    /// The form's `key`; also what `CreateFileDetect` is given.
    pub oss_key: String,
}
