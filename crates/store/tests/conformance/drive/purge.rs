//! What was in a drive that is gone goes too, step by step, and with it its references to contents.

use assay_store::{ChangeOp, Commit, DropDrives, PartRow, RevisionRow, UploadRow, Write};
use assay_types::{FileId, RevisionId, UploadId};

use super::fixture::{DRIVE, OTHER, ROOT, change, file, folder, insert, make_drive, open, writes};
use crate::{
    fixture::{HOUR, MINUTE, T0, content, references},
    harness::{Database, conformance},
};

conformance!(a_drive_that_is_gone_leaves_nothing, a_drive_that_is_there_is_not_purged);

/// A folder, files, a content, an earlier one, and an upload with three parts of the same bytes.
async fn fill(store: &std::sync::Arc<dyn assay_store::Store>) {
    let mut commit = writes(vec![
        folder(1, ROOT, "a").insert(),
        file(2, ROOT, "b").with_content("x").labelled(&["l"]).insert(),
        Write::PutRevision(RevisionRow {
            file: FileId(2),
            id: RevisionId(1),
            content: content("y"),
            size_bytes: 1,
            detail: "{}".to_owned(),
        }),
        Write::PutUpload(UploadRow {
            drive: DRIVE,
            id: UploadId(1),
            file: FileId(2),
            expires_at: T0 + HOUR,
            detail: "{}".to_owned(),
        }),
    ]);
    commit.take = vec![content("x"), content("y")];
    commit.changes = vec![change(ChangeOp::Create, 1), change(ChangeOp::Create, 2)];
    store.commit(commit).await.unwrap();
    for number in 1..=3 {
        let part = PartRow { number, content: content("z"), size_bytes: 1, etag: "e".to_owned() };
        assert_eq!(store.put_part(DRIVE, UploadId(1), part, true).await.unwrap(), Some(true));
    }
    let more: Vec<_> = (10..30).map(|id| file(id, ROOT, &format!("f{id}"))).collect();
    insert(store, &more.iter().collect::<Vec<_>>()).await;
}

async fn a_drive_that_is_gone_leaves_nothing(db: Database) {
    let store = open(&db).await;
    fill(&store).await;
    let theirs = Commit { drive: OTHER, ..writes(vec![file(2, ROOT, "b").with_content("x").insert()]) };
    store.commit(Commit { take: vec![content("x")], ..theirs }).await.unwrap();
    assert_eq!(references(&store, "x").await, Some(2));
    assert_eq!(references(&store, "z").await, Some(3));

    let drop = DropDrives { kind: "drop".to_owned(), now: T0 };
    assert!(store.delete_drive(DRIVE, &drop).await.unwrap());
    let jobs = store.claim(&["drop"], 9, MINUTE, T0).await.unwrap();
    assert_eq!(jobs[0].payload, DRIVE.to_string());
    let mut steps = 0;
    while store.purge_drive(DRIVE, 2, T0 + HOUR).await.unwrap() {
        steps += 1;
        assert!(steps < 1000, "it ends");
    }
    assert!(steps > 12, "two rows a step: {steps}");
    assert!(!store.purge_drive(DRIVE, 2, T0 + HOUR).await.unwrap());
    for (name, left) in [("x", 1), ("y", 0), ("z", 0)] {
        assert_eq!(references(&store, name).await, Some(left), "{name}");
    }
    assert!(store.files(OTHER, &[FileId(2)]).await.unwrap()[0].is_some());
    assert!(store.drive_upload(DRIVE, UploadId(1)).await.unwrap().is_none());

    // A drive that came under the same number would find nothing of it.
    make_drive(&db, DRIVE).await;
    assert!(store.children(DRIVE, ROOT, ROOT, 9).await.unwrap().is_empty());
    assert!(store.changes(DRIVE, 0, 9).await.unwrap().is_empty());
    insert(&store, &[&file(2, ROOT, "b")]).await;
}

async fn a_drive_that_is_there_is_not_purged(db: Database) {
    let store = open(&db).await;
    fill(&store).await;
    assert!(!store.purge_drive(DRIVE, 100, T0).await.unwrap());
    assert!(store.files(DRIVE, &[FileId(2)]).await.unwrap()[0].is_some());
}
