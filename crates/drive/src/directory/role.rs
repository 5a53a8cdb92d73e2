//! Roles: who administers which group.

use assay_store::{GroupAdminRow, Party};
use assay_wire::pds::{
    AssignRoleRequest, Assignment, CancelAssignRoleRequest, Identity, IdentityAssignment, IdentityType,
    ListAssignmentReply, ListAssignmentRequest, ListIdentityRoleReply, ListIdentityRoleRequest,
};

use super::{check, membership::party_text};
use crate::{Caller, Drive, DriveError};

/// The role that can be assigned.
const GROUP_ADMIN: &str = "SystemGroupAdmin";
/// What it can be assigned on.
const GROUP: &str = "RT_Group";

impl Drive {
    /// Makes a user, or the members of a group, administrators of a group and of the groups in it.
    ///
    /// # Errors
    /// `ForbiddenNoPermission.Role` for all but administrators of the domain, `NotFound.Group`, `NotFound.User`,
    /// `AlreadyExist.Assignment`, `InvalidParameter.…`.
    pub async fn assign_role(&self, caller: &Caller, request: AssignRoleRequest) -> Result<(), DriveError> {
        let (_, domain) = caller.administered("Role")?;
        check_role(&request.role_id, &request.manage_resource_type)?;
        let row = GroupAdminRow {
            group: check::group_id(&request.manage_resource_id)?,
            identity: party(&request.identity)?,
            creator: caller.creator(),
            created_at: self.parts.clock.now(),
        };
        Ok(self.parts.store.add_group_admin(domain, row).await?)
    }

    /// Takes that back.
    ///
    /// # Errors
    /// As [`Drive::assign_role`]; `NotFound.Assignment`.
    pub async fn cancel_assign_role(
        &self,
        caller: &Caller,
        request: CancelAssignRoleRequest,
    ) -> Result<(), DriveError> {
        let (_, domain) = caller.administered("Role")?;
        check_role(&request.role_id, &request.manage_resource_type)?;
        let group = check::group_id(&request.manage_resource_id)?;
        let identity = party(&request.identity)?;
        if self.parts.store.remove_group_admin(domain, &group, &identity).await? {
            Ok(())
        } else {
            Err(DriveError::not_found("Assignment"))
        }
    }

    /// Who administers a group itself: users by id, then groups by id.
    ///
    /// # Errors
    /// `NotFound.Group`, `ForbiddenNoPermission.Group` for those who do not administer it, `InvalidParameter.…`.
    pub async fn list_assignment(
        &self,
        caller: &Caller,
        request: ListAssignmentRequest,
    ) -> Result<ListAssignmentReply, DriveError> {
        let limit = check::limit(request.limit, 100)?;
        check_resource(&request.manage_resource_type)?;
        let group = self.administered_group(caller, &request.manage_resource_id).await?;
        let purpose = format!("ListAssignment {}", group.id);
        let after = self.party_mark(&purpose, request.marker.as_ref())?;
        let store = &self.parts.store;
        let mut rows = store.group_admins(&group.domain, &group.id, after.as_ref(), limit + 1).await?;
        let next_marker = self.next_marker(&purpose, &mut rows, limit, |row| party_text(&row.identity))?;
        let assignment = |row: GroupAdminRow| Assignment {
            created_at: Some(row.created_at.as_millis()),
            creator: Some(row.creator),
            domain_id: Some(group.domain.to_string()),
            identity: Some(wire_identity(&row.identity)),
            manage_resource_id: Some(row.group.to_string()),
            manage_resource_type: Some(GROUP.to_owned()),
            role_id: Some(GROUP_ADMIN.to_owned()),
        };
        Ok(ListAssignmentReply { assignment_list: rows.into_iter().map(assignment).collect(), next_marker })
    }

    /// What a user or a group administers. Users may ask about themselves.
    ///
    /// # Errors
    /// `NotFound.User`, `NotFound.Group`, `InvalidParameter.identity…`.
    pub async fn list_identity_role(
        &self,
        caller: &Caller,
        request: ListIdentityRoleRequest,
    ) -> Result<ListIdentityRoleReply, DriveError> {
        let identity = party(&request.identity)?;
        let (domain, name, creator, created_at, is_admin) = match &identity {
            Party::User(user) => {
                let user = self.seen_user(caller, user.as_str()).await?;
                let is_admin = user.role != assay_store::Role::User;
                (user.domain, user.nick_name, user.creator, user.created_at, is_admin)
            }
            Party::Group(group) => {
                let group = self.administered_group(caller, group.as_str()).await?;
                (group.domain, group.name, group.creator, group.created_at, false)
            }
        };
        let rows = self.parts.store.administered(&domain, std::slice::from_ref(&identity)).await?;
        let assignment = |row: GroupAdminRow| IdentityAssignment {
            created_at: Some(row.created_at.rfc3339_millis()),
            creator: Some(row.creator),
            disinherit_sub_group: Some(false),
            domain_id: Some(domain.to_string()),
            identity: Some(wire_identity(&row.identity)),
            manage_resource_id: Some(row.group.to_string()),
            manage_resource_type: Some(GROUP.to_owned()),
            role_id: Some(GROUP_ADMIN.to_owned()),
            updated_at: Some(row.created_at.rfc3339_millis()),
            ..IdentityAssignment::default()
        };
        Ok(ListIdentityRoleReply {
            assignment_list: rows.into_iter().map(assignment).collect(),
            created_at: Some(created_at.rfc3339_millis()),
            creator: Some(creator),
            domain_id: Some(domain.to_string()),
            identity: Some(wire_identity(&identity)),
            identity_name: Some(name),
            is_admin: Some(is_admin),
            subdomain_id: None,
        })
    }
}

fn check_role(role: &str, resource: &str) -> Result<(), DriveError> {
    if role != GROUP_ADMIN {
        return Err(DriveError::invalid("role_id", format!("it is not {GROUP_ADMIN}")));
    }
    check_resource(resource)
}

fn check_resource(resource: &str) -> Result<(), DriveError> {
    if resource == GROUP {
        Ok(())
    } else {
        Err(DriveError::invalid("manage_resource_type", format!("it is not {GROUP}")))
    }
}

/// Whom a request means.
fn party(identity: &Identity) -> Result<Party, DriveError> {
    let missing = |field: &'static str| move || DriveError::missing(field);
    let id = identity.identity_id.as_deref().ok_or_else(missing("identity.identity_id"))?;
    match identity.identity_type.as_deref().ok_or_else(missing("identity.identity_type"))? {
        "IT_User" => Ok(Party::User(check::user_id(id)?)),
        "IT_Group" => Ok(Party::Group(check::group_id(id)?)),
        _ => Err(DriveError::invalid("identity.identity_type", "it is neither IT_User nor IT_Group")),
    }
}

fn wire_identity(party: &Party) -> Identity {
    let kind = match party {
        Party::User(_) => IdentityType::User,
        Party::Group(_) => IdentityType::Group,
    };
    Identity { identity_id: Some(party.id().to_owned()), identity_type: Some(kind.as_str().to_owned()) }
}
