//! Reports as they are stored: what the wire needs of a verdict, as JSON, with the version of its shape.
//!
//! The store keeps these texts and does not read them. A change of shape gets a new version, and the old
//! one stays readable here.

use assay_findings::{ExamineReport, Ext, FileReport, Incomplete, IncompleteReason, MemberReport, Verdict};
use assay_types::{ContentDigest, Md5Digest, Sha256Digest};
use serde::{Deserialize, Serialize};

/// The version of the shapes below.
const VERSION: u32 = 1;

/// What is known about one content, ready for the wire.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct FileRecord {
    /// Version of this shape.
    v: u32,
    /// SHA-256 of the content.
    pub(crate) sha256: Sha256Digest,
    /// MD5 of the content.
    pub(crate) md5: Md5Digest,
    /// Its length.
    pub(crate) size_bytes: u64,
    /// The combined verdict.
    pub(crate) verdict: Verdict,
    /// The wire's `Compress`.
    pub(crate) is_container: bool,
    /// Path in the archive, rooted at it as the API's documents show it; empty for the submitted file.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(crate) path: String,
    /// The wire's `Ext`.
    pub(crate) ext: Ext,
}

impl FileRecord {
    fn new(file: &FileReport, mut ext: Ext, is_container: bool, path: String) -> Self {
        for path in ext.limits.iter_mut().filter_map(|limit| limit.path.as_mut()) {
            *path = rooted(path);
        }
        Self {
            v: VERSION,
            sha256: file.digest.sha256,
            md5: file.digest.md5,
            size_bytes: file.digest.size_bytes,
            verdict: file.verdict,
            is_container,
            path,
            ext,
        }
    }

    /// The record of a submitted file.
    pub(crate) fn of_report(report: &ExamineReport) -> Self {
        Self::new(&report.file, Ext::from(&report.file), report.is_container, String::new())
    }

    /// The record of a member of it.
    pub(crate) fn of_member(member: &MemberReport) -> Self {
        Self::new(&member.file, Ext::from(member), false, rooted(&member.path))
    }

    /// The record of a file whose examination was given up as a whole.
    pub(crate) fn given_up(digest: ContentDigest, reason: IncompleteReason, limit: Option<u64>) -> Self {
        let file = FileReport {
            digest,
            labels: Vec::new(),
            evidence: Vec::new(),
            verdict: Verdict::default(),
            incomplete: vec![Incomplete { reason, limit, path: None }],
        };
        Self::new(&file, Ext::from(&file), false, String::new())
    }

    /// The JSON text to store.
    pub(crate) fn to_text(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Reads a stored text back.
    pub(crate) fn from_text(text: &str) -> Result<Self, assay_store::StoreError> {
        serde_json::from_str(text)
            .map_err(|err| assay_store::StoreError::Corrupt { table: "verdicts", message: err.to_string() })
    }

    /// This content's digests.
    pub(crate) fn digest(&self) -> ContentDigest {
        ContentDigest { sha256: self.sha256, md5: self.md5, size_bytes: self.size_bytes }
    }
}

fn rooted(path: &str) -> String {
    format!("/{path}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_given_up_says_so_and_is_not_dangerous() {
        let record =
            FileRecord::given_up(ContentDigest::of(b"bomb"), IncompleteReason::Memory, Some(2 << 30));
        let read = FileRecord::from_text(&record.to_text()).expect("its own text");
        assert_eq!(read, record);
        assert_eq!(read.ext.fully_examined, Some(false));
        assert!(!read.verdict.is_dangerous());
        assert_eq!(read.ext.incomplete_text().as_deref(), Some("not fully examined: Memory"));
    }
}
