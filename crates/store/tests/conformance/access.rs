//! Keys: added, replaced, found, revoked, counted.

use assay_store::{KeyKind, KeyRecord, StoreError};
use assay_types::AccessKeyId;

use crate::{
    fixture::{HOUR, T0, at, tenant},
    harness::{Database, conformance},
};

conformance!(
    a_key_comes_back_as_it_went_in,
    an_id_and_a_bearer_text_are_taken_once,
    a_replaced_key_is_the_new_one,
    nodes_may_replace_a_key_at_once,
    keys_are_listed_by_tenant_and_id,
    revoking_keeps_the_first_time,
    calls_are_counted_by_day,
    calls_counted_at_once_are_all_counted,
);

fn id(text: &str) -> AccessKeyId {
    text.parse().unwrap()
}

fn record(name: &str, kind: KeyKind, token_sha256: Option<[u8; 32]>) -> KeyRecord {
    KeyRecord {
        id: id(name),
        tenant: tenant("t"),
        kind,
        sealed_secret: vec![0, 1, 0xff, b'\''],
        token_sha256,
        policy: "{\"Version\":\"1\"}".to_owned(),
        label: "Zoë's key — 钥匙".to_owned(),
        created_at: T0,
        expires_at: Some(T0 + HOUR),
        daily_allowance: Some(7),
        revoked_at: None,
    }
}

async fn a_key_comes_back_as_it_went_in(db: Database) {
    let store = db.open().await;
    let full = record("full", KeyKind::Temporary, Some([3; 32]));
    let bare = KeyRecord {
        sealed_secret: Vec::new(),
        label: String::new(),
        expires_at: None,
        daily_allowance: None,
        revoked_at: Some(at(1)),
        ..record("bare", KeyKind::AccessKey, None)
    };
    let bearer = record("bearer", KeyKind::ApiKey, Some([4; 32]));
    for key in [&full, &bare, &bearer] {
        store.insert_key(key.clone()).await.unwrap();
        assert_eq!(store.key(&key.id).await.unwrap().as_ref(), Some(key));
    }
    assert_eq!(store.key(&id("unknown")).await.unwrap(), None);
    assert_eq!(store.key_by_token([4; 32]).await.unwrap(), Some(bearer));
    assert_eq!(store.key_by_token([3; 32]).await.unwrap(), None, "a temporary key is no bearer key");
    assert_eq!(store.key_by_token([5; 32]).await.unwrap(), None);
}

async fn an_id_and_a_bearer_text_are_taken_once(db: Database) {
    let store = db.open().await;
    let first = record("a", KeyKind::ApiKey, Some([1; 32]));
    store.insert_key(first.clone()).await.unwrap();
    let same_id = store.insert_key(record("a", KeyKind::AccessKey, None)).await;
    assert!(matches!(same_id, Err(StoreError::AlreadyExists(_))), "{same_id:?}");
    let same_text = store.insert_key(record("b", KeyKind::ApiKey, Some([1; 32]))).await;
    assert!(matches!(same_text, Err(StoreError::AlreadyExists(_))), "{same_text:?}");
    assert_eq!(store.list_keys().await.unwrap(), [first]);
    // Tokens of temporary keys are not names.
    for name in ["c", "d"] {
        store.insert_key(record(name, KeyKind::Temporary, Some([1; 32]))).await.unwrap();
    }
}

