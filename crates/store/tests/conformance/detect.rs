//! Detections: submitted, worked on, read, forgotten.

use std::time::Duration;

use assay_store::{ContentState, DetectionState, NewDetection, NewJob, NewVerdict, Submitted, VerdictKey};
use assay_types::{ContentDigest, TenantId, Timestamp};

use crate::harness::{Database, conformance};

conformance!(a_submission_becomes_final_and_is_forgotten);

const T0: Timestamp = Timestamp(1_700_000_000_000);
const HOUR: Duration = Duration::from_hours(1);

async fn a_submission_becomes_final_and_is_forgotten(db: Database) {
    let store = db.open().await;
    let tenant = TenantId::default();
    let content = ContentDigest::of(b"content").sha256;
    let new = NewDetection {
        tenant: tenant.clone(),
        hash_key: content.to_string(),
        content: ContentState::Stored(content),
        engine: "engine-1".to_owned(),
        options: "d0".to_owned(),
        now: T0,
        expires_at: T0 + HOUR,
    };
    let job = NewJob { kind: "examine".to_owned(), payload: "{}".to_owned(), priority: 0, run_at: T0 };
    let Submitted::Queued(id) = store.submit(new.clone(), job.clone()).await.unwrap() else {
        panic!("nothing is known yet")
    };
    assert_eq!(store.submit(new.clone(), job.clone()).await.unwrap(), Submitted::Pending);
    assert_eq!(store.submissions(&tenant).await.unwrap(), 2);
    assert_eq!(store.blob_references(content).await.unwrap(), Some(1));

    let jobs = store.claim(&["examine"], 10, HOUR, T0).await.unwrap();
    assert_eq!(jobs.iter().map(|job| job.lease.job).collect::<Vec<_>>(), [id]);
    let key = VerdictKey { content, engine: "engine-1".to_owned(), options: "d0".to_owned() };
    let members: Vec<_> = (0..5).map(|i| format!("member {i}")).collect();
    let verdict = NewVerdict { key: key.clone(), report: "report".to_owned(), members: members.clone() };
    store.finish_detection(&tenant, &new.hash_key, verdict, jobs[0].lease, T0 + HOUR).await.unwrap();
    assert!(store.has_verdict(&key).await.unwrap());

    let found = store.detections(&tenant, std::slice::from_ref(&new.hash_key), T0).await.unwrap();
    let found = found.into_iter().next().flatten().unwrap();
    assert_eq!(found.state, DetectionState::Final("report".to_owned()));
    let page = store.detection_members(&tenant, &new.hash_key, 1, 3, T0).await.unwrap().unwrap();
    assert_eq!((page.total, page.members.as_slice()), (5, &members[1..4]));

    let later = T0 + HOUR;
    assert_eq!(store.detections(&tenant, &[new.hash_key], later).await.unwrap(), [None]);
    assert_eq!(store.expire_detections(later, 10).await.unwrap(), 1);
    assert!(!store.has_verdict(&key).await.unwrap());
    assert_eq!(store.blob_references(content).await.unwrap(), Some(0));
}
