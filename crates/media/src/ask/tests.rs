//! Asking over a real database.

use assay_store::{DatasetNo, MediaCommit, NewVector, PutExpect, PutFile, VectorKind};
use serde_json::{Value, json};

use crate::{
    MediaError,
    fixture::{Fixture, request},
};

impl Fixture {
    /// The number of the dataset `d`.
    pub(crate) async fn dataset_no(&self) -> DatasetNo {
        self.media.dataset_row(&self.caller(), "p", "d").await.expect("a dataset").no
    }

    /// Puts a record into the dataset, with vectors.
    pub(crate) async fn record(&self, record: Value, vectors: Vec<NewVector>) {
        let put = PutFile {
            uri: record["URI"].as_str().expect("a URI").to_owned(),
            entry: record.to_string(),
            fingerprint: "f".to_owned(),
            text: None,
            vectors: Some(vectors),
            expect: PutExpect::Any,
        };
        let commit = MediaCommit {
            dataset: self.dataset_no().await,
            puts: vec![put],
            deletes: Vec::new(),
            max_files: 1000,
            max_bytes: 1_000_000,
            jobs: Vec::new(),
            completes: None,
            now: self.media.parts.clock.now(),
        };
        let committed = self.media.parts.store.commit_media(commit).await.expect("committed");
        assert_eq!(committed.refused, [None]);
    }

    /// `SimpleQuery` with these parameters besides the dataset: the reply as the client reads it.
    async fn simple(&self, parameters: Value) -> Result<Value, MediaError> {
        let reply = self.media.simple_query(&self.caller(), request(of_dataset(parameters))).await?;
        Ok(serde_json::to_value(reply).expect("JSON"))
    }

    async fn fuzzy(&self, parameters: Value) -> Result<Value, MediaError> {
        let reply = self.media.fuzzy_query(&self.caller(), request(of_dataset(parameters))).await?;
        Ok(serde_json::to_value(reply).expect("JSON"))
    }

    async fn semantic(&self, parameters: Value) -> Result<Vec<String>, MediaError> {
        let reply = self.media.semantic_query(&self.caller(), request(of_dataset(parameters))).await?;
        Ok(uris(&serde_json::to_value(reply).expect("JSON")))
    }
}

/// Parameters of an operation on the dataset `d`.
pub(crate) fn of_dataset(mut parameters: Value) -> Value {
    parameters["ProjectName"] = json!("p");
    parameters["DatasetName"] = json!("d");
    parameters
}

fn uris(reply: &Value) -> Vec<String> {
    let files = reply["Files"].as_array().into_iter().flatten();
    files.filter_map(|file| Some(file["URI"].as_str()?.to_owned())).collect()
}

/// A vector of a file's meaning.
fn meaning(numbers: &[f32]) -> Vec<NewVector> {
    vec![NewVector { kind: VectorKind::Meaning, part: String::new(), numbers: numbers.to_vec() }]
}

async fn shelf() -> Fixture {
    let shelf = Fixture::new().await;
    let record = |uri: &str, size: i64, kind: &str, time: &str, more: Value| {
        let mut record =
            json!({ "URI": uri, "Filename": uri, "Size": size, "MediaType": kind, "ProduceTime": time });
        for (name, value) in more.as_object().into_iter().flatten() {
            record[name] = value.clone();
        }
        record
    };
    let paris = json!([{ "City": "Paris", "Country": "France" }, { "City": "巴黎", "Language": "zh-Hans" }]);
    let cat = json!([{ "LabelName": "cat", "LabelConfidence": 0.9 }, { "LabelName": "red", "LabelConfidence": 0.2 }]);
    let all = [
        (
            record("a", 10, "image", "2021-07-01T00:00:00Z", json!({ "Labels": cat, "Addresses": paris })),
            [1.0, 0.0],
        ),
        (
            record(
                "b",
                30,
                "image",
                "2022-07-01T00:00:00Z",
                json!({ "Title": "my red cat", "LatLong": "30.1,120.1" }),
            ),
            [0.8, 0.6],
        ),
        (
            record(
                "c",
                20,
                "video",
                "2021-08-01T00:00:00Z",
                json!({ "CustomLabels": { "who": "a cat person" } }),
            ),
            [0.0, 1.0],
        ),
        (record("d", 20, "document", "2020-01-01T00:00:00Z", json!({ "Title": "invoice" })), [-1.0, 0.0]),
    ];
    for (record, vector) in all {
        shelf.record(record, meaning(&vector)).await;
    }
    shelf
}

#[tokio::test]
async fn files_come_in_their_order_page_by_page() {
    let shelf = shelf().await;
    let asked =
        |token: &str| json!({ "Sort": "Size,URI", "Order": "desc,asc", "MaxResults": 3, "NextToken": token });
    let first = shelf.simple(asked("")).await.expect("a page");
    assert_eq!((uris(&first), &first["TotalHits"]), (vec!["b".into(), "c".into(), "d".into()], &json!(4)));
    let token = first["NextToken"].as_str().expect("a token");
    let second = shelf.simple(asked(token)).await.expect("a page");
    assert_eq!((uris(&second), &second["NextToken"]), (vec!["a".into()], &json!("")));
    let mut other = asked(token);
    other["Order"] = json!("asc");
    let error = shelf.simple(other).await.expect_err("a token of another query");
    assert!(error.to_string().contains("NextToken"), "{error}");
}

