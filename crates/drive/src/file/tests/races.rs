//! Many callers at once.

use std::collections::BTreeMap;

use assay_types::FileId;
use futures_util::{StreamExt as _, stream};
use proptest::prelude::*;

use super::{World, mirrors::Mirror};
use crate::DriveError;

const ROOT: FileId = FileId::ROOT;

/// What somebody does, to which of the folders.
#[derive(Debug, Clone)]
enum Deed {
    Move(usize, usize),
    Copy(usize, usize),
    Trash(usize),
    Restore(usize),
    Delete(usize),
}

fn deed() -> impl Strategy<Value = Deed> {
    let folder = 0..12_usize;
    prop_oneof![
        12 => (folder.clone(), 0..13_usize).prop_map(|(what, to)| Deed::Move(what, to)),
        1 => (folder.clone(), 0..13_usize).prop_map(|(what, to)| Deed::Copy(what, to)),
        2 => folder.clone().prop_map(Deed::Trash),
        2 => folder.clone().prop_map(Deed::Restore),
        1 => folder.prop_map(Deed::Delete),
    ]
}

async fn perform(world: &World, folders: &[FileId], deed: Deed) {
    let folder = |number: usize| folders.get(number).copied().unwrap_or(ROOT);
    let result = match deed {
        Deed::Move(what, to) => world.move_to(folder(what), folder(to)).await.map(drop),
        Deed::Copy(what, to) => world.copy(folder(what), folder(to)).await.map(drop),
        Deed::Trash(what) => world.trash(folder(what)).await,
        Deed::Restore(what) => world.restore(folder(what)).await.map(drop),
        Deed::Delete(what) => world.delete(folder(what)).await.map(drop),
    };
    match result {
        Ok(()) | Err(DriveError::Api(_)) => {}
        Err(error) => panic!("{error}"),
    }
}

/// Whether everything is reached from the root.
fn hangs_together(files: &BTreeMap<FileId, (FileId, String)>) -> bool {
    files.values().all(|(parent, _)| *parent == ROOT || files.contains_key(parent))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, max_shrink_iters: 0, ..ProptestConfig::default() })]

    /// Concurrent moves make no cycle, nothing is lost by any of it, and a mirror is exact.
    #[test]
    fn the_tree_stays_a_tree(deeds in prop::collection::vec(deed(), 60..120)) {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        runtime.block_on(async {
            let world = World::new().await;
            let mut folders = Vec::new();
            for number in 0..12_usize {
                let parent = if number % 3 == 0 { ROOT } else { folders[number - 1] };
                folders.push(world.folder(parent, &format!("{number}")).await);
                world.file(folders[number], "file", 1, 10).await;
            }
            let mut mirror = Mirror::of(&world).await;
            let all = stream::iter(deeds).for_each_concurrent(8, |deed| perform(&world, &folders, deed));
            let work = async {
                for _ in 0..20 {
                    world.work().await;
                    tokio::time::sleep(std::time::Duration::from_millis(2)).await;
                }
            };
            tokio::join!(all, work);
            world.work().await;
            // What is in the bin comes back, so that everything that is not deleted is live.
            for folder in &folders {
                let _ = world.restore(*folder).await;
            }
            world.work().await;
            let live = world.live().await;
            assert!(hangs_together(&live));
            mirror.follow(&world).await;
            assert_eq!(mirror.seen(), live);
            for folder in &folders {
                // A cycle would be a row that is there, available, and reached from nowhere.
                assert!(world.row(*folder).await.is_none() || live.contains_key(folder), "{folder} is lost");
            }
            let files = live.values().filter(|(_, name)| name == "file").count();
            assert_eq!(world.used().await, files as u64 * 10);
            assert_eq!(world.references(1, 10).await, files as u64);
        });
    }
}
