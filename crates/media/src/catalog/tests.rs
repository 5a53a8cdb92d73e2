//! Projects and datasets over a real state.

use serde_json::json;

use super::PurgeHandler;
use crate::{
    Caller, IndexHandler, MediaError,
    fixture::{Fixture, request},
};

fn code(result: Result<impl std::fmt::Debug, MediaError>) -> String {
    match result.expect_err("refused") {
        MediaError::Api(error) => error.code().to_owned(),
        error => format!("{error}"),
    }
}

#[tokio::test]
async fn tenants_do_not_see_each_other() {
    let at = Fixture::new().await;
    let stranger = Caller { tenant: "t2".parse().expect("a tenant"), ..at.caller() };
    let project = || request(json!({ "ProjectName": "p" }));
    assert_eq!(code(at.media.get_project(&stranger, project()).await), "ResourceNotFound");
    let dataset = || json!({ "ProjectName": "p", "DatasetName": "d" });
    assert_eq!(code(at.media.get_dataset(&stranger, request(dataset())).await), "ResourceNotFound");
    assert_eq!(code(at.media.delete_dataset(&stranger, request(dataset())).await), "ResourceNotFound");
    let listed = at.media.list_projects(&stranger, request(json!({}))).await.expect("listed");
    assert_eq!(listed.projects, []);
}

#[tokio::test]
async fn a_token_of_another_query_is_refused() {
    let at = Fixture::new().await;
    for name in ["q1", "q2"] {
        let project = request(json!({ "ProjectName": name }));
        at.media.create_project(&at.caller(), project).await.expect("made");
    }
    let page = json!({ "Prefix": "q", "MaxResults": 1 });
    let page = at.media.list_projects(&at.caller(), request(page)).await.expect("listed");
    let next = |prefix: &str| json!({ "Prefix": prefix, "MaxResults": 1, "NextToken": page.next_token });
    let rest = at.media.list_projects(&at.caller(), request(next("q"))).await.expect("listed");
    assert_eq!(rest.projects[0].project_name.as_deref(), Some("q2"));
    assert_eq!(rest.next_token, "");
    assert_eq!(code(at.media.list_projects(&at.caller(), request(next(""))).await), "InvalidArgument");
    let stranger = Caller { tenant: "t2".parse().expect("a tenant"), ..at.caller() };
    assert_eq!(code(at.media.list_projects(&stranger, request(next("q"))).await), "InvalidArgument");
}

#[tokio::test]
async fn a_dataset_made_anew_is_empty() {
    let at = Fixture::new().await;
    let file = at.put("a", "word");
    let index = json!({ "ProjectName": "p", "DatasetName": "d", "File": file });
    at.media.index_file_meta(&at.caller(), request(index)).await.expect("accepted");
    at.work(&IndexHandler::new(at.media.clone())).await;
    let dataset = || json!({ "ProjectName": "p", "DatasetName": "d", "WithStatistics": true });
    let found = at.media.get_dataset(&at.caller(), request(dataset())).await.expect("found");
    let found = found.dataset.expect("a dataset");
    assert_eq!((found.file_count, found.total_file_size, found.bind_count), (Some(1), Some(4), Some(0)));
    let statistics = json!({ "ProjectName": "p", "WithStatistics": true });
    let project = at.media.get_project(&at.caller(), request(statistics)).await.expect("found");
    assert_eq!(project.project.expect("a project").file_count, Some(1));

    at.media.delete_dataset(&at.caller(), request(dataset())).await.expect("deleted");
    at.media.create_dataset(&at.caller(), request(dataset())).await.expect("made anew");
    assert_eq!(at.work(&PurgeHandler::new(at.media.clone())).await, 1);
    let found = at.media.get_dataset(&at.caller(), request(dataset())).await.expect("found");
    assert_eq!(found.dataset.expect("a dataset").file_count, Some(0));
}
