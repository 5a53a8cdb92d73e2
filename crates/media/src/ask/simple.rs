//! `SimpleQuery`: by conditions.

use assay_store::{Direction, Select};
use assay_wire::imm::{SimpleQuery, SimpleQueryReply, SimpleQueryRequest};

use super::{
    aggregation, condition, order,
    page::{Asked, Page},
};
use crate::{Caller, Media, MediaError, get::WithFields, name::page_size, token::Query};

/// Files of a page, and files where nothing, or 0, is asked for.
const PAGE_MAX: usize = 100;

impl Media {
    /// `SimpleQuery`: the files that meet a condition, in an order, or what they come to.
    pub async fn simple_query(
        &self,
        caller: &Caller,
        request: SimpleQueryRequest,
    ) -> Result<SimpleQueryReply, MediaError> {
        let dataset = self.dataset_row(caller, &request.project_name, &request.dataset_name).await?;
        // The official client sends an object without members for a query without conditions.
        let query = request.query.filter(|query| *query != SimpleQuery::default());
        let condition = query.as_ref().map(condition::condition).transpose()?;
        let total = !request.without_total_hits.unwrap_or(false);
        let aggregations = request.aggregations.unwrap_or_default();
        if !aggregations.is_empty() {
            let aggregates = aggregation::aggregates(&aggregations, request.max_results)?;
            let total_hits = match total {
                true => {
                    let select = Select { condition: condition.clone(), total, ..Select::default() };
                    self.parts.store.select_media(dataset.no, select).await?.total
                }
                false => None,
            };
            let came_to = self.parts.store.aggregate_media(dataset.no, condition, aggregates).await?;
            let results = aggregations.into_iter().zip(came_to);
            return Ok(SimpleQueryReply {
                aggregations: results.map(|(asked, came_to)| aggregation::result(asked, came_to)).collect(),
                files: Vec::new(),
                next_token: String::new(),
                request_id: caller.request_id,
                total_hits: total_hits.map(|total| i64::try_from(total).unwrap_or(i64::MAX)),
            });
        }
        let limit = page_size(request.max_results, PAGE_MAX, PAGE_MAX)?;
        let fields = WithFields::read(request.with_fields)?;
        let sort = order::sort(request.sort.as_deref(), request.order.as_deref(), Direction::Descending)?;
        let asked = serde_json::to_string(&query)
            .map_err(|error| MediaError::Corrupt { what: "query", why: error.to_string() })?;
        let parts = [&*request.project_name, &*request.dataset_name, &*asked, &*order::text(&sort)];
        let page = self.page(Asked {
            dataset: dataset.no,
            condition,
            token: Query::new(&caller.tenant, "SimpleQuery", &parts),
            sort,
            next_token: request.next_token.as_deref(),
            limit,
            total,
        });
        let Page { files, next_token, total_hits } = page.await?;
        Ok(SimpleQueryReply {
            aggregations: Vec::new(),
            files: fields.answer(files)?,
            next_token,
            request_id: caller.request_id,
            total_hits,
        })
    }
}
