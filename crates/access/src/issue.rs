//! Making keys: lasting ones, API keys, and temporary ones with a security token.

use std::{ops::RangeInclusive, time::Duration};

use assay_store::{KeyKind, KeyRecord};
use assay_types::{AccessKeyId, Secret, TenantId, Timestamp};
use zeroize::Zeroizing;

use crate::{Access, AccessError, LookupError, Policy, PolicySet, caller::token_sha256};

/// Letters and digits: what the hosted services make ids and secrets of.
const ALPHABET: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
/// As long as the hosted services' secrets: 178 bits.
const SECRET_CHARS: usize = 30;
/// Longest label in bytes.
const MAX_LABEL_BYTES: usize = 256;
/// What a temporary key may last: at most 12 hours, as with STS.
const SESSION_SECONDS: RangeInclusive<u64> = 1..=43_200;
/// Label of the keys that the configuration names; nobody else may use it, because a key with this label
/// is revoked when the configuration names another.
pub(crate) const CONFIGURED_LABEL: &str = "from the configuration";

/// What a person says about a key to be made.
#[derive(Debug, Clone)]
pub struct NewKey {
    /// Whose it will be.
    pub tenant: TenantId,
    /// What it may do.
    pub policy: Policy,
    /// What a person calls it; at most 256 bytes.
    pub label: String,
    /// When it ends; `None` never.
    pub expires_at: Option<Timestamp>,
    /// Calls per UTC day; `None` without limit.
    pub daily_allowance: Option<u64>,
}

/// A new access key. The secret cannot be had again.
#[derive(Debug, Clone)]
pub struct IssuedAccessKey {
    /// Its id.
    pub id: AccessKeyId,
    /// Its secret.
    pub secret: Secret,
}

/// A new API key. The key cannot be had again.
#[derive(Debug, Clone)]
pub struct IssuedApiKey {
    /// The name under which it is listed and revoked.
    pub id: AccessKeyId,
    /// The bearer text.
    pub key: Secret,
}

/// A new temporary key. Secret and token cannot be had again.
#[derive(Debug, Clone)]
pub struct IssuedTemporaryKey {
    /// Its id, starting with `STS.`.
    pub id: AccessKeyId,
    /// Its secret.
    pub secret: Secret,
    /// What every request must bring beside its signature.
    pub security_token: Secret,
    /// When it ends.
    pub expires_at: Timestamp,
}

impl Access {
    /// Makes an access key.
    pub async fn issue_access_key(&self, new: NewKey) -> Result<IssuedAccessKey, AccessError> {
        check(&new)?;
        let id = random_id("LTAI5t", 18)?;
        let secret = random_text("", SECRET_CHARS)?;
        let sealed = self.seal.seal(&id, &secret)?;
        let policies = PolicySet::of(new.policy.clone());
        self.store.insert_key(self.record(&id, KeyKind::AccessKey, sealed, None, &policies, new)).await?;
        // A look-up of this very id may just have been answered with "no such key".
        self.cache.clear();
        Ok(IssuedAccessKey { id, secret })
    }

    /// Makes an API key.
    pub async fn issue_api_key(&self, new: NewKey) -> Result<IssuedApiKey, AccessError> {
        check(&new)?;
        let id = random_id("api-", 12)?;
        let key = random_text("sk-", 40)?;
        let hash = token_sha256(key.expose());
        let policies = PolicySet::of(new.policy.clone());
        self.store
            .insert_key(self.record(&id, KeyKind::ApiKey, Vec::new(), Some(hash), &policies, new))
            .await?;
        self.cache.clear();
        Ok(IssuedApiKey { id, key })
    }

    /// Makes a temporary key that may do what its parent may do now, narrowed by a session policy if there
    /// is one. It outlives a later revocation of the parent: revoke it too, or let it end.
    ///
    /// # Errors
    /// Refused when the parent is not a good access key, `lifetime` is not 1 second to 12 hours.
    pub async fn issue_temporary_key(
        &self,
        parent: &AccessKeyId,
        session: Option<Policy>,
        lifetime: Duration,
    ) -> Result<IssuedTemporaryKey, LookupError> {
        if !SESSION_SECONDS.contains(&lifetime.as_secs()) {
            return Err(AccessError::InvalidKey("a temporary key lasts 1 to 43200 seconds").into());
        }
        let parent = self.signing_key(parent).await?;
        if parent.caller.kind != KeyKind::AccessKey {
            return Err(AccessError::InvalidKey("a temporary key comes from a lasting access key").into());
        }
        self.issue_session(&parent.caller, session, lifetime).await.map_err(LookupError::from)
    }

