//! Tasks.

use assay_store::{Lease, MediaTaskFilter, MediaTaskRow, MediaTaskStatus, StoreError};
use assay_types::Timestamp;

use crate::{
    fixture::{MINUTE, T0, at, job, tenant},
    harness::{Database, conformance},
    media::fixture::{leased, make_projects},
};

conformance!(
    a_task_is_started_with_its_jobs,
    a_task_s_change_ends_its_job_or_is_none,
    tasks_are_filtered,
    tasks_are_listed_by_age_in_pages,
    ended_tasks_are_forgotten,
);

fn task(id: &str) -> MediaTaskRow {
    MediaTaskRow {
        id: id.to_owned(),
        kind: "k".to_owned(),
        status: MediaTaskStatus::Running,
        started_at: T0,
        ended_at: None,
        record: format!("{{\"TaskId\":\"{id}\"}}"),
        version: 0,
    }
}

fn ended(id: &str, at: Timestamp) -> MediaTaskRow {
    MediaTaskRow { status: MediaTaskStatus::Succeeded, ended_at: Some(at), ..task(id) }
}

fn all() -> MediaTaskFilter {
    MediaTaskFilter { limit: 100, ..MediaTaskFilter::default() }
}

async fn a_task_is_started_with_its_jobs(db: Database) {
    let store = db.open().await;
    let t = tenant("t");
    let refused = store.create_task(&t, "p", task("1"), vec![job("run")]).await;
    assert!(matches!(refused, Err(StoreError::Missing(_))), "{refused:?}");
    make_projects(&store, &["p", "q"]).await;
    store.create_task(&t, "p", task("1"), vec![job("run")]).await.unwrap();
    let again = store.create_task(&t, "p", task("1"), vec![job("run")]).await;
    assert!(matches!(again, Err(StoreError::AlreadyExists(_))), "{again:?}");
    assert_eq!(store.queue_depth(&["run"]).await.unwrap(), 1);
    assert_eq!(store.task(&t, "p", "1").await.unwrap(), Some(MediaTaskRow { version: 1, ..task("1") }));
    assert_eq!(store.task(&t, "q", "1").await.unwrap(), None);
    assert_eq!(store.task(&tenant("u"), "p", "1").await.unwrap(), None);
    store.create_task(&t, "q", ended("1", at(7)), Vec::new()).await.unwrap();
    let read = store.task(&t, "q", "1").await.unwrap();
    assert_eq!(read, Some(MediaTaskRow { version: 1, ..ended("1", at(7)) }));
}

async fn a_task_s_change_ends_its_job_or_is_none(db: Database) {
    let store = db.open().await;
    let t = tenant("t");
    make_projects(&store, &["p"]).await;
    store.create_task(&t, "p", task("1"), Vec::new()).await.unwrap();
    let lease = leased(&store, "run").await;
    let done = MediaTaskRow { version: 1, record: "{}".to_owned(), ..ended("1", at(5)) };
    let stale = MediaTaskRow { version: 3, ..done.clone() };
    assert!(!store.update_task(&t, "p", stale, vec![job("notify")], Some(lease)).await.unwrap());
    let u = tenant("u");
    assert!(!store.update_task(&u, "p", done.clone(), vec![job("notify")], Some(lease)).await.unwrap());
    let lost = Lease { attempt: 9, ..lease };
    let outcome = store.update_task(&t, "p", done.clone(), vec![job("notify")], Some(lost)).await;
    assert!(matches!(outcome, Err(StoreError::LeaseLost)), "{outcome:?}");
    assert_eq!(store.queue_depth(&["notify"]).await.unwrap(), 0);
    assert_eq!(store.queue_depth(&["run"]).await.unwrap(), 1);

    assert!(store.update_task(&t, "p", done.clone(), vec![job("notify")], Some(lease)).await.unwrap());
    assert!(!store.update_task(&t, "p", done.clone(), Vec::new(), None).await.unwrap());
    assert_eq!(store.task(&t, "p", "1").await.unwrap(), Some(MediaTaskRow { version: 2, ..done }));
    assert_eq!(store.claim(&["notify"], 10, MINUTE, T0).await.unwrap().len(), 1);
    assert_eq!(store.queue_depth(&["run"]).await.unwrap(), 0);
}

