//! `FuzzyQuery`: by words, wherever in a record they stand.

use assay_store::{Direction, FieldKind, MediaCondition, MediaField, Test};
use assay_wire::imm::{FuzzyQueryReply, FuzzyQueryRequest};

use super::{
    order,
    page::{Asked, Page},
};
use crate::{Caller, Media, MediaError, get::WithFields, name::page_size, token::Query};

/// Bytes that the text may have.
const QUERY_BYTES_MAX: usize = 1 << 20;
/// Files where nothing, or 0, is asked for.
const PAGE_DEFAULT: usize = 100;
/// Files of a page.
const PAGE_MAX: usize = 200;

/// Texts within arrays and objects that are looked through; at the top level of a record, all texts are.
const INNER: &[&str] = &[
    "Addresses.AddressLine",
    "Addresses.City",
    "Addresses.Country",
    "Addresses.District",
    "Addresses.Province",
    "Addresses.Township",
    "AudioStreams.Lyric",
    "Elements.ElementContents.Content",
    "Insights.Image.Caption",
    "Insights.Image.Description",
    "Insights.Video.Caption",
    "Insights.Video.Description",
    "Labels.LabelAlias",
    "Labels.LabelName",
    "Labels.ParentLabelName",
    "OCRContents.Contents",
    "Subtitles.Content",
];

impl Media {
    /// `FuzzyQuery`: the files in whose records the words stand together in some text.
    pub async fn fuzzy_query(
        &self,
        caller: &Caller,
        request: FuzzyQueryRequest,
    ) -> Result<FuzzyQueryReply, MediaError> {
        let dataset = self.dataset_row(caller, &request.project_name, &request.dataset_name).await?;
        if request.query.len() > QUERY_BYTES_MAX {
            return Err(MediaError::invalid("Query", "it has at most 1 MB"));
        }
        let limit = page_size(request.max_results, PAGE_DEFAULT, PAGE_MAX)?;
        let fields = WithFields::read(request.with_fields)?;
        let sort = order::sort(request.sort.as_deref(), request.order.as_deref(), Direction::Ascending)?;
        let parts = [&*request.project_name, &*request.dataset_name, &*request.query, &*order::text(&sort)];
        let page = self.page(Asked {
            dataset: dataset.no,
            condition: Some(anywhere(&request.query)),
            token: Query::new(&caller.tenant, "FuzzyQuery", &parts),
            sort,
            next_token: request.next_token.as_deref(),
            limit,
            total: true,
        });
        let Page { files, next_token, total_hits } = page.await?;
        Ok(FuzzyQueryReply {
            files: fields.answer(files)?,
            next_token,
            request_id: caller.request_id,
            total_hits,
        })
    }
}

/// The phrase in some text of a record; a text without words is in none.
pub(super) fn anywhere(phrase: &str) -> MediaCondition {
    if !phrase.chars().any(char::is_alphanumeric) {
        return MediaCondition::Any(Vec::new());
    }
    let names = MediaField::top().map(|(name, _)| name).chain(INNER.iter().copied());
    let texts = names.filter_map(MediaField::named).filter(|field| field.kind() == FieldKind::Text);
    let leaf = |field| MediaCondition::Leaf { field, test: Test::Phrase(phrase.to_owned()) };
    MediaCondition::Any(texts.map(leaf).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_looked_for_in_every_text() {
        let MediaCondition::Any(leaves) = anywhere("red car") else { panic!("one of many") };
        let names: Vec<_> = leaves
            .iter()
            .filter_map(|leaf| match leaf {
                MediaCondition::Leaf { field, .. } => Some(field.name()),
                _ => None,
            })
            .collect();
        assert!(
            INNER.iter().chain(&["Filename", "Title", "URI"]).all(|name| names.contains(name)),
            "{names:?}"
        );
        assert_eq!(anywhere(" -- "), MediaCondition::Any(Vec::new()));
    }
}
