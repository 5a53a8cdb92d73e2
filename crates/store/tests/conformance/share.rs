//! Share links: made, changed, counted, listed.

use std::sync::Arc;

use assay_store::{
    Comparison, Direction, DropDrives, NewUser, Role, ShareCondition, ShareCountChange, ShareCounts,
    ShareField, ShareOrder, ShareRow, ShareSettings, ShareSpec, ShareUse, Store, StoreError, Value,
};
use assay_types::{DriveId, FileId, Timestamp};

use crate::{
    fixture::{HOUR, T0, at, drive_row, new_domain, tenant, user},
    harness::{Database, conformance},
};

conformance!(
    a_link_comes_back_as_it_went_in,
    an_id_is_taken_once,
    a_change_meets_its_version,
    uses_are_counted_up_to_the_limit,
    uses_counted_at_once_keep_the_limit,
    links_are_listed_in_every_order,
    conditions_hold_for_what_they_describe,
    hostile_texts_find_nothing,
    links_go_with_their_creator_and_their_drive,
);

fn link(id: &str) -> ShareRow {
    ShareRow {
        id: id.to_owned(),
        tenant: tenant("t"),
        domain: "d".parse().unwrap(),
        drive: DriveId(1),
        creator: "u".to_owned(),
        is_of_domain: false,
        files: Some(vec![FileId(5), FileId(i64::MAX)]),
        creatable: vec![FileId(5)],
        version: 1,
        settings: ShareSettings {
            name: "Zoë's — 照片".to_owned(),
            description: "'; DROP TABLE share_links; --".to_owned(),
            password: "secret".to_owned(),
            expires_at: Some(T0 + HOUR),
            is_enabled: true,
            generation: 3,
            disable_preview: true,
            disable_download: false,
            disable_save: true,
            require_login: true,
            office_editable: true,
            preview_limit: 1,
            download_limit: 2,
            save_limit: 3,
        },
        counts: ShareCounts { access: 4, preview: 0, download: 1, save: 6, video_preview: 7, report: 8 },
        created_at: T0,
        updated_at: at(1),
    }
}

fn bare(id: &str) -> ShareRow {
    ShareRow {
        files: None,
        creatable: Vec::new(),
        settings: ShareSettings { is_enabled: true, ..ShareSettings::default() },
        counts: ShareCounts::default(),
        ..link(id)
    }
}

async fn a_link_comes_back_as_it_went_in(db: Database) {
    let store = db.open().await;
    for row in [link("full"), bare("bare"), ShareRow { is_of_domain: true, ..bare("of the domain") }] {
        store.insert_share(row.clone()).await.unwrap();
        assert_eq!(store.share(&row.id).await.unwrap(), Some(row));
    }
    assert_eq!(store.share("unknown").await.unwrap(), None);
}

async fn an_id_is_taken_once(db: Database) {
    let store = db.open().await;
    store.insert_share(link("a")).await.unwrap();
    let again = store.insert_share(bare("a")).await;
    assert!(matches!(again, Err(StoreError::AlreadyExists(_))), "{again:?}");
    assert_eq!(store.share("a").await.unwrap(), Some(link("a")));
}

async fn a_change_meets_its_version(db: Database) {
    let store = db.open().await;
    store.insert_share(link("a")).await.unwrap();
    store.insert_share(link("b")).await.unwrap();
    let settings = ShareSettings { name: "new".to_owned(), expires_at: None, ..bare("a").settings };
    let counts = ShareCountChange { save: Some(0), report: Some(9), ..ShareCountChange::default() };
    assert!(!store.update_share("a", 2, settings.clone(), counts, at(5)).await.unwrap());
    assert!(!store.update_share("unknown", 1, settings.clone(), counts, at(5)).await.unwrap());
    assert_eq!(store.share("a").await.unwrap(), Some(link("a")));
    assert!(store.update_share("a", 1, settings.clone(), counts, at(5)).await.unwrap());
    let counts = ShareCounts { save: 0, report: 9, ..link("a").counts };
    let expected = ShareRow { version: 2, settings, counts, updated_at: at(5), ..link("a") };
    assert_eq!(store.share("a").await.unwrap(), Some(expected));
    assert_eq!(store.share("b").await.unwrap(), Some(link("b")));
}

