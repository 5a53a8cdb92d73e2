//! What is known about a content, and what that means for a file that has it.

use assay_findings::{ExamineReport, IncompleteReason, media::Probed};
use assay_sandbox::GaveUp;
use assay_wire::pds::Category;
use serde::{Deserialize, Serialize};

use super::{BLOCKED, Punish, info, kind::kind_of, media, status};
use crate::draft::Draft;

/// Why a content was not examined to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Unfinished {
    /// It is larger than what is examined: nobody tried.
    TooLarge,
    /// Something in it could not be looked at.
    Partly(IncompleteReason),
}

/// What an examination and a probe found, as it is kept with the content.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Facts {
    /// 0 to 100.
    score: u8,
    /// The kind of threat, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    virus_type: Option<String>,
    /// What the content is.
    labels: Vec<String>,
    /// What kept the examination from seeing everything.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    unfinished: Option<Unfinished>,
    is_dangerous: bool,
    /// What the content says about itself; `None` where nobody asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    probed: Option<Probed>,
}

impl Facts {
    /// What a report says.
    pub(super) fn of(report: &ExamineReport) -> Self {
        let file = &report.file;
        Self {
            score: file.verdict.score.get(),
            virus_type: file.verdict.virus_type.map(|kind| kind.name().to_owned()),
            labels: file.labels.iter().map(|label| label.as_str().to_owned()).collect(),
            unfinished: file.incomplete.first().map(|incomplete| Unfinished::Partly(incomplete.reason)),
            is_dangerous: file.verdict.score.is_dangerous(),
            probed: None,
        }
    }

    /// About a content that nobody looks at.
    pub(super) fn too_large() -> Self {
        Self::unfinished(Unfinished::TooLarge)
    }

    /// About a content that no worker came to an end with.
    pub(super) fn given_up(reason: GaveUp) -> Self {
        Self::unfinished(Unfinished::Partly(match reason {
            GaveUp::Time => IncompleteReason::Time,
            GaveUp::Memory => IncompleteReason::Memory,
            GaveUp::Crash => IncompleteReason::Crash,
            GaveUp::Output => IncompleteReason::Output,
        }))
    }

    fn unfinished(why: Unfinished) -> Self {
        Self {
            score: 0,
            virus_type: None,
            labels: Vec::new(),
            unfinished: Some(why),
            is_dangerous: false,
            probed: None,
        }
    }

    /// Whether the content is dangerous.
    pub(super) fn is_dangerous(&self) -> bool {
        self.is_dangerous
    }

    /// The same with what a probe found.
    pub(super) fn with(self, probed: Option<Probed>) -> Self {
        Self { probed, ..self }
    }

    /// What a probe by this engine found.
    pub(super) fn probed_by(&self, engine: &str) -> Option<&Probed> {
        self.probed.as_ref().filter(|probed| probed.engine == engine)
    }

    /// Whether the content may be a picture, a video or a recording; what is known to be something else has no media
    /// metadata.
    pub(super) fn may_be_media(&self) -> bool {
        kind_of(&self.labels)
            .is_none_or(|kind| matches!(kind.category, Category::Image | Category::Video | Category::Audio))
    }

    /// Writes into a file's record what its content turned out to be.
    pub(super) fn apply(&self, draft: &mut Draft, punish: Punish) {
        let file = &mut draft.file;
        if let Some(kind) = kind_of(&self.labels) {
            file.mime_type = Some(kind.mime_type.to_owned());
            file.mime_extension = Some(kind.extension.to_owned()).filter(|text| !text.is_empty());
            // A script is what its name says it is for; of everything else the content knows better.
            if kind.category != Category::Others {
                file.category = Some(kind.category.as_str().to_owned());
            }
        }
        if let Some(probed) = &self.probed {
            media::apply(&probed.metadata, file);
        }
        let is_blocked = self.is_dangerous && punish == Punish::Block;
        file.investigation_info = Some(match (self.is_dangerous, self.unfinished) {
            (true, _) if punish != Punish::Keep => info(status::PUNISHED, Some("block")),
            (true, _) => info(status::DONE, Some("block")),
            (false, Some(Unfinished::TooLarge)) => info(status::IMPOSSIBLE, None),
            (false, Some(Unfinished::Partly(_))) => info(status::FAILED, None),
            (false, None) => info(status::DONE, Some("pass")),
        });
        file.punish_flag = is_blocked.then_some(BLOCKED);
    }
}

