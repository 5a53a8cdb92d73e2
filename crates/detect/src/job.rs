//! What the job behind a submission carries.

use assay_types::{ContentDigest, HashKey, TenantId};
use serde::{Deserialize, Serialize};

use crate::options::Options;

/// The kind of the jobs that [`crate::ExamineHandler`] handles.
pub const EXAMINE_JOB: &str = "detect.examine";

/// What a job needs to know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ExamineJob {
    /// Whose submission it is.
    pub(crate) tenant: TenantId,
    /// Under which hash it was submitted.
    #[serde(with = "hash_key_text")]
    pub(crate) hash_key: HashKey,
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

/// A hash key as its text, in a job's payload.
mod hash_key_text {
    use assay_types::HashKey;
    use serde::{Deserialize as _, Deserializer, Serializer, de::Error as _};

    pub(super) fn serialize<S: Serializer>(key: &HashKey, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(key)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<HashKey, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}
