//! `ListFile`: a page of one folder, in one of its orders.

use assay_store::{Direction, FileKind, FileState, ListFilter, ListOrder, ListSpec, Position, Scope};
use assay_types::FileId;
use assay_wire::pds::{
    Category, FileOrder, FileType, ListFileReply, ListFileRequest, ListedStatus, OrderDirection,
};
use serde::{Deserialize, Serialize};

use super::page::{self, Mark};
use crate::{Access, Actions, Caller, Drive, DriveError, record::Fields};

/// Items of a page when the request does not say.
const DEFAULT_LIMIT: usize = 50;

/// What a folder's pages are, from the first to the last: a marker carries it, so that parameters that change
/// on the way cannot tear a listing apart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Listing {
    #[serde(rename = "o")]
    pub(super) order: FileOrder,
    #[serde(rename = "d")]
    pub(super) direction: OrderDirection,
    #[serde(rename = "s")]
    pub(super) status: ListedStatus,
    #[serde(rename = "k", default, skip_serializing_if = "Option::is_none")]
    pub(super) kind: Option<FileType>,
    #[serde(rename = "c", default, skip_serializing_if = "Option::is_none")]
    pub(super) category: Option<Category>,
    #[serde(rename = "a", default, skip_serializing_if = "Option::is_none")]
    pub(super) after: Option<Mark>,
}

impl Drive {
    /// A page of one folder. Whoever may see only parts of the drive, by permissions or a share link, finds
    /// those in its root.
    ///
    /// # Errors
    /// `InvalidParameter.limit`, `.fields`, `.marker` (a marker of another folder included), `.parent_file_id` for
    /// a file, `.thumbnail_processes`; `NotFound.FileId`, `ForbiddenFileInTheRecycleBin`,
    /// `ForbiddenNoPermission.File`.
    pub async fn list_file(
        &self,
        caller: &Caller,
        request: ListFileRequest,
    ) -> Result<ListFileReply, DriveError> {
        let limit = page::limit(request.limit, page::LIMITS, DEFAULT_LIMIT)?;
        let fields = Fields::parse(request.fields.as_deref())?
            .with_thumbnails(request.thumbnail_processes.as_ref())?;
        let access = self.access(caller, request.drive_id.as_deref(), request.share_id.as_deref()).await?;
        let purpose = format!("ListFile {} {}", access.drive.id, request.parent_file_id);
        let mut listing = match page::given(request.marker.as_ref()) {
            Some(marker) => self.markers.open("marker", &purpose, marker)?,
            None => Listing::asked(&request),
        };
        let parent: Result<FileId, _> = request.parent_file_id.parse();
        let (files, next) = match access.scope(Actions::VISIBLE)? {
            Scope::Under(tops) if parent == Ok(FileId::ROOT) && !tops.contains(&FileId::ROOT) => {
                self.list_tops(&access, &listing, tops, limit).await?
            }
            scope => {
                let folder =
                    self.folder(&access, "parent_file_id", &request.parent_file_id, Actions::LIST).await?;
                let page = self.parts.store.list(&listing.spec(&access, folder.id(), limit, scope)).await?;
                (page.files, page.next)
            }
        };
        let marker = match next {
            Some(position) => {
                listing.after = Some(position.into());
                self.markers.seal(&purpose, &listing)?
            }
            None => String::new(),
        };
        Ok(ListFileReply { items: self.records(&access, &files, &fields).await?, next_marker: marker })
    }
}

impl Listing {
    fn asked(request: &ListFileRequest) -> Self {
        Self {
            order: request.order_by.unwrap_or(FileOrder::CreatedAt),
            direction: request.order_direction.unwrap_or(OrderDirection::Asc),
            status: request.status.unwrap_or(ListedStatus::Available),
            kind: request.kind,
            category: request.category,
            after: None,
        }
    }

    pub(super) fn state(&self) -> FileState {
        match self.status {
            ListedStatus::Available => FileState::Available,
            ListedStatus::Uploading => FileState::Uploading,
        }
    }

    pub(super) fn file_kind(&self) -> Option<FileKind> {
        self.kind.map(|kind| match kind {
            FileType::File => FileKind::File,
            FileType::Folder => FileKind::Folder,
        })
    }

    fn spec(&self, access: &Access, parent: FileId, limit: usize, scope: Scope) -> ListSpec {
        ListSpec {
            drive: access.drive.id,
            parent,
            filter: ListFilter {
                state: self.state(),
                kind: self.file_kind(),
                category: self.category.map(|category| category.as_str().to_owned()),
            },
            order: match self.order {
                FileOrder::CreatedAt => ListOrder::Created,
                FileOrder::UpdatedAt => ListOrder::Updated,
                FileOrder::Name => ListOrder::Name,
                FileOrder::Size => ListOrder::Size,
            },
            direction: match self.direction {
                OrderDirection::Asc => Direction::Ascending,
                OrderDirection::Desc => Direction::Descending,
            },
            after: self.after.clone().map(Position::from),
            limit,
            scope,
        }
    }
}
