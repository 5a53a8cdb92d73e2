//! Contents: reserved, referenced, swept.

use std::time::Duration;

use assay_store::Reservation;
use assay_types::{ContentDigest, Sha256Digest, Timestamp};

use crate::harness::{Database, conformance};

conformance!(life_of_a_content);

const GRACE: Duration = Duration::from_mins(1);
const T0: Timestamp = Timestamp(1_700_000_000_000);

fn content(name: &str) -> Sha256Digest {
    ContentDigest::of(name.as_bytes()).sha256
}

async fn life_of_a_content(db: Database) {
    let store = db.open().await;
    let a = content("a");
    assert_eq!(store.blob_references(a).await.unwrap(), None);
    assert_eq!(store.reserve_blob(a, 1, T0).await.unwrap(), Reservation::Reserved);
    assert_eq!(store.blob_references(a).await.unwrap(), Some(0));
    let before = Timestamp(T0.as_millis() + 59_999);
    assert_eq!(store.begin_sweep(before, GRACE, 10).await.unwrap(), []);
    let after = T0 + GRACE;
    assert_eq!(store.begin_sweep(after, GRACE, 10).await.unwrap(), [a]);
    assert_eq!(store.reserve_blob(a, 1, after).await.unwrap(), Reservation::Dying);
    assert_eq!(store.begin_sweep(after, GRACE, 10).await.unwrap(), [], "another sweeper has it");
    assert_eq!(store.begin_sweep(after + GRACE, GRACE, 10).await.unwrap(), [a], "the sweeper died");
    store.end_sweep(&[a]).await.unwrap();
    assert_eq!(store.blob_references(a).await.unwrap(), None);
    assert_eq!(store.reserve_blob(a, 1, after).await.unwrap(), Reservation::Reserved);
}
