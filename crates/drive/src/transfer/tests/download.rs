//! Download URLs and what they lead to.

use std::time::Duration;

use assay_store::{Commit, FileState};
use assay_types::FileId;
use serde_json::{Value, json};

use super::{code_of, target};
use crate::{
    DriveError,
    draft::Draft,
    fixture::{DRIVE, Fixture},
};

async fn url(fixture: &Fixture, file: &str, extra: Value) -> Result<String, DriveError> {
    let mut request = json!({ "drive_id": "1", "file_id": file });
    let (Value::Object(fields), Value::Object(extra)) = (&mut request, extra) else { panic!("objects") };
    fields.extend(extra);
    let request = serde_json::from_value(request).expect("a request");
    Ok(fixture.drive.get_download_url(&fixture.key, request).await?.url.expect("a URL"))
}

/// Changes a file's record behind the service's back.
async fn change(fixture: &Fixture, file: &str, change: impl FnOnce(&mut Draft)) {
    let file: FileId = file.parse().expect("an id");
    let found = fixture.store.files(DRIVE, &[file]).await.expect("read").remove(0).expect("there");
    let mut draft = Draft::of(&found.row).expect("a record");
    change(&mut draft);
    let mut commit = Commit::new(DRIVE, fixture.drive.parts.clock.now());
    commit.writes.push(draft.update());
    fixture.store.commit(commit).await.expect("changed");
}

#[tokio::test]
async fn a_url_leads_to_the_content() {
    let fixture = Fixture::new().await;
    let file = fixture.file("root", "ä b.txt", b"content").await;
    let plain = url(&fixture, &file, json!({})).await.expect("a URL");
    let download = fixture.drive.open_download(target(&plain)).await.expect("open");
    assert_eq!(fixture.bytes(&download).await, b"content");
    assert_eq!((download.file_name.as_str(), download.content_type.as_str()), ("ä b.txt", "text/plain"));
    assert_eq!(download.size_bytes, 7);
    assert!(download.crc64.is_some());
    let same = fixture.download(&file).await.expect("there");
    assert_eq!(same, download);

    let extra = json!({ "file_name": "x", "response_content_type": "a/b", "expire_sec": 115_200 });
    let other = url(&fixture, &file, extra).await.expect("a URL");
    fixture.clock.advance(Duration::from_secs(115_100));
    let download = fixture.drive.open_download(target(&other)).await.expect("open");
    assert_eq!((download.file_name.as_str(), download.content_type.as_str()), ("x", "a/b"));
    let refused = fixture.drive.open_download(target(&plain)).await.expect_err("over");
    assert_eq!((refused.status, refused.code), (403, "AccessDenied"));
}

#[tokio::test]
async fn a_url_leads_to_its_revision() {
    let fixture = Fixture::new().await;
    let file = fixture.file("root", "a", b"first").await;
    let first = url(&fixture, &file, json!({})).await.expect("a URL");
    let created = fixture.create("a", json!({ "file_id": file })).await.expect("created");
    fixture.send(&created, 1, b"second").await.expect("received");
    fixture.complete(&created, json!({})).await.expect("done");
    let download = fixture.drive.open_download(target(&first)).await.expect("kept");
    assert_eq!(fixture.bytes(&download).await, b"first");
}

#[tokio::test]
async fn what_is_gone_or_blocked_is_not_given_out() {
    let fixture = Fixture::new().await;
    let file = fixture.file("root", "a", b"1").await;
    let signed = url(&fixture, &file, json!({})).await.expect("a URL");
    change(&fixture, &file, |draft| draft.file.punish_flag = Some(2)).await;
    let refused = fixture.drive.open_download(target(&signed)).await.expect_err("blocked");
    assert_eq!(refused.status, 403);
    assert_eq!(code_of(&url(&fixture, &file, json!({})).await.expect_err("blocked")), "ForbiddenFileBlocked");
    assert_eq!(code_of(&fixture.download(&file).await.expect_err("blocked")), "ForbiddenFileBlocked");
    change(&fixture, &file, |draft| {
        draft.file.punish_flag = None;
        draft.row.state = FileState::Trashed;
    })
    .await;
    let refused = fixture.drive.open_download(target(&signed)).await.expect_err("in the bin");
    assert_eq!((refused.status, refused.code), (404, "NoSuchKey"));
    let refused = url(&fixture, &file, json!({})).await.expect_err("in the bin");
    assert_eq!(code_of(&refused), "ForbiddenFileInTheRecycleBin");
}

#[tokio::test]
async fn requests_are_held_to_their_limits() {
    let fixture = Fixture::new().await;
    let file = fixture.file("root", "a", b"1").await;
    for (extra, code) in [
        (json!({ "expire_sec": 0 }), "InvalidParameter.expire_sec"),
        (json!({ "expire_sec": -1 }), "InvalidParameter.expire_sec"),
        (json!({ "expire_sec": 115_201 }), "InvalidParameter.expire_sec"),
        (json!({ "file_name": "a/b" }), "InvalidParameter.file_name"),
        (json!({ "response_content_type": "a\r\nb" }), "InvalidParameter.response_content_type"),
        (json!({ "file_id": "nonsense" }), "NotFound.FileId"),
    ] {
        assert_eq!(code_of(&url(&fixture, &file, extra).await.expect_err(code)), code);
    }
    let folder = fixture.folder("root", "f").await;
    assert_eq!(code_of(&fixture.download(&folder).await.expect_err("a folder")), "InvalidParameter.file_id");
    let waiting = fixture.create("b", json!({})).await.expect("created").file_id.expect("an id");
    assert_eq!(code_of(&fixture.download(&waiting).await.expect_err("nothing yet")), "NotFound.FileId");
}
