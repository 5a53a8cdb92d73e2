//! Users and groups: made, found, changed, joined, removed.

use assay_store::{
    AccountLinkRow, Denied, DriveRow, Entity, GROUP_DEPTH_MAX, GroupAdminRow, GroupRow, NewUser, OwnerKind,
    Party, Role, UserQuery, UserRow,
};
use assay_types::{DomainId, DriveId, GroupId};

use crate::{
    directory::{drop_drives, is_denied},
    fixture::{MINUTE, T0, at, drive_row, new_domain, user},
    harness::{Database, conformance},
};

conformance!(
    a_user_comes_with_all_or_nothing,
    users_are_found_by_what_they_are,
    a_user_changes_and_goes_with_what_it_had,
    a_domain_has_so_many_users_and_no_more,
    groups_are_trees,
    two_groups_never_end_up_in_each_other,
    members_and_administrators_are_listed_in_turn,
    names_elsewhere_are_linked_once,
);

fn d() -> DomainId {
    "d".parse().unwrap()
}

fn group_id(name: &str) -> GroupId {
    name.parse().unwrap()
}

fn user_party(name: &str) -> Party {
    Party::User(name.parse().unwrap())
}

fn group_party(name: &str) -> Party {
    Party::Group(group_id(name))
}

fn group(id: &str) -> GroupRow {
    GroupRow {
        domain: d(),
        id: group_id(id),
        name: format!("Group {id}"),
        description: String::new(),
        is_root: false,
        creator: "test".to_owned(),
        created_at: T0,
        updated_at: T0,
    }
}

fn new_user(id: &str) -> NewUser {
    NewUser { user: user("d", id), drive: None, groups: Vec::new(), link: None }
}

fn link(identity: &str, user: &str) -> AccountLinkRow {
    AccountLinkRow {
        domain: d(),
        kind: "mobile".to_owned(),
        identity: identity.to_owned(),
        extra: String::new(),
        user: user.parse().unwrap(),
        display_name: "Zoë".to_owned(),
        created_at: T0,
    }
}

async fn a_user_comes_with_all_or_nothing(db: Database) {
    let store = db.open().await;
    is_denied(store.create_user(new_user("a")).await, Denied::Missing(Entity::Domain));
    store.create_domain(new_domain("d")).await.unwrap();
    store.create_group(group("g"), None).await.unwrap();
    let new = NewUser {
        user: UserRow {
            nick_name: "Zoë '钥匙'".to_owned(),
            email: "a@b".to_owned(),
            role: Role::Admin,
            is_enabled: false,
            user_data: "{\"a\":1}".to_owned(),
            updated_at: at(3),
            ..user("d", "a")
        },
        drive: Some(DriveRow { is_default: true, ..drive_row("d", DriveId(7), "a") }),
        groups: vec![group_id("g")],
        link: Some(link("1", "a")),
    };
    store.create_user(new.clone()).await.unwrap();
    let expected = UserRow { default_drive: Some(DriveId(7)), ..new.user.clone() };
    assert_eq!(store.user(&d(), &new.user.id).await.unwrap(), Some(expected));
    let memberships = store.memberships(&d(), &new.user.id).await.unwrap();
    assert_eq!(memberships.iter().map(|m| (m.group.as_str(), m.depth)).collect::<Vec<_>>(), [("g", 0)]);
    is_denied(store.create_user(new.clone()).await, Denied::Exists(Entity::User));

    let with = |change: fn(&mut NewUser)| {
        let mut new = new_user("b");
        change(&mut new);
        new
    };
    let unknown_group = with(|new| new.groups = vec![group_id("g"), group_id("x")]);
    is_denied(store.create_user(unknown_group).await, Denied::Missing(Entity::Group));
    let taken_link = with(|new| new.link = Some(link("1", "b")));
    is_denied(store.create_user(taken_link).await, Denied::Exists(Entity::AccountLink));
    let taken_drive = with(|new| new.drive = Some(drive_row("d", DriveId(7), "b")));
    is_denied(store.create_user(taken_drive).await, Denied::Exists(Entity::Drive));
    assert_eq!(store.user(&d(), &user("d", "b").id).await.unwrap(), None);
    assert_eq!(store.members(&d(), &group_id("g"), None, None, 9).await.unwrap(), [user_party("a")]);
}

