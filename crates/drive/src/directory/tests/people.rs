//! Users, groups and roles.

use assay_wire::pds::UserRole;
use serde_json::json;

use super::{At, refused, request};

#[tokio::test]
async fn users_are_made_changed_found_and_removed() {
    let at = At::new().await;
    let new = json!({ "user_id": "alice", "nick_name": "Alice", "phone": "1", "email": "a@b",
                      "user_data": { "a": 1, "b": "x" } });
    let made = at.drive.create_user(&at.key, request(&new)).await.expect("a user");
    assert_eq!((made.role.as_deref(), made.status.as_deref()), (Some("user"), Some("enabled")));
    assert_eq!(made.user_data.expect("data")["a"], 1);
    assert_eq!(refused(at.drive.create_user(&at.key, request(&new)).await), "AlreadyExist.User");
    let got = at.drive.get_user(&at.key, request(&json!({ "user_id": "alice" }))).await.expect("a user");
    assert_eq!(got.user_data.expect("data")["a"], "1");
    for (field, value, code) in [
        ("user_id", json!("a/b"), "InvalidParameter.user_id"),
        ("user_id", json!("x".repeat(65)), "InvalidParameter.user_id"),
        ("nick_name", json!("x".repeat(129)), "InvalidParameter.nick_name"),
        ("nick_name", json!("a\0"), "InvalidParameter.nick_name"),
        ("email", json!("x".repeat(255)), "InvalidParameter.email"),
        ("user_data", json!({ "a": "x".repeat(1024) }), "InvalidParameter.user_data"),
        ("group_info_list", json!([{ "group_id": "g" }]), "NotFound.Group"),
        ("group_info_list", json!([{}]), "MissingParameter.group_info_list.group_id"),
    ] {
        let mut bad = json!({ "user_id": "bad" });
        bad[field] = value;
        assert_eq!(refused(at.drive.create_user(&at.key, request(&bad)).await), code);
    }
    let alice = at.user("alice", UserRole::User);
    let update = json!({ "user_id": "alice", "nick_name": "Ali", "user_data": { "c": "d" } });
    let updated = at.drive.update_user(&alice, request(&update)).await.expect("changed");
    assert_eq!((updated.nick_name.as_deref(), updated.phone.as_deref()), (Some("Ali"), Some("1")));
    for grab in [json!({ "role": "admin" }), json!({ "status": "enabled" }), json!({ "group_info_list": [] })]
    {
        let mut grab = grab;
        grab["user_id"] = json!("alice");
        assert_eq!(refused(at.drive.update_user(&alice, request(&grab)).await), "ForbiddenNoPermission.User");
    }
    let found = at.drive.search_user(&at.key, request(&json!({ "nick_name_for_fuzzy": "aL" }))).await;
    assert_eq!(found.expect("users").items.len(), 1);
    let page = at.drive.list_user(&at.key, request(&json!({ "limit": 1 }))).await.expect("users");
    let next = json!({ "limit": 1, "marker": page.next_marker });
    let next = at.drive.list_user(&at.key, request(&next)).await.expect("users");
    assert_eq!(next.items[0].user_id.as_deref(), Some("superadmin"));
    assert_eq!(next.next_marker, "");
    at.drive.delete_user(&at.key, request(&json!({ "user_id": "alice" }))).await.expect("removed");
    let gone = at.drive.delete_user(&at.key, request(&json!({ "user_id": "alice" }))).await;
    assert_eq!(refused(gone), "NotFound.User");
}

