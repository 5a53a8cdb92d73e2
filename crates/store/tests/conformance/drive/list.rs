//! Folders' pages in every order, and the recycle bin.

use std::sync::Arc;

use assay_store::{
    Direction, FileKind, FileState, ListFilter, ListOrder, ListSpec, Position, Scope, Store, Value,
};
use assay_types::{FileId, Timestamp};

use super::fixture::{DRIVE, Draft, ROOT, file, folder, ids, insert, open};
use crate::harness::{Database, conformance};

conformance!(
    orders_and_their_ties,
    filters_choose,
    a_folder_seen_in_part_lists_that_part,
    the_recycle_bin_lists_the_latest_first,
);

fn spec(order: ListOrder, direction: Direction) -> ListSpec {
    ListSpec {
        drive: DRIVE,
        parent: ROOT,
        filter: ListFilter { state: FileState::Available, kind: None, category: None },
        order,
        direction,
        after: None,
        limit: 100,
        scope: Scope::Whole,
    }
}

/// All pages of a folder.
async fn list(store: &Arc<dyn Store>, spec: &ListSpec) -> Vec<i64> {
    let (mut seen, mut spec) = (Vec::new(), spec.clone());
    loop {
        let page = store.list(&spec).await.unwrap();
        assert!(page.files.len() <= spec.limit);
        seen.extend(ids(&page.files));
        match page.next {
            Some(next) => spec.after = Some(next),
            None => return seen,
        }
    }
}

fn set(mut draft: Draft, size: u64, updated_at: i64) -> Draft {
    draft.row.size_bytes = size;
    draft.columns.updated_at = Timestamp(updated_at);
    draft
}

async fn orders_and_their_ties(db: Database) {
    let store = open(&db).await;
    insert(
        &store,
        &[
            &set(file(1, ROOT, "b"), 30, 7),
            &set(file(2, ROOT, "a"), 10, 9),
            &set(file(3, ROOT, "b"), 20, 7),
            &set(file(4, ROOT, "é"), 20, 8),
            &set(file(5, ROOT, "B"), 20, 7),
            &file(6, FileId(1), "elsewhere"),
            &file(7, ROOT, "bin").state(FileState::Trashed),
        ],
    )
    .await;
    for (order, ascending) in [
        (ListOrder::Created, [1, 2, 3, 4, 5]),
        (ListOrder::Updated, [1, 3, 5, 4, 2]),
        (ListOrder::Name, [5, 2, 1, 3, 4]),
        (ListOrder::Size, [2, 3, 4, 5, 1]),
    ] {
        let mut descending = ascending;
        descending.reverse();
        for (direction, expected) in [(Direction::Ascending, ascending), (Direction::Descending, descending)]
        {
            for limit in [1, 2, 4, 5, 6] {
                let spec = ListSpec { limit, ..spec(order, direction) };
                assert_eq!(list(&store, &spec).await, expected, "{order:?} {direction:?} {limit}");
            }
        }
    }
    let exact =
        store.list(&ListSpec { limit: 5, ..spec(ListOrder::Name, Direction::Ascending) }).await.unwrap();
    assert_eq!(exact.next, None);
    // A position need not be one of a file that is still there.
    let gone = Position { values: vec![Value::Text("aa".to_owned())], file: FileId(77) };
    let spec = ListSpec { after: Some(gone), ..spec(ListOrder::Name, Direction::Ascending) };
    assert_eq!(list(&store, &spec).await, [1, 3, 4]);
}

async fn filters_choose(db: Database) {
    let store = open(&db).await;
    let mut picture = file(4, ROOT, "p");
    "image".clone_into(&mut picture.columns.category);
    insert(
        &store,
        &[
            &folder(1, ROOT, "a"),
            &file(2, ROOT, "b"),
            &file(3, ROOT, "c").state(FileState::Uploading),
            &picture,
        ],
    )
    .await;
    let filtered = async |filter| {
        let spec = ListSpec { filter, limit: 1, ..spec(ListOrder::Created, Direction::Descending) };
        list(&store, &spec).await
    };
    let all = ListFilter { state: FileState::Available, kind: None, category: None };
    assert_eq!(filtered(all.clone()).await, [4, 2, 1]);
    assert_eq!(filtered(ListFilter { kind: Some(FileKind::Folder), ..all.clone() }).await, [1]);
    assert_eq!(filtered(ListFilter { kind: Some(FileKind::File), ..all.clone() }).await, [4, 2]);
    assert_eq!(filtered(ListFilter { category: Some("image".to_owned()), ..all.clone() }).await, [4]);
    assert_eq!(filtered(ListFilter { category: Some("video".to_owned()), ..all.clone() }).await, [0_i64; 0]);
    assert_eq!(filtered(ListFilter { state: FileState::Uploading, ..all }).await, [3]);
}

async fn a_folder_seen_in_part_lists_that_part(db: Database) {
    let store = open(&db).await;
    let drafts: Vec<_> = (2..20).map(|id| file(id, FileId(1), &format!("f{id}"))).collect();
    insert(&store, &[&folder(1, ROOT, "a")]).await;
    insert(&store, &drafts.iter().collect::<Vec<_>>()).await;
    let part = |tops: &[i64], direction| ListSpec {
        parent: FileId(1),
        limit: 2,
        scope: Scope::Under(tops.iter().map(|&top| FileId(top)).collect()),
        ..spec(ListOrder::Size, direction)
    };
    assert_eq!(list(&store, &part(&[9, 3, 5, 99, 3], Direction::Ascending)).await, [3, 5, 9]);
    assert_eq!(list(&store, &part(&[9, 3, 5], Direction::Descending)).await, [9, 5, 3]);
    assert_eq!(list(&store, &part(&[], Direction::Ascending)).await, [0_i64; 0]);
    assert_eq!(list(&store, &part(&[1], Direction::Ascending)).await, (2..20).collect::<Vec<_>>());
    assert_eq!(list(&store, &part(&[0], Direction::Ascending)).await.len(), 18);
    let top = ListSpec { parent: ROOT, ..part(&[3], Direction::Ascending) };
    assert_eq!(list(&store, &top).await, [0_i64; 0]);
}

async fn the_recycle_bin_lists_the_latest_first(db: Database) {
    let store = open(&db).await;
    let trashed = |mut draft: Draft, at| {
        draft.columns.trashed_at = Some(Timestamp(at));
        draft.state(FileState::Trashed)
    };
    insert(
        &store,
        &[
            &trashed(folder(1, ROOT, "a"), 10),
            &file(2, FileId(1), "below"),
            &trashed(file(3, FileId(1), "by itself"), 5),
            &trashed(file(4, ROOT, "b"), 10),
            &trashed(file(5, ROOT, "c"), 20),
            &file(6, ROOT, "d"),
        ],
    )
    .await;
    for limit in 1..6 {
        let (mut seen, mut after) = (Vec::new(), None);
        loop {
            let page = store.trash(DRIVE, after.as_ref(), limit).await.unwrap();
            assert!(page.files.len() <= limit);
            seen.extend(ids(&page.files));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(seen, [5, 4, 1, 3], "{limit}");
    }
}
