//! Uploads under way and their parts.

use assay_store::{Commit, PartRow, StoreError, UploadRow, Write};
use assay_types::{FileId, Timestamp, UploadId};

use super::fixture::{DRIVE, OTHER, open, writes};
use crate::{
    fixture::{MINUTE, T0, at, content, references},
    harness::{Database, conformance},
};

conformance!(
    uploads_come_and_go,
    parts_hold_their_contents,
    parts_in_order_come_in_order,
    expired_uploads_are_named,
);

const UPLOAD: UploadId = UploadId(5);

fn upload(id: i64, expires_at: Timestamp) -> UploadRow {
    let detail = format!("{{\"upload\":{id}}}");
    UploadRow { drive: DRIVE, id: UploadId(id), file: FileId(id * 10), expires_at, detail }
}

fn part(number: u32, name: &str) -> PartRow {
    PartRow { number, content: content(name), size_bytes: name.len() as u64, etag: format!("tag {name}") }
}

async fn uploads_come_and_go(db: Database) {
    let store = open(&db).await;
    assert_eq!(store.drive_upload(DRIVE, UPLOAD).await.unwrap(), None);
    store.commit(writes(vec![Write::PutUpload(upload(5, T0))])).await.unwrap();
    let changed = UploadRow { detail: "{}".to_owned(), expires_at: at(9), ..upload(5, T0) };
    assert_eq!(store.drive_upload(DRIVE, UPLOAD).await.unwrap(), Some(upload(5, T0)));
    store.commit(writes(vec![Write::PutUpload(changed.clone())])).await.unwrap();
    assert_eq!(store.drive_upload(DRIVE, UPLOAD).await.unwrap(), Some(changed));
    assert_eq!(store.drive_upload(OTHER, UPLOAD).await.unwrap(), None);
    store.commit(writes(vec![Write::DeleteUpload(UPLOAD)])).await.unwrap();
    assert_eq!(store.drive_upload(DRIVE, UPLOAD).await.unwrap(), None);
}

async fn parts_hold_their_contents(db: Database) {
    let store = open(&db).await;
    assert_eq!(store.put_part(DRIVE, UPLOAD, part(1, "a"), false).await.unwrap(), None);
    assert_eq!(references(&store, "a").await, None);
    store.commit(writes(vec![Write::PutUpload(upload(5, T0))])).await.unwrap();
    for new in [part(3, "c"), part(1, "a"), part(10_000, "a"), part(3, "d")] {
        assert_eq!(store.put_part(DRIVE, UPLOAD, new, false).await.unwrap(), Some(true));
    }
    assert_eq!(store.put_part(OTHER, UPLOAD, part(1, "a"), false).await.unwrap(), None);
    let all = [part(1, "a"), part(3, "d"), part(10_000, "a")];
    assert_eq!(store.parts(DRIVE, UPLOAD, 0, 99).await.unwrap(), all);
    assert_eq!(store.parts(DRIVE, UPLOAD, 1, 1).await.unwrap(), all[1..2]);
    assert_eq!(store.parts(DRIVE, UPLOAD, 10_000, 1).await.unwrap(), []);
    for (name, count) in [("a", Some(2)), ("c", Some(0)), ("d", Some(1))] {
        assert_eq!(references(&store, name).await, count, "{name}");
    }
    // The same again changes nothing.
    assert_eq!(store.put_part(DRIVE, UPLOAD, part(3, "d"), false).await.unwrap(), Some(true));
    assert_eq!(references(&store, "d").await, Some(1));
    // Taken over by a file, and the parts let go.
    let complete = Commit {
        writes: vec![Write::DeleteUpload(UPLOAD)],
        take: vec![content("d")],
        ..Commit::new(DRIVE, T0)
    };
    store.commit(complete).await.unwrap();
    assert_eq!(store.parts(DRIVE, UPLOAD, 0, 99).await.unwrap(), []);
    for (name, count) in [("a", Some(0)), ("d", Some(1))] {
        assert_eq!(references(&store, name).await, count, "{name}");
    }
    // A part's bytes may be on their way out.
    store.commit(writes(vec![Write::PutUpload(upload(5, T0))])).await.unwrap();
    assert_eq!(store.begin_sweep(T0 + MINUTE, MINUTE, 9).await.unwrap().len(), 2);
    let dying = store.put_part(DRIVE, UPLOAD, part(1, "a"), false).await;
    assert!(matches!(dying, Err(StoreError::Unavailable { .. })), "{dying:?}");
    assert_eq!(store.parts(DRIVE, UPLOAD, 0, 99).await.unwrap(), []);
}

async fn parts_in_order_come_in_order(db: Database) {
    let store = open(&db).await;
    store.commit(writes(vec![Write::PutUpload(upload(5, T0))])).await.unwrap();
    let put = async |number, name| store.put_part(DRIVE, UPLOAD, part(number, name), true).await.unwrap();
    assert_eq!(put(2, "a").await, Some(false));
    assert_eq!(references(&store, "a").await, None);
    assert_eq!(put(1, "a").await, Some(true));
    assert_eq!(put(3, "c").await, Some(false));
    assert_eq!(put(2, "b").await, Some(true));
    assert_eq!(put(1, "again").await, Some(true));
    assert_eq!(put(3, "c").await, Some(true));
    assert_eq!(
        store.parts(DRIVE, UPLOAD, 0, 99).await.unwrap(),
        [part(1, "again"), part(2, "b"), part(3, "c")]
    );
}

async fn expired_uploads_are_named(db: Database) {
    let store = open(&db).await;
    let rows: Vec<_> = (1..=4).map(|id| upload(id, at(10 - id))).collect();
    store.commit(writes(rows.iter().cloned().map(Write::PutUpload).collect())).await.unwrap();
    let expired = async |now, limit| {
        let rows = store.expired_uploads(at(now), limit).await.unwrap();
        rows.iter().map(|row| row.id.0).collect::<Vec<_>>()
    };
    assert_eq!(expired(5, 9).await, Vec::<i64>::new());
    assert_eq!(expired(6, 9).await, [4]);
    assert_eq!(expired(99, 3).await, [4, 3, 2]);
}
