//! Nonces, in PostgreSQL, over connections whose commits do not wait for the disk.

use assay_types::{AccessKeyId, Timestamp};
use async_trait::async_trait;

use super::{
    Postgres,
    fault::{Fault, retried},
    statement::execute,
};
use crate::{NonceStore, StoreError, nonce::FORGET_BATCH};

#[async_trait]
impl NonceStore for Postgres {
    async fn remember_nonce(
        &self,
        key: &AccessKeyId,
        nonce: &str,
        expires_at: Timestamp,
    ) -> Result<bool, StoreError> {
        retried!("remember a nonce", async {
            let sql =
                "INSERT INTO nonces (key_id, nonce, expires_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
            let client = self.nonces.get().await?;
            let inserted =
                execute(&client, sql, &[&key.as_str(), &nonce.as_bytes(), &expires_at.as_millis()]).await?;
            Ok::<_, Fault>(inserted == 1)
        })
    }

    async fn forget_nonces(&self, now: Timestamp) -> Result<u64, StoreError> {
        let mut forgotten = 0;
        loop {
            let batch = retried!("forget nonces", self.forget_batch(now))?;
            forgotten += batch;
            if batch < u64::from(FORGET_BATCH) {
                return Ok(forgotten);
            }
        }
    }
}

impl Postgres {
    /// Rows that another node is deleting are skipped: they are its.
    async fn forget_batch(&self, now: Timestamp) -> Result<u64, Fault> {
        let sql = "WITH old AS MATERIALIZED (
                       SELECT key_id, nonce FROM nonces WHERE expires_at < $1
                       ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED)
                   DELETE FROM nonces USING old WHERE nonces.key_id = old.key_id AND nonces.nonce = old.nonce";
        let client = self.nonces.get().await?;
        execute(&client, sql, &[&now.as_millis(), &i64::from(FORGET_BATCH)]).await
    }
}
