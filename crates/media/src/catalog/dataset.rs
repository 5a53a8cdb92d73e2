//! `CreateDataset`, `GetDataset`, `UpdateDataset`, `DeleteDataset`.

use assay_store::{DatasetRow, Deleted, Made, NewDataset, NewJob};
use assay_wire::imm::{
    CreateDatasetReply, CreateDatasetRequest, Dataset, DeleteDatasetRequest, Done, GetDatasetReply,
    GetDatasetRequest, UpdateDatasetReply, UpdateDatasetRequest, WorkflowParameter,
};

use super::{
    limits::{DATASETS_DEFAULT, DatasetLimits, limits_of, set_limits},
    project::replace,
    purge::{PURGE_JOB, PurgeJob},
    template::Template,
};
use crate::{
    Caller, Media, MediaError,
    name::{check_description, check_name},
    scope::{dataset_record, project_record, write_record},
};

/// Workflow parameters that a dataset may have.
const PARAMETERS_MAX: usize = 50;
/// Bytes of a parameter's name, and of its value.
const PARAMETER_BYTES_MAX: usize = 4096;
/// Times that a change is tried again when the row changed meanwhile.
const TRIES: usize = 5;

impl Media {
    /// Makes a dataset in a project; limits that are not given are the project's.
    ///
    /// # Errors
    /// `ResourceNotFound` for the project, `ResourceAlreadyExists`, `LimitExceededError`, `InvalidArgument`.
    pub async fn create_dataset(
        &self,
        caller: &Caller,
        request: CreateDatasetRequest,
    ) -> Result<CreateDatasetReply, MediaError> {
        check_name("DatasetName", &request.dataset_name)?;
        check_description(request.description.as_deref())?;
        let template = request.template_id.clone().unwrap_or_default();
        Template::of_id(&template)?;
        let limits = limits_of!(request);
        limits.check()?;
        let parameters = request.workflow_parameters.unwrap_or_default();
        check_parameters(&parameters)?;
        let project = project_record(&self.project_row(caller, &request.project_name).await?)?;
        let now = self.parts.clock.now().rfc3339_millis();
        let mut dataset = Dataset {
            create_time: Some(now.clone()),
            update_time: Some(now),
            dataset_name: Some(request.dataset_name.clone()),
            description: Some(request.description.unwrap_or_default()),
            project_name: Some(request.project_name.clone()),
            template_id: Some(template),
            workflow_parameters: Some(parameters),
            ..Dataset::default()
        };
        set_limits!(dataset, limits.or(limits_of!(project)).or(DatasetLimits::DEFAULT));
        let max_datasets = project.project_max_dataset_count.unwrap_or(DATASETS_DEFAULT);
        let new = NewDataset {
            project: request.project_name,
            name: request.dataset_name,
            record: write_record("dataset", &dataset)?,
            max_datasets: u64::try_from(max_datasets).unwrap_or_default(),
        };
        match self.parts.store.create_dataset(&caller.tenant, new).await? {
            Made::Done(_) => Ok(CreateDatasetReply { dataset: Some(dataset), request_id: caller.request_id }),
            Made::Exists => Err(MediaError::already_exists("Dataset")),
            Made::NoParent => Err(MediaError::not_found("Project")),
            Made::Full => Err(MediaError::limit(format_args!("the project has {max_datasets} datasets"))),
        }
    }

    /// A dataset; with what is in it when that is asked for.
    ///
    /// # Errors
    /// `ResourceNotFound`.
    pub async fn get_dataset(
        &self,
        caller: &Caller,
        request: GetDatasetRequest,
    ) -> Result<GetDatasetReply, MediaError> {
        let row = self.dataset_row(caller, &request.project_name, &request.dataset_name).await?;
        let dataset = shown(&row, request.with_statistics.unwrap_or(false))?;
        Ok(GetDatasetReply { dataset: Some(dataset), request_id: caller.request_id })
    }

