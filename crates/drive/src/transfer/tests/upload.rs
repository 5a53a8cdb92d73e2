//! Parts and their completion.

use std::time::Duration;

use assay_types::{ContentDigest, FileId};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use proptest::prelude::*;
use serde_json::json;
use sha1::{Digest as _, Sha1};

use super::{body, code_of, target};
use crate::fixture::{DRIVE, Fixture};

fn sha1_of(content: &[u8]) -> String {
    hex::encode(Sha1::digest(content))
}

async fn used_bytes(fixture: &Fixture) -> u64 {
    fixture.store.drive(DRIVE).await.expect("read").expect("the drive").used_bytes
}

async fn references(fixture: &Fixture, content: &[u8]) -> u64 {
    let content = ContentDigest::of(content).sha256;
    fixture.store.blob_references(content).await.expect("read").unwrap_or(0)
}

#[tokio::test]
async fn a_file_is_there_when_it_is_complete() {
    let fixture = Fixture::new().await;
    let content = b"123456789";
    let created = fixture.create("a.TXT", json!({ "size": 9, "hidden": true })).await.expect("created");
    assert_eq!(created.rapid_upload, Some(false));
    let part = fixture.send(&created, 1, content).await.expect("received");
    assert_eq!(part.etag, "\"25F9E794323B453885F5181F1B624D0B\"");
    assert!(fixture.download(created.file_id.as_deref().expect("an id")).await.is_err(), "not before");
    let record =
        fixture.complete(&created, json!({ "crc64_hash": "11051210869376104954" })).await.expect("done");
    assert_eq!(record["content_hash"], "F7C3BC1D808E04732ADF679965CCC34CA7AE3441");
    assert_eq!(record["crc64_hash"], "11051210869376104954");
    assert_eq!(record["status"], "available");
    assert_eq!(record["size"], 9);
    assert_eq!(record["file_extension"], "txt");
    assert_eq!(record["category"], "doc");
    assert_eq!(record["content_type"], "text/plain");
    assert_eq!(record["revision_version"], 1);
    assert_eq!(record["hidden"], true);
    assert_eq!(record["name_path"], "/a.TXT");
    assert_eq!(used_bytes(&fixture).await, 9);
    assert_eq!(references(&fixture, content).await, 1, "the file's, and the part's no more");

    assert_eq!(fixture.complete(&created, json!({})).await.expect("again"), record);
    let refused = fixture.send(&created, 1, content).await.expect_err("over");
    assert_eq!((refused.status, refused.code), (404, "NoSuchUpload"));
    let changes = fixture.store.changes(DRIVE, 0, 10).await.expect("changes");
    assert_eq!(changes.len(), 1);
}

#[tokio::test]
async fn what_does_not_match_is_refused_and_can_be_mended() {
    let fixture = Fixture::new().await;
    let content = vec![7; 5000];
    let extra = json!({ "size": 5000, "content_hash": sha1_of(&content), "content_hash_name": "sha1" });
    let created = fixture.create("a", extra).await.expect("created");
    let missing = fixture.complete(&created, json!({})).await.expect_err("nothing arrived");
    assert_eq!(code_of(&missing), "InvalidParameter.part_info_list");

    fixture.send(&created, 1, &content[1..]).await.expect("received");
    let short = fixture.complete(&created, json!({})).await.expect_err("too short");
    assert_eq!(code_of(&short), "InvalidParameterNotMatch.size");
    fixture.send(&created, 1, &[8; 5000]).await.expect("received");
    let other = fixture.complete(&created, json!({})).await.expect_err("other bytes");
    assert_eq!(code_of(&other), "InvalidParameterNotMatch.content_hash");
    let refused = fixture.send(&created, 1, &[7; 5001]).await.expect_err("too long");
    assert_eq!((refused.status, refused.code), (400, "EntityTooLarge"));

    fixture.send(&created, 1, &content).await.expect("received");
    let crc = fixture.complete(&created, json!({ "crc64_hash": "1" })).await.expect_err("not its CRC");
    assert_eq!(code_of(&crc), "InvalidParameterNotMatch.crc64_hash");
    let not_one = fixture.complete(&created, json!({ "crc64_hash": "x" })).await.expect_err("no CRC");
    assert_eq!(code_of(&not_one), "InvalidParameter.crc64_hash");
    assert_eq!(used_bytes(&fixture).await, 0);
    fixture.complete(&created, json!({})).await.expect("done");
    assert_eq!(references(&fixture, &[8; 5000]).await, 0);
}

