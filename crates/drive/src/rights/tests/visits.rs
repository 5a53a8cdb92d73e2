//! Coming by a link.

use assay_store::Role;
use assay_types::FileId;
use assay_wire::pds::{
    CancelShareLinkRequest, FilePermissionMember, GetShareLinkByAnonymousRequest, GetShareLinkTokenRequest,
    ShareLink,
};
use serde_json::json;

use super::{
    add_user, code, give,
    links::{create, id_of, update},
    member,
};
use crate::{
    Access, Actions, Caller, DriveError, Who,
    fixture::{Fixture, caller, domain_id, user},
    rights::Use,
};

async fn token(fixture: &Fixture, share: &str, password: Option<&str>) -> Result<String, DriveError> {
    let request = GetShareLinkTokenRequest {
        expire_sec: None,
        share_id: share.to_owned(),
        share_pwd: password.map(str::to_owned),
    };
    let reply = fixture.drive.get_share_link_token(&caller(Who::Anonymous), request).await?;
    assert_eq!(reply.expires_in, Some(7200));
    Ok(reply.share_token.expect("a token"))
}

/// Somebody with a token.
fn visitor(token: &str) -> Caller {
    Caller { share_token: Some(token.to_owned()), ..caller(Who::Anonymous) }
}

async fn visit(fixture: &Fixture, share: &str, password: Option<&str>) -> Result<Access, DriveError> {
    let token = token(fixture, share, password).await?;
    fixture.drive.access(&visitor(&token), None, Some(share)).await
}

/// What a visitor may do to a file.
async fn may(fixture: &Fixture, access: &Access, file: FileId) -> Actions {
    let found = fixture.store.files(access.drive.id, &[file]).await.expect("read");
    access.actions(found[0].as_ref().expect("a file"))
}

async fn link(fixture: &Fixture, file: FileId, mut fields: serde_json::Value) -> ShareLink {
    fields["file_id_list"] = json!([file.to_string()]);
    create(fixture, &fixture.owner, fields).await.expect("a link")
}

const READ: Actions =
    Actions::VISIBLE.with(Actions::LIST).with(Actions::PREVIEW).with(Actions::DOWNLOAD).with(Actions::COPY);

#[tokio::test]
async fn a_link_shows_what_it_shares() {
    let fixture = Fixture::new().await;
    let folder = fixture.put(FileId::ROOT, "folder", None).await;
    let inner = fixture.put(folder, "inner", None).await;
    let beside = fixture.put(FileId::ROOT, "beside", Some(1)).await;
    let plain = id_of(&link(&fixture, folder, json!({})).await);
    let access = visit(&fixture, &plain, None).await.expect("a visit");
    assert_eq!(may(&fixture, &access, inner).await, READ);
    assert_eq!(may(&fixture, &access, beside).await, Actions::NONE);
    assert_eq!(access.root_actions(), Actions::NONE);

    let fields = json!({
        "disable_preview": true, "disable_download": true, "disable_save": true,
        "creatable": true, "creatable_file_id_list": [inner.to_string()],
    });
    let closed = id_of(&link(&fixture, folder, fields).await);
    let access = visit(&fixture, &closed, None).await.expect("a visit");
    let bare = Actions::VISIBLE.with(Actions::LIST);
    assert_eq!(may(&fixture, &access, folder).await, bare);
    assert_eq!(may(&fixture, &access, inner).await, bare.with(Actions::CREATE));

    let whole = create(&fixture, &fixture.key, json!({ "share_all_files": true })).await.expect("a link");
    let access = visit(&fixture, &id_of(&whole), None).await.expect("a visit");
    assert_eq!((access.root_actions(), may(&fixture, &access, beside).await), (READ, READ));
}