    /// Changes what is given; the rest stays. Files that are indexed already are not looked at again.
    ///
    /// # Errors
    /// `ResourceNotFound`, `InvalidArgument`.
    pub async fn update_dataset(
        &self,
        caller: &Caller,
        request: UpdateDatasetRequest,
    ) -> Result<UpdateDatasetReply, MediaError> {
        check_description(request.description.as_deref())?;
        if let Some(template) = &request.template_id {
            Template::of_id(template)?;
        }
        let limits = limits_of!(request);
        limits.check()?;
        check_parameters(request.workflow_parameters.as_deref().unwrap_or_default())?;
        for _ in 0..TRIES {
            let row = self.dataset_row(caller, &request.project_name, &request.dataset_name).await?;
            let mut dataset = dataset_record(&row)?;
            replace(&mut dataset.description, request.description.as_ref());
            replace(&mut dataset.template_id, request.template_id.as_ref());
            // An empty list is what the SDK sends for none: it changes nothing.
            let parameters = request.workflow_parameters.as_ref().filter(|list| !list.is_empty());
            replace(&mut dataset.workflow_parameters, parameters);
            set_limits!(dataset, limits.or(limits_of!(dataset)));
            dataset.update_time = Some(self.parts.clock.now().rfc3339_millis());
            let record = write_record("dataset", &dataset)?;
            if self.parts.store.update_dataset(&caller.tenant, row.no, &record, row.version).await? {
                return Ok(UpdateDatasetReply { dataset: Some(dataset), request_id: caller.request_id });
            }
        }
        Err(MediaError::busy())
    }

    /// Deletes a dataset without bindings: it is gone at once, and a job clears away what was in it.
    ///
    /// # Errors
    /// `ResourceNotFound`, `ResourceInUse`.
    pub async fn delete_dataset(
        &self,
        caller: &Caller,
        request: DeleteDatasetRequest,
    ) -> Result<Done, MediaError> {
        let row = self.dataset_row(caller, &request.project_name, &request.dataset_name).await?;
        let job = NewJob {
            kind: PURGE_JOB.to_owned(),
            payload: write_record("dataset", &PurgeJob { dataset: row.no.0 })?,
            priority: -1,
            run_at: self.parts.clock.now(),
        };
        match self.parts.store.delete_dataset(&caller.tenant, row.no, vec![job]).await? {
            Deleted::Done => {
                self.parts.wake.wake();
                Ok(Done { request_id: caller.request_id })
            }
            Deleted::Missing => Err(MediaError::not_found("Dataset")),
            Deleted::InUse => Err(MediaError::in_use("Dataset", "delete its bindings first")),
        }
    }
}

/// A dataset as clients see it.
pub(super) fn shown(row: &DatasetRow, with_statistics: bool) -> Result<Dataset, MediaError> {
    let mut dataset = dataset_record(row)?;
    if with_statistics {
        let shown = |count: u64| Some(i64::try_from(count).unwrap_or(i64::MAX));
        dataset.bind_count = shown(row.bindings);
        dataset.file_count = shown(row.files);
        dataset.total_file_size = shown(row.bytes);
    }
    Ok(dataset)
}

fn check_parameters(parameters: &[WorkflowParameter]) -> Result<(), MediaError> {
    let fits = |parameter: &WorkflowParameter| {
        let name = parameter.name.as_deref().unwrap_or_default();
        let value = parameter.value.as_deref().unwrap_or_default();
        !name.is_empty() && name.len() <= PARAMETER_BYTES_MAX && value.len() <= PARAMETER_BYTES_MAX
    };
    if parameters.len() > PARAMETERS_MAX || !parameters.iter().all(fits) {
        return Err(MediaError::invalid(
            "WorkflowParameters",
            "it has at most 50 elements, each with a Name, and neither Name nor Value is longer than 4096 bytes",
        ));
    }
    Ok(())
}
