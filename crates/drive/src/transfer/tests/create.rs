//! Names, folders, rapid upload.

use assay_types::{FileId, Secret};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::json;
use sha1::{Digest as _, Sha1};

use super::code_of;
use crate::{
    Caller,
    fixture::{DRIVE, Fixture, user as user_of},
};

fn sha1_of(content: &[u8]) -> String {
    hex::encode(Sha1::digest(content))
}

#[tokio::test]
async fn folders_are_as_deep_as_the_limit() {
    let fixture = Fixture::new().await;
    let mut parent = "root".to_owned();
    for _ in 0..50 {
        parent = fixture.folder(&parent, "f").await;
    }
    let refused = fixture.create("f", json!({ "type": "folder", "parent_file_id": parent })).await;
    assert_eq!(code_of(&refused.expect_err("too deep")), "InvalidParameter.parent_file_id");
    fixture.file(&parent, "a", b"files may be there").await;
}

#[tokio::test]
async fn names_are_settled_as_asked() {
    let fixture = Fixture::new().await;
    let first = fixture.file("root", "a.txt", b"1").await;
    let second = fixture.create("a.txt", json!({})).await.expect("names need not differ");
    assert_ne!(second.file_id.as_deref(), Some(&*first));
    let refused = fixture.create("a.txt", json!({ "check_name_mode": "refuse" })).await.expect("no error");
    assert_eq!(refused.exist, Some(true));
    assert_eq!(refused.file_id.as_deref(), Some(&*first));
    assert_eq!(refused.status.as_deref(), Some("available"));
    assert_eq!(refused.upload_id, None);
    let mut names = Vec::new();
    for _ in 0..3 {
        let extra = json!({ "check_name_mode": "auto_rename", "type": "folder" });
        let renamed = fixture.create("a.txt", extra).await.expect("renamed");
        assert_eq!(renamed.exist, Some(false));
        names.push(renamed.file_name.expect("a name"));
    }
    assert!(names.iter().all(|name| name.starts_with("a.txt_20")), "{names:?}");
    names.dedup();
    assert_eq!(names.len(), 3);
}

#[tokio::test]
async fn names_that_are_refused_at_once_are_given_once() {
    let fixture = Fixture::new().await;
    let create = || fixture.create("a", json!({ "type": "folder", "check_name_mode": "refuse" }));
    let replies = tokio::join!(create(), create(), create(), create());
    let ids: std::collections::BTreeSet<_> = [replies.0, replies.1, replies.2, replies.3]
        .into_iter()
        .map(|reply| reply.expect("no error").file_id)
        .collect();
    assert_eq!(ids.len(), 1);
}

#[tokio::test]
async fn parents_must_be_folders_that_are_there() {
    let fixture = Fixture::new().await;
    let file = fixture.file("root", "a", b"1").await;
    for (parent, code) in [
        ("0000000000000001", "NotFound.FileId"),
        ("nonsense", "NotFound.FileId"),
        ("", "NotFound.FileId"),
        (&*file, "InvalidParameter.parent_file_id"),
    ] {
        for kind in ["file", "folder"] {
            let refused = fixture.create("b", json!({ "parent_file_id": parent, "type": kind })).await;
            assert_eq!(code_of(&refused.expect_err("refused")), code);
        }
    }
    let refused = fixture.create("b", json!({ "drive_id": "7" })).await.expect_err("no drive");
    assert_eq!(code_of(&refused), "NotFound.DriveId");
    let folder = fixture.folder("root", "f").await;
    let refused = fixture.create("b", json!({ "file_id": folder })).await.expect_err("a folder");
    assert_eq!(code_of(&refused), "InvalidParameter.file_id");
}

/// A user with a token and a drive of its own; the drive.
async fn user_with_drive(fixture: &Fixture, id: &str) -> (Caller, String) {
    let user = serde_json::from_value(json!({ "user_id": id })).expect("a request");
    fixture.drive.create_user(&fixture.key, user).await.expect("a user");
    let drive = json!({ "drive_name": "d", "owner": id, "owner_type": "user" });
    let drive = serde_json::from_value(drive).expect("a request");
    let drive = fixture.drive.create_drive(&fixture.key, drive).await.expect("a drive");
    let bearer = Some(Secret::new("token".to_owned()));
    (Caller { bearer, ..user_of(id) }, drive.drive_id.expect("an id"))
}

