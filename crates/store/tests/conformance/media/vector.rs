//! Vectors, and what is left of a dataset that is gone.

use std::sync::Arc;

use assay_store::{
    ClusterKind, ClusterRow, DatasetNo, Deleted, MediaCommit, MediaCondition, MediaField, NewVector,
    PutExpect, PutFile, Scalar, Store, Test, VectorKind,
};

use crate::{
    fixture::{T0, tenant},
    harness::{Database, conformance},
    media::fixture::{PLENTY, make_dataset, make_projects},
};

conformance!(
    vectors_come_back_by_file_and_part,
    vectors_are_replaced_kept_or_deleted,
    the_nearest_come_first,
    the_nearest_of_many_meet_a_condition,
    what_is_left_of_a_dataset_is_purged,
);

fn vector(kind: VectorKind, part: &str, numbers: &[f32]) -> NewVector {
    NewVector { kind, part: part.to_owned(), numbers: numbers.to_vec() }
}

fn put(uri: &str, size: i64, vectors: Option<Vec<NewVector>>) -> PutFile {
    PutFile {
        uri: uri.to_owned(),
        entry: format!("{{\"URI\":\"{uri}\",\"Size\":{size}}}"),
        fingerprint: String::new(),
        text: None,
        vectors,
        expect: PutExpect::Any,
    }
}

async fn commit(store: &Arc<dyn Store>, dataset: DatasetNo, puts: Vec<PutFile>, deletes: &[&str]) {
    let commit = MediaCommit {
        dataset,
        puts,
        deletes: deletes.iter().map(|&uri| uri.to_owned()).collect(),
        max_files: 1_000_000,
        max_bytes: u64::MAX,
        jobs: Vec::new(),
        completes: None,
        now: T0,
    };
    let done = store.commit_media(commit).await.unwrap();
    assert!(done.refused.iter().all(Option::is_none), "{done:?}");
}

/// Vectors as `uri part numbers`.
async fn all(store: &Arc<dyn Store>, dataset: DatasetNo, kind: VectorKind) -> Vec<String> {
    let rows = store.media_vectors(dataset, kind, None, 10_000).await.unwrap();
    rows.into_iter().map(|row| format!("{} {} {:?}", row.uri, row.part, row.numbers)).collect()
}

const MEANING: VectorKind = VectorKind::Meaning;
const FIGURE: VectorKind = VectorKind::Figure;

async fn vectors_come_back_by_file_and_part(db: Database) {
    let store = db.open().await;
    make_projects(&store, &["p"]).await;
    let (no, other) = (make_dataset(&store, "p", "d").await, make_dataset(&store, "p", "e").await);
    let figures = vec![
        vector(FIGURE, "b", &[0.5, -0.0]),
        vector(FIGURE, "a", &[f32::MIN_POSITIVE]),
        vector(MEANING, "", &[1.0; 3]),
    ];
    commit(&store, no, vec![put("oss://b/2", 1, Some(figures))], &[]).await;
    commit(&store, no, vec![put("oss://b/1", 1, Some(vec![vector(FIGURE, "", &[2.0])]))], &[]).await;
    commit(&store, other, vec![put("oss://b/2", 1, Some(vec![vector(FIGURE, "x", &[])]))], &[]).await;
    assert_eq!(all(&store, no, MEANING).await, ["oss://b/2  [1.0, 1.0, 1.0]"]);
    let figures = ["oss://b/2 a [1.1754944e-38]", "oss://b/2 b [0.5, -0.0]", "oss://b/1  [2.0]"];
    assert_eq!(all(&store, no, FIGURE).await, figures);
    assert_eq!(all(&store, other, FIGURE).await, ["oss://b/2 x []"]);
    assert_eq!(all(&store, DatasetNo(7), FIGURE).await, [""; 0]);

    for limit in [1, 2, 5] {
        let (mut found, mut after) = (Vec::new(), None);
        loop {
            let page = store.media_vectors(no, FIGURE, after, limit).await.unwrap();
            assert!(page.len() <= limit);
            let Some(last) = page.last() else { break };
            after = Some((last.no, last.part.clone()));
            found.extend(page.into_iter().map(|row| row.part));
        }
        assert_eq!(found, ["a", "b", ""]);
    }
}

