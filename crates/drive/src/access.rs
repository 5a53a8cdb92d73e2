//! What a caller may do in a drive, and to which of its files.

use assay_store::{DriveRow, Found, Scope};

use crate::{DriveError, rights::Rights};

/// A set of the actions that rights are made of. Names of custom roles hold the numbers: they never change.
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
    /// Give others rights on it. Has no name on the wire: it is the owner's, and that of whom the owner made one.
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

    /// Those of these that are not among the others.
    #[must_use]
    pub const fn without(self, others: Self) -> Self {
        Self(self.0 & !others.0)
    }

    /// Those that are among both.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Their numbers, added up.
    pub(crate) const fn bits(self) -> u16 {
        self.0
    }

    /// The set with these numbers; `None` where one of them is no action.
    pub(crate) const fn from_bits(bits: u16) -> Option<Self> {
        if bits & !Self::ALL.0 == 0 { Some(Self(bits)) } else { None }
    }

    /// The wire's names of single actions: `action_list`.
    pub(crate) const NAMES: [(Self, &str); 10] = [
        (Self::VISIBLE, "FILE.VISIBLE"),
        (Self::LIST, "FILE.LIST"),
        (Self::PREVIEW, "FILE.PREVIEW"),
        (Self::DOWNLOAD, "FILE.DOWNLOAD"),
        (Self::CREATE, "FILE.CREATE"),
        (Self::UPDATE, "FILE.UPDATE"),
        (Self::MOVE, "FILE.MOVE"),
        (Self::COPY, "FILE.COPY"),
        (Self::DELETE, "FILE.DELETE"),
        (Self::SHARELINK, "FILE.SHARELINK"),
    ];
}

/// A caller in a drive. Made by [`crate::Drive::access`]; asks nobody any more.
#[derive(Debug, Clone)]
pub struct Access {
    /// The drive.
    pub drive: DriveRow,
    /// What the caller may do where.
    pub(crate) rights: Rights,
    /// The share link that the caller came by: what it does may count ([`crate::Drive::count_use`]).
    pub(crate) visit: Option<Visit>,
}

/// A share link that somebody came by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Visit {
    /// The link.
    pub(crate) share: String,
    /// Whether it may be used so often and no more for downloads.
    pub(crate) limits_downloads: bool,
    /// The same, for looking at files.
    pub(crate) limits_previews: bool,
}

impl Access {
    /// What the caller may do to a file or folder: by rights on it, and on every folder that it is in.
    pub fn actions(&self, found: &Found) -> Actions {
        self.rights.actions(found)
    }

    /// What the caller may do at the top of the drive.
    pub fn root_actions(&self) -> Actions {
        self.rights.root_actions()
    }

    /// The part of the drive on which the caller may do this. Exact for a single action; of several, what is
    /// allowed only by rights on different folders together is left out.
    ///
    /// # Errors
    /// `ForbiddenNoPermission.File` when that is nothing.
    pub fn scope(&self, needed: Actions) -> Result<Scope, DriveError> {
        self.rights.scope(needed).ok_or_else(|| DriveError::forbidden("File"))
    }

    /// Whether URLs of files' contents may be given along with their records: not where each is to be counted.
    pub(crate) fn gives_download_urls(&self) -> bool {
        self.visit.as_ref().is_none_or(|visit| !visit.limits_downloads)
    }

    /// The same, for pictures' thumbnails.
    pub(crate) fn gives_thumbnail_urls(&self) -> bool {
        self.visit.as_ref().is_none_or(|visit| !visit.limits_previews)
    }

    /// Refuses what the caller may not do to a file. What may not even be seen is not there: `NotFound.FileId`.
    ///
    /// # Errors
    /// `NotFound.FileId`, `ForbiddenNoPermission.File`.
    pub fn require(&self, found: &Found, needed: Actions) -> Result<(), DriveError> {
        check(self.actions(found), needed)
    }

    /// Refuses what the caller may not do at the top of the drive.
    ///
    /// # Errors
    /// `NotFound.FileId`, `ForbiddenNoPermission.File`.
    pub fn require_root(&self, needed: Actions) -> Result<(), DriveError> {
        check(self.root_actions(), needed)
    }
}

fn check(actions: Actions, needed: Actions) -> Result<(), DriveError> {
    if actions.contains(needed) {
        Ok(())
    } else if actions.contains(Actions::VISIBLE) {
        Err(DriveError::forbidden("File"))
    } else {
        Err(DriveError::not_found("FileId"))
    }
}
