//! What holds when many tasks, on two nodes, do the same things at once.

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex},
    time::Duration,
};

use assay_store::{DetectionState, Job, Lease, NewDetection, NewVerdict, Reservation, Store, Submitted};
use assay_types::{Sha256Digest, TenantId, Timestamp};
use tokio::{
    sync::RwLock,
    task::{JoinHandle, spawn},
};

use crate::{
    fixture::{
        HOUR, MINUTE, T0, at, claim_one, content, digest, job, key, references, state, stored, tenant,
        upload, verdict,
    },
    harness::{Database, conformance},
};

conformance!(
    a_job_is_handed_out_once,
    one_of_many_results_counts,
    submissions_at_once_make_one_job,
    tenants_that_submit_one_content_share_its_verdict,
    submissions_race_with_results_and_expiry,
    no_referenced_content_is_ever_swept,
);

async fn all<T: Send + 'static>(tasks: Vec<JoinHandle<T>>) -> Vec<T> {
    let mut results = Vec::new();
    for task in tasks {
        results.push(task.await.unwrap());
    }
    results
}

async fn a_job_is_handed_out_once(db: Database) {
    const JOBS: usize = 200;
    let stores = [db.open().await, db.open().await];
    let mut waiting = HashSet::new();
    for _ in 0..JOBS {
        waiting.insert(stores[0].enqueue(job("k")).await.unwrap());
    }
    let claim_until_empty = |store: Arc<dyn Store>| async move {
        let (mut claimed, mut empty) = (Vec::new(), 0);
        // A claim may come back empty while another task holds the last rows.
        while empty < 3 {
            let jobs = store.claim(&["k", "l"], 7, HOUR, T0).await.unwrap();
            empty = if jobs.is_empty() { empty + 1 } else { 0 };
            claimed.extend(jobs);
        }
        claimed
    };
    let tasks = (0..8).map(|task| spawn(claim_until_empty(stores[task % 2].clone()))).collect();
    let claimed: Vec<Job> = all(tasks).await.into_iter().flatten().collect();
    assert_eq!(claimed.len(), JOBS, "each exactly once");
    assert!(claimed.iter().all(|job| job.lease.attempt == 1));
    assert_eq!(claimed.iter().map(|job| job.lease.job).collect::<HashSet<_>>(), waiting);
}

async fn one_of_many_results_counts(db: Database) {
    let store = db.open().await;
    store.enqueue(job("k")).await.unwrap();
    let lease = store.claim(&["k"], 1, MINUTE, T0).await.unwrap()[0].lease;
    let tasks = (0..8).map(|_| {
        let store = store.clone();
        spawn(async move { store.complete(lease).await.is_ok() })
    });
    let won = all(tasks.collect()).await;
    assert_eq!(won.iter().filter(|won| **won).count(), 1);
}

async fn submissions_at_once_make_one_job(db: Database) {
    let stores = [db.open().await, db.open().await];
    for round in 0..5 {
        let name = format!("content {round}");
        let tasks = (0..8).map(|task| {
            let (store, new) = (stores[task % 2].clone(), stored(&name));
            spawn(async move { store.submit(new, job("examine")).await.unwrap() })
        });
        let outcomes = all(tasks.collect()).await;
        let queued = outcomes.iter().filter(|outcome| matches!(outcome, Submitted::Queued(_))).count();
        let pending = outcomes.iter().filter(|outcome| **outcome == Submitted::Pending).count();
        assert_eq!((queued, pending), (1, 7));
        assert_eq!(references(&stores[0], &name).await, Some(1));
    }
    assert_eq!(stores[0].submissions(&tenant("t")).await.unwrap(), 40);
    assert_eq!(stores[0].queue_depth(&["examine"]).await.unwrap(), 5);
}

async fn tenants_that_submit_one_content_share_its_verdict(db: Database) {
    let stores = [db.open().await, db.open().await];
    let tenants: Vec<_> = (0..8).map(|i| tenant(&format!("t{i}"))).collect();
    let tasks = tenants.iter().enumerate().map(|(i, tenant)| {
        let (store, new) = (stores[i % 2].clone(), NewDetection { tenant: tenant.clone(), ..stored("a") });
        spawn(async move { store.submit(new, job(&format!("k{i}"))).await.unwrap() })
    });
    all(tasks.collect()).await;
    let tasks = tenants.iter().enumerate().map(|(i, tenant)| {
        let (store, tenant) = (stores[i % 2].clone(), tenant.clone());
        spawn(async move {
            let lease = store.claim(&[format!("k{i}").as_str()], 1, MINUTE, T0).await.unwrap()[0].lease;
            let made = NewVerdict { report: format!("by {i}"), ..verdict("a", i) };
            store.finish_detection(&tenant, &stored("a").hash_key, made, lease, T0 + HOUR).await.unwrap();
        })
    });
    all(tasks.collect()).await;
    let mut seen = HashSet::new();
    for tenant in &tenants {
        let hash_key = stored("a").hash_key;
        let Some(DetectionState::Final(report)) = state(&stores[0], tenant, &hash_key, T0).await else {
            panic!("{tenant} has no result")
        };
        let page = stores[0].detection_members(tenant, &hash_key, 0, 100, T0).await.unwrap().unwrap();
        assert_eq!(report, format!("by {}", page.total), "a report with its own members");
        seen.insert(report);
    }
    assert_eq!(seen.len(), 1);
    assert_eq!(references(&stores[0], "a").await, Some(8));
}

