//! Giving and taking rights, and what they come to.

use assay_store::{GroupAdminRow, Party};
use assay_types::FileId;
use assay_wire::pds::{
    FileListPermissionRequest, FilePermissionMember, FileRemovePermissionRequest, ListReceivedFileRequest,
    RemovedMember,
};

use super::{NOW, add_group, add_group_drive, add_user, code, give, join, member, sees};
use crate::{
    Actions, Caller, Who,
    fixture::{DRIVE, Fixture, caller, domain_id, user},
};

fn not_found() -> Result<(), String> {
    Err("NotFound.FileId".to_owned())
}

async fn received(fixture: &Fixture, caller: &Caller, limit: i32) -> Vec<String> {
    let (mut names, mut marker) = (Vec::new(), None);
    loop {
        let request = ListReceivedFileRequest { limit: Some(limit), marker };
        let reply = fixture.drive.list_received_file(caller, request).await.expect("a page");
        for item in reply.items {
            let record: serde_json::Value = serde_json::from_str(item.get()).expect("JSON");
            names.push(record["name"].as_str().expect("a name").to_owned());
        }
        if reply.next_marker.is_empty() {
            return names;
        }
        marker = Some(reply.next_marker);
    }
}

#[tokio::test]
async fn rights_reach_down_and_nowhere_else() {
    let fixture = Fixture::new().await;
    add_user(&fixture, "ann").await;
    let ann = user("ann");
    let above = fixture.put(FileId::ROOT, "above", None).await;
    let folder = fixture.put(above, "folder", None).await;
    let inner = fixture.put(folder, "inner", None).await;
    let file = fixture.put(inner, "file", Some(1)).await;
    let beside = fixture.put(above, "beside", Some(1)).await;
    assert_eq!(sees(&fixture, &ann, file).await, Err("NotFound.DriveId".to_owned()));

    give(&fixture.drive, &fixture.owner, folder, vec![member("IT_User", "ann", "SystemFileViewer")])
        .await
        .expect("given");
    for (id, expected) in
        [(folder, Ok(())), (inner, Ok(())), (file, Ok(())), (above, not_found()), (beside, not_found())]
    {
        assert_eq!(sees(&fixture, &ann, id).await, expected, "{id}");
    }
    let access = fixture.drive.access(&ann, Some("1"), None).await.expect("access");
    assert_eq!(access.root_actions(), Actions::NONE);
    let refused = fixture.drive.live(&access, "file_id", &file.to_string(), Actions::DOWNLOAD).await;
    assert_eq!(code(refused), "ForbiddenNoPermission.File");
    let refused = give(&fixture.drive, &ann, file, vec![member("IT_User", "ann", "SystemFileOwner")]).await;
    assert_eq!(code(refused), "ForbiddenNoPermission.File");
    assert_eq!(received(&fixture, &ann, 100).await, ["folder"]);

    let gone = FileRemovePermissionRequest {
        drive_id: DRIVE.to_string(),
        file_id: folder.to_string(),
        member_list: vec![RemovedMember {
            identity: member("IT_User", "ann", "").identity.expect("an identity"),
            role_id: "SystemFileViewer".to_owned(),
        }],
    };
    fixture.drive.file_remove_permission(&fixture.owner, gone).await.expect("taken away");
    assert_eq!(sees(&fixture, &ann, file).await, Err("NotFound.DriveId".to_owned()));
    assert_eq!(received(&fixture, &ann, 100).await, [""; 0]);
}

#[tokio::test]
async fn groups_hand_rights_on_unless_they_are_told_not_to() {
    let fixture = Fixture::new().await;
    for id in ["ann", "bob", "eve"] {
        add_user(&fixture, id).await;
    }
    add_group(&fixture, "staff", None).await;
    add_group(&fixture, "team", Some("staff")).await;
    join(&fixture, "staff", "ann").await;
    join(&fixture, "team", "bob").await;
    let all = fixture.put(FileId::ROOT, "all", Some(1)).await;
    let direct = fixture.put(FileId::ROOT, "direct", Some(1)).await;
    let to_staff = member("IT_Group", "staff", "SystemFileDownloader");
    give(&fixture.drive, &fixture.owner, all, vec![to_staff.clone()]).await.expect("given");
    let only_itself = FilePermissionMember { disinherit_sub_group: Some(true), ..to_staff };
    give(&fixture.drive, &fixture.owner, direct, vec![only_itself]).await.expect("given");
    for (id, on_all, on_direct) in [
        ("ann", Ok(()), Ok(())),
        ("bob", Ok(()), not_found()),
        ("eve", Err("NotFound.DriveId".to_owned()), Err("NotFound.DriveId".to_owned())),
    ] {
        assert_eq!(sees(&fixture, &user(id), all).await, on_all, "{id}");
        assert_eq!(sees(&fixture, &user(id), direct).await, on_direct, "{id}");
    }
    assert_eq!(received(&fixture, &user("bob"), 1).await, ["all"]);
}

#[tokio::test]
async fn a_group_s_drive_is_its_members_and_its_administrators() {
    let fixture = Fixture::new().await;
    for id in ["ann", "bob", "chief", "eve"] {
        add_user(&fixture, id).await;
    }
    add_group(&fixture, "staff", None).await;
    add_group(&fixture, "team", Some("staff")).await;
    join(&fixture, "team", "ann").await;
    add_group(&fixture, "leads", None).await;
    join(&fixture, "leads", "chief").await;
    add_group_drive(&fixture, 7, "team").await;
    let admin = GroupAdminRow {
        group: "staff".parse().expect("an id"),
        identity: Party::Group("leads".parse().expect("an id")),
        creator: String::new(),
        created_at: NOW,
    };
    fixture.store.add_group_admin(&domain_id(), admin).await.expect("an administrator");
    let actions = |id: &'static str| {
        let fixture = &fixture;
        async move {
            let access = fixture.drive.access(&user(id), Some("7"), None).await;
            access.map(|access| access.root_actions())
        }
    };
    assert_eq!(actions("ann").await.expect("a member"), Actions::ALL.without(Actions::GRANT));
    assert_eq!(actions("chief").await.expect("an administrator of a group above"), Actions::ALL);
    assert_eq!(code(actions("eve").await), "NotFound.DriveId");
    join(&fixture, "staff", "bob").await;
    assert_eq!(code(actions("bob").await), "NotFound.DriveId", "what is in a group is not its parent's");
}

