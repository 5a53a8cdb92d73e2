//! Searches of real state.

use assay_store::Condition;
use assay_types::FileId;
use assay_wire::pds::SearchFileRequest;
use serde_json::Value;

use super::{Plan, Search};
use crate::{
    DriveError,
    fixture::{DRIVE, Fixture},
};

fn asked(query: &str) -> SearchFileRequest {
    SearchFileRequest {
        drive_id: Some(DRIVE.to_string()),
        drive_id_list: None,
        fields: None,
        limit: None,
        marker: None,
        order_by: Some("name ASC".to_owned()),
        query: query.to_owned(),
        recursive: None,
        return_total_count: None,
        thumbnail_processes: None,
    }
}

/// The names of all that a search finds, and what it counted.
async fn found(fixture: &Fixture, mut request: SearchFileRequest) -> (Vec<String>, Option<i64>) {
    let mut names = Vec::new();
    loop {
        let page = fixture.drive.search_file(&fixture.key, request.clone()).await.expect("a page");
        assert!(page.items.len() <= 2);
        for item in &page.items {
            let item: Value = serde_json::from_str(item.get()).expect("JSON");
            names.push(item["name"].as_str().expect("a name").to_owned());
        }
        if page.next_marker.is_empty() {
            return (names, page.total_count);
        }
        request.marker = Some(page.next_marker);
        // Neither counts any more.
        request.query = "nonsense".to_owned();
        request.order_by = None;
    }
}

async fn filled() -> (Fixture, FileId) {
    let fixture = Fixture::new().await;
    let folder = fixture.put(FileId::ROOT, "年度 Reports", None).await;
    let inner = fixture.put(folder, "inner", None).await;
    for (parent, name, size) in [
        (folder, "汇报材料.ppt", 10),
        (folder, "Annual Report.PDF", 20),
        (inner, "annual summary.pdf", 30),
        (inner, "deep.txt", 40),
        (FileId::ROOT, "report.txt", 50),
    ] {
        fixture.put(parent, name, Some(size)).await;
    }
    (fixture, folder)
}

#[tokio::test]
async fn queries_find_what_they_describe_page_by_page() {
    let (fixture, folder) = filled().await;
    for (query, expected) in [
        ("name = \"汇报材料.ppt\"", vec!["汇报材料.ppt"]),
        ("name match \"汇报\"", vec!["汇报材料.ppt"]),
        ("name match \"REPORT\"", vec!["Annual Report.PDF", "report.txt", "年度 Reports"]),
        ("name match \"annual pdf\"", vec!["Annual Report.PDF", "annual summary.pdf"]),
        ("file_extension in [\"pdf\", 'ppt'] and size > 10", vec!["Annual Report.PDF", "annual summary.pdf"]),
        ("type = 'folder' or size >= 50", vec!["inner", "report.txt", "年度 Reports"]),
        ("not (type = 'folder' or size < 40)", vec!["deep.txt", "report.txt"]),
        ("created_at < \"2019-01-14T00:00:00\"", vec![]),
        ("parent_file_id = 'root' and type != 'folder'", vec!["report.txt"]),
        (
            "",
            vec![
                "Annual Report.PDF",
                "annual summary.pdf",
                "deep.txt",
                "inner",
                "report.txt",
                "年度 Reports",
                "汇报材料.ppt",
            ],
        ),
    ] {
        let mut request = asked(query);
        request.limit = Some(2);
        request.return_total_count = Some(true);
        let total = i64::try_from(expected.len()).ok();
        assert_eq!(
            found(&fixture, request).await,
            (expected.into_iter().map(str::to_owned).collect(), total),
            "{query}"
        );
    }
    let mut request = asked(&format!("parent_file_id = '{folder}' and type = 'file'"));
    request.limit = Some(2);
    request.recursive = Some(true);
    let (names, _) = found(&fixture, request.clone()).await;
    assert_eq!(names, ["Annual Report.PDF", "annual summary.pdf", "deep.txt", "汇报材料.ppt"]);
    request.recursive = Some(false);
    request.order_by = Some("size DESC".to_owned());
    assert_eq!(found(&fixture, request).await.0, ["Annual Report.PDF", "汇报材料.ppt"]);
}

#[tokio::test]
async fn a_search_refuses_what_it_cannot_do() {
    let (fixture, _) = filled().await;
    let answer = async |request| match fixture.drive.search_file(&fixture.key, request).await {
        Err(DriveError::Api(error)) => error.code().to_owned(),
        other => panic!("{other:?}"),
    };
    assert_eq!(answer(asked("name ~ 'a'")).await, "InvalidParameter.query");
    assert_eq!(
        answer(SearchFileRequest { order_by: Some("owner".into()), ..asked("") }).await,
        "InvalidParameter.order_by"
    );
    assert_eq!(answer(SearchFileRequest { limit: Some(101), ..asked("") }).await, "InvalidParameter.limit");
    assert_eq!(
        answer(SearchFileRequest { marker: Some("x".into()), ..asked("") }).await,
        "InvalidParameter.marker"
    );
    assert_eq!(answer(SearchFileRequest { drive_id: None, ..asked("") }).await, "MissingParameter.drive_id");
    let list =
        |list: Vec<String>| SearchFileRequest { drive_id: None, drive_id_list: Some(list), ..asked("") };
    assert_eq!(answer(list(vec!["1".into(), "77".into()])).await, "NotFound.DriveId");
    assert_eq!(answer(list(vec!["1".into(); 21])).await, "InvalidParameter.drive_id_list");
    let mut both = list(vec!["1".into(), "1".into()]);
    both.limit = Some(2);
    assert_eq!(found(&fixture, both).await.0.len(), 7);
}

fn plan(query: &str, is_recursive: bool) -> Plan {
    let (query, order) = (query.to_owned(), String::new());
    Search { query, order, is_recursive, drive: 0, after: None }.plan().expect("a plan")
}

#[test]
fn a_recursive_search_goes_below_the_folder_that_the_query_names() {
    let query = "parent_file_id = '0000000000000007' and (size > 1)";
    let recursive = plan(query, true);
    assert_eq!(recursive.under, Some(FileId(7)));
    assert_eq!(plan("size > 1 and type = 'file'", true).under, None);
    assert_eq!(plan(query, false).under, None);
    let only = plan("parent_file_id = '0000000000000007'", true);
    assert_eq!((only.under, only.condition), (Some(FileId(7)), Condition::And(vec![])));
    let root = plan("parent_file_id = 'root'", true);
    assert_eq!((root.under, root.condition), (None, Condition::And(vec![])));
}

#[test]
fn a_mistake_is_refused_with_its_place() {
    let search = Search {
        query: "size = 'x'".into(),
        order: String::new(),
        is_recursive: false,
        drive: 0,
        after: None,
    };
    let Err(DriveError::Api(error)) = search.plan() else { panic!("refused") };
    assert_eq!(error.code(), "InvalidParameter.query");
    assert!(error.message().contains("at character 7"), "{}", error.message());
}