async fn vectors_are_replaced_kept_or_deleted(db: Database) {
    let store = db.open().await;
    make_projects(&store, &["p"]).await;
    let no = make_dataset(&store, "p", "d").await;
    let both = || Some(vec![vector(FIGURE, "a", &[1.0]), vector(MEANING, "", &[1.0])]);
    let twice = Some(vec![vector(FIGURE, "a", &[1.0]), vector(FIGURE, "a", &[3.0])]);
    commit(&store, no, vec![put("x", 1, both()), put("y", 1, twice)], &[]).await;
    assert_eq!(all(&store, no, FIGURE).await, ["x a [1.0]", "y a [3.0]"]);
    commit(&store, no, vec![put("x", 2, None)], &[]).await;
    assert_eq!(all(&store, no, MEANING).await, ["x  [1.0]"], "kept");
    commit(&store, no, vec![put("x", 2, Some(vec![vector(FIGURE, "b", &[2.0])]))], &[]).await;
    assert_eq!(all(&store, no, MEANING).await, [""; 0]);
    assert_eq!(all(&store, no, FIGURE).await, ["x b [2.0]", "y a [3.0]"]);
    commit(&store, no, vec![put("y", 2, Some(Vec::new()))], &[]).await;
    assert_eq!(all(&store, no, FIGURE).await, ["x b [2.0]"]);
    commit(&store, no, Vec::new(), &["x"]).await;
    assert_eq!(all(&store, no, FIGURE).await, [""; 0]);
}

/// The nearest as `uri part`.
async fn nearest(store: &Arc<dyn Store>, no: DatasetNo, numbers: &[f32], limit: usize) -> Vec<String> {
    let found = store.nearest_media(no, FIGURE, numbers, None, limit).await.unwrap();
    assert!(found.windows(2).all(|pair| pair[0].similarity >= pair[1].similarity));
    found.into_iter().map(|near| format!("{} {}", near.file.uri, near.part)).collect()
}

async fn the_nearest_come_first(db: Database) {
    let store = db.open().await;
    make_projects(&store, &["p"]).await;
    let (no, other) = (make_dataset(&store, "p", "d").await, make_dataset(&store, "p", "e").await);
    let puts = vec![
        put("far", 1, Some(vec![vector(FIGURE, "a", &[-1.0, 0.0]), vector(MEANING, "", &[1.0, 0.0])])),
        put("near", 1, Some(vec![vector(FIGURE, "a", &[0.0, 1.0]), vector(FIGURE, "b", &[0.8, 0.6])])),
        put("same", 1, Some(vec![vector(FIGURE, "a", &[1.0, 0.0]), vector(FIGURE, "b", &[0.6, 0.8])])),
        put("longer", 1, Some(vec![vector(FIGURE, "a", &[1.0, 0.0, 0.0])])),
        put("none", 1, Some(vec![vector(FIGURE, "a", &[f32::NAN, 1.0]), vector(FIGURE, "b", &[0.0, 0.0])])),
    ];
    // In the order of the numbers, whatever the order within a commit is.
    for file in puts {
        commit(&store, no, vec![file], &[]).await;
    }
    commit(&store, other, vec![put("same", 1, Some(vec![vector(FIGURE, "a", &[1.0, 0.0])]))], &[]).await;
    assert_eq!(nearest(&store, no, &[1.0, 0.0], 10).await, ["same a", "near b", "far a"]);
    assert_eq!(nearest(&store, no, &[1.0, 0.0], 2).await, ["same a", "near b"]);
    assert_eq!(nearest(&store, no, &[-3.0, 0.1], 1).await, ["far a"]);
    for (numbers, limit) in [(&[1.0, 0.0][..], 0), (&[], 5), (&[0.0, 0.0], 5), (&[f32::NAN, 0.0], 5)] {
        assert_eq!(nearest(&store, no, numbers, limit).await, [""; 0]);
    }
    let found = store.nearest_media(no, FIGURE, &[2.0, 0.0], None, 1).await.unwrap().remove(0);
    assert!((found.similarity - 1.0).abs() < 1e-6, "{found:?}");
    assert_eq!(found.file.entry, "{\"URI\":\"same\",\"Size\":1}");
    assert_eq!(found.file.version, 1);
}