async fn users_are_found_by_what_they_are(db: Database) {
    let store = db.open().await;
    store.create_domain(new_domain("d")).await.unwrap();
    for (id, nick, role, is_enabled) in
        [("b", "Bob", Role::User, true), ("a", "Ann%", Role::Admin, true), ("c", "bobby", Role::User, false)]
    {
        let row = UserRow {
            nick_name: nick.to_owned(),
            email: format!("{id}@x"),
            phone: format!("+{id}"),
            user_name: format!("n-{id}"),
            role,
            is_enabled,
            ..user("d", id)
        };
        store.create_user(NewUser { user: row, ..new_user(id) }).await.unwrap();
    }
    let all = UserQuery::all(d(), 10);
    let text = |text: &str| Some(text.to_owned());
    let cases = [
        (all.clone(), "a b c superadmin"),
        (UserQuery { limit: 2, ..all.clone() }, "a b"),
        (UserQuery { after: Some("a".parse().unwrap()), ..all.clone() }, "b c superadmin"),
        (UserQuery { email: text("b@x"), ..all.clone() }, "b"),
        (UserQuery { phone: text("+c"), ..all.clone() }, "c"),
        (UserQuery { user_name: text("n-a"), ..all.clone() }, "a"),
        (UserQuery { nick_name: text("Bob"), ..all.clone() }, "b"),
        (UserQuery { nick_name_part: text("BOB"), ..all.clone() }, "b c"),
        (UserQuery { nick_name_part: text("%"), ..all.clone() }, "a"),
        (UserQuery { nick_name_part: text("\0"), ..all.clone() }, ""),
        (UserQuery { role: Some(Role::Admin), ..all.clone() }, "a"),
        (UserQuery { is_enabled: Some(false), nick_name_part: text("b"), ..all.clone() }, "c"),
        (UserQuery { domain: "e".parse().unwrap(), ..all }, ""),
    ];
    for (query, expected) in cases {
        let found = store.users(&query).await.unwrap();
        let ids: Vec<_> = found.iter().map(|user| user.id.as_str()).collect();
        assert_eq!(ids.join(" "), expected, "{query:?}");
    }
    let named = store.users_named(&d(), &["c".parse().unwrap(), "x".parse().unwrap()]).await.unwrap();
    assert!(named[0].as_ref().is_some_and(|user| user.id.as_str() == "c") && named[1].is_none());
}

async fn a_user_changes_and_goes_with_what_it_had(db: Database) {
    let store = db.open().await;
    store.create_domain(new_domain("d")).await.unwrap();
    for id in ["g", "h"] {
        store.create_group(group(id), None).await.unwrap();
    }
    let new = NewUser { groups: vec![group_id("g")], link: Some(link("1", "a")), ..new_user("a") };
    let id = new.user.id.clone();
    store.create_user(new.clone()).await.unwrap();
    let changed = UserRow { role: Role::Admin, nick_name: "new".to_owned(), ..new.user.clone() };
    store.replace_user(changed.clone(), T0, Some(vec![group_id("h")])).await.unwrap();
    is_denied(store.replace_user(changed.clone(), T0, None).await, Denied::Stale);
    assert_eq!(store.user(&d(), &id).await.unwrap(), Some(UserRow { updated_at: at(1), ..changed.clone() }));
    assert_eq!(store.members(&d(), &group_id("g"), None, None, 9).await.unwrap(), []);
    is_denied(
        store.replace_user(changed, at(1), Some(vec![group_id("x")])).await,
        Denied::Missing(Entity::Group),
    );
    assert_eq!(store.members(&d(), &group_id("h"), None, None, 9).await.unwrap(), [user_party("a")]);

    store.create_drive(drive_row("d", DriveId(7), "a")).await.unwrap();
    is_denied(store.delete_user(&d(), &id, Role::User, &drop_drives()).await, Denied::Stale);
    store.delete_user(&d(), &id, Role::Admin, &drop_drives()).await.unwrap();
    is_denied(store.delete_user(&d(), &id, Role::Admin, &drop_drives()).await, Denied::Missing(Entity::User));
    assert_eq!(store.members(&d(), &group_id("h"), None, None, 9).await.unwrap(), []);
    assert_eq!(store.account_links(&d(), &id).await.unwrap(), []);
    assert_eq!(store.drive(DriveId(7)).await.unwrap(), None);
    assert_eq!(store.claim(&["drop"], 9, MINUTE, T0).await.unwrap().len(), 1);
}

