//! Listings for somebody who may see only a part of a drive.

use assay_store::{Party, PermissionKey, PermissionRow};
use assay_types::{Clock as _, FileId, SystemClock};
use assay_wire::pds::{
    FileOrder, ListDeltaRequest, ListFileRequest, ListRecyclebinRequest, MoveFileRequest, ScanFileRequest,
    SearchFileRequest, TrashFileRequest,
};
use serde_json::{Value, value::RawValue};

use crate::{
    Caller, DriveError,
    fixture::{DRIVE, Fixture, domain_id, user},
};

/// `/secret/shared/inner`, `/secret/shared/b.txt` and `/a.txt`, of which `shared` and `a.txt` are the guest's.
struct Tree {
    secret: FileId,
    shared: FileId,
    inner: FileId,
    b: FileId,
    a: FileId,
    other: FileId,
}

async fn tree(fixture: &Fixture) -> (Tree, Caller) {
    let guest = fixture.add_user("guest").await;
    let secret = fixture.put(FileId::ROOT, "secret", None).await;
    let shared = fixture.put(secret, "shared", None).await;
    let tree = Tree {
        secret,
        shared,
        inner: fixture.put(shared, "inner", None).await,
        b: fixture.put(shared, "b.txt", Some(2)).await,
        a: fixture.put(FileId::ROOT, "a.txt", Some(1)).await,
        other: fixture.put(FileId::ROOT, "other.txt", Some(3)).await,
    };
    let rows = [tree.shared, tree.a].map(|file| PermissionRow {
        key: PermissionKey {
            drive: DRIVE,
            file,
            grantee: Party::User("guest".parse().expect("a user's id")),
            role: "SystemFileEditor".to_owned(),
        },
        domain: domain_id(),
        expires_at: None,
        disinherit_sub_group: false,
        creator: "root".to_owned(),
        created_at: SystemClock.now(),
    });
    for row in rows {
        assert!(fixture.store.put_permissions(vec![row], 10, 10, SystemClock.now()).await.expect("put"));
    }
    (tree, guest)
}

fn list(parent: &str) -> ListFileRequest {
    ListFileRequest {
        category: None,
        drive_id: Some(DRIVE.to_string()),
        fields: Some("*".to_owned()),
        limit: Some(1),
        marker: None,
        order_by: Some(FileOrder::Name),
        order_direction: None,
        parent_file_id: parent.to_owned(),
        share_id: None,
        status: None,
        thumbnail_processes: None,
        kind: None,
    }
}

fn parsed(items: &[Box<RawValue>]) -> Vec<Value> {
    items.iter().map(|item| serde_json::from_str(item.get()).expect("JSON")).collect()
}

/// Name and path of all that a folder holds for somebody.
async fn listed(fixture: &Fixture, caller: &Caller, parent: &str) -> Vec<(String, String)> {
    let mut request = list(parent);
    let mut found = Vec::new();
    loop {
        let page = fixture.drive.list_file(caller, request.clone()).await.expect("a page");
        for item in parsed(&page.items) {
            let text = |name: &str| item[name].as_str().unwrap_or_default().to_owned();
            found.push((text("name"), text("name_path")));
        }
        if page.next_marker.is_empty() {
            return found;
        }
        request.marker = Some(page.next_marker);
    }
}

fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect()
}

fn ids(items: &[Value]) -> Vec<String> {
    items.iter().map(|item| item["file_id"].as_str().expect("an id").to_owned()).collect()
}

