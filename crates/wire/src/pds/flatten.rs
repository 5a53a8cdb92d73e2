//! `FlattenFile`, which is our own: a scan of the photo of a paper, beside the photo.

#![expect(missing_docs, reason = "fields are the wire's own names; docs/page.md and the notes explain them")]

use assay_findings::{Choice, FlattenTask, PageColor, PageFormat};
use serde::{Deserialize, Serialize};

use super::CheckNameMode;
use crate::iqs::{Dpi, MaxPixels, Quality, Said, ScanFileInputConfig};

/// The parameters of `FlattenFile`. How the scan is made is said as in `ScanFile` of IQS, in this product's spelling.
#[derive(Debug, Clone, Deserialize)]
pub struct FlattenFileRequest {
    pub auto_crop: Option<Said<Choice>>,
    pub auto_rotate: Option<Said<Choice>>,
    pub check_name_mode: Option<CheckNameMode>,
    pub color: Option<Said<PageColor>>,
    pub dpi: Option<Said<Dpi>>,
    pub drive_id: Option<String>,
    pub file_id: String,
    pub format: Option<Said<PageFormat>>,
    pub max_pixels: Option<Said<MaxPixels>>,
    pub name: Option<String>,
    pub parent_file_id: Option<String>,
    pub quality: Option<Said<Quality>>,
    pub share_id: Option<String>,
}

impl FlattenFileRequest {
    /// The engine's task. What was not said is the default.
    pub fn task(&self) -> FlattenTask {
        ScanFileInputConfig {
            auto_crop: self.auto_crop,
            auto_rotate: self.auto_rotate,
            format: self.format,
            quality: self.quality,
            color: self.color,
            dpi: self.dpi,
            max_pixels: self.max_pixels,
            ..ScanFileInputConfig::default()
        }
        .task()
    }
}

/// The reply of `FlattenFile`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct FlattenFileReply {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub angle: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub confidence: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub domain_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub drive_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exist: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub height: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent_file_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub width: Option<i32>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pds::read_body;

    #[test]
    fn what_is_said_is_the_task_and_what_does_not_fit_is_told_by_name() {
        let body = r#"{"file_id":"a","auto_crop":"False","auto_rotate":true,"color":"GRAY","dpi":300,"format":"png",
            "max_pixels":5000,"quality":80}"#;
        let task = read_body::<FlattenFileRequest>(body.as_bytes()).expect("read").task();
        let expected = FlattenTask {
            crop: Choice::No,
            color: PageColor::Gray,
            dpi: Some(300),
            format: PageFormat::Png,
            max_pixels: Some(5000),
            quality: 80,
            ..FlattenTask::default()
        };
        assert_eq!(task, expected);
        for (body, code) in [
            ("{}", "MissingParameter.file_id"),
            (r#"{"file_id":"a","auto_crop":"x"}"#, "InvalidParameter.auto_crop"),
            (r#"{"file_id":"a","quality":0}"#, "InvalidParameter.quality"),
            (r#"{"file_id":"a","name":7}"#, "InvalidParameter.name"),
        ] {
            let error = read_body::<FlattenFileRequest>(body.as_bytes()).expect_err(body);
            assert_eq!(error.code(), code);
        }
    }
}
