//! Names and texts that only a hostile or broken client would send: answered, never an error of the database.

use assay_store::DetectionState;

use crate::{
    fixture::{HOUR, T0, claim_one, digest, failure, state, stored, submit, tenant, upload},
    harness::{Database, conformance},
};

conformance!(strange_names_are_names, strange_texts_are_kept, unreadable_rows_are_told_apart,);

const STRANGE: [&str; 7] =
    ["", "'; DROP TABLE uploads; --", "%", "\u{202e}gpj.exe", "a\0b", "\u{1f4a9}\u{fffd}", "\\x00"];

async fn strange_names_are_names(db: Database) {
    let store = db.open().await;
    let t = tenant("t");
    let long = "x".repeat(100_000);
    for name in STRANGE.into_iter().chain([long.as_str()]) {
        assert_eq!(store.upload(&t, name, T0).await.unwrap(), None, "{name:?}");
        assert_eq!(state(&store, &t, name, T0).await, None);
        assert_eq!(store.detection_members(&t, name, 0, 1, T0).await.unwrap(), None);
        assert!(!store.complete_upload(&t, name, digest("a"), T0 + HOUR).await.unwrap());
    }
    for name in STRANGE {
        store.promise_upload(upload(&t, name)).await.unwrap();
        assert!(store.upload(&t, name, T0).await.unwrap().is_some(), "{name:?}");
        let mut new = stored("a");
        name.clone_into(&mut new.hash_key);
        submit(&store, &new).await;
        assert_eq!(state(&store, &t, name, T0).await, Some(DetectionState::Pending), "{name:?}");
        let lease = claim_one(&store, T0).await.lease;
        store.complete(lease).await.unwrap();
    }
}

async fn strange_texts_are_kept(db: Database) {
    let store = db.open().await;
    let new = stored("a");
    for reason in STRANGE {
        submit(&store, &new).await;
        let lease = claim_one(&store, T0).await.lease;
        store.fail_detection(&new.tenant, &new.hash_key, failure(reason), lease).await.unwrap();
        let Some(DetectionState::Failed(told)) = state(&store, &new.tenant, &new.hash_key, T0).await else {
            panic!("not failed")
        };
        // A dialect that cannot hold NUL says so by the replacement character.
        assert_eq!(told.replace('\0', "\u{fffd}"), reason.replace('\0', "\u{fffd}"));
        store.enqueue(crate::fixture::job("k")).await.unwrap();
        let lease = store.claim(&["k"], 1, HOUR, T0).await.unwrap()[0].lease;
        store.fail(lease, reason, None, T0).await.unwrap();
    }
    assert_eq!(store.dead_jobs(100).await.unwrap().len(), STRANGE.len());
}

async fn unreadable_rows_are_told_apart(db: Database) {
    let store = db.open().await;
    submit(&store, &stored("a")).await;
    for (broken, expected) in [
        ("UPDATE detections SET state = 7", "unreadable state"),
        ("UPDATE detections SET state = 1", "without a verdict"),
    ] {
        db.execute(broken).await;
        let found = store.detections(&tenant("t"), &[stored("a").hash_key], T0).await;
        let error = found.unwrap_err();
        assert!(matches!(error, assay_store::StoreError::Corrupt { table: "detections", .. }), "{error:?}");
        assert!(error.to_string().contains(expected) && !error.is_retryable(), "{error}");
    }
}
