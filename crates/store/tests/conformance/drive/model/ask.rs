//! The questions of the game: all pages of each, against the model.

use std::sync::Arc;

use assay_store::{
    Comparison, Condition, Direction, Field, FileKind, FileState, FilesPage, Found, ListFilter, ListOrder,
    ListSpec, Scope, SearchSpec, Store, Value,
};
use assay_types::FileId;
use proptest::{collection::vec, option, prelude::*, sample::select};

use super::{
    super::fixture::{DRIVE, ROOT, ids},
    change::{LABELS, NAMES, pick, pick_folder},
    world::World,
};

/// Parts of names, in lower case.
const WORDS: [&str; 9] = ["a", "ab", "abc", "c \"d", "txt", "年", "年报", "告", "àb"];

/// A question; files are chosen by a number, of those that there are.
#[derive(Debug, Clone)]
pub(super) enum Ask {
    Files,
    Scan {
        limit: usize,
        scope: Tops,
    },
    List {
        parent: u8,
        order: ListOrder,
        direction: Direction,
        kind: Option<FileKind>,
        limit: usize,
        scope: Tops,
    },
    Search {
        condition: Condition,
        order: Vec<(Field, Direction)>,
        under: Option<u8>,
        limit: usize,
        scope: Tops,
    },
    Changes {
        limit: usize,
    },
    Folder {
        parent: u8,
        limit: usize,
    },
    Trash {
        limit: usize,
    },
}

/// The whole drive, or what is under these.
type Tops = Option<Vec<u8>>;

pub(super) fn any_ask() -> impl Strategy<Value = Ask> {
    let limit = 1..8_usize;
    let scope = || option::weighted(0.3, vec(any::<u8>(), 0..3));
    let direction = select(vec![Direction::Ascending, Direction::Descending]);
    let list_order = select(vec![ListOrder::Created, ListOrder::Updated, ListOrder::Name, ListOrder::Size]);
    let field = select(vec![
        Field::Name,
        Field::Kind,
        Field::ContentHash,
        Field::Parent,
        Field::Size,
        Field::Starred,
        Field::Created,
        Field::Updated,
    ]);
    prop_oneof![
        1 => Just(Ask::Files),
        2 => (limit.clone(), scope()).prop_map(|(limit, scope)| Ask::Scan { limit, scope }),
        3 => (
            any::<u8>(),
            list_order,
            direction.clone(),
            option::of(select(vec![FileKind::File, FileKind::Folder])),
            limit.clone(),
            scope(),
        )
            .prop_map(|(parent, order, direction, kind, limit, scope)| {
                Ask::List { parent, order, direction, kind, limit, scope }
            }),
        6 => (
            any_condition(),
            vec((field, direction), 0..3),
            option::weighted(0.3, any::<u8>()),
            limit.clone(),
            scope(),
        )
            .prop_map(|(condition, order, under, limit, scope)| {
                Ask::Search { condition, order, under, limit, scope }
            }),
        1 => limit.clone().prop_map(|limit| Ask::Changes { limit }),
        2 => (any::<u8>(), limit.clone()).prop_map(|(parent, limit)| Ask::Folder { parent, limit }),
        1 => limit.prop_map(|limit| Ask::Trash { limit }),
    ]
}

fn any_condition() -> impl Strategy<Value = Condition> {
    let comparison = select(vec![
        Comparison::Eq,
        Comparison::Lt,
        Comparison::Le,
        Comparison::Gt,
        Comparison::Ge,
        Comparison::Prefix,
    ]);
    let text_field = select(vec![Field::Name, Field::Kind, Field::Category, Field::ContentHash]);
    let number_field =
        select(vec![Field::Parent, Field::Size, Field::Starred, Field::Created, Field::Updated]);
    let text = prop_oneof![
        select(NAMES.to_vec()).prop_map(str::to_owned),
        select(vec!["", "f", "file", "folder", "others", "0a"]).prop_map(str::to_owned),
        select(vec!["0a", "ff"]).prop_map(|byte| byte.repeat(20)),
    ];
    let words = vec(select(WORDS.to_vec()).prop_map(str::to_owned), 0..3);
    let labels = vec(select(LABELS.to_vec()).prop_map(str::to_owned), 0..3);
    let leaf = prop_oneof![
        (text_field, comparison.clone(), text).prop_map(|(field, comparison, text)| Condition::Compare(
            field,
            comparison,
            Value::Text(text)
        )),
        (number_field, comparison, 0..4_i64).prop_map(|(field, comparison, number)| Condition::Compare(
            field,
            comparison,
            Value::Number(number)
        )),
        words.prop_map(Condition::NameMatch),
        labels.prop_map(Condition::LabelIn),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            2 => vec(inner.clone(), 0..4).prop_map(Condition::And),
            1 => vec(inner.clone(), 0..4).prop_map(Condition::Or),
            1 => inner.prop_map(|inner| Condition::Not(Box::new(inner))),
        ]
    })
}

