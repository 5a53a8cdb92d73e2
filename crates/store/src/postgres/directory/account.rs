//! Names elsewhere, and the verbs on tokens, in PostgreSQL.

use assay_types::{DomainId, Timestamp, UserId};
use async_trait::async_trait;
use deadpool_postgres::GenericClient;
use tokio_postgres::Row;

use super::{check_user, denied, lock, token, user};
use crate::{
    AccountLinkRow, AccountStore, Denied, Entity, StoreError, TakenToken, TokenKind, TokenRow, UserRow,
    postgres::{
        Postgres,
        fault::{Fault, retried},
        statement::{execute, query, query_opt, text},
    },
    row::{corrupt, limit_column},
};

const COLUMNS: &str = "domain, kind, identity, extra, user_id, display_name, created_at";

#[async_trait]
impl AccountStore for Postgres {
    async fn link_account(&self, link: AccountLinkRow) -> Result<(), StoreError> {
        retried!("link an account", async {
            let mut client = self.pool.get().await?;
            let transaction = client.transaction().await?;
            lock(&transaction, &link.domain).await?;
            check_user(&transaction, &link.domain, link.user.as_str()).await?;
            insert_link(&transaction, &link).await?;
            Ok::<_, Fault>(transaction.commit().await?)
        })
    }

    async fn unlink_account(&self, link: &AccountLinkRow) -> Result<bool, StoreError> {
        retried!("unlink an account", async {
            let sql = "DELETE FROM account_links
                       WHERE domain = $1 AND kind = $2 AND identity = $3 AND extra = $4 AND user_id = $5";
            let client = self.pool.get().await?;
            let deleted = execute(
                &client,
                sql,
                &[
                    &link.domain.as_str(),
                    &text(&link.kind),
                    &text(&link.identity),
                    &text(&link.extra),
                    &link.user.as_str(),
                ],
            )
            .await?;
            Ok::<_, Fault>(deleted == 1)
        })
    }

    async fn account_link(
        &self,
        domain: &DomainId,
        kind: &str,
        identity: &str,
        extra: &str,
    ) -> Result<Option<AccountLinkRow>, StoreError> {
        retried!("find a linked account", async {
            let sql = format!(
                "SELECT {COLUMNS} FROM account_links
                 WHERE domain = $1 AND kind = $2 AND identity = $3 AND extra = $4"
            );
            let client = self.pool.get().await?;
            let row =
                query_opt(&client, &sql, &[&domain.as_str(), &text(kind), &text(identity), &text(extra)])
                    .await?;
            row.as_ref().map(read).transpose()
        })
    }

    async fn account_links(
        &self,
        domain: &DomainId,
        user: &UserId,
    ) -> Result<Vec<AccountLinkRow>, StoreError> {
        retried!("list linked accounts", async {
            let sql = format!(
                "SELECT {COLUMNS} FROM account_links WHERE domain = $1 AND user_id = $2
                 ORDER BY kind, identity, extra LIMIT 100"
            );
            let rows = query(&self.pool.get().await?, &sql, &[&domain.as_str(), &user.as_str()]).await?;
            rows.iter().map(read).collect::<Result<_, Fault>>()
        })
    }

    async fn insert_tokens(&self, tokens: Vec<TokenRow>, is_refresh: bool) -> Result<(), StoreError> {
        retried!("keep tokens", self.insert_tokens_once(&tokens, is_refresh))
    }

    async fn access_token(&self, token_sha256: [u8; 32]) -> Result<Option<(TokenRow, UserRow)>, StoreError> {
        retried!("find a token", async {
            let client = self.pool.get().await?;
            let Some(row) = token::find(&client, token_sha256, TokenKind::Access).await? else {
                return Ok(None);
            };
            let user = user::find(&client, &row.domain, &row.user).await?;
            Ok::<_, Fault>(user.map(|user| (row, user)))
        })
    }

    async fn take_token(
        &self,
        token_sha256: [u8; 32],
        kind: TokenKind,
        now: Timestamp,
    ) -> Result<TakenToken, StoreError> {
        retried!("use a token", async {
            let mut client = self.pool.get().await?;
            let transaction = client.transaction().await?;
            let taken = token::take(&transaction, token_sha256, kind, now).await?;
            transaction.commit().await?;
            Ok::<_, Fault>(taken)
        })
    }

