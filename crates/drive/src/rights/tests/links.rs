//! Making, changing and finding links.

use assay_types::FileId;
use assay_wire::pds::{
    CancelShareLinkRequest, CreateShareLinkRequest, GetShareLinkRequest, ListShareLinkRequest,
    SearchShareLinkRequest, ShareLink, UpdateShareLinkRequest,
};
use serde_json::json;

use super::{add_user, code, give, member};
use crate::{
    Caller, DriveError,
    fixture::{Fixture, user},
};

/// Makes a link as a request's fields say.
pub(super) async fn create(
    fixture: &Fixture,
    caller: &Caller,
    mut fields: serde_json::Value,
) -> Result<ShareLink, DriveError> {
    fields["drive_id"] = json!("1");
    let request: CreateShareLinkRequest = serde_json::from_value(fields).expect("a request");
    fixture.drive.create_share_link(caller, request).await
}

/// Changes a link as a request's fields say.
pub(super) async fn update(
    fixture: &Fixture,
    caller: &Caller,
    share: &str,
    mut fields: serde_json::Value,
) -> Result<ShareLink, DriveError> {
    fields["share_id"] = json!(share);
    let request: UpdateShareLinkRequest = serde_json::from_value(fields).expect("a request");
    fixture.drive.update_share_link(caller, request).await
}

/// The id of a link.
pub(super) fn id_of(link: &ShareLink) -> String {
    link.share_id.clone().expect("an id")
}

#[tokio::test]
async fn what_makes_no_link_is_named() {
    let fixture = Fixture::new().await;
    add_user(&fixture, "ann").await;
    let file = fixture.put(FileId::ROOT, "file", Some(1)).await.to_string();
    let folder = fixture.put(FileId::ROOT, "folder", None).await.to_string();
    for (fields, expected) in [
        (json!({}), "MissingParameter.file_id_list"),
        (json!({ "file_id_list": [] }), "MissingParameter.file_id_list"),
        (json!({ "file_id_list": ["root"] }), "InvalidParameter.file_id_list"),
        (json!({ "file_id_list": vec![&file; 101] }), "InvalidParameter.file_id_list"),
        (json!({ "file_id_list": ["0000000000000001"] }), "NotFound.FileId"),
        (json!({ "file_id_list": [file], "share_pwd": "x".repeat(65) }), "InvalidParameter.share_pwd"),
        (json!({ "file_id_list": [file], "share_pwd": "钥匙" }), "InvalidParameter.share_pwd"),
        (json!({ "file_id_list": [file], "share_name": "x".repeat(129) }), "InvalidParameter.share_name"),
        (json!({ "file_id_list": [file], "description": "x".repeat(1025) }), "InvalidParameter.description"),
        (
            json!({ "file_id_list": [file], "expiration": "2020-01-01T00:00:00Z" }),
            "InvalidParameter.expiration",
        ),
        (json!({ "file_id_list": [file], "save_limit": -1 }), "InvalidParameter.save_limit"),
        (json!({ "file_id_list": [file], "creatable": true }), "MissingParameter.creatable_file_id_list"),
        (
            json!({ "file_id_list": [file], "creatable": true, "creatable_file_id_list": [folder] }),
            "InvalidParameter.creatable_file_id_list",
        ),
        (
            json!({ "file_id_list": [file], "creatable": true, "creatable_file_id_list": [file] }),
            "InvalidParameter.creatable_file_id_list",
        ),
        (json!({ "file_id_list": [file], "user_id": "nobody" }), "NotFound.User"),
    ] {
        assert_eq!(code(create(&fixture, &fixture.key, fields.clone()).await), expected, "{fields}");
    }
    let fields = json!({ "file_id_list": [file], "user_id": "ann" });
    assert_eq!(code(create(&fixture, &fixture.owner, fields).await), "ForbiddenNoPermission.User");
}