#[tokio::test]
async fn a_hash_alone_gives_nobody_a_content() {
    let fixture = Fixture::new().await;
    let content: Vec<u8> = (0..5000_u16).flat_map(u16::to_be_bytes).collect();
    fixture.file("root", "secret", &content).await;
    let (caller, drive) = user_with_drive(&fixture, "u").await;
    let create = |proof: Option<String>| {
        let request = json!({
            "drive_id": drive, "name": "a", "parent_file_id": "root", "type": "file", "size": content.len(),
            "content_hash": sha1_of(&content), "proof_code": proof, "proof_version": "v1",
        });
        let request = serde_json::from_value(request).expect("a request");
        async { fixture.drive.create_file(&caller, request).await.expect("created").rapid_upload }
    };
    assert_eq!(create(None).await, Some(false));
    // The first 16 digits of the token's MD5 are 94a08da1fecbb6e8.
    let start = usize::try_from(0x94a0_8da1_fecb_b6e8_u64 % content.len() as u64).expect("a place");
    let proof = |start: usize| Some(STANDARD.encode(&content[start..content.len().min(start + 8)]));
    assert_eq!(create(proof(start + 2)).await, Some(false));
    assert_eq!(create(proof(start)).await, Some(true));
    assert_eq!(create(None).await, Some(true), "now it can be read");
    // A pre_hash says nothing to strangers either.
    let (stranger, drive) = user_with_drive(&fixture, "v").await;
    let request = json!({
        "drive_id": drive, "name": "a", "parent_file_id": "root", "type": "file", "size": content.len(),
        "pre_hash": sha1_of(&content[..1024]),
    });
    let request = serde_json::from_value(request).expect("a request");
    let reply = fixture.drive.create_file(&stranger, request).await.expect("created");
    assert_eq!(reply.rapid_upload, Some(false));
}

#[tokio::test]
async fn a_content_that_can_be_read_need_not_be_sent() {
    let fixture = Fixture::new().await;
    let content = vec![5; 3000];
    let hash = json!({ "size": 3000, "content_hash": sha1_of(&content).to_uppercase(), "content_hash_name": "sha1" });
    let first = fixture.create("a", hash.clone()).await.expect("nobody has it");
    assert_eq!(first.rapid_upload, Some(false));
    fixture.send(&first, 1, &content).await.expect("received");
    assert_eq!(fixture.create("b", hash.clone()).await.expect("a part is no file").rapid_upload, Some(false));
    fixture.complete(&first, json!({})).await.expect("done");

    let head = json!({ "size": 3000, "pre_hash": sha1_of(&content[..1024]) });
    let matched = fixture.create("b", head).await.expect_err("some file begins so");
    assert_eq!(code_of(&matched), "PreHashMatched");
    let other = json!({ "size": 3001, "pre_hash": sha1_of(&content[..1024]) });
    fixture.create("b", other).await.expect("of another length");

    let rapid = fixture.create("b.txt", hash.clone()).await.expect("known");
    assert_eq!((rapid.rapid_upload, rapid.exist), (Some(true), Some(false)));
    assert_eq!((rapid.status.as_deref(), rapid.upload_id), (Some("available"), None));
    let id = rapid.file_id.expect("an id");
    let download = fixture.download(&id).await.expect("there");
    assert_eq!(fixture.bytes(&download).await, content);
    let used = fixture.store.drive(DRIVE).await.expect("read").expect("the drive").used_bytes;
    assert_eq!(used, 6000);

    let file = fixture.file("root", "c", b"other").await;
    let mut again = hash.clone();
    again["file_id"] = json!(file);
    let rapid = fixture.create("c", again).await.expect("known");
    assert_eq!((rapid.rapid_upload, rapid.file_id.as_deref()), (Some(true), Some(&*file)));
    let file: FileId = file.parse().expect("an id");
    let row = fixture.store.files(DRIVE, &[file]).await.expect("read").remove(0).expect("there").row;
    assert_eq!(row.size_bytes, 3000);
    let mut wrong = hash;
    wrong["size"] = json!(2999);
    assert_eq!(fixture.create("d", wrong).await.expect("unknown").rapid_upload, Some(false));
}