#[tokio::test]
async fn a_token_is_good_for_its_link_while_the_link_is() {
    let fixture = Fixture::new().await;
    let file = fixture.put(FileId::ROOT, "file", Some(1)).await;
    let share = id_of(&link(&fixture, file, json!({ "share_pwd": "old" })).await);
    let other = id_of(&link(&fixture, file, json!({})).await);
    assert_eq!(code(token(&fixture, &share, Some("new")).await), "InvalidResource.SharePwd");
    assert_eq!(code(token(&fixture, &share, None).await), "InvalidResource.SharePwd");
    let first = token(&fixture, &share, Some("old")).await.expect("a token");
    let access = |token: String, drive: Option<&'static str>, share: Option<String>| {
        let fixture = &fixture;
        async move { fixture.drive.access(&visitor(&token), drive, share.as_deref()).await }
    };
    assert!(access(first.clone(), None, Some(share.clone())).await.is_ok());
    assert!(access(first.clone(), Some("1"), None).await.is_ok(), "the token alone says which link");
    let wrong_link = access(first.clone(), None, Some(other.clone())).await;
    assert_eq!(code(wrong_link), "ShareLinkTokenInvalid");
    assert_eq!(code(access(first.clone(), Some("2"), Some(share.clone())).await), "NotFound.DriveId");
    assert_eq!(code(access("x".to_owned(), None, Some(share.clone())).await), "ShareLinkTokenInvalid");
    let without = fixture.drive.access(&caller(Who::Anonymous), None, Some(&other)).await;
    assert_eq!(code(without), "ShareLinkTokenInvalid");
    let nothing = fixture.drive.access(&caller(Who::Anonymous), Some("1"), None).await;
    assert_eq!(code(nothing), "AccessTokenInvalid");

    update(&fixture, &fixture.owner, &share, json!({ "share_pwd": "new" })).await.expect("changed");
    assert_eq!(code(access(first, None, None).await), "ShareLinkTokenInvalid");
    let second = token(&fixture, &share, Some("new")).await.expect("a token");
    update(&fixture, &fixture.owner, &share, json!({ "description": "x" })).await.expect("changed");
    assert!(access(second.clone(), None, None).await.is_ok());
    let request = CancelShareLinkRequest { share_id: share.clone() };
    fixture.drive.cancel_share_link(&fixture.owner, request).await.expect("cancelled");
    assert_eq!(code(access(second.clone(), None, None).await), "ShareLinkTokenInvalid");
    assert_eq!(code(token(&fixture, &share, Some("new")).await), "NotFound.ShareLink");
    let request = GetShareLinkByAnonymousRequest { share_id: share.clone() };
    let seen = fixture.drive.get_share_link_by_anonymous(&caller(Who::Anonymous), request).await;
    assert_eq!(code(seen), "NotFound.ShareLink");
    update(&fixture, &fixture.owner, &share, json!({ "status": "enabled" })).await.expect("changed");
    assert_eq!(code(access(second, None, None).await), "ShareLinkTokenInvalid", "it stays void");
    assert!(token(&fixture, &share, Some("new")).await.is_ok());
}

#[tokio::test]
async fn passwords_cannot_be_tried_for_long() {
    let fixture = Fixture::new().await;
    let file = fixture.put(FileId::ROOT, "file", Some(1)).await;
    let share = id_of(&link(&fixture, file, json!({ "share_pwd": "right" })).await);
    let mut codes = Vec::new();
    for _ in 0..12 {
        codes.push(code(token(&fixture, &share, Some("wrong")).await));
    }
    // A minute may begin in between; then the first two are of another one.
    let wrong = codes.iter().filter(|code| *code == "InvalidResource.SharePwd").count();
    assert!((10..=12).contains(&wrong), "{codes:?}");
    if wrong == 10 {
        assert_eq!(code(token(&fixture, &share, Some("right")).await), "TooManyRequests");
    }
}

#[tokio::test]
async fn strangers_see_no_secrets() {
    let fixture = Fixture::new().await;
    add_user(&fixture, "ann").await;
    let file = fixture.put(FileId::ROOT, "file", Some(1)).await;
    give(&fixture.drive, &fixture.owner, file, vec![member("IT_User", "ann", "SystemFileEditor")])
        .await
        .expect("given");
    let fields = json!({ "file_id_list": [file.to_string()], "share_pwd": "secret" });
    let share = id_of(&create(&fixture, &user("ann"), fields).await.expect("a link"));
    let request = GetShareLinkByAnonymousRequest { share_id: share };
    let reply = fixture.drive.get_share_link_by_anonymous(&caller(Who::Anonymous), request).await;
    let text = serde_json::to_string(&reply.expect("a link")).expect("JSON");
    assert!(text.contains("\"has_pwd\":true") && text.contains("ann's name"), "{text}");
    assert!(!text.contains("secret") && !text.contains(&file.to_string()) && !text.contains("+1"), "{text}");
}

