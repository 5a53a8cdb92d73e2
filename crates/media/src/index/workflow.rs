//! What is looked for in the files of a dataset, by its template and parameters.
//!
//! | Template | headers | document's text | texts in pictures | score | crops | labels | figures | insights | meaning |
//! |---|---|---|---|---|---|---|---|---|---|
//! | none, `Official:DefaultEmptyId` | yes | yes | | | | yes | yes | yes | yes |
//! | `Official:OSSBasicMeta` | type and hashes alone | | | | | | | | |
//! | `Official:MediaMeta` | yes | | | | | | | | |
//! | `Official:FaceManagement` | yes | | | | | | yes | | |
//! | `Official:DocumentManagement`, `Official:CognitionDocumentManagement` | yes | yes | | | | | | | yes |
//! | `Official:ImageManagement` | yes | | | yes | | yes | yes | | yes |
//! | `Official:CognitionImageManagement` | yes | | yes | yes | yes | yes | yes | yes | yes |
//! | `Official:AllFunction` | yes | yes | yes | yes | yes | yes | yes | yes | yes |
//!
//! *Headers* are everything that is found without decoding: EXIF, place and address, streams, tags, pages. The last four
//! columns are asked of a provider, where there is one. The dataset's workflow parameters `DocumentTextEnable`,
//! `OCREnable`, `ImageScoreEnable`, `CroppingEnable`, `LabelEnable`, `FigureEnable`, `InsightEnable` and
//! `SemanticEnable` with `True` or `False` decide a column whatever the template; others mean nothing here.

use assay_findings::media::{ProbeTask, Seeing};
use assay_wire::imm::WorkflowParameter;

use crate::provider::Asked;

/// Bytes of a document's text that are kept to be searched.
const TEXT_MAX_BYTES: u64 = 128 << 10;

/// Shapes of the crops that are suggested.
const CROPPINGS: [&str; 5] = ["1:1", "3:2", "2:3", "16:9", "9:16"];

/// What is looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Wanted {
    /// What is found without decoding; else type and hashes alone.
    pub(super) headers: bool,
    text: bool,
    texts_in_pictures: bool,
    score: bool,
    croppings: bool,
    labels: bool,
    figures: bool,
    insights: bool,
    meaning: bool,
}

impl Wanted {
    /// What a template and parameters ask for; a template that is not known asks for headers.
    pub(super) fn of(template: &str, parameters: &[WorkflowParameter]) -> Self {
        let template = template.strip_prefix("Official:").unwrap_or(template);
        let mut wanted = Self {
            headers: template != "OSSBasicMeta",
            text: matches!(
                template,
                "" | "DefaultEmptyId" | "DocumentManagement" | "CognitionDocumentManagement" | "AllFunction"
            ),
            texts_in_pictures: matches!(template, "CognitionImageManagement" | "AllFunction"),
            score: matches!(template, "ImageManagement" | "CognitionImageManagement" | "AllFunction"),
            croppings: matches!(template, "CognitionImageManagement" | "AllFunction"),
            labels: matches!(
                template,
                "" | "DefaultEmptyId" | "ImageManagement" | "CognitionImageManagement" | "AllFunction"
            ),
            figures: matches!(
                template,
                "" | "DefaultEmptyId"
                    | "FaceManagement"
                    | "ImageManagement"
                    | "CognitionImageManagement"
                    | "AllFunction"
            ),
            insights: matches!(template, "" | "DefaultEmptyId" | "CognitionImageManagement" | "AllFunction"),
            meaning: !matches!(template, "OSSBasicMeta" | "MediaMeta" | "FaceManagement"),
        };
        for parameter in parameters {
            let column = match parameter.name.as_deref() {
                Some("DocumentTextEnable") => &mut wanted.text,
                Some("OCREnable") => &mut wanted.texts_in_pictures,
                Some("ImageScoreEnable") => &mut wanted.score,
                Some("CroppingEnable") => &mut wanted.croppings,
                Some("LabelEnable") => &mut wanted.labels,
                Some("FigureEnable") => &mut wanted.figures,
                Some("InsightEnable") => &mut wanted.insights,
                Some("SemanticEnable") => &mut wanted.meaning,
                _ => continue,
            };
            match parameter.value.as_deref() {
                Some(value) if value.eq_ignore_ascii_case("true") => *column = true,
                Some(value) if value.eq_ignore_ascii_case("false") => *column = false,
                _ => {}
            }
        }
        wanted
    }

    /// What is asked of a provider about a picture.
    pub(super) fn asked(&self) -> Asked {
        Asked { labels: self.labels, figures: self.figures, insights: self.insights, meaning: self.meaning }
    }

    /// Whether anything is asked of a provider.
    pub(super) fn asks_provider(&self) -> bool {
        self.asked() != Asked::default()
    }

    /// The task for a file of this name. Hashes need the whole of it.
    pub(super) fn task(&self, name: &str, digest: bool) -> ProbeTask {
        ProbeTask {
            name: Some(name.to_owned()),
            digest,
            text_max_bytes: if self.text { TEXT_MAX_BYTES } else { 0 },
            seeing: Seeing {
                texts: self.texts_in_pictures,
                score: self.score,
                codes: false,
                croppings: if self.croppings { CROPPINGS.map(str::to_owned).to_vec() } else { Vec::new() },
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_stand_above_the_template() {
        let parameter = |name: &str, value: &str| WorkflowParameter {
            name: Some(name.to_owned()),
            value: Some(value.to_owned()),
        };
        let none = Wanted::of("", &[]);
        assert_eq!(none, Wanted::of("Official:DefaultEmptyId", &[]));
        assert!(!none.task("a", true).seeing.any());
        let with = Wanted::of("", &[parameter("OCREnable", "true"), parameter("Other", "True")]);
        assert!(with.task("a", true).seeing.texts);
        let without = Wanted::of("Official:AllFunction", &[parameter("DocumentTextEnable", "False")]);
        assert_eq!(without.task("a", true).text_max_bytes, 0);
        assert!(without.task("a", true).seeing.score && !without.task("a", true).seeing.croppings.is_empty());
        let basic = Wanted::of("Official:OSSBasicMeta", &[]);
        assert!(!basic.headers && !basic.asks_provider());
        let quiet = Wanted::of("", &[parameter("InsightEnable", "False"), parameter("LabelEnable", "False")]);
        assert_eq!(quiet.asked(), Asked { figures: true, meaning: true, ..Asked::default() });
    }
}
