//! `UpdateFile`: a new name, a description, and marks.

use assay_store::{Change, ChangeOp, Commit, Expect, FileKind, FileState, Found, Write};
use assay_wire::pds::{CheckNameMode, UpdateFileRequest};
use serde_json::value::RawValue;

use super::Tries;
use crate::{
    Access, Actions, Caller, Drive, DriveError,
    category::{category_of, extension_of},
    draft::Draft,
    name::{NameChoice, NameWish, check_name},
    record::Fields,
};

/// Characters of a description.
const MAX_DESCRIPTION_CHARS: usize = 1024;
/// Labels of one file.
const MAX_LABELS: usize = 100;
/// Bytes of one label.
const MAX_LABEL_BYTES: usize = 256;

impl Drive {
    /// Changes what is said about a file or folder. What the request does not name stays; a request that changes
    /// nothing is fine and leaves no trace.
    ///
    /// # Errors
    /// Those of [`Drive::get_file`]; `ForbiddenNoPermission.File`; `InvalidParameter.name`, `.description` (1024
    /// characters), `.labels` (100 of 1 to 256 bytes), `.local_modified_at`; `AlreadyExist.File` when the name is
    /// taken and `check_name_mode` is `refuse`.
    pub async fn update_file(
        &self,
        caller: &Caller,
        request: UpdateFileRequest,
    ) -> Result<Box<RawValue>, DriveError> {
        let request = checked(request)?;
        let access = self.access(caller, Some(&request.drive_id), None).await?;
        let mut tries = Tries::default();
        loop {
            match self.try_update(caller, &access, &request).await {
                Err(error) => tries.again(error)?,
                done => return done,
            }
        }
    }

    async fn try_update(
        &self,
        caller: &Caller,
        access: &Access,
        request: &UpdateFileRequest,
    ) -> Result<Box<RawValue>, DriveError> {
        let found = self.live(access, "file_id", &request.file_id, Actions::UPDATE).await?;
        let before = Draft::of(&found.row)?;
        let mut draft = before.clone();
        let mut commit = Commit::new(access.drive.id, self.parts.clock.now());
        commit.expect.push(Expect::Version(found.row.id, found.row.version));
        if let Some(name) = request.name.as_ref().filter(|name| **name != draft.file.name) {
            commit.expect.extend(self.rename(access, &mut draft, name, request.check_name_mode).await?);
        }
        describe(&mut draft, request);
        if draft.file == before.file {
            return self.record(access, &found, &Fields::stored()).await;
        }
        let is_renamed = draft.file.name != before.file.name;
        draft.touch(caller, commit.now);
        let (row, columns) = draft.into_rows();
        let found = Found { row: (*row).clone(), place: found.place };
        commit.writes.push(Write::Update(row, columns));
        commit.reshapes = is_renamed && found.row.kind == FileKind::Folder;
        if found.row.state == FileState::Available {
            let op = if is_renamed { ChangeOp::Rename } else { ChangeOp::Update };
            commit.changes.push(Change { op, file: found.row.id, old_parent: None });
        }
        self.parts.store.commit(commit).await?;
        self.record(access, &found, &Fields::stored()).await
    }

    /// Gives a draft another name; what must hold when that is committed.
    async fn rename(
        &self,
        access: &Access,
        draft: &mut Draft,
        name: &str,
        mode: Option<CheckNameMode>,
    ) -> Result<Option<Expect>, DriveError> {
        let row = &draft.row;
        let drive = access.drive.id;
        let wish = NameWish { drive, parent: row.parent, name, kind: row.kind, itself: Some(row.id) };
        match self.choose_name(wish, mode).await? {
            NameChoice::Taken(_) => Err(DriveError::already_exists("File")),
            NameChoice::Take { name, expect } => {
                if row.kind == FileKind::File {
                    draft.file.file_extension = extension_of(&name);
                    if draft.file.mime_type.is_none() {
                        let category = category_of(draft.file.file_extension.as_deref());
                        draft.file.category = Some(category.as_str().to_owned());
                    }
                }
                draft.file.name = name;
                Ok(expect)
            }
        }
    }
}

/// The request, once everything in it is known to be within its limits.
fn checked(mut request: UpdateFileRequest) -> Result<UpdateFileRequest, DriveError> {
    if let Some(name) = &request.name {
        check_name("name", name)?;
    }
    if let Some(text) = &request.description
        && text.chars().count() > MAX_DESCRIPTION_CHARS
    {
        let why = format!("it has more than {MAX_DESCRIPTION_CHARS} characters");
        return Err(DriveError::invalid("description", why));
    }
    if let Some(labels) = &mut request.labels {
        if labels.len() > MAX_LABELS {
            return Err(DriveError::invalid("labels", format!("there are more than {MAX_LABELS}")));
        }
        if labels.iter().any(|label| label.is_empty() || label.len() > MAX_LABEL_BYTES) {
            return Err(DriveError::invalid("labels", format!("a label has 1 to {MAX_LABEL_BYTES} bytes")));
        }
        let mut seen = std::collections::HashSet::new();
        labels.retain(|label| seen.insert(label.clone()));
    }
    if let Some(text) = &mut request.local_modified_at {
        let time: jiff::Timestamp = text
            .parse()
            .map_err(|_| DriveError::invalid("local_modified_at", "it is not a time in RFC 3339"))?;
        *text = assay_types::Timestamp(time.as_millisecond()).rfc3339_millis();
    }
    Ok(request)
}

/// Writes into a draft what the request says beside the name.
fn describe(draft: &mut Draft, request: &UpdateFileRequest) {
    let file = &mut draft.file;
    if let Some(text) = &request.description {
        file.description = Some(text.clone()).filter(|text| !text.is_empty());
    }
    if let Some(labels) = &request.labels {
        file.labels = Some(labels.clone()).filter(|labels| !labels.is_empty());
    }
    if let Some(time) = &request.local_modified_at {
        file.local_modified_at = Some(time.clone());
    }
    file.hidden = request.hidden.unwrap_or(file.hidden);
    file.starred = request.starred.unwrap_or(file.starred);
}
