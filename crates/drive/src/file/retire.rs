//! What becomes of a file's content when another takes its place.

use assay_store::{Commit, RevisionRow, Write};

use super::RevisionDetail;
use crate::{Drive, DriveError, draft::Draft};

/// Earlier contents that a file keeps; with one more, the oldest that is not to be kept for ever goes.
pub(crate) const MAX_EARLIER: usize = 200;
/// Of these, how many may be kept for ever: fewer than [`MAX_EARLIER`], so that there is always one to go.
pub(crate) const MAX_KEPT: usize = 100;

impl Drive {
    /// Adds to a commit that a draft's current content becomes an earlier one, before the draft gets another. The
    /// file's reference to the content goes over to the revision, and its bytes stay counted. The commit must
    /// expect the file's version and write the file.
    ///
    /// A revision's row of the *current* content may be there already: it has what somebody wrote about it
    /// ([`Drive::update_revision`]), a reference of its own, and no bytes, so that they are not counted twice.
    pub(crate) async fn retire_content(&self, draft: &Draft, commit: &mut Commit) -> Result<(), DriveError> {
        let Some(mut retired) = RevisionDetail::row_of(&draft.row, &draft.file)? else { return Ok(()) };
        let limit = MAX_EARLIER.saturating_add(2);
        let mut earlier = self.parts.store.revisions(commit.drive, draft.row.id, None, limit).await?;
        if earlier.first().is_some_and(|row| row.id == retired.id) {
            let noted = RevisionDetail::read(&earlier.remove(0))?;
            let mut detail = RevisionDetail::read(&retired)?;
            detail.keep_forever = noted.keep_forever;
            detail.revision_description = noted.revision_description;
            retired.detail = detail.text()?;
            commit.drop.push(retired.content);
        }
        commit.writes.push(Write::PutRevision(retired));
        if earlier.len() >= MAX_EARLIER
            && let Some(oldest) = oldest_to_go(&earlier)?
        {
            forget_revision(oldest, commit);
        }
        Ok(())
    }
}

/// The oldest of these, which are newest first, that need not be kept.
fn oldest_to_go(earlier: &[RevisionRow]) -> Result<Option<&RevisionRow>, DriveError> {
    for row in earlier.iter().rev() {
        if !RevisionDetail::read(row)?.keep_forever {
            return Ok(Some(row));
        }
    }
    Ok(None)
}

/// Adds to a commit that an earlier content goes. The commit must expect the file's version and write the file.
pub(super) fn forget_revision(row: &RevisionRow, commit: &mut Commit) {
    commit.writes.push(Write::DeleteRevision(row.file, row.id));
    commit.drop.push(row.content);
    commit.used_bytes = commit.used_bytes.saturating_sub(signed(row.size_bytes));
}

/// A length as a change of a drive's used bytes.
pub(crate) fn signed(bytes: u64) -> i64 {
    i64::try_from(bytes).unwrap_or(i64::MAX)
}
