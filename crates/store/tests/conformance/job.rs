//! Jobs: claimed once, kept alive, tried again, given up.

use assay_store::{DeadJob, Job, JobId, Lease, NewJob, StoreError};

use crate::{
    fixture::{HOUR, MINUTE, SECOND, T0, at, job},
    harness::{Database, conformance},
};

conformance!(
    jobs_are_claimed_by_priority_and_age,
    a_job_waits_for_its_time,
    only_the_wanted_kinds_are_claimed,
    a_completed_job_is_gone,
    a_lease_that_ran_out_goes_to_another,
    a_heartbeat_keeps_a_lease,
    a_failed_job_is_tried_again_later,
    a_dead_job_can_be_revived,
    a_released_job_is_free_at_once,
    the_depth_counts_waiting_and_running,
);

async fn claim(store: &std::sync::Arc<dyn assay_store::Store>, now: assay_types::Timestamp) -> Vec<Job> {
    store.claim(&["k"], 10, MINUTE, now).await.unwrap()
}

fn lost(outcome: &Result<(), StoreError>) -> bool {
    matches!(outcome, Err(StoreError::LeaseLost))
}

async fn jobs_are_claimed_by_priority_and_age(db: Database) {
    let store = db.open().await;
    let mut ids = Vec::new();
    for priority in [0, 5, 0, i16::MIN, 5, i16::MAX] {
        ids.push(store.enqueue(NewJob { priority, ..job("k") }).await.unwrap());
    }
    assert!(ids.windows(2).all(|pair| pair[0] < pair[1]), "ids are time-ordered");
    let order = |jobs: &[Job]| -> Vec<_> {
        jobs.iter().map(|job| ids.iter().position(|id| *id == job.lease.job).unwrap()).collect()
    };
    assert_eq!(store.claim(&["k"], 0, MINUTE, T0).await.unwrap(), []);
    let first = store.claim(&["k"], 4, MINUTE, T0).await.unwrap();
    assert_eq!(order(&first), [5, 1, 4, 0]);
    assert!(first.iter().all(|job| job.lease.attempt == 1));
    assert_eq!((first[0].kind.as_str(), first[0].payload.as_str()), ("k", "{\"for\":\"k\"}"));
    let second = store.claim(&["k"], usize::MAX, MINUTE, T0).await.unwrap();
    assert_eq!(order(&second), [2, 3]);
    assert_eq!(claim(&store, T0).await, []);
}

async fn a_job_waits_for_its_time(db: Database) {
    let store = db.open().await;
    let id = store.enqueue(NewJob { run_at: at(10), ..job("k") }).await.unwrap();
    assert_eq!(claim(&store, at(9)).await, []);
    assert_eq!(claim(&store, at(10)).await[0].lease.job, id);
}

async fn only_the_wanted_kinds_are_claimed(db: Database) {
    let store = db.open().await;
    for kind in ["a", "b", "c"] {
        store.enqueue(job(kind)).await.unwrap();
    }
    assert_eq!(store.claim(&[], 10, MINUTE, T0).await.unwrap(), []);
    assert_eq!(store.claim(&["A"], 10, MINUTE, T0).await.unwrap(), []);
    let claimed = store.claim(&["c", "a", "c", "x"], 10, MINUTE, T0).await.unwrap();
    let kinds: Vec<_> = claimed.iter().map(|job| job.kind.as_str()).collect();
    assert_eq!(kinds, ["a", "c"], "by age, and a kind named twice is claimed once");
}

async fn a_completed_job_is_gone(db: Database) {
    let store = db.open().await;
    let id = store.enqueue(job("k")).await.unwrap();
    assert!(lost(&store.complete(Lease { job: id, attempt: 0 }).await), "not claimed yet");
    assert!(lost(&store.complete(Lease { job: id, attempt: 1 }).await), "not claimed yet");
    let lease = claim(&store, T0).await[0].lease;
    store.complete(lease).await.unwrap();
    assert!(lost(&store.complete(lease).await));
    assert!(lost(&store.fail(lease, "late", None, T0).await));
    assert!(lost(&store.release(lease).await));
    assert_eq!(claim(&store, T0 + HOUR).await, []);
    assert_eq!(store.dead_jobs(10).await.unwrap(), []);
}

