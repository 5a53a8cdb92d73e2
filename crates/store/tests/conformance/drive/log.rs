//! The log of changes.

use assay_store::{Change, ChangeOp, Changed, Commit};
use assay_types::{DriveId, FileId};

use super::fixture::{DRIVE, OTHER, ROOT, change, file, folder, found, open};
use crate::{
    fixture::T0,
    harness::{Database, conformance},
};

conformance!(lines_are_numbered_without_a_gap, a_line_shows_the_file_as_it_is_now);

async fn lines_are_numbered_without_a_gap(db: Database) {
    let store = open(&db).await;
    assert_eq!(store.last_change(DRIVE).await.unwrap(), 0);
    assert_eq!(store.last_change(DriveId(99)).await.unwrap(), 0);
    let all = [
        ChangeOp::Create,
        ChangeOp::Overwrite,
        ChangeOp::Delete,
        ChangeOp::Update,
        ChangeOp::Move,
        ChangeOp::Trash,
        ChangeOp::Restore,
        ChangeOp::Rename,
    ];
    for (count, pair) in (1..).zip(all.chunks(2)) {
        let changes = pair.iter().map(|&op| change(op, 7)).collect();
        let committed = store.commit(Commit { changes, ..Commit::new(DRIVE, T0) }).await.unwrap();
        assert_eq!(committed.last_change, count * 2);
    }
    let other = Commit { changes: vec![change(ChangeOp::Create, 7)], ..Commit::new(OTHER, T0) };
    assert_eq!(store.commit(other).await.unwrap().last_change, 1);
    assert_eq!(store.last_change(DRIVE).await.unwrap(), 8);
    let lines = store.changes(DRIVE, 0, 100).await.unwrap();
    assert_eq!(lines.iter().map(|line| line.seq).collect::<Vec<_>>(), (1..=8).collect::<Vec<_>>());
    assert_eq!(lines.iter().map(|line| line.op).collect::<Vec<_>>(), all);
    assert_eq!(store.changes(DRIVE, 3, 2).await.unwrap(), lines[3..5]);
    assert_eq!(store.changes(DRIVE, 8, 2).await.unwrap(), []);
    assert_eq!(store.changes(DRIVE, u64::MAX, 2).await.unwrap(), []);
    assert_eq!(store.changes(DriveId(99), 0, 2).await.unwrap(), []);
}

async fn a_line_shows_the_file_as_it_is_now(db: Database) {
    let store = open(&db).await;
    let moved = Change { op: ChangeOp::Move, file: FileId(2), old_parent: Some(ROOT) };
    let commit = Commit {
        writes: vec![folder(1, ROOT, "a").insert(), file(2, FileId(1), "b").insert()],
        changes: vec![change(ChangeOp::Create, 2), moved, change(ChangeOp::Delete, 3)],
        ..Commit::new(DRIVE, T0)
    };
    store.commit(commit).await.unwrap();
    let now = found(&store, 2).await;
    assert_eq!(now.as_ref().unwrap().place.name_path, "/a");
    let line = |seq, change: Change, found| Changed {
        seq,
        op: change.op,
        file: change.file,
        old_parent: change.old_parent,
        found,
    };
    assert_eq!(
        store.changes(DRIVE, 0, 9).await.unwrap(),
        [
            line(1, change(ChangeOp::Create, 2), now.clone()),
            line(2, moved, now),
            line(3, change(ChangeOp::Delete, 3), None),
        ]
    );
}
