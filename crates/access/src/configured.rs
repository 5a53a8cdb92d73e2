//! The keys of the first start: those that the configuration names, or new ones that are shown once.

use assay_store::{KeyKind, KeyRecord};
use assay_types::{AccessKeyId, Secret, TenantId};

use crate::{
    Access, AccessError, IssuedAccessKey, IssuedApiKey, NewKey, Policy, PolicySet, caller::token_sha256,
    issue::CONFIGURED_LABEL,
};

/// The name of the API key that the configuration gives.
const CONFIGURED_API_KEY: &str = "configured-api-key";

/// The keys that the configuration names.
#[derive(Debug, Clone, Default)]
pub struct ConfiguredKeys {
    /// The administrator's access key.
    pub access_key: Option<(AccessKeyId, Secret)>,
    /// The first API key.
    pub api_key: Option<Secret>,
}

/// What a start made and must show, because it cannot be had again.
#[derive(Debug, Default)]
pub struct Bootstrap {
    /// The administrator's access key, when there was none of any kind and none was configured.
    pub access_key: Option<IssuedAccessKey>,
    /// The first API key, when there was none and none was configured.
    pub api_key: Option<IssuedApiKey>,
}

impl Access {
    /// Makes the stored keys follow the configuration; the same call again changes nothing.
    ///
    /// - A configured access key is an administrator's of the default tenant. A new secret under the same
    ///   id replaces the old one; a new id revokes the one that was configured before.
    /// - A configured API key may do `api_key_policy`; a new text replaces the old one.
    /// - A configured key that somebody revoked stays revoked until its secret changes.
    /// - Where nothing is configured and no key of that kind was ever made, one is made and returned.
    ///   Nodes that start together on an empty database each make one: configure the keys of a cluster.
    pub async fn bootstrap(
        &self,
        configured: ConfiguredKeys,
        api_key_policy: Policy,
    ) -> Result<Bootstrap, AccessError> {
        let stored = self.store.list_keys().await?;
        let mut made = Bootstrap::default();
        let has = |kind| stored.iter().any(|key| key.kind == kind);
        match configured.access_key {
            Some((id, secret)) => self.follow_access_key(&stored, id, &secret).await?,
            None if !has(KeyKind::AccessKey) => {
                let new = described("first administrator", Policy::administrator());
                made.access_key = Some(self.issue_access_key(new).await?);
            }
            None => {}
        }
        match configured.api_key {
            Some(key) => self.follow_api_key(&key, api_key_policy).await?,
            None if !has(KeyKind::ApiKey) => {
                made.api_key = Some(self.issue_api_key(described("first API key", api_key_policy)).await?);
            }
            None => {}
        }
        self.cache.clear();
        Ok(made)
    }

    async fn follow_access_key(
        &self,
        stored: &[KeyRecord],
        id: AccessKeyId,
        secret: &Secret,
    ) -> Result<(), AccessError> {
        check_configured(secret)?;
        let formerly = stored.iter().filter(|key| {
            key.kind == KeyKind::AccessKey
                && key.label == CONFIGURED_LABEL
                && key.id != id
                && key.revoked_at.is_none()
        });
        for key in formerly {
            self.store.revoke_key(&key.id, self.clock.now()).await?;
        }
        // Read again rather than taken from the list: another node may just have written it.
        let existing = self.store.key(&id).await?;
        let unchanged = existing.as_ref().is_some_and(|key| {
            key.label == CONFIGURED_LABEL
                && self.seal.unseal(&id, &key.sealed_secret).is_ok_and(|stored| stored == *secret)
        });
        if unchanged {
            return Ok(());
        }
        let sealed = self.seal.seal(&id, secret)?;
        let policy = Policy::administrator();
        let new = described(CONFIGURED_LABEL, policy.clone());
        let record = self.record(&id, KeyKind::AccessKey, sealed, None, &PolicySet::of(policy), new);
        Ok(self.store.replace_key(record).await?)
    }

    async fn follow_api_key(&self, key: &Secret, policy: Policy) -> Result<(), AccessError> {
        check_configured(key)?;
        let hash = token_sha256(key.expose());
        if self.store.key_by_token(hash).await?.is_some() {
            return Ok(());
        }
        let id = CONFIGURED_API_KEY
            .parse()
            .map_err(|_| AccessError::InvalidKey("the configured API key has no usable name"))?;
        let new = described(CONFIGURED_LABEL, policy.clone());
        let record = self.record(&id, KeyKind::ApiKey, Vec::new(), Some(hash), &PolicySet::of(policy), new);
        Ok(self.store.replace_key(record).await?)
    }
}

fn described(label: &str, policy: Policy) -> NewKey {
    NewKey {
        tenant: TenantId::default(),
        policy,
        label: label.to_owned(),
        expires_at: None,
        daily_allowance: None,
    }
}

/// A header carries it, so it must be printable ASCII; how long is the operator's decision.
fn check_configured(secret: &Secret) -> Result<(), AccessError> {
    let text = secret.expose();
    if text.is_empty() || !text.bytes().all(|b| b.is_ascii_graphic()) {
        return Err(AccessError::InvalidKey(
            "a configured secret or API key must be printable ASCII without spaces, and not empty",
        ));
    }
    Ok(())
}
