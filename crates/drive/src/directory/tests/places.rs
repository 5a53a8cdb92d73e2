//! Domains and drives.

use std::time::Duration;

use assay_jobs::{Done, Handler as _};
use assay_store::Commit;
use assay_types::{Clock as _, DriveId, FileId, SystemClock, TenantId};
use assay_wire::pds::UserRole;
use serde_json::json;

use super::{At, refused, request};
use crate::{DROP_DRIVE_JOB, DropDriveHandler, fixture::Fixture};

#[tokio::test]
async fn a_tenant_has_a_domain_a_superadmin_and_a_drive() {
    let at = At::new().await;
    assert_eq!(at.domain.as_str(), "acme");
    assert_eq!(at.drive.ensure_domain(&at.tenant).await.expect("again"), at.domain);
    let own = at.drive.get_default_drive(&at.key, request(&json!({}))).await.expect("a drive");
    assert_eq!(own.owner.as_deref(), Some("superadmin"));
    assert_eq!((own.total_size, own.used_size), (Some(0), Some(0)));
    let mine = at.drive.list_my_drives(&at.key, request(&json!({}))).await.expect("drives");
    assert_eq!(mine.items, [own]);
    let user = at.drive.get_user(&at.key, request(&json!({}))).await.expect("a user");
    assert_eq!((user.user_id.as_deref(), user.role.as_deref()), (Some("superadmin"), Some("superadmin")));
    let host = at.drive.domain_for(&at.tenant, "127.0.0.1:8480").await.expect("a domain");
    assert_eq!(host, at.domain);
}

#[tokio::test]
async fn drives_are_made_changed_listed_and_removed() {
    let at = At::new().await;
    let alice = at.new_user("alice", UserRole::User).await;
    let bob = at.new_user("bob", UserRole::User).await;
    let new = json!({ "drive_name": "Photos", "owner": "alice", "owner_type": "user", "default": true,
                      "total_size": 10, "description": "d" });
    let made = at.drive.create_drive(&at.key, request(&new)).await.expect("a drive");
    assert_eq!(made.drive_type.as_deref(), Some("normal"));
    assert_eq!(refused(at.drive.create_drive(&at.key, request(&new)).await), "AlreadyExist.DefaultDrive");
    assert_eq!(refused(at.drive.create_drive(&alice, request(&new)).await), "ForbiddenNoPermission.Drive");
    for (field, value, code) in [
        ("drive_name", json!(""), "InvalidParameter.drive_name"),
        ("drive_name", json!("x".repeat(129)), "InvalidParameter.drive_name"),
        ("description", json!("x".repeat(1025)), "InvalidParameter.description"),
        ("total_size", json!(-1), "InvalidParameter.total_size"),
        ("owner", json!("nobody"), "NotFound.User"),
        ("owner_type", json!("group"), "NotFound.Group"),
    ] {
        let mut bad = new.clone();
        bad["default"] = json!(false);
        bad[field] = value;
        assert_eq!(refused(at.drive.create_drive(&at.key, request(&bad)).await), code);
    }
    let id = made.drive_id.expect("an id");
    let one = json!({ "drive_id": id });
    assert_eq!(at.drive.get_drive(&alice, request(&one)).await.expect("seen").total_size, Some(10));
    assert_eq!(at.drive.get_drive(&at.key, request(&one)).await.expect("seen").used_size, Some(0));
    for unknown in ["", "0", "x", "999"] {
        let answer = at.drive.get_drive(&at.key, request(&json!({ "drive_id": unknown }))).await;
        assert_eq!(refused(answer), "NotFound.DriveId");
    }
    // The first tenant's drive is not there for another one.
    assert_eq!(
        refused(at.drive.get_drive(&at.key, request(&json!({ "drive_id": "1" }))).await),
        "NotFound.DriveId"
    );

    let rename = json!({ "drive_id": id, "drive_name": "Bilder" });
    let renamed = at.drive.update_drive(&alice, request(&rename)).await.expect("renamed");
    assert_eq!((renamed.drive_name.as_deref(), renamed.description.as_deref()), (Some("Bilder"), Some("d")));
    let grow = json!({ "drive_id": id, "total_size": 0 });
    assert_eq!(refused(at.drive.update_drive(&alice, request(&grow)).await), "ForbiddenNoPermission.Drive");
    assert_eq!(at.drive.update_drive(&at.key, request(&grow)).await.expect("grown").total_size, Some(0));
    let give = json!({ "drive_id": id, "owner": "bob", "status": "disabled" });
    let given = at.drive.update_drive(&at.key, request(&give)).await.expect("given");
    assert_eq!((given.owner.as_deref(), given.status.as_deref()), (Some("bob"), Some("disabled")));
    let none = at.drive.get_default_drive(&alice, request(&json!({}))).await;
    assert_eq!(refused(none), "NotFound.DriveId");
    let mine = at.drive.list_my_drives(&bob, request(&json!({}))).await.expect("drives");
    assert_eq!(mine.items.len(), 1);

    assert_eq!(refused(at.drive.delete_drive(&bob, request(&one)).await), "ForbiddenNoPermission.Drive");
    at.drive.delete_drive(&at.key, request(&one)).await.expect("removed");
    assert_eq!(refused(at.drive.delete_drive(&at.key, request(&one)).await), "NotFound.DriveId");
}

