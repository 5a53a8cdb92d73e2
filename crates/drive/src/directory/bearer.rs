//! Tokens of users: made, looked up at each request, listed, revoked.
//!
//! A token is random and says nothing by itself; its hash is kept. An access token acts as its user until it ends,
//! is revoked, or the user is disabled or gone; see [`super::bearers`] for how soon that is known.

use std::{sync::Arc, time::Duration};

use assay_store::{TokenKind, TokenRow, UserRow};
use assay_types::{AccessKeyId, DomainId, Secret, TenantId, Timestamp, UserId};
use assay_wire::{
    ApiError, code,
    pds::{EnabledStatus, Token, UserRole},
};
use sha2::{Digest as _, Sha256};

use super::{bearers::Bearer, standing::wire_role, user_record::user_data};
use crate::{Drive, DriveError};

/// How long an access token is good.
const ACCESS_LIFETIME: Duration = Duration::from_hours(2);
/// How long a refresh token is good.
const REFRESH_LIFETIME: Duration = Duration::from_hours(7 * 24);
/// How long a token may be good that an operator makes.
const MAX_LIFETIME: Duration = Duration::from_hours(3650 * 24);
/// Tokens of one user that are listed.
const MAX_LISTED: usize = 1000;
/// Random bytes of a token.
const RANDOM_BYTES: usize = 32;

/// What an access token begins with.
const ACCESS_PREFIX: &str = "ut-";
/// What a refresh token begins with.
const REFRESH_PREFIX: &str = "rt-";
/// What an authorization code begins with.
const CODE_PREFIX: &str = "ac-";

/// A user, as a token tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BearerUser {
    /// Whose the domain is.
    pub tenant: TenantId,
    /// The user's domain.
    pub domain: DomainId,
    /// The user.
    pub user: UserId,
    /// What the user may do in the domain.
    pub role: UserRole,
    /// What the user is called.
    pub name: String,
}

/// A new token. It cannot be had again.
#[derive(Debug, Clone)]
pub struct IssuedToken {
    /// The name under which it is listed and revoked.
    pub id: String,
    /// The token.
    pub token: Secret,
    /// When it ends.
    pub expires_at: Timestamp,
}

/// A token that is good, without the token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserToken {
    /// The name of its sign-in, by which all tokens of that are revoked.
    pub id: String,
    /// What a person calls it.
    pub label: String,
    /// The access key that it was given to.
    pub client: Option<AccessKeyId>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it ends.
    pub expires_at: Timestamp,
}

/// A token and its hash.
pub(super) struct NewToken {
    pub(super) text: Secret,
    pub(super) sha256: [u8; 32],
}

impl NewToken {
    /// A random token.
    pub(super) fn random(kind: TokenKind) -> Result<Self, DriveError> {
        let prefix = match kind {
            TokenKind::Access => ACCESS_PREFIX,
            TokenKind::Refresh => REFRESH_PREFIX,
            TokenKind::Code => CODE_PREFIX,
        };
        let random = Secret::random(RANDOM_BYTES)
            .map_err(|error| DriveError::Corrupt { what: "randomness", why: error.to_string() })?;
        let text = Secret::new(format!("{prefix}{}", random.expose()));
        let sha256 = token_sha256(text.expose());
        Ok(Self { text, sha256 })
    }
}

/// How tokens are kept: random and long, so one plain hash is enough to hide them.
pub(super) fn token_sha256(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}

/// A new sign-in's number.
pub(super) fn new_session() -> Result<i64, DriveError> {
    let random = getrandom::u64()
        .map_err(|error| DriveError::Corrupt { what: "randomness", why: error.to_string() })?;
    Ok(i64::from_ne_bytes((random >> 1).to_ne_bytes()))
}

/// A sign-in: whose, by which client, where it came from.
#[derive(Debug, Clone)]
pub(super) struct SignIn {
    pub(super) session: i64,
    pub(super) tenant: TenantId,
    pub(super) client: Option<AccessKeyId>,
    pub(super) label: String,
}

