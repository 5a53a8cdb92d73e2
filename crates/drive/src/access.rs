//! What a caller may do in a drive, and to which of its files.

use assay_store::{DriveRow, Found, Scope};
use assay_types::FileId;

use crate::{Caller, Drive, DriveError};

/// A set of the actions that rights are made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Actions(u16);

impl Actions {
    /// Nothing.
    pub const NONE: Self = Self(0);
    /// `FILE.VISIBLE`: know that it is there.
    pub const VISIBLE: Self = Self(1);
    /// `FILE.LIST`: see what is in a folder.
    pub const LIST: Self = Self(1 << 1);
    /// `FILE.PREVIEW`: look at it, thumbnails included.
    pub const PREVIEW: Self = Self(1 << 2);
    /// `FILE.DOWNLOAD`: read its bytes.
    pub const DOWNLOAD: Self = Self(1 << 3);
    /// `FILE.CREATE`: put something into a folder.
    pub const CREATE: Self = Self(1 << 4);
    /// `FILE.UPDATE`: change it.
    pub const UPDATE: Self = Self(1 << 5);
    /// `FILE.MOVE`: move it.
    pub const MOVE: Self = Self(1 << 6);
    /// `FILE.COPY`: copy it.
    pub const COPY: Self = Self(1 << 7);
    /// `FILE.DELETE`: trash, restore or delete it.
    pub const DELETE: Self = Self(1 << 8);
    /// `FILE.SHARELINK`: share it.
    pub const SHARELINK: Self = Self(1 << 9);
    /// Give others rights on it: the owner's alone.
    pub const GRANT: Self = Self(1 << 10);
    /// Everything.
    pub const ALL: Self = Self((1 << 11) - 1);

    /// Whether all of these are among them.
    #[must_use]
    pub const fn contains(self, needed: Self) -> bool {
        self.0 & needed.0 == needed.0
    }

    /// Both together.
    #[must_use]
    pub const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// A caller in a drive. Made by [`Drive::access`]; asks nobody any more.
#[derive(Debug, Clone)]
pub struct Access {
    /// The drive.
    pub drive: DriveRow,
}

impl Access {
    /// What the caller may do to a file or folder.
    pub fn actions(&self, _found: &Found) -> Actions {
        Actions::ALL
    }

    /// What the caller may do at the top of the drive.
    pub fn root_actions(&self) -> Actions {
        Actions::ALL
    }

    /// The part of the drive on which the caller may do this.
    ///
    /// # Errors
    /// `ForbiddenNoPermission.File` when that is nothing.
    pub fn scope(&self, _needed: Actions) -> Result<Scope, DriveError> {
        Ok(Scope::Whole)
    }

    /// Refuses what the caller may not do to a file. What may not even be seen is not there: `NotFound.FileId`.
    ///
    /// # Errors
    /// `NotFound.FileId`, `ForbiddenNoPermission.File`.
    pub fn require(&self, found: &Found, needed: Actions) -> Result<(), DriveError> {
        self.check(self.actions(found), needed)
    }

    /// Refuses what the caller may not do at the top of the drive.
    ///
    /// # Errors
    /// `NotFound.FileId`, `ForbiddenNoPermission.File`.
    pub fn require_root(&self, needed: Actions) -> Result<(), DriveError> {
        self.check(self.root_actions(), needed)
    }

    fn check(&self, actions: Actions, needed: Actions) -> Result<(), DriveError> {
        if actions.contains(needed) {
            Ok(())
        } else if actions.contains(Actions::VISIBLE) {
            Err(DriveError::forbidden("File"))
        } else {
            Err(DriveError::not_found("FileId"))
        }
    }

    /// The root, as one of the tops of a scope.
    pub const ROOT: FileId = FileId::ROOT;
}

impl Drive {
    /// The caller in the drive that it names, by its id or by a share link that is in it (with the link's token).
    ///
    /// # Errors
    /// `MissingParameter.drive_id`, `NotFound.DriveId` (also for a drive that the caller has no business in),
    /// `ForbiddenDriveNotValid` for a disabled one, `ShareLinkTokenInvalid`.
    pub(crate) async fn access(
        &self,
        caller: &Caller,
        drive_id: Option<&str>,
        share_id: Option<&str>,
    ) -> Result<Access, DriveError> {
        let _ = share_id;
        let id = drive_id.ok_or_else(|| DriveError::missing("drive_id"))?;
        let id = id.parse().map_err(|_| DriveError::not_found("DriveId"))?;
        let drive = self.parts.store.drive(id).await?.ok_or_else(|| DriveError::not_found("DriveId"))?;
        let (tenant, _) = caller.domain()?;
        if drive.tenant != *tenant {
            return Err(DriveError::not_found("DriveId"));
        }
        Ok(Access { drive })
    }
}
