//! What holds when many tasks, on two nodes, do the same things at once.

use std::{future::Future, sync::Arc};

use assay_store::{ClusterKind, ClusterRow, Deleted, Made, NewDataset, ProjectRow, Store, StoreError};
use tokio::task::spawn;

use crate::{
    fixture::{job, tenant},
    harness::{Database, conformance},
    media::fixture::{PLENTY, attachment, binding, make_dataset, make_projects, new_dataset, project},
};

conformance!(
    one_of_many_makes_a_name,
    limits_hold_at_their_edge,
    one_of_many_changes_a_version,
    nothing_is_left_in_what_was_deleted,
    clusters_are_merged_once,
);

/// Runs something on two nodes, eight times at once.
async fn eight<T, F>(db: &Database, run: impl Fn(Arc<dyn Store>, usize) -> F) -> Vec<T>
where
    T: Send + 'static,
    F: Future<Output = T> + Send + 'static,
{
    let stores = [db.open().await, db.open().await];
    let tasks: Vec<_> = (0..8).map(|task| spawn(run(stores[task % 2].clone(), task))).collect();
    let mut results = Vec::new();
    for task in tasks {
        results.push(task.await.unwrap());
    }
    results
}

fn count<T: PartialEq>(results: &[T], wanted: &T) -> usize {
    results.iter().filter(|result| *result == wanted).count()
}

async fn one_of_many_makes_a_name(db: Database) {
    let t = tenant("t");
    let made =
        eight(&db, |store, _| async move { store.create_project(&tenant("t"), project("p")).await.unwrap() });
    let made = made.await;
    assert_eq!((count(&made, &Made::Done(())), count(&made, &Made::Exists)), (1, 7));
    let made = eight(&db, |store, _| async move {
        store.create_dataset(&tenant("t"), new_dataset("p", "d")).await.unwrap()
    });
    let made = made.await;
    assert_eq!(count(&made, &Made::Exists), 7);
    let store = db.open().await;
    let dataset = store.dataset(&t, "p", "d").await.unwrap().unwrap();
    assert_eq!(count(&made, &Made::Done(dataset.no)), 1);
    let made = eight(&db, move |store, _| async move {
        store.create_binding(binding(dataset.no, "oss://b"), PLENTY, vec![job("scan")]).await.unwrap()
    });
    let made = made.await;
    assert_eq!((count(&made, &Made::Done(())), count(&made, &Made::Exists)), (1, 7));
    assert_eq!(store.queue_depth(&["scan"]).await.unwrap(), 1);
    assert_eq!(store.dataset(&t, "p", "d").await.unwrap().unwrap().bindings, 1);
    let made = eight(&db, |store, _| async move {
        store.attach_bucket(&tenant("t"), attachment("p", "b")).await.unwrap()
    });
    assert_eq!(count(&made.await, &Made::Done(())), 1);
}

async fn limits_hold_at_their_edge(db: Database) {
    let store = db.open().await;
    make_projects(&store, &["p"]).await;
    let made = eight(&db, |store, task| async move {
        let new = NewDataset { max_datasets: 3, ..new_dataset("p", &format!("d{task}")) };
        store.create_dataset(&tenant("t"), new).await.unwrap()
    });
    assert_eq!(count(&made.await, &Made::Full), 5);
    assert_eq!(store.project_totals(&tenant("t"), "p").await.unwrap().datasets, 3);
    let no = make_dataset(&store, "p", "d").await;
    let made = eight(&db, move |store, task| async move {
        let row = binding(no, &format!("oss://b{task}"));
        store.create_binding(row, 2, vec![job("scan")]).await.unwrap()
    });
    assert_eq!(count(&made.await, &Made::Full), 6);
    assert_eq!(store.bindings(&tenant("t"), "p", Some(no), None, 100).await.unwrap().len(), 2);
    assert_eq!(store.queue_depth(&["scan"]).await.unwrap(), 2);
}

