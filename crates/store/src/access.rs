//! Keys at rest: who may call. What a key may do is decided in `assay-access`.

use assay_types::{AccessKeyId, TenantId, Timestamp};
use async_trait::async_trait;

use crate::StoreError;

/// What kind of credential a record is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyKind {
    /// Signs requests: an access key id and its secret.
    AccessKey,
    /// Signs requests and must come with a security token: STS-style, always with an expiry.
    Temporary,
    /// A bearer key; only the hash of it is kept.
    ApiKey,
}

/// One credential as it is stored: secrets are sealed or hashed before they get here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyRecord {
    /// The public id; for an API key a name made by us.
    pub id: AccessKeyId,
    /// Whose it is.
    pub tenant: TenantId,
    /// What kind.
    pub kind: KeyKind,
    /// The sealed secret; empty for an API key.
    pub sealed_secret: Vec<u8>,
    /// SHA-256 of the security token (temporary keys) or of the bearer key (API keys).
    pub token_sha256: Option<[u8; 32]>,
    /// RAM policy, JSON text.
    pub policy: String,
    /// What a person calls it.
    pub label: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it ends; `None` never.
    pub expires_at: Option<Timestamp>,
    /// Calls allowed per UTC day; `None` without limit.
    pub daily_allowance: Option<u64>,
    /// When it was revoked.
    pub revoked_at: Option<Timestamp>,
}

/// Verbs on keys.
#[async_trait]
pub trait AccessStore: Send + Sync {
    /// Adds a key. [`StoreError::AlreadyExists`] when its id, or an API key's bearer text, is taken.
    async fn insert_key(&self, key: KeyRecord) -> Result<(), StoreError>;

    /// Adds a key, or replaces the one with its id: how a key that the configuration names follows it.
    async fn replace_key(&self, key: KeyRecord) -> Result<(), StoreError>;

    /// The key with this id, revoked and expired ones included.
    async fn key(&self, id: &AccessKeyId) -> Result<Option<KeyRecord>, StoreError>;

    /// The API key whose bearer text has this SHA-256.
    async fn key_by_token(&self, token_sha256: [u8; 32]) -> Result<Option<KeyRecord>, StoreError>;

    /// All keys, by tenant and id.
    async fn list_keys(&self) -> Result<Vec<KeyRecord>, StoreError>;

    /// Revokes a key; `false` when there is none. Revoking again keeps the first time.
    async fn revoke_key(&self, id: &AccessKeyId, now: Timestamp) -> Result<bool, StoreError>;

    /// Counts one call of a key on a UTC day ([`Timestamp::day`]) and returns the day's total so far. Only a
    /// key's latest day is kept: a call that arrives late for the day before counts on it.
    async fn count_call(&self, id: &AccessKeyId, day: i64) -> Result<u64, StoreError>;

    /// The calls of a key that [`count_call`](Self::count_call) counted on this UTC day.
    async fn calls_counted(&self, id: &AccessKeyId, day: i64) -> Result<u64, StoreError>;
}