    async fn issue_session(
        &self,
        parent: &crate::Caller,
        session: Option<Policy>,
        lifetime: Duration,
    ) -> Result<IssuedTemporaryKey, AccessError> {
        let id = random_id("STS.", 24)?;
        let secret = random_text("", 44)?;
        let security_token = random_text("CAIS", 124)?;
        let expires_at = self.clock.now() + lifetime;
        let policies = match session {
            Some(session) => parent.policies().clone().narrowed_by(session),
            None => parent.policies().clone(),
        };
        let record = KeyRecord {
            id: id.clone(),
            tenant: parent.tenant.clone(),
            kind: KeyKind::Temporary,
            sealed_secret: self.seal.seal(&id, &secret)?,
            token_sha256: Some(token_sha256(security_token.expose())),
            policy: policies.to_text(),
            label: format!("session of {}", parent.key_id),
            created_at: self.clock.now(),
            expires_at: Some(expires_at),
            daily_allowance: parent.daily_allowance,
            revoked_at: None,
        };
        self.store.insert_key(record).await?;
        self.cache.clear();
        Ok(IssuedTemporaryKey { id, secret, security_token, expires_at })
    }

    pub(crate) fn record(
        &self,
        id: &AccessKeyId,
        kind: KeyKind,
        sealed_secret: Vec<u8>,
        token_sha256: Option<[u8; 32]>,
        policies: &PolicySet,
        new: NewKey,
    ) -> KeyRecord {
        KeyRecord {
            id: id.clone(),
            tenant: new.tenant,
            kind,
            sealed_secret,
            token_sha256,
            policy: policies.to_text(),
            label: new.label,
            created_at: self.clock.now(),
            expires_at: new.expires_at,
            daily_allowance: new.daily_allowance,
            revoked_at: None,
        }
    }
}

fn check(new: &NewKey) -> Result<(), AccessError> {
    if new.label.len() > MAX_LABEL_BYTES {
        return Err(AccessError::InvalidKey("a label is at most 256 bytes long"));
    }
    if new.label == CONFIGURED_LABEL {
        return Err(AccessError::InvalidKey("this label is kept for the keys that the configuration names"));
    }
    Ok(())
}

fn random_id(prefix: &str, chars: usize) -> Result<AccessKeyId, AccessError> {
    let text = random_text(prefix, chars)?;
    AccessKeyId::try_from(text.expose().to_owned()).map_err(|_| AccessError::InvalidKey("unusable id"))
}

/// `chars` random letters and digits after `prefix`.
fn random_text(prefix: &str, chars: usize) -> Result<Secret, AccessError> {
    let mut text = Zeroizing::new(String::with_capacity(prefix.len() + chars));
    text.push_str(prefix);
    let mut bytes = Zeroizing::new([0_u8; 64]);
    while text.len() < prefix.len() + chars {
        getrandom::fill(&mut *bytes)?;
        for &byte in bytes.iter() {
            // Bytes beyond the last whole multiple of the alphabet would favour its first letters.
            if usize::from(byte) < ALPHABET.len() * 4 && text.len() < prefix.len() + chars {
                text.push(char::from(ALPHABET[usize::from(byte) % ALPHABET.len()]));
            }
        }
    }
    Ok(Secret::new(std::mem::take(&mut *text)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn random_texts_have_their_length_and_alphabet() {
        for chars in [0, 1, 30, 63, 64, 65, 124] {
            let text = random_text("sk-", chars).expect("randomness");
            assert_eq!(text.expose().len(), 3 + chars);
            assert!(text.expose()[3..].bytes().all(|b| ALPHABET.contains(&b)));
        }
        assert_ne!(random_text("", 30).expect("randomness"), random_text("", 30).expect("randomness"));
    }

    #[test]
    fn every_letter_is_drawn_about_as_often() {
        let text = random_text("", 62_000).expect("randomness");
        let mut counts = [0_u32; 128];
        for byte in text.expose().bytes() {
            counts[usize::from(byte)] += 1;
        }
        // 1000 expected of each, standard deviation 31; a biased draw would give a quarter more or less.
        for &letter in ALPHABET {
            assert!((800..=1200).contains(&counts[usize::from(letter)]), "{}", char::from(letter));
        }
    }
}
