//! Projects and the buckets that belong to them.

use assay_store::{Deleted, Made, MediaTaskRow, MediaTaskStatus, ProjectRow, ProjectTotals};

use crate::{
    fixture::{T0, tenant},
    harness::{Database, conformance},
    media::fixture::{attachment, make_dataset, make_projects, new_dataset, project},
};

conformance!(
    a_project_is_made_changed_and_deleted,
    tenants_have_projects_apart,
    projects_are_listed_by_prefix_and_page,
    a_project_in_use_stays,
    a_deleted_project_takes_its_attachments_and_tasks_along,
    totals_are_those_of_the_datasets,
    a_bucket_is_attached_once,
    attachments_are_listed_by_page,
);

async fn a_project_is_made_changed_and_deleted(db: Database) {
    let store = db.open().await;
    let t = tenant("t");
    assert_eq!(store.project(&t, "p").await.unwrap(), None);
    assert!(!store.update_project(&t, project("p")).await.unwrap());
    assert_eq!(store.create_project(&t, project("p")).await.unwrap(), Made::Done(()));
    let other = ProjectRow { record: "{}".to_owned(), ..project("p") };
    assert_eq!(store.create_project(&t, other.clone()).await.unwrap(), Made::Exists);
    let read = store.project(&t, "p").await.unwrap().unwrap();
    assert_eq!(read, ProjectRow { version: 1, ..project("p") });

    let changed = ProjectRow { version: read.version, ..other };
    assert!(store.update_project(&t, changed.clone()).await.unwrap());
    assert!(
        !store.update_project(&t, changed.clone()).await.unwrap(),
        "made from what is not there any more"
    );
    assert_eq!(store.project(&t, "p").await.unwrap(), Some(ProjectRow { version: 2, ..changed }));

    assert_eq!(store.delete_project(&t, "p").await.unwrap(), Deleted::Done);
    assert_eq!(store.delete_project(&t, "p").await.unwrap(), Deleted::Missing);
    assert_eq!(store.project(&t, "p").await.unwrap(), None);
}

async fn tenants_have_projects_apart(db: Database) {
    let store = db.open().await;
    make_projects(&store, &["p"]).await;
    make_dataset(&store, "p", "d").await;
    let u = tenant("u");
    assert_eq!(store.project(&u, "p").await.unwrap(), None);
    assert_eq!(store.projects(&u, "", None, 10).await.unwrap(), []);
    assert_eq!(store.delete_project(&u, "p").await.unwrap(), Deleted::Missing);
    assert!(!store.update_project(&u, ProjectRow { version: 1, ..project("p") }).await.unwrap());
    assert_eq!(store.create_dataset(&u, new_dataset("p", "e")).await.unwrap(), Made::NoParent);
    assert_eq!(store.attach_bucket(&u, attachment("p", "b")).await.unwrap(), Made::NoParent);
    assert_eq!(store.create_project(&u, project("p")).await.unwrap(), Made::Done(()));
    assert_eq!(store.project_totals(&u, "p").await.unwrap(), ProjectTotals::default());
    assert_eq!(store.delete_project(&u, "p").await.unwrap(), Deleted::Done);
    assert_eq!(store.project_totals(&tenant("t"), "p").await.unwrap().datasets, 1);
}

async fn projects_are_listed_by_prefix_and_page(db: Database) {
    let store = db.open().await;
    let mut names = ["b", "ab", "a_", "a-", "aB", "a", "Z", "abc", "ac"];
    make_projects(&store, &names).await;
    names.sort_unstable();
    for prefix in ["", "a", "ab", "abcd", "b", "\u{10ffff}", "a\0"] {
        let expected: Vec<_> = names.iter().copied().filter(|name| name.starts_with(prefix)).collect();
        for limit in [1, 2, 100] {
            let (mut found, mut after) = (Vec::new(), None::<String>);
            loop {
                let page = store.projects(&tenant("t"), prefix, after.as_deref(), limit).await.unwrap();
                assert!(page.len() <= limit);
                let Some(last) = page.last() else { break };
                after = Some(last.name.clone());
                found.extend(page.into_iter().map(|row| row.name));
            }
            assert_eq!(found, expected, "{prefix:?} in pages of {limit}");
        }
    }
    let beyond = store.projects(&tenant("t"), "a", Some("b"), 10).await.unwrap();
    assert_eq!(beyond, [], "after all that begin so");
    assert_eq!(store.projects(&tenant("t"), "b", Some("a"), 10).await.unwrap().len(), 1);
    assert_eq!(store.projects(&tenant("t"), "", None, 0).await.unwrap(), []);
}

async fn a_project_in_use_stays(db: Database) {
    let store = db.open().await;
    let t = tenant("t");
    make_projects(&store, &["p"]).await;
    let no = make_dataset(&store, "p", "d").await;
    assert_eq!(store.delete_project(&t, "p").await.unwrap(), Deleted::InUse);
    assert_eq!(store.delete_dataset(&t, no, Vec::new()).await.unwrap(), Deleted::Done);
    assert_eq!(store.delete_project(&t, "p").await.unwrap(), Deleted::Done);
}

