//! Files of datasets: what is written, refused, kept, and what comes with it.

use std::sync::Arc;

use assay_store::{
    DatasetNo, MediaCommit, MediaCommitted, PutExpect, PutFile, PutRefused, Refused, Select, SortPosition,
    Store, StoreError,
};

use crate::{
    fixture::{MINUTE, T0, job, tenant},
    harness::{Database, conformance},
    media::fixture::{leased, make_dataset, make_projects},
};

conformance!(
    a_file_keeps_its_number_and_counts_its_versions,
    what_is_expected_must_be_so,
    a_dataset_holds_no_more_than_it_may,
    jobs_come_and_end_with_a_commit,
    text_that_came_with_a_file_stays_until_another_comes,
    datasets_know_nothing_of_each_other,
    files_are_listed_with_their_fingerprints,
    what_makes_no_sense_is_refused_as_a_whole,
    two_nodes_do_not_both_put_what_only_one_may,
);

fn file(uri: &str, size: u64) -> PutFile {
    PutFile {
        uri: uri.to_owned(),
        entry: format!(r#"{{"URI":"{uri}","Size":{size},"Filename":"{uri}"}}"#),
        fingerprint: format!("f{size}"),
        text: None,
        vectors: None,
        expect: PutExpect::Any,
    }
}

fn puts(dataset: DatasetNo, puts: Vec<PutFile>) -> MediaCommit {
    MediaCommit {
        dataset,
        puts,
        deletes: Vec::new(),
        max_files: 1000,
        max_bytes: 1000,
        jobs: Vec::new(),
        completes: None,
        now: T0,
    }
}

async fn commit(store: &Arc<dyn Store>, commit: MediaCommit) -> MediaCommitted {
    store.commit_media(commit).await.unwrap()
}

/// A dataset `d` of tenant `t`.
async fn open(db: &Database) -> (Arc<dyn Store>, DatasetNo) {
    let store = db.open().await;
    make_projects(&store, &["p"]).await;
    let dataset = make_dataset(&store, "p", "d").await;
    (store, dataset)
}

/// Files and bytes that the dataset counts.
async fn totals(store: &Arc<dyn Store>) -> (u64, u64) {
    let row = store.dataset(&tenant("t"), "p", "d").await.unwrap().unwrap();
    (row.files, row.bytes)
}

/// The number and the version of a file.
async fn known(store: &Arc<dyn Store>, dataset: DatasetNo, uri: &str) -> Option<(i64, u64)> {
    let found = store.media_files(dataset, &[uri.to_owned()]).await.unwrap();
    found[0].as_ref().map(|file| (file.no, file.version))
}

async fn a_file_keeps_its_number_and_counts_its_versions(db: Database) {
    let (store, dataset) = open(&db).await;
    let done = commit(&store, puts(dataset, vec![file("a", 1), file("b", 2)])).await;
    assert_eq!(done, MediaCommitted { refused: vec![None, None], deleted: 0 });
    let (a, b) = (known(&store, dataset, "a").await.unwrap(), known(&store, dataset, "b").await.unwrap());
    assert!(a.0 < b.0 && a.1 == 1 && b.1 == 1, "{a:?} {b:?}");
    commit(&store, puts(dataset, vec![file("c", 4), file("a", 8)])).await;
    assert_eq!(known(&store, dataset, "a").await, Some((a.0, 2)));
    assert!(known(&store, dataset, "c").await.unwrap().0 > b.0);
    assert_eq!(totals(&store).await, (3, 14));
    let deletes = ["a", "x", "a"].map(str::to_owned).to_vec();
    let done = commit(&store, MediaCommit { deletes, ..puts(dataset, vec![]) }).await;
    assert_eq!(done, MediaCommitted { refused: vec![], deleted: 1 });
    assert_eq!((known(&store, dataset, "a").await, totals(&store).await), (None, (2, 6)));
    // Asked for twice, and in the order in which they are asked for.
    let uris = ["c", "a", "b", "c"].map(str::to_owned);
    let found = store.media_files(dataset, &uris).await.unwrap();
    let found: Vec<_> = found.iter().map(|file| file.as_ref().map(|file| file.uri.as_str())).collect();
    assert_eq!(found, [Some("c"), None, Some("b"), Some("c")]);
}

async fn what_is_expected_must_be_so(db: Database) {
    let (store, dataset) = open(&db).await;
    let expecting = |uri: &str, size, expect| PutFile { expect, ..file(uri, size) };
    let absent = || puts(dataset, vec![expecting("a", 1, PutExpect::Absent), file("b", 1)]);
    assert_eq!(commit(&store, absent()).await.refused, [None, None]);
    assert_eq!(commit(&store, absent()).await.refused, [Some(PutRefused::Expectation), None]);
    for (version, refused) in
        [(2, Some(PutRefused::Expectation)), (1, None), (1, Some(PutRefused::Expectation)), (2, None)]
    {
        let done = commit(&store, puts(dataset, vec![expecting("a", 2, PutExpect::Version(version))])).await;
        assert_eq!(done.refused, [refused], "{version}");
    }
    let gone = commit(&store, puts(dataset, vec![expecting("x", 1, PutExpect::Version(1))])).await;
    assert_eq!(gone.refused, [Some(PutRefused::Expectation)]);
    // What goes first makes room for what is not to be there.
    let swap = MediaCommit {
        deletes: vec!["a".to_owned()],
        ..puts(dataset, vec![expecting("a", 5, PutExpect::Absent)])
    };
    assert_eq!(commit(&store, swap).await, MediaCommitted { refused: vec![None], deleted: 1 });
    assert_eq!(totals(&store).await, (2, 6));
}

async fn a_dataset_holds_no_more_than_it_may(db: Database) {
    let (store, dataset) = open(&db).await;
    let limited = |files| MediaCommit { max_files: 2, max_bytes: 100, ..puts(dataset, files) };
    let done = commit(&store, limited(vec![file("a", 60), file("b", 41), file("c", 40), file("d", 0)])).await;
    let refused = [None, Some(PutRefused::TooManyBytes), None, Some(PutRefused::TooManyFiles)];
    assert_eq!((done.refused.as_slice(), totals(&store).await), (&refused[..], (2, 100)));
    // One that is there may change, as long as it does not grow beyond.
    let done = commit(&store, limited(vec![file("a", 61)])).await;
    assert_eq!(done.refused, [Some(PutRefused::TooManyBytes)]);
    let done = commit(&store, limited(vec![file("a", 59), file("c", 41)])).await;
    assert_eq!((done.refused, totals(&store).await), (vec![None, None], (2, 100)));
    let less = MediaCommit { max_files: 1, max_bytes: 10, ..puts(dataset, vec![file("a", 58)]) };
    assert_eq!(commit(&store, less).await.refused, [None], "it may become smaller");
}

async fn jobs_come_and_end_with_a_commit(db: Database) {
    let (store, dataset) = open(&db).await;
    let lease = leased(&store, "index").await;
    let with = || MediaCommit {
        jobs: vec![job("more")],
        completes: Some(lease),
        ..puts(dataset, vec![file("a", 1)])
    };
    commit(&store, with()).await;
    assert_eq!(store.queue_depth(&["index"]).await.unwrap(), 0);
    assert_eq!(store.claim(&["more"], 10, MINUTE, T0).await.unwrap().len(), 1);
    // The lease is gone, and nothing of the commit is made.
    let again = store.commit_media(MediaCommit { puts: vec![file("b", 1)], ..with() }).await;
    assert!(matches!(again, Err(StoreError::LeaseLost)), "{again:?}");
    assert_eq!((totals(&store).await, store.queue_depth(&["more"]).await.unwrap()), ((1, 1), 1));
    let nowhere = store.commit_media(puts(DatasetNo(7), vec![file("a", 1)])).await;
    assert!(matches!(nowhere, Err(StoreError::Refused(Refused::NoDataset))), "{nowhere:?}");
}

async fn text_that_came_with_a_file_stays_until_another_comes(db: Database) {
    let (store, dataset) = open(&db).await;
    let found = async |word: &str| {
        let ranked = store.rank_media(dataset, word, None, 10).await.unwrap();
        ranked.into_iter().map(|(file, _)| file.uri).collect::<Vec<_>>().join(" ")
    };
    let with = |text: Option<&str>| PutFile { text: text.map(str::to_owned), ..file("a", 1) };
    commit(&store, puts(dataset, vec![with(Some("the annual 年度报告")), file("b", 1)])).await;
    assert_eq!((found("annual").await.as_str(), found("年度").await.as_str()), ("a", "a"));
    assert_eq!((found("b").await.as_str(), found("度年").await.as_str()), ("b", ""));
    commit(&store, puts(dataset, vec![with(None)])).await;
    assert_eq!(found("ANNUAL").await, "a");
    commit(&store, puts(dataset, vec![with(Some("quarterly"))])).await;
    assert_eq!((found("annual").await.as_str(), found("quarterly").await.as_str()), ("", "a"));
    commit(&store, puts(dataset, vec![with(Some(""))])).await;
    assert_eq!(found("quarterly").await, "");
    commit(&store, puts(dataset, vec![with(Some("monthly"))])).await;
    commit(&store, MediaCommit { deletes: vec!["a".to_owned()], ..puts(dataset, vec![]) }).await;
    commit(&store, puts(dataset, vec![with(None)])).await;
    assert_eq!(found("monthly").await, "", "a file that comes again has nothing from before");
}

async fn datasets_know_nothing_of_each_other(db: Database) {
    let (store, dataset) = open(&db).await;
    let other = make_dataset(&store, "p", "o").await;
    commit(&store, puts(dataset, vec![file("a", 1)])).await;
    assert_eq!(known(&store, other, "a").await, None);
    assert!(store.rank_media(other, "a", None, 10).await.unwrap().is_empty());
    let all = Select { limit: 10, total: true, ..Select::default() };
    let page = store.select_media(other, all.clone()).await.unwrap();
    assert_eq!((page.files.len(), page.total), (0, Some(0)));
    let nowhere = store.select_media(DatasetNo(7), all).await.unwrap();
    assert_eq!((nowhere.files.len(), nowhere.total), (0, Some(0)));
    commit(&store, puts(other, vec![file("a", 2)])).await;
    commit(&store, MediaCommit { deletes: vec!["a".to_owned()], ..puts(other, vec![]) }).await;
    assert!(known(&store, dataset, "a").await.is_some());
}

async fn files_are_listed_with_their_fingerprints(db: Database) {
    let (store, dataset) = open(&db).await;
    commit(&store, puts(dataset, ["b/2", "a", "b/1", "b", "b/é", "c"].map(|uri| file(uri, 3)).to_vec()))
        .await;
    let page = store.media_uris(dataset, "b/", Some("b/1"), 10).await.unwrap();
    let page: Vec<_> = page.iter().map(|row| (row.uri.as_str(), row.fingerprint.as_str())).collect();
    assert_eq!(page, [("b/2", "f3"), ("b/é", "f3")]);
    let uris = async |prefix: &str, after, limit| {
        let page = store.media_uris(dataset, prefix, after, limit).await.unwrap();
        page.into_iter().map(|row| row.uri).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(uris("", None, 3).await, "a b b/1");
    assert_eq!(uris("", Some("b/é"), 3).await, "c");
    assert_eq!(uris("b", Some("a"), 1).await, "b", "what comes before the prefix is no hindrance");
    assert_eq!(uris("\u{10ffff}", None, 3).await, "");
}

async fn what_makes_no_sense_is_refused_as_a_whole(db: Database) {
    let (store, dataset) = open(&db).await;
    let broken = |entry: &str| PutFile { entry: entry.to_owned(), ..file("x", 1) };
    for wrong in [
        vec![file("a", 1), broken("{")],
        vec![file("a", 1), broken("[]")],
        vec![file("a", 1), file("a", 2)],
        vec![file("a", 1), file("a\0", 1), file("a\u{fffd}", 1)],
        vec![file("a", 1), file(&"u".repeat(2049), 1)],
    ] {
        let outcome = store.commit_media(puts(dataset, wrong)).await;
        assert!(matches!(outcome, Err(StoreError::Corrupt { .. })), "{outcome:?}");
    }
    assert_eq!(totals(&store).await, (0, 0));
    // As long, as strange, as many as they may be.
    let hostile = PutFile { uri: "nul\0 '\"\\%".to_owned(), fingerprint: "\0".to_owned(), ..file("y", 1) };
    let mut random = 7_u64;
    let noise: String = (0..2048)
        .map(|_| {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            char::from(b'!' + u8::try_from(random >> 33 & 63).unwrap_or_default())
        })
        .collect();
    let long = PutFile {
        uri: noise.clone(),
        entry: serde_json::json!({ "Filename": noise.repeat(9), "ContentType": noise, "Title": "\0" })
            .to_string(),
        ..file("z", 1)
    };
    let done = commit(&store, puts(dataset, vec![hostile, long])).await;
    assert_eq!(done.refused, [None, None]);
    assert!(
        known(&store, dataset, "nul\0 '\"\\%").await.is_some()
            && known(&store, dataset, &noise).await.is_some()
    );
    let after = Some(SortPosition { keys: vec![None], uri: String::new() });
    let other = store.select_media(dataset, Select { after, limit: 1, ..Select::default() }).await;
    assert!(matches!(other, Err(StoreError::Corrupt { .. })), "{other:?}");
}

async fn two_nodes_do_not_both_put_what_only_one_may(db: Database) {
    let (store, dataset) = open(&db).await;
    let nodes = [store.clone(), db.open().await];
    let mut tasks = Vec::new();
    for index in 0..16 {
        let node = Arc::clone(&nodes[index % 2]);
        let only = PutFile { expect: PutExpect::Absent, ..file("a", 1) };
        let own = file(&format!("own {index}"), 1);
        let limited = MediaCommit { max_files: 9, ..puts(dataset, vec![only, own]) };
        tasks.push(tokio::spawn(async move { node.commit_media(limited).await.unwrap() }));
    }
    let (mut first, mut own) = (0, 0);
    for task in tasks {
        let done = task.await.unwrap();
        first += usize::from(done.refused[0].is_none());
        own += usize::from(done.refused[1].is_none());
    }
    assert_eq!((first, own, totals(&store).await), (1, 8, (9, 9)));
}
