//! Groups: made, found, listed, changed, removed.

use assay_store::{GroupRow, Party, new_id};
use assay_types::{DomainId, GroupId};
use assay_wire::pds::{
    CreateGroupRequest, DeleteGroupRequest, GetGroupRequest, Group, GroupUpdateNameRequest, ListGroupReply,
    ListGroupRequest, UpdateGroupRequest,
};

use super::check;
use crate::{Caller, Drive, DriveError, file::Tries};

/// How somebody stands to a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Standing {
    /// Does not know of it.
    Stranger,
    /// Is in it, itself or through another group.
    Member,
    /// Administers it, or one that it is in.
    Administrator,
}

impl Drive {
    /// Makes a group, in another one if that is named.
    ///
    /// # Errors
    /// `ForbiddenNoPermission.Group`, `NotFound.Group` for the parent, `InvalidParameter.…`.
    pub async fn create_group(
        &self,
        caller: &Caller,
        request: CreateGroupRequest,
    ) -> Result<Group, DriveError> {
        let (_, domain) = caller.administered("Group")?;
        let now = self.parts.clock.now();
        let parent = request.parent_group_id.filter(|parent| !parent.is_empty());
        let parent = parent.map(|parent| check::group_id(&parent)).transpose()?;
        let is_root = request.is_root.unwrap_or(false);
        if is_root && parent.is_some() {
            return Err(DriveError::invalid("is_root", "a group that stands for the domain is in no other"));
        }
        let row = GroupRow {
            domain: domain.clone(),
            id: new_group_id()?,
            name: check::name("group_name", request.group_name)?,
            description: check::description(request.description)?.unwrap_or_default(),
            is_root,
            creator: caller.creator(),
            created_at: now,
            updated_at: now,
        };
        self.parts.store.create_group(row.clone(), parent).await?;
        Ok(wire_group(row))
    }

    /// Removes a group with its memberships, roles and rights; its drives go in the background.
    ///
    /// # Errors
    /// `NotFound.Group`, `ForbiddenNoPermission.Group`, `InvalidResource.NotEmpty` while groups are in it.
    pub async fn delete_group(&self, caller: &Caller, request: DeleteGroupRequest) -> Result<(), DriveError> {
        let (group, _) = self.seen_group(caller, &request.group_id).await?;
        caller.administered("Group")?;
        self.parts.store.delete_group(&group.domain, &group.id, &self.drop_drives()).await?;
        self.parts.wake.wake();
        Ok(())
    }

    /// A group: seen by its members, and by those who administer it.
    ///
    /// # Errors
    /// `NotFound.Group`.
    pub async fn get_group(&self, caller: &Caller, request: GetGroupRequest) -> Result<Group, DriveError> {
        Ok(wire_group(self.seen_group(caller, &request.group_id).await?.0))
    }

    /// Changes a group's name.
    ///
    /// # Errors
    /// As [`Drive::update_group`].
    pub async fn group_update_name(
        &self,
        caller: &Caller,
        request: GroupUpdateNameRequest,
    ) -> Result<(), DriveError> {
        let name = request.name.ok_or_else(|| DriveError::missing("name"))?;
        let name = check::name("name", name)?;
        let request =
            UpdateGroupRequest { description: None, group_id: request.group_id, group_name: Some(name) };
        self.update_group(caller, request).await.map(drop)
    }

    /// Changes a group's name and description; what is not named stays. For those who administer it.
    ///
    /// # Errors
    /// `NotFound.Group`, `ForbiddenNoPermission.Group`, `InvalidParameter.…`.
    pub async fn update_group(
        &self,
        caller: &Caller,
        request: UpdateGroupRequest,
    ) -> Result<Group, DriveError> {
        let mut tries = Tries::default();
        loop {
            match self.try_update_group(caller, &request).await {
                Err(error) => tries.again(error)?,
                done => return done,
            }
        }
    }

