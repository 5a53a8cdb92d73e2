//! What holds while many write: scans that miss nothing, and mirrors that end up exact.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicI64, Ordering},
    },
};

use assay_store::{
    Change, ChangeOp, Commit, Expect, FileKind, FileRow, FileState, Scope, Store, StoreError, Write,
};
use assay_types::FileId;
use tokio::task::spawn;

use super::fixture::{DRIVE, Draft, ROOT, change, file, folder, insert, open, writes};
use crate::{
    fixture::T0,
    harness::{Database, conformance},
};

conformance!(
    a_scan_misses_nothing_that_was_there_all_along,
    a_cursor_a_scan_and_the_changes_make_an_exact_mirror,
    of_many_that_take_a_name_one_gets_it,
    used_bytes_add_up,
);

/// Folders that move about, with files that never change.
async fn a_scan_misses_nothing_that_was_there_all_along(db: Database) {
    const STABLE: i64 = 400;
    let nodes = [open(&db).await, db.open().await];
    let tops: Vec<_> = (1..=4).map(|id| folder(id, ROOT, &format!("top {id}"))).collect();
    let moving: Vec<_> = (5..=12).map(|id| folder(id, FileId(1 + id % 4), &format!("moving {id}"))).collect();
    let stable: Vec<_> =
        (0..STABLE).map(|n| file(100 + n * 10, FileId(5 + n % 8), &format!("stable {n}"))).collect();
    for drafts in [&tops, &moving, &stable] {
        insert(&nodes[0], &drafts.iter().collect::<Vec<_>>()).await;
    }
    let expected: BTreeSet<_> = stable.iter().map(|draft| draft.row.id.0).collect();
    let is_over = Arc::new(AtomicBool::new(false));
    let mut writers = Vec::new();
    for writer in 0..3_i64 {
        let (store, is_over) = (nodes[usize::try_from(writer % 2).unwrap()].clone(), is_over.clone());
        let moving = moving.clone();
        writers.push(spawn(async move {
            let mut round = 0;
            while !is_over.load(Ordering::Relaxed) {
                round += 1;
                // Between the stable ones by id, in all folders, in and out of sight.
                let id = 101 + writer + (round * 7) % STABLE * 10;
                let draft = file(id, FileId(5 + round % 8), "passing");
                let _ = store.commit(writes(vec![draft.insert()])).await;
                let gone = if round % 2 == 0 {
                    draft.state(FileState::Trashed).update()
                } else {
                    Write::Delete(FileId(id))
                };
                let mut folder = moving[usize::try_from((round + writer) % 8).unwrap()].clone();
                folder.row.parent = FileId(1 + round % 4);
                let commit = Commit { reshapes: true, ..writes(vec![gone, folder.update()]) };
                store.commit(commit).await.unwrap();
            }
        }));
    }
    for round in 0..20 {
        let store = &nodes[round % 2];
        let (mut seen, mut after) = (BTreeSet::new(), ROOT);
        loop {
            let page = store.scan_rows(DRIVE, after, 1 + round * 3, &Scope::Whole).await.unwrap();
            for found in &page.files {
                assert!(found.row.id > after, "in the order of the ids");
                after = found.row.id;
                assert!(seen.insert(after.0));
            }
            match page.next {
                Some(next) => after = next.file,
                None => break,
            }
        }
        let missed: Vec<_> = expected.difference(&seen).collect();
        assert!(missed.is_empty(), "{missed:?}");
    }
    is_over.store(true, Ordering::Relaxed);
    for writer in writers {
        writer.await.unwrap();
    }
}

/// Works on a folder of its own, as the service does: what becomes live again is logged file by file.
struct Worker {
    store: Arc<dyn Store>,
    ids: Arc<AtomicI64>,
    top: Draft,
    inner: Vec<Draft>,
    files: Vec<Draft>,
}