#[tokio::test]
async fn administrators_are_a_matter_for_superadmins() {
    let at = At::new().await;
    let admin = at.new_user("admin", UserRole::Admin).await;
    at.new_user("admin2", UserRole::Admin).await;
    let user = at.new_user("user", UserRole::User).await;
    let named = |id: &str| json!({ "user_id": id });
    for id in ["admin2", "superadmin"] {
        assert_eq!(
            refused(at.drive.delete_user(&admin, request(&named(id))).await),
            "ForbiddenNoPermission.User"
        );
        let rename = json!({ "user_id": id, "nick_name": "x" });
        assert_eq!(
            refused(at.drive.update_user(&admin, request(&rename)).await),
            "ForbiddenNoPermission.User"
        );
        let linked = json!({ "user_id": id, "type": "mobile", "identity": "1" });
        assert_eq!(
            refused(at.drive.link_account(&admin, request(&linked)).await),
            "ForbiddenNoPermission.User"
        );
    }
    let promote = json!({ "user_id": "user", "role": "admin" });
    assert_eq!(refused(at.drive.update_user(&admin, request(&promote)).await), "ForbiddenNoPermission.User");
    let new = json!({ "user_id": "admin3", "role": "superadmin" });
    assert_eq!(refused(at.drive.create_user(&admin, request(&new)).await), "ForbiddenNoPermission.User");
    let oneself = json!({ "user_id": "admin", "nick_name": "x" });
    at.drive.update_user(&admin, request(&oneself)).await.expect("changed");
    for change in [json!({ "role": "user" }), json!({ "status": "disabled" })] {
        let mut change = change;
        change["user_id"] = json!("superadmin");
        assert_eq!(
            refused(at.drive.update_user(&at.key, request(&change)).await),
            "ForbiddenNoPermission.User"
        );
    }
    let last = at.drive.delete_user(&at.key, request(&named("superadmin"))).await;
    assert_eq!(refused(last), "ForbiddenNoPermission.User");
    // A user sees itself and nobody else.
    at.drive.get_user(&user, request(&json!({}))).await.expect("itself");
    assert_eq!(refused(at.drive.get_user(&user, request(&named("admin"))).await), "NotFound.User");
    assert_eq!(
        refused(at.drive.delete_user(&user, request(&named("user"))).await),
        "ForbiddenNoPermission.User"
    );
    assert_eq!(refused(at.drive.list_user(&user, request(&json!({}))).await), "ForbiddenNoPermission.User");
    at.drive.update_user(&at.key, request(&promote)).await.expect("promoted");
    at.drive.delete_user(&at.key, request(&named("admin2"))).await.expect("removed");
}

#[tokio::test]
async fn groups_have_members_administrators_and_drives() {
    let at = At::new().await;
    let (alice, bob) = (at.new_user("alice", UserRole::User).await, at.new_user("bob", UserRole::User).await);
    let make = async |body: serde_json::Value| {
        let group = at.drive.create_group(&at.key, request(&body)).await.expect("a group");
        group.group_id.expect("an id")
    };
    let top = make(json!({ "group_name": "Top" })).await;
    let inner = make(json!({ "group_name": "Inner", "parent_group_id": top })).await;
    let apart = make(json!({ "group_name": "Apart" })).await;
    let root = make(json!({ "group_name": "All", "is_root": true })).await;
    let member = |group: &str, id: &str, kind: &str| json!({ "group_id": group, "member_id": id, "member_type": kind });
    at.drive.add_group_member(&at.key, request(&member(&inner, "bob", "user"))).await.expect("added");
    let again = at.drive.add_group_member(&at.key, request(&member(&inner, "bob", "user"))).await;
    assert_eq!(refused(again), "AlreadyExist.Member");
    let cycle = at.drive.add_group_member(&at.key, request(&member(&inner, &top, "group"))).await;
    assert_eq!(refused(cycle), "InvalidParameter.member_id");

    // Who is in a group knows of it and of those that it is in, and no more.
    let one = |group: &str| json!({ "group_id": group });
    assert_eq!(refused(at.drive.get_group(&alice, request(&one(&top))).await), "NotFound.Group");
    at.drive.get_group(&bob, request(&one(&top))).await.expect("seen");
    assert_eq!(refused(at.drive.get_group(&bob, request(&one(&apart))).await), "NotFound.Group");
    let listed = at.drive.list_group_member(&bob, request(&one(&inner))).await;
    assert_eq!(refused(listed), "ForbiddenNoPermission.Group");

    // An administrator of a group administers what is in it, and nothing else.
    let role = json!({ "identity": { "identity_id": "alice", "identity_type": "IT_User" }, "manage_resource_id": top,
                       "manage_resource_type": "RT_Group", "role_id": "SystemGroupAdmin" });
    assert_eq!(refused(at.drive.assign_role(&bob, request(&role)).await), "ForbiddenNoPermission.Role");
    at.drive.assign_role(&at.key, request(&role)).await.expect("assigned");
    assert_eq!(refused(at.drive.assign_role(&at.key, request(&role)).await), "AlreadyExist.Assignment");
    at.drive.add_group_member(&alice, request(&member(&inner, "alice", "user"))).await.expect("added");
    let steal = at.drive.add_group_member(&alice, request(&member(&top, &apart, "group"))).await;
    assert_eq!(refused(steal), "NotFound.Group", "a group cannot be taken by putting it into one's own");
    let listed = at.drive.list_group_member(&alice, request(&one(&inner))).await.expect("members");
    assert_eq!((listed.user_items.len(), listed.group_items.len()), (2, 0));
    let page = json!({ "group_id": inner, "limit": 1 });
    let page = at.drive.list_group_member(&alice, request(&page)).await.expect("members");
    let next = json!({ "group_id": inner, "limit": 1, "marker": page.next_marker });
    let next = at.drive.list_group_member(&alice, request(&next)).await.expect("members");
    assert_eq!(next.user_items[0].user_id.as_deref(), Some("bob"));
    let roles = json!({ "identity": { "identity_id": "alice", "identity_type": "IT_User" } });
    let roles = at.drive.list_identity_role(&alice, request(&roles)).await.expect("roles");
    assert_eq!((roles.assignment_list.len(), roles.is_admin), (1, Some(false)));
    let on = json!({ "manage_resource_id": top, "manage_resource_type": "RT_Group" });
    assert_eq!(
        at.drive.list_assignment(&at.key, request(&on)).await.expect("roles").assignment_list.len(),
        1
    );

    // A group's drive is its members', those of the groups in it included.
    for (group, name) in [(&top, "Top"), (&root, "All")] {
        let new = json!({ "drive_name": name, "owner": group, "owner_type": "group" });
        at.drive.create_drive(&at.key, request(&new)).await.expect("a drive");
    }
    let theirs = at.drive.list_my_group_drive(&bob, request(&json!({}))).await.expect("drives");
    assert_eq!(theirs.items.len(), 1);
    assert_eq!(theirs.root_group_drive.and_then(|drive| drive.drive_name).as_deref(), Some("All"));
    let id = json!({ "drive_id": theirs.items[0].drive_id });
    at.drive.get_drive(&bob, request(&id)).await.expect("seen");

    at.drive.cancel_assign_role(&at.key, request(&role)).await.expect("taken back");
    assert_eq!(refused(at.drive.cancel_assign_role(&at.key, request(&role)).await), "NotFound.Assignment");
    at.drive.remove_group_member(&at.key, request(&member(&inner, "alice", "user"))).await.expect("removed");
    let gone = at.drive.remove_group_member(&at.key, request(&member(&inner, "alice", "user"))).await;
    assert_eq!(refused(gone), "NotFound.Member");
    assert_eq!(
        refused(at.drive.delete_group(&at.key, request(&one(&top))).await),
        "InvalidResource.NotEmpty"
    );
    let rename = json!({ "group_id": inner, "name": "New" });
    at.drive.group_update_name(&at.key, request(&rename)).await.expect("renamed");
    assert_eq!(
        at.drive.get_group(&at.key, request(&one(&inner))).await.expect("seen").group_name.as_deref(),
        Some("New")
    );
    at.drive.delete_group(&at.key, request(&one(&inner))).await.expect("removed");
    at.drive.delete_group(&at.key, request(&one(&top))).await.expect("removed");
    assert_eq!(refused(at.drive.get_drive(&at.key, request(&id)).await), "NotFound.DriveId");
    assert_eq!(at.drive.list_group(&at.key, request(&json!({}))).await.expect("groups").items.len(), 2);
}

