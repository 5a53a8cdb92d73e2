//! Indexing from the request to the record, over a real database.

use std::{sync::atomic::Ordering, time::Instant};

use assay_wire::imm::InputFile;
use serde_json::{Value, json};

use super::IndexHandler;
use crate::{
    MediaError, NotifyHandler,
    fixture::{BUCKET, Fixture, request},
};

impl Fixture {
    async fn index(&self, files: Vec<InputFile>) -> Result<(), MediaError> {
        let request = request(json!({ "ProjectName": "p", "DatasetName": "d", "Files": files }));
        self.media.batch_index_file_meta(&self.caller(), request).await?;
        self.work(&IndexHandler::new(self.media.clone())).await;
        Ok(())
    }

    async fn get(&self, uris: &[&str], fields: &[&str]) -> Vec<Value> {
        let uris: Vec<_> = uris.iter().map(|key| format!("oss://{BUCKET}/{key}")).collect();
        let request =
            request(json!({ "ProjectName": "p", "DatasetName": "d", "URIs": uris, "WithFields": fields }));
        let reply = self.media.batch_get_file_meta(&self.caller(), request).await.expect("files");
        reply.files.iter().map(|file| serde_json::from_str(file.get()).expect("JSON")).collect()
    }

    async fn update(&self, file: Value) -> Result<(), MediaError> {
        let request = request(json!({ "ProjectName": "p", "DatasetName": "d", "File": file }));
        self.media.update_file_meta(&self.caller(), request).await.map(|_| ())
    }
}

fn uri(key: &str) -> String {
    format!("oss://{BUCKET}/{key}")
}

#[tokio::test]
async fn files_are_indexed_and_got_back() {
    let shelf = Fixture::new().await;
    let mut named = shelf.put("b.txt", "two words");
    named.custom_id = Some("mine".to_owned());
    let missing = InputFile { uri: Some(uri("missing")), ..InputFile::default() };
    shelf
        .index(vec![shelf.put("a.txt", "one word"), named, shelf.put("c", "!"), missing])
        .await
        .expect("indexed");

    let files = shelf.get(&["b.txt", "missing", "a.txt", "b.txt"], &["URI", "Title", "CustomId"]).await;
    let two = json!({ "URI": uri("b.txt"), "Title": "two", "CustomId": "mine" });
    assert_eq!(files, [two.clone(), json!({ "URI": uri("a.txt"), "Title": "one" }), two]);

    let whole = shelf.get(&["c"], &[]).await.pop().expect("a file");
    assert_eq!(
        (&whole["ObjectStatus"], &whole["Reason"]),
        (&json!("Failed"), &json!("it is nothing but noise"))
    );
    assert_eq!(
        (&whole["Size"], &whole["Filename"], &whole["OwnerId"]),
        (&json!(1), &json!("c"), &json!("t1"))
    );
    assert!(whole["FileModifiedTime"].is_string() && whole["CreateTime"].is_string());
}

#[tokio::test]
async fn indexing_again_keeps_what_was_said() {
    let shelf = Fixture::new().await;
    shelf.index(vec![shelf.put("a", "one")]).await.expect("indexed");
    shelf
        .update(json!({ "URI": uri("a"), "CustomLabels": { "k": "v" }, "Labels": [], "CustomId": "mine" }))
        .await
        .expect("updated");
    let before = shelf.get(&["a"], &[]).await.pop().expect("a file");
    shelf.index(vec![shelf.put("a", "two")]).await.expect("indexed");
    let after = shelf.get(&["a"], &[]).await.pop().expect("a file");
    assert_eq!((&after["Title"], &after["CustomId"]), (&json!("two"), &json!("mine")));
    assert_eq!((&after["CustomLabels"], &after["CreateTime"]), (&json!({ "k": "v" }), &before["CreateTime"]));
    assert_eq!(before["Labels"], Value::Null);
}

