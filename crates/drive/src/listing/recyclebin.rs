//! `ListRecyclebin`: what is in the recycle bin by itself, the latest first.

use std::ops::RangeInclusive;

use assay_store::{Found, Position, Scope};
use assay_wire::pds::{ListRecyclebinReply, ListRecyclebinRequest};

use super::page::{self, Mark};
use crate::{Actions, Caller, Drive, DriveError, record::Fields};

const LIMITS: RangeInclusive<i32> = 1..=200;

/// Items of a page when the request does not say.
const DEFAULT_LIMIT: usize = 50;

/// Looks at the bin for one page: who may see little of it gets short pages rather than slow ones.
const MAX_LOOKS: usize = 10;

impl Drive {
    /// A page of the recycle bin. What was in a folder when that was thrown away is not listed: it comes and goes
    /// with the folder.
    ///
    /// # Errors
    /// `InvalidParameter.limit`, `.fields`, `.marker`, `.thumbnail_processes`; `NotFound.DriveId`,
    /// `ForbiddenNoPermission.File`.
    pub async fn list_recyclebin(
        &self,
        caller: &Caller,
        request: ListRecyclebinRequest,
    ) -> Result<ListRecyclebinReply, DriveError> {
        let limit = page::limit(request.limit, LIMITS, DEFAULT_LIMIT)?;
        let fields = Fields::parse(request.fields.as_deref())?
            .with_thumbnails(request.thumbnail_processes.as_ref())?;
        let access = self.access(caller, Some(&request.drive_id), None).await?;
        let purpose = format!("ListRecyclebin {}", access.drive.id);
        let mut after = match page::given(request.marker.as_ref()) {
            Some(marker) => Some(self.markers.open::<Mark>("marker", &purpose, marker)?.into()),
            None => None,
        };
        let scope = access.scope(Actions::VISIBLE)?;
        let mut files: Vec<Found> = Vec::new();
        for _ in 0..MAX_LOOKS {
            let wanted = limit - files.len();
            let page = self.parts.store.trash(access.drive.id, after.as_ref(), wanted).await?;
            files.extend(page.files.into_iter().filter(|found| is_in(&scope, found)));
            after = page.next;
            if after.is_none() || files.len() == limit {
                break;
            }
        }
        let seal = |position: Position| self.markers.seal(&purpose, &Mark::from(position));
        let next_marker = after.map(seal).transpose()?.unwrap_or_default();
        Ok(ListRecyclebinReply { items: self.records(&access, &files, &fields).await?, next_marker })
    }
}

/// Whether a file is in this part of the drive.
pub(super) fn is_in(scope: &Scope, found: &Found) -> bool {
    match scope {
        Scope::Whole => true,
        Scope::Under(tops) => found.is_under(tops),
    }
}