#[tokio::test]
async fn users_come_from_elsewhere() {
    let at = At::new().await;
    let import = json!({ "authentication_type": "mobile", "identity": "139", "nick_name": "Zoë", "extra": "86",
                         "auto_create_drive": true, "drive_total_size": 5 });
    let user = at.drive.import_user(&at.key, request(&import)).await.expect("a user");
    assert_eq!((user.phone.as_deref(), user.nick_name.as_deref()), (Some("139"), Some("Zoë")));
    assert!(user.default_drive_id.is_some());
    let again = at.drive.import_user(&at.key, request(&import)).await.expect("the same");
    assert_eq!(again.user_id, user.user_id);
    let info = json!({ "type": "mobile", "identity": "139", "extra": "86" });
    let info = at.drive.get_link_info(&at.key, request(&info)).await.expect("a link");
    assert_eq!(info.user_id, user.user_id);
    let id = user.user_id.expect("an id");
    let link = json!({ "type": "email", "identity": "z@x", "user_id": id });
    let token = at.drive.link_account(&at.key, request(&link)).await.expect("linked");
    let bearer = at.drive.bearer(&token.access_token.expect("a token")).await.expect("good").expect("ours");
    assert_eq!(bearer.user.as_str(), id);
    assert_eq!(refused(at.drive.link_account(&at.key, request(&link)).await), "AlreadyExist.AccountLink");
    let named = json!({ "user_id": id });
    let links = at.drive.get_link_info_by_user_id(&at.key, request(&named)).await.expect("links");
    assert_eq!(links.items.len(), 2);
    at.drive.un_link_account(&at.key, request(&link)).await.expect("unlinked");
    assert_eq!(refused(at.drive.un_link_account(&at.key, request(&link)).await), "NotFound.AccountLink");
    let bad = json!({ "type": "pigeon", "identity": "z", "user_id": id });
    assert_eq!(refused(at.drive.link_account(&at.key, request(&bad)).await), "InvalidParameter.type");
}
