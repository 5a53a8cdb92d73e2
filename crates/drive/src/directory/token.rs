//! `Token`: from a code, a refresh token or a client's assertion to an access token.

use assay_access::SigningKey;
use assay_store::{TakenToken, TokenKind, TokenRow, UserRow};
use assay_types::DomainId;
use assay_wire::pds::{Token, TokenRequest};
use sha2::{Digest as _, Sha256};

use super::{
    bearer::{SignIn, token_sha256},
    client::{check_secret, secret},
    jwt,
};
use crate::{Caller, Drive, DriveError};

/// What a client shows to get a token.
const JWT_BEARER: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";

impl Drive {
    /// Gets an access token and a refresh token for a user. Anybody may ask; what is shown decides.
    ///
    /// - `authorization_code`: a code of `Authorize`, once, by the client and for the address that it was made for;
    ///   the client's secret must come along.
    /// - `refresh_token`: once; whoever shows it a second time ends the whole sign-in, for one of both is a thief.
    /// - `…:jwt-bearer`: an assertion that the client signed.
    ///
    /// # Errors
    /// `InvalidParameter.{field}` for what is not good, `MissingParameter.{field}`, `NotFound.User`,
    /// `InvalidResource.User` for one who is disabled.
    pub async fn token(&self, _caller: &Caller, request: TokenRequest) -> Result<Token, DriveError> {
        let client = self.client(&request.client_id).await?;
        if let Some(sent) = &request.client_secret {
            check_secret(&client, sent)?;
        }
        match request.grant_type.as_str() {
            "authorization_code" => self.token_by_code(&client, &request).await,
            "refresh_token" => self.token_by_refresh(&client, &request).await,
            JWT_BEARER => self.token_by_assertion(&client, &request).await,
            _ => Err(DriveError::invalid("grant_type", "it is none of the documented ones")),
        }
    }

    async fn token_by_code(&self, client: &SigningKey, request: &TokenRequest) -> Result<Token, DriveError> {
        let code = request.code.as_deref().ok_or_else(|| DriveError::missing("code"))?;
        if request.client_secret.is_none() {
            return Err(DriveError::missing("client_secret"));
        }
        let row = self.take("code", code, TokenKind::Code).await?;
        if request.redirect_uri.as_deref() != Some(row.redirect_uri.as_str()) {
            return Err(DriveError::invalid("redirect_uri", "it is not the one that the code was sent to"));
        }
        self.next_tokens(client, "code", row, false).await
    }

    async fn token_by_refresh(
        &self,
        client: &SigningKey,
        request: &TokenRequest,
    ) -> Result<Token, DriveError> {
        let token = request.refresh_token.as_deref().ok_or_else(|| DriveError::missing("refresh_token"))?;
        let row = self.take("refresh_token", token, TokenKind::Refresh).await?;
        self.next_tokens(client, "refresh_token", row, true).await
    }

    async fn token_by_assertion(
        &self,
        client: &SigningKey,
        request: &TokenRequest,
    ) -> Result<Token, DriveError> {
        const FIELD: &str = "assertion";
        let refused = |why: &'static str| DriveError::invalid(FIELD, why);
        let assertion = request.assertion.as_deref().ok_or_else(|| DriveError::missing(FIELD))?;
        let now = self.parts.clock.now();
        let claims = jwt::read(assertion, &request.client_id, secret(client)?, now).map_err(refused)?;
        let user = self.claimed_user(client, &claims).await?;
        // Remembered only now, so that a refused assertion may be tried again.
        let nonce = format!("jwt-{}", hex::encode(Sha256::digest(claims.id.as_bytes())));
        let id = &client.caller.key_id;
        if !self.parts.store.remember_nonce(id, &nonce, claims.ends_at).await? {
            return Err(refused("it was used before"));
        }
        self.sign_in(&client.caller.tenant, &user, Some(id.clone())).await
    }

    /// The user whom an assertion is about: of the first domain in `aud` that is one of the client's tenant.
    async fn claimed_user(&self, client: &SigningKey, claims: &jwt::Claims) -> Result<UserRow, DriveError> {
        const MOST: usize = 8;
        for domain in claims.domains.iter().take(MOST) {
            let Ok(id) = domain.parse::<DomainId>() else { continue };
            let domain = self.parts.store.domain(&id).await?;
            if domain.is_some_and(|domain| domain.tenant == client.caller.tenant) {
                return self.user_named(&id, &super::check::user_id(&claims.user)?).await;
            }
        }
        Err(DriveError::invalid("assertion", "its aud is no domain of the access key's"))
    }

    /// Uses what serves once.
    async fn take(&self, field: &str, text: &str, kind: TokenKind) -> Result<TokenRow, DriveError> {
        let now = self.parts.clock.now();
        match self.parts.store.take_token(token_sha256(text), kind, now).await? {
            TakenToken::Taken(row) => Ok(*row),
            TakenToken::Nothing => Err(DriveError::invalid(field, "it is unknown, or over")),
            TakenToken::Replayed => {
                self.directory.bearers.clear();
                Err(DriveError::invalid(field, "it was used before"))
            }
        }
    }

    async fn next_tokens(
        &self,
        client: &SigningKey,
        field: &str,
        row: TokenRow,
        is_refresh: bool,
    ) -> Result<Token, DriveError> {
        // What the domain gave out itself (`LinkAccount`) is refreshed by any key of its tenant.
        let is_its = row.client.as_ref().is_none_or(|id| *id == client.caller.key_id);
        if !is_its || row.tenant != client.caller.tenant {
            return Err(DriveError::invalid(field, "it was given to another client"));
        }
        let user = self.user_named(&row.domain, &row.user).await?;
        let sign_in =
            SignIn { session: row.session, tenant: row.tenant, client: row.client, label: row.label };
        match self.give_tokens(&sign_in, &user, is_refresh).await {
            // The sign-in was ended while this was under way.
            Err(error) if error.is_conflict() => Err(DriveError::invalid(field, "its sign-in was ended")),
            given => given,
        }
    }
}