async fn one_of_many_changes_a_version(db: Database) {
    let store = db.open().await;
    make_projects(&store, &["p"]).await;
    let no = make_dataset(&store, "p", "d").await;
    let changed = eight(&db, move |store, _| async move {
        let row = ProjectRow { version: 1, ..project("p") };
        let project = store.update_project(&tenant("t"), row).await.unwrap();
        let dataset = store.update_dataset(&tenant("t"), no, "{}", 1).await.unwrap();
        (project, dataset)
    });
    let changed = changed.await;
    assert_eq!(changed.iter().filter(|(project, _)| *project).count(), 1);
    assert_eq!(changed.iter().filter(|(_, dataset)| *dataset).count(), 1);
}

async fn nothing_is_left_in_what_was_deleted(db: Database) {
    let store = db.open().await;
    let t = tenant("t");
    for round in 0..10 {
        store.create_project(&t, project("p")).await.unwrap();
        let no = match store.create_dataset(&t, new_dataset("p", "d")).await.unwrap() {
            Made::Done(no) => no,
            other => panic!("round {round}: {other:?}"),
        };
        let deleted = eight(&db, move |store, task| async move {
            let t = tenant("t");
            match task {
                0 | 1 => store.delete_dataset(&t, no, Vec::new()).await.unwrap() == Deleted::Done,
                2 | 3 => store.delete_project(&t, "p").await.unwrap() == Deleted::Done,
                4 => {
                    store.create_binding(binding(no, "oss://b"), PLENTY, Vec::new()).await.unwrap();
                    false
                }
                5 => {
                    store.attach_bucket(&t, attachment("p", "b")).await.unwrap();
                    false
                }
                6 => {
                    store.create_dataset(&t, new_dataset("p", "e")).await.unwrap();
                    false
                }
                _ => {
                    let row = ClusterRow {
                        id: "a".to_owned(),
                        record: String::new(),
                        notes: String::new(),
                        version: 0,
                    };
                    let kind = ClusterKind::Figure;
                    match store.change_clusters(no, kind, vec![row], Vec::new(), None).await {
                        Ok(_) | Err(StoreError::Refused(_)) => {}
                        Err(error) => panic!("{error}"),
                    }
                    false
                }
            }
        });
        let deleted = deleted.await;
        assert!(deleted[..2].iter().filter(|done| **done).count() <= 1);
        assert!(deleted[2..4].iter().filter(|done| **done).count() <= 1);
        let project = store.project(&t, "p").await.unwrap();
        let datasets = store.datasets(&t, "p", "", None, 10).await.unwrap();
        let bindings = store.bindings(&t, "p", None, None, 10).await.unwrap();
        let is_attached = store.attachment(&t, "b").await.unwrap().is_some();
        assert!(project.is_some() || (datasets.is_empty() && !is_attached), "{datasets:?} {is_attached}");
        let of: u64 = datasets.iter().map(|row| row.bindings).sum();
        assert_eq!(of, bindings.len() as u64);
        // To begin anew; what is counted tells whether it can go.
        for row in bindings {
            assert!(store.delete_binding(&row.key, Vec::new()).await.unwrap());
        }
        for row in datasets {
            assert_eq!(store.delete_dataset(&t, row.no, Vec::new()).await.unwrap(), Deleted::Done);
        }
        let expected = if project.is_some() { Deleted::Done } else { Deleted::Missing };
        assert_eq!(store.delete_project(&t, "p").await.unwrap(), expected);
    }
}

async fn clusters_are_merged_once(db: Database) {
    const KIND: ClusterKind = ClusterKind::Figure;
    let store = db.open().await;
    make_projects(&store, &["p"]).await;
    let no = make_dataset(&store, "p", "d").await;
    let row = |id: &str, version| ClusterRow {
        id: id.to_owned(),
        record: String::new(),
        notes: String::new(),
        version,
    };
    let put = (0..8).map(|task| row(&format!("into{task}"), 0)).chain([row("from", 0)]).collect();
    assert!(store.change_clusters(no, KIND, put, Vec::new(), None).await.unwrap());
    let merged = eight(&db, move |store, task| async move {
        let into = row(&format!("into{task}"), 1);
        store.change_clusters(no, KIND, vec![into], vec!["from".to_owned()], None).await.unwrap()
    });
    assert_eq!(count(&merged.await, &true), 1);
    let changed = store.clusters(no, KIND).await.unwrap().iter().filter(|row| row.version == 2).count();
    assert_eq!(changed, 1);
}
