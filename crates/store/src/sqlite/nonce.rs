//! Nonces, in their own SQLite file.

use assay_types::{AccessKeyId, Timestamp};
use async_trait::async_trait;

use super::Sqlite;
use crate::{NonceStore, StoreError, nonce::FORGET_BATCH};

#[async_trait]
impl NonceStore for Sqlite {
    async fn remember_nonce(
        &self,
        key: &AccessKeyId,
        nonce: &str,
        expires_at: Timestamp,
    ) -> Result<bool, StoreError> {
        let (key, nonce) = (key.clone(), nonce.to_owned());
        self.nonces
            .call("remember a nonce", move |connection| {
                let inserted = connection
                    .prepare_cached(
                        "INSERT INTO nonces (key_id, nonce, expires_at) VALUES (?1, ?2, ?3)
                         ON CONFLICT DO NOTHING",
                    )?
                    .execute((key.as_str(), nonce, expires_at.as_millis()))?;
                Ok(inserted == 1)
            })
            .await
    }

    async fn forget_nonces(&self, now: Timestamp) -> Result<u64, StoreError> {
        let mut forgotten = 0;
        loop {
            let batch = self
                .nonces
                .call("forget nonces", move |connection| {
                    let deleted = connection
                        .prepare_cached(
                            "DELETE FROM nonces WHERE (key_id, nonce) IN (
                                 SELECT key_id, nonce FROM nonces WHERE expires_at < ?1
                                 ORDER BY expires_at LIMIT ?2)",
                        )?
                        .execute((now.as_millis(), FORGET_BATCH))?;
                    Ok(deleted as u64)
                })
                .await?;
            forgotten += batch;
            if batch < u64::from(FORGET_BATCH) {
                return Ok(forgotten);
            }
        }
    }
}
