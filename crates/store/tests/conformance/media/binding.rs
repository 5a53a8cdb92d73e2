//! Bindings.

use assay_store::{BindingKey, BindingRow, DatasetNo, Lease, Made, StoreError};

use crate::{
    fixture::{job, tenant},
    harness::{Database, conformance},
    media::fixture::{PLENTY, binding, leased, make_dataset, make_projects, new_dataset, project},
};

conformance!(
    a_binding_is_made_with_its_jobs,
    a_dataset_has_no_more_bindings_than_it_may,
    a_binding_needs_its_own_dataset,
    a_change_comes_with_its_jobs_or_not_at_all,
    a_deleted_binding_is_gone,
    bindings_are_listed_by_dataset_and_uri,
    a_bucket_s_bindings_are_found,
);

async fn a_binding_is_made_with_its_jobs(db: Database) {
    let store = db.open().await;
    make_projects(&store, &["p"]).await;
    let no = make_dataset(&store, "p", "d").await;
    let row = binding(no, "oss://b/x");
    assert_eq!(store.binding(&row.key).await.unwrap(), None);
    let jobs = || vec![job("scan"), job("scan")];
    assert_eq!(store.create_binding(row.clone(), PLENTY, jobs()).await.unwrap(), Made::Done(()));
    assert_eq!(store.create_binding(row.clone(), PLENTY, jobs()).await.unwrap(), Made::Exists);
    assert_eq!(store.queue_depth(&["scan"]).await.unwrap(), 2);
    assert_eq!(store.binding(&row.key).await.unwrap(), Some(BindingRow { version: 1, ..row }));
    assert_eq!(store.dataset(&tenant("t"), "p", "d").await.unwrap().unwrap().bindings, 1);
}

async fn a_dataset_has_no_more_bindings_than_it_may(db: Database) {
    let store = db.open().await;
    make_projects(&store, &["p"]).await;
    let no = make_dataset(&store, "p", "d").await;
    let make = |uri: &str, max| store.create_binding(binding(no, uri), max, vec![job("scan")]);
    assert_eq!(make("oss://a", 0).await.unwrap(), Made::Full);
    assert_eq!(make("oss://a", 1).await.unwrap(), Made::Done(()));
    assert_eq!(make("oss://b", 1).await.unwrap(), Made::Full);
    assert_eq!(make("oss://a", 1).await.unwrap(), Made::Exists, "rather than full");
    assert_eq!(store.queue_depth(&["scan"]).await.unwrap(), 1);
    store.delete_binding(&binding(no, "oss://a").key, Vec::new()).await.unwrap();
    assert_eq!(make("oss://b", 1).await.unwrap(), Made::Done(()));
    assert_eq!(make("oss://a", u64::MAX).await.unwrap(), Made::Done(()));
}

async fn a_binding_needs_its_own_dataset(db: Database) {
    let store = db.open().await;
    make_projects(&store, &["p", "q"]).await;
    let no = make_dataset(&store, "p", "d").await;
    let row = binding(no, "oss://b");
    let strangers = [
        BindingRow { tenant: tenant("u"), ..row.clone() },
        BindingRow { project: "q".to_owned(), ..row.clone() },
        BindingRow { dataset_name: "e".to_owned(), ..row.clone() },
        binding(DatasetNo(no.0 + 1), "oss://b"),
    ];
    for stranger in strangers {
        let made = store.create_binding(stranger.clone(), PLENTY, vec![job("scan")]).await.unwrap();
        assert_eq!(made, Made::NoParent, "{stranger:?}");
    }
    assert_eq!(store.queue_depth(&["scan"]).await.unwrap(), 0);
    store.create_binding(row.clone(), PLENTY, Vec::new()).await.unwrap();
    let stranger = BindingRow { tenant: tenant("u"), version: 1, ..row };
    assert!(!store.update_binding(stranger, Vec::new(), None).await.unwrap());
}

async fn a_change_comes_with_its_jobs_or_not_at_all(db: Database) {
    let store = db.open().await;
    make_projects(&store, &["p"]).await;
    let no = make_dataset(&store, "p", "d").await;
    let row = binding(no, "oss://b");
    store.create_binding(row.clone(), PLENTY, Vec::new()).await.unwrap();
    let lease = leased(&store, "scan").await;
    let changed = BindingRow {
        record: "{\"State\":\"Running\"}".to_owned(),
        progress: "{\"after\":\"x\"}".to_owned(),
        version: 1,
        ..row
    };
    let stale = BindingRow { version: 2, ..changed.clone() };
    assert!(!store.update_binding(stale, vec![job("more")], Some(lease)).await.unwrap());
    assert_eq!(store.heartbeat(&[lease], std::time::Duration::ZERO, crate::fixture::T0).await.unwrap(), []);
    let lost = Lease { attempt: lease.attempt + 1, ..lease };
    let outcome = store.update_binding(changed.clone(), vec![job("more")], Some(lost)).await;
    assert!(matches!(outcome, Err(StoreError::LeaseLost)), "{outcome:?}");
    assert_eq!(store.binding(&changed.key).await.unwrap().unwrap().version, 1);
    assert_eq!(store.queue_depth(&["more"]).await.unwrap(), 0);

    assert!(store.update_binding(changed.clone(), vec![job("more")], Some(lease)).await.unwrap());
    let read = store.binding(&changed.key).await.unwrap();
    assert_eq!(read, Some(BindingRow { version: 2, ..changed }));
    assert_eq!(store.queue_depth(&["more"]).await.unwrap(), 1);
    assert_eq!(store.queue_depth(&["scan"]).await.unwrap(), 0, "the job ended with it");
}