impl Worker {
    async fn new(store: Arc<dyn Store>, ids: Arc<AtomicI64>) -> Self {
        let mut worker = Self { store, ids, top: folder(0, ROOT, ""), inner: Vec::new(), files: Vec::new() };
        worker.top = folder(worker.id(), ROOT, "top");
        worker.inner = (0..3).map(|_| folder(worker.id(), worker.top.row.id, "inner")).collect();
        let drafts: Vec<_> = [&worker.top].into_iter().chain(&worker.inner).cloned().collect();
        let changes = drafts.iter().map(|draft| change(ChangeOp::Create, draft.row.id.0)).collect();
        worker.commit(drafts.iter().map(Draft::insert).collect(), changes, false).await;
        worker
    }

    fn id(&self) -> i64 {
        self.ids.fetch_add(1, Ordering::Relaxed)
    }

    async fn commit(&self, writes: Vec<Write>, changes: Vec<Change>, reshapes: bool) {
        let commit = Commit { writes, changes, reshapes, ..Commit::new(DRIVE, T0) };
        self.store.commit(commit).await.unwrap();
    }

    async fn work(&mut self, round: usize) {
        let inner = round / 7 % self.inner.len();
        let parent = self.inner[inner].row.id;
        match round % 7 {
            0 | 1 => {
                let draft = file(self.id(), parent, &format!("file {round}"));
                self.commit(vec![draft.insert()], vec![change(ChangeOp::Create, draft.row.id.0)], false)
                    .await;
                self.files.push(draft);
            }
            2 => {
                let index = round % self.files.len();
                let draft = self.files[index].clone().renamed(&format!("renamed {round}"));
                self.commit(vec![draft.update()], vec![change(ChangeOp::Rename, draft.row.id.0)], false)
                    .await;
                self.files[index] = draft;
            }
            3 => {
                let index = round % self.files.len();
                let mut draft = self.files[index].clone();
                let moved =
                    Change { op: ChangeOp::Move, file: draft.row.id, old_parent: Some(draft.row.parent) };
                draft.row.parent = parent;
                self.commit(vec![draft.update()], vec![moved], false).await;
                self.files[index] = draft;
            }
            4 => {
                let draft = self.inner[inner].clone().state(FileState::Trashed);
                self.commit(vec![draft.update()], vec![change(ChangeOp::Trash, parent.0)], true).await;
                self.inner[inner] = draft;
            }
            5 => {
                let draft = self.inner[inner].clone().state(FileState::Available);
                let below = self.files.iter().filter(|file| file.row.parent == parent);
                let lines = [parent].into_iter().chain(below.map(|file| file.row.id));
                let changes = lines.map(|id| change(ChangeOp::Restore, id.0)).collect();
                self.commit(vec![draft.update()], changes, true).await;
                self.inner[inner] = draft;
            }
            _ => {
                let draft = self.files.swap_remove(round % self.files.len());
                let id = draft.row.id;
                self.commit(vec![Write::Delete(id)], vec![change(ChangeOp::Delete, id.0)], false).await;
            }
        }
    }
}

/// A client's copy of the drive.
#[derive(Default)]
struct Mirror {
    files: BTreeMap<FileId, FileRow>,
    cursor: u64,
}

impl Mirror {
    async fn new(store: &Arc<dyn Store>) -> Self {
        let mut mirror = Self { cursor: store.last_change(DRIVE).await.unwrap(), ..Self::default() };
        mirror.files = scan(store, 3).await;
        mirror
    }

    /// Follows the log by up to `limit` lines; how many there were.
    async fn follow(&mut self, store: &Arc<dyn Store>, limit: usize) -> usize {
        let lines = store.changes(DRIVE, self.cursor, limit).await.unwrap();
        let count = lines.len();
        for line in lines {
            assert_eq!(line.seq, self.cursor + 1, "no gap");
            self.cursor = line.seq;
            match line.found.filter(assay_store::Found::is_live) {
                Some(found) => self.files.insert(line.file, found.row),
                None => self.files.remove(&line.file),
            };
        }
        count
    }

