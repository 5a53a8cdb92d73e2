//! What must hold for a folder to be where it was when it was read.

use assay_store::{Expect, FileState, Found, Refused, StoreError};
use assay_types::FileId;

use crate::{Access, Drive, DriveError, target::Folder};

impl Drive {
    /// Expectations under which something may be put into a folder: the folder and all its ancestors are available
    /// and have not changed since they were read here.
    ///
    /// So what is put there is live, and a folder that is put there cannot hold the folder that it is put into,
    /// whatever other changes are under way: two moves that would make a cycle expect each what the other changes.
    ///
    /// # Errors
    /// A conflict when the ancestors changed since the folder was read.
    pub(crate) async fn anchored(&self, access: &Access, folder: &Folder) -> Result<Vec<Expect>, DriveError> {
        let Folder::Found(folder) = folder else { return Ok(Vec::new()) };
        let ancestors = &folder.place.ancestors;
        let mut expect = vec![Expect::Version(folder.row.id, folder.row.version)];
        if ancestors.is_empty() {
            return Ok(expect);
        }
        let rows = self.parts.store.files(access.drive.id, ancestors).await?;
        let mut above = FileId::ROOT;
        for (id, found) in ancestors.iter().zip(rows) {
            let row = found.map(|found: Found| found.row).ok_or_else(|| moved(*id))?;
            if row.parent != above || row.state != FileState::Available {
                return Err(moved(*id));
            }
            expect.push(Expect::Version(row.id, row.version));
            above = row.id;
        }
        if folder.row.parent == above { Ok(expect) } else { Err(moved(folder.row.id)) }
    }
}

/// The conflict of a folder that is not any more where it was read.
fn moved(folder: FileId) -> DriveError {
    DriveError::Store(StoreError::Refused(Refused::Unmet(Expect::Folder(folder))))
}
