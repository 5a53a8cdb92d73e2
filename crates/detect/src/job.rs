//! What the job behind a submission carries.

use assay_types::{ContentDigest, TenantId};
use serde::{Deserialize, Serialize};

use crate::options::Options;

/// The kind of the jobs that [`crate::ExamineHandler`] handles.
pub const EXAMINE_JOB: &str = "detect.examine";

/// What a job needs to know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ExamineJob {
    /// Whose submission it is.
    pub(crate) tenant: TenantId,
    /// Under which hash it was submitted, or the UUID that a Skill package was given.
    pub(crate) hash_key: String,
    /// The content, when it is stored.
    pub(crate) content: Option<ContentDigest>,
    /// Where to fetch it from, when it is not. May carry a signature: never logged.
    pub(crate) url: Option<String>,
    /// How to examine it.
    pub(crate) options: Options,
}

impl ExamineJob {
    /// The JSON text that the job carries.
    pub(crate) fn to_text(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Reads a job's text back; what is wrong with it is for the operator.
    pub(crate) fn from_text(text: &str) -> Result<Self, String> {
        serde_json::from_str(text).map_err(|err| format!("unreadable payload: {err}"))
    }
}
