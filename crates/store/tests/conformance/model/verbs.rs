//! The verbs of the game: each made on the store and on the model, and everything that can be seen of both
//! compared after it.

use std::{sync::Arc, time::Duration};

use assay_store::{
    ContentState, DetectionFailure, DetectionState, Lease, MembersPage, NewDetection, NewJob, NewUpload,
    NewVerdict, Reservation, Store, StoreError, VerdictKey,
};
use assay_types::{ContentDigest, HashKey, TenantId, Timestamp};
use proptest::prelude::*;

use super::world::{Refusal, State, Submitted, World};
use crate::fixture;

const TENANTS: u8 = 2;
const HASH_KEYS: u8 = 2;
const CONTENTS: u8 = 3;
const OSS_KEYS: u8 = 2;
const OPTIONS: u8 = 2;
const KIND: &str = "examine";

/// Leases and jobs are chosen by a number, of those that there are.
#[derive(Debug, Clone)]
pub(super) enum Verb {
    Wait(i64),
    Reserve(u8),
    BeginSweep(i64),
    EndSweep(u8),
    Promise { tenant: u8, oss_key: u8, life: i64 },
    CompleteUpload { tenant: u8, oss_key: u8, content: u8, life: i64 },
    Submit { tenant: u8, hash_key: u8, content: Option<u8>, options: u8, priority: i16, life: i64 },
    Claim { limit: usize, lease_for: i64 },
    Heartbeat { lease: usize, lease_for: i64 },
    Complete { lease: usize },
    Fail { lease: usize, retry_after: Option<i64> },
    Release { lease: usize },
    Revive { job: usize },
    Attach { tenant: u8, hash_key: u8, content: u8 },
    Finish { lease: usize, tenant: u8, hash_key: u8, content: u8, options: u8, members: usize, life: i64 },
    FailDetection { lease: usize, tenant: u8, hash_key: u8, life: i64 },
    Expire,
}

pub(super) fn any_verb() -> impl Strategy<Value = Verb> {
    let (tenant, hash_key, content) = (0..TENANTS, 0..HASH_KEYS, 0..CONTENTS);
    let (oss_key, options, life, lease) = (0..OSS_KEYS, 0..OPTIONS, 1_i64..80, 0_usize..64);
    prop_oneof![
        4 => (1_i64..60).prop_map(Verb::Wait),
        2 => content.clone().prop_map(Verb::Reserve),
        2 => (0_i64..40).prop_map(Verb::BeginSweep),
        2 => content.clone().prop_map(Verb::EndSweep),
        3 => (tenant.clone(), oss_key.clone(), life.clone())
            .prop_map(|(tenant, oss_key, life)| Verb::Promise { tenant, oss_key, life }),
        5 => (tenant.clone(), oss_key, content.clone(), life.clone())
            .prop_map(|(tenant, oss_key, content, life)| Verb::CompleteUpload { tenant, oss_key, content, life }),
        8 => (
            tenant.clone(),
            hash_key.clone(),
            proptest::option::weighted(0.7, content.clone()),
            options.clone(),
            -1_i16..2,
            life.clone(),
        )
            .prop_map(|(tenant, hash_key, content, options, priority, life)| {
                Verb::Submit { tenant, hash_key, content, options, priority, life }
            }),
        6 => (0_usize..4, 1_i64..100).prop_map(|(limit, lease_for)| Verb::Claim { limit, lease_for }),
        1 => (lease.clone(), 1_i64..100).prop_map(|(lease, lease_for)| Verb::Heartbeat { lease, lease_for }),
        1 => lease.clone().prop_map(|lease| Verb::Complete { lease }),
        2 => (lease.clone(), proptest::option::of(0_i64..50))
            .prop_map(|(lease, retry_after)| Verb::Fail { lease, retry_after }),
        1 => lease.clone().prop_map(|lease| Verb::Release { lease }),
        1 => lease.clone().prop_map(|job| Verb::Revive { job }),
        3 => (tenant.clone(), hash_key.clone(), content.clone())
            .prop_map(|(tenant, hash_key, content)| Verb::Attach { tenant, hash_key, content }),
        6 => (lease.clone(), tenant.clone(), hash_key.clone(), content, options, 0_usize..4, life.clone())
            .prop_map(|(lease, tenant, hash_key, content, options, members, life)| {
                Verb::Finish { lease, tenant, hash_key, content, options, members, life }
            }),
        2 => (lease, tenant, hash_key, life).prop_map(|(lease, tenant, hash_key, life)| {
            Verb::FailDetection { lease, tenant, hash_key, life }
        }),
        3 => Just(Verb::Expire),
    ]
}

