//! Drives: made, found, listed, changed, removed.

use assay_store::{DriveQuery, DriveRow, GroupRow, OwnerKind, new_id};
use assay_types::DriveId;
use assay_wire::pds::{
    self, CreateDriveReply, CreateDriveRequest, DeleteDriveRequest, EnabledStatus, GetDefaultDriveRequest,
    GetDriveRequest, ListDriveReply, ListDriveRequest, ListMyDrivesReply, ListMyDrivesRequest,
    ListMyGroupDriveReply, ListMyGroupDriveRequest, OwnerType, SearchDriveReply, SearchDriveRequest,
    UpdateDriveRequest,
};

use super::check;
use crate::{Caller, Drive, DriveError, file::Tries};

/// Drives of a page when the request does not say.
const PAGE: usize = 100;

impl Drive {
    /// Makes a drive for a user or a group.
    ///
    /// # Errors
    /// `ForbiddenNoPermission.Drive` for all but administrators, `NotFound.User` or `NotFound.Group` for the owner,
    /// `AlreadyExist.DefaultDrive`, `InvalidParameter.…`.
    pub async fn create_drive(
        &self,
        caller: &Caller,
        request: CreateDriveRequest,
    ) -> Result<CreateDriveReply, DriveError> {
        let (tenant, domain) = caller.administered("Drive")?;
        let now = self.parts.clock.now();
        let drive_type =
            request.drive_type.filter(|text| !text.is_empty()).unwrap_or_else(|| "normal".to_owned());
        let row = DriveRow {
            id: DriveId(new_id()),
            tenant: tenant.clone(),
            domain: domain.clone(),
            name: check::name("drive_name", request.drive_name)?,
            description: check::description(request.description)?.unwrap_or_default(),
            drive_type: check::line("drive_type", drive_type, 64)?,
            owner_kind: stored_kind(request.owner_type),
            owner: check::line("owner", request.owner, 64)?,
            is_default: request.is_default.unwrap_or(false),
            is_enabled: request.status != Some(EnabledStatus::Disabled),
            total_bytes: check::quota("total_size", request.total_size)?,
            used_bytes: 0,
            creator: caller.creator(),
            created_at: now,
            updated_at: now,
        };
        self.parts.store.create_drive(row.clone()).await?;
        let drive = wire_drive(row);
        Ok(CreateDriveReply {
            created_at: drive.created_at,
            creator: drive.creator,
            description: drive.description,
            domain_id: drive.domain_id,
            drive_id: drive.drive_id,
            drive_name: drive.drive_name,
            drive_type: drive.drive_type,
            owner: drive.owner,
            owner_type: drive.owner_type,
            status: drive.status,
            total_size: drive.total_size,
            used_size: drive.used_size,
        })
    }

    /// Removes a drive and all that is in it; what it held goes in the background.
    ///
    /// # Errors
    /// `NotFound.DriveId`, `ForbiddenNoPermission.Drive`.
    pub async fn delete_drive(&self, caller: &Caller, request: DeleteDriveRequest) -> Result<(), DriveError> {
        let row = self.seen_drive(caller, &request.drive_id).await?;
        caller.administered("Drive")?;
        if !self.parts.store.delete_drive(row.id, &self.drop_drives()).await? {
            return Err(DriveError::not_found("DriveId"));
        }
        self.parts.wake.wake();
        Ok(())
    }

    /// A drive. Seen by administrators, its owner, members of the group that owns it, and whoever has a right in it.
    ///
    /// # Errors
    /// `NotFound.DriveId`.
    pub async fn get_drive(
        &self,
        caller: &Caller,
        request: GetDriveRequest,
    ) -> Result<pds::Drive, DriveError> {
        Ok(wire_drive(self.seen_drive(caller, &request.drive_id).await?))
    }

    /// The default drive of a user: of the caller itself where none is named, and of the domain's superadmin for a
    /// key.
    ///
    /// # Errors
    /// `NotFound.DriveId`, `ForbiddenNoPermission.Drive` for the drive of somebody else.
    pub async fn get_default_drive(
        &self,
        caller: &Caller,
        request: GetDefaultDriveRequest,
    ) -> Result<pds::Drive, DriveError> {
        let (_, domain) = caller.domain()?;
        let user = match request.user_id.filter(|user| !user.is_empty()) {
            Some(user) if caller.is_administrator() || caller.is_user(&user) => check::user_id(&user)?,
            Some(_) => return Err(DriveError::forbidden("Drive")),
            None => caller.oneself()?,
        };
        let row = self.parts.store.default_drive(domain, OwnerKind::User, user.as_str()).await?;
        row.map(wire_drive).ok_or_else(|| DriveError::not_found("DriveId"))
    }

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

