//! `GetBinding`, `ListBindings`.

use assay_store::{BindingKey, DatasetNo};
use assay_wire::imm::{GetBindingReply, GetBindingRequest, ListBindingsReply, ListBindingsRequest};
use serde::{Deserialize, Serialize};

use super::record::Bound;
use crate::{
    Caller, Media, MediaError,
    name::page_size,
    token::{Query, cut_page},
};

/// Bindings on a page when nothing else is asked for.
const PAGE: usize = 100;
/// The most on a page.
const PAGE_MAX: usize = 200;

/// Where a page ends.
#[derive(Serialize, Deserialize)]
struct Position {
    dataset: i64,
    uri: String,
}

impl Media {
    /// A binding.
    ///
    /// # Errors
    /// `MissingParameter` without `DatasetName` and `URI`; `ResourceNotFound`.
    pub async fn get_binding(
        &self,
        caller: &Caller,
        request: GetBindingRequest,
    ) -> Result<GetBindingReply, MediaError> {
        let key = self.binding_key(caller, &request.project_name, request.dataset_name, request.uri).await?;
        let row = self.parts.store.binding(&key).await?;
        let bound = Bound::read(row.ok_or_else(|| MediaError::not_found("Binding"))?)?;
        Ok(GetBindingReply { binding: Some(bound.record), request_id: caller.request_id })
    }

    /// A project's bindings, of one dataset or of all; of one `URI` where that is given.
    ///
    /// # Errors
    /// `ResourceNotFound` for project and dataset, `InvalidArgument`.
    pub async fn list_bindings(
        &self,
        caller: &Caller,
        request: ListBindingsRequest,
    ) -> Result<ListBindingsReply, MediaError> {
        let limit = page_size(request.max_results, PAGE, PAGE_MAX)?;
        let project = &request.project_name;
        let dataset = match &request.dataset_name {
            Some(name) => Some(self.dataset_row(caller, project, name).await?.no),
            None => {
                self.project_row(caller, project).await?;
                None
            }
        };
        let name = request.dataset_name.as_deref().unwrap_or_default();
        let uri = request.uri.as_deref().unwrap_or_default();
        let query = Query::new(&caller.tenant, "ListBindings", &[project, name, uri]);
        let position: Option<Position> = self.tokens.position(&query, request.next_token.as_deref())?;
        let mut after = position.map(|at| BindingKey { dataset: DatasetNo(at.dataset), uri: at.uri });
        let (mut bindings, mut next) = (Vec::new(), None);
        loop {
            let store = &self.parts.store;
            let rows = store.bindings(&caller.tenant, project, dataset, after.as_ref(), limit + 1).await?;
            // One more than asked for tells whether anything follows.
            let (rows, is_more) = cut_page(rows, limit);
            for row in rows {
                after = Some(row.key.clone());
                if uri.is_empty() || row.key.uri == uri {
                    bindings.push(Bound::read(row)?.record);
                }
                if bindings.len() == limit {
                    next.clone_from(&after);
                }
            }
            if !is_more {
                next = None;
            }
            if !is_more || next.is_some() {
                break;
            }
        }
        let next = next.map(|key| Position { dataset: key.dataset.0, uri: key.uri });
        Ok(ListBindingsReply {
            bindings,
            next_token: self.tokens.next(&query, next.as_ref())?,
            request_id: caller.request_id,
        })
    }

    /// Names a binding of the caller's that may be there.
    pub(super) async fn binding_key(
        &self,
        caller: &Caller,
        project: &str,
        dataset: Option<String>,
        uri: Option<String>,
    ) -> Result<BindingKey, MediaError> {
        let dataset = dataset.ok_or_else(|| MediaError::missing("DatasetName"))?;
        let uri = uri.ok_or_else(|| MediaError::missing("URI"))?;
        let row = self.dataset_row(caller, project, &dataset).await?;
        Ok(BindingKey { dataset: row.no, uri })
    }
}
