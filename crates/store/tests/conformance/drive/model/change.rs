//! The changes of the game.

use std::sync::Arc;

use assay_store::{Change, ChangeOp, Commit, Expect, FileKind, FileState, Refused, Store, Write};
use assay_types::{FileId, Sha1Digest, Timestamp};
use proptest::prelude::*;

use super::{
    super::fixture::{DRIVE, Draft, ROOT, change, file, folder, refusal},
    world::World,
};
use crate::fixture::T0;

pub(super) const NAMES: [&str; 10] =
    ["a", "ab", "abc", "Abc \"d\"", "abcd.txt", "年报", "年度报告", "报 告", "B.TXT", "ÀB"];
pub(super) const LABELS: [&str; 3] = ["red", "green", "年"];
const SHA1: [u8; 2] = [0x0a, 0xff];

/// A step; files are chosen by a number, of those that there are.
#[derive(Debug, Clone)]
pub(super) enum Step {
    Insert {
        parent: u8,
        is_folder: bool,
        state: FileState,
        looks: Looks,
    },
    Rewrite {
        file: u8,
        looks: Looks,
    },
    Move {
        file: u8,
        parent: u8,
    },
    State {
        file: u8,
        state: FileState,
        at: i64,
    },
    Delete {
        file: u8,
    },
    /// Several changes that are refused at the end.
    Undone {
        file: u8,
        looks: Looks,
    },
}

/// What a file looks like.
#[derive(Debug, Clone)]
pub(super) struct Looks {
    name: usize,
    size: u64,
    time: i64,
    labels: u8,
    is_starred: bool,
    sha1: Option<u8>,
}

fn any_looks() -> impl Strategy<Value = Looks> {
    (0..NAMES.len(), 0..4_u64, 0..4_i64, 0..8_u8, any::<bool>(), proptest::option::of(0..2_u8)).prop_map(
        |(name, size, time, labels, is_starred, sha1)| Looks { name, size, time, labels, is_starred, sha1 },
    )
}

fn any_state() -> impl Strategy<Value = FileState> {
    prop_oneof![
        6 => Just(FileState::Available),
        2 => Just(FileState::Trashed),
        1 => Just(FileState::Uploading),
        1 => Just(FileState::Dying),
        1 => Just(FileState::Building),
    ]
}

pub(super) fn any_step() -> impl Strategy<Value = Step> {
    prop_oneof![
        8 => (any::<u8>(), any::<bool>(), any_state(), any_looks()).prop_map(
            |(parent, is_folder, state, looks)| Step::Insert { parent, is_folder, state, looks }),
        3 => (any::<u8>(), any_looks()).prop_map(|(file, looks)| Step::Rewrite { file, looks }),
        3 => (any::<u8>(), any::<u8>()).prop_map(|(file, parent)| Step::Move { file, parent }),
        4 => (any::<u8>(), any_state(), 0..4_i64).prop_map(|(file, state, at)| Step::State { file, state, at }),
        1 => any::<u8>().prop_map(|file| Step::Delete { file }),
        1 => (any::<u8>(), any_looks()).prop_map(|(file, looks)| Step::Undone { file, looks }),
    ]
}

/// One of the files, if there are any.
pub(super) fn pick(world: &World, number: u8) -> Option<i64> {
    let count = world.files.len();
    world.ids().nth(usize::from(number).checked_rem(count)?)
}

/// One of the folders, or the root.
pub(super) fn pick_folder(world: &World, number: u8) -> FileId {
    let folders: Vec<_> = world
        .files
        .values()
        .filter(|draft| draft.row.kind == FileKind::Folder)
        .map(|draft| draft.row.id)
        .collect();
    let index = usize::from(number) % (folders.len() + 1);
    folders.get(index).copied().unwrap_or(ROOT)
}

fn dressed(draft: Draft, looks: &Looks) -> Draft {
    let mut draft = draft.renamed(NAMES[looks.name]);
    if draft.row.kind == FileKind::File {
        draft.row.size_bytes = looks.size;
        draft.columns.sha1 = looks.sha1.map(|sha1| Sha1Digest([SHA1[usize::from(sha1)]; 20]));
    }
    draft.columns.updated_at = Timestamp(looks.time);
    draft.columns.created_at = Timestamp(3 - looks.time);
    draft.columns.starred = looks.is_starred;
    let labels = LABELS.iter().enumerate().filter(|(bit, _)| looks.labels >> bit & 1 == 1);
    draft.columns.labels = labels.map(|(_, &label)| label.to_owned()).collect();
    draft
}