impl SignIn {
    /// The row of a token of it.
    pub(super) fn token(
        &self,
        user: &UserRow,
        kind: TokenKind,
        token: &NewToken,
        now: Timestamp,
        lifetime: Duration,
    ) -> TokenRow {
        TokenRow {
            token_sha256: token.sha256,
            kind,
            session: self.session,
            tenant: self.tenant.clone(),
            domain: user.domain.clone(),
            user: user.id.clone(),
            client: self.client.clone(),
            redirect_uri: String::new(),
            label: self.label.clone(),
            created_at: now,
            expires_at: now + lifetime,
            used_at: None,
            revoked_at: None,
        }
    }
}

impl Drive {
    /// The user whose token this is; `None` when it is not a token that this service makes.
    ///
    /// # Errors
    /// `AccessTokenExpired`; `AccessTokenInvalid` for one that is unknown or revoked, or whose user is disabled.
    pub async fn bearer(&self, token: &str) -> Result<Option<BearerUser>, DriveError> {
        if !token.starts_with(ACCESS_PREFIX) {
            return Ok(None);
        }
        let invalid = || DriveError::from(ApiError::new(code::ACCESS_TOKEN_INVALID));
        if token.len() != ACCESS_PREFIX.len() + 2 * RANDOM_BYTES {
            return Err(invalid());
        }
        let (sha256, now) = (token_sha256(token), self.parts.clock.now());
        let found = if let Some(found) = self.directory.bearers.get(&sha256, now) {
            found
        } else {
            let found = self.parts.store.access_token(sha256).await?;
            let found = found.and_then(|(token, user)| Bearer::of(token, user)).map(Arc::new);
            self.directory.bearers.put(sha256, found.clone(), now);
            found
        };
        match found {
            None => Err(invalid()),
            Some(bearer) if bearer.expires_at <= now => Err(ApiError::new(code::ACCESS_TOKEN_EXPIRED).into()),
            Some(bearer) => Ok(Some(bearer.user.clone())),
        }
    }

    /// Makes an access token for a user, as an operator does.
    ///
    /// # Errors
    /// `NotFound.User`, `InvalidResource.User` for a disabled one, `InvalidParameter.lifetime` for less than a second
    /// or more than 3650 days, `InvalidParameter.label` for more than 128 characters.
    pub async fn issue_user_token(
        &self,
        domain: &DomainId,
        user: &UserId,
        label: &str,
        lifetime: Duration,
    ) -> Result<IssuedToken, DriveError> {
        if lifetime < Duration::from_secs(1) || lifetime > MAX_LIFETIME {
            return Err(DriveError::invalid("lifetime", "it is not from 1 second to 3650 days"));
        }
        let label = super::check::line("label", label.to_owned(), 128)?;
        let tenant = self.parts.store.domain(domain).await?.map(|domain| domain.tenant);
        let tenant = tenant.ok_or_else(|| DriveError::not_found("Domain"))?;
        let user = self.user_named(domain, user).await?;
        check_enabled(&user)?;
        let sign_in = SignIn { session: new_session()?, tenant, client: None, label };
        let (token, now) = (NewToken::random(TokenKind::Access)?, self.parts.clock.now());
        let row = sign_in.token(&user, TokenKind::Access, &token, now, lifetime);
        let expires_at = row.expires_at;
        self.parts.store.insert_tokens(vec![row], false).await?;
        self.directory.bearers.clear();
        Ok(IssuedToken { id: session_text(sign_in.session), token: token.text, expires_at })
    }

    /// Access tokens of a user that are good, the latest first; at most 1000.
    ///
    /// # Errors
    /// Failures of the state.
    pub async fn user_tokens(&self, domain: &DomainId, user: &UserId) -> Result<Vec<UserToken>, DriveError> {
        let rows = self.parts.store.live_tokens(domain, user, self.parts.clock.now(), MAX_LISTED).await?;
        let token = |row: TokenRow| UserToken {
            id: session_text(row.session),
            label: row.label,
            client: row.client,
            created_at: row.created_at,
            expires_at: row.expires_at,
        };
        Ok(rows.into_iter().map(token).collect())
    }

