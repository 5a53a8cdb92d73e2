//! Nonces that were seen, so that a captured request cannot be sent again, to any node.

use assay_types::{AccessKeyId, Timestamp};
use async_trait::async_trait;

use crate::StoreError;

/// Nonces that are forgotten in one transaction, so that requests do not wait long behind it.
pub(crate) const FORGET_BATCH: u32 = 5_000;

/// Verbs on nonces.
#[async_trait]
pub trait NonceStore: Send + Sync {
    /// Remembers (key, nonce) until `expires_at`; `false` when it is already remembered: a replay. One
    /// that expired counts as remembered until [`NonceStore::forget_nonces`] has been over it.
    ///
    /// On the hot path of every request: it survives the death of the process, but may be lost with
    /// the machine's power, as the window that it guards is then over before the machine is back.
    async fn remember_nonce(
        &self,
        key: &AccessKeyId,
        nonce: &str,
        expires_at: Timestamp,
    ) -> Result<bool, StoreError>;

    /// The same for a request that changes nothing: its nonce may be written down a moment after the answer,
    /// so that the death of the process within that moment would let it be repeated, once, to read again.
    async fn remember_nonce_of_read(
        &self,
        key: &AccessKeyId,
        nonce: &str,
        expires_at: Timestamp,
    ) -> Result<bool, StoreError> {
        self.remember_nonce(key, nonce, expires_at).await
    }

    /// Forgets what expired before `now`; returns how many.
    async fn forget_nonces(&self, now: Timestamp) -> Result<u64, StoreError>;
}
