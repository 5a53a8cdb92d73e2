//! Detections of stored contents: submitted, worked on, read, replaced, forgotten.

use assay_store::{
    ContentState, DetectionFailure, DetectionState, MembersPage, NewDetection, NewVerdict, StoreError,
    Submitted, VerdictKey,
};

use crate::{
    fixture::{
        HOUR, MINUTE, T0, at, claim_one, content, failure, finish, job, key, references, state, stored,
        submit, tenant, verdict,
    },
    harness::{Database, conformance},
};

conformance!(
    a_submission_becomes_final_and_is_forgotten,
    the_same_submission_twice_is_one,
    a_known_content_is_final_at_once,
    another_content_or_other_options_replace_a_pending_one,
    a_notice_is_enqueued_whenever_a_detection_of_its_own_becomes_final,
    a_newer_engine_finishes_an_older_submission,
    the_first_verdict_is_kept,
    a_lost_lease_records_nothing,
    a_failure_is_told_until_it_expires,
    a_failure_of_ours_leaves_a_dead_letter,
    a_dead_job_does_not_hold_a_submission_up,
    members_come_in_pages,
    tenants_do_not_see_each_other,
    answers_come_in_the_order_of_the_questions,
    a_verdict_lives_as_long_as_its_longest_detection,
    expiry_holds_its_limit,
);

async fn a_submission_becomes_final_and_is_forgotten(db: Database) {
    let store = db.open().await;
    let t = tenant("t");
    let new = stored("a");
    submit(&store, &new).await;
    assert_eq!(state(&store, &t, &new.hash_key, T0).await, Some(DetectionState::Pending));
    let far = at(i64::from(u32::MAX));
    assert_eq!(state(&store, &t, &new.hash_key, far).await, Some(DetectionState::Pending), "no expiry yet");
    assert_eq!(store.expire_detections(far, 10).await.unwrap(), 0);
    assert_eq!(store.submissions(&t).await.unwrap(), 1);

    let claimed = claim_one(&store, T0).await;
    assert_eq!(claimed.payload, job("examine").payload);
    assert!(!store.has_verdict(&key("a")).await.unwrap());
    store.finish_detection(&t, &new.hash_key, verdict("a", 2), claimed.lease, T0 + HOUR).await.unwrap();
    assert!(store.has_verdict(&key("a")).await.unwrap());
    assert_eq!(store.queue_depth(&["examine"]).await.unwrap(), 0);
    let report = DetectionState::Final(verdict("a", 2).report);
    assert_eq!(state(&store, &t, &new.hash_key, at(3_599_999)).await, Some(report));
    assert_eq!(references(&store, "a").await, Some(1), "referred to until it expires");

    let end = T0 + HOUR;
    assert_eq!(state(&store, &t, &new.hash_key, end).await, None);
    assert_eq!(store.detection_members(&t, &new.hash_key, 0, 10, end).await.unwrap(), None);
    assert_eq!(store.expire_detections(end, 10).await.unwrap(), 1);
    assert_eq!(store.expire_detections(end, 10).await.unwrap(), 0);
    assert!(!store.has_verdict(&key("a")).await.unwrap());
    assert_eq!(references(&store, "a").await, Some(0));
    assert_eq!(store.submissions(&t).await.unwrap(), 1, "counted for ever");
}

async fn the_same_submission_twice_is_one(db: Database) {
    let store = db.open().await;
    let new = stored("a");
    submit(&store, &new).await;
    assert_eq!(store.submit(new.clone(), job("examine")).await.unwrap(), Submitted::Pending);
    // Also while it is worked on, and whatever engine is in force by then.
    let lease = claim_one(&store, T0).await.lease;
    let newer = NewDetection { engine: "engine-2".to_owned(), ..new.clone() };
    assert_eq!(store.submit(newer, job("examine")).await.unwrap(), Submitted::Pending);
    assert_eq!(references(&store, "a").await, Some(1));
    assert_eq!(store.submissions(&new.tenant).await.unwrap(), 3);
    store.finish_detection(&new.tenant, &new.hash_key, verdict("a", 0), lease, T0 + HOUR).await.unwrap();
}