fn refused<T: std::fmt::Debug>(result: Result<T, DriveError>) -> String {
    match result {
        Err(DriveError::Api(error)) => error.code().to_owned(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn the_root_of_a_guest_is_what_was_given_to_it() {
    let fixture = Fixture::new().await;
    let (tree, guest) = tree(&fixture).await;
    assert_eq!(listed(&fixture, &guest, "root").await, pairs(&[("a.txt", "/a.txt"), ("shared", "/shared")]));
    let shared = tree.shared.to_string();
    let inside = pairs(&[("b.txt", "/shared/b.txt"), ("inner", "/shared/inner")]);
    assert_eq!(listed(&fixture, &guest, &shared).await, inside);
    let owned = pairs(&[("b.txt", "/secret/shared/b.txt"), ("inner", "/secret/shared/inner")]);
    assert_eq!(listed(&fixture, &fixture.owner, &shared).await, owned);
    let secret = fixture.drive.list_file(&guest, list(&tree.secret.to_string())).await;
    assert_eq!(refused(secret), "NotFound.FileId");
    assert_eq!(refused(fixture.drive.list_file(&user("stranger"), list("root")).await), "NotFound.DriveId");
}

#[tokio::test]
async fn a_guest_scans_and_searches_its_part_alone() {
    let fixture = Fixture::new().await;
    let (tree, guest) = tree(&fixture).await;
    let visible = [tree.shared, tree.inner, tree.b, tree.a].map(|id| id.to_string());
    for fields in [None, Some("*"), Some("file_id")] {
        let request = ScanFileRequest {
            drive_id: DRIVE.to_string(),
            fields: fields.map(str::to_owned),
            limit: None,
            marker: None,
        };
        let body = fixture.drive.scan_file(&guest, request).await.expect("a page");
        assert!(!String::from_utf8_lossy(&body).contains("secret"), "{fields:?}");
        let page: Value = serde_json::from_slice(&body).expect("JSON");
        assert_eq!(ids(page["items"].as_array().expect("items")), visible);
    }
    let request = SearchFileRequest {
        drive_id: Some(DRIVE.to_string()),
        drive_id_list: None,
        fields: None,
        limit: None,
        marker: None,
        order_by: None,
        query: "size >= 0 and type = 'file'".to_owned(),
        recursive: None,
        return_total_count: Some(true),
        thumbnail_processes: None,
    };
    let page = fixture.drive.search_file(&guest, request).await.expect("a page");
    assert_eq!(ids(&parsed(&page.items)), [tree.b, tree.a].map(|id| id.to_string()));
    assert_eq!(page.total_count, Some(2));
}

#[tokio::test]
async fn a_guest_follows_and_restores_its_part_alone() {
    let fixture = Fixture::new().await;
    let (tree, guest) = tree(&fixture).await;
    let drive_id = DRIVE.to_string();
    let mut cursor = None;
    let mut follow = async || {
        let request = ListDeltaRequest {
            cursor: cursor.take(),
            drive_id: drive_id.clone(),
            limit: None,
            sync_root_id: None,
        };
        let page = fixture.drive.list_delta(&guest, request).await.expect("a page");
        cursor = page.cursor;
        let item = |item: assay_wire::pds::DeltaItem| {
            (item.op.expect("an op"), item.file_id.expect("an id"), item.file.is_some())
        };
        page.items.into_iter().map(item).collect::<Vec<_>>()
    };
    let created = [tree.shared, tree.inner, tree.b, tree.a];
    assert_eq!(follow().await, created.map(|id| ("create".to_owned(), id.to_string(), true)));
    for id in [tree.other, tree.a] {
        let request = TrashFileRequest { drive_id: DRIVE.to_string(), file_id: id.to_string() };
        fixture.drive.trash_file(&fixture.owner, request).await.expect("trashed");
    }
    let out = MoveFileRequest {
        check_name_mode: None,
        drive_id: DRIVE.to_string(),
        file_id: tree.b.to_string(),
        to_parent_file_id: "root".to_owned(),
    };
    fixture.drive.move_file(&fixture.owner, out).await.expect("moved");
    let gone = [("trash", tree.a), ("delete", tree.b)];
    assert_eq!(follow().await, gone.map(|(op, id)| (op.to_owned(), id.to_string(), false)));
    let bin = ListRecyclebinRequest {
        drive_id: DRIVE.to_string(),
        fields: None,
        limit: None,
        marker: None,
        thumbnail_processes: None,
    };
    let page = fixture.drive.list_recyclebin(&guest, bin.clone()).await.expect("a page");
    assert_eq!(ids(&parsed(&page.items)), [tree.a.to_string()]);
    let page = fixture.drive.list_recyclebin(&fixture.owner, bin).await.expect("a page");
    assert_eq!(page.items.len(), 2);
}
