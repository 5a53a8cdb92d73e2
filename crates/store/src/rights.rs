//! Rights at rest: who may do what with a file that is not theirs, by permission or by share link.

use async_trait::async_trait;

/// Verbs on permissions and share links.
#[async_trait]
pub trait RightsStore: Send + Sync {}
