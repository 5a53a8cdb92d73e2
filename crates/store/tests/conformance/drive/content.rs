//! Facts about contents, files that have them, earlier revisions, tasks.

use assay_store::{ContentRow, FileState, RevisionRow, TaskRow, TaskState, Write};
use assay_types::{DriveId, FileId, RevisionId, Sha1Digest, TaskId};

use super::fixture::{DRIVE, OTHER, ROOT, file, insert, open, writes};
use crate::{
    fixture::{MINUTE, T0, at, content, tenant},
    harness::{Database, conformance},
};

conformance!(
    facts_are_kept_with_what_engines_found,
    facts_go_with_their_content,
    files_of_a_content_are_found,
    revisions_come_newest_first,
    tasks_are_kept_until_forgotten,
);

fn facts(name: &str) -> ContentRow {
    ContentRow {
        sha256: content(name),
        sha1: Sha1Digest([1; 20]),
        head_sha1: Sha1Digest([2; 20]),
        crc64: u64::MAX,
        size_bytes: 5,
        engine: None,
        facts: None,
    }
}

async fn facts_are_kept_with_what_engines_found(db: Database) {
    let store = open(&db).await;
    assert_eq!(store.content(&content("a")).await.unwrap(), None);
    let found =
        ContentRow { engine: Some("e1".to_owned()), facts: Some("{\"x\":1}".to_owned()), ..facts("a") };
    for (write, kept) in [
        (facts("a"), facts("a")),
        (found.clone(), found.clone()),
        (facts("a"), found.clone()),
        (
            ContentRow { engine: Some("e2".to_owned()), facts: None, ..facts("a") },
            ContentRow { engine: Some("e2".to_owned()), facts: None, ..facts("a") },
        ),
    ] {
        store.commit(writes(vec![Write::PutContent(write)])).await.unwrap();
        assert_eq!(store.content(&content("a")).await.unwrap(), Some(kept));
    }
    let other = ContentRow { size_bytes: 6, ..facts("b") };
    let twin = facts("c");
    store.commit(writes(vec![Write::PutContent(other.clone()), Write::PutContent(twin)])).await.unwrap();
    assert_eq!(store.contents_by_sha1(&Sha1Digest([1; 20]), 6).await.unwrap(), std::slice::from_ref(&other));
    assert_eq!(store.contents_by_sha1(&Sha1Digest([1; 20]), 5).await.unwrap().len(), 2);
    assert_eq!(store.contents_by_sha1(&Sha1Digest([2; 20]), 5).await.unwrap(), []);
    assert_eq!(store.contents_by_head(&Sha1Digest([2; 20]), 6).await.unwrap(), [other]);
    assert_eq!(store.contents_by_head(&Sha1Digest([2; 20]), 7).await.unwrap(), []);
}

async fn facts_go_with_their_content(db: Database) {
    let store = open(&db).await;
    store.reserve_blob(content("a"), 5, T0).await.unwrap();
    store.commit(writes(vec![Write::PutContent(facts("a"))])).await.unwrap();
    store.end_sweep(&[content("a")]).await.unwrap();
    assert!(store.content(&content("a")).await.unwrap().is_some(), "not dying");
    assert_eq!(store.begin_sweep(T0 + MINUTE, MINUTE, 9).await.unwrap(), [content("a")]);
    store.end_sweep(&[content("a")]).await.unwrap();
    assert_eq!(store.content(&content("a")).await.unwrap(), None);
}

async fn files_of_a_content_are_found(db: Database) {
    let store = open(&db).await;
    insert(
        &store,
        &[
            &file(1, ROOT, "a").with_content("a"),
            &file(2, ROOT, "b").with_content("b"),
            &file(3, ROOT, "c").with_content("a").state(FileState::Trashed),
        ],
    )
    .await;
    let found = store.files_with(&[OTHER, DRIVE, DriveId(99)], &content("a")).await.unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].0, found[0].1.row.id), (DRIVE, FileId(1)));
    assert_eq!(store.files_with(&[OTHER], &content("a")).await.unwrap(), []);
    assert_eq!(store.files_with(&[], &content("a")).await.unwrap(), []);
    let many: Vec<_> = (10..40).map(|id| file(id, ROOT, "x").with_content("a")).collect();
    insert(&store, &many.iter().collect::<Vec<_>>()).await;
    assert_eq!(store.files_with(&[DRIVE, OTHER], &content("a")).await.unwrap().len(), 16);
}