async fn submissions_race_with_results_and_expiry(db: Database) {
    let stores = [db.open().await, db.open().await];
    // Results expire as soon as they are made, so that submissions meet them in every state.
    let submitter = |store: Arc<dyn Store>| async move {
        for round in 0..60 {
            let new = NewDetection { expires_at: at(1), ..stored(["a", "b"][round % 2]) };
            store.submit(new, job("examine")).await.unwrap();
        }
    };
    let worker = |store: Arc<dyn Store>| async move {
        for _ in 0..60 {
            for job in store.claim(&["examine"], 2, HOUR, T0).await.unwrap() {
                for name in ["a", "b"] {
                    // The job does not say which; only its own detection takes the result.
                    let hash_key = stored(name).hash_key;
                    match store
                        .finish_detection(&tenant("t"), &hash_key, verdict(name, 2), job.lease, at(1))
                        .await
                    {
                        Ok(()) | Err(assay_store::StoreError::LeaseLost) => {}
                        Err(error) => panic!("{error}"),
                    }
                }
            }
            tokio::task::yield_now().await;
        }
    };
    let janitor = |store: Arc<dyn Store>| async move {
        for _ in 0..60 {
            store.expire_detections(at(1), 10).await.unwrap();
            tokio::task::yield_now().await;
        }
    };
    let mut tasks = Vec::new();
    for store in &stores {
        for _ in 0..2 {
            tasks.push(spawn(submitter(store.clone())));
            tasks.push(spawn(worker(store.clone())));
        }
        tasks.push(spawn(janitor(store.clone())));
    }
    all(tasks).await;

    let store = &stores[0];
    assert_eq!(store.submissions(&tenant("t")).await.unwrap(), 240);
    // Every reference belongs to a detection that still stands.
    for name in ["a", "b"] {
        let standing = state(store, &tenant("t"), &stored(name).hash_key, T0).await;
        assert_eq!(references(store, name).await, Some(u64::from(standing.is_some())), "{standing:?}");
    }
    // Those that were left behind by a job that gave its result to the other name: submitted anew they live.
    while let [job, ..] = store.claim(&["examine"], 1, HOUR, T0).await.unwrap().as_slice() {
        store.complete(job.lease).await.unwrap();
    }
    for name in ["a", "b"] {
        let new = NewDetection { expires_at: at(1), ..stored(name) };
        if let Submitted::Queued(_) = store.submit(new.clone(), job("examine")).await.unwrap() {
            let lease: Lease = claim_one(store, T0).await.lease;
            store.finish_detection(&new.tenant, &new.hash_key, verdict(name, 2), lease, at(1)).await.unwrap();
        }
        let report = DetectionState::Final(verdict(name, 2).report);
        assert_eq!(state(store, &new.tenant, &new.hash_key, T0).await, Some(report));
    }
    while store.expire_detections(at(1), 10).await.unwrap() > 0 {}
    for name in ["a", "b"] {
        assert_eq!(references(store, name).await, Some(0));
        assert!(!store.has_verdict(&key(name)).await.unwrap());
    }
}

/// The bytes, as the blob store would have them, and a clock that stands still while anybody uploads: an
/// upload that takes longer than the grace period is out of the game.
#[derive(Default)]
struct World {
    bytes: Mutex<HashSet<Sha256Digest>>,
    clock: RwLock<i64>,
}

const NAMES: [&str; 3] = ["a", "b", "c"];

async fn upload_often(store: Arc<dyn Store>, world: Arc<World>, uploader: TenantId) {
    for round in 0..40_usize {
        let name = NAMES[round % NAMES.len()];
        let clock = world.clock.read().await;
        let oss_key = format!("o{round}");
        store.promise_upload(upload(&uploader, &oss_key)).await.unwrap();
        while store.reserve_blob(content(name), 1, at(*clock)).await.unwrap() == Reservation::Dying {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        world.bytes.lock().unwrap().insert(content(name));
        let end = at(*clock + 1);
        assert!(store.complete_upload(&uploader, &oss_key, digest(name), end).await.unwrap());
        assert!(world.bytes.lock().unwrap().contains(&content(name)), "swept under an upload");
    }
}

async fn sweep_often(store: Arc<dyn Store>, world: Arc<World>) {
    for round in 0..60 {
        let now: Timestamp = at(*world.clock.read().await);
        store.expire_detections(now, 100).await.unwrap();
        let dying = store.begin_sweep(now, Duration::from_millis(10), 10).await.unwrap();
        for content in &dying {
            world.bytes.lock().unwrap().remove(content);
        }
        tokio::task::yield_now().await;
        store.end_sweep(&dying).await.unwrap();
        if round % 2 == 0 {
            *world.clock.write().await += 11;
        }
    }
}

async fn no_referenced_content_is_ever_swept(db: Database) {
    let stores = [db.open().await, db.open().await];
    let world = Arc::new(World::default());
    let mut tasks = Vec::new();
    for (i, store) in stores.iter().enumerate() {
        for j in 0..2 {
            let uploader = tenant(&format!("t{i}{j}"));
            tasks.push(spawn(upload_often(store.clone(), world.clone(), uploader)));
        }
        tasks.push(spawn(sweep_often(store.clone(), world.clone())));
    }
    all(tasks).await;
    let known: HashMap<_, _> = NAMES.iter().map(|name| (content(name), *name)).collect();
    for (content, name) in known {
        if references(&stores[0], name).await.is_some_and(|count| count > 0) {
            assert!(
                world.bytes.lock().unwrap().contains(&content),
                "{name} is referred to without its bytes"
            );
        }
    }
}
