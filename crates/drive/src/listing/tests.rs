//! Listings of real state.

use assay_types::FileId;
use assay_wire::pds::{
    FileOrder, ListFileRequest, ListRecyclebinRequest, OrderDirection, ScanFileRequest, TrashFileRequest,
};
use serde_json::Value;

use crate::{
    Drive, DriveError,
    fixture::{DRIVE, Fixture},
};

fn code<T: std::fmt::Debug>(result: Result<T, DriveError>) -> String {
    match result {
        Err(DriveError::Api(error)) => error.code().to_owned(),
        other => panic!("{other:?}"),
    }
}

fn scan(fields: Option<&str>, limit: Option<i32>, marker: &str) -> ScanFileRequest {
    ScanFileRequest {
        drive_id: DRIVE.to_string(),
        fields: fields.map(str::to_owned),
        limit,
        marker: Some(marker.to_owned()),
    }
}

/// All that a scan gives, and how many pages it took.
async fn scanned(fixture: &Fixture, fields: Option<&str>, limit: i32) -> (Vec<Value>, usize) {
    let (mut items, mut pages, mut marker) = (Vec::new(), 0, String::new());
    loop {
        let body = fixture.drive.scan_file(&fixture.key, scan(fields, Some(limit), &marker)).await;
        let mut page: Value = serde_json::from_slice(&body.expect("a page")).expect("JSON");
        items.append(page["items"].as_array_mut().expect("items"));
        pages += 1;
        marker = page["next_marker"].as_str().expect("a marker").to_owned();
        if marker.is_empty() {
            return (items, pages);
        }
    }
}

async fn tree(fixture: &Fixture) -> Vec<FileId> {
    let folder = fixture.put(FileId::ROOT, "a \"b\"", None).await;
    let mut ids = vec![folder];
    for number in 0..5 {
        ids.push(fixture.put(folder, &format!("{number}.txt"), Some(100 - number)).await);
    }
    ids
}

async fn trash(drive: &Drive, fixture: &Fixture, id: FileId) {
    let request = TrashFileRequest { drive_id: DRIVE.to_string(), file_id: id.to_string() };
    drive.trash_file(&fixture.key, request).await.expect("trashed");
}

#[tokio::test]
async fn a_scan_gives_everything_once_in_the_order_of_the_ids() {
    let fixture = Fixture::new().await;
    let ids = tree(&fixture).await;
    let expected: Vec<_> = ids.iter().map(FileId::to_string).collect();
    for limit in [1, 2, 3, 6, 100] {
        for fields in [None, Some("*"), Some("file_id,name"), Some("file_id,action_list")] {
            let (items, pages) = scanned(&fixture, fields, limit).await;
            let found: Vec<_> = items.iter().map(|item| item["file_id"].as_str().expect("an id")).collect();
            assert_eq!(found, expected, "{fields:?}");
            assert_eq!(pages, 6_usize.div_ceil(usize::try_from(limit).expect("a limit")));
        }
    }
    let (items, _) = scanned(&fixture, Some("*"), 100).await;
    assert_eq!(items[1]["name_path"], "/a \"b\"/0.txt");
    assert_eq!(items[1]["id_path"], format!("root/{}/{}", expected[0], expected[1]));
    let (items, _) = scanned(&fixture, Some("name,size"), 100).await;
    assert_eq!(items[1], serde_json::json!({"name": "0.txt", "size": 100}));
    let (items, _) = scanned(&fixture, None, 100).await;
    assert_eq!((items[1]["status"].as_str(), items[1].get("name")), (Some("available"), None));
}