fn scope(world: &World, tops: &Tops) -> Scope {
    match tops {
        None => Scope::Whole,
        Some(tops) => Scope::Under(tops.iter().filter_map(|&top| pick(world, top)).map(FileId).collect()),
    }
}

/// A file that was read, against the model's.
fn check(world: &World, found: &Found) {
    let id = found.row.id.0;
    assert_eq!(found.row, world.files[&id].row);
    assert_eq!(found.is_live(), world.is_live(id), "{id}");
    assert_eq!(found.place.tree, world.tree);
    let (above, is_whole) = world.ancestors(id);
    if is_whole {
        assert_eq!(found.place.ancestors, above.iter().map(|folder| folder.row.id).collect::<Vec<_>>());
        assert_eq!(found.place.name_path, world.name_path(id));
    }
}

/// Checks a page's files, and returns their ids.
fn checked(world: &World, page: &FilesPage, limit: usize) -> Vec<i64> {
    assert!(page.files.len() <= limit);
    page.files.iter().for_each(|found| check(world, found));
    ids(&page.files)
}

/// Asks a question of both, and compares the answers.
pub(super) async fn compare(store: &Arc<dyn Store>, world: &World, ask: &Ask) {
    match ask {
        Ask::Files => {
            let all: Vec<_> = world.ids().map(FileId).collect();
            let found = store.files(DRIVE, &all).await.unwrap();
            for found in &found {
                check(world, found.as_ref().unwrap());
            }
        }
        Ask::Scan { limit, scope: tops } => {
            let scope = scope(world, tops);
            let expected: Vec<_> =
                world.ids().filter(|&id| world.is_live(id) && world.is_visible(id, &scope)).collect();
            let (mut seen, mut after) = (Vec::new(), Some(ROOT));
            while let Some(place) = after {
                let page = store.scan_rows(DRIVE, place, *limit, &scope).await.unwrap();
                seen.extend(checked(world, &page, *limit));
                let text = store.scan_text(DRIVE, place, *limit, true, &scope).await.unwrap();
                let long = page.files.iter().map(|found| {
                    let place = &found.place;
                    world.files[&found.row.id.0].long_text(&place.id_path, &place.escaped_name_path)
                });
                assert_eq!(String::from_utf8(text.text).unwrap(), long.collect::<Vec<_>>().join(","));
                assert_eq!(text.next, page.next.map(|next| next.file));
                after = text.next;
            }
            assert_eq!(seen, expected);
        }
        Ask::List { parent, order, direction, kind, limit, scope: tops } => {
            let scope = scope(world, tops);
            let parent = pick_folder(world, *parent);
            let mut expected: Vec<_> = world
                .ids()
                .filter(|&id| {
                    let row = &world.files[&id].row;
                    row.parent == parent
                        && row.state == FileState::Available
                        && kind.is_none_or(|kind| row.kind == kind)
                        && world.is_visible(id, &scope)
                })
                .collect();
            let field = match order {
                ListOrder::Created => None,
                ListOrder::Updated => Some(Field::Updated),
                ListOrder::Name => Some(Field::Name),
                ListOrder::Size => Some(Field::Size),
            };
            match field {
                Some(field) => world.sort(&mut expected, &[(field, *direction)]),
                None if *direction == Direction::Descending => expected.reverse(),
                None => {}
            }
            let mut spec = ListSpec {
                drive: DRIVE,
                parent,
                filter: ListFilter { state: FileState::Available, kind: *kind, category: None },
                order: *order,
                direction: *direction,
                after: None,
                limit: *limit,
                scope,
            };
            let mut seen = Vec::new();
            loop {
                let page = store.list(&spec).await.unwrap();
                seen.extend(checked(world, &page, *limit));
                spec.after = page.next;
                if spec.after.is_none() {
                    break;
                }
            }
            assert_eq!(seen, expected);
        }
        Ask::Search { condition, order, under, limit, scope: tops } => {
            search(
                store,
                world,
                condition,
                order,
                under.map(|under| pick_folder(world, under)),
                *limit,
                tops,
            )
            .await;
        }
        Ask::Changes { limit } => {
            let mut seq = 0;
            loop {
                let lines = store.changes(DRIVE, seq, *limit).await.unwrap();
                assert!(lines.len() <= *limit);
                for line in &lines {
                    let expected = world.log[usize::try_from(seq).unwrap()];
                    seq += 1;
                    assert_eq!(line.seq, seq);
                    assert_eq!(
                        (line.op, line.file, line.old_parent),
                        (expected.op, expected.file, expected.old_parent)
                    );
                    assert_eq!(line.found.is_some(), world.files.contains_key(&line.file.0));
                    line.found.iter().for_each(|found| check(world, found));
                }
                if lines.is_empty() {
                    break;
                }
            }
            assert_eq!(seq, world.log.len() as u64);
            assert_eq!(store.last_change(DRIVE).await.unwrap(), seq);
        }
        Ask::Folder { parent, limit } => folder(store, world, pick_folder(world, *parent), *limit).await,
        Ask::Trash { limit } => {
            let mut expected: Vec<_> = world
                .files
                .values()
                .filter(|draft| draft.row.state == FileState::Trashed)
                .map(|draft| {
                    (draft.columns.trashed_at.map_or(0, assay_types::Timestamp::as_millis), draft.row.id.0)
                })
                .collect();
            expected.sort_unstable_by(|a, b| b.cmp(a));
            let expected: Vec<_> = expected.into_iter().map(|(_, id)| id).collect();
            let (mut seen, mut after) = (Vec::new(), None);
            loop {
                let page = store.trash(DRIVE, after.as_ref(), *limit).await.unwrap();
                seen.extend(checked(world, &page, *limit));
                after = page.next;
                if after.is_none() {
                    break;
                }
            }
            assert_eq!(seen, expected);
        }
    }
}

