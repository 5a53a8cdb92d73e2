//! Permissions: given, replaced, found by file and by grantee, ended, taken away.

use std::{collections::BTreeSet, sync::Arc};

use assay_store::{
    Commit, Denied, DropDrives, Entity, FileKind, FileRow, GroupRow, NewUser, Party, PermissionKey,
    PermissionRow, Role, Store, StoreError, Write,
};
use assay_types::{DomainId, DriveId, FileId, Timestamp};

use crate::{
    fixture::{self, HOUR, T0, drive_row, new_domain},
    harness::{Database, conformance},
};

conformance!(
    a_permission_comes_back_as_it_went_in,
    a_permission_is_replaced_by_its_key,
    too_many_permissions_are_none,
    ended_permissions_are_none_and_make_room,
    taking_away_is_by_key,
    a_grantee_s_permissions_are_found_in_order,
    nobody_is_permitted_who_is_not_there,
    what_is_gone_takes_its_permissions_along,
);

fn drop_drives() -> DropDrives {
    DropDrives { kind: "drop".to_owned(), now: T0 }
}

const PLENTY: usize = 1000;

fn domain(name: &str) -> DomainId {
    name.parse().unwrap()
}

fn user(id: &str) -> Party {
    Party::User(id.parse().unwrap())
}

fn group(id: &str) -> Party {
    Party::Group(id.parse().unwrap())
}

fn permission(drive: i64, file: i64, grantee: Party, role: &str) -> PermissionRow {
    PermissionRow {
        key: PermissionKey { drive: DriveId(drive), file: FileId(file), grantee, role: role.to_owned() },
        domain: domain("d"),
        expires_at: None,
        disinherit_sub_group: false,
        creator: "owner".to_owned(),
        created_at: T0,
    }
}

/// A store with a few users and groups.
async fn open(db: &Database) -> Arc<dyn Store> {
    let store = db.open().await;
    for name in ["d", "other"] {
        store.create_domain(new_domain(name)).await.unwrap();
        for id in ["u", "v", "w", "u.1"] {
            let new = NewUser { user: fixture::user(name, id), drive: None, groups: Vec::new(), link: None };
            store.create_user(new).await.unwrap();
        }
    }
    for id in ["g", "h", "u", "g-1"] {
        let row = GroupRow {
            domain: domain("d"),
            id: id.parse().unwrap(),
            name: id.to_owned(),
            description: String::new(),
            is_root: false,
            creator: "test".to_owned(),
            created_at: T0,
            updated_at: T0,
        };
        store.create_group(row, None).await.unwrap();
    }
    store
}

async fn put(store: &Arc<dyn Store>, rows: &[PermissionRow]) {
    for row in rows {
        assert!(store.put_permissions(vec![row.clone()], PLENTY, PLENTY, T0).await.unwrap());
    }
}

async fn on(store: &Arc<dyn Store>, drive: i64, file: i64, now: Timestamp) -> Vec<PermissionRow> {
    store.permissions_on(DriveId(drive), FileId(file), now).await.unwrap()
}

async fn a_permission_comes_back_as_it_went_in(db: Database) {
    let store = open(&db).await;
    let full = PermissionRow {
        expires_at: Some(T0 + HOUR),
        disinherit_sub_group: true,
        ..permission(i64::MAX, i64::MAX, group("g-1"), "SystemFileEditor")
    };
    let bare = permission(1, 0, user("u.1"), "Custom-001");
    put(&store, &[full.clone(), bare.clone()]).await;
    assert_eq!(on(&store, i64::MAX, i64::MAX, T0).await, [full]);
    assert_eq!(on(&store, 1, 0, T0).await, [bare]);
    assert_eq!(on(&store, 1, 1, T0).await, []);
}