    /// Revokes a token and all others of the same sign-in, by the id that lists say; `false` when there is none.
    ///
    /// # Errors
    /// Failures of the state.
    pub async fn revoke_user_token(&self, id: &str) -> Result<bool, DriveError> {
        let Some(session) = read_session(id) else { return Ok(false) };
        let revoked = self.parts.store.revoke_session(session, self.parts.clock.now()).await?;
        self.directory.bearers.clear();
        Ok(revoked)
    }

    /// Forgets tokens that ended a while ago.
    pub(crate) async fn forget_tokens(&self) -> Result<u64, DriveError> {
        const BATCH: usize = 500;
        let (mut forgotten, now) = (0, self.parts.clock.now());
        loop {
            let batch = self.parts.store.forget_tokens(now, BATCH).await?;
            forgotten += batch;
            if batch < BATCH as u64 {
                return Ok(forgotten);
            }
        }
    }

    /// Signs a user in: an access and a refresh token, and what a client wants to know about the user.
    pub(super) async fn sign_in(
        &self,
        tenant: &TenantId,
        user: &UserRow,
        client: Option<AccessKeyId>,
    ) -> Result<Token, DriveError> {
        let sign_in =
            SignIn { session: new_session()?, tenant: tenant.clone(), client, label: String::new() };
        self.give_tokens(&sign_in, user, false).await
    }

    /// The next access and refresh token of a sign-in.
    pub(super) async fn give_tokens(
        &self,
        sign_in: &SignIn,
        user: &UserRow,
        is_refresh: bool,
    ) -> Result<Token, DriveError> {
        check_enabled(user)?;
        let now = self.parts.clock.now();
        let access = NewToken::random(TokenKind::Access)?;
        let refresh = NewToken::random(TokenKind::Refresh)?;
        let rows = vec![
            sign_in.token(user, TokenKind::Access, &access, now, ACCESS_LIFETIME),
            sign_in.token(user, TokenKind::Refresh, &refresh, now, REFRESH_LIFETIME),
        ];
        self.parts.store.insert_tokens(rows, is_refresh).await?;
        Ok(Token {
            access_token: Some(access.text.expose().to_owned()),
            avatar: Some(user.avatar.clone()),
            default_drive_id: user.default_drive.map(|drive| drive.to_string()),
            domain_id: Some(user.domain.to_string()),
            exist_link: Some(Vec::new()),
            expire_time: Some((now + ACCESS_LIFETIME).rfc3339_millis()),
            expires_in: i64::try_from(ACCESS_LIFETIME.as_secs()).ok(),
            is_first_login: Some(user.login_at.is_none()),
            need_link: Some(false),
            need_rp_verify: Some(false),
            nick_name: Some(user.nick_name.clone()),
            pin_setup: Some(false),
            refresh_token: Some(refresh.text.expose().to_owned()),
            role: Some(wire_role(user.role).as_str().to_owned()),
            status: Some(EnabledStatus::Enabled.as_str().to_owned()),
            token_type: Some("Bearer".to_owned()),
            user_data: Some(user_data(&user.user_data)?),
            user_id: Some(user.id.to_string()),
            user_name: Some(user.user_name.clone()),
            ..Token::default()
        })
    }
}

/// Refuses to sign in one who may not.
pub(super) fn check_enabled(user: &UserRow) -> Result<(), DriveError> {
    if user.is_enabled {
        return Ok(());
    }
    Err(ApiError::new(code::INVALID_RESOURCE).about("User").with_message("The user is disabled.").into())
}

fn session_text(session: i64) -> String {
    format!("ut{session:016x}")
}

fn read_session(text: &str) -> Option<i64> {
    let hex = text
        .strip_prefix("ut")
        .filter(|hex| hex.len() == 16 && hex.bytes().all(|b| b.is_ascii_hexdigit()))?;
    i64::from_str_radix(hex, 16).ok().filter(|session| *session >= 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sign_in_has_a_name_that_reads_back() {
        for _ in 0..100 {
            let session = new_session().expect("randomness");
            assert!(session >= 0);
            assert_eq!(read_session(&session_text(session)), Some(session));
        }
        for text in ["", "ut", "ut+00000000000000f", "ut-00000000000000f", "utffffffffffffffff", "x"] {
            assert_eq!(read_session(text), None, "{text}");
        }
    }
}