async fn a_known_content_is_final_at_once(db: Database) {
    let store = db.open().await;
    finish(&store, "a", 3).await;
    // Another tenant, under another name of the same content.
    let md5 = crate::fixture::digest("a").md5.to_string();
    let other = NewDetection { tenant: tenant("u"), hash_key: md5.clone(), ..stored("a") };
    assert_eq!(store.submit(other.clone(), job("examine")).await.unwrap(), Submitted::Known);
    let report = DetectionState::Final(verdict("a", 3).report);
    assert_eq!(state(&store, &other.tenant, &md5, T0).await, Some(report));
    let page = store.detection_members(&other.tenant, &md5, 0, 10, T0).await.unwrap().unwrap();
    assert_eq!(page.members, verdict("a", 3).members);
    assert_eq!(references(&store, "a").await, Some(2));
    assert_eq!(store.queue_depth(&["examine"]).await.unwrap(), 0);
    // The same again replaces the final one and is counted.
    assert_eq!(store.submit(other.clone(), job("examine")).await.unwrap(), Submitted::Known);
    assert_eq!(references(&store, "a").await, Some(2));
    assert_eq!(store.submissions(&other.tenant).await.unwrap(), 2);
    // What another engine or other options would find is not known.
    for unknown in [
        NewDetection { engine: "engine-2".to_owned(), ..other.clone() },
        NewDetection { options: "deep".to_owned(), hash_key: "x".to_owned(), ..other.clone() },
    ] {
        submit(&store, &unknown).await;
        assert_eq!(
            state(&store, &unknown.tenant, &unknown.hash_key, T0).await,
            Some(DetectionState::Pending),
            "replaced"
        );
    }
    assert_eq!(references(&store, "a").await, Some(3));
}

async fn another_content_or_other_options_replace_a_pending_one(db: Database) {
    let store = db.open().await;
    let first = stored("a");
    submit(&store, &first).await;
    let old = claim_one(&store, T0).await.lease;
    let deep = NewDetection { options: "deep".to_owned(), ..first.clone() };
    submit(&store, &deep).await;
    let second = NewDetection { content: ContentState::Stored(content("b")), ..deep.clone() };
    submit(&store, &second).await;
    assert_eq!((references(&store, "a").await, references(&store, "b").await), (Some(0), Some(1)));

    // The first job knows nothing of that: its verdict is kept, the detection stays with the last job.
    let (t, hash_key) = (&first.tenant, first.hash_key.as_str());
    store.finish_detection(t, hash_key, verdict("a", 0), old, T0 + HOUR).await.unwrap();
    assert!(store.has_verdict(&key("a")).await.unwrap());
    assert_eq!(state(&store, t, hash_key, T0).await, Some(DetectionState::Pending));
    let leases: Vec<_> =
        store.claim(&["examine"], 10, MINUTE, T0).await.unwrap().iter().map(|job| job.lease).collect();
    store.fail_detection(t, hash_key, failure("no"), leases[0]).await.unwrap();
    assert_eq!(state(&store, t, hash_key, T0).await, Some(DetectionState::Pending), "nor its failure");
    let last = NewVerdict {
        key: VerdictKey { options: "deep".to_owned(), ..key("b") },
        report: "last".to_owned(),
        members: Vec::new(),
        notice: None,
    };
    store.finish_detection(t, hash_key, last, leases[1], T0 + HOUR).await.unwrap();
    let found = state(&store, t, hash_key, T0).await;
    assert_eq!(found, Some(DetectionState::Final("last".to_owned())));
}