    /// Changes a drive. Its owner may change its name and description, administrators everything. A total below
    /// what the drive holds lets nothing more in. A default drive that goes to another owner is nobody's default.
    ///
    /// # Errors
    /// `NotFound.DriveId`, `NotFound.User` or `NotFound.Group` for a new owner, `ForbiddenNoPermission.Drive`,
    /// `InvalidParameter.…`.
    pub async fn update_drive(
        &self,
        caller: &Caller,
        request: UpdateDriveRequest,
    ) -> Result<pds::Drive, DriveError> {
        let mut tries = Tries::default();
        loop {
            match self.try_update_drive(caller, &request).await {
                Err(error) => tries.again(error)?,
                done => return done,
            }
        }
    }

    async fn try_update_drive(
        &self,
        caller: &Caller,
        request: &UpdateDriveRequest,
    ) -> Result<pds::Drive, DriveError> {
        let mut row = self.seen_drive(caller, &request.drive_id).await?;
        let is_own = row.owner_kind == OwnerKind::User && caller.is_user(&row.owner);
        let is_plain = request.owner.is_none() && request.status.is_none() && request.total_size.is_none();
        if !caller.is_administrator() && !(is_own && is_plain) {
            return Err(DriveError::forbidden("Drive"));
        }
        let read = row.updated_at;
        if let Some(name) = &request.drive_name {
            row.name = check::name("drive_name", name.clone())?;
        }
        if let Some(description) = check::description(request.description.clone())? {
            row.description = description;
        }
        if let Some(status) = request.status {
            row.is_enabled = status == EnabledStatus::Enabled;
        }
        if request.total_size.is_some() {
            row.total_bytes = check::quota("total_size", request.total_size)?;
        }
        if let Some(owner) = request.owner.as_ref().filter(|owner| **owner != row.owner) {
            row.owner = check::line("owner", owner.clone(), 64)?;
            row.is_default = false;
        }
        row.updated_at = self.parts.clock.now();
        self.parts.store.replace_drive(row.clone(), read).await?;
        Ok(wire_drive(row))
    }

    /// A drive that the caller may know of.
    async fn seen_drive(&self, caller: &Caller, id: &str) -> Result<DriveRow, DriveError> {
        let nothing = || DriveError::not_found("DriveId");
        let (_, domain) = caller.domain()?;
        let row = self.parts.store.drive(id.parse().map_err(|_| nothing())?).await?.ok_or_else(nothing)?;
        if row.domain != *domain {
            return Err(nothing());
        }
        if caller.is_administrator() || self.owns(caller, &row).await? {
            return Ok(row);
        }
        // Whoever was given a right in it knows of it too.
        self.access(caller, Some(id), None).await?;
        Ok(row)
    }

    /// Whether a drive is the caller's own, or of a group that the caller is in.
    async fn owns(&self, caller: &Caller, row: &DriveRow) -> Result<bool, DriveError> {
        let Some(user) = caller.user() else { return Ok(false) };
        if row.owner_kind == OwnerKind::User {
            return Ok(row.owner == user.as_str());
        }
        let memberships = self.parts.store.memberships(&row.domain, user).await?;
        Ok(memberships.iter().any(|membership| membership.group.as_str() == row.owner))
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

fn stored_kind(kind: OwnerType) -> OwnerKind {
    match kind {
        OwnerType::User => OwnerKind::User,
        OwnerType::Group => OwnerKind::Group,
    }
}

/// A drive as the wire has it; `total_size` 0 is without limit.
pub(super) fn wire_drive(row: DriveRow) -> pds::Drive {
    let owner_type = match row.owner_kind {
        OwnerKind::User => OwnerType::User,
        OwnerKind::Group => OwnerType::Group,
    };
    let status = if row.is_enabled { EnabledStatus::Enabled } else { EnabledStatus::Disabled };
    pds::Drive {
        created_at: Some(row.created_at.rfc3339_millis()),
        creator: Some(row.creator),
        description: Some(row.description),
        domain_id: Some(row.domain.to_string()),
        drive_id: Some(row.id.to_string()),
        drive_name: Some(row.name),
        drive_type: Some(row.drive_type),
        owner: Some(row.owner),
        owner_type: Some(owner_type.as_str().to_owned()),
        status: Some(status.as_str().to_owned()),
        total_size: Some(check::quota_text(row.total_bytes)),
        used_size: Some(check::wire_number(row.used_bytes)),
    }
}
