//! How users sign in, at rest: names elsewhere, and tokens.

use assay_types::{DomainId, Timestamp, UserId};
use async_trait::async_trait;

use super::{AccountLinkRow, TokenKind, TokenRow, UserRow};
use crate::StoreError;

/// What becomes of a token that serves once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TakenToken {
    /// There is none, or it is over.
    Nothing,
    /// It served before: somebody has a copy. All of its session is revoked now.
    Replayed,
    /// It is good, and will not be again.
    Taken(Box<TokenRow>),
}

/// Verbs on names elsewhere, and on tokens.
#[async_trait]
pub trait AccountStore: Send + Sync {
    /// Links a user to a name. [`super::Denied::Missing`] without the user, [`super::Denied::Exists`] when the name
    /// is linked already.
    async fn link_account(&self, link: AccountLinkRow) -> Result<(), StoreError>;

    /// Undoes it; `false` when this user is not linked to this name.
    async fn unlink_account(&self, link: &AccountLinkRow) -> Result<bool, StoreError>;

    /// To whom a name is linked.
    async fn account_link(
        &self,
        domain: &DomainId,
        kind: &str,
        identity: &str,
        extra: &str,
    ) -> Result<Option<AccountLinkRow>, StoreError>;

    /// To what a user is linked; at most 100.
    async fn account_links(
        &self,
        domain: &DomainId,
        user: &UserId,
    ) -> Result<Vec<AccountLinkRow>, StoreError>;

    /// Keeps new tokens of one user. [`super::Denied::Missing`] without the user, [`super::Denied::Stale`] when their
    /// sign-in was ended meanwhile. Writes down that the user signed in, or, with `is_refresh`, came back.
    async fn insert_tokens(&self, tokens: Vec<TokenRow>, is_refresh: bool) -> Result<(), StoreError>;

    /// An access token and its user, whether or not they are good.
    async fn access_token(&self, token_sha256: [u8; 32]) -> Result<Option<(TokenRow, UserRow)>, StoreError>;

    /// Uses a code or a refresh token.
    async fn take_token(
        &self,
        token_sha256: [u8; 32],
        kind: TokenKind,
        now: Timestamp,
    ) -> Result<TakenToken, StoreError>;

    /// Access tokens of a user that are neither over nor revoked, the latest first.
    async fn live_tokens(
        &self,
        domain: &DomainId,
        user: &UserId,
        now: Timestamp,
        limit: usize,
    ) -> Result<Vec<TokenRow>, StoreError>;

    /// Revokes all tokens of a sign-in; `false` when there is none to revoke.
    async fn revoke_session(&self, session: i64, now: Timestamp) -> Result<bool, StoreError>;

    /// Revokes all tokens of a user.
    async fn revoke_user_tokens(
        &self,
        domain: &DomainId,
        user: &UserId,
        now: Timestamp,
    ) -> Result<(), StoreError>;

    /// Forgets tokens that ended before this time; how many. At most `limit`.
    async fn forget_tokens(&self, ended_before: Timestamp, limit: usize) -> Result<u64, StoreError>;
}
