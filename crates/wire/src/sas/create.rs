//! `CreateFileDetect`: submits a file, uploaded before or behind a URL.

use assay_types::RequestId;
use serde::Serialize;

use crate::{ParamError, Params};

pub(super) const NOTES: &[&str] = &[
    "`Type` is 0, or 6 for Skill packages: by `DownloadUrl` only, the answer's `HashKey` is what to poll with, members \
     have no `Score`, and a package without a `SKILL.md` is `InvalidApiDetectType` when polled, like every other \
     `Type` at once.",
    "When both `OssKey` and `DownloadUrl` are given, `OssKey` is used.",
    "`HashKey` must be the hash of the content in lower-case hex; a content that differs is `GetFileError`.",
    "`DecompressMaxLayer` is 1 to 5 and `DecompressMaxFileCount` 1 to 1000; one beyond is `InvalidParameter`.",
    "A submission without `OssKey` and `DownloadUrl`, or with an `OssKey` under which nothing was uploaded, is \
     `GetFileError`.",
    "`DecompressMaxLayer` and `DecompressMaxFileCount` are required, and count, only with `Decompress` true.",
    "Submitting a content whose verdict is known, with the same options, is final at once.",
];

/// The request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CreateFileDetectRequest {
    /// `Type`: [`super::DETECT_TYPE_FILE`] or [`super::DETECT_TYPE_SKILL`].
    pub detect_type: i32,
    /// `HashKey`: required for files, made by the server for Skill packages.
    pub hash_key: Option<String>,
    /// `OssKey`: what `CreateFileDetectUploadUrl` issued.
    pub oss_key: Option<String>,
    /// `DownloadUrl`: where the server is to fetch the file.
    pub download_url: Option<String>,
    /// `SourceIp`: told by the client, for its own records.
    pub source_ip: Option<String>,
    /// `Decompress`: open containers.
    pub decompress: Option<bool>,
    /// `DecompressMaxLayer`: nested containers, the outermost included.
    pub decompress_max_layer: Option<i32>,
    /// `DecompressMaxFileCount`: members over all layers.
    pub decompress_max_file_count: Option<i32>,
}

impl CreateFileDetectRequest {
    /// The largest `DecompressMaxLayer`; the smallest is 1.
    pub const MAX_LAYER_MAX: i32 = 5;
    /// The largest `DecompressMaxFileCount`; the smallest is 1.
    pub const MAX_FILE_COUNT_MAX: i32 = 1000;

    /// Reads the parameters.
    pub fn from_params(params: &Params) -> Result<Self, ParamError> {
        Ok(Self {
            detect_type: params.required_int32("Type")?,
            hash_key: params.optional_text("HashKey"),
            oss_key: params.optional_text("OssKey"),
            download_url: params.optional_text("DownloadUrl"),
            source_ip: params.optional_text("SourceIp"),
            decompress: params.boolean("Decompress")?,
            decompress_max_layer: params.int32("DecompressMaxLayer")?,
            decompress_max_file_count: params.int32("DecompressMaxFileCount")?,
        })
    }
}

/// The reply.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct CreateFileDetectReply {
    /// Names the request.
    pub request_id: RequestId,
    /// What to ask for the result with.
    pub hash_key: String,
}