async fn a_notice_is_enqueued_whenever_a_detection_of_its_own_becomes_final(db: Database) {
    let store = db.open().await;
    let notice = Some(job("notice"));
    let notices = async || store.claim(&["notice"], 10, MINUTE, T0).await.unwrap().len();
    let new = NewDetection { notice: notice.clone(), ..stored("a") };
    submit(&store, &new).await;
    assert_eq!(notices().await, 0, "it is only pending");
    let lease = claim_one(&store, T0).await.lease;
    let made = NewVerdict { notice: notice.clone(), ..verdict("a", 0) };
    let (t, hash_key) = (&new.tenant, new.hash_key.as_str());
    store.finish_detection(t, hash_key, made.clone(), lease, T0 + HOUR).await.unwrap();
    assert_eq!(notices().await, 1);
    store.finish_detection(t, hash_key, made.clone(), lease, T0 + HOUR).await.expect_err("the lease is gone");
    assert_eq!(notices().await, 0, "and so is what it would have told");
    assert_eq!(store.submit(new, job("examine")).await.unwrap(), Submitted::Known);
    assert_eq!(notices().await, 1, "known at once");

    // A detection that another job works on is not the first one's to tell of.
    let other = stored("b");
    submit(&store, &other).await;
    let lost = claim_one(&store, T0).await.lease;
    submit(&store, &NewDetection { options: "deep".to_owned(), ..other.clone() }).await;
    let failed = DetectionFailure { notice: notice.clone(), ..failure("no") };
    store.fail_detection(&other.tenant, &other.hash_key, failed.clone(), lost).await.unwrap();
    assert_eq!(notices().await, 0);
    let own = claim_one(&store, T0).await.lease;
    store.fail_detection(&other.tenant, &other.hash_key, failed, own).await.unwrap();
    assert_eq!(notices().await, 1);
}

async fn a_newer_engine_finishes_an_older_submission(db: Database) {
    let store = db.open().await;
    let new = stored("a");
    submit(&store, &new).await;
    let lease = claim_one(&store, T0).await.lease;
    let newer = VerdictKey { engine: "engine-2".to_owned(), ..key("a") };
    let found = NewVerdict { key: newer.clone(), ..verdict("a", 1) };
    store.finish_detection(&new.tenant, &new.hash_key, found.clone(), lease, T0 + HOUR).await.unwrap();
    assert!(store.has_verdict(&newer).await.unwrap() && !store.has_verdict(&key("a")).await.unwrap());
    let found = DetectionState::Final(found.report);
    assert_eq!(state(&store, &new.tenant, &new.hash_key, T0).await, Some(found));
}

async fn the_first_verdict_is_kept(db: Database) {
    let store = db.open().await;
    let names = [tenant("t"), tenant("u")];
    for tenant in &names {
        submit(&store, &NewDetection { tenant: tenant.clone(), ..stored("a") }).await;
    }
    let jobs = store.claim(&["examine"], 10, MINUTE, T0).await.unwrap();
    for ((tenant, job), members) in names.iter().zip(jobs).zip([4, 1]) {
        let made = verdict("a", members);
        store.finish_detection(tenant, &stored("a").hash_key, made, job.lease, T0 + HOUR).await.unwrap();
    }
    for tenant in &names {
        let page = store.detection_members(tenant, &stored("a").hash_key, 0, 10, T0).await.unwrap();
        assert_eq!(page, Some(MembersPage { total: 4, members: verdict("a", 4).members }));
    }
}

async fn a_lost_lease_records_nothing(db: Database) {
    let store = db.open().await;
    let new = stored("a");
    submit(&store, &new).await;
    let lost = claim_one(&store, T0).await.lease;
    let held = claim_one(&store, T0 + MINUTE).await.lease;
    let (t, hash_key) = (&new.tenant, new.hash_key.as_str());
    let outcome = store.finish_detection(t, hash_key, verdict("a", 1), lost, T0 + HOUR).await;
    assert!(matches!(outcome, Err(StoreError::LeaseLost)), "{outcome:?}");
    let outcome = store.fail_detection(t, hash_key, failure("no"), lost).await;
    assert!(matches!(outcome, Err(StoreError::LeaseLost)), "{outcome:?}");
    assert!(!store.has_verdict(&key("a")).await.unwrap());
    assert_eq!(state(&store, t, hash_key, T0).await, Some(DetectionState::Pending));
    store.finish_detection(t, hash_key, verdict("a", 1), held, T0 + HOUR).await.unwrap();
}

