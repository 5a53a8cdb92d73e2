//! Domains and drives: made, found, changed, listed, removed.

use assay_store::{Denied, DomainQuery, DriveQuery, DriveRow, DropDrives, Entity, OwnerKind, StoreError};
use assay_types::DriveId;

use crate::{
    fixture::{MINUTE, T0, at, domain, drive, drive_row, new_domain, tenant},
    harness::{Database, conformance},
};

conformance!(
    a_drive_comes_back_as_it_went_in,
    a_domain_is_made_once_whoever_makes_it,
    an_owner_has_one_default_drive,
    a_change_needs_what_was_read,
    drives_are_listed_by_id_and_filtered,
    a_removed_drive_leaves_a_job,
    a_domain_in_use_stays,
);

pub(crate) fn drop_drives() -> DropDrives {
    DropDrives { kind: "drop".to_owned(), now: T0 }
}

pub(crate) fn is_denied<T: std::fmt::Debug>(outcome: Result<T, StoreError>, why: Denied) {
    match outcome {
        Err(StoreError::Denied(denied)) => assert_eq!(denied, why),
        other => panic!("{other:?} instead of {why:?}"),
    }
}

async fn a_drive_comes_back_as_it_went_in(db: Database) {
    let store = db.open().await;
    store.create_domain(new_domain("d")).await.unwrap();
    let row = DriveRow {
        name: "Zoë's 盘 'x'".to_owned(),
        description: "%_\\".to_owned(),
        total_bytes: Some(u64::try_from(i64::MAX).unwrap()),
        is_default: true,
        is_enabled: false,
        updated_at: at(5),
        ..drive_row("d", DriveId(1), "superadmin")
    };
    store.create_drive(row.clone()).await.unwrap();
    assert_eq!(store.drive(row.id).await.unwrap(), Some(row.clone()));
    assert_eq!(store.drive(DriveId(2)).await.unwrap(), None);
    let found = store.default_drive(&row.domain, OwnerKind::User, "superadmin").await.unwrap();
    assert_eq!(found, Some(row));
    assert_eq!(store.default_drive(&domain("d").id, OwnerKind::User, "a\0b").await.unwrap(), None);
    let other = drive(&store, Some(7)).await;
    assert_eq!(store.drive(other).await.unwrap().unwrap().total_bytes, Some(7));
}

async fn a_domain_is_made_once_whoever_makes_it(db: Database) {
    let store = db.open().await;
    let tasks: Vec<_> = (0..8)
        .map(|_| {
            let store = store.clone();
            let mut new = new_domain("d");
            new.drive = Some(DriveRow { is_default: true, ..drive_row("d", DriveId(1), "superadmin") });
            tokio::spawn(async move { store.create_domain(new).await })
        })
        .collect();
    let mut made = 0;
    for task in tasks {
        match task.await.unwrap() {
            Ok(()) => made += 1,
            refused => is_denied(refused, Denied::Exists(Entity::Domain)),
        }
    }
    assert_eq!(made, 1);
    assert_eq!(store.domain(&domain("d").id).await.unwrap(), Some(domain("d")));
    // All or nothing: a drive's id that is taken keeps the domain from being made.
    let mut new = new_domain("e");
    new.drive = Some(drive_row("e", DriveId(1), "superadmin"));
    is_denied(store.create_domain(new).await, Denied::Exists(Entity::Drive));
    assert_eq!(store.domain(&domain("e").id).await.unwrap(), None);
    let all = DomainQuery { tenant: tenant("d"), parent: None, name_part: None, after: None, limit: 10 };
    assert_eq!(store.domains(&all).await.unwrap(), [domain("d")]);
    let none = DomainQuery { name_part: Some("x".to_owned()), ..all.clone() };
    assert_eq!(store.domains(&none).await.unwrap(), []);
    let after = DomainQuery { after: Some(domain("d").id), ..all };
    assert_eq!(store.domains(&after).await.unwrap(), []);
}

async fn an_owner_has_one_default_drive(db: Database) {
    let store = db.open().await;
    store.create_domain(new_domain("d")).await.unwrap();
    let first = DriveRow { is_default: true, ..drive_row("d", DriveId(1), "superadmin") };
    store.create_drive(first.clone()).await.unwrap();
    let second = DriveRow { id: DriveId(2), ..first.clone() };
    is_denied(store.create_drive(second.clone()).await, Denied::Exists(Entity::DefaultDrive));
    is_denied(store.create_drive(first).await, Denied::Exists(Entity::Drive));
    store.create_drive(DriveRow { is_default: false, ..second.clone() }).await.unwrap();
    is_denied(store.replace_drive(second, T0).await, Denied::Exists(Entity::DefaultDrive));
    is_denied(store.create_drive(drive_row("d", DriveId(3), "nobody")).await, Denied::Missing(Entity::User));
    is_denied(
        store.create_drive(drive_row("nowhere", DriveId(3), "superadmin")).await,
        Denied::Missing(Entity::Domain),
    );
}

