//! The verbs on projects, datasets, attachments and bindings, in PostgreSQL: each handed to the module of its subject.

use assay_types::TenantId;
use async_trait::async_trait;

use super::{attachment, binding, dataset, project};
use crate::{
    AttachmentRow, BindingKey, BindingRow, DatasetNo, DatasetRow, Deleted, Lease, Made, MediaCatalogStore,
    NewDataset, NewJob, ProjectRow, ProjectTotals, StoreError,
    postgres::{Postgres, fault::retried},
};

#[async_trait]
impl MediaCatalogStore for Postgres {
    async fn create_project(&self, tenant: &TenantId, project: ProjectRow) -> Result<Made<()>, StoreError> {
        retried!("make a project", async { project::create(&self.pool.get().await?, tenant, &project).await })
    }

    async fn project(&self, tenant: &TenantId, name: &str) -> Result<Option<ProjectRow>, StoreError> {
        retried!("read a project", async { project::find(&self.pool.get().await?, tenant, name).await })
    }

    async fn update_project(&self, tenant: &TenantId, project: ProjectRow) -> Result<bool, StoreError> {
        retried!("change a project", async {
            project::update(&self.pool.get().await?, tenant, &project).await
        })
    }

    async fn delete_project(&self, tenant: &TenantId, name: &str) -> Result<Deleted, StoreError> {
        retried!("delete a project", project::delete(&self.pool, tenant, name))
    }

    async fn projects(
        &self,
        tenant: &TenantId,
        prefix: &str,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Vec<ProjectRow>, StoreError> {
        retried!("list projects", async {
            project::list(&self.pool.get().await?, tenant, prefix, after, limit).await
        })
    }

    async fn project_totals(&self, tenant: &TenantId, name: &str) -> Result<ProjectTotals, StoreError> {
        retried!("add up a project", async { project::totals(&self.pool.get().await?, tenant, name).await })
    }

    async fn create_dataset(
        &self,
        tenant: &TenantId,
        dataset: NewDataset,
    ) -> Result<Made<DatasetNo>, StoreError> {
        retried!("make a dataset", dataset::create(&self.pool, tenant, &dataset))
    }

    async fn dataset(
        &self,
        tenant: &TenantId,
        project: &str,
        name: &str,
    ) -> Result<Option<DatasetRow>, StoreError> {
        retried!("read a dataset", async {
            dataset::find(&self.pool.get().await?, tenant, project, name).await
        })
    }

    async fn update_dataset(
        &self,
        tenant: &TenantId,
        no: DatasetNo,
        record: &str,
        version: u64,
    ) -> Result<bool, StoreError> {
        retried!("change a dataset", async {
            dataset::update(&self.pool.get().await?, tenant, no, record, version).await
        })
    }

    async fn delete_dataset(
        &self,
        tenant: &TenantId,
        no: DatasetNo,
        jobs: Vec<NewJob>,
    ) -> Result<Deleted, StoreError> {
        retried!("delete a dataset", dataset::delete(&self.pool, tenant, no, &jobs))
    }

    async fn datasets(
        &self,
        tenant: &TenantId,
        project: &str,
        prefix: &str,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Vec<DatasetRow>, StoreError> {
        retried!("list datasets", async {
            dataset::list(&self.pool.get().await?, tenant, project, prefix, after, limit).await
        })
    }

    async fn attach_bucket(
        &self,
        tenant: &TenantId,
        attachment: AttachmentRow,
    ) -> Result<Made<()>, StoreError> {
        retried!("attach a bucket", attachment::create(&self.pool, tenant, &attachment))
    }

    async fn detach_bucket(&self, tenant: &TenantId, bucket: &str) -> Result<bool, StoreError> {
        retried!("detach a bucket", async {
            attachment::delete(&self.pool.get().await?, tenant, bucket).await
        })
    }

    async fn attachment(&self, tenant: &TenantId, bucket: &str) -> Result<Option<AttachmentRow>, StoreError> {
        retried!("read an attachment", async {
            attachment::find(&self.pool.get().await?, tenant, bucket).await
        })
    }

    async fn attachments(
        &self,
        tenant: &TenantId,
        project: &str,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Vec<AttachmentRow>, StoreError> {
        retried!("list attachments", async {
            attachment::list(&self.pool.get().await?, tenant, project, after, limit).await
        })
    }

    async fn create_binding(
        &self,
        binding: BindingRow,
        max: u64,
        jobs: Vec<NewJob>,
    ) -> Result<Made<()>, StoreError> {
        retried!("make a binding", binding::create(&self.pool, &binding, max, &jobs))
    }

    async fn binding(&self, key: &BindingKey) -> Result<Option<BindingRow>, StoreError> {
        retried!("read a binding", async { binding::find(&self.pool.get().await?, key).await })
    }

    async fn update_binding(
        &self,
        binding: BindingRow,
        jobs: Vec<NewJob>,
        completes: Option<Lease>,
    ) -> Result<bool, StoreError> {
        retried!("change a binding", binding::update(&self.pool, &binding, &jobs, completes))
    }

    async fn delete_binding(&self, key: &BindingKey, jobs: Vec<NewJob>) -> Result<bool, StoreError> {
        retried!("delete a binding", binding::delete(&self.pool, key, &jobs))
    }

    async fn bindings(
        &self,
        tenant: &TenantId,
        project: &str,
        dataset: Option<DatasetNo>,
        after: Option<&BindingKey>,
        limit: usize,
    ) -> Result<Vec<BindingRow>, StoreError> {
        retried!("list bindings", async {
            binding::list(&self.pool.get().await?, tenant, project, dataset, after, limit).await
        })
    }

    async fn bindings_of_bucket(
        &self,
        tenant: &TenantId,
        bucket: &str,
    ) -> Result<Vec<BindingRow>, StoreError> {
        retried!("list a bucket's bindings", async {
            binding::of_bucket(&self.pool.get().await?, tenant, bucket).await
        })
    }
}
