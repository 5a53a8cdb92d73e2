//! `CreateBinding`.

use assay_store::{BindingKey, BindingRow, Made};
use assay_wire::imm::{Binding, CreateBindingReply, CreateBindingRequest};

use super::record::{Progress, State, follow_job};
use crate::{
    Caller, Media, MediaError,
    scope::{dataset_record, write_record},
    source::PlaceUri,
};

/// Bindings of a dataset whose record does not say how many it may have.
const BINDINGS_DEFAULT: u64 = 10;

impl Media {
    /// Has a dataset follow a bucket, the part of it below a prefix, or a drive: everything that is there is indexed,
    /// and then what is new or changed, and what is gone is taken out.
    ///
    /// # Errors
    /// `ResourceNotFound` for project, dataset, bucket or drive; `ResourceAlreadyExists`; `LimitExceededError`;
    /// `InvalidArgument`.
    pub async fn create_binding(
        &self,
        caller: &Caller,
        request: CreateBindingRequest,
    ) -> Result<CreateBindingReply, MediaError> {
        let name = request.dataset_name.ok_or_else(|| MediaError::missing("DatasetName"))?;
        let place = PlaceUri::parse("URI", &request.uri)?;
        let dataset = self.dataset_row(caller, &request.project_name, &name).await?;
        // A page of nothing tells whether the place is there and the caller's.
        self.list_source(&caller.tenant, &place, None, 1).await?;
        let max = dataset_record(&dataset)?.dataset_max_bind_count;
        let max = max.and_then(|max| u64::try_from(max).ok()).unwrap_or(BINDINGS_DEFAULT);
        let now = self.parts.clock.now();
        let binding = Binding {
            create_time: Some(now.rfc3339_millis()),
            update_time: Some(now.rfc3339_millis()),
            dataset_name: Some(name),
            phase: Some(String::new()),
            project_name: Some(request.project_name),
            reason: Some(String::new()),
            state: Some(State::Ready.as_str().to_owned()),
            uri: Some(request.uri.clone()),
        };
        let progress = Progress::default();
        let row = BindingRow {
            key: BindingKey { dataset: dataset.no, uri: request.uri },
            tenant: caller.tenant.clone(),
            project: dataset.project,
            dataset_name: dataset.name,
            record: write_record("binding", &binding)?,
            progress: write_record("binding", &progress)?,
            version: 0,
        };
        let job = follow_job(dataset.no, &row.key.uri, progress.run, now)?;
        match self.parts.store.create_binding(row, max, vec![job]).await? {
            Made::Done(()) => {
                self.parts.wake.wake();
                Ok(CreateBindingReply { binding: Some(binding), request_id: caller.request_id })
            }
            Made::Exists => Err(MediaError::already_exists("Binding")),
            Made::NoParent => Err(MediaError::not_found("Dataset")),
            Made::Full => Err(MediaError::limit(format_args!("the dataset has {max} bindings"))),
        }
    }
}
