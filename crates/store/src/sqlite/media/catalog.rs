//! The verbs on projects, datasets, attachments and bindings, in SQLite: each handed to the module of its subject.

use assay_types::TenantId;
use async_trait::async_trait;

use super::{attachment, binding, dataset, project};
use crate::{
    AttachmentRow, BindingKey, BindingRow, DatasetNo, DatasetRow, Deleted, Lease, Made, MediaCatalogStore,
    NewDataset, NewJob, ProjectRow, ProjectTotals, StoreError, sqlite::Sqlite,
};

#[async_trait]
impl MediaCatalogStore for Sqlite {
    async fn create_project(&self, tenant: &TenantId, project: ProjectRow) -> Result<Made<()>, StoreError> {
        let tenant = tenant.clone();
        self.main
            .call("make a project", move |connection| project::create(connection, &tenant, &project))
            .await
    }

    async fn project(&self, tenant: &TenantId, name: &str) -> Result<Option<ProjectRow>, StoreError> {
        let (tenant, name) = (tenant.clone(), name.to_owned());
        self.readers.call("read a project", move |connection| project::find(connection, &tenant, &name)).await
    }

    async fn update_project(&self, tenant: &TenantId, project: ProjectRow) -> Result<bool, StoreError> {
        let tenant = tenant.clone();
        self.main
            .call("change a project", move |connection| project::update(connection, &tenant, &project))
            .await
    }

    async fn delete_project(&self, tenant: &TenantId, name: &str) -> Result<Deleted, StoreError> {
        let (tenant, name) = (tenant.clone(), name.to_owned());
        self.main
            .call("delete a project", move |connection| project::delete(connection, &tenant, &name))
            .await
    }

    async fn projects(
        &self,
        tenant: &TenantId,
        prefix: &str,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Vec<ProjectRow>, StoreError> {
        let (tenant, prefix, after) = (tenant.clone(), prefix.to_owned(), after.map(str::to_owned));
        self.readers
            .call("list projects", move |connection| {
                project::list(connection, &tenant, &prefix, after.as_deref(), limit)
            })
            .await
    }

    async fn project_totals(&self, tenant: &TenantId, name: &str) -> Result<ProjectTotals, StoreError> {
        let (tenant, name) = (tenant.clone(), name.to_owned());
        self.readers
            .call("add up a project", move |connection| project::totals(connection, &tenant, &name))
            .await
    }

    async fn create_dataset(
        &self,
        tenant: &TenantId,
        dataset: NewDataset,
    ) -> Result<Made<DatasetNo>, StoreError> {
        let tenant = tenant.clone();
        self.main
            .call("make a dataset", move |connection| dataset::create(connection, &tenant, &dataset))
            .await
    }

    async fn dataset(
        &self,
        tenant: &TenantId,
        project: &str,
        name: &str,
    ) -> Result<Option<DatasetRow>, StoreError> {
        let (tenant, project, name) = (tenant.clone(), project.to_owned(), name.to_owned());
        self.readers
            .call("read a dataset", move |connection| dataset::find(connection, &tenant, &project, &name))
            .await
    }

    async fn update_dataset(
        &self,
        tenant: &TenantId,
        no: DatasetNo,
        record: &str,
        version: u64,
    ) -> Result<bool, StoreError> {
        let (tenant, record) = (tenant.clone(), record.to_owned());
        self.main
            .call("change a dataset", move |connection| {
                dataset::update(connection, &tenant, no, &record, version)
            })
            .await
    }

    async fn delete_dataset(
        &self,
        tenant: &TenantId,
        no: DatasetNo,
        jobs: Vec<NewJob>,
    ) -> Result<Deleted, StoreError> {
        let tenant = tenant.clone();
        self.main
            .call("delete a dataset", move |connection| dataset::delete(connection, &tenant, no, &jobs))
            .await
    }

    async fn datasets(
        &self,
        tenant: &TenantId,
        project: &str,
        prefix: &str,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Vec<DatasetRow>, StoreError> {
        let (tenant, project) = (tenant.clone(), project.to_owned());
        let (prefix, after) = (prefix.to_owned(), after.map(str::to_owned));
        self.readers
            .call("list datasets", move |connection| {
                dataset::list(connection, &tenant, &project, &prefix, after.as_deref(), limit)
            })
            .await
    }

    async fn attach_bucket(
        &self,
        tenant: &TenantId,
        attachment: AttachmentRow,
    ) -> Result<Made<()>, StoreError> {
        let tenant = tenant.clone();
        self.main
            .call("attach a bucket", move |connection| attachment::create(connection, &tenant, &attachment))
            .await
    }

    async fn detach_bucket(&self, tenant: &TenantId, bucket: &str) -> Result<bool, StoreError> {
        let (tenant, bucket) = (tenant.clone(), bucket.to_owned());
        self.main
            .call("detach a bucket", move |connection| attachment::delete(connection, &tenant, &bucket))
            .await
    }

    async fn attachment(&self, tenant: &TenantId, bucket: &str) -> Result<Option<AttachmentRow>, StoreError> {
        let (tenant, bucket) = (tenant.clone(), bucket.to_owned());
        self.readers
            .call("read an attachment", move |connection| attachment::find(connection, &tenant, &bucket))
            .await
    }

    async fn attachments(
        &self,
        tenant: &TenantId,
        project: &str,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Vec<AttachmentRow>, StoreError> {
        let (tenant, project, after) = (tenant.clone(), project.to_owned(), after.map(str::to_owned));
        self.readers
            .call("list attachments", move |connection| {
                attachment::list(connection, &tenant, &project, after.as_deref(), limit)
            })
            .await
    }

    async fn create_binding(
        &self,
        binding: BindingRow,
        max: u64,
        jobs: Vec<NewJob>,
    ) -> Result<Made<()>, StoreError> {
        self.main
            .call("make a binding", move |connection| binding::create(connection, &binding, max, &jobs))
            .await
    }

    async fn binding(&self, key: &BindingKey) -> Result<Option<BindingRow>, StoreError> {
        let key = key.clone();
        self.readers.call("read a binding", move |connection| binding::find(connection, &key)).await
    }

    async fn update_binding(
        &self,
        binding: BindingRow,
        jobs: Vec<NewJob>,
        completes: Option<Lease>,
    ) -> Result<bool, StoreError> {
        self.main
            .call("change a binding", move |connection| {
                binding::update(connection, &binding, &jobs, completes)
            })
            .await
    }

    async fn delete_binding(&self, key: &BindingKey, jobs: Vec<NewJob>) -> Result<bool, StoreError> {
        let key = key.clone();
        self.main.call("delete a binding", move |connection| binding::delete(connection, &key, &jobs)).await
    }

    async fn bindings(
        &self,
        tenant: &TenantId,
        project: &str,
        dataset: Option<DatasetNo>,
        after: Option<&BindingKey>,
        limit: usize,
    ) -> Result<Vec<BindingRow>, StoreError> {
        let (tenant, project, after) = (tenant.clone(), project.to_owned(), after.cloned());
        self.readers
            .call("list bindings", move |connection| {
                binding::list(connection, &tenant, &project, dataset, after.as_ref(), limit)
            })
            .await
    }

    async fn bindings_of_bucket(
        &self,
        tenant: &TenantId,
        bucket: &str,
    ) -> Result<Vec<BindingRow>, StoreError> {
        let (tenant, bucket) = (tenant.clone(), bucket.to_owned());
        self.readers
            .call("list a bucket's bindings", move |connection| {
                binding::of_bucket(connection, &tenant, &bucket)
            })
            .await
    }
}
