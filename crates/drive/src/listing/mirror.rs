//! A client that scans a drive once and follows its changes has it exactly, whatever others do meanwhile; and what
//! was there all along appears exactly once in a scan.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use assay_store::{Commit, Expect, StoreError};
use assay_types::{Clock as _, FileId, SystemClock};
use assay_wire::pds::{
    CopyFileRequest, DeleteFileRequest, DeltaGetLastCursorRequest, ListDeltaRequest, MoveFileRequest,
    RestoreFileRequest, ScanFileRequest, TrashFileRequest, UpdateFileRequest,
};
use proptest::prelude::*;
use serde_json::Value;

use crate::{
    DriveError,
    fixture::{DRIVE, Fixture},
};

/// Something that a writer does; the numbers choose among the files that are known.
#[derive(Debug, Clone, Copy)]
enum Deed {
    Folder(usize),
    File(usize),
    Rename(usize),
    Move(usize, usize),
    Trash(usize),
    Restore(usize),
    Delete(usize),
    Copy(usize, usize),
}

fn deeds() -> impl Strategy<Value = Deed> {
    let any = || 0_usize..1000;
    prop_oneof![
        2 => any().prop_map(Deed::Folder),
        4 => any().prop_map(Deed::File),
        2 => any().prop_map(Deed::Rename),
        3 => (any(), any()).prop_map(|(what, to)| Deed::Move(what, to)),
        3 => any().prop_map(Deed::Trash),
        4 => any().prop_map(Deed::Restore),
        1 => any().prop_map(Deed::Delete),
        1 => (any(), any()).prop_map(|(what, to)| Deed::Copy(what, to)),
    ]
}

/// The client's word for the drive.
fn drive() -> String {
    DRIVE.to_string()
}

/// What the API refuses is no deed; anything else that goes wrong is a mistake.
fn done<T>(result: Result<T, DriveError>) {
    match result {
        Ok(_) | Err(DriveError::Api(_)) => {}
        Err(error) => panic!("{error}"),
    }
}

async fn put(fixture: &Fixture, parent: FileId, name: &str, size: Option<u64>) -> Option<FileId> {
    let mut commit = Commit::new(DRIVE, SystemClock.now());
    commit.expect.push(Expect::Folder(parent));
    let id = Fixture::draft(&mut commit, parent, name, size);
    match fixture.store.commit(commit).await {
        Ok(_) => Some(id),
        Err(StoreError::Refused(_)) => None,
        Err(error) => panic!("{error}"),
    }
}

async fn act(fixture: &Fixture, deed: Deed, folders: &mut Vec<FileId>, files: &mut Vec<FileId>) {
    let (service, key) = (&fixture.drive, &fixture.key);
    let all: Vec<FileId> = folders.iter().skip(1).chain(files.iter()).copied().collect();
    let any = |number: usize| all.get(number % all.len().max(1)).copied().unwrap_or_default().to_string();
    let folder = |number: usize| folders[number % folders.len()];
    match deed {
        Deed::Folder(at) => folders.extend(put(fixture, folder(at), "folder", None).await),
        Deed::File(at) => files.extend(put(fixture, folder(at), "file.txt", Some(1)).await),
        Deed::Rename(what) => {
            let request = UpdateFileRequest {
                check_name_mode: None,
                description: None,
                drive_id: drive(),
                file_id: any(what),
                hidden: None,
                labels: None,
                local_modified_at: None,
                name: Some(format!("name {what}")),
                starred: None,
            };
            done(service.update_file(key, request).await);
        }
        Deed::Move(what, to) => {
            let request = MoveFileRequest {
                check_name_mode: None,
                drive_id: drive(),
                file_id: any(what),
                to_parent_file_id: folder(to).to_string(),
            };
            done(service.move_file(key, request).await);
        }
        Deed::Trash(what) => {
            done(service.trash_file(key, TrashFileRequest { drive_id: drive(), file_id: any(what) }).await);
        }
        Deed::Restore(what) => {
            done(
                service.restore_file(key, RestoreFileRequest { drive_id: drive(), file_id: any(what) }).await,
            );
        }
        Deed::Delete(what) => {
            done(service.delete_file(key, DeleteFileRequest { drive_id: drive(), file_id: any(what) }).await);
        }
        Deed::Copy(what, to) => {
            let request = CopyFileRequest {
                auto_rename: None,
                drive_id: Some(drive()),
                file_id: any(what),
                share_id: None,
                to_drive_id: None,
                to_parent_file_id: folder(to).to_string(),
            };
            done(service.copy_file(key, request).await);
        }
    }
}

/// The items of all pages of a scan.
async fn scan(fixture: &Fixture, fields: &str, limit: i32) -> Vec<Value> {
    let (mut items, mut marker) = (Vec::new(), None);
    loop {
        let request =
            ScanFileRequest { drive_id: drive(), fields: Some(fields.into()), limit: Some(limit), marker };
        let body = fixture.drive.scan_file(&fixture.key, request).await.expect("a page");
        let mut page: Value = serde_json::from_slice(&body).expect("JSON");
        items.append(page["items"].as_array_mut().expect("items"));
        marker = page["next_marker"].as_str().filter(|marker| !marker.is_empty()).map(str::to_owned);
        if marker.is_none() {
            return items;
        }
    }
}

