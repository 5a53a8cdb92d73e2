//! By what users are known elsewhere.

use assay_store::{AccountLinkRow, UserRow};
use assay_types::{DomainId, Timestamp};
use assay_wire::pds::{
    AccountLinkInfo, GetLinkInfoByUserIdReply, GetLinkInfoByUserIdRequest, GetLinkInfoRequest,
    LinkAccountRequest, Token, UnLinkAccountRequest,
};

use super::check;
use crate::{Caller, Drive, DriveError};

/// Where users may be known.
const KINDS: [&str; 7] = ["custom", "ding", "email", "ldap", "mobile", "ram", "wechat"];

/// One of the kinds of names elsewhere.
///
/// # Errors
/// `InvalidParameter.{field}`.
pub(super) fn account_kind(field: &str, text: &str) -> Result<&'static str, DriveError> {
    let kind = KINDS.into_iter().find(|kind| *kind == text);
    kind.ok_or_else(|| DriveError::invalid(field, format!("it is none of {}", KINDS.join(", "))))
}

impl Drive {
    /// Links a user to a name elsewhere, and signs it in.
    ///
    /// # Errors
    /// `NotFound.User`, `ForbiddenNoPermission.User`, `AlreadyExist.AccountLink`, `InvalidParameter.…`,
    /// `InvalidResource.User` for one who may not sign in.
    pub async fn link_account(
        &self,
        caller: &Caller,
        request: LinkAccountRequest,
    ) -> Result<Token, DriveError> {
        let user = self.linkable(caller, &request.user_id).await?;
        let link = AccountLinkRow {
            domain: user.domain.clone(),
            kind: account_kind("type", &request.kind)?.to_owned(),
            identity: check::name("identity", request.identity)?,
            extra: check::line("extra", request.extra.unwrap_or_default(), 128)?,
            user: user.id.clone(),
            display_name: user.nick_name.clone(),
            created_at: self.parts.clock.now(),
        };
        let (tenant, _) = caller.domain()?;
        self.parts.store.link_account(link).await?;
        self.sign_in(tenant, &user, None).await
    }

    /// Undoes that. What the user signed in with before stays good until it ends.
    ///
    /// # Errors
    /// `NotFound.User`, `NotFound.AccountLink`, `ForbiddenNoPermission.User`.
    pub async fn un_link_account(
        &self,
        caller: &Caller,
        request: UnLinkAccountRequest,
    ) -> Result<(), DriveError> {
        let user = self.linkable(caller, &request.user_id).await?;
        let link = AccountLinkRow {
            domain: user.domain,
            kind: request.kind,
            identity: request.identity,
            extra: request.extra.unwrap_or_default(),
            user: user.id,
            display_name: String::new(),
            created_at: self.parts.clock.now(),
        };
        if self.parts.store.unlink_account(&link).await? {
            Ok(())
        } else {
            Err(DriveError::not_found("AccountLink"))
        }
    }

    /// Whom a name elsewhere means.
    ///
    /// # Errors
    /// `NotFound.AccountLink`, `ForbiddenNoPermission.User` for all but administrators.
    pub async fn get_link_info(
        &self,
        caller: &Caller,
        request: GetLinkInfoRequest,
    ) -> Result<AccountLinkInfo, DriveError> {
        let (_, domain) = caller.administered("User")?;
        let kind = account_kind("type", &request.kind)?;
        let extra = request.extra.unwrap_or_default();
        let link = self.parts.store.account_link(domain, kind, &request.identity, &extra).await?;
        let link = link.ok_or_else(|| DriveError::not_found("AccountLink"))?;
        let user = self.user_named(domain, &link.user).await?;
        Ok(wire_link(domain, link, &user))
    }

    /// By what a user is known elsewhere; at most 100 names.
    ///
    /// # Errors
    /// `NotFound.User`.
    pub async fn get_link_info_by_user_id(
        &self,
        caller: &Caller,
        request: GetLinkInfoByUserIdRequest,
    ) -> Result<GetLinkInfoByUserIdReply, DriveError> {
        let user = self.seen_user(caller, &request.user_id).await?;
        let links = self.parts.store.account_links(&user.domain, &user.id).await?;
        let items = links.into_iter().map(|link| wire_link(&user.domain, link, &user)).collect();
        Ok(GetLinkInfoByUserIdReply { items })
    }

    /// A user whose names elsewhere the caller may change: with them comes the right to sign in.
    async fn linkable(&self, caller: &Caller, id: &str) -> Result<UserRow, DriveError> {
        let user = self.seen_user(caller, id).await?;
        if caller.outranks(user.role) { Ok(user) } else { Err(DriveError::forbidden("User")) }
    }
}

fn wire_link(domain: &DomainId, link: AccountLinkRow, user: &UserRow) -> AccountLinkInfo {
    let status = if user.is_enabled { "normal" } else { "disabled" };
    AccountLinkInfo {
        authentication_type: Some(link.kind),
        created_at: Some(link.created_at.as_millis()),
        display_name: Some(link.display_name),
        domain_id: Some(domain.to_string()),
        extra: Some(link.extra),
        identity: Some(link.identity),
        last_login_time: user.login_at.map(Timestamp::as_millis),
        status: Some(status.to_owned()),
        user_id: Some(link.user.to_string()),
    }
}