async fn a_permission_is_replaced_by_its_key(db: Database) {
    let store = open(&db).await;
    let old = permission(1, 5, user("u"), "A");
    let new = PermissionRow { creator: "other".to_owned(), expires_at: Some(T0 + HOUR), ..old.clone() };
    // A user and a group of one name are two.
    let others = [permission(1, 5, group("u"), "A"), permission(1, 5, user("u"), "B")];
    put(&store, &[old, others[0].clone(), others[1].clone(), new.clone()]).await;
    assert_eq!(on(&store, 1, 5, T0).await, [new, others[1].clone(), others[0].clone()]);
}

async fn too_many_permissions_are_none(db: Database) {
    let store = open(&db).await;
    let two = vec![permission(1, 5, user("u"), "A"), permission(1, 5, user("v"), "A")];
    assert!(!store.put_permissions(two.clone(), 1, PLENTY, T0).await.unwrap());
    assert_eq!(on(&store, 1, 5, T0).await, [], "all or nothing");
    assert!(store.put_permissions(two.clone(), 2, 1, T0).await.unwrap());
    assert!(store.put_permissions(two, 2, 1, T0).await.unwrap(), "the same ones again are no more");
    let third = vec![permission(1, 5, user("w"), "A")];
    assert!(!store.put_permissions(third, 2, PLENTY, T0).await.unwrap());

    let elsewhere = |drive| vec![permission(drive, 6, user("u"), "A")];
    assert!(!store.put_permissions(elsewhere(1), PLENTY, 1, T0).await.unwrap());
    assert!(store.put_permissions(elsewhere(2), PLENTY, 1, T0).await.unwrap(), "another drive counts apart");
    assert!(store.put_permissions(Vec::new(), 0, 0, T0).await.unwrap());
}

async fn ended_permissions_are_none_and_make_room(db: Database) {
    let store = open(&db).await;
    let row = |id| PermissionRow { expires_at: Some(T0 + HOUR), ..permission(1, 5, user(id), "A") };
    put(&store, &[row("u")]).await;
    let last = Timestamp((T0 + HOUR).as_millis() - 1);
    let end = T0 + HOUR;
    assert_eq!(on(&store, 1, 5, last).await.len(), 1);
    assert_eq!(on(&store, 1, 5, end).await, []);
    assert_eq!(store.permissions_of(DriveId(1), &domain("d"), &[], T0).await.unwrap(), []);
    let u = [user("u")];
    assert_eq!(store.permissions_of(DriveId(1), &domain("d"), &u, last).await.unwrap().len(), 1);
    assert_eq!(store.permissions_of(DriveId(1), &domain("d"), &u, end).await.unwrap(), []);
    assert_eq!(store.permissions_in_domain(&domain("d"), &u, None, end, 10).await.unwrap(), []);
    let forever = vec![permission(1, 5, user("v"), "A")];
    assert!(!store.put_permissions(forever.clone(), 1, PLENTY, last).await.unwrap());
    assert!(store.put_permissions(forever, 1, PLENTY, end).await.unwrap());
    assert_eq!(on(&store, 1, 5, T0).await.len(), 1, "the ended one is forgotten");
}

async fn taking_away_is_by_key(db: Database) {
    let store = open(&db).await;
    let rows = [
        permission(1, 5, user("u"), "A"),
        permission(1, 5, user("u"), "B"),
        permission(1, 5, group("u"), "A"),
        permission(1, 6, user("u"), "A"),
    ];
    put(&store, &rows).await;
    let member = (user("u"), "A".to_owned());
    let gone = (user("nobody"), "A".to_owned());
    let members = [member.clone(), gone, member];
    assert_eq!(store.remove_permissions(DriveId(1), FileId(5), &members).await.unwrap(), 1);
    assert_eq!(store.remove_permissions(DriveId(1), FileId(5), &members).await.unwrap(), 0);
    assert_eq!(on(&store, 1, 5, T0).await, [rows[1].clone(), rows[2].clone()]);
    assert_eq!(on(&store, 1, 6, T0).await, [rows[3].clone()]);
}

