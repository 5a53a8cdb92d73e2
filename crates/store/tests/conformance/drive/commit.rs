//! Changes: all or nothing, and only when what was expected holds.

use assay_store::{Commit, Expect, FileRow, FileState, Place, Refused, StoreError, UploadRow, Write};
use assay_types::{DriveId, FileId, UploadId};

use super::fixture::{
    DRIVE, OTHER, ROOT, expects, file, folder, found, insert, open, refusal, update, writes,
};
use crate::{
    fixture::{MINUTE, T0, at, content, job, references},
    harness::{Database, conformance},
};

conformance!(
    what_was_written_is_read_back,
    a_drive_that_is_not_there_takes_nothing,
    expectations_hold_or_nothing_happens,
    an_id_is_taken_once_in_a_drive,
    versions_count_changes,
    references_follow_what_was_said,
    the_quota_holds,
    a_job_is_completed_with_its_result,
    places_follow_the_tree,
    what_is_gone_is_gone,
    names_are_found_exactly,
    children_come_by_id_in_any_state,
    totals_count_all_depths,
);

async fn what_was_written_is_read_back(db: Database) {
    let store = open(&db).await;
    let draft = file(7, ROOT, "名 \"1\"").with_content("a");
    insert(&store, &[&draft]).await;
    let read = found(&store, 7).await.unwrap();
    assert_eq!(read.row, FileRow { version: 1, ..draft.row.clone() });
    assert_eq!(*read.place, Place { id_path: "root".into(), is_live: true, ..Place::default() });
    assert!(found(&store, 8).await.is_none());
    assert!(found(&store, 0).await.is_none(), "the root has no row");
    assert_eq!(store.files(OTHER, &[FileId(7)]).await.unwrap(), [None]);
    assert_eq!(store.files(DriveId(99), &[FileId(7)]).await.unwrap(), [None]);
    let several = store.files(DRIVE, &[FileId(8), FileId(7), FileId(7)]).await.unwrap();
    assert_eq!(several, [None, Some(read.clone()), Some(read)]);
}

async fn a_drive_that_is_not_there_takes_nothing(db: Database) {
    let store = open(&db).await;
    let commit = Commit { writes: vec![file(1, ROOT, "a").insert()], ..Commit::new(DriveId(99), T0) };
    assert_eq!(refusal(&store, commit).await, Refused::NoDrive);
    assert_eq!(store.files(DriveId(99), &[FileId(1)]).await.unwrap(), [None]);
}

async fn expectations_hold_or_nothing_happens(db: Database) {
    let store = open(&db).await;
    let available = folder(1, ROOT, "a");
    insert(
        &store,
        &[
            &available,
            &folder(2, ROOT, "b").state(FileState::Building),
            &folder(3, ROOT, "c").state(FileState::Trashed),
            &folder(4, ROOT, "d").state(FileState::Dying),
            &file(5, ROOT, "e"),
        ],
    )
    .await;
    for good in [ROOT, FileId(1), FileId(2)] {
        assert_eq!(expects(&store, Expect::Folder(good)).await, Ok(()));
    }
    for bad in [3, 4, 5, 6] {
        let expect = Expect::Folder(FileId(bad));
        assert_eq!(expects(&store, expect.clone()).await, Err(Refused::Unmet(expect)));
    }
    assert_eq!(expects(&store, Expect::Version(FileId(1), 1)).await, Ok(()));
    for bad in [Expect::Version(FileId(1), 2), Expect::Version(FileId(6), 1), Expect::Version(ROOT, 0)] {
        assert_eq!(expects(&store, bad.clone()).await, Err(Refused::Unmet(bad)));
    }
    let name_free = |name: &str| Expect::NameFree { parent: ROOT, name: name.to_owned() };
    for free in ["A", "b", "c", "d", "x"] {
        assert_eq!(expects(&store, name_free(free)).await, Ok(()), "{free}");
    }
    assert_eq!(expects(&store, name_free("e")).await, Err(Refused::Unmet(name_free("e"))));
    let elsewhere = Expect::NameFree { parent: FileId(1), name: "e".to_owned() };
    assert_eq!(expects(&store, elsewhere).await, Ok(()));
    assert_eq!(expects(&store, Expect::Tree(0)).await, Ok(()));
    assert_eq!(update(&store, &available).await.tree, 1);
    assert_eq!(expects(&store, Expect::Tree(0)).await, Err(Refused::Unmet(Expect::Tree(0))));
    let upload = Expect::Upload(UploadId(9));
    assert_eq!(expects(&store, upload.clone()).await, Err(Refused::Unmet(upload.clone())));
    let row =
        UploadRow { drive: DRIVE, id: UploadId(9), file: FileId(5), expires_at: T0, detail: String::new() };
    store.commit(writes(vec![Write::PutUpload(row)])).await.unwrap();
    assert_eq!(expects(&store, upload).await, Ok(()));

    // The first that does not hold is named, and nothing was written.
    let unmet = Commit {
        expect: vec![Expect::Folder(ROOT), Expect::Tree(7), name_free("e")],
        writes: vec![file(6, ROOT, "f").insert()],
        jobs: vec![job("k")],
        take: vec![content("a")],
        ..Commit::new(DRIVE, T0)
    };
    assert_eq!(refusal(&store, unmet).await, Refused::Unmet(Expect::Tree(7)));
    assert!(found(&store, 6).await.is_none());
    assert_eq!(store.queue_depth(&["k"]).await.unwrap(), 0);
    assert_eq!(references(&store, "a").await, None);
}