    /// What hangs together from the root.
    fn reachable(&self) -> BTreeMap<FileId, FileRow> {
        let reachable = self.files.iter().filter(|(_, row)| self.hangs(row));
        reachable.map(|(id, row)| (*id, row.clone())).collect()
    }

    fn hangs(&self, row: &FileRow) -> bool {
        let mut parent = row.parent;
        while parent != ROOT {
            match self.files.get(&parent) {
                Some(folder) if folder.kind == FileKind::Folder => parent = folder.parent,
                _ => return false,
            }
        }
        true
    }
}

async fn scan(store: &Arc<dyn Store>, limit: usize) -> BTreeMap<FileId, FileRow> {
    let (mut files, mut after) = (BTreeMap::new(), ROOT);
    loop {
        let page = store.scan_rows(DRIVE, after, limit, &Scope::Whole).await.unwrap();
        files.extend(page.files.into_iter().map(|found| (found.row.id, found.row)));
        match page.next {
            Some(next) => after = next.file,
            None => return files,
        }
    }
}

async fn a_cursor_a_scan_and_the_changes_make_an_exact_mirror(db: Database) {
    let nodes = [open(&db).await, db.open().await];
    let ids = Arc::new(AtomicI64::new(1));
    let workers = (0..4).map(|worker| {
        let (store, ids) = (nodes[worker % 2].clone(), ids.clone());
        spawn(async move {
            let mut worker = Worker::new(store, ids).await;
            for round in 0..140 {
                worker.work(round).await;
            }
        })
    });
    let workers: Vec<_> = workers.collect();
    // Mirrors that begin in the midst of it.
    let mut mirrors = Vec::new();
    for begun in 0..6 {
        let mut mirror = Mirror::new(&nodes[begun % 2]).await;
        mirror.follow(&nodes[(begun + 1) % 2], 50).await;
        mirrors.push(mirror);
    }
    for worker in workers {
        worker.await.unwrap();
    }
    let exact = scan(&nodes[0], 100).await;
    for mirror in &mut mirrors {
        while mirror.follow(&nodes[1], 17).await > 0 {}
        assert_eq!(mirror.reachable(), exact);
    }
    assert!(!exact.is_empty());
}

async fn of_many_that_take_a_name_one_gets_it(db: Database) {
    let nodes = [open(&db).await, db.open().await];
    let tasks = (1..=16_i64).map(|id| {
        let store = nodes[usize::try_from(id % 2).unwrap()].clone();
        spawn(async move {
            let commit = Commit {
                expect: vec![Expect::NameFree { parent: ROOT, name: "one".to_owned() }],
                ..writes(vec![file(id, ROOT, "one").insert()])
            };
            match store.commit(commit).await {
                Ok(_) => true,
                Err(StoreError::Refused(_)) => false,
                Err(error) => panic!("{error}"),
            }
        })
    });
    let tasks: Vec<_> = tasks.collect();
    let mut won = 0;
    for task in tasks {
        won += usize::from(task.await.unwrap());
    }
    assert_eq!(won, 1);
    assert_eq!(store_names(&nodes[0]).await, 1);
}

async fn store_names(store: &Arc<dyn Store>) -> usize {
    store.named(DRIVE, ROOT, "one", 99).await.unwrap().len()
}

async fn used_bytes_add_up(db: Database) {
    let nodes = [open(&db).await, db.open().await];
    let tasks = (0..40_usize).map(|task| {
        let store = nodes[task % 2].clone();
        // 30 of these fit into the million.
        let commit = Commit { used_bytes: 33_000, ..Commit::new(DRIVE, T0) };
        spawn(async move { store.commit(commit).await.is_ok() })
    });
    let tasks: Vec<_> = tasks.collect();
    let mut fitted = 0;
    for task in tasks {
        fitted += usize::from(task.await.unwrap());
    }
    assert_eq!(fitted, 30);
}
