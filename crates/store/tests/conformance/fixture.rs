//! What the tests put into a database.

use std::{sync::Arc, time::Duration};

use assay_store::{
    ContentState, DetectionFailure, DetectionState, Job, Lease, NewDetection, NewJob, NewUpload, NewVerdict,
    Store, Submitted, VerdictKey,
};
use assay_types::{ContentDigest, HashKey, Sha256Digest, TenantId, Timestamp};

/// When every test begins.
pub(crate) const T0: Timestamp = Timestamp(1_700_000_000_000);
pub(crate) const SECOND: Duration = Duration::from_secs(1);
pub(crate) const MINUTE: Duration = Duration::from_mins(1);
pub(crate) const HOUR: Duration = Duration::from_hours(1);

/// So many milliseconds after the beginning.
pub(crate) fn at(millis: i64) -> Timestamp {
    Timestamp(T0.as_millis() + millis)
}

pub(crate) fn tenant(name: &str) -> TenantId {
    name.parse().unwrap()
}

/// The digests of a content that is told apart by its name.
pub(crate) fn digest(name: &str) -> ContentDigest {
    ContentDigest::of(name.as_bytes())
}

pub(crate) fn content(name: &str) -> Sha256Digest {
    digest(name).sha256
}

pub(crate) fn job(kind: &str) -> NewJob {
    NewJob { kind: kind.to_owned(), payload: format!("{{\"for\":\"{kind}\"}}"), priority: 0, run_at: T0 }
}

pub(crate) fn upload(tenant: &TenantId, oss_key: &str) -> NewUpload {
    NewUpload {
        tenant: tenant.clone(),
        oss_key: oss_key.to_owned(),
        hash_key: HashKey::Sha256(content(oss_key)),
        expires_at: T0 + HOUR,
    }
}

/// A submission of a stored content by tenant `t` under its own hash.
pub(crate) fn stored(name: &str) -> NewDetection {
    NewDetection {
        tenant: tenant("t"),
        hash_key: content(name).to_string(),
        content: ContentState::Stored(content(name)),
        engine: "engine-1".to_owned(),
        options: "plain".to_owned(),
        now: T0,
        expires_at: T0 + HOUR,
    }
}

pub(crate) fn key(name: &str) -> VerdictKey {
    VerdictKey { content: content(name), engine: "engine-1".to_owned(), options: "plain".to_owned() }
}

pub(crate) fn verdict(name: &str, members: usize) -> NewVerdict {
    NewVerdict {
        key: key(name),
        report: format!("{{\"report\":\"{name}\"}}"),
        members: (1..=members).map(|member| format!("{{\"member\":{member}}}")).collect(),
    }
}

/// Submits and expects a job.
pub(crate) async fn submit(store: &Arc<dyn Store>, new: &NewDetection) {
    let outcome = store.submit(new.clone(), job("examine")).await.unwrap();
    assert!(matches!(outcome, Submitted::Queued(_)), "{outcome:?}");
}

/// Claims the one job that is due.
pub(crate) async fn claim_one(store: &Arc<dyn Store>, now: Timestamp) -> Job {
    let mut jobs = store.claim(&["examine"], 10, MINUTE, now).await.unwrap();
    assert_eq!(jobs.len(), 1, "{jobs:?}");
    jobs.remove(0)
}

/// Submits a content, claims its job, and makes it final until an hour from the beginning.
pub(crate) async fn finish(store: &Arc<dyn Store>, name: &str, members: usize) -> Lease {
    let new = stored(name);
    submit(store, &new).await;
    let lease = claim_one(store, T0).await.lease;
    store
        .finish_detection(&new.tenant, &new.hash_key, verdict(name, members), lease, T0 + HOUR)
        .await
        .unwrap();
    lease
}

/// The state of one detection.
pub(crate) async fn state(
    store: &Arc<dyn Store>,
    tenant: &TenantId,
    hash_key: &str,
    now: Timestamp,
) -> Option<DetectionState> {
    let found = store.detections(tenant, &[hash_key.to_owned()], now).await.unwrap();
    assert_eq!(found.len(), 1);
    let found = found.into_iter().next().flatten()?;
    assert_eq!(found.hash_key, hash_key);
    Some(found.state)
}

/// The number of references to a content.
pub(crate) async fn references(store: &Arc<dyn Store>, name: &str) -> Option<u64> {
    store.blob_references(content(name)).await.unwrap()
}

/// A failure of the submission's own, told for an hour.
pub(crate) fn failure(reason: &str) -> DetectionFailure {
    DetectionFailure { reason: reason.to_owned(), expires_at: T0 + HOUR, dead_letter: None }
}