async fn uses_are_counted_up_to_the_limit(db: Database) {
    let store = db.open().await;
    store.insert_share(link("a")).await.unwrap();
    let count = |used| store.count_share_use("a", used);
    assert!(count(ShareUse::Access).await.unwrap());
    assert!(count(ShareUse::Preview).await.unwrap());
    assert!(!count(ShareUse::Preview).await.unwrap());
    assert!(count(ShareUse::Download).await.unwrap());
    assert!(!count(ShareUse::Download).await.unwrap());
    assert!(!count(ShareUse::Save).await.unwrap(), "the count was set beyond the limit");
    assert!(!store.count_share_use("unknown", ShareUse::Access).await.unwrap());
    let expected = ShareCounts { access: 5, preview: 1, download: 2, ..link("a").counts };
    let row = store.share("a").await.unwrap().unwrap();
    assert_eq!((row.counts, row.version), (expected, 1));

    let cancelled = ShareSettings { is_enabled: false, ..bare("b").settings };
    store.insert_share(ShareRow { settings: cancelled, ..bare("b") }).await.unwrap();
    assert!(!store.count_share_use("b", ShareUse::Access).await.unwrap());
}

async fn uses_counted_at_once_keep_the_limit(db: Database) {
    let stores = [db.open().await, db.open().await];
    let settings = ShareSettings { download_limit: 25, ..bare("a").settings };
    stores[0].insert_share(ShareRow { settings, ..bare("a") }).await.unwrap();
    let tasks: Vec<_> = (0..10)
        .map(|task| {
            let store = stores[task % 2].clone();
            tokio::spawn(async move {
                let mut counted = 0;
                for _ in 0..5 {
                    counted += u32::from(store.count_share_use("a", ShareUse::Download).await.unwrap());
                }
                counted
            })
        })
        .collect();
    let mut counted = 0;
    for task in tasks {
        counted += task.await.unwrap();
    }
    assert_eq!(counted, 25);
    assert_eq!(stores[0].share("a").await.unwrap().unwrap().counts.download, 25);
}

fn spec() -> ShareSpec {
    ShareSpec {
        domain: "d".parse().unwrap(),
        creators: None,
        condition: ShareCondition::And(Vec::new()),
        order: ShareOrder::Created,
        direction: Direction::Ascending,
        after: None,
        limit: 100,
        count: false,
    }
}

/// Links whose ids, times, names and descriptions all sort differently.
async fn many(store: &Arc<dyn Store>) -> Vec<ShareRow> {
    let mut rows = Vec::new();
    for number in 0..30_i64 {
        let settings = ShareSettings {
            name: format!("Name {}", (number * 7) % 5),
            description: format!("{}", (number * 11) % 4),
            is_enabled: number % 3 != 0,
            expires_at: (number % 2 == 0).then_some(at(number + 1)),
            ..ShareSettings::default()
        };
        let row = ShareRow {
            creator: format!("u{}", number % 4),
            settings,
            created_at: at((number * 13) % 6),
            updated_at: at((number * 17) % 7),
            ..bare(&format!("s{:02}", (number * 19) % 30))
        };
        store.insert_share(row.clone()).await.unwrap();
        rows.push(row);
    }
    store.insert_share(ShareRow { domain: "other".parse().unwrap(), ..bare("other") }).await.unwrap();
    rows
}

async fn links_are_listed_in_every_order(db: Database) {
    let store = db.open().await;
    let rows = many(&store).await;
    let key = |row: &ShareRow, order| match order {
        ShareOrder::Created => (row.created_at.as_millis(), String::new(), row.id.clone()),
        ShareOrder::Updated => (row.updated_at.as_millis(), String::new(), row.id.clone()),
        ShareOrder::Name => (0, row.settings.name.clone(), row.id.clone()),
        ShareOrder::Description => (0, row.settings.description.clone(), row.id.clone()),
    };
    for order in [ShareOrder::Created, ShareOrder::Updated, ShareOrder::Name, ShareOrder::Description] {
        let mut expected = rows.clone();
        expected.sort_by_key(|row| key(row, order));
        for direction in [Direction::Ascending, Direction::Descending] {
            let mut spec = ShareSpec { order, direction, limit: 7, count: true, ..spec() };
            let mut found = Vec::<ShareRow>::new();
            loop {
                let page = store.shares(&spec).await.unwrap();
                assert_eq!(page.total, Some(30));
                let Some(last) = page.shares.last() else { break };
                spec.after = Some(last.position(order));
                found.extend(page.shares);
            }
            assert_eq!(found, expected, "{order:?} {direction:?}");
            expected.reverse();
        }
    }
}