async fn a_deleted_binding_is_gone(db: Database) {
    let store = db.open().await;
    make_projects(&store, &["p"]).await;
    let no = make_dataset(&store, "p", "d").await;
    let row = binding(no, "oss://b");
    let delete = || store.delete_binding(&row.key, vec![job("clean")]);
    assert!(!delete().await.unwrap());
    store.create_binding(row.clone(), PLENTY, Vec::new()).await.unwrap();
    assert!(delete().await.unwrap());
    assert!(!delete().await.unwrap());
    assert_eq!(store.queue_depth(&["clean"]).await.unwrap(), 1);
    assert_eq!(store.binding(&row.key).await.unwrap(), None);
    assert!(!store.update_binding(BindingRow { version: 1, ..row.clone() }, Vec::new(), None).await.unwrap());
    assert_eq!(store.dataset(&tenant("t"), "p", "d").await.unwrap().unwrap().bindings, 0);
}

async fn bindings_are_listed_by_dataset_and_uri(db: Database) {
    let store = db.open().await;
    let t = tenant("t");
    make_projects(&store, &["p", "q"]).await;
    let mut expected = Vec::new();
    let mut numbers = Vec::new();
    for (project, name) in [("p", "e"), ("p", "d"), ("q", "d")] {
        let no = make_dataset(&store, project, name).await;
        numbers.push(no);
        for uri in ["oss://b", "oss://a/x", "oss://a"] {
            let row =
                BindingRow { project: project.to_owned(), dataset_name: name.to_owned(), ..binding(no, uri) };
            store.create_binding(row.clone(), PLENTY, Vec::new()).await.unwrap();
            if project == "p" {
                expected.push(row.key);
            }
        }
    }
    let order = |key: &BindingKey| (key.dataset, key.uri.clone());
    expected.sort_by_key(order);
    for dataset in [None, Some(numbers[0]), Some(numbers[1]), Some(numbers[2])] {
        let of = |key: &&BindingKey| dataset.is_none_or(|dataset| key.dataset == dataset);
        let expected: Vec<_> = expected.iter().filter(of).cloned().collect();
        for limit in [1, 2, 100] {
            let (mut found, mut after) = (Vec::new(), None);
            loop {
                let page = store.bindings(&t, "p", dataset, after.as_ref(), limit).await.unwrap();
                assert!(page.len() <= limit);
                let Some(last) = page.last() else { break };
                after = Some(last.key.clone());
                found.extend(page.into_iter().map(|row| row.key));
            }
            assert_eq!(found, expected, "{dataset:?} in pages of {limit}");
        }
    }
    assert_eq!(store.bindings(&tenant("u"), "p", None, None, 10).await.unwrap(), []);
}

async fn a_bucket_s_bindings_are_found(db: Database) {
    let store = db.open().await;
    let t = tenant("t");
    make_projects(&store, &["p", "q"]).await;
    let mut expected = Vec::new();
    for name in ["p", "q"] {
        let no = make_dataset(&store, name, "d").await;
        for uri in
            ["oss://b", "oss://b/", "oss://b/x", "oss://b-", "oss://b0", "oss://ba/x", "oss://B", "pds://b/x"]
        {
            let row = BindingRow { project: name.to_owned(), ..binding(no, uri) };
            store.create_binding(row, PLENTY, Vec::new()).await.unwrap();
            if uri == "oss://b" || uri.starts_with("oss://b/") {
                expected.push((no, uri.to_owned()));
            }
        }
    }
    // Another tenant's of the same names.
    store.create_project(&tenant("u"), project("p")).await.unwrap();
    let Made::Done(no) = store.create_dataset(&tenant("u"), new_dataset("p", "d")).await.unwrap() else {
        panic!("not made")
    };
    let row = BindingRow { tenant: tenant("u"), ..binding(no, "oss://b") };
    assert_eq!(store.create_binding(row, PLENTY, Vec::new()).await.unwrap(), Made::Done(()));
    let found = store.bindings_of_bucket(&t, "b").await.unwrap();
    let found: Vec<_> = found.into_iter().map(|row| (row.key.dataset, row.key.uri)).collect();
    assert_eq!(found, expected);
    assert_eq!(store.bindings_of_bucket(&tenant("u"), "b").await.unwrap().len(), 1);
    assert_eq!(store.bindings_of_bucket(&t, "nothing\0").await.unwrap(), []);
}
