//! A content that becomes a file's own: the first one, or another in place of the one it has.

use assay_store::{Change, ChangeOp, Commit, ContentRow, FileState, new_id};
use assay_types::RevisionId;

use crate::{Drive, DriveError, draft::Draft, file::signed};

impl Drive {
    /// Puts into a commit that a content becomes a file's own, and into the draft what follows from it: a file that
    /// waited for its first content is there, one that had another keeps that as an earlier revision. The draft
    /// itself is the caller's to write, and its version to expect.
    pub(crate) async fn arrive(
        &self,
        draft: &mut Draft,
        content: &ContentRow,
        commit: &mut Commit,
    ) -> Result<(), DriveError> {
        let op = if draft.row.content.is_some() { ChangeOp::Overwrite } else { ChangeOp::Create };
        self.retire_content(draft, commit).await?;
        if draft.row.state == FileState::Uploading {
            draft.row.state = FileState::Available;
        }
        draft.set_content(content, RevisionId(new_id()));
        commit.take.push(content.sha256);
        commit.used_bytes = commit.used_bytes.saturating_add(signed(content.size_bytes));
        commit.changes.push(Change { op, file: draft.row.id, old_parent: None });
        self.arrived(draft, content, commit);
        Ok(())
    }
}