#[tokio::test]
async fn conditions_and_fields_narrow() {
    let shelf = shelf().await;
    let sure_cat = json!({ "Operation": "nested", "SubQueries": [
        { "Field": "Labels.LabelName", "Operation": "eq", "Value": "cat" },
        { "Field": "Labels.LabelConfidence", "Operation": "gt", "Value": "0.5" } ] });
    let reply = shelf.simple(json!({ "Query": sure_cat, "WithFields": ["Size"], "WithoutTotalHits": true }));
    let reply = reply.await.expect("a page");
    assert_eq!(reply["Files"], json!([{ "Size": 10 }]));
    assert_eq!(reply.get("TotalHits"), None);
    let near = json!({ "Field": "LatLong", "Operation": "geo-distance", "Value": "30.1,120.2;20000" });
    assert_eq!(uris(&shelf.simple(json!({ "Query": near })).await.expect("a page")), ["b"]);
    for ill in [
        json!({ "MaxResults": 101 }),
        json!({ "WithFields": ["Sise"] }),
        json!({ "Sort": "Labels" }),
        json!({ "Query": { "Field": "Size", "Operation": "eq", "Value": "x" } }),
        json!({ "NextToken": "x" }),
    ] {
        let error = shelf.simple(ill.clone()).await.expect_err("refused").told();
        assert_eq!(error.0, "InvalidArgument", "{ill} {}", error.1);
    }
}

#[tokio::test]
async fn aggregations_come_without_files() {
    let shelf = shelf().await;
    let reply = shelf.simple(json!({ "Aggregations": [
        { "Field": "Size", "Operation": "sum" },
        { "Field": "MediaType", "Operation": "group" },
        { "Field": "Duration", "Operation": "max" } ] }));
    let reply = reply.await.expect("a reply");
    assert_eq!((&reply["Files"], &reply["TotalHits"]), (&json!([]), &json!(4)));
    assert_eq!(reply["Aggregations"][0], json!({ "Field": "Size", "Operation": "sum", "Value": 80.0 }));
    assert_eq!(reply["Aggregations"][1]["Groups"][0], json!({ "Value": "image", "Count": 2 }));
    assert_eq!(reply["Aggregations"][2], json!({ "Field": "Duration", "Operation": "max" }));
}

#[tokio::test]
async fn words_are_found_wherever_they_stand() {
    let shelf = shelf().await;
    let of = async |query: &str| {
        uris(&shelf.fuzzy(json!({ "Query": query, "Sort": "URI" })).await.expect("a page"))
    };
    assert_eq!(of("CAT").await, ["a", "b", "c"]);
    assert_eq!(of("red cat").await, ["b"]);
    assert_eq!(of("巴黎").await, ["a"]);
    assert!(of("--").await.is_empty());
    let page = shelf.fuzzy(json!({ "Query": "cat", "MaxResults": 2 })).await.expect("a page");
    assert_eq!((&page["TotalHits"], uris(&page).len()), (&json!(3), 2));
    let rest = shelf.fuzzy(json!({ "Query": "cat", "MaxResults": 2, "NextToken": page["NextToken"] }));
    assert_eq!(uris(&rest.await.expect("a page")), ["c"]);
    assert!(shelf.fuzzy(json!({ "Query": "x".repeat((1 << 20) + 1) })).await.is_err());
    assert!(shelf.fuzzy(json!({ "Query": "x".repeat(1 << 20) })).await.is_ok());
}

#[tokio::test]
async fn meanings_are_understood_from_words() {
    let shelf = shelf().await;
    let of = async |query: &str| shelf.semantic(json!({ "Query": query })).await.expect("files");
    assert_eq!(of("photos of cats or a cat in Paris from summer 2021").await, ["a"]);
    assert_eq!(of("2021年夏天在巴黎拍的照片").await, ["a"]);
    assert_eq!(of("2021年的视频").await, ["c"]);
    assert_eq!(of("cat video from 2020").await.len(), 3, "hints that leave nothing narrow nothing");
    assert!(of("video from 1999").await.is_empty(), "there is nothing else to go by");
    let typed = json!({ "Query": "cat", "MediaTypes": ["video"] });
    assert_eq!(shelf.semantic(typed).await.expect("files"), ["c"]);
    assert!(shelf.semantic(json!({ "Query": "cat", "MediaTypes": ["film"] })).await.is_err());
    assert!(shelf.semantic(json!({})).await.is_err());
}

#[tokio::test]
async fn a_file_finds_those_like_it() {
    let shelf = shelf().await;
    let like = shelf.semantic(json!({ "SourceURI": "b" })).await.expect("files");
    assert_eq!(like, ["b", "a", "c"]);
    let videos = shelf.semantic(json!({ "SourceURI": "b", "MediaTypes": ["video"] })).await.expect("files");
    assert_eq!(videos, ["c"]);
    let missing = shelf.semantic(json!({ "SourceURI": "nowhere" })).await.expect_err("missing").told();
    assert_eq!(missing.0, "ResourceNotFound");
}
