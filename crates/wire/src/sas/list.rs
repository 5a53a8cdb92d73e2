//! `ListCompressFileDetectResult`: the verdicts of a container's members, page by page.

use assay_types::RequestId;
use serde::Serialize;

use crate::{ParamError, Params, sas::DetectResult};

pub(super) const NOTES: &[&str] = &[
    "`Path` is rooted: a slash, then the path through all layers (`/inner.zip/a/b.exe`).",
    "`PageSize` is 1 to 1000 and `CurrentPage` at least 1; absent they are 20 and 1. A page past the end is an \
     empty list.",
    "While the container is in progress the list is empty; of an unknown one the error is `GetResultFail`.",
    "`Score` and `VirusType` are sent when `Result` is 1 only.",
    "`Ext` has `Place` where a member lies in its container in one piece: `Offset`, `Length`, and whether it is `Packed` there.",
];

/// The request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListCompressFileDetectResultRequest {
    /// `HashKey`, as it was submitted. The contract does not require it, the service cannot do without.
    pub hash_key: String,
    /// `CurrentPage`, one-based.
    pub current_page: i32,
    /// `PageSize`.
    pub page_size: i32,
    /// `SourceIp`: told by the client, for its own records.
    pub source_ip: Option<String>,
}

impl ListCompressFileDetectResultRequest {
    /// `CurrentPage` when absent.
    pub const CURRENT_PAGE_DEFAULT: i32 = 1;
    /// `PageSize` when absent.
    pub const PAGE_SIZE_DEFAULT: i32 = 20;
    /// The largest `PageSize`. The documents name none; the official helper asks for 50.
    pub const PAGE_SIZE_MAX: i32 = 1000;

    /// Reads the parameters.
    pub fn from_params(params: &Params) -> Result<Self, ParamError> {
        Ok(Self {
            hash_key: params.required_text("HashKey")?.to_owned(),
            current_page: params.int32("CurrentPage")?.unwrap_or(Self::CURRENT_PAGE_DEFAULT),
            page_size: params.int32("PageSize")?.unwrap_or(Self::PAGE_SIZE_DEFAULT),
            source_ip: params.optional_text("SourceIp"),
        })
    }
}

/// The reply.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListCompressFileDetectResultReply {
    /// Names the request.
    pub request_id: RequestId,
    /// Where in the list this page is.
    pub page_info: PageInfo,
    /// The members on this page.
    pub result_list: Vec<MemberResult>,
}

/// Where in a list a page is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct PageInfo {
    /// As in the request, one-based.
    pub current_page: i32,
    /// As in the request.
    pub page_size: i32,
    /// Entries on all pages.
    pub total_count: i32,
}

/// One member's verdict.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct MemberResult {
    /// Hash of the member, of the same kind as the container's hash key.
    pub hash_key: String,
    /// Path within the container, rooted.
    pub path: String,
    /// The verdict.
    pub result: DetectResult,
    /// 0 to 100; only with [`DetectResult::Suspicious`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub score: Option<i32>,
    /// The kind of danger; only with [`DetectResult::Suspicious`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub virus_type: Option<String>,
    /// Details, JSON as text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ext: Option<String>,
}
