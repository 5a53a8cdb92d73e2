//! Names elsewhere, and the verbs on tokens, in SQLite.

use assay_types::{DomainId, Timestamp, UserId};
use async_trait::async_trait;
use rusqlite::{Connection, Row, params};

use super::{check_user, denied, token, user};
use crate::{
    AccountLinkRow, AccountStore, Denied, Entity, StoreError, TakenToken, TokenKind, TokenRow, UserRow,
    row::{corrupt, limit_column},
    sqlite::{Sqlite, fault::Fault},
};

const COLUMNS: &str = "domain, kind, identity, extra, user_id, display_name, created_at";

#[async_trait]
impl AccountStore for Sqlite {
    async fn link_account(&self, link: AccountLinkRow) -> Result<(), StoreError> {
        self.main
            .call("link an account", move |connection| {
                check_user(connection, &link.domain, link.user.as_str())?;
                insert_link(connection, &link)
            })
            .await
    }

    async fn unlink_account(&self, link: &AccountLinkRow) -> Result<bool, StoreError> {
        let link = link.clone();
        self.main
            .call("unlink an account", move |connection| {
                let sql = "DELETE FROM account_links
                           WHERE domain = ?1 AND kind = ?2 AND identity = ?3 AND extra = ?4 AND user_id = ?5";
                let values =
                    (link.domain.as_str(), &link.kind, &link.identity, &link.extra, link.user.as_str());
                Ok(connection.prepare_cached(sql)?.execute(values)? == 1)
            })
            .await
    }

    async fn account_link(
        &self,
        domain: &DomainId,
        kind: &str,
        identity: &str,
        extra: &str,
    ) -> Result<Option<AccountLinkRow>, StoreError> {
        let (domain, kind) = (domain.clone(), kind.to_owned());
        let (identity, extra) = (identity.to_owned(), extra.to_owned());
        self.readers
            .call("find a linked account", move |connection| {
                let sql = format!(
                    "SELECT {COLUMNS} FROM account_links
                     WHERE domain = ?1 AND kind = ?2 AND identity = ?3 AND extra = ?4"
                );
                let mut statement = connection.prepare_cached(&sql)?;
                let mut rows = statement.query((domain.as_str(), kind, identity, extra))?;
                rows.next()?.map(read).transpose()
            })
            .await
    }

    async fn account_links(
        &self,
        domain: &DomainId,
        user: &UserId,
    ) -> Result<Vec<AccountLinkRow>, StoreError> {
        let (domain, user) = (domain.clone(), user.clone());
        self.readers
            .call("list linked accounts", move |connection| {
                let sql = format!(
                    "SELECT {COLUMNS} FROM account_links WHERE domain = ?1 AND user_id = ?2
                     ORDER BY kind, identity, extra LIMIT 100"
                );
                let mut statement = connection.prepare_cached(&sql)?;
                statement.query_and_then((domain.as_str(), user.as_str()), read)?.collect()
            })
            .await
    }

    async fn insert_tokens(&self, tokens: Vec<TokenRow>, is_refresh: bool) -> Result<(), StoreError> {
        self.main
            .call("keep tokens", move |connection| {
                for row in &tokens {
                    if token::is_revoked(connection, row.session)? {
                        return Err(denied(Denied::Stale));
                    }
                    check_user(connection, &row.domain, row.user.as_str())?;
                    token::insert(connection, row)?;
                    let column = if is_refresh { "refreshed_at" } else { "login_at" };
                    let sql = format!("UPDATE users SET {column} = ?3 WHERE domain = ?1 AND user_id = ?2");
                    let values = (row.domain.as_str(), row.user.as_str(), row.created_at.as_millis());
                    connection.prepare_cached(&sql)?.execute(values)?;
                }
                Ok(())
            })
            .await
    }

    async fn access_token(&self, token_sha256: [u8; 32]) -> Result<Option<(TokenRow, UserRow)>, StoreError> {
        self.readers
            .call("find a token", move |connection| {
                let Some(row) = token::find(connection, token_sha256, TokenKind::Access)? else {
                    return Ok(None);
                };
                let user = user::find(connection, &row.domain, &row.user)?;
                Ok(user.map(|user| (row, user)))
            })
            .await
    }

    async fn take_token(
        &self,
        token_sha256: [u8; 32],
        kind: TokenKind,
        now: Timestamp,
    ) -> Result<TakenToken, StoreError> {
        self.main
            .call("use a token", move |connection| token::take(connection, token_sha256, kind, now))
            .await
    }

    async fn live_tokens(
        &self,
        domain: &DomainId,
        user: &UserId,
        now: Timestamp,
        limit: usize,
    ) -> Result<Vec<TokenRow>, StoreError> {
        let (domain, user) = (domain.clone(), user.clone());
        self.readers
            .call("list tokens", move |connection| token::live(connection, &domain, &user, now, limit))
            .await
    }

    async fn revoke_session(&self, session: i64, now: Timestamp) -> Result<bool, StoreError> {
        self.main
            .call("end a sign-in", move |connection| token::revoke_session(connection, session, now))
            .await
    }

    async fn revoke_user_tokens(
        &self,
        domain: &DomainId,
        user: &UserId,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let (domain, user) = (domain.clone(), user.clone());
        self.main
            .call("revoke a user's tokens", move |connection| {
                let sql = "UPDATE user_tokens SET revoked_at = ?3
                           WHERE domain = ?1 AND user_id = ?2 AND revoked_at IS NULL";
                let values = (domain.as_str(), user.as_str(), now.as_millis());
                connection.prepare_cached(sql)?.execute(values)?;
                Ok(())
            })
            .await
    }

    async fn forget_tokens(&self, ended_before: Timestamp, limit: usize) -> Result<u64, StoreError> {
        self.main
            .call("forget tokens", move |connection| {
                let sql = "DELETE FROM user_tokens WHERE token_sha256 IN
                               (SELECT token_sha256 FROM user_tokens WHERE expires_at < ?1 LIMIT ?2)";
                let values = (ended_before.as_millis(), limit_column(limit));
                Ok(connection.prepare_cached(sql)?.execute(values)? as u64)
            })
            .await
    }
}

pub(super) fn insert_link(connection: &Connection, link: &AccountLinkRow) -> Result<(), Fault> {
    let sql = format!(
        "INSERT INTO account_links ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT DO NOTHING"
    );
    let inserted = connection.prepare_cached(&sql)?.execute(params![
        link.domain.as_str(),
        link.kind,
        link.identity,
        link.extra,
        link.user.as_str(),
        link.display_name,
        link.created_at.as_millis(),
    ])?;
    if inserted == 1 { Ok(()) } else { Err(denied(Denied::Exists(Entity::AccountLink))) }
}

fn read(row: &Row<'_>) -> Result<AccountLinkRow, Fault> {
    const TABLE: &str = "account_links";
    Ok(AccountLinkRow {
        domain: row.get::<_, String>(0)?.try_into().map_err(|error| corrupt(TABLE, &error))?,
        kind: row.get(1)?,
        identity: row.get(2)?,
        extra: row.get(3)?,
        user: row.get::<_, String>(4)?.try_into().map_err(|error| corrupt(TABLE, &error))?,
        display_name: row.get(5)?,
        created_at: Timestamp(row.get(6)?),
    })
}