#[tokio::test]
async fn each_file_of_a_batch_is_changed_or_not_by_itself() {
    let shelf = Fixture::new().await;
    shelf.index(vec![shelf.put("a", "one")]).await.expect("indexed");
    let files = json!([
        { "URI": uri("a"), "Title": "first" },
        { "URI": uri("gone"), "Title": "x" },
        { "URI": "http://a/b" },
        { "URI": uri("a"), "Artist": "second" },
    ]);
    let request = request(json!({ "ProjectName": "p", "DatasetName": "d", "Files": files }));
    let reply = shelf.media.batch_update_file_meta(&shelf.caller(), request).await.expect("a reply");
    let successes: Vec<_> = reply.files.iter().map(|file| file.success).collect();
    assert_eq!(successes, [Some(true), Some(false), Some(false), Some(true)]);
    assert!(reply.files[2].message.as_deref().is_some_and(|message| message.contains("Files.3.URI")));
    let file = shelf.get(&["a"], &["Title", "Artist"]).await.pop();
    assert_eq!(file, Some(json!({ "Title": "first", "Artist": "second" })));
    assert!(shelf.update(json!({ "URI": uri("gone") })).await.is_err());
}

#[tokio::test]
async fn what_is_deleted_is_gone_whether_or_not_it_was_there() {
    let shelf = Fixture::new().await;
    shelf.index(vec![shelf.put("a", "one"), shelf.put("b", "two")]).await.expect("indexed");
    let request = request(json!({ "ProjectName": "p", "DatasetName": "d", "URIs": [uri("a"), uri("x")] }));
    shelf.media.batch_delete_file_meta(&shelf.caller(), request).await.expect("deleted");
    assert_eq!(shelf.get(&["a", "b"], &["Title"]).await, [json!({ "Title": "two" })]);
}

#[tokio::test]
async fn batches_and_buckets_are_checked_before_anything_is_accepted() {
    let shelf = Fixture::new().await;
    let refusal = |files: Vec<InputFile>| {
        let shelf = &shelf;
        async move { shelf.index(files).await.expect_err("refused").told().0 }
    };
    let file = shelf.put("a", "one");
    assert_eq!(refusal(Vec::new()).await, "InvalidArgument");
    assert_eq!(refusal(vec![file.clone(); 101]).await, "InvalidArgument");
    let elsewhere = InputFile { uri: Some("oss://nowhere/a".to_owned()), ..InputFile::default() };
    assert_eq!(refusal(vec![elsewhere]).await, "ResourceNotFound");
    assert_eq!(refusal(vec![InputFile::default()]).await, "MissingParameter");
    assert!(shelf.index(vec![file; 100]).await.is_ok());
    assert_eq!(shelf.prober.probed.load(Ordering::Relaxed), 1);
}

#[tokio::test]
async fn those_who_wait_are_told_of_each_file() {
    let shelf = Fixture::new().await;
    let files = vec![shelf.put("a", "one"), InputFile { uri: Some(uri("missing")), ..InputFile::default() }];
    let request = request(json!({
        "ProjectName": "p", "DatasetName": "d", "Files": files, "UserData": "u",
        "Notification": { "ExtendedMessageURI": "https://127.0.0.1/" },
    }));
    shelf.media.batch_index_file_meta(&shelf.caller(), request).await.expect("accepted");
    shelf.work(&IndexHandler::new(shelf.media.clone())).await;
    let state = &shelf.media.parts.state;
    let kind = assay_jobs::Handler::kind(&NotifyHandler::new(shelf.media.clone()));
    assert_eq!(state.queue_depth(&[kind]).await.expect("a depth"), 2);
    assert_eq!(state.queue_depth(&[super::INDEX_JOB]).await.expect("a depth"), 0);
}

/// What the service itself takes to index small files, with a prober that takes nothing. Prints a figure, holds a
/// floor that any machine keeps.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_service_is_not_in_the_way() {
    const FILES: usize = 2000;
    let shelf = Fixture::new().await;
    let files: Vec<_> = (0..FILES).map(|at| shelf.put(&format!("{at:06}.txt"), "word")).collect();
    for batch in files.chunks(100) {
        let request = request(json!({ "ProjectName": "p", "DatasetName": "d", "Files": batch }));
        shelf.media.batch_index_file_meta(&shelf.caller(), request).await.expect("accepted");
    }
    let started = Instant::now();
    shelf.work(&IndexHandler::new(shelf.media.clone())).await;
    let taken = started.elapsed();
    tracing::info!(files = FILES, ?taken, "indexed");
    assert_eq!(shelf.get(&["001999.txt"], &["Title"]).await, [json!({ "Title": "word" })]);
    assert!(taken.as_secs() < 60, "{FILES} files took {taken:?}");
}