async fn conditions_hold_for_what_they_describe(db: Database) {
    use Comparison::{Eq, Ge, Gt, Le, Lt};
    let store = db.open().await;
    let rows = many(&store).await;
    let number = |field, operator, value: Timestamp| {
        ShareCondition::Compare(field, operator, Value::Number(value.as_millis()))
    };
    let not = |condition| ShareCondition::Not(Box::new(condition));
    let ends = |row: &ShareRow| row.settings.expires_at.map_or(0, Timestamp::as_millis);
    type Holds<'a> = Box<dyn Fn(&ShareRow) -> bool + Send + Sync + 'a>;
    let cases: Vec<(ShareCondition, Holds<'_>)> = vec![
        (ShareCondition::Or(Vec::new()), Box::new(|_| false)),
        (number(ShareField::Created, Ge, at(3)), Box::new(|row| row.created_at >= at(3))),
        (number(ShareField::Updated, Lt, at(3)), Box::new(|row| row.updated_at < at(3))),
        (number(ShareField::Expires, Le, at(9)), Box::new(|row| ends(row) <= at(9).as_millis())),
        (number(ShareField::Expires, Eq, Timestamp(0)), Box::new(|row| row.settings.expires_at.is_none())),
        (not(number(ShareField::Created, Gt, at(3))), Box::new(|row| row.created_at <= at(3))),
        (number(ShareField::Enabled, Eq, Timestamp(1)), Box::new(|row| row.settings.is_enabled)),
        (
            ShareCondition::Compare(ShareField::Description, Eq, Value::Text("2".to_owned())),
            Box::new(|row| row.settings.description == "2"),
        ),
        (ShareCondition::NameContains("ame 3".to_owned()), Box::new(|row| row.settings.name == "Name 3")),
        (
            ShareCondition::And(vec![
                ShareCondition::Or(vec![
                    number(ShareField::Created, Eq, at(1)),
                    ShareCondition::NameContains("name 2".to_owned()),
                ]),
                not(not(number(ShareField::Enabled, Eq, Timestamp(0)))),
            ]),
            Box::new(|row| {
                (row.created_at == at(1) || row.settings.name == "Name 2") && !row.settings.is_enabled
            }),
        ),
    ];
    for (condition, holds) in cases {
        for creators in [None, Some(vec![]), Some(vec!["u1".to_owned(), "u3".to_owned()])] {
            let is_wanted = |row: &&ShareRow| {
                holds(row) && creators.as_ref().is_none_or(|all| all.contains(&row.creator))
            };
            let mut expected: Vec<_> = rows.iter().filter(is_wanted).map(|row| row.id.clone()).collect();
            expected.sort();
            let spec = ShareSpec { condition: condition.clone(), creators, count: true, ..spec() };
            let page = store.shares(&spec).await.unwrap();
            let mut found: Vec<_> = page.shares.iter().map(|row| row.id.clone()).collect();
            found.sort();
            assert_eq!(found, expected, "{spec:?}");
            assert_eq!(page.total, Some(expected.len() as u64));
        }
    }
}

async fn hostile_texts_find_nothing(db: Database) {
    let store = db.open().await;
    store.insert_share(link("a")).await.unwrap();
    for text in ["' OR 1=1 --", "a\0b", "%", "_", "\u{fffd}", "$1", "?1"] {
        let by_name = ShareSpec { condition: ShareCondition::NameContains(text.to_owned()), ..spec() };
        assert_eq!(store.shares(&by_name).await.unwrap().shares, [], "{text:?}");
        let by_creator = ShareSpec { creators: Some(vec![text.to_owned()]), ..spec() };
        assert_eq!(store.shares(&by_creator).await.unwrap().shares, [], "{text:?}");
        assert_eq!(store.share(text).await.unwrap(), None);
        assert!(!store.count_share_use(text, ShareUse::Access).await.unwrap());
    }
    let named = ShareSpec { condition: ShareCondition::NameContains("照片".to_owned()), ..spec() };
    assert_eq!(store.shares(&named).await.unwrap().shares.len(), 1);
}

async fn links_go_with_their_creator_and_their_drive(db: Database) {
    let store = db.open().await;
    store.create_domain(new_domain("d")).await.unwrap();
    for id in ["u", "v"] {
        let new = NewUser { user: user("d", id), drive: None, groups: Vec::new(), link: None };
        store.create_user(new).await.unwrap();
    }
    store.create_drive(drive_row("d", DriveId(1), "v")).await.unwrap();
    let rows = [
        link("own"),
        ShareRow { is_of_domain: true, ..link("of the domain") },
        ShareRow { creator: "v".to_owned(), ..link("another's") },
        ShareRow { drive: DriveId(2), creator: "v".to_owned(), ..link("in another drive") },
    ];
    for row in &rows {
        store.insert_share(row.clone()).await.unwrap();
    }
    let (domain, drop) = ("d".parse().unwrap(), DropDrives { kind: "drop".to_owned(), now: T0 });
    store.delete_user(&domain, &"u".parse().unwrap(), Role::User, &drop).await.unwrap();
    assert!(store.share("own").await.unwrap().is_none());
    assert!(store.share("of the domain").await.unwrap().is_some());
    assert!(store.share("another's").await.unwrap().is_some());
    store.delete_drive(DriveId(1), &drop).await.unwrap();
    assert!(store.share("of the domain").await.unwrap().is_none());
    assert!(store.share("another's").await.unwrap().is_none());
    assert!(store.share("in another drive").await.unwrap().is_some());
}
