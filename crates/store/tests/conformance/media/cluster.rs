//! Clusters.

use assay_store::{ClusterKind, ClusterRow, DatasetNo, Lease, Refused, StoreError};

use crate::{
    harness::{Database, conformance},
    media::fixture::{leased, make_dataset, make_projects},
};

conformance!(
    clusters_are_written_and_read,
    a_change_of_clusters_is_all_or_nothing,
    a_change_of_clusters_ends_its_job,
    clusters_need_a_dataset,
);

fn cluster(id: &str, version: u64) -> ClusterRow {
    ClusterRow {
        id: id.to_owned(),
        record: format!("{{\"ObjectId\":\"{id}\",\"v\":{version}}}"),
        notes: format!("{version}"),
        version,
    }
}

/// As it is read once it was put.
fn read(id: &str, version: u64) -> ClusterRow {
    ClusterRow { version: version + 1, ..cluster(id, version) }
}

const FIGURE: ClusterKind = ClusterKind::Figure;

async fn clusters_are_written_and_read(db: Database) {
    let store = db.open().await;
    make_projects(&store, &["p"]).await;
    let no = make_dataset(&store, "p", "d").await;
    let other = make_dataset(&store, "p", "e").await;
    let put = vec![cluster("b", 0), cluster("a", 0), cluster("B", 0)];
    assert!(store.change_clusters(no, FIGURE, put, Vec::new(), None).await.unwrap());
    let place = ClusterKind::LocationDate;
    assert!(store.change_clusters(no, place, vec![cluster("a", 0)], Vec::new(), None).await.unwrap());
    assert_eq!(store.clusters(no, FIGURE).await.unwrap(), [read("B", 0), read("a", 0), read("b", 0)]);
    assert_eq!(store.clusters(no, place).await.unwrap(), [read("a", 0)]);
    assert_eq!(store.clusters(no, ClusterKind::SimilarImage).await.unwrap(), []);
    assert_eq!(store.clusters(other, FIGURE).await.unwrap(), []);
    assert_eq!(store.cluster(no, FIGURE, "a").await.unwrap(), Some(read("a", 0)));
    assert_eq!(store.cluster(no, FIGURE, "c").await.unwrap(), None);
    assert_eq!(store.cluster(other, FIGURE, "a").await.unwrap(), None);

    let (put, delete) = (vec![cluster("a", 1), cluster("c", 0)], vec!["b".to_owned()]);
    assert!(store.change_clusters(no, FIGURE, put, delete, None).await.unwrap());
    assert_eq!(store.clusters(no, FIGURE).await.unwrap(), [read("B", 0), read("a", 1), read("c", 0)]);
    assert_eq!(store.clusters(no, place).await.unwrap(), [read("a", 0)]);
    assert!(
        store.change_clusters(no, FIGURE, vec![cluster("c", 0)], vec!["c".to_owned()], None).await.unwrap()
    );
    assert!(store.change_clusters(no, FIGURE, Vec::new(), Vec::new(), None).await.unwrap());
}

async fn a_change_of_clusters_is_all_or_nothing(db: Database) {
    let store = db.open().await;
    make_projects(&store, &["p"]).await;
    let no = make_dataset(&store, "p", "d").await;
    let put = vec![cluster("a", 0), cluster("b", 0)];
    assert!(store.change_clusters(no, FIGURE, put, Vec::new(), None).await.unwrap());
    let cases = [
        (vec![cluster("a", 1), cluster("b", 2)], vec![]),
        (vec![cluster("a", 1), cluster("b", 0)], vec![]),
        (vec![cluster("a", 1), cluster("c", 1)], vec![]),
        (vec![cluster("a", 1), cluster("a", 1)], vec![]),
        (vec![cluster("a", 1), cluster("c", 0)], vec!["x"]),
        (vec![cluster("a", 1)], vec!["a"]),
        (vec![cluster("c", 0)], vec!["a", "a"]),
    ];
    for (put, delete) in cases {
        let ids = delete.iter().map(|&id| id.to_owned()).collect();
        let is_made = store.change_clusters(no, FIGURE, put.clone(), ids, None).await.unwrap();
        assert!(!is_made, "{put:?} {delete:?}");
    }
    assert_eq!(store.clusters(no, FIGURE).await.unwrap(), [read("a", 0), read("b", 0)]);
}

async fn a_change_of_clusters_ends_its_job(db: Database) {
    let store = db.open().await;
    make_projects(&store, &["p"]).await;
    let no = make_dataset(&store, "p", "d").await;
    let lease = leased(&store, "cluster").await;
    let stale = store.change_clusters(no, FIGURE, vec![cluster("a", 4)], Vec::new(), Some(lease)).await;
    assert!(!stale.unwrap());
    let lost = Lease { attempt: 5, ..lease };
    let lost = store.change_clusters(no, FIGURE, vec![cluster("a", 0)], Vec::new(), Some(lost)).await;
    assert!(matches!(lost, Err(StoreError::LeaseLost)), "{lost:?}");
    assert_eq!(store.clusters(no, FIGURE).await.unwrap(), []);
    assert_eq!(store.queue_depth(&["cluster"]).await.unwrap(), 1);
    assert!(store.change_clusters(no, FIGURE, vec![cluster("a", 0)], Vec::new(), Some(lease)).await.unwrap());
    assert_eq!(store.queue_depth(&["cluster"]).await.unwrap(), 0);
}

async fn clusters_need_a_dataset(db: Database) {
    let store = db.open().await;
    let refused = store.change_clusters(DatasetNo(7), FIGURE, vec![cluster("a", 0)], Vec::new(), None).await;
    assert!(matches!(refused, Err(StoreError::Refused(Refused::NoDataset))), "{refused:?}");
    assert_eq!(store.clusters(DatasetNo(7), FIGURE).await.unwrap(), []);
}
