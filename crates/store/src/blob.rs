//! Which contents exist, and how many things refer to each.
//!
//! A content's bytes live elsewhere (`assay-blobs`); this table decides when they may go. The life of
//! a row: *reserved* before the bytes are put in place, *referenced* by the verbs of the services,
//! *idle* when the last reference goes, *dying* while the bytes are deleted, then gone.

use std::time::Duration;

use assay_types::{Sha256Digest, Timestamp};
use async_trait::async_trait;

use crate::StoreError;

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

    /// Marks up to `limit` contents as dying that nothing refers to and nobody reserved for `grace`, and
    /// returns them together with those that an earlier sweep left dying for as long.
    async fn begin_sweep(
        &self,
        now: Timestamp,
        grace: Duration,
        limit: usize,
    ) -> Result<Vec<Sha256Digest>, StoreError>;

    /// Forgets dying contents whose bytes are gone.
    async fn end_sweep(&self, gone: &[Sha256Digest]) -> Result<(), StoreError>;

    /// The number of references to a content; `None` when it is unknown.
    async fn blob_references(&self, content: Sha256Digest) -> Result<Option<u64>, StoreError>;
}