async fn a_domain_has_so_many_users_and_no_more(db: Database) {
    let store = db.open().await;
    let mut new = new_domain("d");
    new.domain.user_quota = Some(3);
    store.create_domain(new).await.unwrap();
    let tasks: Vec<_> = ["a", "b", "c", "e", "f"]
        .map(|id| {
            let store = store.clone();
            tokio::spawn(async move { store.create_user(new_user(id)).await })
        })
        .into_iter()
        .collect();
    let mut made = 0;
    for task in tasks {
        match task.await.unwrap() {
            Ok(()) => made += 1,
            refused => is_denied(refused, Denied::UserQuota),
        }
    }
    assert_eq!(made, 2, "the superadmin counts");
}

async fn groups_are_trees(db: Database) {
    let store = db.open().await;
    store.create_domain(new_domain("d")).await.unwrap();
    store.create_group(group("g1"), None).await.unwrap();
    is_denied(store.create_group(group("g1"), None).await, Denied::Exists(Entity::Group));
    is_denied(store.create_group(group("x"), Some(group_id("y"))).await, Denied::Missing(Entity::Group));
    assert_eq!(store.group(&d(), &group_id("x")).await.unwrap(), None);
    for depth in 2..=GROUP_DEPTH_MAX {
        let parent = group_id(&format!("g{}", depth - 1));
        store.create_group(group(&format!("g{depth}")), Some(parent)).await.unwrap();
    }
    let last = format!("g{GROUP_DEPTH_MAX}");
    is_denied(store.create_group(group("x"), Some(group_id(&last))).await, Denied::Depth);
    is_denied(store.add_member(&d(), &group_id(&last), &group_party("g1"), T0).await, Denied::Cycle);
    is_denied(store.add_member(&d(), &group_id("g1"), &group_party("g1"), T0).await, Denied::Cycle);
    store.create_group(group("top"), None).await.unwrap();
    is_denied(store.add_member(&d(), &group_id("top"), &group_party("g1"), T0).await, Denied::Depth);
    is_denied(
        store.add_member(&d(), &group_id("top"), &group_party("g3"), T0).await,
        Denied::Exists(Entity::Member),
    );
    store.create_user(new_user("a")).await.unwrap();
    let a = user("d", "a").id;
    store.add_member(&d(), &group_id("g3"), &Party::User(a.clone()), T0).await.unwrap();
    store.add_member(&d(), &group_id("g1"), &Party::User(a.clone()), T0).await.unwrap();
    let memberships = store.memberships(&d(), &a).await.unwrap();
    let found: Vec<_> = memberships.iter().map(|m| (m.group.as_str(), m.depth)).collect();
    assert_eq!(found, [("g1", 0), ("g3", 0), ("g2", 1)]);
    let lineage = store.lineage(&d(), &group_id("g3")).await.unwrap();
    assert_eq!(lineage, ["g3", "g2", "g1"].map(group_id));
    assert_eq!(store.lineage(&d(), &group_id("x")).await.unwrap(), []);
    is_denied(store.delete_group(&d(), &group_id("g2"), &drop_drives()).await, Denied::NotEmpty);
    store.delete_group(&d(), &group_id(&last), &drop_drives()).await.unwrap();
    let changed = GroupRow { name: "new".to_owned(), ..group("g1") };
    store.replace_group(changed.clone(), T0).await.unwrap();
    is_denied(store.replace_group(changed.clone(), T0).await, Denied::Stale);
    let named = store.groups_named(&d(), &[group_id("x"), group_id("g1")]).await.unwrap();
    assert_eq!(named, [None, Some(GroupRow { updated_at: at(1), ..changed })]);
}

async fn two_groups_never_end_up_in_each_other(db: Database) {
    let store = db.open().await;
    store.create_domain(new_domain("d")).await.unwrap();
    for round in 0..8 {
        let names = [format!("a{round}"), format!("b{round}")];
        for name in &names {
            store.create_group(group(name), None).await.unwrap();
        }
        let tasks: Vec<_> = [(0, 1), (1, 0)]
            .map(|(outer, inner)| {
                let (store, outer, inner) =
                    (store.clone(), group_id(&names[outer]), group_party(&names[inner]));
                tokio::spawn(async move { store.add_member(&d(), &outer, &inner, T0).await })
            })
            .into_iter()
            .collect();
        let mut made = 0;
        for task in tasks {
            match task.await.unwrap() {
                Ok(()) => made += 1,
                refused => is_denied(refused, Denied::Cycle),
            }
        }
        assert_eq!(made, 1);
    }
}

