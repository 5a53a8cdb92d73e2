//! Who calls: a key that was found good, with what it may do.

use assay_store::{KeyKind, KeyRecord};
use assay_types::{AccessKeyId, Secret, TenantId, Timestamp};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

use crate::{AccessError, Decision, KeyRefusal, PolicySet, RequestContext, SealingKey};

/// A key without its secret: whose it is and what it may do.
#[derive(Debug, Clone)]
pub struct Caller {
    /// Whose the key is.
    pub tenant: TenantId,
    /// The key's public id; for an API key the name that it was given.
    pub key_id: AccessKeyId,
    /// What kind of key.
    pub kind: KeyKind,
    /// Calls that it may make on one UTC day; `None` without limit.
    pub daily_allowance: Option<u64>,
    policies: PolicySet,
    expires_at: Option<Timestamp>,
    revoked_at: Option<Timestamp>,
}

impl Caller {
    /// Whether the key may do this, such as `yundun-sas:CreateFileDetect` on `*`.
    pub fn may(&self, action: &str, resource: &str, context: &RequestContext) -> Decision {
        self.policies.evaluate(action, resource, context)
    }

    /// Whether the key's policy speaks of this service at all, such as `iqs`.
    pub fn reaches(&self, service: &str) -> bool {
        self.policies.reaches(service)
    }

    /// When the key's time is over, if it ever is.
    pub fn expires_at(&self) -> Option<Timestamp> {
        self.expires_at
    }

    pub(crate) fn policies(&self) -> &PolicySet {
        &self.policies
    }

    /// Whether the key is still good at this time.
    pub(crate) fn check(&self, now: Timestamp) -> Result<(), KeyRefusal> {
        if self.revoked_at.is_some() {
            return Err(KeyRefusal::Revoked);
        }
        match self.expires_at {
            Some(end) if end <= now && self.kind == KeyKind::Temporary => Err(KeyRefusal::SessionEnded),
            Some(end) if end <= now => Err(KeyRefusal::Expired),
            _ => Ok(()),
        }
    }
}

/// A key that signs, with its secret.
#[derive(Debug)]
pub struct SigningKey {
    /// Whose it is and what it may do.
    pub caller: Caller,
    secret: Option<Secret>,
    token_sha256: Option<[u8; 32]>,
}

impl SigningKey {
    /// Opens a stored key.
    pub(crate) fn from_record(record: &KeyRecord, seal: &SealingKey) -> Result<Self, AccessError> {
        let policies = PolicySet::from_text(&record.policy)
            .map_err(|source| AccessError::StoredPolicy { key: record.id.clone(), source })?;
        let secret = match record.kind {
            KeyKind::ApiKey => None,
            KeyKind::AccessKey | KeyKind::Temporary => Some(seal.unseal(&record.id, &record.sealed_secret)?),
        };
        Ok(Self {
            caller: Caller {
                tenant: record.tenant.clone(),
                key_id: record.id.clone(),
                kind: record.kind,
                daily_allowance: record.daily_allowance,
                policies,
                expires_at: record.expires_at,
                revoked_at: record.revoked_at,
            },
            secret,
            token_sha256: record.token_sha256,
        })
    }

    /// The secret to verify a signature with.
    ///
    /// # Errors
    /// [`KeyRefusal::WrongKind`] for an API key, which signs nothing.
    pub fn secret(&self) -> Result<&Secret, KeyRefusal> {
        self.secret.as_ref().ok_or(KeyRefusal::WrongKind)
    }

    /// Checks the security token that a request brought: a temporary key needs its own, and a lasting key
    /// has none (what comes with it is part of the signed request and otherwise ignored).
    ///
    /// # Errors
    /// [`KeyRefusal::TokenMismatch`].
    pub fn check_token(&self, token: Option<&str>) -> Result<(), KeyRefusal> {
        if self.caller.kind != KeyKind::Temporary {
            return Ok(());
        }
        match (self.token_sha256, token) {
            (Some(expected), Some(token)) if bool::from(token_sha256(token).ct_eq(&expected)) => Ok(()),
            _ => Err(KeyRefusal::TokenMismatch),
        }
    }
}

/// How tokens and API keys are kept: random and long, so one plain hash is enough to hide them.
pub(crate) fn token_sha256(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}