fn at(millis: i64) -> Timestamp {
    fixture::at(millis)
}

fn tenant(number: u8) -> TenantId {
    fixture::tenant(&format!("t{number}"))
}

fn digest(number: u8) -> ContentDigest {
    fixture::digest(&format!("content {number}"))
}

fn key(content: u8, options: u8) -> VerdictKey {
    VerdictKey {
        content: digest(content).sha256,
        engine: "engine-1".to_owned(),
        options: format!("options {options}"),
    }
}

fn millis(millis: i64) -> Duration {
    Duration::from_millis(millis.unsigned_abs())
}

fn refusal<T>(outcome: Result<T, StoreError>) -> Result<T, Refusal> {
    outcome.map_err(|error| match error {
        StoreError::LeaseLost => Refusal::LeaseLost,
        StoreError::Unavailable { .. } => Refusal::Dying,
        StoreError::AlreadyExists(_) => Refusal::AlreadyExists,
        other => panic!("{other}"),
    })
}

/// One of the leases that were handed out: the model's and the store's.
fn lease(world: &World, number: usize) -> Option<((usize, u32), Lease)> {
    let index = number.checked_rem(world.leases.len())?;
    let (job, attempt) = world.leases[index];
    Some(((job, attempt), Lease { job: world.ids[job], attempt }))
}

fn member(report: &str, number: usize) -> String {
    format!("{report}, member {number}")
}