#[tokio::test]
async fn pages_of_drives_follow_each_other() {
    let at = At::new().await;
    for number in 0..5 {
        let new =
            json!({ "drive_name": format!("Team {number}"), "owner": "superadmin", "owner_type": "user" });
        at.drive.create_drive(&at.key, request(&new)).await.expect("a drive");
    }
    let mut marker = String::new();
    let mut names = Vec::new();
    loop {
        let page = json!({ "limit": 2, "marker": marker, "owner": "superadmin", "drive_name": "tEAM" });
        let page = at.drive.search_drive(&at.key, request(&page)).await.expect("a page");
        assert!(page.items.len() <= 2);
        names.extend(page.items.into_iter().filter_map(|drive| drive.drive_name));
        marker = page.next_marker;
        if marker.is_empty() {
            break;
        }
    }
    assert_eq!(names, ["Team 0", "Team 1", "Team 2", "Team 3", "Team 4"]);
    let all = at.drive.list_drive(&at.key, request(&json!({}))).await.expect("a page");
    assert_eq!((all.items.len(), all.next_marker.as_str()), (6, ""));
    for (body, code) in [
        (json!({ "limit": 0 }), "InvalidParameter.limit"),
        (json!({ "limit": 101 }), "InvalidParameter.limit"),
        (json!({ "marker": "x" }), "InvalidParameter.marker"),
    ] {
        assert_eq!(refused(at.drive.list_drive(&at.key, request(&body)).await), code);
    }
}

