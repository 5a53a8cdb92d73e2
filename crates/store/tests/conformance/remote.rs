//! Detections whose job fetches the content.

use assay_store::{ContentState, DetectionState, NewDetection, NewVerdict, Submitted};

use crate::{
    fixture::{
        HOUR, T0, at, claim_one, content, failure, finish, job, key, references, state, stored, submit,
        verdict,
    },
    harness::{Database, conformance},
};

conformance!(
    a_fetched_content_is_attached_and_finished,
    a_second_attempt_may_fetch_something_else,
    a_finish_attaches_what_was_not,
    a_remote_submission_is_pending_until_its_job_ends,
    nothing_is_attached_to_what_is_not_remote_and_pending,
    a_known_content_is_still_fetched,
);

fn remote(name: &str) -> NewDetection {
    NewDetection { content: ContentState::Remote, ..stored(name) }
}

async fn a_fetched_content_is_attached_and_finished(db: Database) {
    let store = db.open().await;
    let new = remote("a");
    submit(&store, &new).await;
    assert_eq!(references(&store, "a").await, None);
    let lease = claim_one(&store, T0).await.lease;
    let (t, hash_key) = (&new.tenant, new.hash_key.as_str());
    for _ in 0..2 {
        assert!(store.attach_content(t, hash_key, content("a")).await.unwrap());
        assert_eq!(references(&store, "a").await, Some(1), "attached once, however often it is said");
    }
    store.finish_detection(t, hash_key, verdict("a", 0), lease, T0 + HOUR).await.unwrap();
    let report = DetectionState::Final(verdict("a", 0).report);
    assert_eq!(state(&store, t, hash_key, T0).await, Some(report));
    assert_eq!(references(&store, "a").await, Some(1));
    assert_eq!(store.expire_detections(T0 + HOUR, 10).await.unwrap(), 1);
    assert_eq!(references(&store, "a").await, Some(0));
}

async fn a_second_attempt_may_fetch_something_else(db: Database) {
    let store = db.open().await;
    let new = remote("a");
    submit(&store, &new).await;
    let first = claim_one(&store, T0).await.lease;
    assert!(store.attach_content(&new.tenant, &new.hash_key, content("a")).await.unwrap());
    store.fail(first, "broken", Some(at(1)), T0).await.unwrap();
    let second = claim_one(&store, at(1)).await.lease;
    assert!(store.attach_content(&new.tenant, &new.hash_key, content("b")).await.unwrap());
    assert_eq!((references(&store, "a").await, references(&store, "b").await), (Some(0), Some(1)));
    store.finish_detection(&new.tenant, &new.hash_key, verdict("b", 0), second, T0 + HOUR).await.unwrap();
    let report = DetectionState::Final(verdict("b", 0).report);
    assert_eq!(state(&store, &new.tenant, &new.hash_key, T0).await, Some(report));
}

async fn a_finish_attaches_what_was_not(db: Database) {
    let store = db.open().await;
    let new = remote("a");
    submit(&store, &new).await;
    let lease = claim_one(&store, T0).await.lease;
    store.finish_detection(&new.tenant, &new.hash_key, verdict("a", 0), lease, T0 + HOUR).await.unwrap();
    assert_eq!(references(&store, "a").await, Some(1));
    assert_eq!(store.expire_detections(T0 + HOUR, 10).await.unwrap(), 1);
    assert_eq!(references(&store, "a").await, Some(0));
}

async fn a_remote_submission_is_pending_until_its_job_ends(db: Database) {
    let store = db.open().await;
    let new = remote("a");
    submit(&store, &new).await;
    assert_eq!(store.submit(new.clone(), job("examine")).await.unwrap(), Submitted::Pending);
    let lease = claim_one(&store, T0).await.lease;
    assert!(store.attach_content(&new.tenant, &new.hash_key, content("a")).await.unwrap());
    // Both the same download and an upload of the same content ask for what is being worked on.
    assert_eq!(store.submit(new.clone(), job("examine")).await.unwrap(), Submitted::Pending);
    assert_eq!(store.submit(stored("a"), job("examine")).await.unwrap(), Submitted::Pending);
    store.fail_detection(&new.tenant, &new.hash_key, failure("unreachable"), lease).await.unwrap();
    assert_eq!(references(&store, "a").await, Some(1), "until the failure expires");
    submit(&store, &new).await;
    assert_eq!(references(&store, "a").await, Some(0), "to be fetched anew");
}

async fn nothing_is_attached_to_what_is_not_remote_and_pending(db: Database) {
    let store = db.open().await;
    let new = stored("a");
    let (t, hash_key) = (&new.tenant, new.hash_key.as_str());
    assert!(!store.attach_content(t, hash_key, content("b")).await.unwrap());
    submit(&store, &new).await;
    assert!(!store.attach_content(t, hash_key, content("b")).await.unwrap());
    let lease = claim_one(&store, T0).await.lease;
    store.finish_detection(t, hash_key, verdict("a", 0), lease, T0 + HOUR).await.unwrap();
    assert!(!store.attach_content(t, hash_key, content("b")).await.unwrap());
    assert_eq!((references(&store, "a").await, references(&store, "b").await), (Some(1), None));
}

async fn a_known_content_is_still_fetched(db: Database) {
    let store = db.open().await;
    finish(&store, "a", 1).await;
    // What is behind an address is not known before it is fetched, whatever its name claims.
    let new = remote("a");
    submit(&store, &new).await;
    assert_eq!(references(&store, "a").await, Some(0));
    let lease = claim_one(&store, T0).await.lease;
    assert!(store.attach_content(&new.tenant, &new.hash_key, content("a")).await.unwrap());
    assert!(store.has_verdict(&key("a")).await.unwrap());
    let again = NewVerdict { report: "another".to_owned(), ..verdict("a", 0) };
    store.finish_detection(&new.tenant, &new.hash_key, again, lease, T0 + HOUR).await.unwrap();
    let first = DetectionState::Final(verdict("a", 1).report);
    assert_eq!(state(&store, &new.tenant, &new.hash_key, T0).await, Some(first));
}