#[tokio::test]
async fn a_part_is_what_was_announced() {
    let fixture = Fixture::new().await;
    let content = b"content";
    let md5 = STANDARD.encode(ContentDigest::of(content).md5.as_bytes());
    let parts = json!({ "part_info_list": [{ "part_number": 1, "content_md5": md5 }] });
    let created = fixture.create("a", parts).await.expect("created");
    let refused = fixture.send(&created, 1, b"other").await.expect_err("other bytes");
    assert_eq!((refused.status, refused.code), (400, "InvalidDigest"));
    let url = &created.part_info_list.as_ref().expect("parts")[0].upload_url;
    for header in ["nonsense", "AAAAAAAAAAAAAAAAAAAAAA=="] {
        let refused = fixture.drive.receive_part(target(url), None, Some(header), body(content)).await;
        assert_eq!(refused.expect_err("refused").code, "InvalidDigest");
    }
    fixture.drive.receive_part(target(url), None, Some(&md5), body(content)).await.expect("received");
    fixture.clock.advance(Duration::from_secs(901));
    let refused = fixture.send(&created, 1, content).await.expect_err("over");
    assert_eq!((refused.status, refused.code), (403, "AccessDenied"));
    assert!(refused.message.contains("expired"));
}

#[tokio::test]
async fn serial_parts_come_in_order_and_are_listed() {
    let fixture = Fixture::new().await;
    let numbers: Vec<_> = (1..=3).map(|number| json!({ "part_number": number })).collect();
    let created =
        fixture.create("a", json!({ "part_info_list": numbers, "size": 30 })).await.expect("created");
    let refused = fixture.send(&created, 2, &[2; 10]).await.expect_err("not the first");
    assert_eq!((refused.status, refused.code), (400, "PartNotSequential"));
    fixture.send(&created, 1, &[9; 10]).await.expect("received");
    fixture.send(&created, 2, &[2; 10]).await.expect("received");
    fixture.send(&created, 1, &[1; 10]).await.expect("replaced");
    let refused = fixture.send(&created, 3, &[3; 11]).await.expect_err("more than was announced");
    assert_eq!(refused.code, "EntityTooLarge");
    let missing = fixture.complete(&created, json!({})).await.expect_err("one is missing");
    assert!(missing.to_string().contains("not arrived: 3"), "{missing}");

    let list = |marker: i32, limit: i32| {
        let request = json!({
            "drive_id": "1", "file_id": created.file_id, "upload_id": created.upload_id,
            "part_number_marker": marker, "limit": limit,
        });
        let request = serde_json::from_value(request).expect("a request");
        fixture.drive.list_uploaded_parts(&fixture.key, request)
    };
    let page = list(0, 1).await.expect("listed");
    assert_eq!(page.next_part_number_marker.as_deref(), Some("1"));
    let page = list(1, 1000).await.expect("listed");
    assert_eq!(page.next_part_number_marker.as_deref(), Some(""));
    let part = page.uploaded_parts.first().expect("a part");
    assert_eq!((part.part_number, part.part_size), (2, Some(10)));
    assert_eq!(code_of(&list(0, 0).await.expect_err("no page")), "InvalidParameter.limit");

    fixture.send(&created, 3, &[3; 10]).await.expect("received");
    let record = fixture.complete(&created, json!({})).await.expect("done");
    let whole = [[1; 10], [2; 10], [3; 10]].concat();
    assert_eq!(record["content_hash"], sha1_of(&whole).to_uppercase());
    assert_eq!(references(&fixture, &[2; 10]).await, 0);
    assert_eq!(references(&fixture, &whole).await, 1);
}

