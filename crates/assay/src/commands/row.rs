//! One line of an answer: a file or a member, for a program or a person.

use assay_findings::{Ext, FileReport, MemberReport, VirusType};
use assay_wire::imm;
use serde::Serialize;

/// A file or a member, in the wire's names.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Row {
    path: String,
    hash_key: String,
    pub(crate) result: u8,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) score: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    virus_type: Option<&'static str>,
    pub(crate) ext: Ext,
    /// What the file says about itself; members have none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) metadata: Option<imm::File>,
}

impl Row {
    /// A file that stands by itself.
    pub(crate) fn of_file(path: String, file: &FileReport) -> Self {
        let dangerous = file.verdict.is_dangerous();
        Self {
            path,
            hash_key: file.digest.sha256.to_string(),
            result: u8::from(dangerous),
            score: dangerous.then(|| file.verdict.score.get()),
            virus_type: file.verdict.virus_type.filter(|_| dangerous).map(VirusType::name),
            ext: Ext::from(file),
            metadata: None,
        }
    }

    /// A member of the file with this name.
    pub(crate) fn of_member(file: &str, member: &MemberReport) -> Self {
        let row = Self::of_file(format!("{file}/{}", member.path), &member.file);
        Self { ext: Ext::from(member), ..row }
    }

    /// The line: JSON, or a table's. `accepted` is danger that somebody has accepted.
    pub(crate) fn told(&self, json: bool, accepted: bool) -> String {
        if json { serde_json::to_string(self).unwrap_or_default() } else { self.as_table_line(accepted) }
    }

    /// `VERDICT SCORE TYPE PATH (why)`, for a person.
    fn as_table_line(&self, accepted: bool) -> String {
        let verdict = match (self.result, self.ext.limits.is_empty()) {
            _ if accepted => "accepted",
            (0, true) => "clean",
            (0, false) => "clean so far",
            _ => "DANGEROUS",
        };
        let score = self.score.map_or_else(String::new, |score| score.to_string());
        let mut line =
            format!("{verdict:<12} {score:>3} {:<11} {}", self.virus_type.unwrap_or(""), self.path);
        if self.result != 0
            && let Some(evidence) = self.ext.evidence.first()
        {
            line = format!("{line}  ({})", evidence.meaning.en);
        }
        if let Some(incomplete) = self.ext.incomplete_text() {
            line = format!("{line}  [{incomplete}]");
        }
        if let Some(about) = self.metadata.as_ref().map(in_words).filter(|about| !about.is_empty()) {
            line = format!("{line}  {about}");
        }
        line
    }
}

/// What a person looks for first in a file's metadata: kind, dimensions, length, pages, time, place, title.
fn in_words(file: &imm::File) -> String {
    let about = &file.metadata;
    let address = about.addresses.iter().flatten().find(|address| address.language.as_deref() == Some("en"));
    let place = address.and_then(|address| address.city.clone().or_else(|| address.country.clone()));
    let words = [
        about.content_type.clone(),
        about.image_width.zip(about.image_height).map(|(width, height)| format!("{width}x{height}")),
        about.video_width.zip(about.video_height).map(|(width, height)| format!("{width}x{height}")),
        about.duration.map(|seconds| format!("{seconds:.1} s")),
        about.page_count.map(|pages| format!("{pages} pages")),
        about.produce_time.clone(),
        place,
        about.title.as_ref().map(|title| format!("{title:?}")),
    ];
    words.into_iter().flatten().collect::<Vec<_>>().join(" ")
}