async fn an_id_is_taken_once_in_a_drive(db: Database) {
    let store = open(&db).await;
    insert(&store, &[&file(1, ROOT, "a")]).await;
    let twice = writes(vec![file(2, ROOT, "b").insert(), file(1, ROOT, "c").insert()]);
    assert_eq!(refusal(&store, twice).await, Refused::Exists(FileId(1)));
    assert!(found(&store, 2).await.is_none());
    let root = writes(vec![folder(0, ROOT, "r").insert()]);
    assert_eq!(refusal(&store, root).await, Refused::Exists(ROOT));
    // Another drive has ids of its own.
    let other = Commit { writes: vec![file(1, ROOT, "z").insert()], ..Commit::new(OTHER, T0) };
    store.commit(other).await.unwrap();
    assert_eq!(store.named(OTHER, ROOT, "z", 9).await.unwrap().len(), 1);
    assert_eq!(store.named(DRIVE, ROOT, "a", 9).await.unwrap().len(), 1);
}

async fn versions_count_changes(db: Database) {
    let store = open(&db).await;
    let draft = file(1, ROOT, "a");
    insert(&store, &[&draft]).await;
    update(&store, &draft).await;
    assert_eq!(found(&store, 1).await.unwrap().row.version, 2);
    // Nothing to change is nothing done.
    update(&store, &file(2, ROOT, "b")).await;
    assert!(found(&store, 2).await.is_none());
}

async fn references_follow_what_was_said(db: Database) {
    let store = open(&db).await;
    let commit = Commit { take: vec![content("a"), content("a"), content("b")], ..Commit::new(DRIVE, T0) };
    store.commit(commit).await.unwrap();
    assert_eq!(references(&store, "a").await, Some(2));
    // One that is dropped and taken at once is never without.
    let commit = Commit {
        take: vec![content("b")],
        drop: vec![content("b"), content("a"), content("a")],
        ..Commit::new(DRIVE, at(5))
    };
    store.commit(commit).await.unwrap();
    assert_eq!(references(&store, "a").await, Some(0));
    assert_eq!(references(&store, "b").await, Some(1));
    assert_eq!(store.begin_sweep(at(5 + 59_000), MINUTE, 9).await.unwrap(), [], "idle since the commit");
    assert_eq!(store.begin_sweep(at(5 + 60_000), MINUTE, 9).await.unwrap(), [content("a")]);
    let dying = Commit {
        writes: vec![file(1, ROOT, "a").insert()],
        take: vec![content("b"), content("a")],
        ..Commit::new(DRIVE, T0)
    };
    assert!(matches!(store.commit(dying).await, Err(StoreError::Unavailable { .. })));
    assert_eq!(references(&store, "b").await, Some(1));
    assert!(found(&store, 1).await.is_none());
}