    async fn try_update_group(
        &self,
        caller: &Caller,
        request: &UpdateGroupRequest,
    ) -> Result<Group, DriveError> {
        let mut row = self.administered_group(caller, &request.group_id).await?;
        let read = row.updated_at;
        if let Some(name) = &request.group_name {
            row.name = check::name("group_name", name.clone())?;
        }
        if let Some(description) = check::description(request.description.clone())? {
            row.description = description;
        }
        row.updated_at = self.parts.clock.now();
        self.parts.store.replace_group(row.clone(), read).await?;
        Ok(wire_group(row))
    }

    /// Groups of the domain by id.
    ///
    /// # Errors
    /// `ForbiddenNoPermission.Group`, `InvalidParameter.limit`, `InvalidParameter.marker`.
    pub async fn list_group(
        &self,
        caller: &Caller,
        request: ListGroupRequest,
    ) -> Result<ListGroupReply, DriveError> {
        let (_, domain) = caller.administered("Group")?;
        let limit = check::limit(request.limit, 100)?;
        let purpose = format!("ListGroup {domain}");
        let after: Option<GroupId> = check::given(request.marker.as_ref())
            .map(|marker| self.markers.open("marker", &purpose, marker))
            .transpose()?;
        let mut rows = self.parts.store.groups(domain, after.as_ref(), limit + 1).await?;
        let next_marker = self.next_marker(&purpose, &mut rows, limit, |row| row.id.clone())?;
        Ok(ListGroupReply { items: rows.into_iter().map(wire_group).collect(), next_marker })
    }

    /// A group that the caller may know of, and how it stands to it.
    pub(super) async fn seen_group(
        &self,
        caller: &Caller,
        id: &str,
    ) -> Result<(GroupRow, Standing), DriveError> {
        let nothing = || DriveError::not_found("Group");
        let (_, domain) = caller.domain()?;
        let id = check::group_id(id)?;
        let row = self.parts.store.group(domain, &id).await?.ok_or_else(nothing)?;
        match self.standing(caller, domain, &id).await? {
            Standing::Stranger => Err(nothing()),
            standing => Ok((row, standing)),
        }
    }

    /// A group that the caller administers.
    ///
    /// # Errors
    /// `NotFound.Group`, `ForbiddenNoPermission.Group` for those who are only in it.
    pub(super) async fn administered_group(&self, caller: &Caller, id: &str) -> Result<GroupRow, DriveError> {
        match self.seen_group(caller, id).await? {
            (row, Standing::Administrator) => Ok(row),
            _ => Err(DriveError::forbidden("Group")),
        }
    }

    async fn standing(
        &self,
        caller: &Caller,
        domain: &DomainId,
        group: &GroupId,
    ) -> Result<Standing, DriveError> {
        if caller.is_administrator() {
            return Ok(Standing::Administrator);
        }
        let Some(user) = caller.user() else { return Ok(Standing::Stranger) };
        let store = &self.parts.store;
        let memberships = store.memberships(domain, user).await?;
        let is_member = memberships.iter().any(|membership| membership.group == *group);
        let groups = memberships.into_iter().map(|membership| Party::Group(membership.group));
        let identities: Vec<_> = std::iter::once(Party::User(user.clone())).chain(groups).collect();
        let administered = store.administered(domain, &identities).await?;
        if !administered.is_empty() {
            let lineage = store.lineage(domain, group).await?;
            if administered.iter().any(|row| lineage.contains(&row.group)) {
                return Ok(Standing::Administrator);
            }
        }
        Ok(if is_member { Standing::Member } else { Standing::Stranger })
    }
}

fn new_group_id() -> Result<GroupId, DriveError> {
    format!("g{:016x}", new_id())
        .parse()
        .map_err(|error: assay_types::IdError| DriveError::Corrupt { what: "group", why: error.to_string() })
}

/// A group as the wire has it.
pub(super) fn wire_group(row: GroupRow) -> Group {
    Group {
        created_at: Some(row.created_at.as_millis()),
        creator: Some(row.creator),
        description: Some(row.description),
        domain_id: Some(row.domain.to_string()),
        group_id: Some(row.id.to_string()),
        group_name: Some(row.name),
        updated_at: Some(row.updated_at.as_millis()),
    }
}