async fn members_and_administrators_are_listed_in_turn(db: Database) {
    let store = db.open().await;
    store.create_domain(new_domain("d")).await.unwrap();
    for id in ["g", "h", "i"] {
        store.create_group(group(id), None).await.unwrap();
    }
    let g = group_id("g");
    let parties = [user_party("b"), user_party("a"), group_party("h"), group_party("i")];
    for party in &parties {
        if let Party::User(id) = party {
            store.create_user(new_user(id.as_str())).await.unwrap();
        }
        store.add_member(&d(), &g, party, T0).await.unwrap();
        is_denied(store.add_member(&d(), &g, party, T0).await, Denied::Exists(Entity::Member));
        let row = GroupAdminRow {
            group: g.clone(),
            identity: party.clone(),
            creator: "test".to_owned(),
            created_at: at(2),
        };
        store.add_group_admin(&d(), row.clone()).await.unwrap();
        is_denied(store.add_group_admin(&d(), row).await, Denied::Exists(Entity::Assignment));
    }
    is_denied(store.add_member(&d(), &g, &user_party("x"), T0).await, Denied::Missing(Entity::User));
    let sorted = [user_party("a"), user_party("b"), group_party("h"), group_party("i")];
    assert_eq!(store.members(&d(), &g, None, None, 9).await.unwrap(), sorted);
    assert_eq!(store.members(&d(), &g, None, Some(&sorted[0]), 2).await.unwrap(), sorted[1..3]);
    assert_eq!(store.members(&d(), &g, Some(OwnerKind::Group), None, 9).await.unwrap(), sorted[2..]);
    assert_eq!(store.members(&d(), &g, Some(OwnerKind::User), None, 1).await.unwrap(), sorted[..1]);
    let admins = store.group_admins(&d(), &g, Some(&sorted[1]), 9).await.unwrap();
    assert_eq!(admins.iter().map(|row| row.identity.clone()).collect::<Vec<_>>(), sorted[2..]);
    let administered = store.administered(&d(), &[user_party("a"), group_party("h")]).await.unwrap();
    assert_eq!(administered.len(), 2);
    assert!(store.administered(&d(), &[group_party("a")]).await.unwrap().is_empty());
    assert!(store.remove_member(&d(), &g, &sorted[0]).await.unwrap());
    assert!(!store.remove_member(&d(), &g, &sorted[0]).await.unwrap());
    assert!(store.remove_group_admin(&d(), &g, &sorted[0]).await.unwrap());
    assert!(!store.remove_group_admin(&d(), &g, &sorted[0]).await.unwrap());
    let all = store.groups(&d(), Some(&g), 9).await.unwrap();
    assert_eq!(all.iter().map(|row| row.id.as_str()).collect::<Vec<_>>(), ["h", "i"]);
    store.create_group(GroupRow { is_root: true, ..group("root") }, None).await.unwrap();
    assert_eq!(store.root_groups(&d()).await.unwrap().len(), 1);
}

async fn names_elsewhere_are_linked_once(db: Database) {
    let store = db.open().await;
    store.create_domain(new_domain("d")).await.unwrap();
    is_denied(store.link_account(link("1", "a")).await, Denied::Missing(Entity::User));
    store.create_user(new_user("a")).await.unwrap();
    store.create_user(new_user("b")).await.unwrap();
    store.link_account(link("1", "a")).await.unwrap();
    is_denied(store.link_account(link("1", "b")).await, Denied::Exists(Entity::AccountLink));
    assert_eq!(store.account_link(&d(), "mobile", "1", "").await.unwrap(), Some(link("1", "a")));
    assert_eq!(store.account_link(&d(), "mobile", "1", "86").await.unwrap(), None);
    assert_eq!(store.account_links(&d(), &user("d", "a").id).await.unwrap(), [link("1", "a")]);
    assert!(!store.unlink_account(&link("1", "b")).await.unwrap());
    assert!(store.unlink_account(&link("1", "a")).await.unwrap());
    assert_eq!(store.account_link(&d(), "mobile", "1", "").await.unwrap(), None);
}