async fn the_quota_holds(db: Database) {
    let store = open(&db).await;
    let grow = |used_bytes| Commit { used_bytes, ..Commit::new(DRIVE, T0) };
    store.commit(grow(999_999)).await.unwrap();
    store.commit(grow(1)).await.unwrap();
    let full = Refused::Quota { total: 1_000_000, used: 1_000_000 };
    assert_eq!(refusal(&store, grow(1)).await, full);
    store.commit(grow(0)).await.unwrap();
    store.commit(grow(-1)).await.unwrap();
    store.commit(grow(1)).await.unwrap();
    db.execute("UPDATE drives SET total_bytes = 10 WHERE drive = 1").await;
    store.commit(grow(-5)).await.unwrap();
    assert_eq!(refusal(&store, grow(1)).await, Refused::Quota { total: 10, used: 999_995 });
    db.execute("UPDATE drives SET total_bytes = NULL WHERE drive = 1").await;
    store.commit(grow(i64::MAX / 2)).await.unwrap();
}

async fn a_job_is_completed_with_its_result(db: Database) {
    let store = open(&db).await;
    store.enqueue(job("k")).await.unwrap();
    let lease = store.claim(&["k"], 1, MINUTE, T0).await.unwrap()[0].lease;
    let commit = Commit {
        writes: vec![file(1, ROOT, "a").insert()],
        jobs: vec![job("next"), job("next")],
        completes: Some(lease),
        ..Commit::new(DRIVE, T0)
    };
    store.commit(commit.clone()).await.unwrap();
    assert_eq!(store.queue_depth(&["k"]).await.unwrap(), 0);
    assert_eq!(store.queue_depth(&["next"]).await.unwrap(), 2);
    let again = Commit { writes: vec![file(2, ROOT, "b").insert()], ..commit };
    assert!(matches!(store.commit(again).await, Err(StoreError::LeaseLost)));
    assert!(found(&store, 2).await.is_none());
    assert_eq!(store.queue_depth(&["next"]).await.unwrap(), 2);
}

async fn places_follow_the_tree(db: Database) {
    let store = open(&db).await;
    // The second node has a cache of its own.
    let node = db.open().await;
    let a = folder(1, ROOT, "a");
    let b = folder(2, FileId(1), "b");
    let c = folder(3, ROOT, "c\"");
    insert(&store, &[&a, &b, &c, &file(4, FileId(2), "f"), &file(5, FileId(9), "lost")]).await;
    for store in [&store, &node] {
        let place = found(store, 4).await.unwrap().place;
        assert_eq!(place.ancestors, [FileId(1), FileId(2)]);
        assert_eq!(place.id_path, "root/0000000000000001/0000000000000002");
        assert_eq!(place.name_path, "/a/b");
        assert!(place.is_live);
        assert!(!found(store, 5).await.unwrap().is_live(), "its folder is not there");
    }
    insert(&store, &[&folder(9, FileId(3), "late")]).await;
    for store in [&store, &node] {
        assert_eq!(found(store, 5).await.unwrap().place.escaped_name_path, "/c\\\"/late");
    }
    // Move b below c, and rename a.
    let mut moved = b.clone();
    moved.row.parent = FileId(3);
    update(&store, &moved).await;
    update(&store, &a.renamed("x")).await;
    for store in [&store, &node] {
        let place = found(store, 4).await.unwrap().place;
        assert_eq!(place.ancestors, [FileId(3), FileId(2)]);
        assert_eq!((place.name_path.as_str(), place.escaped_name_path.as_str()), ("/c\"/b", "/c\\\"/b"));
    }
    for (state, is_live) in [
        (FileState::Trashed, false),
        (FileState::Available, true),
        (FileState::Dying, false),
        (FileState::Building, false),
    ] {
        let tree = update(&store, &c.clone().state(state)).await.tree;
        for store in [&store, &node] {
            let place = found(store, 4).await.unwrap().place;
            assert_eq!((place.is_live, place.tree), (is_live, tree), "{state:?}");
        }
    }
}