#[cfg(test)]
mod tests {
    use assay_findings::media::Metadata;
    use assay_store::FileRow;
    use assay_wire::pds::File;

    use super::*;

    fn applied(facts: &Facts, punish: Punish) -> File {
        let mut draft = Draft {
            row: FileRow::default(),
            file: File { category: Some("image".to_owned()), ..File::default() },
        };
        facts.apply(&mut draft, punish);
        draft.file
    }

    fn facts(is_dangerous: bool, labels: &[&str]) -> Facts {
        let labels = labels.iter().map(|label| (*label).to_owned()).collect();
        Facts { score: 0, virus_type: None, labels, unfinished: None, is_dangerous, probed: None }
    }

    fn verdict(file: &File) -> (Option<i64>, Option<&str>, Option<i64>) {
        let info = file.investigation_info.as_ref().expect("a verdict");
        (info.status, info.suggestion.as_deref(), file.punish_flag)
    }

    #[test]
    fn a_verdict_follows_the_policy() {
        let bad = facts(true, &[]);
        assert_eq!(verdict(&applied(&bad, Punish::Keep)), (Some(4), Some("block"), None));
        assert_eq!(verdict(&applied(&bad, Punish::Block)), (Some(5), Some("block"), Some(1)));
        assert_eq!(verdict(&applied(&bad, Punish::Trash)), (Some(5), Some("block"), None));
        assert_eq!(verdict(&applied(&facts(false, &[]), Punish::Block)), (Some(4), Some("pass"), None));
    }

    #[test]
    fn what_was_not_seen_whole_is_neither_good_nor_bad() {
        assert_eq!(verdict(&applied(&Facts::too_large(), Punish::Block)), (Some(1), None, None));
        assert_eq!(verdict(&applied(&Facts::given_up(GaveUp::Time), Punish::Block)), (Some(2), None, None));
    }

    #[test]
    fn the_content_knows_better_than_the_name_what_it_is() {
        let program = applied(&facts(false, &["PE32"]), Punish::Keep);
        assert_eq!(
            (program.category.as_deref(), program.mime_extension.as_deref()),
            (Some("app"), Some("exe"))
        );
        assert_eq!(applied(&facts(false, &["Text"]), Punish::Keep).category.as_deref(), Some("image"));
    }

    #[test]
    fn what_a_content_says_about_itself_goes_into_the_record() {
        let metadata =
            Metadata { media_type: Some("image".to_owned()), image_width: Some(9), ..Metadata::default() };
        let probed = Probed { engine: "probe 1".to_owned(), metadata, damage: None };
        let facts = Facts::too_large().with(Some(probed));
        assert_eq!(applied(&facts, Punish::Keep).image_media_metadata.expect("metadata").width, Some(9));
        assert!(facts.probed_by("probe 1").is_some() && facts.probed_by("probe 2").is_none());
        let text = serde_json::to_string(&facts).expect("JSON");
        assert_eq!(serde_json::from_str::<Facts>(&text).expect("reads back"), facts);
    }

    #[test]
    fn what_is_no_media_is_not_probed() {
        for (labels, may_be) in
            [(&["JPEG"][..], true), (&[], true), (&["Text"], true), (&["PDF"], false), (&["PE32"], false)]
        {
            assert_eq!(facts(false, labels).may_be_media(), may_be, "{labels:?}");
        }
    }

    #[test]
    fn facts_read_back() {
        for facts in [facts(true, &["PDF"]), Facts::too_large(), Facts::given_up(GaveUp::Crash)] {
            let text = serde_json::to_string(&facts).expect("JSON");
            assert_eq!(serde_json::from_str::<Facts>(&text).expect("reads back"), facts);
        }
    }
}