#[tokio::test]
async fn uses_count_and_end() {
    let fixture = Fixture::new().await;
    let file = fixture.put(FileId::ROOT, "file", Some(1)).await;
    let share = id_of(&link(&fixture, file, json!({ "download_limit": 2 })).await);
    let access = visit(&fixture, &share, None).await.expect("a visit");
    assert!(!access.gives_download_urls() && access.gives_thumbnail_urls());
    for _ in 0..2 {
        fixture.drive.count_use(&access, Use::Download).await.expect("counted");
    }
    assert_eq!(code(fixture.drive.count_use(&access, Use::Download).await), "QuotaExhausted.ShareLink");
    fixture.drive.count_use(&access, Use::Preview).await.expect("without limit");
    let own = fixture.drive.access(&fixture.owner, Some("1"), None).await.expect("access");
    fixture.drive.count_use(&own, Use::Download).await.expect("nothing is counted");
    let counts = fixture.store.share(&share).await.expect("read").expect("a link").counts;
    assert_eq!((counts.access, counts.download, counts.preview), (1, 2, 1));
}

#[tokio::test]
async fn a_link_gives_no_more_than_its_creator_has() {
    let fixture = Fixture::new().await;
    add_user(&fixture, "ann").await;
    let file = fixture.put(FileId::ROOT, "file", Some(1)).await;
    give(&fixture.drive, &fixture.owner, file, sharer()).await.expect("given");
    let fields = json!({ "file_id_list": [file.to_string()] });
    let share = id_of(&create(&fixture, &user("ann"), fields).await.expect("a link"));
    let access = visit(&fixture, &share, None).await.expect("a visit");
    assert_eq!(may(&fixture, &access, file).await, Actions::VISIBLE.with(Actions::PREVIEW));

    let ann = fixture.store.user(&domain_id(), &"ann".parse().expect("an id")).await.expect("read");
    let ann = ann.expect("a user");
    let read = ann.updated_at;
    let disabled = assay_store::UserRow { is_enabled: false, ..ann };
    fixture.store.replace_user(disabled, read, None).await.expect("disabled");
    let access = visit(&fixture, &share, None).await.expect("a visit");
    assert_eq!(may(&fixture, &access, file).await, Actions::NONE);
    let drop = assay_store::DropDrives { kind: "drop".to_owned(), now: super::NOW };
    fixture
        .store
        .delete_user(&domain_id(), &"ann".parse().expect("an id"), Role::User, &drop)
        .await
        .expect("deleted");
    assert_eq!(code(visit(&fixture, &share, None).await), "NotFound.ShareLink");
}

/// Ann may look at it, and share it.
fn sharer() -> Vec<FilePermissionMember> {
    let actions = ["FILE.PREVIEW", "FILE.SHARELINK"].map(str::to_owned).to_vec();
    vec![FilePermissionMember { role_id: None, action_list: Some(actions), ..member("IT_User", "ann", "") }]
}

#[tokio::test]
async fn some_links_are_for_those_who_are_signed_in() {
    let fixture = Fixture::new().await;
    let file = fixture.put(FileId::ROOT, "file", Some(1)).await;
    let share = id_of(&link(&fixture, file, json!({ "require_login": true })).await);
    let token = token(&fixture, &share, None).await.expect("a token");
    let refused = fixture.drive.access(&visitor(&token), None, Some(&share)).await;
    assert_eq!(code(refused), "AccessTokenInvalid");
    let signed_in = Caller { share_token: Some(token), ..user("anybody") };
    assert!(fixture.drive.access(&signed_in, None, Some(&share)).await.is_ok());
    let own = fixture.drive.access(&signed_in, Some("1"), None).await;
    assert_eq!(code(own), "NotFound.DriveId", "a token is for its link alone");
}
