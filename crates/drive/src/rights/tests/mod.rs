//! Rights by real state: people, permissions, links.

mod links;
mod permissions;
mod visits;

use assay_store::{DriveRow, GroupRow, NewUser, OwnerKind, Party, Role, UserRow};
use assay_types::{DriveId, FileId, Timestamp};
use assay_wire::pds::{FileAddPermissionRequest, FilePermissionMember, GetFileRequest, Identity};

use crate::{
    Caller, Drive, DriveError,
    fixture::{DRIVE, Fixture, domain_id},
};

const NOW: Timestamp = Timestamp(1_700_000_000_000);

/// The wire's code of a refusal.
fn code<T: std::fmt::Debug>(outcome: Result<T, DriveError>) -> String {
    match outcome {
        Err(DriveError::Api(error)) => error.code().to_owned(),
        other => panic!("refused by the API, not {other:?}"),
    }
}

/// Makes a user.
async fn add_user(fixture: &Fixture, id: &str) {
    let row = UserRow {
        domain: domain_id(),
        id: id.parse().expect("an id"),
        user_name: String::new(),
        nick_name: format!("{id}'s name"),
        email: String::new(),
        phone: "+1".to_owned(),
        avatar: String::new(),
        description: String::new(),
        role: Role::User,
        is_enabled: true,
        user_data: "{}".to_owned(),
        creator: String::new(),
        created_at: NOW,
        updated_at: NOW,
        login_at: None,
        refreshed_at: None,
        default_drive: None,
    };
    let new = NewUser { user: row, drive: None, groups: Vec::new(), link: None };
    fixture.store.create_user(new).await.expect("a user");
}

/// Makes a group, in another one where that is named.
async fn add_group(fixture: &Fixture, id: &str, parent: Option<&str>) {
    let row = GroupRow {
        domain: domain_id(),
        id: id.parse().expect("an id"),
        name: id.to_owned(),
        description: String::new(),
        is_root: false,
        creator: String::new(),
        created_at: NOW,
        updated_at: NOW,
    };
    let parent = parent.map(|parent| parent.parse().expect("an id"));
    fixture.store.create_group(row, parent).await.expect("a group");
}

async fn join(fixture: &Fixture, group: &str, user: &str) {
    let (group, user) = (group.parse().expect("an id"), Party::User(user.parse().expect("an id")));
    fixture.store.add_member(&domain_id(), &group, &user, NOW).await.expect("a member");
}

/// Makes a drive of a group's.
async fn add_group_drive(fixture: &Fixture, id: i64, group: &str) {
    let row = fixture.store.drive(DRIVE).await.expect("read").expect("a drive");
    let row = DriveRow {
        id: DriveId(id),
        owner_kind: OwnerKind::Group,
        owner: group.to_owned(),
        is_default: false,
        ..row
    };
    fixture.store.create_drive(row).await.expect("a drive");
}

fn member(kind: &str, id: &str, role: &str) -> FilePermissionMember {
    FilePermissionMember {
        identity: Some(Identity { identity_id: Some(id.to_owned()), identity_type: Some(kind.to_owned()) }),
        role_id: Some(role.to_owned()),
        ..FilePermissionMember::default()
    }
}

async fn give(
    drive: &Drive,
    caller: &Caller,
    file: FileId,
    members: Vec<FilePermissionMember>,
) -> Result<(), DriveError> {
    let request = FileAddPermissionRequest {
        drive_id: DRIVE.to_string(),
        file_id: file.to_string(),
        member_list: members,
    };
    drive.file_add_permission(caller, request).await
}

/// What `GetFile` answers: the record, or the code of the refusal.
async fn sees(fixture: &Fixture, caller: &Caller, file: FileId) -> Result<(), String> {
    let request = serde_json::json!({ "drive_id": DRIVE.to_string(), "file_id": file.to_string() });
    let request: GetFileRequest = serde_json::from_value(request).expect("a request");
    match fixture.drive.get_file(caller, request).await {
        Ok(_) => Ok(()),
        Err(error) => Err(code::<()>(Err(error))),
    }
}
