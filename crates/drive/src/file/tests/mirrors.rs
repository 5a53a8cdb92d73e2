//! Whoever follows the log of changes has the drive as it is.

use std::collections::BTreeMap;

use assay_store::Found;
use assay_types::FileId;

use super::World;
use crate::fixture::DRIVE;

const ROOT: FileId = FileId::ROOT;

/// A client's copy of the drive: records by id, kept by what the log says.
pub(super) struct Mirror {
    seq: u64,
    files: BTreeMap<FileId, (FileId, String)>,
}

impl Mirror {
    /// As the documents advise: the log's end first, then everything.
    pub(super) async fn of(world: &World) -> Self {
        let seq = world.at.store.last_change(DRIVE).await.expect("read");
        Self { seq, files: world.live().await }
    }

    pub(super) async fn follow(&mut self, world: &World) {
        loop {
            let lines = world.at.store.changes(DRIVE, self.seq, 100).await.expect("lines");
            let Some(last) = lines.last() else { return };
            self.seq = last.seq;
            for line in lines {
                match line.found.filter(Found::is_live) {
                    Some(found) => {
                        let name = found.row.entry.escaped_name().to_owned();
                        self.files.insert(line.file, (found.row.parent, name));
                    }
                    None => drop(self.files.remove(&line.file)),
                }
            }
        }
    }

    /// What hangs together from the root.
    pub(super) fn seen(&self) -> BTreeMap<FileId, (FileId, String)> {
        let hangs = |mut id: FileId| {
            for _ in 0..100 {
                if id == ROOT {
                    return true;
                }
                match self.files.get(&id) {
                    Some((parent, _)) => id = *parent,
                    None => return false,
                }
            }
            false
        };
        self.files.iter().filter(|(id, _)| hangs(**id)).map(|(id, file)| (*id, file.clone())).collect()
    }
}

#[tokio::test]
async fn what_is_restored_and_copied_is_announced() {
    let world = World::new().await;
    let top = world.tree(ROOT, 12, 60).await;
    world.trash(top).await.expect("trashed");
    let mut mirror = Mirror::of(&world).await;
    assert!(mirror.seen().is_empty());
    world.restore(top).await.expect("restored");
    world.copy(top, ROOT).await.expect("begun");
    world.work().await;
    mirror.follow(&world).await;
    assert_eq!(mirror.seen(), world.live().await);
    assert_eq!(mirror.seen().len(), 2 * (12 * 61 + 1));
    world.delete(top).await.expect("deleted");
    world.work().await;
    mirror.follow(&world).await;
    assert_eq!(mirror.seen(), world.live().await);
    assert_eq!(mirror.files.len(), 12 * 61 + 1, "nothing is left of what is gone");
}

/// Folders move out of a tree, and about in it, while it is announced.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_moves_while_it_is_announced_is_announced_too() {
    for round in 0..8 {
        let world = World::new().await;
        let top = world.tree(ROOT, 8, 100).await;
        let aside = world.folder(ROOT, "aside").await;
        let live = world.live().await;
        let folders: Vec<_> =
            live.iter().filter(|(_, (parent, _))| *parent == top).map(|(id, _)| *id).collect();
        world.trash(top).await.expect("trashed");
        let mut mirror = Mirror::of(&world).await;
        world.restore(top).await.expect("restored");
        let moves = async {
            for (number, folder) in folders.iter().rev().enumerate() {
                let to = if number % 2 == 0 { aside } else { folders[0] };
                if *folder != folders[0] {
                    world.move_to(*folder, to).await.expect("moved");
                }
                tokio::time::sleep(std::time::Duration::from_millis(round % 4)).await;
            }
        };
        tokio::join!(world.work(), moves);
        mirror.follow(&world).await;
        assert_eq!(mirror.seen(), world.live().await);
    }
}