async fn search(
    store: &Arc<dyn Store>,
    world: &World,
    condition: &Condition,
    order: &[(Field, Direction)],
    under: Option<FileId>,
    limit: usize,
    tops: &Tops,
) {
    let scope = scope(world, tops);
    let mut expected: Vec<_> = world
        .ids()
        .filter(|&id| {
            world.is_live(id)
                && world.is_visible(id, &scope)
                && under.is_none_or(|top| top.0 != id && world.is_within(id, top))
                && world.describes(condition, id)
        })
        .collect();
    world.sort(&mut expected, order);
    let mut spec = SearchSpec {
        drive: DRIVE,
        condition: condition.clone(),
        order: order.to_vec(),
        after: None,
        limit,
        under,
        scope,
        count: true,
    };
    let mut seen = Vec::new();
    loop {
        let page = store.search(&spec).await.unwrap();
        assert_eq!(page.total, Some(expected.len() as u64));
        seen.extend(checked(world, &page, limit));
        if let (Some(next), Some(last)) = (&page.next, page.files.last()) {
            let last = world.position(last.row.id.0, order);
            // Whatever was looked at after the last file of the page is not described.
            assert!(*next == last || page.files.len() < limit);
        }
        spec.after = page.next;
        if spec.after.is_none() {
            break;
        }
    }
    assert_eq!(seen, expected);
}

async fn folder(store: &Arc<dyn Store>, world: &World, parent: FileId, limit: usize) {
    let expected: Vec<_> = world.ids().filter(|id| world.files[id].row.parent == parent).collect();
    let (mut seen, mut after) = (Vec::new(), ROOT);
    loop {
        let children = store.children(DRIVE, parent, after, limit).await.unwrap();
        let Some(last) = children.last() else { break };
        after = last.id;
        assert!(children.len() <= limit);
        seen.extend(children.iter().map(|row| row.id.0));
    }
    assert_eq!(seen, expected);
    for name in NAMES {
        let named = store.named(DRIVE, parent, name, limit).await.unwrap();
        let expected = expected.iter().filter(|id| {
            let draft = &world.files[id];
            draft.columns.name == name && draft.row.state == FileState::Available
        });
        assert_eq!(
            named.iter().map(|row| row.id.0).collect::<Vec<_>>(),
            expected.take(limit).copied().collect::<Vec<_>>()
        );
    }
    // Available files and folders below it: as if it were there itself.
    let available = |id: i64| world.files[&id].row.state == FileState::Available;
    let below = world.ids().filter(|&id| {
        let (above, is_whole) = world.ancestors(id);
        let from = above.iter().position(|folder| folder.row.id == parent);
        let between = match from {
            Some(from) => &above[from + 1..],
            None if parent == ROOT && is_whole => &above[..],
            None => return false,
        };
        available(id)
            && between.iter().all(|folder| available(folder.row.id.0) && folder.row.kind == FileKind::Folder)
    });
    let totals = store.folder_totals(DRIVE, parent).await.unwrap();
    let (mut folders, mut files, mut bytes) = (0, 0, 0);
    for id in below {
        let row = &world.files[&id].row;
        folders += u64::from(row.kind == FileKind::Folder);
        files += u64::from(row.kind == FileKind::File);
        bytes += row.size_bytes;
    }
    assert_eq!((totals.folders, totals.files, totals.bytes), (folders, files, bytes));
}
