//! Domains, users, groups and drives in this dialect.

use assay_types::DriveId;
use async_trait::async_trait;

use super::Postgres;
use crate::{DirectoryStore, DriveRow, StoreError};

#[async_trait]
impl DirectoryStore for Postgres {
    async fn drive(&self, _drive: DriveId) -> Result<Option<DriveRow>, StoreError> {
        Err(StoreError::Url)
    }
}
