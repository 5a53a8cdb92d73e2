//! Uploads: promised, completed, found by hash, forgotten.

use assay_store::{NewUpload, StoreError, Upload};
use assay_types::HashKey;

use crate::{
    fixture::{HOUR, T0, at, digest, references, tenant, upload},
    harness::{Database, conformance},
};

conformance!(
    a_promise_is_kept_until_it_ends,
    an_oss_key_is_taken_once_by_a_tenant,
    a_completed_upload_refers_to_its_content,
    a_repeated_upload_replaces_the_content,
    an_upload_is_found_by_either_hash_of_its_content,
    expired_uploads_are_forgotten_within_the_limit,
);

async fn a_promise_is_kept_until_it_ends(db: Database) {
    let store = db.open().await;
    let t = tenant("t");
    let md5 = HashKey::Md5(digest("a").md5);
    let promise = NewUpload { hash_key: md5, expires_at: at(100), ..upload(&t, "o") };
    store.promise_upload(promise).await.unwrap();
    let found = Upload { oss_key: "o".to_owned(), hash_key: md5, content: None, expires_at: at(100) };
    assert_eq!(store.upload(&t, "o", at(99)).await.unwrap(), Some(found));
    assert_eq!(store.upload(&t, "o", at(100)).await.unwrap(), None);
    assert_eq!(store.upload(&t, "O", T0).await.unwrap(), None);
    assert_eq!(store.upload(&tenant("other"), "o", T0).await.unwrap(), None);
}

async fn an_oss_key_is_taken_once_by_a_tenant(db: Database) {
    let store = db.open().await;
    let t = tenant("t");
    store.promise_upload(upload(&t, "o")).await.unwrap();
    let again = store.promise_upload(upload(&t, "o")).await;
    assert!(matches!(again, Err(StoreError::AlreadyExists(_))), "{again:?}");
    store.promise_upload(upload(&tenant("other"), "o")).await.unwrap();
}

async fn a_completed_upload_refers_to_its_content(db: Database) {
    let store = db.open().await;
    let t = tenant("t");
    store.promise_upload(upload(&t, "o")).await.unwrap();
    assert!(!store.complete_upload(&t, "x", digest("a"), T0 + HOUR).await.unwrap());
    assert!(!store.complete_upload(&tenant("other"), "o", digest("a"), T0 + HOUR).await.unwrap());
    assert_eq!(references(&store, "a").await, None);
    assert!(store.complete_upload(&t, "o", digest("a"), T0 + 2 * HOUR).await.unwrap());
    assert_eq!(references(&store, "a").await, Some(1));
    let found = store.upload(&t, "o", T0 + HOUR).await.unwrap().unwrap();
    assert_eq!((found.content, found.expires_at), (Some(digest("a")), T0 + 2 * HOUR));
}

async fn a_repeated_upload_replaces_the_content(db: Database) {
    let store = db.open().await;
    let t = tenant("t");
    store.promise_upload(upload(&t, "o")).await.unwrap();
    store.promise_upload(upload(&t, "p")).await.unwrap();
    for oss_key in ["o", "p", "o"] {
        assert!(store.complete_upload(&t, oss_key, digest("a"), T0 + HOUR).await.unwrap());
    }
    assert_eq!(references(&store, "a").await, Some(2), "the same again changes nothing");
    assert!(store.complete_upload(&t, "o", digest("b"), T0 + HOUR).await.unwrap());
    assert_eq!((references(&store, "a").await, references(&store, "b").await), (Some(1), Some(1)));
    assert_eq!(store.upload(&t, "o", T0).await.unwrap().unwrap().content, Some(digest("b")));
}

async fn an_upload_is_found_by_either_hash_of_its_content(db: Database) {
    let store = db.open().await;
    let t = tenant("t");
    let keys = [HashKey::Md5(digest("a").md5), HashKey::Sha256(digest("a").sha256)];
    for (oss_key, end) in [("late", 300), ("latest", 500), ("early", 100)] {
        store.promise_upload(upload(&t, oss_key)).await.unwrap();
        for key in &keys {
            let found = store.upload_of(&t, key, T0).await.unwrap();
            assert_ne!(found.map(|upload| upload.oss_key), Some(oss_key.to_owned()), "nothing arrived yet");
        }
        assert!(store.complete_upload(&t, oss_key, digest("a"), at(end)).await.unwrap());
    }
    for key in &keys {
        for (now, expected) in [(0, Some("latest")), (499, Some("latest")), (500, None)] {
            let found = store.upload_of(&t, key, at(now)).await.unwrap();
            assert_eq!(found.as_ref().map(|upload| upload.oss_key.as_str()), expected, "{key} at {now}");
        }
        assert_eq!(store.upload_of(&tenant("other"), key, T0).await.unwrap(), None);
    }
    let unknown = HashKey::Sha256(digest("b").sha256);
    assert_eq!(store.upload_of(&t, &unknown, T0).await.unwrap(), None);
    // Promised under a hash is not yet a content of that hash.
    store.promise_upload(NewUpload { hash_key: unknown, ..upload(&t, "b") }).await.unwrap();
    assert_eq!(store.upload_of(&t, &unknown, T0).await.unwrap(), None);
}

async fn expired_uploads_are_forgotten_within_the_limit(db: Database) {
    let store = db.open().await;
    let t = tenant("t");
    for i in 0..6 {
        store.promise_upload(upload(&t, &i.to_string())).await.unwrap();
        assert!(store.complete_upload(&t, &i.to_string(), digest("a"), at(i)).await.unwrap());
    }
    assert_eq!(store.expire_detections(at(-1), 10).await.unwrap(), 0);
    assert_eq!(store.expire_detections(at(3), 3).await.unwrap(), 3);
    assert_eq!(references(&store, "a").await, Some(3));
    assert_eq!(store.expire_detections(at(3), 3).await.unwrap(), 1);
    assert_eq!(store.expire_detections(at(3), 3).await.unwrap(), 0);
    assert_eq!(references(&store, "a").await, Some(2));
    assert!(!store.complete_upload(&t, "0", digest("a"), at(9)).await.unwrap());
}
