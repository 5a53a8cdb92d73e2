//! What somebody can do who has nothing but a link's id: `GetShareLinkByAnonymous` and `GetShareLinkToken`.

use std::time::Duration;

use assay_store::ShareRow;
use assay_wire::{
    ApiError, code,
    pds::{
        GetShareLinkByAnonymousReply, GetShareLinkByAnonymousRequest, GetShareLinkTokenReply,
        GetShareLinkTokenRequest,
    },
};

use super::{
    Use,
    guard::Outcome,
    record::{expiration, number},
    visit::{Pass, is_open},
};
use crate::{Caller, Drive, DriveError};

/// Seconds that a token is good, at most and by default.
const TOKEN_S: i32 = 7200;

impl Drive {
    /// A link as strangers see it: no password, no files.
    ///
    /// # Errors
    /// `NotFound.ShareLink`, for one that has ended or was cancelled too.
    pub async fn get_share_link_by_anonymous(
        &self,
        _caller: &Caller,
        request: GetShareLinkByAnonymousRequest,
    ) -> Result<GetShareLinkByAnonymousReply, DriveError> {
        let row = self.open_link(&request.share_id).await?;
        let creator = match row.creator.parse() {
            Ok(user) => self.parts.store.user(&row.domain, &user).await?,
            Err(_) => None,
        };
        let (settings, counts) = (row.settings, row.counts);
        Ok(GetShareLinkByAnonymousReply {
            access_count: Some(number(counts.access)),
            avatar: creator.as_ref().map(|user| user.avatar.clone()).filter(|avatar| !avatar.is_empty()),
            creator_id: Some(row.creator),
            creator_name: creator.map(|user| user.nick_name).filter(|name| !name.is_empty()),
            // A stranger has no business with it.
            creator_phone: None,
            disable_download: Some(settings.disable_download),
            disable_preview: Some(settings.disable_preview),
            disable_save: Some(settings.disable_save),
            download_count: Some(number(counts.download)),
            download_limit: Some(number(settings.download_limit)),
            expiration: Some(expiration(settings.expires_at)),
            has_pwd: Some(!settings.password.is_empty()),
            preview_count: Some(number(counts.preview)),
            preview_limit: Some(number(settings.preview_limit)),
            report_count: Some(number(counts.report)),
            save_count: Some(number(counts.save)),
            save_download_limit: None,
            save_limit: Some(number(settings.save_limit)),
            share_name: Some(settings.name),
            updated_at: Some(row.updated_at.rfc3339_millis()),
            video_preview_count: Some(number(counts.video_preview)),
        })
    }

    /// Takes a link's password and gives a token in return. Counts as a visit.
    ///
    /// # Errors
    /// `InvalidParameter.expire_sec` for one that is not 1 to 7200, `NotFound.ShareLink`,
    /// `InvalidResource.SharePwd` for a wrong password, `TooManyRequests` after too many of them.
    pub async fn get_share_link_token(
        &self,
        _caller: &Caller,
        request: GetShareLinkTokenRequest,
    ) -> Result<GetShareLinkTokenReply, DriveError> {
        let seconds = request.expire_sec.unwrap_or(TOKEN_S);
        if !(1..=TOKEN_S).contains(&seconds) {
            return Err(DriveError::invalid("expire_sec", format_args!("it must be 1 to {TOKEN_S}")));
        }
        let row = self.open_link(&request.share_id).await?;
        let now = self.parts.clock.now();
        self.check_password(&row, request.share_pwd.as_deref().unwrap_or_default())?;
        if !self.parts.store.count_share_use(&row.id, Use::Access).await? {
            return Err(DriveError::not_found("ShareLink"));
        }
        let end = now + Duration::from_secs(u64::from(seconds.unsigned_abs()));
        let end = row.settings.expires_at.map_or(end, |last| last.min(end));
        let expires_in = end.since(now).as_secs().max(1);
        let pass = Pass { share: row.id, generation: row.settings.generation, expires_at: end };
        Ok(GetShareLinkTokenReply {
            expires_in: Some(number(expires_in)),
            share_token: Some(self.seal_pass(&pass)?),
        })
    }

    /// A link that can be used.
    async fn open_link(&self, share_id: &str) -> Result<ShareRow, DriveError> {
        let row = self.parts.store.share(share_id).await?;
        let now = self.parts.clock.now();
        row.filter(|row| is_open(&row.settings, now)).ok_or_else(|| DriveError::not_found("ShareLink"))
    }

    fn check_password(&self, row: &ShareRow, given: &str) -> Result<(), DriveError> {
        let password = &row.settings.password;
        if password.is_empty() {
            return Ok(());
        }
        match self.passwords.check(&row.id, password, given, self.parts.clock.now()) {
            Outcome::Right => Ok(()),
            Outcome::Wrong => Err(ApiError::new(code::INVALID_RESOURCE)
                .about("SharePwd")
                .with_message("The password of the share link is not right.")
                .into()),
            Outcome::TooMany { retry_after_s } => {
                Err(ApiError::new(code::TOO_MANY_REQUESTS).with_retry_after(retry_after_s).into())
            }
        }
    }
}
