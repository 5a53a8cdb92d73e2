//! Tokens' rows.

use assay_types::{AccessKeyId, DomainId, Timestamp, UserId};
use rusqlite::{Connection, Row, params};

use crate::{
    TakenToken, TokenKind, TokenRow,
    directory::column::{token_kind, token_kind_column},
    row::{corrupt, limit_column, sha256},
    sqlite::fault::Fault,
};

const COLUMNS: &str = "token_sha256, kind, session, tenant, domain, user_id, client, redirect_uri, label, \
                       created_at, expires_at, used_at, revoked_at";

pub(super) fn insert(connection: &Connection, row: &TokenRow) -> Result<(), Fault> {
    let sql = format!(
        "INSERT INTO user_tokens ({COLUMNS})
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)"
    );
    connection.prepare_cached(&sql)?.execute(params![
        row.token_sha256,
        token_kind_column(row.kind),
        row.session,
        row.tenant.as_str(),
        row.domain.as_str(),
        row.user.as_str(),
        row.client.as_ref().map_or("", AccessKeyId::as_str),
        row.redirect_uri,
        row.label,
        row.created_at.as_millis(),
        row.expires_at.as_millis(),
        row.used_at.map(Timestamp::as_millis),
        row.revoked_at.map(Timestamp::as_millis),
    ])?;
    Ok(())
}

pub(super) fn find(
    connection: &Connection,
    token_sha256: [u8; 32],
    kind: TokenKind,
) -> Result<Option<TokenRow>, Fault> {
    let sql = format!("SELECT {COLUMNS} FROM user_tokens WHERE token_sha256 = ?1 AND kind = ?2");
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query((token_sha256, token_kind_column(kind)))?;
    rows.next()?.map(read).transpose()
}

/// Uses a token that serves once.
pub(super) fn take(
    connection: &Connection,
    token_sha256: [u8; 32],
    kind: TokenKind,
    now: Timestamp,
) -> Result<TakenToken, Fault> {
    let Some(row) = find(connection, token_sha256, kind)? else { return Ok(TakenToken::Nothing) };
    if row.used_at.is_some() {
        revoke_session(connection, row.session, now)?;
        return Ok(TakenToken::Replayed);
    }
    if row.revoked_at.is_some() || row.expires_at <= now {
        return Ok(TakenToken::Nothing);
    }
    connection
        .prepare_cached("UPDATE user_tokens SET used_at = ?2 WHERE token_sha256 = ?1")?
        .execute((token_sha256, now.as_millis()))?;
    Ok(TakenToken::Taken(Box::new(row)))
}

pub(super) fn live(
    connection: &Connection,
    domain: &DomainId,
    user: &UserId,
    now: Timestamp,
    limit: usize,
) -> Result<Vec<TokenRow>, Fault> {
    let sql = format!(
        "SELECT {COLUMNS} FROM user_tokens
         WHERE domain = ?1 AND user_id = ?2 AND kind = 0 AND revoked_at IS NULL AND expires_at > ?3
         ORDER BY created_at DESC, token_sha256 LIMIT ?4"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let values = (domain.as_str(), user.as_str(), now.as_millis(), limit_column(limit));
    statement.query_and_then(values, read)?.collect()
}

/// Whether a sign-in was ended.
pub(super) fn is_revoked(connection: &Connection, session: i64) -> Result<bool, Fault> {
    let sql = "SELECT 1 FROM user_tokens WHERE session = ?1 AND revoked_at IS NOT NULL";
    Ok(connection.prepare_cached(sql)?.exists([session])?)
}

/// Revokes all tokens of a sign-in.
pub(super) fn revoke_session(connection: &Connection, session: i64, now: Timestamp) -> Result<bool, Fault> {
    let sql = "UPDATE user_tokens SET revoked_at = ?2 WHERE session = ?1 AND revoked_at IS NULL";
    Ok(connection.prepare_cached(sql)?.execute((session, now.as_millis()))? > 0)
}

fn read(row: &Row<'_>) -> Result<TokenRow, Fault> {
    const TABLE: &str = "user_tokens";
    let client: String = row.get(6)?;
    let client = if client.is_empty() { None } else { Some(client) };
    Ok(TokenRow {
        token_sha256: sha256(TABLE, &row.get::<_, Vec<u8>>(0)?)?.0,
        kind: token_kind(row.get(1)?)?,
        session: row.get(2)?,
        tenant: row.get::<_, String>(3)?.try_into().map_err(|error| corrupt(TABLE, &error))?,
        domain: row.get::<_, String>(4)?.try_into().map_err(|error| corrupt(TABLE, &error))?,
        user: row.get::<_, String>(5)?.try_into().map_err(|error| corrupt(TABLE, &error))?,
        client: client.map(AccessKeyId::try_from).transpose().map_err(|error| corrupt(TABLE, &error))?,
        redirect_uri: row.get(7)?,
        label: row.get(8)?,
        created_at: Timestamp(row.get(9)?),
        expires_at: Timestamp(row.get(10)?),
        used_at: row.get::<_, Option<i64>>(11)?.map(Timestamp),
        revoked_at: row.get::<_, Option<i64>>(12)?.map(Timestamp),
    })
}