/// Makes a verb on both, and compares the answers. A verb about a lease is left out while there is none.
pub(super) async fn make(store: &Arc<dyn Store>, world: &mut World, verb: &Verb, step: usize) {
    let now = at(world.now);
    match *verb {
        Verb::Wait(time) => world.now += time,
        Verb::Reserve(content) => {
            let content_digest = digest(content).sha256;
            let reserved = store.reserve_blob(content_digest, 1, now).await.unwrap();
            let expected = world.reserve(content).map_or(Reservation::Dying, |()| Reservation::Reserved);
            assert_eq!(reserved, expected, "step {step}");
        }
        Verb::BeginSweep(grace) => {
            let mut swept = store.begin_sweep(now, millis(grace), usize::MAX).await.unwrap();
            let mut expected: Vec<_> =
                world.begin_sweep(grace).into_iter().map(|content| digest(content).sha256).collect();
            swept.sort_unstable();
            expected.sort_unstable();
            assert_eq!(swept, expected, "step {step}");
        }
        Verb::EndSweep(content) => {
            store.end_sweep(&[digest(content).sha256]).await.unwrap();
            world.end_sweep(content);
        }
        Verb::Promise { tenant: owner, oss_key, life } => {
            let new = NewUpload {
                tenant: tenant(owner),
                oss_key: oss_key.to_string(),
                hash_key: HashKey::Md5(digest(0).md5),
                expires_at: now + millis(life),
            };
            let outcome = refusal(store.promise_upload(new).await);
            assert_eq!(outcome, world.promise(owner, oss_key, life), "step {step}");
        }
        Verb::CompleteUpload { tenant: owner, oss_key, content, life } => {
            let end = now + millis(life);
            let outcome =
                store.complete_upload(&tenant(owner), &oss_key.to_string(), digest(content), end).await;
            let expected = world.complete_upload(owner, oss_key, content, life);
            assert_eq!(refusal(outcome), expected, "step {step}");
        }
        Verb::Submit { tenant: owner, hash_key, content, options, priority, life } => {
            let new = NewDetection {
                tenant: tenant(owner),
                hash_key: hash_key.to_string(),
                content: content
                    .map_or(ContentState::Remote, |content| ContentState::Stored(digest(content).sha256)),
                engine: "engine-1".to_owned(),
                options: format!("options {options}"),
                now,
                expires_at: now + millis(life),
                notice: None,
            };
            let job = NewJob { kind: KIND.to_owned(), payload: String::new(), priority, run_at: now };
            let outcome = refusal(store.submit(new, job).await).map(|submitted| match submitted {
                assay_store::Submitted::Known => Submitted::Known,
                assay_store::Submitted::Pending => Submitted::Pending,
                assay_store::Submitted::Queued(id) => {
                    world.ids.push(id);
                    Submitted::Queued
                }
            });
            let expected = world.submit(owner, hash_key, content, options, (priority, life));
            assert_eq!(outcome, expected, "step {step}");
        }
        Verb::Claim { limit, lease_for } => {
            let jobs = store.claim(&[KIND], limit, millis(lease_for), now).await.unwrap();
            let claimed: Vec<_> = jobs.iter().map(|job| (job.lease.job, job.lease.attempt)).collect();
            let expected = world.claim(limit, lease_for);
            let expected: Vec<_> =
                expected.iter().map(|(job, attempt)| (world.ids[*job], *attempt)).collect();
            assert_eq!(claimed, expected, "step {step}");
        }
        Verb::Heartbeat { lease: number, lease_for } => {
            let Some((own, lease)) = lease(world, number) else { return };
            let lost = store.heartbeat(&[lease], millis(lease_for), now).await.unwrap();
            assert_eq!(lost.is_empty(), world.heartbeat(own, lease_for).is_ok(), "step {step}");
        }
        Verb::Complete { lease: number } => {
            let Some((own, lease)) = lease(world, number) else { return };
            assert_eq!(refusal(store.complete(lease).await), world.complete(own), "step {step}");
        }
        Verb::Fail { lease: number, retry_after } => {
            let Some((own, lease)) = lease(world, number) else { return };
            let retry_at = retry_after.map(|wait| now + millis(wait));
            let outcome = refusal(store.fail(lease, "failed", retry_at, now).await);
            assert_eq!(outcome, world.fail(own, retry_after), "step {step}");
        }
        Verb::Release { lease: number } => {
            let Some((own, lease)) = lease(world, number) else { return };
            assert_eq!(refusal(store.release(lease).await), world.release(own), "step {step}");
        }
        Verb::Revive { job } => {
            let Some(index) = job.checked_rem(world.ids.len()) else { return };
            let revived = store.revive(world.ids[index], now).await.unwrap();
            assert_eq!(revived, world.revive(index), "step {step}");
        }
        Verb::Attach { tenant: owner, hash_key, content } => {
            let outcome =
                store.attach_content(&tenant(owner), &hash_key.to_string(), digest(content).sha256).await;
            assert_eq!(refusal(outcome), world.attach(owner, hash_key, content), "step {step}");
        }
        Verb::Finish { lease: number, tenant: owner, hash_key, content, options, members, life } => {
            let Some((own, lease)) = lease(world, number) else { return };
            let report = format!("report of step {step}");
            let verdict = NewVerdict {
                key: key(content, options),
                report: report.clone(),
                members: (0..members).map(|number| member(&report, number)).collect(),
                notice: None,
            };
            let end = now + millis(life);
            let outcome =
                store.finish_detection(&tenant(owner), &hash_key.to_string(), verdict, lease, end).await;
            let expected = world.finish(own, (owner, hash_key), (content, options), (report, members), life);
            assert_eq!(refusal(outcome), expected, "step {step}");
        }
        Verb::FailDetection { lease: number, tenant: owner, hash_key, life } => {
            let Some((own, lease)) = lease(world, number) else { return };
            let reason = format!("reason of step {step}");
            let failure = DetectionFailure {
                reason: reason.clone(),
                expires_at: now + millis(life),
                dead_letter: None,
                notice: None,
            };
            let outcome = store.fail_detection(&tenant(owner), &hash_key.to_string(), failure, lease).await;
            let expected = world.fail_detection(own, (owner, hash_key), reason, life);
            assert_eq!(refusal(outcome), expected, "step {step}");
        }
        Verb::Expire => {
            assert_eq!(
                store.expire_detections(now, usize::MAX).await.unwrap(),
                world.expire(),
                "step {step}"
            );
        }
    }
}