#[tokio::test]
async fn sharing_is_a_right() {
    let fixture = Fixture::new().await;
    add_user(&fixture, "ann").await;
    let ann = user("ann");
    let file = fixture.put(FileId::ROOT, "file", Some(1)).await;
    let fields = json!({ "file_id_list": [file.to_string()] });
    assert_eq!(code(create(&fixture, &ann, fields.clone()).await), "NotFound.DriveId");
    let downloader = vec![member("IT_User", "ann", "SystemFileDownloader")];
    give(&fixture.drive, &fixture.owner, file, downloader).await.expect("given");
    assert_eq!(code(create(&fixture, &ann, fields.clone()).await), "ForbiddenNoPermission.File");
    let sharer = vec![member("IT_User", "ann", "SystemFileDownloaderWithShareLink")];
    give(&fixture.drive, &fixture.owner, file, sharer).await.expect("given");
    let whole = json!({ "share_all_files": true });
    assert_eq!(code(create(&fixture, &ann, whole).await), "NotFound.FileId");
    let link = create(&fixture, &ann, fields).await.expect("a link");
    assert_eq!((link.creator.as_deref(), link.share_name.as_deref()), (Some("ann"), Some("file")));
    assert_eq!(link.expiration.as_deref(), Some(""));
    assert!(id_of(&link).len() >= 16);
}

#[tokio::test]
async fn a_link_is_its_creator_s_and_the_drive_owner_s() {
    let fixture = Fixture::new().await;
    for id in ["ann", "eve"] {
        add_user(&fixture, id).await;
    }
    let file = fixture.put(FileId::ROOT, "file", Some(1)).await;
    let sharer =
        vec![member("IT_User", "ann", "SystemFileEditor"), member("IT_User", "eve", "SystemFileEditor")];
    give(&fixture.drive, &fixture.owner, file, sharer).await.expect("given");
    let fields = json!({ "file_id_list": [file.to_string()], "share_pwd": "secret" });
    let made = create(&fixture, &user("ann"), fields).await.expect("a link");
    let share = id_of(&made);
    for caller in [&user("ann"), &fixture.owner, &fixture.key] {
        let request = GetShareLinkRequest { share_id: share.clone() };
        assert_eq!(fixture.drive.get_share_link(caller, request).await.expect("a link"), made);
    }
    let eve = user("eve");
    let request = GetShareLinkRequest { share_id: share.clone() };
    assert_eq!(code(fixture.drive.get_share_link(&eve, request).await), "NotFound.ShareLink");
    assert_eq!(code(update(&fixture, &eve, &share, json!({})).await), "NotFound.ShareLink");
    let request = CancelShareLinkRequest { share_id: share.clone() };
    assert_eq!(code(fixture.drive.cancel_share_link(&eve, request).await), "NotFound.ShareLink");

    let fields = json!({ "share_name": "new", "preview_limit": 3, "report_count": 2, "expiration": "" });
    let changed = update(&fixture, &user("ann"), &share, fields).await.expect("changed");
    let expected = ShareLink {
        share_name: Some("new".to_owned()),
        preview_limit: Some(3),
        report_count: Some(2),
        updated_at: changed.updated_at.clone(),
        ..made
    };
    assert_eq!(changed, expected);
    for fields in
        [json!({ "share_pwd": "a b" }), json!({ "download_count": -1 }), json!({ "expiration": "soon" })]
    {
        assert!(code(update(&fixture, &user("ann"), &share, fields).await).starts_with("InvalidParameter."));
    }
    for _ in 0..2 {
        let request = CancelShareLinkRequest { share_id: share.clone() };
        fixture.drive.cancel_share_link(&user("ann"), request).await.expect("cancelled");
    }
    let request = GetShareLinkRequest { share_id: share };
    let cancelled = fixture.drive.get_share_link(&user("ann"), request).await.expect("a link");
    assert_eq!(cancelled.status.as_deref(), Some("disabled"));
}

