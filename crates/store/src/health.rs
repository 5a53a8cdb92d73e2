//! Whether the state answers, and which schema it has.

use async_trait::async_trait;

use crate::StoreError;

/// Questions that an operator asks of the database.
#[async_trait]
pub trait Health: Send + Sync {
    /// Whether the database answers and can be written to at this moment. Changes nothing, and is cheap
    /// enough to be asked every second.
    async fn ping(&self) -> Result<(), StoreError>;

    /// The number of the last migration that the database went through.
    async fn schema_version(&self) -> Result<i64, StoreError>;

    /// The database's kind: `sqlite` or `postgres`.
    fn dialect(&self) -> &'static str;
}