async fn a_change_needs_what_was_read(db: Database) {
    let store = db.open().await;
    store.create_domain(new_domain("d")).await.unwrap();
    let row = drive_row("d", DriveId(1), "superadmin");
    store.create_drive(row.clone()).await.unwrap();
    let renamed = DriveRow { name: "new".to_owned(), total_bytes: Some(5), ..row.clone() };
    store.replace_drive(renamed.clone(), T0).await.unwrap();
    let read = store.drive(row.id).await.unwrap().unwrap();
    assert_eq!(read, DriveRow { updated_at: at(1), ..renamed.clone() }, "time never stands still");
    is_denied(store.replace_drive(renamed.clone(), T0).await, Denied::Stale);
    store.replace_drive(DriveRow { updated_at: at(9), ..renamed }, at(1)).await.unwrap();
    assert_eq!(store.drive(row.id).await.unwrap().unwrap().updated_at, at(9));
    let gone = drive_row("d", DriveId(2), "superadmin");
    is_denied(store.replace_drive(gone, T0).await, Denied::Missing(Entity::Drive));

    let mut changed = domain("d");
    changed.size_quota = Some(3);
    store.replace_domain(changed.clone(), T0).await.unwrap();
    is_denied(store.replace_domain(changed.clone(), T0).await, Denied::Stale);
    changed.updated_at = at(1);
    assert_eq!(store.domain(&changed.id).await.unwrap(), Some(changed));
    is_denied(store.replace_domain(domain("e"), T0).await, Denied::Missing(Entity::Domain));
}

async fn drives_are_listed_by_id_and_filtered(db: Database) {
    let store = db.open().await;
    store.create_domain(new_domain("d")).await.unwrap();
    store.create_domain(new_domain("e")).await.unwrap();
    for (name, id) in [("d", 5), ("d", 3), ("e", 4), ("d", 9)] {
        let row = drive_row(name, DriveId(id), "superadmin");
        store.create_drive(DriveRow { name: format!("Name {id}"), ..row }).await.unwrap();
    }
    let all = DriveQuery {
        domain: domain("d").id,
        owner_kind: None,
        owners: None,
        name_part: None,
        after: None,
        limit: 10,
    };
    let cases = [
        (all.clone(), vec![3, 5, 9]),
        (DriveQuery { limit: 2, ..all.clone() }, vec![3, 5]),
        (DriveQuery { after: Some(DriveId(3)), ..all.clone() }, vec![5, 9]),
        (DriveQuery { owner_kind: Some(OwnerKind::User), ..all.clone() }, vec![3, 5, 9]),
        (DriveQuery { owner_kind: Some(OwnerKind::Group), ..all.clone() }, vec![]),
        (
            DriveQuery { owners: Some(vec!["x".to_owned(), "superadmin".to_owned()]), ..all.clone() },
            vec![3, 5, 9],
        ),
        (DriveQuery { owners: Some(vec!["\"\\\0'".to_owned()]), ..all.clone() }, vec![]),
        (DriveQuery { owners: Some(Vec::new()), ..all.clone() }, vec![]),
        (DriveQuery { name_part: Some("AME 5".to_owned()), ..all.clone() }, vec![5]),
        (DriveQuery { name_part: Some("%".to_owned()), ..all }, vec![]),
    ];
    for (query, expected) in cases {
        let found = store.drives(&query).await.unwrap();
        assert_eq!(found.iter().map(|row| row.id.0).collect::<Vec<_>>(), expected, "{query:?}");
    }
}

async fn a_removed_drive_leaves_a_job(db: Database) {
    let store = db.open().await;
    let id = drive(&store, None).await;
    assert!(store.delete_drive(id, &drop_drives()).await.unwrap());
    assert!(!store.delete_drive(id, &drop_drives()).await.unwrap());
    assert_eq!(store.drive(id).await.unwrap(), None);
    let jobs = store.claim(&["drop"], 10, MINUTE, T0).await.unwrap();
    assert_eq!(jobs.iter().map(|job| job.payload.as_str()).collect::<Vec<_>>(), [id.to_string()]);
}

async fn a_domain_in_use_stays(db: Database) {
    let store = db.open().await;
    store.create_domain(new_domain("d")).await.unwrap();
    let d = domain("d").id;
    store.create_drive(drive_row("d", DriveId(1), "superadmin")).await.unwrap();
    db.execute("UPDATE drives SET used_bytes = 1").await;
    is_denied(store.delete_domain(&d, &drop_drives()).await, Denied::NotEmpty);
    assert_eq!(store.domain_usage(&d).await.unwrap().bytes, 1);
    assert_eq!(store.domain_usage(&d).await.unwrap().users, 1);
    db.execute("UPDATE drives SET used_bytes = 0").await;
    store.delete_domain(&d, &drop_drives()).await.unwrap();
    assert_eq!(store.domain(&d).await.unwrap(), None);
    assert_eq!(store.drive(DriveId(1)).await.unwrap(), None);
    is_denied(store.delete_domain(&d, &drop_drives()).await, Denied::Missing(Entity::Domain));
    assert_eq!(store.claim(&["drop"], 10, MINUTE, T0).await.unwrap().len(), 1);
    assert_eq!(store.domain_usage(&d).await.unwrap(), assay_store::DomainUsage::default());
}
