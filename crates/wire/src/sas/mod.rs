//! SAS 2018-12-03: the file detection family, six operations, one file each.
//!
//! Requests read the parameters' types and nothing more; documented limits are constants beside them.
//! Replies carry the API's exact names, and an option that is `None` is left out.

mod create;
mod invoke_info;
mod list;
mod report;
mod result;
mod upload_url;

pub use create::{CreateFileDetectReply, CreateFileDetectRequest};
pub use invoke_info::{FlowTimeUnit, GetFileDetectApiInvokeInfoReply, InvokeInfo, SaleVersion};
pub use list::{
    ListCompressFileDetectResultReply, ListCompressFileDetectResultRequest, MemberResult, PageInfo,
};
pub use report::{GetFileDetectReportReply, GetFileDetectReportRequest, ReportData};
pub use result::{DetectResult, FileResult, GetFileDetectResultReply, GetFileDetectResultRequest};
pub use upload_url::{
    CreateFileDetectUploadUrlReply, CreateFileDetectUploadUrlRequest, HashKeyContext, UploadContext,
    UploadUrl,
};

/// The `Type` of malicious file detection.
pub const DETECT_TYPE_FILE: i32 = 0;
/// The `Type` of Skill package detection.
pub const DETECT_TYPE_SKILL: i32 = 6;
/// The per-item `Code` of success.
pub const ITEM_OK: &str = "200";

/// The operations of this family that are served: dispatch matches on it, so that an operation without
/// a handler does not compile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SasOperation {
    /// [`CreateFileDetectUploadUrlRequest`] to [`CreateFileDetectUploadUrlReply`].
    CreateFileDetectUploadUrl,
    /// [`CreateFileDetectRequest`] to [`CreateFileDetectReply`].
    CreateFileDetect,
    /// [`GetFileDetectResultRequest`] to [`GetFileDetectResultReply`].
    GetFileDetectResult,
    /// [`ListCompressFileDetectResultRequest`] to [`ListCompressFileDetectResultReply`].
    ListCompressFileDetectResult,
    /// [`GetFileDetectReportRequest`] to [`GetFileDetectReportReply`].
    GetFileDetectReport,
    /// No parameters to [`GetFileDetectApiInvokeInfoReply`].
    GetFileDetectApiInvokeInfo,
}

impl SasOperation {
    /// All that are served.
    pub const ALL: [Self; 6] = [
        Self::CreateFileDetectUploadUrl,
        Self::CreateFileDetect,
        Self::GetFileDetectResult,
        Self::ListCompressFileDetectResult,
        Self::GetFileDetectReport,
        Self::GetFileDetectApiInvokeInfo,
    ];

    /// The served operation of this name.
    pub fn from_action(action: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|operation| operation.action() == action)
    }

    /// The wire's name.
    pub const fn action(self) -> &'static str {
        match self {
            Self::CreateFileDetectUploadUrl => "CreateFileDetectUploadUrl",
            Self::CreateFileDetect => "CreateFileDetect",
            Self::GetFileDetectResult => "GetFileDetectResult",
            Self::ListCompressFileDetectResult => "ListCompressFileDetectResult",
            Self::GetFileDetectReport => "GetFileDetectReport",
            Self::GetFileDetectApiInvokeInfo => "GetFileDetectApiInvokeInfo",
        }
    }

    /// Decisions taken where the documents are silent, for `docs/compatibility.md`.
    pub const fn notes(self) -> &'static [&'static str] {
        match self {
            Self::CreateFileDetectUploadUrl => upload_url::NOTES,
            Self::CreateFileDetect => create::NOTES,
            Self::GetFileDetectResult => result::NOTES,
            Self::ListCompressFileDetectResult => list::NOTES,
            Self::GetFileDetectReport => report::NOTES,
            Self::GetFileDetectApiInvokeInfo => invoke_info::NOTES,
        }
    }
}