fn text(item: &Value, name: &str) -> String {
    item[name].as_str().unwrap_or_else(|| panic!("no {name} in {item}")).to_owned()
}

/// A client's copy of the drive.
struct Mirror {
    files: HashMap<String, Value>,
    cursor: Option<String>,
}

impl Mirror {
    async fn begin(fixture: &Fixture) -> Self {
        let request = DeltaGetLastCursorRequest { drive_id: drive(), sync_root_id: None };
        let cursor =
            fixture.drive.delta_get_last_cursor(&fixture.key, request).await.expect("a cursor").cursor;
        let files = scan(fixture, "*", 7).await.into_iter().map(|mut item| {
            // They change with folders above, which is not told of each file.
            let record = item.as_object_mut().expect("a record");
            record.remove("id_path");
            record.remove("name_path");
            (text(&item, "file_id"), item)
        });
        Self { files: files.collect(), cursor }
    }

    /// Applies one page; whether there is more.
    async fn follow(&mut self, fixture: &Fixture) -> bool {
        let request = ListDeltaRequest {
            cursor: self.cursor.take(),
            drive_id: drive(),
            limit: Some(13),
            sync_root_id: None,
        };
        let page = fixture.drive.list_delta(&fixture.key, request).await.expect("a page");
        for item in page.items {
            let id = item.file_id.expect("an id");
            if let Some(file) = item.file {
                self.files.insert(id, serde_json::from_str(file.get()).expect("JSON"));
            } else {
                assert!(matches!(item.op.as_deref(), Some("trash" | "delete")));
                self.files.remove(&id);
            }
        }
        self.cursor = page.cursor;
        page.has_more == Some(true)
    }

    /// What hangs together from the root.
    fn tree(&self) -> BTreeMap<String, Value> {
        let mut children: HashMap<String, Vec<&String>> = HashMap::new();
        for (id, file) in &self.files {
            children.entry(text(file, "parent_file_id")).or_default().push(id);
        }
        let (mut tree, mut folders) = (BTreeMap::new(), vec!["root".to_owned()]);
        while let Some(folder) = folders.pop() {
            for id in children.remove(&folder).unwrap_or_default() {
                tree.insert(id.clone(), self.files[id].clone());
                folders.push(id.clone());
            }
        }
        tree
    }
}

async fn followed(writers: Vec<Vec<Deed>>) {
    let fixture = Arc::new(Fixture::new().await);
    let mut folders = vec![FileId::ROOT];
    let mut files = Vec::new();
    for number in 0..40 {
        let parent = folders[number % folders.len()];
        if number % 3 == 0 {
            folders.push(fixture.put(parent, "folder", None).await);
        } else {
            files.push(fixture.put(parent, "file.txt", Some(1)).await);
        }
    }
    // These nobody touches.
    let mut still = BTreeSet::new();
    for number in 0..30 {
        still.insert(fixture.put(FileId::ROOT, &format!("still {number}"), Some(1)).await.to_string());
    }
    let is_over = Arc::new(AtomicBool::new(false));
    let mut tasks = Vec::new();
    for deeds in writers {
        let (fixture, mut folders, mut files) = (Arc::clone(&fixture), folders.clone(), files.clone());
        tasks.push(tokio::spawn(async move {
            for deed in deeds {
                act(&fixture, deed, &mut folders, &mut files).await;
            }
        }));
    }
    let jobs = {
        let (fixture, is_over) = (Arc::clone(&fixture), Arc::clone(&is_over));
        tokio::spawn(async move {
            while !is_over.load(Ordering::SeqCst) {
                fixture.run_jobs().await;
                tokio::task::yield_now().await;
            }
        })
    };
    let mut mirror = Mirror::begin(&fixture).await;
    let mut last = String::new();
    for item in scan(&fixture, "file_id", 5).await {
        let id = text(&item, "file_id");
        assert!(last < id, "{id} comes after {last}");
        still.remove(&id);
        last = id;
    }
    assert!(still.is_empty(), "a scan left out {still:?}");
    for _ in 0..20 {
        mirror.follow(&fixture).await;
    }
    for task in tasks {
        task.await.expect("a writer");
    }
    is_over.store(true, Ordering::SeqCst);
    jobs.await.expect("jobs");
    fixture.run_jobs().await;
    while mirror.follow(&fixture).await {}

    let now = Mirror::begin(&fixture).await;
    assert_eq!(mirror.tree(), now.files.into_iter().collect());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, max_shrink_iters: 200, ..ProptestConfig::default() })]
    #[test]
    fn cursor_scan_and_delta_give_an_exact_mirror(
        writers in prop::collection::vec(prop::collection::vec(deeds(), 0..60), 1..4),
    ) {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(3).enable_all().build().expect("a runtime");
        runtime.block_on(followed(writers));
    }
}