#[tokio::test]
async fn members_are_checked_and_listed() {
    let fixture = Fixture::new().await;
    add_user(&fixture, "ann").await;
    let file = fixture.put(FileId::ROOT, "file", Some(1)).await;
    let give = |members| give(&fixture.drive, &fixture.owner, file, members);
    let valid = || member("IT_User", "ann", "SystemFileEditor");
    let with = |change: &dyn Fn(&mut FilePermissionMember)| {
        let mut member = valid();
        change(&mut member);
        vec![member]
    };
    for (members, expected) in [
        (vec![], "InvalidParameter.member_list"),
        (vec![valid(); 101], "InvalidParameter.member_list"),
        (vec![member("IT_User", "nobody", "SystemFileEditor")], "NotFound.User"),
        (vec![member("IT_User", "no/body", "SystemFileEditor")], "NotFound.User"),
        (vec![member("IT_Group", "ann", "SystemFileEditor")], "NotFound.Group"),
        (
            vec![member("IT_Robot", "ann", "SystemFileEditor")],
            "InvalidParameter.member_list.identity.identity_type",
        ),
        (vec![member("IT_User", "ann", "SystemFileKing")], "InvalidParameter.member_list.role_id"),
        (with(&|member| member.identity = None), "MissingParameter.member_list.identity"),
        (with(&|member| member.role_id = None), "MissingParameter.member_list.role_id"),
        (with(&|member| member.expire_time = Some(1)), "InvalidParameter.member_list.expire_time"),
        (
            with(&|member| {
                member.role_id = None;
                member.action_list = Some(vec!["FILE.FLY".to_owned()]);
            }),
            "InvalidParameter.member_list.action_list",
        ),
    ] {
        assert_eq!(code(give(members).await), expected);
    }
    let own = FilePermissionMember {
        role_id: None,
        action_list: Some(vec!["FILE.DOWNLOAD".to_owned()]),
        expire_time: Some(4_000_000_000_000),
        ..valid()
    };
    give(vec![valid(); 100]).await.expect("the same one, a hundred times");
    give(vec![own]).await.expect("given");
    let request = FileListPermissionRequest { drive_id: DRIVE.to_string(), file_id: file.to_string() };
    let listed = fixture.drive.file_list_permission(&fixture.owner, request).await.expect("listed");
    let texts: Vec<_> = listed.iter().map(|member| serde_json::to_value(member).expect("JSON")).collect();
    let identity = serde_json::json!({ "identity_id": "ann", "identity_type": "IT_User" });
    assert_eq!(
        texts,
        [
            serde_json::json!({
                "action_list": ["FILE.VISIBLE", "FILE.DOWNLOAD"], "disinherit_sub_group": false,
                "expire_time": 4_000_000_000_000_i64, "identity": identity, "role_id": "Custom-009",
            }),
            serde_json::json!({
                "disinherit_sub_group": false, "expire_time": 4_775_500_800_000_i64,
                "identity": identity, "role_id": "SystemFileEditor",
            }),
        ]
    );
    give(listed).await.expect("what is listed can be given");
}

#[tokio::test]
async fn received_files_come_once_whatever_the_page() {
    let fixture = Fixture::new().await;
    add_user(&fixture, "ann").await;
    add_group(&fixture, "staff", None).await;
    join(&fixture, "staff", "ann").await;
    let mut expected = Vec::new();
    for number in 0..7 {
        let file = fixture.put(FileId::ROOT, &format!("{number}"), Some(1)).await;
        let members = vec![
            member("IT_User", "ann", "SystemFileViewer"),
            member("IT_User", "ann", "SystemFileEditor"),
            member("IT_Group", "staff", "SystemFileUploader"),
        ];
        give(&fixture.drive, &fixture.owner, file, members).await.expect("given");
        expected.push(format!("{number}"));
    }
    give(&fixture.drive, &fixture.owner, FileId::ROOT, vec![member("IT_User", "ann", "SystemFileViewer")])
        .await
        .expect("given");
    for limit in [1, 2, 3, 100] {
        assert_eq!(received(&fixture, &user("ann"), limit).await, expected, "{limit}");
    }
    assert_eq!(received(&fixture, &fixture.owner, 3).await, [""; 0], "what is one's own");
    assert_eq!(received(&fixture, &fixture.key, 3).await, [""; 0]);
    for limit in [0, 101] {
        let request = ListReceivedFileRequest { limit: Some(limit), marker: None };
        assert_eq!(
            code(fixture.drive.list_received_file(&user("ann"), request).await),
            "InvalidParameter.limit"
        );
    }
    let request = ListReceivedFileRequest { limit: None, marker: Some("x".to_owned()) };
    assert_eq!(
        code(fixture.drive.list_received_file(&user("ann"), request).await),
        "InvalidParameter.marker"
    );
    let request = ListReceivedFileRequest { limit: None, marker: None };
    let anonymous = caller(Who::Anonymous);
    assert_eq!(code(fixture.drive.list_received_file(&anonymous, request).await), "AccessTokenInvalid");
}