async fn a_failure_of_ours_leaves_a_dead_letter(db: Database) {
    let store = db.open().await;
    let new = stored("a");
    submit(&store, &new).await;
    let lease = claim_one(&store, T0).await.lease;
    let ours = DetectionFailure { dead_letter: Some(("disk full".to_owned(), T0)), ..failure("not now") };
    let again = ours.clone();
    store.fail_detection(&new.tenant, &new.hash_key, ours, lease).await.unwrap();
    let told = state(&store, &new.tenant, &new.hash_key, T0).await;
    assert_eq!(told, Some(DetectionState::Failed("not now".to_owned())));
    assert_eq!(store.queue_depth(&["examine"]).await.unwrap(), 0);
    let dead = store.dead_jobs(10).await.unwrap();
    assert_eq!(dead.len(), 1);
    assert_eq!((dead[0].id, dead[0].error.as_str(), dead[0].died_at), (lease.job, "disk full", T0));
    let outcome = store.fail_detection(&new.tenant, &new.hash_key, again, lease).await;
    assert!(matches!(outcome, Err(StoreError::LeaseLost)), "{outcome:?}");
}

async fn a_failure_is_told_until_it_expires(db: Database) {
    let store = db.open().await;
    let new = stored("a");
    submit(&store, &new).await;
    let lease = claim_one(&store, T0).await.lease;
    let (t, hash_key) = (&new.tenant, new.hash_key.as_str());
    store.fail_detection(t, hash_key, failure("gone — 没有了"), lease).await.unwrap();
    let failed = DetectionState::Failed("gone — 没有了".to_owned());
    assert_eq!(state(&store, t, hash_key, T0).await, Some(failed));
    let page = store.detection_members(t, hash_key, 0, 10, T0).await.unwrap();
    assert_eq!(page, Some(MembersPage { total: 0, members: Vec::new() }));
    assert_eq!(store.queue_depth(&["examine"]).await.unwrap(), 0);
    // Asked for again it is tried again, and the failure is forgotten.
    submit(&store, &new).await;
    assert_eq!(state(&store, t, hash_key, T0 + HOUR).await, Some(DetectionState::Pending));
    let lease = claim_one(&store, T0).await.lease;
    store.fail_detection(t, hash_key, failure("again"), lease).await.unwrap();
    assert_eq!(store.expire_detections(T0 + HOUR, 10).await.unwrap(), 1);
    assert_eq!(references(&store, "a").await, Some(0));
}

async fn a_dead_job_does_not_hold_a_submission_up(db: Database) {
    let store = db.open().await;
    let new = stored("a");
    submit(&store, &new).await;
    let lease = claim_one(&store, T0).await.lease;
    store.fail(lease, "crashed", None, T0).await.unwrap();
    submit(&store, &new).await;
    assert_eq!(references(&store, "a").await, Some(1));
    let lease = claim_one(&store, T0).await.lease;
    // The dead one comes back: its detection has another job by now.
    let dead = store.dead_jobs(1).await.unwrap()[0].id;
    assert!(store.revive(dead, T0).await.unwrap());
    let revived = claim_one(&store, T0).await.lease;
    store.finish_detection(&new.tenant, &new.hash_key, verdict("a", 0), revived, T0 + HOUR).await.unwrap();
    assert_eq!(state(&store, &new.tenant, &new.hash_key, T0).await, Some(DetectionState::Pending));
    store.finish_detection(&new.tenant, &new.hash_key, verdict("a", 0), lease, T0 + HOUR).await.unwrap();
    let report = DetectionState::Final(verdict("a", 0).report);
    assert_eq!(state(&store, &new.tenant, &new.hash_key, T0).await, Some(report));
}

async fn members_come_in_pages(db: Database) {
    let store = db.open().await;
    let new = stored("a");
    let (t, hash_key) = (&new.tenant, new.hash_key.as_str());
    assert_eq!(store.detection_members(t, hash_key, 0, 10, T0).await.unwrap(), None);
    submit(&store, &new).await;
    let pending = store.detection_members(t, hash_key, 0, 10, T0).await.unwrap();
    assert_eq!(pending, Some(MembersPage { total: 0, members: Vec::new() }));
    let lease = claim_one(&store, T0).await.lease;
    let all = verdict("a", 1000);
    store.finish_detection(t, hash_key, all.clone(), lease, T0 + HOUR).await.unwrap();
    for (skip, limit) in [
        (0, 50),
        (50, 50),
        (990, 50),
        (0, 0),
        (0, 1000),
        (1, 1000),
        (999, 1),
        (1000, 1),
        (5, u64::MAX),
        (u64::MAX, u64::MAX),
        (u64::MAX, 1),
    ] {
        let page = store.detection_members(t, hash_key, skip, limit, T0).await.unwrap().unwrap();
        let skip = usize::try_from(skip).unwrap();
        let limit = usize::try_from(limit).unwrap();
        let expected: Vec<_> = all.members.iter().skip(skip).take(limit).cloned().collect();
        assert_eq!((page.total, page.members), (1000, expected), "{skip} {limit}");
    }
}