#[tokio::test]
async fn new_urls_lead_to_the_same_upload() {
    let fixture = Fixture::new().await;
    let created = fixture.create("a", json!({})).await.expect("created");
    fixture.clock.advance(Duration::from_hours(1));
    let request = |upload: Option<&str>| {
        let parts = [json!({ "part_number": 2 }), json!({ "part_number": 1 })];
        let request = json!({
            "drive_id": "1", "file_id": created.file_id, "upload_id": upload, "part_info_list": parts,
        });
        let request = serde_json::from_value(request).expect("a request");
        fixture.drive.get_upload_url(&fixture.key, request)
    };
    let again = request(created.upload_id.as_deref()).await.expect("URLs");
    let parts = again.part_info_list.expect("parts");
    assert_eq!(parts.iter().map(|part| part.part_number).collect::<Vec<_>>(), [2, 1]);
    for (part, content) in [(&parts[1], b"a"), (&parts[0], b"b")] {
        fixture
            .drive
            .receive_part(target(&part.upload_url), None, None, body(content))
            .await
            .expect("received");
    }
    let gone = request(Some("0000000000000001")).await.expect_err("no such upload");
    assert_eq!(code_of(&gone), "NotFound.UploadId");
    fixture.complete(&created, json!({})).await.expect("done");
    let done = request(created.upload_id.as_deref()).await.expect_err("done");
    assert_eq!(code_of(&done), "AlreadyExist.File");
    let done = request(Some("")).await.expect_err("done");
    assert_eq!(code_of(&done), "AlreadyExist.File");
}

#[tokio::test]
async fn a_content_replaces_another_when_it_is_complete() {
    let fixture = Fixture::new().await;
    let file = fixture.file("root", "a.txt", b"first").await;
    let extra = json!({ "file_id": file, "size": 6, "content_type": "text/x" });
    let created = fixture.create("ignored", extra).await.expect("created");
    assert_eq!(created.file_id.as_deref(), Some(&*file));
    assert_eq!(created.file_name.as_deref(), Some("a.txt"));
    fixture.send(&created, 1, b"second").await.expect("received");
    let download = fixture.download(&file).await.expect("the first");
    assert_eq!(fixture.bytes(&download).await, b"first");
    let record = fixture.complete(&created, json!({})).await.expect("done");
    assert_eq!((&record["revision_version"], &record["content_type"]), (&json!(2), &json!("text/x")));
    let download = fixture.download(&file).await.expect("the second");
    assert_eq!(fixture.bytes(&download).await, b"second");
    assert_eq!(used_bytes(&fixture).await, 11, "both are kept");
    let id: FileId = file.parse().expect("an id");
    let earlier = fixture.store.revisions(DRIVE, id, None, 10).await.expect("revisions");
    assert_eq!(earlier.len(), 1);
    assert_eq!((references(&fixture, b"first").await, references(&fixture, b"second").await), (1, 1));
}

#[tokio::test]
async fn nothing_is_a_content_too() {
    let fixture = Fixture::new().await;
    let created = fixture.create("empty", json!({ "size": 0 })).await.expect("created");
    let record = fixture.complete(&created, json!({ "crc64_hash": "0" })).await.expect("done");
    assert_eq!(record["size"], 0);
    assert_eq!(record["content_hash"], sha1_of(b"").to_uppercase());
    let download = fixture.download(created.file_id.as_deref().expect("an id")).await.expect("there");
    assert!(fixture.bytes(&download).await.is_empty());
}

