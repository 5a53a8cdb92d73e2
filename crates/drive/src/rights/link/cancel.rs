//! `CancelShareLink`, and who may change a link at all.

use assay_store::{ShareCountChange, ShareRow, ShareSettings};
use assay_wire::pds::CancelShareLinkRequest;

use crate::{Actions, Caller, Drive, DriveError, Who};

/// How often a change is tried that others get ahead of.
const TRIES: usize = 10;

impl Drive {
    /// Ends a link at once, its tokens too. One that has ended is left as it is.
    ///
    /// # Errors
    /// `NotFound.ShareLink`.
    pub async fn cancel_share_link(
        &self,
        caller: &Caller,
        request: CancelShareLinkRequest,
    ) -> Result<(), DriveError> {
        self.change_link(caller, &request.share_id, ShareCountChange::default(), |settings| {
            if settings.is_enabled {
                settings.is_enabled = false;
                settings.generation += 1;
            }
        })
        .await?;
        Ok(())
    }

    /// A link that the caller may see whole and change: its creator, the drive's owner, and the domain's keys and
    /// administrators.
    ///
    /// # Errors
    /// `NotFound.ShareLink`.
    pub(super) async fn managed_link(&self, caller: &Caller, share_id: &str) -> Result<ShareRow, DriveError> {
        let nothing = || DriveError::not_found("ShareLink");
        let (tenant, domain) = caller.domain()?;
        let row = self.parts.store.share(share_id).await?.ok_or_else(nothing)?;
        let is_own = match &caller.who {
            Who::Domain { .. } => row.tenant == *tenant,
            Who::User { user, .. } if row.tenant == *tenant && row.domain == *domain => {
                caller.is_administrator() || row.creator == user.as_str()
            }
            Who::User { .. } | Who::Anonymous => false,
        };
        if is_own {
            return Ok(row);
        }
        let access = self.access(caller, Some(&row.drive.to_string()), None).await.map_err(|_| nothing())?;
        if access.root_actions().contains(Actions::GRANT) { Ok(row) } else { Err(nothing()) }
    }

    /// Changes a link's settings, and those of its counts that are given; the link as it is then.
    pub(super) async fn change_link(
        &self,
        caller: &Caller,
        share_id: &str,
        counts: ShareCountChange,
        change: impl Fn(&mut ShareSettings),
    ) -> Result<ShareRow, DriveError> {
        for _ in 0..TRIES {
            let row = self.managed_link(caller, share_id).await?;
            let mut settings = row.settings.clone();
            change(&mut settings);
            if settings == row.settings && counts == ShareCountChange::default() {
                return Ok(row);
            }
            let now = self.parts.clock.now();
            if self.parts.store.update_share(share_id, row.version, settings, counts, now).await? {
                return self.managed_link(caller, share_id).await;
            }
        }
        Err(assay_wire::ApiError::new(assay_wire::code::SYSTEM_BUSY).into())
    }
}