async fn a_deleted_project_takes_its_attachments_and_tasks_along(db: Database) {
    let store = db.open().await;
    let t = tenant("t");
    let task = || MediaTaskRow {
        id: "1".to_owned(),
        kind: "k".to_owned(),
        status: MediaTaskStatus::Running,
        started_at: T0,
        ended_at: None,
        record: "{}".to_owned(),
        version: 0,
    };
    make_projects(&store, &["p", "q"]).await;
    for name in ["p", "q"] {
        store.attach_bucket(&t, attachment(name, name)).await.unwrap();
        store.create_task(&t, name, task(), Vec::new()).await.unwrap();
    }
    assert_eq!(store.delete_project(&t, "p").await.unwrap(), Deleted::Done);
    make_projects(&store, &["p"]).await;
    assert_eq!(store.attachment(&t, "p").await.unwrap(), None);
    assert_eq!(store.task(&t, "p", "1").await.unwrap(), None);
    assert!(store.attachment(&t, "q").await.unwrap().is_some());
    assert!(store.task(&t, "q", "1").await.unwrap().is_some());
}

async fn totals_are_those_of_the_datasets(db: Database) {
    let store = db.open().await;
    let t = tenant("t");
    make_projects(&store, &["p", "q"]).await;
    assert_eq!(store.project_totals(&t, "p").await.unwrap(), ProjectTotals::default());
    assert_eq!(store.project_totals(&t, "nowhere").await.unwrap(), ProjectTotals::default());
    for name in ["d", "e", "f"] {
        make_dataset(&store, "p", name).await;
    }
    make_dataset(&store, "q", "d").await;
    db.execute("UPDATE media_datasets SET files = 2, bytes = 5000000007").await;
    let expected = ProjectTotals { datasets: 3, files: 6, bytes: 15_000_000_021 };
    assert_eq!(store.project_totals(&t, "p").await.unwrap(), expected);
    // More than a column holds.
    db.execute("UPDATE media_datasets SET bytes = 9223372036854775807").await;
    let two = ProjectTotals { datasets: 1, files: 2, bytes: i64::MAX.unsigned_abs() };
    assert_eq!(store.project_totals(&t, "q").await.unwrap(), two);
    assert_eq!(store.project_totals(&t, "p").await.unwrap().bytes, u64::MAX);
}

async fn a_bucket_is_attached_once(db: Database) {
    let store = db.open().await;
    let (t, u) = (tenant("t"), tenant("u"));
    make_projects(&store, &["p", "q"]).await;
    store.create_project(&u, project("p")).await.unwrap();
    assert_eq!(store.attach_bucket(&t, attachment("nowhere", "b")).await.unwrap(), Made::NoParent);
    assert_eq!(store.attach_bucket(&t, attachment("p", "b")).await.unwrap(), Made::Done(()));
    for name in ["p", "q"] {
        assert_eq!(store.attach_bucket(&t, attachment(name, "b")).await.unwrap(), Made::Exists);
    }
    assert_eq!(store.attachment(&t, "b").await.unwrap(), Some(attachment("p", "b")));
    assert_eq!(store.attachment(&u, "b").await.unwrap(), None);
    assert!(!store.detach_bucket(&u, "b").await.unwrap());
    assert_eq!(store.attach_bucket(&u, attachment("p", "b")).await.unwrap(), Made::Done(()));
    assert!(store.detach_bucket(&t, "b").await.unwrap());
    assert!(!store.detach_bucket(&t, "b").await.unwrap());
    assert_eq!(store.attachment(&t, "b").await.unwrap(), None);
    assert_eq!(store.attach_bucket(&t, attachment("q", "b")).await.unwrap(), Made::Done(()));
    assert!(store.attachment(&u, "b").await.unwrap().is_some());
}

async fn attachments_are_listed_by_page(db: Database) {
    let store = db.open().await;
    let t = tenant("t");
    make_projects(&store, &["p", "q"]).await;
    for bucket in ["b-2", "b1", "a", "B"] {
        store.attach_bucket(&t, attachment("p", bucket)).await.unwrap();
    }
    store.attach_bucket(&t, attachment("q", "c")).await.unwrap();
    let names = |rows: Vec<assay_store::AttachmentRow>| -> Vec<String> {
        rows.into_iter().map(|row| row.bucket).collect()
    };
    assert_eq!(names(store.attachments(&t, "p", None, 10).await.unwrap()), ["B", "a", "b-2", "b1"]);
    assert_eq!(names(store.attachments(&t, "p", None, 2).await.unwrap()), ["B", "a"]);
    assert_eq!(names(store.attachments(&t, "p", Some("a"), 1).await.unwrap()), ["b-2"]);
    assert_eq!(names(store.attachments(&t, "q", Some("b"), 10).await.unwrap()), ["c"]);
    assert_eq!(store.attachments(&tenant("u"), "p", None, 10).await.unwrap(), []);
}
