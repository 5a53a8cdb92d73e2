//! Who is in a group.

use assay_store::{OwnerKind, Party};
use assay_wire::pds::{
    AddGroupMemberRequest, ListGroupMemberReply, ListGroupMemberRequest, OwnerType, RemoveGroupMemberRequest,
};

use super::{check, group::wire_group, user_record::wire_user};
use crate::{Caller, Drive, DriveError};

impl Drive {
    /// Puts a user or a group into a group. For those who administer the group; who puts a group into it must
    /// administer that one too, for what is in a group is administered with it.
    ///
    /// # Errors
    /// `NotFound.Group`, `NotFound.User`, `ForbiddenNoPermission.Group`, `AlreadyExist.Member` (a group is in one
    /// other at most), `InvalidParameter.member_type`, `InvalidParameter.member_id` for a group that would be in
    /// itself, or too deep.
    pub async fn add_group_member(
        &self,
        caller: &Caller,
        request: AddGroupMemberRequest,
    ) -> Result<(), DriveError> {
        let group = self.administered_group(caller, &request.group_id).await?;
        let member = match request.member_type.as_str() {
            "user" => Party::User(check::user_id(&request.member_id)?),
            "group" => Party::Group(self.administered_group(caller, &request.member_id).await?.id),
            _ => return Err(DriveError::invalid("member_type", "it is neither user nor group")),
        };
        let now = self.parts.clock.now();
        Ok(self.parts.store.add_member(&group.domain, &group.id, &member, now).await?)
    }

    /// Takes a user or a group out of a group.
    ///
    /// # Errors
    /// `NotFound.Group`, `NotFound.Member`, `ForbiddenNoPermission.Group`, `InvalidParameter.member_type`.
    pub async fn remove_group_member(
        &self,
        caller: &Caller,
        request: RemoveGroupMemberRequest,
    ) -> Result<(), DriveError> {
        let group = self.administered_group(caller, &request.group_id).await?;
        let nobody = || DriveError::not_found("Member");
        let member = match request.member_type.as_str() {
            "user" => Party::User(request.member_id.parse().map_err(|_| nobody())?),
            "group" => Party::Group(request.member_id.parse().map_err(|_| nobody())?),
            _ => return Err(DriveError::invalid("member_type", "it is neither user nor group")),
        };
        if self.parts.store.remove_member(&group.domain, &group.id, &member).await? {
            Ok(())
        } else {
            Err(nobody())
        }
    }

    /// Who is in a group itself: users by id, then groups by id.
    ///
    /// # Errors
    /// `NotFound.Group`, `ForbiddenNoPermission.Group` for those who do not administer it,
    /// `InvalidParameter.limit`, `InvalidParameter.marker`.
    pub async fn list_group_member(
        &self,
        caller: &Caller,
        request: ListGroupMemberRequest,
    ) -> Result<ListGroupMemberReply, DriveError> {
        let limit = check::limit(request.limit, 100)?;
        let group = self.administered_group(caller, &request.group_id).await?;
        let purpose = format!("ListGroupMember {}", group.id);
        let after = self.party_mark(&purpose, request.marker.as_ref())?;
        let kind = request.member_type.map(|kind| match kind {
            OwnerType::User => OwnerKind::User,
            OwnerType::Group => OwnerKind::Group,
        });
        let store = &self.parts.store;
        let mut members = store.members(&group.domain, &group.id, kind, after.as_ref(), limit + 1).await?;
        let next_marker = self.next_marker(&purpose, &mut members, limit, party_text)?;
        let (mut users, mut groups) = (Vec::new(), Vec::new());
        for member in members {
            match member {
                Party::User(user) => users.push(user),
                Party::Group(group) => groups.push(group),
            }
        }
        // One that went since the page was read is left out.
        let users = store.users_named(&group.domain, &users).await?.into_iter().flatten();
        let groups = store.groups_named(&group.domain, &groups).await?.into_iter().flatten();
        Ok(ListGroupMemberReply {
            group_items: groups.map(wire_group).collect(),
            next_marker,
            user_items: users.map(wire_user).collect::<Result<_, _>>()?,
        })
    }

    /// Where a page of users and groups goes on.
    pub(super) fn party_mark(
        &self,
        purpose: &str,
        marker: Option<&String>,
    ) -> Result<Option<Party>, DriveError> {
        let Some(marker) = check::given(marker) else { return Ok(None) };
        let (is_group, id): (bool, String) = self.markers.open("marker", purpose, marker)?;
        let unreadable = |error| DriveError::invalid("marker", error);
        let party = if is_group {
            Party::Group(id.try_into().map_err(unreadable)?)
        } else {
            Party::User(id.try_into().map_err(unreadable)?)
        };
        Ok(Some(party))
    }
}

/// A user or a group as a marker carries it.
pub(super) fn party_text(party: &Party) -> (bool, String) {
    (party.kind() == OwnerKind::Group, party.id().to_owned())
}
