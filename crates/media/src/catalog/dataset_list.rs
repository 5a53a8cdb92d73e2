//! `ListDatasets`.

use assay_wire::imm::{ListDatasetsReply, ListDatasetsRequest};

use super::dataset::shown;
use crate::{
    Caller, Media, MediaError,
    name::page_size,
    token::{Query, cut_page},
};

/// Datasets on a page when nothing else is asked for.
const PAGE: usize = 100;
/// The most on a page.
const PAGE_MAX: usize = 200;

impl Media {
    /// A project's datasets by name: those whose names begin with `Prefix`.
    ///
    /// # Errors
    /// `ResourceNotFound` for the project, `InvalidArgument`.
    pub async fn list_datasets(
        &self,
        caller: &Caller,
        request: ListDatasetsRequest,
    ) -> Result<ListDatasetsReply, MediaError> {
        let limit = page_size(request.max_results, PAGE, PAGE_MAX)?;
        let project = self.project_row(caller, &request.project_name).await?.name;
        let prefix = request.prefix.as_deref().unwrap_or_default();
        let query = Query::new(&caller.tenant, "ListDatasets", &[&project, prefix]);
        let after: Option<String> = self.tokens.position(&query, request.next_token.as_deref())?;
        // One more than asked for tells whether anything follows.
        let rows =
            self.parts.store.datasets(&caller.tenant, &project, prefix, after.as_deref(), limit + 1).await?;
        let (rows, is_more) = cut_page(rows, limit);
        let next = rows.last().filter(|_| is_more).map(|row| row.name.as_str());
        Ok(ListDatasetsReply {
            datasets: rows.iter().map(|row| shown(row, false)).collect::<Result<_, _>>()?,
            next_token: self.tokens.next(&query, next.as_ref())?,
            request_id: caller.request_id,
        })
    }
}
