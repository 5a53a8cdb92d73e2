//! `FileAddPermission`, `FileRemovePermission`, `FileListPermission`.

use std::collections::HashSet;

use assay_store::{Party, PermissionKey, PermissionRow};
use assay_types::{FileId, Timestamp};
use assay_wire::pds::{
    FileAddPermissionRequest, FileListPermissionRequest, FilePermissionMember, FileRemovePermissionRequest,
    Identity, IdentityType,
};

use super::role::{action_names, actions_of, custom_actions, custom_role};
use crate::{Access, Actions, Caller, Drive, DriveError};

/// What `expire_time` says of a permission that never ends: 2121-05-01 in milliseconds since 1970.
const NEVER_MS: i64 = 4_775_500_800_000;

/// Members in one request.
const MEMBERS_MAX: usize = 100;

/// Permissions on one file.
const PER_FILE: usize = 500;

/// Permissions of one user or group in one drive: all of them are looked at when it calls.
const PER_GRANTEE: usize = 1000;

const FIELD: &str = "member_list";

impl Drive {
    /// Gives users and groups of the drive's domain rights on a file or folder and all below it, each in place of
    /// the one that it has by the same role.
    ///
    /// # Errors
    /// `InvalidParameter.member_list` (also for more members, or permissions, than may be), `NotFound.User`,
    /// `NotFound.Group`, and those of finding a file; `ForbiddenNoPermission.File` for those who may not give
    /// rights on it.
    pub async fn file_add_permission(
        &self,
        caller: &Caller,
        request: FileAddPermissionRequest,
    ) -> Result<(), DriveError> {
        let access = self.access(caller, Some(&request.drive_id), None).await?;
        let file = self.granted_file(&access, &request.file_id).await?;
        check_count(request.member_list.len())?;
        let now = self.parts.clock.now();
        let creator = caller.signature().1;
        let mut rows = Vec::<PermissionRow>::new();
        for member in request.member_list {
            let role = role_of(&member)?;
            let grantee = self.grantee(&access, member.identity.as_ref()).await?;
            let row = PermissionRow {
                key: PermissionKey { drive: access.drive.id, file, grantee, role },
                domain: access.drive.domain.clone(),
                expires_at: expiry(member.expire_time, now)?,
                disinherit_sub_group: member.disinherit_sub_group.unwrap_or(false),
                creator: creator.clone(),
                created_at: now,
            };
            // The last one counts, as if they had come one after the other.
            rows.retain(|earlier| earlier.key != row.key);
            rows.push(row);
        }
        if self.parts.store.put_permissions(rows, PER_FILE, PER_GRANTEE, now).await? {
            return Ok(());
        }
        let why = format!(
            "a file has at most {PER_FILE} permissions, and a user or group at most {PER_GRANTEE} in a drive"
        );
        Err(DriveError::invalid(FIELD, why))
    }

    /// Takes rights on a file or folder away. Those that are not there are no error.
    ///
    /// # Errors
    /// `InvalidParameter.member_list`, and those of [`Drive::file_add_permission`] about the file.
    pub async fn file_remove_permission(
        &self,
        caller: &Caller,
        request: FileRemovePermissionRequest,
    ) -> Result<(), DriveError> {
        let access = self.access(caller, Some(&request.drive_id), None).await?;
        let file = self.granted_file(&access, &request.file_id).await?;
        check_count(request.member_list.len())?;
        let members =
            request.member_list.into_iter().map(|member| Ok((named(&member.identity)?, member.role_id)));
        let members: HashSet<_> = members.collect::<Result<_, DriveError>>()?;
        let members: Vec<_> = members.into_iter().collect();
        self.parts.store.remove_permissions(access.drive.id, file, &members).await?;
        Ok(())
    }

    /// Rights that were given on a file or folder itself, without those on the folders that it is in.
    ///
    /// # Errors
    /// Those of [`Drive::file_add_permission`] about the file.
    pub async fn file_list_permission(
        &self,
        caller: &Caller,
        request: FileListPermissionRequest,
    ) -> Result<Vec<FilePermissionMember>, DriveError> {
        let access = self.access(caller, Some(&request.drive_id), None).await?;
        let file = self.granted_file(&access, &request.file_id).await?;
        let now = self.parts.clock.now();
        let rows = self.parts.store.permissions_on(access.drive.id, file, now).await?;
        Ok(rows.into_iter().map(member).collect())
    }

