//! Listings of drives, and how the directory's pages follow each other.

use assay_store::{DriveQuery, GroupRow, OwnerKind};
use assay_types::DriveId;
use assay_wire::pds::{
    self, ListDriveReply, ListDriveRequest, ListMyDrivesReply, ListMyDrivesRequest, ListMyGroupDriveReply,
    ListMyGroupDriveRequest, OwnerType, SearchDriveReply, SearchDriveRequest,
};

use super::{
    check,
    drive::{stored_kind, wire_drive},
};
use crate::{Caller, Drive, DriveError};

/// Drives of a page when the request does not say.
const PAGE: usize = 100;

impl Drive {
    /// Drives of the domain, by id; of one owner, or of one kind of owner, where that is named. A user may list its
    /// own.
    ///
    /// # Errors
    /// `ForbiddenNoPermission.Drive`, `InvalidParameter.limit`, `InvalidParameter.marker`.
    pub async fn list_drive(
        &self,
        caller: &Caller,
        request: ListDriveRequest,
    ) -> Result<ListDriveReply, DriveError> {
        let filter = Filter { owner: request.owner, owner_type: request.owner_type, name: None };
        let (items, next_marker) =
            self.drive_page(caller, "ListDrive", filter, request.limit, request.marker.as_ref()).await?;
        Ok(ListDriveReply { items, next_marker })
    }

    /// The same, with a part of the drive's name.
    ///
    /// # Errors
    /// As [`Drive::list_drive`].
    pub async fn search_drive(
        &self,
        caller: &Caller,
        request: SearchDriveRequest,
    ) -> Result<SearchDriveReply, DriveError> {
        let filter =
            Filter { owner: request.owner, owner_type: request.owner_type, name: request.drive_name };
        let (items, next_marker) =
            self.drive_page(caller, "SearchDrive", filter, request.limit, request.marker.as_ref()).await?;
        Ok(SearchDriveReply { items, next_marker })
    }

    /// Drives that the caller itself owns; for a key, those of the domain's superadmin.
    ///
    /// # Errors
    /// `InvalidParameter.limit`, `InvalidParameter.marker`.
    pub async fn list_my_drives(
        &self,
        caller: &Caller,
        request: ListMyDrivesRequest,
    ) -> Result<ListMyDrivesReply, DriveError> {
        let user = caller.oneself()?;
        let (items, next_marker) = self
            .drives_of(
                caller,
                "ListMyDrives",
                (OwnerKind::User, vec![user.to_string()]),
                None,
                request.limit,
                request.marker.as_ref(),
            )
            .await?;
        Ok(ListMyDrivesReply { items, next_marker })
    }

    /// Drives of the groups that the caller is in, and the drive of the group that stands for the whole domain.
    ///
    /// # Errors
    /// `InvalidParameter.limit`, `InvalidParameter.marker`, `InvalidParameter.drive_name`.
    pub async fn list_my_group_drive(
        &self,
        caller: &Caller,
        request: ListMyGroupDriveRequest,
    ) -> Result<ListMyGroupDriveReply, DriveError> {
        let (_, domain) = caller.domain()?;
        let user = caller.oneself()?;
        let name = check::optional_name("drive_name", request.drive_name)?;
        let memberships = self.parts.store.memberships(domain, &user).await?;
        let groups = memberships.into_iter().map(|membership| membership.group.to_string()).collect();
        let root_group_drive = self.root_group_drive(caller).await?;
        let (items, next_marker) = self
            .drives_of(
                caller,
                "ListMyGroupDrive",
                (OwnerKind::Group, groups),
                name,
                request.limit,
                request.marker.as_ref(),
            )
            .await?;
        Ok(ListMyGroupDriveReply { items, next_marker, root_group_drive })
    }

    async fn root_group_drive(&self, caller: &Caller) -> Result<Option<pds::Drive>, DriveError> {
        let (_, domain) = caller.domain()?;
        let Some(GroupRow { id, .. }) = self.parts.store.root_groups(domain).await?.into_iter().next() else {
            return Ok(None);
        };
        let query = DriveQuery {
            domain: domain.clone(),
            owner_kind: Some(OwnerKind::Group),
            owners: Some(vec![id.to_string()]),
            name_part: None,
            after: None,
            limit: 1,
        };
        let default = self.parts.store.default_drive(domain, OwnerKind::Group, id.as_str()).await?;
        let row = match default {
            Some(row) => Some(row),
            None => self.parts.store.drives(&query).await?.into_iter().next(),
        };
        Ok(row.map(wire_drive))
    }

    async fn drive_page(
        &self,
        caller: &Caller,
        operation: &str,
        filter: Filter,
        limit: Option<i32>,
        marker: Option<&String>,
    ) -> Result<(Vec<pds::Drive>, String), DriveError> {
        caller.domain()?;
        let is_own = filter.owner.as_deref().is_some_and(|owner| caller.is_user(owner))
            && filter.owner_type != Some(OwnerType::Group);
        if !caller.is_administrator() && !is_own {
            return Err(DriveError::forbidden("Drive"));
        }
        let kind = if caller.is_administrator() { filter.owner_type } else { Some(OwnerType::User) };
        let name = check::optional_name("drive_name", filter.name)?;
        self.page_of_drives(
            caller,
            operation,
            (kind.map(stored_kind), filter.owner.map(|owner| vec![owner])),
            name,
            limit,
            marker,
        )
        .await
    }

    async fn drives_of(
        &self,
        caller: &Caller,
        operation: &str,
        (kind, owners): (OwnerKind, Vec<String>),
        name: Option<String>,
        limit: Option<i32>,
        marker: Option<&String>,
    ) -> Result<(Vec<pds::Drive>, String), DriveError> {
        self.page_of_drives(caller, operation, (Some(kind), Some(owners)), name, limit, marker).await
    }

    async fn page_of_drives(
        &self,
        caller: &Caller,
        operation: &str,
        (owner_kind, owners): (Option<OwnerKind>, Option<Vec<String>>),
        name: Option<String>,
        limit: Option<i32>,
        marker: Option<&String>,
    ) -> Result<(Vec<pds::Drive>, String), DriveError> {
        let limit = check::limit(limit, PAGE)?;
        let (_, domain) = caller.domain()?;
        let purpose = format!("{operation} {domain}");
        let after =
            check::given(marker).map(|marker| self.markers.open("marker", &purpose, marker)).transpose()?;
        let query = DriveQuery {
            domain: domain.clone(),
            owner_kind,
            owners,
            name_part: name.filter(|name| !name.is_empty()),
            after: after.map(DriveId),
            limit: limit + 1,
        };
        let mut rows = self.parts.store.drives(&query).await?;
        let next = self.next_marker(&purpose, &mut rows, limit, |row| row.id.0)?;
        Ok((rows.into_iter().map(wire_drive).collect(), next))
    }

    /// Cuts a page that was read one too long, and says where it goes on.
    pub(super) fn next_marker<T, M: serde::Serialize>(
        &self,
        purpose: &str,
        rows: &mut Vec<T>,
        limit: usize,
        mark: impl FnOnce(&T) -> M,
    ) -> Result<String, DriveError> {
        if rows.len() <= limit {
            return Ok(String::new());
        }
        rows.truncate(limit);
        match rows.last() {
            Some(last) => self.markers.seal(purpose, &mark(last)),
            None => Ok(String::new()),
        }
    }
}

/// What narrows a listing of drives.
struct Filter {
    owner: Option<String>,
    owner_type: Option<OwnerType>,
    name: Option<String>,
}