#[tokio::test]
async fn domains_are_made_in_others_and_live_apart() {
    let at = At::new().await;
    let new = json!({ "domain_name": "Sub", "init_drive_enable": true, "init_drive_size": 7, "user_count_quota": 2,
                      "store_redundancy_type": "ZRS" });
    let made = at.drive.create_domain(&at.key, request(&new)).await.expect("a domain");
    assert_eq!((made.parent_domain_id.as_deref(), made.init_drive_size), (Some("acme"), Some(7)));
    assert_eq!(made.store_redundancy_type.as_deref(), Some("ZRS"));
    let id = made.domain_id.expect("an id");
    let sub = at
        .drive
        .domain_for(&at.tenant, &format!("{}.api.example:80", id.to_uppercase()))
        .await
        .expect("found");
    assert_eq!(sub.as_str(), id);
    let other: TenantId = "other".parse().expect("a tenant");
    let theirs = at.drive.domain_for(&other, &format!("{id}.api.example")).await.expect("found");
    assert_eq!(theirs.as_str(), "other", "a host is no key into another tenant");

    let mut inside = at.key.clone();
    if let crate::Who::Domain { domain, .. } = &mut inside.who {
        *domain = sub;
    }
    let user = at.drive.create_user(&inside, request(&json!({ "user_id": "u" }))).await.expect("a user");
    let drive = json!({ "drive_id": user.default_drive_id.expect("a drive") });
    assert_eq!(at.drive.get_drive(&inside, request(&drive)).await.expect("seen").total_size, Some(7));
    assert_eq!(refused(at.drive.get_drive(&at.key, request(&drive)).await), "NotFound.DriveId");
    let third = at.drive.create_user(&inside, request(&json!({ "user_id": "v" }))).await;
    assert_eq!(refused(third), "QuotaExhausted.User");
    let quota = at.drive.get_domain_quota(&inside).await.expect("a quota");
    assert_eq!((quota.user_count_quota, quota.user_count_used), (Some(2), Some(2)));

    let one = json!({ "domain_id": id });
    assert_eq!(refused(at.drive.delete_domain(&at.key, request(&one)).await), "InvalidResource.NotEmpty");
    at.drive.delete_user(&inside, request(&json!({ "user_id": "u" }))).await.expect("removed");
    let update = json!({ "domain_id": id, "domain_name": "New", "size_quota": 5,
                         "published_app_access_strategy": { "effect": "Allow" } });
    let updated = at.drive.update_domain(&at.key, request(&update)).await.expect("changed");
    assert_eq!((updated.domain_name.as_deref(), updated.size_quota), (Some("New"), Some(5)));
    let got = json!({ "domain_id": id, "get_quota_used": true });
    let got = at.drive.get_domain(&at.key, request(&got)).await.expect("seen");
    assert_eq!(got.size_quota_used, Some(0));
    assert_eq!(
        got.published_app_access_strategy.and_then(|strategy| strategy.effect).as_deref(),
        Some("Allow")
    );
    assert_eq!(at.drive.list_domains(&at.key, request(&json!({}))).await.expect("domains").items.len(), 2);
    let found = at.drive.search_domains(&at.key, request(&json!({ "name": "nEw" }))).await.expect("domains");
    assert_eq!(found.items.len(), 1);
    at.drive.delete_domain(&at.key, request(&one)).await.expect("removed");
    assert_eq!(refused(at.drive.get_domain(&at.key, request(&one)).await), "NotFound.Domain");
    let first = json!({ "domain_id": "acme" });
    assert_eq!(
        refused(at.drive.delete_domain(&at.key, request(&first)).await),
        "ForbiddenNoPermission.Domain"
    );
}

#[tokio::test]
async fn a_domain_has_so_much_room() {
    let at = At::new().await;
    at.drive.domain_has_room(&at.domain, u64::MAX).await.expect("without limit");
    let body = json!({ "domain_name": "Small", "size_quota": 10 });
    let made = at.drive.create_domain(&at.key, request(&body)).await.expect("a domain");
    let small = made.domain_id.expect("an id").parse().expect("an id");
    at.drive.domain_has_room(&small, 6).await.expect("fits");
    at.drive.domain_has_room(&small, 4).await.expect("fits");
    assert_eq!(refused(at.drive.domain_has_room(&small, 1).await), "QuotaExhausted.Domain");
    at.drive.domain_has_room(&small, 0).await.expect("nothing fits always");
}

#[tokio::test]
async fn what_a_removed_drive_held_goes() {
    let at = At::new().await;
    let store = &at.drive.parts.store;
    let own = at.drive.get_default_drive(&at.key, request(&json!({}))).await.expect("a drive");
    let id: DriveId = own.drive_id.expect("an id").parse().expect("an id");
    let mut commit = Commit::new(id, SystemClock.now());
    let file = Fixture::draft(&mut commit, FileId::ROOT, "a", Some(1));
    store.commit(commit).await.expect("committed");
    at.drive.delete_drive(&at.key, request(&json!({ "drive_id": id.to_string() }))).await.expect("removed");
    let jobs =
        store.claim(&[DROP_DRIVE_JOB], 9, Duration::from_mins(1), SystemClock.now()).await.expect("jobs");
    let handler = DropDriveHandler::new(at.drive.clone());
    assert_eq!(handler.run(&jobs[0]).await, Ok(Done::Complete));
    assert_eq!(handler.run(&jobs[0]).await, Ok(Done::Complete), "it bears repetition");
    assert_eq!(store.files(id, &[file]).await.expect("files"), [None]);
}