    /// The file, or the root, on which the caller may give rights.
    async fn granted_file(&self, access: &Access, id: &str) -> Result<FileId, DriveError> {
        if id == "root" {
            access.require_root(Actions::GRANT)?;
            return Ok(FileId::ROOT);
        }
        Ok(self.live(access, "file_id", id, Actions::GRANT).await?.row.id)
    }

    /// Whom a member names: a user or group that there is.
    async fn grantee(&self, access: &Access, identity: Option<&Identity>) -> Result<Party, DriveError> {
        let missing = || DriveError::missing("member_list.identity");
        let party = named(identity.ok_or_else(missing)?)?;
        match &party {
            Party::User(user) => self.require_user(&access.drive.domain, user).await?,
            Party::Group(group) => self.require_group(&access.drive.domain, group).await?,
        }
        Ok(party)
    }
}

fn check_count(members: usize) -> Result<(), DriveError> {
    match members {
        0 => Err(DriveError::invalid(FIELD, "it is empty")),
        1..=MEMBERS_MAX => Ok(()),
        _ => Err(DriveError::invalid(FIELD, format_args!("more than {MEMBERS_MAX}"))),
    }
}

fn named(identity: &Identity) -> Result<Party, DriveError> {
    let id = identity.identity_id.as_deref().filter(|id| !id.is_empty());
    let id = id.ok_or_else(|| DriveError::missing("member_list.identity.identity_id"))?;
    match identity.identity_type.as_deref() {
        None => Err(DriveError::missing("member_list.identity.identity_type")),
        Some(text) if text == IdentityType::User.as_str() => {
            id.parse().map(Party::User).map_err(|_| DriveError::not_found("User"))
        }
        Some(text) if text == IdentityType::Group.as_str() => {
            id.parse().map(Party::Group).map_err(|_| DriveError::not_found("Group"))
        }
        Some(_) => {
            let why = "it must be IT_User or IT_Group";
            Err(DriveError::invalid("member_list.identity.identity_type", why))
        }
    }
}

/// The role that a member gets: by its name, or, where there is none, by the actions in the list.
fn role_of(member: &FilePermissionMember) -> Result<String, DriveError> {
    if let Some(role) = member.role_id.as_deref().filter(|role| !role.is_empty()) {
        actions_of(role)
            .ok_or_else(|| DriveError::invalid("member_list.role_id", "there is no such role"))?;
        return Ok(role.to_owned());
    }
    let names = member.action_list.as_deref().unwrap_or_default();
    if names.is_empty() {
        return Err(DriveError::missing("member_list.role_id"));
    }
    custom_role(names)
        .map_err(|_| DriveError::invalid("member_list.action_list", "one of them is not an action"))
}

fn expiry(expire_time: Option<i64>, now: Timestamp) -> Result<Option<Timestamp>, DriveError> {
    match expire_time {
        None | Some(NEVER_MS..) => Ok(None),
        Some(end) if end > now.as_millis() => Ok(Some(Timestamp(end))),
        Some(_) => Err(DriveError::invalid("member_list.expire_time", "it is over")),
    }
}

fn member(row: PermissionRow) -> FilePermissionMember {
    let identity_type = match row.key.grantee {
        Party::User(_) => IdentityType::User,
        Party::Group(_) => IdentityType::Group,
    };
    FilePermissionMember {
        action_list: custom_actions(&row.key.role).map(action_names),
        disinherit_sub_group: Some(row.disinherit_sub_group),
        expire_time: Some(row.expires_at.map_or(NEVER_MS, Timestamp::as_millis)),
        identity: Some(Identity {
            identity_id: Some(row.key.grantee.id().to_owned()),
            identity_type: Some(identity_type.as_str().to_owned()),
        }),
        role_id: Some(row.key.role),
    }
}
