//! Changes that come at the same time, on two nodes: each is checked against those before it.

use std::sync::Arc;

use assay_store::{Commit, Expect, Refused, Store, StoreError, Write};
use assay_types::FileId;
use tokio::task::spawn;

use super::fixture::{DRIVE, ROOT, file, found, insert, open, writes};
use crate::{
    fixture::T0,
    harness::{Database, conformance},
};

conformance!(
    a_name_is_given_to_one_of_many,
    a_version_is_replaced_by_one_of_many,
    the_quota_is_shared,
    a_name_goes_from_hand_to_hand,
    a_change_that_the_database_refuses_fails_alone,
);

const MANY: i64 = 64;

/// Makes changes all at once, in turn on two nodes.
async fn at_once(db: &Database, store: &Arc<dyn Store>, commits: Vec<Commit>) -> Vec<Result<(), StoreError>> {
    let nodes = [Arc::clone(store), db.open().await];
    let made: Vec<_> = commits
        .into_iter()
        .zip(nodes.iter().cycle())
        .map(|(commit, node)| {
            let node = Arc::clone(node);
            spawn(async move { node.commit(commit).await.map(drop) })
        })
        .collect();
    let mut results = Vec::new();
    for task in made {
        results.push(task.await.unwrap());
    }
    results
}

/// How many were made; the others must have been refused so.
fn made(results: &[Result<(), StoreError>], refused: impl Fn(&Refused) -> bool) -> usize {
    for result in results {
        match result {
            Ok(()) => {}
            Err(StoreError::Refused(why)) => assert!(refused(why), "{why:?}"),
            Err(error) => panic!("{error}"),
        }
    }
    results.iter().filter(|result| result.is_ok()).count()
}

async fn a_name_is_given_to_one_of_many(db: Database) {
    let store = open(&db).await;
    let free = Expect::NameFree { parent: ROOT, name: "a".to_owned() };
    let create = |id| Commit { expect: vec![free.clone()], ..writes(vec![file(id, ROOT, "a").insert()]) };
    let results = at_once(&db, &store, (1..=MANY).map(create).collect()).await;
    assert_eq!(made(&results, |why| *why == Refused::Unmet(free.clone())), 1);
    assert_eq!(store.named(DRIVE, ROOT, "a", 99).await.unwrap().len(), 1);
}

async fn a_version_is_replaced_by_one_of_many(db: Database) {
    let store = open(&db).await;
    let draft = file(1, ROOT, "a");
    insert(&store, &[&draft]).await;
    let first = Expect::Version(FileId(1), 1);
    let change = |_| Commit { expect: vec![first.clone()], ..writes(vec![draft.update()]) };
    let results = at_once(&db, &store, (1..=MANY).map(change).collect()).await;
    assert_eq!(made(&results, |why| *why == Refused::Unmet(first.clone())), 1);
    assert_eq!(found(&store, 1).await.unwrap().row.version, 2);
}

async fn the_quota_is_shared(db: Database) {
    let store = open(&db).await;
    let grow = |_| Commit { used_bytes: 100_000, ..Commit::new(DRIVE, T0) };
    let results = at_once(&db, &store, (1..=MANY).map(grow).collect()).await;
    assert_eq!(made(&results, |why| *why == Refused::Quota { total: 1_000_000, used: 1_000_000 }), 10);
}

async fn a_name_goes_from_hand_to_hand(db: Database) {
    let store = open(&db).await;
    insert(&store, &[&file(1, ROOT, "a"), &file(2, ROOT, "b")]).await;
    let free = |name: &str| Expect::NameFree { parent: ROOT, name: name.to_owned() };
    let rename =
        |id, name: &str| Commit { expect: vec![free(name)], ..writes(vec![file(id, ROOT, name).update()]) };
    for _ in 0..4 {
        let names = ["a", "b", "c"].iter().cycle();
        let commits = (0..MANY).zip(names).map(|(turn, name)| rename(1 + turn % 2, name));
        let results = at_once(&db, &store, commits.collect()).await;
        made(&results, |why| matches!(why, Refused::Unmet(Expect::NameFree { .. })));
        for name in ["a", "b", "c"] {
            assert!(store.named(DRIVE, ROOT, name, 9).await.unwrap().len() <= 1, "{name}");
        }
    }
}

async fn a_change_that_the_database_refuses_fails_alone(db: Database) {
    let store = open(&db).await;
    // More than fits into an entry of an index, where the database has such a limit; nothing repeats in it.
    let long: String = (0..4000_u32)
        .map(|at| char::from(b'!' + (at.wrapping_mul(2_654_435_761) >> 13).to_le_bytes()[0] % 90))
        .collect();
    let commits = (1..=MANY).map(|id| {
        let name = if id == 7 { long.as_str() } else { "short" };
        writes(vec![Write::Delete(FileId(999)), file(id, ROOT, name).insert()])
    });
    let results = at_once(&db, &store, commits.collect()).await;
    for (id, result) in (1..).zip(&results) {
        assert!(result.is_ok() || id == 7, "{id}: {result:?}");
        assert_eq!(found(&store, id).await.is_some(), result.is_ok());
    }
}