async fn a_lease_that_ran_out_goes_to_another(db: Database) {
    let store = db.open().await;
    store.enqueue(job("k")).await.unwrap();
    let first = claim(&store, T0).await[0].lease;
    assert_eq!(claim(&store, at(59_999)).await, []);
    let second = claim(&store, T0 + MINUTE).await[0].lease;
    assert_eq!(second, Lease { job: first.job, attempt: 2 });
    assert!(lost(&store.complete(first).await));
    assert!(lost(&store.fail(first, "late", Some(T0), T0).await));
    assert!(lost(&store.fail(first, "late", None, T0).await));
    assert!(lost(&store.release(first).await));
    assert_eq!(store.heartbeat(&[first, second], MINUTE, T0).await.unwrap(), [first]);
    store.complete(second).await.unwrap();

    // Nobody else took it: a late result is still a result.
    store.enqueue(job("k")).await.unwrap();
    let late = claim(&store, T0).await[0].lease;
    assert_eq!(store.heartbeat(&[late], MINUTE, T0 + HOUR).await.unwrap(), []);
    store.complete(late).await.unwrap();
}

async fn a_heartbeat_keeps_a_lease(db: Database) {
    let store = db.open().await;
    assert_eq!(store.heartbeat(&[], MINUTE, T0).await.unwrap(), []);
    for _ in 0..2 {
        store.enqueue(job("k")).await.unwrap();
    }
    let jobs = claim(&store, T0).await;
    let (kept, left) = (jobs[0].lease, jobs[1].lease);
    let unknown = Lease { job: JobId(7), attempt: 1 };
    assert_eq!(store.heartbeat(&[kept, unknown, kept], MINUTE, at(59_000)).await.unwrap(), [unknown]);
    let again = claim(&store, at(60_000)).await;
    assert_eq!(again.iter().map(|job| job.lease.job).collect::<Vec<_>>(), [left.job]);
    assert_eq!(claim(&store, at(119_000)).await[0].lease, Lease { job: kept.job, attempt: 2 });
}

async fn a_failed_job_is_tried_again_later(db: Database) {
    let store = db.open().await;
    store.enqueue(job("k")).await.unwrap();
    let lease = claim(&store, T0).await[0].lease;
    store.fail(lease, "no luck", Some(T0 + SECOND), T0).await.unwrap();
    assert!(lost(&store.complete(lease).await));
    assert_eq!(store.heartbeat(&[lease], MINUTE, T0).await.unwrap(), [lease]);
    assert_eq!(claim(&store, at(999)).await, []);
    assert_eq!(claim(&store, at(1_000)).await[0].lease, Lease { attempt: 2, ..lease });
}

async fn a_dead_job_can_be_revived(db: Database) {
    let store = db.open().await;
    let mut dead = Vec::new();
    for millis in [5, 3, 5] {
        let id = store.enqueue(NewJob { priority: 3, ..job("k") }).await.unwrap();
        let lease = claim(&store, T0).await[0].lease;
        store.fail(lease, "out of luck", None, at(millis)).await.unwrap();
        dead.push(DeadJob {
            id,
            kind: "k".to_owned(),
            payload: job("k").payload,
            attempts: 1,
            error: "out of luck".to_owned(),
            died_at: at(millis),
        });
    }
    let newest = [dead[2].clone(), dead[0].clone(), dead[1].clone()];
    assert_eq!(store.dead_jobs(10).await.unwrap(), newest);
    assert_eq!(store.dead_jobs(2).await.unwrap(), newest[..2]);
    assert_eq!(claim(&store, T0 + HOUR).await, []);
    assert_eq!(store.queue_depth(&["k"]).await.unwrap(), 0);

    assert!(!store.revive(JobId(7), T0).await.unwrap());
    assert!(store.revive(dead[1].id, at(50)).await.unwrap());
    assert!(!store.revive(dead[1].id, at(50)).await.unwrap());
    assert_eq!(claim(&store, at(49)).await, []);
    let again = claim(&store, at(50)).await;
    assert_eq!(again[0].lease, Lease { job: dead[1].id, attempt: 1 }, "its attempts are forgotten");
    assert_eq!(store.dead_jobs(10).await.unwrap().len(), 2);
}

async fn a_released_job_is_free_at_once(db: Database) {
    let store = db.open().await;
    store.enqueue(job("k")).await.unwrap();
    let first = claim(&store, T0).await[0].lease;
    store.fail(first, "no luck", Some(T0), T0).await.unwrap();
    let second = claim(&store, T0).await[0].lease;
    store.release(second).await.unwrap();
    assert!(lost(&store.complete(second).await));
    assert_eq!(claim(&store, T0).await[0].lease, second, "the attempt does not count");
}

async fn the_depth_counts_waiting_and_running(db: Database) {
    let store = db.open().await;
    for kind in ["a", "a", "b"] {
        store.enqueue(NewJob { run_at: T0 + HOUR, ..job(kind) }).await.unwrap();
    }
    store.claim(&["a"], 1, MINUTE, T0 + HOUR).await.unwrap();
    assert_eq!(store.queue_depth(&["a"]).await.unwrap(), 2);
    assert_eq!(store.queue_depth(&["b", "a", "b", "x"]).await.unwrap(), 3);
    assert_eq!(store.queue_depth(&[]).await.unwrap(), 0);
}
