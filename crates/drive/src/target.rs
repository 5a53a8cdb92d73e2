//! Finding the file or folder that a request names, and checking that the caller may do there what it asks.

use assay_store::{FileKind, FileState, Found};
use assay_types::FileId;
use assay_wire::{ApiError, code};

use crate::{Access, Actions, Drive, DriveError};

/// A folder that something is put into or listed: the root, which has no row, or another.
#[derive(Debug, Clone)]
pub(crate) enum Folder {
    /// The top of the drive.
    Root,
    /// A folder in it.
    Found(Found),
}

impl Folder {
    /// Its id.
    pub(crate) fn id(&self) -> FileId {
        match self {
            Self::Root => FileId::ROOT,
            Self::Found(found) => found.row.id,
        }
    }

    /// Folders from the top to this one, this one included.
    pub(crate) fn depth(&self) -> usize {
        match self {
            Self::Root => 0,
            Self::Found(found) => found.place.ancestors.len() + 1,
        }
    }
}

impl Drive {
    /// The live file or folder of this id; `field` is the parameter that named it.
    ///
    /// # Errors
    /// `NotFound.FileId` when there is none that the caller may see (one that is being uploaded counts as there),
    /// `ForbiddenFileInTheRecycleBin`, `ForbiddenNoPermission.File`, `InvalidParameter.{field}` for the root.
    pub(crate) async fn live(
        &self,
        access: &Access,
        field: &str,
        id: &str,
        needed: Actions,
    ) -> Result<Found, DriveError> {
        in_sight(self.found(access, field, id, needed).await?)
    }

    /// The same, in the recycle bin or not; what is being deleted or made by a task is not there.
    pub(crate) async fn found(
        &self,
        access: &Access,
        field: &str,
        id: &str,
        needed: Actions,
    ) -> Result<Found, DriveError> {
        let nothing = || DriveError::not_found("FileId");
        let id: FileId = id.parse().map_err(|_| nothing())?;
        if id == FileId::ROOT {
            return Err(DriveError::invalid(field, "the root is not a file"));
        }
        let mut found = self.parts.store.files(access.drive.id, &[id]).await?;
        let found = found.pop().flatten().ok_or_else(nothing)?;
        if matches!(found.row.state, FileState::Dying | FileState::Building) {
            return Err(nothing());
        }
        access.require(&found, needed)?;
        Ok(found)
    }

    /// The live folder of this id, the root included.
    ///
    /// # Errors
    /// As [`Drive::live`]; `InvalidParameter.{field}` for what is not a folder.
    pub(crate) async fn folder(
        &self,
        access: &Access,
        field: &str,
        id: &str,
        needed: Actions,
    ) -> Result<Folder, DriveError> {
        if id == "root" {
            access.require_root(needed)?;
            return Ok(Folder::Root);
        }
        let found = self.live(access, field, id, needed).await?;
        if found.row.kind == FileKind::Folder {
            Ok(Folder::Found(found))
        } else {
            Err(DriveError::invalid(field, "it is not a folder"))
        }
    }
}

/// Refuses what is in the recycle bin, by itself or with a folder.
///
/// # Errors
/// `ForbiddenFileInTheRecycleBin`.
pub(crate) fn in_sight(found: Found) -> Result<Found, DriveError> {
    let is_in_sight = matches!(found.row.state, FileState::Available | FileState::Uploading);
    if is_in_sight && found.place.is_live {
        Ok(found)
    } else {
        Err(ApiError::new(code::FORBIDDEN_FILE_IN_THE_RECYCLE_BIN).into())
    }
}