/// Compares everything that can be asked.
pub(super) async fn compare(store: &Arc<dyn Store>, world: &World, step: usize) {
    let now = at(world.now);
    for content in 0..CONTENTS {
        let refs = store.blob_references(digest(content).sha256).await.unwrap();
        assert_eq!(refs, world.blobs.get(&content).map(|blob| blob.refs), "step {step}, content {content}");
        for options in 0..OPTIONS {
            let known = store.has_verdict(&key(content, options)).await.unwrap();
            assert_eq!(known, world.verdicts.contains_key(&(content, options)), "step {step}");
        }
    }
    assert_eq!(store.queue_depth(&[KIND]).await.unwrap(), world.depth(), "step {step}");
    assert_eq!(store.dead_jobs(usize::MAX).await.unwrap().len(), world.dead(), "step {step}");
    for owner in 0..TENANTS {
        let submissions = store.submissions(&tenant(owner)).await.unwrap();
        assert_eq!(submissions, world.submissions.get(&owner).copied().unwrap_or(0), "step {step}");
        for oss_key in 0..OSS_KEYS {
            let found = store.upload(&tenant(owner), &oss_key.to_string(), now).await.unwrap();
            let expected = world.uploads.get(&(owner, oss_key)).filter(|upload| at(upload.expires_at) > now);
            let expected = expected.map(|upload| (upload.content.map(digest), at(upload.expires_at)));
            assert_eq!(found.map(|found| (found.content, found.expires_at)), expected, "step {step}");
        }
        let hash_keys: Vec<_> = (0..HASH_KEYS).map(|key| key.to_string()).collect();
        let found = store.detections(&tenant(owner), &hash_keys, now).await.unwrap();
        for (hash_key, found) in (0..HASH_KEYS).zip(found) {
            let place = format!("step {step}, detection {owner}/{hash_key}");
            let (state, members) = expected_detection(world, (owner, hash_key), now);
            assert_eq!(found.map(|found| found.state), state, "{place}");
            let page =
                store.detection_members(&tenant(owner), &hash_key.to_string(), 1, 2, now).await.unwrap();
            assert_eq!(page, members, "{place}");
        }
    }
}

/// What a detection looks like, and its second and third member.
fn expected_detection(
    world: &World,
    place: (u8, u8),
    now: Timestamp,
) -> (Option<DetectionState>, Option<MembersPage>) {
    let visible = |end: Option<i64>| end.is_none_or(|end| at(end) > now);
    let Some(own) = world.detections.get(&place).filter(|own| visible(own.expires_at)) else {
        return (None, None);
    };
    let empty = Some(MembersPage { total: 0, members: Vec::new() });
    match &own.state {
        State::Pending => (Some(DetectionState::Pending), empty),
        State::Failed(reason) => (Some(DetectionState::Failed(reason.clone())), empty),
        State::Final => {
            let verdict = &world.verdicts[&(own.content.unwrap(), own.options)];
            let members = (0..verdict.members).map(|number| member(&verdict.report, number));
            let page =
                MembersPage { total: verdict.members as u64, members: members.skip(1).take(2).collect() };
            (Some(DetectionState::Final(verdict.report.clone())), Some(page))
        }
    }
}
