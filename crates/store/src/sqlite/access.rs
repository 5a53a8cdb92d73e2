//! Keys, in SQLite.

use assay_types::{AccessKeyId, Timestamp};
use async_trait::async_trait;
use rusqlite::{Connection, OptionalExtension as _, Row, params};

use super::{Sqlite, fault::Fault};
use crate::{
    AccessStore, KeyKind, KeyRecord, StoreError,
    row::{KeyRow, count, count_column, key_kind_column},
};

const COLUMNS: &str = "id, tenant, kind, sealed_secret, token_sha256, policy, label, created_at, expires_at, \
                       daily_allowance, revoked_at";

#[async_trait]
impl AccessStore for Sqlite {
    async fn insert_key(&self, key: KeyRecord) -> Result<(), StoreError> {
        self.main.call("add a key", move |connection| put(connection, &key)).await
    }

    async fn replace_key(&self, key: KeyRecord) -> Result<(), StoreError> {
        self.main
            .call("replace a key", move |connection| {
                connection
                    .prepare_cached("DELETE FROM access_keys WHERE id = ?1")?
                    .execute([key.id.as_str()])?;
                // Only the token of another key can still be in the way.
                put(connection, &key)
            })
            .await
    }

    async fn key(&self, id: &AccessKeyId) -> Result<Option<KeyRecord>, StoreError> {
        let id = id.clone();
        self.readers
            .call("read a key", move |connection| {
                let sql = format!("SELECT {COLUMNS} FROM access_keys WHERE id = ?1");
                let row = connection.prepare_cached(&sql)?.query_row([id.as_str()], read).optional()?;
                Ok(row.map(KeyRecord::try_from).transpose()?)
            })
            .await
    }

    async fn key_by_token(&self, token_sha256: [u8; 32]) -> Result<Option<KeyRecord>, StoreError> {
        self.readers
            .call("find a key by its token", move |connection| {
                // The kind is written out, so that the partial index on bearer keys serves.
                let api_key = key_kind_column(KeyKind::ApiKey);
                let sql =
                    format!("SELECT {COLUMNS} FROM access_keys WHERE token_sha256 = ?1 AND kind = {api_key}");
                let row = connection.prepare_cached(&sql)?.query_row([token_sha256], read).optional()?;
                Ok(row.map(KeyRecord::try_from).transpose()?)
            })
            .await
    }

    async fn list_keys(&self) -> Result<Vec<KeyRecord>, StoreError> {
        self.readers
            .call("list keys", |connection| {
                let sql = format!("SELECT {COLUMNS} FROM access_keys ORDER BY tenant, id");
                let mut statement = connection.prepare_cached(&sql)?;
                let rows = statement.query_map([], read)?;
                rows.map(|row| Ok(KeyRecord::try_from(row?)?)).collect()
            })
            .await
    }

    async fn revoke_key(&self, id: &AccessKeyId, now: Timestamp) -> Result<bool, StoreError> {
        let id = id.clone();
        self.main
            .call("revoke a key", move |connection| {
                let changed = connection
                    .prepare_cached(
                        "UPDATE access_keys SET revoked_at = coalesce(revoked_at, ?2) WHERE id = ?1",
                    )?
                    .execute((id.as_str(), now.as_millis()))?;
                Ok(changed == 1)
            })
            .await
    }

    async fn count_call(&self, id: &AccessKeyId, day: i64) -> Result<u64, StoreError> {
        let id = id.clone();
        self.main
            .call("count a call", move |connection| {
                // A request from just before midnight may come after the first of the new day: it counts
                // there, rather than bring the old day back.
                let calls = connection
                    .prepare_cached(
                        "INSERT INTO key_calls (key_id, day, calls) VALUES (?1, ?2, 1)
                         ON CONFLICT (key_id) DO UPDATE SET
                             calls = CASE WHEN excluded.day > day THEN 1 ELSE calls + 1 END,
                             day = max(day, excluded.day)
                         RETURNING calls",
                    )?
                    .query_row((id.as_str(), day), |row| row.get(0))?;
                Ok(count("key_calls", calls)?)
            })
            .await
    }

    async fn calls_counted(&self, id: &AccessKeyId, day: i64) -> Result<u64, StoreError> {
        let id = id.clone();
        self.readers
            .call("calls of a key", move |connection| {
                let calls = connection
                    .prepare_cached("SELECT calls FROM key_calls WHERE key_id = ?1 AND day = ?2")?
                    .query_row((id.as_str(), day), |row| row.get(0))
                    .optional()?;
                Ok(count("key_calls", calls.unwrap_or(0))?)
            })
            .await
    }
}

fn put(connection: &Connection, key: &KeyRecord) -> Result<(), Fault> {
    let sql = format!(
        "INSERT INTO access_keys ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
         ON CONFLICT DO NOTHING"
    );
    let inserted = connection.prepare_cached(&sql)?.execute(params![
        key.id.as_str(),
        key.tenant.as_str(),
        key_kind_column(key.kind),
        key.sealed_secret,
        key.token_sha256,
        key.policy,
        key.label,
        key.created_at.as_millis(),
        key.expires_at.map(Timestamp::as_millis),
        key.daily_allowance.map(count_column),
        key.revoked_at.map(Timestamp::as_millis),
    ])?;
    if inserted == 1 { Ok(()) } else { Err(StoreError::AlreadyExists("the key").into()) }
}

fn read(row: &Row<'_>) -> rusqlite::Result<KeyRow> {
    Ok(KeyRow {
        id: row.get(0)?,
        tenant: row.get(1)?,
        kind: row.get(2)?,
        sealed_secret: row.get(3)?,
        token_sha256: row.get(4)?,
        policy: row.get(5)?,
        label: row.get(6)?,
        created_at: row.get(7)?,
        expires_at: row.get(8)?,
        daily_allowance: row.get(9)?,
        revoked_at: row.get(10)?,
    })
}
