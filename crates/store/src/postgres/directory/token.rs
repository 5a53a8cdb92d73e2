//! Tokens' rows.

use assay_types::{AccessKeyId, DomainId, Timestamp, UserId};
use deadpool_postgres::GenericClient;
use tokio_postgres::Row;

use crate::{
    TakenToken, TokenKind, TokenRow,
    directory::column::{token_kind, token_kind_column},
    postgres::{
        fault::Fault,
        statement::{execute, query, query_opt, text},
    },
    row::{corrupt, limit_column, sha256},
};

const COLUMNS: &str = "token_sha256, kind, session, tenant, domain, user_id, client, redirect_uri, label, \
                       created_at, expires_at, used_at, revoked_at";

pub(super) async fn insert(client: &impl GenericClient, row: &TokenRow) -> Result<(), Fault> {
    let sql = format!(
        "INSERT INTO user_tokens ({COLUMNS})
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)"
    );
    execute(
        client,
        &sql,
        &[
            &row.token_sha256.as_slice(),
            &token_kind_column(row.kind),
            &row.session,
            &row.tenant.as_str(),
            &row.domain.as_str(),
            &row.user.as_str(),
            &row.client.as_ref().map_or("", AccessKeyId::as_str),
            &text(&row.redirect_uri),
            &text(&row.label),
            &row.created_at.as_millis(),
            &row.expires_at.as_millis(),
            &row.used_at.map(Timestamp::as_millis),
            &row.revoked_at.map(Timestamp::as_millis),
        ],
    )
    .await
    .map(drop)
}

pub(super) async fn find(
    client: &impl GenericClient,
    token_sha256: [u8; 32],
    kind: TokenKind,
) -> Result<Option<TokenRow>, Fault> {
    let sql = format!("SELECT {COLUMNS} FROM user_tokens WHERE token_sha256 = $1 AND kind = $2");
    let row = query_opt(client, &sql, &[&token_sha256.as_slice(), &token_kind_column(kind)]).await?;
    row.as_ref().map(read).transpose()
}

/// Uses a token that serves once.
pub(super) async fn take(
    client: &impl GenericClient,
    token_sha256: [u8; 32],
    kind: TokenKind,
    now: Timestamp,
) -> Result<TakenToken, Fault> {
    let sql = format!("SELECT {COLUMNS} FROM user_tokens WHERE token_sha256 = $1 AND kind = $2 FOR UPDATE");
    let row = query_opt(client, &sql, &[&token_sha256.as_slice(), &token_kind_column(kind)]).await?;
    let Some(row) = row.as_ref().map(read).transpose()? else { return Ok(TakenToken::Nothing) };
    if row.used_at.is_some() {
        revoke_session(client, row.session, now).await?;
        return Ok(TakenToken::Replayed);
    }
    if row.revoked_at.is_some() || row.expires_at <= now {
        return Ok(TakenToken::Nothing);
    }
    let sql = "UPDATE user_tokens SET used_at = $2 WHERE token_sha256 = $1";
    execute(client, sql, &[&token_sha256.as_slice(), &now.as_millis()]).await?;
    Ok(TakenToken::Taken(Box::new(row)))
}

pub(super) async fn live(
    client: &impl GenericClient,
    domain: &DomainId,
    user: &UserId,
    now: Timestamp,
    limit: usize,
) -> Result<Vec<TokenRow>, Fault> {
    let sql = format!(
        "SELECT {COLUMNS} FROM user_tokens
         WHERE domain = $1 AND user_id = $2 AND kind = 0 AND revoked_at IS NULL AND expires_at > $3
         ORDER BY created_at DESC, token_sha256 LIMIT $4"
    );
    let rows =
        query(client, &sql, &[&domain.as_str(), &user.as_str(), &now.as_millis(), &limit_column(limit)])
            .await?;
    rows.iter().map(read).collect()
}

/// Whether a sign-in was ended.
pub(super) async fn is_revoked(client: &impl GenericClient, session: i64) -> Result<bool, Fault> {
    let sql = "SELECT 1 FROM user_tokens WHERE session = $1 AND revoked_at IS NOT NULL LIMIT 1";
    Ok(query_opt(client, sql, &[&session]).await?.is_some())
}

/// Revokes all tokens of a sign-in.
pub(super) async fn revoke_session(
    client: &impl GenericClient,
    session: i64,
    now: Timestamp,
) -> Result<bool, Fault> {
    // The user's row first: no token is added to the sign-in meanwhile.
    let sql = "SELECT 1 FROM users WHERE (domain, user_id) IN
                   (SELECT domain, user_id FROM user_tokens WHERE session = $1) FOR UPDATE";
    query(client, sql, &[&session]).await?;
    let sql = "UPDATE user_tokens SET revoked_at = $2 WHERE session = $1 AND revoked_at IS NULL";
    Ok(execute(client, sql, &[&session, &now.as_millis()]).await? > 0)
}

fn read(row: &Row) -> Result<TokenRow, Fault> {
    const TABLE: &str = "user_tokens";
    let client: String = row.try_get(6)?;
    let client = if client.is_empty() { None } else { Some(client) };
    Ok(TokenRow {
        token_sha256: sha256(TABLE, row.try_get(0)?)?.0,
        kind: token_kind(row.try_get(1)?)?,
        session: row.try_get(2)?,
        tenant: row.try_get::<_, String>(3)?.try_into().map_err(|error| corrupt(TABLE, &error))?,
        domain: row.try_get::<_, String>(4)?.try_into().map_err(|error| corrupt(TABLE, &error))?,
        user: row.try_get::<_, String>(5)?.try_into().map_err(|error| corrupt(TABLE, &error))?,
        client: client.map(AccessKeyId::try_from).transpose().map_err(|error| corrupt(TABLE, &error))?,
        redirect_uri: row.try_get(7)?,
        label: row.try_get(8)?,
        created_at: Timestamp(row.try_get(9)?),
        expires_at: Timestamp(row.try_get(10)?),
        used_at: row.try_get::<_, Option<i64>>(11)?.map(Timestamp),
        revoked_at: row.try_get::<_, Option<i64>>(12)?.map(Timestamp),
    })
}
