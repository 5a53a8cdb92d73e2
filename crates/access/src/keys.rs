//! Finding a key and saying whether it is still good.

use std::sync::Arc;

use assay_store::{AccessStore, KeyKind, KeyRecord};
use assay_types::{AccessKeyId, Clock};

use crate::{
    AccessError, Caller, KeyRefusal, LookupError, SealingKey, SigningKey,
    cache::{Cache, Name},
    caller::token_sha256,
};

/// The keys of this installation: finds, makes and revokes them.
pub struct Access {
    pub(crate) store: Arc<dyn AccessStore>,
    pub(crate) seal: SealingKey,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) cache: Cache,
}

impl std::fmt::Debug for Access {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Access").finish_non_exhaustive()
    }
}

impl Access {
    /// Keys in this store, their secrets sealed under this key.
    pub fn new(store: Arc<dyn AccessStore>, seal: SealingKey, clock: Arc<dyn Clock>) -> Self {
        Self { store, seal, clock, cache: Cache::default() }
    }

    /// A secret of this installation for one purpose, the same on all nodes ([`SealingKey::derive`]).
    pub fn derived_secret(&self, purpose: &str) -> assay_types::Secret {
        self.seal.derive(purpose)
    }

    /// The key that a signed request names, if it is good now. The answer may be up to two seconds old.
    ///
    /// The caller still has to verify the signature under [`SigningKey::secret`] and, whatever the scheme,
    /// the token ([`SigningKey::check_token`]).
    pub async fn signing_key(&self, id: &AccessKeyId) -> Result<Arc<SigningKey>, LookupError> {
        let key = self.find(Name::Id(id.clone())).await?;
        key.secret()?;
        Ok(key)
    }

    /// The API key with this text, if it is good now. The answer may be up to two seconds old.
    pub async fn bearer(&self, token: &str) -> Result<Arc<SigningKey>, LookupError> {
        // Looked up by its hash: the text is not compared, so its timing tells nothing.
        let key = self.find(Name::Token(token_sha256(token))).await?;
        // The token of a temporary key is stored by hash too, and is worth nothing without a signature.
        if key.caller.kind == KeyKind::ApiKey { Ok(key) } else { Err(KeyRefusal::WrongKind.into()) }
    }

    /// Counts one call against the key's daily allowance; costs nothing when it has none.
    pub async fn count_call(&self, caller: &Caller) -> Result<(), LookupError> {
        let Some(allowed) = caller.daily_allowance else { return Ok(()) };
        let today = self.clock.now().day();
        let made = self.store.count_call(&caller.key_id, today).await.map_err(AccessError::from)?;
        if made > allowed { Err(KeyRefusal::AllowanceExceeded.into()) } else { Ok(()) }
    }

    /// All keys, by tenant and id; sealed secrets and token hashes are left out.
    pub async fn list(&self) -> Result<Vec<KeyRecord>, AccessError> {
        let mut keys = self.store.list_keys().await?;
        for key in &mut keys {
            key.sealed_secret.clear();
            key.token_sha256 = None;
        }
        Ok(keys)
    }

    /// Revokes a key: at once on this node, within two seconds on others.
    ///
    /// # Errors
    /// [`AccessError::NoSuchKey`].
    pub async fn revoke(&self, id: &AccessKeyId) -> Result<(), AccessError> {
        let found = self.store.revoke_key(id, self.clock.now()).await?;
        self.cache.clear();
        if found { Ok(()) } else { Err(AccessError::NoSuchKey(id.clone())) }
    }

    async fn find(&self, name: Name) -> Result<Arc<SigningKey>, LookupError> {
        let now = self.clock.now();
        let key = match self.cache.get(&name, now) {
            Some(answer) => answer,
            None => self.load(name).await?,
        };
        let key = key.ok_or(KeyRefusal::Unknown)?;
        key.caller.check(now)?;
        Ok(key)
    }

    async fn load(&self, name: Name) -> Result<Option<Arc<SigningKey>>, AccessError> {
        // Taken before the query, so that an answer is never believed for longer than it is old.
        let now = self.clock.now();
        let record = match &name {
            Name::Id(id) => self.store.key(id).await?,
            Name::Token(sha256) => self.store.key_by_token(*sha256).await?,
        };
        let key =
            record.map(|record| SigningKey::from_record(&record, &self.seal)).transpose()?.map(Arc::new);
        self.cache.put(name, key.clone(), now);
        Ok(key)
    }
}
