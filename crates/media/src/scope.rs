//! What a request is about: the caller's project, and a dataset in it.

use assay_store::{DatasetRow, ProjectRow};
use assay_wire::imm::{Dataset, Project};
use serde::de::DeserializeOwned;

use crate::{Caller, Media, MediaError, name::check_name};

/// Reads a record that was stored as JSON.
pub(crate) fn read_record<T: DeserializeOwned>(what: &'static str, record: &str) -> Result<T, MediaError> {
    serde_json::from_str(record).map_err(|error| MediaError::Corrupt { what, why: error.to_string() })
}

/// Writes a record to be stored.
pub(crate) fn write_record<T: serde::Serialize>(
    what: &'static str,
    record: &T,
) -> Result<String, MediaError> {
    serde_json::to_string(record).map_err(|error| MediaError::Corrupt { what, why: error.to_string() })
}

impl Media {
    /// A project of the caller's.
    ///
    /// # Errors
    /// `InvalidArgument` for what cannot be a name, `ResourceNotFound`.
    pub(crate) async fn project_row(&self, caller: &Caller, name: &str) -> Result<ProjectRow, MediaError> {
        check_name("ProjectName", name)?;
        let row = self.parts.store.project(&caller.tenant, name).await?;
        row.ok_or_else(|| MediaError::not_found("Project"))
    }

    /// A dataset of the caller's.
    ///
    /// # Errors
    /// `InvalidArgument` for what cannot be a name, `ResourceNotFound` for the project or the dataset.
    pub(crate) async fn dataset_row(
        &self,
        caller: &Caller,
        project: &str,
        name: &str,
    ) -> Result<DatasetRow, MediaError> {
        check_name("ProjectName", project)?;
        check_name("DatasetName", name)?;
        if let Some(row) = self.parts.store.dataset(&caller.tenant, project, name).await? {
            return Ok(row);
        }
        // Only the refusal needs to know which of the two is missing.
        self.project_row(caller, project).await?;
        Err(MediaError::not_found("Dataset"))
    }
}

/// A project's record.
pub(crate) fn project_record(row: &ProjectRow) -> Result<Project, MediaError> {
    read_record("project", &row.record)
}

/// A dataset's record, without what is counted.
pub(crate) fn dataset_record(row: &DatasetRow) -> Result<Dataset, MediaError> {
    read_record("dataset", &row.record)
}