#[tokio::test]
async fn uploads_are_given_up_with_what_they_left() {
    let fixture = Fixture::new().await;
    let file = fixture.file("root", "kept", b"kept").await;
    let over = fixture.create("x", json!({ "file_id": file })).await.expect("created");
    let new = fixture.create("new", json!({})).await.expect("created");
    for created in [&over, &new] {
        fixture.send(created, 1, b"part").await.expect("received");
    }
    assert_eq!(references(&fixture, b"part").await, 2);
    fixture.clock.advance(Duration::from_hours(240));
    assert_eq!(code_of(&fixture.complete(&new, json!({})).await.expect_err("over")), "NotFound.UploadId");
    assert_eq!(fixture.drive.expire_uploads().await.expect("expired"), 2);
    assert_eq!(fixture.drive.expire_uploads().await.expect("none left"), 0);
    assert_eq!(references(&fixture, b"part").await, 0);
    assert_eq!(code_of(&fixture.complete(&new, json!({})).await.expect_err("gone")), "NotFound.FileId");
    let download = fixture.download(&file).await.expect("kept");
    assert_eq!(fixture.bytes(&download).await, b"kept");
}

#[tokio::test]
async fn completions_at_once_agree() {
    let fixture = Fixture::new().await;
    let created = fixture.create("a", json!({ "size": 3 })).await.expect("created");
    fixture.send(&created, 1, b"abc").await.expect("received");
    let both = tokio::join!(fixture.complete(&created, json!({})), fixture.complete(&created, json!({})));
    assert_eq!(both.0.expect("done"), both.1.expect("done"));
    assert_eq!((used_bytes(&fixture).await, references(&fixture, b"abc").await), (3, 1));
}

#[tokio::test]
async fn a_quota_holds() {
    let fixture = Fixture::new().await;
    let mut row = fixture.store.drive(DRIVE).await.expect("read").expect("the drive");
    let read = row.updated_at;
    row.total_bytes = Some(10);
    fixture.store.replace_drive(row, read).await.expect("changed");
    let refused = fixture.create("a", json!({ "size": 11 })).await.expect_err("too large");
    assert_eq!(code_of(&refused), "QuotaExhausted.Drive");
    let first = fixture.create("a", json!({ "size": 10 })).await.expect("fits");
    let second = fixture.create("b", json!({ "size": 10 })).await.expect("fits too, for now");
    for created in [&first, &second] {
        fixture.send(created, 1, &[1; 10]).await.expect("received");
    }
    fixture.complete(&first, json!({})).await.expect("done");
    let refused = fixture.complete(&second, json!({})).await.expect_err("full");
    assert_eq!(code_of(&refused), "QuotaExhausted.Drive");
    assert_eq!(used_bytes(&fixture).await, 10);
    let unknown = fixture.create("c", json!({})).await.expect("begun");
    assert_eq!(fixture.send(&unknown, 1, b"x").await.expect_err("full").code, "EntityTooLarge");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    /// However a content is cut and in whatever order its parts come, the file is the same.
    #[test]
    fn parts_make_up_the_content(
        pieces in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..70_000), 1..6),
        order in Just(()).prop_perturb(|(), mut random| random.next_u64()),
    ) {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
        runtime.expect("a runtime").block_on(async {
            let fixture = Fixture::new().await;
            let content = pieces.concat();
            let numbers: Vec<_> = (1..=pieces.len()).map(|number| json!({ "part_number": number })).collect();
            let extra = json!({
                "size": content.len(), "part_info_list": numbers, "parallel_upload": true,
                "content_hash": sha1_of(&content),
            });
            let created = fixture.create("a", extra).await.expect("created");
            let mut parts: Vec<_> = pieces.iter().enumerate().collect();
            parts.sort_by_key(|(index, _)| (*index as u64).wrapping_add(1).wrapping_mul(order | 1));
            for (index, piece) in parts {
                let received = fixture.send(&created, index + 1, piece).await.expect("received");
                let md5 = ContentDigest::of(piece).md5.to_string().to_uppercase();
                assert_eq!(received.etag, format!("\"{md5}\""));
            }
            let record = fixture.complete(&created, json!({})).await.expect("done");
            assert_eq!(record["content_hash"], sha1_of(&content).to_uppercase());
            let download = fixture.download(created.file_id.as_deref().expect("an id")).await.expect("there");
            assert_eq!(fixture.bytes(&download).await, content);
            assert_eq!(references(&fixture, &content).await, 1);
        });
    }
}
