//! What the tests put into a database.

use std::{sync::Arc, time::Duration};

use assay_store::{
    ContentState, DetectionFailure, DetectionState, DomainRow, DriveRow, Job, Lease, NewDetection, NewDomain,
    NewJob, NewUpload, NewVerdict, OwnerKind, Role, Store, Submitted, UserRow, VerdictKey, new_id,
};
use assay_types::{ContentDigest, DriveId, HashKey, Sha256Digest, TenantId, Timestamp};

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
        notice: None,
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
        notice: None,
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
    DetectionFailure { reason: reason.to_owned(), expires_at: T0 + HOUR, dead_letter: None, notice: None }
}

/// A domain named like its tenant.
pub(crate) fn domain(name: &str) -> DomainRow {
    DomainRow {
        id: name.parse().unwrap(),
        tenant: tenant(name),
        parent: None,
        name: name.to_owned(),
        description: String::new(),
        has_init_drive: false,
        init_bytes: None,
        size_quota: None,
        user_quota: None,
        detail: "{}".to_owned(),
        created_at: T0,
        updated_at: T0,
    }
}

/// A user of a domain.
pub(crate) fn user(domain: &str, id: &str) -> UserRow {
    UserRow {
        domain: domain.parse().unwrap(),
        id: id.parse().unwrap(),
        user_name: String::new(),
        nick_name: id.to_owned(),
        email: String::new(),
        phone: String::new(),
        avatar: String::new(),
        description: String::new(),
        role: Role::User,
        is_enabled: true,
        user_data: "{}".to_owned(),
        creator: "test".to_owned(),
        created_at: T0,
        updated_at: T0,
        login_at: None,
        refreshed_at: None,
        default_drive: None,
    }
}

/// A drive of a user's, empty and without limit.
pub(crate) fn drive_row(domain: &str, id: DriveId, owner: &str) -> DriveRow {
    DriveRow {
        id,
        tenant: tenant(domain),
        domain: domain.parse().unwrap(),
        name: format!("drive {id}"),
        description: String::new(),
        drive_type: "normal".to_owned(),
        owner_kind: OwnerKind::User,
        owner: owner.to_owned(),
        is_default: false,
        is_enabled: true,
        total_bytes: None,
        used_bytes: 0,
        creator: "test".to_owned(),
        created_at: T0,
        updated_at: T0,
    }
}

/// A domain with its first user.
pub(crate) fn new_domain(name: &str) -> NewDomain {
    let superadmin = UserRow { role: Role::Superadmin, ..user(name, "superadmin") };
    NewDomain { domain: domain(name), superadmin, drive: None }
}

/// A new drive in a domain of its own, of this size or without limit.
pub(crate) async fn drive(store: &Arc<dyn Store>, total_bytes: Option<u64>) -> DriveId {
    let id = DriveId(new_id());
    let name = format!("domain-of-{id}");
    store.create_domain(new_domain(&name)).await.unwrap();
    store.create_drive(DriveRow { total_bytes, ..drive_row(&name, id, "superadmin") }).await.unwrap();
    id
}
