//! `GetFileDetectReport`: the report on a file, section by section.

use assay_types::RequestId;
use serde::Serialize;

use crate::{ParamError, Params};

pub(super) const NOTES: &[&str] = &[
    "`FileHash` is required: an `EventId` names an alert of the hosted service, which does not exist here.",
    "`HasData` is false while the result is in progress; of a file that is not known the error is \
     `GetResultFail`.",
    "`Sandbox` is never sent, because no file is ever run; `SourceType` changes nothing.",
];

/// The request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GetFileDetectReportRequest {
    /// `FileHash`: the hash key that the file was submitted under.
    pub file_hash: Option<String>,
    /// `EventId`: names an alert; instead of a hash.
    pub event_id: Option<i64>,
    /// `Field`: the sections wanted, in the request's order; all when absent.
    pub fields: Option<Vec<String>>,
    /// `Lang`: `en` or `zh`.
    pub lang: Option<String>,
    /// `SourceType`: `machine` or `object_scan`.
    pub source_type: Option<String>,
}

impl GetFileDetectReportRequest {
    /// The sections that there are.
    pub const FIELDS: [&str; 5] = ["Basic", "Intelligences", "Sandbox", "ThreatLevel", "ThreatTypes"];
    /// Values of `Lang`.
    pub const LANGS: [&str; 2] = ["en", "zh"];
    /// Values of `SourceType`.
    pub const SOURCE_TYPES: [&str; 2] = ["machine", "object_scan"];
    /// Names in one `Field`: as many as there are, with room for those to come.
    pub const FIELDS_MAX: usize = 20;

    /// Reads the parameters.
    pub fn from_params(params: &Params) -> Result<Self, ParamError> {
        let fields = match params.optional_text("Field") {
            None => None,
            Some(text) if text.matches(',').count() >= Self::FIELDS_MAX => {
                return Err(ParamError::invalid("Field", "at most 20 names separated by commas"));
            }
            Some(text) => Some(
                text.split(',').map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect(),
            ),
        };
        Ok(Self {
            file_hash: params.optional_text("FileHash"),
            event_id: params.int64("EventId")?,
            fields,
            lang: params.optional_text("Lang"),
            source_type: params.optional_text("SourceType"),
        })
    }
}

/// The reply.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct GetFileDetectReportReply {
    /// Names the request.
    pub request_id: RequestId,
    /// [`super::ITEM_OK`].
    pub code: String,
    /// In words, when there is something to say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// Whether the report could be made.
    pub success: bool,
    /// The report.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data: Option<ReportData>,
}

/// A report; each section is JSON as text and absent when it was not asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ReportData {
    /// The hash that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file_hash: Option<String>,
    /// A name that the file is known by.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub filename: Option<String>,
    /// Whether anything is known.
    pub has_data: bool,
    /// Whether a console should show it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub show_tab: Option<bool>,
    /// What the file is: JSON object.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub basic: Option<String>,
    /// Why it is thought dangerous: JSON array.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub intelligences: Option<String>,
    /// What it did when it ran; always absent, nothing is ever run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sandbox: Option<String>,
    /// 0 normal, 1 suspicious, 2 high.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub threat_level: Option<i64>,
    /// JSON array of `{threat_type, threat_type_desc, last_find_time, risk_type}`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub threat_types: Option<String>,
}