async fn revisions_come_newest_first(db: Database) {
    let store = open(&db).await;
    let revision = |file, id| RevisionRow {
        file: FileId(file),
        id: RevisionId(id),
        content: content("a"),
        size_bytes: 3,
        detail: format!("{{\"revision\":{id}}}"),
    };
    insert(&store, &[&file(1, ROOT, "a"), &file(2, ROOT, "b")]).await;
    let rows: Vec<_> = [(1, 10), (1, 30), (1, 20), (2, 15)].map(|(file, id)| revision(file, id)).into();
    store.commit(writes(rows.into_iter().map(Write::PutRevision).collect())).await.unwrap();
    let list = async |before: Option<i64>, limit| {
        let rows = store.revisions(DRIVE, FileId(1), before.map(RevisionId), limit).await.unwrap();
        rows.iter().map(|row| row.id.0).collect::<Vec<_>>()
    };
    assert_eq!(list(None, 9).await, [30, 20, 10]);
    assert_eq!(list(None, 2).await, [30, 20]);
    assert_eq!(list(Some(20), 9).await, [10]);
    let one = async |file, id| store.revision(DRIVE, FileId(file), RevisionId(id)).await.unwrap();
    assert_eq!(one(1, 20).await, Some(revision(1, 20)));
    assert_eq!(one(1, 15).await, None);
    let changed = RevisionRow { detail: "{}".to_owned(), ..revision(1, 20) };
    let deleted = Write::DeleteRevision(FileId(1), RevisionId(10));
    store.commit(writes(vec![Write::PutRevision(changed.clone()), deleted])).await.unwrap();
    assert_eq!(one(1, 20).await, Some(changed));
    assert_eq!(list(None, 9).await, [30, 20]);
    // A file's revisions go with it, and no others.
    store.commit(writes(vec![Write::Delete(FileId(1))])).await.unwrap();
    assert_eq!(list(None, 9).await, Vec::<i64>::new());
    assert_eq!(one(2, 15).await, Some(revision(2, 15)));
}

async fn tasks_are_kept_until_forgotten(db: Database) {
    let store = open(&db).await;
    let running = |id| TaskRow {
        id: TaskId(id),
        tenant: tenant("t"),
        drive: DRIVE,
        state: TaskState::Running,
        started_at: T0,
        ended_at: None,
        detail: "{}".to_owned(),
    };
    let ended = |id, state| TaskRow { state, ended_at: Some(at(id)), ..running(id) };
    let rows = [
        running(1),
        ended(2, TaskState::Succeeded),
        ended(3, TaskState::PartlySucceeded),
        ended(4, TaskState::Failed),
        running(5),
    ];
    store.commit(writes(rows.iter().cloned().map(Write::PutTask).collect())).await.unwrap();
    for row in &rows {
        assert_eq!(store.drive_task(row.id).await.unwrap().as_ref(), Some(row));
    }
    assert_eq!(store.forget_drive_tasks(at(2), 9).await.unwrap(), 0);
    assert_eq!(store.forget_drive_tasks(at(99), 1).await.unwrap(), 1);
    assert_eq!(store.drive_task(TaskId(2)).await.unwrap(), None, "the longest ended first");
    assert_eq!(store.forget_drive_tasks(at(99), 9).await.unwrap(), 2);
    let changed = ended(1, TaskState::Succeeded);
    store.commit(writes(vec![Write::PutTask(changed.clone()), Write::DeleteTask(TaskId(5))])).await.unwrap();
    assert_eq!(store.drive_task(TaskId(1)).await.unwrap(), Some(changed));
    assert_eq!(store.drive_task(TaskId(5)).await.unwrap(), None);
}