async fn search(
    fixture: &Fixture,
    caller: &Caller,
    fields: serde_json::Value,
) -> Result<Vec<String>, DriveError> {
    let mut request: SearchShareLinkRequest = serde_json::from_value(fields).expect("a request");
    let mut names = Vec::new();
    loop {
        let reply = fixture.drive.search_share_link(caller, request.clone()).await?;
        names.extend(reply.items.into_iter().map(|link| link.share_name.expect("a name")));
        if reply.next_marker.is_empty() {
            return Ok(names);
        }
        // What is asked then is not looked at: the marker says it.
        request.query = Some("nonsense".to_owned());
        request.marker = Some(reply.next_marker);
    }
}

#[tokio::test]
async fn links_are_found_by_those_who_may_see_them() {
    let fixture = Fixture::new().await;
    add_user(&fixture, "ann").await;
    let file = fixture.put(FileId::ROOT, "file", Some(1)).await;
    give(&fixture.drive, &fixture.owner, file, vec![member("IT_User", "ann", "SystemFileEditor")])
        .await
        .expect("given");
    let mut cancelled = String::new();
    for (name, caller) in
        [("B", &fixture.owner), ("a", &user("ann")), ("c", &user("ann")), ("D", &fixture.owner)]
    {
        let fields = json!({ "file_id_list": [file.to_string()], "share_name": name });
        cancelled = id_of(&create(&fixture, caller, fields).await.expect("a link"));
    }
    let request = CancelShareLinkRequest { share_id: cancelled };
    fixture.drive.cancel_share_link(&fixture.owner, request).await.expect("cancelled");
    let by_name = |extra: serde_json::Value| {
        let mut fields = json!({ "order_by": "share_name", "limit": 1 });
        fields.as_object_mut().expect("an object").extend(extra.as_object().expect("an object").clone());
        fields
    };
    let (key, ann) = (&fixture.key, user("ann"));
    assert_eq!(search(&fixture, key, by_name(json!({}))).await.expect("found"), ["B", "D", "a", "c"]);
    let query = json!({ "query": "status = 'enabled' and not share_name_for_fuzzy match 'C'" });
    assert_eq!(search(&fixture, key, by_name(query)).await.expect("found"), ["B", "a"]);
    assert_eq!(search(&fixture, &ann, by_name(json!({}))).await.expect("found"), ["a", "c"]);
    let of_owner = json!({ "creators": ["root"] });
    assert_eq!(search(&fixture, key, by_name(of_owner.clone())).await.expect("found"), ["B", "D"]);
    assert_eq!(code(search(&fixture, &ann, of_owner).await), "ForbiddenNoPermission.User");
    for (fields, expected) in [
        (json!({ "query": "status = " }), "InvalidParameter.query"),
        (json!({ "limit": 0 }), "InvalidParameter.limit"),
        (json!({ "limit": 101 }), "InvalidParameter.limit"),
        (json!({ "order_by": "size" }), "InvalidParameter.order_by"),
        (json!({ "marker": "x" }), "InvalidParameter.marker"),
        (json!({ "creators": vec!["x"; 101] }), "InvalidParameter.creators"),
    ] {
        assert_eq!(code(search(&fixture, key, fields).await), expected);
    }
    let request: ListShareLinkRequest = serde_json::from_value(json!({ "limit": 0 })).expect("a request");
    let listed = fixture.drive.list_share_link(key, request).await.expect("listed");
    let names: Vec<_> = listed.items.iter().filter_map(|link| link.share_name.as_deref()).collect();
    assert_eq!(names, ["c", "a", "B"], "the latest first, without the cancelled one");
    let request = json!({ "return_total_count": true, "limit": 1 });
    let request: SearchShareLinkRequest = serde_json::from_value(request).expect("a request");
    let reply = fixture.drive.search_share_link(key, request).await.expect("found");
    assert_eq!((reply.total_count, reply.items.len()), (Some(4), 1));
}