async fn the_nearest_of_many_meet_a_condition(db: Database) {
    let store = db.open().await;
    make_projects(&store, &["p"]).await;
    let no = make_dataset(&store, "p", "d").await;
    // More than are read at once, so that a file's parts are split between two reads; file 0 is the nearest.
    let angle = |turns: u16| {
        let angle = f32::from(turns) / 1000.0;
        vec![angle.cos(), angle.sin()]
    };
    for first in (0..300).step_by(50) {
        let puts = (first..first + 50).map(|index: u16| {
            let parts = [("a", index + 700), ("b", index), ("c", index + 900)];
            let figures = parts.map(|(part, turns)| vector(FIGURE, part, &angle(turns)));
            put(&format!("f{index:03}"), i64::from(index), Some(figures.to_vec()))
        });
        commit(&store, no, puts.collect(), &[]).await;
    }
    let size = MediaField::named("Size").unwrap();
    let at_least =
        |least| MediaCondition::Leaf { field: size.clone(), test: Test::AtLeast(Scalar::Integer(least)) };
    for (condition, expected) in [
        (None, ["f000", "f001", "f002"].as_slice()),
        (Some(at_least(171)), &["f171", "f172", "f173"]),
        (Some(at_least(298)), &["f298", "f299"]),
        (Some(at_least(300)), &[]),
    ] {
        let found = store.nearest_media(no, FIGURE, &[1.0, 0.0], condition, 3).await.unwrap();
        assert!(found.iter().all(|near| near.part == "b"), "{found:?}");
        let found: Vec<_> = found.iter().map(|near| near.file.uri.as_str()).collect();
        assert_eq!(found, expected);
    }
}

async fn what_is_left_of_a_dataset_is_purged(db: Database) {
    let store = db.open().await;
    make_projects(&store, &["p"]).await;
    let (no, other) = (make_dataset(&store, "p", "d").await, make_dataset(&store, "p", "e").await);
    for dataset in [no, other] {
        let file = |uri| put(uri, 1, Some(vec![vector(MEANING, "", &[1.0])]));
        commit(&store, dataset, vec![file("a"), file("b"), file("c")], &[]).await;
        let row =
            ClusterRow { id: "a".to_owned(), record: "{}".to_owned(), notes: String::new(), version: 0 };
        assert!(
            store.change_clusters(dataset, ClusterKind::Figure, vec![row], Vec::new(), None).await.unwrap()
        );
    }
    assert!(!store.purge_dataset(no, 10).await.unwrap(), "it is there");
    assert_eq!(all(&store, no, MEANING).await.len(), 3);
    assert_eq!(store.delete_dataset(&tenant("t"), no, Vec::new()).await.unwrap(), Deleted::Done);
    assert!(store.purge_dataset(no, 2).await.unwrap());
    assert_eq!(all(&store, no, MEANING).await.len(), 1);
    assert!(!store.purge_dataset(no, 2).await.unwrap());
    assert!(!store.purge_dataset(no, 2).await.unwrap());
    assert_eq!(all(&store, no, MEANING).await, [""; 0]);
    assert_eq!(store.clusters(no, ClusterKind::Figure).await.unwrap(), []);
    assert_eq!(store.media_uris(no, "", None, 10).await.unwrap(), []);
    assert_eq!(all(&store, other, MEANING).await.len(), 3);
    assert_eq!(store.clusters(other, ClusterKind::Figure).await.unwrap().len(), 1);
    assert_eq!(store.media_uris(other, "", None, PLENTY.try_into().unwrap()).await.unwrap().len(), 3);
    assert!(!store.purge_dataset(DatasetNo(7), 1).await.unwrap());
}