#[tokio::test]
async fn a_scan_refuses_what_is_not_its_own() {
    let fixture = Fixture::new().await;
    tree(&fixture).await;
    let answer = async |request| code(fixture.drive.scan_file(&fixture.key, request).await);
    assert_eq!(answer(scan(Some("file_id,nonsense"), None, "")).await, "InvalidParameter.fields");
    for limit in [0, 101, -1] {
        assert_eq!(answer(scan(None, Some(limit), "")).await, "InvalidParameter.limit");
    }
    assert_eq!(answer(scan(None, None, "nonsense")).await, "InvalidParameter.marker");
    let other = fixture.drive.markers.seal("ScanFile 2", &FileId(1)).expect("a marker");
    assert_eq!(answer(scan(None, None, &other)).await, "InvalidParameter.marker");
    let unknown = ScanFileRequest { drive_id: "77".into(), ..scan(None, None, "") };
    assert_eq!(answer(unknown).await, "NotFound.DriveId");
}

#[tokio::test]
async fn a_folder_is_listed_in_its_orders_page_by_page() {
    let fixture = Fixture::new().await;
    let ids = tree(&fixture).await;
    for (order, direction, first) in [
        (None, None, ids[1]),
        (Some(FileOrder::CreatedAt), Some(OrderDirection::Desc), ids[5]),
        (Some(FileOrder::Name), Some(OrderDirection::Asc), ids[1]),
        (Some(FileOrder::Size), Some(OrderDirection::Asc), ids[5]),
        (Some(FileOrder::UpdatedAt), Some(OrderDirection::Asc), ids[1]),
    ] {
        let mut request = ListFileRequest {
            category: None,
            drive_id: Some(DRIVE.to_string()),
            fields: None,
            limit: Some(2),
            marker: None,
            order_by: order,
            order_direction: direction,
            parent_file_id: ids[0].to_string(),
            share_id: None,
            status: None,
            thumbnail_processes: None,
            kind: None,
        };
        let mut found = Vec::new();
        loop {
            let page = fixture.drive.list_file(&fixture.key, request.clone()).await.expect("a page");
            assert!(page.items.len() <= 2);
            found.extend(page.items.iter().map(|item| {
                let item: Value = serde_json::from_str(item.get()).expect("JSON");
                item["file_id"].as_str().expect("an id").to_owned()
            }));
            if page.next_marker.is_empty() {
                break;
            }
            // What the marker says goes.
            request.order_by = Some(FileOrder::Size);
            request.marker = Some(page.next_marker);
        }
        assert_eq!(found[0], first.to_string(), "{order:?}");
        let mut expected: Vec<_> = ids[1..].iter().map(FileId::to_string).collect();
        if first == ids[5] {
            expected.reverse();
        }
        assert_eq!(found, expected);
        request.parent_file_id = "root".to_owned();
        assert_eq!(
            code(fixture.drive.list_file(&fixture.key, request.clone()).await),
            "InvalidParameter.marker"
        );
        request.marker = None;
        request.parent_file_id = ids[1].to_string();
        let refused = code(fixture.drive.list_file(&fixture.key, request).await);
        assert_eq!(refused, "InvalidParameter.parent_file_id");
    }
}

#[tokio::test]
async fn the_recycle_bin_has_what_was_thrown_away_by_itself() {
    let fixture = Fixture::new().await;
    let ids = tree(&fixture).await;
    trash(&fixture.drive, &fixture, ids[2]).await;
    trash(&fixture.drive, &fixture, ids[0]).await;
    let mut request = ListRecyclebinRequest {
        drive_id: DRIVE.to_string(),
        fields: None,
        limit: Some(1),
        marker: None,
        thumbnail_processes: None,
    };
    let mut found = Vec::new();
    loop {
        let page = fixture.drive.list_recyclebin(&fixture.key, request.clone()).await.expect("a page");
        for item in &page.items {
            let item: Value = serde_json::from_str(item.get()).expect("JSON");
            assert_eq!(item["trashed"], true);
            found.push(item["file_id"].as_str().expect("an id").to_owned());
        }
        if page.next_marker.is_empty() {
            break;
        }
        request.marker = Some(page.next_marker);
    }
    assert_eq!(found, [ids[0].to_string(), ids[2].to_string()]);
    assert_eq!(scanned(&fixture, None, 100).await.0.len(), 0);
    request.limit = Some(201);
    assert_eq!(code(fixture.drive.list_recyclebin(&fixture.key, request).await), "InvalidParameter.limit");
}
