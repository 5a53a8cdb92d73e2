//! Datasets.

use assay_store::{DatasetNo, DatasetRow, Deleted, Made, NewDataset};

use crate::{
    fixture::{MINUTE, T0, job, tenant},
    harness::{Database, conformance},
    media::fixture::{PLENTY, binding, make_dataset, make_projects, new_dataset},
};

conformance!(
    a_dataset_is_made_changed_and_deleted,
    a_project_has_no_more_datasets_than_it_may,
    a_dataset_belongs_to_its_tenant,
    datasets_are_listed_by_prefix_and_page,
    a_dataset_with_bindings_stays,
);

async fn a_dataset_is_made_changed_and_deleted(db: Database) {
    let store = db.open().await;
    let t = tenant("t");
    assert_eq!(store.create_dataset(&t, new_dataset("p", "d")).await.unwrap(), Made::NoParent);
    make_projects(&store, &["p", "q"]).await;
    let no = make_dataset(&store, "p", "d").await;
    assert_eq!(store.create_dataset(&t, new_dataset("p", "d")).await.unwrap(), Made::Exists);
    let expected = DatasetRow {
        no,
        project: "p".to_owned(),
        name: "d".to_owned(),
        record: new_dataset("p", "d").record,
        version: 1,
        files: 0,
        bytes: 0,
        bindings: 0,
    };
    assert_eq!(store.dataset(&t, "p", "d").await.unwrap(), Some(expected.clone()));
    assert_eq!(store.dataset(&t, "q", "d").await.unwrap(), None);
    assert!(make_dataset(&store, "q", "d").await > no);

    assert!(!store.update_dataset(&t, no, "{}", 2).await.unwrap());
    assert!(store.update_dataset(&t, no, "{}", 1).await.unwrap());
    assert!(!store.update_dataset(&t, no, "{}", 1).await.unwrap());
    let changed = DatasetRow { record: "{}".to_owned(), version: 2, ..expected };
    assert_eq!(store.dataset(&t, "p", "d").await.unwrap(), Some(changed));

    assert_eq!(store.delete_dataset(&t, no, vec![job("purge")]).await.unwrap(), Deleted::Done);
    assert_eq!(store.delete_dataset(&t, no, vec![job("purge")]).await.unwrap(), Deleted::Missing);
    assert_eq!(store.claim(&["purge"], 10, MINUTE, T0).await.unwrap().len(), 1, "a job for each that goes");
    assert_eq!(store.dataset(&t, "p", "d").await.unwrap(), None);
    assert!(!store.update_dataset(&t, no, "{}", 2).await.unwrap());
    assert!(make_dataset(&store, "p", "d").await > no, "no number is given out twice");
}

async fn a_project_has_no_more_datasets_than_it_may(db: Database) {
    let store = db.open().await;
    let t = tenant("t");
    make_projects(&store, &["p", "q"]).await;
    let of = |name: &str, max| NewDataset { max_datasets: max, ..new_dataset("p", name) };
    assert_eq!(store.create_dataset(&t, of("a", 0)).await.unwrap(), Made::Full);
    let Made::Done(first) = store.create_dataset(&t, of("a", 2)).await.unwrap() else { panic!("full") };
    assert!(matches!(store.create_dataset(&t, of("b", 2)).await.unwrap(), Made::Done(_)));
    assert_eq!(store.create_dataset(&t, of("c", 2)).await.unwrap(), Made::Full);
    assert_eq!(store.create_dataset(&t, of("b", 2)).await.unwrap(), Made::Exists, "rather than full");
    assert!(matches!(store.create_dataset(&t, of("c", u64::MAX)).await.unwrap(), Made::Done(_)));
    make_dataset(&store, "q", "a").await;
    store.delete_dataset(&t, first, Vec::new()).await.unwrap();
    assert_eq!(store.create_dataset(&t, of("d", 2)).await.unwrap(), Made::Full);
    assert!(
        matches!(store.create_dataset(&t, of("d", 3)).await.unwrap(), Made::Done(_)),
        "what goes makes room"
    );
}

async fn a_dataset_belongs_to_its_tenant(db: Database) {
    let store = db.open().await;
    make_projects(&store, &["p"]).await;
    let no = make_dataset(&store, "p", "d").await;
    let u = tenant("u");
    assert_eq!(store.dataset(&u, "p", "d").await.unwrap(), None);
    assert_eq!(store.datasets(&u, "p", "", None, 10).await.unwrap(), []);
    assert!(!store.update_dataset(&u, no, "{}", 1).await.unwrap());
    assert_eq!(store.delete_dataset(&u, no, vec![job("purge")]).await.unwrap(), Deleted::Missing);
    assert_eq!(store.queue_depth(&["purge"]).await.unwrap(), 0);
    let missing = DatasetNo(no.0 + 1);
    assert_eq!(store.delete_dataset(&tenant("t"), missing, Vec::new()).await.unwrap(), Deleted::Missing);
    assert!(store.dataset(&tenant("t"), "p", "d").await.unwrap().is_some());
}

async fn datasets_are_listed_by_prefix_and_page(db: Database) {
    let store = db.open().await;
    let t = tenant("t");
    make_projects(&store, &["p", "q"]).await;
    for name in ["set-2", "set-10", "Set", "other"] {
        make_dataset(&store, "p", name).await;
    }
    make_dataset(&store, "q", "set-3").await;
    let names = |rows: Vec<DatasetRow>| -> Vec<String> { rows.into_iter().map(|row| row.name).collect() };
    let all = store.datasets(&t, "p", "", None, 10).await.unwrap();
    assert_eq!(names(all), ["Set", "other", "set-10", "set-2"]);
    let some = store.datasets(&t, "p", "set", None, 10).await.unwrap();
    assert_eq!(names(some), ["set-10", "set-2"]);
    assert_eq!(names(store.datasets(&t, "p", "set", Some("set-10"), 10).await.unwrap()), ["set-2"]);
    assert_eq!(names(store.datasets(&t, "p", "", Some("Set"), 1).await.unwrap()), ["other"]);
    assert_eq!(store.datasets(&t, "nowhere", "", None, 10).await.unwrap(), []);
}

async fn a_dataset_with_bindings_stays(db: Database) {
    let store = db.open().await;
    let t = tenant("t");
    make_projects(&store, &["p"]).await;
    let no = make_dataset(&store, "p", "d").await;
    let row = binding(no, "oss://b");
    assert_eq!(store.create_binding(row.clone(), PLENTY, Vec::new()).await.unwrap(), Made::Done(()));
    assert_eq!(store.delete_dataset(&t, no, vec![job("purge")]).await.unwrap(), Deleted::InUse);
    assert_eq!(store.queue_depth(&["purge"]).await.unwrap(), 0);
    assert!(store.delete_binding(&row.key, Vec::new()).await.unwrap());
    assert_eq!(store.delete_dataset(&t, no, Vec::new()).await.unwrap(), Deleted::Done);
}
