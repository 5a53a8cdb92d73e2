//! Contents: reserved, referenced, swept.

use assay_store::{Reservation, StoreError};

use crate::{
    fixture::{HOUR, MINUTE, T0, at, content, digest, references, stored, submit, tenant, upload},
    harness::{Database, conformance},
};

conformance!(
    life_of_a_content,
    a_reservation_protects_for_the_grace_period,
    a_reference_protects_for_ever,
    an_idle_content_is_protected_for_the_grace_period,
    a_sweep_takes_no_more_than_its_limit,
    nothing_refers_to_a_dying_content,
);

const GRACE_MS: i64 = 60_000;

async fn life_of_a_content(db: Database) {
    let store = db.open().await;
    let a = content("a");
    assert_eq!(store.blob_references(a).await.unwrap(), None);
    assert_eq!(store.reserve_blob(a, 1, T0).await.unwrap(), Reservation::Reserved);
    assert_eq!(store.blob_references(a).await.unwrap(), Some(0));
    let after = at(GRACE_MS);
    assert_eq!(store.begin_sweep(after, MINUTE, 10).await.unwrap(), [a]);
    assert_eq!(store.blob_references(a).await.unwrap(), Some(0));
    assert_eq!(store.reserve_blob(a, 1, after).await.unwrap(), Reservation::Dying);
    assert_eq!(store.begin_sweep(after, MINUTE, 10).await.unwrap(), [], "another sweeper has it");
    assert_eq!(store.begin_sweep(after + MINUTE, MINUTE, 10).await.unwrap(), [a], "that sweeper died");
    store.end_sweep(&[a, content("unknown")]).await.unwrap();
    assert_eq!(store.blob_references(a).await.unwrap(), None);
    assert_eq!(store.reserve_blob(a, 1, after).await.unwrap(), Reservation::Reserved);
}

async fn a_reservation_protects_for_the_grace_period(db: Database) {
    let store = db.open().await;
    let a = content("a");
    store.reserve_blob(a, 1, T0).await.unwrap();
    assert_eq!(store.begin_sweep(at(GRACE_MS - 1), MINUTE, 10).await.unwrap(), []);
    // Reserved again, and once by a node whose clock is behind.
    store.reserve_blob(a, 1, at(1_000)).await.unwrap();
    store.reserve_blob(a, 1, at(500)).await.unwrap();
    assert_eq!(store.begin_sweep(at(GRACE_MS + 999), MINUTE, 10).await.unwrap(), []);
    assert_eq!(store.begin_sweep(at(GRACE_MS + 1_000), MINUTE, 10).await.unwrap(), [a]);
    // A sweep that was not begun ends nothing.
    store.reserve_blob(content("b"), 1, T0).await.unwrap();
    store.end_sweep(&[content("b")]).await.unwrap();
    assert_eq!(references(&store, "b").await, Some(0));
}

async fn a_reference_protects_for_ever(db: Database) {
    let store = db.open().await;
    // Never reserved: the reference makes the row.
    submit(&store, &stored("a")).await;
    assert_eq!(references(&store, "a").await, Some(1));
    assert_eq!(store.begin_sweep(at(i64::from(u32::MAX)), MINUTE, 10).await.unwrap(), []);
}

async fn an_idle_content_is_protected_for_the_grace_period(db: Database) {
    let store = db.open().await;
    let t = tenant("t");
    store.promise_upload(upload(&t, "o")).await.unwrap();
    assert!(store.complete_upload(&t, "o", digest("a"), T0 + HOUR).await.unwrap());
    let end = T0 + HOUR;
    assert_eq!(store.expire_detections(end, 10).await.unwrap(), 1);
    assert_eq!(references(&store, "a").await, Some(0));
    assert_eq!(store.begin_sweep(end, MINUTE, 10).await.unwrap(), []);
    assert_eq!(store.begin_sweep(end + MINUTE, MINUTE, 10).await.unwrap(), [content("a")]);
}

async fn a_sweep_takes_no_more_than_its_limit(db: Database) {
    let store = db.open().await;
    for (millis, name) in (0..).zip(["a", "b", "c", "d", "e"]) {
        store.reserve_blob(content(name), 1, at(millis)).await.unwrap();
    }
    let later = at(2 * GRACE_MS);
    assert_eq!(store.begin_sweep(later, MINUTE, 0).await.unwrap(), []);
    let mut swept = store.begin_sweep(later, MINUTE, 2).await.unwrap();
    let mut oldest = vec![content("a"), content("b")];
    swept.sort_unstable();
    oldest.sort_unstable();
    assert_eq!(swept, oldest);
    assert_eq!(store.begin_sweep(later, MINUTE, usize::MAX).await.unwrap().len(), 3);
}

async fn nothing_refers_to_a_dying_content(db: Database) {
    let store = db.open().await;
    let t = tenant("t");
    store.reserve_blob(content("a"), 1, T0).await.unwrap();
    store.promise_upload(upload(&t, "o")).await.unwrap();
    assert_eq!(store.begin_sweep(at(GRACE_MS), MINUTE, 10).await.unwrap(), [content("a")]);

    let refused = store.complete_upload(&t, "o", digest("a"), T0 + HOUR).await;
    assert!(matches!(refused, Err(StoreError::Unavailable { .. })), "{refused:?}");
    let refused = store.submit(stored("a"), crate::fixture::job("examine")).await;
    assert!(refused.as_ref().is_err_and(StoreError::is_retryable), "{refused:?}");
    // Nothing of what was refused remains.
    assert_eq!(store.upload(&t, "o", T0).await.unwrap().unwrap().content, None);
    assert_eq!(store.submissions(&t).await.unwrap(), 0);
    assert_eq!(store.queue_depth(&["examine"]).await.unwrap(), 0);
    assert_eq!(references(&store, "a").await, Some(0));

    store.end_sweep(&[content("a")]).await.unwrap();
    assert!(store.complete_upload(&t, "o", digest("a"), T0 + HOUR).await.unwrap());
    assert_eq!(references(&store, "a").await, Some(1));
}