/// Makes a step on both. A step about a file is left out while there is none.
pub(super) async fn make(store: &Arc<dyn Store>, world: &mut World, step: &Step) {
    match step {
        Step::Insert { parent, is_folder, state, looks } => {
            let parent = pick_folder(world, *parent);
            let id = world.ids().last().unwrap_or_default() + 1;
            let draft = if *is_folder { folder(id, parent, "") } else { file(id, parent, "") };
            let draft = dressed(draft, looks).state(*state);
            write(store, world, draft, ChangeOp::Create, None, false).await;
        }
        Step::Rewrite { file, looks } => {
            let Some(id) = pick(world, *file) else { return };
            let draft = dressed(world.files[&id].clone(), looks);
            write(store, world, draft, ChangeOp::Update, None, true).await;
        }
        Step::Move { file, parent } => {
            let Some(id) = pick(world, *file) else { return };
            let to = pick_folder(world, *parent);
            if to != ROOT && world.is_within(to.0, FileId(id)) {
                return;
            }
            let mut draft = world.files[&id].clone();
            let from = draft.row.parent;
            draft.row.parent = to;
            write(store, world, draft, ChangeOp::Move, Some(from), true).await;
        }
        Step::State { file, state, at } => {
            let Some(id) = pick(world, *file) else { return };
            let mut draft = world.files[&id].clone().state(*state);
            draft.columns.trashed_at = (*state == FileState::Trashed).then_some(Timestamp(*at));
            write(store, world, draft, ChangeOp::Trash, None, true).await;
        }
        Step::Delete { file } => {
            let Some(id) = pick(world, *file) else { return };
            let logged = change(ChangeOp::Delete, id);
            let commit = Commit {
                expect: vec![Expect::Version(FileId(id), world.files[&id].row.version)],
                writes: vec![Write::Delete(FileId(id))],
                reshapes: true,
                changes: vec![logged],
                ..Commit::new(DRIVE, T0)
            };
            world.files.remove(&id);
            commit_both(store, world, commit).await;
        }
        Step::Undone { file: number, looks } => {
            let Some(id) = pick(world, *number) else { return };
            let parent = world.files[&id].row.parent;
            let commit = Commit {
                writes: vec![
                    dressed(world.files[&id].clone(), looks).update(),
                    Write::Delete(FileId(id)),
                    dressed(file(i64::MAX, parent, ""), looks).insert(),
                    dressed(file(i64::MAX, parent, ""), looks).insert(),
                ],
                reshapes: true,
                changes: vec![change(ChangeOp::Delete, id)],
                used_bytes: 5,
                ..Commit::new(DRIVE, T0)
            };
            assert_eq!(refusal(store, commit).await, Refused::Exists(FileId(i64::MAX)));
        }
    }
}

async fn write(
    store: &Arc<dyn Store>,
    world: &mut World,
    mut draft: Draft,
    op: ChangeOp,
    old_parent: Option<FileId>,
    is_update: bool,
) {
    let id = draft.row.id;
    let (write, expect) = if is_update {
        (draft.update(), Expect::Version(id, draft.row.version))
    } else {
        (draft.insert(), Expect::Tree(world.tree))
    };
    let before = world.files.get(&id.0).map_or(0, |before| before.row.size_bytes);
    let commit = Commit {
        expect: vec![expect],
        writes: vec![write],
        used_bytes: draft.row.size_bytes.cast_signed() - before.cast_signed(),
        reshapes: is_update && draft.row.kind == FileKind::Folder,
        changes: vec![Change { op, file: id, old_parent }],
        ..Commit::new(DRIVE, T0)
    };
    draft.row.version += 1;
    world.files.insert(id.0, draft);
    commit_both(store, world, commit).await;
}

async fn commit_both(store: &Arc<dyn Store>, world: &mut World, commit: Commit) {
    world.log.extend(&commit.changes);
    world.tree += i64::from(commit.reshapes);
    world.used_bytes += commit.used_bytes;
    let committed = store.commit(commit).await.unwrap();
    assert_eq!(committed.last_change, world.log.len() as u64);
    assert_eq!(committed.tree, world.tree);
}