async fn a_grantee_s_permissions_are_found_in_order(db: Database) {
    let store = open(&db).await;
    let mut rows = Vec::new();
    for (drive, file) in [(2, 1), (1, i64::MAX), (1, 0), (1, 7)] {
        for grantee in [user("u"), user("v"), group("g"), group("h"), group("u")] {
            for role in ["B", "A", "a"] {
                rows.push(permission(drive, file, grantee.clone(), role));
            }
        }
    }
    rows.push(PermissionRow { domain: domain("other"), ..permission(3, 1, user("u"), "A") });
    put(&store, &rows).await;
    let wanted = [group("h"), user("u"), group("g"), user("nobody")];
    let mut expected: Vec<_> = rows
        .into_iter()
        .filter(|row| row.domain == domain("d") && wanted.contains(&row.key.grantee))
        .collect();
    expected.sort_by(|a, b| a.key.cmp(&b.key));
    for limit in [1, 2, 5, 100] {
        let (mut found, mut after) = (Vec::<PermissionRow>::new(), None);
        loop {
            let page =
                store.permissions_in_domain(&domain("d"), &wanted, after.as_ref(), T0, limit).await.unwrap();
            assert!(page.len() <= limit);
            let Some(last) = page.last() else { break };
            after = Some(last.key.clone());
            found.extend(page);
        }
        assert_eq!(found, expected, "pages of {limit}");
    }
    let keys = |rows: Vec<PermissionRow>| rows.into_iter().map(|row| row.key).collect::<BTreeSet<_>>();
    let in_drive = store.permissions_of(DriveId(1), &domain("d"), &wanted, T0).await.unwrap();
    expected.retain(|row| row.key.drive == DriveId(1));
    assert_eq!(keys(in_drive), keys(expected));
}

async fn nobody_is_permitted_who_is_not_there(db: Database) {
    let store = open(&db).await;
    for (party, entity) in [(user("x"), Entity::User), (group("x"), Entity::Group), (user("g"), Entity::User)]
    {
        let rows = vec![permission(1, 5, user("u"), "A"), permission(1, 5, party, "A")];
        let refused = store.put_permissions(rows, PLENTY, PLENTY, T0).await;
        let expected = Denied::Missing(entity);
        assert!(matches!(&refused, Err(StoreError::Denied(denied)) if *denied == expected), "{refused:?}");
    }
    assert_eq!(on(&store, 1, 5, T0).await, []);
}

async fn what_is_gone_takes_its_permissions_along(db: Database) {
    let store = open(&db).await;
    for drive in [7, 8] {
        store.create_drive(drive_row("d", DriveId(drive), "superadmin")).await.unwrap();
    }
    let kept = [permission(7, 5, user("v"), "A"), permission(7, 5, group("h"), "A")];
    put(&store, &kept).await;
    let other = PermissionRow { domain: domain("other"), ..permission(9, 5, user("u"), "A") };
    let gone = [
        permission(8, 5, user("v"), "A"),
        permission(7, 5, user("u"), "A"),
        permission(7, 5, group("u"), "A"),
    ];
    put(&store, &gone).await;
    put(&store, std::slice::from_ref(&other)).await;
    let drop = drop_drives();
    store.delete_user(&domain("d"), &"u".parse().unwrap(), Role::User, &drop).await.unwrap();
    store.delete_group(&domain("d"), &"u".parse().unwrap(), &drop).await.unwrap();
    store.delete_drive(DriveId(8), &drop).await.unwrap();
    assert_eq!(on(&store, 8, 5, T0).await, []);
    assert_eq!(on(&store, 7, 5, T0).await, kept);
    assert_eq!(on(&store, 9, 5, T0).await, [other]);

    let file = FileId(5);
    let mut commit = Commit::new(DriveId(7), T0);
    let row = FileRow { id: file, kind: FileKind::Folder, ..FileRow::default() };
    commit.writes.push(Write::Insert(Box::new(row), Box::default()));
    store.commit(commit.clone()).await.unwrap();
    assert_eq!(on(&store, 7, 5, T0).await, kept);
    commit.writes = vec![Write::Delete(file)];
    store.commit(commit).await.unwrap();
    assert_eq!(on(&store, 7, 5, T0).await, []);
}
