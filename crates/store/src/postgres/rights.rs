//! Permissions and share links in this dialect.

use async_trait::async_trait;

use super::Postgres;
use crate::RightsStore;

#[async_trait]
impl RightsStore for Postgres {}