async fn what_is_gone_is_gone(db: Database) {
    let store = open(&db).await;
    insert(&store, &[&file(1, ROOT, "a").with_content("a").labelled(&["x"]), &file(2, ROOT, "a")]).await;
    store.commit(writes(vec![Write::Delete(FileId(1)), Write::Delete(FileId(9))])).await.unwrap();
    assert!(found(&store, 1).await.is_none());
    assert_eq!(store.named(DRIVE, ROOT, "a", 9).await.unwrap().len(), 1);
    assert_eq!(store.files_with(&[DRIVE], &content("a")).await.unwrap(), []);
    // Its id may come again, as something else.
    insert(&store, &[&folder(1, ROOT, "b")]).await;
    assert_eq!(found(&store, 1).await.unwrap().row.version, 1);
}

async fn names_are_found_exactly(db: Database) {
    let store = open(&db).await;
    insert(
        &store,
        &[
            &file(3, ROOT, "a"),
            &folder(1, ROOT, "a"),
            &file(2, ROOT, "A"),
            &file(4, ROOT, "a").state(FileState::Trashed),
            &file(5, ROOT, "a").state(FileState::Uploading),
            &file(6, FileId(1), "a"),
            &file(7, ROOT, "a "),
        ],
    )
    .await;
    let named = async |limit| {
        let rows = store.named(DRIVE, ROOT, "a", limit).await.unwrap();
        rows.iter().map(|row| row.id.0).collect::<Vec<_>>()
    };
    assert_eq!(named(10).await, [1, 3]);
    assert_eq!(named(1).await, [1]);
    assert_eq!(store.named(DRIVE, ROOT, "x", 10).await.unwrap(), []);
}

async fn children_come_by_id_in_any_state(db: Database) {
    let store = open(&db).await;
    let states = [
        FileState::Building,
        FileState::Available,
        FileState::Trashed,
        FileState::Uploading,
        FileState::Dying,
        FileState::Available,
    ];
    for (id, state) in (1..).zip(states) {
        insert(&store, &[&file(id, ROOT, "a").state(state)]).await;
    }
    insert(&store, &[&file(7, FileId(1), "a")]).await;
    let children = async |after, limit| {
        let rows = store.children(DRIVE, ROOT, FileId(after), limit).await.unwrap();
        rows.iter().map(|row| row.id.0).collect::<Vec<_>>()
    };
    assert_eq!(children(0, 100).await, [1, 2, 3, 4, 5, 6]);
    assert_eq!(children(0, 2).await, [1, 2]);
    assert_eq!(children(2, 3).await, [3, 4, 5]);
    assert_eq!(children(6, 3).await, [0_i64; 0]);
}

async fn totals_count_all_depths(db: Database) {
    let store = open(&db).await;
    insert(
        &store,
        &[
            &folder(1, ROOT, "a"),
            &folder(2, FileId(1), "b"),
            &file(10, FileId(1), "x"),
            &file(20, FileId(2), "y"),
            &file(30, FileId(2), "z").state(FileState::Trashed),
            &folder(3, FileId(1), "c").state(FileState::Trashed),
            &file(40, FileId(3), "w"),
            &file(50, ROOT, "v"),
        ],
    )
    .await;
    let totals = async |folder| {
        let totals = store.folder_totals(DRIVE, FileId(folder)).await.unwrap();
        (totals.folders, totals.files, totals.bytes, totals.height)
    };
    assert_eq!(totals(0).await, (2, 3, 80, 2));
    assert_eq!(totals(1).await, (1, 2, 30, 1));
    assert_eq!(totals(2).await, (0, 1, 20, 0));
    assert_eq!(totals(99).await, (0, 0, 0, 0));
}
