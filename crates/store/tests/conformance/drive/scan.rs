//! Scans: every live file once, by id, in pages that say where they end.

use std::sync::Arc;

use assay_store::{FileState, Scope, Store, TextPage};
use assay_types::{DriveId, FileId};

use super::fixture::{DRIVE, Draft, ROOT, file, folder, ids, insert, open, update};
use crate::harness::{Database, conformance};

conformance!(
    a_scan_is_the_entries_text,
    only_what_is_live_is_scanned,
    pages_join_without_a_seam,
    a_page_looks_at_a_bounded_number,
    a_scope_is_all_that_is_seen,
);

/// Both scans of all of a drive, page by page: they must agree.
async fn scan(store: &Arc<dyn Store>, limit: usize, scope: &Scope) -> Vec<i64> {
    let (mut seen, mut after) = (Vec::new(), ROOT);
    loop {
        let page = store.scan_rows(DRIVE, after, limit, scope).await.unwrap();
        let text = store.scan_text(DRIVE, after, limit, false, scope).await.unwrap();
        assert_eq!(text.count, page.files.len());
        assert!(page.files.len() <= limit);
        assert!(page.files.iter().all(assay_store::Found::is_live));
        let entries: Vec<_> = page
            .files
            .iter()
            .map(|found| format!("{}}}", &found.row.entry.text[..found.row.entry.head]))
            .collect();
        assert_eq!(String::from_utf8(text.text).unwrap(), entries.join(","));
        assert_eq!(page.next.as_ref().map(|next| next.file), text.next);
        seen.extend(ids(&page.files));
        let Some(next) = text.next else { return seen };
        assert!(next > after, "it goes on");
        after = next;
    }
}

async fn a_scan_is_the_entries_text(db: Database) {
    let store = open(&db).await;
    let (a, b, c) = (folder(1, ROOT, "a\""), file(2, FileId(1), "b\\"), file(3, ROOT, "丙"));
    insert(&store, &[&a, &b, &c]).await;
    let page = store.scan_text(DRIVE, ROOT, 10, false, &Scope::Whole).await.unwrap();
    let short = [&a, &b, &c].map(Draft::short_text).join(",");
    assert_eq!(page, TextPage { text: short.into_bytes(), count: 3, next: None });
    let page = store.scan_text(DRIVE, ROOT, 10, true, &Scope::Whole).await.unwrap();
    let in_a = "root/0000000000000001";
    let long = [a.long_text("root", ""), b.long_text(in_a, "/a\\\""), c.long_text("root", "")].join(",");
    assert_eq!(String::from_utf8(page.text).unwrap(), long);
    let rows = store.scan_rows(DRIVE, ROOT, 10, &Scope::Whole).await.unwrap();
    let (id_path, name_path) = rows.files[1].escaped_paths();
    assert!(long.contains(&format!("\"id_path\":\"{id_path}\",\"name_path\":\"{name_path}\"")));
    assert_eq!(
        store.scan_text(DriveId(99), ROOT, 10, true, &Scope::Whole).await.unwrap(),
        TextPage::default()
    );
}

async fn only_what_is_live_is_scanned(db: Database) {
    let store = open(&db).await;
    let top = folder(1, ROOT, "a");
    insert(
        &store,
        &[
            &top,
            &folder(2, FileId(1), "b"),
            &file(3, FileId(2), "c"),
            &file(4, ROOT, "d").state(FileState::Trashed),
            &file(5, ROOT, "e").state(FileState::Uploading),
            &file(6, ROOT, "f").state(FileState::Dying),
            &file(7, ROOT, "g").state(FileState::Building),
            &file(8, FileId(99), "h"),
            &file(9, ROOT, "i"),
        ],
    )
    .await;
    assert_eq!(scan(&store, 100, &Scope::Whole).await, [1, 2, 3, 9]);
    for state in [FileState::Trashed, FileState::Dying, FileState::Building] {
        update(&store, &top.clone().state(state)).await;
        assert_eq!(scan(&store, 100, &Scope::Whole).await, [9], "{state:?}");
    }
    update(&store, &top).await;
    assert_eq!(scan(&store, 100, &Scope::Whole).await, [1, 2, 3, 9]);
}

async fn pages_join_without_a_seam(db: Database) {
    let store = open(&db).await;
    let drafts: Vec<_> = (1..=250)
        .map(|id| {
            let state = if id % 3 == 0 { FileState::Trashed } else { FileState::Available };
            file(id, ROOT, &format!("f{id}")).state(state)
        })
        .collect();
    insert(&store, &drafts.iter().collect::<Vec<_>>()).await;
    let live: Vec<_> = (1..=250).filter(|id| id % 3 != 0).collect();
    for limit in [1, 2, 7, 100, 166, 167, 168, 1000] {
        assert_eq!(scan(&store, limit, &Scope::Whole).await, live, "{limit}");
    }
    // A page that ends with the drive's last file says that it is the last.
    let page = store.scan_text(DRIVE, FileId(248), 1, false, &Scope::Whole).await.unwrap();
    assert_eq!((page.count, page.next), (1, None));
}

async fn a_page_looks_at_a_bounded_number(db: Database) {
    let store = open(&db).await;
    let drafts: Vec<_> = (1..=3000)
        .map(|id| file(id, ROOT, "a").state(FileState::Trashed))
        .chain([file(3001, ROOT, "a")])
        .collect();
    insert(&store, &drafts.iter().collect::<Vec<_>>()).await;
    let page = store.scan_text(DRIVE, ROOT, 1, false, &Scope::Whole).await.unwrap();
    assert_eq!(page.count, 0);
    assert!(page.next.is_some(), "short, and says where to go on");
    assert_eq!(scan(&store, 1, &Scope::Whole).await, [3001]);
}

async fn a_scope_is_all_that_is_seen(db: Database) {
    let store = open(&db).await;
    insert(
        &store,
        &[
            &folder(1, ROOT, "a"),
            &folder(2, FileId(1), "b"),
            &file(3, FileId(2), "c"),
            &file(4, FileId(1), "d"),
            &file(5, ROOT, "e"),
        ],
    )
    .await;
    for (tops, seen) in [
        (vec![1], vec![1, 2, 3, 4]),
        (vec![2, 5], vec![2, 3, 5]),
        (vec![3, 3], vec![3]),
        (vec![0], vec![1, 2, 3, 4, 5]),
        (vec![99], vec![]),
        (vec![], vec![]),
    ] {
        let scope = Scope::Under(tops.iter().map(|&top| FileId(top)).collect());
        assert_eq!(scan(&store, 2, &scope).await, seen, "{tops:?}");
    }
}
