//! Nonces: fresh exactly once, until they are forgotten.

use std::time::Duration;

use assay_types::AccessKeyId;

use crate::{
    fixture::at,
    harness::{Database, conformance},
};

conformance!(
    a_nonce_is_fresh_once_for_each_key,
    a_nonce_is_forgotten_after_its_end,
    a_nonce_that_many_send_at_once_is_fresh_once,
    more_nonces_than_one_batch_are_forgotten,
    a_nonce_of_a_read_is_one_like_any_other,
);

fn key(text: &str) -> AccessKeyId {
    text.parse().unwrap()
}

async fn a_nonce_is_fresh_once_for_each_key(db: Database) {
    let store = db.open().await;
    let (a, b) = (key("a"), key("b"));
    for (key, nonce, fresh) in [
        (&a, "n", true),
        (&a, "n", false),
        (&b, "n", true),
        (&a, "N", true),
        (&a, "n ", true),
        (&a, "", true),
        (&a, "n\0", true),
        (&a, "n\0", false),
        (&a, "n\u{fffd}", true),
        (&a, "n", false),
    ] {
        assert_eq!(store.remember_nonce(key, nonce, at(0)).await.unwrap(), fresh, "{key} {nonce:?}");
    }
}

async fn a_nonce_is_forgotten_after_its_end(db: Database) {
    let store = db.open().await;
    let a = key("a");
    for end in 0..5 {
        assert!(store.remember_nonce(&a, &format!("n{end}"), at(end)).await.unwrap());
    }
    assert_eq!(store.forget_nonces(at(2)).await.unwrap(), 2);
    assert!(!store.remember_nonce(&a, "n2", at(9)).await.unwrap(), "remembered until its end");
    assert!(store.remember_nonce(&a, "n1", at(9)).await.unwrap());
    assert_eq!(store.forget_nonces(at(2)).await.unwrap(), 0);
    assert_eq!(store.forget_nonces(at(100)).await.unwrap(), 4);
}

async fn a_nonce_that_many_send_at_once_is_fresh_once(db: Database) {
    // Half of them to another node.
    let stores = [db.open().await, db.open().await];
    let tasks: Vec<_> = (0..16)
        .map(|task| {
            let store = stores[task % 2].clone();
            tokio::spawn(async move {
                let mut fresh = Vec::new();
                for nonce in 0..25 {
                    if store.remember_nonce(&key("a"), &nonce.to_string(), at(0)).await.unwrap() {
                        fresh.push(nonce);
                    }
                }
                fresh
            })
        })
        .collect();
    let mut fresh = Vec::new();
    for task in tasks {
        fresh.extend(task.await.unwrap());
    }
    fresh.sort_unstable();
    assert_eq!(fresh, (0..25).collect::<Vec<_>>());
}

async fn more_nonces_than_one_batch_are_forgotten(db: Database) {
    let store = db.open().await;
    let tasks: Vec<_> = (0..16)
        .map(|task| {
            let store = store.clone();
            tokio::spawn(async move {
                for nonce in 0..320 {
                    assert!(
                        store.remember_nonce(&key("a"), &format!("{task}-{nonce}"), at(0)).await.unwrap()
                    );
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    assert_eq!(store.forget_nonces(at(1)).await.unwrap(), 16 * 320);
}

async fn a_nonce_of_a_read_is_one_like_any_other(db: Database) {
    let a = key("a");
    let store = db.open().await;
    assert!(store.remember_nonce(&a, "change", at(5)).await.unwrap());
    for nonce in ["read", "another"] {
        assert!(store.remember_nonce_of_read(&a, nonce, at(5)).await.unwrap());
    }
    assert!(!store.remember_nonce_of_read(&a, "change", at(5)).await.unwrap());
    assert!(!store.remember_nonce_of_read(&a, "read", at(5)).await.unwrap());
    assert!(!store.remember_nonce(&a, "read", at(5)).await.unwrap());
    // Written down within a moment, for the next process.
    tokio::time::sleep(Duration::from_millis(200)).await;
    store.ping().await.unwrap();
    let next = db.open().await;
    for nonce in ["change", "read", "another"] {
        assert!(!next.remember_nonce(&a, nonce, at(5)).await.unwrap(), "{nonce}");
    }
    assert_eq!(next.forget_nonces(at(6)).await.unwrap(), 3);
    assert!(next.remember_nonce(&a, "read", at(9)).await.unwrap());
}