async fn a_replaced_key_is_the_new_one(db: Database) {
    let store = db.open().await;
    let old = record("a", KeyKind::ApiKey, Some([1; 32]));
    store.replace_key(old.clone()).await.unwrap();
    assert_eq!(store.key(&old.id).await.unwrap(), Some(old.clone()));
    let new = KeyRecord { label: "new".to_owned(), daily_allowance: None, ..old.clone() };
    store.replace_key(new.clone()).await.unwrap();
    let renewed = KeyRecord { token_sha256: Some([2; 32]), ..new };
    store.replace_key(renewed.clone()).await.unwrap();
    assert_eq!(store.list_keys().await.unwrap(), std::slice::from_ref(&renewed));
    assert_eq!(store.key_by_token([1; 32]).await.unwrap(), None);

    let other = record("b", KeyKind::ApiKey, Some([9; 32]));
    store.insert_key(other.clone()).await.unwrap();
    let taken = store.replace_key(KeyRecord { token_sha256: Some([9; 32]), ..renewed.clone() }).await;
    assert!(matches!(taken, Err(StoreError::AlreadyExists(_))), "{taken:?}");
    assert_eq!(store.list_keys().await.unwrap(), [renewed, other], "a refused change changes nothing");
}

async fn nodes_may_replace_a_key_at_once(db: Database) {
    let store = db.open().await;
    let key = record("a", KeyKind::ApiKey, Some([1; 32]));
    let tasks: Vec<_> = (0..16)
        .map(|_| {
            let (store, key) = (store.clone(), key.clone());
            tokio::spawn(async move { store.replace_key(key).await })
        })
        .collect();
    for task in tasks {
        task.await.unwrap().unwrap();
    }
    assert_eq!(store.list_keys().await.unwrap(), [key]);
}

async fn keys_are_listed_by_tenant_and_id(db: Database) {
    let store = db.open().await;
    // Byte by byte: upper case before lower, whatever the database's locale says.
    for (tenant_name, name) in [("b", "a"), ("a", "b"), ("a", "a"), ("a", "B"), ("B", "z"), ("a", "a-1")] {
        let key = KeyRecord {
            tenant: tenant(tenant_name),
            ..record(&format!("{tenant_name}.{name}"), KeyKind::AccessKey, None)
        };
        store.insert_key(key).await.unwrap();
    }
    let listed = store.list_keys().await.unwrap();
    let names: Vec<_> = listed.iter().map(|key| key.id.as_str()).collect();
    assert_eq!(names, ["B.z", "a.B", "a.a", "a.a-1", "a.b", "b.a"]);
}

async fn revoking_keeps_the_first_time(db: Database) {
    let store = db.open().await;
    let key = record("a", KeyKind::AccessKey, None);
    store.insert_key(key.clone()).await.unwrap();
    assert!(!store.revoke_key(&id("unknown"), T0).await.unwrap());
    assert!(store.revoke_key(&key.id, at(5)).await.unwrap());
    assert!(store.revoke_key(&key.id, at(9)).await.unwrap());
    assert_eq!(store.key(&key.id).await.unwrap().unwrap().revoked_at, Some(at(5)));
}

async fn calls_are_counted_by_day(db: Database) {
    let store = db.open().await;
    let (a, b) = (id("a"), id("b"));
    for (key, day, total) in
        [(&a, 100, 1), (&a, 100, 2), (&b, 100, 1), (&a, 101, 1), (&a, 101, 2), (&b, 100, 2), (&a, -3, 3)]
    {
        assert_eq!(store.count_call(key, day).await.unwrap(), total, "{key} on day {day}");
    }
    for (key, day, total) in [(&a, 101, 3), (&a, 100, 0), (&b, 100, 2), (&id("c"), 100, 0)] {
        assert_eq!(store.calls_counted(key, day).await.unwrap(), total, "{key} on day {day}");
    }
}

async fn calls_counted_at_once_are_all_counted(db: Database) {
    let store = db.open().await;
    let tasks: Vec<_> = (0..16)
        .map(|_| {
            let store = store.clone();
            tokio::spawn(async move {
                let mut totals = Vec::new();
                for _ in 0..10 {
                    totals.push(store.count_call(&id("a"), 1).await.unwrap());
                }
                totals
            })
        })
        .collect();
    let mut totals = Vec::new();
    for task in tasks {
        totals.extend(task.await.unwrap());
    }
    totals.sort_unstable();
    assert_eq!(totals, (1..=160).collect::<Vec<_>>());
}
