//! Drives: made, found, changed, removed.

use assay_store::{DriveRow, OwnerKind, new_id};
use assay_types::DriveId;
use assay_wire::pds::{
    self, CreateDriveReply, CreateDriveRequest, DeleteDriveRequest, EnabledStatus, GetDefaultDriveRequest,
    GetDriveRequest, OwnerType, UpdateDriveRequest,
};

use super::check;
use crate::{Caller, Drive, DriveError, file::Tries};

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
        let may = caller.is_administrator() || (is_own && is_plain);
        if !may {
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
}

/// The wire's kind of owner as the store's.
pub(super) fn stored_kind(kind: OwnerType) -> OwnerKind {
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
