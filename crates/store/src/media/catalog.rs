//! Projects, datasets, attached buckets, bindings.
//!
//! Records are the wire's objects as JSON text, without what is counted; rows hold beside them what the store itself
//! needs. `version` goes up with every change, and a change names the version that it was made from.

use assay_types::TenantId;
use async_trait::async_trait;

use crate::{Lease, NewJob, StoreError};

/// Names a dataset within the store; never given out twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DatasetNo(pub i64);

/// A project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProjectRow {
    /// Its name, unique within the tenant.
    pub name: String,
    /// The wire's record.
    pub record: String,
    /// The version that was read; 0 for a new one.
    pub version: u64,
}

/// What a project has in all.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ProjectTotals {
    /// Datasets.
    pub datasets: u64,
    /// Files in them.
    pub files: u64,
    /// Bytes of those files.
    pub bytes: u64,
}

/// A dataset to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewDataset {
    /// Its project, which must be there.
    pub project: String,
    /// Its name, unique within the project.
    pub name: String,
    /// The wire's record.
    pub record: String,
    /// Datasets that the project may have, this one included.
    pub max_datasets: u64,
}

/// A dataset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DatasetRow {
    /// Names it within the store.
    pub no: DatasetNo,
    /// Its project.
    pub project: String,
    /// Its name.
    pub name: String,
    /// The wire's record.
    pub record: String,
    /// The version that was read.
    pub version: u64,
    /// Files in it.
    pub files: u64,
    /// Bytes of those files, as their records say.
    pub bytes: u64,
    /// Its bindings.
    pub bindings: u64,
}

/// A bucket that belongs to a project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttachmentRow {
    /// Its name, unique within the tenant.
    pub bucket: String,
    /// The project.
    pub project: String,
    /// The wire's record.
    pub record: String,
}

/// Names a binding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BindingKey {
    /// The dataset.
    pub dataset: DatasetNo,
    /// What it follows: `oss://bucket`, `oss://bucket/prefix`, or a drive's `pds://…`.
    pub uri: String,
}

/// A dataset that follows a bucket or a drive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BindingRow {
    /// Names it.
    pub key: BindingKey,
    /// Whose it is.
    pub tenant: TenantId,
    /// The dataset's project.
    pub project: String,
    /// The dataset's name.
    pub dataset_name: String,
    /// The wire's record.
    pub record: String,
    /// The service's own notes, such as how far a scan came.
    pub progress: String,
    /// The version that was read; 0 for a new one.
    pub version: u64,
}

/// What became of something that was to be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Made<T> {
    /// It is there now.
    Done(T),
    /// Something of that name was there already.
    Exists,
    /// What it was to be made in is not there.
    NoParent,
    /// There are as many as there may be.
    Full,
}

/// What became of something that was to go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deleted {
    /// It is gone.
    Done,
    /// It was not there.
    Missing,
    /// Something is still in it: a project's datasets, a dataset's bindings.
    InUse,
}

/// Verbs on projects, datasets, attachments and bindings. Lists are in the order of names (of URIs), and go on after
/// the last name of the page before.
#[async_trait]
pub trait MediaCatalogStore: Send + Sync {
    /// Makes a project.
    async fn create_project(&self, tenant: &TenantId, project: ProjectRow) -> Result<Made<()>, StoreError>;
    /// A project.
    async fn project(&self, tenant: &TenantId, name: &str) -> Result<Option<ProjectRow>, StoreError>;
    /// Changes a project's record; `false` when its version is another by now, or it is gone.
    async fn update_project(&self, tenant: &TenantId, project: ProjectRow) -> Result<bool, StoreError>;
    /// Deletes a project without datasets, and its attachments and tasks with it.
    async fn delete_project(&self, tenant: &TenantId, name: &str) -> Result<Deleted, StoreError>;
    /// Projects whose names begin with `prefix`.
    async fn projects(
        &self,
        tenant: &TenantId,
        prefix: &str,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Vec<ProjectRow>, StoreError>;
    /// What a project has in all.
    async fn project_totals(&self, tenant: &TenantId, name: &str) -> Result<ProjectTotals, StoreError>;

    /// Makes a dataset.
    async fn create_dataset(
        &self,
        tenant: &TenantId,
        dataset: NewDataset,
    ) -> Result<Made<DatasetNo>, StoreError>;
    /// A dataset.
    async fn dataset(
        &self,
        tenant: &TenantId,
        project: &str,
        name: &str,
    ) -> Result<Option<DatasetRow>, StoreError>;
    /// Changes a dataset's record; `false` when its version is another by now, or it is gone. What is counted is
    /// not changed by this and does not change the version.
    async fn update_dataset(
        &self,
        tenant: &TenantId,
        no: DatasetNo,
        record: &str,
        version: u64,
    ) -> Result<bool, StoreError>;
    /// Deletes a dataset without bindings, at once; `jobs` are enqueued with it, to purge what was in it
    /// ([`super::MediaFileStore::purge_dataset`]).
    async fn delete_dataset(
        &self,
        tenant: &TenantId,
        no: DatasetNo,
        jobs: Vec<NewJob>,
    ) -> Result<Deleted, StoreError>;
    /// A project's datasets whose names begin with `prefix`.
    async fn datasets(
        &self,
        tenant: &TenantId,
        project: &str,
        prefix: &str,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Vec<DatasetRow>, StoreError>;

    /// Attaches a bucket to a project. [`Made::Exists`] when it is attached, to whichever project.
    async fn attach_bucket(
        &self,
        tenant: &TenantId,
        attachment: AttachmentRow,
    ) -> Result<Made<()>, StoreError>;
    /// Detaches a bucket; `false` when it was not attached.
    async fn detach_bucket(&self, tenant: &TenantId, bucket: &str) -> Result<bool, StoreError>;
    /// The attachment of a bucket.
    async fn attachment(&self, tenant: &TenantId, bucket: &str) -> Result<Option<AttachmentRow>, StoreError>;
    /// The buckets of a project.
    async fn attachments(
        &self,
        tenant: &TenantId,
        project: &str,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Vec<AttachmentRow>, StoreError>;

    /// Makes a binding, at most `max` of its dataset, together with `jobs`.
    async fn create_binding(
        &self,
        binding: BindingRow,
        max: u64,
        jobs: Vec<NewJob>,
    ) -> Result<Made<()>, StoreError>;
    /// A binding.
    async fn binding(&self, key: &BindingKey) -> Result<Option<BindingRow>, StoreError>;
    /// Changes a binding's record and progress; `false` when its version is another by now, or it is gone. `jobs` are
    /// enqueued and `completes` ends, with it or not at all.
    async fn update_binding(
        &self,
        binding: BindingRow,
        jobs: Vec<NewJob>,
        completes: Option<Lease>,
    ) -> Result<bool, StoreError>;
    /// Deletes a binding together with enqueuing `jobs`; `false` when it was not there.
    async fn delete_binding(&self, key: &BindingKey, jobs: Vec<NewJob>) -> Result<bool, StoreError>;
    /// A project's bindings, of one dataset or of all, by dataset and URI.
    async fn bindings(
        &self,
        tenant: &TenantId,
        project: &str,
        dataset: Option<DatasetNo>,
        after: Option<&BindingKey>,
        limit: usize,
    ) -> Result<Vec<BindingRow>, StoreError>;
    /// All bindings of a tenant that follow a bucket, whichever project they are in.
    async fn bindings_of_bucket(
        &self,
        tenant: &TenantId,
        bucket: &str,
    ) -> Result<Vec<BindingRow>, StoreError>;
}