async fn tasks_are_filtered(db: Database) {
    let store = db.open().await;
    let t = tenant("t");
    make_projects(&store, &["p", "q"]).await;
    let rows = [
        task("1"),
        MediaTaskRow { kind: "l".to_owned(), started_at: at(10), ..ended("2", at(20)) },
        MediaTaskRow { status: MediaTaskStatus::Failed, started_at: at(20), ..ended("3", at(30)) },
        MediaTaskRow { kind: "m".to_owned(), started_at: at(30), ..task("4") },
    ];
    for row in &rows {
        store.create_task(&t, "p", row.clone(), Vec::new()).await.unwrap();
    }
    store.create_task(&t, "q", task("5"), Vec::new()).await.unwrap();
    let kinds = |kinds: &[&str]| kinds.iter().map(|&kind| kind.to_owned()).collect();
    let cases = [
        (all(), "1234"),
        (MediaTaskFilter { kinds: kinds(&["k"]), ..all() }, "13"),
        (MediaTaskFilter { kinds: kinds(&["m", "l", "m", "x"]), ..all() }, "24"),
        (MediaTaskFilter { kinds: kinds(&["x"]), ..all() }, ""),
        (MediaTaskFilter { status: Some(MediaTaskStatus::Running), ..all() }, "14"),
        (MediaTaskFilter { status: Some(MediaTaskStatus::Succeeded), ..all() }, "2"),
        (MediaTaskFilter { status: Some(MediaTaskStatus::Failed), ..all() }, "3"),
        (MediaTaskFilter { started: (Some(at(10)), None), ..all() }, "234"),
        (MediaTaskFilter { started: (Some(at(11)), Some(at(30))), ..all() }, "34"),
        (MediaTaskFilter { started: (None, Some(at(20))), descending: true, ..all() }, "321"),
        (MediaTaskFilter { ended: (None, Some(at(20))), ..all() }, "2"),
        (MediaTaskFilter { ended: (Some(at(0)), None), ..all() }, "23"),
        (MediaTaskFilter { ended: (Some(at(21)), Some(at(29))), ..all() }, ""),
        (MediaTaskFilter { kinds: kinds(&["k"]), after: Some("1".to_owned()), ..all() }, "3"),
        (MediaTaskFilter { limit: 0, ..all() }, ""),
    ];
    for (filter, expected) in cases {
        let found = store.tasks(&t, "p", filter.clone()).await.unwrap();
        let found: String = found.into_iter().map(|row| row.id).collect();
        assert_eq!(found, expected, "{filter:?}");
    }
    assert_eq!(store.tasks(&tenant("u"), "p", all()).await.unwrap(), []);
}

async fn tasks_are_listed_by_age_in_pages(db: Database) {
    let store = db.open().await;
    let t = tenant("t");
    make_projects(&store, &["p"]).await;
    for id in ["b", "a", "C", "d-1", "d1"] {
        store.create_task(&t, "p", task(id), Vec::new()).await.unwrap();
    }
    for descending in [false, true] {
        let mut expected = vec!["C", "a", "b", "d-1", "d1"];
        if descending {
            expected.reverse();
        }
        for limit in [1, 2, 100] {
            let (mut found, mut after) = (Vec::new(), None);
            loop {
                let filter = MediaTaskFilter { descending, after: after.clone(), limit, ..all() };
                let page = store.tasks(&t, "p", filter).await.unwrap();
                let Some(last) = page.last() else { break };
                after = Some(last.id.clone());
                found.extend(page.into_iter().map(|row| row.id));
            }
            assert_eq!(found, expected);
        }
    }
}

async fn ended_tasks_are_forgotten(db: Database) {
    let store = db.open().await;
    let t = tenant("t");
    make_projects(&store, &["p", "q"]).await;
    store.create_task(&t, "p", task("0"), Vec::new()).await.unwrap();
    for (id, project, millis) in [("1", "p", 30), ("2", "q", 10), ("3", "p", 20)] {
        store.create_task(&t, project, ended(id, at(millis)), Vec::new()).await.unwrap();
    }
    assert_eq!(store.forget_tasks(at(10), 10).await.unwrap(), 0);
    assert_eq!(store.forget_tasks(at(30), 0).await.unwrap(), 0);
    assert_eq!(store.forget_tasks(at(30), 1).await.unwrap(), 1);
    assert_eq!(store.task(&t, "q", "2").await.unwrap(), None, "the one that ended first goes first");
    assert_eq!(store.forget_tasks(at(30), 10).await.unwrap(), 1);
    let left: String = store.tasks(&t, "p", all()).await.unwrap().into_iter().map(|row| row.id).collect();
    assert_eq!(left, "01");
}
