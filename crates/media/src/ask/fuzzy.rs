//! `FuzzyQuery`: by words, wherever in a record they stand.

use assay_store::{Direction, MediaCondition};
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
            condition: Some(MediaCondition::Anywhere { phrase: request.query.clone() }),
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
