//! Keys, in PostgreSQL.

use assay_types::{AccessKeyId, Timestamp};
use async_trait::async_trait;
use deadpool_postgres::GenericClient;
use tokio_postgres::{Row, error::SqlState};

use super::{
    Postgres,
    fault::{Fault, retried},
    statement::{execute, query, query_opt, text},
};
use crate::{
    AccessStore, KeyKind, KeyRecord, StoreError,
    row::{KeyRow, count, count_column, key_kind_column},
};

const COLUMNS: &str = "id, tenant, kind, sealed_secret, token_sha256, policy, label, created_at, expires_at, \
                       daily_allowance, revoked_at";

/// What [`put`] does to a key with the same id.
const REPLACE: &str = "DO UPDATE SET
    tenant = excluded.tenant, kind = excluded.kind, sealed_secret = excluded.sealed_secret,
    token_sha256 = excluded.token_sha256, policy = excluded.policy, label = excluded.label,
    created_at = excluded.created_at, expires_at = excluded.expires_at,
    daily_allowance = excluded.daily_allowance, revoked_at = excluded.revoked_at";

#[async_trait]
impl AccessStore for Postgres {
    async fn insert_key(&self, key: KeyRecord) -> Result<(), StoreError> {
        retried!("add a key", async { put(&self.pool.get().await?, &key, "DO NOTHING").await })
    }

    async fn replace_key(&self, key: KeyRecord) -> Result<(), StoreError> {
        retried!("replace a key", async { put(&self.pool.get().await?, &key, REPLACE).await })
    }

    async fn key(&self, id: &AccessKeyId) -> Result<Option<KeyRecord>, StoreError> {
        retried!("read a key", async {
            let sql = format!("SELECT {COLUMNS} FROM access_keys WHERE id = $1");
            let row = query_opt(&self.pool.get().await?, &sql, &[&id.as_str()]).await?;
            row.as_ref().map(read).transpose()
        })
    }

    async fn key_by_token(&self, token_sha256: [u8; 32]) -> Result<Option<KeyRecord>, StoreError> {
        retried!("find a key by its token", async {
            // The kind is written out, so that the partial index on bearer keys serves.
            let api_key = key_kind_column(KeyKind::ApiKey);
            let sql =
                format!("SELECT {COLUMNS} FROM access_keys WHERE token_sha256 = $1 AND kind = {api_key}");
            let row = query_opt(&self.pool.get().await?, &sql, &[&token_sha256.as_slice()]).await?;
            row.as_ref().map(read).transpose()
        })
    }

    async fn list_keys(&self) -> Result<Vec<KeyRecord>, StoreError> {
        retried!("list keys", async {
            let sql = format!("SELECT {COLUMNS} FROM access_keys ORDER BY tenant, id");
            let rows = query(&self.pool.get().await?, &sql, &[]).await?;
            rows.iter().map(read).collect::<Result<_, Fault>>()
        })
    }

    async fn revoke_key(&self, id: &AccessKeyId, now: Timestamp) -> Result<bool, StoreError> {
        retried!("revoke a key", async {
            let sql = "UPDATE access_keys SET revoked_at = coalesce(revoked_at, $2) WHERE id = $1";
            let changed = execute(&self.pool.get().await?, sql, &[&id.as_str(), &now.as_millis()]).await?;
            Ok::<_, Fault>(changed == 1)
        })
    }

    async fn count_call(&self, id: &AccessKeyId, day: i64) -> Result<u64, StoreError> {
        retried!("count a call", async {
            // A request from just before midnight may come after the first of the new day: it counts
            // there, rather than bring the old day back.
            let sql = "INSERT INTO key_calls (key_id, day, calls) VALUES ($1, $2, 1)
                       ON CONFLICT (key_id) DO UPDATE SET
                           calls = CASE WHEN excluded.day > key_calls.day THEN 1 ELSE key_calls.calls + 1 END,
                           day = greatest(key_calls.day, excluded.day)
                       RETURNING calls";
            let row = query_opt(&self.pool.get().await?, sql, &[&id.as_str(), &day]).await?;
            let calls = row.ok_or(Fault::Conflict)?.try_get(0)?;
            Ok::<_, Fault>(count("key_calls", calls)?)
        })
    }

    async fn calls_counted(&self, id: &AccessKeyId, day: i64) -> Result<u64, StoreError> {
        retried!("calls of a key", async {
            let sql = "SELECT calls FROM key_calls WHERE key_id = $1 AND day = $2";
            let row = query_opt(&self.pool.get().await?, sql, &[&id.as_str(), &day]).await?;
            let calls = row.map_or(Ok(0), |row| row.try_get(0))?;
            Ok::<_, Fault>(count("key_calls", calls)?)
        })
    }
}

async fn put(client: &impl GenericClient, key: &KeyRecord, if_there: &str) -> Result<(), Fault> {
    let sql = format!(
        "INSERT INTO access_keys ({COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
         ON CONFLICT (id) {if_there}"
    );
    let outcome = execute(
        client,
        &sql,
        &[
            &key.id.as_str(),
            &key.tenant.as_str(),
            &key_kind_column(key.kind),
            &key.sealed_secret,
            &key.token_sha256.as_ref().map(<[u8; 32]>::as_slice),
            &text(&key.policy),
            &text(&key.label),
            &key.created_at.as_millis(),
            &key.expires_at.map(Timestamp::as_millis),
            &key.daily_allowance.map(count_column),
            &key.revoked_at.map(Timestamp::as_millis),
        ],
    )
    .await;
    match outcome {
        Ok(1) => Ok(()),
        // The id is taken, or the token of an API key is.
        Ok(_) => Err(StoreError::AlreadyExists("the key").into()),
        Err(Fault::Postgres(error)) if error.code() == Some(&SqlState::UNIQUE_VIOLATION) => {
            Err(StoreError::AlreadyExists("the key").into())
        }
        Err(fault) => Err(fault),
    }
}

fn read(row: &Row) -> Result<KeyRecord, Fault> {
    let row = KeyRow {
        id: row.try_get(0)?,
        tenant: row.try_get(1)?,
        kind: row.try_get(2)?,
        sealed_secret: row.try_get(3)?,
        token_sha256: row.try_get(4)?,
        policy: row.try_get(5)?,
        label: row.try_get(6)?,
        created_at: row.try_get(7)?,
        expires_at: row.try_get(8)?,
        daily_allowance: row.try_get(9)?,
        revoked_at: row.try_get(10)?,
    };
    Ok(row.try_into()?)
}
