//! Which contents exist, and how many things refer to each.
//!
//! A content's bytes live elsewhere (`assay-blobs`); this table decides when they may go. The life of
//! a row: *reserved* before the bytes are put in place, *referenced* by the verbs of the services,
//! *idle* when the last reference goes, *dying* while the bytes are deleted, then gone.
//!
//! Being reserved and becoming idle both protect a content for the grace period of the sweep. A verb that
//! would refer to a dying content fails as [`StoreError::Unavailable`]: its bytes must be put in place
//! anew first. A verb may refer to a content that was never reserved; the row is then made with it.

use std::time::Duration;

use assay_types::{Sha256Digest, Timestamp};
use async_trait::async_trait;

use crate::StoreError;

/// What a verb is doing that cannot refer to a content, for the error.
pub(crate) const DYING: &str = "refer to a content";

/// The latest time at which a content may have been touched to be swept.
pub(crate) fn sweep_before(now: Timestamp, grace: Duration) -> Timestamp {
    Timestamp(now.as_millis().saturating_sub(i64::try_from(grace.as_millis()).unwrap_or(i64::MAX)))
}

/// The answer to a reservation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reservation {
    /// The bytes may be put in place; the row protects them for the grace period.
    Reserved,
    /// The bytes are being deleted at this moment: wait a little and ask again.
    Dying,
}

/// Verbs on contents. References are added and dropped by the services' own verbs, in their transactions.
#[async_trait]
pub trait BlobStore: Send + Sync {
    /// Announces that the bytes of this content are about to be put in place, or are there already.
    /// Protects it from [`BlobStore::begin_sweep`] for the grace period, also without a reference.
    async fn reserve_blob(
        &self,
        content: Sha256Digest,
        size_bytes: u64,
        now: Timestamp,
    ) -> Result<Reservation, StoreError>;

    /// Marks contents as dying that nothing refers to and that were neither reserved nor in use for
    /// `grace`, and returns them together with those that an earlier sweep left dying for as long: up to
    /// `limit` in all, the longest untouched first.
    async fn begin_sweep(
        &self,
        now: Timestamp,
        grace: Duration,
        limit: usize,
    ) -> Result<Vec<Sha256Digest>, StoreError>;

    /// Forgets dying contents whose bytes are gone.
    async fn end_sweep(&self, gone: &[Sha256Digest]) -> Result<(), StoreError>;

    /// The number of references to a content; `None` when it is unknown. A dying content has none.
    async fn blob_references(&self, content: Sha256Digest) -> Result<Option<u64>, StoreError>;
}