async fn tenants_do_not_see_each_other(db: Database) {
    let store = db.open().await;
    finish(&store, "a", 1).await;
    let (u, hash_key) = (tenant("u"), stored("a").hash_key);
    assert_eq!(state(&store, &u, &hash_key, T0).await, None);
    assert_eq!(store.detection_members(&u, &hash_key, 0, 10, T0).await.unwrap(), None);
    assert_eq!(store.submissions(&u).await.unwrap(), 0);
    assert!(!store.attach_content(&u, &hash_key, content("a")).await.unwrap());
}

async fn answers_come_in_the_order_of_the_questions(db: Database) {
    let store = db.open().await;
    finish(&store, "a", 0).await;
    submit(&store, &stored("b")).await;
    let asked: Vec<_> = ["x", "b", "a", "b", "y"].map(|name| content(name).to_string()).into();
    let found = store.detections(&tenant("t"), &asked, T0).await.unwrap();
    let found: Vec<_> =
        found.into_iter().map(|found| found.map(|found| (found.hash_key, found.state))).collect();
    let pending = Some((asked[1].clone(), DetectionState::Pending));
    let done = Some((asked[2].clone(), DetectionState::Final(verdict("a", 0).report)));
    assert_eq!(found, [None, pending.clone(), done, pending, None]);
    assert_eq!(store.detections(&tenant("t"), &[], T0).await.unwrap(), []);
    let many: Vec<_> = (0..200).map(|i| content(&i.to_string()).to_string()).collect();
    assert_eq!(store.detections(&tenant("t"), &many, T0).await.unwrap().len(), 200);
}

async fn a_verdict_lives_as_long_as_its_longest_detection(db: Database) {
    let store = db.open().await;
    finish(&store, "a", 2).await;
    let late = NewDetection { tenant: tenant("u"), expires_at: T0 + 3 * HOUR, ..stored("a") };
    assert_eq!(store.submit(late.clone(), job("examine")).await.unwrap(), Submitted::Known);
    // A shorter one does not shorten it.
    let short = NewDetection { tenant: tenant("v"), expires_at: T0 + MINUTE, ..stored("a") };
    assert_eq!(store.submit(short, job("examine")).await.unwrap(), Submitted::Known);
    assert_eq!(store.expire_detections(T0 + HOUR, 10).await.unwrap(), 2);
    let report = DetectionState::Final(verdict("a", 2).report);
    assert_eq!(state(&store, &late.tenant, &late.hash_key, T0 + 2 * HOUR).await, Some(report));
    assert_eq!(store.expire_detections(T0 + 3 * HOUR, 10).await.unwrap(), 1);
    assert!(!store.has_verdict(&key("a")).await.unwrap());
    submit(&store, &stored("a")).await;
}

async fn expiry_holds_its_limit(db: Database) {
    let store = db.open().await;
    let t = tenant("t");
    for name in ["a", "b", "c", "d", "e"] {
        finish(&store, name, 3).await;
        store.promise_upload(crate::fixture::upload(&t, name)).await.unwrap();
    }
    let end = T0 + HOUR;
    assert_eq!(store.expire_detections(end, 0).await.unwrap(), 0);
    // Uploads and detections share the limit; verdicts have it to themselves.
    for expected in [3, 3, 3, 1, 0] {
        assert_eq!(store.expire_detections(end, 3).await.unwrap(), expected);
    }
    for name in ["a", "b", "c", "d", "e"] {
        assert!(!store.has_verdict(&key(name)).await.unwrap());
        assert_eq!(references(&store, name).await, Some(0));
    }
}
