//! `GetFileDetectResult`: the verdicts of submitted files.

use assay_types::RequestId;
use serde::{Serialize, Serializer};

use crate::{ParamError, Params};

pub(super) const NOTES: &[&str] = &[
    "The error `GetResultFail` is sent when none of the hash keys is known; when some are, each of the \
     others is an item with the `Code` `GetResultFail` and no `Result`.",
    "A result is kept for 5 hours after it is final.",
    "`Score` and `VirusType` are sent when `Result` is 1 only.",
    "A file that was not examined to its end and in which nothing was found has `Result` 0, a `Message` that \
     says so, and in `Ext` `\"FullyExamined\": false` with the `Limits` that stopped the examination.",
    "`Ext` has, beside `HighLight` and `FileLabel`, our own `Rules`, `Evidence`, `FullyExamined` and `Limits`.",
];

/// The request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GetFileDetectResultRequest {
    /// `Type`, as it was submitted.
    pub detect_type: i32,
    /// `HashKeyList`: not empty.
    pub hash_key_list: Vec<String>,
    /// `SourceIp`: told by the client, for its own records.
    pub source_ip: Option<String>,
}

impl GetFileDetectResultRequest {
    /// Hash keys in one call.
    pub const HASH_KEYS_MAX: usize = 200;

    /// Reads the parameters.
    pub fn from_params(params: &Params) -> Result<Self, ParamError> {
        let hash_key_list = params.texts("HashKeyList", Self::HASH_KEYS_MAX)?;
        if hash_key_list.is_empty() {
            return Err(ParamError::missing("HashKeyList"));
        }
        Ok(Self {
            detect_type: params.required_int32("Type")?,
            hash_key_list,
            source_ip: params.optional_text("SourceIp"),
        })
    }
}

/// The wire's `Result`, an integer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DetectResult {
    /// 0: nothing was found.
    Safe,
    /// 1: something was found; the score says how bad.
    Suspicious,
    /// 3: ask again.
    InProgress,
}

impl DetectResult {
    /// The number on the wire.
    pub const fn number(self) -> i32 {
        match self {
            Self::Safe => 0,
            Self::Suspicious => 1,
            Self::InProgress => 3,
        }
    }
}

impl Serialize for DetectResult {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i32(self.number())
    }
}

/// The reply.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct GetFileDetectResultReply {
    /// Names the request.
    pub request_id: RequestId,
    /// One for each hash key, in the request's order.
    pub result_list: Vec<FileResult>,
}

/// One file's verdict.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct FileResult {
    /// As in the request.
    pub hash_key: String,
    /// [`super::ITEM_OK`], or what is wrong with this one.
    pub code: String,
    /// In words, when there is something to say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// The verdict; absent when the item's code is an error.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub result: Option<DetectResult>,
    /// 0 to 100; only with [`DetectResult::Suspicious`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub score: Option<i32>,
    /// The kind of danger; only with [`DetectResult::Suspicious`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub virus_type: Option<String>,
    /// Details, JSON as text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ext: Option<String>,
    /// It is a container whose members can be listed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub compress: Option<bool>,
}