    async fn live_tokens(
        &self,
        domain: &DomainId,
        user: &UserId,
        now: Timestamp,
        limit: usize,
    ) -> Result<Vec<TokenRow>, StoreError> {
        retried!("list tokens", async {
            token::live(&self.pool.get().await?, domain, user, now, limit).await
        })
    }

    async fn revoke_session(&self, session: i64, now: Timestamp) -> Result<bool, StoreError> {
        retried!("end a sign-in", async {
            let mut client = self.pool.get().await?;
            let transaction = client.transaction().await?;
            let revoked = token::revoke_session(&transaction, session, now).await?;
            transaction.commit().await?;
            Ok::<_, Fault>(revoked)
        })
    }

    async fn revoke_user_tokens(
        &self,
        domain: &DomainId,
        user: &UserId,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        retried!("revoke a user's tokens", async {
            let mut client = self.pool.get().await?;
            let transaction = client.transaction().await?;
            let sql = "SELECT 1 FROM users WHERE domain = $1 AND user_id = $2 FOR UPDATE";
            query_opt(&transaction, sql, &[&domain.as_str(), &user.as_str()]).await?;
            let sql = "UPDATE user_tokens SET revoked_at = $3
                       WHERE domain = $1 AND user_id = $2 AND revoked_at IS NULL";
            execute(&transaction, sql, &[&domain.as_str(), &user.as_str(), &now.as_millis()]).await?;
            Ok::<_, Fault>(transaction.commit().await?)
        })
    }

    async fn forget_tokens(&self, ended_before: Timestamp, limit: usize) -> Result<u64, StoreError> {
        retried!("forget tokens", async {
            let sql = "DELETE FROM user_tokens WHERE token_sha256 IN
                           (SELECT token_sha256 FROM user_tokens WHERE expires_at < $1 LIMIT $2)";
            let client = self.pool.get().await?;
            execute(&client, sql, &[&ended_before.as_millis(), &limit_column(limit)]).await
        })
    }
}

impl Postgres {
    async fn insert_tokens_once(&self, tokens: &[TokenRow], is_refresh: bool) -> Result<(), Fault> {
        let column = if is_refresh { "refreshed_at" } else { "login_at" };
        let mut client = self.pool.get().await?;
        let transaction = client.transaction().await?;
        for row in tokens {
            // The user's row is what a sign-in that is just being ended waits for, or has locked.
            let sql = format!("UPDATE users SET {column} = $3 WHERE domain = $1 AND user_id = $2");
            let values =
                [&row.domain.as_str() as _, &row.user.as_str() as _, &row.created_at.as_millis() as _];
            if execute(&transaction, &sql, &values).await? == 0 {
                return Err(denied(Denied::Missing(Entity::User)));
            }
            if token::is_revoked(&transaction, row.session).await? {
                return Err(denied(Denied::Stale));
            }
            token::insert(&transaction, row).await?;
        }
        Ok(transaction.commit().await?)
    }
}

pub(super) async fn insert_link(client: &impl GenericClient, link: &AccountLinkRow) -> Result<(), Fault> {
    let sql = format!(
        "INSERT INTO account_links ({COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING"
    );
    let inserted = execute(
        client,
        &sql,
        &[
            &link.domain.as_str(),
            &text(&link.kind),
            &text(&link.identity),
            &text(&link.extra),
            &link.user.as_str(),
            &text(&link.display_name),
            &link.created_at.as_millis(),
        ],
    )
    .await?;
    if inserted == 1 { Ok(()) } else { Err(denied(Denied::Exists(Entity::AccountLink))) }
}

fn read(row: &Row) -> Result<AccountLinkRow, Fault> {
    const TABLE: &str = "account_links";
    Ok(AccountLinkRow {
        domain: row.try_get::<_, String>(0)?.try_into().map_err(|error| corrupt(TABLE, &error))?,
        kind: row.try_get(1)?,
        identity: row.try_get(2)?,
        extra: row.try_get(3)?,
        user: row.try_get::<_, String>(4)?.try_into().map_err(|error| corrupt(TABLE, &error))?,
        display_name: row.try_get(5)?,
        created_at: Timestamp(row.try_get(6)?),
    })
}
